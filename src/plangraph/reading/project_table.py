"""One-row tables: lines → entries. A row is a project, or a policy; its columns are known by their headers.

The layout's `[[column]]` rules say what a header means. A header may take several lines (事業費 over 平成30年度,
令和元年度 …), stand anywhere, come again on each page, and change from table to table.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

from plangraph.model.findings import Severity
from plangraph.model.texts import Bilingual, comparison_title
from plangraph.reading.columns import (
    LEVEL_ROLES,
    MONEY,
    YEARLY,
    Column,
    ColumnRule,
    assumed_years,
    column_rules,
    header_path,
    impossible_years,
)
from plangraph.reading.entries import Entries, Entry, Filled, SectionLabel, SumRow, cells_to_label
from plangraph.reading.extract import TAB, WITHIN, Extract
from plangraph.reading.headings import Headings
from plangraph.reading.ledger import Ledger
from plangraph.reading.lines import Line
from plangraph.reading.money_cells import unit_in
from plangraph.reading.sheet_doubts import doubt, say_impossible_year, say_not_read, say_read

MOST_HEADER_ROWS = 4
_NO_HEADER = "（見出しなし）"
_LONGEST_HEADER = 60
"""Characters of a header cell; a longer one is no header, and no time is lost on it."""


@dataclass(frozen=True, slots=True)
class _Header:
    """One printed header: how many lines it takes, and what stands in each column (None: no rule means it)."""

    height: int
    columns: tuple[Column | None, ...]
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Below:
    """One `[[below]]`: the label of rows under a project's row, and what their cells are."""

    label: re.Pattern[str]
    column: Column


@dataclass
class _State:
    header: _Header | None = None
    header_texts: set[str] = field(default_factory=set)
    unit: int | None = None
    filled: dict[int, SectionLabel] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    sums: list[SumRow] = field(default_factory=list)
    since_sum: int = 0


def extract_to_entries(extract: Extract, settings: Mapping[str, Any], ledger: Ledger) -> Entries:
    """Part the lines of a table document into headings, header rows, entries and sums.

    Every line is spoken for in the ledger; doubts go there as findings.
    """
    return _Table(extract, settings, ledger).read()


