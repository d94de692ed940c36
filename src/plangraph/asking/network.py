"""The plans of a graph as a network for drawing programs: GraphML and GEXF, which Gephi opens.

A node is a thing with an address, an edge a relation from subject to object. A project is one node, however often it is
printed; each of its listings is an edge to the policy that prints it.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import networkx as nx

from plangraph.asking.facts import Facts, ListingFacts

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML 1.0 cannot hold (clause 2.2)."""


def network_of(facts: Facts) -> nx.MultiDiGraph[str]:
    """Every body, plan, policy, project, division and guideline, with what ties them.

    Nodes are addresses with `label`, `kind`, `code`, `level` and `city`. A project has `listings` (how often it is
    printed) and, where its home was read, `stated_yen`, the stated years of the homes that count. Edges have `property`;
    one from a project to a policy has its `role`, `state`, `mark` and `stated_yen` besides. What is not known is "", and
    an unknown amount is no attribute at all, so that no program takes it for zero.
    """
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for plan in facts.plans.values():
        _node(graph, plan.body, plan.body_name, "body", city=plan.body_name)
        _node(graph, plan.iri, plan.title, "plan", city=plan.body_name)
        _edge(graph, plan.iri, plan.body, "publishedBy")
    for policy in facts.policies.values():
        _node(
            graph,
            policy.iri,
            policy.title,
            policy.kind,
            code=policy.code,
            level=policy.level,
            city=_city(facts, policy.iri),
        )
    offices = _offices(facts)
    for division in facts.divisions.values():
        _node(graph, division.iri, division.name, "division", city=offices.get(division.iri, ""))
    for iri, name in facts.guidelines.items():
        _node(graph, iri, name, "guideline")
    for project in facts.projects.values():
        printed = facts.by_project.get(project.iri, ())
        _node(
            graph,
            project.iri,
            project.title,
            "project",
            city=next((facts.plans[item.plan].body_name for item in printed if item.plan in facts.plans), ""),
        )
        graph.nodes[project.iri]["listings"] = len(printed)
        amounts = [amount for item in printed if facts.counts(item) for amount in _stated(item)]
        if amounts:
            graph.nodes[project.iri]["stated_yen"] = sum(amounts)
    for subject, name, target in _relations(facts):
        if subject in graph and target in graph:
            _edge(graph, subject, target, name)
    for item in facts.listings:
        _listing(graph, item)
    for number, (_, _, data) in enumerate(graph.edges(data=True)):
        data["id"] = str(number)
    return graph


def _node(
    graph: nx.MultiDiGraph[str],
    iri: str,
    label: str,
    kind: str,
    *,
    code: str = "",
    level: str = "",
    city: str = "",
) -> None:
    graph.add_node(iri, label=_kept(label), kind=kind, code=_kept(code), level=_kept(level), city=_kept(city))


def _edge(graph: nx.MultiDiGraph[str], subject: str, target: str, name: str, **about: str | int) -> None:
    about.setdefault("role", "")
    graph.add_edge(subject, target, property=name, **about)


def _listing(graph: nx.MultiDiGraph[str], item: ListingFacts) -> None:
    about: dict[str, str | int] = {"role": item.role, "state": item.state, "mark": "; ".join(item.marks)}
    amounts = _stated(item)
    if amounts:
        about["stated_yen"] = sum(amounts)
    if item.policy in graph and item.project in graph:
        _edge(graph, item.project, item.policy, "listedUnder", **about)
    for target in item.targets:
        if target in graph and item.project in graph and graph.nodes[target]["kind"] == "unread-policy":
            _edge(graph, item.project, target, "crossListedAt", role="", state=item.state)


def _stated(item: ListingFacts) -> list[int]:
    return [cost.yen for cost in item.costs if cost.status == "stated" and cost.yen is not None]


def _relations(facts: Facts) -> Iterator[tuple[str, str, str]]:
    for policy in facts.policies.values():
        if policy.parent:
            yield policy.iri, "partOf", policy.parent
        for name, targets in (
            ("leadDivision", policy.lead),
            ("relatedDivision", policy.related),
            ("guidedBy", policy.guidelines),
        ):
            for target in targets:
                yield policy.iri, name, target
    for division in facts.divisions.values():
        if division.parent:
            yield division.iri, "subOrganizationOf", division.parent
    for project in facts.projects.values():
        for name, targets in (
            ("responsibleDivision", project.divisions),
            ("guidedBy", project.guidelines),
            ("carriedBy", project.carried_by),
            ("countedIn", project.counted_in),
        ):
            for target in targets:
                yield project.iri, name, target


def _city(facts: Facts, policy: str) -> str:
    """The body whose plan a policy stands in; "" for one whose way up ends elsewhere."""
    above = list(facts.above(policy))
    plan = facts.plans.get(above[-1].parent) if above else None
    return plan.body_name if plan is not None else ""


def _offices(facts: Facts) -> dict[str, str]:
    """The body of each division that is in charge of something, and of the 部 above it."""
    found: dict[str, str] = {}
    for item in facts.listings:
        if item.plan in facts.plans:
            for division in (*item.divisions, *item.related):
                found.setdefault(division, facts.plans[item.plan].body_name)
    for policy in facts.policies.values():
        for division in (*policy.lead, *policy.related):
            found.setdefault(division, _city(facts, policy.iri))
    for division, city in list(found.items()):
        for office in facts.offices_above(division):
            found.setdefault(office.iri, city)
    return found


def _kept(text: str) -> str:
    return _FORBIDDEN.sub("\ufffd", text)


def network_to_graphml(graph: nx.MultiDiGraph[str]) -> bytes:
    """Print a network as GraphML (http://graphml.graphdrawing.org/), UTF-8."""
    out = io.BytesIO()
    nx.write_graphml_xml(graph, out, edge_id_from_attribute="id")
    return out.getvalue() + b"\n"


def network_to_gexf(graph: nx.MultiDiGraph[str]) -> bytes:
    """Print a network as GEXF 1.2, UTF-8. The file says nothing of the day it was made: the same graph, the same bytes."""
    out = io.BytesIO()
    nx.write_gexf(graph, out, version="1.2draft")
    return re.sub(rb' lastmodifieddate="[^"]*"', b"", out.getvalue()) + b"\n"
