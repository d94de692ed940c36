"""Pieces of printed lines → blocks in reading order: columns of a page, tables without rules, plain lines.

The page is swept from top to bottom in bands (what overlaps in height). Bands that leave the same upright range blank stand
in one run; a line across that range ends the run. A run is then columns of prose, or a table, or plain lines.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from plangraph.reading.formats.pdf_blocks import Block, BlockRow, CellWords
from plangraph.reading.formats.pdf_boxes import Box, around, blanks
from plangraph.reading.formats.pdf_furniture import PAGE_NUMBER
from plangraph.reading.formats.pdf_rows import bands_to_rows
from plangraph.reading.formats.pdf_words import Piece

CHANNEL = 0.3
"""Ems that a blank range between two columns is wide at least."""
APART = 1.8
"""Ems that part two pieces of a plain line by a tab."""
WRAP = 0.55
"""Ems between a line and its own wrap at most."""
_PROSE_FILL = 0.72
_ENUMERATOR = re.compile(
    r"[(（]?(?:\d{1,3}|[０-９]{1,3}|[一二三四五六七八九十]{1,3}|[ア-ン]|[①-⑳])[)）.．、]?|[・○●◎◆◇■□※★☆▼▲►➢*-]"
)


@dataclass(frozen=True, slots=True)
class Atom:
    """What has its place in the order as a whole: a piece of a line, or a block that was made before (a ruled table)."""

    box: Box
    piece: Piece | None = None
    block: Block | None = None


Band = list[Atom]


def atoms_to_blocks(atoms: Sequence[Atom], level_rules: Sequence[Box] = ()) -> list[Block]:
    """Put a page's atoms in reading order; level rules that belong to no grid part rows of tables."""
    return _merged_text(_runs_to_blocks(_bands(atoms), level_rules))


def _runs_to_blocks(bands: Sequence[Band], level_rules: Sequence[Box]) -> list[Block]:
    return [block for run in _runs(bands) for block in _run_to_blocks(run, level_rules)]


def page_to_blocks(atoms: Sequence[Atom], level_rules: Sequence[Box] = ()) -> list[Block]:
    """As `atoms_to_blocks`, with a page number at head or foot set aside first: it stands in the gutter of two columns."""
    bands = _bands(atoms)
    head = bands[:1] if len(bands) > 1 and _is_page_number(bands[0]) else []
    foot = bands[-1:] if len(bands) > len(head) + 1 and _is_page_number(bands[-1]) else []
    body = bands[len(head) : len(bands) - len(foot)]
    parts = (head, body, foot)
    return _merged_text(
        [block for part in parts for block in atoms_to_blocks([a for b in part for a in b], level_rules)]
    )


def _is_page_number(band: Band) -> bool:
    return len(band) == 1 and band[0].piece is not None and bool(PAGE_NUMBER.fullmatch(band[0].piece.text))


def _bands(atoms: Sequence[Atom]) -> list[Band]:
    """Atoms that overlap in height, from top to bottom. A tenth of a line at either edge may overlap by tight setting."""
    bands: list[Band] = []
    bottom = 0.0
    for atom in sorted(atoms, key=lambda a: a.box.top):
        slack = 0.1 * (atom.piece.size if atom.piece else 0.0)
        if bands and atom.box.top + slack < bottom:
            bands[-1].append(atom)
            bottom = max(bottom, atom.box.bottom - slack)
        else:
            bands.append([atom])
            bottom = atom.box.bottom - slack
    return bands


def _spans(band: Band) -> list[tuple[float, float]]:
    return [(atom.box.left, atom.box.right) for atom in band]


def _size(atoms: Sequence[Atom]) -> float:
    sizes = [atom.piece.size for atom in atoms if atom.piece]
    return median(sizes) if sizes else 10.0


def _channels(bands: Sequence[Band], allowed: int = 0) -> list[tuple[float, float]]:
    """The upright ranges that no more than `allowed` bands cover."""
    least = CHANNEL * _size([atom for band in bands for atom in band])
    spans = [span for band in bands for span in _union(band)]
    return blanks(spans, least, allowed)


def _union(band: Band) -> list[tuple[float, float]]:
    spans: list[tuple[float, float]] = []
    for start, stop in sorted(_spans(band)):
        if spans and start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], stop))
        else:
            spans.append((start, stop))
    return spans


