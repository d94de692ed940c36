"""施策評価表: lines → tables. What each part of the sheet says, still in the words and pieces of the print."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from plangraph.model.findings import Severity
from plangraph.model.fiscal_years import fiscal_year_of, fiscal_years_in
from plangraph.model.records import DocumentDescription
from plangraph.model.texts import same_length_nfkc
from plangraph.reading.evaluation_records import tables_to_records
from plangraph.reading.ledger import Ledger, shortened
from plangraph.reading.lines import Line
from plangraph.reading.sheet_basics import LABELS_CUT, BasicRows, say_unexplained
from plangraph.reading.sheet_columns import Columns
from plangraph.reading.sheet_doubts import (
    doubt,
    say_missing,
    say_not_read,
    say_read,
    say_repaired,
    say_repeated,
)
from plangraph.reading.sheet_sections import Headings, Section
from plangraph.reading.sheet_tables import (
    Field,
    FigureRow,
    IndicatorRow,
    PolicyLine,
    SheetTables,
    StandingWord,
    StateTable,
)
from plangraph.reading.sheet_text import Manner, Passage, cut_label, has_inner_gap, joined


def read_evaluation_sheet(
    lines: Sequence[Line], description: DocumentDescription, settings: Mapping[str, Any], ledger: Ledger
) -> tuple[SheetTables, dict[str, Any]]:
    """Read the sheet of one 施策: its tables, and the fields of `DocumentRecords` that they fill.

    `lines` are in reading order. Every line is spoken for in the ledger; doubts go there as findings.
    """
    before, sections = Headings(settings, ledger).part(lines)
    say_not_read(ledger, *before)
    _compare_period(sections, description, ledger)
    tables = _Sheet(settings, ledger).read(sections)
    return tables, tables_to_records(tables, settings, ledger)


def _compare_period(sections: Sequence[Section], description: DocumentDescription, ledger: Ledger) -> None:
    """Hold the plan's period that the first heading prints against the description's."""
    known = [description.plan.first_year, description.plan.last_year]
    for section in sections:
        words = [section.said.get("first_year"), section.said.get("last_year")]
        printed = [year for word in words if word and (year := fiscal_year_of(word)) is not None]
        if len(printed) == 2 and all(known):
            if printed != known:
                _say_period_differs(section.heading, printed, known, ledger)
            return


def _say_period_differs(heading: Line, printed: list[int], known: list[int], ledger: Ledger) -> None:
    doubt(
        ledger,
        "plan-period-differs",
        Severity.WARNING,
        f"計画期間の印刷は {printed[0]}～{printed[1]} 年度ですが、plan.toml では {known[0]}～{known[1]} 年度です。"
        "どちらが正しいか確かめてください。",
        f"the plan's period is printed as {printed[0]} to {printed[1]}, and is {known[0]} to {known[1]} "
        "in plan.toml; check which is right",
        heading,
        printed="-".join(map(str, printed)),
        expected="-".join(map(str, known)),
    )


class _Sheet:
    def __init__(self, settings: Mapping[str, Any], ledger: Ledger) -> None:
        self.settings = settings
        self.ledger = ledger
        self.manner = Manner.from_settings(settings)

    def read(self, sections: Sequence[Section]) -> SheetTables:
        say_not_read(self.ledger, *self._lines(sections, "sheet"))
        fields, basic_idea = self._overview(self._lines(sections, "overview"))
        basics = BasicRows(self.settings["basics"], self.manner, self.ledger)
        rows = basics.read(self._lines(sections, "basics"))
        if not rows:
            say_missing(self.ledger, "基本事業", *(s.heading for s in sections if s.name == "basics"))
        return SheetTables(
            fields=fields,
            basic_idea=basic_idea,
            basics=rows,
            indicators=self._indicators(self._lines(sections, "indicators")),
            figures=self._figures(self._lines(sections, "costs")),
            states=tuple(self._states(section) for section in sections if section.name == "states"),
            policy_line=self._policy_line([s for s in sections if s.name == "policy_line"]),
            standing=self._standing([s for s in sections if s.name == "standing"]),
        )

    def _lines(self, sections: Sequence[Section], name: str) -> list[Line]:
        return [line for section in sections if section.name == name for line in section.lines]

    # １　施策の概要

    def _overview(self, lines: Sequence[Line]) -> tuple[dict[str, Field], Passage]:
        """Read the fields in any order; what follows the last of them is the basic idea."""
        fields: dict[str, Field] = {}
        seen: set[str] = set()
        pending: list[Line] = []
        for line in lines:
            table, pattern, matched = self._field(line)
            if table is None or matched is None:
                pending.append(line)
                continue
            if pattern in seen:
                say_repeated(self.ledger, line)
                continue
            seen.add(pattern)
            value: tuple[Line, ...] = ()
            if table.get("value_before"):
                value, pending = self._values_before(pending)
                if not value:
                    say_missing(self.ledger, f"{table['label']}の値", *pending, line)
            say_not_read(self.ledger, *pending)
            pending = []
            say_read(self.ledger, line, *value)
            found = {name: line.group(matched, name) for name in matched.groupdict() if matched[name]}
            fields[table["name"]] = _merged(fields.get(table["name"]), line, value, found)
        for table in self.settings["field"]:
            if not seen.issuperset(table["patterns"]):
                known = fields.get(table["name"])
                say_missing(self.ledger, table["label"], *(known.rows if known else ()))
        return fields, self._basic_idea(pending)

    def _field(self, line: Line) -> tuple[Mapping[str, Any] | None, str, re.Match[str] | None]:
        for table in self.settings["field"]:
            for pattern in table["patterns"]:
                if matched := line.match(re.compile(pattern)):
                    return table, pattern, matched
        return None, "", None

    def _values_before(self, lines: Sequence[Line]) -> tuple[tuple[Line, ...], list[Line]]:
        """The value before a label, and the lines that are none.

        A value has several lines only where each but the last ends in the midst of a list; which of several other
        lines is the value cannot be told.
        """
        separator = re.compile(f"(?:{self.settings['lists']['separators']})\\s*$")
        if all(separator.search(line.text) for line in lines[:-1]):
            return tuple(lines), []
        return (), list(lines)

    def _basic_idea(self, lines: Sequence[Line]) -> Passage:
        table = self.settings["basic_idea"]
        first = next((i for i, line in enumerate(lines) if self.manner.begins(line.text)), len(lines))
        say_not_read(self.ledger, *lines[:first])
        cut = cut_label(lines[first:], table["label"])
        if cut.missing or not cut.lines:
            say_missing(self.ledger, table["field"], *cut.label)
        say_read(self.ledger, *cut.lines)
        say_repaired(self.ledger, LABELS_CUT, *cut.label)
        self._check_width(cut.lines, table["width"])
        return Passage(cut.lines)

    def _check_width(self, lines: Sequence[Line], room: float) -> None:
        for line in lines:
            if has_inner_gap(line.text) or self.manner.fill(line, room) is None:
                say_unexplained(self.ledger, line)

    # ２　施策の成果指標と実績、３　コスト

    def _header_years(
        self, lines: Sequence[Line], table: Mapping[str, Any], name: str
    ) -> tuple[list[int], list[Line]]:
        """The years of a table's columns, and the lines but its header."""
        header = re.compile(table["header"])
        years: list[int] | None = None
        rest = []
        for line in lines:
            matched = line.match(header)
            if matched is None:
                rest.append(line)
            elif years is not None:
                say_repeated(self.ledger, line)
            else:
                say_read(self.ledger, line)
                years = fiscal_years_in(matched["years"])
        if not years:
            say_missing(self.ledger, f"{name}の見出し行（年度）", *rest[:1])
        return years or [], rest

    def _indicators(self, lines: Sequence[Line]) -> tuple[IndicatorRow, ...]:
        """Read rows whose title is printed above their number, unit and figures."""
        table = self.settings["indicators"]
        years, rest = self._header_years(lines, table, "成果指標")
        pattern = re.compile(table["row"])
        rows: list[IndicatorRow] = []
        titles: list[Line] = []
        numbers: set[int] = set()
        for line in rest:
            matched = line.match(pattern)
            if matched is None:
                titles.append(line)
            elif int(matched["number"]) in numbers:
                say_repeated(self.ledger, line)
            elif not max(numbers, default=0) < int(matched["number"]) <= table["rows"]:
                say_not_read(self.ledger, line)
            else:
                numbers.add(int(matched["number"]))
                rows += self._indicator(line, matched, titles, years)
                titles = []
        say_not_read(self.ledger, *titles)
        for number in sorted(set(range(1, table["rows"] + 1)) - numbers):
            say_missing(self.ledger, f"成果指標の行 {number}")
        return tuple(rows)

    def _indicator(
        self, line: Line, matched: re.Match[str], title: Sequence[Line], years: Sequence[int]
    ) -> list[IndicatorRow]:
        empty = matched["unit"] is None and not matched["values"]
        if not title and empty:
            say_read(self.ledger, line)  # a row of the form that was left empty
            return []
        if not title or not years:
            say_not_read(self.ledger, *title, line)
            if not title:
                say_missing(self.ledger, f"成果指標の行 {matched['number']} の名称", line)
            return []
        say_read(self.ledger, *title, line)
        whole = joined([part.strip() for part in title])
        if len(title) > 1:
            self._say_title_joined(title, whole.text)
        values = self._values(line, matched, years, whole.text, *title)
        unit = line.group(matched, "unit") if matched["unit"] else None
        return [IndicatorRow(line.group(matched, "number"), whole, unit, tuple(years), values, line)]

    def _say_title_joined(self, title: Sequence[Line], whole: str) -> None:
        doubt(
            self.ledger,
            "indicator-title-joined",
            Severity.WARNING,
            f"成果指標「{shortened(whole)}」の名称は {len(title)} 行をつないだものです。一つの名称か、原文で確かめてください。",
            f'the indicator\'s title "{shortened(whole)}" was joined from {len(title)} lines; '
            "check in the document that they are one title",
            *title,
            item=whole,
        )

    def _figures(self, lines: Sequence[Line]) -> tuple[FigureRow, ...]:
        """Read the rows of the cost table, each known by its label."""
        table = self.settings["costs"]
        years, rest = self._header_years(lines, table, "コスト")
        rows: dict[str, FigureRow] = {}
        for line in rest:
            row, matched = self._figure_row(line)
            if row is None or matched is None or not years:
                say_not_read(self.ledger, line)
            elif row["label"] in rows:
                say_repeated(self.ledger, line)
            else:
                say_read(self.ledger, line)
                values = self._values(line, matched, years, row["label"])
                unit = line.group(matched, "unit")
                rows[row["label"]] = FigureRow(
                    row["label"], row.get("kind"), unit, tuple(years), values, line
                )
        for row in table["row"]:
            if row["label"] not in rows:
                say_missing(self.ledger, row["label"])
        return tuple(rows.values())

    def _figure_row(self, line: Line) -> tuple[Mapping[str, Any] | None, re.Match[str] | None]:
        for row in self.settings["costs"]["row"]:
            if matched := line.match(re.compile(row["pattern"])):
                return row, matched
        return None, None

    def _values(
        self, line: Line, matched: re.Match[str], years: Sequence[int], item: str, *title: Line
    ) -> tuple[Line, ...] | None:
        """The figures of a row, one a year; None where there are more or fewer, so that their years are unknown."""
        start = matched.start("values") if matched["values"] else len(line)
        text = same_length_nfkc(line.text[start:])
        spans = [m.span() for m in re.finditer(r"\S*\d\.\s+\d\S*|\S+", text)]
        if len(spans) == len(years):
            return tuple(line[start + a : start + b] for a, b in spans)
        doubt(
            self.ledger,
            "figures-do-not-match-years",
            Severity.WARNING,
            f"「{item}」の行の数字は {len(years)} 年度に対して {len(spans)} 個で、年度に割り振れません。"
            "原文を確かめてください。",
            f'the row "{item}" prints {len(spans)} figures for {len(years)} years, so their years cannot be told; '
            "check the document",
            *title,
            line,
            item=item,
            printed=str(len(spans)),
            expected=str(len(years)),
        )
        return None

    # ４　基本事業について

    def _states(self, section: Section) -> StateTable:
        table = self.settings["states"]
        first, last = int(section.said["first"]), int(section.said["last"])
        year, lines = self._states_header(section, re.compile(table["header"]))
        left, right = table["widths"]
        rows = Columns(left, right, self.manner).rows(lines, first, last)
        for row in rows:
            if row.label is None:
                say_missing(self.ledger, f"基本事業についての行 {row.number}", section.heading)
        return StateTable(year, rows)

    def _states_header(self, section: Section, header: re.Pattern[str]) -> tuple[int | None, list[Line]]:
        """Cut the column heads off, which may run straight on into the first row."""
        lines, kept, year = list(section.lines), [], None
        for line in lines:
            matched = header.match(same_length_nfkc(line.text)) if year is None else None
            if matched is None:
                kept.append(line)
                continue
            year = fiscal_year_of(matched["year"])
            say_read(self.ledger, line[: matched.end()])
            kept.append(line[matched.end() : len(line)].strip())
        if year is None:
            say_missing(self.ledger, "現状と課題・方向性の見出し行", section.heading)
        return year, [line for line in kept if line.text]

    # ５　施策方針、６　位置づけ

    def _policy_line(self, sections: Sequence[Section]) -> PolicyLine | None:
        if not sections:
            return None
        lines = [line for section in sections for line in section.lines]
        if not lines:
            say_missing(self.ledger, "施策方針の文章", sections[0].heading)
        say_read(self.ledger, *lines)
        self._check_width(lines, self.settings["policy_line"]["width"])
        return PolicyLine(fiscal_year_of(sections[0].said["year"]), Passage(tuple(lines)))

    def _standing(self, sections: Sequence[Section]) -> StandingWord | None:
        if not sections:
            return None
        heading = sections[0].heading
        lines = [line for section in sections for line in section.lines]
        words = {table["word"]: table["standing"] for table in self.settings["standing"]["word"]}
        known = next((line for line in lines if line.text.strip() in words), None)
        say_not_read(self.ledger, *(line for line in lines if line is not known))
        if known is None:
            say_missing(self.ledger, "施策の位置づけ", heading, *lines)
            return None
        say_read(self.ledger, known)
        return StandingWord(
            words[known.text.strip()], fiscal_year_of(sections[0].said["year"]), (heading, known)
        )


def _merged(known: Field | None, row: Line, value: tuple[Line, ...], found: Mapping[str, Line]) -> Field:
    values = (*value, *([found["value"]] if "value" in found else []))
    named = {name: line for name, line in found.items() if name != "value"}
    if known is None:
        return Field((*value, row), values, named)
    return Field((*known.rows, *value, row), (*known.values, *values), {**known.named, **named})
