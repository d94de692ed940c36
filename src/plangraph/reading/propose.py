"""A first layout for a document that nobody has described: from its headers, labels and patterns.

Nothing here decides what a document says: a proposal is settings for the readers, each with the reason why, for a
person to check. What was not understood is kept as a note column, and said.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from plangraph.model.texts import comparison_title, same_length_nfkc
from plangraph.reading.columns import header_path, years_named
from plangraph.reading.extract import Extract
from plangraph.reading.formats import open_bytes
from plangraph.reading.header_words import Meaning, header_meaning
from plangraph.reading.layouts import recognise_layout
from plangraph.reading.lines import Line
from plangraph.reading.money_cells import read_money, unit_in
from plangraph.reading.project_table import MOST_HEADER_ROWS, header_paths
from plangraph.reading.proposals import Proposal, Reason, column_table, escaped
from plangraph.reading.propose_cells import CODE_AND_TITLE, hold_code_and_title, mark_settings
from plangraph.reading.propose_columns import SeenColumns, era_of, yearly_table
from plangraph.reading.propose_headings import heading_levels, page_numbers
from plangraph.reading.propose_lists import propose_list

_SEPARATORS = ("tab", "pipe", "spaces", "comma")
_LOOKED_AT = 400
"""Lines of a document in which a header is looked for."""
_COST_LABEL = re.compile(
    r"(?:計画|概算)?(?:事業費|予算額?|決算額?|計画額|経費|コスト|人件費|事業費計画)\s*[(\[](?:単位:?)?(?:百万円|千円|万円|円)[)\]]"
)
_TOTAL_ROW = re.compile(r"(?:総?合?計|小計|.{1,12}(?:合計|小計|計))")


@dataclass(frozen=True, slots=True)
class _Header:
    """One candidate: where a header stands, in which reading of the cells, and what its columns mean."""

    extract: Extract
    cells: str
    index: int
    height: int
    paths: tuple[str, ...]
    meanings: tuple[Meaning | None, ...]

    @property
    def score(self) -> float:
        known = [m for m in self.meanings if m is not None]
        filled = sum(1 for path in self.paths if path)
        if not any(m.role == "project" or m.level for m in known) or len(known) < 2 or filled > 400:
            return 0.0
        named = {path for path, m in zip(self.paths, self.meanings, strict=True) if path and m is not None}
        return len(named) - 0.4 * (filled - len(known)) - 0.05 * self.height


def propose_layout(data: bytes, file_name: str, *, place: str) -> Proposal | None:
    """Look at a document and propose how to read it; None where neither a table nor labels nor headings are known.

    Raises SourceError for a file that cannot be opened.
    """
    plain = open_bytes(data, file_name, "unknown", place=place)
    builtin = recognise_layout("\n".join(line.text for line in plain.lines))
    if builtin is not None:
        text = "\n".join(line.text for line in plain.lines)
        years = tuple(sorted(set(years_named(text[:4000]))))
        return Proposal({"family": builtin.family}, years=years, head=text[:500], builtin=builtin.name)
    readings = [("tab", plain)]
    if plain.format == "text":
        readings += [
            (cells, open_bytes(data, file_name, "unknown", place=place, cells=cells))
            for cells in _SEPARATORS[1:]
        ]
    headers = [header for cells, extract in readings for header in _headers(cells, extract)]
    best = max(headers, key=lambda header: header.score, default=None)
    if best is not None and best.score >= 1.5:
        return _Table(best).proposal()
    return propose_list(plain, next((extract for cells, extract in readings if cells == "spaces"), None))


def _headers(cells: str, extract: Extract) -> list[_Header]:
    """Every place in the first lines of the document, and of each of its tables, that may be a header."""
    starts = {0, *(first for _, first, _ in extract.tables)}
    found = []
    for start in sorted(starts):
        for index in range(start, min(start + _LOOKED_AT, len(extract.lines))):
            if len([c for c in extract.cells(index) if c.text]) < 2:
                continue
            for height in range(1, MOST_HEADER_ROWS):
                header = _header_at(cells, extract, index, height)
                if header is not None and header.score > 0:
                    found.append(header)
    return found


def _header_at(cells: str, extract: Extract, index: int, height: int) -> _Header | None:
    if index + height > len(extract.lines):
        return None
    if not _may_begin(extract, index, height):
        return None
    rows = [[cell.text for cell in extract.cells(at)] for at in range(index, index + height)]
    if any(map(_is_figure, (cell for row in rows for cell in row))) or any(
        not any(row) or any(len(cell) > 60 for cell in row) for row in rows
    ):
        return None
    paths = header_paths(rows)
    return _Header(extract, cells, index, height, paths, tuple(map(header_meaning, paths)))


def _may_begin(extract: Extract, index: int, height: int) -> bool:
    """Whether some lines lie in one table, or in none, and the first does not go on with cells merged from above."""
    ends = {edge for _, first, behind in extract.tables for edge in (first, behind)}
    if any(at in ends for at in range(index + 1, index + height)):
        return False
    return not any(origin[0] < index for (row, _), origin in extract.merged.items() if row == index)


def _is_figure(text: str) -> bool:
    """Whether a cell is a figure, and none that may be a year or the number of a column: no header has that."""
    plain = same_length_nfkc(text)
    if not re.fullmatch(r"[△▲−-]?[0-9][0-9,.]*", plain):
        return False
    return not (plain.isdigit() and plain[0] != "0" and (int(plain) <= 64 or 1950 <= int(plain) <= 2100))


@dataclass
class _Table:
    """Makes the proposal of a table from its header and the rows below it."""

    header: _Header
    reasons: list[Reason] = field(default_factory=list)

    def __post_init__(self) -> None:
        extract, header = self.header.extract, self.header
        behind = next((b for _, a, b in extract.tables if a <= header.index < b), len(extract.lines))
        first = header.index + header.height
        every = (extract.cells(at) for at in range(first, behind) if extract.lines[at].text.strip())
        self.sums = list[str]()
        self.rows = [cells for cells in every if not self._is_sum(cells)]

    def _is_structure(self, row: tuple[Line, ...]) -> bool:
        """Whether a row is a heading between the rows, or the header again."""
        texts = [cell.text for cell in row if cell.text]
        plain = same_length_nfkc(" ".join(texts))
        return any(re.fullmatch(pattern, plain) for pattern in self._patterns) or all(
            header_path([cell.text]) in path.split("/")
            for cell, path in zip(row, self.header.paths, strict=False)
            if cell.text
        )

    def _is_sum(self, cells: tuple[Line, ...]) -> bool:
        """Whether a row is one of sums; its first words are kept."""
        first = next((comparison_title(cell.text) for cell in cells if cell.text), "")
        if _TOTAL_ROW.fullmatch(first) and any(read_money(c.text, 1).kind == "figure" for c in cells):
            self.sums.append(first)
            return True
        return False

    def proposal(self) -> Proposal:
        headings = self._headings()
        self._patterns = [level["heading"] for level in headings]
        self.rows = [row for row in self.rows if not self._is_structure(row)]
        below = self._below()
        self.columns = SeenColumns(self.header.paths, self.header.meanings, self.rows)
        self.columns.settle(rows_of_money=bool(below))
        self.reasons += self.columns.reasons
        self.meanings = self.columns.meanings
        levels = [*headings, *self._levels(len(headings))]
        settings: dict[str, Any] = {"family": "project-table"}
        file: dict[str, Any] = {}
        if self.header.cells != "tab":
            file["cells"] = self.header.cells
            self._say("file.cells", "列の区切りを行の形から判断", "the cells are parted this way")
        if furniture := self._furniture():
            file["furniture"] = furniture
        if file:
            settings["file"] = file
        if levels:
            settings["level"] = levels
        settings["table"] = self._table()
        if below:
            settings["below"] = below
        settings["column"] = self._columns()
        self._money()
        self._years(era_of(self._texts(), self.header.paths))
        head = self._texts()
        if era := era_of(head, self.header.paths):
            settings["years"] = {"era": era}
            self._say("years.era", "文書の頭にある元号による", "the era that the head of the document prints")
        if mark := self._mark():
            settings["mark"] = mark
        years = {y for path in self.header.paths for y in years_named(path, era)}
        if not years and (year := self.columns.one_year()) is not None:
            years = {year}
        return Proposal(settings, tuple(self.reasons), tuple(sorted(years)), head, self._body())

    def _below(self) -> list[dict[str, Any]]:
        """Rows of money under the rows of projects: the cell of the title names the money and its unit."""
        labels: dict[str, int] = {}
        for row in self.rows:
            first = next((same_length_nfkc(cell.text) for cell in row if cell.text), "")
            if _COST_LABEL.fullmatch(first):
                labels[first] = labels.get(first, 0) + 1
        if sum(labels.values()) * 4 < len(self.rows) or not labels:
            return []
        self.rows = [
            row
            for row in self.rows
            if next((same_length_nfkc(cell.text) for cell in row if cell.text), "") not in labels
        ]
        self._say(
            "below",
            f"事業の行の下の金額の行が {sum(labels.values())} 行ある",
            "rows of money under the projects' rows",
        )
        kinds = {label: {"kind": "PersonnelCost"} if "人件費" in label else {} for label in labels}
        return [{"label": escaped(label), "is": "cost", **kinds[label]} for label in labels]

    # the tables of the layout

    def _levels(self, above: int) -> list[dict[str, Any]]:
        names = dict.fromkeys(m.level for m in self.meanings if m is not None and m.level)
        return [{"name": name, "depth": depth} for depth, name in enumerate(names, above + 1)]

    def _headings(self) -> list[dict[str, Any]]:
        """Levels that are printed as lines, or rows of one cell, between the rows."""
        extract = self.header.extract
        alone = []
        for at in range(len(extract.lines)):
            filled = {cell.offsets: cell.text for cell in extract.cells(at) if cell.text}
            if len(filled) == 1 or (extract.format == "text" and len(filled) == 2):
                alone.append(
                    same_length_nfkc(
                        extract.lines[at].text if len(filled) == 2 else next(iter(filled.values()))
                    ).strip()
                )
        self._alone = alone
        known = {m.level for m in self.header.meanings if m is not None}
        levels = [level for level in heading_levels(alone) if level["name"] not in known]
        for level in levels:
            self._say(
                f"level {level['heading']}",
                "表の間にある見出しとみた。下の文章は基本的な考え方とみた",
                "taken as headings between the rows, text below them as the basic idea",
            )
        return [{**level, "depth": depth} for depth, level in enumerate(levels, 1)]

    def _table(self) -> dict[str, Any]:
        project = any(m is not None and m.role == "project" for m in self.meanings)
        table: dict[str, Any] = {
            "rows": "project" if project else "policy",
            "header_rows": self.header.height,
        }
        if not project:
            self._say(
                "table.rows",
                "事業名の列がないため、一行を施策とみた",
                "no title column of projects: a row is a policy",
            )
        title = next(
            (at for at, m in enumerate(self.meanings) if m is not None and m.role == "project"), None
        )
        if title is not None:
            without = sum(1 for row in self.rows if len(row) <= title or not row[title].text)
            if 0 < without < len(self.rows):
                below = [r for r in self.rows if (len(r) <= title or not r[title].text)]
                if any(sum(bool(c.text) for c in row) > 1 for row in below):
                    table["continued"] = True
                    self._say(
                        "table.continued",
                        f"事業名の空いた行が {without} 行ある",
                        f"{without} rows print no title",
                    )
        totals = list(dict.fromkeys(self.sums))
        if totals:
            table["total_rows"] = [escaped(word) for word in totals]
            self._say("table.total_rows", "合計の行とみた", "rows of sums")
        return table

    def _columns(self) -> list[dict[str, Any]]:
        made: list[dict[str, Any]] = []
        for path, meaning, at in zip(
            self.header.paths, self.meanings, range(len(self.meanings)), strict=True
        ):
            if not path:
                continue
            if meaning is None:
                self._say(
                    f"column {path}", "知らない見出しのため注記とした", "unknown heading; kept as a note"
                )
            table = column_table(path, meaning or Meaning("note"))
            if table["is"] == "level":
                self._level_pattern(table, at)
            if table["is"] == "link":
                self._link_pattern(table, at)
            table = yearly_table(self.columns, at, table)
            if table not in made:
                made.append(table)
        return made

    def _level_pattern(self, table: dict[str, Any], at: int) -> None:
        """A level's one cell holds code and title where most of its cells look so."""
        if hold_code_and_title(cell.text for cell in self.columns.cells(at)):
            table["pattern"] = CODE_AND_TITLE.pattern
        else:
            table["is"] = "level-title"

    def _link_pattern(self, table: dict[str, Any], at: int) -> None:
        cells = [cell.text for cell in self.columns.cells(at)[:50]]
        if cells and all(re.search(r"/0*\d+\.\w+$", c) for c in cells):
            table["pattern"] = r"/(?P<code>\d+)\.\w+$"

    def _years(self, era: str | None) -> None:
        """Say which columns of money or values have no known year."""
        for at in self.columns.at("cost", "count", "indicator-value"):
            path = self.header.paths[at]
            if not years_named(path, era) and at not in self.columns.years:
                self._say(
                    f"column {path}",
                    "年度が分からない。この列に year を、または [layout.years] に era を書くまで注記として残る",
                    "its fiscal year is not known; kept as notes until year here, or era in [layout.years], is said",
                    open=True,
                )

    def _money(self) -> None:
        """Say that the unit of some money is not known, and where another unit is printed."""
        paths = [self.header.paths[at] for at in self.columns.at("cost", "total")]
        above = self.header.extract.lines[: self.header.index]
        if all(unit_in(path) for path in paths) or any(unit_in(line.text) for line in above):
            return  # the reader takes a unit printed above the table by itself
        others = [path for path in paths if unit_in(path)]
        self._say(
            "money.unit",
            f"単位は「{others[0]}」にしか印刷されていない。同じ単位か確かめて書く"
            if others
            else "単位の印刷が見つからない。確かめて書く",
            f'a unit is printed in "{others[0]}" alone; find out whether it holds for the others'
            if others
            else "no printed unit was found; find out and say it",
            open=True,
        )

    def _furniture(self) -> list[str]:
        """Page numbers, and the lines before the table that are no header and print no unit: the title of the list."""
        extract = self.header.extract
        before = [line.text.strip() for line in extract.lines[: self.header.index]]
        plain = [same_length_nfkc(text) for text in before if text and unit_in(text) is None]
        kept = [escaped(text) for text in plain if not any(re.fullmatch(h, text) for h in self._patterns)]
        return [*page_numbers([line.text for line in extract.lines]), *kept[:40]]

    def _mark(self) -> dict[str, Any]:
        cells = {"project": list[str](), "mark": list[str]()}
        for at, meaning in enumerate(self.meanings):
            if meaning is not None and meaning.role in cells:
                cells[meaning.role] += [cell.text for cell in self.columns.cells(at)]
        settings, reasons = mark_settings(
            cells["project"], self.columns.numbers(), cells["mark"], self._sections()
        )
        self.reasons += reasons
        return settings

    def _sections(self) -> list[str]:
        """The codes of the sections: those of headings, of columns of codes, and before the titles of a column."""
        made = [cell.text for at in self.columns.at("level-code") for cell in self.columns.cells(at)]
        fitting = [(re.compile(pattern), self._alone) for pattern in self._patterns]
        fitting += [
            (CODE_AND_TITLE, [same_length_nfkc(cell.text) for cell in self.columns.cells(at)])
            for at in self.columns.at("level")
        ]
        return made + [m["code"] for pattern, texts in fitting for t in texts if (m := pattern.fullmatch(t))]

    def _texts(self) -> str:
        lines = self.header.extract.lines
        return "\n".join(line.text for line in lines[: self.header.index])

    def _body(self) -> str | None:
        """Who publishes, where a column repeats one name in every row."""
        for at, path in enumerate(self.header.paths):
            if re.fullmatch(
                r"(?:府省|府省庁|省庁|自治体|市町村|団体)名?|ministry|municipality|city", path, re.IGNORECASE
            ):
                words = {cell.text for cell in self.columns.cells(at)}
                if len(words) == 1:
                    return words.pop()
        return None

    def _say(self, key: str, ja: str, en: str, *, open: bool = False) -> None:
        self.reasons.append(Reason(key, ja, en, open))
