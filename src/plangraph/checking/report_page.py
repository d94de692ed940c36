"""A report as one HTML file that stands alone: no script, nothing from elsewhere, and A4 with page numbers when printed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from plangraph.checking.findings import (
    CERTAINTY_NAMES,
    SEVERITY_NAMES,
    STATUS_NAMES,
    WAIVED,
    Report,
    ReportFinding,
    Status,
)
from plangraph.checking.parts import GROUPING_NAMES, Grouping, groups
from plangraph.checking.report_text import compared_line, headline
from plangraph.model.findings import Severity
from plangraph.model.texts import Bilingual, Lang

_TEXTS = {
    "title": Bilingual("検証の報告", "Validation report"),
    "conforms": Bilingual("SHACL の検査に適合しています。", "The graph conforms to the SHACL shapes."),
    "not_conforms": Bilingual(
        "SHACL の検査に適合しない箇所があります。", "The graph does not conform to the SHACL shapes."
    ),
    "accepted": WAIVED,
    "accepted_count": Bilingual("うち承認済み（waivers.toml）", "Of these accepted (waivers.toml)"),
    "total": Bilingual("計", "total"),
    "findings": Bilingual("件", "findings"),
    "both": Bilingual(
        "所管が二つある指摘は、それぞれに数え、それぞれの下に載せています。",
        "A finding with two divisions counts and stands under each.",
    ),
    "mended": STATUS_NAMES[Status.MENDED],
    "made": Bilingual("この報告の作り方", "How this report was made"),
    "data": Bilingual("データの版", "data"),
    "shapes": Bilingual("規則の版（SHA-256）", "shapes (SHA-256)"),
    "document": Bilingual("文書", "document"),
    "rule": Bilingual("規則", "rule"),
    "item": Bilingual("対象", "item"),
    "policy": Bilingual("施策", "policy"),
    "division": Bilingual("所管", "division"),
    "printed": Bilingual("印字", "printed"),
    "expected": Bilingual("本来", "expected"),
    "certainty": Bilingual("確かさ", "certainty"),
    "certainty_note": Bilingual(
        "確かさ: 違反は印字の食い違い、警告は誤りの見込み、情報は判断できないもの。読み取りで補った行に基づく指摘と、"
        "自動の案で読んだ文書の指摘は一段下げています。",
        "Certainty: a violation is a contradiction in print, a warning is likely, an info cannot be decided; one step less"
        " where reading mended the line, or read the document by a proposal of its own.",
    ),
}


@dataclass(frozen=True, slots=True)
class _Count:
    name: Bilingual
    code: str
    by_severity: dict[Severity, int]
    total: int


def page_pieces(report: Report, lang: Lang, by: Grouping = "rule") -> Iterator[str]:
    """The page in pieces, so that a long one need not be in memory; every text from the report is escaped."""
    texts = {key: text[lang] for key, text in _TEXTS.items()}
    grouping = GROUPING_NAMES[by]
    texts["counts_by"] = Bilingual(f"{grouping.ja}ごとの件数", f"Counts by {grouping.en}")[lang]
    counts = [
        _Count(
            group.name,
            group.key if by == "rule" and group.name[lang] != group.key else "",
            {severity: group.count(severity) for severity in Severity},
            len(group.findings),
        )
        for group in groups(report, by)
    ]
    shared = {
        "t": texts,
        "lang": lang,
        "report": report,
        "by_name": by,
        "severity_names": SEVERITY_NAMES,
        "status_names": STATUS_NAMES,
        "certainty_names": CERTAINTY_NAMES,
    }

    def finding(one: ReportFinding) -> Markup:
        return Markup(_template("finding.html").render(shared, one=one))  # noqa: S704 - the template escapes

    stream = _template("report.html").stream(
        shared,
        headline=headline(report, lang),
        compared=compared_line(report, lang),
        by=grouping[lang],
        counts=counts,
        both=by == "division" and any(len(f.divisions) > 1 for f in report.findings),
        severities=list(Severity),
        groups=groups(report, by),
        finding=finding,
    )
    stream.enable_buffering(50)
    yield from stream


@cache
def _template(name: str) -> Template:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(name)
