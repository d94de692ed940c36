"""年度: 1 April to 31 March, named by the calendar year in which it begins."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

# The first fiscal year whose number is 1 in the era. 令和 began on 1 May 2019, inside FY2019.
_ERA_FIRST = {"昭和": 1926, "平成": 1989, "令和": 2019}
# The first and the last day of an era, where it has ended.
_ERA_DAYS = {
    "昭和": (date(1926, 12, 25), date(1989, 1, 7)),
    "平成": (date(1989, 1, 8), date(2019, 4, 30)),
    "令和": (date(2019, 5, 1), date.max),
}
LATEST_ERA = "令和"
_ERA_YEAR = re.compile(r"(昭和|平成|令和)\s*(\d+|元)\s*年度")


def fiscal_year_of(text: str) -> int | None:
    """Read a fiscal year written with its era; None where the text is not one.

    >>> fiscal_year_of("平成24年度"), fiscal_year_of("平成31年度"), fiscal_year_of("令和元年度")
    (2012, 2019, 2019)
    >>> fiscal_year_of("24年度") is None
    True
    """
    matched = _ERA_YEAR.fullmatch(unicodedata.normalize("NFKC", text).strip())
    return year_in_era(matched[1], matched[2]) if matched else None


def fiscal_years_in(text: str) -> list[int]:
    """Find every fiscal year that a text names with its era, in the order of the text.

    >>> fiscal_years_in("（後期：平成28年度～令和2年度）")
    [2016, 2020]
    """
    return [year_in_era(m[1], m[2]) for m in _ERA_YEAR.finditer(unicodedata.normalize("NFKC", text))]


def year_in_era(era: str, number: str) -> int:
    """Turn a year of an era into the calendar year; an impossible one (平成32) is reckoned on as printed.

    >>> year_in_era("平成", "32")
    2020
    """
    return _ERA_FIRST[era] + (1 if number == "元" else int(number)) - 1


def fiscal_year_came(era: str, number: int) -> bool:
    """Whether a fiscal year of this name ever was, or may come.

    平成31年度 began on 1 April 2019, under 平成, and ran on as 令和元年度: both names are right. 平成32年度 and 昭和64年度
    were planned for under these names and never came.

    >>> fiscal_year_came("平成", 31), fiscal_year_came("平成", 32), fiscal_year_came("昭和", 64)
    (True, False, False)
    """
    return number >= 1 and date(_ERA_FIRST[era] + number - 1, 4, 1) <= _ERA_DAYS[era][1]


def day_in_era(era: str, day: date) -> bool:
    """Whether a day lies in an era: 平成31年5月1日 does not, that was 令和元年.

    >>> day_in_era("平成", date(2019, 4, 30)), day_in_era("平成", date(2019, 5, 1))
    (True, False)
    """
    first, last = _ERA_DAYS[era]
    return first <= day <= last


def fiscal_year_of_date(day: date) -> int:
    """Give the fiscal year in which a day lies; January to March belong to the year before.

    >>> fiscal_year_of_date(date(2019, 3, 31)), fiscal_year_of_date(date(2019, 4, 1))
    (2018, 2019)
    """
    return day.year if day.month >= 4 else day.year - 1


def fiscal_year_label(year: int, lang: str = "ja") -> str:
    """Name a fiscal year as official papers do.

    >>> fiscal_year_label(2012), fiscal_year_label(2019), fiscal_year_label(2012, "en")
    ('平成24年度', '令和元年度', 'FY2012')
    """
    if lang == "en":
        return f"FY{year}"
    era = max(
        (e for e, first in _ERA_FIRST.items() if first <= year), key=_ERA_FIRST.__getitem__, default=None
    )
    if era is None:
        return f"{year}年度"
    number = year - _ERA_FIRST[era] + 1
    return f"{era}{'元' if number == 1 else number}年度"


def span_of(year: int) -> tuple[date, date]:
    """Give the first and last day of a fiscal year (地方自治法 第208条).

    >>> span_of(2012)
    (datetime.date(2012, 4, 1), datetime.date(2013, 3, 31))
    """
    return date(year, 4, 1), date(year + 1, 3, 31)
