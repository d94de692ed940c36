"""Offsets are kept in little memory and behave like a tuple of numbers."""

from __future__ import annotations

import sys

from hypothesis import given
from hypothesis import strategies as st

from plangraph.reading.lines import Line, SourceText
from plangraph.reading.offsets import Packed, compact_offsets, joined_offsets

NUMBERS = st.integers(0, 50)
PARTS = st.lists(
    st.builds(lambda a, n: range(a, a + n), NUMBERS, st.integers(0, 6)) | st.lists(NUMBERS).map(tuple)
)


@given(PARTS, st.slices(30))
def test_joined_offsets_are_the_same_numbers(parts: list[range | tuple[int, ...]], cut: slice) -> None:
    """Joined, cut, compared and hashed as the tuple would be."""
    plain = tuple(number for part in parts for number in part)
    joined = joined_offsets(parts)
    assert tuple(joined) == plain
    assert tuple(joined[cut]) == plain[cut]
    assert joined == compact_offsets(plain)
    assert hash(joined) == hash(compact_offsets(plain))
    assert [joined[i] for i in range(-len(plain), len(plain))] == [
        plain[i] for i in range(-len(plain), len(plain))
    ]


def test_packed_equals_what_holds_the_same_numbers() -> None:
    """A tuple on either side, and no other numbers."""
    numbers = tuple(range(0, 200, 2))
    packed = compact_offsets(numbers)
    assert isinstance(packed, Packed)
    assert packed == numbers
    assert numbers == packed
    assert packed != (*numbers[:-1], 7)
    assert packed != numbers[:-1]


def test_equal_lines_are_equal_however_they_were_made() -> None:
    """A line of a tuple is the line of a range."""
    assert Line("ab", (3, 4)) == Line("ab", range(3, 5)) == Line("a", (3,)) + Line("b", (4,))
    assert hash(Line("ab", (3, 4))) == hash(Line("ab", range(3, 5)))
    assert (Line("a", (3,)) + Line("b", (9,))).seams == {1}


def test_a_long_line_takes_little_memory() -> None:
    """A line of ten million characters is one run of places, whatever its length."""
    (line,) = SourceText("d", "あ" * 10_000_000).lines()
    assert sys.getsizeof(line.offsets) < 100
    assert line[5:9].offsets == range(5, 9)
