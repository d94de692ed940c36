"""A layout held against the table of keys: what is unknown, missing, of the wrong kind, or at odds with the rest.

Every fault names its key, and where the layout's text is at hand, its line. An expression that can run away (see
`plangraph.reading.expressions`) is refused here, before any document is read with it.
"""

from __future__ import annotations

import codecs
import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from plangraph.errors import DescriptionError
from plangraph.model.fiscal_years import fiscal_year_of
from plangraph.model.texts import Bilingual
from plangraph.reading.expressions import compile_fault, groups_of, runs_away
from plangraph.reading.layout_coherence import faults_between
from plangraph.reading.layout_faults import (
    Fault,
    lacks,
    missing,
    missing_table,
    must_be,
    one_of,
    unknown,
    unknown_group,
    unknown_role,
)
from plangraph.reading.layout_keys import FAMILIES, LayoutKey, LayoutTable, layout_roles, tables_of
from plangraph.reading.toml_lines import KeyPath, TomlText, path_name

_CELLS = ("tab", "pipe", "spaces", "comma")
_YEARS = range(1926, 2201)
_LONGEST_EXPRESSION = 2000


def check_layout(file: TomlText, prefix: KeyPath = ()) -> None:
    """Refuse a layout that is wrong: raises DescriptionError with the first fault, its line, and how many more there are.

    `prefix` is where the layout stands in the file: `("layout",)` inside a plan.toml.
    """
    settings: Any = file.tables
    for part in prefix:
        settings = settings[part]
    faults = sorted(layout_faults(settings), key=lambda fault: _line(file, (*prefix, *fault.path)))
    if not faults:
        return
    first, more = faults[0], len(faults) - 1
    path = (*prefix, *first.path)
    ja, en = first.message.ja, first.message.en
    if more:
        ja, en = f"{ja}（ほかに {more} 件）", f"{en} ({more} more)"
    name = path_name(path)
    raise DescriptionError(file.where(path), Bilingual(f"キー「{name}」: {ja}。", f"key {name}: {en}"))


def _line(file: TomlText, path: KeyPath) -> int:
    for length in range(len(path), 0, -1):
        if path[:length] in file.lines:
            return file.lines[path[:length]]
    return 0


def layout_faults(settings: Mapping[str, Any]) -> list[Fault]:
    """Every fault of a layout, table by table; of one without a known family that alone.

    >>> [fault.message.en for fault in layout_faults({"family": "novel"})]
    ['must be one of implementation-plan, evaluation-sheet, project-table, project-list']
    """
    family = settings.get("family")
    if family not in FAMILIES:
        return [Fault(("family",), one_of(FAMILIES))]
    faults = list(_Checks(family, settings).table("", settings, ()))
    # What follows looks at values that are of the right kind only.
    return faults or list(faults_between(family, settings))


# ---- table by table


@dataclass(frozen=True)
class _Checks:
    family: str
    settings: Mapping[str, Any]

    def table(self, path: str, value: Mapping[str, Any], at: KeyPath) -> Iterator[Fault]:
        """The faults of one table and of those inside it."""
        tables = tables_of(self.family)
        keys = tables[path].keys if path in tables else {}
        inner = _inner_tables(tables, path)
        suggested = set()
        for name, item in value.items():
            if name in keys:
                yield from self._value(keys[name], item, value, (*at, name))
            elif name in inner:
                yield from self._inner(inner[name], item, (*at, name))
            else:
                near = difflib.get_close_matches(name, [*keys, *inner], 1)
                suggested.update(near)
                yield Fault((*at, name), unknown(near))
        for name, key in keys.items():
            if self.family in key.required and name not in value and name not in suggested:
                yield Fault((*at, name), missing(key))
        for name, below in inner.items():
            required = any(self.family in t.required for p, t in tables.items() if p.startswith(below))
            if required and not value.get(name) and name not in suggested:
                yield Fault((*at, name), missing_table(below))

    def _inner(self, path: str, item: Any, at: KeyPath) -> Iterator[Fault]:
        if not path.endswith("[]"):
            if isinstance(item, dict):
                yield from self.table(path, item, at)
            else:
                yield Fault(at, Bilingual(f"表 [{path}] にしてください", f"must be a table [{path}]"))
            return
        if not isinstance(item, list) or not all(isinstance(one, dict) for one in item):
            name = path.removesuffix("[]")
            yield Fault(
                at, Bilingual(f"表の並び [[{name}]] にしてください", f"must be tables written [[{name}]]")
            )
            return
        for number, one in enumerate(item):
            yield from self.table(path, one, (*at, number))

    def _value(
        self, key: LayoutKey, item: Any, neighbours: Mapping[str, Any], at: KeyPath
    ) -> Iterator[Fault]:
        if key.kind in ("regex", "template", "regexes"):
            yield from self._expressions(key, item, neighbours, at)
        elif (wrong := _wrong_value(key, item, self.family)) is not None:
            yield Fault(at, wrong)

    def _expressions(
        self, key: LayoutKey, item: Any, neighbours: Mapping[str, Any], at: KeyPath
    ) -> Iterator[Fault]:
        needed = key.groups_for(self.family, neighbours)
        known = {*needed, *key.groups, *key.may}
        if key.kind != "regexes":
            yield from self._expression(item, needed, known, at)
            return
        if not isinstance(item, list):
            yield Fault(at, must_be("正規表現の並び", "a list of regular expressions"))
            return
        # Groups that a neighbour asks for may be spread over the expressions; others every one must have.
        each = needed if not key.groups_where else ()
        faults = [f for n, one in enumerate(item) for f in self._expression(one, each, known, (*at, n))]
        yield from faults
        if key.groups_where and not faults:
            lacking = set(needed).difference(*map(groups_of, item))
            if lacking:
                yield Fault(at, lacks(sorted(lacking)))

    def _expression(self, item: Any, needed: Iterable[str], known: set[str], at: KeyPath) -> Iterator[Fault]:
        if not isinstance(item, str) or not item:
            yield Fault(at, must_be("空でない正規表現（文字列）", "a regular expression that is not empty"))
            return
        mark = self.settings.get("mark")
        code = mark.get("code") if isinstance(mark, dict) else None
        text = item.replace("{code}", code) if isinstance(code, str) else item.replace("{code}", "x")
        if (fault := compile_fault(text)) is not None:
            yield Fault(
                at, Bilingual(f"正規表現が正しくありません（{fault}）", f"not a regular expression ({fault})")
            )
        elif lacking := [name for name in needed if name not in groups_of(text)]:
            yield Fault(at, lacks(lacking))
        elif known and (strange := sorted(groups_of(text) - known)):
            yield Fault(at, unknown_group(strange[0], sorted(known)))
        elif len(text) > _LONGEST_EXPRESSION or runs_away(text):
            yield Fault(
                at,
                Bilingual(
                    "この正規表現は、長い行で終わらなくなるおそれがあります。繰り返しの中の繰り返しが同じ字に当たらないように書き直してください",
                    "this expression can run for ever on a long line; see that no repetition inside a repetition "
                    "takes the same characters",
                ),
            )


