"""Groups of listings that are one project, and the keys that projects keep over documents and editions.

A mark or a printed number joins listings of a plan; a title alone joins the projects of two plans of one body. What no print
joins stays apart, and is told apart by its section.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from plangraph.model.texts import code_key, comparison_code
from plangraph.reading.placed_listings import Placed, PlanListings
from plangraph.reading.resolved import ListingRef

_FEW = 3
"""So many numbers may stand by two titles before the share of such numbers is looked at."""
_DIGITS = re.compile(r"(\d+)")


@dataclass(frozen=True, eq=False)
class Group:
    """The listings of one project in one plan, in the order of the print."""

    plan: PlanListings
    members: tuple[Placed, ...]

    @property
    def lead(self) -> Placed:
        """The home, or the first listing where no home was read."""
        return next((item for item in self.members if item.is_home), self.members[0])

    @property
    def title(self) -> str:
        """The title as it is compared: the home's, where a number joins listings with other titles to it."""
        return self.lead.title

    @property
    def home_section(self) -> str | None:
        """The section of the home; where no home was read the one unread section that all marks name, else None."""
        home = next((item for item in self.members if item.is_home), None)
        if home is not None:
            return home.section
        unread = self.unread_sections
        return self.plan.policy_of(unread[0]) if len(unread) == 1 else None

    @property
    def marked_sections(self) -> list[str]:
        """The section codes that the marks name, as printed."""
        named = (c for item in self.members if not item.marks_projects for c in item.listing.marked_code)
        return list(dict.fromkeys(named))

    @property
    def unread_sections(self) -> list[str]:
        """Of these, those whose policy was not read."""
        return [code for code in self.marked_sections if not self.plan.is_read(code_key(code))]

    @property
    def suffix_section(self) -> str:
        """What tells this project from others of its title: the same whether or not the home was read."""
        return self.home_section or self.lead.section

    @property
    def rank(self) -> tuple[object, ...]:
        """Where the group stands among those of its title: by section, then number, whatever the documents are called."""
        return (
            _natural(self.suffix_section),
            not self.lead.is_home,
            _natural(self.lead.code),
            self.members[0].order,
        )


def _natural(text: str) -> tuple[tuple[int, str], ...]:
    return tuple((int(part), "") if part.isdigit() else (-1, part) for part in _DIGITS.split(text) if part)


# ---- one plan: what marks and numbers join


class _Joined:
    """Sets that grow together (union-find)."""

    def __init__(self) -> None:
        self._parent: dict[Hashable, Hashable] = {}

    def root(self, item: Hashable) -> Hashable:
        parent = self._parent.setdefault(item, item)
        while parent != self._parent[parent]:
            self._parent[item] = parent = self._parent[self._parent[parent]]
        return parent

    def join(self, one: Hashable, other: Hashable) -> None:
        self._parent[self.root(one)] = self.root(other)


def numbers_hold(plan: PlanListings) -> bool:
    """Whether a printed number tells one project of the plan.

    Where more than a quarter of the numbers stand by several titles, they count rows anew in each section.
    """
    several = sum(len({item.title for item in items}) > 1 for items in plan.by_code.values())
    return several <= max(_FEW, len(plan.by_code) // 4)


def group_listings(plan: PlanListings) -> list[Group]:
    """Part the listings of a plan into projects.

    Listings of one title are one project where one marks a section that another stands in, where both mark one section, or
    where both print one number. A mark that names a number joins what bears the number, if the titles are alike.
    """
    joined = _Joined()
    numbers = numbers_hold(plan)
    for title, items in plan.by_title.items():
        marked = {code for item in items if not item.marks_projects for code in item.marks}
        for item in items:
            sections = marked & item.sections
            if not item.marks_projects and not item.contradicts_link:
                sections |= set(item.marks)
            for code in sections:
                joined.join(item.ref, ("section", title, code))
            if item.code:
                joined.join(item.ref, ("number", title, item.code, "" if numbers else item.section))
        for one, other in _aliased_pairs(items):
            joined.join(one.ref, other.ref)
    for item in plan.placed:
        for other in number_targets(plan, item):
            if item.is_titled_like(other):
                joined.join(item.ref, other.ref)
    groups: dict[Hashable, list[Placed]] = defaultdict(list)
    for item in plan.placed:
        groups[joined.root(item.ref)].append(item)
    return [Group(plan, tuple(members)) for members in groups.values()]


def _aliased_pairs(items: Sequence[Placed]) -> Iterator[tuple[Placed, Placed]]:
    """What aliases join among the listings of one title: to the title's own listing in the section, or to its first."""
    own = [item for item in items if not item.is_aliased]
    if not own or len(own) == len(items):
        return
    for item in items:
        if item.is_aliased:
            yield item, next((other for other in own if other.section == item.section), own[0])


def number_targets(plan: PlanListings, item: Placed, mark: str | None = None) -> list[Placed]:
    """What a mark by number leads to: the listings that print the number, or the number of one mark."""
    if not item.marks_projects or item.contradicts_link:
        return []
    marks = item.marks if mark is None else (mark,)
    return [other for code in marks for other in plan.by_code.get(code, []) if other.ref != item.ref]


# ---- one body: keys over plans


def name_groups(plans: Sequence[Sequence[Group]]) -> dict[ListingRef, str]:
    """The project key of every listing of a body, from the groups of its plans in the order of their years.

    The key is the title. Of several projects of one title in a plan the first keeps it, the others are
    `TITLE~SECTION`; a later plan's are matched by section, and one alone is the same project by its title. Keys
    depend on sections and years, never on the names or the order of documents.
    """
    titles: dict[str, list[list[Group]]] = defaultdict(list)
    for groups in plans:
        of_plan: dict[str, list[Group]] = defaultdict(list)
        for group in groups:
            of_plan[group.title].append(group)
        for title, same in of_plan.items():
            titles[title].append(sorted(same, key=lambda group: group.rank))
    keys: dict[ListingRef, str] = {}
    for title, editions in titles.items():
        for key, group in _TitleKeys(title).over(editions):
            keys.update((item.ref, key) for item in group.members)
    return keys


class _TitleKeys:
    """Keys of the projects that bear one title."""

    def __init__(self, title: str) -> None:
        self.title = title
        self.sections: dict[str, set[str]] = {}

    def over(self, editions: Iterable[Sequence[Group]]) -> Iterable[tuple[str, Group]]:
        for groups in editions:
            keys = self._matched(groups)
            for group in groups:
                key = keys.get(group) or self._new(group)
                self.sections.setdefault(key, set()).add(group.suffix_section)
                yield key, group

    def _matched(self, groups: Sequence[Group]) -> dict[Group, str]:
        """The groups of a further plan that are projects of earlier ones: by section, else the first by its title."""
        matched: dict[Group, str] = {}
        for key, sections in self.sections.items():
            for group in groups:
                if group.suffix_section in sections and group not in matched:
                    matched[group] = key
                    break
        if self.sections and (not matched) and groups:
            matched[groups[0]] = self.title
        return matched

    def _new(self, group: Group) -> str:
        if not self.sections:
            return self.title
        tail = group.suffix_section or comparison_code(group.lead.listing.project_code or "")
        stem = f"{self.title}~{tail}"
        # A second tilde keeps a counted key apart from that of a section whose code is a number.
        key, number = (stem, 2) if tail else (f"{stem}~2", 3)
        while key in self.sections:
            key, number = f"{stem}~{number}", number + 1
        return key
