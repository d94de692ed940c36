"""The reference page on layouts: every table, every key with an example, every role."""

from __future__ import annotations

from collections.abc import Iterable

from reference_parts import code, page, table

from plangraph.reading.layout_keys import FAMILIES, LayoutKey, LayoutTable, layout_roles, layout_tables

_KINDS = {
    "text": "文字列",
    "texts": "文字列の並び",
    "regex": "正規表現",
    "regexes": "正規表現の並び",
    "template": "正規表現（`{code}` は `[mark] code`）",
    "integer": "整数",
    "number": "数",
    "numbers": "数の並び",
    "boolean": "`true` `false`",
    "year": "西暦の年度か、元号の付いた年度",
    "label": "番号か語",
    "charset": "文字コードの名",
    "cells": "`tab` `pipe` `spaces` `comma` か、列の始まる位置の並び",
    "role": "役割",
}
_FAMILIES = {
    "implementation-plan": ("事業ごとに二行（内容と事業費）の表", "a table of two rows a project, content and cost"),
    "evaluation-sheet": ("施策ごとの評価票。抽出で混ざった面も読む", "one sheet per policy, also where the extraction wove its pages"),
    "project-table": ("一行一件の表。列は見出しで知る", "a table of one row a project or policy, its columns known by their headers"),
    "project-list": ("表のない一覧やカード", "lists by headings, and cards, without a table"),
}  # fmt: skip


def layouts_page() -> str:
    """All keys of all families."""
    return page(
        "レイアウト",
        "Every key of a layout: what it means, what it may be, and an example. How to write one: [write a layout](../how-to/write-a-layout.md).",
        [
            "書き方は [レイアウトを書く](../how-to/write-a-layout.md) にあります。レイアウトは、組み込みのもの、`plan.toml` と同じフォルダーの",
            "「名.toml」、`plan.toml` の中の表 `[layout]` のどれかです。知らないキー、足りないキー、合わない値は、キーと行を示して止まります。",
        ],
        [
            "## 種類 / Families",
            "",
            *table(("family", "意味", "meaning"), ((code(f), *_FAMILIES[f]) for f in FAMILIES)),
        ],
        [
            "## 正規表現 / Expressions",
            "",
            "Python の正規表現です。全角の英数字と記号を半角にした文字（NFKC）に当てるので、`（` ではなく `\\(` と書きます。断りがなければ、",
            "行やセルの**全体**に合わなければなりません。名前付きグループ `(?P<name>…)` で、その部分が何かを言います。TOML では `'…'` で囲むと、",
            "`\\` をそのまま書けます。繰り返しの中の繰り返しが同じ字に当たる式（`(.+)*` など）は、長い行で終わらなくなるおそれがあるので、",
            "読む前に断ります。",
        ],
        *(list(_table_part(one)) for one in layout_tables()),
        [
            "## 役割 / Roles",
            "",
            "`[[column]]` と `[[field]]` の `is` です。",
            "",
            *table(("is", "要るキー", "書けるキー", "意味", "meaning"), _role_rows()),
        ],
    )


def _table_part(one: LayoutTable) -> Iterable[str]:
    yield f"## {_header(one.path)}{_of_families(one)}"
    yield ""
    yield f"{one.explanation.ja} / {one.explanation.en}"
    yield ""
    head = ("キー", "", "値", "省いたとき", "意味", "meaning", "例")
    yield from table(head, (_key_row(one, key) for key in one.keys.values()))


def _header(path: str) -> str:
    if not path:
        return "最上位 / Top level"
    return f"[[{path.removesuffix('[]')}]]" if path.endswith("[]") else f"[{path}]"


def _of_families(one: LayoutTable) -> str:
    return "" if one.families == set(FAMILIES) else f"（{_listed(one.families)}）"


def _key_row(one: LayoutTable, key: LayoutKey) -> tuple[str, ...]:
    return (
        code(key.name),
        _need(one, key),
        _value(key),
        key.default,
        key.explanation.ja + _groups(key) + (f"（{_listed(key.families)} だけ）" if key.families != one.families else ""),
        key.explanation.en,
        code(key.example),
    )  # fmt: skip


def _need(one: LayoutTable, key: LayoutKey) -> str:
    if not key.required:
        return ""
    return "必須" if key.required == key.families else f"{_listed(key.required)} では必須"


def _value(key: LayoutKey) -> str:
    if key.kind == "choice":
        return " ".join(code(value) for value in key.values)
    if key.kind == "words":
        return f"語 = {' か '.join(code(value) for value in key.values)}"
    return _KINDS[key.kind]


def _groups(key: LayoutKey) -> str:
    named = [*key.groups, *(f"{name}?" for name in key.may)]
    return f"。グループ: {' '.join(code(name) for name in named)}" if named else ""


def _role_rows() -> Iterable[tuple[str, ...]]:
    for role in layout_roles().values():
        free = sorted(role.takes - set(role.needs) - {"is", "header", "pattern", "required"})
        only = "（`project-list` だけ）" if role.families == {"project-list"} else ""
        keys = (" ".join(code(name) for name in names) for names in (role.needs, free))
        yield code(role.name), *keys, role.explanation.ja + only, role.explanation.en


def _listed(families: Iterable[str]) -> str:
    return "、".join(family for family in FAMILIES if family in set(families))
