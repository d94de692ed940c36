"""Money as cells print it: figures in a known unit or in the unit they carry, and everything else that stands there.

A blank, a dash, ***, なし and 0 are five things. Figures that ran into each other (2512,56294) are flagged and never
split. Where no unit is known the printed figure is kept and there is no amount in yen.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise
from typing import Literal

from plangraph.model.amounts import UNIT_YEN

MoneyKind = Literal[
    "figure", "bracketed", "range", "blank", "dash", "undetermined", "none", "glued", "unreadable"
]
Yen = int | Decimal

_DASH = re.compile(r"[-‐‑‒–—―−ーｰ─━]+")
_UNDETERMINED = re.compile(
    r"\*+|(?:金額|事業費|経費|額)?(?:未定|未確定|未算定|不明|調整中|検討中|精査中|算定中|積算中|協議中)|今後(?:検討|調整)|\.{3,}|…+"
)
_NOTHING = re.compile(r"なし|無し?|該当(?:なし|無し?)|(?:予算|事業費|経費)(?:なし|無し?)")
_WITHOUT_FIGURE: dict[MoneyKind, re.Pattern[str]] = {
    "dash": _DASH,
    "undetermined": _UNDETERMINED,
    "none": _NOTHING,
}
_BRACKETS = {"(": ")", "[": "]", "〔": "〕", "<": ">", "【": "】", "《": "》", "〈": "〉"}
_SUPERSCRIPT = re.compile(r"[⁰¹²³⁴-⁹]+[⁾]?")
# A mark with a number before the figure needs a blank between them: ※1200 may be ※1 and 200.
_NOTE_BEFORE = re.compile(r"(?:\(?(?:※|\*|注)\d{1,2}\)?\s+|\(?(?:※|\*|注)\s*\)?)(?=\S)")
_NOTE_AFTER = re.compile(r"\s*(?P<note>\((?:※|\*|注)\s*\d{0,2}\)|(?:※|\*|†|注)\s*\d{0,2}\)?)$")
_ABOUT_BEFORE = re.compile(r"(?:約|およそ|おおむね|おおよそ|概ね|概算|≒)\s*")
_ABOUT_AFTER = re.compile(r"\s*(?:程度|前後|ほど|余り?|\(?(?:概算|見込み?)\)?)$")
_BOUND = re.compile(r"(?P<figure>.+?)\s*(?P<word>以上|以下|以内)")
_RANGE = re.compile(r"\s*(?:[~〜]|から)\s*")
_MINUS = "△▲-−‐–"
_FIGURE = re.compile(r"(?:\d{1,3}(?:,\s?\d{3})+|\d+)(?:\.\s?\d+)?")
_MULTIPLES = {
    "兆": 10**12,
    "十億": 10**9,
    "億": 10**8,
    "千万": 10**7,
    "百万": 10**6,
    "十万": 10**5,
    "万": 10**4,
    "千": 10**3,
}
_PART = re.compile(rf"\s*(?P<figure>{_FIGURE.pattern})\s*(?P<multiple>{'|'.join(_MULTIPLES)})?")
LONGEST = 200
"""Characters of a cell that is looked at as money; a longer one is prose and unreadable here."""


@dataclass(frozen=True, slots=True)
class MoneyCell:
    """What one cell of a money column says.

    - "figure": `figure` in the printed unit, `yen` where a unit is known (an int, or the exact Decimal of a fraction
      of a yen). `unit_yen` is the unit that counted; `unit_printed` says that the cell itself carries it.
    - "bracketed": (1,200) stands for a part of which, or for another column's figure, and is no minus. It has figure
      and yen and is never to be summed with the others. △ inside makes the figure negative.
    - "range": 1,200～1,500, or one bound of it (1,200以上), in `low` and `high` yen; `figure` is None.
    - "blank", "dash" (-), "undetermined" (***, 未定), "none" (なし): no amount, for four different reasons.
    - "glued": several figures, or one that does not stand by the rules of print; flagged, never split.
    - "unreadable": words, or a figure in another unit than money.

    `approximate` is 約, 程度, 見込. `footnotes` are the marks (※1) that were taken off the figure.
    """

    kind: MoneyKind
    printed: str
    figure: Decimal | None = None
    unit_yen: int | None = None
    unit_printed: bool = False
    yen: Yen | None = None
    low: Yen | None = None
    high: Yen | None = None
    approximate: bool = False
    footnotes: tuple[str, ...] = ()

    @property
    def lacks_unit(self) -> bool:
        """Whether there is a figure and nothing says in what unit: a finding, and no amount."""
        return self.kind in ("figure", "bracketed", "range") and self.unit_yen is None


def read_money(text: str, unit_yen: int | None) -> MoneyCell:
    """Read one cell of money, given the unit of its column or row in yen; None where no unit is known.

    A unit in the value (4億6,255万円) goes before the column's.

    >>> read_money("4億6,255万円", 1000).yen, read_money("△８６", 1000).yen, read_money("72. 7", 1000).yen
    (462550000, -86000, 72700)
    >>> [read_money(text, 1000).kind for text in ("", "-", "***", "なし", "0", "2512,56294", "(1,200)")]
    ['blank', 'dash', 'undetermined', 'none', 'figure', 'glued', 'bracketed']
    >>> read_money("1,200", None).figure, read_money("1,200", None).yen
    (Decimal('1200'), None)
    """
    printed = text.strip()
    if _mixed_widths(printed):
        return MoneyCell("glued", printed)
    plain, notes = _without_superscripts(printed)
    plain = unicodedata.normalize("NFKC", plain).strip()
    kind = _kind_without_figure(plain)
    if kind is not None:
        return MoneyCell(kind, printed, footnotes=notes)
    if len(plain) > LONGEST:
        return MoneyCell("unreadable", printed)
    cell = _read_noted(plain, unit_yen)
    return replace(cell, printed=printed, footnotes=(*notes, *cell.footnotes))


def _kind_without_figure(plain: str) -> MoneyKind | None:
    together = re.sub(r"\s+", "", plain)
    bare = (
        together[1:-1] if together[:1] in _BRACKETS and together[-1] == _BRACKETS[together[0]] else together
    )
    if not together:
        return "blank"
    return next((kind for kind, pattern in _WITHOUT_FIGURE.items() if pattern.fullmatch(bare)), None)


def _mixed_widths(text: str) -> bool:
    """Whether a full-width digit stands beside a half-width one: １０，０７４7年度から is two prints run together."""
    return bool(re.search(r"[０-９][0-9]|[0-9][０-９]", text))


def _without_superscripts(text: str) -> tuple[str, tuple[str, ...]]:
    """Take ¹ and the like off before they become digits."""
    return _SUPERSCRIPT.sub(" ", text), tuple(_SUPERSCRIPT.findall(text))


def _read_noted(plain: str, unit: int | None) -> MoneyCell:
    notes: list[str] = []
    if matched := _NOTE_BEFORE.match(plain):
        notes.append(matched[0].strip())
        plain = plain[matched.end() :]
    if (matched := _NOTE_AFTER.search(plain)) and matched.start():
        notes.append(matched["note"])
        plain = plain[: matched.start()]
    if notes and notes[0] in ("※", "*", "注") and re.match(r"\d{2,}(?![,\d])", plain) and "," not in plain:
        return MoneyCell("glued", plain)
    return replace(_read_bracketed(plain.strip(), unit), footnotes=tuple(notes))


def _read_bracketed(plain: str, unit: int | None) -> MoneyCell:
    if plain[:1] in _BRACKETS and plain[-1:] == _BRACKETS[plain[0]]:
        inner = _read_about(plain[1:-1].strip(), unit)
        return replace(inner, kind="bracketed") if inner.kind == "figure" else inner
    return _read_about(plain, unit)


def _read_about(plain: str, unit: int | None) -> MoneyCell:
    before = _ABOUT_BEFORE.match(plain)
    plain = plain[before.end() :] if before else plain
    # 余 and 程度 may stand before or after 円: 1,200万円余, 1,200万余円.
    after = _ABOUT_AFTER.search(plain) or re.search(r"余(?=円$)", plain)
    plain = plain[: after.start()] + plain[after.end() :] if after else plain
    return replace(_read_bounds(plain, unit), approximate=bool(before or after))


def _read_bounds(plain: str, unit: int | None) -> MoneyCell:
    if matched := _BOUND.fullmatch(plain):
        cell = _read_figure(matched["figure"], unit)
        if cell.kind != "figure":
            return cell
        least = matched["word"] == "以上"
        bounds = (cell.yen, None) if least else (None, cell.yen)
        return replace(cell, kind="range", figure=None, yen=None, low=bounds[0], high=bounds[1])
    parts = _RANGE.split(plain)
    if len(parts) == 2 and all(parts):
        return _read_range(parts[0], parts[1], unit)
    return _read_figure(plain, unit)


def _read_range(first: str, second: str, unit: int | None) -> MoneyCell:
    high = _read_figure(second, unit)
    # 3～5億円: the unit behind the second figure is the first one's too.
    low = _read_figure(first, unit)
    if high.unit_printed and not low.unit_printed:
        low = _read_figure(first, high.unit_yen)
    if low.kind != "figure" or high.kind != "figure":
        return MoneyCell("unreadable", first)
    assert low.figure is not None
    assert high.figure is not None
    if low.yen is not None and high.yen is not None and low.yen > high.yen:
        return MoneyCell("unreadable", first)
    return replace(high, kind="range", figure=None, yen=None, low=low.yen, high=high.yen)


def _read_figure(plain: str, unit: int | None) -> MoneyCell:
    """Read a sign, figures with their multiples, and 円."""
    rest = plain.strip()
    negative = rest[:1] in _MINUS and bool(rest)
    rest = rest[1:].strip() if negative else rest
    has_yen_sign = rest.startswith(("¥", "\\"))
    rest = rest[1:].strip() if has_yen_sign else re.sub(r"^金\s*(?=\d)", "", rest)
    has_yen = rest.endswith("円")
    body = rest.removesuffix("円").strip()
    parts = _parts(body)
    if parts is None:
        return MoneyCell(_unread_kind(body), plain)
    figure, unit_here = _summed(parts)
    if unit_here is None and (has_yen or has_yen_sign):
        unit_here = 1
    figure = -figure if negative else figure
    counted = unit_here if unit_here is not None else unit
    return MoneyCell(
        "figure",
        plain,
        figure=figure,
        unit_yen=counted,
        unit_printed=unit_here is not None,
        yen=None if counted is None else exact_yen(figure, counted),
    )


def _parts(body: str) -> list[tuple[Decimal, int | None]] | None:
    """Cut 4億6,255万 into its figures; None where they are not one amount.

    The multiples fall, a figure stays below the multiple before it, and only the first may have several or a fraction.
    """
    parts: list[tuple[Decimal, int | None]] = []
    at = 0
    while at < len(body):
        matched = _PART.match(body, at)
        if matched is None:
            return None
        multiple = _MULTIPLES[matched["multiple"]] if matched["multiple"] else None
        parts.append((Decimal(re.sub(r"[,\s]", "", matched["figure"])), multiple))
        at = matched.end()
    falling = all(
        above is not None
        and figure * (multiple or 1) < above
        and figure_above == figure_above.to_integral_value()
        for (figure_above, above), (figure, multiple) in pairwise(parts)
    )
    return parts if parts and falling else None


def _summed(parts: list[tuple[Decimal, int | None]]) -> tuple[Decimal, int | None]:
    """One figure and its unit: the multiple of a single part, yen where several were summed."""
    if len(parts) == 1:
        return parts[0]
    return sum((figure * (multiple or 1) for figure, multiple in parts), Decimal(0)), 1


def exact_yen(figure: Decimal, unit: int) -> Yen:
    """Give an amount in yen: an int where it is whole, otherwise the exact Decimal.

    >>> exact_yen(Decimal("72.7"), 1000), exact_yen(Decimal("0.0005"), 1000)
    (72700, Decimal('0.5000'))
    """
    yen = figure * unit
    return int(yen) if yen == yen.to_integral_value() else yen


def _unread_kind(body: str) -> MoneyKind:
    """Whether figures ran into each other, or it is no figure at all."""
    figures = re.findall(r"\d[\d,.]*", body)
    broken = any(re.search(r",\d{1,2}(?!\d)|,\d{4}|^\d{4,},|,,|\..*\.|[,.]$", figure) for figure in figures)
    return "glued" if broken or len(figures) > 1 else "unreadable"


# units


_UNIT_WORD = "|".join(sorted(UNIT_YEN, key=len, reverse=True))
_NAMED = re.compile(
    rf"単位(?:は|\s|:|/)*(?:\(\s*)?(?P<unit>{_UNIT_WORD})(?![/・]?(?:人|㎡|m|件|戸|台|世帯|回|年))"
)
_YEAR_WORD = re.compile(
    r"(?:(?:昭和|平成|令和|[SHR])(?:\d{1,2}|元)(?:年度?)?|\d{1,4}年度)(?:予算|決算|当初|見込み?)?"
)
_BRACKET = re.compile(r"[(\[〔<【《](?P<inner>[^()\[\]〔〕<>【】《》]*)[)\]〕>】》]")
_BEHIND = re.compile(rf"(?:費|額|予算|決算|コスト|総計|合計|小計|計)(?P<unit>{_UNIT_WORD})")


def units_in(text: str) -> tuple[int, ...]:
    """Every unit of money, in yen, that a page head, a caption or a header path names, each once.

    >>> units_in("（単位：千円、％）"), units_in("事業費(百万円)"), units_in("一人当たり(千円/人)")
    ((1000,), (1000000,), ())
    """
    plain = unicodedata.normalize("NFKC", text)
    found = [matched["unit"] for matched in _NAMED.finditer(plain)]
    found += [unit for matched in _BRACKET.finditer(plain) if (unit := _unit_of_list(matched["inner"]))]
    outside = _BRACKET.sub(" ", plain)
    for part in re.split(r"[/\s]+", outside):
        behind = _BEHIND.search(part)
        if part in UNIT_YEN:
            found.append(part)
        elif behind and behind.end() == len(part):
            found.append(behind["unit"])
    return tuple(dict.fromkeys(UNIT_YEN[unit] for unit in found))


def unit_in(text: str) -> int | None:
    """The unit of money that a text names, in yen; None where it names none, or two that differ.

    >>> unit_in("（単位：百万円）"), unit_in("決算額 [千円]"), unit_in("事業費(千円)/人件費(円)")
    (1000000, 1000, None)
    >>> unit_in("決算額(R3・千円)"), unit_in("決算額(10・千円)")
    (1000, None)
    """
    units = units_in(text)
    return units[0] if len(units) == 1 else None


def _unit_of_list(inner: str) -> str | None:
    """The unit among what a bracket lists: 税込、千円; 単位:千円,%; 千円単位; R3・千円."""
    inner = re.sub(r"^\s*単位\s*[::は/]?\s*", "", inner)
    words = [re.sub(r"\s+|単位$|\(税[込抜]\)", "", word) for word in re.split(r"[、,・;]", inner)]
    units = [word for word in words if word in UNIT_YEN]
    figures = any(re.search(r"\d", word) and not _YEAR_WORD.fullmatch(word) for word in words)
    return units[0] if len(set(units)) == 1 and not figures else None
