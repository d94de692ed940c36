// Draws a picture with vis-network; positions are given, so that nothing has to settle.
import { DASHED_KINDS, DASHES, coloursNow, onColoursChange } from "./colours.js";

const NARROW = 560;
const MANY = 600;

// On a narrow screen the columns become bands, one below the other, of two things a row.
function bands(nodes) {
  const places = new Map();
  let top = 0;
  for (const column of [...new Set(nodes.map((node) => node.x))].sort((a, b) => a - b)) {
    const found = nodes.filter((node) => node.x === column).sort((a, b) => a.y - b.y);
    found.forEach((node, index) => {
      const alone = index === found.length - 1 && index % 2 === 0;
      places.set(node.id, { x: alone ? 0 : index % 2 ? 125 : -125, y: top + Math.floor(index / 2) * 100 });
    });
    top += Math.ceil(found.length / 2) * 100 + 50;
  }
  return places;
}

export class Drawing {
  constructor(box, words) {
    this.box = box;
    this.words = words;
    this.picture = { nodes: [], edges: [], path: [] };
    this.found = null;
    this.colours = coloursNow();
    this.nodes = new vis.DataSet();
    this.edges = new vis.DataSet();
    this.network = new vis.Network(box, { nodes: this.nodes, edges: this.edges }, {
      physics: false,
      layout: { improvedLayout: false },
      interaction: { hover: true, keyboard: false, tooltipDelay: 1e9, zoomSpeed: 0.6 },
    });
    onColoursChange(() => { this.colours = coloursNow(); this.paint(); });
  }

  get narrow() { return this.box.clientWidth < NARROW; }

  // Show a picture in the place of the one before; `anchor` stays where it is on the screen.
  show(picture, anchor = null) {
    const before = anchor && this.places?.get(anchor);
    this.picture = picture;
    this.byId = new Map(picture.nodes.map((node) => [node.id, node]));
    this.places = this.narrow && picture.layout !== "radial"
      ? bands(picture.nodes)
      : new Map(picture.nodes.map((node) => [node.id, { x: node.x, y: node.y }]));
    const gone = this.nodes.getIds().filter((id) => !this.byId.has(id));
    this.edges.clear();
    this.nodes.remove(gone);
    const many = picture.nodes.length > MANY;
    this.network.setOptions({ interaction: { hideEdgesOnDrag: many, hideEdgesOnZoom: many, hover: !many } });
    this.paint();
    const after = anchor && this.places.get(anchor);
    if (before && after) this.move(after.x - before.x, after.y - before.y);
    else this.fit();
    this.network.once("afterDrawing", () => { document.body.dataset.drawn = "true"; });
    this.network.redraw();
  }

  move(x, y) {
    const view = this.network.getViewPosition();
    this.network.moveTo({ position: { x: view.x + x, y: view.y + y }, animation: false });
  }

  paint() {
    const way = new Set(this.picture.path);
    this.nodes.update(this.picture.nodes.map((node) => this.drawnNode(node, way)));
    this.edges.update(this.picture.edges.map((edge, index) => this.drawnEdge(edge, index, way)));
  }

  drawnNode(node, way) {
    const { kinds, text, path, found, face } = this.colours;
    const [fill, line] = kinds[node.group] ?? kinds.project;
    const focus = node.id === this.picture.focus;
    const hit = this.found?.has(node.id);
    const border = hit ? found : way.has(node.id) ? path : line;
    return {
      id: node.id, label: node.label, ...this.places.get(node.id), physics: false, shape: "box", margin: 9,
      chosen: { label: false }, borderWidth: focus || hit || way.has(node.id) ? 3.5 : 1.25, borderWidthSelected: 4,
      opacity: this.found && !hit ? 0.35 : 1,
      shapeProperties: { borderRadius: 6, borderDashes: DASHED_KINDS.includes(node.group) ? [5, 4] : false },
      color: { background: fill, border, highlight: { background: fill, border }, hover: { background: fill, border } },
      font: { color: text, size: focus ? 17 : 15, face, bold: false },
    };
  }

  drawnEdge(edge, index, way) {
    const { edges, text, ground, path, face } = this.colours;
    const plain = edge.style === "other";
    const onWay = way.has(edge.from) && way.has(edge.to);
    const colour = onWay ? path : edges[edge.style];
    const width = onWay ? 4 : plain ? 1 : 2.5;
    return {
      id: index, from: edge.from, to: edge.to, label: this.said(edge) || undefined, dashes: DASHES[edge.style] ?? false,
      width, hoverWidth: 0.5, selectionWidth: 1,
      color: { color: colour, highlight: colour, hover: colour, opacity: this.found ? 0.35 : 1 },
      chosen: { label: false }, arrows: { to: { enabled: true, scaleFactor: plain ? 0.45 : 0.6 } },
      font: { size: 13, color: text, background: ground, strokeWidth: 0, align: "horizontal", face },
      smooth: this.curve(edge),
    };
  }

  curve(edge) {
    if (this.picture.layout === "radial" || this.picture.nodes.length > MANY) return { enabled: false };
    if (edge.same_column) return { enabled: true, type: "curvedCW", roundness: 0.3 };
    return {
      enabled: true, type: "cubicBezier", forceDirection: this.narrow ? "vertical" : "horizontal", roundness: 0.4,
    };
  }

  // The words on a line: none for the plain ones, nor where too many would stand there.
  said(edge) {
    if (edge.style === "other" || this.picture.nodes.length > MANY) return "";
    const state = edge.state && edge.state !== "mutual" ? this.words[`state.${edge.state}`] : "";
    return [edge.words, state].filter(Boolean).join(" · ");
  }

  // All of it, unless that would be too small to read: then as much as is legible, around the middle.
  fit() {
    this.network.fit({ animation: false });
    const least = this.picture.layout === "radial" ? 0.3 : 0.45;
    if (this.network.getScale() > 1.15) this.network.moveTo({ scale: 1.15 });
    if (this.network.getScale() >= least || !this.places.size) return;
    const scale = 0.6;
    const { x, y } = this.places.get(this.picture.focus) ?? this.places.values().next().value;
    const all = [...this.places.values()];
    const within = (at, values, size) => {
      const room = size / 2 / scale - 130;
      const [low, high] = values.reduce(([so, far], value) => [Math.min(so, value), Math.max(far, value)], [Infinity, -Infinity]);
      return high - low <= 2 * room ? (low + high) / 2 : Math.min(Math.max(at, low + room), high - room);
    };
    const position = {
      x: within(x, all.map((place) => place.x), this.box.clientWidth), y: within(y, all.map((place) => place.y), this.box.clientHeight),
    };
    this.network.moveTo({ position, scale, animation: false });
  }

  whole() { this.network.fit({ animation: false }); }

  choose(id, move = false) {
    this.network.selectNodes(id && this.byId.has(id) ? [id] : []);
    if (move && this.byId.has(id)) this.network.moveTo({ position: this.places.get(id), animation: false });
  }

  // Let what was found stand out; null for nothing looked for.
  light(found) {
    if (found === null && this.found === null) return;
    this.found = found;
    this.paint();
  }

  nodeAt(point) { return this.network.getNodeAt(point) ?? null; }

  boxOf(id) { return this.network.getBoundingBox(id); }
}
