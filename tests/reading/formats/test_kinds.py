"""A file's kind is told by its content, then by its name; what is not read is named, with what to do."""

from __future__ import annotations

import io
import zipfile

import pytest

from plangraph.errors import SourceError
from plangraph.reading.formats import open_bytes
from plangraph.reading.formats.kinds import bytes_to_kind

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500


def archive(*names: str) -> bytes:
    """An archive with files of these names."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as opened:
        for name in names:
            opened.writestr(name, "x")
    return made.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (b"a,b", "a.csv", "csv"),
        (b"a,b", "a.TSV", "tsv"),
        (b"a,b", "a.md", "markdown"),
        (b"a,b", "a.txt", "text"),
        (b"a,b", "a", "text"),
        (b"plain", "a.htm", "html"),
        (b"\n<!-- x --> <!DOCTYPE html>", "a.txt", "html"),
        (b"<table><tr>", "a.xls", "html"),
        ("<html>".encode("utf-16"), "a.txt", "html"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><html>", "a.txt", "html"),
        (b"<tables>", "a.txt", "text"),
        (b"<!-- x -->" * 2000, "a.txt", "text"),
        (b"junk\n%PDF-1.4", "a.txt", "pdf"),
        (archive("xl/workbook.xml"), "a.csv", "xlsx"),
    ],
)
def test_kinds(data: bytes, name: str, kind: str) -> None:
    """Content goes before the name."""
    assert bytes_to_kind(data, name, "x") == kind


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (OLE + "EncryptedPackage".encode("utf-16-le"), "password protected"),
        (OLE + "Workbook".encode("utf-16-le"), r"old Excel workbook \(.xls\)"),
        (OLE + "WordDocument".encode("utf-16-le"), "old Word document"),
        (OLE, "old Office document"),
        (archive("word/document.xml"), "a Word document"),
        (archive("ppt/presentation.xml"), "PowerPoint"),
        (archive("content.xml"), "OpenDocument"),
        (archive("xl/workbook.bin"), "xlsb"),
        (archive("a.txt"), "an archive"),
        (b"PK\x03\x04" + b"x" * 100, "damaged as a ZIP"),
        (b"\x89PNG\r\n\x1a\n", "a picture .PNG.; run OCR"),
        (b"\xff\xd8\xff\xe0", "a picture .JPEG.; run OCR"),
        (b"\x1f\x8b\x08", "gzip"),
        (b"{\\rtf1", "RTF"),
        (
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
            "XML Spreadsheet 2003",
        ),
    ],
)
def test_what_is_not_read_is_named(data: bytes, words: str) -> None:
    """In one line that says what it is and what to do, in both languages."""
    with pytest.raises(SourceError, match=words) as caught:
        open_bytes(data, "a.txt", "d", place="a.txt")
    assert "ください" in caught.value.line("ja")


def test_an_encrypted_archive_asks_for_the_file_without_password() -> None:
    """A workbook packed with a ZIP password."""
    data = bytearray(archive("xl/workbook.xml"))
    # Bit 0 of the flags, in the local header and in the central directory.
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(SourceError, match="password protected"):
        open_bytes(bytes(data), "a.xlsx", "d", place="a.xlsx")


def test_blank_files_hold_no_text() -> None:
    """Separators alone are nothing to read."""
    with pytest.raises(SourceError, match="holds no text"):
        open_bytes(b",,,\n,,\n", "a.csv", "d", place="a.csv")
