"""事業費の行: the printed figures of one project, and what can be derived where the extraction lost a column.

Columns are: total, one a fiscal year, then remarks. Where a row is narrower than that, it is the last years that are
missing, since text extraction loses columns at the right edge.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from plangraph.model.amounts import AmountStatus, Figure, parse_figure, unit_yen
from plangraph.model.findings import Severity
from plangraph.model.places import Evidence
from plangraph.model.records import Cost, ListingRole, PrintedTotal
from plangraph.model.texts import Bilingual
from plangraph.reading.implementation_tables import Row
from plangraph.reading.ledger import Ledger

_HALF = Decimal(1) / 2


@dataclass(frozen=True, slots=True)
class _Cell:
    """One money cell: its figure and its printed text; `lost` where the extraction has no such cell."""

    figure: Figure
    printed: str
    lost: bool = False


@dataclass(frozen=True, slots=True)
class CostRow:
    """The figures of one 事業費 row, in the printed unit."""

    ledger: Ledger
    number: int
    unit: int
    total: _Cell
    cells: tuple[tuple[int, _Cell], ...]
    remarks: tuple[str, ...]

    @property
    def states_money(self) -> bool:
        """Whether any cell holds a figure or 未定."""
        every = (self.total, *(cell for _, cell in self.cells))
        return any(cell.figure.kind in ("figure", "undetermined") for cell in every)

    def printed_total(self) -> PrintedTotal | None:
        """The printed total of all years, None where its cell is blank."""
        if self.total.figure.kind == "blank" or not self.cells:
            return None
        low = self._amount(self.total)
        return PrintedTotal(
            first_year=self.cells[0][0],
            last_year=self.cells[-1][0],
            amount_status=self._status(self.total),
            amount_yen=low,
            amount_low=low,
            amount_high=low,
            printed_amount=self.total.printed,
            unit_yen=self.unit,
            evidence=(self._evidence,),
        )

    def costs(self, role: ListingRole, title: str) -> tuple[Cost, ...]:
        """One cost for each fiscal year of the table, with how it is known."""
        derived = self._derived(title) if role is ListingRole.HOME else None
        return tuple(
            derived if derived and cell.lost else self._cost(year, cell, role) for year, cell in self.cells
        )

    def _cost(self, year: int, cell: _Cell, role: ListingRole) -> Cost:
        status = self._status(cell)
        if status in (AmountStatus.BLANK, AmountStatus.LOST) and role is not ListingRole.HOME:
            status = (
                AmountStatus.RELISTED if role is ListingRole.RELISTING else AmountStatus.CARRIED_ELSEWHERE
            )
        amount = self._amount(cell)
        return Cost(
            fiscal_year=year,
            amount_status=status,
            amount_yen=amount,
            amount_low=amount,
            amount_high=amount,
            printed_amount=cell.printed or None,
            unit_yen=self.unit if cell.printed else None,
            evidence=(self._evidence,),
        )

    def _derived(self, title: str) -> Cost | None:
        """The one lost year as total minus the others; None where that cannot be said.

        Each printed figure may be off by half a unit, and none is below nothing, so the derived one is an interval.
        A blank year is taken as nothing, and the derivation says so.
        """
        lost = [year for year, cell in self.cells if cell.lost]
        kept = [cell for _, cell in self.cells if not cell.lost]
        if len(lost) != 1 or self.total.figure.kind != "figure":
            return None
        if any(cell.figure.kind not in ("figure", "blank") for cell in kept):
            return None
        figures = [cell.figure.value for cell in kept if cell.figure.value is not None]
        blanks = len(kept) - len(figures)
        assert self.total.figure.value is not None
        total = self.total.figure.value
        value = total - sum(figures, Decimal(0))
        low = total - _HALF - sum((figure + _HALF for figure in figures), Decimal(0))
        high = total + _HALF - sum((max(figure - _HALF, Decimal(0)) for figure in figures), Decimal(0))
        if high < 0:
            self._total_too_small(title)
            return None
        words = " - ".join([self.total.printed, *(cell.printed for cell in kept if cell.printed)])
        self.ledger.repaired("欠けた年度の事業費を、計から他の年度を引いて求めた", self.number)
        return Cost(
            fiscal_year=lost[0],
            amount_status=AmountStatus.DERIVED,
            amount_yen=int(max(value, Decimal(0)) * self.unit),
            amount_low=int(max(low, Decimal(0)) * self.unit),
            amount_high=int(high * self.unit),
            unit_yen=self.unit,
            derivation=words + ("（空欄は0とみなす）" if blanks else ""),
            evidence=(self._evidence,),
        )

    def _total_too_small(self, title: str) -> None:
        self.ledger.finding(
            "total-below-years",
            Severity.VIOLATION,
            Bilingual(
                f"「{title}」の計 {self.total.printed} が、印刷された年度の合計より小さく、欠けた年度を求められません。数字を確かめてください。",
                f'the total {self.total.printed} of "{title}" is less than its printed years; check the figures',
            ),
            self.number,
            item=title,
            printed=self.total.printed,
        )

    def _status(self, cell: _Cell) -> AmountStatus:
        if cell.lost or cell.figure.kind == "unreadable":
            return AmountStatus.LOST
        kinds = {
            "figure": AmountStatus.STATED,
            "undetermined": AmountStatus.UNDETERMINED,
            "blank": AmountStatus.BLANK,
        }
        return kinds[cell.figure.kind]

    def _amount(self, cell: _Cell) -> int | None:
        return None if cell.figure.value is None else int(cell.figure.value * self.unit)

    @property
    def _evidence(self) -> Evidence:
        return self.ledger.source.line_evidence(self.number)


class MoneyColumns:
    """Reads 事業費 rows by a layout's label, whose group `unit` names the unit."""

    def __init__(self, ledger: Ledger, label: re.Pattern[str]) -> None:
        self.ledger = ledger
        self.label = label

    def read(self, row: Row, years: tuple[int, ...], is_remark: Callable[[str], bool]) -> CostRow:
        """Lay the cells of a row over total and years; `is_remark` tells a designation or office from a figure."""
        matched = row.cells[0].match(self.label)
        assert matched is not None, "a cost row is known by its label"
        texts = [cell.text for cell in row.cells[1:]]
        width = 1 + len(years)
        # The last column is for remarks; figures have what is left of it.
        kept, behind = texts[: min(width, len(texts) - 1)], texts[min(width, len(texts) - 1) :]
        remarks = [text for text in behind if text] + [text for text in kept if is_remark(text)]
        cells = [self._cell(row, "" if is_remark(text) else text) for text in kept]
        lost = _Cell(Figure("blank"), "", lost=True)
        cells += [lost] * (width - len(cells))
        unit = unit_yen(matched["unit"])
        assert unit is not None, "the layout's label admits units of money only"
        return CostRow(
            self.ledger, row.number, unit, cells[0], tuple(zip(years, cells[1:], strict=True)), tuple(remarks)
        )

    def _cell(self, row: Row, text: str) -> _Cell:
        figure = parse_figure(text)
        if figure.kind == "unreadable":
            self.ledger.finding(
                "unreadable-figure",
                Severity.WARNING,
                Bilingual(
                    f"事業費の「{text}」は数字として読めません。原文を確かめてください。",
                    f'"{text}" in a cost cell cannot be read as a figure; check the print',
                ),
                row.number,
                printed=text,
            )
        return _Cell(figure, text)
