"""The network files in the parsers of graphology, which Gephi Lite reads them with."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

from plangraph.asking.facts import facts_of
from plangraph.asking.network import network_of, network_to_gexf, network_to_graphml
from plangraph.graph.embedded import EmbeddedEndpoint
from plangraph.graph.store import open_current

PACKAGES = [
    "graphology@0.26.0",
    "graphology-gexf@0.13.2",
    "graphology-graphml@0.5.2",
    "@xmldom/xmldom@0.8.10",
]
SCRIPT = """
const fs = require("fs"), Graph = require("graphology"), { DOMParser } = require("@xmldom/xmldom");
global.DOMParser = DOMParser; global.Document = Object;
const read = {
  gexf: (text) => require("graphology-gexf").parse(Graph.MultiDirectedGraph, text, { allowUndeclaredAttributes: false }),
  graphml: (text) => require("graphology-graphml").parse(Graph.MultiDirectedGraph, text),
};
const found = {};
for (const form of Object.keys(read)) {
  const graph = read[form](fs.readFileSync("network." + form, "utf8"));
  found[form] = {
    nodes: graph.order, edges: graph.size,
    projects: graph.filterNodes((_, data) => data.kind === "project").length,
    labels: graph.filterNodes((_, data) => typeof data.label === "string" && data.label !== "").length,
  };
}
console.log(JSON.stringify(found));
"""


def test_graphology_reads_both(founding_store: Path, tmp_path: Path) -> None:
    """Every node with its label, every edge, though many are parallel."""
    npm, node = shutil.which("npm"), shutil.which("node")
    assert npm, "npm is not here: apt-get install npm"
    assert node, "node is not here: apt-get install nodejs"
    network = network_of(facts_of(EmbeddedEndpoint(open_current(founding_store))))
    (tmp_path / "network.gexf").write_bytes(network_to_gexf(network))
    (tmp_path / "network.graphml").write_bytes(network_to_graphml(network))
    (tmp_path / "read.js").write_text(SCRIPT, encoding="utf-8")
    install = [npm, "install", "--ignore-scripts", "--no-audit", "--no-fund", *PACKAGES]
    subprocess.run(install, cwd=tmp_path, capture_output=True, timeout=200, check=True)
    done = subprocess.run([node, "read.js"], cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    expected = {
        "nodes": network.number_of_nodes(),
        "edges": network.number_of_edges(),
        "projects": 35,
        "labels": network.number_of_nodes(),
    }
    assert json.loads(done.stdout) == {"gexf": expected, "graphml": expected}
