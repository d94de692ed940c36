"""The order in which the parts of a woven or turned page are read.

A page is a circle of units. It is cut open where its head stands; the first pass reads plain text and
the single characters of run A, the second pass the chunks of run B, both in the circle's order. Where
the head stands is told by heads (patterns that the layout gives), by a last chunk that is short, and by
sentences that read on from the page's last line to its first. Without enough of these a page keeps the
order it has.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from plangraph.reading.lines import Line
from plangraph.reading.pages import Block, Page, counted, is_blank
from plangraph.reading.rhythm import Rhythm, Role

_HEAD_WINDOW = 80  # characters of the first pass that a head pattern is shown
_NUMERAL_WINDOW = 8  # singles between a stray numeral and the heading that it was parted from
_SENTENCE_END = ("。", "．", "！", "？")


@dataclass(frozen=True, slots=True)
class Unit:
    """One block of a woven page, or one line of its plain text; `at` is its position in the page.

    `goes_on` as in `plangraph.reading.rhythm.Part`.
    """

    at: int
    role: Role
    lines: tuple[Line, ...]
    stretch: int = 0
    goes_on: bool = False

    @property
    def blank(self) -> bool:
        return all(is_blank(line) for line in self.lines)

    @property
    def first_pass(self) -> bool:
        return self.role in (Role.PLAIN, Role.SINGLE, Role.STRAY_SINGLE)

    @property
    def text(self) -> str:
        return "\n".join(line.text for line in self.lines).strip(" \t\n")


@dataclass(frozen=True, slots=True)
class Head:
    """Where a head begins: the index of a unit, the rank of the pattern that it fits, its number."""

    index: int
    rank: int
    number: int | None


@dataclass(frozen=True, slots=True)
class Opening:
    """Where the circle is cut open: an index of its units. `sure` says whether evidence told it."""

    index: int
    sure: bool


def page_to_units(page: Page, blocks: Sequence[Block], rhythm: Rhythm | None) -> list[Unit]:
    """Lay a page out as units, without the blank lines at its edges and around what is woven."""
    units: list[Unit] = []
    for i, block in enumerate(blocks):
        part = None if rhythm is None else rhythm.parts[i]
        if part is None or part.role is Role.PLAIN:
            after = blocks[i - 1].first + len(blocks[i - 1].lines) if i else block.first
            if units and units[-1].role is Role.PLAIN:
                units += [Unit(0, Role.PLAIN, (line,)) for line in page.lines[after : block.first]]
            units += [Unit(0, Role.PLAIN, (line,)) for line in block.lines]
        else:
            units.append(Unit(0, part.role, block.lines, part.stretch, part.goes_on))
    return [replace(unit, at=at) for at, unit in enumerate(units)]


def join_split_chunk(units: list[Unit], ratio: int) -> list[Unit]:
    """Give back to run B the lines at the page's top that complete its last chunk.

    Where a page was turned between a single and its chunk, or inside a chunk, the rest of the chunk
    stands at the page's top and looks like plain text.
    """
    top: list[Unit] = []
    for unit in units:
        if unit.role is not Role.PLAIN:
            break
        top.append(unit)
    size = sum(_size(unit) for unit in top)
    bottom = 0
    for unit in reversed(units):
        if unit.role not in (Role.CHUNK, Role.STRAY_CHUNK):
            break
        if unit.role is Role.CHUNK:
            bottom += _size(unit)
            if not unit.goes_on:
                break
    bottom = 0 if bottom == ratio else bottom
    if not top or len(top) == len(units) or units[-1].role is Role.PLAIN or size + bottom != ratio:
        return units
    if bottom == 0 and units[-1].role is not Role.SINGLE:
        return units
    stretch = units[len(top)].stretch
    given = [
        replace(u, role=Role.CHUNK, stretch=stretch, goes_on=i > 0) for i, u in enumerate(top) if not u.blank
    ]
    return [replace(unit, at=at) for at, unit in enumerate([*given, *units[len(top) :]])]


def broken_edge(units: Sequence[Unit], ratio: int, heads: Sequence[Head]) -> Unit | None:
    """The unit with which a woven page is broken off at its top or bottom, if it is.

    On a page that is whole, only turned, a chunk at the top belongs to the single at the bottom; see
    `join_split_chunk`. What is left over there has lost its counterpart.
    """
    if units[-1].role is Role.SINGLE and units[0].role is not Role.CHUNK:
        return units[-1]
    woven = next(unit.at for unit in units if unit.role is not Role.PLAIN)
    headed = any(head.index == 0 for head in heads)
    if woven and not headed and sum(_size(unit) for unit in units[:woven]) <= ratio:
        return units[0]
    return None


def unsure_end(units: Sequence[Unit], short_ends: frozenset[int]) -> tuple[Line, ...]:
    """The lines of a short last chunk, if plain text may have begun among them; otherwise nothing."""
    for stretch in sorted(short_ends):
        inside = [unit for unit in units if unit.stretch == stretch]
        if inside[-1].at + 1 == len(units) or units[inside[-1].at + 1].role is not Role.PLAIN:
            continue
        begin = max((i for i, unit in enumerate(inside) if not unit.goes_on), default=0)
        lines = tuple(line for unit in inside[begin:] for line in unit.lines if not is_blank(line))
        if len(lines) > 1:
            return lines
    return ()


def _size(unit: Unit) -> int:
    return sum(counted(line.text) for line in unit.lines)


def _first_pass_text(units: Sequence[Unit]) -> tuple[str, dict[int, int]]:
    """The first pass over the circle, and where in it each unit begins.

    Strays are left out; the text's beginning stands again at its end.
    """
    starts: dict[int, int] = {}
    pieces: list[str] = []
    length = 0
    previous: Unit | None = None
    for unit in units:
        if unit.role not in (Role.PLAIN, Role.SINGLE) or unit.blank:
            continue
        if previous is not None and previous.role is Role.PLAIN and unit.role is Role.PLAIN:
            pieces.append("\n")
            length += 1
        starts[unit.at] = length
        pieces.append(unit.text)
        length += len(unit.text)
        previous = unit
    text = "".join(pieces)
    return text + text[:_HEAD_WINDOW], starts


def find_heads(units: Sequence[Unit], patterns: Sequence[re.Pattern[str]]) -> list[Head]:
    """Every place of the first pass where a head begins: at a single, or at the beginning of a plain line."""
    if not patterns:
        return []
    text, starts = _first_pass_text(units)
    heads = []
    for at, start in starts.items():
        window = text[start : start + _HEAD_WINDOW]
        for rank, pattern in enumerate(patterns):
            if matched := pattern.match(window):
                number = re.search(r"\d+", matched[0])
                heads.append(Head(at, rank, int(number[0]) if number else None))
                break
    return heads


def move_head_numerals(
    units: list[Unit], patterns: Sequence[re.Pattern[str]]
) -> tuple[list[Unit], list[tuple[Unit, Unit]]]:
    """Put a stray numeral back in front of the heading that it was parted from.

    Only where a head pattern fits the numeral and the text behind it, does not fit that text alone, and
    no other place and no other stray is near. Gives the units and each numeral moved with the unit that
    it now precedes.
    """
    text, starts = _first_pass_text(units)
    singles = [unit for unit in units if unit.role is Role.SINGLE]
    wanted: dict[int, list[Unit]] = {}
    for stray in units:
        if stray.role is not Role.STRAY_SINGLE or not stray.text.isnumeric():
            continue
        near = [u for u in singles if u.at > stray.at][:_NUMERAL_WINDOW]
        near += [u for u in singles if u.at < stray.at][-_NUMERAL_WINDOW:]
        fits = []
        for unit in near:
            window = text[starts[unit.at] : starts[unit.at] + _HEAD_WINDOW]
            if any(p.match(stray.text + window) and not p.match(window) for p in patterns):
                fits.append(unit)
        if len(fits) == 1:
            wanted.setdefault(fits[0].at, []).append(stray)
    pairs = [(strays[0], units[at]) for at, strays in wanted.items() if len(strays) == 1]
    if not pairs:
        return units, []
    moved = {stray.at for stray, _ in pairs}
    before = {unit.at: stray for stray, unit in pairs}
    laid: list[Unit] = []
    for unit in units:
        if unit.at in before:
            laid.append(replace(before[unit.at], role=Role.SINGLE, stretch=unit.stretch))
        if unit.at not in moved:
            laid.append(unit)
    return [replace(unit, at=at) for at, unit in enumerate(laid)], pairs


def find_opening(units: Sequence[Unit], heads: Sequence[Head], short_ends: frozenset[int]) -> Opening:
    """Find where a woven page begins."""
    allowed = _allowed_starts(units, short_ends)
    if allowed is not None and not allowed:
        return Opening(0, sure=False)
    valid = [
        head for head in heads if (allowed is None or head.index in allowed) and _rises_from(heads, head)
    ]
    if any(head.index == 0 for head in valid):
        return Opening(0, sure=True)
    if not valid:
        if allowed is not None and len(allowed) == 1:
            return Opening(min(allowed), sure=True)
        return Opening(0, sure=False)
    rank = min(head.rank for head in valid)
    chosen = [head for head in valid if head.rank == rank]
    told_by_shape = allowed is not None and 0 not in allowed
    if len(chosen) == 1 and (told_by_shape or reads_on(units)):
        return Opening(chosen[0].index, sure=True)
    return Opening(0, sure=False)


def find_plain_opening(units: Sequence[Unit], heads: Sequence[Head]) -> Opening:
    """Find where a page without any weave begins: turned only if its numbered headings say so.

    They must run n, n + 1 … from the cut on without a gap, and the page's last line must be left open.
    Numbers that fall and fit no cut leave the order unsure.
    """
    numbered = [head for head in heads if head.number is not None]
    numbers = [(head.rank, head.number or 0) for head in numbered]
    if numbers == sorted(numbers) or len({rank for rank, _ in numbers}) != 1:
        return Opening(0, sure=True)
    for turn in range(1, len(numbered)):
        circle = [number for _, number in (*numbers[turn:], *numbers[:turn])]
        if circle == list(range(circle[0], circle[0] + len(circle))) and reads_on(units):
            return Opening(numbered[turn].index, sure=True)
    return Opening(0, sure=False)


def _rises_from(heads: Sequence[Head], start: Head) -> bool:
    """Whether the numbers under each pattern rise when the circle is read from a head on."""
    last: dict[int, int] = {}
    for head in sorted(heads, key=lambda h: (h.index < start.index, h.index)):
        if head.number is not None:
            if head.number <= last.get(head.rank, -1):
                return False
            last[head.rank] = head.number
    return True


def _allowed_starts(units: Sequence[Unit], short_ends: frozenset[int]) -> set[int] | None:
    """The units with which the page may begin if run B ends in its short chunk; None if no chunk is short.

    These are the units from behind the short chunk to the next single character. Two short chunks allow
    none.
    """
    if not short_ends:
        return None
    if len(short_ends) > 1:
        return set()
    (stretch,) = short_ends
    end = max(unit.at for unit in units if unit.stretch == stretch)
    allowed: set[int] = set()
    for step in range(1, len(units) + 1):
        unit = units[(end + step) % len(units)]
        if not unit.blank:
            allowed.add(unit.at)
        if unit.role is not Role.PLAIN:
            break
    return allowed


def reads_on(units: Sequence[Unit]) -> bool:
    """Whether the page's last sentence has no end: in the first pass, or in a run B that is cut at both edges."""
    first = [unit for unit in units if unit.first_pass and not unit.blank]
    if first and not first[-1].text.endswith(_SENTENCE_END):
        return True
    second = [unit for unit in units if unit.role is Role.CHUNK]
    at_edges = units[0].role is not Role.PLAIN and units[-1].role is not Role.PLAIN
    return bool(second) and at_edges and not second[-1].text.endswith(_SENTENCE_END)


