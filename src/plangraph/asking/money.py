"""Sums of 事業費 that keep printed, derived and unknown figures apart, and the money of a project counted once.

A home's cells count, stated and derived ones; what a relisting, a second home or a carried listing prints does not. A
blank, lost or undetermined cell adds no yen and is counted as a cell, so that no sum hides what it lacks.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from plangraph.asking.facts import Amount, Facts

PROJECT_COST = "ProjectCost"
"""事業費, the only kind of money that is summed over listings; 人件費 never joins it."""


@dataclass(frozen=True, slots=True)
class Sum:
    """Money of some cells, in yen, within `low` and `high`; `derived` is the part of `yen` that no document prints.

    `stated` and `derived_cells` count the cells with a figure, `undetermined`, `lost` and `blank` those without one.
    What has been left to another listing (再掲, 実施, 計上) is in none of them.

    >>> Sum(4, 4, 4, stated=1) + Sum(2, 1, 3, derived=2, derived_cells=1)
    Sum(yen=6, low=5, high=7, derived=2, stated=1, derived_cells=1, undetermined=0, lost=0, blank=0)
    """

    yen: int = 0
    low: int = 0
    high: int = 0
    derived: int = 0
    stated: int = 0
    derived_cells: int = 0
    undetermined: int = 0
    lost: int = 0
    blank: int = 0

    def __add__(self, other: Sum) -> Sum:
        return Sum(
            self.yen + other.yen,
            self.low + other.low,
            self.high + other.high,
            self.derived + other.derived,
            self.stated + other.stated,
            self.derived_cells + other.derived_cells,
            self.undetermined + other.undetermined,
            self.lost + other.lost,
            self.blank + other.blank,
        )

    @property
    def unknown(self) -> int:
        """Cells whose figure is not known: undetermined (***) or lost. A blank is not among them, and is no zero."""
        return self.undetermined + self.lost

    @property
    def known(self) -> bool:
        """Whether any cell has a figure: a sum of none is no zero."""
        return self.stated + self.derived_cells > 0


NOTHING = Sum()
"""The sum of no cells."""


def sum_of(amounts: Iterable[Amount]) -> Sum:
    """The sum of the 事業費 among some amounts of single years, stated and derived.

    >>> sum_of([Amount(2012, 2012, "stated", 4, 4, 4), Amount(2013, 2013, "lost")])
    Sum(yen=4, low=4, high=4, derived=0, stated=1, derived_cells=0, undetermined=0, lost=1, blank=0)
    """
    found = NOTHING
    for amount in amounts:
        if amount.kind == PROJECT_COST:
            found = found + cell_sum(amount)
    return found


def cell_sum(amount: Amount) -> Sum:
    """What one cell adds. A figure that is called stated and has no yen is one that was lost."""
    yen = amount.yen
    match amount.status:
        case "stated" | "derived" if yen is None:
            return _LOST
        case "stated" if yen is not None:
            return Sum(yen, *_bounds(amount, yen), stated=1)
        case "derived" if yen is not None:
            return Sum(yen, *_bounds(amount, yen), derived=yen, derived_cells=1)
        case "undetermined":
            return _UNDETERMINED
        case "lost":
            return _LOST
        case "blank":
            return _BLANK
        case _:
            return NOTHING


_UNDETERMINED, _LOST, _BLANK = Sum(undetermined=1), Sum(lost=1), Sum(blank=1)


def _bounds(amount: Amount, yen: int) -> tuple[int, int]:
    return (
        yen if amount.low is None else amount.low,
        yen if amount.high is None else amount.high,
    )


def counted(facts: Facts, plan: str, project: str) -> Sum:
    """The money of a project in a plan, counted once, over all years: that of its first home in the order of the print.

    `NOTHING` where no home was read there; ask `(plan, project) in facts.counting` to tell that from a home without
    figures.
    """
    home = facts.counting.get((plan, project))
    return NOTHING if home is None else sum_of(home.costs)


def counted_by_year(facts: Facts, plan: str, project: str) -> dict[int, Sum]:
    """The money of a project in a plan, counted once, by fiscal year in rising order; {} where no home was read."""
    home = facts.counting.get((plan, project))
    found: dict[int, Sum] = {}
    for amount in home.costs if home else ():
        if amount.kind == PROJECT_COST:
            found[amount.first_year] = found.get(amount.first_year, NOTHING) + cell_sum(amount)
    return dict(sorted(found.items()))


def equal_shares(amount: Sum, parts: int) -> tuple[Sum, ...]:
    """A sum in equal parts of whole yen that add up to it again; the yen that are left over go to the first parts.

    Bounds and the derived part are shared alike, so that each part lies within its own bounds. The cells stay with the
    first part, since a cell is printed once.

    >>> [part.yen for part in equal_shares(Sum(10, 10, 10, stated=1), 3)]
    [4, 3, 3]
    """
    figures = zip(
        *(_shares(one, parts) for one in (amount.yen, amount.low, amount.high, amount.derived)), strict=True
    )
    first, *others = (Sum(*four) for four in figures)
    cells = Sum(
        stated=amount.stated,
        derived_cells=amount.derived_cells,
        undetermined=amount.undetermined,
        lost=amount.lost,
        blank=amount.blank,
    )
    return (first + cells, *others)


def _shares(yen: int, parts: int) -> list[int]:
    each, left = divmod(yen, parts)
    return [each + (place < left) for place in range(parts)]
