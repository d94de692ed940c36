"""The rhythm of woven text: where single characters and chunks of n characters take turns.

A dynamic programme gives each block of a page its part: plain, a single of run A, (a part of) a chunk
of run B, or a stray that belongs to neither. Nothing earns a point but a single and the n characters
behind it; all that departs from the rhythm costs, so that the best account is the one with the fewest
exceptions.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, IntEnum
from itertools import pairwise

from plangraph.reading.pages import Block

RATIOS = range(5, 21)
SURE_TURNS = 5  # so many singles with a full chunk must stand in one stretch before a page is taken apart

_OPEN = 3.0  # what a stretch in the midst of a page must earn before it is believed
_OPEN_AT_EDGE = 0.5  # at a page's edge: a page that was turned is cut through there
_OPEN_AT_EDGE_WITH_NUMERAL = 1.4  # it may be a row number with a line of that length behind it
_RESTART = 0.75  # the page's end and its head woven side by side; once a page
_BLANK_INSIDE = 0.25  # a chunk that holds blank lines of its own
_HEAD_INSIDE = 2.0  # a chunk that goes on with what looks like a heading
_SHORT_END = -0.25  # a gain: a single and what is left of run B end a stretch
_LONE_SINGLE_END = 0.5
_STRAY = 2.0
_STRAY_NUMERAL = 0.7  # row numbers are what print most often leaves over
_MISFIT = 2.75
_NO_SINGLE = 2.0


class Role(Enum):
    """What a block is to the weave."""

    PLAIN = "plain"
    SINGLE = "single"
    CHUNK = "chunk"
    STRAY_SINGLE = "stray among the singles"
    STRAY_CHUNK = "stray inside a chunk"


class _Move(IntEnum):
    PLAIN = 0
    SINGLE = 1
    OPEN = 2
    RESTART = 3
    CHUNK = 4
    CHUNK_GOES_ON = 5
    STRAY_SINGLE = 6
    STRAY_CHUNK = 7
    MISFIT = 8
    NO_SINGLE = 9
    SINGLE_AFTER_CUT = 10


_ROLES = {
    _Move.PLAIN: Role.PLAIN,
    _Move.SINGLE: Role.SINGLE,
    _Move.OPEN: Role.SINGLE,
    _Move.RESTART: Role.SINGLE,
    _Move.SINGLE_AFTER_CUT: Role.SINGLE,
    _Move.CHUNK: Role.CHUNK,
    _Move.CHUNK_GOES_ON: Role.CHUNK,
    _Move.MISFIT: Role.CHUNK,
    _Move.NO_SINGLE: Role.CHUNK,
    _Move.STRAY_SINGLE: Role.STRAY_SINGLE,
    _Move.STRAY_CHUNK: Role.STRAY_CHUNK,
}


@dataclass(frozen=True, slots=True)
class Part:
    """The part that one block plays.

    `stretch` numbers the woven stretches of a page from 1 and is 0 for plain text. `goes_on` holds for
    a block that belongs to the chunk of the block before it. `fault` holds where the rhythm is broken.
    """

    role: Role
    stretch: int = 0
    goes_on: bool = False
    fault: bool = False


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How a page is woven: a part for each block.

    `full_turns` counts for each stretch its singles with a full chunk; `short_ends` are the stretches whose last
    chunk is short. `points` rank one account of a page among others.
    """

    ratio: int
    parts: tuple[Part, ...]
    full_turns: tuple[int, ...]
    short_ends: frozenset[int]
    points: float

    @property
    def faults(self) -> int:
        """Strays and breaks of the rhythm."""
        strays = (Role.STRAY_SINGLE, Role.STRAY_CHUNK)
        return sum(part.fault or part.role in strays for part in self.parts)


