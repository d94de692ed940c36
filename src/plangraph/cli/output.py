"""Where results and messages go: results to standard output or a file, messages to standard error."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from unicodedata import east_asian_width

from plangraph.errors import SourceError
from plangraph.model.texts import Bilingual


def write_result(body: str | bytes, output: Path | None) -> None:
    """Write a result; raises SourceError where the file cannot be written."""
    write_pieces([body.encode() if isinstance(body, str) else body], output)


def write_pieces(pieces: Iterable[bytes], output: Path | None) -> None:
    """Write a result that comes in pieces; raises SourceError where the file cannot be written."""
    if output is None:
        for piece in pieces:
            sys.stdout.buffer.write(piece)
        sys.stdout.buffer.flush()
        return
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        with output.open("wb") as file:
            file.writelines(pieces)
    except OSError as error:
        raise SourceError(
            str(output), Bilingual(f"書き込めません（{error}）。", f"cannot be written ({error})")
        ) from None


def say(text: str) -> None:
    """One message on standard error."""
    print(text, file=sys.stderr)


def text_table(header: Sequence[str], rows: Sequence[Sequence[str]], widest: int = 60) -> str:
    """Lay out rows in columns; a Japanese character counts two columns wide.

    >>> print(text_table(["a", "b"], [["協1", "x"]]), end="")
    a    b
    ---  -
    協1  x
    """
    cells = [[_cut(cell, widest) for cell in row] for row in (header, *rows)]
    widths = [max(_width(row[i]) for row in cells) for i in range(len(header))]
    rule = ["-" * width for width in widths]
    lines = ["  ".join(c + " " * (w - _width(c)) for c, w in zip(row, widths, strict=True)).rstrip()
             for row in (cells[0], rule, *cells[1:])]  # fmt: skip
    return "\n".join(lines) + "\n"


def _width(text: str) -> int:
    return sum(2 if east_asian_width(c) in "WF" else 1 for c in text)


def _cut(text: str, widest: int) -> str:
    text = " ".join(text.split())
    while _width(text) > widest:
        text = text[: max(len(text) - max((_width(text) - widest) // 2, 2), 0)] + "…"
    return text
