"""The founding table set in four forms: its own lines and cells, as HTML."""

from __future__ import annotations

import html
from pathlib import Path

from plangraph.bundled import bundled

from .render import page

DOCUMENT = "13229-nishitokyo-h24-chapter6"
FOLDER: Path = bundled("data") / DOCUMENT
WIDTHS = (17, 19, 15, 15, 15, 19)
"""Percent of a table's width for each column."""
FORMS = ("ruled", "unruled", "vertical", "two-column")
PREFACE = "協1	"
"""The first line behind the chapter's own heading, text and outline."""


def text() -> str:
    """The founding text."""
    return next(FOLDER.glob("*.txt")).read_text(encoding="utf-8")


def form(name: str) -> str:
    """The document set "ruled", "unruled", "vertical" (titles in vertical lines) or "two-column"."""
    lines = text().split("\n")
    start = next(i for i, line in enumerate(lines) if line.startswith(PREFACE))
    kind = "plain" if name == "unruled" else "ruled"
    front = "".join(_line(line) for line in lines[:start] if line.strip())
    body = _body([line for line in lines[start:] if line.strip()], kind, vertical=name == "vertical")
    if name == "two-column":
        style = "@page { size: A3 landscape } .body { columns: 2; column-gap: 14mm } td { font-size: 8pt }"
    else:
        style = "@page { size: A4 landscape }"
    return page(f'{front}<div class="body">{body}</div>', style + _STYLE)


_STYLE = """
p { font-size: 9pt }
p.long { font-size: 4.2pt; white-space: nowrap }
h3 { font-size: 12pt; margin: 10pt 0 4pt }
h3 span, p span { display: inline-block; width: 8em }
table { width: 100%; table-layout: fixed }
.up { writing-mode: vertical-rl; height: 13em }
"""


def _body(lines: list[str], kind: str, *, vertical: bool) -> str:
    made, rows = [], list[list[str]]()
    for line in [*lines, ""]:
        if line.count("\t") > 1:
            rows.append(line.split("\t"))
            continue
        if rows:
            made.append(_table(rows, kind, vertical=vertical))
            rows = []
        made.append(_line(line))
    return "".join(made)


def _line(line: str) -> str:
    if not line:
        return ""
    words = html.escape(line)
    if "\t" in line:
        first, _, rest = words.partition("\t")
        tag = "p" if first.startswith("-") else "h3"
        return f"<{tag}><span>{first}</span>{rest}</{tag}>"
    if line[0] in "協6" and len(line) < 40:
        return f"<h3>{words}</h3>"
    return f'<p class="long">{words}</p>' if len(line) > 60 else f"<p>{words}</p>"


def _table(rows: list[list[str]], kind: str, *, vertical: bool) -> str:
    count = max(map(len, rows))
    total = sum(WIDTHS[:count])
    columns = "".join(f'<col style="width:{100 * w / total:.1f}%">' for w in WIDTHS[:count])
    made = []
    for row in rows:
        title = vertical and row[0] and not row[0].startswith(("主要事業", "事業費"))
        cells = [html.escape(cell) for cell in [*row, *[""] * (count - len(row))]]
        first = f'<td><div class="up">{cells[0]}</div></td>' if title else f"<td>{cells[0]}</td>"
        made.append(f"<tr>{first}{''.join(f'<td>{cell}</td>' for cell in cells[1:])}</tr>")
    return f'<table class="{kind}"><colgroup>{columns}</colgroup>{"".join(made)}</table>'
