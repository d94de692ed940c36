"""Plain text → lines: as they stand, or with a tab in the place of what parts the cells.

What parts the cells of a text (`cells` in a layout's [file]) is "tab", "pipe", "spaces", "comma" or a list of the columns
at which cells begin; in these a full-width character counts two, as on the screens and printers that made such texts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence

from plangraph.errors import DescriptionError
from plangraph.model.findings import Finding, Severity
from plangraph.model.texts import Bilingual
from plangraph.reading.extract import TAB, Extract
from plangraph.reading.formats.charset import Decoded
from plangraph.reading.formats.delimited import record_to_line
from plangraph.reading.formats.doubts import gathered, line_places, text_to_findings
from plangraph.reading.formats.pieces import Pieces
from plangraph.reading.lines import Line, SourceText

_PIPE = re.compile(r"[|｜│┃￨]")
_RULE = re.compile(r"[\s|｜│┃￨+＋\-=:─━┼╋├┤┬┴┌┐└┘┠┨┯┷┏┓┗┛]*")
_GAP = re.compile(r"(?<=\S)(?:[ \u00a0\t]*(?:\t|\u3000)[ \u00a0\t\u3000]*|[ \u00a0]{2,})(?=\S)")
"""Two or more blanks, or one U+3000 or tab, between words; not before the first, where they are an indent."""


def text_to_extract(
    decoded: Decoded, document: str, *, place: str, cells: str | Sequence[int] = "tab"
) -> Extract:
    """Take a plain text as lines, its cells parted by tabs.

    The tab that stands for a separator points at it; one put at a fixed column points at the character before. Lines
    without a separator stay as they are. Raises DescriptionError where `cells` is nothing that is known.
    """
    source = SourceText(document, decoded.text)
    lines = source.lines()
    torn: list[int] = []
    if cells != "tab":
        cut = _cutter(cells, place, torn)
        lines = [cut(number, line) for number, line in enumerate(lines, 1)]
    findings = (*text_to_findings(source, decoded), *_torn_findings(source, torn))
    return Extract(source, tuple(lines), "text", decoded.charset, findings=findings)


def _cutter(cells: str | Sequence[int], place: str, torn: list[int]) -> Callable[[int, Line], Line]:
    if isinstance(cells, str):
        known: dict[str, Callable[[int, Line], Line]] = {
            "pipe": lambda _, line: _cut_at_pipes(line),
            "spaces": lambda _, line: _cut_at_gaps(line),
            "comma": lambda _, line: record_to_line(line),
        }
        if cells in known:
            return known[cells]
    elif cells and all(isinstance(c, int) for c in cells) and list(cells) == sorted({*cells} - {-1}):
        edges = [column for column in cells if column > 0]

        def cut(number: int, line: Line) -> Line:
            made, clean = _cut_at_columns(line, edges)
            if not clean:
                torn.append(number)
            return made

        return cut
    raise DescriptionError(
        place,
        Bilingual(
            f"cells = {cells!r} は扱えません。tab、pipe、spaces、comma か、昇順の桁位置の配列にしてください。",
            f"cells = {cells!r} is not known; give tab, pipe, spaces, comma or a rising list of columns",
        ),
    )


def _cut_at_pipes(line: Line) -> Line:
    """A tab for each pipe; the outer ones, which are the table's frame, go. A line of rules stays."""
    if not _PIPE.search(line.text) or _RULE.fullmatch(line.text):
        return line
    inner = line.strip()
    if _PIPE.match(inner.text):
        inner = inner[1 : len(inner)]
    if inner.text and _PIPE.match(inner.text[-1]):
        inner = inner[0 : len(inner) - 1]
    return Line(_PIPE.sub(TAB, inner.text.replace(TAB, " ")), inner.offsets, inner.seams)


def _cut_at_gaps(line: Line) -> Line:
    """One tab for each run of blanks that parts two words."""
    pieces, at = Pieces(), 0
    start = line.offsets[0] if line.text else 0
    for gap in _GAP.finditer(line.text):
        pieces.add(line.text[at : gap.start()], start + at).at(TAB, start + gap.start())
        at = gap.end()
    return pieces.add(line.text[at:], start + at).line() if at else line


def _cut_at_columns(line: Line, edges: Sequence[int]) -> tuple[Line, bool]:
    """A tab at each of the columns, if the line is a row: at one of them at least it shows a blank.

    The second value is False where a word of a row runs on over an edge.
    """
    cuts = list(_cuts(line.text, edges))
    if not any(blank for _, blank in cuts):
        return line, True
    pieces, at, start = Pieces(), 0, line.offsets[0]
    text = line.text.replace(TAB, " ")
    for cut, _ in cuts:
        pieces.add(text[at:cut], start + at).at(TAB, start + max(cut - 1, 0))
        at = cut
    return pieces.add(text[at:], start + at).line(), all(blank for _, blank in cuts)


def _cuts(text: str, edges: Sequence[int]) -> Iterator[tuple[int, bool]]:
    """The index at which each column begins, and whether a blank stands on one side of it.

    A character that lies across an edge belongs to the cell in which it begins.
    """
    column, wanted = 0, list(edges)
    for index, character in enumerate(text):
        while wanted and column >= wanted[0]:
            clean = column == wanted.pop(0)
            yield index, clean and (not index or text[index - 1].isspace() or character.isspace())
        if not wanted:
            return
        column += display_width(character)


def display_width(character: str) -> int:
    """How many columns a character takes where Japanese text is set in fixed columns.

    >>> [display_width(c) for c in "市ｱ○a"]
    [2, 1, 2, 1]
    """
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WFA" else 1


def _torn_findings(source: SourceText, torn: Sequence[int]) -> tuple[Finding, ...]:
    if not torn:
        return ()
    return (
        gathered(
            "cell-crosses-column",
            Severity.WARNING,
            Bilingual(
                f"指定された桁位置をまたぐ語が {len(torn)} 行にあります。レイアウトの cells の桁位置を確かめてください。",
                f"in {len(torn)} lines a word runs over a fixed column; check the columns of cells in the layout",
            ),
            line_places(source, torn),
        ),
    )
