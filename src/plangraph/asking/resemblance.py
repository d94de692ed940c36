"""Projects and policies of other bodies that resemble one, by their titles.

A likeness is offered with its score and with what is shared, and is never a statement of the graph: two cities may do the
same work under titles that have no character in common, and other work under titles that are nearly alike.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from heapq import nsmallest

from plangraph.asking.current_plans import current_plans
from plangraph.asking.facts import Facts
from plangraph.asking.placements import placements_of
from plangraph.asking.title_index import TitleIndex, shared_words
from plangraph.errors import NotFoundError
from plangraph.model.texts import Bilingual

KINDS = ("project", "policy", "basic-project")
"""The kinds of things that are compared, with each other as well: what is a policy here may be a project there."""
THRESHOLD = 0.25
"""Score below which nothing is offered; docs/explanation/resemblance.md says what it costs and what it keeps out."""


@dataclass(frozen=True, slots=True)
class Compared:
    """A project or policy and whose it is."""

    iri: str
    title: str
    kind: str
    code: str
    body: str
    body_name: str


@dataclass(frozen=True, slots=True)
class Resembling:
    """A thing of another body, the cosine of the two titles (at most 1), and the words that both have."""

    thing: Compared
    score: float
    shared: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Resemblances:
    """What resembles a thing, the likest first. `bodies` counts the other bodies that were looked at."""

    of: Compared
    bodies: int
    found: tuple[Resembling, ...]


@dataclass(frozen=True)
class Resemblance:
    """Everything in a graph that can be compared, indexed once."""

    things: Mapping[str, Compared]

    @classmethod
    def of_facts(cls, facts: Facts) -> Resemblance:
        """All projects, and the policies of the newest plan of each series; sections known by a mark alone have no title."""
        found: dict[str, Compared] = {}
        for placed in placements_of(facts, current_plans(facts)):
            for policy in placed.policies:
                found[policy.iri] = Compared(
                    policy.iri,
                    policy.title,
                    policy.kind,
                    policy.code,
                    placed.plan.body,
                    placed.plan.body_name,
                )
        for project, listings in facts.by_project.items():
            plan = facts.plans.get(listings[-1].plan)
            if project in facts.projects and plan:
                title = facts.projects[project].title
                found[project] = Compared(project, title, "project", "", plan.body, plan.body_name)
        return cls(found)

    def like(self, iri: str, most: int = 10) -> Resemblances:
        """What resembles a thing in other bodies; raises NotFoundError for what is no project or policy of a current plan."""
        of = self.things.get(iri)
        if of is None:
            raise NotFoundError(
                iri,
                Bilingual(
                    "いまの計画の事業・施策ではないので、比べられません。事業か施策の IRI を指定してください。",
                    "this is no project or policy of a current plan and cannot be compared; give the IRI of one",
                ),
            )
        scores = self._index.scores(of.title)
        ranked = [
            (-round(score, 4), other.body_name, other.iri, other)
            for at, score in scores.items()
            if score >= THRESHOLD
            for other in self._by_title[self._index.titles[at]]
            if other.body != of.body
        ]
        best = nsmallest(most, ranked, key=lambda one: one[:3])
        return Resemblances(
            of,
            len(self._bodies - {of.body}),
            tuple(
                Resembling(other, -score, shared_words(of.title, other.title)) for score, _, _, other in best
            ),
        )

    @cached_property
    def _by_title(self) -> Mapping[str, list[Compared]]:
        found: defaultdict[str, list[Compared]] = defaultdict(list)
        for _, thing in sorted(self.things.items()):
            found[thing.title].append(thing)
        return found

    @cached_property
    def _bodies(self) -> frozenset[str]:
        return frozenset(thing.body for thing in self.things.values())

    @cached_property
    def _index(self) -> TitleIndex:
        return TitleIndex(sorted(self._by_title))
