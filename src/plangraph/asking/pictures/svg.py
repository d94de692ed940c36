"""SVG as plain text: no script, no style sheet, every text escaped, readable in a page and alone.

Text and lines are `currentColor`, so that a picture follows the page around it and is black on white alone. A coloured
shape has its colour as an attribute and a class (`series-0` …), by which a page's style sheet gives it another one in
the dark. Letters never stand on a strong colour.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

from plangraph.asking.wrapping import wrapped

SERIES = (
    "#3460fb", "#c16800", "#197a4b", "#6f23d0", "#ce0000", "#008299", "#8a6d00", "#626264",
)  # fmt: skip
"""Colours of things side by side; each has three parts of contrast to one on white."""

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
"""What XML cannot hold."""
_MOST_TITLE = 300
"""Characters of a title that a reader hears; the table beside a picture has it whole."""


def svg_text(text: str) -> str:
    """A text as it may stand between tags; what XML cannot hold is replaced.

    >>> svg_text("<b> & \\x00")
    '&lt;b&gt; &amp; \ufffd'
    """
    return escape(_FORBIDDEN.sub("\ufffd", text))


def svg_attribute(text: str) -> str:
    """A text as the value of an attribute, with its quotes."""
    return quoteattr(_FORBIDDEN.sub("\ufffd", text))


def svg_document(
    name: str, size: tuple[float, float], title: str, description: str, parts: Iterable[str], font: int = 13
) -> str:
    """A whole picture. `name` tells it from others of one page: it is its class, and begins its identifiers."""
    width, height = size
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" '
            f'height="{height:.0f}" role="img" aria-labelledby="{name}-title {name}-desc" '
            f'font-size="{font}" font-family="sans-serif" class="{name}">',
            f'<title id="{name}-title">{svg_text(title[:_MOST_TITLE])}</title>',
            f'<desc id="{name}-desc">{svg_text(description)}</desc>',
            *parts,
            "</svg>\n",
        ]
    )


def words(x: float, y: float, text: str, *, anchor: str = "", size: int = 0, bold: bool = False) -> str:
    """One line of text."""
    said = f' text-anchor="{anchor}"' if anchor else ""
    said += f' font-size="{size}"' if size else ""
    said += ' font-weight="700"' if bold else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" fill="currentColor"{said}>{svg_text(text)}</text>'


def box(
    x: float, y: float, width: float, height: float, series: int, *, light: bool = False, told: str = ""
) -> str:
    """A coloured rectangle; a light one is an outline of dashes, for what no document prints. `told` is heard and hovers."""
    number = series % len(SERIES)
    shade = ' fill-opacity="0.15" stroke-width="1" stroke-dasharray="3 2"' if light else ' stroke="none"'
    colour = f'class="series-{number}" fill="{SERIES[number]}"'
    if light:
        shade = f' stroke="{SERIES[number]}"{shade}'
    rect = f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(width, 0):.1f}" height="{max(height, 0):.1f}" {colour}{shade}'
    return f"{rect}><title>{svg_text(told[:_MOST_TITLE])}</title></rect>" if told else f"{rect}/>"


def label_lines(text: str, most: int, lines: int) -> list[str]:
    """A label in some lines of at most some full-width characters; what does not fit is an ellipsis.

    >>> label_lines("地域活動情報ステーションの活用", 9, 2), label_lines("地域活動情報ステーションの活用", 9, 1)
    (['地域活動情報ステー', 'ションの活用'], ['地域活動情報ステー…'])
    """
    plain = " ".join(text[: (most + 2) * lines * 2].split())
    found = [_cut(line, most) for line in wrapped(plain, most).splitlines() if line]
    if len(found) > lines or len(text) > (most + 2) * lines * 2:
        found = found[:lines]
        found[-1:] = [_cut(found[-1] + "…", most)] if found else []
    return found or ["–"]


def text_width(text: str, size: float = 1.0) -> float:
    """How wide a text is, some parts of a letter's height more or less."""
    return sum(0.58 if c.isascii() else 1.0 for c in text) * size


def _cut(line: str, most: int) -> str:
    if text_width(line) <= most + 1:
        return line
    kept = ""
    for c in line:
        if text_width(kept + c) > most:
            break
        kept += c
    return kept + "…"


def legend(entries: Iterable[tuple[int, bool, str]], y: float, x: float = 12) -> list[str]:
    """What the colours mean: series, whether it is light, and its words, in one row."""
    drawn = []
    for series, light, said in entries:
        drawn += [box(x, y - 10, 16, 12, series, light=light), words(x + 22, y, said, size=12)]
        x += 44 + text_width(said, 12)
    return drawn
