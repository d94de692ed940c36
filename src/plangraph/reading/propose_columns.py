"""What the columns of a table are, where its headers alone leave it open: the cells below them decide."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from plangraph.model.texts import comparison_title, same_length_nfkc
from plangraph.reading.columns import LEVEL_ROLES, years_named
from plangraph.reading.header_words import MEASURED, Meaning
from plangraph.reading.lines import Line
from plangraph.reading.money_cells import read_money, unit_in
from plangraph.reading.proposals import Reason

_FIGURES = ("figure", "undetermined", "dash", "glued")
_REMARKS = re.compile(r"備考|摘要|その他|特記事項")
_DESIGNATIONS = frozenset(
    ("重点", "新規", "継続", "拡充", "拡大", "縮小", "廃止", "完了", "休止", "合併", "見直し", "主要")
)
_SETTLED = re.compile(r"決算|執行|実績")
_YEAR_COLUMN = re.compile(r"(?:会計|対象|評価)?年度|year|fiscal_?year", re.IGNORECASE)


class SeenColumns:
    """The columns of a table while a proposal is made; `meanings` are settled step by step, each with its reason."""

    def __init__(
        self, paths: Sequence[str], meanings: Sequence[Meaning | None], rows: Sequence[tuple[Line, ...]]
    ) -> None:
        self.paths = paths
        self.meanings = list(meanings)
        self.rows = rows
        self.years: dict[int, int] = {}
        """Fiscal years of columns that do not say theirs, by the place of the column."""
        self.reasons: list[Reason] = []

    def settle(self, *, rows_of_money: bool) -> None:
        """Decide what each column is; `rows_of_money` says that money stands in rows of its own."""
        self._settle_years(rows_of_money=rows_of_money)
        self._settle_titles()
        self._settle_numbers()
        self._settle_offices()
        self._settle_remarks()
        self._settle_money()

    def cells(self, column: int) -> list[Line]:
        """The filled cells of a column."""
        return [row[column] for row in self.rows if column < len(row) and row[column].text]

    def at(self, *roles: str) -> list[int]:
        """The places of the columns of some roles."""
        return [
            at for at, meaning in enumerate(self.meanings) if meaning is not None and meaning.role in roles
        ]

    def one_year(self) -> int | None:
        """The one fiscal year that a column headed 年度 repeats in every row; None where there is none."""
        for at, path in enumerate(self.paths):
            if _YEAR_COLUMN.fullmatch(path):
                words = {cell.text for cell in self.cells(at)}
                years = {y for word in words for y in years_named(word) or years_named(f"{word}年度")}
                if len(words) == len(years) == 1:
                    return years.pop()
        return None

    def numbers(self) -> list[str]:
        """The projects' numbers, the parts of each joined by a hyphen."""
        parts = self.at("project-code", "code-part")
        made = []
        for row in self.rows:
            words = [comparison_title(row[at].text) for at in parts if at < len(row) and row[at].text]
            if words:
                made.append("-".join(words))
        return made

    def speaks(self, column: int, word: str) -> bool:
        """Whether a cell of a column has a word."""
        return any(word in cell.text for cell in self.cells(column))

    def _settle_years(self, *, rows_of_money: bool) -> None:
        """A column headed by a year alone holds values of the indicator before it, money, or what is to be done."""
        names = self.at("indicator-title")
        for at in self.at("year"):
            cells = self.cells(at)
            figures = sum(read_money(c.text, 1).kind in _FIGURES for c in cells)
            before = [name for name in names if name < at]
            if before and not re.search(r"[円費額]|予算|決算", self.paths[at]):
                own = self.meanings[before[-1]]
                role = (
                    "indicator-target" if re.search("目標|計画|見込", self.paths[at]) else "indicator-value"
                )
                self.meanings[at] = Meaning(role, number=own.number if own else None)
            elif cells and figures * 2 >= len(cells) and not rows_of_money:
                self.meanings[at] = Meaning("cost", kind="ProjectCost")
            elif re.search("実績", self.paths[at]):
                self._note(
                    at,
                    "行ったことの欄のため注記とした",
                    "says what was done, not what will be; kept as a note",
                )
            else:
                self.meanings[at] = Meaning("content")
        for at in self.at("indicator-value", "indicator-target"):
            meaning = self.meanings[at]
            before = [name for name in names if name < at]
            if meaning is not None and meaning.number is None and before and MEASURED.search(self.paths[at]):
                own = self.meanings[before[-1]]
                self.meanings[at] = replace(meaning, number=own.number if own else None)

    def _settle_titles(self) -> None:
        """Exactly one column is the project's title: of several the one with most different words."""
        at_titles = self.at("project")
        if len(at_titles) > 1:
            best = max(at_titles, key=lambda at: (len({c.text for c in self.cells(at)}), -at))
            for at in at_titles:
                if at != best:
                    self._note(
                        at,
                        "事業名の列が複数あるため注記とした",
                        "one of several title columns; kept as a note",
                    )
        seen: set[tuple[str, str | None]] = set()
        for at in self.at(*LEVEL_ROLES):
            meaning = self.meanings[at]
            assert meaning is not None, "columns of a role have a meaning"
            if (meaning.role, meaning.level) in seen:
                self._note(
                    at, "同じ階層の列が複数あるため注記とした", "a second column of one level; kept as a note"
                )
            seen.add((meaning.role, meaning.level))

    def _settle_numbers(self) -> None:
        """番号 is a project's number where nothing else numbers the projects and it does not merely count the rows."""
        numbered = bool(self.at("project-code", "code-part"))
        for at in self.at("row-number"):
            words = [c.text for c in self.cells(at)]
            counts = words == [str(n) for n in range(1, len(words) + 1)]
            if not numbered and words and len(set(words)) == len(words) and not counts:
                self.meanings[at] = Meaning("project-code")
                numbered = True
        names = self.at("indicator-title")
        for at in self.at("unit"):
            money = any(unit_in(f"({c.text})") for c in self.cells(at)[:20])
            before = [n for n in names if n < at]
            if before and not money:
                own = self.meanings[before[-1]]
                self.meanings[at] = Meaning("indicator-unit", number=own.number if own else None)

    def _settle_offices(self) -> None:
        """Beside a column of 部 that of the offices is one of 課; 位置づけ of a policy is its standing."""
        departments = {m.party for m in self.meanings if m is not None and m.role == "department"}
        projects = bool(self.at("project"))
        for at, meaning in enumerate(self.meanings):
            if meaning is not None and meaning.role == "division" and meaning.party in departments:
                self.meanings[at] = replace(meaning, role="section")
            elif meaning == Meaning("designation") and not projects and self.speaks(at, "重点"):
                self.meanings[at] = Meaning("standing")

    def _settle_remarks(self) -> None:
        """A column of remarks that holds nothing but designations, or nothing but 再掲, is one of these."""
        for at, path in enumerate(self.paths):
            words = [same_length_nfkc(cell.text).strip() for cell in self.cells(at)]
            if self.meanings[at] not in (None, Meaning("note")) or not words or not _REMARKS.search(path):
                continue
            if all(word in _DESIGNATIONS for text in words for word in re.split(r"[\s、,・/]+", text)):
                self._become(
                    at,
                    Meaning("designation"),
                    "どのセルも区分の語のため区分とみた",
                    "all cells are designations",
                )
            elif all("再掲" in text for text in words) and not self.at("mark"):
                self._become(
                    at, Meaning("mark"), "どのセルも再掲のため再掲の欄とみた", "all cells speak of 再掲"
                )
            elif any("再掲" in text for text in words):
                self._note(
                    at,
                    '再掲と書いたセルがあるが、ほかの語もあるため注記とした。再掲の欄なら is = "mark" とする',
                    'some cells speak of 再掲 and others do not: kept as a note; say is = "mark" if it is that',
                )

    def _settle_money(self) -> None:
        """Give columns the year that every row repeats; of two columns of one year and kind one alone is the cost.

        当初予算 and 決算 of one year are two statements of one amount, and would count twice.
        """
        year = self.one_year()
        dated: dict[tuple[int, str | None], list[int]] = {}
        for at in self.at("cost", "count"):
            named = years_named(self.paths[at])
            if not named and year is not None:
                self.years[at] = year
            meaning, own = self.meanings[at], named[0] if named else year
            if meaning is not None and meaning.role == "cost" and own is not None:
                dated.setdefault((own, meaning.kind), []).append(at)
        for columns in dated.values():
            kept = next((at for at in columns if _SETTLED.search(self.paths[at])), columns[0])
            for at in columns:
                if at != kept:
                    name = self.paths[kept]
                    self._note(
                        at,
                        f"同じ年度の金額の列が複数あるため、「{name}」だけを金額とし、この列は注記とした",
                        f'one of several columns of money of one year; "{name}" is the cost, this is kept as a note',
                    )
                    self.years.pop(at, None)

    def _note(self, at: int, ja: str, en: str) -> None:
        self._become(at, Meaning("note"), ja, en)

    def _become(self, at: int, meaning: Meaning, ja: str, en: str) -> None:
        self.meanings[at] = meaning
        self.reasons.append(Reason(f"column {self.paths[at]}", ja, en))


