"""Resolved listings: which appearances are one project, and what each 再掲 mark came to.

Works on plain records of any number of documents. Everything here depends on several documents and is computed anew
whenever one of them changes. The way: aliases → listings of a plan, found by title, section and number → groups that
marks and numbers join → keys over all plans of a body → the state of each mark → doubts on labels.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from plangraph.model.records import DocumentRecords
from plangraph.model.texts import code_key, comparison_title
from plangraph.reading.aliases import ProjectAliases, unmet_aliases
from plangraph.reading.label_doubts import doubts_on_names
from plangraph.reading.mark_states import MarkState, state_of_mark
from plangraph.reading.placed_listings import Placed, PlanListings
from plangraph.reading.project_doubts import doubts_in_plan, near_titles, renamed_projects
from plangraph.reading.project_groups import Group, group_listings, name_groups
from plangraph.reading.resolved import (
    CrossListingState,
    Links,
    ListingRef,
    ResolvedListing,
    ResolvedProject,
    UnreadPolicy,
)

__all__ = [
    "CrossListingState",
    "Links",
    "ListingRef",
    "ResolvedListing",
    "ResolvedProject",
    "UnreadPolicy",
    "resolve_listings",
]

_AND_SO_ON = ("等", "ほか", "他")


def resolve_listings(documents: Iterable[DocumentRecords]) -> Links:
    """Resolve every listing, body by body; the order of the documents does not matter."""
    bodies: dict[str, list[DocumentRecords]] = defaultdict(list)
    for records in sorted(documents, key=lambda item: item.document.id):
        bodies[records.document.body.code].append(records)
    parts = [_BodyListings(records).resolve() for _, records in sorted(bodies.items())]
    return Links(
        listings=tuple(item for part in parts for item in part.listings),
        projects=tuple(item for part in parts for item in part.projects),
        unread_policies=tuple(item for part in parts for item in part.unread_policies),
        findings=tuple(item for part in parts for item in part.findings),
    )


class _BodyListings:
    """The listings of one body, plan by plan in the order of their years."""

    def __init__(self, documents: Sequence[DocumentRecords]) -> None:
        self.documents = documents
        self.aliases = ProjectAliases(documents)
        by_plan: dict[str, list[DocumentRecords]] = defaultdict(list)
        for records in documents:
            by_plan[records.document.plan.id].append(records)
        plans = [PlanListings(records, self.aliases) for records in by_plan.values()]
        self.plans = sorted(plans, key=lambda p: (p.plan.first_year, p.plan.last_year, p.plan.id))
        self.groups = [group_listings(plan) for plan in self.plans]
        self.keys = name_groups(self.groups)
        self.labels: dict[str, str] = {}
        self.same_title: dict[str, set[str]] = defaultdict(set)
        for group in (group for groups in self.groups for group in groups):
            key = self.keys[group.lead.ref]
            self.labels.setdefault(key, group.lead.label)
            self.same_title[group.title].add(key)

    def resolve(self) -> Links:
        resolved = [self._plan(plan, groups) for plan, groups in zip(self.plans, self.groups, strict=True)]
        told = {pair for part, pairs in resolved for pair in pairs}
        doubts = (
            *self.aliases.findings,
            *unmet_aliases(self.documents),
            *near_titles(self.plans, self.keys, told),
            *(finding for older, newer in self._editions() for finding in renamed_projects(older, newer)),
        )
        return Links(
            listings=tuple(item for part, _ in resolved for item in part.listings),
            projects=tuple(item for part, _ in resolved for item in part.projects),
            unread_policies=tuple(item for part, _ in resolved for item in part.unread_policies),
            findings=tuple(dict.fromkeys([*(f for part, _ in resolved for f in part.findings), *doubts])),
        )

    def _editions(self) -> Iterator[tuple[PlanListings, PlanListings]]:
        """Each two plans of one series that follow each other."""
        series: dict[str, list[PlanListings]] = defaultdict(list)
        for plan in self.plans:
            if plan.plan.series is not None:
                series[plan.plan.series].append(plan)
        for plans in series.values():
            yield from pairwise(plans)

    # one plan

    def _plan(self, plan: PlanListings, groups: Sequence[Group]) -> tuple[Links, set[frozenset[str]]]:
        """One plan's part, and the pairs of titles that its marks bring up."""
        group_of = {item.ref: group for group in groups for item in group.members}
        marked = {
            item.ref: state_of_mark(plan, item, group_of[item.ref])
            for item in plan.placed
            if item.listing.has_mark
        }
        links = Links(
            listings=tuple(self._listing(item, marked.get(item.ref)) for item in plan.placed),
            projects=tuple(self._project(group) for group in groups),
            unread_policies=tuple(_unread_policies(plan)),
            findings=(
                *(finding for state in marked.values() for finding in state.findings),
                *doubts_in_plan(plan, groups),
                *doubts_on_names(plan.documents),
            ),
        )
        return links, _pairs_told(plan, marked)

    def _listing(self, item: Placed, mark: MarkState | None) -> ResolvedListing:
        document, key = item.ref
        project = self.keys[item.ref]
        if mark is None:
            return ResolvedListing(document, key, project)
        return ResolvedListing(
            document,
            key,
            project,
            mark.state,
            mark.note,
            tuple(dict.fromkeys(partner.ref for partner in mark.partners)),
            mark.likely.ref if mark.likely else None,
        )

    def _project(self, group: Group) -> ResolvedProject:
        plan, key = group.plan, self.keys[group.lead.ref]
        home = group.home_section
        listed = [item.section for item in group.members if item.section]
        marked = [plan.policy_of(code) for code in group.marked_sections]
        carried = self._targets(group, "carried_by_text")
        counted = self._targets(group, "counted_in_text")
        printed = dict.fromkeys(item.listing.title for item in group.members)
        return ResolvedProject(
            body=plan.body,
            plan=plan.plan.id,
            key=key,
            label=self.labels[key],
            listings=tuple(item.ref for item in group.members),
            printed_titles=tuple(title for title in printed if title != self.labels[key]),
            cross_listed_in=tuple(code for code in dict.fromkeys([*listed, *marked]) if code != home),
            carried_by=tuple(k for k, _ in carried if k),
            counted_in=tuple(k for k, _ in counted if k),
            carried_by_text=tuple(text for k, text in carried if not k),
            counted_in_text=tuple(text for k, text in counted if not k),
            same_title=tuple(sorted(self.same_title[group.title] - {key})),
        )

    def _targets(self, group: Group, field: str) -> list[tuple[str | None, str]]:
        """Find the project that each printed name means: in the same section, then anywhere in the plan."""
        found: dict[tuple[str | None, str], None] = {}
        for item in group.members:
            text: str | None = getattr(item.listing, field)
            if text is not None:
                found[self._named(group.plan, text, item), text] = None
        return list(found)

    def _named(self, plan: PlanListings, text: str, item: Placed) -> str | None:
        names = [text, *(text.removesuffix(word) for word in _AND_SO_ON if text.endswith(word))]
        known = (self.aliases.known_title(item.document, name) or name for name in names)
        for name in map(comparison_title, known):
            candidates = plan.by_title.get(name, [])
            here = [c for c in candidates if c.section == item.section]
            keys = {self.keys[c.ref] for c in here or candidates}
            if len(keys) == 1:
                return keys.pop()
        return None


def _unread_policies(plan: PlanListings) -> Iterator[UnreadPolicy]:
    marked = {code for item in plan.placed if not item.marks_projects for code in item.listing.marked_code}
    for code in sorted(marked):
        if not plan.is_read(code_key(code)):
            yield UnreadPolicy(plan.plan.id, code, plan.chapter(code))


def _pairs_told(plan: PlanListings, marked: Mapping[ListingRef, MarkState]) -> set[frozenset[str]]:
    """Pairs of titles that marks and numbers have brought up: no second finding is owed."""
    by_ref = {item.ref: item for item in plan.placed} if marked else {}
    told = {
        frozenset((by_ref[ref].title, other.title))
        for ref, state in marked.items()
        for other in (*state.partners, *([state.likely] if state.likely else []))
    }
    several = (items for items in plan.by_code.values() if len(items) > 1)
    return told | {frozenset((items[0].title, item.title)) for items in several for item in items[1:]}
