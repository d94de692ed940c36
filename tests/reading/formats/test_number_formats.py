"""A number is the text that a person sees in its cell, or plain where its format is not followed."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plangraph.reading.formats.number_formats import BUILT_IN, shown_number


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        ("1200.0", "General", "1200"),
        ("0.30000000000000004", "General", "0.3"),
        ("1E-7", "General", "0.0000001"),
        ("72.7", "General", "72.7"),
        ("61077", "#,##0", "61,077"),
        ("1234.5", "#,##0.0_ ", "1,234.5"),
        ("2.5", "0", "3"),
        ("-0.4", "0", "0"),
        ("7", "000", "007"),
        ("5", "0.##", "5"),
        ("0.725", "0.0%", "72.5%"),
        ("-86", '#,##0;"△ "#,##0', "△ 86"),
        ("-86", "#,##0;▲#,##0", "▲86"),
        ("-1234.5", "#,##0.0_);(#,##0.0)", "(1,234.5)"),
        ("0", '#,##0;-#,##0;"-"', "-"),
        ("1234567", '#,##0,"千円"', "1,235千円"),
        ("12", 'G/標準"人"', "12人"),
        ("5", "[$¥-411]#,##0", "¥5"),
        ("5", "[Red]0", "5"),
        ("41000", "yyyy/m/d", "2012/4/1"),
        ("41000", 'yyyy"年度"', "2012年度"),
        ("43586", '[$-411]ggge"年"m"月"d"日"', "令和1年5月1日"),
        ("43585", "[$-411]ge.m.d", "H31.4.30"),
        ("43586", "d-mmm-yy", "2019-05-01"),
        ("43586.75", "yyyy/m/d h:mm", "2019-05-01 18:00"),
        ("0.5", "h:mm", "12:00"),
        ("59", "yyyy/m/d", "1900/2/28"),
        ("60", "yyyy/m/d", "60"),
        ("-1", "yyyy/m/d", "-1"),
        ("1500", '[>=1000]#,##0"千";0', "1500"),
        ("1.5", "# ?/?", "1.5"),
        ("1500", "0.00E+00", "1500"),
        ("1234567", "000-0000", "1234567"),
    ],
)
def test_shown(value: str, code: str, shown: str) -> None:
    """Each format that is followed, and the plain number for those that are not."""
    assert shown_number(value, code) == shown


@pytest.mark.parametrize(("value", "code"), [("3", ";;;"), ("0", "#,###"), ("-1", "0;;")])
def test_shown_as_nothing(value: str, code: str) -> None:
    """A format can hide a number: the caller has to say so."""
    assert shown_number(value, code) is None


def test_days_are_counted_from_1904_where_the_workbook_says_so() -> None:
    """The same number is four years and a day later."""
    assert shown_number("39538", "yyyy/m/d", from_1904=True) == "2012/4/1"


@pytest.mark.parametrize("value", ["", "x", "inf", "nan", "1e999"])
def test_no_number(value: str) -> None:
    """Raises ValueError and nothing else."""
    with pytest.raises(ValueError):
        shown_number(value, "0.00")


@given(st.dates(datetime.date(1900, 3, 1)))
def test_every_day(day: datetime.date) -> None:
    """A serial number is the day that it stands for."""
    serial = (day - datetime.date(1899, 12, 30)).days
    assert shown_number(str(serial), "yyyy-mm-dd") == day.isoformat()


@given(
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from(sorted(BUILT_IN.values())) | st.text('0#,.%;"年gyemdhs[]@?E+-/ △*_\\'),
)
def test_any_number_in_any_format(number: float, code: str) -> None:
    """Every number has a text, or None, in whatever is written as a format."""
    shown = shown_number(repr(number), code)
    assert shown is None or shown == shown.strip()


@given(st.integers(-(10**14), 10**14))
def test_whole_numbers_stay_whole(number: int) -> None:
    """With thousands and without."""
    assert shown_number(f"{number}.0", "General") == str(number)
    assert shown_number(str(number), "#,##0") == f"{number:,}"
