"""What is counted, as plain data: listings with their money, projects, policies, divisions, plans."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from plangraph.asking.documents import Document

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Amount:
    """Money of one fiscal year, or of several (a printed total), in yen.

    `status` is the word of its status ("stated", "derived", "blank", "lost", "undetermined", "relisted", "carried").
    `low` and `high` are the bounds that rounding leaves; both are None where `yen` is. `kind` is "ProjectCost",
    "PersonnelCost" or "TotalCost". `unit` is the printed unit in yen, 1 where none is known.
    """

    first_year: int
    last_year: int
    status: str
    yen: int | None = None
    low: int | None = None
    high: int | None = None
    kind: str = "ProjectCost"
    unit: int = 1


@dataclass(frozen=True, slots=True)
class ListingFacts:
    """One printed listing. `policy` is the address of what it stands under, "" for none; `divisions` are in charge.

    `marks` are the codes that its 再掲 marks print, `targets` the policies they name, `partners` the listings they were
    resolved to. `costs` are single years in their order, `totals` printed sums of several years.
    """

    iri: str
    title: str
    order: int
    document: str
    plan: str
    policy: str
    project: str
    role: str
    state: str = ""
    and_others: bool = False
    marks: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()
    divisions: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    designations: tuple[str, ...] = ()
    costs: tuple[Amount, ...] = ()
    totals: tuple[Amount, ...] = ()


@dataclass(frozen=True, slots=True)
class ProjectFacts:
    """One project over all its listings; what carries it or counts its money, found (addresses) or only printed."""

    iri: str
    title: str
    carried_by: tuple[str, ...] = ()
    counted_in: tuple[str, ...] = ()
    carried_by_text: tuple[str, ...] = ()
    counted_in_text: tuple[str, ...] = ()
    cross_listed_in: tuple[str, ...] = ()
    divisions: tuple[str, ...] = ()
    guidelines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PolicyFacts:
    """A node of a plan's tree. `kind` is "policy", "unread-policy" or "basic-project"; `parent` a policy, plan or "".

    `costs` are what the document prints for the policy itself; no project's money is in them.
    """

    iri: str
    kind: str
    code: str
    title: str
    level: str = ""
    depth: int = 0
    parent: str = ""
    chapter: str = ""
    lead: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    guidelines: tuple[str, ...] = ()
    costs: tuple[Amount, ...] = ()

    @property
    def name(self) -> str:
        """Code and title, as far as they are known."""
        return f"{self.code} {self.title if self.title != self.code else self.chapter}".strip()


@dataclass(frozen=True, slots=True)
class DivisionFacts:
    """An office; `name` as 部 and 課 with a space, `parent` the address of its 部, "" where there is none."""

    iri: str
    name: str
    parent: str = ""


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """A plan with its fiscal years (0 where they are not known), its body and its series."""

    iri: str
    title: str
    first_year: int
    last_year: int
    body: str
    body_name: str
    series: str = ""


@dataclass(frozen=True)
class Facts:
    """Everything that is counted. Listings stand in the order of plan, document and print."""

    listings: tuple[ListingFacts, ...]
    projects: Mapping[str, ProjectFacts]
    policies: Mapping[str, PolicyFacts]
    divisions: Mapping[str, DivisionFacts]
    guidelines: Mapping[str, str]
    plans: Mapping[str, PlanFacts]
    documents: Mapping[str, Document] = field(default_factory=dict)

    @cached_property
    def by_project(self) -> Mapping[str, tuple[ListingFacts, ...]]:
        """The listings of each project, in their order, over all plans."""
        return _grouped((item.project, item) for item in self.listings)

    @cached_property
    def by_policy(self) -> Mapping[str, tuple[ListingFacts, ...]]:
        """The listings that stand under each policy itself; those of its children are theirs."""
        return _grouped((item.policy, item) for item in self.listings)

    @cached_property
    def by_iri(self) -> Mapping[str, ListingFacts]:
        """Each listing by its address."""
        return {item.iri: item for item in self.listings}

    @cached_property
    def children(self) -> Mapping[str, tuple[str, ...]]:
        """Policies (and 基本事業) right below each policy or plan, by code."""
        ordered = sorted(self.policies.values(), key=lambda one: (one.code, one.title, one.iri))
        return _grouped((one.parent, one.iri) for one in ordered if one.parent)

    @cached_property
    def counting(self) -> Mapping[tuple[str, str], ListingFacts]:
        """By plan and project, the one listing whose money counts: the first home in the order of the print.

        A project without a home in a plan (its home was not read, another project carries it) has none there.
        """
        found: dict[tuple[str, str], ListingFacts] = {}
        for item in self.listings:
            if item.role == "home":
                found.setdefault((item.plan, item.project), item)
        return found

    def counts(self, listing: ListingFacts) -> bool:
        """Whether the money of a listing counts."""
        return self.counting.get((listing.plan, listing.project)) is listing

    def above(self, policy: str) -> Iterator[PolicyFacts]:
        """A policy and what it is part of, upward; a tree that bites its tail ends where it began."""
        passed: set[str] = set()
        while policy in self.policies and policy not in passed:
            passed.add(policy)
            yield self.policies[policy]
            policy = self.policies[policy].parent

    def offices_above(self, division: str) -> Iterator[DivisionFacts]:
        """A division and the 部 that it belongs to."""
        passed: set[str] = set()
        while division in self.divisions and division not in passed:
            passed.add(division)
            yield self.divisions[division]
            division = self.divisions[division].parent


def _grouped(pairs: Iterator[tuple[str, _T]]) -> Mapping[str, tuple[_T, ...]]:
    found: defaultdict[str, list[_T]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return {key: tuple(values) for key, values in found.items()}
