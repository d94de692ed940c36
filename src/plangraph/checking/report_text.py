"""A report as text for reading: counts first, then the findings in groups."""

from __future__ import annotations

from collections.abc import Iterator

from plangraph.checking.findings import (
    CERTAINTY_NAMES,
    SEVERITY_NAMES,
    STATUS_NAMES,
    WAIVED,
    Report,
    ReportFinding,
    Status,
)
from plangraph.checking.parts import GROUPING_NAMES, Group, Grouping, groups
from plangraph.model.findings import Severity
from plangraph.model.texts import Bilingual, Lang


def text_pieces(report: Report, lang: Lang, by: Grouping = "rule") -> Iterator[str]:
    """The report, a group at a time; everything is in it."""
    yield headline(report, lang) + "\n"
    yield from (line + "\n" for line in _more_counts(report, lang))
    if report.findings:
        yield from _table_of_counts(report, lang, by)
    for group in groups(report, by):
        yield "\n" + _group_head(group, lang, by) + "\n"
        for finding in group.findings:
            yield "\n" + "\n".join(_finding_lines(finding, lang, by)) + "\n"
    if report.mended:
        name = STATUS_NAMES[Status.MENDED][lang]
        yield f"\n[{name}] {many(len(report.mended))[lang]}\n"
        for finding in report.mended:
            yield "\n" + "\n".join(_finding_lines(finding, lang, "division")) + "\n"


def headline(report: Report, lang: Lang) -> str:
    """How many findings there are, in one line."""
    scope = f"{report.scope}: " if report.scope else ""
    if not report.findings:
        return scope + Bilingual("指摘はありません。", "No findings.")[lang]
    parts = [f"{SEVERITY_NAMES[severity][lang]} {report.count(severity)}" for severity in Severity]
    counts = ("、" if lang == "ja" else ", ").join(parts)
    many_ja = f"指摘 {len(report.findings)} 件（{counts}）"
    return scope + Bilingual(many_ja, f"{many(len(report.findings)).en} ({counts})")[lang]


def many(count: int) -> Bilingual:
    """So many findings."""
    return Bilingual(f"{count} 件", f"{count} finding" if count == 1 else f"{count} findings")


def compared_line(report: Report, lang: Lang) -> str:
    """What became of the findings since the report that was compared with; "" where none was."""
    if report.compared is None:
        return ""
    parts = [f"{STATUS_NAMES[status][lang]} {count}" for status, count in report.by_status.items()]
    counts = ("、" if lang == "ja" else ", ").join(parts)
    when = f"（{report.compared.ended}）" if report.compared.ended and lang == "ja" else ""
    when = f" ({report.compared.ended})" if report.compared.ended and lang == "en" else when
    name = report.compared.name
    return Bilingual(f"前の報告 {name}{when}との比較: {counts}", f"Against {name}{when}: {counts}")[lang]


def _more_counts(report: Report, lang: Lang) -> Iterator[str]:
    if report.accepted:
        counted = Bilingual(
            f"うち承認済み {report.accepted} 件（waivers.toml）",
            f"{report.accepted} of them accepted (waivers.toml)",
        )
        yield counted[lang]
    if line := compared_line(report, lang):
        yield line
    for left in report.fallbacks:
        told = Bilingual(
            f"形状 {left.shape} は pyshacl で検証しました（{left.reason}）",
            f"The shape {left.shape} was run by pyshacl ({left.reason})",
        )
        yield told[lang]


def _table_of_counts(report: Report, lang: Lang, by: Grouping) -> Iterator[str]:
    yield (
        "\n"
        + Bilingual(f"{GROUPING_NAMES[by].ja}ごとの件数", f"Counts by {GROUPING_NAMES[by].en}")[lang]
        + "\n"
    )
    for group in groups(report, by):
        parts = [
            f"{SEVERITY_NAMES[severity][lang]} {count}"
            for severity in Severity
            if (count := group.count(severity))
        ]
        said = ("、" if lang == "ja" else ", ").join(parts)
        yield f"  {len(group.findings):>6}  {_name(group, lang, by)}  ({said})\n"


def _group_head(group: Group, lang: Lang, by: Grouping) -> str:
    severity = f"[{SEVERITY_NAMES[group.findings[0].severity][lang]}] " if by == "rule" else "■ "
    return f"{severity}{_name(group, lang, by)}: {many(len(group.findings))[lang]}"


def _name(group: Group, lang: Lang, by: Grouping) -> str:
    name = group.name[lang]
    return name if by != "rule" or name == group.key else f"{name} ({group.key})"


def _finding_lines(finding: ReportFinding, lang: Lang, by: Grouping) -> Iterator[str]:
    where = " ".join(part for part in (finding.document, short_place(finding.place)) if part)
    mark = "" if by == "rule" else f"[{SEVERITY_NAMES[finding.severity][lang]}] "
    yield f"  {mark}{where or finding.iri or finding.item}"
    for quoted in finding.quote.splitlines():
        yield f"    | {quoted}"
    yield f"    {finding.message[lang]}"
    labels = {
        Bilingual("対象", "item"): finding.item if finding.item not in finding.message[lang] else "",
        Bilingual("施策", "policy"): finding.policy,
        Bilingual("所管", "division"): finding.division,
        Bilingual("規則", "rule"): finding.rule if by != "rule" else "",
        Bilingual("確かさ", "certainty"): CERTAINTY_NAMES[finding.certainty][lang],
        Bilingual("前との比較", "status"): STATUS_NAMES[finding.status][lang] if finding.status else "",
    }
    told = [f"{label[lang]}: {text}" for label, text in labels.items() if text]
    yield "    " + "  ".join(told)
    if (accepted := finding.accepted) is not None:
        said = Bilingual(
            f"{accepted.until.isoformat()} まで {accepted.role}: {accepted.reason}",
            f"until {accepted.until.isoformat()}, {accepted.role}: {accepted.reason}",
        )
        yield f"    {WAIVED[lang]}: {said[lang]}"


def short_place(place: str) -> str:
    """A place for reading: text that an extraction wove together stands on dozens of lines.

    >>> short_place("line=2,6,10,14,19,23,27,31-33")
    'line=2,6,10…31-33'
    """
    parts = place.split(",")
    return place if len(parts) <= 6 else f"{','.join(parts[:3])}…{parts[-1]}"
