"""`plan.toml`: what is known of a document before it is read.

Facts that the document prints stand under `[printed]`, facts that it does not print under `[known.…]` with `value`
and `why`. A fact stands in one of the two, never in both. Labels that mean one thing stand under `[aliases]`, changes of
offices under `[[division_change]]`; see `plangraph.reading.plan_changes`.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NoReturn

from plangraph.errors import SourceError
from plangraph.model.records import Body, DocumentDescription, Plan
from plangraph.model.texts import Bilingual
from plangraph.reading.layout_keys import FAMILIES
from plangraph.reading.layouts import PLAN_TOML, layout_inside
from plangraph.reading.plan_changes import read_aliases, read_division_changes, refuse_unknown
from plangraph.reading.toml_lines import KeyPath, TomlText, load_toml

__all__ = ["DOCUMENT_KEYS", "FACTS", "OPTIONAL_FACTS", "PLAN_TOML", "TABLES", "load_description"]

TABLES = ("document", "printed", "known", "layout", "aliases", "division_change")
RECORDS = "records"
"""The family of a document that is records as JSON (`plangraph.reading.records_json`), and needs no layout."""
DOCUMENT_KEYS = {"id", "file", "sha256", "family", "layout", "origin", "licence"}
FACTS: dict[str, type] = {
    "document_title": str,
    "plan_title": str,
    "plan_id": str,
    "series": str,
    "first_year": int,
    "last_year": int,
    "municipality": str,
    "municipality_code": str,
    "body": str,
    "body_code": str,
    "wikidata": str,
    "formed": str,
}
OPTIONAL_FACTS = {"series", "wikidata", "formed", "document_title"}
BODY_FACTS = ("municipality", "municipality_code", "body", "body_code")
"""A municipality, or another body: one pair of the two."""
_ID = re.compile(r"[a-z0-9][a-z0-9-]*")
_FORMS: dict[str, tuple[re.Pattern[str], str, str]] = {
    "municipality_code": (
        re.compile(r"\d{5}", re.ASCII),
        "検査数字を除く5桁の数字にしてください",
        "must be five digits, without the check digit",
    ),
    "body_code": (
        re.compile(r"[a-z][a-z0-9-]*"),
        "英小文字で始まる短い名（mhlw など）にしてください",
        "must be a short name that begins with a lower-case letter, such as mhlw",
    ),
    "formed": (
        re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII),
        "YYYY-MM-DD の日付にしてください",
        "must be a day, YYYY-MM-DD",
    ),
    "wikidata": (
        re.compile(r"Q[1-9]\d*", re.ASCII),
        "Q で始まる項目の番号にしてください",
        "must be an item's number, such as Q242882",
    ),
}


def load_description(path: Path) -> DocumentDescription:
    """Read and check a `plan.toml`; raises DescriptionError that names the key and its line.

    Where the layout stands in the file itself, it is checked too, and `layout` is "plan.toml".
    """
    try:
        file = load_toml(path)
    except FileNotFoundError:
        raise SourceError(
            str(path),
            Bilingual(
                "plan.toml がありません。文書のフォルダーを指定してください。",
                "no plan.toml; name a document's folder",
            ),
        ) from None
    return _Reader(file).description()


class _Reader:
    def __init__(self, file: TomlText) -> None:
        self.file = file
        self.why: dict[str, str] = {}

    def description(self) -> DocumentDescription:
        for name in self.file.tables:
            if name not in TABLES:
                self._refuse_unknown((name,), TABLES)
        document = self._table("document")
        for key in document:
            if key not in DOCUMENT_KEYS:
                self._refuse_unknown(("document", key), DOCUMENT_KEYS)
        facts = {name: self._fact(name) for name in FACTS}
        self._check_facts(facts)
        texts = self._document(document)
        return DocumentDescription(
            **texts,
            body=Body(
                name=facts["municipality"] or facts["body"],
                code=facts["municipality_code"] or facts["body_code"],
                wikidata=facts["wikidata"],
                formed=facts["formed"],
            ),
            plan=Plan(
                id=facts["plan_id"],
                title=facts["plan_title"],
                first_year=facts["first_year"],
                last_year=facts["last_year"],
                series=facts["series"],
                chapters=self._chapters(),
            ),
            first_year=facts["first_year"],
            last_year=facts["last_year"],
            title=facts["document_title"] or facts["plan_title"],
            known=self.why,
            origin=self._optional_text(document, "origin"),
            licence=self._optional_text(document, "licence"),
            aliases=read_aliases(self.file),
            division_changes=read_division_changes(self.file),
        )

    # [document]

    def _document(self, document: dict[str, Any]) -> dict[str, str]:
        texts = {key: self._text(document, key) for key in ("id", "file", "sha256")}
        self._check_document(texts)
        inside = "layout" in self.file.tables
        if inside and "layout" in document:
            self._refuse(
                ("document", "layout"),
                "表 [layout] もあります。どちらか一方にしてください",
                "there is a table [layout] too; keep one of them",
            )
        if not inside:
            if document.get("family") == RECORDS:
                return {**texts, "layout": RECORDS, "family": RECORDS}
            return {**texts, "layout": self._text(document, "layout"), "family": self._family(document)}
        layout = layout_inside(self.file)
        if document.get("family", layout.family) != layout.family:
            self._refuse(
                ("document", "family"),
                f"[layout] の family は {layout.family} です。そろえてください",
                f"is {layout.family} in [layout]; make them agree",
            )
        return {**texts, "layout": layout.name, "family": layout.family}

    def _family(self, document: dict[str, Any]) -> str:
        family = self._text(document, "family")
        if family not in FAMILIES:
            self._refuse(
                ("document", "family"),
                f"{'、'.join((*FAMILIES, RECORDS))} のいずれかにしてください",
                f"must be one of {', '.join((*FAMILIES, RECORDS))}",
            )
        return family

    def _check_document(self, texts: dict[str, str]) -> None:
        if not _ID.fullmatch(texts["id"]):
            self._refuse(
                ("document", "id"),
                "小文字の英数字とハイフンだけにしてください",
                "use lower-case letters, digits and hyphens only",
            )
        if not re.fullmatch(r"[0-9a-fA-F]{64}", texts["sha256"]):
            self._refuse(("document", "sha256"), "16進64桁ではありません", "not 64 hexadecimal digits")
        if Path(texts["file"]).name != texts["file"]:
            self._refuse(
                ("document", "file"),
                "同じフォルダーのファイル名にしてください",
                "must be the name of a file in the same folder",
            )

    # [printed] and [known]

    def _fact(self, name: str) -> Any:
        printed, known = self._table("printed", required=False), self._table("known", required=False)
        if name in printed and name in known:
            self._refuse(
                ("known", name),
                "[printed] と [known] の両方にあります。片方にしてください",
                "stands in [printed] and [known]; keep one",
            )
        if name in printed:
            path: KeyPath = ("printed", name)
            value = printed[name]
        elif name in known:
            path = ("known", name, "value")
            value = self._known(known[name], name)
        elif name in OPTIONAL_FACTS or name in BODY_FACTS:
            return None
        else:
            self._refuse_missing(name)
        self._check_fact(path, name, value)
        return value

    def _known(self, fact: Any, name: str) -> Any:
        if not isinstance(fact, dict) or "value" not in fact or not str(fact.get("why", "")).strip():
            self._refuse(
                ("known", name),
                "[known] の事実には value と why が要ります",
                "a known fact needs value and why",
            )
        for key in fact:
            if key not in ("value", "why"):
                self._refuse_unknown(("known", name, key), ("value", "why"))
        self.why[name] = str(fact["why"])
        return fact["value"]

    def _check_fact(self, path: KeyPath, name: str, value: Any) -> None:
        wanted = FACTS[name]
        empty = isinstance(value, str) and not value.strip()
        if not isinstance(value, wanted) or isinstance(value, bool) or empty:
            kind = "整数" if wanted is int else "空でない文字列"
            self._refuse(path, f"{kind}にしてください", f"must be of type {wanted.__name__} and not empty")
        form = _FORMS.get(name)
        if form and not form[0].fullmatch(str(value)):
            self._refuse(path, form[1], form[2])

    def _refuse_missing(self, name: str) -> NoReturn:
        """Refuse for want of a fact; a fact by an unknown name may be the one that is meant."""
        unknown = [(table, key) for table in ("printed", "known") for key in self._unknown_facts(table)]
        near = [path for path in unknown if difflib.get_close_matches(path[1], [name], 1)]
        ja = f"（[{near[0][0]}] の「{near[0][1]}」は知らないキーです）" if near else ""
        en = f" (key {near[0][1]} in [{near[0][0]}] is unknown)" if near else ""
        self._refuse(
            near[0] if near else ("known", name),
            f"{name} を [printed] または [known.{name}] に書いてください（必須）{ja}",
            f"{name} is required under [printed] or [known.{name}]{en}",
        )

    def _unknown_facts(self, table: str) -> list[str]:
        also = {"chapters"} if table == "known" else set()
        return [key for key in self._table(table, required=False) if key not in FACTS and key not in also]

    def _check_facts(self, facts: dict[str, Any]) -> None:
        for table in ("printed", "known"):
            for key in self._unknown_facts(table):
                self._refuse_unknown((table, key), FACTS)
        city = [name for name in BODY_FACTS[:2] if facts[name] is not None]
        other = [name for name in BODY_FACTS[2:] if facts[name] is not None]
        if city and other:
            self._refuse(
                self._path_of(other[0]),
                "市区町村なら municipality、ほかの団体なら body です。一方にしてください",
                "a municipality has municipality, another body has body; keep one of them",
            )
        for name in BODY_FACTS[2:] if other else BODY_FACTS[:2]:
            if facts[name] is None:
                self._refuse_missing(name)
        if facts["first_year"] > facts["last_year"]:
            self._refuse(self._path_of("last_year"), "first_year より前です", "lies before first_year")

    def _path_of(self, name: str) -> KeyPath:
        return ("printed", name) if name in self._table("printed", required=False) else ("known", name)

    def _chapters(self) -> dict[str, str]:
        chapters = self._table("known", required=False).get("chapters", {})
        if not isinstance(chapters, dict):
            self._refuse(
                ("known", "chapters"),
                "表 [known.chapters] にしてください",
                "must be a table [known.chapters]",
            )
        for key, value in chapters.items():
            if not isinstance(value, str) or not value.strip():
                self._refuse(
                    ("known", "chapters", key),
                    "空でない文字列にしてください",
                    "must be a text that is not empty",
                )
        named = {key: value for key, value in chapters.items() if key != "why"}
        if named and "why" not in chapters:
            self._refuse(("known", "chapters"), "why が要ります", "needs why")
        return named

    # reading tables

    def _table(self, name: str, *, required: bool = True) -> dict[str, Any]:
        table = self.file.tables.get(name)
        if table is None and not required:
            return {}
        if not isinstance(table, dict):
            self._refuse((name,), f"表 [{name}] がありません", f"table [{name}] is missing")
        return table

    def _text(self, table: dict[str, Any], key: str) -> str:
        value = table.get(key)
        if not isinstance(value, str) or not value.strip():
            self._refuse(
                ("document", key), "空でない文字列が必須です", "a text that is not empty is required"
            )
        return value

    def _optional_text(self, table: dict[str, Any], key: str) -> str | None:
        return self._text(table, key) if key in table else None

    def _refuse(self, path: KeyPath, ja: str, en: str) -> NoReturn:
        self.file.refuse(path, ja, en)

    def _refuse_unknown(self, path: KeyPath, known: Iterable[str]) -> NoReturn:
        refuse_unknown(self.file, path, known)
