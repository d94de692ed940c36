"""The whole way of one document: bytes → text → lines → tables → records. The first file to read."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from plangraph.errors import DescriptionError, SourceError
from plangraph.model.records import Account, Body, DocumentDescription, DocumentRecords, Plan
from plangraph.model.texts import Bilingual
from plangraph.reading.evaluation_sheet import read_evaluation_sheet
from plangraph.reading.implementation_records import tables_to_listings, tables_to_policies
from plangraph.reading.implementation_tables import lines_to_tables
from plangraph.reading.layouts import Layout, load_layout, recognise_layout
from plangraph.reading.ledger import Ledger
from plangraph.reading.lines import Line, SourceText, visible
from plangraph.reading.plan_toml import PLAN_TOML, load_description
from plangraph.reading.source import bytes_to_text, check_sha256, file_to_bytes, mask_names, mask_torn_names
from plangraph.reading.unweave import Unwoven, unweave


@dataclass(frozen=True)
class Stages:
    """What each stage gave for one document, so that any of them can be looked at."""

    source: SourceText
    unwoven: Unwoven
    tables: Any
    records: DocumentRecords


def read_document(folder: Path, *, keep_names: bool = False) -> DocumentRecords:
    """Read the document that a folder's `plan.toml` describes.

    Personal names are replaced by ［氏名］ unless `keep_names`. Raises SourceError for a file that cannot be read or whose
    sha256 differs, DescriptionError for a wrong plan.toml or layout.
    """
    description = load_description(folder / PLAN_TOML)
    path = folder / description.file
    data = file_to_bytes(path)
    check_sha256(data, description.sha256, str(path))
    layout = load_layout(description.layout, folder)
    return bytes_to_stages(data, description, layout, place=str(path), keep_names=keep_names).records


def describe_file(path: Path, layout_name: str | None = None) -> tuple[bytes, DocumentDescription, Layout]:
    """Find out how to read a file: by the `plan.toml` beside it, by a layout's name, or by looking at the text.

    Raises SourceError where no layout is named and none fits.
    """
    data = file_to_bytes(path)
    beside = path.parent / PLAN_TOML
    if beside.is_file():
        description = load_description(beside)
        if description.file == path.name:
            check_sha256(data, description.sha256, str(path))
            return data, description, load_layout(layout_name or description.layout, path.parent)
    text = bytes_to_text(data, str(path))
    layout = load_layout(layout_name, path.parent) if layout_name else recognise_layout(text)
    if layout is None:
        raise SourceError(
            str(path),
            Bilingual(
                "どのレイアウトで読むか分かりません。plan.toml を添えるか、--as で指定してください。",
                "no built-in layout fits; put a plan.toml beside it or name a layout with --as",
            ),
        )
    return data, _bare_description(path, data, layout), layout


def bytes_to_stages(
    data: bytes, description: DocumentDescription, layout: Layout, *, place: str, keep_names: bool = False
) -> Stages:
    """Take the bytes of one document through every stage."""
    source = SourceText(description.id, bytes_to_text(data, place))
    heads, names = layout.patterns("heads"), layout.patterns("personal_names")
    if not keep_names:
        source = mask_names(source, names)
    unwoven = unweave(source, heads=heads)
    if not keep_names and (covered := mask_torn_names(source, unwoven.lines, names)) is not None:
        source = covered
        unwoven = unweave(source, heads=heads)
    ledger = Ledger(source)
    ledger.findings.extend(unwoven.findings)
    tables, parts = lines_to_records(unwoven.lines, description, layout, ledger)
    account = ledger.close(sum(1 for line in unwoven.lines for _ in visible(line.text)))
    records = DocumentRecords(
        document=description,
        findings=tuple(ledger.findings),
        account=_with_repairs(account, unwoven),
        text=source.text,
        **parts,
    )
    return Stages(source, unwoven, tables, records)


def lines_to_records(
    lines: Sequence[Line], description: DocumentDescription, layout: Layout, ledger: Ledger
) -> tuple[Any, dict[str, Any]]:
    """Take lines in reading order through tables to records, by the family of the layout.

    Raises DescriptionError for an expression of the layout that is not a regular expression.
    """
    try:
        return _read_family(lines, description, layout, ledger)
    except re.error as error:
        raise DescriptionError(
            f"{layout.name}.toml",
            Bilingual(
                f"正規表現「{error.pattern!r}」が正しくありません（{error}）。",
                f"{error.pattern!r} is not a regular expression ({error})",
            ),
        ) from None


def _read_family(
    lines: Sequence[Line], description: DocumentDescription, layout: Layout, ledger: Ledger
) -> tuple[Any, dict[str, Any]]:
    if layout.family == "implementation-plan":
        tables = lines_to_tables(lines, layout.settings, ledger)
        return tables, {
            "policies": tables_to_policies(tables, layout.settings, ledger),
            "listings": tables_to_listings(tables, layout.settings, ledger),
        }
    return read_evaluation_sheet(lines, description, layout.settings, ledger)


def _with_repairs(account: Account, unwoven: Unwoven) -> Account:
    return replace(account, repairs=(*(repair.ja for repair in unwoven.repairs), *account.repairs))


def _bare_description(path: Path, data: bytes, layout: Layout) -> DocumentDescription:
    """Describe a file of which nothing is known but its layout."""
    return DocumentDescription(
        id="unknown",
        file=path.name,
        sha256=hashlib.sha256(data).hexdigest(),
        family=layout.family,
        layout=layout.name,
        body=Body(name="", code=""),
        plan=Plan(id="unknown", title="", first_year=0, last_year=0),
        first_year=0,
        last_year=0,
        title=path.name,
    )
