"""Lists and cards without a table: lines → entries. An item begins with a line of its own form, or with a labelled field.

    (1) 防災訓練事業（再掲 2-3）〔危機管理課〕     事業名：防災訓練事業
        内容 …                                    担当課：危機管理課
                                                  事業費：1,200千円

`[item] start` says what an item's first line looks like and what its parts are; `[[field]]` rules say which labels there
are. A value stands behind its label, in the cells or on the lines below it, or all values follow all labels.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from plangraph.model.amounts import unit_yen
from plangraph.model.findings import Severity
from plangraph.model.records import Aspect
from plangraph.reading.card_rows import (
    NO_YEARS,
    IndicatorRows,
    YearRow,
    indicator_rows,
    joined_values,
    year_row,
    years_with_values,
)
from plangraph.reading.columns import (
    LEVEL_ROLES,
    MONEY,
    YEARLY,
    Column,
    ColumnRule,
    column_rules,
    header_path,
    years_named,
)
from plangraph.reading.entries import Entries, Entry, Filled, SectionLabel, cells_to_label
from plangraph.reading.extract import TAB, Extract
from plangraph.reading.headings import Headings
from plangraph.reading.ledger import Ledger
from plangraph.reading.lines import Line
from plangraph.reading.money_cells import unit_in
from plangraph.reading.sheet_doubts import doubt, say_not_read, say_read

_GROUP_ROLES = {
    "title": "project",
    "code": "project-code",
    "division": "division",
    "designation": "designation",
    "mark": "mark",
    "cost": "cost",
    "year": "year",
    "content": "content",
}
"""What the named groups of `[item] start` are."""
_BULLET = r"[\s○●◯・■□◆◇▪▼▽★☆※*\-－―【\[(（〔〈《≪<]*"
_BEHIND = r"[\s】\])）〕〉》≫>]*(?:[:：=＝]|\s|\t|】|\]|〕|〉|》|≫|$)[\s]*"


_UNITS = ("円", "千円", "万円", "百万円", "億円")
_YEAR_BEFORE = re.compile(r"(?P<year>[^\s:：]*年度[^\s:：\d]*)[\s:：]+(?=\S)")


@dataclass(frozen=True, slots=True)
class _Label:
    """One `[[field]]` rule: what a cell that is the label alone looks like, and a label with its value behind it."""

    rule: ColumnRule
    alone: re.Pattern[str]
    leading: re.Pattern[str]


@dataclass
class _Open:
    """An item while its lines come in."""

    sections: tuple[SectionLabel, ...]
    filled: list[Filled]
    lines: list[Line]
    years: YearRow = NO_YEARS
    indicators: IndicatorRows | None = None
    label_alone: bool = False
    """The line above was a label and nothing else, so that its value stands on this one, as in a <dl>."""
    dated: Column | None = None
    """A label of yearly values that stands alone: lines of years with their values may follow it."""
    waiting: list[Column] | None = None
    """Labels whose values are still to come, where all values follow all labels."""


def extract_to_list_entries(extract: Extract, settings: Mapping[str, Any], ledger: Ledger) -> Entries:
    """Part the lines of a list into headings, items and the paragraphs between them.

    Every line is spoken for in the ledger; doubts go there as findings.
    """
    return _List(extract, settings, ledger).read()


class _List:
    def __init__(self, extract: Extract, settings: Mapping[str, Any], ledger: Ledger) -> None:
        self.extract = extract
        self.ledger = ledger
        self.headings = Headings(settings, ledger)
        item = settings.get("item", {})
        self.start = re.compile(item["start"]) if "start" in item else None
        self.start_role: str | None = item.get("start_field")
        self.ends = [re.compile(text) for text in item.get("end", [])]
        self.text: str | None = item.get("text")
        self.values: str = item.get("values", "beside")
        self.era: str | None = settings.get("years", {}).get("era")
        self.rules = {rule.column.role: rule for rule in column_rules(settings, "field")}
        self.labels = [
            _Label(
                rule,
                re.compile(f"{_BULLET}(?P<label_words>{label}){_BEHIND}"),
                re.compile(f"{_BULLET}(?P<label_words>{label}){_BEHIND}(?P<value_behind>.*)"),
            )
            for rule, label in (
                (ColumnRule.from_settings(table, settings, labelled=True), table["label"])
                for table in settings.get("field", [])
            )
        ]
        self.base = ColumnRule.from_settings({"is": "cost", "label": ""}, settings).column
        self.level_names = [level["name"] for level in settings.get("level", [])]
        self.unit: int | None = None
        self.item: _Open | None = None
        self.entries: list[Entry] = []
        self.yearless: set[str] = set()
        self.places: dict[int, int] = {}
        """Where the cells of the line in hand stand in its row, by their first character; a merged cell stands once."""

    def read(self) -> Entries:
        for index, line in enumerate(self.extract.lines):
            if line.text.strip():
                every = [(at, cell) for at, cell in enumerate(self.extract.cells(index)) if cell.text]
                self.places = {cell.offsets[0]: at for at, cell in reversed(every)}
                self._line(line, [c for at, c in every if self.places[c.offsets[0]] == at])
        self._close()
        return Entries(tuple(self.entries), self.headings.printed(), self.headings.texts())

    def _line(self, line: Line, cells: Sequence[Line]) -> None:
        stripped = line.strip()
        if self.headings.furniture(line):
            say_read(self.ledger, line)
        elif len(cells) == 1 and self._is_heading(stripped):
            pass
        elif self.start is not None and (matched := stripped.match(self.start)):
            self._open_item(line)
            self._groups(stripped, matched)
        elif any(stripped.match(pattern) for pattern in self.ends):
            self._close()
            say_read(self.ledger, line)
        elif not self._fields(line, cells) and not self._indicator_row(line, cells):
            self._text_line(line)

    def _is_heading(self, line: Line) -> bool:
        known = self.item
        if self.headings.heading(line):
            self.item = known
            self._close()
            return True
        return False

    # items

    def _open_item(self, line: Line) -> None:
        self._close()
        self.item = _Open(self.headings.sections(), [], [line])
        say_read(self.ledger, line)

    def _close(self) -> None:
        item, self.item = self.item, None
        if item is None:
            return
        labels = tuple(f for f in item.filled if f.column.role in LEVEL_ROLES)
        sections = {label.level: label for label in item.sections}
        for index, name in enumerate(self.level_names):
            own = [f for f in labels if f.column.level == name]
            if own and (label := cells_to_label(index, own)) is not None:
                sections[index] = label
        rest = tuple(f for f in item.filled if f not in labels)
        self.entries.append(Entry(tuple(sections[i] for i in sorted(sections)), rest, tuple(item.lines)))

    def _groups(self, line: Line, matched: re.Match[str]) -> None:
        """What the first line of an item says by itself."""
        assert self.item is not None
        found = {
            name: line.group(matched, name).strip()
            for name in matched.re.groupindex
            if matched[name] is not None and matched[name].strip()
        }
        years = years_named(found["year"].text, self.era) if "year" in found else []
        for name, cell in found.items():
            role = _GROUP_ROLES.get(name)
            if role is None or role == "year":
                continue
            rule = self.rules.get(role)
            column = rule.column if rule is not None else replace(self.base, role=role)
            column = replace(column, header=name, label=name)
            if role in YEARLY and years:
                column = replace(column, first_year=years[0], last_year=years[0])
            self.item.filled.append(Filled(self._with_unit(column), cell))

    # fields

    def _fields(self, line: Line, cells: Sequence[Line]) -> bool:
        """Take the labelled fields of a line; False where its first cell has no label."""
        parts = list(self._labelled(cells))
        if not parts:
            return False
        for label, printed, values in parts:
            starts = self.start_role is not None and label.rule.column.role == self.start_role
            if starts:
                self._open_item(line)
            if self.item is None:
                say_not_read(self.ledger, line)
                return True
            if line not in self.item.lines:
                self.item.lines.append(line)
            self._field(label, printed, values)
            self.item.label_alone = not values and TAB not in line.text and not re.search("[:：]", line.text)
        say_read(self.ledger, line)
        return True

    def _labelled(self, cells: Sequence[Line]) -> Iterator[tuple[_Label, str, list[Line]]]:
        """Part the cells of a line into labels and the values behind each."""
        current: tuple[_Label, str, list[Line]] | None = None
        for cell in cells:
            found = self._label_of(cell, first=current is None)
            if found is None:
                if current is None:
                    return
                current[2].append(cell)
                continue
            if current is not None:
                yield current
            label, printed, rest = found
            current = (label, printed, [rest] if rest.text else [])
        if current is not None:
            yield current

    def _label_of(self, cell: Line, *, first: bool) -> tuple[_Label, str, Line] | None:
        """The label that a cell is, or begins with, its words, and what stands behind it in the same cell."""
        for label in self.labels:
            if matched := cell.match(label.alone):
                return label, matched["label_words"], cell[0:0]
        for label in self.labels:
            matched = cell.match(label.leading)
            if matched is not None and (first or re.search("[:：]", cell.text)):
                return label, matched["label_words"], cell.group(matched, "value_behind").strip()
        return None

    def _field(self, label: _Label, printed: str, values: list[Line]) -> None:
        assert self.item is not None
        item, column = (
            self.item,
            self._with_unit(label.rule.met(header_path([printed]))),
        )
        if column.role == "years":
            item.years = year_row(values, self._places_of(values), self.era)
            return
        item.indicators, item.dated = None, None
        if column.role == "indicator-title" and values:
            first = self._places_of(values)[0]
            before = max(
                (at for at in self.places.values() if first is not None and at < first), default=None
            )
            item.indicators = indicator_rows(column, before, values, self._places_of(values), self.era)
            if item.indicators is not None:
                return
        if self.values == "labels-first" and not values:
            item.waiting = [*(item.waiting or []), column]
            return
        if column.role in YEARLY - {"content"} and values and not item.years.years:
            self._year_unknown(column, values)
        if not values:
            item.filled.append(Filled(column, Line("", ())))
        elif (
            column.role in YEARLY
            and column.first_year is None
            and item.years.years
            and (len(values) > 1 or len(item.years.years) == 1 or bool(item.years.places))
        ):
            if column.role in MONEY and len(values) > 1 and values[0].text in _UNITS:
                column, values = replace(column, unit=unit_yen(values[0].text)), values[1:]
            item.filled += item.years.filled(column, values, self._places_of(values))
        elif column.role == "person":  # a name joined with other words would not be found to be masked
            item.filled.append(Filled(column, values[0]))
            item.filled += [Filled(replace(column, role="note"), value) for value in values[1:]]
        else:
            item.filled.append(Filled(*self._with_own_year(column, joined_values(values))))

    def _year_unknown(self, column: Column, values: Sequence[Line]) -> None:
        """Say once a label that its values belong to a year that nobody knows, and so are notes."""
        dated = self._with_own_year(column, joined_values(values))[0]
        if dated.first_year is None and column.header not in self.yearless:
            self.yearless.add(column.header)
            doubt(
                self.ledger,
                "column-without-year",
                Severity.WARNING,
                f"欄「{column.header}」がどの年度のものか分かりません。値は注記として残しました。レイアウトの欄の規則に year を書いてください。",
                f'the fiscal year of "{column.header}" is not known; its values are kept as notes, say year in its rule',
                *values,
                printed=column.header,
            )

    def _places_of(self, values: Sequence[Line]) -> list[int | None]:
        return [self.places.get(value.offsets[0]) if value.offsets else None for value in values]

    def _indicator_row(self, line: Line, cells: Sequence[Line]) -> bool:
        """Take a row under the head of a table of indicators."""
        item = self.item
        if item is None or item.indicators is None:
            return False
        number = 1 + sum(f.column.role == "indicator-title" for f in item.filled)
        row = item.indicators.row(cells, self._places_of(cells), number)
        if row is None:
            return False
        item.filled += row
        self._keep(line)
        return True

    def _years_with_values(self, line: Line) -> bool:
        """Take a line of years with their values under a label that stands alone."""
        assert self.item is not None
        item = self.item
        last = item.filled[-1] if item.filled else None
        if (
            last is not None
            and last.column.role in YEARLY
            and last.column.first_year is None
            and not last.cell.text
        ):
            item.dated = last.column
        found = years_with_values(line, item.dated, self.era) if item.dated is not None else ()
        if found and last is not None and not last.cell.text:
            item.filled.pop()
        item.filled += found
        return bool(found)

    def _with_own_year(self, column: Column, value: Line) -> tuple[Column, Line]:
        """A value that names its year before it: 平成30年度　1,200千円."""
        if (
            column.role in YEARLY
            and column.first_year is None
            and (matched := _YEAR_BEFORE.match(value.text))
        ):
            years = years_named(matched["year"], self.era)
            if len(years) == 1:
                dated = replace(column, first_year=years[0], last_year=years[0])
                return dated, value[matched.end() : len(value)].strip()
        return column, value

    def _with_unit(self, column: Column) -> Column:
        if column.role in MONEY and column.unit is None and self.unit is not None:
            return replace(column, unit=self.unit)
        return column

    # lines between

    def _text_line(self, line: Line) -> None:
        item = self.item
        if item is None:
            self._outside(line)
        elif item.waiting:
            column = item.waiting.pop(0)
            if column.role in YEARLY - {"content"} and column.first_year is None:
                self._year_unknown(column, [line])
            item.filled.append(Filled(column, line.strip()))
            self._keep(line)
        elif self._years_with_values(line):
            self._keep(line)
        elif (self.values == "below" or item.label_alone) and item.filled and not item.filled[-1].cell.text:
            item.label_alone = False
            item.filled[-1] = replace(item.filled[-1], cell=line.strip())
            self._keep(line)
        elif (
            self.values != "labels-first"
            and item.filled
            and item.filled[-1].column.role in ("content", "text", "note")
        ):
            last = item.filled[-1]
            item.filled[-1] = replace(
                last, cell=joined_values([last.cell, line.strip()]) if last.cell.text else line.strip()
            )
            self._keep(line)
        elif self.text is not None:
            item.filled.append(Filled(self._free_column(self.text), line.strip()))
            self._keep(line)
        else:
            say_not_read(self.ledger, line)

    def _keep(self, line: Line) -> None:
        assert self.item is not None
        self.item.lines.append(line)
        say_read(self.ledger, line)

    def _outside(self, line: Line) -> None:
        unit = unit_in(line.text)
        if unit is not None:
            self.unit = unit
            say_read(self.ledger, line)
        elif not self.headings.text(line):
            say_not_read(self.ledger, line)

    def _free_column(self, text: str) -> Column:
        if text in ("content", "note"):
            return Column(text, "", label="本文")
        return Column("text", "", aspect=Aspect(text))
