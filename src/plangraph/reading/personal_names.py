"""Personal names: found by the layout's patterns and by what every document writes alike, and put out of sight.

A name is covered wherever it stands, in the text that is kept as well as in its lines; places stay true, since a name
never spans a line.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace

from plangraph.reading.extract import Extract
from plangraph.reading.lines import Line, SourceText
from plangraph.reading.source import NAME_MASK
from plangraph.reading.spots import Spotted

_OFFICE_HEAD = re.compile(
    r"(?:部|課|室|局|所|館|センター|係)長[ \u3000]*[(（](?P<name>[^()（）\d\s][^()（）\d]{1,11})[)）]"
)
"""課長(氏名): how documents of many cities name who is in charge."""
_NO_NAME = re.compile(r"兼務|兼任|事務取扱|代理|欠員|級|職|補佐|心得|併任|再掲|実施|計上|担当")
_SHORTEST_ELSEWHERE = 3
"""A name of two characters is covered where it was found only: elsewhere it may be a word."""


def names_in(lines: Iterable[Line], patterns: Sequence[re.Pattern[str]]) -> set[str]:
    """Every name that the patterns' group `name`, or the usual 課長(氏名), finds."""
    found: set[str] = set()
    for line in lines:
        for pattern in patterns:
            found |= {matched["name"].strip() for matched in pattern.finditer(line.text)}
        if "長" in line.text:
            found |= {
                m["name"].strip() for m in _OFFICE_HEAD.finditer(line.text) if not _NO_NAME.search(m["name"])
            }
    return found - {"", NAME_MASK}


def without_names(extract: Extract, names: Iterable[str]) -> Extract:
    """The same extract with ［氏名］ in the place of each name, in its text and in its lines."""
    wanted = sorted((n for n in set(names) if n.strip() and n != NAME_MASK), key=len, reverse=True)
    if not wanted:
        return extract
    pattern = re.compile("|".join(_spaced(name) for name in wanted))
    spans = _spans(extract, pattern)
    if not spans:
        return extract
    moved = _Moved(spans)
    text = moved.text(extract.source.text)
    spots = [Spotted(moved.start(s.start), moved.stop(s.stop), s.spot) for s in extract.source.spots]
    source = SourceText(extract.source.document, text, spots)
    return replace(extract, source=source, lines=tuple(moved.line(line) for line in extract.lines))


def _spaced(name: str) -> str:
    """A name as it is met again, with or without white space in it; a short one only in brackets or alone."""
    body = r"[ \u3000]*".join(re.escape(character) for character in name if not character.isspace())
    if len(re.sub(r"\s", "", name)) < _SHORTEST_ELSEWHERE:
        return rf"(?<=[(（\t\u2028:： \u3000]){body}(?=[)）\t\u2028 \u3000]|$)"
    return body


def _spans(extract: Extract, pattern: re.Pattern[str]) -> list[tuple[int, int]]:
    """Where the names stand in the text: found in the lines, whose characters may lie apart, and in the text itself."""
    covered: set[int] = set()
    for line in extract.lines:
        for matched in pattern.finditer(line.text):
            covered |= {int(o) for o in line.offsets[matched.start() : matched.end()]}
    for matched in pattern.finditer(extract.source.text):
        covered |= set(range(*matched.span()))
    spans: list[tuple[int, int]] = []
    for offset in sorted(covered):
        if spans and spans[-1][1] == offset:
            spans[-1] = (spans[-1][0], offset + 1)
        else:
            spans.append((offset, offset + 1))
    return spans


class _Moved:
    """Where each character of a text has gone, once masks stand in the place of some spans."""

    def __init__(self, spans: Sequence[tuple[int, int]]) -> None:
        self.spans = spans
        self.starts = [start for start, _ in spans]
        self.shifts = [0]
        for start, stop in spans:
            self.shifts.append(self.shifts[-1] + len(NAME_MASK) - (stop - start))

    def at(self, offset: int) -> tuple[int, int | None]:
        """The new position of a character, and the index of the span that it lies in."""
        index = bisect_right(self.starts, offset) - 1
        if index >= 0 and offset < self.spans[index][1]:
            return self.spans[index][0] + self.shifts[index], index
        return offset + self.shifts[index + 1], None

    def start(self, offset: int) -> int:
        return self.at(offset)[0]

    def stop(self, offset: int) -> int:
        """Where a piece that ended before `offset` ends now."""
        last, index = self.at(offset - 1)
        return last + (len(NAME_MASK) if index is not None else 1)

    def text(self, text: str) -> str:
        parts, at = [], 0
        for start, stop in self.spans:
            parts += [text[at:start], NAME_MASK]
            at = stop
        return "".join([*parts, text[at:]])

    def line(self, line: Line) -> Line:
        text: list[str] = []
        offsets: list[int] = []
        last: int | None = None
        for character, offset in zip(line.text, line.offsets, strict=True):
            new, index = self.at(int(offset))
            if index is None:
                text.append(character)
                offsets.append(new)
            elif index != last:
                text.append(NAME_MASK)
                offsets.extend(range(new, new + len(NAME_MASK)))
            last = index
        return Line("".join(text), tuple(offsets))
