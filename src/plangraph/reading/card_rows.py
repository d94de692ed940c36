"""Rows inside a card: values under a row of years, indicators under a head of years, lines of years with their values.

A row's cells are known by their place, so that a blank cell leaves no later year's value to an earlier one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from plangraph.model.texts import same_length_nfkc
from plangraph.reading.columns import Column, years_named
from plangraph.reading.entries import Filled
from plangraph.reading.extract import WITHIN
from plangraph.reading.lines import Line

_YEAR_AND_VALUE = re.compile(
    r"\s*(?P<year>(?:(?:昭和|平成|令和|[SHR])\s*)?(?:\d{1,4}|元)\s*年度[^\s:\d]*)[\s:]+(?P<value>\S+)"
)
_TARGET = re.compile(r"目標|計画|見込")


@dataclass(frozen=True, slots=True)
class YearRow:
    """Fiscal years in a row, and the place in the row where each stands, if every cell names one year at most."""

    years: tuple[int, ...] = ()
    places: tuple[int | None, ...] = ()

    def years_of(self, places: Sequence[int | None]) -> list[int | None]:
        """The year of each value by its place; by order where places are not known, or do not fit and all are there.

        >>> YearRow((2017, 2018, 2019), (2, 3, 4)).years_of([2, 4])
        [2017, 2019]
        >>> YearRow((2017, 2018, 2019), (2, 3, 4)).years_of([2, 3, 4, 5])
        [2017, 2018, 2019, None]
        >>> YearRow((2017, 2018, 2019), (2, 3, 4)).years_of([1, 2])
        [None, None]
        """
        last = max((place for place in self.places if place is not None), default=-1)
        within = [place is not None and place <= last for place in places]
        if self.places and all(p in self.places for p, inside in zip(places, within, strict=True) if inside):
            return [
                self.years[self.places.index(p)] if inside else None
                for p, inside in zip(places, within, strict=True)
            ]
        if self.places and len(places) != len(self.years):
            return [None] * len(places)
        return [self.years[n] if n < len(self.years) else None for n in range(len(places))]

    def filled(self, column: Column, values: Sequence[Line], places: Sequence[int | None]) -> list[Filled]:
        """The values as cells of their years; where places tell, a year without a value is a blank cell."""
        years = self.years_of(places)
        dated = list(zip(years, values, strict=True))
        if self.places and any(year is not None for year in years):
            dated += [(year, Line("", ())) for year in self.years if year not in years]
            dated.sort(key=lambda pair: self.years.index(pair[0]) if pair[0] is not None else len(self.years))
        return [Filled(replace(column, first_year=year, last_year=year), value) for year, value in dated]


NO_YEARS = YearRow()


@dataclass(frozen=True, slots=True)
class IndicatorRows:
    """The columns of a table of indicators inside a card, by their place; the first holds the titles."""

    columns: Mapping[int, Column]

    def row(
        self, cells: Sequence[Line], places: Sequence[int | None], number: int
    ) -> tuple[Filled, ...] | None:
        """One row as the cells of an indicator; None where it does not fit under the head."""
        first = min(self.columns)
        if len(cells) < 2 or places[0] != first or any(place not in self.columns for place in places):
            return None
        given = dict(zip(places, cells, strict=True))
        made = []
        for place, column in self.columns.items():
            label = column.label if place == first else f"{cells[0].text} {column.label}"
            own = replace(column, number=f"{column.number}{number}", label=label)
            made.append(Filled(own, given.get(place, Line("", ()))))
        return tuple(made)


def year_row(values: Sequence[Line], places: Sequence[int | None], era: str | None) -> YearRow:
    """Read a row of years."""
    read = [years_named(value.text, era) for value in values]
    years = tuple(year for found in read for year in found)
    at = tuple(place for place, found in zip(places, read, strict=True) if found)
    return YearRow(years, at if len(at) == len(years) > 1 and None not in at else ())


def indicator_rows(
    column: Column, label: int | None, values: Sequence[Line], places: Sequence[int | None], era: str | None
) -> IndicatorRows | None:
    """The head of a table of indicators: a label, in the place `label`, with years behind it; None where none stands there."""
    if label is None or None in places or not any(years_named(value.text, era) for value in values):
        return None
    columns = {label: column}
    for place, value in zip(places, values, strict=True):
        assert place is not None, "places without a cell were refused"
        years = years_named(value.text, era)
        year = years[0] if len(years) == 1 else None
        role = "indicator-target" if _TARGET.search(value.text) else "indicator-value"
        if year is None:
            role = "indicator-unit" if value.text == "単位" else "note"
        columns[place] = replace(
            column, role=role, first_year=year, last_year=year, header=value.text, label=value.text
        )
    return IndicatorRows(columns)


def years_with_values(line: Line, column: Column, era: str | None) -> tuple[Filled, ...]:
    """A line that is nothing but years with a value behind each: 平成27年度 1,000　平成28年度 1,100; empty for any other."""
    plain = same_length_nfkc(line.text)
    made, end = [], 0
    for matched in _YEAR_AND_VALUE.finditer(plain):
        years = years_named(matched["year"], era)
        if plain[end : matched.start()].strip() or len(years) != 1:
            return ()
        dated = replace(column, first_year=years[0], last_year=years[0])
        made.append(Filled(dated, line[matched.start("value") : matched.end("value")]))
        end = matched.end()
    return () if plain[end:].strip() else tuple(made)


def joined_values(values: Sequence[Line]) -> Line:
    """Several cells or lines as one, U+2028 between."""
    made = values[0]
    for value in values[1:]:
        made = made + Line(WITHIN, value.offsets[:1] or made.offsets[-1:]) + value
    return made
