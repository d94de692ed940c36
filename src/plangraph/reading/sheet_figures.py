"""票の数字: indicators, the number of 事務事業 and costs, one record for each fiscal year."""

from __future__ import annotations

from collections.abc import Iterable

from plangraph.model.amounts import AmountStatus, Figure, parse_figure, unit_yen
from plangraph.model.findings import RecordKey, Severity
from plangraph.model.records import Cost, CostKind, Indicator, IndicatorValue, ProjectCount
from plangraph.model.texts import without_wraps
from plangraph.reading.ledger import Ledger
from plangraph.reading.lines import Line
from plangraph.reading.sheet_doubts import doubt
from plangraph.reading.sheet_tables import FigureRow, IndicatorRow


class SheetFigures:
    """Reads the figures of one policy. The evidence of each is its row."""

    def __init__(self, ledger: Ledger, policy: str) -> None:
        self.ledger = ledger
        self.about = RecordKey("policy", policy)

    def counts(self, rows: Iterable[FigureRow]) -> tuple[ProjectCount, ...]:
        """The number of 事務事業 a year; a figure that cannot be read is a finding and no count."""
        made = []
        for row in rows:
            for year, value, figure in self._figures(row):
                if row.kind is None and figure.value is not None:
                    evidence = (self.ledger.source.evidence(row.row),)
                    made.append(ProjectCount(fiscal_year=year, count=int(figure.value), evidence=evidence))
                elif row.kind is None:
                    self._say_unreadable(row.label, value, row.row)
        return tuple(made)

    def costs(self, rows: Iterable[FigureRow]) -> tuple[Cost, ...]:
        """The money of each kind and year, in yen by the row's unit."""
        return tuple(
            self._cost(row, year, value, figure)
            for row in rows
            if row.kind is not None
            for year, value, figure in self._figures(row)
        )

    def _figures(self, row: FigureRow) -> list[tuple[int, Line, Figure]]:
        values = row.values or ()
        return [(year, v, parse_figure(v.text)) for year, v in zip(row.years, values, strict=False)]

    def _cost(self, row: FigureRow, year: int, value: Line, figure: Figure) -> Cost:
        yen = unit_yen(row.unit.text)
        status = AmountStatus.UNDETERMINED if figure.kind == "undetermined" else AmountStatus.LOST
        amount = None
        if figure.value is None:
            if figure.kind == "unreadable":
                self._say_unreadable(row.label, value, row.row)
        elif yen is None:
            self._say_no_unit(row)
        else:
            status, amount = AmountStatus.STATED, int(figure.value * yen)
        return Cost(
            fiscal_year=year,
            cost_kind=CostKind(row.kind),
            amount_status=status,
            amount_yen=amount,
            amount_low=amount,
            amount_high=amount,
            printed_amount=value.text,
            unit_yen=yen,
            evidence=(self.ledger.source.evidence(row.row),),
        )

    def indicators(self, rows: Iterable[IndicatorRow]) -> tuple[Indicator, ...]:
        """成果指標 with a value a year; the figure as printed stands beside the number."""
        return tuple(
            Indicator(
                number=row.number.text,
                title=without_wraps(row.title.text),
                unit_label=row.unit.text if row.unit else None,
                observation=tuple(
                    self._observation(row, year, value)
                    for year, value in zip(row.years, row.values or (), strict=False)
                ),
                evidence=(self.ledger.source.evidence(row.title, row.row),),
            )
            for row in rows
        )

    def _observation(self, row: IndicatorRow, year: int, value: Line) -> IndicatorValue:
        figure = parse_figure(value.text)
        if figure.kind == "unreadable":
            self._say_unreadable(row.title.text, value, row.row)
        return IndicatorValue(
            fiscal_year=year,
            value=figure.value,
            printed_value=value.text,
            evidence=(self.ledger.source.evidence(row.row),),
        )

    def _say_unreadable(self, item: str, value: Line, row: Line) -> None:
        doubt(
            self.ledger,
            "unreadable-figure",
            Severity.WARNING,
            f"「{item}」の「{value.text}」は数字として読めません。原文を確かめてください。",
            f'"{value.text}" of "{item}" cannot be read as a figure; check the print',
            row,
            item=item,
            about=self.about,
            printed=value.text,
        )

    def _say_no_unit(self, row: FigureRow) -> None:
        doubt(
            self.ledger,
            "unit-not-read",
            Severity.WARNING,
            f"「{row.label}」の単位「{row.unit.text}」は金額の単位ではなく、円に直せません。原文を確かめてください。",
            f'"{row.unit.text}", the unit of "{row.label}", is no unit of money; check the print',
            row.row,
            item=row.label,
            about=self.about,
            printed=row.unit.text,
        )
