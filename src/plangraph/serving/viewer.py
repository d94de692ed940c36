"""The picture of a neighbourhood: pyvis builds nodes and edges, our own template and script draw them.

pyvis's own page is left out: it loads scripts from elsewhere and puts titles into the page as HTML. The vis-network
that lies in the pyvis package draws; positions are given, so that nothing has to settle.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import networkx as nx

from plangraph.asking.neighbourhood import FOLDED, POLICIES
from plangraph.asking.terms import local_name
from plangraph.asking.traced import Trace
from plangraph.asking.wrapping import wrapped
from plangraph.model.texts import Bilingual, Lang
from plangraph.serving.columns import positions
from plangraph.serving.radial import radial_positions
from plangraph.serving.site import HERE, make_templates
from plangraph.serving.styles import style_files
from plangraph.serving.texts import Texts
from plangraph.serving.trace_view import trace_view
from plangraph.serving.view_state import Layout
from plangraph.serving.words import Words

_VIS = Path("lib") / "vis-9.1.2"
_MODULES = (
    "elements", "state", "colours", "drawing", "saving", "panel", "keyboard", "table", "controls", "main",
)  # fmt: skip
_LONGEST, _LONGEST_CODE = 39, 16
_NOT_HELD = frozenset({"oneWay", "twoHomes", "noHome"})
_STYLES = {
    "home": "home",
    "relisting": "relisting",
    "carried": "carried",
    "carriedBy": "carried",
    "countedIn": "carried",
}


@dataclass(frozen=True, slots=True)
class Picture:
    """What the drawing script needs: vis-network's nodes and edges, and the one in the middle."""

    focus: str | None
    nodes: list[dict[str, Any]]
    edges: list[dict[str, Any]]
    more: dict[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The data of the script, and whatever more goes with it."""
        return {"focus": self.focus, "nodes": self.nodes, "edges": self.edges, **self.more}

    @property
    def height(self) -> str:
        """How much room it needs: small, medium, large."""
        radial = self.more.get("layout") == "radial"
        rows = (
            len(self.nodes) if radial else max(Counter(node["x"] for node in self.nodes).values(), default=0)
        )
        return "small" if rows <= 4 else "medium" if rows <= 8 else "large"

    def rows(self) -> Iterator[dict[str, Any]]:
        """The same as a table: every edge with its two ends."""
        by_id = {node["id"]: node for node in self.nodes}
        for edge in self.edges:
            yield {**edge, "start": by_id[edge["from"]], "end": by_id[edge["to"]]}


def vis_network_folder() -> Path:
    """Where the pyvis package keeps vis-network 9.1.2."""
    found = find_spec("pyvis")
    assert found is not None, "a requirement of this package"
    assert found.submodule_search_locations, "pyvis is a package"
    return Path(found.submodule_search_locations[0]) / _VIS


def graph_to_picture(
    graph: nx.MultiDiGraph[str],
    lang: Lang,
    texts: Texts,
    focus: str | None = None,
    layout: Layout = "columns",
) -> Picture:
    """Build the picture of a network that `plangraph.asking.neighbourhood` gave."""
    from pyvis.network import Network  # brings IPython along: half a second, for pictures only

    network = Network(directed=True)
    place = radial_positions if layout == "radial" else positions
    places = place(graph, focus)
    for node, data in graph.nodes(data=True):
        x, y = places[node]
        label = data.get("label_en", data["label"]) if lang == "en" else data["label"]
        network.add_node(
            node,
            label="\n".join(filter(None, [_cut(data["code"], _LONGEST_CODE), wrapped(_cut(label))])),
            shape="box",
            group=data["kind"],
            x=x,
            y=y,
            physics=False,
            name=label,
            code=data["code"],
            folded=data["kind"] == FOLDED,
            page=None,
            trace=None,
            around=None,
        )
    for start, end, data in graph.edges(data=True):
        network.add_edge(
            start,
            end,
            relation=data.get("role") or local_name(data["property"]),
            words=texts.of_property(
                data["property"] if "role" not in data else "",
                Bilingual(data["label_ja"], data["label_en"]),
                lang,
            ),
            state=data.get("state", ""),
            style=edge_style(data),
            listing=data.get("listing", ""),
            same_column=graph.nodes[start]["column"] == graph.nodes[end]["column"]
            and places[start][0] == places[end][0],
        )
    return Picture(focus, network.nodes, network.edges)


def _cut(text: str, most: int = _LONGEST) -> str:
    """As much of a text as a box has room for; the whole stands in the panel and the table."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1] + "…"


def edge_style(data: Mapping[str, Any]) -> str:
    """How an edge is drawn: as a mark that does not hold before all else, then by the part that the listing plays.

    >>> edge_style({"property": "x#listedUnder", "role": "relisting", "state": "mutual"})
    'relisting'
    """
    if data.get("state") in _NOT_HELD:
        return "oneway"
    role = data.get("role") or local_name(data["property"])
    return _STYLES.get(role, "other")


@cache
def _inline(path: Path) -> str:
    """A script or style sheet as it may stand inside its element."""
    return _inside(path.read_text(encoding="utf-8"))


def _inside(text: str) -> str:
    return text.replace("</script", "<\\/script").replace("</style", "<\\/style").replace("<!--", "<\\!--")


@cache
def _viewer_script() -> str:
    """The modules of the viewer as one, in the order in which they use each other.

    Each imports on lines of its own and exports where it declares; no two declare the same name.
    """
    texts = [(HERE / "static" / "viewer" / f"{name}.js").read_text(encoding="utf-8") for name in _MODULES]
    lines = [line for text in texts for line in text.splitlines() if not line.startswith("import ")]
    return _inside("\n".join(line.removeprefix("export ") for line in lines))


def standalone_html(
    graph: nx.MultiDiGraph[str],
    lang: Lang = "ja",
    focus: str | None = None,
    layout: Layout = "columns",
    facts: Mapping[str, Any] | None = None,
) -> str:
    """The picture as one HTML file that needs nothing else, with the table of the same content.

    Without a focus it is what a neighbourhood places first, unless only policies are there: those are trees. `facts`
    are what the panel says of things, by address; of any other it says what the picture shows.
    """
    if focus is None and any(data["column"] != POLICIES for _, data in graph.nodes(data=True)):
        focus = next(iter(graph))
    texts = Texts.load()
    picture = graph_to_picture(graph, lang, texts, focus, layout)
    picture.more.update(layout=layout, path=[], said=[])
    focused = next((node for node in picture.nodes if node["id"] == focus), None)
    return _filled(
        "standalone.html",
        Words(texts, lang),
        picture=picture,
        title=focused["name"] if focused else None,
        words=picture_words(texts, lang),
        facts=dict(facts or {}),
        styles=[
            _inline(vis_network_folder() / "vis-network.css"),
            *map(_inline, style_files()),
            _inline(HERE / "static" / "viewer.css"),
        ],
        script=_inline(vis_network_folder() / "vis-network.min.js"),
        viewer=_viewer_script(),
    )


def standalone_trace_html(found: Trace, lang: Lang = "ja") -> str:
    """The trace of a project as one HTML file that needs nothing else."""
    return _filled(
        "standalone_trace.html",
        Words(Texts.load(), lang),
        **trace_view(found, lang),
        styles=[*map(_inline, style_files())],
    )


def _filled(name: str, w: Words, **values: Any) -> str:
    return make_templates().get_template(name).render(w=w, t=w.text, lang=w.lang, **values)


def picture_words(texts: Texts, lang: Lang) -> dict[str, str]:
    """The words that the drawing script shows: those of its pages in the catalogue."""
    wanted = ("kind.", "state.", "picture.", "graph.", "panel.")
    return {key: text[lang] for key, text in texts.by_key.items() if key.startswith(wanted)}
