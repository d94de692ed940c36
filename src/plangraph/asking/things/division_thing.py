"""What the page of a division (部, 課) shows: its place among the offices, its projects, its policies, its money by year."""

from __future__ import annotations

from dataclasses import dataclass

from plangraph.asking.facts import DivisionFacts, Facts, PolicyFacts
from plangraph.asking.impact import (
    latest_first,
    money_by_plan,
    offices_below,
    offices_by_parent,
    project_shares,
)
from plangraph.asking.impacted import SHARES, PlanMoney
from plangraph.asking.money import Sum, counted
from plangraph.asking.things.neighbours import Neighbour, Neighbours, neighbours_in

MOST = 100
"""Projects of one share that a page shows; the count says how many there are."""


@dataclass(frozen=True, slots=True)
class InCharge:
    """A project of the division in the latest plan that names it.

    `policy` and `money` are those of its home, None where it has none there: it is carried by another project (`carried`),
    or its home was not read. `and_others` is True where 他 is printed behind the divisions.
    """

    iri: str
    title: str
    policy: PolicyFacts | None
    others: tuple[DivisionFacts, ...]
    money: Sum | None
    carried: bool
    and_others: bool


@dataclass(frozen=True)
class DivisionThing:
    """An office. Of a 部 the projects and policies of its 課 are its own too.

    `projects` has those of each share, cut at `MOST`; `counts` the whole numbers.
    """

    division: DivisionFacts
    above: tuple[DivisionFacts, ...]
    below: tuple[DivisionFacts, ...]
    beside: Neighbours
    projects: dict[str, tuple[InCharge, ...]]
    counts: dict[str, int]
    led: tuple[PolicyFacts, ...]
    related: tuple[PolicyFacts, ...]
    money: tuple[PlanMoney, ...]


def division_thing(facts: Facts, division: DivisionFacts) -> DivisionThing:
    """Gather it from the facts."""
    by_parent = offices_by_parent(facts)
    below = offices_below(by_parent, division.iri)
    ours = {division.iri, *below}
    named = dict.fromkeys(
        one.project
        for one in facts.listings
        if one.project in facts.projects and not ours.isdisjoint((*one.divisions, *one.related))
    )
    shares = {project: found for project in named if (found := project_shares(facts, project, ours))}
    by_share: dict[str, list[tuple[str, str]]] = {share: [] for share in SHARES}
    for project, given in shares.items():
        plan = min(given, key=lambda one: latest_first(facts, one))
        by_share[given[plan]].append((project, plan))
    return DivisionThing(
        division=division,
        above=tuple(reversed(tuple(facts.offices_above(division.iri))[1:])),
        below=tuple(facts.divisions[iri] for iri in below if facts.divisions[iri].parent == division.iri),
        beside=_beside(facts, division, by_parent.get(division.parent, [])),
        projects={
            share: tuple(_in_charge(facts, project, plan, ours) for project, plan in given[:MOST])
            for share, given in by_share.items()
        },
        counts={share: len(given) for share, given in by_share.items()},
        led=tuple(one for one in facts.policies.values() if not ours.isdisjoint(one.lead)),
        related=tuple(one for one in facts.policies.values() if not ours.isdisjoint(one.related)),
        money=money_by_plan(facts, shares),
    )


def _beside(facts: Facts, division: DivisionFacts, row: list[str]) -> Neighbours:
    """Offices of one 部; above them all, those of one body."""
    body = _body_of(division.iri)
    kept = [iri for iri in row if division.parent or _body_of(iri) == body]
    return neighbours_in([Neighbour(iri, facts.divisions[iri].name) for iri in kept], division.iri)


def _body_of(division: str) -> str:
    """The part of an address that the divisions of one body share."""
    before, _, behind = division.partition("/division/")
    return f"{before}/{behind.partition('/')[0]}"


def _in_charge(facts: Facts, project: str, plan: str, ours: set[str]) -> InCharge:
    home = facts.counting.get((plan, project))
    printed = [one for one in facts.by_project[project] if one.plan == plan]
    offices = dict.fromkeys(office for one in printed for office in one.divisions)
    return InCharge(
        project,
        facts.projects[project].title,
        facts.policies.get(home.policy) if home else None,
        tuple(facts.divisions[one] for one in offices if one in facts.divisions and one not in ours),
        counted(facts, plan, project) if home else None,
        any(one.role == "carried" for one in printed),
        any(one.and_others for one in printed),
    )
