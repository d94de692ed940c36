"""年度: its days, its names, and the names that never came."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plangraph.model.fiscal_years import (
    day_in_era,
    fiscal_year_came,
    fiscal_year_label,
    fiscal_year_of,
    fiscal_year_of_date,
    span_of,
    year_in_era,
)


@given(st.integers(min_value=1926, max_value=2100))
def test_the_label_of_a_year_is_read_back(year: int) -> None:
    """Every fiscal year is known again by the name that official papers give it, and that name came."""
    assert fiscal_year_of(fiscal_year_label(year)) == year


@given(st.dates(min_value=date(1950, 1, 1), max_value=date(2100, 12, 31)))
def test_a_day_lies_in_its_fiscal_year(day: date) -> None:
    """The fiscal year of a day begins on or before it and ends on or after it."""
    first, last = span_of(fiscal_year_of_date(day))
    assert first <= day <= last


@given(st.integers(min_value=1950, max_value=2100))
def test_fiscal_years_follow_each_other(year: int) -> None:
    """The day after 31 March is in the next fiscal year."""
    assert fiscal_year_of_date(span_of(year)[1] + timedelta(days=1)) == year + 1


def test_heisei_31_and_reiwa_1_are_one_fiscal_year() -> None:
    """平成31年度 = 令和元年度 = FY2019, and both names are right."""
    assert year_in_era("平成", "31") == year_in_era("令和", "元") == 2019
    assert fiscal_year_came("平成", 31)
    assert fiscal_year_came("令和", 1)


@pytest.mark.parametrize(("era", "number"), [("平成", 32), ("昭和", 64), ("令和", 0)])
def test_years_that_never_came(era: str, number: int) -> None:
    """平成32年度 and 昭和64年度 were planned for and never came."""
    assert not fiscal_year_came(era, number)


def test_an_era_ends_with_a_day() -> None:
    """平成 ended on 30 April 2019, inside FY2019."""
    assert day_in_era("平成", date(2019, 4, 30))
    assert not day_in_era("平成", date(2019, 5, 1))
    assert day_in_era("令和", date(2019, 5, 1))
    assert day_in_era("昭和", date(1989, 1, 7))
