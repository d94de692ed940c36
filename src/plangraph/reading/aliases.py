"""What printed labels are known as: the `[aliases]` of a document, applied to its records before they are resolved.

Records keep what is printed. A policy, division or guideline is written by its own document, so that the document's own
aliases hold for it alone. A project is resolved over all documents of a body; so are the aliases of projects, and where
two documents contradict each other the document's own come first.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from plangraph.model.divisions import Division
from plangraph.model.findings import Finding, RecordKey, Severity
from plangraph.model.places import Evidence
from plangraph.model.records import DocumentRecords, Listing, Policy
from plangraph.model.texts import Bilingual, code_key, comparison_title

_CODE = re.compile(r"[^\W\d_]{0,4}\d+(?:-\w+)*")


def divisions_of(
    records: DocumentRecords,
) -> Iterator[tuple[Division, tuple[Evidence, ...], RecordKey]]:
    """Every division that a document prints, as often as it does, with where, and the record that names it."""
    for listing in records.listings:
        for division in (*listing.responsible_division, *listing.related_division):
            yield division, listing.evidence, RecordKey("listing", listing.key)
    for policy in records.policies:
        for division in (*policy.lead_division, *policy.related_division):
            yield division, policy.evidence, RecordKey("policy", policy.key)


def guidelines_of(records: DocumentRecords) -> Iterator[tuple[str, tuple[Evidence, ...]]]:
    """Every guideline that a document names, as often as it does, with where."""
    for listing in records.listings:
        yield from ((mention.name, mention.evidence) for mention in listing.guided_by)
    for policy in records.policies:
        yield from ((mention.name, mention.evidence) for mention in policy.guided_by)
    for basic in records.basic_projects:
        yield from ((mention.name, mention.evidence) for mention in basic.guided_by)
    yield from ((event.guideline, event.evidence) for event in records.guideline_events)


def policy_codes(records: DocumentRecords) -> dict[str, str]:
    """Code key → the key that a document's one policy with that code is known under; codes of several policies left out."""
    known = KnownAs(records)
    found: dict[str, set[str]] = defaultdict(set)
    for policy in records.policies:
        found[code_key(policy.code or policy.key)].add(known.policy(policy.key))
    return {code: keys.pop() for code, keys in found.items() if len(keys) == 1}


def same_by_alias(table: Mapping[str, str], one: str, other: str) -> bool:
    """Whether a table of aliases says that two printed labels are one.

    >>> same_by_alias({"生かした町": "活かした町"}, "活かした 町", "生かした町")
    True
    """
    known = {comparison_title(left): comparison_title(right) for left, right in table.items()}
    a, b = comparison_title(one), comparison_title(other)
    return known.get(a, a) == known.get(b, b)


class KnownAs:
    """What the policies, divisions and guidelines of one document are known as."""

    def __init__(self, records: DocumentRecords) -> None:
        aliases = records.document.aliases
        self._policy_names = {comparison_title(left): right for left, right in aliases.policies.items()}
        self._policy_codes = {code_key(left): right for left, right in aliases.policies.items()}
        self._guidelines = {comparison_title(left): right for left, right in aliases.guidelines.items()}
        self._policies = records.policies
        self._titles: dict[str, str] = {}
        self._keys = self._policy_keys() if aliases.policies else {}
        printed = (
            {comparison_title(d.name): d for d, _, _ in divisions_of(records)} if aliases.divisions else {}
        )
        self._divisions = {
            comparison_title(left): printed.get(comparison_title(right)) or _office(right)
            for left, right in aliases.divisions.items()
        }

    def policy(self, key: str) -> str:
        """The key under which a policy of this document is known; a key without an alias is its own."""
        return self._keys.get(key, key)

    def policy_title(self, policy: Policy) -> str:
        """The title under which a policy is known."""
        return self._titles.get(policy.key, policy.title)

    def policy_code(self, policy: Policy) -> str:
        """The code under which a policy is known: that of the policy it is one with, where this document prints it."""
        key = self.policy(policy.key)
        if key == policy.key:
            return policy.code
        return next((other.code for other in self._policies if other.key == key), policy.code)

    def division(self, division: Division) -> Division:
        """The office that a printed one is known as."""
        return self._divisions.get(comparison_title(division.name), division)

    def guideline(self, name: str) -> str:
        """The name under which a guideline is known."""
        return self._guidelines.get(comparison_title(name), name)

    # policies: from the top down, since the key of a policy without a code begins with its parent's

    def _policy_keys(self) -> dict[str, str]:
        keys: dict[str, str] = {}
        for policy in sorted(self._policies, key=lambda item: item.depth):
            parent = policy.part_of
            above = keys.get(parent, parent) if parent is not None else None
            right = self._alias_of(policy)
            if right is not None:
                keys[policy.key] = self._target(policy, right, above)
            elif (
                parent is not None and above != parent and policy.key.startswith((f"{parent}/", f"{parent}-"))
            ):
                keys[policy.key] = f"{above}{policy.key[len(parent) :]}"
        return keys

    def _alias_of(self, policy: Policy) -> str | None:
        for name in (comparison_title(policy.title), comparison_title(policy.key)):
            if name in self._policy_names:
                return self._policy_names[name]
        return self._policy_codes.get(code_key(policy.code)) if policy.code else None

    def _target(self, policy: Policy, right: str, above: str | None) -> str:
        """The key that the right side of an alias means: a code or title of this document's, else of another's."""
        wanted, code = comparison_title(right), code_key(right)
        own = [
            other
            for other in self._policies
            if comparison_title(other.title) == wanted or (other.code and code_key(other.code) == code)
        ]
        own.sort(key=lambda other: (other.depth != policy.depth, other.part_of != policy.part_of))
        if own:
            self._titles[policy.key] = right if comparison_title(own[0].title) == wanted else own[0].title
            return own[0].key
        if _CODE.fullmatch(code):
            return wanted
        self._titles[policy.key] = right
        if policy.code:
            return policy.key
        nested = above is not None and policy.key.startswith(f"{policy.part_of}/")
        return f"{above}/{wanted}" if nested else wanted


