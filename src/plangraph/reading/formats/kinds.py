"""What kind of file the bytes are: by their content first, then by the ending of the name."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from pathlib import PurePath

from plangraph.errors import SourceError
from plangraph.model.texts import Bilingual

_BY_ENDING = {".csv": "csv", ".tsv": "tsv", ".tab": "tsv", ".md": "markdown", ".markdown": "markdown"}
_HTML_ENDINGS = {".html", ".htm", ".xhtml"}
_PROLOGUE = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?")
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|table)[\s>]", re.IGNORECASE)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PDF_WITHIN = 1024
"""Readers of PDF look for its mark in the first kilobyte."""

MAX_PARTS = 20_000
"""Files in an archive; a workbook has some for each sheet."""
DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    NotImplementedError,
    EOFError,
    OSError,
    ValueError,
    IndexError,
    RuntimeError,
)
"""What Python's zipfile raises on archives that are not whole."""

_SAVE_XLSX = ("Excel で開き、.xlsx 形式で保存し直してください。", "open it in Excel and save it as .xlsx")
_SAVE_PDF = ("PDF かテキストとして保存し直してください。", "save it as PDF or as text")
_OCR = (
    "文字認識（OCR）をかけ、テキストか PDF にしてから渡してください。",
    "run OCR first and give text or PDF",
)
_UNPACK = ("展開して、中の文書を渡してください。", "unpack it and give the document inside")

_REFUSED = (
    (b"\x89PNG\r\n\x1a\n", "画像（PNG）です。", "a picture (PNG)", _OCR),
    (b"\xff\xd8\xff", "画像（JPEG）です。", "a picture (JPEG)", _OCR),
    (b"GIF8", "画像（GIF）です。", "a picture (GIF)", _OCR),
    (b"II*\0", "画像（TIFF）です。", "a picture (TIFF)", _OCR),
    (b"MM\0*", "画像（TIFF）です。", "a picture (TIFF)", _OCR),
    (b"\x1f\x8b", "圧縮ファイル（gzip）です。", "a compressed file (gzip)", _UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "書庫（7z）です。", "an archive (7z)", _UNPACK),
    (b"Rar!\x1a\x07", "書庫（RAR）です。", "an archive (RAR)", _UNPACK),
    (b"{\\rtf", "リッチテキスト（RTF）です。", "rich text (RTF)", _SAVE_PDF),
)


def bytes_to_kind(data: bytes, file_name: str, place: str) -> str:
    """Name the format: "xlsx", "pdf", "html", "csv", "tsv", "markdown" or "text".

    Raises SourceError for a kind that is known and not read, with what to do.

    >>> bytes_to_kind(b"%PDF-1.7", "a.txt", "a.txt"), bytes_to_kind(b"a,b", "a.CSV", "a.CSV")
    ('pdf', 'csv')
    """
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_kind(data, place)
    if data.startswith(_OLE):
        raise _ole_refusal(data, place)
    for mark, ja, en, (do_ja, do_en) in _REFUSED:
        if data.startswith(mark):
            raise SourceError(place, Bilingual(ja + do_ja, f"{en}; {do_en}"))
    head = data[: 16 * 1024]
    if b"%PDF-" in head[:_PDF_WITHIN]:
        return "pdf"
    if _begins_page(head):
        return "html"
    if b"urn:schemas-microsoft-com:office:spreadsheet" in head:
        ja, en = _SAVE_XLSX
        raise SourceError(
            place, Bilingual(f"XML スプレッドシート 2003 です。{ja}", f"an XML Spreadsheet 2003; {en}")
        )
    ending = PurePath(file_name).suffix.lower()
    return "html" if ending in _HTML_ENDINGS else _BY_ENDING.get(ending, "text")


def _begins_page(head: bytes) -> bool:
    """Whether a file begins as a web page does, comments before its first tag passed over."""
    # A page in UTF-16 shows its tags once every other byte is gone.
    head = head.removeprefix(b"\xef\xbb\xbf").lstrip(b"\xff\xfe").replace(b"\0", b"")
    found = _PROLOGUE.match(head)
    at = found.end() if found else 0
    while head.startswith(b"<!--", at) and (end := head.find(b"-->", at + 4)) > 0:
        at = end + 3
        while head[at : at + 1].isspace():
            at += 1
    return bool(_HTML.match(head, at))


def _zip_kind(data: bytes, place: str) -> str:
    if data.count(b"PK\x01\x02") > MAX_PARTS:
        raise damaged_zip(place, ValueError(f"more than {MAX_PARTS:,} parts"))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except DAMAGED as error:
        raise damaged_zip(place, error) from None
    if any(name.startswith("xl/") for name in names):
        if "xl/workbook.bin" in names:
            raise _refusal(
                place, "バイナリ形式の Excel ブック（.xlsb）です。", "a binary workbook (.xlsb)", _SAVE_XLSX
            )
        return "xlsx"
    if any(name.startswith("word/") for name in names):
        raise _refusal(place, "Word 文書です。", "a Word document", _SAVE_PDF)
    if any(name.startswith("ppt/") for name in names):
        raise _refusal(place, "PowerPoint 文書です。", "a PowerPoint document", _SAVE_PDF)
    if "content.xml" in names:
        raise _refusal(place, "OpenDocument 形式の文書です。", "an OpenDocument file", _SAVE_XLSX)
    raise _refusal(place, "書庫（ZIP）です。", "an archive (ZIP)", _UNPACK)


def damaged_zip(place: str, error: Exception) -> SourceError:
    """The error for a workbook or archive that cannot be unpacked."""
    words = " ".join(str(error).split())[:120] or type(error).__name__
    return SourceError(
        place,
        Bilingual(
            f"ZIP として壊れています（{words}）。元のソフトウェアで開き、保存し直してください。",
            f"damaged as a ZIP ({words}); open it where it was made and save it again",
        ),
    )


def _ole_refusal(data: bytes, place: str) -> SourceError:
    """The old container of Office: a file with a password, or one in the format before 2007."""

    def holds(name: str) -> bool:
        return name.encode("utf-16-le") in data

    if holds("EncryptedPackage"):
        return SourceError(
            place,
            Bilingual(
                "パスワードで保護されています。パスワードを外して保存し直してください。",
                "password protected; save it again without the password",
            ),
        )
    if holds("Workbook") or holds("Book"):
        return _refusal(
            place, "古い形式の Excel ブック（.xls）です。", "an old Excel workbook (.xls)", _SAVE_XLSX
        )
    if holds("WordDocument"):
        return _refusal(place, "古い形式の Word 文書（.doc）です。", "an old Word document (.doc)", _SAVE_PDF)
    return _refusal(place, "古い形式の Office 文書です。", "an old Office document", _SAVE_PDF)


def _refusal(place: str, ja: str, en: str, do: tuple[str, str]) -> SourceError:
    return SourceError(place, Bilingual(ja + do[0], f"{en}; {do[1]}"))
