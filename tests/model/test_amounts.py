"""Units of money, and figures that are no money."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plangraph.model.amounts import UNIT_YEN, parse_figure, unit_yen


@pytest.mark.parametrize(
    ("word", "yen"), [("円", 1), ("千円", 1000), ("百万円", 10**6), ("億円", 10**8), ("千 円", 1000)]
)
def test_a_unit_in_yen(word: str, yen: int) -> None:
    """The printed units, with the blanks that a narrow cell leaves in them."""
    assert unit_yen(word) == yen


@pytest.mark.parametrize("word", ["人", "％", "千", "", "円/人"])
def test_no_unit_of_money(word: str) -> None:
    """What is no unit of money has no worth in yen."""
    assert unit_yen(word) is None


def test_every_unit_is_a_power_of_ten() -> None:
    """No unit was mistyped."""
    assert all(set(str(yen)) <= {"1", "0"} and str(yen).startswith("1") for yen in UNIT_YEN.values())


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=1))
def test_a_figure_is_read_as_printed(value: Decimal) -> None:
    """Commas and △ change nothing."""
    printed = f"{value:,}".replace("-", "△")
    assert parse_figure(printed).value == value