def _office(text: str) -> Division:
    """The office that the right side of an alias names, where no such office is printed: 部 and 課 part at a space."""
    parts = text.split()
    if len(parts) == 2:
        return Division(parts[0], parts[1])
    return Division.parse(text) or Division(None, text.strip())


@dataclass(frozen=True, slots=True)
class _Entry:
    """One alias of a project as one document gives it."""

    document: str
    plan: str
    left: str
    right: str


class ProjectAliases:
    """What the projects of one body are known as."""

    def __init__(self, documents: Sequence[DocumentRecords]) -> None:
        self._titles: dict[str, str] = {}
        self._own: dict[tuple[str, str], str] = {}
        self._codes: dict[tuple[str, str], str] = {}
        self.findings: list[Finding] = []
        self._entries = [
            _Entry(records.document.id, records.document.plan.id, left, right)
            for records in documents
            for left, right in records.document.aliases.projects.items()
        ]
        if not self._entries:
            return
        titles = {(r.document.plan.id, comparison_title(x.title)) for r in documents for x in r.listings}
        by_code = {
            (r.document.plan.id, code_key(x.project_code)): x.title
            for r in reversed(documents)
            for x in reversed(r.listings)
            if x.project_code
        }
        for entry in self._entries:
            self._take(entry, titles, by_code)

    def _take(self, entry: _Entry, titles: set[tuple[str, str]], by_code: dict[tuple[str, str], str]) -> None:
        left, right = comparison_title(entry.left), entry.right
        if (entry.plan, comparison_title(right)) not in titles:
            right = by_code.get((entry.plan, code_key(right)), right)
        self._own[entry.document, left] = right
        self._codes[entry.plan, code_key(entry.left)] = right
        first = self._titles.setdefault(left, right)
        if comparison_title(first) != comparison_title(right):
            self.findings.append(_contradiction(entry, first))

    def known_title(self, document: str, title: str) -> str | None:
        """The title that a printed one is known as; None without an alias."""
        compared = comparison_title(title)
        return self._own.get((document, compared)) or self._titles.get(compared)

    def label(self, document: str, plan: str, listing: Listing) -> str:
        """The title under which a listing's project is known."""
        if not self._entries:
            return listing.title
        known = self.known_title(document, listing.title)
        if known is None and listing.project_code:
            known = self._codes.get((plan, code_key(listing.project_code)))
        return known if known is not None else listing.title


def _contradiction(entry: _Entry, first: str) -> Finding:
    return Finding(
        rule="alias-contradicts-another",
        severity=Severity.WARNING,
        message=Bilingual(
            f"別名「{entry.left}」は、この文書では「{entry.right}」、ほかの文書では「{first}」とされています。plan.toml の [aliases.projects] をそろえてください。",
            f'"{entry.left}" is known as "{entry.right}" here and as "{first}" by another document; make [aliases.projects] of their plan.toml agree',
        ),
        item=entry.left,
        about=RecordKey("document", entry.document),
        printed=entry.right,
        expected=first,
    )


def unmet_aliases(documents: Iterable[DocumentRecords]) -> Iterator[Finding]:
    """Aliases whose left side no document prints, each about the document that gives it.

    An alias of a project may be met in any document given; the others in their own.
    """
    everything = list(documents)
    projects: set[str] = set()
    if any(records.document.aliases.projects for records in everything):
        for listing in (x for records in everything for x in records.listings):
            projects.add(comparison_title(listing.title))
            if listing.project_code:
                projects.add(code_key(listing.project_code))
    for records in everything:
        aliases = records.document.aliases
        met = {
            "projects": projects,
            "policies": {n for p in records.policies for n in (comparison_title(p.title), comparison_title(p.key), code_key(p.code))},
            "divisions": {comparison_title(d.name) for d, _, _ in divisions_of(records)} if aliases.divisions else set(),
            "guidelines": {comparison_title(g) for g, _ in guidelines_of(records)} if aliases.guidelines else set(),
        }  # fmt: skip
        for kind, known in met.items():
            for left in getattr(aliases, kind):
                if not {comparison_title(left), code_key(left)} & known:
                    yield _unmet(records.document.id, kind, left)


def _unmet(document: str, kind: str, left: str) -> Finding:
    return Finding(
        rule="alias-not-met",
        severity=Severity.INFO,
        message=Bilingual(
            f"[aliases.{kind}] の「{left}」は、読み込んだ文書に印刷されていません。つづりを確かめるか、不要なら消してください。",
            f'"{left}" of [aliases.{kind}] is printed nowhere in what was read; check its spelling, or take it out',
        ),
        item=left,
        about=RecordKey("document", document),
    )
