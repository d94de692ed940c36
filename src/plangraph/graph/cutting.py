"""Answers that stop growing: a body is cut behind a whole row, is well-formed all the same, and says where it was cut.

The engine prints straight into an output; the rows are counted by the marks between them, which no value can contain:

    JSON   `},{"` and then the name of a variable. A quotation mark inside a string has a backslash before it, and one
           that ends a string has `,` or `}` behind it.
    XML    `</result><result>`; a value has `&lt;` for `<`
    TSV    a line feed; a value has `\\n` for it
    CSV    a line feed outside quotation marks
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Literal, Protocol

from pyoxigraph import QueryBoolean, QuerySolutions, Triple, serialize

from plangraph.errors import QueryStoppedError
from plangraph.graph.formats import GRAPHS, RESULTS
from plangraph.graph.vocabulary import PREFIXES
from plangraph.model.texts import Bilingual

_BLOCK = 64
_SLACK = 1 << 20
"""How far a graph may run over the limit before the block of triples that is being printed is at its end."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The most rows (triples, where the answer is a graph) and the most bytes that an answer may have; each at least 1."""

    rows: int = 1_000_000
    bytes: int = 256 << 20


@dataclass(frozen=True, slots=True)
class Cut:
    """Says that an answer is not the whole one: which limit it met, and how many rows or triples it holds."""

    reason: Literal["rows", "bytes"]
    limit: int
    rows: int

    @property
    def message(self) -> Bilingual:
        """One sentence for people."""
        if self.reason == "rows":
            return Bilingual(
                f"答えが {self.limit} 行を超えたため、はじめの {self.rows} 行だけを返しました。",
                f"the answer has more than {self.limit} rows; these are the first {self.rows}",
            )
        return Bilingual(
            f"答えが {self.limit} バイトを超えたため、はじめの {self.rows} 行だけを返しました。",
            f"the answer has more than {self.limit} bytes; these are the first {self.rows} rows",
        )


class TooLargeError(QueryStoppedError):
    """An answer over the limit that cannot be cut: not one row fits, or rows without any value hide where one ends."""

    def __init__(self, limits: Limits) -> None:
        super().__init__(
            "",
            Bilingual(
                f"答えが大きすぎます（{limits.rows} 行、{limits.bytes} バイトまで）。条件を絞るか LIMIT を付けてください。",
                f"the answer is too large (at most {limits.rows} rows and {limits.bytes} bytes); narrow it, or add a LIMIT",
            ),
        )


class Output(Protocol):
    """What is written to: a binary file."""

    def write(self, data: bytes, /) -> int:
        """Take bytes in."""
        ...

    def seek(self, offset: int, /) -> int:
        """Go to a place."""
        ...

    def truncate(self, size: int, /) -> int | None:
        """Forget what stands behind a place."""
        ...


class _Marks(Protocol):
    """Where one row ends and the next begins, in one format."""

    first: int
    """How many marks stand before the end of the first row."""
    closing: bytes
    """What closes a body after any row."""
    hides: bool
    """Whether a row was met whose ends are not seen."""

    def positions(self, chunk: bytes) -> list[int]:
        """The places in the body, from its beginning, at which a row has ended and another has begun."""
        ...


class _Between:
    """Marks of fixed bytes, that hold `ends` bytes of the row before, and are none where `unless` matches behind."""

    def __init__(self, mark: bytes, ends: int, closing: bytes, *, behind: str = "", first: int = 0) -> None:
        self.pattern = re.compile(re.escape(mark) + behind.encode("ascii"), re.DOTALL)
        self.mark = mark
        self.ends = ends
        self.closing = closing
        self.first = first
        self.hides = False
        self.kept = len(mark) - 1 + (1 if behind else 0)
        self.carry = b""
        self.passed = 0
        """Bytes of the body before the carry."""

    def positions(self, chunk: bytes) -> list[int]:
        text = self.carry + chunk
        found = (
            [self.passed + m.start() + self.ends for m in self.pattern.finditer(text)]
            if self.mark in text
            else []
        )
        self._pass(text)
        return found

    def _pass(self, text: bytes) -> None:
        self.carry = text[-self.kept :] if self.kept else b""
        self.passed += len(text) - len(self.carry)


class _JsonMarks(_Between):
    def __init__(self) -> None:
        super().__init__(b'},{"', 1, b"]}}", behind="(?=[^,}])")

    def positions(self, chunk: bytes) -> list[int]:
        text = self.carry + chunk
        self.hides = self.hides or b"},{}" in text or b"[{}" in text
        return super().positions(chunk)


class _CsvMarks:
    first = 1
    closing = b""
    hides = False

    def __init__(self) -> None:
        self.passed = 0
        self.inside = False
        self.pending = False
        """Whether the chunk before ended behind a line feed, so that it depends on this one whether a row follows."""

    def positions(self, chunk: bytes) -> list[int]:
        found = [self.passed] if self.pending else []
        at = self.passed
        for piece in chunk.split(b'"'):
            if not self.inside:
                found += [at + m.end() for m in _LINE_FEED.finditer(piece)]
            at += len(piece) + 1
            self.inside = not self.inside
        self.inside = not self.inside  # the last piece has no quotation mark behind it
        self.passed += len(chunk)
        self.pending = bool(found) and found[-1] == self.passed
        return found[:-1] if self.pending else found


