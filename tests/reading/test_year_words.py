"""Fiscal years in every spelling that cities use."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plangraph.model.fiscal_years import fiscal_year_label
from plangraph.reading.year_tokens import era_in
from plangraph.reading.year_words import YearReading, read_years, years_in

YEARS = {
    "H24": 2012,
    "h24": 2012,
    "Ｈ２４": 2012,
    "H.24": 2012,
    "R1": 2019,
    "Ｒ２": 2020,
    "S63": 1988,
    "平24": 2012,
    "㍻24年度": 2012,
    "平成24年度": 2012,
    "平成２４年度": 2012,
    "平成 24 年度": 2012,
    "平成二十四年度": 2012,
    "平成18(2006)": 2006,
    "平成18（2006）年度": 2006,
    "2006（平成18）年度": 2006,
    "2018年度": 2018,
    "2018": 2018,
    "令和元": 2019,
    "令和元年度": 2019,
    "平成31年度": 2019,
    "平成31・令和元年度": 2019,
    "平成31（令和元）年度": 2019,
    "平成30年度決算": 2018,
    "令和元年度予算": 2019,
    "平成29年度当初予算額（千円）": 2017,
    "平成31年3月": 2018,
    "平成31年4月": 2019,
    "令和元年5月1日": 2019,
    "2019.3.31": 2018,
    "2019/4/1": 2019,
    "2019-03-31": 2018,
    "H31.3.31": 2018,
    "昭和64年1月5日": 1988,
    "平成30年4月～平成31年3月": 2018,
}
IN_ERA = {"24年度": 2012, "18": 2006, "29年度(見込)": 2017, "２４": 2012, "31年3月": 2018}
SPANS = {
    "平成24～26年度": (2012, 2014),
    "平成24ー26年度": (2012, 2014),
    "平成28年度～令和2年度": (2016, 2020),
    "H30-R2": (2018, 2020),
    "H30～R元": (2018, 2019),
    "2018-2020": (2018, 2020),
    "２０１８～２０２０年度": (2018, 2020),
    "平成24年度から26年度まで": (2012, 2014),
    "自平成24年度至平成26年度": (2012, 2014),
    "平成28・29・30年度": (2016, 2018),
    "平成28 29 30 年度": (2016, 2018),
    "平成24年度～": (2012, None),
    "平成24年度以降": (2012, None),
    "平成24年度～継続": (2012, None),
    "～令和2年度": (None, 2020),
    "令和2年度まで": (None, 2020),
}
UNKNOWN = [
    "24年度",
    "18",
    "元年度",
    "30 令和 元 年",
    "23年度~27年度",
    "平成30～2年度",
    "平成27～24年度",
    "平成 2 4 年度",
    "平成24・26年度",
    "平成31年度（2018）",
    "令和0年度",
    "3か年",
    "平成24年度から3か年",
    "平成24年度より整備",
    "2019.13.1",
    "72.7",
    "1,200",
    "2512",
    "未定",
    "***",
    "初年度",
]


@pytest.mark.parametrize("printed", YEARS)
def test_a_year(printed: str) -> None:
    """One fiscal year, with nothing assumed and nothing impossible."""
    found = read_years(printed)
    assert (found.kind, found.year) == ("year", YEARS[printed])
    assert (found.impossible, found.assumed_era) == (False, None)


@pytest.mark.parametrize("printed", IN_ERA)
def test_a_year_whose_era_the_context_gives(printed: str) -> None:
    """The era is taken from the context, and the reading says so; without a context there is no year."""
    found = read_years(printed, "平成")
    assert (found.year, found.assumed_era) == (IN_ERA[printed], "平成")
    assert read_years(printed).kind == "unknown"


@pytest.mark.parametrize("printed", SPANS)
def test_a_span(printed: str) -> None:
    """Both ends, or one that is left open."""
    found = read_years(printed)
    assert (found.kind, found.first, found.last) == ("span", *SPANS[printed])


@pytest.mark.parametrize("printed", UNKNOWN)
def test_what_cannot_be_known_is_no_year(printed: str) -> None:
    """No year is made of it, and the words are kept."""
    found = read_years(printed)
    assert (found.kind, found.first, found.last, found.printed) == ("unknown", None, None, printed)


def test_a_span_in_an_era_of_the_context() -> None:
    """23年度~27年度 is read in the era that the layout gives."""
    found = read_years("23年度~27年度", "平成")
    assert (found.years, found.assumed_era) == ((2011, 2012, 2013, 2014, 2015), "平成")


def test_the_era_is_carried_from_the_year_before() -> None:
    """平成24～26年度 prints the era once."""
    assert read_years("平成24～26年度").assumed_era == "平成"


def test_a_header_over_the_change_of_era() -> None:
    """30 令和 元 年: the 30 needs the era of the columns before it."""
    assert read_years("30 令和 元 年", "平成").years == (2018, 2019)


def test_the_first_year_of_an_era_is_not_carried_back() -> None:
    """元年度 under 平成 may be 1989 or 2019; under the latest era there is but one."""
    assert read_years("元年度", "平成").kind == "unknown"
    assert read_years("元年度", "令和").year == 2019


@pytest.mark.parametrize(
    ("printed", "year"),
    [("平成32", 2020), ("平成32年度", 2020), ("H33", 2021), ("昭和64年度", 1989), ("平成31年5月1日", 2019)],
)
def test_a_year_that_never_came(printed: str, year: int) -> None:
    """It is read as printed, and said to be impossible."""
    found = read_years(printed)
    assert (found.year, found.impossible) == (year, True)


def test_a_span_into_years_that_never_came() -> None:
    """平成30～32年度 was printed before the era changed."""
    found = read_years("平成30～32年度")
    assert (found.years, found.impossible) == ((2018, 2019, 2020), True)


@pytest.mark.parametrize("printed", ["永年", "毎年度", "毎年", "継続", "恒久"])
def test_always(printed: str) -> None:
    """永年 is no year."""
    assert read_years(printed) == YearReading("always", printed=printed)


@pytest.mark.parametrize("printed", ["", "　", "-", "－", "―", "なし", "該当なし"])
def test_none(printed: str) -> None:
    """A dash or nothing says that there is no year."""
    assert read_years(printed).kind == "none"


def test_words_beside_a_year_are_kept() -> None:
    """決算 and 見込 tell figures of the same year apart."""
    assert read_years("平成30年度決算").words == "決算"
    assert read_years("29年度(見込)", "平成").words == "見込"


def test_a_calendar_word_is_told() -> None:
    """平成30年 in a cell is taken for the fiscal year, and the reading says that 度 is not printed."""
    assert read_years("平成30年").calendar_word
    assert not read_years("平成30年度").calendar_word


@given(st.integers(min_value=1926, max_value=2100), st.sampled_from(["", "決算", "（予算）"]))
def test_the_label_of_a_year_is_read_back(year: int, words: str) -> None:
    """The name that official papers give a year, with a word beside it."""
    assert read_years(fiscal_year_label(year) + words).year == year


@given(st.integers(min_value=1990, max_value=2100), st.integers(min_value=1, max_value=9))
def test_a_printed_span_is_read_back(first: int, length: int) -> None:
    """The span of a plan, in the names of its years."""
    found = read_years(f"{fiscal_year_label(first)}～{fiscal_year_label(first + length)}")
    assert (found.first, found.last) == (first, first + length)


# running text and header paths


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("（後期：平成28年度～令和2年度）", [(2016, 2020)]),
        ("「協働の指針」を平成29年度に改訂", [(2017, 2017)]),
        ("平成24年3月に策定し、平成29年度に改訂した", [(2011, 2011), (2017, 2017)]),
        ("事業費/平成30年度/決算", [(2018, 2018)]),
        ("平成/29年度/事業費", [(2017, 2017)]),
        ("令和/3", [(2021, 2021)]),
        ("事業費/2018", [(2018, 2018)]),
        ("事業費/平成30年/決算額", [(2018, 2018)]),
        ("平成28年度|平成29年度", [(2016, 2016), (2017, 2017)]),
        ("平成30年度、令和元年度、2年度", [(2018, 2020)]),
        ("開始日/2018/4/1", [(2018, 2018)]),
        ("R2事業費", [(2020, 2020)]),
        ("平成24～26年度の3か年計画", [(2012, 2014)]),
    ],
)
def test_years_in_running_text(text: str, years: list[tuple[int, int]]) -> None:
    """Every year that the text names, in its order."""
    assert [(found.first, found.last) for found in years_in(text)] == years


@pytest.mark.parametrize(
    "text", ["指標/3", "3年間で10回", "H2Oの", "1,200千円", "成果指標", "第4次計画", "1-2 施策"]
)
def test_numbers_in_running_text_are_no_years(text: str) -> None:
    """A number that says nothing of 年度 is none, whatever era is given."""
    assert years_in(text, "平成") == []


@pytest.mark.parametrize("text", ["24年度に整備", "平成13年に合併"])
def test_what_looks_like_a_year_and_is_not_known_is_told(text: str) -> None:
    """24年度 without an era, and a calendar year, which two fiscal years share."""
    assert [found.kind for found in years_in(text)] == ["unknown"]


def test_the_era_of_a_text() -> None:
    """What is printed after it may leave the era out."""
    assert era_in("平成28年度 令和元年度") == "令和"
    assert era_in("平成") == "平成"
    assert era_in("28年度") is None


@given(
    st.text(alphabet="平成令和HR元0123456789年度月日~～-/.、・() 　か", max_size=40),
    st.sampled_from([None, "平成", "令和"]),
)
def test_any_text_gives_an_answer(text: str, era: str | None) -> None:
    """No text breaks the reader, a year is always with both its ends, and no span runs backwards."""
    for found in (read_years(text, era), *years_in(text, era)):
        if found.kind == "year":
            assert found.first == found.last is not None
        if found.kind == "span" and found.first is not None and found.last is not None:
            assert found.first < found.last
