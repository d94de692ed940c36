"""A born-digital PDF → lines. The first file to read of the PDF reader.

The way: bytes → marks on each page (`pdf_marks`, the one place that knows PDFium) → what can be seen of them (`pdf_sight`) →
ruled tables (`pdf_grids`), and the rest in reading order with tables without rules (`pdf_columns`, `pdf_rows`) → blocks of a
page (`pdf_page`) → here: tables joined over page breaks, lines written, doubts told. All but the last runs in a process of its
own with a limit of time and memory.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from plangraph.errors import SourceError
from plangraph.model.texts import Bilingual
from plangraph.reading.extract import Extract, Rendition
from plangraph.reading.formats.bounded import run_bounded
from plangraph.reading.formats.pdf_blocks import Block, BlockRow, CellWords, PageBlocks
from plangraph.reading.formats.pdf_doubts import pages_to_findings
from plangraph.reading.formats.pdf_furniture import is_furniture, repeated_lines
from plangraph.reading.spots import BoxSpot

SECONDS = 300.0
"""Five hundred crowded pages take some 40 s of one processor that has nothing else to do."""
MEMORY = 2 * 1024**3
"""Bytes of address space, most of which PDFium reserves and never touches."""
_AGREE = 4.0


def pdf_to_extract(data: bytes, document: str, place: str) -> Extract:
    """Read a PDF: one line for each table row, its cells parted by tabs; all else one line for each printed line.

    A cell's own lines are parted by U+2028. Every cell has its box on the page as it is looked at. A table that goes on over
    a page break with the same columns is one stretch of `tables`; the page numbers and running titles that stand between
    follow behind it. Raises SourceError for a file that is broken, needs a password, has no text layer or one that is no
    text, or takes more than 300 seconds or 2 GiB.
    """
    pages: list[PageBlocks] = run_bounded(
        "plangraph.reading.formats.pdf_page:pdf_to_pages", data, SECONDS, MEMORY, place=place, args=(place,)
    )
    return pages_to_extract(pages, document, place)


def pages_to_extract(pages: Sequence[PageBlocks], document: str, place: str) -> Extract:
    """Write the lines of pages that were read. Raises SourceError where their text layer is none."""
    _check_text_layer(pages, place)
    writer = _Writer(pages)
    writer.write()
    source, lines = writer.rendition.written(document)
    findings = pages_to_findings(pages, source, writer.page_lines)
    return Extract(
        source=source,
        lines=lines,
        format="pdf",
        tables=tuple(writer.tables),
        merged=writer.merged,
        findings=tuple(findings),
    )


def _check_text_layer(pages: Sequence[PageBlocks], place: str) -> None:
    if not any(page.glyphs for page in pages):
        raise SourceError(
            place,
            Bilingual(
                "文字の層がない PDF（紙面の画像）です。先に OCR をかけてください。",
                "no text layer: run OCR first",
            ),
        )
    glyphs = sum(page.glyphs for page in pages)
    doubtful = sum(page.glyphs for page in pages if page.doubtful)
    unknown = sum(page.unknown[0] for page in pages if page.unknown)
    if 2 * unknown > glyphs or (2 * doubtful > glyphs and 5 * unknown > glyphs):
        raise SourceError(
            place,
            Bilingual(
                f"文字の層が文字として読めません（{glyphs:,} 字のうち {unknown:,} 字に文字の対応がない）。"
                "フォントの情報を付けて保存し直すか、OCR をかけてください。",
                f"the text layer is no text ({unknown:,} of {glyphs:,} glyphs have no character); "
                "save it again with the fonts' tables of characters, or run OCR",
            ),
        )


@dataclass
class _Stretch:
    """A table that is being written."""

    name: str
    first: int
    page: int
    block: Block
    waiting: list[tuple[int, BlockRow]] = field(default_factory=list)


class _Writer:
    """Writes blocks as lines, page by page."""

    def __init__(self, pages: Sequence[PageBlocks]) -> None:
        self.pages = pages
        self.rendition = Rendition()
        self.tables: list[tuple[str, int, int]] = []
        self.merged: dict[tuple[int, int], tuple[int, int]] = {}
        self.page_lines: dict[int, list[int]] = {}
        self.repeated = repeated_lines(pages)
        self.open: _Stretch | None = None

    def write(self) -> None:
        for page in self.pages:
            self._page(page)
        self._close()

    def _page(self, page: PageBlocks) -> None:
        count = 0
        for block in page.blocks:
            if block.kind == "text":
                self._text(page, block)
                continue
            count += 1
            if self.open is not None and self.open.page < page.number and self._goes_on(block):
                self.open.block, self.open.page = block, page.number
            else:
                self._close()
                self.open = _Stretch(
                    f"page {page.number} table {count}", self.rendition.lines, page.number, block
                )
            for row in block.rows:
                self._row(page.number, row)
        if self.open is not None and not page.blocks:
            self._close()

    def _text(self, page: PageBlocks, block: Block) -> None:
        for row in block.rows:
            if self.open is not None and is_furniture(page, row, self.repeated):
                self.open.waiting.append((page.number, row))
            else:
                self._close()
                self._row(page.number, row)

    def _goes_on(self, block: Block) -> bool:
        """Say whether a table is the one above it, going on over the page break."""
        assert self.open is not None
        above = self.open.block
        if above.ruled != block.ruled or len(above.columns) != len(block.columns):
            return False
        if not block.ruled:
            return _reach_agrees(above, block)
        pairs = list(zip(above.columns, block.columns, strict=True))
        # Left and right pages have margins of their own.
        shift = median(a - b for a, b in pairs)
        return all(abs(a - b - shift) <= _AGREE for a, b in pairs)

    def _row(self, page: int, row: BlockRow) -> None:
        line = self.rendition.lines
        self.page_lines.setdefault(page, []).append(line)
        self.rendition.line([(cell.text, _spot(page, cell)) for cell in row.cells])
        for column, up, left in row.spans:
            self.merged[line, column] = (line - up, column - left)

    def _close(self) -> None:
        stretch, self.open = self.open, None
        if stretch is None:
            return
        if self.rendition.lines - stretch.first > 1:
            self.tables.append((stretch.name, stretch.first, self.rendition.lines))
        for page, row in stretch.waiting:
            self._row(page, row)


def _reach_agrees(above: Block, below: Block) -> bool:
    """Say whether the words of two tables without rules leave the same ranges blank between their columns."""
    both = [[span for span in pair if span] for pair in zip(above.reach, below.reach, strict=True)]
    filled = [(min(s[0] for s in spans), max(s[1] for s in spans)) for spans in both if spans]
    return all(left[1] <= right[0] for left, right in pairwise(filled))


def _spot(page: int, cell: CellWords) -> BoxSpot | None:
    if cell.box is None:
        return None
    return BoxSpot(
        page,
        round(cell.box.left, 2),
        round(cell.box.top, 2),
        round(cell.box.right, 2),
        round(cell.box.bottom, 2),
    )