def _runs(bands: Sequence[Band]) -> list[list[Band]]:
    """Part the bands where a line crosses every blank range so far, or where lines with blanks follow lines without."""
    runs: list[list[Band]] = []
    held: list[tuple[float, float]] = []
    for band in bands:
        if runs:
            joined = _channels([*runs[-1], band])
            own = _channels([band])
            far = min(a.box.top for a in band) - max(a.box.bottom for b in runs[-1] for a in b)
            same = bool(joined) if held else not own
            if same and not (held and far > 4 * _size(band)):
                runs[-1].append(band)
                held = joined
                continue
        runs.append([band])
        held = _channels([band])
    return runs


def _run_to_blocks(run: list[Band], level_rules: Sequence[Box]) -> list[Block]:
    atoms = [atom for band in run for atom in band]
    allowed = max(1, len(run) // 8) if len(run) >= 4 else 0
    sure = _channels(run)
    if not sure:
        return [block for band in run for block in _band_to_blocks(band)]
    made = any(atom.block for atom in atoms)
    if len(run) > 1 and made and len(run[0]) == 1:
        # A running title at the right is above a table at the left, not beside it.
        return [*_band_to_blocks(run[0]), *_runs_to_blocks(run[1:], level_rules)]
    gutter = None if made else _page_gutter(atoms, sure)
    if gutter is not None:
        return _beside(atoms, gutter, level_rules)
    if made or len(run) == 1:
        if made or _is_tall(run[0]):
            return _beside(atoms, max(sure, key=lambda c: c[1] - c[0]), level_rules)
        return _band_to_blocks(run[0])
    return _run_to_tables(run, allowed, level_rules)


def _is_tall(band: Band) -> bool:
    height = max(a.box.bottom for a in band) - min(a.box.top for a in band)
    return height > 2.5 * max(a.piece.size if a.piece else 0.0 for a in band)


def _beside(atoms: Sequence[Atom], channel: tuple[float, float], level_rules: Sequence[Box]) -> list[Block]:
    """What stands left of a blank range, then what stands right of it."""
    left, right = _parted(atoms, [channel])
    return [*atoms_to_blocks(left, level_rules), *atoms_to_blocks(right, level_rules)]


def _page_gutter(
    atoms: Sequence[Atom], channels: Sequence[tuple[float, float]]
) -> tuple[float, float] | None:
    """The blank range between two columns of a page: prose in every column, or lines that take no heed of each other's
    height, or like tables on both sides."""
    ordered = sorted(channels, key=lambda c: c[0] - c[1])
    if len(channels) <= 2 and all(_is_prose(part) for part in _parted(atoms, channels)):
        return ordered[0]
    whole = around(atom.box for atom in atoms)
    for channel in ordered:
        middle = sum(channel) / 2
        left, right = _parted(atoms, [channel])
        if not 0.42 <= (middle - whole.left) / whole.width <= 0.58:
            continue
        if (_is_prose(left) or _is_prose(right)) and _aligned(left, right) < 0.6:
            return channel
        inner = [c for c in channels if c != channel]
        sides = (sum(c[1] < middle for c in inner), sum(c[0] > middle for c in inner))
        wide = channel[1] - channel[0] >= 1.5 * max((c[1] - c[0] for c in inner), default=0.0)
        if sides[0] == sides[1] > 0 and wide:
            return channel
    return None


def _parted(atoms: Sequence[Atom], channels: Sequence[tuple[float, float]]) -> list[list[Atom]]:
    """The atoms of each column between the channels."""
    middles = sorted(sum(channel) / 2 for channel in channels)
    parts: list[list[Atom]] = [[] for _ in range(len(middles) + 1)]
    for atom in atoms:
        parts[bisect_left(middles, atom.box.middle[0])].append(atom)
    return parts


def _aligned(left: Sequence[Atom], right: Sequence[Atom]) -> float:
    """The share of the left lines that have a line at their height on the right."""
    tops = sorted(atom.box.top for atom in right)
    slack = 0.3 * _size(left)
    met = 0
    for atom in left:
        at = bisect_left(tops, atom.box.top - slack)
        met += at < len(tops) and tops[at] <= atom.box.top + slack
    return met / len(left)


def _is_prose(atoms: Sequence[Atom]) -> bool:
    """Lines that mostly fill their column, at least three of them, with no columns among them."""
    bands = _bands(atoms)
    if len(bands) < 3 or any(atom.block for atom in atoms) or _channels(bands):
        return False
    box = around(atom.box for atom in atoms)
    filled = [sum(stop - start for start, stop in _union(band)) / max(box.width, 1.0) for band in bands]
    return box.width >= 8 * _size(atoms) and median(filled) >= _PROSE_FILL


# plain lines


def _band_to_blocks(band: Band) -> list[Block]:
    """One printed line; a ruled table or a block of several lines stands by itself."""
    if any(atom.block for atom in band):
        return [block for atom in sorted(band, key=lambda a: a.box.left) for block in _lone(atom)]
    ordered = sorted(band, key=lambda a: a.box.left)
    cells: list[list[Piece]] = []
    for atom in ordered:
        assert atom.piece is not None
        if cells and atom.box.left - cells[-1][-1].box.right <= APART * atom.piece.size:
            cells[-1].append(atom.piece)
        else:
            cells.append([atom.piece])
    row = BlockRow(tuple(CellWords(" ".join(p.text for p in c), around(p.box for p in c)) for c in cells))
    return [Block("text", (row,), box=around(a.box for a in band))]


def _lone(atom: Atom) -> list[Block]:
    return [atom.block] if atom.block else _band_to_blocks([atom])


def _merged_text(blocks: Sequence[Block]) -> list[Block]:
    """Join plain lines that follow each other."""
    joined: list[Block] = []
    for block in blocks:
        last = joined[-1] if joined else None
        if last is not None and block.kind == last.kind == "text" and last.box and block.box:
            joined[-1] = Block("text", last.rows + block.rows, box=around([last.box, block.box]))
        else:
            joined.append(block)
    return joined


# tables without rules


def _run_to_tables(run: list[Band], allowed: int, level_rules: Sequence[Box]) -> list[Block]:
    """Rows by their distance, columns by the blank ranges; headings among them stand by themselves and part tables."""
    columns = _columns(run, _table_channels(run, allowed))
    parts = _without_headings(run, columns)
    if len(parts) > 1:
        # Each table has columns of its own.
        return [block for part in parts for block in _run_to_blocks(part, level_rules)]
    shared = sum(len(_slots(band, columns)) > 1 for band in run)
    if shared < 2 or len(columns) < 2 or _is_list(run, columns):
        return [block for band in run for block in _band_to_blocks(band)]
    return [_table(run, columns, level_rules)]


def _table_channels(run: Sequence[Band], allowed: int) -> list[tuple[float, float]]:
    """The blank ranges once the few cells that span columns are left aside; a column with few words stays a column."""
    tolerant = _channels(run, allowed)
    narrow = [
        [a for a in band if not any(a.box.left < c[0] and c[1] < a.box.right for c in tolerant)]
        for band in run
    ]
    return _channels([band for band in narrow if band]) if any(narrow) else []


def _columns(run: Sequence[Band], channels: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """From where to where each column reaches. Blank ranges that only one band sets apart widely are none."""
    box = around(atom.box for band in run for atom in band)
    size = _size([atom for band in run for atom in band])
    kept = [c for c in channels if _holds_apart(run, c, size)]
    edges = [box.left, *(sum(c) / 2 for c in kept), box.right]
    return list(pairwise(edges))


def _holds_apart(run: Sequence[Band], channel: tuple[float, float], size: float) -> bool:
    """Bands with words on both sides: the fewer, the wider must be the widest gap."""
    middle, gaps = sum(channel) / 2, []
    for band in run:
        left = [a.box.right for a in band if a.box.right <= middle]
        right = [a.box.left for a in band if a.box.left >= middle]
        if left and right:
            gaps.append(min(right) - max(left))
    widest = max(gaps, default=0.0)
    least = {1: 3.0, 2: 1.2, 3: 0.8}.get(len(gaps), 0.0)
    return bool(gaps) and widest >= least * size


def _slot(box: Box, columns: Sequence[tuple[float, float]]) -> int:
    """The column in which a box begins, by its first em or so."""
    at = min(box.left + 0.25 * box.width, box.left + 4.0)
    return max(min(bisect_left([c[1] for c in columns], at), len(columns) - 1), 0)


def _slots(band: Band, columns: Sequence[tuple[float, float]]) -> set[int]:
    return {_slot(atom.box, columns) for atom in band}


def _without_headings(run: Sequence[Band], columns: Sequence[tuple[float, float]]) -> list[list[Band]]:
    """Part a run at lines of one piece that are no rows: before the first row, set larger, or set off."""
    size = _size([atom for band in run for atom in band])
    tops = [min(a.box.top for a in band) for band in run]
    bottoms = [max(a.box.bottom for a in band) for band in run]
    distances = [top - bottom for top, bottom in zip(tops[1:], bottoms, strict=False)]
    usual = max(sorted(distances)[len(distances) * 3 // 4] if distances else 0.0, 0.3 * size)
    rows = [a.box.left for band in run if len(band) > 1 for a in band if _slot(a.box, columns) == 0]
    start = median(rows) if rows else columns[0][0]
    parts: list[list[Band]] = [[]]
    for index, band in enumerate(run):
        if len(band) == 1 and _slot(band[0].box, columns) == 0:
            piece = band[0].piece
            larger = piece is not None and abs(piece.size - size) > 0.08 * size
            set_off = index > 0 and distances[index - 1] > 1.7 * usual
            across = len(columns) > 1 and band[0].box.right > columns[0][1]
            outdented = band[0].box.left < start - 0.3 * size
            # The first of two lines of a title may stand above all else of its row.
            wraps = index + 1 < len(run) and distances[index] <= WRAP * size
            before = not wraps and not any(len(b) > 1 for b in parts[-1])
            if larger or set_off or across or outdented or before:
                parts += [[band], []]
                continue
        parts[-1].append(band)
    return [part for part in parts if part]


def _is_list(run: Sequence[Band], columns: Sequence[tuple[float, float]]) -> bool:
    """Numbered or dotted paragraphs are no table, though their numbers stand in a column."""
    if len(columns) != 2:
        return False
    first = [a.piece.text for band in run for a in band if a.piece and _slot(a.box, columns) == 0]
    return bool(first) and all(_ENUMERATOR.fullmatch(text) for text in first)


def _table(run: Sequence[Band], columns: Sequence[tuple[float, float]], level_rules: Sequence[Box]) -> Block:
    box = around(atom.box for band in run for atom in band)
    across = [r.top for r in level_rules if r.width >= 0.6 * box.width and box.holds(r.middle, 4.0)]
    spots = [[(_slot(a.box, columns), a.piece) for a in band if a.piece] for band in run]
    groups = bands_to_rows(spots, columns, across)
    rows = tuple(_row(group, columns) for group in groups)
    reach = tuple(_reach(rows, column) for column in range(len(columns)))
    edges = (columns[0][0], *(c[1] for c in columns))
    return Block("table", rows, edges, ruled=False, reach=reach, box=box)


def _reach(rows: Sequence[BlockRow], column: int) -> tuple[float, float] | None:
    boxes = [
        row.cells[column].box for row in rows if not any(at - left == column for at, _, left in row.spans)
    ]
    known = [box for box in boxes if box is not None]
    return (min(b.left for b in known), max(b.right for b in known)) if known else None


def _row(bands: Sequence[Sequence[tuple[int, Piece]]], columns: Sequence[tuple[float, float]]) -> BlockRow:
    cells: list[CellWords] = []
    spans: list[tuple[int, int, int]] = []
    wide: dict[int, int] = {}
    for column in range(len(columns)):
        pieces = [piece for band in bands for at, piece in band if at == column]
        if not pieces and column in wide:
            spans.append((column, 0, column - wide[column]))
        cells.append(_cell(pieces))
        for piece in pieces:
            reach = [
                i for i, c in enumerate(columns) if i > column and piece.box.right > c[0] + 0.6 * piece.size
            ]
            wide |= dict.fromkeys(reach, column)
    return BlockRow(tuple(cells), tuple(spans))


def _cell(pieces: Sequence[Piece]) -> CellWords:
    if not pieces:
        return CellWords()
    lines = _by_height(pieces)
    text = " ".join(p.text for p in lines[0])
    for above, line in pairwise(lines):
        text += (" \n" if above[-1].blank else "\n") + " ".join(p.text for p in line)
    return CellWords(text, around(p.box for p in pieces))


def _by_height(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """The printed lines of the pieces of one cell in one band (a band holds two where neighbours are set between)."""
    lines: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda p: p.box.middle[1]):
        if lines and piece.box.middle[1] - lines[-1][-1].box.middle[1] < 0.5 * piece.size:
            lines[-1].append(piece)
        else:
            lines.append([piece])
    return [sorted(line, key=lambda p: p.box.left) for line in lines]
