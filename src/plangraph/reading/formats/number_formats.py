"""A number in a workbook → the text that a person sees in its cell.

ECMA-376 part 1, 18.8.31. Thousands, decimals, percent, scaling, words beside the figure (1,200千円), △ for a minus and
Japanese dates are followed; for what is not (fractions, conditions, exponents) the number stands plain.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import cache

GENERAL = "General"
_YEN = '"¥"#,##0;"¥"\\-#,##0'
_DATE, _ERA = "yyyy/m/d", "[$-411]ge.m.d"
_LONG_ERA, _YEAR_MONTH, _MONTH_DAY = '[$-411]ggge"年"m"月"d"日"', 'yyyy"年"m"月"', 'm"月"d"日"'
BUILT_IN: dict[int, str] = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 5: _YEN, 6: _YEN, 7: '"¥"#,##0.00;"¥"\\-#,##0.00',
    8: '"¥"#,##0.00;"¥"\\-#,##0.00', 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??", 14: _DATE,
    15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss",
    22: "yyyy/m/d h:mm", 27: _ERA, 28: _LONG_ERA, 29: _LONG_ERA, 30: "m/d/yy", 31: 'yyyy"年"m"月"d"日"',
    32: 'h"時"mm"分"', 33: 'h"時"mm"分"ss"秒"', 34: _YEAR_MONTH, 35: _MONTH_DAY, 36: _ERA, 37: "#,##0;-#,##0",
    38: "#,##0;-#,##0", 39: "#,##0.00;-#,##0.00", 40: "#,##0.00;-#,##0.00", 41: '#,##0;-#,##0;"-"', 42: _YEN + ';"¥ -"',
    43: '#,##0.00;-#,##0.00;"-"', 44: '"¥"#,##0.00;"¥"-#,##0.00;"¥ -"', 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0",
    48: "##0.0E+0", 49: "@", 50: _ERA, 51: _LONG_ERA, 52: _YEAR_MONTH, 53: _MONTH_DAY, 54: _LONG_ERA, 55: _YEAR_MONTH,
    56: _MONTH_DAY, 57: _ERA, 58: _LONG_ERA,
}  # fmt: skip
"""The formats that a workbook names by number only, as Japanese Excel shows them."""

_ERAS = (
    (date(2019, 5, 1), "令和", "R"),
    (date(1989, 1, 8), "平成", "H"),
    (date(1926, 12, 25), "昭和", "S"),
    (date(1912, 7, 30), "大正", "T"),
    (date(1868, 1, 25), "明治", "M"),
)
_WEEKDAYS = "月火水木金土日"
_LAST_DAY = 2958465
"""31 December 9999."""

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_(?P<space>.)|\*(?P<fill>.)'
    r"|\[\$(?P<money>[^\-\]]*)[^\]]*\]|\[(?P<elapsed>h+|m+|s+)\]|\[(?P<condition>[<>=][^\]]*)\]|\[[^\]]*\]"
    r"|(?P<general>General|G/標準)|(?P<power>E[+\-])|(?P<clock>AM/PM|A/P|h+|s+)"
    r"|(?P<date>ggg|gg|g|ee|e|yyyy|yyy|yy|y|m+|d+|aaaa|aaa)"
    r"|(?P<digits>[#0?.][#0?,.]*)|(?P<percent>%)|(?P<text>@)|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a format: its tokens (kind, text), and what follows from them."""

    tokens: tuple[tuple[str, str], ...]

    def has(self, *kinds: str) -> bool:
        return any(kind in kinds for kind, _ in self.tokens)


def shown_number(value: str, code: str, *, from_1904: bool = False) -> str | None:
    """The text of a numeric cell; None where its format shows nothing at all.

    Raises ValueError where the value is no number.

    >>> shown_number("1200.0", "General"), shown_number("-1234567", '#,##0,"千円";"△ "#,##0,"千円"')
    ('1200', '△ 1,235千円')
    >>> shown_number("41000", "yyyy/m/d"), shown_number("0.725", "0.0%"), shown_number("3", ";;;")
    ('2012/4/1', '72.5%', None)
    """
    try:
        number = Decimal(f"{float(value):.15g}")
    except (InvalidOperation, OverflowError):
        raise ValueError(value) from None
    if not number.is_finite():
        raise ValueError(value)
    sections = _sections(code)
    if any(section.has("condition") for section in sections[:3]):
        return plain_number(number)
    section, magnitude, minus = _chosen(sections, number)
    if section.has("date", "clock", "elapsed"):
        return _shown_date(number, section, from_1904=from_1904)
    if section.has("power", "text") or sum(kind == "digits" for kind, _ in section.tokens) > 1:
        return plain_number(number)
    return _shown_figure(magnitude, section, minus) if section.tokens else None


def plain_number(number: Decimal) -> str:
    """A number without exponent and without zeros behind the last decimal that says something.

    >>> plain_number(Decimal("1.20E+3")), plain_number(Decimal("0.10"))
    ('1200', '0.1')
    """
    text = f"{number:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


@cache
def _sections(code: str) -> tuple[Section, ...]:
    """A format's parts: for what is above zero, below, zero, text."""
    parts: list[list[tuple[str, str]]] = [[]]
    for found in _TOKEN.finditer(code):
        kind, text = found.lastgroup, found[found.lastgroup] if found.lastgroup else ""
        if kind is None or kind == "fill":
            continue
        if kind == "other" and text == ";":
            parts.append([])
        elif kind in ("quoted", "escaped", "money", "other"):
            parts[-1].append(("words", text))
        elif kind == "space":
            parts[-1].append(("words", " "))
        else:
            parts[-1].append((kind, text))
    return tuple(Section(tuple(_minutes(part))) for part in parts)


