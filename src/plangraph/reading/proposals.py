"""A proposed layout as data, and as a commented `plan.toml` that a person completes."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath
from typing import Any

from plangraph.model.fiscal_years import fiscal_year_of_date
from plangraph.model.texts import comparison_title
from plangraph.reading.header_words import Meaning
from plangraph.reading.money_cells import unit_in

TO_FILL = "（未記入）"
"""Stands where a person must write what the document does not say."""
_CITY = re.compile(
    r"(?P<name>[一-龥ぁ-んァ-ヶ]{1,6}?[市区町村])(?=[一-龥A-Za-z\s　（(]|$)|(?P<before_no>[一-龥ァ-ヶ]{1,6}?[市区町村])(?=の)"
)
_NO_CITY = re.compile(r"都市|各市|本市|当市|同市|市区|区市|全市|の市|町村|市町|地区|校区|学区|区分|区域|特区")


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a key of a proposal is as it is. `open` says that a person must settle it."""

    key: str
    ja: str
    en: str
    open: bool = False


@dataclass(frozen=True, slots=True)
class Proposal:
    """Settings for the readers, the reasons, the fiscal years met, and the words at the head of the document.

    `body` is who publishes the plan, where a column says so. `builtin` names a layout that travels with the program and
    fits; the settings are empty then.
    """

    settings: dict[str, Any]
    reasons: tuple[Reason, ...] = ()
    years: tuple[int, ...] = ()
    head: str = ""
    body: str | None = None
    builtin: str | None = None


def escaped(text: str) -> str:
    """A text as an expression that matches it alone, with white space of any length.

    >>> escaped("事業一覧 (案)")
    '事業一覧\\\\s+\\\\(案\\\\)'
    """
    return r"\s+".join(re.sub(r"([\\.^$*+?{}\[\]|()])", r"\\\1", part) for part in text.split())


def column_table(path: str, meaning: Meaning) -> dict[str, Any]:
    """One `[[column]]` of a proposal: its role, the expression for its header, and what its role needs."""
    table: dict[str, Any] = {"is": meaning.role, "header": escaped(path)}
    if meaning.level is not None:
        table["level"] = meaning.level
    if meaning.role in ("cost", "total") and meaning.kind not in (None, "ProjectCost"):
        table["kind"] = meaning.kind
    if meaning.party is not None:
        table["as"] = meaning.party
    if meaning.number is not None:
        table["number"] = meaning.number
    if meaning.aspect is not None:
        table["aspect"] = meaning.aspect
    if meaning.word is not None:
        table["word"] = meaning.word
    if meaning.role == "note":
        table["label"] = path.replace("/", " ")
    return table


def proposal_to_toml(proposal: Proposal, file_name: str, data: bytes) -> str:
    """Write a `plan.toml` with a `[layout]` table: facts that were met, places to fill in, and the reason of each guess."""
    lines = [
        f"# {file_name} の読み方の案。plangraph layout propose が見出しと語の形から書いたもので、正しいとは限らない。",
        "# 「確かめる」とある行を原文で確かめ、（未記入）を埋めてから、plangraph layout check で読んでみる。",
        "# A first description made from headers and patterns: check every line, fill in what is missing.",
        "",
        "[document]",
        f"id = {_toml(_identifier(file_name, data))}",
        f"file = {_toml(file_name)}",
        f"sha256 = {_toml(hashlib.sha256(data).hexdigest())}",
    ]
    if proposal.builtin is not None:
        lines += [f'family = "{proposal.settings["family"]}"', f'layout = "{proposal.builtin}"']
    else:
        lines += [f'family = "{proposal.settings["family"]}"']
    lines += ["", *_facts(proposal, file_name, _identifier(file_name, data))]
    if proposal.builtin is None:
        lines += ["", *_layout(proposal)]
    return "\n".join(lines) + "\n"


def _identifier(file_name: str, data: bytes) -> str:
    """A document's id from its file name and its bytes: two files named list.xlsx are two documents."""
    stem = re.sub(r"[^a-z0-9]+", "-", PurePath(comparison_title(file_name)).stem.lower()).strip("-")
    return f"{stem or 'document'}-{hashlib.sha256(data).hexdigest()[:6]}"


