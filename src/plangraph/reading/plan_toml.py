"""`plan.toml`: what is known of a document before it is read.

Facts that the document prints stand under `[printed]`, facts that it does not print under `[known.…]` with `value`
and `why`. A fact stands in one of the two, never in both.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any, NoReturn

from plangraph.errors import DescriptionError, SourceError
from plangraph.model.records import Body, DocumentDescription, Plan
from plangraph.model.texts import Bilingual

PLAN_TOML = "plan.toml"
FAMILIES = ("implementation-plan", "evaluation-sheet")
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
    "wikidata": str,
    "formed": str,
}
OPTIONAL_FACTS = {"series", "wikidata", "formed", "document_title"}
_ID = re.compile(r"[a-z0-9][a-z0-9-]*")


def load_description(path: Path) -> DocumentDescription:
    """Read and check a `plan.toml`; raises DescriptionError that names the key and its line."""
    return _Reader(path).description()


class _Reader:
    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self.text = path.read_text(encoding="utf-8")
            self.tables: dict[str, Any] = tomllib.loads(self.text)
        except FileNotFoundError:
            raise SourceError(
                str(path),
                Bilingual(
                    "plan.toml がありません。文書のフォルダーを指定してください。",
                    "no plan.toml; name a document's folder",
                ),
            ) from None
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
            raise DescriptionError(
                str(path),
                Bilingual(f"TOML として読めません（{error}）。", f"not TOML ({error}); mend it there"),
            ) from None
        self.why: dict[str, str] = {}

    def description(self) -> DocumentDescription:
        document = self._table("document")
        for key in document:
            if key not in DOCUMENT_KEYS:
                self._refuse(
                    key, "知らないキーです。つづりを確かめてください", "unknown key; check its spelling"
                )
        facts = {name: self._fact(name) for name in FACTS}
        texts = {key: self._text(document, key) for key in ("id", "file", "sha256", "family", "layout")}
        self._check_document(texts)
        if facts["first_year"] > facts["last_year"]:
            self._refuse("last_year", "first_year より前です", "lies before first_year")
        chapters, _ = self._chapters()
        return DocumentDescription(
            **texts,
            body=Body(
                name=facts["municipality"],
                code=facts["municipality_code"],
                wikidata=facts["wikidata"],
                formed=facts["formed"],
            ),
            plan=Plan(
                id=facts["plan_id"],
                title=facts["plan_title"],
                first_year=facts["first_year"],
                last_year=facts["last_year"],
                series=facts["series"],
                chapters=chapters,
            ),
            first_year=facts["first_year"],
            last_year=facts["last_year"],
            title=facts["document_title"] or facts["plan_title"],
            known=self.why,
            origin=document.get("origin"),
            licence=document.get("licence"),
        )

    def _check_document(self, texts: dict[str, str]) -> None:
        if not _ID.fullmatch(texts["id"]):
            self._refuse(
                "id",
                "小文字の英数字とハイフンだけにしてください",
                "use lower-case letters, digits and hyphens only",
            )
        if not re.fullmatch(r"[0-9a-fA-F]{64}", texts["sha256"]):
            self._refuse("sha256", "16進64桁ではありません", "not 64 hexadecimal digits")
        if texts["family"] not in FAMILIES:
            self._refuse(
                "family",
                f"{'、'.join(FAMILIES)} のいずれかにしてください",
                f"must be one of {', '.join(FAMILIES)}",
            )
        if Path(texts["file"]).name != texts["file"]:
            self._refuse(
                "file",
                "同じフォルダーのファイル名にしてください",
                "must be the name of a file in the same folder",
            )

    def _fact(self, name: str) -> Any:
        printed, known = self._table("printed", required=False), self._table("known", required=False)
        if name in printed and name in known:
            self._refuse(
                name,
                "[printed] と [known] の両方にあります。片方にしてください",
                "stands in [printed] and [known]; keep one",
            )
        if name in printed:
            value = printed[name]
        elif name in known:
            fact = known[name]
            if not isinstance(fact, dict) or "value" not in fact or not str(fact.get("why", "")).strip():
                self._refuse(
                    name, "[known] の事実には value と why が要ります", "a known fact needs value and why"
                )
            value = fact["value"]
            self.why[name] = fact["why"]
        elif name in OPTIONAL_FACTS:
            return None
        else:
            self._refuse(
                name,
                f"[printed] または [known.{name}] に書いてください（必須）",
                f"is required under [printed] or [known.{name}]",
            )
        if (
            not isinstance(value, FACTS[name])
            or isinstance(value, bool)
            or (isinstance(value, str) and not value.strip())
        ):
            kind = "整数" if FACTS[name] is int else "空でない文字列"
            self._refuse(
                name, f"{kind}にしてください", f"must be of type {FACTS[name].__name__} and not empty"
            )
        return value

    def _chapters(self) -> tuple[dict[str, str], str]:
        table = dict(self._table("known", required=False).get("chapters", {}))
        why = str(table.pop("why", ""))
        if table and not why:
            self._refuse("chapters", "why が要ります", "needs why")
        return {str(k): str(v) for k, v in table.items()}, why

    def _table(self, name: str, *, required: bool = True) -> dict[str, Any]:
        table = self.tables.get(name)
        if table is None and not required:
            return {}
        if not isinstance(table, dict):
            self._refuse(name, f"表 [{name}] がありません", f"table [{name}] is missing")
        return table

    def _text(self, table: dict[str, Any], key: str) -> str:
        value = table.get(key)
        if not isinstance(value, str) or not value.strip():
            self._refuse(key, "空でない文字列が必須です", "a text that is not empty is required")
        return value

    def _refuse(self, key: str, ja: str, en: str) -> NoReturn:
        raise DescriptionError(
            f"{self.path}{self._line_of(key)}", Bilingual(f"キー「{key}」: {ja}。", f"key {key}: {en}")
        )

    def _line_of(self, key: str) -> str:
        here = re.compile(rf'\s*(?:\[(?:\w+\.)*{re.escape(key)}\]|"?{re.escape(key)}"?\s*=)')
        for number, line in enumerate(self.text.split("\n"), 1):
            if here.match(line):
                return f":{number}"
        return ""
