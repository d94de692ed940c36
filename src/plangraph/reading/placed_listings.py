"""Placed listings: every listing of a plan with the words by which others find it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from plangraph.model.findings import RecordKey
from plangraph.model.places import Evidence
from plangraph.model.records import DocumentRecords, Listing, ListingRole
from plangraph.model.texts import Bilingual, code_key, comparison_title
from plangraph.reading.aliases import KnownAs, ProjectAliases
from plangraph.reading.near_labels import LIKELY, likeness
from plangraph.reading.resolved import ListingRef


@dataclass(frozen=True, eq=False)
class Placed:
    """A listing with the document it stands in, under the names that the aliases of its plan give it.

    `label` is the title it is known under, `title` that title as it is compared. `section` is the key of its policy,
    empty where it stands under none; `sections` are the code keys under which a mark may name that policy or one above it.
    `marks` are the keys of the codes that its own mark names, `code` the key of its printed number or empty. `order`
    counts through the plan.
    """

    document: str
    listing: Listing
    label: str
    section: str
    sections: frozenset[str]
    marks: tuple[str, ...]
    marks_projects: bool
    mark_back_owed: bool
    order: int

    @cached_property
    def title(self) -> str:
        """The title as it is compared."""
        return comparison_title(self.label)

    @cached_property
    def is_aliased(self) -> bool:
        """Whether a planner says that the printed title is another's."""
        return comparison_title(self.listing.title) != self.title

    @cached_property
    def code(self) -> str:
        """The key of the printed number; empty without one."""
        return code_key(self.listing.project_code) if self.listing.project_code else ""

    @property
    def ref(self) -> ListingRef:
        """What others call this listing."""
        return self.document, self.listing.key

    @property
    def is_home(self) -> bool:
        """Whether the work or its money is stated, or said to be elsewhere; a relisting says neither."""
        return self.listing.listing_role is not ListingRole.RELISTING

    @property
    def where(self) -> Bilingual:
        """Its first place in parentheses, to stand behind its section in a message; empty without evidence."""
        return place_words(self.evidence)

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """What the listing rests on."""
        return self.listing.evidence

    @property
    def about(self) -> RecordKey:
        """What a finding on this listing is about; the document, where the listing has no place to tell it by."""
        return (
            RecordKey("listing", self.listing.key) if self.evidence else RecordKey("document", self.document)
        )

    @cached_property
    def contradicts_link(self) -> bool:
        """Whether the mark names one number and the link beside it leads to another.

        A link often carries the last part of a number alone: 024 for 新30-024.
        """
        linked = self.listing.linked_code
        if not linked or not self.marks:
            return False
        return not any(code_key(linked) in (mark, mark.rpartition("-")[2]) for mark in self.marks)

    def is_titled_like(self, other: Placed) -> bool:
        """Whether two listings that a printed number joins may well bear one title."""
        return self.title == other.title or likeness(self.title, other.title) >= LIKELY


def place_words(evidence: Sequence[Evidence]) -> Bilingual:
    """The first place in parentheses, as it stands in a message."""
    if not evidence:
        return Bilingual("", "")
    place = evidence[0].place
    if place.where is not None:
        return Bilingual(f"（{place}）", f" ({place})")
    lines = str(place).removeprefix("line=")
    return Bilingual(f"（{lines} 行目）", f" (line {lines})")


class PlanListings:
    """The listings of one plan, found by title, section and number."""

    def __init__(self, documents: Sequence[DocumentRecords], aliases: ProjectAliases) -> None:
        self.documents = documents
        self.plan = documents[0].document.plan
        self.body = documents[0].document.body.code
        self.chapters = {k: v for records in documents for k, v in records.document.plan.chapters.items()}
        self.policy_keys: dict[str, list[str]] = defaultdict(list)
        self.placed: list[Placed] = []
        for records in documents:
            self._add(records, KnownAs(records), aliases)
        self.by_title: dict[str, list[Placed]] = defaultdict(list)
        self.by_section: dict[str, list[Placed]] = defaultdict(list)
        self.by_code: dict[str, list[Placed]] = defaultdict(list)
        self._titles_in: dict[str, list[str]] = {}
        for item in self.placed:
            self.by_title[item.title].append(item)
            if item.code:
                self.by_code[item.code].append(item)
            for code in item.sections:
                self.by_section[code].append(item)

    def _add(self, records: DocumentRecords, known: KnownAs, aliases: ProjectAliases) -> None:
        document = records.document
        above = {known.policy(p.key): known.policy(p.part_of) for p in records.policies if p.part_of}
        codes = {known.policy(p.key): code_key(p.code or p.key) for p in records.policies}
        for policy in records.policies:
            key = known.policy(policy.key)
            for code in dict.fromkeys((code_key(policy.code or policy.key), code_key(key))):
                if key not in self.policy_keys[code]:
                    self.policy_keys[code].append(key)
        named_by: dict[str, frozenset[str]] = {}
        for listing in records.listings:
            section = known.policy(listing.listed_under) if listing.listed_under else ""
            if section not in named_by:
                named_by[section] = _named_by(section, above, codes)
            label = aliases.label(document.id, document.plan.id, listing)
            self.placed.append(
                Placed(
                    document=document.id,
                    listing=listing,
                    label=label,
                    section=section,
                    sections=named_by[section],
                    marks=tuple(dict.fromkeys(map(code_key, listing.marked_code))),
                    marks_projects=document.mark_refers_to == "project",
                    mark_back_owed=document.who_marks != "relisting",
                    order=len(self.placed),
                )
            )

    def titles_in(self, code: str) -> list[str]:
        """The compared titles of the listings in a section, in their order."""
        if code not in self._titles_in:
            self._titles_in[code] = [item.title for item in self.by_section.get(code, [])]
        return self._titles_in[code]

    def is_read(self, code: str) -> bool:
        """Whether a policy with this code key was read."""
        return bool(self.policy_keys.get(code))

    def policy_of(self, code: str) -> str:
        """The key of the one policy that a printed code names; the code itself where none or several do."""
        keys = self.policy_keys.get(code_key(code), [])
        return keys[0] if len(keys) == 1 else code

    def chapter(self, code: str) -> str | None:
        """The title of the chapter behind a code's prefix, where the plan's description names it."""
        prefixes = [prefix for prefix in self.chapters if code.startswith(prefix)]
        return self.chapters[max(prefixes, key=len)] if prefixes else None


def _named_by(section: str, above: dict[str, str], codes: dict[str, str]) -> frozenset[str]:
    """The code keys that name a section: its own and those of every policy above it."""
    found: set[str] = set()
    seen: set[str] = set()
    key: str | None = section or None
    while key is not None and key not in seen:
        seen.add(key)
        found |= {code_key(key), codes.get(key, code_key(key))}
        key = above.get(key)
    return frozenset(found)
