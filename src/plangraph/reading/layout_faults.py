"""What may be wrong in a layout, in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from plangraph.model.texts import Bilingual
from plangraph.reading.layout_keys import LayoutKey, Role
from plangraph.reading.toml_lines import KeyPath


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong in a layout. `path` leads to the key, from the layout's own top."""

    path: KeyPath
    message: Bilingual


def must_be(ja: str, en: str) -> Bilingual:
    """A value of another kind."""
    return Bilingual(f"{ja}にしてください", f"must be {en}")


def one_of(values: Iterable[str]) -> Bilingual:
    """A value out of a closed list."""
    known = list(values)
    return Bilingual(f"{'、'.join(known)} のいずれかにしてください", f"must be one of {', '.join(known)}")


def unknown(near: list[str]) -> Bilingual:
    """A key that the table does not have; `near` holds the likeliest one."""
    if near:
        return Bilingual(
            f"知らないキーです。「{near[0]}」の書き誤りではありませんか",
            f"unknown key; did you mean {near[0]}?",
        )
    return Bilingual("知らないキーです。つづりを確かめてください", "unknown key; check its spelling")


def unknown_role(near: list[str], roles: list[str]) -> Bilingual:
    """A role that there is not."""
    if near:
        return Bilingual(
            f"知らない役割です。「{near[0]}」の書き誤りではありませんか",
            f"unknown role; did you mean {near[0]}?",
        )
    return Bilingual(
        f"知らない役割です。使えるもの: {'、'.join(roles)}", f"unknown role; there are {', '.join(roles)}"
    )


def missing(key: LayoutKey) -> Bilingual:
    """A key that must be there."""
    return Bilingual(f"必須です（{key.explanation.ja}）", f"is required ({key.explanation.en})")


def missing_table(path: str) -> Bilingual:
    """A table that must be there."""
    header = f"[[{path.removesuffix('[]')}]]" if path.endswith("[]") else f"[{path}]"
    return Bilingual(f"表 {header} が要ります", f"the table {header} is required")


def lacks(groups: list[str]) -> Bilingual:
    """An expression without a named group that its use needs."""
    words = ", ".join(f"(?P<{name}>…)" for name in groups)
    return Bilingual(
        f"正規表現に名前付きグループ {words} が要ります", f"the expression needs the named group {words}"
    )


def unknown_group(name: str, known: Sequence[str]) -> Bilingual:
    """An expression has a group that nothing reads."""
    return Bilingual(
        f"名前付きグループ {name} は使われません。使えるもの: {'、'.join(known)}",
        f"nothing reads the named group {name}; there are {', '.join(known)}",
    )


def no_level(level: str, names: list[str]) -> Bilingual:
    """A level that no `[[level]]` has."""
    known = "、".join(names) or "なし"
    return Bilingual(
        f"階層「{level}」は [[level]] にありません（あるもの: {known}）",
        f"there is no [[level]] named {level} (there are: {', '.join(names) or 'none'})",
    )


def alike(role: Role, path: str, number: int) -> Bilingual:
    """A rule that says what another says already."""
    return Bilingual(
        f"役割 {role.name} のこの [[{path}]] は、{number} 番目のものと同じです。一つにするか、違いを書いてください",
        f"this [[{path}]] of the role {role.name} is the same as number {number}; keep one, or say how they differ",
    )
