"""One page of a PDF: marks → what can be seen → ruled tables → the rest in reading order. Runs in the bounded child."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from plangraph.reading.formats.pdf_blocks import Block, BlockRow, CellWords, PageBlocks
from plangraph.reading.formats.pdf_boxes import Box, Turn, around
from plangraph.reading.formats.pdf_columns import Atom, page_to_blocks
from plangraph.reading.formats.pdf_grids import Grid, TooManyRulesError, rules_to_grids
from plangraph.reading.formats.pdf_marks import UNKNOWN, Glyph, PageMarks, bytes_to_marks
from plangraph.reading.formats.pdf_rows import split_by_figures
from plangraph.reading.formats.pdf_sight import Sight, marks_to_sight, turn_of, turned_back
from plangraph.reading.formats.pdf_words import (
    Spaces,
    glyphs_to_lines,
    glyphs_to_piece,
    glyphs_to_text,
    line_to_pieces,
    stands_below,
    takes_part_in_vertical,
)

_SLIM = 5.0
_FEW_KINDS = 8
_MANY_CODES = 40
_DOUBTFUL_SHARE = 0.2


def pdf_to_pages(data: bytes, place: str) -> list[PageBlocks]:
    """Read every page. Raises SourceError as `bytes_to_marks` does."""
    return [marks_to_blocks(marks) for marks in bytes_to_marks(data, place)]


def marks_to_blocks(marks: PageMarks) -> PageBlocks:
    """Read one page: its blocks in reading order, and the doubts about it."""
    sight = marks_to_sight(marks)
    by_code = _is_read_by_code(sight.glyphs)
    if not by_code:
        sight = replace(sight, glyphs=tuple(g if g.known else replace(g, text=UNKNOWN) for g in sight.glyphs))
    found = _about(marks, sight, by_code=by_code)
    slanted = [glyph for glyph in sight.glyphs if glyph.turn < 0]
    straight = [glyph for glyph in sight.glyphs if glyph.turn >= 0]
    turn = turn_of(straight)
    if not turn and not marks.rules and _is_vertical_page(straight):
        turn, straight = 90, [replace(glyph, turn=90) for glyph in straight]
    page, glyphs = turned_back(marks, straight, turn)
    blocks = [
        _turned(block, turn, page.width, page.height) for block in _glyphs_to_blocks(page, glyphs, found)
    ]
    if slanted:
        words = CellWords("".join(g.text for g in slanted), around(g.box for g in slanted))
        blocks.append(Block("text", (BlockRow((words,)),), box=words.box))
    found.blocks = blocks
    return found


def _glyphs_to_blocks(page: PageMarks, glyphs: Sequence[Glyph], found: PageBlocks) -> list[Block]:
    spaces = Spaces(page.spaces)
    grids: list[Grid] = []
    loose: list[Box] = []
    try:
        grids, loose = rules_to_grids(page.rules)
    except TooManyRulesError:
        found.too_many = True
    tables, rest = _tables(grids, glyphs, spaces)
    atoms = [Atom(block.box, block=block) for block in tables if block.box] + _atoms(rest, spaces)
    return page_to_blocks(atoms, loose)


def _is_vertical_page(glyphs: Sequence[Glyph]) -> bool:
    """Say whether most of the page runs from top to bottom; then its lines are read with the page turned."""
    vertical = sum(len(chain) for chain in _chains(glyphs) if _is_vertical(chain))
    return vertical > 0.6 * len(glyphs)


def _is_read_by_code(glyphs: Sequence[Glyph]) -> bool:
    """Say whether a font without a table of characters uses their own codes: every code is a character, and there are many.

    Where glyphs are numbered in another order, some of the many codes are controls or unassigned.
    """
    unknown = [glyph for glyph in glyphs if not glyph.known]
    return (
        len(unknown) >= _MANY_CODES
        and 2 * len(unknown) > len(glyphs)
        and all(glyph.text != UNKNOWN for glyph in unknown)
    )


def _about(marks: PageMarks, sight: Sight, *, by_code: bool) -> PageBlocks:
    unknown = [] if by_code else [glyph for glyph in sight.glyphs if not glyph.known]
    kinds = {glyph.text for glyph in sight.glyphs}
    count = len(sight.glyphs)
    return PageBlocks(
        number=marks.number,
        width=marks.width,
        height=marks.height,
        hidden=tuple((h.why, h.text, h.box) for h in sight.hidden),
        unknown=(len(unknown), around(g.box for g in unknown)) if unknown else None,
        glyphs=count,
        by_code=by_code,
        doubtful=count >= 20
        and (len(unknown) > _DOUBTFUL_SHARE * count or (count >= 200 and len(kinds) < _FEW_KINDS)),
        recognised=sight.recognised,
        picture=sight.picture,
        drawn=bool(marks.pictures or marks.rules or marks.fills),
        too_many=marks.too_many,
    )


# ruled tables


def _tables(
    grids: Sequence[Grid], glyphs: Sequence[Glyph], spaces: Spaces
) -> tuple[list[Block], list[Glyph]]:
    """Give each glyph to the slot of a grid in which its middle lies; what lies in none is the rest."""
    slots: list[dict[tuple[int, int], list[Glyph]]] = [defaultdict(list) for _ in grids]
    rest: list[Glyph] = []
    boxes = [grid.box for grid in grids]
    for glyph in glyphs:
        middle = glyph.box.middle
        # Of tables that overlap, the smallest has it; `rules_to_grids` gives the largest first.
        for at in range(len(grids) - 1, -1, -1):
            slot = grids[at].slot(middle) if boxes[at].holds(middle) else None
            if slot is not None:
                slots[at][slot].append(glyph)
                break
        else:
            rest.append(glyph)
    blocks = [_grid_to_block(g, own, spaces) for g, own in zip(grids, slots, strict=True) if own]
    return blocks, rest


def _grid_to_block(grid: Grid, slots: dict[tuple[int, int], list[Glyph]], spaces: Spaces) -> Block:
    rows, columns = _kept(grid.ys, {r for r, _ in slots}), _kept(grid.xs, {c for _, c in slots})
    cells: dict[tuple[int, int], list[Glyph]] = {}
    spans: dict[tuple[int, int], tuple[int, int]] = {}
    for cell in grid.cells:
        own_rows = [rows[r] for r in range(cell.row, cell.below) if r in rows]
        own_columns = [columns[c] for c in range(cell.column, cell.behind) if c in columns]
        if not own_rows or not own_columns:
            continue
        first = own_rows[0], own_columns[0]
        cells[first] = _in_order(
            glyph
            for r in range(cell.row, cell.below)
            for c in range(cell.column, cell.behind)
            for glyph in slots.get((r, c), ())
        )
        spans |= {(r, c): first for r in own_rows for c in own_columns if (r, c) != first}
    made: list[BlockRow] = []
    xs = [x for c, x in enumerate(grid.xs) if c in columns] + [grid.xs[-1]]
    for row in range(len(rows)):
        own = [cells.get((row, column), []) for column in range(len(columns))]
        split = [] if any(r == row for r, _ in spans) else split_by_figures(own, xs, spaces)
        if split:
            made += [BlockRow(tuple(_words(part, spaces) for part in parts)) for parts in split]
            continue
        repeats = tuple(
            (column, row - spans[row, column][0], column - spans[row, column][1])
            for column in range(len(columns))
            if (row, column) in spans
        )
        made.append(BlockRow(tuple(_words(part, spaces) for part in own), repeats))
    return Block("table", tuple(made), tuple(xs), ruled=True, box=grid.box)


def _kept(places: Sequence[float], filled: set[int]) -> dict[int, int]:
    """The rows (columns) that are no gap of a double rule, each with its number among those."""
    kept: dict[int, int] = {}
    for index in range(len(places) - 1):
        if index in filled or places[index + 1] - places[index] >= _SLIM:
            kept[index] = len(kept)
    return kept


def _in_order(glyphs: Iterable[Glyph]) -> list[Glyph]:
    """As drawn: whether a cell's lines run down or across is seen from that."""
    return sorted(glyphs, key=lambda g: g.painted)