def _minutes(tokens: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """m beside h or s is minutes; elsewhere it is a month."""
    marks = [index for index, (kind, _) in enumerate(tokens) if kind in ("date", "clock", "elapsed")]
    made = list(tokens)
    for position, index in enumerate(marks):
        kind, text = tokens[index]
        if kind != "date" or text.lower().strip("m"):
            continue
        before = tokens[marks[position - 1]][1].lower() if position else ""
        behind = tokens[marks[position + 1]][1].lower() if position + 1 < len(marks) else ""
        if before.startswith("h") or behind.startswith("s"):
            made[index] = ("clock", text)
    return made


def _chosen(sections: tuple[Section, ...], number: Decimal) -> tuple[Section, Decimal, bool]:
    """The section for a number, the figure to print, and whether a minus has to be put before it."""
    if len(sections) > 1 and number < 0:
        return sections[1], -number, False
    if len(sections) > 2 and number == 0:
        return sections[2], number, False
    return sections[0], abs(number), number < 0


def _shown_figure(number: Decimal, section: Section, minus: bool) -> str | None:
    percent = sum(kind == "percent" for kind, _ in section.tokens)
    number = number.scaleb(2 * percent)
    texts, zero = list[str](), True
    for kind, text in section.tokens:
        if kind == "digits":
            figure, zero = _figure(number, text)
            texts.append(figure)
        elif kind == "general":
            texts.append(plain_number(number))
            zero = not number
        else:
            texts.append(text)
    shown = "".join(texts).strip()
    return ("-" if minus and not zero else "") + shown if shown else None


def _figure(number: Decimal, pattern: str) -> tuple[str, bool]:
    """A number by a pattern of digits, and whether it is zero as printed."""
    whole, _, fraction = pattern.partition(".")
    scaled = whole.rstrip(",") if not fraction else whole
    number = number.scaleb(-3 * (len(whole) - len(scaled)))
    if fraction.endswith(","):
        number = number.scaleb(-3 * (len(fraction) - len(fraction.rstrip(","))))
    most = sum(c in "0#?" for c in fraction)
    least = len(fraction.replace(",", "").replace("?", "0").rstrip("#"))
    try:
        rounded = number.quantize(Decimal(1).scaleb(-most), ROUND_HALF_UP)
    except InvalidOperation:
        return plain_number(number), False
    digits, _, decimals = f"{rounded:f}".partition(".")
    decimals = decimals[:least] + decimals[least:].rstrip("0")
    digits = digits.lstrip("0").rjust(scaled.count("0"), "0")
    if "," in scaled.strip(","):
        digits = f"{int(digits or 0):,}".rjust(len(digits), "0") if digits else ""
    point = "." if decimals or ("." in pattern and not most) else ""
    return digits + point + decimals, not rounded


def _shown_date(serial: Decimal, section: Section, *, from_1904: bool) -> str:
    moment = serial_to_moment(serial, from_1904=from_1904)
    if moment is None:
        return plain_number(serial)
    if section.has("clock", "elapsed"):
        if section.has("elapsed"):
            return plain_number(serial)
        clock = f"{moment:%H:%M:%S}" if moment.second else f"{moment:%H:%M}"
        return f"{moment:%Y-%m-%d} {clock}" if section.has("date") else clock
    texts = [_date_word(moment, text.lower()) if kind == "date" else text for kind, text in section.tokens]
    if any(text is None for text in texts):
        return f"{moment:%Y-%m-%d}"
    return "".join(text or "" for text in texts).strip()


def serial_to_moment(serial: Decimal, *, from_1904: bool = False) -> datetime | None:
    """The day and time of a serial number; None where there is none.

    Workbooks that count from 1900 hold that there was a 29 February 1900 (ECMA-376 part 1, 18.17.4.1).

    >>> serial_to_moment(Decimal("43586.5"))
    datetime.datetime(2019, 5, 1, 12, 0)
    """
    if not (0 <= serial <= _LAST_DAY) or (not from_1904 and int(serial) == 60):
        return None
    first = datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 31 if serial < 60 else 30)
    try:
        return first + timedelta(seconds=round(float(serial) * 86400))
    except OverflowError:
        return None


def _date_word(moment: datetime, token: str) -> str | None:
    """One piece of a date; None for one that is not followed (English names of months and days)."""
    era = next((era for era in _ERAS if moment.date() >= era[0]), None)
    if token[0] in "ge" and era is None:
        return None
    year = moment.year - era[0].year + 1 if era else 0
    words = {
        "yyyy": f"{moment.year:04}",
        "yy": f"{moment.year % 100:02}",
        "m": str(moment.month),
        "mm": f"{moment.month:02}",
        "d": str(moment.day),
        "dd": f"{moment.day:02}",
        "aaa": _WEEKDAYS[moment.weekday()],
        "aaaa": _WEEKDAYS[moment.weekday()] + "曜日",
        "e": str(year),
        "ee": f"{year:02}",
        "g": era[2] if era else "",
        "gg": era[1][0] if era else "",
        "ggg": era[1] if era else "",
    }
    return words.get(token)
