"""Positions for a network in rings: the thing in the middle, then what is one link away, two, three. O(nodes + edges)."""

from __future__ import annotations

import math

import networkx as nx

from plangraph.serving.columns import Position

RING = 300
"""Between one ring and the next."""
ROOM = 280
"""Between neighbours on a ring before it is flattened, along the straight line."""
FLATNESS = 0.65
"""Height of a ring by its width: boxes are wider than high, and so are screens."""


def radial_positions(graph: nx.MultiDiGraph[str], focus: str | None = None) -> dict[str, Position]:
    """Where each node is drawn; the focus, else what has most links, is at 0, 0.

    Nodes of one parent stand side by side, in the order of code and name. What no link leads to stands on the last ring.
    """
    if not graph:
        return {}
    most_linked = max(graph, key=lambda node: (graph.degree(node), node))
    middle = focus if focus is not None and focus in graph else most_linked
    rings = _rings(graph, middle)
    places: dict[str, Position] = {middle: (0, 0)}
    radius = 0.0
    for ring in rings[1:]:
        radius = max(radius + RING, _radius(len(ring)))
        for index, node in enumerate(ring):
            angle = 2 * math.pi * index / len(ring) - math.pi / 2
            places[node] = (round(radius * math.cos(angle)), round(FLATNESS * radius * math.sin(angle)))
    return places


def _radius(count: int) -> float:
    """The least radius at which so many stand apart."""
    return 0.0 if count < 2 else ROOM / (2 * math.sin(math.pi / count))


def _rings(graph: nx.MultiDiGraph[str], middle: str) -> list[list[str]]:
    rings = [[middle]]
    passed = {middle}
    while rings[-1]:
        ring: list[str] = []
        for node in rings[-1]:
            near = {*graph.successors(node), *graph.predecessors(node)} - passed
            ring += sorted(near, key=lambda one: _name(graph, one))
            passed |= near
        rings.append(ring)
    left = sorted((node for node in graph if node not in passed), key=lambda one: _name(graph, one))
    rings[-1] = left
    return [ring for ring in rings if ring]


def _name(graph: nx.MultiDiGraph[str], node: str) -> tuple[str, bool, str, str, str]:
    data = graph.nodes[node]
    return data["column"], data["kind"] == "folded", data.get("code", ""), data["label"], node
