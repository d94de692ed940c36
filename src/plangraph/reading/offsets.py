"""Where the characters of a line stand in the document, in little memory.

A line of a text file is one run, which is a `range`. A line put together from pieces is a tuple while it is short and
`Packed` from then on: a tuple takes 36 bytes a character, ten times what the character itself does.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from typing import overload

_SHORT = 8


def joined_offsets(parts: Iterable[Sequence[int]]) -> Sequence[int]:
    """One sequence of offsets after the other; characters that stand side by side are a range.

    >>> joined_offsets([range(3, 5), range(5, 7)]), joined_offsets([range(3, 5), (8,)])
    (range(3, 7), (3, 4, 8))
    """
    run = range(0)
    numbers: array[int] | None = None
    for part in parts:
        if not part:
            continue
        if numbers is not None:
            numbers.extend(part)
        elif not run and isinstance(part, range) and part.step == 1:
            run = part
        elif isinstance(part, range) and part.step == 1 and part.start == run.stop:
            run = range(run.start, part.stop)
        else:
            numbers = array("I", run)
            numbers.extend(part)
    return run if numbers is None else _compact(numbers)


def compact_offsets(offsets: Iterable[int]) -> Sequence[int]:
    """The same offsets as a range where they stand side by side, so that equal lines are equal and hash alike.

    >>> compact_offsets((3, 4, 5)), compact_offsets((3, 5))
    (range(3, 6), (3, 5))
    """
    return offsets if isinstance(offsets, (range, Packed)) else _compact(array("I", offsets))


def _compact(numbers: array[int]) -> Sequence[int]:
    if not numbers:
        return range(0)
    if numbers[-1] - numbers[0] == len(numbers) - 1:
        run = range(numbers[0], numbers[-1] + 1)
        if numbers == array("I", run):
            return run
    return tuple(numbers) if len(numbers) <= _SHORT else Packed(numbers)


class Packed(Sequence[int]):
    """Offsets at four bytes each; equal to any sequence of the same numbers."""

    __slots__ = ("_numbers",)

    def __init__(self, numbers: array[int]) -> None:
        self._numbers = numbers

    def __len__(self) -> int:
        return len(self._numbers)

    @overload
    def __getitem__(self, index: int) -> int: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[int]: ...

    def __getitem__(self, index: int | slice) -> int | Sequence[int]:
        if isinstance(index, slice):
            return _compact(self._numbers[index])
        return self._numbers[index]

    def __iter__(self) -> Iterator[int]:
        return iter(self._numbers)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Packed):
            return self._numbers == other._numbers
        return isinstance(other, Sequence) and len(self) == len(other) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return f"Packed({list(self._numbers)!r})"
