"""Positions for a network in columns: policies, projects, then divisions and guidelines. O(nodes + edges)."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence

import networkx as nx

from plangraph.asking.neighbourhood import COLUMN_OF, OTHERS, POLICIES, PROJECTS

COLUMN_WIDTH = 360
STEP_WIDTH = 270
"""Between a policy and what it is part of, and between an office and the one above it."""
ROW_HEIGHT = 96
LINKED_HEIGHT = 140
"""Between rows that are linked to each other, so that the word on the line has room."""
MOST_ROWS = 40
"""How many nodes stand below each other before a column is set in several."""

_COLUMNS = (POLICIES, PROJECTS, OTHERS)
_UP = {"partOf", "publishedBy", "subOrganizationOf"}
_ROUNDS = 4

Position = tuple[int, int]


def positions(graph: nx.MultiDiGraph[str], focus: str | None = None) -> dict[str, Position]:
    """Where each node is drawn; y grows downward, and the focus is at 0, 0.

    What a policy is part of stands left of it, the office above a division right of it. In each column nodes are
    sorted by the middle of what they are linked to, so that few lines cross. Policies alone are drawn as trees.
    """
    if all(data.get("column") == POLICIES for _, data in graph.nodes(data=True)):
        return _tree_positions(graph)
    order = _order(graph, _layers(graph))
    places: dict[str, Position] = {}
    lefts = _lefts(order)
    for layer, nodes in order.items():
        height = LINKED_HEIGHT if graph.subgraph(nodes).number_of_edges() else ROW_HEIGHT
        rows = _rows(nodes)
        for index, x in enumerate(lefts[layer]):
            column = nodes[index * rows : (index + 1) * rows]
            top = -(len(column) - 1) * height // 2
            places.update((node, (x, top + row * height)) for row, node in enumerate(column))
    if focus is not None and focus in places:
        left, top = places[focus]
        places = {node: (x - left, y - top) for node, (x, y) in places.items()}
    return places


def _tree_positions(graph: nx.MultiDiGraph[str]) -> dict[str, Position]:
    """A row for each leaf, in the order of codes; what has parts stands in the middle of them, a step to the left."""
    below = {n: sorted(graph.predecessors(n), key=lambda part: _name(graph, part)) for n in graph}
    roots = [n for n in graph if graph.out_degree(n) == 0]
    places: dict[str, Position] = {}
    row = 0
    waiting = [(node, 0, False) for node in sorted(roots, key=lambda n: _name(graph, n), reverse=True)]
    while waiting:
        node, depth, done = waiting.pop()
        parts = [part for part in below[node] if part in places]
        if done and parts:
            places[node] = (depth * STEP_WIDTH, (places[parts[0]][1] + places[parts[-1]][1]) // 2)
        elif done or not below[node]:
            places[node] = (depth * STEP_WIDTH, row * ROW_HEIGHT)
            row += 1
        elif node not in places:
            places[node] = (depth * STEP_WIDTH, row * ROW_HEIGHT)
            waiting.append((node, depth, True))
            waiting += [(part, depth + 1, False) for part in reversed(below[node]) if part not in places]
    for node in graph:  # circles have no root
        if node not in places:
            places[node] = (0, row * ROW_HEIGHT)
            row += 1
    return places


Layer = tuple[int, int]
"""Column, and how far from the projects in it."""


def _side(layer: Layer) -> tuple[int, int]:
    """From left to right."""
    column, depth = layer
    return column - 1, depth * (column - 1)


def _rows(nodes: Sequence[str]) -> int:
    """How many stand below each other; what is longer is set in several columns, about as wide as high."""
    return max(MOST_ROWS, math.ceil(math.sqrt(3 * len(nodes))))


def _lefts(order: dict[Layer, list[str]]) -> dict[Layer, list[int]]:
    """Where the columns of each layer stand, outward from the projects."""
    counts = {layer: math.ceil(len(nodes) / _rows(nodes)) for layer, nodes in order.items()}
    half = (counts.get((1, 0), 1) - 1) * STEP_WIDTH // 2
    found = {(1, 0): [index * STEP_WIDTH - half for index in range(counts.get((1, 0), 0))]}
    for side in (-1, 1):
        edge = half + COLUMN_WIDTH
        for layer in sorted(layer for layer in order if layer[0] - 1 == side):
            found[layer] = [side * (edge + index * STEP_WIDTH) for index in range(counts[layer])]
            edge += counts[layer] * STEP_WIDTH
    return found


def _layers(graph: nx.MultiDiGraph[str]) -> dict[Layer, list[str]]:
    """The nodes of each layer, by code and name."""
    found: defaultdict[Layer, list[str]] = defaultdict(list)
    depths: dict[str, int] = {}
    for node, data in graph.nodes(data=True):
        column = _COLUMNS.index(data.get("column") or COLUMN_OF.get(data["kind"], OTHERS))
        depth = 0 if column == 1 else _depth(graph, node, depths)
        found[column, depth].append(node)
    return {layer: sorted(found[layer], key=lambda node: _name(graph, node)) for layer in sorted(found)}


def _depth(graph: nx.MultiDiGraph[str], node: str, depths: dict[str, int]) -> int:
    """How many steps below a node its column goes; a circle counts as none."""
    waiting = [(node, False)]
    under_way: set[str] = set()
    while waiting:
        here, done = waiting.pop()
        below = [
            n for n, _, data in graph.in_edges(here, data=True) if _is_up(data) and _alike(graph, n, here)
        ]
        if done:
            depths[here] = max((depths.get(n, 0) + 1 for n in below), default=0)
        elif here not in depths and here not in under_way:
            under_way.add(here)
            waiting += [(here, True), *((n, False) for n in below)]
    return depths[node]


def _is_up(data: dict[str, object]) -> bool:
    return str(data["property"]).replace("#", "/").rpartition("/")[2] in _UP


def _alike(graph: nx.MultiDiGraph[str], one: str, other: str) -> bool:
    return bool(graph.nodes[one].get("column") == graph.nodes[other].get("column"))


def _name(graph: nx.MultiDiGraph[str], node: str) -> tuple[bool, str, str, str]:
    data = graph.nodes[node]
    return data["kind"] == "folded", data.get("code", ""), data["label"], node


def _order(graph: nx.MultiDiGraph[str], layers: dict[Layer, list[str]]) -> dict[Layer, list[str]]:
    """Sort each layer by the mean height of its neighbours, a few times from left to right and back."""
    order = {layer: list(nodes) for layer, nodes in layers.items()}
    height = {node: _centred(row, nodes) for nodes in order.values() for row, node in enumerate(nodes)}
    ways: Sequence[Layer] = sorted(order, key=_side)
    for turn in range(_ROUNDS):
        for layer in ways if turn % 2 == 0 else reversed(ways):
            nodes = order[layer]
            near = {node: _mean(height[n] for n in _neighbours(graph, node) if n != node) for node in nodes}
            nodes.sort(
                key=lambda node: (graph.nodes[node]["kind"] == "folded", _or_own(near[node], height[node]))
            )
            height.update({node: _centred(row, nodes) for row, node in enumerate(nodes)})
    return order


def _or_own(value: float | None, own: float) -> float:
    return own if value is None else value


def _centred(row: int, nodes: Sequence[str]) -> float:
    return row - (len(nodes) - 1) / 2


def _neighbours(graph: nx.MultiDiGraph[str], node: str) -> Iterable[str]:
    yield from graph.successors(node)
    yield from graph.predecessors(node)


def _mean(values: Iterable[float]) -> float | None:
    found = list(values)
    return sum(found) / len(found) if found else None