def blocks_to_rhythm(
    blocks: Sequence[Block], heads: Sequence[re.Pattern[str]] = ()
) -> tuple[Rhythm | None, bool]:
    """Find the weave of a page, and say whether the page looks woven.

    A block that begins with one of `heads` is not lightly taken for the rest of a chunk.

    The rhythm is given only where it is sure: one ratio in `RATIOS`, at least `SURE_TURNS` full turns
    in one stretch, few exceptions, and singles that are running text and no list of marks or numbers.
    (None, True) is a page that looks woven and is not surely so.
    """
    distances = _distances(blocks)
    likely = [n for n, count in distances.most_common(4) if n in RATIOS and count >= 3]
    headed = (
        frozenset(i for i, block in enumerate(blocks) if any(p.match(block.text) for p in heads))
        if likely
        else ()
    )
    fits = [fit for n in likely if (fit := _fit(blocks, n, headed)) is not None]
    found = sorted(fits, key=lambda fit: -fit.points)
    if not found:
        return None, _alternates(blocks, distances)
    best = found[0]
    singles = [b.text for b, part in zip(blocks, best.parts, strict=True) if part.role is Role.SINGLE]
    if not _is_running_text(singles):
        return None, False
    rival = len(found) > 1 and found[1].points > best.points / 2
    sure = max(best.full_turns) >= SURE_TURNS and best.faults * 3 <= sum(best.full_turns) and not rival
    return (best, True) if sure else (None, True)


def _distances(blocks: Sequence[Block]) -> Counter[int]:
    """How many characters stand between one single and the next, counted; only what a chunk may hold."""
    seen: Counter[int] = Counter()
    between, parts, after_single = 0, 0, False
    for block in blocks:
        if block.size == 1:
            if after_single and parts:
                seen[between] += 1
            between, parts, after_single = 0, 0, True
        else:
            between, parts = between + block.size, parts + 1
            after_single = after_single and parts <= 4
    return seen


def _alternates(blocks: Sequence[Block], distances: Counter[int]) -> bool:
    """Whether singles and chunks of one length outside `RATIOS` take turns."""
    if not distances:
        return False
    length, count = distances.most_common(1)[0]
    if count < SURE_TURNS + 1 or length in RATIOS or length < 2 or count * 2 < distances.total():
        return False
    longest = run = 0
    for single, chunk in pairwise(blocks):
        if single.size == 1:
            run = run + 1 if chunk.size == length else 0
            longest = max(longest, run)
    singles = [block.text for block in blocks if block.size == 1]
    return longest > SURE_TURNS and _is_running_text(singles)


def _is_running_text(singles: Sequence[str]) -> bool:
    """Whether single characters, read together, may be text: letters for the most part, several, in no order.

    A list whose rows are numbered or marked with one character has a rhythm too, and is no weave.
    """
    letters = [c for c in singles if unicodedata.category(c[:1] or " ").startswith("L")]
    if (
        len(letters) * 5 < len(singles) * 2
        or len(set(letters)) < 4
        or set(letters) <= set("一二三四五六七八九十")
    ):
        return False
    rising = sum(0 < ord(b[0]) - ord(a[0]) <= 2 for a, b in pairwise(letters))
    return rising * 10 < 7 * (len(letters) - 1)


def _fit(blocks: Sequence[Block], n: int, headed: Collection[int]) -> Rhythm | None:
    """The best account of the blocks at 1 : n; None where plain text is the best account."""
    # States: 0 plain; 1..n a single and k - 1 characters of its chunk were met; n + 1 the chunk is
    # full. The second half of the states is the same after the page's one restart.
    width = n + 2
    best = {0: 0.0}
    tracks: list[array[int]] = []
    before = 0
    for i, block in enumerate(blocks):
        track = array("h", [-1]) * (2 * width)
        reached: dict[int, float] = {}
        at_edge = before <= n  # the rest of a chunk whose single stands at the page's end may come first
        before += block.size
        for state, points in best.items():
            half, inner = divmod(state, width)
            for target, gain, move in _moves(inner, half, block, n, at_edge=at_edge, head=i in headed):
                if points + gain > reached.get(target, float("-inf")):
                    reached[target] = points + gain
                    track[target] = state * 16 + move
        tracks.append(track)
        best = reached
    ends = {state: points + _end_gain(state % width, n) for state, points in best.items()}
    last = max(ends, key=lambda state: (ends[state], -state))
    if ends[last] <= 0:
        return None
    return _trace(n, tracks, last, ends[last])


