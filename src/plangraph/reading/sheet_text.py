"""Running text in the cells of a sheet: how wide a printed line is, where it was broken, what is a label in it.

A cell's text fills its lines: a line that does not end its paragraph is as wide as the cell. This is what tells a
line of text from a label that the extraction put between two of them, and the columns of a table from each other.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import pairwise
from operator import add
from typing import Any

from plangraph.model.texts import same_length_nfkc, without_wraps
from plangraph.reading.lines import Line

# 禁則処理 moves one character over a line's edge, and a half-width letter leaves half a place.
_SHORT, _LONG = 1.5, 0.5

_GAP = re.compile(r"(?<![0-9A-Za-z\s])\s+(?![0-9A-Za-z\s])")


def width(text: str) -> float:
    """How much room a text takes in print; one full-width character is 1.

    >>> width("平成29年度"), width("　CMS")
    (5.0, 2.5)
    """
    return sum(1 if unicodedata.east_asian_width(c) in "WFA" else 0.5 for c in text)


@dataclass(frozen=True, slots=True)
class Manner:
    """How a layout writes running text: what begins a paragraph, and what ends a sentence."""

    bullets: tuple[str, ...]
    closers: tuple[str, ...]

    @classmethod
    def from_settings(cls, settings: Mapping[str, Any]) -> Manner:
        """Take `bullets` and `closers` of a layout."""
        return cls(tuple(settings["bullets"]), tuple(settings["closers"]))

    def begins(self, text: str) -> bool:
        """Whether a line begins a paragraph."""
        return text.lstrip().startswith(self.bullets)

    def closes(self, text: str) -> bool:
        """Whether a line ends with a sentence."""
        return text.rstrip().endswith(self.closers)

    def breaks(self, line: Line) -> tuple[Line, ...]:
        """Part a line at seams where one paragraph ends and the next begins: the newline there was lost."""
        cuts = [s for s in sorted(line.seams) if self.closes(line.text[:s]) and self.begins(line.text[s:])]
        return tuple(line[a:b] for a, b in zip([0, *cuts], [*cuts, len(line)], strict=True))

    def fill(self, line: Line, room: float) -> tuple[Line, ...] | None:
        """Break a line into the printed lines of a cell that is `room` wide; None where it does not fit there.

        Each printed line but the last of a paragraph is full. A break is possible only at a seam, where the
        extraction may have lost a newline.
        """
        pieces: list[Line] = []
        for paragraph in self.breaks(line):
            rest = paragraph
            while width(rest.text) > room + _LONG:
                cuts = [s for s in rest.seams if is_full(rest.text[:s], room)]
                if not cuts:
                    return None
                pieces.append(rest[: max(cuts)])
                rest = rest[max(cuts) :]
            if not (self.closes(rest.text) or is_full(rest.text, room)):
                return None
            pieces.append(rest)
        return tuple(pieces)


def is_full(text: str, room: float) -> bool:
    """Whether a text fills a line that is `room` wide.

    >>> is_full("に" * 25, 26), is_full("に" * 20, 26)
    (True, False)
    """
    return room - _SHORT <= width(text) <= room + _LONG


def has_inner_gap(text: str) -> bool:
    """Whether white space stands where Japanese puts none: anywhere but beside a Latin letter or a digit.

    >>> has_inner_gap("ものの、 ともに"), has_inner_gap("NPO 法人")
    (True, False)
    """
    return _GAP.search(same_length_nfkc(text.strip())) is not None


@dataclass(frozen=True, slots=True)
class Passage:
    """Running text, in printed lines without their labels."""

    parts: tuple[Line, ...] = ()

    @property
    def joined(self) -> Line:
        """The whole as one line, each character still knowing its place."""
        return joined(self.parts)

    def paragraphs(self, manner: Manner) -> str:
        """The text as it reads, a newline between two paragraphs."""
        texts: list[str] = []
        for part in self.parts:
            for piece in manner.breaks(part):
                text = piece.text.strip()
                if texts and not (manner.begins(text) and manner.closes(texts[-1])):
                    texts[-1] += text
                else:
                    texts.append(text)
        return "\n".join(without_wraps(text) for text in texts)


def joined(parts: Sequence[Line]) -> Line:
    """Put lines side by side as one."""
    return reduce(add, parts, Line("", ()))


@dataclass(frozen=True, slots=True)
class Unlabelled:
    """Lines without the label that stood between them, its pieces, and what of the label was not found."""

    lines: tuple[Line, ...]
    label: tuple[Line, ...]
    missing: str


def cut_label(lines: Sequence[Line], label: str) -> Unlabelled:
    """Take out of some lines the pieces of a known label, which a narrow cell beside them printed over many lines.

    A piece is cut only where it stands by itself: between line ends, white space and seams, in the label's order.

    >>> from plangraph.reading.lines import SourceText
    >>> cut = cut_label(SourceText("d", "基本的\\n市民のために\\n考え 努める。").lines(), "基本的考え方")
    >>> [line.text for line in cut.lines], [line.text for line in cut.label], cut.missing
    (['市民のために', '努める。'], ['基本的', '考え'], '方')
    """
    left = squeezed(label)
    kept: list[Line] = []
    pieces: list[Line] = []
    for line in lines:
        start = 0
        for a, b in _segments(line):
            word = squeezed(line.text[a:b])
            if left.startswith(word):
                left = left[len(word) :]
                kept.append(line[start:a].strip())
                pieces.append(line[a:b])
                start = b
        kept.append(line[start : len(line)].strip())
    return Unlabelled(tuple(line for line in kept if line.text), tuple(pieces), left)


def squeezed(text: str) -> str:
    """A text as labels are compared: widths and white space gone."""
    return re.sub(r"\s+", "", same_length_nfkc(text))


def _segments(line: Line) -> list[tuple[int, int]]:
    """The stretches between seams and white space."""
    edges = sorted({0, len(line), *line.seams})
    spans: list[tuple[int, int]] = []
    for a, b in pairwise(edges):
        spans.extend((a + m.start(), a + m.end()) for m in re.finditer(r"\S+", line.text[a:b]))
    return spans
