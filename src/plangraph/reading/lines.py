"""Text whose every character knows where in the document it stood.

A stage that moves characters (the unweaving) keeps their offsets, so that a table cell read from the moved text still
points at the document's own lines.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import SupportsIndex

from plangraph.model.places import Evidence, Place
from plangraph.model.texts import same_length_nfkc
from plangraph.reading.offsets import compact_offsets, joined_offsets
from plangraph.reading.spots import Spot, Spotted, spots_to_where


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text, without its newline.

    `offsets[i]` is the position of `text[i]` in the document's text, counted in characters from 0; of characters that
    stand side by side it is a `range`, whatever sequence was given. `seams` are the positions inside the line
    (0 < seam < len) at which two pieces were joined that did not stand side by side in the document: white space may
    have been lost there.
    """

    text: str
    offsets: Sequence[int]
    seams: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        if len(self.text) != len(self.offsets):
            raise ValueError("a line needs one offset for each character")
        object.__setattr__(self, "offsets", compact_offsets(self.offsets))

    def __len__(self) -> int:
        return len(self.text)

    def __getitem__(self, part: slice) -> Line:
        start, stop, step = part.indices(len(self.text))
        if step != 1:
            raise ValueError("a line is cut, never thinned")
        inner = frozenset(seam - start for seam in self.seams if start < seam < stop)
        return Line(self.text[start:stop], self.offsets[start:stop], inner)

    def __add__(self, other: Line) -> Line:
        """Join two lines; the joint is a seam unless they stood side by side."""
        shifted = {seam + len(self) for seam in other.seams}
        if self.text and other.text and self.offsets[-1] + 1 != other.offsets[0]:
            shifted.add(len(self))
        offsets = joined_offsets((self.offsets, other.offsets))
        return Line(self.text + other.text, offsets, self.seams | shifted)

    def strip(self) -> Line:
        """Cut white space from both ends, U+3000 among it."""
        start = len(self.text) - len(self.text.lstrip())
        return self[start : len(self.text.rstrip())] if self.text.strip() else self[0:0]

    def match(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Match the whole line, its characters brought to NFKC one by one, so that positions hold."""
        return pattern.fullmatch(same_length_nfkc(self.text))

    def split(self, separator: str) -> tuple[Line, ...]:
        """Cut at each separator, which goes."""
        parts, start = [], 0
        for matched in re.finditer(re.escape(separator), self.text):
            parts.append(self[start : matched.start()])
            start = matched.end()
        return (*parts, self[start : len(self)])

    def group(self, matched: re.Match[str], name: str | int) -> Line:
        """Cut out what a group of a match on this line holds."""
        start, stop = matched.span(name)
        return self[max(start, 0) : max(stop, 0)]


class SourceText:
    """The text of one document, with its line numbers.

    `text` has newlines as `\\n` only. Line numbers count from 1. Where the text was written from a document that has
    no lines of its own, `spots` say where in the document its pieces stand, in rising order and apart from each other.
    """

    def __init__(self, document: str, text: str, spots: Sequence[Spotted] = ()) -> None:
        self.document = document
        self.text = text
        self.spots = tuple(spots)
        self._starts = [0, *(m.end() for m in re.finditer("\n", text))]
        self._spot_starts = [spotted.start for spotted in self.spots]

    def line_number(self, offset: int) -> int:
        """The number of the line in which a character stands."""
        return bisect_right(self._starts, offset)

    def lines(self) -> list[Line]:
        """Every line of the document, blank ones too; line number n is the item n - 1."""
        made = []
        for number, text in enumerate(self.text.split("\n")):
            start = self._starts[number]
            made.append(Line(text, range(start, start + len(text))))
        return made

    def place(self, offsets: Iterable[SupportsIndex]) -> Place:
        """The lines in which the given characters stand, and the spots where the document has such."""
        known = sorted({int(offset) for offset in offsets})
        lines = Place.of_lines(map(self.line_number, known)).lines
        return Place(lines, spots_to_where(self._spots_at(known)) if self.spots else None)

    def _spots_at(self, offsets: Iterable[int]) -> list[Spot]:
        found: dict[int, None] = {}
        for offset in offsets:
            at = bisect_right(self._spot_starts, offset) - 1
            if at >= 0 and offset < self.spots[at].stop:
                found[at] = None
        return [self.spots[at].spot for at in found]

    def evidence(self, *parts: Line, quote: str | None = None) -> Evidence:
        """Point at the lines in which `parts` stand.

        The quote is the text of those parts, a newline between two; `quote` puts other words in its place.
        """
        offsets = [offset for part in parts for offset in part.offsets]
        words = "\n".join(part.text for part in parts) if quote is None else quote
        return Evidence(self.document, self.place(offsets or [0]), words)

    def line_evidence(self, *numbers: int) -> Evidence:
        """Point at whole lines by number, quoting them as they stand."""
        spans = [self._span(number) for number in sorted(set(numbers))]
        place = Place.of_lines(numbers)
        if self.spots:
            place = self.place(offset for start, stop in spans for offset in range(start, stop))
        return Evidence(self.document, place, "\n".join(self.text[start:stop] for start, stop in spans))

    def line_text(self, number: int) -> str:
        """One whole line by its number, without its newline."""
        start, stop = self._span(number)
        return self.text[start:stop]

    def _span(self, number: int) -> tuple[int, int]:
        """Where a line begins and ends, its newline not counted."""
        stop = self._starts[number] - 1 if number < len(self._starts) else len(self.text)
        return self._starts[number - 1], stop


def line_numbers(source: SourceText, *lines: Line) -> list[int]:
    """The document's own line numbers behind the printed characters of some lines."""
    numbers: set[int] = set()
    for line in lines:
        printed = line.strip()
        if not printed.text:
            continue
        first, last = int(printed.offsets[0]), int(printed.offsets[-1])
        if last - first == len(printed) - 1 and source.line_number(first) == source.line_number(last):
            numbers.add(source.line_number(first))
            continue
        numbers |= {
            source.line_number(int(offset))
            for character, offset in zip(printed.text, printed.offsets, strict=True)
            if not character.isspace()
        }
    return sorted(numbers)


def visible(text: str) -> Iterator[str]:
    """The characters that are not white space; U+3000 is white space here.

    >>> "".join(visible("協1 - 1 :　市民"))
    '協1-1:市民'
    """
    return (c for c in text if not c.isspace())