def _end_gain(inner: int, n: int) -> float:
    """What is gained or lost when the page ends in this state."""
    if inner == 0:
        return 0.0
    refund = _OPEN - _OPEN_AT_EDGE
    if inner == n + 1:
        return refund
    return refund - (_LONE_SINGLE_END if inner == 1 else _SHORT_END)


def _moves(
    inner: int, half: int, block: Block, n: int, *, at_edge: bool, head: bool
) -> Iterator[tuple[int, float, _Move]]:
    """What a block may be: the state that follows, the points, the move."""
    base, full, size = half * (n + 2), n + 1, block.size
    if inner == 0:
        yield base, 0.0, _Move.PLAIN
        if size == 1:
            edge = _OPEN_AT_EDGE_WITH_NUMERAL if _is_numeral(block) else _OPEN_AT_EDGE
            yield base + 1, -(edge if at_edge else _OPEN), _Move.OPEN
        return
    met = inner - 1
    stray = _stray_cost(block)
    if inner == full:
        yield base, 0.0, _Move.PLAIN
        if size == 1:
            yield base + 1, 0.0, _Move.SINGLE
        if size <= n:
            yield base + 1 + size, (1.0 if size == n else 0.0) - _NO_SINGLE, _Move.NO_SINGLE
        if stray:
            yield base + full, -stray, _Move.STRAY_SINGLE
        return
    yield base, -(_LONE_SINGLE_END if met == 0 else _SHORT_END), _Move.PLAIN
    inside = (_HEAD_INSIDE if head else _BLANK_INSIDE) if met else 0.0
    if met + size <= n:
        yield (
            base + 1 + met + size,
            (1.0 if met + size == n else 0.0) - inside,
            (_Move.CHUNK_GOES_ON if met else _Move.CHUNK),
        )
    elif met + size <= 2 * n:
        yield base + full, -_MISFIT, _Move.MISFIT
    if met == 0 and size < n:
        yield base + full, -_MISFIT, _Move.MISFIT
    if stray:
        yield base + inner, -stray, _Move.STRAY_CHUNK if met else _Move.STRAY_SINGLE
    if size == 1 and met:
        yield base + 1, -_MISFIT, _Move.SINGLE_AFTER_CUT
        if not half:
            yield n + 3, -_RESTART, _Move.RESTART


def _is_numeral(block: Block) -> bool:
    return all(unicodedata.category(c) in ("Nd", "No") for c in block.text)


def _stray_cost(block: Block) -> float:
    """What it costs to say that a block belongs to no weave; 0 where it may not be said."""
    if block.size <= 3 and _is_numeral(block):
        return _STRAY_NUMERAL
    return _STRAY if block.size == 1 else 0.0


def _trace(n: int, tracks: Sequence[array[int]], last: int, points: float) -> Rhythm:
    """Follow the best account back, then number its stretches."""
    moves: list[_Move] = []
    met_after: list[int] = []
    state = last
    for track in reversed(tracks):
        moves.append(_Move(track[state] % 16))
        met_after.append(state % (n + 2))
        state = track[state] // 16
    moves.reverse()
    met_after.reverse()
    parts: list[Part] = []
    full_turns: list[int] = []
    shorts: set[int] = set()
    for i, move in enumerate(moves):
        if move in (_Move.OPEN, _Move.RESTART):
            full_turns.append(0)
        if i and move in (_Move.PLAIN, _Move.RESTART) and 1 < met_after[i - 1] <= n:
            shorts.add(len(full_turns) - (move is _Move.RESTART))
        if move in (_Move.CHUNK, _Move.CHUNK_GOES_ON) and met_after[i] == n + 1:
            full_turns[-1] += 1
        fault = move in (_Move.MISFIT, _Move.NO_SINGLE, _Move.SINGLE_AFTER_CUT)
        goes_on = move is _Move.CHUNK_GOES_ON or (move is _Move.MISFIT and met_after[i - 1] > 1)
        parts.append(Part(_ROLES[move], 0 if move is _Move.PLAIN else len(full_turns), goes_on, fault))
    if 1 < met_after[-1] <= n:
        shorts.add(len(full_turns))
    return Rhythm(n, tuple(parts), tuple(full_turns), frozenset(shorts), points)
