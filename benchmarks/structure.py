"""The structure of one made city with many listings: each answer, and networkx beside rustworkx where that is installed."""

from __future__ import annotations

import importlib.util
import random
import statistics
import sys
import time
from collections.abc import Callable

import networkx as nx
from timing import Rows, table

from plangraph.asking.facts import DivisionFacts, Facts, ListingFacts, PlanFacts, PolicyFacts, ProjectFacts
from plangraph.asking.placements import placements_of
from plangraph.asking.structure import Structure, structures

ANSWERS = ("chapters", "policies", "clusters", "divisions", "lone_policies")


def made_facts(projects: int) -> Facts:
    """One made plan in the proportions of `plangraph sample`: eleven projects a section, every eighth listed again."""
    rng = random.Random(7)
    plan = PlanFacts("plan", "made", 2024, 2026, "city", "made")
    offices = [f"部{department} 課{section}" for department in range(12) for section in range(10)]
    sections = [f"{area}-{number}" for area in range(1, 13) for number in range(max(projects // 132, 1))]
    listings = []
    for number in range(projects):
        home = sections[number * len(sections) // projects]
        divisions = tuple(sorted(rng.sample(offices, 2 if rng.random() < 0.1 else 1)))
        for place in {home, rng.choice(sections)} if rng.random() < 0.12 else {home}:
            role = "home" if place == home else "relisting"
            title = f"事業{number}"
            listing = ListingFacts(
                f"{title}/{place}", title, number, "doc", plan.iri, place, title, role, divisions=divisions
            )
            listings.append(listing)
    policies = {
        f"{area}": PolicyFacts(f"{area}", "policy", f"{area}", "", "政策", 1, "plan") for area in range(1, 13)
    }
    policies |= {
        one: PolicyFacts(one, "policy", one, "", "施策", 2, one.partition("-")[0]) for one in sections
    }
    return Facts(
        listings=tuple(listings),
        projects={item.project: ProjectFacts(item.project, item.title) for item in listings},
        policies=policies,
        divisions={name: DivisionFacts(name, name) for name in offices},
        guidelines={},
        plans={plan.iri: plan},
    )


def _structure(facts: Facts) -> Structure:
    return next(iter(structures(facts)))


def answer_times(projects: int) -> tuple[str, dict[str, float]]:
    """Milliseconds for each answer of one plan, each on top of those before it."""
    facts = made_facts(projects)
    structure = _structure(facts)
    taken = {"placements": _ms(lambda: next(iter(placements_of(facts, facts.plans.values()))).by_project)}
    for name in ANSWERS:
        taken[name] = _ms(lambda name=name: getattr(structure, name))
    return f"{len(facts.listings):,} listings, {len(structure.policies.places):,} policies", taken


def _ms(run: Callable[[], object]) -> float:
    """Milliseconds of processor time, over all threads: on a busy machine the clock says little."""
    begin = time.process_time()
    run()
    return (time.process_time() - begin) * 1000


def division_graph(divisions: int, links: int) -> nx.Graph[int]:
    """Divisions in a made city's 部 of ten, most links within one."""
    rng = random.Random(1)
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(divisions))
    while graph.number_of_edges() < links:
        one = rng.randrange(divisions)
        near = one - one % 10 + rng.randrange(10) if rng.random() < 0.6 else rng.randrange(divisions)
        if one != near and near < divisions:
            graph.add_edge(one, near)
    return graph


def betweenness_rows() -> Rows:
    """Exact betweenness with networkx, an estimate from 50 divisions, and rustworkx."""
    rows = {}
    for divisions, links in ((40, 400), (300, 3_000), (1_000, 10_000)):
        graph = division_graph(divisions, links)
        row = {"networkx": _ms(lambda graph=graph: nx.betweenness_centrality(graph))}
        row["networkx, 50 sources"] = _ms(
            lambda graph=graph: nx.betweenness_centrality(graph, k=min(50, len(graph)), seed=1)
        )
        if importlib.util.find_spec("rustworkx"):
            import rustworkx

            other = rustworkx.networkx_converter(graph)
            row["rustworkx"] = _ms(lambda other=other: rustworkx.betweenness_centrality(other))
        rows[f"{divisions:,} divisions, {links:,} links"] = row
    return rows


def sampling_error(divisions: int = 1_000, links: int = 10_000, sources: int = 250) -> str:
    """How far an estimate is from what is exact, on a graph just beyond the bound."""
    graph = division_graph(divisions, links)
    exact = nx.betweenness_centrality(graph)
    guess = nx.betweenness_centrality(graph, k=sources, seed=1)
    off = [abs(exact[node] - guess[node]) for node in graph]
    top = set(sorted(exact, key=lambda node: -exact[node])[:20])
    found = set(sorted(guess, key=lambda node: -guess[node])[:20])
    return (
        f"Betweenness of {divisions:,} divisions from {sources} of them: off by {statistics.mean(off):.5f} on average, "
        f"{max(off):.5f} at most (exact: {max(exact.values()):.5f} at most); {len(top & found)} of the first 20 are found.\n"
    )


def structure_tables() -> dict[str, Rows]:
    """Tables for bench.py."""
    sizes = dict(answer_times(projects) for projects in (1_000, 9_000, 90_000))
    names = ("placements", *ANSWERS)
    answers = {name: {size: taken[name] for size, taken in sizes.items()} for name in names}
    return {
        "Structure of one plan, processor time": answers,
        "Betweenness of divisions, processor time": betweenness_rows(),
    }


if __name__ == "__main__":
    for heading, measured in structure_tables().items():
        print(table(heading, measured), flush=True)
    print(sampling_error())
    sys.exit(0)
