// The whole answer as a file, from the server and not from what is drawn.
import { address, element, say } from "../src/plangraph/serving/static/answers.js";

const BOM = "\ufeff"; // without it a spreadsheet takes Japanese for another encoding
const FORM = "application/x-www-form-urlencoded;charset=UTF-8";
const TABLES = [
  { name: "CSV", file: "csv", path: "/sparql", format: "csv", before: [BOM] },
  { name: "XLSX", file: "xlsx", path: "/sparql.xlsx" },
  { name: "JSON", file: "srj", path: "/sparql", format: "json" },
];
const GRAPHS = [
  { name: "Turtle", file: "ttl", path: "/sparql", format: "turtle" },
  { name: "JSON-LD", file: "jsonld", path: "/sparql", format: "jsonld" },
];

// A button for each format that fits an answer of this media type.
export function downloads(query, kind, onProblem) {
  const made = (kind.includes("sparql-results") ? TABLES : GRAPHS).map((one) => {
    const button = element("button", one.name, { type: "button", class: "plain" });
    button.addEventListener("click", () => take(one, query, onProblem));
    return button;
  });
  return [element("span", say("sparql.take"), { class: "quiet" }), ...made];
}

async function take({ path, format, file, before = [] }, query, onProblem) {
  const body = new URLSearchParams({ query, ...(format ? { format } : {}) });
  try {
    const response = await fetch(address(path), { method: "POST", headers: { "Content-Type": FORM, Accept: "*/*" }, body });
    if (!response.ok) onProblem(await response.json());
    else save(new Blob([...before, await response.blob()]), `${say("sparql.file_name")}-${stamp()}.${file}`);
  } catch {
    onProblem({ title: say("sparql.unreachable"), detail: "" });
  }
}

function stamp() {
  const now = new Date();
  const two = (number) => String(number).padStart(2, "0");
  return `${now.getFullYear()}${two(now.getMonth() + 1)}${two(now.getDate())}-${two(now.getHours())}${two(now.getMinutes())}`;
}

function save(blob, name) {
  const link = element("a", undefined, { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
