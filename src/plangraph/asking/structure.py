"""How a plan hangs together: what ties its chapters and policies, its clusters, its divisions, and what stands alone.

Each plan is looked at by itself; two editions or two bodies are never counted together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from plangraph.asking.clusters import Clusters, clusters_of
from plangraph.asking.current_plans import chosen_plans
from plangraph.asking.division_ties import DivisionTies, division_ties
from plangraph.asking.facts import Facts, PlanFacts
from plangraph.asking.placements import Place, Placements, placements_of
from plangraph.asking.ties import Ties, ties_between


@dataclass(frozen=True, slots=True)
class LonePolicy:
    """A policy that shares no project with another, and how many of its divisions have work under others too."""

    place: Place
    projects: int
    shared_divisions: int


@dataclass(frozen=True)
class Structure:
    """One plan as a structure; each answer is made when it is first asked for.

    >>> from plangraph.asking.facts import Facts, PlanFacts
    >>> plan = PlanFacts("urn:plan", "計画", 2024, 2026, "urn:city", "架空市")
    >>> nothing = next(structures(Facts((), {}, {}, {}, {}, {plan.iri: plan})))
    >>> nothing.policies.ties, nothing.chapters.bridges, nothing.divisions.divisions
    ((), (), ())
    """

    placed: Placements

    @property
    def plan(self) -> PlanFacts:
        """The plan."""
        return self.placed.plan

    @cached_property
    def chapters(self) -> Ties:
        """What ties the chapters: the nodes at the top of the tree."""
        return ties_between(self.placed.by_chapter(), self.placed.chapters())

    @cached_property
    def policies(self) -> Ties:
        """What ties the policies under which projects are listed."""
        return ties_between(self.placed.by_project, self.placed.places())

    @cached_property
    def clusters(self) -> Clusters:
        """Which policies belong together by the projects and divisions that they share."""
        return clusters_of(self.placed.places(), self.policies.ties, self.placed.divisions_of)

    @cached_property
    def divisions(self) -> DivisionTies:
        """Which divisions work together, and which stand between others."""
        return division_ties(self.placed)

    @cached_property
    def lone_policies(self) -> tuple[LonePolicy, ...]:
        """Policies with projects that share none of them."""
        policies: dict[str, int] = {}
        for counts in self.placed.divisions_of.values():
            for division in counts:
                policies[division] = policies.get(division, 0) + 1
        return tuple(
            LonePolicy(
                place,
                len(self.placed.projects_of[place.key]),
                sum(policies[division] > 1 for division in self.placed.divisions_of.get(place.key, ())),
            )
            for place in self.policies.alone
        )

    def title(self, project: str) -> str:
        """The title of a project; its address where it has none."""
        facts = self.placed.facts.projects.get(project)
        return facts.title if facts else project


def structures(facts: Facts, wanted: str = "") -> Iterator[Structure]:
    """The structure of each plan that a text means: by default the newest of each series.

    Raises NotFoundError and SeveralFoundError as `chosen_plans` does.
    """
    return structures_of(facts, chosen_plans(facts, wanted))


def structures_of(facts: Facts, plans: Iterable[PlanFacts]) -> Iterator[Structure]:
    """The structure of each of some plans."""
    return (Structure(placed) for placed in placements_of(facts, plans))
