"""実施計画: lines → tables. Headings, and for each project its content row and its 事業費 row.

The layout says what a heading, a running head, a table's header and a row look like; this module only keeps the order:
heading, running head, header row, year row, then two rows a project. What is missing in that order is a finding.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from plangraph.model.findings import Severity
from plangraph.model.fiscal_years import fiscal_year_of
from plangraph.model.texts import Bilingual, comparison_title
from plangraph.reading.ledger import Ledger
from plangraph.reading.lines import Line


@dataclass(frozen=True, slots=True)
class Heading:
    """One printed heading. `level` indexes the layout's levels; a section printed over pages has several."""

    number: int
    level: int
    code: str
    title: str


@dataclass(frozen=True, slots=True)
class Row:
    """One table row: its line number and its cells, white space cut."""

    number: int
    cells: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class ProjectRows:
    """The two rows of one project. `section` is the code of the section that prints it, None where that is unknown."""

    section: str | None
    years: tuple[int, ...]
    content: Row | None
    cost: Row | None


@dataclass(frozen=True, slots=True)
class PlanText:
    """A paragraph under a heading."""

    number: int
    code: str
    aspect: str
    text: str


@dataclass(frozen=True, slots=True)
class PlanTables:
    """Everything that the lines of an implementation plan hold, still in the words of the print."""

    headings: tuple[Heading, ...]
    outline: tuple[tuple[int, str], ...]
    texts: tuple[PlanText, ...]
    projects: tuple[ProjectRows, ...]


@dataclass
class _Level:
    name: str
    heading: re.Pattern[str]
    running_head: re.Pattern[str] | None
    underlined: bool
    outlined: bool
    text_aspect: str | None


@dataclass
class _Piece:
    """One stretch of a section on one page, while it is being read."""

    heading: Heading | None
    running_head: int | None = None
    header: int | None = None
    years: tuple[int, ...] = ()
    rows: int = 0
    checked: bool = False


@dataclass
class _State:
    headings: list[Heading] = field(default_factory=list)
    outline: list[tuple[int, str]] = field(default_factory=list)
    texts: list[PlanText] = field(default_factory=list)
    projects: list[ProjectRows] = field(default_factory=list)
    piece: _Piece | None = None
    open_row: Row | None = None
    last_years: tuple[int, ...] = ()
    previous: tuple[int, str] | None = None
    awaiting_rule: Heading | None = None


def lines_to_tables(lines: Sequence[Line], settings: Mapping[str, Any], ledger: Ledger) -> PlanTables:
    """Part the lines of an implementation plan into headings, paragraphs and project rows.

    Every line is spoken for in the ledger; doubts go there as findings.
    """
    return _Tables(settings, ledger).read(lines)


