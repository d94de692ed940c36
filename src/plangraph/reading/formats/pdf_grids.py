"""Ruled lines → grids of cells: edges → lines → groups that touch → cells, with what is merged.

A grid may be open at its sides (many Japanese tables have no outer upright rules), and a cell spans where a wall is missing.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from plangraph.reading.formats.pdf_boxes import Box, union

TOUCH = 3.0
"""Points within which two ruled lines are one line, or meet."""
SHORTEST = 6.0
MOST_CROSSINGS = 4_000_000
MOST_CELLS = 100_000


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a grid: its first row and column, and those behind its last."""

    row: int
    column: int
    below: int
    behind: int


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled table: the places of its upright and level rules, and its cells by row and column."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[Cell, ...]

    @property
    def box(self) -> Box:
        """The whole grid."""
        return Box(self.xs[0], self.ys[0], self.xs[-1], self.ys[-1])

    def slot(self, point: tuple[float, float]) -> tuple[int, int] | None:
        """The row and column in which a point lies."""
        column, row = bisect_right(self.xs, point[0]) - 1, bisect_right(self.ys, point[1]) - 1
        inside = 0 <= column < len(self.xs) - 1 and 0 <= row < len(self.ys) - 1
        return (row, column) if inside else None


@dataclass(frozen=True, slots=True)
class _Rule:
    at: float
    start: float
    stop: float


class TooManyRulesError(Exception):
    """A drawing, not a table: so many rules that no table can be looked for."""


def rules_to_grids(rules: Sequence[Box]) -> tuple[list[Grid], list[Box]]:
    """Find the ruled tables of a page; gives them and the level rules that are part of none.

    Raises TooManyRulesError.
    """
    levels = _joined([_Rule((r.top + r.bottom) / 2, r.left, r.right) for r in rules if r.width >= r.height])
    uprights = _joined([_Rule((r.left + r.right) / 2, r.top, r.bottom) for r in rules if r.height > r.width])
    if len(levels) * len(uprights) > MOST_CROSSINGS:
        raise TooManyRulesError
    grids, loose = [], []
    for own_levels, own_uprights in _groups(levels, uprights):
        grid = _grid(own_levels, own_uprights)
        if grid is None:
            loose += [Box(rule.start, rule.at, rule.stop, rule.at) for rule in own_levels]
        else:
            grids.append(grid)
    return _outermost(grids), loose


def _joined(rules: list[_Rule]) -> list[_Rule]:
    """Make one line of the strokes that lie on it: tables are drawn cell by cell, or dashed."""
    rows: list[list[_Rule]] = []
    for rule in sorted(rules, key=lambda r: r.at):
        if rows and rule.at - rows[-1][0].at <= TOUCH:
            rows[-1].append(rule)
        else:
            rows.append([rule])
    joined = []
    for row in rows:
        at = sum(r.at for r in row) / len(row)
        spans = union([(r.start, r.stop) for r in row], TOUCH)
        joined += [_Rule(at, start, stop) for start, stop in spans if stop - start >= SHORTEST]
    return joined


def _groups(levels: list[_Rule], uprights: list[_Rule]) -> list[tuple[list[_Rule], list[_Rule]]]:
    """The rules that hang together by touching."""
    parent = list(range(len(levels) + len(uprights)))

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    for i, level in enumerate(levels):
        for j, upright in enumerate(uprights, len(levels)):
            if (
                level.start - TOUCH <= upright.at <= level.stop + TOUCH
                and upright.start - TOUCH <= level.at <= upright.stop + TOUCH
            ):
                parent[root(i)] = root(j)
    groups: dict[int, tuple[list[_Rule], list[_Rule]]] = defaultdict(lambda: ([], []))
    for i, level in enumerate(levels):
        groups[root(i)][0].append(level)
    for j, upright in enumerate(uprights, len(levels)):
        groups[root(j)][1].append(upright)
    return list(groups.values())


