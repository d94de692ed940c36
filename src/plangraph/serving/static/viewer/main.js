// The viewer: the view in the address → the picture that the server gives for it → canvas, panel, table, controls.
import { fillFilters, filterValues, foundIn } from "./controls.js";
import { Drawing } from "./drawing.js";
import { filled, readJson } from "./elements.js";
import { listenToKeys } from "./keyboard.js";
import { Panel } from "./panel.js";
import { savePng, saveSvg } from "./saving.js";
import { Views, centred, folded, isFolded, unfolded, withValues } from "./state.js";
import { fillTable } from "./table.js";

const byId = (id) => document.getElementById(id);
const words = readJson("words");
const facts = readJson("facts-data");
const served = facts === null;
const box = byId("picture");
const drawing = new Drawing(box, words);
const views = served ? new Views((query) => load(query)) : null;
// The language that the reader chose goes along; without a choice the browser's own decides there as here.
const lang = new URLSearchParams(window.location.search).get("lang") ?? "";
let chosen = null;
let turn = 0;

async function ask(path, signal) {
  const answer = await fetch(path, { headers: { Accept: "application/json" }, signal });
  const body = await answer.json();
  if (!answer.ok) throw new Error(body.detail ?? words["panel.failed"]);
  return body;
}

const factsOf = (iri, signal) => (served ? ask(`/graph/node?${withValues("", { iri, lang })}`, signal) : facts[iri]);

const panel = new Panel(byId("facts"), words, {
  facts: factsOf,
  choose: (id) => { choose(id, true); },
  act: served ? { unfold, fold, centre, from: (id) => pathEnd("from", id), to: (id) => pathEnd("to", id) } : {},
});

function choose(id, move = false, note = true) {
  const node = drawing.byId.get(id);
  if (!node) return;
  chosen = id;
  drawing.choose(id, move);
  panel.show(node, drawing.picture);
  if (views && note) views.note({ at: id === drawing.picture.focus ? "" : id });
}

function say(lines) {
  byId("said").replaceChildren(...lines.filter(Boolean).map((line) => Object.assign(document.createElement("p"), { textContent: line })));
}

function show(picture, anchor = null, first = false) {
  drawing.show(picture, anchor);
  if (!first) fillTable(byId("table").tBodies[0], picture, words); // the page came with its rows
  say(picture.said ?? []);
  if (!served) return;
  fillFilters(byId("sift"), picture.filters, words);
  byId("layout").value = picture.layout;
  byId("undo").disabled = !views.canUndo;
  byId("redo").disabled = !views.canRedo;
  byId("alone").href = `/graph.html?${views.query}`;
  const params = new URLSearchParams(views.query);
  for (const end of ["from", "to"]) byId(`path-${end}`).value = params.get(end) ?? "";
}

async function load(query, anchor = null) {
  const mine = ++turn;
  box.setAttribute("aria-busy", "true");
  try {
    const picture = await ask(`/graph.json?${query}`);
    if (mine !== turn) return;
    show(picture, anchor);
    settle(anchor);
  } catch (error) {
    if (mine === turn) say([error.message]);
  } finally {
    if (mine === turn) box.removeAttribute("aria-busy");
  }
}

// Choose what the address chooses, else what was chosen, else the middle; and look for what it looks for.
function settle(anchor = null) {
  const params = new URLSearchParams(views?.query ?? "");
  const wanted = [params.get("at"), anchor, chosen, drawing.picture.focus, drawing.picture.nodes[0]?.id];
  const id = wanted.find((one) => one && drawing.byId.has(one));
  byId("find").value = params.get("find") ?? byId("find").value;
  look();
  if (id) choose(id, false, false);
}

function go(query, anchor = null) {
  views.push(query);
  return load(query, anchor);
}

function unfold(id) {
  const next = unfolded(views.query, id);
  if (next === views.query) say([words["graph.is_open"]]);
  else go(next, isFolded(id) ? holderOf(id) : id);
}