class _Table:
    def __init__(self, extract: Extract, settings: Mapping[str, Any], ledger: Ledger) -> None:
        self.extract = extract
        self.ledger = ledger
        self.rules = column_rules(settings)
        table = settings.get("table", {})
        self.headings = Headings(settings, ledger)
        self.level_names = [level["name"] for level in settings.get("level", [])]
        self.header_rows: int | None = table.get("header_rows")
        self.fill_down: bool = table.get("fill_down", True)
        self.continued: bool = table.get("continued", False)
        self.total_rows = [re.compile(text) for text in table.get("total_rows", [])]
        self.below = [
            _Below(
                re.compile(row["label"]),
                ColumnRule.from_settings(
                    {"is": row.get("is", "cost"), **row}, settings, labelled=True
                ).column,
            )
            for row in settings.get("below", [])
        ]
        self.skip_rows = [re.compile(text) for text in table.get("skip_rows", [])]
        self.era: str | None = settings.get("years", {}).get("era")
        self.subject = "project" if table.get("rows", "project") == "project" else "level-title"
        self.unheaded: set[int] = set()
        """Columns under a blank header that were reported."""
        self.state = _State()
        self._header_words: dict[str, bool] = {}

    def read(self) -> Entries:
        index, lines = 0, self.extract.lines
        starts = {first for _, first, _ in self.extract.tables}
        while index < len(lines):
            if index in starts:
                self.state.filled.clear()
            index += self._line(index)
        if self.state.header is None:
            self._no_header()
        return Entries(
            tuple(self.state.entries), self.headings.printed(), self.headings.texts(), tuple(self.state.sums)
        )

    def _line(self, index: int) -> int:
        """Read one line, or the lines of a header; gives how many."""
        line = self.extract.lines[index]
        if not line.text.strip():
            return 1
        cells = self.extract.cells(index)
        filled = [cell for cell in cells if cell.text]
        if self.headings.furniture(line):
            say_read(self.ledger, line)
        elif self._is_heading(line, filled):
            self.state.filled.clear()
        elif header := self._header_at(index, cells):
            self._take_header(index, header)
            return header.height
        elif self.state.header is None:
            self._before_header(line, filled)
        else:
            self._row(line, cells)
        return 1

    def _is_heading(self, line: Line, filled: Sequence[Line]) -> bool:
        """Take a row of one cell as a heading; in a text file code and title may lie in two."""
        if len({cell.offsets for cell in filled}) == 1:
            return self.headings.heading(filled[0])
        header = self.state.header
        narrow = header is not None and len(header.columns) < 3
        return (
            self.extract.format == "text" and len(filled) == 2 and not narrow and self.headings.heading(line)
        )

    # headers

    def _header_at(self, index: int, cells: Sequence[Line]) -> _Header | None:
        """The header that begins at this line, of the height at which most columns find a rule."""
        if not any(self._may_be_header(cell.text) for cell in cells if cell.text):
            return None
        heights = [self.header_rows] if self.header_rows else range(1, MOST_HEADER_ROWS + 1)
        best: _Header | None = None
        for height in heights:
            header = self._header_of(index, height)
            if header is not None and (best is None or _known(header) > _known(best)):
                best = header
        return best

    def _may_be_header(self, text: str) -> bool:
        """Whether a cell is the (first part of a) header that the table cannot do without."""
        if len(text) > _LONGEST_HEADER:
            return False
        if text not in self._header_words:
            path = header_path([text])
            self._header_words[text] = any(rule.header.fullmatch(path) for rule in self.rules)
        return self._header_words[text]

    def _header_of(self, index: int, height: int) -> _Header | None:
        if index + height > len(self.extract.lines):
            return None
        rows = [self.extract.cells(at) for at in range(index, index + height)]
        if any(not any(cell.text for cell in row) for row in rows):
            return None
        if height > 1 and any(len(cell.text) > _LONGEST_HEADER for row in rows for cell in row):
            return None
        paths = header_paths([[cell.text for cell in row] for row in rows])
        columns = self._columns(paths)
        subjects = [rule for rule in self.rules if rule.required]
        needed = {rule.column.role for rule in subjects}
        met = {column.role for column in columns if column is not None}
        if not needed and not any(self._is_subject(column) for column in columns):
            return None
        return _Header(height, columns, paths) if needed <= met else None

    def _is_subject(self, column: Column | None) -> bool:
        """Whether a column holds what a row is about: the project's title, or that of the lowest level."""
        if column is None or self.subject == "project":
            return column is not None and column.role == "project"
        return column.role in ("level", "level-title") and column.level == self.level_names[-1]

    def _columns(self, paths: Sequence[str]) -> tuple[Column | None, ...]:
        made: list[Column | None] = []
        used: set[tuple[int, Column]] = set()
        for path in paths:
            column = None
            for number, rule in enumerate(self.rules):
                named = rule.named(path) if path else None
                if named is not None and (number, named) not in used:
                    column = named
                    used.add((number, named))
                    break
            made.append(column)
        return tuple(made)

    def _take_header(self, index: int, header: _Header) -> None:
        lines = self.extract.lines[index : index + header.height]
        say_read(self.ledger, *lines)
        texts = comparison_title(TAB.join(line.text for line in lines))
        again = texts in self.state.header_texts
        self.state.header = header
        self.state.header_texts.add(texts)
        if again:
            return
        for path, column in zip(header.paths, header.columns, strict=True):
            for printed in impossible_years(path, self.era):
                year = column.first_year if column is not None else None
                say_impossible_year(self.ledger, printed, year, *lines)
            for printed, era in assumed_years(path, self.era):
                self._era_assumed(printed, era, lines)
            if path and column is None:
                self._header_unknown(path, lines)
            elif (
                column is not None
                and column.role in YEARLY
                and column.first_year is None
                and column.role != "content"
            ):
                self._header_without_year(path, lines)

    # lines outside the rows

    def _before_header(self, line: Line, filled: Sequence[Line]) -> None:
        unit = unit_in(line.text)
        if unit is not None:
            self.state.unit = unit
            say_read(self.ledger, line)
        elif len(filled) != 1 or not self.headings.text(line):
            say_not_read(self.ledger, line)

    def _no_header(self) -> None:
        names = "、".join(rule.header.pattern for rule in self.rules if rule.required)
        self.ledger.finding(
            "table-header-missing",
            Severity.VIOLATION,
            Bilingual(
                f"表の見出しの行（{names} を含む行）が見つかりません。レイアウトの header を確かめてください。",
                f"no header row was found (one with {names}); check header in the layout",
            ),
        )

    # rows

    def _row(self, line: Line, cells: Sequence[Line]) -> None:
        header = self.state.header
        assert header is not None, "rows are read under a header"
        first = next(cell for cell in cells if cell.text)
        if any(first.match(pattern) for pattern in self.skip_rows):
            say_read(self.ledger, line)
            return
        if self._row_below(first, line, cells):
            return
        filled = self._filled(header.columns, cells)
        if any(first.match(pattern) for pattern in self.total_rows):
            self._sum(first, filled, line)
            return
        if TAB not in line.text and len(header.columns) > 1 and not self._continues(filled):
            if not self.headings.text(line):
                say_not_read(self.ledger, line)
            return
        self._cells_behind(header, cells)
        self._entry(line, filled)

    def _row_below(self, first: Line, line: Line, cells: Sequence[Line]) -> bool:
        """Take a row of money or content as part of the project's row above it, if it is one."""
        below = next((row for row in self.below if first.match(row.label)), None)
        header = self.state.header
        if below is None or header is None or not self.state.entries:
            return False
        entry = self.state.entries[-1]
        unit = unit_in(first.text) or below.column.unit or self.state.unit
        made = replace(below.column, unit=unit, header=first.text, label=first.text)
        added = []
        for column, cell in zip(header.columns, cells, strict=False):
            if column is None or cell.offsets == first.offsets:
                continue
            if column.role in YEARLY and column.first_year is not None:
                years = column.first_year, column.last_year
                added.append(Filled(replace(made, first_year=years[0], last_year=years[1]), cell))
            elif column.role in YEARLY and cell.text:
                label = f"{first.text} {column.header}"
                added.append(Filled(Column("note", label, label=label), cell))
            elif column.role == "total" and below.column.role == "cost":
                added.append(Filled(replace(column, unit=unit, kind=made.kind), cell))
        rest = tuple(
            Filled(column, cell)
            for column, cell in zip(header.columns, cells, strict=False)
            if column is not None and column.role not in (*YEARLY, "total") and cell.offsets != first.offsets
        )
        joined = _continued(entry, rest, line)
        self.state.entries[-1] = replace(joined, filled=(*joined.filled, *added))
        say_read(self.ledger, line)
        return True

    def _filled(self, columns: Sequence[Column | None], cells: Sequence[Line]) -> tuple[Filled, ...]:
        none = Line("", ())
        return tuple(
            Filled(self._with_unit(column), cells[at] if at < len(cells) else none, at >= len(cells))
            for at, column in enumerate(columns)
            if column is not None
        ) + tuple(
            Filled(Column("note", path, label=path or _NO_HEADER), cells[at])
            for at, (path, column) in enumerate(zip(self._paths(), columns, strict=True))
            if column is None and at < len(cells) and cells[at].text
        )

    def _paths(self) -> tuple[str, ...]:
        assert self.state.header is not None
        return self.state.header.paths

    def _with_unit(self, column: Column) -> Column:
        if column.role in MONEY and column.unit is None and self.state.unit is not None:
            return replace(column, unit=self.state.unit)
        return column

    def _entry(self, line: Line, filled: tuple[Filled, ...]) -> None:
        subject = self._subject(filled)
        previous = self.state.entries[-1] if self.state.entries else None
        if previous is not None and (self._continues(filled) or self._same_subject(previous, filled)):
            self.state.entries[-1] = _continued(previous, filled, line)
            say_read(self.ledger, line)
            return
        if not subject and not self._further_row(filled):
            say_not_read(self.ledger, line)
            return
        sections = self._sections(filled)
        rest = tuple(item for item in filled if item.column.role not in LEVEL_ROLES)
        self.state.entries.append(Entry(sections, rest, (line,)))
        say_read(self.ledger, line)

    def _subject(self, filled: Sequence[Filled]) -> str:
        """The words of the cell that a row cannot do without: its project, or the lowest level's title."""
        if self.subject == "project":
            return "".join(item.cell.text for item in filled if item.column.role == "project")
        own = [i for i in filled if i.column.role in LEVEL_ROLES and i.column.level == self.level_names[-1]]
        return "".join(item.cell.text for item in own)

    def _continues(self, filled: Sequence[Filled]) -> bool:
        return self.continued and bool(self.state.entries) and not self._subject(filled)

    def _further_row(self, filled: Sequence[Filled]) -> bool:
        """Whether a row without a policy's title is a further one of the policy above, as a second indicator is."""
        lowest = len(self.level_names) - 1
        bare = not any(i.cell.text for i in filled if i.column.role in LEVEL_ROLES)
        return self.subject != "project" and self.fill_down and bare and lowest in self.state.filled

    def _same_subject(self, previous: Entry, filled: Sequence[Filled]) -> bool:
        """Whether a merged cell says that this row is still about the entry above."""
        if self.subject != "project":
            return False
        now = [item.cell.offsets for item in filled if item.column.role == "project" and item.cell.text]
        before = [item.cell.offsets for item in previous.of("project") if item.cell.text]
        return bool(now) and now == before

    def _sections(self, filled: Sequence[Filled]) -> tuple[SectionLabel, ...]:
        """The levels that a row stands under: headings above, then its own cells; a blank cell repeats the one above."""
        labels = dict(self.headings.open)
        for index, name in enumerate(self.level_names):
            own = [i for i in filled if i.column.role in LEVEL_ROLES and i.column.level == name]
            if not own:
                continue
            label = cells_to_label(index, own)
            if label is not None:
                known = self.state.filled.get(index)
                same = known is not None and [w.offsets for w in known.words] == [
                    w.offsets for w in label.words
                ]
                if not same:
                    for deeper in [level for level in self.state.filled if level >= index]:
                        del self.state.filled[deeper]
                self.state.filled[index] = replace(label, repeated=same)
            elif self.fill_down and index in self.state.filled:
                self.state.filled[index] = replace(self.state.filled[index], repeated=True)
            else:
                self.state.filled.pop(index, None)
                continue
            labels[index] = self.state.filled[index]
        return tuple(labels[index] for index in sorted(labels))

    def _sum(self, first: Line, filled: tuple[Filled, ...], line: Line) -> None:
        entries = tuple(range(self.state.since_sum, len(self.state.entries)))
        self.state.sums.append(SumRow(first.text, filled, (line,), entries))
        self.state.since_sum = len(self.state.entries)
        say_read(self.ledger, line)

    # doubts

    def _cells_behind(self, header: _Header, cells: Sequence[Line]) -> None:
        for at, (path, cell) in enumerate(zip(header.paths, cells, strict=False)):
            if not path and cell.text and at not in self.unheaded:
                self.unheaded.add(at)
                self._header_unknown(_NO_HEADER, [cell])
        for cell in cells[len(header.columns) :]:
            if cell.text:
                doubt(
                    self.ledger,
                    "cell-behind-table",
                    Severity.WARNING,
                    f"「{cell.text}」は表の見出しのない列にあり、読んでいません。原文の表を確かめてください。",
                    f'"{cell.text}" stands in a column without a header and was not read; check the printed table',
                    cell,
                    printed=cell.text,
                )

    def _era_assumed(self, printed: str, era: str, lines: Sequence[Line]) -> None:
        doubt(
            self.ledger,
            "year-era-assumed",
            Severity.INFO,
            f"「{printed}」には元号の印字がないため、{era}とみて数えました。",
            f'"{printed}" prints no era and was reckoned as {era}',
            *lines,
            printed=printed,
            expected=era,
        )

    def _header_unknown(self, path: str, lines: Sequence[Line]) -> None:
        doubt(
            self.ledger,
            "header-cell-unknown",
            Severity.WARNING,
            f"表の見出し「{path}」は知らない語です。この列は注記として残しました。レイアウトに列の規則を加えてください。",
            f'unknown column heading "{path}"; the column is kept as a note, add a rule for it to the layout',
            *lines,
            printed=path,
        )

    def _header_without_year(self, path: str, lines: Sequence[Line]) -> None:
        doubt(
            self.ledger,
            "column-without-year",
            Severity.WARNING,
            f"列「{path}」がどの年度のものか分かりません。この列は注記として残しました。レイアウトの列の規則に year を書いてください。",
            f'the fiscal year of column "{path}" is not known; the column is kept as a note, say year in its rule',
            *lines,
            printed=path,
        )


