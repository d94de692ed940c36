"""二段組み: the lines of a table of two columns that wrap independently, told apart again.

The extraction printed both columns' lines side by side, parted by a space where it still shows, and put the table's
row numbers between them. A line is placed only on evidence: a line that does not end its paragraph fills its column,
and a sentence that is open in one column goes on there. A dynamic programme looks for the placings of all lines that
hold to this with the fewest exceptions; a line that could be placed in more than one way among these is
undetermined, and so is one that fits in none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise, product

from plangraph.model.texts import same_length_nfkc
from plangraph.reading.lines import Line
from plangraph.reading.sheet_text import Manner, has_inner_gap, is_full, width

_DENSE = 10  # so many single characters, each from a place of its own, are a run without any white space

_State = tuple[bool, bool]  # whether the left and the right column have an open paragraph
_ALL: frozenset[_State] = frozenset((left, right) for left, right in product((False, True), repeat=2))


@dataclass(frozen=True, slots=True)
class Placing:
    """One way to part a printed line; `at_seam` says that the parting itself was lost and found again."""

    left: tuple[Line, ...]
    right: tuple[Line, ...]
    at_seam: bool = False


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """A line, and where its pieces belong; `placing` is None where that cannot be told."""

    line: Line
    placing: Placing | None


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row of the table. `stray` holds lines of which it cannot be told whether they belong here or to the next row."""

    number: int
    label: Line | None
    lines: tuple[PlacedLine, ...]
    stray: tuple[PlacedLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Columns:
    """The two columns' rooms, in full-width characters."""

    left: float
    right: float
    manner: Manner

    def rows(self, lines: Sequence[Line], first: int, last: int) -> tuple[TableRow, ...]:
        """Part the lines of a table into rows `first` to `last`, and each line into its columns."""
        texts, labels = _cut_row_numbers(lines, first, last)
        placed = self.place([piece for text in texts for piece in _cut_dense_runs(text)], closed=True)
        return _part_rows(placed, labels, range(first, last + 1), self.manner)

    def place(self, lines: Sequence[Line], *, closed: bool) -> list[PlacedLine]:
        """Find the column of each line; `closed` says that both columns begin with a new paragraph."""
        options = [
            [] if is_dense(line) else self._placings(line, free_left=i > 0 and is_dense(lines[i - 1]))
            for i, line in enumerate(lines)
        ]
        return [
            PlacedLine(line, found[0] if len(found) == 1 else None)
            for line, found in zip(lines, self._best(options, closed), strict=True)
        ]

    def _placings(self, line: Line, *, free_left: bool) -> list[Placing]:
        """Every way to part a line that the columns' rooms allow.

        `free_left`: its left part goes on behind a run whose last line's width is not known.
        """
        found = []
        gaps = [m.span() for m in re.finditer(r"\s+", line.text.strip())]
        if not has_inner_gap(line.text):
            left, right = self.manner.fill(line, self.left), self.manner.fill(line, self.right)
            found += [Placing(left, (), len(left) > 1)] if left else []
            found += [Placing((), right, len(right) > 1)] if right else []
            gaps += [(seam, seam) for seam in sorted(line.seams)]
        for a, b in gaps:
            head, tail = line[:a], line[b : len(line)]
            ends = self.manner.closes(head.text) and width(head.text) <= self.left
            if not (ends or is_full(head.text, self.left) or (free_left and a < b)):
                continue
            if has_inner_gap(tail.text) or (right := self.manner.fill(tail, self.right)) is None:
                continue
            found.append(Placing((head,), right, a == b or len(right) > 1))
        return found

    def _best(self, options: Sequence[Sequence[Placing]], closed: bool) -> list[list[Placing | None]]:
        """For each line, the placings that stand in some account of all lines with the fewest exceptions.

        None stands for the line as such an exception.
        """
        start = {(False, False): 0} if closed else dict.fromkeys(_ALL, 0)
        before: list[dict[_State, int]] = [start]
        for placings in options:
            before.append(
                _least(
                    (then, cost + step)
                    for state, cost in before[-1].items()
                    for then, step, _ in self._steps(state, placings)
                )
            )
        after: list[dict[_State, int]] = [dict.fromkeys(_ALL, 0)]
        for placings in reversed(options):
            after.append(
                _least(
                    (state, after[-1][then] + step)
                    for state in _ALL
                    for then, step, _ in self._steps(state, placings)
                )
            )
        after.reverse()
        least = min(before[-1].values())
        return [
            _distinct(
                placing
                for state, cost in before[i].items()
                for then, step, placing in self._steps(state, placings)
                if cost + step + after[i + 1][then] == least
            )
            for i, placings in enumerate(options)
        ]

    def _steps(self, state: _State, placings: Sequence[Placing]) -> list[tuple[_State, int, Placing | None]]:
        """Where each placing leads from a state; to fit nowhere costs 1 and leaves both columns unknown."""
        steps: list[tuple[_State, int, Placing | None]] = [(then, 1, None) for then in _ALL]
        for placing in placings:
            for left in self._after(state[0], placing.left, self.left):
                rights = self._after(state[1], placing.right, self.right)
                steps.extend(((left, right), 0, placing) for right in rights)
        return steps

    def _after(self, is_open: bool, pieces: Sequence[Line], room: float) -> set[bool]:
        """Whether a column's paragraph can be open behind some lines; nothing where they cannot stand there."""
        states = {is_open}
        for piece in pieces:
            if self.manner.begins(piece.text) in states:
                states -= {self.manner.begins(piece.text)}
            if not states:
                return set()
            # A full line that ends with a sentence may be followed by another sentence of its paragraph.
            closes = self.manner.closes(piece.text)
            states = {True, False} if closes and is_full(piece.text, room) else {not closes}
        return states


def is_dense(line: Line) -> bool:
    """Whether every character of a line comes from a place of its own: no white space can show its columns."""
    return len(line) >= _DENSE and len(line.seams) == len(line) - 1


def _cut_dense_runs(line: Line) -> list[Line]:
    """Part runs of single characters from the text that they lead into."""
    edges, start = sorted({0, len(line), *line.seams}), 0
    cuts = []
    for a, b in pairwise(edges):
        if b - a > 1:
            if a - start >= _DENSE:
                cuts += [start, a]
            start = b
    if len(line) - start >= _DENSE:
        cuts += [start, len(line)]
    ends = sorted({0, len(line), *cuts})
    return [line[a:b].strip() for a, b in pairwise(ends) if line.text[a:b].strip()]


def _cut_row_numbers(
    lines: Sequence[Line], first: int, last: int
) -> tuple[list[Line], list[tuple[int, int, Line]]]:
    """Take the row numbers out of a table's lines.

    Each is given as its number, the index of the line that follows it among those that are left, and its own line.
    """
    texts: list[Line] = []
    labels: list[tuple[int, int, Line]] = []
    expected = first
    for line in lines:
        matched = re.match(r"\s*(\d+)", same_length_nfkc(line.text))
        number = int(matched[1]) if matched else 0
        if matched and expected <= number <= last and _stands_alone(line, matched.end()):
            labels.append((number, len(texts), line.group(matched, 1)))
            expected = number + 1
            line = line[matched.end() : len(line)].strip()
        if line.text.strip():
            texts.append(line.strip())
    return texts, [(n, _pieces_before(texts, i), label) for n, i, label in labels]


def _pieces_before(texts: Sequence[Line], index: int) -> int:
    return sum(len(_cut_dense_runs(text)) for text in texts[:index])


def _stands_alone(line: Line, end: int) -> bool:
    return end == len(line) or line.text[end].isspace() or end in line.seams


def _part_rows(
    placed: Sequence[PlacedLine],
    labels: Sequence[tuple[int, int, Line]],
    numbers: Iterable[int],
    manner: Manner,
) -> tuple[TableRow, ...]:
    """Part a table's lines into rows.

    A row number stands somewhere beside its row or right behind it. So the next row begins with the first line after
    it that begins a paragraph in both columns. Where a line of unknown column lies between, that is not certain.
    """
    known = {number: (index, label) for number, index, label in labels}
    rows, start = [], 0
    for number in numbers:
        index, label = known.get(number, (None, None))
        if index is None:
            rows.append(TableRow(number, None, ()))
            continue
        index = max(index, start)
        later = [n for n in known if n > number]
        end = next((i for i in range(index, len(placed)) if _begins_row(placed[i], manner)), None)
        if end is None or not later:
            end = len(placed)
        between = placed[index:end]
        certain = end == len(placed) or all(line.placing for line in between)
        rows.append(
            TableRow(
                number,
                label,
                tuple(placed[start : end if certain else index]),
                () if certain else tuple(between),
            )
        )
        start = end
    if start < len(placed) and rows:
        rows[-1] = TableRow(
            rows[-1].number, rows[-1].label, rows[-1].lines, (*rows[-1].stray, *placed[start:])
        )
    return tuple(rows)


def _begins_row(line: PlacedLine, manner: Manner) -> bool:
    placing = line.placing
    return bool(
        placing
        and placing.left
        and placing.right
        and manner.begins(placing.left[0].text)
        and manner.begins(placing.right[0].text)
    )


def _least(steps: Iterable[tuple[_State, int]]) -> dict[_State, int]:
    costs: dict[_State, int] = {}
    for state, cost in steps:
        costs[state] = min(cost, costs.get(state, cost))
    return costs


def _distinct(placings: Iterable[Placing | None]) -> list[Placing | None]:
    return list(dict.fromkeys(placings))