// The thing whose links a folded node stands for.
function holderOf(id) {
  const edge = drawing.picture.edges.find((one) => one.from === id || one.to === id);
  return edge ? (edge.from === id ? edge.to : edge.from) : null;
}

function fold(id) { if (!isFolded(id)) go(folded(views.query, id), id); }

function centre(id) { if (!isFolded(id)) go(centred(views.query, id)); }

function pathEnd(name, id) {
  if (isFolded(id)) return;
  byId(`path-${name}`).value = id;
  byId("path").open = true;
  const [from, to] = [byId("path-from").value, byId("path-to").value];
  if (from && to) go(withValues(views.query, { from, to, focus: drawing.picture.focus ?? from }));
  else say([words["graph.other_end"]]);
}

function look() {
  const text = byId("find").value;
  const found = foundIn(drawing.picture, text);
  drawing.light(found);
  byId("found").textContent = found ? filled(words["graph.found"], { count: found.size }) : "";
  return found;
}

let hit = -1;
byId("find").addEventListener("input", () => { hit = -1; look(); if (views) views.note({ find: byId("find").value }); });
byId("find").addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  if (event.key === "Enter") {
    const found = [...(look() ?? [])];
    if (found.length) choose(found[hit = (hit + 1) % found.length], true);
  } else if (event.key === "Escape") {
    byId("find").value = "";
    byId("find").dispatchEvent(new Event("input"));
    box.focus();
  } else return;
  event.preventDefault();
});

drawing.network.on("click", (event) => {
  if (event.nodes.length) choose(event.nodes[0]);
  else if (event.edges.length) choose(drawing.picture.edges[event.edges[0]].from);
});
drawing.network.on("hold", (event) => { if (event.nodes.length && views) fold(event.nodes[0]); });
drawing.network.on("doubleClick", (event) => { if (event.nodes.length && views) unfold(event.nodes[0]); });
drawing.network.on("oncontext", (event) => {
  const id = drawing.nodeAt(event.pointer.DOM);
  if (!id || !views) return;
  event.event.preventDefault();
  choose(id);
  fold(id);
});
byId("fit").addEventListener("click", () => drawing.whole());
byId("save").addEventListener("click", () => savePng(drawing));
byId("save-svg").addEventListener("click", () => saveSvg(drawing, document.title));

const here = (deed) => () => { if (chosen && views) deed(chosen); };
listenToKeys(box, {
  drawing,
  chosen: () => chosen,
  choose: (id) => choose(id, true),
  deeds: {
    Enter: () => byId("facts").querySelector("h2")?.focus(),
    "+": here(unfold), "=": here(unfold), ";": here(unfold), "-": here(fold), Delete: here(fold), Backspace: here(fold),
    c: here(centre), u: () => views?.undo(), r: () => views?.redo(), f: () => drawing.whole(), "/": () => byId("find").focus(),
  },
});
byId("facts").addEventListener("keydown", (event) => { if (event.key === "Escape") box.focus(); });

if (served) {
  const sift = byId("sift");
  sift.addEventListener("change", () => go(withValues(views.query, filterValues(sift)), drawing.picture.focus));
  sift.addEventListener("submit", (event) => event.preventDefault());
  byId("layout").addEventListener("change", () => go(withValues(views.query, { layout: byId("layout").value })));
  byId("undo").addEventListener("click", () => views.undo());
  byId("redo").addEventListener("click", () => views.redo());
  byId("path-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const given = { from: byId("path-from").value.trim(), to: byId("path-to").value.trim() };
    if (given.from && given.to) go(withValues(views.query, { ...given, focus: drawing.picture.focus ?? given.from }));
  });
  byId("path-clear").addEventListener("click", () => {
    for (const name of ["from", "to"]) byId(`path-${name}`).value = "";
    go(withValues(views.query, { from: "", to: "" }));
  });
}

window.plangraphNetwork = drawing.network;
window.plangraphViewer = { drawing, chosen: () => chosen };
show(readJson("picture-data"), null, true);
settle();