def _grid(levels: list[_Rule], uprights: list[_Rule]) -> Grid | None:
    if not levels or not uprights or len(levels) + len(uprights) < 3:
        return None
    edges = Box(
        min([r.start for r in levels] + [r.at for r in uprights]),
        min([r.start for r in uprights] + [r.at for r in levels]),
        max([r.stop for r in levels] + [r.at for r in uprights]),
        max([r.stop for r in uprights] + [r.at for r in levels]),
    )
    xs = _places([r.at for r in uprights], edges.left, edges.right)
    ys = _places([r.at for r in levels], edges.top, edges.bottom)
    rows, columns = len(ys) - 1, len(xs) - 1
    if rows < 1 or columns < 1 or not 1 < rows * columns <= MOST_CELLS:
        return None
    cells = _cells(xs, ys, levels, uprights)
    return Grid(tuple(xs), tuple(ys), tuple(cells)) if len(cells) > 1 else None


def _places(found: list[float], first: float, last: float) -> list[float]:
    """Where the rules of one kind stand, with the open sides of the table."""
    places: list[float] = []
    for at in sorted([*found, first, last]):
        if not places or at - places[-1] > TOUCH:
            places.append(at)
    return places


def _cells(xs: list[float], ys: list[float], levels: list[_Rule], uprights: list[_Rule]) -> list[Cell]:
    walls = _walls(xs, ys, uprights)
    floors = _walls(ys, xs, levels)
    rows, columns = len(ys) - 1, len(xs) - 1
    parent = list(range(rows * columns))

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    for row in range(rows):
        for column in range(columns):
            at = row * columns + column
            if column + 1 < columns and (column + 1, row) not in walls:
                parent[root(at)] = root(at + 1)
            if row + 1 < rows and (row + 1, column) not in floors:
                parent[root(at)] = root(at + columns)
    groups: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for row in range(rows):
        for column in range(columns):
            groups[root(row * columns + column)].append((row, column))
    cells = [cell for slots in groups.values() for cell in _rectangles(slots)]
    return sorted(cells, key=lambda c: (c.row, c.column))


def _walls(places: list[float], across: list[float], rules: list[_Rule]) -> set[tuple[int, int]]:
    """The stretches (index of place, index of stretch) along which a rule stands."""
    found = set()
    for rule in rules:
        index = min(range(len(places)), key=lambda i: abs(places[i] - rule.at))
        for stretch in range(len(across) - 1):
            start, stop = across[stretch], across[stretch + 1]
            if min(rule.stop, stop) - max(rule.start, start) >= 0.5 * (stop - start):
                found.add((index, stretch))
    return found


def _rectangles(slots: list[tuple[int, int]]) -> list[Cell]:
    """One cell where the slots make a rectangle, else the widest stretches of each row, joined downward where alike."""
    rows = {row for row, _ in slots}
    columns = {column for _, column in slots}
    if len(slots) == (max(rows) - min(rows) + 1) * (max(columns) - min(columns) + 1):
        return [Cell(min(rows), min(columns), max(rows) + 1, max(columns) + 1)]
    stretches: list[Cell] = []
    for row in sorted(rows):
        own = union([(column, column + 1) for at, column in slots if at == row])
        for start, stop in own:
            first, last = int(start), int(stop)
            above = next(
                (
                    i
                    for i, c in enumerate(stretches)
                    if c.below == row and (c.column, c.behind) == (first, last)
                ),
                None,
            )
            if above is None:
                stretches.append(Cell(row, first, row + 1, last))
            else:
                stretches[above] = Cell(stretches[above].row, first, row + 1, last)
    return stretches


def _outermost(grids: list[Grid]) -> list[Grid]:
    """Leave out a table inside a cell of another: its words are the words of that cell."""
    ordered = sorted(grids, key=lambda g: -g.box.area)
    kept: list[Grid] = []
    for grid in ordered:
        if not any(other.box.holds(grid.box.middle) and _within(grid, other) for other in kept):
            kept.append(grid)
    return kept


def _within(grid: Grid, other: Grid) -> bool:
    slot = other.slot(grid.box.middle)
    if slot is None:
        return False
    cell = next(c for c in other.cells if c.row <= slot[0] < c.below and c.column <= slot[1] < c.behind)
    box = Box(other.xs[cell.column], other.ys[cell.row], other.xs[cell.behind], other.ys[cell.below])
    common = box.common(grid.box)
    return common is not None and common.area >= 0.9 * grid.box.area
