// The colours of the style sheet, for the canvas and for pictures that are saved.

const KINDS = [
  "plan", "body", "policy", "unread-policy", "project", "basic-project", "planned-project", "division", "guideline",
  "indicator", "folded",
];
const EDGES = ["home", "relisting", "oneway", "carried", "other"];
export const DASHES = { relisting: [9, 5], oneway: [2, 5], carried: [12, 4, 2, 4] };
export const DASHED_KINDS = ["unread-policy", "planned-project", "folded"];

export function coloursNow() {
  const style = getComputedStyle(document.documentElement);
  const read = (name) => style.getPropertyValue(`--viewer-${name}`).trim();
  return {
    text: read("text"), ground: read("ground"), path: read("path"), found: read("found"),
    kinds: Object.fromEntries(KINDS.map((kind) => [kind, [read(`${kind}-fill`), read(`${kind}-line`)]])),
    edges: Object.fromEntries(EDGES.map((edge) => [edge, read(`edge-${edge}`)])),
    face: getComputedStyle(document.body).fontFamily,
  };
}

export function onColoursChange(then) {
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", then);
}
