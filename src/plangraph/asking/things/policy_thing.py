"""What the page of a policy (施策, 基本事業, one known from marks alone) shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from plangraph.asking.facts import Facts, ListingFacts, PolicyFacts
from plangraph.asking.money import Sum, sum_of
from plangraph.asking.sources import Source, sources_where
from plangraph.asking.terms import iri_term, select, whole
from plangraph.asking.things.plan_tree import PlanTree, Standing
from plangraph.graph.endpoint import Endpoint

MOST = 100
"""Listings, children and the like that a page shows; the count says how many there are."""

_STATEMENTS = """
SELECT ?property ?node ?aspect ?text ?year ?count ?label WHERE {
  VALUES ?property { plg:assessment plg:projectCount plg:plannedProject }
  %s ?property ?node .
  OPTIONAL { ?node plg:aspect ?aspect }
  OPTIONAL { ?node plg:text ?text }
  OPTIONAL { ?node plg:fiscalYear/plg:year ?year }
  OPTIONAL { ?node plg:count ?count }
  OPTIONAL { ?node rdfs:label ?label }
}"""
_SOURCED = "%s plg:assessment|plg:projectCount|plg:cost ?node"


@dataclass(frozen=True, slots=True)
class Said:
    """What a document says of a policy: a text on one aspect, a number of projects, or a planned project."""

    iri: str
    kind: str
    aspect: str = ""
    text: str = ""
    year: int = 0
    count: int | None = None
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class Listed:
    """A listing under a policy: the project, its marks, and where the project is at home. `money` is its own, if it counts."""

    listing: ListingFacts
    title: str
    elsewhere: tuple[PolicyFacts, ...]
    money: Sum | None


@dataclass(frozen=True)
class PolicyThing:
    """A policy with its children, listings and money. Lists are cut at `MOST`; the counts are whole.

    `naming` are the listings whose marks name it, for one that was not read.
    """

    policy: PolicyFacts
    children: tuple[tuple[PolicyFacts, Standing], ...]
    child_count: int
    standing: Standing
    listings: tuple[Listed, ...]
    homes: int
    listing_count: int
    naming: tuple[ListingFacts, ...]
    naming_count: int
    said: tuple[Said, ...]

    def of_kind(self, kind: str) -> tuple[Said, ...]:
        """What is said of one kind: "assessment", "projectCount", "plannedProject"."""
        return tuple(one for one in self.said if one.kind == kind)


def policy_thing(endpoint: Endpoint, facts: Facts, tree: PlanTree | None, policy: PolicyFacts) -> PolicyThing:
    """Gather it, in two queries."""
    standing = tree.standing if tree else {}
    children = facts.children.get(policy.iri, ())
    listings = facts.by_policy.get(policy.iri, ())
    naming = [one for one in facts.listings if policy.iri in one.targets] if policy.kind != "policy" else []
    return PolicyThing(
        policy=policy,
        children=tuple((facts.policies[iri], standing.get(iri, Standing())) for iri in children[:MOST]),
        child_count=len(children),
        standing=standing.get(policy.iri, Standing()),
        listings=tuple(_listed(facts, one) for one in listings[:MOST]),
        homes=sum(one.role == "home" for one in listings),
        listing_count=len(listings),
        naming=tuple(naming[:MOST]),
        naming_count=len(naming),
        said=_said(endpoint, policy.iri),
    )


def _listed(facts: Facts, listing: ListingFacts) -> Listed:
    known = facts.projects.get(listing.project)
    others = [
        one.policy
        for one in facts.by_project.get(listing.project, ())
        if one.plan == listing.plan and one.policy != listing.policy
    ]
    named = dict.fromkeys((*others, *listing.targets))
    return Listed(
        listing,
        known.title if known else listing.title,
        tuple(facts.policies[iri] for iri in named if iri in facts.policies),
        sum_of(listing.costs) if facts.counts(listing) else None,
    )


def _said(endpoint: Endpoint, policy: str) -> tuple[Said, ...]:
    node = iri_term(policy)
    rows = select(endpoint, _STATEMENTS % node)
    sources = sources_where(endpoint, _SOURCED % node) if rows else {}
    found = {row["node"]: _one_said(row, sources.get(row["node"], ())) for row in rows}
    return tuple(sorted(found.values(), key=lambda one: (one.kind, one.year, one.iri)))


def _one_said(row: dict[str, str], sources: Sequence[Source]) -> Said:
    return Said(
        iri=row["node"],
        kind=row["property"].rpartition("#")[2],
        aspect=row.get("aspect", ""),
        text=row.get("text", "") or row.get("label", ""),
        year=whole(row.get("year")) or 0,
        count=whole(row.get("count")),
        sources=tuple(sources),
    )
