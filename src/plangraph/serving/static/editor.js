// The plain editor: a text field, and the answer as a table. It stands in where the built editor is not there.
import { ask, cell, cutNote, element, examples, problem, say } from "./answers.js";

const form = document.getElementById("editor");
const field = document.getElementById("query");
const outcome = document.getElementById("outcome");
const SHOWN = 2000;
let under_way = null;

function table(answer, took) {
  const names = answer.head.vars;
  const rows = answer.results.bindings;
  const made = element("table");
  const head = element("tr");
  for (const name of names) head.append(element("th", name));
  made.append(element("thead"));
  made.tHead.append(head);
  const body = element("tbody");
  for (const row of rows.slice(0, SHOWN)) {
    const line = element("tr");
    for (const name of names) line.append(cell(row[name]));
    body.append(line);
  }
  made.append(body);
  const scroll = element("div", undefined, { class: "scroll" });
  scroll.append(made);
  const parts = [element("p", say("sparql.rows", { rows: rows.length, ms: took }), { class: "quiet" }), scroll];
  if (rows.length > SHOWN) parts.push(element("p", say("sparql.cut", { shown: SHOWN })));
  return parts;
}

function showProblem(found) {
  if (found.line) {
    const start = field.value.split("\n").slice(0, found.line - 1).reduce((sum, line) => sum + line.length + 1, 0);
    field.focus();
    field.setSelectionRange(start + found.column - 1, start + found.column);
  }
  return [problem(found)];
}

async function shown(response, started) {
  const kind = response.headers.get("content-type") || "";
  if (kind.startsWith("application/problem+json")) return showProblem(await response.json());
  const took = () => Math.round(performance.now() - started);
  if (!kind.startsWith("application/sparql-results+json")) {
    const scroll = element("div", undefined, { class: "scroll" });
    scroll.append(element("pre", await response.text()));
    return [...cutNote(response), scroll];
  }
  const answer = await response.json();
  if ("boolean" in answer) return [element("p", say(answer.boolean ? "sparql.yes" : "sparql.no"), { class: "message" })];
  return [...cutNote(response), ...table(answer, took())];
}

async function run() {
  if (under_way) under_way.abort();
  const mine = (under_way = new AbortController());
  outcome.replaceChildren(element("p", say("sparql.running"), { class: "quiet" }));
  const started = performance.now();
  try {
    const response = await ask(field.value, mine.signal);
    const parts = await shown(response, started);
    if (under_way === mine) outcome.replaceChildren(...parts);
    const address = new URL(window.location.href);
    address.searchParams.set("query", field.value);
    window.history.replaceState(null, "", address);
  } catch (error) {
    if (error.name !== "AbortError") outcome.replaceChildren(element("p", say("sparql.unreachable"), { class: "message violation" }));
  }
}

document.getElementById("run").hidden = false;
document.getElementById("run").addEventListener("click", run);
field.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    run();
  }
});
const choice = document.getElementById("example");
if (choice) choice.addEventListener("change", () => {
  if (!examples.has(choice.value)) return;
  field.value = examples.get(choice.value);
  run();
});
if ("run" in form.dataset) run();
