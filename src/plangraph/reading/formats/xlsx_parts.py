"""What stands in the parts of a workbook, as it stands there: sheets, shared strings, number formats, raw cells.

ECMA-376 part 1, 18 (SpreadsheetML), in its transitional and its strict namespaces. Parsed with Python's own expat, in one
pass and within limits: openpyxl builds an object for each cell of a merged range and trusts the ranges that a file states.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from plangraph.errors import SourceError
from plangraph.model.texts import Bilingual
from plangraph.reading.formats.number_formats import BUILT_IN, GENERAL
from plangraph.reading.formats.zip_limits import OfficeParts

_MAIN = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main ",
    "http://purl.oclc.org/ooxml/spreadsheetml/main ",
)
_RELATION_ID = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships id",
    "http://purl.oclc.org/ooxml/officeDocument/relationships id",
)
MAX_CELLS = 1_000_000
"""Cells with content, in all sheets."""
_MAX_ELEMENTS = 10_000_000
MAX_ROW, MAX_COLUMN = 1_048_576, 16_384
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_HALVES = re.compile("[\ud800-\udfff]")

Range = tuple[int, int, int, int]
"""First row, first column, last row, last column."""


@dataclass(frozen=True, slots=True)
class SheetEntry:
    """One sheet as the workbook names it; `hidden` is so by the user or by a macro."""

    name: str
    part: str
    kind: str
    hidden: bool


@dataclass(frozen=True, slots=True)
class Workbook:
    """What the sheets share. `formats` are number formats by the index that cells give as their style."""

    sheets: tuple[SheetEntry, ...]
    strings: tuple[str, ...]
    formats: tuple[str, ...]
    from_1904: bool


@dataclass(frozen=True, slots=True)
class RawCell:
    """One cell with content: `kind` as in the file (n, s, str, inlineStr, b, e, d), the text of its value."""

    row: int
    column: int
    kind: str
    style: int
    value: str
    formula: bool


@dataclass
class RawSheet:
    """What one sheet's part holds."""

    cells: list[RawCell] = field(default_factory=list)
    merged: list[Range] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)


def parts_to_workbook(parts: OfficeParts) -> Workbook:
    """Read what the sheets share. Raises SourceError where the archive holds no workbook."""
    roots = parts.relations("")
    book = next((target for kind, target in roots.values() if kind == "officeDocument"), "xl/workbook.xml")
    relations = parts.relations(book)
    sheets, from_1904 = _sheets(parts, book, relations)
    strings = next((t for kind, t in relations.values() if kind == "sharedStrings" and t in parts), None)
    styles = next((t for kind, t in relations.values() if kind == "styles" and t in parts), None)
    return Workbook(
        sheets,
        tuple(_strings(parts, strings)) if strings else (),
        tuple(_formats(parts, styles)) if styles else (),
        from_1904,
    )


def _sheets(
    parts: OfficeParts, book: str, relations: dict[str, tuple[str, str]]
) -> tuple[tuple[SheetEntry, ...], bool]:
    found: list[SheetEntry] = []
    from_1904 = False

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal from_1904
        name = _local(tag)
        if name == "workbookPr":
            from_1904 = attributes.get("date1904") in ("1", "true")
        elif name == "sheet":
            identifier = next((attributes[a] for a in _RELATION_ID if a in attributes), "")
            kind, target = relations.get(identifier, ("", ""))
            hidden = attributes.get("state", "visible") != "visible"
            found.append(SheetEntry(attributes.get("name", ""), target, kind, hidden))

    parts.parse(book, start=start)
    return tuple(found), from_1904


