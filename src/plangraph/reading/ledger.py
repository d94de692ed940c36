"""What became of each line: read, repaired or not read. Nothing is in none of the three."""

from __future__ import annotations

from collections.abc import Iterable

from plangraph.model.findings import Finding, Severity
from plangraph.model.places import Place
from plangraph.model.records import Account, Check
from plangraph.model.texts import Bilingual
from plangraph.reading.lines import Line, SourceText, line_numbers, visible


class Ledger:
    """The account of one document's lines while it is being read.

    A line's worst word stands: not read over repaired over read. `content` are the lines that a format gave of a
    file that holds more than its content (the tags of a web page); without them every line of the text counts.
    """

    def __init__(self, source: SourceText, content: Iterable[Line] | None = None) -> None:
        self.source = source
        self.content = None if content is None else tuple(content)
        self.checks: list[Check] = []
        self.rows = 0
        self.fields: dict[str, None] = {}
        self.findings: list[Finding] = []
        self.repairs: list[str] = []
        self._repairs_at: dict[str, set[int]] = {}
        self._read: set[int] = set()
        self._repaired: set[int] = set()
        self._not_read: set[int] = set()

    def read(self, *numbers: int) -> None:
        """These lines became part of a record or are known structure."""
        self._read |= set(numbers)

    def repaired(self, how: str, *numbers: int) -> None:
        """These lines were read, but not as they stand; `how` says so in Japanese."""
        self._repaired |= set(numbers)
        if how not in self.repairs:
            self.repairs.append(how)
        self._repairs_at.setdefault(how, set()).update(numbers)

    def not_read(self, *numbers: int) -> None:
        """These lines became nothing; a finding that names them must go with it."""
        self._not_read |= set(numbers)

    def finding(
        self,
        rule: str,
        severity: Severity,
        message: Bilingual,
        *numbers: int,
        item: str | None = None,
        printed: str | None = None,
        expected: str | None = None,
    ) -> None:
        """Report a doubt about whole lines."""
        evidence = (self.source.line_evidence(*numbers),) if numbers else ()
        self.findings.append(
            Finding(
                rule=rule,
                severity=severity,
                message=message,
                evidence=evidence,
                item=item,
                printed=printed,
                expected=expected,
            )
        )

    def close(self, lines_out_visible: int) -> Account:
        """Report every line that nobody spoke for, and give the account.

        `lines_out_visible` is the number of characters that are not white space in the lines that reached the tables.
        """
        filled = self._filled()
        for number in sorted(filled - self._read - self._repaired - self._not_read):
            self.line_not_read(number)
        not_read = self._not_read & filled
        repaired = (self._repaired & filled) - not_read
        return Account(
            lines=len(filled),
            lines_read=len(filled - not_read - repaired),
            lines_repaired=len(repaired),
            lines_not_read=len(not_read),
            characters=self._characters(),
            characters_out=lines_out_visible,
            repairs=tuple(self.repairs),
            repaired_at=tuple(
                f"{Place.of_lines(numbers)} {how}" for how, numbers in self._repairs_at.items() if numbers
            ),
            not_read_at=(str(Place.of_lines(not_read)),) if not_read else (),
            rows=self.rows,
            checks=tuple(self.checks),
            fields=tuple(self.fields),
        )

    def _filled(self) -> set[int]:
        """The numbers of the lines that hold anything."""
        if self.content is None:
            return {n for n, text in enumerate(self.source.text.split("\n"), 1) if text.strip()}
        return {number for line in self.content for number in line_numbers(self.source, line)}

    def _characters(self) -> int:
        if self.content is None:
            return _count(visible(self.source.text))
        return sum(_count(visible(line.text)) for line in self.content)

    def line_not_read(self, number: int) -> None:
        """Report a line that fits no rule of the layout."""
        self.not_read(number)
        text = self.source.line_text(number).strip()
        self.finding(
            "line-not-read",
            Severity.WARNING,
            not_read_message(text),
            number,
            printed=text,
        )


def not_read_message(text: str) -> Bilingual:
    """What is said of words that fit no rule of the layout."""
    short = shortened(text)
    return Bilingual(
        f"「{short}」はどの規則にも当てはまらず、読んでいません。原文とレイアウトを確かめてください。",
        f'"{short}" fits no rule and was not read; check the document and its layout',
    )


def shortened(text: str, most: int = 40) -> str:
    """A text for a message, cut where it is long.

    >>> shortened("あいうえお", 4)
    'あいう…'
    """
    return text if len(text) <= most else text[: most - 1] + "…"


def _count(items: Iterable[str]) -> int:
    return sum(1 for _ in items)
