"""基本事業の表: code and title in a narrow column of their own, printed between the lines of the direction beside them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from plangraph.model.findings import RecordKey, Severity
from plangraph.model.texts import same_length_nfkc
from plangraph.reading.ledger import Ledger, shortened
from plangraph.reading.lines import Line
from plangraph.reading.sheet_doubts import doubt, say_not_read, say_read, say_repaired
from plangraph.reading.sheet_text import Manner, Passage, has_inner_gap, width

LABELS_CUT = "本文の行の間に印刷された見出し語（ラベル、基本事業の番号と名称）を本文から分けた"


@dataclass(frozen=True, slots=True)
class BasicRow:
    """One 基本事業: its code, the pieces of its title in the order of the print, and its direction."""

    code: Line
    title: tuple[Line, ...]
    direction: Passage


@dataclass
class _Paragraph:
    lines: list[Line] = field(default_factory=list)
    codes: list[int] = field(default_factory=list)


class BasicRows:
    """Reads the table. A row begins with the paragraph in which its code stands.

    What else stands in the code's column are pieces of the title: a line's head before white space, or a short line
    that neither fills the text's column nor ends a paragraph.
    """

    def __init__(self, settings: Mapping[str, Any], manner: Manner, ledger: Ledger) -> None:
        self.code = re.compile(settings["code"])
        self.label_width: float = settings["label_width"]
        self.room: float = settings["width"]
        self.manner = manner
        self.ledger = ledger

    def read(self, lines: Sequence[Line]) -> tuple[BasicRow, ...]:
        """Read every row; lines that fit nothing go to the ledger."""
        codes: list[Line] = []
        titles: list[list[Line]] = []
        paragraphs: list[_Paragraph] = []
        for line in lines:
            code, pieces, text = self._cut_label(line)
            if pieces and not titles:
                say_not_read(self.ledger, line)
                continue
            if code is not None:
                codes.append(code)
                titles.append([])
            if pieces:
                titles[-1].extend(pieces)
            self._add_text(text, len(codes) - 1 if code is not None else None, paragraphs)
        return self._rows(codes, titles, paragraphs)

    def _cut_label(self, line: Line) -> tuple[Line | None, list[Line], Line]:
        """Part a line into a code, pieces of a title and text."""
        matched = self.code.match(same_length_nfkc(line.text))
        if matched and self._stands_alone(line, matched.end()):
            return line[: matched.end()], [], line[matched.end() : len(line)].strip()
        gap = re.search(r"\s+", line.text.strip())
        head, rest = (line[: gap.start()], line[gap.end() : len(line)].strip()) if gap else (line, line[0:0])
        pieces = self._pieces(head)
        if gap and self._fits(rest) and all(width(piece.text) <= self.label_width for piece in pieces):
            return None, pieces, rest
        if not gap and not self._fits(line) and width(line.text) <= self.label_width:
            return None, pieces, rest
        return None, [], line

    def _fits(self, text: Line) -> bool:
        return not has_inner_gap(text.text) and self.manner.fill(text, self.room) is not None

    def _pieces(self, head: Line) -> list[Line]:
        edges = sorted({0, len(head), *head.seams})
        return [head[a:b] for a, b in pairwise(edges)]

    def _stands_alone(self, line: Line, end: int) -> bool:
        return end == len(line) or line.text[end].isspace() or end in line.seams

    def _add_text(self, text: Line, code: int | None, paragraphs: list[_Paragraph]) -> None:
        if text.text.strip() and not self._fits(text):
            say_unexplained(self.ledger, text)
        for piece in self.manner.breaks(text):
            if not piece.text.strip():
                continue
            closed = (
                not paragraphs
                or not paragraphs[-1].lines
                or self.manner.closes(paragraphs[-1].lines[-1].text)
            )
            if not paragraphs or (closed and self.manner.begins(piece.text)):
                paragraphs.append(_Paragraph())
            paragraphs[-1].lines.append(piece.strip())
        if code is not None:
            if not paragraphs:
                paragraphs.append(_Paragraph())
            paragraphs[-1].codes.append(code)

    def _rows(
        self, codes: Sequence[Line], titles: Sequence[Sequence[Line]], paragraphs: Sequence[_Paragraph]
    ) -> tuple[BasicRow, ...]:
        texts: list[list[Line]] = [[] for _ in codes]
        current: int | None = None
        for paragraph in paragraphs:
            if len(paragraph.codes) > 1:
                self._say_unsure(codes, paragraph)
            current = paragraph.codes[0] if paragraph.codes else current
            if current is None:
                say_not_read(self.ledger, *paragraph.lines)
            else:
                texts[current].extend(paragraph.lines)
        rows = [
            BasicRow(code, tuple(title), Passage(tuple(text)))
            for code, title, text in zip(codes, titles, texts, strict=True)
        ]
        for row in rows:
            say_read(self.ledger, *row.direction.parts)
            say_repaired(self.ledger, LABELS_CUT, row.code, *row.title)
            if len(row.title) > 1:
                self._say_title_joined(row)
        return tuple(rows)

    def _say_unsure(self, codes: Sequence[Line], paragraph: _Paragraph) -> None:
        printed = "、".join(codes[i].text for i in paragraph.codes)
        doubt(
            self.ledger,
            "row-boundary-undetermined",
            Severity.WARNING,
            f"基本事業 {printed} の番号が一つの段落の中にあり、方向性の文章の境が分かりません。原文を確かめてください。",
            f"the codes {printed} stand in one paragraph, so where one direction ends cannot be told; check the document",
            *(codes[i] for i in paragraph.codes),
            *paragraph.lines,
            printed=printed,
        )

    def _say_title_joined(self, row: BasicRow) -> None:
        pieces = "／".join(piece.text for piece in row.title)
        doubt(
            self.ledger,
            "title-joined",
            Severity.INFO,
            f"基本事業 {row.code.text} の名称は、本文の間に分かれて印刷された「{pieces}」をつないだものです。原文で確かめてください。",
            f'the title of {row.code.text} was joined from the pieces "{pieces}", printed between lines of text; check it in the document',
            row.code,
            *row.title,
            item="".join(piece.text for piece in row.title),
            about=RecordKey("basic-project", row.code.text),
            printed=pieces,
        )


def say_unexplained(ledger: Ledger, text: Line) -> None:
    """Report a line that neither fills its column nor ends a paragraph; it stays in its place in the text."""
    short = shortened(text.text.strip())
    doubt(
        ledger,
        "line-unexplained",
        Severity.WARNING,
        f"「{short}」は文章の一行として幅が合わず、段落の終わりでもありません。文章の中にそのまま残しました。原文を確かめてください。",
        f'"{short}" neither fills a line of its text nor ends a paragraph; it was left in its place, check the document',
        text,
        printed=text.text.strip(),
    )