def in_reading_order(units: Sequence[Unit], start: int) -> tuple[list[Unit], list[Unit]]:
    """Both passes over the circle, cut open before the unit `start`.

    Run B is cut where run A is. If a stray stands inside the chunk just before, it is the page's own
    seam: the chunk's parts behind it begin run B, those before it end it.
    """
    seam = start
    for at in range(start - 1, -1, -1):
        if units[at].first_pass:
            break
        if units[at].role is Role.STRAY_CHUNK:
            seam = at + 1
            break
    end = start
    while end and units[end - 1].blank:
        end -= 1  # the blank line that stood before the head is no part of the page's end
    first = [unit for unit in (*units[start:], *units[:end]) if unit.first_pass]
    second = [unit for unit in (*units[seam:], *units[:seam]) if not unit.first_pass]
    return first, second


def units_to_lines(
    first: Sequence[Unit], second: Sequence[Unit], heads: frozenset[int], last: int
) -> tuple[Line, ...]:
    """Write both passes down as lines; `last` is the unit that stands last in the document.

    What stood side by side only by the weave is joined, so that the joint is a seam. A line ends where
    the document ends one, around a stray of run B, before a plain head, and after a full stop where a
    run meets plain text.
    """
    made: list[list[Line]] = []
    previous: Unit | None = None
    for unit in (*first, *second):
        if previous is not None and _joined(previous, unit, heads, last):
            made[-1].append(unit.lines[0])
        else:
            made.append([unit.lines[0]])
        made += [[line] for line in unit.lines[1:] if not is_blank(line)]
        previous = unit
    return tuple(_join(pieces) for pieces in made)


