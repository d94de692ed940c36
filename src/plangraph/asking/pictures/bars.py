"""A small chart of upright bars, one a fiscal year: the money of a thing, or the values of an indicator."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from plangraph.asking.money import Sum
from plangraph.asking.pictures.svg import box, label_lines, legend, svg_document, text_width, words
from plangraph.model.fiscal_years import fiscal_year_label
from plangraph.model.texts import Bilingual, Lang

MOST_BARS = 24
"""Bars of one chart; of more years the last ones are drawn, and the table has them all."""
_STEP = 92
_BAR = 44
_LEFT = 24
_TOP = 34
_HEIGHT = 132
_NARROWEST = 320

STYLES: Mapping[str, tuple[int, bool, Bilingual]] = {
    "stated": (0, False, Bilingual("印字", "printed")),
    "derived": (0, True, Bilingual("推計", "derived")),
    "solely": (0, False, Bilingual("単独", "solely")),
    "shared": (1, False, Bilingual("共管", "shared")),
    "value": (0, False, Bilingual("値", "value")),
    "falling": (1, False, Bilingual("前の年度より低い値", "lower than the year before")),
}
"""Style of a part of a bar → its colour, whether it is light, and what the legend calls it."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its label, its parts from the ground up (amount and style), and what is written above it.

    A bar without parts is a year without a figure: what is written above says why. `low` and `high` are the bounds of
    what is drawn.
    """

    label: str
    parts: tuple[tuple[float, str], ...]
    shown: str
    low: float | None = None
    high: float | None = None

    @property
    def whole(self) -> float:
        """All its parts."""
        return sum(part for part, _ in self.parts)


def bars_svg(name: str, title: str, bars: Sequence[Bar], lang: Lang, unit: str = "") -> str:
    """A chart of some bars over one ground line at zero; "" where there is none to draw.

    >>> bars_svg("c", "t", [], "ja")
    ''
    """
    if not bars:
        return ""
    shown = bars[-MOST_BARS:]
    top = max(0.0, *(max(bar.whole, bar.high or 0.0) for bar in shown))
    ground = min(0.0, *(min(bar.whole, bar.low or 0.0) for bar in shown))
    scale = _HEIGHT / (top - ground) if top > ground else 0.0
    zero = _TOP + top * scale if scale else float(_TOP + _HEIGHT)
    width = max(_LEFT * 2 + _STEP * len(shown), _NARROWEST)
    parts = [words(width - 12, 14, unit, anchor="end", size=12)] if unit else []
    for place, bar in enumerate(shown):
        parts += _drawn(bar, _LEFT + place * _STEP + _STEP / 2, zero, scale)
    parts.append(
        f'<path d="M{_LEFT / 2} {zero:.1f} H{width - _LEFT / 2:.1f}" stroke="currentColor" stroke-width="1" fill="none"/>'
    )
    used = {style for bar in shown for _, style in bar.parts}
    foot = _TOP + _HEIGHT + 20
    parts += [
        line
        for place, bar in enumerate(shown)
        for line in _label(bar.label, _LEFT + place * _STEP + _STEP / 2, foot)
    ]
    entries = [(*STYLES[style][:2], STYLES[style][2][lang]) for style in STYLES if style in used]
    tall = foot + 12
    if len(entries) > 1:
        parts += legend(entries, tall + 18)
        tall += 28
    said = Bilingual("、", ", ")[lang].join(f"{bar.label} {bar.shown}" for bar in shown)
    return svg_document(f"bars-{name}", (width, tall), title, said, parts, font=12)


def _drawn(bar: Bar, middle: float, zero: float, scale: float) -> list[str]:
    drawn = []
    up, down = zero, zero
    for amount, style in bar.parts:
        series, light, _ = STYLES[style]
        size = abs(amount) * scale
        at = up - size if amount >= 0 else down
        drawn.append(box(middle - _BAR / 2, at, _BAR, size, series, light=light))
        up, down = (up - size, down) if amount >= 0 else (up, down + size)
    if bar.low is not None and bar.high is not None and bar.low != bar.high:
        high, low = zero - bar.high * scale, zero - bar.low * scale
        drawn.append(
            f'<path d="M{middle - 6:.1f} {high:.1f} h12 m-6 0 V{low:.1f} m-6 0 h12" stroke="currentColor" stroke-width="1" fill="none"/>'
        )
        up = min(up, high)
    drawn.append(words(middle, up - 6, label_lines(bar.shown, 8, 1)[0], anchor="middle"))
    return drawn


def _label(text: str, middle: float, y: float) -> list[str]:
    line = label_lines(text, 8, 1)[0]
    return [words(middle, y, line, anchor="middle", size=12 if text_width(line, 12) < _STEP else 10)]


def money_bars(years: Mapping[int, Sum], lang: Lang) -> list[Bar]:
    """The money of each year, in millions of yen, its derived part apart."""
    return [money_bar(year, given, _split(given), lang) for year, given in sorted(years.items())]


def money_bar(year: int, given: Sum, parts: Iterable[tuple[float, str]], lang: Lang) -> Bar:
    """The bar of one year; a year without a figure says why it has none."""
    if not given.known:
        return Bar(fiscal_year_label(year, lang), (), without_figure(given)[lang])
    return Bar(fiscal_year_label(year, lang), tuple(parts), millions(given.yen), given.low, given.high)


def _split(given: Sum) -> tuple[tuple[float, str], ...]:
    stated = given.yen - given.derived
    parts = ((stated, "stated"), (given.derived, "derived"))
    kept = tuple((float(amount), style) for amount, style in parts if amount)
    return kept or ((0.0, "derived" if given.derived_cells else "stated"),)


def without_figure(given: Sum) -> Bilingual:
    """Why a sum has no figure: the first of undetermined, lost and blank that it has cells of."""
    if given.undetermined:
        return Bilingual("未定", "undetermined")
    if given.lost:
        return Bilingual("失われた", "lost")
    return Bilingual("空欄", "blank") if given.blank else Bilingual("欄なし", "no cell")


def millions(yen: int) -> str:
    """An amount in millions of yen, with the digits that it has.

    >>> millions(22_000_000), millions(61_077_000), millions(1), millions(-1_500_000)
    ('22', '61.077', '0.000001', '-1.5')
    """
    whole, rest = divmod(abs(yen), 1_000_000)
    digits = f"{rest:06d}".rstrip("0")
    return f"{'-' if yen < 0 else ''}{whole:,}{'.' + digits if digits else ''}"


MILLIONS = Bilingual("百万円", "million yen")
