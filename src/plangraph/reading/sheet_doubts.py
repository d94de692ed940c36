"""What the evaluation sheet's reader says to the ledger, in terms of lines whose pieces may stand anywhere."""

from __future__ import annotations

from plangraph.model.findings import Finding, RecordKey, Severity
from plangraph.model.fiscal_years import fiscal_year_label
from plangraph.model.texts import Bilingual
from plangraph.reading.ledger import Ledger, not_read_message, shortened
from plangraph.reading.lines import Line, line_numbers


def say_read(ledger: Ledger, *lines: Line) -> None:
    """These lines became part of a record, or are known structure."""
    ledger.read(*line_numbers(ledger.source, *lines))


def say_repaired(ledger: Ledger, how: str, *lines: Line) -> None:
    """These lines were read, but not as they stand."""
    ledger.repaired(how, *line_numbers(ledger.source, *lines))


def say_not_read(ledger: Ledger, *lines: Line) -> None:
    """Report lines that fit no rule, one finding each, with the exact words."""
    for line in lines:
        if not line.text.strip():
            continue
        ledger.not_read(*line_numbers(ledger.source, line))
        message = not_read_message(line.text.strip())
        doubt(
            ledger,
            "line-not-read",
            Severity.WARNING,
            message.ja,
            message.en,
            line,
            printed=line.text.strip(),
        )


def say_repeated(ledger: Ledger, line: Line) -> None:
    """Report a line that stands twice; it is read once."""
    ledger.not_read(*line_numbers(ledger.source, line))
    short = shortened(line.text.strip())
    doubt(
        ledger,
        "line-repeated",
        Severity.WARNING,
        f"「{short}」が重ねて印刷されています。一度だけ読みました。原文を確かめてください。",
        f'"{short}" stands there again; it was read once, check the document',
        line,
        printed=line.text.strip(),
    )


def say_missing(ledger: Ledger, label: str, *near: Line) -> None:
    """Report a field, row or heading of the layout that the document does not print."""
    doubt(
        ledger,
        "field-missing",
        Severity.WARNING,
        f"「{label}」が見つかりません。行が落ちていないか、原文とレイアウトを確かめてください。",
        f'"{label}" was not found; check that no line was lost, and the layout',
        *near,
        item=label,
        expected=label,
    )


def say_impossible_year(ledger: Ledger, printed: str, year: int | None, *lines: Line) -> None:
    """Report a year whose era had ended by then (平成32年度); it is read as printed."""
    label = fiscal_year_label(year) if year is not None else ""
    doubt(
        ledger,
        "impossible-year",
        Severity.INFO,
        f"「{printed}」という年度はありません。印刷のとおり数えて{label}としました。",
        f'there was no year "{printed}"; it was reckoned on as printed, as {label}',
        *lines,
        printed=printed,
        expected=label or None,
    )


def doubt(
    ledger: Ledger,
    rule: str,
    severity: Severity,
    ja: str,
    en: str,
    *lines: Line,
    item: str | None = None,
    about: RecordKey | None = None,
    printed: str | None = None,
    expected: str | None = None,
) -> None:
    """Report a doubt; its evidence is the given lines, in the order in which they are read."""
    ledger.findings.append(
        Finding(
            rule=rule,
            severity=severity,
            message=Bilingual(ja, en),
            evidence=(ledger.source.evidence(*lines),) if any(line.text for line in lines) else (),
            item=item,
            about=about,
            printed=printed,
            expected=expected,
        )
    )
