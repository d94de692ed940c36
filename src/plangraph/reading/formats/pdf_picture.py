"""A page of a PDF as a PNG, with boxes lit on it.

The file may be hostile: whoever calls this does so in a process that can be ended.
"""

from __future__ import annotations

import ctypes
import struct
import zlib
from collections.abc import Iterable

import pypdfium2.raw as pdfium

from plangraph.errors import SourceError
from plangraph.model.texts import Bilingual
from plangraph.reading.formats.pdf_refusals import page_broken, refused

MOST_PIXELS = 4_000_000
_WIDTH = 1200
_DEEPEST = 3.0
"""Pixels for a point, at most: a small page is not blown up without end."""
_EDGE = (0xD0, 0x20, 0x20)
_PALER = bytes(value * 3 // 5 for value in range(256))
"""What lighting takes of blue, so that white becomes yellow and print stays dark."""
Edges = tuple[float, float, float, float]


def page_to_png(data: bytes, number: int, boxes: Iterable[Edges], place: str) -> bytes:
    """Draw one page (from 1); boxes are left, top, right, bottom in points of the page as it is looked at.

    Raises SourceError for a file that cannot be opened or has no such page.
    """
    pdfium.FPDF_InitLibrary()
    document = pdfium.FPDF_LoadMemDocument64(data, len(data), None)
    if not document:
        raise refused(place, pdfium.FPDF_GetLastError())
    count = pdfium.FPDF_GetPageCount(document)
    if not 1 <= number <= count:
        raise SourceError(
            place,
            Bilingual(f"{number} ページはありません（全 {count} ページ）。", f"no page {number} of {count}"),
        )
    page = pdfium.FPDF_LoadPage(document, number - 1)
    if not page:
        raise page_broken(place, number)
    wide, high = pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page)
    if not (wide > 0 and high > 0):
        raise page_broken(place, number)
    scale = min(_DEEPEST, _WIDTH / wide, (MOST_PIXELS / (wide * high)) ** 0.5)
    width, height = max(int(wide * scale), 1), max(int(high * scale), 1)
    if width * height > MOST_PIXELS:
        raise page_broken(place, number)
    pixels = _pixels(page, width, height)
    pdfium.FPDF_ClosePage(page)
    pdfium.FPDF_CloseDocument(document)
    for box in boxes:
        _light(pixels, width, height, box, scale)
    return _png(pixels, width, height)


def _pixels(page: ctypes.c_void_p, width: int, height: int) -> bytearray:
    """The page on white, three bytes (red, green, blue) a pixel."""
    bitmap = pdfium.FPDFBitmap_Create(width, height, 0)
    if not bitmap:
        raise MemoryError
    pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, 0xFFFFFFFF)
    pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, pdfium.FPDF_ANNOT)
    stride = pdfium.FPDFBitmap_GetStride(bitmap)
    raw = ctypes.string_at(pdfium.FPDFBitmap_GetBuffer(bitmap), stride * height)
    pdfium.FPDFBitmap_Destroy(bitmap)
    pixels = bytearray(width * height * 3)
    rows = (
        raw
        if stride == width * 4
        else b"".join(raw[y * stride : y * stride + width * 4] for y in range(height))
    )
    pixels[0::3], pixels[1::3], pixels[2::3] = rows[2::4], rows[1::4], rows[0::4]
    return pixels


def _light(pixels: bytearray, width: int, height: int, box: Edges, scale: float) -> None:
    """Tint a box, a little wider than it is, and rule its edge."""
    left, top = max(int(box[0] * scale) - 4, 0), max(int(box[1] * scale) - 4, 0)
    right, bottom = min(int(box[2] * scale) + 5, width), min(int(box[3] * scale) + 5, height)
    if left >= right or top >= bottom:
        return
    for y in range(top, bottom):
        start, stop = (y * width + left) * 3, (y * width + right) * 3
        pixels[start + 2 : stop : 3] = pixels[start + 2 : stop : 3].translate(_PALER)
        if y < top + 3 or y >= bottom - 3:
            pixels[start:stop] = bytes(_EDGE) * (right - left)
        else:
            edge = bytes(_EDGE) * min(3, right - left)
            pixels[start : start + len(edge)] = edge
            pixels[stop - len(edge) : stop] = edge


def _png(pixels: bytearray, width: int, height: int) -> bytes:
    """PNG (ISO/IEC 15948): 8 bits a channel, truecolour, no filter."""
    row = width * 3
    packer = zlib.compressobj(6)
    packed = b"".join(packer.compress(b"\0" + bytes(pixels[y * row : (y + 1) * row])) for y in range(height))
    packed += packer.flush()
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        _chunk(name, body) for name, body in ((b"IHDR", head), (b"IDAT", packed), (b"IEND", b""))
    )


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
