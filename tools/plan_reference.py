"""The reference page on plan.toml and on corrections.toml beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from reference_parts import code, page, table, words_for

from plangraph.reading import corrections, plan_changes, plan_toml
from plangraph.reading.corrected_fields import FIELDS
from plangraph.reading.layout_keys import FAMILIES
from plangraph.reading.layouts import layout_names

_HEAD = ("キー", "", "意味", "meaning", "例")
_KINDS = {
    "text": "文字列",
    "texts": "文字列の並び",
    "divisions": "部課の並び",
    "money": "金額",
    "figure": "数値",
    "count": "数",
    "role": "`home` `relisting` `carried`",
    "standing": "`Priority` `NotPriority`",
}


def plan_toml_page() -> str:
    """The keys of a plan.toml and of a corrections.toml; one without its words stops the page from being made."""
    optional = plan_toml.OPTIONAL_FACTS
    facts = words_for("facts", plan_toml.FACTS)
    return page(
        "plan.toml",
        "The keys of a plan.toml and of the corrections.toml beside it. How to write one: [add a document](../how-to/add-a-document.md).",
        ["書き方と例は [文書を足す](../how-to/add-a-document.md) にあります。誤りがあれば、キーと行を示して止まります。"],
        ["## [document]", "", *table(_HEAD, _rows(words_for("document", plan_toml.DOCUMENT_KEYS)))],
        [
            f"`family` は {_listed(FAMILIES)} のいずれか、または記録の JSON の `records` です。組み込みのレイアウトは {_listed(layout_names())} です。",
        ],
        [
            "## [printed] と [known.…]",
            "",
            "次の事実は、文書に印刷されていれば `[printed]` に、別の手がかりから分かるのなら `[known.名]` に `value` と `why`",
            "（分かる理由）を添えて書きます。両方には書けません。市区町村なら `municipality` と `municipality_code`、",
            "ほかの団体（省庁など）なら `body` と `body_code` が要ります。",
            "",
            *table(
                ("キー", "", "型", "意味", "meaning", "例"),
                (
                    (code(k), _need(k, optional), "整数" if plan_toml.FACTS[k] is int else "文字列", w["ja"], w["en"], code(w["example"]))
                    for k, w in facts.items()
                ),
            ),
        ],
        [
            "## [known.chapters]",
            "",
            "再掲の記号の頭の字と、章の名です。読んでいない章を指す記号にも名を添えられます。`why` が要ります。",
            "例: `\"安\" = \"安心して暮らせるまちづくり\"`",
        ],
        [
            "## [layout]",
            "",
            "レイアウトをこの中に書くときの表です。`[document]` の `layout` は書きません。キーは [レイアウト](layouts.md) にあります。",
            "例: `[layout]`、`[[layout.column]]`",
        ],
        [
            "## [aliases]",
            "",
            "一つのものが違う名で印刷されているとき、`\"印刷された名\" = \"使う名\"` と書きます。番号でも書けます。名は、幅（全角・半角）と",
            "空白の違いを除いて比べます。使う名に、さらに別の名を当てることはできません。記録には印刷された名が残ります。",
            "",
            *table(("表", "意味", "meaning", "例"), _plain_rows(words_for("aliases", plan_changes.ALIAS_TABLES))),
        ],
        [
            "## [[division_change]]",
            "",
            "部課の改称や統廃合です。違う年の版に載る部課を、たどれるようになります。`from` と `to` の数は、`renamed` と `moved` では一つずつ、",
            "`merged` では二つ以上から一つ、`split` では一つから二つ以上、`closed` では一つ以上から無しです。",
            "",
            *table(("キー", "意味", "meaning", "例"), _plain_rows(words_for("division_change", plan_changes.DIVISION_CHANGE_KEYS))),
        ],
        *_corrections(),
    )  # fmt: skip


def _corrections() -> Iterable[list[str]]:
    yield [
        "## corrections.toml の [[correction]]",
        "",
        "読み誤りや誤植を直します。`plan.toml` と同じフォルダーに置きます。印刷された値は、訂正の記録（誰が、いつ、なぜ）とともに残ります。",
        "訂正した金額の状態は「記載」（Stated）で、`printed_amount` は印刷のまま、根拠（`derivation`）に「訂正: 9 → 90」と記します。",
        "引用が文書にない訂正（`correction-quote-gone`）、いくつもの記録に当たる訂正（`correction-ambiguous`）、`printed` が読み取った値と",
        "違う訂正（`correction-printed-differs`）、項目や値が合わない訂正（`correction-does-not-fit`）は行わず、指摘にします。",
        "",
        *table(_HEAD, _rows(words_for("correction", corrections.CORRECTION_KEYS))),
    ]
    yield [
        "`field` は次のとおりです。`?` の付いた部分は省けます。`KIND` は `ProjectCost`（省いたとき）、`PersonnelCost`、`TotalCost` です。",
        "",
        *table(
            ("field", "値"),
            (
                (code(f"{record}.{field}{tail}"), _KINDS[kind])
                for record, named in FIELDS.items()
                for field, (kind, tail) in named.items()
            ),
        ),
    ]


def _rows(words: Mapping[str, Any]) -> Iterable[tuple[str, ...]]:
    return (
        (code(k), "" if w.get("optional") else "必須", w["ja"], w["en"], code(w["example"]))
        for k, w in words.items()
    )


def _plain_rows(words: Mapping[str, Any]) -> Iterable[tuple[str, ...]]:
    return ((code(k), w["ja"], w["en"], code(w["example"])) for k, w in words.items())


def _need(name: str, optional: Iterable[str]) -> str:
    if name in plan_toml.BODY_FACTS:
        return "どちらか"
    return "" if name in optional else "必須"


def _listed(names: Iterable[str]) -> str:
    return "、".join(code(name) for name in names)
