"""Where each project of one plan stands: the policies and chapters that its listings and marks name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from plangraph.asking.facts import Facts, ListingFacts, PlanFacts, PolicyFacts
from plangraph.model.texts import comparison_title


@dataclass(frozen=True, slots=True)
class Place:
    """A policy or a chapter. `iri` is "" for a chapter of which only the name is known; `read` says if it was read."""

    key: str
    iri: str
    name: str
    read: bool = True


@dataclass(frozen=True)
class Placements:
    """One plan: its listings, its own policies, and under which of them each project stands."""

    facts: Facts
    plan: PlanFacts
    listings: tuple[ListingFacts, ...]
    policies: tuple[PolicyFacts, ...]

    @cached_property
    def by_project(self) -> Mapping[str, tuple[str, ...]]:
        """Project → the policies that it stands under, by rising address.

        They are those of its listings, home or relisting, and the sections that a mark names and that were not read.
        A policy that was read and does not list the project counts for nothing: see `unconfirmed`.
        """
        found: defaultdict[str, set[str]] = defaultdict(set)
        for item in self.listings:
            places = found[item.project]
            places.update([item.policy] if item.policy in self.facts.policies else [])
            places.update(target for target in item.targets if self._unread(target))
        return {project: tuple(sorted(places)) for project, places in found.items()}

    @cached_property
    def unconfirmed(self) -> tuple[tuple[str, str], ...]:
        """Project and policy of every mark that names a policy which was read and does not list the project."""
        marked = {(item.project, target) for item in self.listings for target in item.targets}
        standing = {(project, policy) for project, policies in self.by_project.items() for policy in policies}
        return tuple(sorted(pair for pair in marked - standing if pair[1] in self.facts.policies))

    @cached_property
    def without_policy(self) -> tuple[str, ...]:
        """Projects that stand under no policy at all."""
        return tuple(sorted(project for project, places in self.by_project.items() if not places))

    @cached_property
    def empty_policies(self) -> tuple[PolicyFacts, ...]:
        """The lowest policies of the tree that list no project, by code."""
        listed = {item.policy for item in self.listings}
        lowest = [one for one in self.policies if not self.facts.children.get(one.iri)]
        return tuple(sorted((one for one in lowest if one.iri not in listed), key=_by_code))

    @cached_property
    def in_rings(self) -> tuple[PolicyFacts, ...]:
        """Policies whose way upward bites its own tail; they belong to no chapter."""
        return tuple(sorted((one for one in self.policies if not self._top(one.iri)), key=_by_code))

    @cached_property
    def projects_of(self) -> Mapping[str, frozenset[str]]:
        """Policy → the projects that stand under it itself."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        for project, places in self.by_project.items():
            for place in places:
                found[place].add(project)
        return {place: frozenset(projects) for place, projects in found.items()}

    @cached_property
    def divisions_of(self) -> Mapping[str, Mapping[str, int]]:
        """Policy → each division in charge there → how many of the listings under it are the division's."""
        found: defaultdict[str, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
        for item in self.listings:
            for division in item.divisions:
                found[item.policy][division] += 1
        return {policy: dict(counts) for policy, counts in found.items() if policy}

    def place(self, policy: str) -> Place:
        """A policy as a place."""
        one = self.facts.policies[policy]
        return Place(policy, policy, one.name or one.iri, one.kind != "unread-policy")

    def chapter(self, policy: str) -> Place | None:
        """The chapter of a policy; None within a ring.

        A section that was not read belongs to the chapter that the plan's description names for its mark; where that
        was read it is the same chapter, and where none is named the section stands for itself.
        """
        one = self.facts.policies[policy]
        if one.kind != "unread-policy":
            top = self._top(policy)
            return Place(top.iri, top.iri, top.name or top.iri) if top else None
        if not one.chapter:
            return self.place(policy)
        return self._read_chapters.get(comparison_title(one.chapter)) or Place(
            f"chapter {comparison_title(one.chapter)}", "", one.chapter, read=False
        )

    def by_chapter(self) -> Mapping[str, tuple[str, ...]]:
        """Project → the keys of the chapters it stands under."""
        return {
            project: tuple(sorted({chapter.key for chapter in map(self.chapter, places) if chapter}))
            for project, places in self.by_project.items()
        }

    def places(self) -> dict[str, Place]:
        """Every policy that has a project, by key."""
        return {policy: self.place(policy) for policy in sorted(self.projects_of)}

    def chapters(self) -> dict[str, Place]:
        """Every chapter that has a project, by key."""
        found = (self.chapter(policy) for policy in sorted(self.projects_of))
        return {chapter.key: chapter for chapter in found if chapter}

    def _top(self, policy: str) -> PolicyFacts | None:
        *_, top = (None, *self.facts.above(policy))
        return None if top is None or top.parent in self.facts.policies else top

    def _unread(self, policy: str) -> bool:
        one = self.facts.policies.get(policy)
        return one is not None and one.kind == "unread-policy"

    @cached_property
    def _read_chapters(self) -> Mapping[str, Place]:
        tops = (self._top(one.iri) for one in self.policies)
        return {comparison_title(top.title): Place(top.iri, top.iri, top.name) for top in tops if top}


def placements_of(facts: Facts, plans: Iterable[PlanFacts]) -> Iterator[Placements]:
    """Each plan apart from the others. What belongs to which is found once for all of them."""
    listings: defaultdict[str, list[ListingFacts]] = defaultdict(list)
    policies: defaultdict[str, set[str]] = defaultdict(set)
    for one in facts.policies.values():
        if one.kind != "unread-policy":
            policies[_plan_of(facts, one.iri)].add(one.iri)
    for item in facts.listings:
        listings[item.plan].append(item)
        # What is listed under belongs to the plan that lists, though its way upward may not lead there.
        policies[item.plan].update(above.iri for above in facts.above(item.policy))
    for plan in plans:
        own = sorted(policies[plan.iri])
        yield Placements(
            facts, plan, tuple(listings[plan.iri]), tuple(facts.policies[policy] for policy in own)
        )


def _plan_of(facts: Facts, policy: str) -> str:
    parent = ""
    for above in facts.above(policy):
        parent = above.parent
    return parent


def _by_code(policy: PolicyFacts) -> tuple[str, str]:
    return policy.code, policy.iri
