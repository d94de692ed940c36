"""A forest out of things that each name what they are part of, also where the print closes on itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Forest:
    """Things in the order of the trees, each parent before its children; `parents` has "" for a root.

    `cut` are the roots that name a parent nevertheless, because following it would lead round to them again.
    """

    order: tuple[str, ...]
    parents: Mapping[str, str]
    depths: Mapping[str, int]
    cut: tuple[str, ...] = ()

    def above(self, node: str) -> tuple[str, ...]:
        """A thing and all that it is part of, upward; () for what does not stand in the forest."""
        found = []
        while node in self.parents:
            found.append(node)
            node = self.parents[node]
        return tuple(found)


def forest_of(parents: Iterable[tuple[str, str]]) -> Forest:
    """Make a forest of things and their parents: trees in the order of their roots, what a ring holds behind them.

    A parent that is not among the things is none. A ring is cut above the first of its things, so that every thing stands
    in the forest once and below one root.

    >>> forest_of([("a", "b"), ("b", "a"), ("c", "b"), ("d", "plan")])
    Forest(order=('d', 'a', 'b', 'c'), parents={'d': '', 'a': '', 'b': 'a', 'c': 'b'}, depths={'d': 0, 'a': 0, 'b': 1, 'c': 2}, cut=('a',))
    """
    given = dict(parents)
    children: dict[str, list[str]] = {}
    for node, parent in given.items():
        children.setdefault(parent, []).append(node)
    roots = [node for node, parent in given.items() if parent not in given]
    found: dict[str, str] = {}
    depths: dict[str, int] = {}
    _descend(roots, children, found, depths)
    cut = []
    for node in given:
        if node not in found:
            cut.append(node)
            _descend([node], children, found, depths)
    return Forest(tuple(found), found, depths, tuple(cut))


def _descend(
    roots: Iterable[str], children: Mapping[str, list[str]], found: dict[str, str], depths: dict[str, int]
) -> None:
    waiting = [(root, "", 0) for root in reversed(list(roots))]
    while waiting:
        node, parent, depth = waiting.pop()
        if node in found:
            continue
        found[node], depths[node] = parent, depth
        waiting += [(child, node, depth + 1) for child in reversed(children.get(node, []))]