def _words(glyphs: Sequence[Glyph], spaces: Spaces) -> CellWords:
    if not glyphs:
        return CellWords()
    return CellWords(glyphs_to_text(glyphs, spaces), around(g.box for g in glyphs))


# the rest


def _atoms(glyphs: Sequence[Glyph], spaces: Spaces) -> list[Atom]:
    """Vertical and turned blocks, and the pieces of the printed lines."""
    blocks, level = _vertical_blocks(glyphs)
    pieces = [glyphs_to_piece(block, spaces) for block in blocks]
    for line in glyphs_to_lines(level):
        pieces += line_to_pieces(line, spaces)
    return [Atom(piece.box, piece) for piece in pieces]


def _vertical_blocks(glyphs: Sequence[Glyph]) -> tuple[list[list[Glyph]], list[Glyph]]:
    """Vertical lines, joined to blocks where one stands left of the other; and the glyphs of level lines."""
    blocks: list[list[Glyph]] = []
    level: list[Glyph] = []
    for chain in _chains(glyphs):
        if not _is_vertical(chain):
            level += chain
        elif blocks and _goes_on(blocks[-1], chain):
            blocks[-1] += chain
        else:
            blocks.append(chain)
    return blocks, level


def _chains(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    """Glyphs drawn one after the other, each below the one before, or turned like it."""
    chains: list[list[Glyph]] = []
    for glyph in glyphs:
        last = chains[-1][-1] if chains else None
        follows = last is not None and (
            (glyph.turn == last.turn == 270)
            or (
                takes_part_in_vertical(last)
                and takes_part_in_vertical(glyph)
                and stands_below(last, glyph, 1.8)
            )
        )
        if follows:
            chains[-1].append(glyph)
        else:
            chains.append([glyph])
    return chains


def _is_vertical(chain: Sequence[Glyph]) -> bool:
    return len(chain) >= 3 or any(glyph.turn in (90, 270) for glyph in chain)


def _goes_on(block: Sequence[Glyph], chain: Sequence[Glyph]) -> bool:
    """Say whether a vertical line is the next of a block: left of its last, and beginning at its head or below."""
    whole, own = around(g.box for g in block), around(g.box for g in chain)
    size = chain[0].size
    return 0 <= whole.left - own.right + 0.5 * size <= 1.8 * size and abs(own.top - whole.top) <= 2 * size


def _turned(block: Block, turn: Turn, width: float, height: float) -> Block:
    """The block with its boxes on the page as it is looked at."""
    if not turn:
        return block
    rows = tuple(
        replace(
            row,
            cells=tuple(
                replace(cell, box=cell.box.turned(turn, width, height)) if cell.box else cell
                for cell in row.cells
            ),
        )
        for row in block.rows
    )
    return replace(block, rows=rows)
