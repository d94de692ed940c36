"""The shortest way from one thing to another over the links of the plans, found from both ends at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from plangraph.asking.links import links_of, things_where
from plangraph.asking.terms import iri_term, values_of
from plangraph.errors import NotFoundError
from plangraph.graph.endpoint import Endpoint
from plangraph.model.texts import Bilingual

MOST_STEPS = 8
MOST_SEEN = 5_000
"""How many things may be looked at; a search that would go further gives up and says so."""

_NO_WAY = frozenset({"body"})
"""Kinds that everything hangs on, so that a way over them says nothing; they may be ends."""


@dataclass(frozen=True, slots=True)
class Path:
    """The things passed, with both ends, none where there is no way. `complete` is False where the search gave up."""

    nodes: tuple[str, ...] = ()
    complete: bool = True


def shortest_path(
    endpoint: Endpoint, start: str, end: str, most_steps: int = MOST_STEPS, most_seen: int = MOST_SEEN
) -> Path:
    """A shortest way over links in either direction, the same on every call; four queries for each step.

    Raises NotFoundError for an end that the graph does not know.
    """
    ends = things_where(endpoint, f"VALUES ?node {{ {iri_term(start)} {iri_term(end)} }}")
    for iri in (start, end):
        if iri not in ends:
            raise NotFoundError(
                iri,
                Bilingual(
                    "このグラフにありません。IRI を確かめてください。", "not in this graph; check the IRI"
                ),
            )
    if start == end:
        return Path((start,))
    came: list[dict[str, str]] = [{start: ""}, {end: ""}]
    fronts: list[list[str]] = [[start], [end]]
    for _ in range(most_steps):
        side = 0 if len(fronts[0]) <= len(fronts[1]) else 1
        reached = _step(endpoint, fronts[side], came[side])
        meeting = sorted(node for node in reached if node in came[1 - side])
        if meeting:
            return Path(_joined(meeting[0], came[0], came[1]))
        fronts[side] = [node for node, kind in reached.items() if kind not in _NO_WAY]
        if not fronts[side]:
            return Path()
        if len(came[0]) + len(came[1]) > most_seen:
            return Path(complete=False)
    return Path(complete=False)


def _step(endpoint: Endpoint, front: Iterable[str], came: dict[str, str]) -> dict[str, str]:
    """One link further: what is reached, with its kind; where from is noted."""
    passed = set(front)
    reached: dict[str, str] = {}
    for link in links_of(endpoint, passed):
        for here, there in ((link.start, link.end), (link.end, link.start)):
            if here in passed and there not in came:
                reached[there] = min(here, reached.get(there, here))
    if not reached:
        return {}
    things = things_where(endpoint, values_of("node", reached))
    found = {node: things[node].kind for node in sorted(reached) if node in things}
    came.update((node, reached[node]) for node in found)
    return found


def _joined(meeting: str, from_start: dict[str, str], from_end: dict[str, str]) -> tuple[str, ...]:
    way = [meeting]
    while from_start[way[0]]:
        way.insert(0, from_start[way[0]])
    while from_end[way[-1]]:
        way.append(from_end[way[-1]])
    return tuple(way)
