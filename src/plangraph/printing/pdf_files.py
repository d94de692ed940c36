"""Rows of cells → a PDF with ruled tables, one line a row, headings between them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from itertools import groupby

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from plangraph.printing.printed import PrintedRow

FONT = "HeiseiKakuGo-W5"
"""A font that every reader of Japanese PDF has for itself; none is embedded."""
SIZE, MARGIN, PADDING, LINE = 8.0, 36.0, 3.0, 14.0
LEAST_HEIGHT = 595.0


def rows_to_pdf(rows: Sequence[PrintedRow]) -> tuple[bytes, dict[str, str]]:
    """A PDF whose pages are as wide as the widest row needs, so that no cell is broken over lines."""
    return _Writing(rows).write()


class _Writing:
    def __init__(self, rows: Sequence[PrintedRow]) -> None:
        pdfmetrics.registerFont(UnicodeCIDFont(FONT))
        self.rows = rows
        self.stretches = [
            (kind == "text", list(run)) for kind, run in groupby(rows, key=lambda row: row.stretch)
        ]
        self.widths = [self._columns(run) if not is_text else [] for is_text, run in self.stretches]
        needed = max([sum(widths) for widths in self.widths] + [_width(r.cells[0]) for r in rows], default=0)
        self.page = (max(needed + 2 * MARGIN + 2 * PADDING, 842.0), LEAST_HEIGHT)
        self.out = io.BytesIO()
        # invariant: the same rows give the same bytes, without the hour at which they were written.
        self.canvas = Canvas(self.out, pagesize=self.page, invariant=1)
        self.places: dict[str, str] = {}
        self.top = self.page[1] - MARGIN
        self.number = 1

    def write(self) -> tuple[bytes, dict[str, str]]:
        self.canvas.setFont(FONT, SIZE)
        for (is_text, run), widths in zip(self.stretches, self.widths, strict=True):
            self.top -= LINE / 2
            for row in run:
                self._room()
                if row.about is not None:
                    self.places.setdefault(row.about, f"page={self.number}")
                if is_text:
                    self._words(row.cells[0], MARGIN)
                else:
                    self._cells(row, widths)
                self.top -= LINE
        self.canvas.save()
        return self.out.getvalue(), self.places

    def _columns(self, run: Sequence[PrintedRow]) -> list[float]:
        count = max(len(row.cells) for row in run)
        return [
            max(_width(row.cells[at]) if at < len(row.cells) else 0 for row in run) + 2 * PADDING + 8
            for at in range(count)
        ]

    def _room(self) -> None:
        if self.top - LINE < MARGIN:
            self.canvas.showPage()
            self.canvas.setFont(FONT, SIZE)
            self.top = self.page[1] - MARGIN
            self.number += 1

    def _cells(self, row: PrintedRow, widths: Sequence[float]) -> None:
        left = MARGIN
        for at, width in enumerate(widths):
            self.canvas.rect(left, self.top - LINE, width, LINE)
            if at < len(row.cells) and row.cells[at]:
                self._words(row.cells[at], left + PADDING)
            left += width

    def _words(self, text: str, left: float) -> None:
        self.canvas.drawString(left, self.top - LINE + 4, text)


def _width(text: str) -> float:
    return float(pdfmetrics.stringWidth(text, FONT, SIZE))
