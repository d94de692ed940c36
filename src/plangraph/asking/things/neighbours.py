"""What stands before and behind a thing among its like, and the way down to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from plangraph.asking.facts import Facts, ListingFacts, PlanFacts, PolicyFacts


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A thing beside another: its address and its name."""

    iri: str
    name: str


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The thing before and the thing behind, None at the ends."""

    before: Neighbour | None = None
    behind: Neighbour | None = None


ALONE = Neighbours()
"""A thing without others beside it."""


def neighbours_in(things: Sequence[Neighbour], iri: str) -> Neighbours:
    """The neighbours of a thing in a row; none where it does not stand there.

    >>> row = [Neighbour("a", "A"), Neighbour("b", "B")]
    >>> neighbours_in(row, "b")
    Neighbours(before=Neighbour(iri='a', name='A'), behind=None)
    """
    at = next((place for place, one in enumerate(things) if one.iri == iri), None)
    if at is None:
        return ALONE
    return Neighbours(
        things[at - 1] if at else None,
        things[at + 1] if at + 1 < len(things) else None,
    )


def policy_neighbours(facts: Facts, policy: PolicyFacts) -> Neighbours:
    """Policies of one parent, by code."""
    row = [
        Neighbour(iri, facts.policies[iri].name)
        for iri in facts.children.get(policy.parent, ())
        if facts.policies[iri].kind == policy.kind
    ]
    return neighbours_in(row, policy.iri)


def listing_neighbours(
    facts: Facts, listing: ListingFacts
) -> tuple[ListingFacts | None, ListingFacts | None]:
    """The listings printed before and behind one under its policy."""
    row = facts.by_policy.get(listing.policy, ())
    at = next((place for place, one in enumerate(row) if one is listing), None)
    if at is None:
        return None, None
    return row[at - 1] if at else None, row[at + 1] if at + 1 < len(row) else None


def project_neighbours(facts: Facts, project: str, plan: str) -> Neighbours:
    """The projects printed before and behind one, where it is at home in a plan."""
    home = facts.counting.get((plan, project)) or next(iter(facts.by_project.get(project, ())), None)
    if home is None:
        return ALONE
    before, behind = listing_neighbours(facts, home)
    return Neighbours(_project(facts, before), _project(facts, behind))


def _project(facts: Facts, listing: ListingFacts | None) -> Neighbour | None:
    if listing is None:
        return None
    known = facts.projects.get(listing.project)
    return Neighbour(listing.project, known.title if known else listing.title)


def way_to_policy(facts: Facts, policy: str) -> tuple[PlanFacts | None, tuple[PolicyFacts, ...]]:
    """The plan that a policy belongs to, and the policies from the top down to it, itself last.

    A policy whose tree names no plan takes that of a listing under it.
    """
    above = tuple(reversed(tuple(facts.above(policy))))
    plan = facts.plans.get(above[0].parent) if above else None
    if plan is None:
        listing = next(iter(facts.by_policy.get(policy, ())), None)
        plan = facts.plans.get(listing.plan) if listing else None
    return plan, above


def editions(facts: Facts, plan: PlanFacts) -> Neighbours:
    """The plans of one series before and behind one, by their years."""
    if not plan.series:
        return ALONE
    row = sorted(
        (one for one in facts.plans.values() if one.series == plan.series),
        key=lambda one: (one.first_year, one.last_year, one.title, one.iri),
    )
    return neighbours_in([Neighbour(one.iri, one.title) for one in row], plan.iri)
