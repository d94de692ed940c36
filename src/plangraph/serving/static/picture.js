// Draws the picture with vis-network from the data in the page, and shows the facts of what is clicked.
"use strict";
(() => {
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const data = read("picture-data");
  const words = read("words");
  const box = document.getElementById("picture");
  const facts = document.getElementById("facts");
  const byId = new Map(data.nodes.map((node) => [node.id, node]));
  const dark = window.matchMedia("(prefers-color-scheme: dark)");

  const LIGHT = {
    text: "#1a1a1c", ground: "#ffffff", quiet: "#5c5f66",
    plan: ["#e4e6eb", "#5c5f66"], body: ["#e4e6eb", "#5c5f66"], policy: ["#e8f1fe", "#0017c1"],
    "unread-policy": ["#ffffff", "#8b9099"], project: ["#ffffff", "#1a1a1c"], "basic-project": ["#ffffff", "#1a1a1c"],
    "planned-project": ["#ffffff", "#8b9099"], division: ["#e6f5ec", "#197a4b"], guideline: ["#fff5dd", "#8a5b00"],
    indicator: ["#f6edff", "#6f23d0"], folded: ["#ffffff", "#8b9099"],
  };
  const DARK = {
    text: "#eceef2", ground: "#1a1d22", quiet: "#a3a9b4",
    plan: ["#2c3038", "#a3a9b4"], body: ["#2c3038", "#a3a9b4"], policy: ["#1d2a48", "#9db7f9"],
    "unread-policy": ["#1a1d22", "#6d7482"], project: ["#22262d", "#eceef2"], "basic-project": ["#22262d", "#eceef2"],
    "planned-project": ["#22262d", "#6d7482"], division: ["#14301f", "#71d39d"], guideline: ["#362b10", "#f2c14e"],
    indicator: ["#2b1d40", "#bb87ff"], folded: ["#1a1d22", "#6d7482"],
  };
  const DASHES = { relisting: [9, 5], oneway: [2, 5], carried: [12, 4, 2, 4] };

  // On a narrow screen the columns become bands, one below the other, of two things a row.
  const narrow = box.clientWidth < 560;
  const places = new Map(data.nodes.map((node) => [node.id, { x: node.x, y: node.y }]));
  if (narrow) {
    const columns = [...new Set(data.nodes.map((node) => node.x))].sort((a, b) => a - b);
    let top = 0;
    for (const column of columns) {
      const found = data.nodes.filter((node) => node.x === column).sort((a, b) => a.y - b.y);
      found.forEach((node, index) => {
        const alone = index === found.length - 1 && index % 2 === 0;
        places.set(node.id, { x: alone ? 0 : index % 2 ? 116 : -116, y: top + Math.floor(index / 2) * 96 });
      });
      top += Math.ceil(found.length / 2) * 96 + 50;
    }
  }

  function drawnNode(node, colours) {
    const [fill, line] = colours[node.group] || colours.project;
    const focus = node.id === data.focus;
    return {
      id: node.id, label: node.label, ...places.get(node.id), physics: false, shape: "box", margin: 9,
      chosen: { label: false }, borderWidth: focus ? 3 : 1.25, borderWidthSelected: 3,
      shapeProperties: { borderRadius: 6, borderDashes: ["unread-policy", "planned-project", "folded"].includes(node.group) ? [5, 4] : false },
      color: { background: fill, border: line, highlight: { background: fill, border: line }, hover: { background: fill, border: line } },
      font: { color: colours.text, size: focus ? 17 : 15, face: getComputedStyle(document.body).fontFamily, bold: false },
    };
  }

  function drawnEdge(edge, index, colours) {
    const kind = edge.style;
    const colour = getComputedStyle(document.documentElement).getPropertyValue(`--edge-${kind}`).trim();
    const state = edge.state && edge.state !== "mutual" ? words[`state.${edge.state}`] : "";
    const said = kind === "other" ? "" : [edge.words, state].filter(Boolean).join(" · ");
    return {
      id: index, from: edge.from, to: edge.to, label: said || undefined, dashes: DASHES[kind] || false,
      width: kind === "other" ? 1 : 2.5, hoverWidth: 0.5, selectionWidth: 1,
      color: { color: colour, highlight: colour, hover: colour },
      chosen: { label: false }, arrows: { to: { enabled: true, scaleFactor: kind === "other" ? 0.45 : 0.6 } },
      font: { size: 13, color: colours.text, background: colours.ground, strokeWidth: 0, align: "horizontal", face: getComputedStyle(document.body).fontFamily },
      smooth: edge.same_column
        ? { enabled: true, type: "curvedCW", roundness: 0.3 }
        : { enabled: true, type: "cubicBezier", forceDirection: narrow ? "vertical" : "horizontal", roundness: 0.4 },
    };
  }

  const nodes = new vis.DataSet();
  const edges = new vis.DataSet();
  function paint() {
    const colours = dark.matches ? DARK : LIGHT;
    nodes.update(data.nodes.map((node) => drawnNode(node, colours)));
    edges.update(data.edges.map((edge, index) => drawnEdge(edge, index, colours)));
  }
  paint();
  dark.addEventListener("change", paint);

  const network = new vis.Network(box, { nodes, edges }, {
    physics: false,
    layout: { improvedLayout: false },
    interaction: { hover: true, keyboard: { enabled: true, bindToWindow: false }, tooltipDelay: 1e9 },
  });
  network.once("afterDrawing", () => { document.body.dataset.drawn = "true"; });
  window.plangraphNetwork = network;

  function fit() {
    network.fit({ animation: false });
    if (network.getScale() > 1.15) network.moveTo({ scale: 1.15 });
    if (network.getScale() < 0.45 && data.focus) network.moveTo({ position: network.getPosition(data.focus), scale: 0.6 });
  }
  fit();

  function element(name, text, attributes = {}) {
    const made = document.createElement(name);
    if (text) made.textContent = text;
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  }

  const title = (node) => [node.code, node.name].filter(Boolean).join(" ");

  function showFacts(id) {
    const node = byId.get(id);
    facts.replaceChildren(element("h2", title(node)));
    facts.append(element("p", words[`kind.${node.group}`] || node.group, { class: "over" }));
    const links = element("p", "", { class: "formats" });
    for (const [key, name] of [["page", "picture.page"], ["trace", "picture.trace"], ["around", "picture.refocus"]]) {
      if (node[key] && !(key === "around" && id === data.focus)) links.append(element("a", words[name], { href: node[key] }), " ");
    }
    if (links.childNodes.length) facts.append(links);
    const list = element("dl");
    for (const edge of data.edges) {
      if (edge.from !== id && edge.to !== id) continue;
      const outgoing = edge.from === id;
      const other = byId.get(outgoing ? edge.to : edge.from);
      const value = element("dd");
      const jump = element("a", title(other), { href: "#" });
      jump.addEventListener("click", (event) => { event.preventDefault(); choose(other.id); });
      value.append(outgoing ? "→ " : "← ", jump);
      if (edge.state) value.append(" ", element("small", words[`state.${edge.state}`]));
      list.append(element("dt", edge.words), value);
    }
    facts.append(list);
    if (!node.folded) facts.append(element("p", node.id, { class: "address" }));
    facts.dataset.of = id;
  }

  function choose(id) {
    network.selectNodes([id]);
    network.moveTo({ position: network.getPosition(id), animation: false });
    showFacts(id);
  }

  network.on("click", (event) => {
    if (event.nodes.length) showFacts(event.nodes[0]);
    else if (event.edges.length) showFacts(data.edges[event.edges[0]].from);
  });
  network.on("doubleClick", (event) => {
    const node = event.nodes.length ? byId.get(event.nodes[0]) : null;
    if (node && node.around && node.id !== data.focus) window.location.assign(node.around);
  });
  if (data.focus) { network.selectNodes([data.focus]); showFacts(data.focus); }

  document.getElementById("fit").addEventListener("click", () => network.fit({ animation: false }));
  document.getElementById("save").addEventListener("click", () => {
    const canvas = box.querySelector("canvas");
    const copy = element("canvas");
    copy.width = canvas.width;
    copy.height = canvas.height;
    const pen = copy.getContext("2d");
    pen.fillStyle = (dark.matches ? DARK : LIGHT).ground;
    pen.fillRect(0, 0, copy.width, copy.height);
    pen.drawImage(canvas, 0, 0);
    element("a", "", { href: copy.toDataURL("image/png"), download: "plangraph.png" }).click();
  });
})();
