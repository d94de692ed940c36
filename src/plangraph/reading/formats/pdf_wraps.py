"""The wraps of a printed cell taken out again: U+2028 stands in a line where a cell's own line ended."""

from __future__ import annotations

from plangraph.reading.extract import WITHIN
from plangraph.reading.lines import Line


def without_wraps(line: Line) -> Line:
    """Join the printed lines of a line's cells.

    Japanese is broken anywhere and puts no blank there; between two Latin letters or figures a wrap stood for a blank.
    What is left knows its places, and each joint is a seam.

    >>> without_wraps(Line("ケアシ\\u2028ステム", range(7))).text, without_wraps(Line("NPO\\u2028in Japan", range(12))).text
    ('ケアシステム', 'NPO in Japan')
    """
    parts = line.split(WITHIN)
    joined, at = parts[0], len(parts[0])
    for part in parts[1:]:
        if (
            joined.text[-1:].isascii()
            and joined.text[-1:].isalnum()
            and part.text[:1].isascii()
            and part.text[:1].isalnum()
        ):
            joined += Line(" ", line[at : at + 1].offsets)
        joined += part
        at += 1 + len(part)
    return joined
