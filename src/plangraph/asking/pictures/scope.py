"""One plan as its pictures see it: listings, the policies that list projects, in the order of the print."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from plangraph.asking.facts import Facts, ListingFacts, PlanFacts
from plangraph.errors import NotFoundError
from plangraph.model.texts import Bilingual, Lang

NO_POLICY = Bilingual("施策の印字なし", "no policy printed")
NO_DIVISION = Bilingual("所管の印字なし", "no division printed")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a picture's table: its text, and the thing it leads to."""

    text: str
    iri: str = ""
    number: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of a plan: the drawing, how to read it, and its numbers. `empty` where there was nothing to draw."""

    name: str
    title: str
    svg: str
    said: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    empty: bool = False


@dataclass(frozen=True)
class Scope:
    """The listings of one plan."""

    facts: Facts
    plan: PlanFacts

    @cached_property
    def listings(self) -> tuple[ListingFacts, ...]:
        """In the order of the print."""
        return tuple(one for one in self.facts.listings if one.plan == self.plan.iri)

    @cached_property
    def homes(self) -> Mapping[str, ListingFacts]:
        """Project → the one listing whose money counts."""
        return {one.project: one for one in self.listings if self.facts.counts(one)}

    @cached_property
    def policies(self) -> tuple[str, ...]:
        """The policies that list something, as the print goes; "" stands for none."""
        return tuple(dict.fromkeys(one.policy for one in self.listings))

    def policy_name(self, policy: str, lang: Lang) -> str:
        """Code and title."""
        known = self.facts.policies.get(policy)
        return known.name if known else NO_POLICY[lang]

    def policy_code(self, policy: str, lang: Lang) -> str:
        """The code, else the title."""
        known = self.facts.policies.get(policy)
        return (known.code or known.title) if known else NO_POLICY[lang]

    def division_name(self, division: str, lang: Lang) -> str:
        """部 and 課."""
        known = self.facts.divisions.get(division)
        return known.name if known else NO_DIVISION[lang]

    def title_of(self, project: str) -> str:
        """A project's title."""
        known = self.facts.projects.get(project)
        return known.title if known else project


def scope_of(facts: Facts, plan: str) -> Scope:
    """The scope of the plan with an address, a last part of one, or a title; raises NotFoundError with what there is."""
    asked = plan.strip()
    for one in plans_in_order(facts):
        if asked in (one.iri, one.iri.rpartition("/")[2], one.title):
            return Scope(facts, one)
    known = tuple(one.title for one in plans_in_order(facts)[:5])
    joined = "、".join(known)
    raise NotFoundError(
        "",
        Bilingual(
            f"「{asked}」という計画はありません。{f'計画: {joined}' if known else ''}",
            f'there is no plan "{asked}"' + (f"; plans: {', '.join(known)}" if known else ""),
        ),
        known,
    )


def plans_in_order(facts: Facts) -> list[PlanFacts]:
    """Every plan, by body, the latest first."""
    return sorted(
        facts.plans.values(), key=lambda one: (one.body_name, -one.last_year, -one.first_year, one.title)
    )


def largest(weights: Mapping[str, int], most: int) -> tuple[str, ...]:
    """The keys with the largest weights, in the order that they stand in; all of them where they are few.

    >>> largest({"a": 1, "b": 3, "c": 2}, 2)
    ('b', 'c')
    """
    if len(weights) <= most:
        return tuple(weights)
    kept = {key for key, _ in sorted(weights.items(), key=lambda pair: (-pair[1], pair[0]))[:most]}
    return tuple(key for key in weights if key in kept)


def numbers(values: Iterable[int]) -> tuple[Cell, ...]:
    """Cells of whole numbers."""
    return tuple(Cell(f"{value:,}", number=True) for value in values)
