"""One module for each format of a file: bytes → Extract."""

from __future__ import annotations

from collections.abc import Sequence

from plangraph.errors import SourceError
from plangraph.model.texts import Bilingual
from plangraph.reading.extract import Extract

__all__ = ["MAX_LINE", "MAX_LINES", "open_bytes"]

MAX_LINES = 2_000_000
MAX_LINE = 1_000_000
"""A document of more lines, or with a longer line (characters), is none that a reader can take in bounded time."""


def open_bytes(
    data: bytes,
    file_name: str,
    document: str,
    *,
    place: str,
    charset: str | None = None,
    cells: str | Sequence[int] = "tab",
) -> Extract:
    """Read a file of any format into lines: told by its content, then by the ending of its name.

    `charset` and `cells` are the layout's [file] keys; both are for text only. Raises SourceError for a file that cannot be
    read or is larger than can be read in bounded time, DescriptionError for an unknown value of `cells`.
    """
    # Each format's module is loaded when it is met: what a PDF needs is no matter for a text.
    from plangraph.reading.formats.kinds import bytes_to_kind

    kind = bytes_to_kind(data, file_name, place)
    if kind == "pdf":
        from plangraph.reading.formats.pdf import pdf_to_extract

        return _bounded(pdf_to_extract(data, document, place), place)
    if kind == "xlsx":
        from plangraph.reading.formats.xlsx import xlsx_to_extract

        return _bounded(xlsx_to_extract(data, document, place), place)
    return _bounded(_text_to_extract(data, kind, document, place, charset, cells), place)


def _text_to_extract(
    data: bytes, kind: str, document: str, place: str, charset: str | None, cells: str | Sequence[int]
) -> Extract:
    from plangraph.reading.formats.charset import bytes_to_decoded

    if kind == "html":
        from plangraph.reading.formats.html_tables import declared_charset, html_to_extract

        decoded = bytes_to_decoded(data, place, charset=charset, declared=declared_charset(data))
        return html_to_extract(decoded, document, place=place)
    decoded = bytes_to_decoded(data, place, charset=charset)
    _check_text(decoded.text, place)
    if kind == "markdown":
        from plangraph.reading.formats.markdown_tables import markdown_to_extract

        return markdown_to_extract(decoded, document)
    if kind in ("csv", "tsv"):
        from plangraph.reading.formats.delimited import delimited_to_extract

        return delimited_to_extract(decoded, document, place=place, separator="\t" if kind == "tsv" else None)
    from plangraph.reading.formats.plain_text import text_to_extract

    return text_to_extract(decoded, document, place=place, cells=cells)


def _check_text(text: str, place: str) -> None:
    """Refuse a text of too many lines, or with too long a one, before a line is made of it."""
    if text.count("\n") > MAX_LINES:
        raise _too_many(place)
    at = number = 0
    # Only a stretch longer than the bound without a newline has to be looked at.
    while at < len(text) - MAX_LINE:
        end = text.rfind("\n", at, at + MAX_LINE + 1)
        if end < 0:
            raise _too_long(place, text.count("\n", 0, at) + 1)
        at = end + 1
        number += 1


def _bounded(extract: Extract, place: str) -> Extract:
    """The same extract, if it is none that would keep a reader for hours."""
    if len(extract.lines) > MAX_LINES:
        raise _too_many(place)
    for line in extract.lines:
        if len(line.text) > MAX_LINE:
            raise _too_long(place, extract.source.line_number(line.offsets[0]))
    if not any(line.text.strip() for line in extract.lines):
        raise SourceError(
            place,
            Bilingual(
                "読める文字がありません。中身を確かめてください。", "holds no text; check what is in it"
            ),
        )
    return extract


def _too_many(place: str) -> SourceError:
    return SourceError(
        place,
        Bilingual(
            f"{MAX_LINES:,} 行を超えています。文書を分けてください。",
            f"more than {MAX_LINES:,} lines; split the document",
        ),
    )


def _too_long(place: str, line: int) -> SourceError:
    return SourceError(
        f"{place}:{line}",
        Bilingual(
            f"改行のない {MAX_LINE:,} 文字を超える行があります。改行のある形で書き出し直してください。",
            f"a line of more than {MAX_LINE:,} characters; export the document with its line breaks",
        ),
    )
