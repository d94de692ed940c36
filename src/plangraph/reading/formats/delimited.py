"""CSV and TSV (RFC 4180, and what is met beside it) → one line a record, made of the file's own characters.

The quotes that hold a field go and a doubled quote is one; a newline inside a field is U+2028. The separator is told by
how evenly it cuts the records.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from plangraph.errors import SourceError
from plangraph.model.findings import Finding, Severity
from plangraph.model.texts import Bilingual
from plangraph.reading.extract import TAB, Extract
from plangraph.reading.formats.charset import Decoded
from plangraph.reading.formats.doubts import gathered, line_places, text_to_findings
from plangraph.reading.formats.pieces import Pieces, cell_text
from plangraph.reading.lines import Line, SourceText

SEPARATORS = (",", TAB, ";")
"""In the order in which they win where they cut a file equally well."""
_SAMPLE_RECORDS = 200
_SAMPLE_CHARACTERS = 200_000
_NAMED = re.compile(r"sep=([,;\t])\n")
"""The line in which spreadsheets name the separator."""


@dataclass
class _Doubts:
    """Offsets at which something was met that the rules of the format do not have."""

    behind_quote: list[int] = field(default_factory=list)
    unclosed: int | None = None


@dataclass(frozen=True, slots=True)
class _Record:
    line: Line
    start: int
    has_newline: bool


def delimited_to_extract(
    decoded: Decoded, document: str, *, place: str, separator: str | None = None
) -> Extract:
    """Read records; the file's separator is found unless it is given.

    Raises SourceError for a quote that is never closed. What follows a closing quote in the same field is kept and reported,
    and so is a record with newlines in a field whose number of cells is unusual: there a quote may have swallowed records.
    """
    named = _NAMED.match(decoded.text)
    sign = named[1] if named else separator or _separator(decoded.text)
    source, doubts = SourceText(document, decoded.text), _Doubts()
    start = named.end() if named else 0
    records = list(_records(decoded.text, sign, start, doubts))
    if doubts.unclosed is not None:
        raise _never_closed(place, source.line_number(doubts.unclosed))
    lines = tuple(record.line for record in records)
    findings = (
        *text_to_findings(source, decoded),
        *_quote_findings(source, doubts.behind_quote),
        *_swallowed_findings(source, records),
    )
    kind = "tsv" if sign == TAB else "csv"
    return Extract(source, lines, kind, decoded.charset, (("table 1", 0, len(lines)),), findings=findings)


def record_to_line(line: Line) -> Line:
    """One line of a text as one record parted by commas; a quote that the line does not close is a character.

    >>> record_to_line(Line('a,"b,c"', range(7))).text
    'a\\tb,c'
    """
    doubts = _Doubts()
    start = line.offsets[0] if line.text else 0
    made = next(_records(line.text, ",", 0, doubts), None)
    if made is None or doubts.unclosed is not None:
        return Line(line.text.replace(TAB, " ").replace(",", TAB), line.offsets)
    return Line(made.line.text, [offset + start for offset in made.line.offsets])


def _separator(text: str) -> str:
    """The separator that cuts the most of the first records into the same number of cells, more than one."""

    def evenness(sign: str) -> tuple[float, int]:
        head = text[:_SAMPLE_CHARACTERS]
        records = islice(_records(head, sign, 0, _Doubts()), _SAMPLE_RECORDS)
        counts = Counter(r.line.text.count(TAB) for r in records if r.line.text.strip())
        cells, many = max(counts.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
        return (many / counts.total(), cells) if cells else (0.0, 0)

    return max(SEPARATORS, key=evenness)


def _records(text: str, sign: str, start: int, doubts: _Doubts) -> Iterator[_Record]:
    """Cut a text into records, a line without quotes in one go."""
    at = start
    while at < len(text):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        if text.find('"', at, end) < 0:
            yield _Record(Line(_plain(text[at:end], sign), range(at, end)), at, False)
            at = end + 1
            continue
        pieces, begin = Pieces(), at
        at = _quoted_record(text, sign, at, pieces, doubts)
        line = pieces.line()
        yield _Record(line, begin, "\n" in text[begin : at - 1])


def _plain(text: str, sign: str) -> str:
    return TAB.join(map(cell_text, text.split(TAB))) if sign == TAB else cell_text(text).replace(sign, TAB)


def _quoted_record(text: str, sign: str, at: int, pieces: Pieces, doubts: _Doubts) -> int:
    """Write one record field by field; gives where the next one begins."""
    ends = re.compile(f"[{sign}\n]")
    while True:
        at = _quoted_field(text, at, pieces, doubts) if text.startswith('"', at) else at
        found = ends.search(text, at)
        stop = found.start() if found else len(text)
        if stop > at:
            if at and text[at - 1] == '"' and text[at:stop].strip():
                doubts.behind_quote.append(at)
            pieces.add(cell_text(text[at:stop]), at)
        if found is None or found[0] == "\n":
            return stop + 1
        pieces.at(TAB, stop)
        at = stop + 1


def _quoted_field(text: str, at: int, pieces: Pieces, doubts: _Doubts) -> int:
    """Write what stands between quotes; gives the place behind the closing one."""
    opened, at = at, at + 1
    while True:
        end = text.find('"', at)
        if end < 0:
            doubts.unclosed = opened
            pieces.add(cell_text(text[at:]), at)
            return len(text)
        doubled = text.startswith('"', end + 1)
        pieces.add(cell_text(text[at : end + doubled]), at)
        at = end + 1 + doubled
        if not doubled:
            return at


def _never_closed(place: str, line: int) -> SourceError:
    return SourceError(
        f"{place}:{line}",
        Bilingual(
            'この行で開いた引用符（"）が、ファイルの終わりまで閉じていません。引用符を閉じるか、二重（""）にしてください。',
            'the quote (") opened on this line is never closed; close it, or double it where it is a character',
        ),
    )


def _quote_findings(source: SourceText, offsets: Sequence[int]) -> tuple[Finding, ...]:
    if not offsets:
        return ()
    numbers = sorted({source.line_number(offset) for offset in offsets})
    return (
        gathered(
            "text-behind-quote",
            Severity.WARNING,
            Bilingual(
                f"閉じた引用符のすぐ後ろに文字が続く欄が {len(offsets)} あります。引用符の付け方を確かめてください。",
                f"in {len(offsets)} fields text follows the closing quote; check how the fields are quoted",
            ),
            line_places(source, numbers),
        ),
    )


def _swallowed_findings(source: SourceText, records: Sequence[_Record]) -> tuple[Finding, ...]:
    """Records that hold newlines and have not as many cells as most others."""
    if not any(record.has_newline for record in records):
        return ()
    counts = Counter(record.line.text.count(TAB) for record in records if record.line.text)
    usual = counts.most_common(1)[0][0]
    odd = [r for r in records if r.has_newline and r.line.text.count(TAB) != usual]
    if not odd:
        return ()
    return (
        gathered(
            "record-over-lines-unusual",
            Severity.WARNING,
            Bilingual(
                f"改行を含み、欄の数がほかの行（{usual + 1} 欄）と違う行が {len(odd)} あります。引用符の閉じ忘れがないか確かめてください。",
                f"{len(odd)} records hold newlines and do not have {usual + 1} cells as most do; "
                "check that each quote is closed",
            ),
            line_places(source, [source.line_number(record.start) for record in odd]),
        ),
    )
