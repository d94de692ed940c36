"""Which printed lines of a table without rules are one row: by rules across, by their distance, by what they leave blank."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from plangraph.reading.formats.pdf_boxes import union
from plangraph.reading.formats.pdf_marks import Glyph
from plangraph.reading.formats.pdf_words import Piece, Spaces, direction, glyphs_to_lines, glyphs_to_piece

TIGHT = 0.85
"""Ems between the lines of one cell at most."""
JUMP = 0.25
"""Ems by which the distance of rows exceeds that of lines at least."""
_FIGURE = re.compile(r"[△▲(-]?[\d０-９,，.．]+[)%％]?|[*＊]+|-|－|―")
BandPieces = Sequence[tuple[int, Piece]]
"""One band: each piece with its column."""


def bands_to_rows(
    bands: Sequence[BandPieces], columns: Sequence[tuple[float, float]], across: Sequence[float]
) -> list[list[BandPieces]]:
    """Group bands into rows. `across` are the heights of rules that run across the table."""
    edges = sorted(across)
    tops = [min(p.box.top for _, p in band) for band in bands]
    bottoms = [max(p.box.bottom for _, p in band) for band in bands]
    middles = [(a + b) / 2 for a, b in zip(tops, bottoms, strict=True)]
    between = [bisect_left(edges, middle) for middle in middles]
    ruled = len(set(between)) >= 4
    threshold = _threshold(bands, tops, bottoms)
    rows: list[list[BandPieces]] = [[bands[0]]]
    for index in range(1, len(bands)):
        distance = tops[index] - bottoms[index - 1]
        if between[index] != between[index - 1]:
            joins = False
        elif ruled:
            joins = True
        else:
            joins = _joins(rows[-1], bands[index], columns, distance, threshold)
        if joins:
            rows[-1].append(bands[index])
        else:
            rows.append([bands[index]])
    return rows


def _threshold(bands: Sequence[BandPieces], tops: Sequence[float], bottoms: Sequence[float]) -> float | None:
    """The distance that parts rows from lines, where the distances are of two kinds."""
    size = median(piece.size for band in bands for _, piece in band)
    distances = sorted(top - bottom for top, bottom in zip(tops[1:], bottoms, strict=False))
    jumps = [(b - a, a, b) for a, b in pairwise(distances) if a <= TIGHT * size]
    if not jumps or max(jumps)[0] < JUMP * size:
        return None
    _, low, high = max(jumps)
    return (low + high) / 2


def _joins(
    row: Sequence[BandPieces],
    band: BandPieces,
    columns: Sequence[tuple[float, float]],
    distance: float,
    threshold: float | None,
) -> bool:
    if threshold is not None and distance > threshold:
        return False
    filled = {column for column, _ in band}
    before = {column for line in row for column, _ in line}
    if _figures(band) & {c for line in row for c in _figures(line)}:
        return False
    if threshold is None:
        size = max(piece.size for _, piece in band)
        # Evenly set lines: one that leaves the first column blank and only goes on with what stands above is a wrap.
        return 0 not in filled and filled <= before and not _figures(band) and distance <= TIGHT * size
    return 0 not in filled or 0 not in before or _is_full(row, columns)


def _figures(band: BandPieces) -> set[int]:
    return {column for column, piece in band if _FIGURE.fullmatch(piece.text)}


def _is_full(row: Sequence[BandPieces], columns: Sequence[tuple[float, float]]) -> bool:
    """Say whether the last line in the first column reaches its end, so that the next may be its wrap."""
    last = [piece for line in row for column, piece in line if column == 0][-1]
    start, stop = columns[0]
    return last.box.right >= stop - 0.35 * (stop - start) or "\n" in last.text


def split_by_figures(
    cells: Sequence[Sequence[Glyph]], xs: Sequence[float], spaces: Spaces
) -> list[list[list[Glyph]]]:
    """Part one ruled row that holds several: its columns are ruled and its rows are not, so figures stand in a pile.

    Gives the glyphs of each cell by row; nothing where no column has two lines that are figures alone, or a line of theirs
    stands beside none of the others.
    """
    if sum(bool(cell) for cell in cells) < 2 or any(cell and direction(cell) for cell in cells):
        return []
    lines = [
        (column, glyphs_to_piece(line, spaces), line)
        for column, cell in enumerate(cells)
        for line in glyphs_to_lines(cell)
    ]
    figures: dict[int, int] = {}
    for column, piece, _ in lines:
        figures[column] = figures.get(column, 0) + bool(_FIGURE.fullmatch(piece.text))
    per_column = [sum(column == at for column, _, _ in lines) for at in range(len(cells))]
    if not any(count >= 2 and count == per_column[column] for column, count in figures.items()):
        return []
    bands = union([(p.box.top + 0.2 * p.size, p.box.bottom - 0.2 * p.size) for _, p, _ in lines])
    by_band: list[list[tuple[int, Piece, list[Glyph]]]] = [[] for _ in bands]
    for line in lines:
        at = next(i for i, band in enumerate(bands) if band[0] <= line[1].box.middle[1] <= band[1])
        by_band[at].append(line)
    rows = bands_to_rows(
        [[(column, piece) for column, piece, _ in band] for band in by_band],
        list(pairwise(xs)),
        (),
    )
    if len(rows) < 2:
        return []
    split, used = [], 0
    for row in rows:
        own = [line for band in by_band[used : used + len(row)] for line in band]
        used += len(row)
        split.append([[g for c, _, line in own if c == column for g in line] for column in range(len(cells))])
    return split