class _TextItem:
    """Gathers the text of one string: its runs joined, without ふりがな, which would be glued to the word."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._phonetic = 0
        self._inside = False

    def start(self, name: str) -> None:
        self._phonetic += name == "rPh"
        self._inside = name == "t" and not self._phonetic

    def end(self, name: str) -> None:
        self._phonetic -= name == "rPh"
        self._inside = False

    def text(self, text: str) -> None:
        if self._inside:
            self.texts.append(text)

    def taken(self) -> str:
        made = unescaped("".join(self.texts))
        self.texts.clear()
        return made


def _strings(parts: OfficeParts, name: str) -> list[str]:
    made: list[str] = []
    item = _TextItem()

    def start(tag: str, _: dict[str, str]) -> None:
        item.start(_local(tag))

    def end(tag: str) -> None:
        local = _local(tag)
        item.end(local)
        if local == "si":
            made.append(item.taken())

    parts.parse(name, start=start, end=end, text=item.text)
    return made


def _formats(parts: OfficeParts, name: str) -> list[str]:
    own: dict[int, str] = {}
    styles: list[int] = []
    inside: list[str] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        local = _local(tag)
        inside.append(local)
        if local == "numFmt":
            own[_integer(attributes.get("numFmtId"))] = attributes.get("formatCode", GENERAL)
        elif local == "xf" and "cellXfs" in inside:
            styles.append(_integer(attributes.get("numFmtId")))

    def end(_: str) -> None:
        inside.pop()

    parts.parse(name, start=start, end=end)
    return [own.get(number) or BUILT_IN.get(number, GENERAL) for number in styles]


def part_to_sheet(parts: OfficeParts, entry: SheetEntry, room: int) -> RawSheet:
    """Read the cells with content of one sheet, at most `room`, whatever range the sheet says that it has."""
    reader = _SheetReader(parts, entry, room)
    parts.parse(entry.part, start=reader.start, end=reader.end, text=reader.text)
    return reader.sheet


class _SheetReader:
    def __init__(self, parts: OfficeParts, entry: SheetEntry, room: int) -> None:
        self.sheet = RawSheet()
        self._parts, self._entry, self._room = parts, entry, room
        self._row = self._column = self._elements = 0
        self._attributes: dict[str, str] | None = None
        self._value: list[str] = []
        self._item = _TextItem()
        self._in_value = self._in_inline = self._formula = False
        starts: dict[str, Callable[[dict[str, str]], None]] = {
            "row": self._start_row,
            "c": self._start_cell,
            "v": self._start_value,
            "f": self._start_formula,
            "is": self._start_inline,
            "col": self._start_columns,
            "mergeCell": self._start_merged,
        }
        self._starts = {space + name: handler for space in _MAIN for name, handler in starts.items()}

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        handler = self._starts.get(tag)
        if handler is not None:
            handler(attributes)
        elif self._in_inline:
            self._item.start(_local(tag))

    def end(self, tag: str) -> None:
        name = _local(tag)
        if name == "c":
            self._end_cell()
        elif name == "v":
            self._in_value = False
        elif name == "is":
            self._in_inline = False
            self._value.append(self._item.taken())
        elif self._in_inline:
            self._item.end(name)

    def text(self, text: str) -> None:
        if self._in_value:
            self._value.append(text)
        elif self._in_inline:
            self._item.text(text)

    def _start_row(self, attributes: dict[str, str]) -> None:
        self._row = _integer(attributes.get("r")) or self._row + 1
        self._column = 0
        if not 0 < self._row <= MAX_ROW:
            raise self._parts.damaged(self._entry.part, f"row {self._row}")
        if attributes.get("hidden") in ("1", "true") or attributes.get("ht") == "0":
            self.sheet.hidden_rows.append(self._row)

    def _start_cell(self, attributes: dict[str, str]) -> None:
        self._elements += 1
        if self._elements > _MAX_ELEMENTS:
            raise too_many_cells(self._parts.place)
        self._attributes = attributes
        self._value = []
        self._formula = False
        if "r" in attributes:
            self._row, self._column = self._reference(attributes["r"])
        else:
            self._column += 1

    def _start_value(self, _: dict[str, str]) -> None:
        self._in_value = self._attributes is not None

    def _start_formula(self, _: dict[str, str]) -> None:
        self._formula = True

    def _start_inline(self, _: dict[str, str]) -> None:
        self._in_inline = self._attributes is not None

    def _end_cell(self) -> None:
        attributes, value = self._attributes, "".join(self._value)
        self._attributes = None
        if attributes is None or not (value or self._formula):
            return
        self._room -= 1
        if self._room < 0:
            raise too_many_cells(self._parts.place)
        style = _integer(attributes.get("s"))
        kind = attributes.get("t", "n")
        self.sheet.cells.append(RawCell(self._row, self._column, kind, style, value, self._formula))

    def _start_columns(self, attributes: dict[str, str]) -> None:
        if attributes.get("hidden") in ("1", "true") or attributes.get("width") == "0":
            first, last = _integer(attributes.get("min")), _integer(attributes.get("max"))
            self.sheet.hidden_columns.append((first, last))

    def _start_merged(self, attributes: dict[str, str]) -> None:
        first, _, last = attributes.get("ref", "").partition(":")
        top, left = self._reference(first)
        bottom, right = self._reference(last or first)
        self.sheet.merged.append((min(top, bottom), min(left, right), max(top, bottom), max(left, right)))

    def _reference(self, text: str) -> tuple[int, int]:
        found = _REFERENCE.fullmatch(text)
        if found is None:
            raise self._parts.damaged(self._entry.part, f"cell {text[:40]!r}")
        column = 0
        for letter in found[1]:
            column = column * 26 + ord(letter) - ord("A") + 1
        row = int(found[2])
        if not (0 < row <= MAX_ROW and 0 < column <= MAX_COLUMN):
            raise self._parts.damaged(self._entry.part, f"cell {text}")
        return row, column


def too_many_cells(place: str) -> SourceError:
    """The error for a workbook of more cells than can be read in bounded time."""
    return SourceError(
        place,
        Bilingual(
            f"セルが多すぎます（値のあるセルは {MAX_CELLS:,} まで）。シートを分けて保存し直してください。",
            f"too many cells (at most {MAX_CELLS:,} with content); save its sheets as workbooks of their own",
        ),
    )


def unescaped(text: str) -> str:
    """A string of a workbook, in which `_x000D_` stands for a character that XML cannot hold (ST_Xstring).

    What is no character becomes U+FFFD.

    >>> unescaped("市民部_x000D_\\n市民課"), unescaped("_xD800_")
    ('市民部\\r\\n市民課', '\\ufffd')
    """
    if "_x" not in text:
        return text
    text = _ESCAPED.sub(lambda code: chr(int(code[1], 16)), text).replace("\0", "\ufffd")
    if _HALVES.search(text):
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def _local(tag: str) -> str:
    """The name of an element of a workbook; nothing for one of another namespace."""
    return next((tag[len(space) :] for space in _MAIN if tag.startswith(space)), "")


def _integer(text: str | None) -> int:
    """A whole number; 0 where there is none."""
    return int(text) if text is not None and re.fullmatch("[0-9]{1,9}", text) else 0
