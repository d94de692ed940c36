"""Money cells of an entry → costs by year and the printed total, each with how it is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from plangraph.model.amounts import AmountStatus
from plangraph.model.findings import Severity
from plangraph.model.records import Cost, ListingRole, PrintedTotal
from plangraph.reading.entries import Entry, Filled
from plangraph.reading.ledger import Ledger
from plangraph.reading.money_cells import MoneyCell, read_money
from plangraph.reading.sheet_doubts import doubt
from plangraph.reading.titles import Mark

_NOTHING = {"blank": AmountStatus.BLANK, "dash": AmountStatus.BLANK, "none": AmountStatus.BLANK}
_DOUBTS = {
    "glued": (
        "figure-glued",
        "は二つの数字がつながったものと思われ、分けずに残しました。原文を確かめてください。",
        "looks like two figures glued together and was left as it is; check the print",
    ),
    "bracketed": (
        "figure-in-brackets",
        "は括弧書き（内書きなど）のため、金額として扱っていません。原文を確かめてください。",
        "stands in brackets, as a part of another figure does, and was not taken as an amount; check the print",
    ),
    "unreadable": (
        "unreadable-figure",
        "は数字として読めません。原文を確かめてください。",
        "cannot be read as a figure; check the print",
    ),
}
_FRACTION = (
    "figure-below-yen",
    "は円未満の端数を含むため、端数を切り捨てました。単位を確かめてください。",
    "has a fraction of a yen, which was cut off; check the unit",
)
_ABOUT = (
    "figure-approximate",
    "は概数として印刷されています。金額は印刷された数によります。",
    "is printed as an approximate figure; the amount is the printed one",
)
_RANGE = (
    "figure-range",
    "は幅のある金額です。上下の額だけを残し、一つの額にはしていません。",
    "is a range; its ends are kept and no single amount is made of it",
)


@dataclass(frozen=True, slots=True)
class EntryMoney:
    """Reads the `cost` and `total` cells of an entry; a cell that only says 再掲 or にて計上 holds no money."""

    ledger: Ledger
    mark: Mark
    _without_unit: set[str] = field(default_factory=set)

    def states_money(self, entry: Entry) -> bool:
        """Whether any money cell holds a figure or says 未定."""
        cells = (self._read(item) for item in entry.of("cost", "total"))
        return any(cell.kind in ("figure", "range", "undetermined") for cell in cells)

    def figure(self, item: Filled) -> Decimal | None:
        """The figure as printed, in its own unit; None where there is none."""
        return self._read(item).figure

    def costs(self, entry: Entry, role: ListingRole | None, title: str) -> tuple[Cost, ...]:
        """One cost for each money cell that belongs to a year; those without a year are kept as notes elsewhere."""
        cells = [item for item in entry.of("cost") if item.column.first_year is not None]
        costs = [self._cost(item, role, title) for item in cells]
        if role in (None, ListingRole.HOME):
            costs = self._with_derived(entry, cells, costs)
        return tuple(costs)

    def printed_total(self, entry: Entry, title: str) -> PrintedTotal | None:
        """The printed total of all years; None where its cell is blank or its years are not known."""
        for item in entry.of("total"):
            column = item.column
            years = [f.column.first_year for f in entry.of("cost") if f.column.first_year is not None]
            first = column.first_year if column.first_year is not None else min(years, default=None)
            last = column.last_year if column.last_year is not None else max(years, default=None)
            cell = self._read(item)
            if first is None or last is None or cell.kind in _NOTHING:
                continue
            status, low, high, yen = self._amount(item, cell, title)
            return PrintedTotal(
                first_year=first,
                last_year=last,
                amount_status=status,
                amount_yen=yen,
                amount_low=low,
                amount_high=high,
                printed_amount=item.cell.text,
                unit_yen=cell.unit_yen,
                evidence=(self.ledger.source.evidence(item.cell),),
            )
        return None

    def _read(self, item: Filled) -> MoneyCell:
        cell = read_money(item.cell.text, item.column.unit)
        if cell.kind == "unreadable" and self.mark.is_role(item.cell.text):
            return MoneyCell("blank", cell.printed)
        return cell

    def _cost(self, item: Filled, role: ListingRole | None, title: str) -> Cost:
        year = item.column.first_year
        assert year is not None, "cells without a year are left to the notes"
        cell = self._read(item)
        if cell.kind in _NOTHING:
            status, low, high, yen = self._nothing(item, cell, role), None, None, None
        else:
            status, low, high, yen = self._amount(item, cell, title)
        evidence = item.cell if item.cell.text else None
        return Cost(
            fiscal_year=year,
            cost_kind=item.column.kind,
            amount_status=status,
            amount_yen=yen,
            amount_low=low,
            amount_high=high,
            printed_amount=item.cell.text or None,
            unit_yen=cell.unit_yen if item.cell.text else None,
            evidence=(self.ledger.source.evidence(evidence),) if evidence is not None else (),
        )

    def _nothing(self, item: Filled, cell: MoneyCell, role: ListingRole | None) -> AmountStatus:
        if role is ListingRole.RELISTING:
            return AmountStatus.RELISTED
        if role is ListingRole.CARRIED:
            return AmountStatus.CARRIED_ELSEWHERE
        return AmountStatus.LOST if item.lost else _NOTHING[cell.kind]

    def _amount(
        self, item: Filled, cell: MoneyCell, title: str
    ) -> tuple[AmountStatus, int | None, int | None, int | None]:
        """Status, bounds and amount of a cell that holds something."""
        if cell.kind == "figure" and cell.yen is not None:
            yen = int(cell.yen)
            if yen != cell.yen:
                self._doubt(*_FRACTION, item, title)
            if cell.approximate:
                self._doubt(*_ABOUT, item, title)
            return AmountStatus.STATED, yen, yen, yen
        if cell.kind == "range" and not cell.lacks_unit:
            self._doubt(*_RANGE, item, title)
            low, high = (None if bound is None else int(bound) for bound in (cell.low, cell.high))
            return AmountStatus.UNDETERMINED, low, high, None
        if cell.lacks_unit:
            self._unit_unknown(item)
        elif cell.kind in _DOUBTS:
            self._doubt(*_DOUBTS[cell.kind], item, title)
        return AmountStatus.UNDETERMINED, None, None, None

    def _unit_unknown(self, item: Filled) -> None:
        """Once a column, since the answer is one for all of its cells."""
        label = item.column.label
        if label in self._without_unit:
            return
        self._without_unit.add(label)
        doubt(
            self.ledger,
            "unit-unknown",
            Severity.WARNING,
            f"「{label}」の数字の単位（円、千円、百万円）が分からず、金額にしていません。レイアウトの [money] unit に書いてください。",
            f'the unit of the figures under "{label}" is not known, so they are no amounts; say [money] unit in the layout',
            item.cell,
            item=label,
            printed=item.cell.text,
        )

    def _doubt(self, rule: str, ja: str, en: str, item: Filled, title: str) -> None:
        doubt(
            self.ledger,
            rule,
            Severity.WARNING,
            f"「{title}」の{item.column.label}「{item.cell.text}」{ja}",
            f'"{item.cell.text}" ({item.column.label} of "{title}") {en}',
            item.cell,
            item=title,
            printed=item.cell.text,
        )

    def _with_derived(self, entry: Entry, cells: Sequence[Filled], costs: list[Cost]) -> list[Cost]:
        """Derive the one lost year as total minus the others, as an interval of half a unit for each printed figure."""
        lost = [at for at, cost in enumerate(costs) if cost.amount_status is AmountStatus.LOST]
        totals = [self._read(item) for item in entry.of("total")]
        if len(lost) != 1 or len(totals) != 1 or totals[0].yen is None:
            return costs
        kept = [cost for cost in costs if cost.amount_status is not AmountStatus.LOST]
        if any(c.amount_yen is None or c.cost_kind is not costs[lost[0]].cost_kind for c in kept):
            return costs
        value = int(totals[0].yen) - sum(cost.amount_yen or 0 for cost in kept)
        width = (totals[0].unit_yen or 1) * (len(kept) + 1) // 2
        if value + width < 0:
            return costs
        words = " - ".join([entry.of("total")[0].cell.text, *(cost.printed_amount or "" for cost in kept)])
        made = Cost(
            fiscal_year=costs[lost[0]].fiscal_year,
            cost_kind=costs[lost[0]].cost_kind,
            amount_status=AmountStatus.DERIVED,
            amount_yen=max(value, 0),
            amount_low=max(value - width, 0),
            amount_high=value + width,
            unit_yen=totals[0].unit_yen,
            derivation=words,
            evidence=(self.ledger.source.evidence(entry.of("total")[0].cell),),
        )
        return [made if at == lost[0] else cost for at, cost in enumerate(costs)]
