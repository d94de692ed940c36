"""What resolving gives: the state of each mark, and which listings are one project. Plain data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from plangraph.model.findings import Finding
from plangraph.model.texts import Bilingual


class CrossListingState(Enum):
    """What a 再掲 mark came to. The value is the local name of the ontology's individual."""

    TWO_HOMES = "TwoHomes"
    NO_HOME = "NoHome"
    MUTUAL = "Mutual"
    ONE_WAY = "OneWay"
    TARGET_NOT_LOADED = "TargetNotLoaded"
    TARGET_NOT_NAMED = "TargetNotNamed"

    @property
    def word(self) -> str:
        """Lower camel case, as exports write it."""
        return self.value[0].lower() + self.value[1:]


ListingRef = tuple[str, str]
"""Document id and listing key."""


@dataclass(frozen=True, slots=True)
class ResolvedListing:
    """One listing with its project's key, and the state of its mark (None without a mark)."""

    document: str
    key: str
    project: str
    state: CrossListingState | None = None
    note: Bilingual | None = None
    cross_listed_with: tuple[ListingRef, ...] = ()
    likely_partner: ListingRef | None = None


@dataclass(frozen=True, slots=True)
class ResolvedProject:
    """One project as one plan lists it: the policies it is listed in beside its home, and what carries it.

    `key` is the same over all plans of the body. `label` is the title it is known under, the same in every plan;
    `printed_titles` are what the plan prints, where that is something else. `carried_by` and `counted_in` are project keys; where
    the named project was not found the printed words stand in `carried_by_text` and `counted_in_text`.
    `same_title` are projects of the body with this title that no mark or number joins to it.
    """

    body: str
    plan: str
    key: str
    label: str
    listings: tuple[ListingRef, ...] = ()
    printed_titles: tuple[str, ...] = ()
    cross_listed_in: tuple[str, ...] = ()
    carried_by: tuple[str, ...] = ()
    counted_in: tuple[str, ...] = ()
    carried_by_text: tuple[str, ...] = ()
    counted_in_text: tuple[str, ...] = ()
    same_title: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UnreadPolicy:
    """A section known from a mark alone."""

    plan: str
    code: str
    chapter_title: str | None


@dataclass(frozen=True, slots=True)
class Links:
    """All that depends on several documents."""

    listings: tuple[ResolvedListing, ...]
    projects: tuple[ResolvedProject, ...]
    unread_policies: tuple[UnreadPolicy, ...]
    findings: tuple[Finding, ...]

    def project_of(self, document: str, key: str) -> str:
        """The project key of one listing; raises KeyError for an unknown one."""
        return {(item.document, item.key): item.project for item in self.listings}[document, key]
