"""Louvain's clusters in whole numbers, so that it is sure to end.

networkx compares gains as fractions: two moves of equal gain can each look better than the other by a rounding error, and
its loop then never ends (met at 8,292 nodes; docs/explanation/structure.md). Here weights are whole numbers and gains are
compared exactly. Every move raises the modularity, and there are finitely many partitions.
"""

from __future__ import annotations

import random
from collections import defaultdict, deque
from collections.abc import Mapping, Sequence

Neighbours = Sequence[Mapping[int, int]]
"""For each node its neighbours with the weight of the link; a node may be its own neighbour."""


def louvain(neighbours: Neighbours, seed: int) -> list[list[int]]:
    """Part nodes into clusters of high modularity (Blondel and others, 2008), each sorted, by their first nodes.

    >>> louvain([{1: 1}, {0: 1}, {3: 2}, {2: 2}], seed=1)
    [[0, 1], [2, 3]]
    """
    order = random.Random(seed)  # noqa: S311 - the same graph is to give the same clusters
    members = [[node] for node in range(len(neighbours))]
    while True:
        cluster = _moved(neighbours, order)
        names = {old: new for new, old in enumerate(dict.fromkeys(cluster))}
        if len(names) == len(neighbours):
            return sorted(sorted(nodes) for nodes in members)
        gathered: list[list[int]] = [[] for _ in names]
        for node, nodes in enumerate(members):
            gathered[names[cluster[node]]] += nodes
        neighbours = _joined(neighbours, [names[one] for one in cluster], len(names))
        members = gathered


def _moved(neighbours: Neighbours, order: random.Random) -> list[int]:
    """The cluster of each node once no node gains by a move to a neighbour's. Who loses a neighbour looks again."""
    degrees = [sum(found.values()) + found.get(node, 0) for node, found in enumerate(neighbours)]
    whole = sum(degrees)
    cluster, total = list(range(len(neighbours))), list(degrees)
    nodes = list(range(len(neighbours)))
    order.shuffle(nodes)
    waiting, queued = deque(nodes), set(nodes)
    while waiting:
        node = waiting.popleft()
        queued.discard(node)
        links: defaultdict[int, int] = defaultdict(int)
        for other, weight in neighbours[node].items():
            if other != node:
                links[cluster[other]] += weight
        own, degree = cluster[node], degrees[node]
        total[own] -= degree
        best, most = own, whole * links[own] - total[own] * degree
        for one, weight in links.items():
            gain = whole * weight - total[one] * degree
            if gain > most:
                best, most = one, gain
        total[best] += degree
        if best != own:
            cluster[node] = best
            again = [one for one in neighbours[node] if cluster[one] != best and one not in queued]
            waiting.extend(again)
            queued.update(again)
    return cluster


def _joined(neighbours: Neighbours, cluster: Sequence[int], count: int) -> Neighbours:
    """Clusters as nodes: their links are summed, and what lay within (counted from one side) links a node to itself."""
    found: list[defaultdict[int, int]] = [defaultdict(int) for _ in range(count)]
    for node, others in enumerate(neighbours):
        for other, weight in others.items():
            if cluster[node] != cluster[other] or other >= node:
                found[cluster[node]][cluster[other]] += weight
    return found
