"""票の見出し: the lines of an evaluation sheet, parted at its headings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from plangraph.model.texts import same_length_nfkc
from plangraph.reading.ledger import Ledger
from plangraph.reading.lines import Line
from plangraph.reading.sheet_doubts import say_missing, say_read, say_repeated


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, what it says (first and last row, year), and the lines below it."""

    name: str
    heading: Line
    said: Mapping[str, str]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    stop: int
    name: str
    said: Mapping[str, str]


class Headings:
    """The headings of a layout: where each may stand, and how often it is printed."""

    def __init__(self, settings: Mapping[str, Any], ledger: Ledger) -> None:
        self.patterns = [(table["section"], re.compile(table["pattern"])) for table in settings["heading"]]
        self.times = {table["section"]: table["times"] for table in settings["heading"]}
        self.labels = {table["section"]: table["label"] for table in settings["heading"]}
        self.ledger = ledger

    def part(self, lines: Sequence[Line]) -> tuple[tuple[Line, ...], tuple[Section, ...]]:
        """Give what stands before the first heading, and every section.

        A heading may stand anywhere in a line at which white space may have been lost.
        """
        before: list[Line] = []
        sections: list[tuple[_Found, Line, list[Line]]] = []
        for line in self._without_repeats(lines):
            rest = line
            while rest.text.strip():
                found = self._find(rest)
                head = rest[: found.start].strip() if found else rest
                if head.text.strip():
                    (sections[-1][2] if sections else before).append(head)
                if found is None:
                    break
                sections.append((found, rest[found.start : found.stop], []))
                rest = rest[found.stop : len(rest)].strip()
        self._check([(found.name, heading) for found, heading, _ in sections])
        return tuple(before), tuple(Section(f.name, h, f.said, tuple(below)) for f, h, below in sections)

    def _without_repeats(self, lines: Sequence[Line]) -> list[Line]:
        kept: list[Line] = []
        for line in lines:
            if not line.text.strip():
                continue
            if kept and kept[-1].text.strip() == line.text.strip():
                say_repeated(self.ledger, line)
            elif kept and self._runs_on(kept[-1], line):
                kept[-1] = kept[-1] + line
            else:
                kept.append(line)
        return kept

    def _runs_on(self, line: Line, following: Line) -> bool:
        """Whether a heading was broken over two lines."""
        if self._find(line) or self._find(following):
            return False
        found = self._find(line + following)
        return found is not None and found.start < len(line) < found.stop

    def _find(self, line: Line) -> _Found | None:
        plain = same_length_nfkc(line.text)
        for at in sorted({0, *line.seams}):
            for name, pattern in self.patterns:
                if matched := pattern.match(plain, at):
                    return _Found(at, matched.end(), name, matched.groupdict())
        return None

    def _check(self, found: Sequence[tuple[str, Line]]) -> None:
        counted = Counter(name for name, _ in found)
        seen: Counter[str] = Counter()
        for name, heading in found:
            seen[name] += 1
            if seen[name] > self.times[name]:
                say_repeated(self.ledger, heading)
            else:
                say_read(self.ledger, heading)
        for name, times in self.times.items():
            if counted[name] < times:
                say_missing(self.ledger, self.labels[name], *(h for n, h in found if n == name))
