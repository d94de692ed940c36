"""What a table's row or a card says, cell by cell, before it is made a record: plain data that every new family gives."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from plangraph.model.texts import comparison_title
from plangraph.reading.columns import Column
from plangraph.reading.lines import Line

LISTS = frozenset({"division", "section", "department", "designation", "guideline", "planned"})
"""Roles whose cells are lists."""


@dataclass(frozen=True, slots=True)
class Filled:
    """One cell under its column. `cell` is empty where nothing is printed; `lost` where the row ends before it."""

    column: Column
    cell: Line
    lost: bool = False


@dataclass(frozen=True, slots=True)
class SectionLabel:
    """One node of the plan's tree as it is printed: the level's index, its code and title, and the words themselves.

    `code` or `title` is empty where the print has none. `repeated` says that the words stand above and hold on here
    (a heading, a merged cell, a blank cell below a filled one).
    """

    level: int
    code: str
    title: str
    words: tuple[Line, ...]
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One row or card: its sections from the top down, its cells, and the lines it takes."""

    sections: tuple[SectionLabel, ...]
    filled: tuple[Filled, ...]
    lines: tuple[Line, ...]

    def of(self, *roles: str) -> tuple[Filled, ...]:
        """The cells of some roles, in the order of the print."""
        return tuple(item for item in self.filled if item.column.role in roles)


@dataclass(frozen=True, slots=True)
class SumRow:
    """A row of sums: its cells, and the indices of the entries that stand above it since the last one."""

    label: str
    filled: tuple[Filled, ...]
    lines: tuple[Line, ...]
    entries: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Entries:
    """All that a document of rows or cards holds, still in the words of the print.

    `texts` are paragraphs under a heading: the sections it stands under, the aspect, the words. `headings` are the
    sections that were printed as headings, whether or not an entry stands under them.
    """

    entries: tuple[Entry, ...]
    headings: tuple[tuple[SectionLabel, ...], ...] = ()
    texts: tuple[tuple[tuple[SectionLabel, ...], str, Line], ...] = ()
    sums: tuple[SumRow, ...] = ()

    def with_cells(self, change: Callable[[Filled], Line]) -> Entries:
        """The same with other cells, but for those that list offices, designations and names: a line there is an item."""
        made = tuple(
            replace(
                entry,
                filled=tuple(
                    item if item.column.role in LISTS else replace(item, cell=change(item))
                    for item in entry.filled
                ),
            )
            for entry in self.entries
        )
        return replace(self, entries=made)


def cells_to_label(level: int, own: Sequence[Filled]) -> SectionLabel | None:
    """One level of a row from its code and title cells, or from a cell that holds both."""
    code, title = "", ""
    words = tuple(item.cell for item in own if item.cell.text)
    for item in own:
        role, text = item.column.role, item.cell.text
        if role == "level-code":
            code = comparison_title(text)
        elif role == "level-title":
            title = text
        elif item.column.pattern is not None and (matched := item.cell.match(item.column.pattern)):
            named = matched.re.groupindex
            code = comparison_title(item.cell.group(matched, "code").text) if "code" in named else code
            title = item.cell.group(matched, "title").text.strip() if "title" in named else title
        else:
            title = text
    return SectionLabel(level, code, title, words) if words else None