def header_paths(rows: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """The header path of each column. A blank cell above a filled one belongs to the cell on its left."""
    width = max(map(len, rows))
    padded = [[*row, *[""] * (width - len(row))] for row in rows]
    for upper, lower in pairwise(padded):
        for at in range(1, width):
            if not upper[at] and lower[at] and upper[at - 1]:
                upper[at] = upper[at - 1]
    return tuple(header_path(row[at] for row in padded) for at in range(width))


def _known(header: _Header) -> int:
    return sum(column is not None for column in header.columns)


def _continued(entry: Entry, filled: Sequence[Filled], line: Line) -> Entry:
    """An entry with what a further row adds to its cells; a cell that is merged over both rows adds nothing."""
    added = []
    more = [item for item in filled if item.column.role not in LEVEL_ROLES]
    for item in entry.filled:
        new = next((m for m in more if m.column == item.column), None)
        if new is not None:
            more.remove(new)
        if new is None or not new.cell.text or new.cell.offsets == item.cell.offsets:
            added.append(item)
        elif not item.cell.text:
            added.append(new)
        else:
            joint = Line(WITHIN, new.cell.offsets[:1])
            added.append(replace(item, cell=item.cell + joint + new.cell))
    return Entry(entry.sections, (*added, *(m for m in more if m.cell.text)), (*entry.lines, line))
