"""Resolved listings: which appearances are one project, and what each 再掲 mark came to.

Works on plain records of any number of documents. Everything here depends on several documents and is computed anew
whenever one of them changes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from rapidfuzz import fuzz

from plangraph.model.findings import Finding, RecordKey, Severity
from plangraph.model.records import DocumentRecords, Listing, ListingRole
from plangraph.model.texts import Bilingual, comparison_title

LIKELY = 75.0
"""Similarity (0-100, rapidfuzz ratio of comparison titles) from which another title is offered as the likely partner."""
_AND_SO_ON = ("等", "ほか", "他")


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
    """One project of a plan: the policies it is listed in beside its home, and what carries it.

    `carried_by` and `counted_in` are project keys; where the named project was not found the printed words stand in
    `carried_by_text` and `counted_in_text`.
    """

    body: str
    plan: str
    key: str
    label: str
    cross_listed_in: tuple[str, ...] = ()
    carried_by: tuple[str, ...] = ()
    counted_in: tuple[str, ...] = ()
    carried_by_text: tuple[str, ...] = ()
    counted_in_text: tuple[str, ...] = ()


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


def resolve_listings(documents: Iterable[DocumentRecords]) -> Links:
    """Resolve every listing, plan by plan; the order of the documents does not matter."""
    plans: dict[str, list[DocumentRecords]] = defaultdict(list)
    for records in sorted(documents, key=lambda item: item.document.id):
        plans[records.document.plan.id].append(records)
    parts = [_PlanListings(records).resolve() for _, records in sorted(plans.items())]
    return Links(
        listings=tuple(item for part in parts for item in part.listings),
        projects=tuple(item for part in parts for item in part.projects),
        unread_policies=tuple(item for part in parts for item in part.unread_policies),
        findings=tuple(item for part in parts for item in part.findings),
    )


@dataclass(frozen=True, slots=True)
class _Placed:
    """A listing with the document it stands in."""

    document: str
    listing: Listing

    @property
    def ref(self) -> ListingRef:
        return self.document, self.listing.key

    @property
    def title(self) -> str:
        return comparison_title(self.listing.title)

    @property
    def section(self) -> str:
        return self.listing.listed_under or ""

    @property
    def is_home(self) -> bool:
        """Whether the work or its money is stated, or said to be elsewhere; a relisting says neither."""
        return self.listing.listing_role is not ListingRole.RELISTING

    @property
    def where(self) -> Bilingual:
        place = self.listing.evidence[0].place if self.listing.evidence else None
        if place is None:
            return Bilingual("", "")
        lines = str(place).removeprefix("line=")
        return Bilingual(f"（{lines} 行目）", f" (line {lines})")


class _PlanListings:
    """The listings of one plan."""

    def __init__(self, documents: Sequence[DocumentRecords]) -> None:
        self.plan = documents[0].document.plan
        self.body = documents[0].document.body.code
        self.chapters = {k: v for records in documents for k, v in records.document.plan.chapters.items()}
        self.read_codes = {policy.code for records in documents for policy in records.policies}
        self.placed = [_Placed(r.document.id, listing) for r in documents for listing in r.listings]
        self.by_title: dict[str, list[_Placed]] = defaultdict(list)
        self.by_section: dict[str, list[_Placed]] = defaultdict(list)
        for item in self.placed:
            self.by_title[item.title].append(item)
            self.by_section[item.section].append(item)
        self.projects: dict[ListingRef, str] = {}
        self.members: dict[str, list[_Placed]] = {}
        self.findings: list[Finding] = []

    def resolve(self) -> Links:
        for title, items in self.by_title.items():
            self._name_projects(title, items)
        listings = tuple(self._resolved(item) for item in self.placed)
        projects = tuple(self._project(key, items) for key, items in self.members.items())
        unread = {c for item in self.placed for c in item.listing.marked_code if c not in self.read_codes}
        return Links(
            listings,
            projects,
            tuple(UnreadPolicy(self.plan.id, code, self._chapter(code)) for code in sorted(unread)),
            tuple(self.findings),
        )

    def _chapter(self, code: str) -> str | None:
        prefixes = [prefix for prefix in self.chapters if code.startswith(prefix)]
        return self.chapters[max(prefixes, key=len)] if prefixes else None

    # one title: one project, or several

    def _name_projects(self, title: str, items: list[_Placed]) -> None:
        groups = _joined_by_marks(items)
        for index, group in enumerate(groups):
            home = next((item for item in group if item.is_home), group[0])
            key = title if index == 0 else f"{title}~{home.section or '?'}"
            while key in self.members:
                key += "~"
            self.members[key] = group
            for item in group:
                self.projects[item.ref] = key
            if index:
                self._same_title_unmarked(groups[0][0], home)

    def _same_title_unmarked(self, first: _Placed, other: _Placed) -> None:
        name = other.listing.title
        self.findings.append(
            Finding(
                rule="same-title-unmarked",
                severity=Severity.WARNING,
                message=Bilingual(
                    f"「{name}」が {first.section}{first.where.ja}と {other.section}{other.where.ja}にありますが、再掲の記号で結ばれていません。"
                    "別の事業として扱いました。同じ事業なら双方に記号を付けてください。",
                    f'"{name}" stands in {first.section}{first.where.en} and {other.section}{other.where.en} and no mark joins '
                    "them; taken as two projects. If they are one, mark both",
                ),
                evidence=(*other.listing.evidence, *first.listing.evidence),
                item=name,
                about=RecordKey("listing", other.listing.key),
            )
        )

    # the state of one mark

    def _resolved(self, item: _Placed) -> ResolvedListing:
        project = self.projects[item.ref]
        if not item.listing.has_mark:
            return ResolvedListing(item.document, item.listing.key, project)
        partners = {code: self._partners(item, code) for code in item.listing.marked_code}
        linked = tuple(dict.fromkeys(p.ref for found in partners.values() for p in found))
        homes = [member for member in self.members[project] if member.is_home]
        likely = None
        if len(homes) > 1:
            state, note = CrossListingState.TWO_HOMES, self._two_homes(item, homes)
        elif partners and not homes and all(partners.values()):
            state, note = CrossListingState.NO_HOME, self._no_home(item, partners)
        else:
            state, note, likely = self._state_of_marks(item, partners)
        return ResolvedListing(
            item.document, item.listing.key, project, state, note, linked, likely.ref if likely else None
        )

    def _partners(self, item: _Placed, code: str) -> list[_Placed]:
        return [p for p in self.by_section.get(code, []) if p.title == item.title and p.ref != item.ref]

    def _state_of_marks(
        self, item: _Placed, partners: dict[str, list[_Placed]]
    ) -> tuple[CrossListingState, Bilingual, _Placed | None]:
        if not partners:
            return (
                CrossListingState.TARGET_NOT_NAMED,
                Bilingual("再掲の記号に掲載先がありません。", "the mark names no section"),
                None,
            )
        read = {code: found for code, found in partners.items() if code in self.read_codes}
        for code, found in read.items():
            if not found:
                likely = self._likely(item, code)
                return CrossListingState.ONE_WAY, self._lacks_project(item, code, likely), likely
            if not any(item.section in p.listing.marked_code for p in found):
                return CrossListingState.ONE_WAY, self._lacks_mark(item, code, found[0]), None
        if read:
            first = next(iter(read.values()))[0]
            note = Bilingual(
                f"{first.section}{first.where.ja}と互いに記号で結ばれています。",
                f"marked on both sides, with {first.section}{first.where.en}",
            )
            return CrossListingState.MUTUAL, note, None
        codes = "、".join(partners)
        names = "、".join(f"{c}（{name}）" if (name := self._chapter(c)) else c for c in partners)
        return (
            CrossListingState.TARGET_NOT_LOADED,
            Bilingual(
                f"掲載先 {names} は、まだ読み込まれていません。", f"section {codes} has not been loaded"
            ),
            None,
        )

    def _likely(self, item: _Placed, code: str) -> _Placed | None:
        scored = [
            (
                fuzz.ratio(item.title, other.title) + (5 if item.section in other.listing.marked_code else 0),
                other,
            )
            for other in self.by_section.get(code, [])
        ]
        best = max(scored, key=lambda pair: pair[0], default=None)
        return best[1] if best and best[0] >= LIKELY else None

    def _lacks_project(self, item: _Placed, code: str, likely: _Placed | None) -> Bilingual:
        name = item.listing.title
        ja = f"{code} に「{name}」がありません。"
        en = f'section {code} lacks "{name}"'
        if likely is not None:
            ja += f"似た題名の「{likely.listing.title}」{likely.where.ja}があります。同じ事業なら題名をそろえてください。"
            en += f'; it has "{likely.listing.title}"{likely.where.en}, which is near; if it is the same, align the titles'
        else:
            ja += f"{code} に掲載するか、記号を直してください。"
            en += "; list it there or mend the mark"
        return Bilingual(ja, en)

    def _lacks_mark(self, item: _Placed, code: str, partner: _Placed) -> Bilingual:
        return Bilingual(
            f"{code} の「{partner.listing.title}」{partner.where.ja}に、{item.section} を指す記号がありません。記号を付けてください。",
            f'"{partner.listing.title}" in {code}{partner.where.en} has no mark back to {item.section}; add it',
        )

    def _two_homes(self, item: _Placed, homes: list[_Placed]) -> Bilingual:
        places_ja = "と".join(f"{h.section}{h.where.ja}" for h in homes)
        places_en = " and ".join(f"{h.section}{h.where.en}" for h in homes)
        return Bilingual(
            f"{places_ja}の双方に内容または事業費があります。本掲を一つにし、ほかは（再掲）としてください。",
            f"{places_en} both state content or money; keep one home and write 再掲 on the others",
        )

    def _no_home(self, item: _Placed, partners: dict[str, list[_Placed]]) -> Bilingual:
        others = "、".join(f"{p.section}{p.where.ja}" for found in partners.values() for p in found)
        others_en = ", ".join(f"{p.section}{p.where.en}" for found in partners.values() for p in found)
        return Bilingual(
            f"{item.section}{item.where.ja}も {others}も（再掲）で、本掲がありません。本掲とする側に内容を記してください。",
            f"{item.section}{item.where.en} and {others_en} all say 再掲 and none is the home; state the content on one",
        )

    # one project

    def _project(self, key: str, items: list[_Placed]) -> ResolvedProject:
        home = next((item.section for item in items if item.is_home), None)
        marked = [code for item in items for code in item.listing.marked_code]
        unread = [code for code in dict.fromkeys(marked) if code not in self.read_codes]
        if home is None and len(unread) == 1:
            home = unread[0]  # the relistings name the section that was not read: their home is there
        listed = [item.section for item in items if item.section]
        elsewhere = [code for code in dict.fromkeys([*listed, *marked]) if code != home]
        carried = self._targets(items, "carried_by_text")
        counted = self._targets(items, "counted_in_text")
        return ResolvedProject(
            body=self.body,
            plan=self.plan.id,
            key=key,
            label=items[0].listing.title,
            cross_listed_in=tuple(elsewhere),
            carried_by=tuple(k for k, _ in carried if k),
            counted_in=tuple(k for k, _ in counted if k),
            carried_by_text=tuple(text for k, text in carried if not k),
            counted_in_text=tuple(text for k, text in counted if not k),
        )

    def _targets(self, items: list[_Placed], field: str) -> list[tuple[str | None, str]]:
        """Find the project that each printed name means: in the same section, then anywhere in the plan."""
        found: dict[tuple[str | None, str], None] = {}
        for item in items:
            text: str | None = getattr(item.listing, field)
            if text is not None:
                found[self._named(text, item), text] = None
        return list(found)

    def _named(self, text: str, item: _Placed) -> str | None:
        names = [text, *(text.removesuffix(word) for word in _AND_SO_ON if text.endswith(word))]
        for name in map(comparison_title, names):
            candidates = self.by_title.get(name, [])
            here = [c for c in candidates if c.section == item.section]
            keys = {self.projects[c.ref] for c in here or candidates}
            if len(keys) == 1:
                return keys.pop()
        return None


def _joined_by_marks(items: list[_Placed]) -> list[list[_Placed]]:
    """Part listings of one title into groups that marks join, in the order of the print.

    A listing is joined to every listing in a section that it marks, and to every other that marks the same section.
    """
    marked = {code for item in items for code in item.listing.marked_code}
    groups: list[tuple[set[str], list[_Placed]]] = []
    for item in items:
        sections = set(item.listing.marked_code) | ({item.section} & marked)
        touching = [group for group in groups if group[0] & sections]
        merged_sections = sections.union(*(group[0] for group in touching))
        merged = [member for group in touching for member in group[1]] + [item]
        groups = [group for group in groups if group not in touching] + [(merged_sections, merged)]
    order = {item.ref: index for index, item in enumerate(items)}
    parted = [sorted(members, key=lambda m: order[m.ref]) for _, members in groups]
    return sorted(parted, key=lambda members: order[members[0].ref])
