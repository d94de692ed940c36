"""The forms of a report, by the names that `--format` takes. Each form has its own module."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from plangraph.checking.findings import COLUMNS, MORE_COLUMNS, SEVERITY_NAMES, Report
from plangraph.checking.parts import Grouping
from plangraph.checking.report_csv import csv_pieces
from plangraph.checking.report_json import json_pieces
from plangraph.checking.report_page import page_pieces
from plangraph.checking.report_sarif import RULES, sarif_pieces
from plangraph.checking.report_text import text_pieces
from plangraph.checking.report_turtle import turtle_pieces
from plangraph.checking.report_workbook import report_to_xlsx
from plangraph.model.texts import Lang

__all__ = [
    "COLUMNS",
    "FORMS",
    "MORE_COLUMNS",
    "SEVERITY_NAMES",
    "Form",
    "Look",
    "report_pieces",
    "report_to_csv",
    "report_to_json",
    "report_to_text",
    "report_to_turtle",
]

_AT_ONCE = 1 << 16


@dataclass(frozen=True, slots=True)
class Look:
    """How a form is asked for: what it is grouped by (text and HTML), and where the pages of rules are (SARIF)."""

    by: Grouping = "rule"
    rules_at: str = RULES


@dataclass(frozen=True, slots=True)
class Form:
    """One form: what its files end in, its media type, and what makes it."""

    suffix: str
    media_type: str
    pieces: Callable[[Report, Lang, Look], Iterator[str | bytes]]


FORMS: Mapping[str, Form] = MappingProxyType(
    {
        "text": Form("txt", "text/plain", lambda report, lang, look: text_pieces(report, lang, look.by)),
        "html": Form("html", "text/html", lambda report, lang, look: page_pieces(report, lang, look.by)),
        "json": Form("json", "application/json", lambda report, lang, _: json_pieces(report, lang)),
        "csv": Form("csv", "text/csv", lambda report, lang, _: csv_pieces(report, lang)),
        "xlsx": Form(
            "xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            lambda report, lang, _: iter((report_to_xlsx(report, lang),)),
        ),
        "sarif": Form(
            "sarif",
            "application/sarif+json",
            lambda report, lang, look: sarif_pieces(report, lang, look.rules_at),
        ),
        "turtle": Form("ttl", "text/turtle", lambda report, _, __: turtle_pieces(report)),
    }
)
"""Name → form."""


def report_pieces(report: Report, form: str, lang: Lang, look: Look | None = None) -> Iterator[bytes]:
    """A report in a form, in pieces of some size, so that a long one is never in memory whole (XLSX is)."""
    gathered: list[bytes] = []
    size = 0
    for piece in FORMS[form].pieces(report, lang, look or Look()):
        data = piece.encode("utf-8", "replace") if isinstance(piece, str) else piece
        gathered.append(data)
        size += len(data)
        if size >= _AT_ONCE:
            yield b"".join(gathered)
            gathered.clear()
            size = 0
    yield b"".join(gathered)


def report_to_text(report: Report, lang: Lang) -> str:
    """The report for reading: counts first, then the findings under their rules, gravest first."""
    return "".join(text_pieces(report, lang))


def report_to_json(report: Report, lang: Lang) -> str:
    """The report as one JSON object."""
    return "".join(json_pieces(report, lang))


def report_to_csv(report: Report, lang: Lang) -> str:
    """One row a finding, for a spreadsheet."""
    return "".join(csv_pieces(report, lang))


def report_to_turtle(report: Report) -> str:
    """A W3C validation report."""
    return "".join(turtle_pieces(report))