_LINE_FEED = re.compile(b"\n")


def _marks(media_type: str) -> _Marks:
    match media_type:
        case "application/sparql-results+json":
            return _JsonMarks()
        case "application/sparql-results+xml":
            return _Between(b"</result><result>", 9, b"</results></sparql>")
        case "text/tab-separated-values":
            return _Between(b"\n", 1, b"", behind="(?=.)", first=1)
    return _CsvMarks()


class _CutAt(Exception):  # noqa: N818 - a signal through the engine, not an error
    """Ends the engine's printing; what stands behind the place is to go."""

    def __init__(self, place: int, cut: Cut) -> None:
        super().__init__()
        self.place = place
        self.cut = cut


class _Counting:
    """Passes on what the engine prints until a limit is met; then the output ends behind a row, and the engine stops."""

    def __init__(self, output: Output, marks: _Marks, limits: Limits) -> None:
        self.output = output
        self.marks = marks
        self.limits = limits
        self.size = 0
        self.seen = 0
        self.last = 0
        """The end of the last row that has another behind it."""

    def write(self, chunk: bytes) -> int:
        if not chunk:
            return 0
        positions = self.marks.positions(chunk)
        allowed = self.limits.rows + self.marks.first - 1 - self.seen
        over = len(positions) > allowed
        fitting = positions[: allowed + 1] if over else positions
        self.output.write(chunk)
        self.size += len(chunk)
        if self.size > self.limits.bytes or over:
            self._end(fitting, over)
        if fitting:
            self.seen, self.last = self.seen + len(fitting), fitting[-1]
        return len(chunk)

    def _end(self, positions: list[int], over: bool) -> None:
        bound = self.limits.bytes - len(self.marks.closing)
        if over and positions[-1] <= bound:
            raise _CutAt(positions[-1], Cut("rows", self.limits.rows, self.limits.rows))
        within = [position for position in positions if position <= bound]
        place = within[-1] if within else self.last
        rows = self.seen + len(within) - self.marks.first
        if place > bound or rows < 1:
            raise TooLargeError(self.limits)
        raise _CutAt(place, Cut("bytes", self.limits.bytes, rows))

    def flush(self) -> None:
        """The engine flushes at its end; nothing is held back here."""


def print_results(
    results: QuerySolutions | QueryBoolean, media_type: str, output: Output, limits: Limits
) -> Cut | None:
    """Print solutions or a truth value in one of the RESULTS formats; gives where it was cut, None where it is whole.

    Raises TooLargeError for an answer over the limits that cannot be cut.
    """
    marks = _marks(media_type)
    try:
        results.serialize(_Counting(output, marks, limits), format=RESULTS[media_type])  # type: ignore[arg-type]
    except _CutAt as full:
        if marks.hides:
            raise TooLargeError(limits) from None
        output.seek(full.place)
        output.truncate(full.place)
        output.write(marks.closing)
        return full.cut
    return None


class _Sized:
    """An output that knows how much was printed, and ends the printing far beyond the limit."""

    def __init__(self, output: Output, limits: Limits) -> None:
        self.output = output
        self.limits = limits
        self.size = 0

    def write(self, chunk: bytes) -> int:
        self.size += len(chunk)
        if self.size > self.limits.bytes + _SLACK:
            raise TooLargeError(self.limits)
        return self.output.write(chunk)

    def flush(self) -> None:
        """The engine flushes at its end; nothing is held back here."""


class _Few:
    """The first triples, in blocks, until a limit is met."""

    def __init__(self, triples: Iterable[Triple], sized: _Sized, limits: Limits) -> None:
        self.triples = iter(triples)
        self.sized = sized
        self.limits = limits
        self.given = 0
        self.cut: Cut | None = None

    def __iter__(self) -> Iterator[Triple]:
        while block := list(islice(self.triples, min(_BLOCK, self.limits.rows - self.given + 1))):
            room = self.limits.rows - self.given
            if len(block) > room:
                yield from block[:room]
                self.cut = Cut("rows", self.limits.rows, self.limits.rows)
                return
            if self.sized.size > self.limits.bytes:
                self.cut = Cut("bytes", self.limits.bytes, self.given)
                return
            yield from block
            self.given += len(block)


def print_graph(triples: Iterable[Triple], media_type: str, output: Output, limits: Limits) -> Cut | None:
    """Print triples in one of the GRAPHS formats with the house's prefixes; gives where they were cut.

    The limit of bytes is looked at every 64 triples, so that a body may end a little behind it. Raises TooLargeError
    where it would be more than a MiB.
    """
    sized = _Sized(output, limits)
    few = _Few(triples, sized, limits)
    serialize(few, sized, format=GRAPHS[media_type], prefixes=PREFIXES)  # type: ignore[arg-type]
    return few.cut
