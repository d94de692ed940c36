"""Year expressions in a text: 平成24年度, H24, 2018, 24年度, 平成31年3月, each with its era or the one carried to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from plangraph.model.fiscal_years import (
    LATEST_ERA,
    day_in_era,
    fiscal_year_came,
    fiscal_year_of_date,
    year_in_era,
)
from plangraph.model.texts import same_length_nfkc

TRUSTED_DISTANCE = 10
"""Years from the one printed with its era over which that era is carried: 平成30, 29 yes; 平成30, 2 no, it may be 令和."""

Shape = Literal["era", "letter", "western", "bare"]
_LETTERS = {"S": "昭和", "H": "平成", "R": "令和", "昭": "昭和", "平": "平成", "令": "令和"}
_SIGNS = {"㍼": "昭和", "㍻": "平成", "㋿": "令和"}
_KANJI_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")}
_TOKEN = re.compile(
    r"""(?:
        (?P<era>昭和|平成|令和|[㍼㍻㋿]|(?<![A-Za-z0-9])[SHRshr](?=\.?\s*[\d元])|(?<![一-龥])[昭平令](?=\s*[\d元]))\s*\.?\s*
        (?P<number>元|\d{1,2}(?![\d,])|[〇一二三四五六七八九十]{1,3}(?=\s*年))
      | (?P<western>(?<![\d.,])(?:19|20)\d\d(?![\d,]))
      | (?P<bare>(?<![\d.,])\d{1,2}(?![\d,]|\.\d)|元(?=\s*年))
      | (?P<lone>昭和|平成|令和)
    )
    (?P<unit>
        \s*年\s*(?P<month>\d{1,2})\s*月(?:\s*(?P<day>\d{1,2})\s*日)?
      | \s*(?P<dot>[./-])\s*(?P<month2>\d{1,2})\s*(?P=dot)\s*(?P<day2>\d{1,2})(?![\d,])
      | \s*\.\s*(?P<month3>\d{1,2})(?![\d,.])
      | \s*年\s*度(?![目間])
      | \s*年(?![間度])
    )?""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class YearToken:
    """One year expression; `year` is None where it cannot be known."""

    start: int
    stop: int
    year: int | None
    era: str | None
    assumed: bool
    impossible: bool
    nendo: bool
    calendar: bool
    dated: bool
    shape: Shape
    digits: str


def era_in(text: str) -> str | None:
    """The era that a text names last, which what follows it may leave out.

    >>> era_in("平成28年度 29年度"), era_in("28年度")
    ('平成', None)
    """
    eras = [token["era"] or token["lone"] for token in _TOKEN.finditer(same_length_nfkc(text))]
    named = [era for era in eras if era]
    return _era(named[-1]) if named else None


def stands_as_year(token: YearToken, plain: str) -> bool:
    """Whether a number without an era is a year at all: 3か年, 2回 and 10年間 are none."""
    behind = plain[token.stop : token.stop + 2].strip()
    return (
        token.nendo
        or token.calendar
        or token.dated
        or not behind
        or not re.match(r"[か箇ヶケヵカ回年月日期次]", behind)
    )


def is_fiscal_year(token: YearToken) -> bool:
    """Whether an expression says of itself, in the midst of other words, that it is a fiscal year."""
    if token.nendo or (token.dated and token.shape != "bare"):
        return True
    if token.shape == "letter":
        return not token.calendar and (len(token.digits) == 2 or token.era == LATEST_ERA)
    return token.shape == "era" and not token.calendar


def year_tokens(plain: str, era: str | None) -> Iterator[YearToken]:
    """Every year expression, each knowing its era or the one carried to it."""
    carried, near = era, None
    for matched in _TOKEN.finditer(plain):
        if matched["lone"]:
            carried, near = matched["lone"], None
            continue
        token = _token(matched, carried, near)
        if token.era and not token.assumed:
            carried, near = token.era, token.year
        elif matched["western"]:
            carried, near = None, token.year
        elif matched["bare"] == "元" and token.year is None:
            carried = None
        yield token


def _token(matched: re.Match[str], carried: str | None, near: int | None) -> YearToken:
    shape = _shape(matched)
    printed_era = _era(matched["era"]) if matched["era"] else None
    era = printed_era or (carried if shape == "bare" else None)
    digits = matched["bare"] or matched["western"] or matched["number"]
    year, came = _year(shape, era, digits, near)
    month = matched["month"] or matched["month2"] or matched["month3"]
    if year is not None and month:
        printed_day = matched["day"] or matched["day2"]
        day = _day(year, int(month), int(printed_day or 1))
        came = day is None or era is None or _day_came(era, day, bool(printed_day))
        year = fiscal_year_of_date(day) if day else None
    unit = re.sub(r"\s", "", matched["unit"] or "")
    return YearToken(
        start=matched.start(),
        stop=matched.end(),
        year=year,
        era=era if printed_era or year is not None else None,
        assumed=shape == "bare",
        impossible=year is not None and not came,
        nendo=unit == "年度",
        calendar=unit == "年",
        dated=bool(month),
        shape=shape,
        digits=digits,
    )


def _shape(matched: re.Match[str]) -> Shape:
    if matched["western"]:
        return "western"
    if matched["bare"]:
        return "bare"
    return "era" if _era(matched["era"]) == matched["era"] or matched["era"] in _SIGNS else "letter"


def _year(shape: Shape, era: str | None, digits: str, near: int | None) -> tuple[int | None, bool]:
    """The year, None where it cannot be known, and whether a fiscal year of that name ever came."""
    if shape == "western":
        return int(digits), True
    number = _number(digits)
    if era is None or not number:
        return None, True
    year = year_in_era(era, str(number))
    if shape == "bare":
        far = near is not None and abs(year - near) > TRUSTED_DISTANCE
        if far or (digits == "元" and era != LATEST_ERA):
            return None, True
    return year, fiscal_year_came(era, number)


def _era(word: str) -> str:
    return _SIGNS.get(word) or _LETTERS.get(word.upper(), word)


def _number(digits: str) -> int:
    """The number of a year in its era: 元, 24, 二十四, 二四. 0 where it is none."""
    if digits == "元":
        return 1
    if digits.isdigit() and digits.isascii():
        return int(digits)
    tens, ten, ones = digits.rpartition("十")
    if ten:
        return 10 * (_KANJI_DIGITS.get(tens, 0) if tens else 1) + (_KANJI_DIGITS.get(ones, 0) if ones else 0)
    return int("".join(str(_KANJI_DIGITS[c]) for c in digits))


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _day_came(era: str, day: date, exact: bool) -> bool:
    """Whether a day, or some day of its month, lies in an era."""
    return day_in_era(era, day) if exact else any(day_in_era(era, day.replace(day=n)) for n in (1, 28))
