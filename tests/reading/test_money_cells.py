"""Money in every print that cities use, and what is none."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plangraph.model.amounts import UNIT_YEN
from plangraph.reading.money_cells import MoneyCell, read_money, unit_in, units_in

THOUSAND = 1000
FIGURES = {
    "1,750": 1_750_000,
    "0": 0,
    "△86": -86_000,
    "▲86": -86_000,
    "－86": -86_000,
    "−86": -86_000,
    "-86": -86_000,
    "△ 86": -86_000,
    "１０，０７４": 10_074_000,
    "72. 7": 72_700,
    "７２．７": 72_700,
    "0.5": 500,
    "1, 200": 1_200_000,
    "4億6,255万円": 462_550_000,
    "４億６，２５５万円": 462_550_000,
    "4億6,255万": 462_550_000,
    "1,200千円": 1_200_000,
    "1,200 千円": 1_200_000,
    "12.5千円": 12_500,
    "12百万円": 12_000_000,
    "3.5億円": 350_000_000,
    "2億3千万円": 230_000_000,
    "1兆2,000億円": 1_200_000_000_000,
    "4億6,255万3,100円": 462_553_100,
    "500円": 500,
    "¥1,200": 1_200,
    "￥１，２００": 1_200,
    "金1,200円": 1_200,
    "△4億円": -400_000_000,
}
KINDS = {
    "": "blank",
    "　": "blank",
    "\u2028": "blank",
    "-": "dash",
    "－": "dash",
    "―": "dash",
    "‐": "dash",
    "ー": "dash",
    "---": "dash",
    "(-)": "dash",
    "***": "undetermined",
    "＊＊＊": "undetermined",
    "未定": "undetermined",
    "調整中": "undetermined",
    "（未定）": "undetermined",
    "…": "undetermined",
    "なし": "none",
    "無": "none",
    "無し": "none",
    "該当なし": "none",
    "0": "figure",
    "2512,56294": "glued",
    "１０，０７４7年度から": "glued",
    "1,2345": "glued",
    "1,200850": "glued",
    "12,34": "glued",
    "1,200 850": "glued",
    "1,200\u2028850": "glued",
    "1,200(600)": "glued",
    "3,500-1,500": "glued",
    "4億62,550万円": "glued",
    "1、200": "glued",
    "10.5.3": "glued",
    "※1200": "glued",
    "12人": "unreadable",
    "12％": "unreadable",
    "千円": "unreadable",
    "継続": "unreadable",
    "86△": "unreadable",
}


@pytest.mark.parametrize("printed", FIGURES)
def test_a_figure_in_yen(printed: str) -> None:
    """A figure in a column of 千円, or in the unit that it carries itself."""
    cell = read_money(printed, THOUSAND)
    assert (cell.kind, cell.yen, cell.printed) == ("figure", FIGURES[printed], printed)
    assert not cell.approximate
    assert cell.footnotes == ()


@pytest.mark.parametrize("printed", KINDS)
def test_the_kinds_of_cells(printed: str) -> None:
    """A blank, a dash, ***, なし, 0, glued figures and words are all different; only a figure has an amount."""
    cell = read_money(printed, THOUSAND)
    assert cell.kind == KINDS[printed]
    assert (cell.yen is None) == (cell.kind != "figure")


def test_no_unit_no_amount() -> None:
    """The printed figure is kept, no amount is made of it, and the cell says what it lacks."""
    cell = read_money("1,200", None)
    assert cell == MoneyCell("figure", "1,200", figure=Decimal(1200))
    assert cell.lacks_unit
    assert not read_money("1,200円", None).lacks_unit
    assert not read_money("-", None).lacks_unit


def test_the_unit_in_the_cell_goes_before_the_columns() -> None:
    """1,200万円 in a column of 千円 is twelve million yen."""
    cell = read_money("1,200万円", THOUSAND)
    assert (cell.figure, cell.unit_yen, cell.unit_printed, cell.yen) == (
        Decimal(1200),
        10_000,
        True,
        12_000_000,
    )
    assert not read_money("1,200", THOUSAND).unit_printed


def test_a_fraction_of_a_yen_is_exact() -> None:
    """No binary fraction, and no rounding in silence."""
    assert read_money("0.0005", THOUSAND).yen == Decimal("0.5")


def test_a_bracketed_figure_is_no_minus() -> None:
    """(1,200) is a part of which; △ inside the brackets makes it negative."""
    cell = read_money("（１，２００）", THOUSAND)
    assert (cell.kind, cell.yen) == ("bracketed", 1_200_000)
    assert read_money("(△86)", THOUSAND).yen == -86_000


@pytest.mark.parametrize(
    ("printed", "notes"),
    [
        ("1,200※1", ("※1",)),
        ("1,200 ※１", ("※1",)),
        ("※1 1,200", ("※1",)),
        ("*1,200", ("*",)),
        ("1,200*1", ("*1",)),
        ("1,200(注1)", ("(注1)",)),
        ("1,200¹", ("¹",)),
    ],
)
def test_footnote_marks_are_no_digits(printed: str, notes: tuple[str, ...]) -> None:
    """The mark is taken off and told."""
    cell = read_money(printed, THOUSAND)
    assert (cell.kind, cell.yen, cell.footnotes) == ("figure", 1_200_000, notes)


@pytest.mark.parametrize(
    "printed", ["約1,200", "1,200程度", "1,200（見込）", "約1,200千円", "1,200千円余", "概ね1,200"]
)
def test_an_approximate_figure(printed: str) -> None:
    """約 and 程度 are told; the amount is the printed one."""
    cell = read_money(printed, THOUSAND)
    assert (cell.kind, cell.yen, cell.approximate) == ("figure", 1_200_000, True)


@pytest.mark.parametrize(
    ("printed", "low", "high"),
    [
        ("1,200～1,500", 1_200_000, 1_500_000),
        ("1,200〜1,500千円", 1_200_000, 1_500_000),
        ("3～5億円", 300_000_000, 500_000_000),
        ("500万円～1億円", 5_000_000, 100_000_000),
        ("1,200以上", 1_200_000, None),
        ("1,200以内", None, 1_200_000),
    ],
)
def test_a_range(printed: str, low: int | None, high: int | None) -> None:
    """A range has two ends and no amount."""
    cell = read_money(printed, THOUSAND)
    assert (cell.kind, cell.low, cell.high, cell.yen) == ("range", low, high, None)


def test_a_range_that_falls_is_none() -> None:
    """1,500～1,200 is not put in order."""
    assert read_money("1,500～1,200", THOUSAND).kind == "unreadable"


@given(
    st.decimals(min_value=-(10**7), max_value=10**7, places=1),
    st.sampled_from(sorted(UNIT_YEN)),
    st.sampled_from(["half", "full"]),
    st.booleans(),
)
def test_a_printed_figure_is_read_back(value: Decimal, unit: str, width: str, printed_unit: bool) -> None:
    """Commas, △, both widths, and the unit in the cell or over it."""
    printed = f"{value:,}".replace("-", "△") + (unit if printed_unit else "")
    if width == "full":
        printed = printed.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789,."})
    cell = read_money(printed, 1 if printed_unit else UNIT_YEN[unit])
    assert (cell.kind, cell.yen) == ("figure", value * UNIT_YEN[unit])


@given(
    st.integers(min_value=1, max_value=9999), st.integers(min_value=0, max_value=9999), st.integers(0, 9999)
)
def test_mixed_units_are_summed(oku: int, man: int, yen: int) -> None:
    """4億6,255万円, with and without its lower parts."""
    printed = f"{oku:,}億" + (f"{man:,}万" if man else "") + (f"{yen:,}" if yen else "") + "円"
    assert read_money(printed, THOUSAND).yen == oku * 10**8 + man * 10**4 + yen


@given(
    st.text(alphabet="0123456789,.億万千円△-~～()※*約 　なし未定０１，", max_size=24),
    st.sampled_from([None, 1000]),
)
def test_any_text_gives_an_answer(text: str, unit: int | None) -> None:
    """No text breaks the reader; an amount stands where a figure and its unit do."""
    cell = read_money(text, unit)
    has_amount = cell.kind in ("figure", "bracketed") and not cell.lacks_unit
    assert (cell.yen is not None) == has_amount
    assert cell.printed == text.strip()


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("（単位：千円）", 1000),
        ("(千円)", 1000),
        ("[百万円]", 10**6),
        ("【単位：円】", 1),
        ("単位 千円", 1000),
        ("単位は千円", 1000),
        ("単位:百万円、％", 10**6),
        ("（税込、千円）", 1000),
        ("(千円単位)", 1000),
        ("事業費(千円)", 1000),
        ("事業費/千円", 1000),
        ("事業費千円", 1000),
        ("平成30年度/決算額（百万円）", 10**6),
        ("千円", 1000),
        ("（単位：億円）", 10**8),
    ],
)
def test_the_unit_of_a_header(text: str, unit: int) -> None:
    """In a page head, a caption, a corner, or a header path."""
    assert unit_in(text) == unit


@pytest.mark.parametrize(
    "text",
    [
        "",
        "事業費",
        "（単位：人）",
        "(千円/人)",
        "単位：千円/人",
        "一人当たり5千円",
        "千円未満切捨て",
        "（５千円）",
        "千円札",
    ],
)
def test_no_unit_in_a_header(text: str) -> None:
    """Words with 円 that are no unit of the figures below."""
    assert unit_in(text) is None


def test_two_units_are_told_and_not_chosen_from() -> None:
    """A header that names 千円 and 円 says neither."""
    assert unit_in("事業費(千円)/単価(円)") is None
    assert units_in("事業費(千円)/単価(円)") == (1000, 1)