def era_of(text: str, paths: Sequence[str]) -> str | None:
    """The era of years that headers print without one: the only era that the document prints, if none of them lies far ahead.

    >>> era_of("平成26年度 評価結果", ["24年度決算", "26年度予算"]), era_of("令和2年度版", ["30年度"]), era_of("", ["24年度"])
    ('平成', None, None)
    """
    bare = [
        int(found[1])
        for path in paths
        if not years_named(path)
        and (found := re.search(r"(?<![0-9])([0-9]{1,2})(?:年度|(?=[/_]|$))", path)) is not None
    ]
    named = {
        (_ERAS.get(era, era), int(number) if number != "元" else 1)
        for era, number in re.findall(
            r"(昭和|平成|令和|(?<![A-Za-z])[SHR](?=\d))\s*(\d{1,2}|元)", same_length_nfkc(text)
        )
    }
    eras = {era for era, _ in named}
    if not bare or len(eras) != 1 or max(bare) > max(number for _, number in named) + 5:
        return None
    era: str = eras.pop()
    return era


_ERAS = {"S": "昭和", "H": "平成", "R": "令和"}


def yearly_table(columns: SeenColumns, at: int, table: dict[str, Any]) -> dict[str, Any]:
    """A column's rule with the year that its header does not say."""
    return {**table, "year": columns.years[at]} if at in columns.years else table
