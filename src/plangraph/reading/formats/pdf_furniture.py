"""Page numbers and running titles: lines near a page's edge that stand on several pages alike."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from plangraph.reading.formats.pdf_blocks import BlockRow, PageBlocks
from plangraph.reading.formats.pdf_boxes import Box, around

_MARGIN = 0.12
PAGE_NUMBER = re.compile(r"[-–—―‐\s(（p.P]*\d{1,4}[-–—―‐\s)）]*(?:/\s*\d{1,4}|ページ|頁)?")
"""A line that is a page number: 12, - 12 -, p.12, 12/30, 12ページ."""
_FIGURES = re.compile(r"\d+")
Key = tuple[str, int]


def repeated_lines(pages: Sequence[PageBlocks]) -> frozenset[Key]:
    """The lines near the edge that two pages or more print at one height, figures apart."""
    seen: dict[Key, set[int]] = defaultdict(set)
    for page in pages:
        for block in page.blocks:
            for row in block.rows if block.kind == "text" else ():
                key = _key(page, row)
                if key is not None:
                    seen[key].add(page.number)
    return frozenset(key for key, found in seen.items() if len(found) > 1)


def is_furniture(page: PageBlocks, row: BlockRow, repeated: frozenset[Key]) -> bool:
    """Say whether a line is a page number or a running title."""
    key = _key(page, row)
    return key is not None and (key in repeated or bool(PAGE_NUMBER.fullmatch(_text(row))))


def row_box(row: BlockRow) -> Box | None:
    """The box around a row's words."""
    boxes = [cell.box for cell in row.cells if cell.box]
    return around(boxes) if boxes else None


def _text(row: BlockRow) -> str:
    return " ".join(cell.text for cell in row.cells)


def _key(page: PageBlocks, row: BlockRow) -> Key | None:
    box = row_box(row)
    if box is None:
        return None
    y = box.middle[1]
    if _MARGIN * page.height < y < (1 - _MARGIN) * page.height:
        return None
    return _FIGURES.sub("0", _text(row)), round(y / 6)
