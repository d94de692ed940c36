"""Labels of a picture, broken into lines."""

from __future__ import annotations

import math
from collections.abc import Iterator

_WRAP = 13
_CLOSING = frozenset("）」』】、。ー～ゃゅょっャュョッ")
"""What does not begin a line."""


def wrapped(text: str, most: int = _WRAP) -> str:
    """Break a label into lines of at most some `most` full-width characters, alike in length; Latin words stay whole.

    >>> wrapped("協1-2 地域活動情報ステーションの活用").splitlines()
    ['協1-2 地域活動情報', 'ステーションの活用']
    """
    lines = [""]
    taken = 0.0
    whole = sum(map(_width, text))
    width = whole / math.ceil(whole / most) + 0.5 if whole else 1.0
    for piece in _pieces(text):
        size = sum(map(_width, piece))
        if lines[-1] and taken + size > width and piece not in _CLOSING:
            lines.append("")
            taken, piece = 0.0, piece.lstrip()
        lines[-1] += piece
        taken += size
    return "\n".join(lines)


def _width(c: str) -> float:
    return 0.55 if c.isascii() else 1.0


def _pieces(text: str) -> Iterator[str]:
    """Runs of ASCII letters and figures, and every other character by itself."""
    run = ""
    for c in text:
        if c.isascii() and not c.isspace():
            run += c
            continue
        if run:
            yield run
        run = ""
        yield c
    if run:
        yield run
