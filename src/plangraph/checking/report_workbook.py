"""A report as an Excel workbook: a sheet of findings, a sheet of counts, a sheet on how it was made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from plangraph.checking.findings import (
    CERTAINTY_NAMES,
    SEVERITY_NAMES,
    STATUS_NAMES,
    Report,
    ReportFinding,
)
from plangraph.checking.parts import GROUPING_NAMES, GROUPINGS, groups
from plangraph.checking.report_text import compared_line, headline
from plangraph.checking.workbook import LONGEST_TEXT, MOST_ROWS, Sheet, Value, sheets_to_xlsx
from plangraph.model.findings import Severity
from plangraph.model.texts import Bilingual, Lang

_HEAD = (
    *(Bilingual("重さ", "Severity"), Bilingual("規則", "Rule"), Bilingual("規則の名", "Name of the rule")),
    *(Bilingual("対象", "Item"), Bilingual("施策", "Policy"), Bilingual("所管", "Division")),
    *(Bilingual("文書", "Document"), Bilingual("場所", "Place"), Bilingual("原文", "Quote")),
    *(Bilingual("指摘", "Message"), Bilingual("印字", "Printed"), Bilingual("本来", "Expected")),
    *(Bilingual("確かさ", "Certainty"), Bilingual("前との比較", "Compared")),
    *(
        Bilingual("承認の期限", "Accepted until"),
        Bilingual("承認した役職", "Accepted by"),
        Bilingual("承認の理由", "Reason"),
    ),
    *(Bilingual("識別", "Identity"), Bilingual("IRI", "IRI")),
)


def report_to_xlsx(report: Report, lang: Lang) -> bytes:
    """The workbook; findings that are gone stand behind the others, as `mended`."""
    names = Bilingual("指摘", "findings"), Bilingual("件数", "counts"), Bilingual("作り方", "about")
    findings = (*report.findings, *report.mended)
    rows = (_row(report, finding, lang) for finding in findings[:MOST_ROWS])
    sheets = (
        Sheet(names[0][lang], [head[lang] for head in _HEAD], rows),
        Sheet(names[1][lang], [head[lang] for head in _COUNTS_HEAD], _counts(report, lang)),
    )
    return sheets_to_xlsx(sheets, (names[2][lang], _notes(report, findings, lang)))


def _row(report: Report, finding: ReportFinding, lang: Lang) -> Sequence[Value]:
    accepted = finding.accepted
    return (
        SEVERITY_NAMES[finding.severity][lang],
        finding.rule,
        report.name_of(finding.rule)[lang],
        finding.item,
        finding.policy,
        finding.division,
        finding.document,
        finding.place,
        finding.quote,
        finding.message[lang],
        finding.printed,
        finding.expected,
        CERTAINTY_NAMES[finding.certainty][lang],
        STATUS_NAMES[finding.status][lang] if finding.status else "",
        accepted.until if accepted else None,
        accepted.role if accepted else "",
        accepted.reason if accepted else "",
        finding.identity,
        finding.iri,
    )


_COUNTS_HEAD = (
    Bilingual("分け方", "By"),
    Bilingual("名", "Name"),
    *SEVERITY_NAMES.values(),
    Bilingual("計", "Total"),
    Bilingual("うち承認済み", "of these accepted"),
)


def _counts(report: Report, lang: Lang) -> Iterator[Sequence[Value]]:
    for by in GROUPINGS:
        for group in groups(report, by):
            yield (
                GROUPING_NAMES[by][lang],
                group.name[lang],
                *(group.count(severity) for severity in Severity),
                len(group.findings),
                sum(finding.accepted is not None for finding in group.findings),
            )


def _notes(report: Report, findings: Sequence[ReportFinding], lang: Lang) -> Iterator[tuple[str, str]]:
    yield Bilingual("まとめ", "In short")[lang], headline(report, lang)
    if line := compared_line(report, lang):
        yield Bilingual("比較", "Compared")[lang], line
    if (run := report.run) is not None:
        yield Bilingual("作成", "Made")[lang], run.ended
        yield Bilingual("プログラム", "Program")[lang], f"plangraph {run.plangraph}, {run.engine}"
        yield Bilingual("データの版", "Data")[lang], run.data
        yield Bilingual("規則の版", "Shapes")[lang], f"SHA-256 {run.shapes}"
        for document in run.documents:
            yield Bilingual("文書", "Document")[lang], f"{document.file} (SHA-256 {document.sha256 or '-'})"
    yield Bilingual("数え方", "How counted")[lang], _COUNTING[lang]
    yield Bilingual("確かさ", "Certainty")[lang], _CERTAINTY[lang]
    left = max(len(findings) - MOST_ROWS, 0)
    long = sum(len(finding.quote) > LONGEST_TEXT for finding in findings)
    if left or long:
        said = Bilingual(
            f"表計算ソフトの限りのため、{left} 件を載せず、{long} 件の原文の終わりを「…」にしました。CSV か JSON には全部あります。",
            f"a sheet's limits: {left} findings are left out, and the quotes of {long} end in “…”; CSV and JSON have all",
        )
        yield Bilingual("省いたもの", "Left out")[lang], said[lang]


_COUNTING = Bilingual(
    "所管が二つある指摘は、所管ごとの件数ではそれぞれに数えます。なくなった指摘は件数に入れません。",
    "A finding with two divisions counts under each. Findings that are gone do not count.",
)
_CERTAINTY = Bilingual(
    "違反は印字の食い違い、警告は誤りの見込み、情報は判断できないもの。読み取りで補った行に基づく指摘は一段下げます。",
    "A violation is a contradiction in print, a warning is likely, an info cannot be decided; one step less where reading"
    " mended the line.",
)
