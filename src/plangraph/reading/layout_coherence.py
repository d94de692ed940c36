"""The parts of a layout held against each other: roles and their keys, levels, rules that are alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from plangraph.model.fiscal_years import fiscal_year_of
from plangraph.model.texts import Bilingual
from plangraph.reading.expressions import groups_of
from plangraph.reading.layout_faults import Fault, alike, lacks, no_level
from plangraph.reading.layout_keys import Role, layout_roles
from plangraph.reading.toml_lines import KeyPath


def faults_between(family: str, settings: Mapping[str, Any]) -> Iterator[Fault]:
    """The faults of a layout whose every key is right by itself: what its parts say against each other."""
    yield from _levels(family, settings)
    if family == "evaluation-sheet":
        yield from _twice(settings["heading"], "heading", ("section",))
        return
    years = settings.get("years", {})
    if years.get("first", 0) > years.get("last", 9999):
        yield Fault(("years", "last"), Bilingual("first より前です", "lies before first"))
    if family == "project-table":
        yield from _rules("column", "header", settings)
        yield from _subject_column(settings)
    if family == "project-list":
        yield from _rules("field", "label", settings)
        yield from _item(settings)


def _levels(family: str, settings: Mapping[str, Any]) -> Iterator[Fault]:
    levels = settings.get("level", [])
    yield from _twice(levels, "level", ("name",))
    last = 0
    for number, level in enumerate(levels):
        depth = level.get("depth", number + 1)
        if family == "implementation-plan" and depth != number + 1:
            yield Fault(
                ("level", number, "depth"),
                Bilingual(
                    f"書いた順の番号 {number + 1} にしてください",
                    f"must be its place in the order, {number + 1}",
                ),
            )
        elif depth <= last:
            yield Fault(
                ("level", number, "depth"),
                Bilingual("上の階層より深くしてください", "must be deeper than the level before"),
            )
        last = depth


def _twice(tables: Iterable[Mapping[str, Any]], path: str, keys: tuple[str, ...]) -> Iterator[Fault]:
    seen: dict[tuple[Any, ...], int] = {}
    for number, table in enumerate(tables):
        identity = tuple(table.get(key) for key in keys)
        first = seen.setdefault(identity, number)
        if first != number:
            yield Fault(
                (path, number, keys[0]),
                Bilingual(
                    f"{first + 1} 番目の [[{path}]] と同じです。一つにしてください",
                    f"is that of [[{path}]] {first + 1} too; keep one",
                ),
            )


def _rules(path: str, main: str, settings: Mapping[str, Any]) -> Iterator[Fault]:
    """The faults of `[[column]]` or `[[field]]`: keys by role, levels that are not there, rules that are alike."""
    rules = settings.get(path, [])
    names = [level["name"] for level in settings.get("level", [])]
    seen: dict[tuple[Any, ...], int] = {}
    for number, rule in enumerate(rules):
        role = layout_roles()[rule["is"]]
        yield from _keys_of_role(role, rule, main, (path, number))
        level = rule.get("level")
        if level is not None and level not in names:
            yield Fault((path, number, "level"), no_level(level, names))
        if (wrong := _wrong_pattern(role, rule)) is not None:
            yield Fault((path, number, "pattern"), wrong)
        for identity in _identities(role, rule, main):
            first = seen.setdefault(identity, number)
            if first != number:
                yield Fault((path, number, "is"), alike(role, path, first + 1))
                break


def _keys_of_role(role: Role, rule: Mapping[str, Any], main: str, at: KeyPath) -> Iterator[Fault]:
    for name in role.needs:
        if name not in rule:
            yield Fault(
                (*at, name),
                Bilingual(
                    f"役割 {role.name} には、このキーが要ります", f"is required by the role {role.name}"
                ),
            )
    for name in rule:
        if name not in role.takes and name != main:
            yield Fault(
                (*at, name),
                Bilingual(
                    f"役割 {role.name} には書けません",
                    f"has no meaning for the role {role.name}; take it out",
                ),
            )


def _wrong_pattern(role: Role, rule: Mapping[str, Any]) -> Bilingual | None:
    if "pattern" not in rule:
        return None
    groups = groups_of(rule["pattern"])
    if role.name == "link" and "code" not in groups:
        return lacks(["code"])
    if role.name == "level" and "title" not in groups:
        return lacks(["title"])
    return None


def _identities(role: Role, rule: Mapping[str, Any], main: str) -> Iterator[tuple[Any, ...]]:
    """By what a rule would be the same as another: its header, its role where this stands once, or its year."""
    yield "header", rule[main]
    if role.once is not None:
        yield role.name, *(rule.get(key) for key in role.once)
    elif "year" in rule:
        year = rule["year"] if isinstance(rule["year"], int) else fiscal_year_of(rule["year"])
        yield role.name, year, *(rule.get(key) for key in ("kind", "aspect", "number"))


def _subject_column(settings: Mapping[str, Any]) -> Iterator[Fault]:
    rules, levels = settings["column"], [level["name"] for level in settings.get("level", [])]
    if settings.get("table", {}).get("rows", "project") == "project":
        if not any(rule["is"] == "project" for rule in rules):
            yield Fault(
                ("column",),
                Bilingual(
                    'is = "project" の列（事業名）が要ります', 'a column with is = "project" is required'
                ),
            )
    elif not levels:
        yield Fault(
            ("table", "rows"),
            Bilingual("一行が施策なら [[level]] が要ります", "rows of policies need a [[level]]"),
        )
    elif not any(
        rule["is"] in ("level", "level-title") and rule.get("level") == levels[-1] for rule in rules
    ):
        yield Fault(
            ("column",),
            Bilingual(
                f"一行が施策なら、最も下の階層「{levels[-1]}」の題名の列（level か level-title）が要ります",
                f"rows of policies need a column with the title of the lowest level {levels[-1]} (level or level-title)",
            ),
        )


def _item(settings: Mapping[str, Any]) -> Iterator[Fault]:
    item, roles = settings["item"], [rule["is"] for rule in settings.get("field", [])]
    start = item.get("start_field")
    if ("start" in item) == (start is not None):
        yield Fault(
            ("item",),
            Bilingual("start か start_field の一方が要ります", "needs start or start_field, one of them"),
        )
    elif start is not None and start not in roles:
        yield Fault(
            ("item", "start_field"),
            Bilingual(
                f'is = "{start}" の [[field]] がありません', f'there is no [[field]] with is = "{start}"'
            ),
        )
    elif start is not None and "project" not in roles and not start.startswith("level"):
        yield Fault(
            ("field",),
            Bilingual('is = "project" の項目（事業名）が要ります', 'a field with is = "project" is required'),
        )