class _Tables:
    def __init__(self, settings: Mapping[str, Any], ledger: Ledger) -> None:
        self.ledger = ledger
        self.levels = [
            _Level(
                name=table["name"],
                heading=re.compile(table["heading"]),
                running_head=re.compile(table["running_head"]) if "running_head" in table else None,
                underlined=table.get("underlined", False),
                outlined=table.get("outlined", False),
                text_aspect=table.get("text_aspect"),
            )
            for table in settings["level"]
        ]
        table = settings["table"]
        self.separator: str = table["separator"]
        self.header = re.compile(table["header"])
        self.cost_label = re.compile(table["cost_label"])
        self.header_words = [re.compile(word) for word in table["header_words"]]
        self.rule = re.compile(settings["rule"]["line"])
        self.state = _State()

    def read(self, lines: Sequence[Line]) -> PlanTables:
        filled = [line for line in lines if line.text.strip()]
        for printed, following in zip(filled, [*filled[1:], None], strict=True):
            line = self._unpadded(printed, following)
            number = self.ledger.source.line_number(line.offsets[0])
            if self.state.previous and self.state.previous[1] == line.text:
                self._repeated(number)
            else:
                self._read_line(number, line)
            self.state.previous = (number, line.text)
        self._close_piece()
        self._check_awaited_rule()
        state = self.state
        return PlanTables(
            tuple(state.headings), tuple(state.outline), tuple(state.texts), tuple(state.projects)
        )

    def _unpadded(self, line: Line, following: Line | None) -> Line:
        """A line of one cell without the empty ones behind it, which a workbook gives every row of a sheet.

        The title of a project without content has its cost row behind it, and stays a row; so does a cost row without money.
        """
        bare = line[0 : len(line.text.rstrip())]
        if (
            self.separator in bare.text
            or self.separator not in line.text
            or bare.strip().match(self.cost_label)
        ):
            return line
        next_cell = following.split(self.separator)[0].strip() if following is not None else None
        return line if next_cell is not None and next_cell.match(self.cost_label) else bare

    def _read_line(self, number: int, line: Line) -> None:
        if line.match(self.rule):
            self._rule(number)
            return
        self._check_awaited_rule()
        # A workbook pads every row to the width of its table, headings too.
        bare = line[0 : len(line.text.rstrip())]
        for index, level in enumerate(self.levels):
            if (matched := bare.match(level.heading)) and not self._is_row(bare):
                self._heading(
                    Heading(
                        number,
                        index,
                        comparison_title(matched["code"]),
                        bare.group(matched, "title").text.strip(),
                    )
                )
                return
            if level.running_head and (matched := bare.match(level.running_head)):
                title = bare.group(matched, "title").text.strip()
                self._running_head(number, index, comparison_title(matched["code"]), title)
                return
        if self.separator in line.text:
            self._row(Row(number, tuple(cell.strip() for cell in line.split(self.separator))))
        else:
            self._text(number, line.text.strip())

    def _is_row(self, line: Line) -> bool:
        return self.state.piece is not None and line.text.count(self.separator) >= 3

    # headings

    def _heading(self, heading: Heading) -> None:
        self._close_piece()
        self.ledger.read(heading.number)
        self.state.headings.append(heading)
        self.state.piece = _Piece(heading) if heading.level == len(self.levels) - 1 else None
        self.state.awaiting_rule = heading if self.levels[heading.level].underlined else None

    def _rule(self, number: int) -> None:
        if self.state.awaiting_rule is None:
            self.ledger.line_not_read(number)
        else:
            self.ledger.read(number)
            self.state.awaiting_rule = None

    def _check_awaited_rule(self) -> None:
        heading, self.state.awaiting_rule = self.state.awaiting_rule, None
        if heading is not None:
            self.ledger.finding(
                "heading-rule-missing",
                Severity.INFO,
                Bilingual(
                    f"見出し「{heading.code} {heading.title}」の下の罫線がありません。行が落ちていないか確かめてください。",
                    f'the rule below heading "{heading.code} {heading.title}" is missing; check that no line was lost',
                ),
                heading.number,
                item=heading.title,
            )

    def _running_head(self, number: int, level: int, code: str, title: str) -> None:
        self.ledger.read(number)
        piece = self.state.piece
        if piece is None or piece.running_head is not None or piece.header is not None or piece.rows:
            self._close_piece()
            self._section_unknown(number)
        known = next((h for h in self.state.headings if h.level == level and h.code == code), None)
        if known is None:
            self._heading_from_running_head(Heading(number, level, code, title))
        elif comparison_title(known.title) != comparison_title(title):
            self.ledger.finding(
                "running-head-differs",
                Severity.WARNING,
                Bilingual(
                    f"{code} の題名が、見出しでは「{known.title}」、ここでは「{title}」です。どちらが正しいか確かめてください。",
                    f'{code} is titled "{known.title}" in its heading and "{title}" here; check which is right',
                ),
                known.number,
                number,
                item=known.title,
                printed=title,
                expected=known.title,
            )
        assert self.state.piece is not None
        self.state.piece.running_head = number

    def _heading_from_running_head(self, heading: Heading) -> None:
        self.ledger.repaired("見出しが無い階層を、ページ見出しから補った", heading.number)
        # Its place in the tree is before the section whose running head named it.
        at = len(self.state.headings)
        if self.state.piece is not None and self.state.piece.heading is not None:
            at = self.state.headings.index(self.state.piece.heading)
        self.state.headings.insert(at, heading)
        self._heading_missing(heading.number, f"{heading.code} {heading.title}")

    def _section_unknown(self, number: int) -> None:
        self.state.piece = _Piece(None)
        self._heading_missing(number, "")

    def _heading_missing(self, number: int, which: str) -> None:
        ja = f"「{which}」の見出し" if which else f"{self.levels[-1].name}の見出し"
        self.ledger.finding(
            "heading-missing",
            Severity.WARNING,
            Bilingual(
                f"{ja}がありません。見出しの行が落ちていないか確かめてください。",
                f"the heading {which or 'of a section'} is missing; check that its line was not lost",
            ),
            number,
            item=which or None,
        )

    # tables

    def _row(self, row: Row) -> None:
        first = row.cells[0]
        filled = [cell for cell in row.cells[1:] if cell.text]
        years = [fiscal_year_of(cell.text) for cell in filled]
        if first.match(self.header):
            self._header_row(row)
        elif not first.text and filled and all(years):
            self._year_row(row, tuple(year for year in years if year is not None))
        elif first.match(self.cost_label):
            self._cost_row(row)
        elif first.text and len(row.cells) > 2:
            self._content_row(row)
        else:
            self.ledger.line_not_read(row.number)

    def _header_row(self, row: Row) -> None:
        self.ledger.read(row.number)
        if self.state.piece is None or self.state.piece.header is not None or self.state.piece.rows:
            self._close_piece()
            self._section_unknown(row.number)
        assert self.state.piece is not None
        self.state.piece.header = row.number
        for cell in row.cells:
            if cell.text and not any(cell.match(word) for word in self.header_words):
                self.ledger.finding(
                    "header-cell-unknown",
                    Severity.WARNING,
                    Bilingual(
                        f"表の見出し「{cell.text}」は知らない語です。レイアウトを確かめてください。",
                        f'unknown column heading "{cell.text}"; check the layout',
                    ),
                    row.number,
                    printed=cell.text,
                )

    def _year_row(self, row: Row, years: tuple[int, ...]) -> None:
        piece = self.state.piece
        if piece is None or piece.rows or piece.years:
            self.ledger.line_not_read(row.number)
            return
        self.ledger.read(row.number)
        piece.years = years
        if self.state.last_years and self.state.last_years != years:
            self.ledger.finding(
                "years-differ",
                Severity.WARNING,
                Bilingual(
                    "この表の年度が、前の表と違います。年度の列が落ちていないか確かめてください。",
                    "the fiscal years of this table differ from the table before; check that no column was lost",
                ),
                row.number,
            )
        self.state.last_years = years

    def _content_row(self, row: Row) -> None:
        self._close_row()
        self._check_piece(row)
        self.state.open_row = row

    def _cost_row(self, row: Row) -> None:
        self._check_piece(row)
        content, self.state.open_row = self.state.open_row, None
        if content is None:
            self.ledger.not_read(row.number)
            self._row_missing(
                "content-row-missing", row.number, "事業名と内容の行", "row with title and content"
            )
            return
        self._project(content, row)

    def _close_row(self) -> None:
        content, self.state.open_row = self.state.open_row, None
        if content is not None:
            self._row_missing("cost-row-missing", content.number, "事業費の行", "cost row")
            self._project(content, None)

    def _project(self, content: Row, cost: Row | None) -> None:
        piece = self.state.piece
        assert piece is not None
        self.ledger.read(content.number, *([cost.number] if cost else []))
        section = piece.heading.code if piece.heading else None
        self.state.projects.append(ProjectRows(section, piece.years, content, cost))

    def _row_missing(self, rule: str, number: int, ja: str, en: str) -> None:
        self.ledger.finding(
            rule,
            Severity.WARNING,
            Bilingual(
                f"この行と組になる{ja}がありません。行が落ちていないか確かめてください。",
                f"the {en} that belongs to this row is missing; check that no line was lost",
            ),
            number,
        )

    def _check_piece(self, row: Row) -> None:
        """See that a table was opened in order before its first row."""
        if self.state.piece is None:
            self._section_unknown(row.number)
        piece = self.state.piece
        assert piece is not None
        piece.rows += 1
        if piece.checked:
            return
        piece.checked = True
        missing = []
        if piece.running_head is None and any(level.running_head for level in self.levels):
            missing.append(("上位の階層のページ見出し", "running head"))
        if piece.header is None:
            missing.append(("表の見出し行", "table header"))
        if not piece.years:
            piece.years = self.state.last_years
            self.ledger.repaired("年度の行が無い表に、前の表の年度を当てた", row.number)
            missing.append(("年度の行", "row of fiscal years"))
        for ja, en in missing:
            self._row_missing("table-structure-missing", row.number, ja, en)

    def _close_piece(self) -> None:
        self._close_row()
        piece, self.state.piece = self.state.piece, None
        if piece is not None and not piece.rows:
            number = piece.heading.number if piece.heading else (piece.running_head or piece.header or 1)
            title = piece.heading.title if piece.heading else None
            self.ledger.finding(
                "section-empty",
                Severity.WARNING,
                Bilingual(
                    "見出しの後に事業の行がありません。行が落ちていないか確かめてください。",
                    "no project row follows this heading; check that no line was lost",
                ),
                number,
                item=title,
            )

    # what is not a table

    def _text(self, number: int, text: str) -> None:
        last = self.state.headings[-1] if self.state.headings else None
        level = self.levels[last.level] if last else None
        if last is None or level is None or self.state.piece is not None:
            self.ledger.line_not_read(number)
        elif text.endswith("。") and level.text_aspect:
            self.ledger.read(number)
            self.state.texts.append(PlanText(number, last.code, level.text_aspect, text))
        elif level.outlined and not text.endswith("。"):
            self.state.outline.append((number, text))
        else:
            self.ledger.line_not_read(number)

    def _repeated(self, number: int) -> None:
        assert self.state.previous is not None
        first, text = self.state.previous
        self.ledger.not_read(number)
        lost = self.separator in text
        self.ledger.finding(
            "line-repeated",
            Severity.WARNING,
            Bilingual(
                f"{first} 行目と同じ行が続いているため、二つ目は読んでいません。"
                + ("行が重なっているか、間の事業の行が落ちています。" if lost else "")
                + "原文を確かめてください。",
                f"the same as line {first}, so this one was not read; "
                + ("either the line is doubled or a project's row between them was lost; " if lost else "")
                + "check the document",
            ),
            number,
        )
