"""The tables of a `plan.toml` by which one thing is known under several labels, in one document and over the years.

`[aliases]` says which printed labels mean one policy, project, division or guideline. `[[division_change]]` says what
became of offices (org:ChangeEvent), so that an office of an older edition can be followed to its successor.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import fields
from datetime import date, datetime
from typing import Any, NoReturn

from plangraph.model.divisions import Division
from plangraph.model.fiscal_years import fiscal_year_of
from plangraph.model.records import Aliases, ChangeKind, DivisionChange
from plangraph.model.texts import comparison_title
from plangraph.reading.toml_lines import KeyPath, TomlText

ALIAS_TABLES = tuple(field.name for field in fields(Aliases))
DIVISION_CHANGE_KEYS = ("kind", "from", "to", "year", "date", "why")
_YEARS = range(1926, 2201)
_SIDES: dict[ChangeKind, tuple[tuple[int, int | None], tuple[int, int | None]]] = {
    ChangeKind.RENAMED: ((1, 1), (1, 1)),
    ChangeKind.MOVED: ((1, 1), (1, 1)),
    ChangeKind.MERGED: ((2, None), (1, 1)),
    ChangeKind.SPLIT: ((1, 1), (2, None)),
    ChangeKind.CLOSED: ((1, None), (0, 0)),
}
"""How many offices there are before and after a change: at least, at most."""


def read_aliases(file: TomlText) -> Aliases:
    """The table `[aliases]`; raises DescriptionError where it is wrong.

    An alias of an alias is refused: which of the two labels to use would depend on the order of the file.
    """
    tables = file.tables.get("aliases", {})
    if not isinstance(tables, dict):
        file.refuse(("aliases",), "表 [aliases] にしてください", "must be a table [aliases]")
    for name in tables:
        if name not in ALIAS_TABLES:
            refuse_unknown(file, ("aliases", name), ALIAS_TABLES)
    return Aliases(**{name: _aliases(file, name, table) for name, table in tables.items()})


def _aliases(file: TomlText, name: str, table: Any) -> dict[str, str]:
    if not isinstance(table, dict):
        file.refuse(
            ("aliases", name), f"表 [aliases.{name}] にしてください", f"must be a table [aliases.{name}]"
        )
    used: dict[str, str] = {}
    for label, value in table.items():
        path = ("aliases", name, label)
        if not label.strip() or not isinstance(value, str) or not value.strip():
            file.refuse(
                path,
                '"印刷された名" = "使う名" と書いてください',
                'must be "printed label" = "the label to use"',
            )
        known = comparison_title(label)
        if known == comparison_title(value):
            file.refuse(
                path,
                "左右が同じ名です（幅と空白は比べません）。消してください",
                "both sides are one label, widths and blanks apart; take it out",
            )
        if known in used:
            file.refuse(
                path,
                f"「{used[known]}」と同じ名です（幅と空白は比べません）。一つにしてください",
                f'is the same label as "{used[known]}", widths and blanks apart; keep one',
            )
        used[known] = label
    for label, value in table.items():
        if comparison_title(value) in used:
            file.refuse(
                ("aliases", name, label),
                f"使う名「{value}」にも別の名が当ててあります。最後に使う名を書いてください",
                f'the label to use, "{value}", has an alias itself; name the last one',
            )
    return dict(table)


def read_division_changes(file: TomlText) -> tuple[DivisionChange, ...]:
    """Every `[[division_change]]`, in the order of the file; raises DescriptionError where one is wrong."""
    tables = file.tables.get("division_change", [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        file.refuse(
            ("division_change",),
            "表の並び [[division_change]] にしてください",
            "must be tables written [[division_change]]",
        )
    return tuple(_change(file, table, ("division_change", n)) for n, table in enumerate(tables))


def _change(file: TomlText, table: Mapping[str, Any], at: KeyPath) -> DivisionChange:
    for name in table:
        if name not in DIVISION_CHANGE_KEYS:
            refuse_unknown(file, (*at, name), DIVISION_CHANGE_KEYS)
    kinds = [kind.value for kind in ChangeKind]
    if table.get("kind") not in kinds:
        file.refuse(
            (*at, "kind"),
            f"{'、'.join(kinds)} のいずれかにしてください",
            f"must be one of {', '.join(kinds)}",
        )
    kind = ChangeKind(table["kind"])
    before, after = _SIDES[kind]
    why = table.get("why")
    if not isinstance(why, str) or not why.strip():
        file.refuse(
            (*at, "why"),
            "どこから分かるかを書いてください（必須）",
            "is required: say where this is known from",
        )
    year, day = _when(file, table, at)
    return DivisionChange(
        kind=kind,
        original=_offices(file, table.get("from", []), (*at, "from"), before),
        resulting=_offices(file, table.get("to", []), (*at, "to"), after),
        fiscal_year=year,
        date=day,
        why=why,
    )


def _offices(file: TomlText, names: Any, at: KeyPath, number: tuple[int, int | None]) -> tuple[Division, ...]:
    least, most = number
    if not isinstance(names, list) or len(names) < least or (most is not None and len(names) > most):
        ja = f"{least} 個" + (" 以上" if most is None else "")
        en = f"{least}" + (" or more" if most is None else "")
        file.refuse(
            at,
            f"この種類の変更には、部課の名を {ja}並べてください",
            f"must be a list of {en} offices for this kind",
        )
    made = []
    for index, name in enumerate(names):
        office = Division.parse(name) if isinstance(name, str) else None
        if office is None:
            file.refuse(
                (*at, index),
                '"部 課" の形の名にしてください',
                'must be the name of an office, such as "市民部 市民課"',
            )
        made.append(office)
    return tuple(made)


def _when(file: TomlText, table: Mapping[str, Any], at: KeyPath) -> tuple[int, str | None]:
    """The fiscal year of a change, and its day where that is given."""
    if ("year" in table) == ("date" in table):
        file.refuse(at, "year（年度）か date（日）の一方を書いてください", "needs year or date, one of them")
    if "date" in table:
        day = day_of(file, table["date"], (*at, "date"))
        return day.year - (day.month < 4), day.isoformat()
    year = table["year"]
    if isinstance(year, str):
        year = fiscal_year_of(year)
    if type(year) is not int or year not in _YEARS:
        file.refuse(
            (*at, "year"),
            '西暦の年度（2019）か元号の付いた年度（"平成31年度"）にしてください',
            'must be a fiscal year: 2019, or "平成31年度"',
        )
    return year, None


def day_of(file: TomlText, value: Any, path: KeyPath) -> date:
    """A day, written as a date of TOML or as a text; raises DescriptionError for what is none."""
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
        with suppress(ValueError):
            value = date.fromisoformat(value)
    if not isinstance(value, date) or isinstance(value, datetime):
        file.refuse(path, "YYYY-MM-DD の日付にしてください", "must be a day, YYYY-MM-DD")
    return value


def refuse_unknown(file: TomlText, path: KeyPath, known: Iterable[str]) -> NoReturn:
    """Refuse a key that nothing reads, with the nearest known one by spelling."""
    near = difflib.get_close_matches(str(path[-1]), sorted(known), 1)
    ja = f"「{near[0]}」の書き誤りではありませんか" if near else "つづりを確かめてください"
    en = f"did you mean {near[0]}?" if near else "check its spelling"
    file.refuse(path, f"知らないキーです。{ja}", f"unknown key; {en}")