def _inner_tables(tables: Mapping[str, LayoutTable], path: str) -> dict[str, str]:
    """The tables right inside one: key → path. `standing.word[]` stands inside `standing`, which has no keys."""
    start = f"{path}." if path else ""
    inner: dict[str, str] = {}
    for other in tables:
        if other and other.startswith(start) and other != path:
            name = other.removeprefix(start).split(".")[0]
            inner[name.removesuffix("[]")] = start + name
    return inner


def _wrong_value(key: LayoutKey, item: Any, family: str) -> Bilingual | None:
    """What is wrong with a value that is no expression; None where nothing is."""
    match key.kind:
        case "text":
            return None if _is_text(item) else must_be("空でない文字列", "a text that is not empty")
        case "texts":
            fits = isinstance(item, list) and all(map(_is_text, item))
            return None if fits else must_be("空でない文字列の並び", "a list of texts that are not empty")
        case "boolean":
            return None if isinstance(item, bool) else must_be("true か false", "true or false")
        case "integer" | "number":
            return _wrong_number(key, item)
        case "numbers":
            fits = isinstance(item, list) and len(item) == key.count
            if not fits or any(_wrong_number(key, one) for one in item):
                return must_be(
                    f"{key.min:g} 以上の数 {key.count} 個の並び",
                    f"a list of {key.count} numbers from {key.min:g}",
                )
            return None
        case "choice":
            return None if item in key.values and isinstance(item, str) else one_of(key.values)
        case "words":
            fits = isinstance(item, dict) and bool(item) and all(v in key.values for v in item.values())
            return (
                None
                if fits
                else must_be(
                    f"語 = {' か '.join(key.values)} の表", f"a table of words to {' or '.join(key.values)}"
                )
            )
        case _:
            return _wrong_word(key, item, family)


def _wrong_word(key: LayoutKey, item: Any, family: str) -> Bilingual | None:
    match key.kind:
        case "year":
            fits = item in _YEARS if type(item) is int else isinstance(item, str) and fiscal_year_of(item)
            return (
                None
                if fits
                else must_be(
                    '西暦の年度（2019）か元号の付いた年度（"平成31年度"）',
                    'a fiscal year: 2019, or "平成31年度"',
                )
            )
        case "label":
            return None if _is_text(item) or type(item) is int else must_be("番号か語", "a number or a word")
        case "charset":
            return (
                None
                if _is_text(item) and _is_charset(item)
                else must_be("文字コードの名（CP932 など）", "the name of a character set, such as CP932")
            )
        case "cells":
            return (
                None
                if item in _CELLS or _are_stops(item)
                else must_be(
                    f"{'、'.join(_CELLS)} のいずれか、または列の始まる位置の並び（[0, 12, 40]）",
                    f"one of {', '.join(_CELLS)}, or the places at which columns begin ([0, 12, 40])",
                )
            )
        case "role":
            roles = [role.name for role in layout_roles().values() if family in role.families]
            if item in roles:
                return None
            near = difflib.get_close_matches(str(item), roles, 1)
            return unknown_role(near, roles)
    raise AssertionError(key.kind)


def _wrong_number(key: LayoutKey, item: Any) -> Bilingual | None:
    kinds = (int,) if key.kind == "integer" else (int, float)
    if isinstance(item, bool) or not isinstance(item, kinds):
        return must_be("整数", "a whole number") if key.kind == "integer" else must_be("数", "a number")
    low = key.min is None or item >= key.min
    high = key.max is None or item <= key.max
    if low and high:
        return None
    return must_be(
        f"{key.min:g} 以上{f'、{key.max:g} 以下' if key.max is not None else ''}",
        f"{key.min:g} or more{f', and at most {key.max:g}' if key.max is not None else ''}",
    )


def _is_text(item: Any) -> bool:
    return isinstance(item, str) and item != ""


def _is_charset(item: str) -> bool:
    try:
        codecs.lookup(item)
    except LookupError:
        return False
    return True


def _are_stops(item: Any) -> bool:
    if not isinstance(item, list) or not item or any(type(one) is not int or one < 0 for one in item):
        return False
    return all(a < b for a, b in pairwise(item))
