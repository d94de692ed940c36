"""The viewer in a real browser: how soon a picture of some size is drawn, and how long a frame takes while it is moved."""

from __future__ import annotations

import json
import statistics
import tempfile
from pathlib import Path

import networkx as nx
from timing import Rows

from plangraph.serving.viewer import standalone_html

CHROMIUM = Path("/usr/bin/chromium")
SIZES = (300, 2000)
_FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
_START = """
Object.defineProperty(window, "vis", { configurable: true, set(vis) {
  Object.defineProperty(window, "vis", { value: vis, writable: true });
  window.begun = performance.now();
  new MutationObserver(() => { if (document.body.dataset.drawn) window.took ??= performance.now() - window.begun; })
    .observe(document, { subtree: true, attributes: true, attributeFilter: ["data-drawn"] });
} });"""
_MOVES = """() => new Promise((done) => {
  const { network } = window.plangraphViewer.drawing;
  const times = [];
  const step = (left) => {
    const begun = performance.now();
    const view = network.getViewPosition();
    network.moveTo({ position: { x: view.x + 15, y: view.y + 9 }, animation: false });
    network.redraw();
    times.push(performance.now() - begun);
    if (left) requestAnimationFrame(() => step(left - 1)); else done(times);
  };
  step(20);
})"""


def bench_viewer(work: Path | None = None) -> dict[str, Rows]:
    """First drawing and moving at each size; nothing where there is no Chromium."""
    if not CHROMIUM.exists():
        return {}
    from playwright.sync_api import sync_playwright

    rows: dict[str, dict[str, float]] = {
        "first drawing after the data": {},
        "one frame while it is moved": {},
    }
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=_FLAGS)
        for size in SIZES:
            file = (work or Path(name)) / f"view-{size}.html"
            file.write_text(standalone_html(made_network(size)), encoding="utf-8")
            page = browser.new_page(viewport={"width": 1280, "height": 860})
            page.add_init_script(_START)
            page.goto(file.as_uri())
            page.wait_for_function("() => window.took !== undefined", timeout=120_000)
            rows["first drawing after the data"][f"{size} nodes"] = page.evaluate("window.took")
            page.evaluate("window.plangraphViewer.drawing.whole()")
            rows["one frame while it is moved"][f"{size} nodes"] = statistics.median(page.evaluate(_MOVES))
            page.close()
        browser.close()
    return {"Viewer": rows}


def made_network(size: int) -> nx.MultiDiGraph[str]:
    """A neighbourhood of so many things: a policy in eleven, divisions likewise, projects linked to two and one of them."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    few = max(2, size // 11)

    def node(kind: str, number: int, column: str) -> str:
        iri = f"urn:made:{kind}:{number}"
        label = f"地域活動情報ステーションの活用 {number}"
        graph.add_node(iri, kind=kind, label=label, code=f"協{number}", column=column, count=1)
        return iri

    policies = [node("policy", number, "policies") for number in range(few)]
    divisions = [node("division", number, "divisions-and-guidelines") for number in range(few)]
    for number in range(size - 2 * few):
        project = node("project", number, "projects")
        for way, policy in (("home", number % few), ("relisting", (number + 1) % few)):
            graph.add_edge(
                project,
                policies[policy],
                property="urn:x#listedUnder",
                label_ja="再掲",
                label_en="relisting",
                relisting=way == "relisting",
                role=way,
                state="mutual",
            )
        graph.add_edge(
            project,
            divisions[number % few],
            property="urn:x#responsibleDivision",
            label_ja="所管部課",
            label_en="division",
            relisting=False,
        )
    return graph


if __name__ == "__main__":
    print(json.dumps(bench_viewer(), indent=2))