def _facts(proposal: Proposal, file_name: str, identifier: str) -> list[str]:
    lines = [
        "# 印刷されている事実は [printed] に、印刷されていない事実は [known.…] に why（なぜ分かるか）を添えて書く。"
    ]
    lines += [
        "# What is printed stands in [printed], what is known otherwise in [known.…], with why.",
        "[printed]",
    ]
    unknown: list[tuple[str, Any, str]] = []
    if proposal.years:
        first, last = min(proposal.years), max(proposal.years)
        lines += [
            f"first_year = {first}   # 確かめる: 見出しにある最初の年度",
            f"last_year = {last}   # 確かめる: 最後の年度",
        ]
    else:
        year = fiscal_year_of_date(date.today())
        why = f"{TO_FILL}年度が見つからないため、仮に今年度とした。"
        unknown += [("first_year", year, why), ("last_year", year, why)]
    name = proposal.body or _city(proposal.head) or _city(file_name)
    ministry = name is not None and re.search(r"[省庁府院]$|委員会$|機構$", name) is not None
    kind = "body" if ministry else "municipality"
    if name is not None:
        lines.append(f"{kind} = {_toml(name)}   # 確かめる: 文書にある名")
    else:
        unknown.append((kind, TO_FILL, TO_FILL))
    code = "body-" + hashlib.sha256(str(name).encode()).hexdigest()[:6] if ministry else "00000"
    unknown.append((f"{kind}_code", code, f"{TO_FILL}団体コード（検査数字を除く5桁）か、短い英字の名。"))
    unknown.append(("plan_title", _title(proposal.head) or TO_FILL, f"{TO_FILL}計画の題名。"))
    unknown.append(("plan_id", f"{identifier}-plan", "このプログラムでの計画の識別子。"))
    for key, value, why in unknown:
        lines += ["", f"[known.{key}]", f"value = {_toml(value)}", f"why = {_toml(why)}"]
    return lines


def _city(text: str) -> str | None:
    """The first name of a municipality in a text."""
    plain = re.sub(r"第\s*[0-9０-９一二三四五六七八九十]+\s*[次期]", " ", text)
    names = (m["name"] or m["before_no"] for m in _CITY.finditer(plain))
    return next((name for name in names if not _NO_CITY.search(name)), None)


def _title(head: str) -> str | None:
    """The first line at the head that speaks of a plan or a list."""
    for line in head.split("\n"):
        cells = [cell.strip() for cell in line.split("\t") if cell.strip() and unit_in(cell) is None]
        if 0 < len(cells) <= 2 and re.search(r"計画|一覧|評価|プラン|調書|事業", cells[-1]):
            return " ".join(cells)
    return None


def _layout(proposal: Proposal) -> list[str]:
    by_key = {reason.key: reason for reason in proposal.reasons}
    settings = proposal.settings
    lines = ["# ---- 読み方", "[layout]", f'family = "{settings["family"]}"']
    for key in ("recognise", "personal_names"):
        lines += [f"{key} = {_toml(settings[key])}"] if key in settings else []
    for name, table in settings.items():
        if isinstance(table, dict):
            lines += ["", f"[layout.{name}]", *_remarks(by_key, name)]
            lines += [
                f"{key} = {_toml(value)}{_remark(by_key, f'{name}.{key}')}" for key, value in table.items()
            ]
        elif isinstance(table, list) and table and isinstance(table[0], dict):
            for item in table:
                header = item.get("header", item.get("label", ""))
                lines += ["", f"[[layout.{name}]]"]
                lines += [*_remarks(by_key, f"{name} {_unescaped(header)}"), *_remarks(by_key, name)]
                lines += [f"{key} = {_toml(value)}" for key, value in item.items()]
    if "money.unit" in by_key:
        remark = by_key["money.unit"]
        lines += ["", "[layout.money]", f"# 確かめる: {remark.ja} / {remark.en}", '# unit = "千円"']
    return lines


def _remarks(by_key: dict[str, Reason], key: str) -> list[str]:
    return [f"# 確かめる: {by_key[key].ja} / {by_key[key].en}"] if key in by_key else []


def _remark(by_key: dict[str, Reason], key: str) -> str:
    return f"   # 確かめる: {by_key[key].ja} / {by_key[key].en}" if key in by_key else ""


def _unescaped(expression: str) -> str:
    return re.sub(r"\\(.)", r"\1", expression.replace(r"\s+", " "))


def _toml(value: Any) -> str:
    """One value in TOML; expressions as literal strings, so that their backslashes stand as they are."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, list):
        return "[" + ", ".join(_toml(item) for item in value) + "]"
    text = str(value)
    if "'" not in text and "\n" not in text and ("\\" in text or '"' in text):
        return f"'{text}'"
    for plain, code in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\t", "\\t"), ("\r", "\\r")):
        text = text.replace(plain, code)
    return '"' + re.sub(r"[\x00-\x1f\x7f\u2028\u2029]", lambda m: f"\\u{ord(m[0]):04x}", text) + '"'
