"""Every key that a layout may have: the table `layout_keys.toml`, as plain data.

`plangraph.reading.layout_checks` holds a layout against it, and the reference page on layouts is printed from it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any, Literal, get_args

from plangraph.model.texts import Bilingual

Family = Literal["implementation-plan", "evaluation-sheet", "project-table", "project-list"]
FAMILIES: tuple[str, ...] = get_args(Family)
ROLE_KEYS = frozenset({"is", "header", "pattern", "required"})
"""Keys of a `[[column]]` that every role takes; of a `[[field]]`, `label` in the place of `header`."""

Kind = Literal[
    "text", "texts", "regex", "regexes", "template", "integer", "number", "numbers", "boolean", "choice",
    "year", "label", "charset", "cells", "words", "role",
]  # fmt: skip


@dataclass(frozen=True)
class LayoutKey:
    """One key of one table.

    `required` and `families` name families. `groups` are the named groups that an expression needs, `groups_in` in the
    place of these by family, `may` those it may have besides; `groups_where` maps a neighbouring key and its value to
    groups. `count` is the length of a list of numbers.
    """

    name: str
    kind: Kind
    explanation: Bilingual
    example: str
    families: frozenset[str]
    required: frozenset[str] = frozenset()
    values: tuple[str, ...] = ()
    default: str = ""
    groups: tuple[str, ...] = ()
    may: tuple[str, ...] = ()
    groups_in: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    groups_where: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    min: float | None = None
    max: float | None = None
    count: int | None = None

    def groups_for(self, family: str, neighbours: Mapping[str, Any]) -> tuple[str, ...]:
        """The groups that the expression needs here."""
        needed = list(self.groups_in.get(family, self.groups))
        for name, by_value in self.groups_where.items():
            needed += by_value.get(str(neighbours.get(name)), ())
        return tuple(needed)


@dataclass(frozen=True)
class LayoutTable:
    """One table of a layout. `path` ends in `[]` where it is an array of tables; "" is the top of the file."""

    path: str
    explanation: Bilingual
    families: frozenset[str]
    required: frozenset[str]
    keys: Mapping[str, LayoutKey]


@dataclass(frozen=True)
class Role:
    """What a column or field may be: the keys it needs and takes, and those by which it stands once.

    `once` is None where several may be alike, and empty where there is one only.
    """

    name: str
    explanation: Bilingual
    families: frozenset[str]
    needs: tuple[str, ...]
    takes: frozenset[str]
    once: tuple[str, ...] | None


@cache
def layout_tables() -> tuple[LayoutTable, ...]:
    """Every table in the order of the reference; a path may come twice, for different families."""
    return tuple(_table(table) for table in _file()["table"])


@cache
def layout_roles() -> Mapping[str, Role]:
    """Every role by its name."""
    return {table["name"]: _role(table) for table in _file()["role"]}


@cache
def tables_of(family: str) -> Mapping[str, LayoutTable]:
    """The tables of one family by path, with the keys of that family only."""
    made: dict[str, LayoutTable] = {}
    for table in layout_tables():
        if family not in table.families:
            continue
        keys = {name: key for name, key in table.keys.items() if family in key.families}
        if table.path in made:
            keys = {**made[table.path].keys, **keys}
        made[table.path] = LayoutTable(table.path, table.explanation, table.families, table.required, keys)
    return made


def _file() -> dict[str, Any]:
    return tomllib.loads((resources.files(__package__) / "layout_keys.toml").read_text(encoding="utf-8"))


def _table(table: dict[str, Any]) -> LayoutTable:
    families = frozenset(table.get("families", FAMILIES))
    return LayoutTable(
        table["path"],
        Bilingual(table["ja"], table["en"]),
        families,
        frozenset(table.get("required", ())),
        {name: _key(name, key, families) for name, key in table["keys"].items()},
    )


def _key(name: str, key: dict[str, Any], families: frozenset[str]) -> LayoutKey:
    own = frozenset(key["families"]) if "families" in key else families
    required = key.get("required", False)
    return LayoutKey(
        name=name,
        kind=key["kind"],
        explanation=Bilingual(key["ja"], key["en"]),
        example=key["example"],
        families=own,
        required=(own if required else frozenset()) if isinstance(required, bool) else frozenset(required),
        groups_in=_tuples(key.get("groups_in", {})),
        groups_where={near: _tuples(by_value) for near, by_value in key.get("groups_where", {}).items()},
        values=tuple(key.get("values", ())),
        groups=tuple(key.get("groups", ())),
        may=tuple(key.get("may", ())),
        default=key.get("default", ""),
        min=key.get("min"),
        max=key.get("max"),
        count=key.get("count"),
    )


def _tuples(lists: Mapping[str, Iterable[str]]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(items) for name, items in lists.items()}


def _role(table: dict[str, Any]) -> Role:
    needs = tuple(table.get("needs", ()))
    return Role(
        table["name"],
        Bilingual(table["ja"], table["en"]),
        frozenset(table.get("families", ("project-table", "project-list"))),
        needs,
        ROLE_KEYS | set(needs) | set(table.get("takes", ())),
        tuple(table["once"]) if "once" in table else None,
    )
