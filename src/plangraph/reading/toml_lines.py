"""On which line of a TOML file each of its keys stands, so that a message can name it.

`tomllib` gives values without lines. This walks the same text once more, which `tomllib` has taken already and which
is therefore known to be TOML 1.0, and notes where each key, each element of an array and each table begins.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from plangraph.errors import DescriptionError
from plangraph.model.texts import Bilingual

KeyPath = tuple[str | int, ...]
"""The way to a value: `("column", 2, "header")` is the key `header` of the third `[[column]]`."""

NEWLINE = "\n"
_BLANK = re.compile(r"[ \t]*")
_BETWEEN = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_SCALAR = re.compile(r"[^,\]}#\n]*")
_QUOTED = re.compile(
    r'"""(?:[^"\\]|\\.|"{1,2}(?!"))*"{3,5}'
    r"|'''(?:[^']|'{1,2}(?!'))*'{3,5}"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'",
    re.DOTALL,
)


@dataclass(frozen=True)
class TomlText:
    """One TOML file: its values, and the line of each."""

    place: str
    text: str
    tables: dict[str, Any]
    lines: dict[KeyPath, int]

    def where(self, path: KeyPath) -> str:
        """The file and the line of a key; of the table that should hold it, where it is not there."""
        for length in range(len(path), 0, -1):
            if path[:length] in self.lines:
                return f"{self.place}:{self.lines[path[:length]]}"
        return self.place

    def refuse(self, path: KeyPath, ja: str, en: str) -> NoReturn:
        """Raise a DescriptionError that names a key and its line."""
        name = path_name(path)
        raise DescriptionError(self.where(path), Bilingual(f"キー「{name}」: {ja}。", f"key {name}: {en}"))


def read_toml(data: bytes, place: str) -> TomlText:
    """Parse a TOML file; raises DescriptionError with the line at which it is none."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise DescriptionError(
            f"{place}:{line}",
            Bilingual(
                "UTF-8 として読めないバイトがあります。UTF-8 で保存し直してください。",
                "not TOML: a byte that is not UTF-8; save the file as UTF-8",
            ),
        ) from None
    try:
        tables = tomllib.loads(text)
        return TomlText(place, text, tables, key_lines(text))
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"\(at line (\d+)", str(error))
        raise DescriptionError(
            f"{place}:{at[1] if at else text.count(NEWLINE) + 1}",
            Bilingual(
                f"TOML として読めません（{error}）。その行を直してください。",
                f"not TOML ({error}); mend it there",
            ),
        ) from None
    except RecursionError:
        raise DescriptionError(
            place, Bilingual("入れ子が深すぎます。浅くしてください。", "nested too deep; make it flat")
        ) from None


def load_toml(path: Path) -> TomlText:
    """Read and parse a TOML file; raises DescriptionError, and FileNotFoundError as it is."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise
    except OSError as error:
        raise DescriptionError(
            str(path),
            Bilingual(f"ファイルを読めません（{error.strerror}）。", f"cannot be read ({error.strerror})"),
        ) from None
    return read_toml(data, str(path))


def key_lines(text: str) -> dict[KeyPath, int]:
    r"""Tell the line of every key, table and element of an array; `text` must be TOML.

    A table that several lines open (`[a.b]`, then `[a.c]` opens `a` too) has the first of them.

    >>> key_lines('[[column]]\nis = "cost"\n[[column]]\nheader = ["a",\n "b"]')[("column", 1, "header", 1)]
    5
    """
    walk = _Walk(text)
    walk.document()
    starts = [0, *(m.end() for m in re.finditer("\n", text))]
    return dict(zip(walk.found, _line_numbers(starts, list(walk.found.values())), strict=True))


def _line_numbers(starts: Sequence[int], offsets: Sequence[int]) -> list[int]:
    numbers, order = [0] * len(offsets), sorted(range(len(offsets)), key=offsets.__getitem__)
    line = 0
    for index in order:
        while line < len(starts) and starts[line] <= offsets[index]:
            line += 1
        numbers[index] = line
    return numbers


def path_name(path: KeyPath) -> str:
    """Write a path as people do, elements counted from 1.

    >>> path_name(("column", 2, "header")), path_name(("aliases", "divisions", "市民部 市民課"))
    ('column[3].header', 'aliases.divisions."市民部 市民課"')
    """
    name = ""
    for part in path:
        if isinstance(part, int):
            name += f"[{part + 1}]"
        else:
            name += ("." if name else "") + (part if re.fullmatch(r"[\w-]+", part) else f'"{part}"')
    return name


class _Walk:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.found: dict[KeyPath, int] = {}
        self.elements: dict[KeyPath, int] = {}
        """How many elements each array of tables has so far."""

    def document(self) -> None:
        table: KeyPath = ()
        self._skip(_BETWEEN)
        while self.at < len(self.text):
            if self.text.startswith("[", self.at):
                table = self._header()
            else:
                self._pair(table)
            self._skip(_BETWEEN)

    def _header(self) -> KeyPath:
        start, many = self.at, self.text.startswith("[[", self.at)
        self.at += 2 if many else 1
        keys = self._keys()
        self.at += 2 if many else 1
        path: KeyPath = ()
        for number, (key, _) in enumerate(keys):
            path = (*path, key)
            self.found.setdefault(path, start)
            if many and number == len(keys) - 1:
                self.elements[path] = self.elements.get(path, 0) + 1
            if path in self.elements:
                path = (*path, self.elements[path] - 1)
                self.found.setdefault(path, start)
        return path

    def _pair(self, table: KeyPath) -> None:
        path = table
        for key, start in self._keys():
            path = (*path, key)
            self.found.setdefault(path, start)
        self.at += 1  # the equals sign
        self._skip(_BLANK)
        self._value(path)

    def _keys(self) -> list[tuple[str, int]]:
        keys = []
        while True:
            self._skip(_BLANK)
            keys.append((self._key(), self.at))
            self.at = self._end_of_key()
            self._skip(_BLANK)
            if not self.text.startswith(".", self.at):
                return keys
            self.at += 1

    def _key(self) -> str:
        raw = self.text[self.at : self._end_of_key()]
        return str(tomllib.loads(f"key = {raw}")["key"]) if raw[0] in "\"'" else raw

    def _end_of_key(self) -> int:
        pattern = _QUOTED if self.text[self.at] in "\"'" else _BARE
        return self._matched(pattern)

    def _value(self, path: KeyPath) -> None:
        first = self.text[self.at]
        if first == "[":
            self._array(path)
        elif first == "{":
            self._inline_table(path)
        else:
            self.at = self._matched(_QUOTED if first in "\"'" else _SCALAR)

    def _array(self, path: KeyPath) -> None:
        self.at += 1
        for number in range(len(self.text)):
            self._skip(_BETWEEN)
            if self.text[self.at] == "]":
                break
            self.found.setdefault((*path, number), self.at)
            self._value((*path, number))
            self._skip(_BETWEEN)
            if self.text[self.at] == ",":
                self.at += 1
        self.at += 1

    def _inline_table(self, path: KeyPath) -> None:
        self.at += 1
        self._skip(_BLANK)
        while self.text[self.at] != "}":
            self._pair(path)
            self._skip(_BLANK)
            if self.text[self.at] == ",":
                self.at += 1
                self._skip(_BLANK)
        self.at += 1

    def _skip(self, pattern: re.Pattern[str]) -> None:
        self.at = self._matched(pattern)

    def _matched(self, pattern: re.Pattern[str]) -> int:
        matched = pattern.match(self.text, self.at)
        assert matched is not None, "the text was taken by tomllib"
        return matched.end()