def _joined(previous: Unit, unit: Unit, heads: frozenset[int], last: int) -> bool:
    if any(u.role is Role.STRAY_CHUNK or _is_row_number(u) for u in (previous, unit)):
        return False
    if previous.role is Role.PLAIN and unit.role is Role.PLAIN and previous.at != last:
        # Two plain stretches meet across a woven one; within a stretch the document ends the line.
        if unit.at == previous.at + 1 or previous.blank or unit.blank:
            return False
    elif unit.goes_on and unit.at == previous.at + 1:
        return False
    elif not previous.first_pass or (previous.role is not Role.PLAIN and unit.role is not Role.PLAIN):
        return True
    return unit.at not in heads and not previous.text.endswith(_SENTENCE_END)


def _is_row_number(unit: Unit) -> bool:
    return unit.role is Role.PLAIN and len(unit.text) == 1 and unit.text.isnumeric()


def _join(pieces: Sequence[Line]) -> Line:
    """Join many lines in linear time, as `Line.__add__` joins two."""
    if len(pieces) == 1:
        return pieces[0]
    text: list[str] = []
    offsets: list[int] = []
    seams: set[int] = set()
    for piece in pieces:
        if offsets and piece.offsets and offsets[-1] + 1 != piece.offsets[0]:
            seams.add(len(offsets))
        seams |= {len(offsets) + seam for seam in piece.seams}
        text.append(piece.text)
        offsets += piece.offsets
    return Line("".join(text), tuple(offsets), frozenset(seams))
