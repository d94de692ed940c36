// The editor at /sparql: YASGUI's query field and answer view, put together for one endpoint.
import "./editor.css";

import Yasgui from "@zazuko/yasgui";

import { address, ask, cutNote, element, examples, problem, say, words } from "../src/plangraph/serving/static/answers.js";
import { installCompleters } from "./completion.js";
import { downloads } from "./downloads.js";
import { forget, keep, kept } from "./keeping.js";
import { makeAnswers } from "./results.js";

const LONGEST_ADDRESS = 8000;
const VIEWS = ["table", "response"];
const { Yasqe } = Yasgui;
const at = (id) => document.getElementById(id);
const form = at("editor");
const field = at("query");
const outcome = at("outcome");
const parameters = new URLSearchParams(window.location.search);
let view = VIEWS.includes(parameters.get("view")) ? parameters.get("view") : "table";
let underWay = null;

installCompleters(Yasqe);
const yasqe = makeQueryField();
const notes = element("div", undefined, { "aria-live": "polite" });
const drawn = element("div");
const files = element("div", undefined, { class: "actions" });
outcome.removeAttribute("aria-live"); // a whole table would be read aloud
outcome.append(notes, files, drawn);
const answers = makeAnswers(drawn, () => ({ ...words.namespaces, ...yasqe.getPrefixesFromQuery() }), view, (chosen) => {
  view = chosen;
  showAddress();
});
drawn.hidden = true;

function makeQueryField() {
  const made = new Yasqe(at("yasqe"), {
    value: parameters.has("query") ? field.value : (kept() ?? field.value),
    persistenceId: null,
    consumeShareLink: null,
    createShareableLink: null, // the buttons stand outside, with words
    showQueryButton: false,
    resizeable: true,
    editorHeight: "20rem",
    screenReaderLabel: say("sparql.query"),
    extraKeys: {
      "Ctrl-Enter": run,
      "Cmd-Enter": run,
      "Ctrl-S": false,
      Tab: false, // the keyboard must find its way out; Ctrl-] and Ctrl-[ indent
      "Shift-Tab": false,
    },
  });
  const show = made.showNotification;
  made.showNotification = (key, text) => show(key, text.startsWith("Press CTRL") ? say("sparql.hint_key") : text);
  made.on("changes", () => nameFault(made));
  nameFault(made);
  return made;
}

// The stock tip on a line that does not parse is in English and is drawn with inline style, which the policy forbids.
function nameFault(made) {
  for (const icon of made.getWrapperElement().querySelectorAll(".parseErrorIcon")) {
    icon.onmouseover = icon.onmouseout = null;
    icon.title = say("sparql.fault");
    icon.setAttribute("role", "img");
    icon.setAttribute("aria-label", say("sparql.fault"));
  }
}

async function run() {
  underWay?.abort();
  const mine = (underWay = new AbortController());
  const query = yasqe.getValue();
  if (at("keep").checked) keep(query);
  busy(true);
  notes.replaceChildren(element("p", say("sparql.running"), { class: "quiet" }));
  const started = performance.now();
  try {
    const response = await ask(query, mine.signal);
    const content = await response.text();
    if (underWay !== mine) return;
    showAddress();
    show(response, content, query, Math.round(performance.now() - started));
  } catch (error) {
    if (underWay !== mine) return;
    clear(element("p", say(error.name === "AbortError" ? "sparql.stopped" : "sparql.unreachable"), { class: "message" }));
  } finally {
    if (underWay === mine) {
      underWay = null;
      busy(false);
    }
  }
}

function show(response, content, query, took) {
  const kind = response.headers.get("content-type") ?? "";
  if (!response.ok) {
    showProblem(kind.includes("json") ? JSON.parse(content) : { title: `${response.status}`, detail: response.statusText });
    return;
  }
  notes.replaceChildren(...cutNote(response));
  files.replaceChildren(...downloads(query, kind, (found) => showProblem(found)));
  drawn.hidden = false;
  if (content.trim() === "") clear(element("p", say("sparql.nothing"), { class: "message" }));
  else answers.setResponse({ ok: true, status: response.status, headers: response.headers, content }, took);
}

function showProblem(found) {
  clear(problem(found));
  if (!found.line) return;
  const line = yasqe.getDoc().getLine(found.line - 1) ?? "";
  const place = { line: found.line - 1, ch: Math.max(0, Math.min(found.column, line.length) - 1) }; // an end has nothing to mark
  const mark = yasqe.getDoc().markText(place, { ...place, ch: place.ch + 1 }, { className: "wrong-here" });
  const lift = () => {
    mark.clear();
    yasqe.off("change", lift);
  };
  yasqe.on("change", lift);
  yasqe.getDoc().setCursor(place);
  yasqe.focus();
}

function clear(note) {
  notes.replaceChildren(...(note ? [note] : []));
  files.replaceChildren();
  drawn.hidden = true;
}

function busy(on) {
  at("stop").hidden = !on;
  outcome.setAttribute("aria-busy", String(on));
}

// What is to be seen, as a link. None where a query is too long for one.
function link() {
  const query = yasqe.getValue();
  const made = new URL(address("/sparql", { query, ...(view === "table" ? {} : { view }) }), window.location.href).href;
  return made.length > LONGEST_ADDRESS ? null : made;
}

const showAddress = () => window.history.replaceState(null, "", link() ?? address("/sparql"));

async function share() {
  const made = link();
  const note = at("share-note");
  if (made === null) {
    note.replaceChildren(say("sparql.too_long"));
    return;
  }
  const shown = element("input", undefined, { type: "text", readonly: "", value: made, "aria-label": say("sparql.link") });
  note.replaceChildren(shown, element("span", "", { role: "status" }));
  shown.focus();
  shown.select();
  try {
    await navigator.clipboard.writeText(made);
    note.lastChild.textContent = say("sparql.copied");
  } catch {
    note.lastChild.textContent = say("sparql.copy_yourself"); // no clipboard over plain HTTP from another machine
  }
}

// One button leaves nothing behind: field, answer, address, and what was kept.
function clearAll() {
  forget();
  underWay?.abort();
  at("keep").checked = false;
  yasqe.setValue("");
  yasqe.getDoc().clearHistory();
  field.value = field.defaultValue = "";
  at("share-note").replaceChildren();
  clear(element("p", say("sparql.cleared"), { class: "message" }));
  window.history.replaceState(null, "", address("/sparql"));
}

function connect() {
  for (const part of document.querySelectorAll("[data-rich]")) part.hidden = false;
  for (const part of document.querySelectorAll("[data-plain]")) part.hidden = true;
  at("run").addEventListener("click", run);
  at("stop").addEventListener("click", () => underWay?.abort());
  at("stop").hidden = true;
  at("format").addEventListener("click", () => yasqe.autoformat());
  at("complete").addEventListener("click", () => {
    yasqe.focus();
    yasqe.autocomplete();
  });
  at("share").addEventListener("click", share);
  at("keep").checked = kept() !== null;
  at("keep").addEventListener("change", () => {
    if (at("keep").checked) keep(yasqe.getValue());
    else forget();
  });
  at("clear").addEventListener("click", clearAll);
  at("example")?.addEventListener("change", (event) => {
    const query = examples.get(event.target.value);
    if (query === undefined) return;
    yasqe.setValue(query);
    run();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  document.body.dataset.editor = "ready";
}

connect();
yasqe.refresh();
if ("run" in form.dataset) run();
