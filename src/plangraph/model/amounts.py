"""Printed figures, and money with a status that keeps stated, derived and missing apart."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Literal


class AmountStatus(Enum):
    """How an amount is known. The value is the local name of the ontology's individual."""

    STATED = "Stated"
    DERIVED = "Derived"
    BLANK = "Blank"
    LOST = "Lost"
    UNDETERMINED = "Undetermined"
    RELISTED = "Relisted"
    CARRIED_ELSEWHERE = "CarriedElsewhere"

    @property
    def word(self) -> str:
        """The word that tables use (`amount_status` of the CSV export).

        >>> AmountStatus.CARRIED_ELSEWHERE.word
        'carried'
        """
        return "carried" if self is AmountStatus.CARRIED_ELSEWHERE else self.value.lower()


UNIT_YEN = {
    "円": 1,
    "千円": 1_000,
    "万円": 10_000,
    "十万円": 100_000,
    "百万円": 1_000_000,
    "千万円": 10_000_000,
    "億円": 100_000_000,
    "十億円": 1_000_000_000,
    "兆円": 1_000_000_000_000,
}
"""The printed units of money, in yen."""
_FIGURE = re.compile(r"([△▲\-−])?(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?")

FigureKind = Literal["figure", "blank", "undetermined", "unreadable"]


@dataclass(frozen=True, slots=True)
class Figure:
    """What one cell of a money table says: a figure, nothing, 未定 (***), or what cannot be read as any of these."""

    kind: FigureKind
    value: Decimal | None = None


def parse_figure(text: str) -> Figure:
    """Read one figure as printed: full-width digits, commas, △ and ▲ for minus, a space after the point.

    >>> parse_figure("1,750").value, parse_figure("△86").value, parse_figure("72. 7").value
    (Decimal('1750'), Decimal('-86'), Decimal('72.7'))
    >>> parse_figure("").kind, parse_figure("***").kind, parse_figure("2512,56294").kind
    ('blank', 'undetermined', 'unreadable')
    """
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    if not plain:
        return Figure("blank")
    if re.fullmatch(r"[*＊]+", plain):
        return Figure("undetermined")
    matched = _FIGURE.fullmatch(plain)
    if matched is None:
        return Figure("unreadable")
    value = Decimal(matched[2].replace(",", "") + (matched[3] or ""))
    return Figure("figure", -value if matched[1] else value)


def unit_yen(text: str) -> int | None:
    """Give the yen in one printed unit; None where the word is no unit of money.

    >>> unit_yen("百万円"), unit_yen("千 円"), unit_yen("本")
    (1000000, 1000, None)
    """
    return UNIT_YEN.get(re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)))
