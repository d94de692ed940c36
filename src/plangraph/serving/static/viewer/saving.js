// The picture as PNG, from the canvas, and as SVG, from nodes and edges.
import { DASHED_KINDS, DASHES } from "./colours.js";
import { save } from "./elements.js";

const SVG = "http://www.w3.org/2000/svg";

export function savePng(drawing) {
  const canvas = drawing.box.querySelector("canvas");
  const copy = document.createElement("canvas");
  copy.width = canvas.width;
  copy.height = canvas.height;
  const pen = copy.getContext("2d");
  pen.fillStyle = drawing.colours.ground;
  pen.fillRect(0, 0, copy.width, copy.height);
  pen.drawImage(canvas, 0, 0);
  save("plangraph.png", copy.toDataURL("image/png"));
}

export function saveSvg(drawing, title) {
  const blob = new Blob([pictureToSvg(drawing, title)], { type: "image/svg+xml" });
  const address = URL.createObjectURL(blob);
  save("plangraph.svg", address);
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

function svgElement(name, attributes, text = "") {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text) made.textContent = plain(text);
  return made;
}

// What XML 1.0 does not have, and marks that would turn what follows round.
const plain = (text) => text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff\u202a-\u202e\u2066-\u2069]/g, " ");

export function pictureToSvg(drawing, title) {
  const { picture, colours } = drawing;
  const boxes = new Map(picture.nodes.map((node) => [node.id, drawing.boxOf(node.id)]));
  const edge = (name, least) => [...boxes.values()].reduce((so, box) => (least ? Math.min(so, box[name]) : Math.max(so, box[name])), least ? Infinity : -Infinity);
  const room = 40;
  const [left, top] = [edge("left", true) - room, edge("top", true) - room];
  const [width, height] = [edge("right", false) + room - left, edge("bottom", false) + room - top];
  const root = svgElement("svg", {
    xmlns: SVG, viewBox: [left, top, width, height].map(Math.round).join(" "),
    width: Math.round(width), height: Math.round(height), role: "img", "font-family": colours.face,
  });
  root.append(svgElement("title", {}, title));
  root.append(svgElement("rect", { x: left, y: top, width, height, fill: colours.ground }));
  const way = new Set(picture.path);
  for (const one of picture.edges) root.append(...edgeToSvg(one, boxes, drawing, way));
  for (const one of picture.nodes) root.append(...nodeToSvg(one, boxes.get(one.id), drawing, way));
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(root)}\n`;
}

const middle = (box) => [(box.left + box.right) / 2, (box.top + box.bottom) / 2];

function nodeToSvg(node, box, { colours, picture }, way) {
  const [fill, line] = colours.kinds[node.group] ?? colours.kinds.project;
  const strong = node.id === picture.focus || way.has(node.id);
  const shape = svgElement("rect", {
    x: box.left, y: box.top, width: box.right - box.left, height: box.bottom - box.top, rx: 6, fill,
    stroke: way.has(node.id) ? colours.path : line, "stroke-width": strong ? 3.5 : 1.25,
    ...(DASHED_KINDS.includes(node.group) ? { "stroke-dasharray": "5 4" } : {}),
  });
  shape.append(svgElement("title", {}, [node.code, node.name].filter(Boolean).join(" ")));
  const size = node.id === picture.focus ? 17 : 15;
  const lines = node.label.split("\n");
  const [x, y] = middle(box);
  const words = lines.map((text, index) => svgElement("text", {
    x, y: y + (index - (lines.length - 1) / 2) * size * 1.15 + size * 0.36, "font-size": size, "text-anchor": "middle", fill: colours.text,
  }, text));
  return [shape, ...words];
}

function edgeToSvg(edge, boxes, drawing, way) {
  const { colours } = drawing;
  const [from, to] = [boxes.get(edge.from), boxes.get(edge.to)];
  const onWay = way.has(edge.from) && way.has(edge.to);
  const colour = onWay ? colours.path : colours.edges[edge.style];
  const { start, bend1, bend2, end } = wayOf(middle(from), middle(to), from, to);
  const line = svgElement("path", {
    d: `M${start} C${bend1} ${bend2} ${end}`, fill: "none", stroke: colour, "stroke-width": onWay ? 4 : edge.style === "other" ? 1 : 2.5,
    ...(DASHES[edge.style] ? { "stroke-dasharray": DASHES[edge.style].join(" ") } : {}),
  });
  const [ax, ay] = [end[0] - bend2[0], end[1] - bend2[1]];
  const length = Math.hypot(ax, ay) || 1;
  const [ux, uy] = [(ax / length) * 10, (ay / length) * 10];
  const head = svgElement("path", {
    d: `M${end} L${end[0] - ux - uy / 2},${end[1] - uy + ux / 2} L${end[0] - ux + uy / 2},${end[1] - uy - ux / 2} Z`, fill: colour,
  });
  const said = drawing.said(edge);
  if (!said) return [line, head];
  const [x, y] = [0, 1].map((axis) => (start[axis] + 3 * bend1[axis] + 3 * bend2[axis] + end[axis]) / 8);
  const words = svgElement("text", {
    x, y: y + 4, "font-size": 13, "text-anchor": "middle", fill: colours.text, stroke: colours.ground, "stroke-width": 4, "paint-order": "stroke",
  }, said);
  return [line, head, words];
}

// From side to side where the boxes stand beside each other, from top to bottom where one is below.
function wayOf([x1, y1], [x2, y2], from, to) {
  const beside = to.left > from.right || to.right < from.left;
  if (beside) {
    const right = x2 > x1;
    const start = [right ? from.right : from.left, y1];
    const end = [right ? to.left : to.right, y2];
    const bend = (end[0] - start[0]) * 0.4;
    return { start, bend1: [start[0] + bend, y1], bend2: [end[0] - bend, y2], end };
  }
  const down = y2 > y1;
  const start = [x1, down ? from.bottom : from.top];
  const end = [x2, down ? to.top : to.bottom];
  const bend = (end[1] - start[1]) * 0.4;
  return { start, bend1: [x1 + bend / 2, start[1] + bend], bend2: [x2 + bend / 2, end[1] - bend], end };
}
