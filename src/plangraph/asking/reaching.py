"""What hangs on what: projects, policies, divisions and guidelines as a network that is walked link by link.

A step is one link. A division or guideline leads to the projects and policies that name it; a project to the policies
that list it, to the divisions and guidelines it names, and to the projects that carry it or that it carries; a policy to
the projects listed under it and to the divisions and guidelines it names. A policy does not lead to those above and
below it, and a division not to its neighbours in the same 部: nothing of theirs changes with it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from plangraph.asking.facts import Facts
from plangraph.model.texts import Bilingual

RELATIONS = {
    "responsible": Bilingual("所管", "in charge"),
    "related": Bilingual("関連", "related"),
    "lead": Bilingual("統括", "lead"),
    "guided": Bilingual("指針", "guided by"),
    "listed": Bilingual("掲載", "listed under"),
    "marked": Bilingual("再掲の記号", "marked at"),
    "lists": Bilingual("掲載事業", "lists"),
    "carried": Bilingual("実施・計上先", "carried by or counted in"),
    "carries": Bilingual("実施・計上元", "carries or counts"),
}
"""How one thing leads to the next, by the word that JSON uses."""

KINDS = ("project", "policy", "basic-project", "unread-policy", "division", "guideline")
"""Kinds of what is reached, in the order in which they are shown."""


@dataclass(frozen=True, slots=True)
class Reached:
    """One thing, with the number of links to it, the relation of the last one, and what it was reached from.

    `plan` is the title of the plan that a policy belongs to; "" for what belongs to none or to several.
    """

    iri: str
    kind: str
    code: str
    label: str
    step: int
    relation: str
    through: str
    plan: str = ""

    @property
    def name(self) -> str:
        """Code and title."""
        return f"{self.code} {self.label if self.label != self.code else ''}".strip()


class Network:
    """The links of a graph both ways; made once for all questions."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.links: Mapping[str, tuple[tuple[str, str], ...]] = {
            start: tuple(ends) for start, ends in _links(facts).items()
        }

    def reached_from(self, starts: Iterable[str], steps: int) -> tuple[Reached, ...]:
        """Everything within a number of steps, each thing once, by the shortest way; the starts are left out.

        In the order of step, kind, code and title.
        """
        front = list(dict.fromkeys(starts))
        passed = set(front)
        found: list[Reached] = []
        for step in range(1, steps + 1):
            level = []
            for here in front:
                for relation, there in self.links.get(here, ()):
                    if there not in passed:
                        passed.add(there)
                        level.append(self._reached(there, step, relation, here))
            level.sort(key=lambda one: (KINDS.index(one.kind), one.plan, one.code, one.label, one.iri))
            found += level
            front = [one.iri for one in level]
        return tuple(found)

    def _reached(self, iri: str, step: int, relation: str, through: str) -> Reached:
        facts = self.facts
        if (project := facts.projects.get(iri)) is not None:
            return Reached(iri, "project", "", project.title, step, relation, through)
        if (policy := facts.policies.get(iri)) is not None:
            label = policy.title if policy.title != policy.code else policy.chapter or policy.title
            plan = self._plan(iri)
            return Reached(iri, policy.kind, policy.code, label, step, relation, through, plan)
        if (division := facts.divisions.get(iri)) is not None:
            return Reached(iri, "division", "", division.name, step, relation, through)
        return Reached(iri, "guideline", "", facts.guidelines.get(iri, iri), step, relation, through)

    def _plan(self, policy: str) -> str:
        top = list(self.facts.above(policy))[-1].parent
        return self.facts.plans[top].title if top in self.facts.plans else ""


def _links(facts: Facts) -> dict[str, list[tuple[str, str]]]:
    """Of several relations between two things the first that is met stands first: 所管 before 関連."""
    found: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)

    def join(start: str, forth: str, end: str, back: str) -> None:
        found[start].append((forth, end))
        found[end].append((back, start))

    known = facts.projects.keys()
    for item in facts.listings:
        if item.project in known:
            for office in item.divisions:
                join(item.project, "responsible", office, "responsible")
            if item.policy in facts.policies:
                join(item.project, "listed", item.policy, "lists")
    for item in facts.listings:
        if item.project in known:
            for office in item.related:
                join(item.project, "related", office, "related")
            for target in item.targets:
                if target in facts.policies:
                    join(item.project, "marked", target, "lists")
    for policy in facts.policies.values():
        for office in policy.lead:
            join(policy.iri, "lead", office, "lead")
        for office in policy.related:
            join(policy.iri, "related", office, "related")
        for guideline in policy.guidelines:
            join(policy.iri, "guided", guideline, "guided")
    for project in facts.projects.values():
        for guideline in project.guidelines:
            join(project.iri, "guided", guideline, "guided")
        for carrier in (*project.carried_by, *project.counted_in):
            if carrier in known:
                join(project.iri, "carried", carrier, "carries")
    return found
