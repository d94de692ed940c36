"""Parts of a report: what a reader chose of it, in groups, and one for each division that must mend."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from types import MappingProxyType
from typing import Literal

from plangraph.checking.findings import SEVERITY_NAMES, STATUS_NAMES, WAIVED, Report, ReportFinding, Status
from plangraph.model.findings import Severity
from plangraph.model.texts import Bilingual, Lang

Grouping = Literal["rule", "division", "policy", "document"]
GROUPINGS: tuple[Grouping, ...] = ("rule", "division", "policy", "document")
NO_GROUP: Mapping[Grouping, Bilingual] = MappingProxyType(
    {
        "rule": Bilingual("規則不明", "no rule"),
        "division": Bilingual("所管不明", "no division known"),
        "policy": Bilingual("施策不明", "no policy known"),
        "document": Bilingual("文書不明", "no document known"),
    }
)
"""What a group is called of findings for which nothing is known."""

GROUPING_NAMES: Mapping[Grouping, Bilingual] = MappingProxyType(
    {
        "rule": Bilingual("規則", "rule"),
        "division": Bilingual("所管", "division"),
        "policy": Bilingual("施策", "policy"),
        "document": Bilingual("文書", "document"),
    }
)
STATES = (*(status.value for status in Status), "waived", "open")
"""What may be asked for by status: as compared, waived (accepted), or open (neither accepted nor gone)."""
UNKNOWN = "-"
"""Chooses the findings for which a division, policy or document is not known."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What is chosen of a report; "" chooses all."""

    severity: str = ""
    rule: str = ""
    division: str = ""
    policy: str = ""
    document: str = ""
    status: str = ""

    def __bool__(self) -> bool:
        return any(self.as_dict().values())

    def as_dict(self) -> dict[str, str]:
        """What is chosen, by name; a name that chooses all is left out."""
        chosen = {one.name: getattr(self, one.name) for one in fields(self)}
        return {name: text for name, text in chosen.items() if text}

    def fits(self, finding: ReportFinding) -> bool:
        """Whether a finding is chosen."""
        return (
            (not self.severity or finding.severity.value.lower() == self.severity)
            and (not self.rule or finding.rule == self.rule)
            and (not self.division or self.division in (finding.divisions or (UNKNOWN,)))
            and (not self.policy or (finding.policy or UNKNOWN) == self.policy)
            and (not self.document or (finding.document or UNKNOWN) == self.document)
            and (not self.status or self._has_status(finding))
        )

    def _has_status(self, finding: ReportFinding) -> bool:
        if self.status == "waived":
            return finding.accepted is not None
        if self.status == "open":
            return finding.accepted is None and finding.status is not Status.MENDED
        return finding.status is not None and finding.status.value == self.status

    def scope(self, report: Report, lang: Lang) -> str:
        """The choice in words, for the head of what is written."""
        said = []
        for name, text in self.as_dict().items():
            if name == "severity":
                text = SEVERITY_NAMES[Severity(text.capitalize())][lang]
            elif name == "rule":
                text = report.name_of(text)[lang]
            elif name == "status":
                text = state_name(text)[lang]
            elif text == UNKNOWN:
                text = no_name(name)[lang]
            said.append(text)
        return "、".join(said) if lang == "ja" else ", ".join(said)


def state_name(state: str) -> Bilingual:
    """What one of STATES is called."""
    if state == "waived":
        return WAIVED
    if state == "open":
        return Bilingual("対応が要る", "open")
    return STATUS_NAMES[Status(state)]


def no_name(grouping: str) -> Bilingual:
    """What a group without a name is called."""
    return next(name for one, name in NO_GROUP.items() if one == grouping)


def chosen(report: Report, choice: Choice, lang: Lang) -> Report:
    """The part of a report that is chosen; the whole where nothing is."""
    if not choice:
        return report
    findings = tuple(filter(choice.fits, report.findings))
    mended = tuple(filter(choice.fits, report.mended))
    conforms = not any(finding.shape for finding in findings)
    scope = choice.scope(report, lang)
    return replace(report, findings=findings, mended=mended, conforms=conforms, scope=scope)


@dataclass(frozen=True, slots=True)
class Group:
    """Findings that are read together: what they share, its name, and they themselves in the order of the report."""

    key: str
    name: Bilingual
    findings: tuple[ReportFinding, ...]

    def count(self, severity: Severity) -> int:
        """How many are of a severity."""
        return sum(finding.severity is severity for finding in self.findings)


def keys_of(finding: ReportFinding, by: Grouping) -> tuple[str, ...]:
    """The groups that a finding belongs to: one with two divisions belongs to both; UNKNOWN where nothing is known."""
    if by == "division":
        return finding.divisions or (UNKNOWN,)
    return (getattr(finding, by) or UNKNOWN,)


def name_of_group(report: Report, by: Grouping, key: str) -> Bilingual:
    """What a group is called."""
    if key == UNKNOWN:
        return NO_GROUP[by]
    return report.name_of(key) if by == "rule" else Bilingual(key, key)


def group_counts(findings: Iterable[ReportFinding], by: Grouping) -> dict[str, int]:
    """How many findings each group has, in the order of the groups: rules as in the report, all else by name."""
    counted = Counter(key for finding in findings for key in keys_of(finding, by))
    return {key: counted[key] for key in ordered_keys(counted, by)}


def ordered_keys(keys: Iterable[str], by: Grouping) -> list[str]:
    """Rules in the order they were met; names sorted, what is not known last."""
    return list(keys) if by == "rule" else sorted(keys, key=lambda key: (key == UNKNOWN, key))


def groups(report: Report, by: Grouping) -> Iterator[Group]:
    """The findings in groups; one with two divisions stands under each."""
    gathered: dict[str, list[ReportFinding]] = {}
    for finding in report.findings:
        for key in keys_of(finding, by):
            gathered.setdefault(key, []).append(finding)
    for key in ordered_keys(gathered, by):
        yield Group(key, name_of_group(report, by, key), tuple(gathered[key]))


def by_division(report: Report, lang: Lang) -> Iterator[tuple[str, Report]]:
    """A report for each division in charge, with its name; what has none comes last as 所管不明."""
    present: dict[str, list[ReportFinding]] = {}
    gone: dict[str, list[ReportFinding]] = {}
    for into, findings in ((present, report.findings), (gone, report.mended)):
        for finding in findings:
            for key in keys_of(finding, "division"):
                into.setdefault(key, []).append(finding)
    for key in ordered_keys(present.keys() | gone.keys(), "division"):
        name = name_of_group(report, "division", key)[lang]
        findings = tuple(present.get(key, ()))
        yield (
            name,
            replace(
                report,
                findings=findings,
                mended=tuple(gone.get(key, ())),
                conforms=not any(finding.shape for finding in findings),
                scope=f"{report.scope}、{name}" if report.scope else name,
            ),
        )
