"""Running text → printed lines: paragraphs broken to the width of their column, and two columns side by side."""

from __future__ import annotations

from itertools import zip_longest

from plangraph.reading.sheet_text import width


def wrapped(text: str, room: float) -> list[str]:
    """Break a text's paragraphs into lines that fill `room` full-width characters; no line ends or begins with a blank.

    >>> wrapped("・防災訓練を行う。\\n・備蓄を増やす。", 6)
    ['・防災訓練を', '行う。', '・備蓄を増や', 'す。']
    """
    return [line for paragraph in text.split("\n") for line in _lines(paragraph, room)]


def side_by_side(left: str, right: str, left_room: float, right_room: float) -> list[str]:
    """Two texts in columns of their own, a blank between the two where both have a line.

    >>> side_by_side("・訓練を行う。", "・続ける。", 4, 6)
    ['・訓練を ・続ける。', '行う。']
    """
    pairs = zip_longest(wrapped(left, left_room), wrapped(right, right_room), fillvalue="")
    return [f"{one} {other}".strip() for one, other in pairs if one or other]


def _lines(paragraph: str, room: float) -> list[str]:
    lines = []
    rest = paragraph
    while width(rest) > room:
        stop = next(at for at in range(len(rest), 0, -1) if width(rest[:at]) <= room or at == 1)
        # White space at a line's edge is lost in print.
        cut = next((at for at in range(stop, 0, -1) if not rest[at - 1 : at + 1].count(" ")), stop)
        lines.append(rest[:cut])
        rest = rest[cut:]
    return [*lines, rest]
