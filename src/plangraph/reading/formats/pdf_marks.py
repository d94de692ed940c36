"""PDF bytes → the marks on each page: glyphs, ruled lines, filled areas and pictures. The one place that knows PDFium.

PDFium (the engine of Chromium, through pypdfium2) was taken over pdfminer.six and pdfplumber: a page takes half the time, it
mends a broken cross-reference table at once, and it is built to meet hostile files. Its own order of text and its made-up
spaces are left aside: only where each glyph stands is taken from it.

Places are turned to the page as it is looked at: the crop box, then /Rotate (ISO 32000-1, 7.7.3.3 and 14.11.2).
"""

from __future__ import annotations

import ctypes
import math
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pypdfium2.raw as pdfium

from plangraph.reading.formats.pdf_boxes import Box, Turn, around
from plangraph.reading.formats.pdf_refusals import page_broken, refused, wrong_count

MOST_PAGES = 2000
MOST_GLYPHS = 200_000
MOST_SEGMENTS = 200_000
MOST_DEPTH = 12
THIN = 3.0
"""Points: a filled area no thicker than this is a ruled line."""
UNKNOWN = "\ufffd"
_INVISIBLE_MODES = (3, 7)
_ASCENT, _DESCENT = 0.88, 0.12
Colour = tuple[int, int, int]
Matrix = tuple[float, float, float, float, float, float]
_SAME: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character as drawn: its em box, how it is turned, its size in points and its colour.

    Where the file says no character, `known` is false and `text` is the glyph's bare code, or U+FFFD where that is no
    character. `painted` counts the page's objects in the
    order of painting; `drawn` is false for text of rendering mode 3 or 7, or without any opacity. `clip` is what may be seen.
    """

    text: str
    box: Box
    turn: Turn
    size: float
    colour: Colour
    known: bool
    drawn: bool
    painted: int
    clip: Box | None


@dataclass(frozen=True, slots=True)
class Fill:
    """A filled area or a picture; `colour` is None for what has many (a picture, a shading)."""

    box: Box
    colour: Colour | None
    painted: int
    covers: bool


@dataclass
class PageMarks:
    """Everything drawn on one page. `spaces` are the points where the file draws a blank of its own."""

    number: int
    width: float
    height: float
    glyphs: list[Glyph] = field(default_factory=list)
    spaces: list[tuple[float, float]] = field(default_factory=list)
    rules: list[Box] = field(default_factory=list)
    fills: list[Fill] = field(default_factory=list)
    pictures: list[Fill] = field(default_factory=list)
    too_many: bool = False


def bytes_to_marks(data: bytes, place: str) -> Iterator[PageMarks]:
    """Give the marks of each page in order.

    Raises SourceError for a file that needs a password, is no PDF, is broken beyond repair, or has more than 2,000 pages.
    """
    pdfium.FPDF_InitLibrary()
    document = pdfium.FPDF_LoadMemDocument64(data, len(data), None)
    if not document:
        raise refused(place, pdfium.FPDF_GetLastError())
    count = pdfium.FPDF_GetPageCount(document)
    if not 0 < count <= MOST_PAGES:
        raise wrong_count(place, count, MOST_PAGES)
    for index in range(count):
        page = pdfium.FPDF_LoadPage(document, index)
        if not page:
            raise page_broken(place, index + 1)
        yield _Page(page, index + 1).marks()
        pdfium.FPDF_ClosePage(page)
    pdfium.FPDF_CloseDocument(document)


class _Page:
    """One open page, while its marks are read."""

    def __init__(self, page: Any, number: int) -> None:
        self.page = page
        self.rotation = pdfium.FPDFPage_GetRotation(page) % 4
        rectangle = pdfium.FS_RECTF()
        pdfium.FPDF_GetPageBoundingBox(page, rectangle)
        self.bounds = (rectangle.left, rectangle.bottom, rectangle.right, rectangle.top)
        width, height = rectangle.right - rectangle.left, rectangle.top - rectangle.bottom
        if self.rotation % 2:
            width, height = height, width
        self.found = PageMarks(number, width, height)
        self.painted: dict[int, tuple[int, Box | None]] = {}
        self.segments = 0
        # One set for all calls: a page has thousands of glyphs.
        self.edges = [ctypes.c_double() for _ in range(4)]
        self.bounds_of = [ctypes.c_float() for _ in range(4)]
        self.origin = (ctypes.c_double(), ctypes.c_double())
        self.shape, self.loose = pdfium.FS_MATRIX(), pdfium.FS_RECTF()

    def marks(self) -> PageMarks:
        """Objects first, since a glyph is known by the object that it belongs to."""
        for index in range(pdfium.FPDFPage_CountObjects(self.page)):
            self._object(pdfium.FPDFPage_GetObject(self.page, index), _SAME, None, 0)
        text = pdfium.FPDFText_LoadPage(self.page)
        if text:
            self._glyphs(text)
            pdfium.FPDFText_ClosePage(text)
        return self.found

    # places

    def _seen(self, x: float, y: float) -> tuple[float, float]:
        """A point of the page's own coordinates as it is looked at."""
        left, bottom, right, top = self.bounds
        if self.rotation == 1:
            return y - bottom, x - left
        if self.rotation == 2:
            return right - x, y - bottom
        if self.rotation == 3:
            return top - y, right - x
        return x - left, top - y

    def _box(self, points: list[tuple[float, float]]) -> Box:
        seen = [self._seen(x, y) for x, y in points]
        xs, ys = [x for x, _ in seen], [y for _, y in seen]
        return Box(min(xs), min(ys), max(xs), max(ys))

    def _between(self, left: float, bottom: float, right: float, top: float) -> Box:
        """The box between two corners."""
        (x, y), (ox, oy) = self._seen(left, bottom), self._seen(right, top)
        return Box(min(x, ox), min(y, oy), max(x, ox), max(y, oy))

    # objects

    def _object(self, item: Any, matrix: Matrix, clip: Box | None, depth: int) -> None:
        kind = pdfium.FPDFPageObj_GetType(item)
        order = len(self.painted)
        clip = self._clip(item, matrix, clip)
        self.painted[_address(item)] = (order, clip)
        if kind == pdfium.FPDF_PAGEOBJ_FORM and depth < MOST_DEPTH:
            inner = _product(_matrix(item), matrix)
            for index in range(pdfium.FPDFFormObj_CountObjects(item)):
                self._object(pdfium.FPDFFormObj_GetObject(item, index), inner, clip, depth + 1)
        elif kind == pdfium.FPDF_PAGEOBJ_PATH:
            self._path(item, matrix, clip, order)
        elif kind in (pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_SHADING):
            self._picture(item, matrix, clip, order)
        elif kind == pdfium.FPDF_PAGEOBJ_TEXT:
            self._space(item, matrix)

    def _clip(self, item: Any, matrix: Matrix, clip: Box | None) -> Box | None:
        """The box around what may be seen of an object."""
        path = pdfium.FPDFPageObj_GetClipPath(item)
        for index in range(max(pdfium.FPDFClipPath_CountPaths(path), 0) if path else 0):
            count = min(pdfium.FPDFClipPath_CountPathSegments(path, index), 1000)
            points = []
            for at in range(count):
                piece = pdfium.FPDFClipPath_GetPathSegment(path, index, at)
                points.append(_moved(matrix, *_point(piece)))
            if points:
                box = self._box(points)
                # A clip that shows nothing is left as an empty box at the page's edge, outside every glyph.
                clip = box if clip is None else clip.common(box) or Box(-1.0, -1.0, -1.0, -1.0)
        return clip

    def _bounds(self, item: Any, matrix: Matrix) -> Box:
        pdfium.FPDFPageObj_GetBounds(item, *self.bounds_of)
        left, bottom, right, top = (edge.value for edge in self.bounds_of)
        if matrix is _SAME:
            return self._between(left, bottom, right, top)
        corners = [(left, bottom), (left, top), (right, bottom), (right, top)]
        return self._box([_moved(matrix, x, y) for x, y in corners])

    def _picture(self, item: Any, matrix: Matrix, clip: Box | None, order: int) -> None:
        box = self._bounds(item, matrix)
        seen = box if clip is None else box.common(clip)
        if seen is not None:
            covers = not pdfium.FPDFPageObj_HasTransparency(item)
            self.found.pictures.append(Fill(seen, None, order, covers))

    def _space(self, item: Any, matrix: Matrix) -> None:
        """Note a text object without extent: a blank that the file draws by itself."""
        box = self._bounds(item, matrix)
        if box.width < 0.01 or box.height < 0.01:
            self.found.spaces.append(box.middle)

    def _path(self, item: Any, matrix: Matrix, clip: Box | None, order: int) -> None:
        mode, stroked = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDFPath_GetDrawMode(item, mode, stroked)
        if not (mode.value or stroked.value):
            return
        own = _product(_matrix(item), matrix)
        pieces = self._pieces(item, own)
        colour, opaque = _fill_colour(item) if mode.value else ((0, 0, 0), False)
        covers = opaque and not pdfium.FPDFPageObj_HasTransparency(item)
        for piece in pieces:
            box = around(piece.edges)
            seen = box if clip is None else box.common(clip)
            if seen is None:
                continue
            if min(seen.width, seen.height) <= THIN:
                self.found.rules.append(seen)
                continue
            if stroked.value:
                cut = (e if clip is None else e.common(clip) for e in piece.edges if not piece.bent)
                self.found.rules.extend(e for e in cut if e is not None and min(e.width, e.height) <= THIN)
            if mode.value:
                self.found.fills.append(Fill(seen, colour, order, covers and piece.rectangle))

    def _pieces(self, item: Any, matrix: Matrix) -> list[_Piece]:
        """The strokes of a path, one piece for each start of the pen."""
        count = pdfium.FPDFPath_CountSegments(item)
        self.segments += count
        if self.segments > MOST_SEGMENTS:
            self.found.too_many = True
            return []
        pieces: list[_Piece] = []
        start = at = (0.0, 0.0)
        for index in range(count):
            segment = pdfium.FPDFPath_GetPathSegment(item, index)
            kind = pdfium.FPDFPathSegment_GetType(segment)
            to = _moved(matrix, *_point(segment))
            if kind == pdfium.FPDF_SEGMENT_MOVETO:
                pieces.append(_Piece())
                start = to
            elif pieces:
                pieces[-1].bent |= kind != pdfium.FPDF_SEGMENT_LINETO
                pieces[-1].edges.append(self._box([at, to]))
            at = to
            if pieces and pdfium.FPDFPathSegment_GetClose(segment) and at != start:
                pieces[-1].edges.append(self._box([at, start]))
                at = start
        return [piece for piece in pieces if piece.edges]

    # glyphs

    def _glyphs(self, text: Any) -> None:
        count = pdfium.FPDFText_CountChars(text)
        if count > MOST_GLYPHS:
            self.found.too_many = True
            count = MOST_GLYPHS
        index = 0
        while index < count:
            code = pdfium.FPDFText_GetUnicode(text, index)
            length = 1
            if 0xD800 <= code < 0xDC00 and index + 1 < count:
                low = pdfium.FPDFText_GetUnicode(text, index + 1)
                if 0xDC00 <= low < 0xE000:
                    code, length = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00), 2
            if not pdfium.FPDFText_IsGenerated(text, index):
                self._glyph(text, index, code)
            index += length

    def _glyph(self, text: Any, index: int, code: int) -> None:
        shape = self.shape
        pdfium.FPDFText_GetMatrix(text, index, shape)
        size = pdfium.FPDFText_GetFontSize(text, index) * math.hypot(shape.c, shape.d)
        x, y = self.origin
        if not pdfium.FPDFText_GetCharOrigin(text, index, x, y) or not 0 < size < 1e4:
            return
        if pdfium.FPDFText_IsHyphen(text, index):
            # PDFium marks a hyphen at a line's end by a code of its own.
            code = ord("-")
        character = chr(code) if _is_character(code) else UNKNOWN
        known = character != UNKNOWN and not pdfium.FPDFText_HasUnicodeMapError(text, index)
        if character.isspace():
            self.found.spaces.append(self._seen(x.value, y.value))
            return
        turn = self._turn(shape)
        item = pdfium.FPDFText_GetTextObject(text, index)
        order, clip = self.painted.get(_address(item), (0, None)) if item else (0, None)
        colour, opaque = _text_colour(text, index)
        mode = pdfium.FPDFTextObj_GetTextRenderMode(item) if item else 0
        self.found.glyphs.append(
            Glyph(
                text=character,
                box=self._em_box(text, index, (x.value, y.value), size, turn, character),
                turn=turn,
                size=size,
                colour=colour,
                known=known,
                drawn=opaque and mode not in _INVISIBLE_MODES,
                painted=order,
                clip=clip,
            )
        )

    def _turn(self, shape: Any) -> Turn:
        angle = math.degrees(math.atan2(-shape.b, shape.a)) + 90 * self.rotation
        quarter = round(angle / 90)
        return quarter * 90 % 360 if abs(angle - quarter * 90) < 5 else -1

    def _em_box(
        self, text: Any, index: int, origin: tuple[float, float], size: float, turn: Turn, character: str
    ) -> Box:
        """The square that a full-width character fills: ink alone would put 「ー」 and 「、」 on lines of their own."""
        loose = self.loose
        pdfium.FPDFText_GetLooseCharBox(text, index, loose)
        pdfium.FPDFText_GetCharBox(text, index, *self.edges)
        left, right, bottom, top = (edge.value for edge in self.edges)
        wide = self._between(loose.left, loose.bottom, loose.right, loose.top)
        if turn == -1:
            return wide
        ink = self._between(left, bottom, right, top)
        seat = self._between(*origin, *origin)
        if turn:
            wide, ink, seat = (
                b.turned(-turn % 360, self.found.width, self.found.height) for b in (wide, ink, seat)
            )
        # Where the file gives other words for a glyph (ActualText) there is only its ink.
        if abs(wide.width - ink.width) < 0.01:
            whole = seat.left + size if _is_wide(character) and ink.width > 0 else ink.right
            wide = Box(min(seat.left, ink.left), ink.top, max(whole, ink.right), ink.bottom)
        base = seat.bottom if abs(seat.bottom - ink.bottom) < size * 1.5 else ink.bottom
        upright = Box(wide.left, base - size * _ASCENT, wide.right, base + size * _DESCENT)
        if wide.top >= upright.bottom or wide.bottom <= upright.top or abs(wide.middle[1] - base) > size:
            upright = wide
        return _turned_back(upright, turn, self.found.width, self.found.height)


