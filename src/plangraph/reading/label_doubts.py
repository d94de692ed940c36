"""Label doubts: one thing under several labels, or one label for several things, over the documents of a body.

Nothing is joined here. Each doubt names both places and the likely partner; `[aliases]` settles it, since every label comes
here as the aliases of its document know it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from plangraph.model.divisions import Division
from plangraph.model.findings import Finding, RecordKey, Severity
from plangraph.model.places import Evidence
from plangraph.model.records import DocumentRecords, Policy
from plangraph.model.texts import Bilingual, code_key, comparison_title
from plangraph.reading.aliases import KnownAs, divisions_of, guidelines_of
from plangraph.reading.near_labels import Nearness, NearPair, near_pairs, near_within
from plangraph.reading.placed_listings import place_words

KNOWN_WELL = 3
"""A division is known well if it is named so many times as often as the one that is near it."""


@dataclass(slots=True)
class Label:
    """A label that records bear: how often, where first, and the codes that stand with it."""

    text: str
    evidence: tuple[Evidence, ...]
    about: RecordKey
    order: int
    times: int = 0
    codes: set[str] = field(default_factory=set)


class Labels:
    """The labels of one kind, by their compared form."""

    def __init__(self) -> None:
        self.by_title: dict[str, Label] = {}

    def add(
        self,
        text: str,
        evidence: Sequence[Evidence],
        about: RecordKey,
        document: str,
        code: str | None = None,
    ) -> str:
        """Count one more print of a label; returns its compared form."""
        title = comparison_title(text)
        label = self.by_title.get(title)
        if label is None:
            place = about if evidence else RecordKey("document", document)
            label = self.by_title[title] = Label(text, tuple(evidence[:1]), place, len(self.by_title))
        label.times += 1
        if code:
            label.codes.add(code_key(code))
        return title

    def are_told_apart(self, pair: NearPair) -> bool:
        """Whether both labels stand with codes, and with none in common: the print says that they are two."""
        one, other = self.by_title[pair.one].codes, self.by_title[pair.other].codes
        return bool(one) and bool(other) and not one & other

    def near(self) -> Iterator[NearPair]:
        """The near pairs among these labels."""
        return near_pairs(self.by_title, {title: label.times for title, label in self.by_title.items()})

    def doubted(self, pair: NearPair) -> tuple[Label, Label]:
        """The rarer of two labels, or the later in the print, and its likely partner."""
        one, other = self.by_title[pair.one], self.by_title[pair.other]
        return (one, other) if (-one.times, one.order) > (-other.times, other.order) else (other, one)


# ---- the doubts of one body's documents


def doubts_on_names(documents: Sequence[DocumentRecords]) -> Iterator[Finding]:
    """Doubts on policies, divisions and guidelines of one plan."""
    known = [(records, KnownAs(records)) for records in documents]
    yield from _policies_of_one_code(known)
    yield from _near_policies(known)
    yield from _near_divisions(known)
    yield from _near_guidelines(known)


def _policies_of_one_code(known: Sequence[tuple[DocumentRecords, KnownAs]]) -> Iterator[Finding]:
    """One code, several titles, over documents; a reader has told what differs within one."""
    first: dict[str, tuple[str, str, Policy]] = {}
    told: set[tuple[str, str]] = set()
    for records, names in known:
        for policy in records.policies:
            if not policy.code or not policy.title:
                continue
            key, title = names.policy(policy.key), names.policy_title(policy)
            document, other, at = first.setdefault(key, (records.document.id, title, policy))
            compared = comparison_title(title)
            if (
                document == records.document.id
                or compared == comparison_title(other)
                or (key, compared) in told
            ):
                continue
            told.add((key, compared))
            here, there = place_words(policy.evidence), place_words(at.evidence)
            yield Finding(
                rule="policy-title-differs",
                severity=Severity.WARNING,
                message=Bilingual(
                    f"{policy.code} の題名が、{document} では「{other}」{there.ja}、{records.document.id} では「{title}」{here.ja}です。同じ施策なら、どちらを使うかを plan.toml の [aliases.policies] に書いてください。",
                    f'{policy.code} is titled "{other}" in {document}{there.en} and "{title}" in {records.document.id}{here.en}; if it is one policy, say in [aliases.policies] of plan.toml which title to use',
                ),
                evidence=(*policy.evidence, *at.evidence),
                item=title,
                about=RecordKey("policy", policy.key) if policy.evidence else RecordKey("document", records.document.id),
                printed=title,
                expected=other,
            )  # fmt: skip


def _near_policies(known: Sequence[tuple[DocumentRecords, KnownAs]]) -> Iterator[Finding]:
    by_level: dict[str, Labels] = defaultdict(Labels)
    for records, names in known:
        for policy in records.policies:
            if policy.title:
                about = RecordKey("policy", policy.key)
                by_level[policy.level].add(
                    names.policy_title(policy), policy.evidence, about, records.document.id, policy.code
                )
    for labels in by_level.values():
        for pair in labels.near():
            if not labels.are_told_apart(pair):
                yield near_finding("policy-titles-near", "施策", "policies", labels, pair)


def _near_divisions(known: Sequence[tuple[DocumentRecords, KnownAs]]) -> Iterator[Finding]:
    """Divisions named hardly anywhere, near one that is named often; a 課 without its 部, where one 部 alone has it."""
    labels, offices = Labels(), dict[str, Division]()
    for records, names in known:
        for division, evidence, about in divisions_of(records):
            office = names.division(division)
            offices[labels.add(office.name, evidence, about, records.document.id)] = office
    departments = {title: comparison_title(office.department or "") for title, office in offices.items()}
    sections = {title: comparison_title(office.section or office.name) for title, office in offices.items()}
    by_section: dict[str, list[str]] = defaultdict(list)
    for title, section in sections.items():
        by_section[section].append(title)
    for department in set(departments.values()):
        inside = {sections[title]: title for title in offices if departments[title] == department}
        for pair in near_within(inside, dict.fromkeys(inside, "")):
            yield from _near_division(labels, inside[pair.one], inside[pair.other], pair.nearness)
    for pair in near_within({d for d in departments.values() if d}, defaultdict(str)):
        yield from _near_departments(labels, offices, pair)
    for titles in by_section.values():
        bare = [title for title in titles if not departments[title] and offices[title].section]
        full = [title for title in titles if departments[title]]
        if len(bare) == 1 and len(full) == 1:
            yield near_finding("division-without-department", "所管部課", "divisions", labels, NearPair(bare[0], full[0], Nearness.VARIANT), (bare[0], full[0]))  # fmt: skip


def _near_division(labels: Labels, one: str, other: str, nearness: Nearness) -> Iterator[Finding]:
    pair = NearPair(one, other, nearness)
    rare, known = labels.doubted(pair)
    if nearness is Nearness.VARIANT or known.times >= KNOWN_WELL * rare.times:
        yield near_finding("division-unknown-near", "所管部課", "divisions", labels, pair)


def _near_departments(labels: Labels, offices: Mapping[str, Division], pair: NearPair) -> Iterator[Finding]:
    """A 部 misspelt makes every 課 in it another office; the first of them stands for it."""
    times: Counter[str] = Counter()
    first: dict[str, str] = {}
    for title, office in offices.items():
        department = comparison_title(office.department or "")
        times[department] += labels.by_title[title].times
        first.setdefault(department, title)
    rare, known = sorted((pair.one, pair.other), key=lambda name: times[name])
    if pair.nearness is Nearness.VARIANT or times[known] >= KNOWN_WELL * times[rare]:
        near = NearPair(first[rare], first[known], pair.nearness)
        yield near_finding(
            "division-unknown-near", "所管部課", "divisions", labels, near, (first[rare], first[known])
        )


def _near_guidelines(known: Sequence[tuple[DocumentRecords, KnownAs]]) -> Iterator[Finding]:
    labels = Labels()
    for records, names in known:
        document = RecordKey("document", records.document.id)
        for name, evidence in guidelines_of(records):
            labels.add(names.guideline(name), evidence, document, records.document.id)
    for pair in labels.near():
        yield near_finding("guideline-names-near", "指針・計画等", "guidelines", labels, pair)


# ---- what they say


def near_finding(
    rule: str, noun: str, table: str, labels: Labels, pair: NearPair, order: tuple[str, str] | None = None
) -> Finding:
    """The finding on a near pair: which label is in doubt, where, and the one it may be. `order` names both where counts do not tell."""
    rare, known = (
        (labels.by_title[order[0]], labels.by_title[order[1]]) if order is not None else labels.doubted(pair)
    )
    here, there = place_words(rare.evidence), place_words(known.evidence)
    variant = pair.nearness is Nearness.VARIANT
    how = Bilingual("表記だけが違います", "differ in spelling only") if variant else Bilingual("一字違いです", "differ by one character")  # fmt: skip
    return Finding(
        rule=rule,
        severity=Severity.WARNING if variant else Severity.INFO,
        message=Bilingual(
            f"{noun}の「{rare.text}」{here.ja}と「{known.text}」{there.ja}は{how.ja}。別のものとしました。同じものなら plan.toml の [aliases.{table}] に書くか、表記をそろえてください。",
            f'"{rare.text}"{here.en} and "{known.text}"{there.en} {how.en}; taken as two. If they are one, say so in [aliases.{table}] of plan.toml, or write them alike',
        ),
        evidence=(*rare.evidence, *known.evidence),
        item=rare.text,
        about=rare.about,
        printed=rare.text,
        expected=known.text,
    )
