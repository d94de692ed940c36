// Runs the query of the editor and shows the answer as a table.
const form = document.getElementById("editor");
const field = document.getElementById("query");
const outcome = document.getElementById("outcome");
const read = (id) => JSON.parse(document.getElementById(id).textContent);
const words = read("words");
const examples = new Map(read("examples").map((one) => [one.name, one.query]));
const base = form.dataset.base;
const ONTOLOGY = words.ontology;
const SHOWN = 2000;
let under_way = null;

function say(key, values = {}) {
  return words[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

function element(name, text, attributes = {}) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

function target(iri) {
  if (iri.startsWith(base)) return "/id/" + encodeURI(iri.slice(base.length)).replaceAll("%25", "%").replaceAll("?", "%3F").replaceAll("#", "%23");
  if (iri.startsWith(ONTOLOGY)) return "/ontology#" + encodeURIComponent(iri.slice(ONTOLOGY.length));
  return /^https?:\/\//.test(iri) ? iri : null;
}

function short(iri) {
  if (iri.startsWith(base)) return iri.slice(base.length);
  const prefix = Object.entries(words.namespaces).find(([, space]) => iri.startsWith(space));
  return prefix ? `${prefix[0]}:${iri.slice(prefix[1].length)}` : iri;
}

function cell(term) {
  const made = element("td");
  if (term === undefined) return made;
  if (term.type === "uri") {
    const to = target(term.value);
    const shown = element("bdi", short(term.value));
    if (to === null) made.append(shown);
    else {
      const link = element("a", undefined, { href: to, rel: "noopener noreferrer" });
      link.append(shown);
      made.append(link);
    }
    return made;
  }
  const number = (term.datatype || "").match(/#(integer|decimal|double)$/);
  if (number) made.className = "number";
  made.append(element("bdi", number && number[1] === "integer" ? Number(term.value).toLocaleString("en") : term.value));
  if (term["xml:lang"] && term["xml:lang"] !== document.documentElement.lang) made.append(element("small", ` (${term["xml:lang"]})`, { class: "keep quiet" }));
  return made;
}

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

function problem(found) {
  const made = element("div", undefined, { class: "message violation" });
  made.append(element("strong", found.title), element("p", found.detail));
  if (found.line) {
    made.append(element("p", say("sparql.place", found), { class: "quiet" }));
    const start = field.value.split("\n").slice(0, found.line - 1).reduce((sum, line) => sum + line.length + 1, 0);
    field.focus();
    field.setSelectionRange(start + found.column - 1, start + found.column);
  }
  return [made];
}

async function shown(response, started) {
  const kind = response.headers.get("content-type") || "";
  if (kind.startsWith("application/problem+json")) return problem(await response.json());
  const took = () => Math.round(performance.now() - started);
  if (!kind.startsWith("application/sparql-results+json")) {
    const scroll = element("div", undefined, { class: "scroll" });
    scroll.append(element("pre", await response.text()));
    return [scroll];
  }
  const answer = await response.json();
  if ("boolean" in answer) return [element("p", say(answer.boolean ? "sparql.yes" : "sparql.no"), { class: "message" })];
  return table(answer, took());
}

async function run() {
  if (under_way) under_way.abort();
  const mine = (under_way = new AbortController());
  outcome.replaceChildren(element("p", say("sparql.running"), { class: "quiet" }));
  const started = performance.now();
  try {
    const response = await fetch("/sparql" + (words.lang ? `?lang=${words.lang}` : ""), {
      method: "POST",
      headers: { "Content-Type": "application/sparql-query", Accept: "application/sparql-results+json, text/turtle;q=0.9" },
      body: field.value,
      signal: mine.signal,
    });
    const parts = await shown(response, started);
    if (under_way === mine) outcome.replaceChildren(...parts);
    const address = new URL(window.location.href);
    address.searchParams.set("query", field.value);
    window.history.replaceState(null, "", address);
  } catch (error) {
    if (error.name !== "AbortError") outcome.replaceChildren(element("p", say("sparql.unreachable"), { class: "message violation" }));
  }
}

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
