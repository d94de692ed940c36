"""Divisions as they are linked by their work, and which of them stands between the others.

Two divisions are linked where both are named for one project, or under one policy: in charge of or related to something
listed there, or leading or related to the policy itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from math import sqrt

import networkx as nx

from plangraph.asking.placements import Placements

MOST_STEPS = 5_000_000
"""Divisions times links up to which betweenness is counted exactly: some seconds. Beyond it, it is estimated."""
FEWEST_SOURCES = 50
"""Divisions from which the routes are counted at least where betweenness is estimated."""
SEED = 1


@dataclass(frozen=True, slots=True)
class LinkedDivision:
    """A division, with how many others it is linked to and which share of the routes between others leads through it.

    `betweenness` lies between 0 and 1: over all pairs of other divisions, the share of the shortest routes on which this
    one stands. `projects` and `policies` are what it is named for.
    """

    iri: str
    name: str
    degree: int
    betweenness: float
    projects: int
    policies: int


@dataclass(frozen=True, slots=True)
class DivisionTies:
    """Divisions, those most between others first. `sources` is 0 where betweenness is exact, else how many were sampled.

    `error` is what the estimate may be off by (one standard error at most), 0 where it is exact.
    """

    divisions: tuple[LinkedDivision, ...]
    links: int
    groups: int
    sources: int = 0
    error: float = 0.0

    @property
    def between(self) -> tuple[LinkedDivision, ...]:
        """Those through which some route leads."""
        return tuple(one for one in self.divisions if one.betweenness > 0)

    @property
    def alone(self) -> tuple[LinkedDivision, ...]:
        """Those that share no project and no policy with another."""
        return tuple(one for one in self.divisions if not one.degree)


def division_ties(placed: Placements) -> DivisionTies:
    """Link the divisions of one plan and measure which stand between others."""
    projects, policies = _work(placed)
    names = sorted({*projects, *policies})
    at = {division: number for number, division in enumerate(names)}
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(len(names)))
    for together in _together(projects, policies):
        graph.add_edges_from(combinations(sorted(at[division] for division in together), 2))
    sources = _sources(graph)
    between: dict[int, float] = nx.betweenness_centrality(graph, k=sources or None, seed=SEED)
    found = [
        LinkedDivision(
            iri=division,
            name=placed.facts.divisions[division].name if division in placed.facts.divisions else division,
            degree=graph.degree[at[division]],
            betweenness=between[at[division]],
            projects=len(projects[division]),
            policies=len(policies[division]),
        )
        for division in names
    ]
    return DivisionTies(
        divisions=tuple(sorted(found, key=lambda one: (-one.betweenness, -one.degree, one.name, one.iri))),
        links=graph.number_of_edges(),
        groups=nx.number_connected_components(graph),
        sources=sources,
        error=0.5 / sqrt(sources) if sources else 0.0,
    )


def _sources(graph: nx.Graph[int]) -> int:
    """From how many divisions the routes are counted; 0 for all."""
    nodes, links = graph.number_of_nodes(), graph.number_of_edges()
    if nodes * links <= MOST_STEPS:
        return 0
    return min(nodes, max(FEWEST_SOURCES, MOST_STEPS // links))


_Work = defaultdict[str, set[str]]


def _work(placed: Placements) -> tuple[_Work, _Work]:
    """Division → projects and → policies that it is named for."""
    projects: _Work = defaultdict(set)
    policies: _Work = defaultdict(set)
    for item in placed.listings:
        for division in (*item.divisions, *item.related):
            projects[division].add(item.project)
            policies[division].update([item.policy] if item.policy else [])
    for policy in placed.policies:
        for division in (*policy.lead, *policy.related):
            policies[division].add(policy.iri)
    return projects, policies


def _together(*works: _Work) -> Iterable[frozenset[str]]:
    """The divisions of each project and of each policy, each set of them once."""
    found = set()
    for work in works:
        divisions: _Work = defaultdict(set)
        for division, things in work.items():
            for thing in things:
                divisions[thing].add(division)
        found |= {frozenset(named) for named in divisions.values()}
    return sorted(found, key=sorted)
