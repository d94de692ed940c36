"""Clusters of policies: those that share projects and divisions more among themselves than with others.

Policies and divisions are the nodes. Two policies are joined by a weight of 1 for each project they share; a policy and a
division by the share of the policy's listings that the division is in charge of, so that a policy gives 1 in all to its
divisions. A division that stands beside many policies thus joins them without a link for every pair of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import networkx as nx

from plangraph.asking.louvain import louvain
from plangraph.asking.placements import Place
from plangraph.asking.ties import Tie

SEED = 1
"""Louvain visits the nodes in an order that this number sets: the same graph gives the same clusters."""
UNIT = 1_000
"""Weights are whole thousandths."""
CLEAR = 0.3
"""Modularity from which clusters are said to be clear; below it the policies hang together nearly at random."""
FEW = 6
"""Policies below which clusters say little, whatever their modularity."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """Policies with the divisions (addresses) that belong to them, and the projects shared within and with others."""

    policies: tuple[Place, ...]
    divisions: tuple[str, ...]
    shared_within: int
    shared_without: int


@dataclass(frozen=True, slots=True)
class Clusters:
    """Every policy in one cluster, the largest cluster first; `modularity` is that of Newman, by weight."""

    clusters: tuple[Cluster, ...]
    modularity: float

    @property
    def policies(self) -> int:
        """How many policies there are in all."""
        return sum(len(one.policies) for one in self.clusters)

    @property
    def few(self) -> bool:
        """Whether there are too few policies for clusters to say much."""
        return self.policies < FEW

    @property
    def clear(self) -> bool:
        """Whether the clusters stand apart clearly."""
        return not self.few and len(self.clusters) > 1 and self.modularity >= CLEAR


def clusters_of(
    places: Mapping[str, Place], ties: Sequence[Tie], divisions: Mapping[str, Mapping[str, int]]
) -> Clusters:
    """Cluster policies by Louvain. `divisions` gives for a policy how many listings each division has there."""
    graph, names = _weighted(places, ties, divisions)
    if not graph.number_of_edges():
        return Clusters(tuple(Cluster((place,), (), 0, 0) for place in places.values()), 0.0)
    parts = louvain([{other: data["weight"] for other, data in graph[node].items()} for node in graph], SEED)
    modularity = float(nx.community.modularity(graph, map(set, parts), weight="weight"))
    number = {node: at for at, part in enumerate(parts) for node in part}
    within, without = _shared(places, ties, number)
    found = []
    for at, part in enumerate(parts):
        policies = tuple(places[names[node]] for node in part if node < len(places))
        others = tuple(names[node] for node in part if node >= len(places))
        if policies:
            found.append(Cluster(policies, others, within[at], without[at]))
    return Clusters(
        tuple(sorted(found, key=lambda one: (-len(one.policies), one.policies[0].key))), modularity
    )


def _weighted(
    places: Mapping[str, Place], ties: Sequence[Tie], divisions: Mapping[str, Mapping[str, int]]
) -> tuple[nx.Graph[int], list[str]]:
    """Nodes are whole numbers, policies first: sets of text would be walked in another order each time."""
    offices = sorted({division for policy in places for division in divisions.get(policy, ())})
    names = [*places, *offices]
    at = {name: number for number, name in enumerate(names)}
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(len(names)))
    for tie in ties:
        graph.add_edge(at[tie.one.key], at[tie.other.key], weight=UNIT * len(tie.projects))
    for policy in places:
        counts = divisions.get(policy, {})
        for division in sorted(counts):
            graph.add_edge(
                at[policy], at[division], weight=max(round(UNIT * counts[division] / sum(counts.values())), 1)
            )
    return graph, names


def _shared(
    places: Mapping[str, Place], ties: Sequence[Tie], number: Mapping[int, int]
) -> tuple[dict[int, int], dict[int, int]]:
    """By cluster: projects shared by policies of the cluster, and with policies of another."""
    cluster = {key: number[at] for at, key in enumerate(places)}
    within: dict[int, set[str]] = {at: set() for at in set(number.values())}
    without: dict[int, set[str]] = {at: set() for at in set(number.values())}
    for tie in ties:
        one, other = cluster[tie.one.key], cluster[tie.other.key]
        for at, shared in (
            (one, within if one == other else without),
            (other, within if one == other else without),
        ):
            shared[at].update(tie.projects)
    return (
        {at: len(projects) for at, projects in within.items()},
        {at: len(projects) for at, projects in without.items()},
    )