@dataclass
class _Piece:
    edges: list[Box] = field(default_factory=list)
    bent: bool = False

    @property
    def rectangle(self) -> bool:
        return not self.bent and all(min(e.width, e.height) < 0.5 for e in self.edges)


def _turned_back(box: Box, turn: Turn, width: float, height: float) -> Box:
    if turn in (90, 270):
        width, height = height, width
    return box.turned(turn, width, height)


def _address(item: Any) -> int:
    return ctypes.cast(item, ctypes.c_void_p).value or 0


def _point(segment: Any) -> tuple[float, float]:
    x, y = ctypes.c_float(), ctypes.c_float()
    pdfium.FPDFPathSegment_GetPoint(segment, x, y)
    return x.value, y.value


def _matrix(item: Any) -> Matrix:
    m = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(item, m)
    return m.a, m.b, m.c, m.d, m.e, m.f


def _moved(m: Matrix, x: float, y: float) -> tuple[float, float]:
    return m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5]


def _product(first: Matrix, then: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    (xa, xb), (xc, xd) = ((then[0] * p + then[2] * q, then[1] * p + then[3] * q) for p, q in ((a, b), (c, d)))
    xe, xf = _moved(then, e, f)
    return xa, xb, xc, xd, xe, xf


def _fill_colour(item: Any) -> tuple[Colour, bool]:
    parts = [ctypes.c_uint() for _ in range(4)]
    pdfium.FPDFPageObj_GetFillColor(item, *parts)
    red, green, blue, alpha = (part.value for part in parts)
    return (red, green, blue), alpha == 255


def _text_colour(text: Any, index: int) -> tuple[Colour, bool]:
    parts = [ctypes.c_uint() for _ in range(4)]
    if not pdfium.FPDFText_GetFillColor(text, index, *parts):
        return (0, 0, 0), True
    red, green, blue, alpha = (part.value for part in parts)
    return (red, green, blue), alpha > 0


def _is_character(code: int) -> bool:
    """Not a control, a private or an unassigned character: those are what a font without a table of characters gives."""
    if code == 0 or code > 0x10FFFF or 0xD800 <= code < 0xE000:
        return False
    character = chr(code)
    return character.isspace() or (
        character != "\ufffd" and unicodedata.category(character) not in ("Cc", "Co", "Cn")
    )


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in ("W", "F", "A")
