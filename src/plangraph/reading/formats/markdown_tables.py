"""Markdown → lines: the cells of pipe tables parted by tabs, headings and paragraphs without their signs.

GitHub Flavored Markdown, section 4.10: a row of dashes below a row of as many cells makes a table. Signs of emphasis go
where they hold words; what they hold stays, and 「***」, which prints as it stands, stays too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from plangraph.reading.extract import WITHIN, Extract
from plangraph.reading.formats.charset import Decoded
from plangraph.reading.formats.doubts import text_to_findings
from plangraph.reading.formats.pieces import Pieces, row_line
from plangraph.reading.lines import Line, SourceText

_ALIGNMENT = re.compile(r"\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?")
_HEADING = re.compile(r" {0,3}#{1,6}(?=[ \t]|$)")
_HEADING_END = re.compile(r"(?<=[ \t])#+$|^#+$")
_STRUCTURE = re.compile(r" {0,3}(?:=+|-+|(?:[-_][ \t]*){3,}|(?:\*[ \t]+){2,}\*)[ \t]*")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,}).*")
_PIPE = re.compile(r"\\.|\|")
_SIGNS = re.compile(
    r"\\(?P<escaped>[!-/:-@\[-`{-~])"
    r"|(?P<strong>\*\*|__)(?=[^\s*_])(?P<loud>[^*_]{1,1000}?)(?<=[^\s*_])(?P=strong)"
    r"|(?<![*\w])\*(?=[^\s*])(?P<soft>[^*]{1,1000}?)(?<=[^\s*])\*(?![*\w])"
    r"|(?P<ticks>`)(?P<code>[^`]{1,1000})`"
    r"|!?\[(?P<words>[^\[\]]{0,1000})\]\([^()\s]{0,2000}\)"
    r"|(?P<break><br[ \t]*/?>)",
    re.IGNORECASE,
)


@dataclass
class _Writing:
    """What has been made so far."""

    lines: list[Line] = field(default_factory=list)
    tables: list[tuple[str, int, int]] = field(default_factory=list)


def markdown_to_extract(decoded: Decoded, document: str) -> Extract:
    """Take the tables, headings and paragraphs of a Markdown text in their order; fenced code stands as it is."""
    source = SourceText(document, decoded.text)
    lines, made = source.lines(), _Writing()
    at, fence = 0, ""
    while at < len(lines):
        opening = _FENCE.fullmatch(lines[at].text)
        if opening and (not fence or opening[1].startswith(fence)):
            fence = "" if fence else opening[1]
            at += 1
        elif fence:
            made.lines.append(lines[at])
            at += 1
        elif _begins_table(lines, at):
            at = _table(lines, at, made)
        else:
            _paragraph_line(lines, at, made)
            at += 1
    findings = text_to_findings(source, decoded)
    return Extract(
        source, tuple(made.lines), "markdown", decoded.charset, tuple(made.tables), findings=findings
    )


def _begins_table(lines: list[Line], at: int) -> bool:
    """Whether a row of dashes with as many cells stands below."""
    if (
        at + 1 >= len(lines)
        or "|" not in lines[at].text
        or not _ALIGNMENT.fullmatch(lines[at + 1].text.strip())
    ):
        return False
    return len(_row_cells(lines[at])) == len(_row_cells(lines[at + 1]))


def _table(lines: list[Line], at: int, made: _Writing) -> int:
    """Write the rows up to the first blank line or one that begins something else; gives where it stands."""
    first = len(made.lines)
    made.lines.append(_row(lines[at]))
    at += 2
    while at < len(lines) and lines[at].text.strip() and not _ends_table(lines[at].text):
        made.lines.append(_row(lines[at]))
        at += 1
    made.tables.append((f"table {len(made.tables) + 1}", first, len(made.lines)))
    return at


def _ends_table(text: str) -> bool:
    return bool(_FENCE.fullmatch(text)) or ("|" not in text and bool(_HEADING.match(text)))


def _paragraph_line(lines: list[Line], at: int, made: _Writing) -> None:
    line = lines[at]
    if _STRUCTURE.fullmatch(line.text):
        return
    heading = _HEADING.match(line.text)
    made.lines.append(_plain(_title(line[heading.end() : len(line)]) if heading else line))


def _title(line: Line) -> Line:
    """A heading without the signs that may close it."""
    line = line.strip()
    closing = _HEADING_END.search(line.text)
    return line[0 : closing.start()].strip() if closing else line


def _row(line: Line) -> Line:
    return row_line((_plain(cell), separator) for cell, separator in _row_cells(line))


def _row_cells(line: Line) -> list[tuple[Line, int]]:
    """The cells between the pipes that are not escaped, each with the place of the pipe before it."""
    inner = line.strip()
    start = inner.offsets[0] if inner.text else 0
    cells, at, separator = list[tuple[Line, int]](), 0, start
    for sign in _PIPE.finditer(inner.text):
        if sign[0] != "|":
            continue
        if sign.start() or at:
            cells.append((inner[at : sign.start()].strip(), separator))
        separator = start + sign.start()
        at = sign.end()
    if at < len(inner) or not cells:
        cells.append((inner[at : len(inner)].strip(), separator))
    return cells


def _plain(line: Line) -> Line:
    """The words as they are shown: without signs of emphasis, links by their words, `<br>` as a break in the cell."""
    pieces, at = Pieces(), 0
    start = line.offsets[0] if line.text else 0
    text = line.text.replace("\t", " ")
    for sign in _SIGNS.finditer(text):
        pieces.add(text[at : sign.start()], start + at)
        if sign["break"]:
            pieces.at(WITHIN, start + sign.start())
        else:
            name = next(n for n in ("escaped", "loud", "soft", "code", "words") if sign[n] is not None)
            inner = line.group(sign, name)
            pieces.add(sign[name], inner.offsets[0] if inner.text else start)
        at = sign.end()
    return pieces.add(text[at:], start + at).line()
