"""What a picture can be sifted by, and what is to be said of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from plangraph.asking.neighbourhood import COLUMN_OF, FOLDED, MOST_NODES
from plangraph.model.texts import Bilingual
from plangraph.serving.view_state import Shown, ViewState, relation_of
from plangraph.serving.words import Words


def filters(found: Shown, state: ViewState, w: Words) -> dict[str, Any]:
    """The kinds, relations, years and designations of the whole network, with what the state leaves out.

    A kind that is left out stays in the list, else it could not be brought back.
    """
    kinds = Counter(data["kind"] for _, data in found.whole.nodes(data=True) if data["kind"] != FOLDED)
    edges = [data for _, _, data in found.whole.edges(data=True)]
    relations = Counter(map(relation_of, edges))
    words = {relation_of(data): _words(data, w) for data in edges}
    kinds.update({key: 0 for key in state.no_kinds if key in COLUMN_OF})
    projects = [data for _, data in found.whole.nodes(data=True) if data["kind"] == "project"]
    years = Counter(year for data in projects for year in data.get("years", ()))
    designations = Counter(name for data in projects for name in data.get("designations", ()))
    return {
        "kinds": [
            {"key": key, "words": w.text(f"kind.{key}"), "count": count, "left_out": key in state.no_kinds}
            for key, count in sorted(kinds.items())
        ],
        "relations": [
            {"key": key, "words": words[key], "count": count, "left_out": key in state.no_relations}
            for key, count in sorted(relations.items())
        ],
        "years": [
            {"key": str(year), "words": w.fiscal_year(year), "count": count, "chosen": year == state.year}
            for year, count in sorted(years.items())
        ],
        "designations": [
            {"key": name, "words": name, "count": count, "chosen": name == state.designation}
            for name, count in sorted(designations.items())
        ],
    }


def _words(data: Mapping[str, Any], w: Words) -> str:
    label = Bilingual(data["label_ja"], data["label_en"])
    return w.property("" if "role" in data else data["property"], label)


def said_of(found: Shown, w: Words) -> list[str]:
    """What the picture leaves out, and why a path is not there."""
    said = []
    if found.whole.graph.get("cut"):
        said.append(w.text("graph.cut", most=f"{MOST_NODES:,}"))
    left_out = len(found.whole) - len(found.network)
    if left_out:
        said.append(w.text("graph.sifted", count=left_out))
    if found.path is not None and not found.path.nodes:
        said.append(w.text("graph.no_path" if found.path.complete else "graph.path_too_long"))
    if found.path is not None and found.path.nodes:
        said.append(w.text("graph.path_found", count=len(found.path.nodes) - 1))
    return said
