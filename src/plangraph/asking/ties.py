"""Which policies are tied by projects that stand under several of them, and by which project alone.

Projects and the places they stand under make a graph of two kinds of nodes. A project is a bridge where the graph falls
apart without it: an articulation point, found in one walk over the blocks of the graph.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import cast

import networkx as nx

from plangraph.asking.placements import Place

MOST_NAMED = 20
"""Places of one side of a bridge that are named; all of them are counted."""


@dataclass(frozen=True, slots=True)
class Tie:
    """Two places and the projects (addresses) that stand under both."""

    one: Place
    other: Place
    projects: tuple[str, ...]

    @property
    def single(self) -> bool:
        """Whether one project alone ties the two."""
        return len(self.projects) == 1


@dataclass(frozen=True, slots=True)
class Side:
    """What hangs together once a bridge is gone: how many places, some of them named."""

    size: int
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Bridge:
    """A project without which the places it ties would fall apart into `sides`, the largest first."""

    project: str
    places: tuple[Place, ...]
    sides: tuple[Side, ...]

    @property
    def parted(self) -> int:
        """How many places lose the way to the largest side."""
        return sum(side.size for side in self.sides[1:])


@dataclass(frozen=True, slots=True)
class Ties:
    """Ties at one level, the strongest first.

    `crossing` are the projects that stand under several places, `alone` the places that share no project, `groups` the
    sizes of what hangs together (of two places or more), `bridges` those that part most first.
    """

    places: tuple[Place, ...]
    ties: tuple[Tie, ...]
    crossing: tuple[str, ...]
    bridges: tuple[Bridge, ...]
    alone: tuple[Place, ...]
    groups: tuple[int, ...]

    @property
    def singles(self) -> tuple[Tie, ...]:
        """The pairs that one project alone ties."""
        return tuple(tie for tie in self.ties if tie.single)


def shared_projects(standing: Mapping[str, Sequence[str]]) -> dict[tuple[str, str], tuple[str, ...]]:
    """The matrix of places by places, as far as it is not empty: a pair of keys, the lesser first → shared projects.

    >>> shared_projects({"p": ["b", "a"], "q": ["a", "b", "c"], "r": ["c"]})
    {('a', 'b'): ('p', 'q'), ('a', 'c'): ('q',), ('b', 'c'): ('q',)}
    """
    found: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for project in sorted(standing):
        for one, other in combinations(sorted(set(standing[project])), 2):
            found[one, other].append(project)
    return {pair: tuple(found[pair]) for pair in sorted(found)}


def ties_between(standing: Mapping[str, Sequence[str]], places: Mapping[str, Place]) -> Ties:
    """Tie places by the projects that stand under several of them (project → keys of places)."""
    crossing = {project: tuple(keys) for project, keys in sorted(standing.items()) if len(keys) > 1}
    ties = [Tie(places[a], places[b], projects) for (a, b), projects in shared_projects(crossing).items()]
    tied = {key for keys in crossing.values() for key in keys}
    graph = _two_kinds(crossing)
    groups = [sum(kind == _PLACE for kind, _ in component) for component in nx.connected_components(graph)]
    return Ties(
        places=tuple(places.values()),
        ties=tuple(sorted(ties, key=lambda tie: (-len(tie.projects), tie.one.name, tie.other.name))),
        crossing=tuple(crossing),
        bridges=_bridges(graph, crossing, places),
        alone=tuple(place for key, place in places.items() if key not in tied),
        groups=tuple(sorted(groups, reverse=True)),
    )


_PLACE, _PROJECT, _BLOCK = 0, 1, 2
_Node = tuple[int, str]


def _two_kinds(crossing: Mapping[str, Sequence[str]]) -> nx.Graph[_Node]:
    graph: nx.Graph[_Node] = nx.Graph()
    for project, keys in crossing.items():
        graph.add_edges_from(((_PROJECT, project), (_PLACE, key)) for key in keys)
    return graph


def _bridges(
    graph: nx.Graph[_Node], crossing: Mapping[str, Sequence[str]], places: Mapping[str, Place]
) -> tuple[Bridge, ...]:
    found = []
    forest = _blocks(graph)
    for component in sorted(map(min, nx.connected_components(forest))):
        walk = _Walk.over(forest, component)
        for node in walk.order:
            kind, project = node
            sides = walk.sides(forest, node) if kind == _PROJECT else []
            if len(sides) > 1:
                found.append(
                    Bridge(
                        project,
                        tuple(places[key] for key in crossing[project]),
                        tuple(Side(size, tuple(places[key] for key in keys)) for size, keys in sides),
                    )
                )
    return tuple(sorted(found, key=lambda bridge: (-bridge.parted, bridge.project)))


def _blocks(graph: nx.Graph[_Node]) -> nx.Graph[_Node]:
    """The tree of blocks: each node beside the blocks (parts that no single node parts) that it belongs to."""
    forest: nx.Graph[_Node] = nx.Graph()
    blocks = cast("Iterator[set[_Node]]", nx.biconnected_components(graph))  # its stub says a list of sets
    for number, members in enumerate(blocks):
        forest.add_edges_from(((_BLOCK, str(number)), member) for member in sorted(members))
    return forest


@dataclass(frozen=True, slots=True)
class _Walk:
    """A tree in the order of a walk, so that all below a node is one slice of the places that were passed."""

    order: tuple[_Node, ...]
    passed: tuple[str, ...]
    spans: Mapping[_Node, tuple[int, int]]
    above: Mapping[_Node, _Node]

    @classmethod
    def over(cls, forest: nx.Graph[_Node], root: _Node) -> _Walk:
        order: list[_Node] = []
        passed: list[str] = []
        begins: dict[_Node, int] = {}
        spans: dict[_Node, tuple[int, int]] = {}
        above: dict[_Node, _Node] = {}
        for parent, node, way in nx.dfs_labeled_edges(forest, root):
            if way == "forward":
                if parent != node:
                    above[node] = parent
                begins[node] = len(passed)
                order.append(node)
                if node[0] == _PLACE:
                    passed.append(node[1])
            elif way == "reverse":
                spans[node] = (begins[node], len(passed))
        return cls(tuple(order), tuple(passed), spans, above)

    def sides(self, forest: nx.Graph[_Node], node: _Node) -> list[tuple[int, tuple[str, ...]]]:
        """How many places there are on each side of a node, the largest side first, and which, as far as they are named."""
        first, last = self.spans[node]
        below = [[self.spans[next_]] for next_ in forest[node] if self.above.get(next_) == node]
        ranges = [*below, *([[(0, first), (last, len(self.passed))]] if node in self.above else [])]
        sides = [(sum(end - begin for begin, end in side), self._named(side)) for side in ranges]
        return sorted((side for side in sides if side[0]), key=lambda side: (-side[0], side[1]))

    def _named(self, ranges: Sequence[tuple[int, int]]) -> tuple[str, ...]:
        keys = [key for begin, end in ranges for key in self.passed[begin : min(end, begin + MOST_NAMED)]]
        return tuple(sorted(keys[:MOST_NAMED]))
