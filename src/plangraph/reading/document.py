"""The whole way of one document: bytes → extract → lines → tables → records. The first file to read."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from plangraph.errors import DescriptionError, SourceError
from plangraph.model.findings import Severity
from plangraph.model.records import Account, Body, DocumentDescription, DocumentRecords, Plan
from plangraph.model.texts import Bilingual
from plangraph.reading.corrections import CORRECTIONS_TOML, apply_corrections, load_corrections
from plangraph.reading.entries import Entries
from plangraph.reading.entry_cells import EntryCells
from plangraph.reading.entry_records import entries_to_records
from plangraph.reading.evaluation_sheet import read_evaluation_sheet
from plangraph.reading.extract import WITHIN, Extract
from plangraph.reading.formats import open_bytes
from plangraph.reading.formats.pdf_wraps import without_wraps
from plangraph.reading.implementation_records import tables_to_listings, tables_to_policies
from plangraph.reading.implementation_tables import lines_to_tables
from plangraph.reading.layouts import Layout, completed_by, load_layout
from plangraph.reading.ledger import Ledger
from plangraph.reading.lines import Line, SourceText, visible
from plangraph.reading.personal_names import names_in, without_names
from plangraph.reading.plan_toml import PLAN_TOML, load_description
from plangraph.reading.project_list import extract_to_list_entries
from plangraph.reading.project_table import extract_to_entries
from plangraph.reading.proposals import TO_FILL
from plangraph.reading.propose import propose_layout
from plangraph.reading.records_json import records_from_json
from plangraph.reading.sheet_doubts import say_read
from plangraph.reading.source import bytes_to_text, check_sha256, file_to_bytes, mask_torn_names
from plangraph.reading.unweave import unweave

PROPOSED = "proposed"
"""The name of a layout that the program proposed and nobody has checked."""
UNDESCRIBED = "unknown"
"""The id of a document that no plan.toml describes."""
WOVEN = frozenset({"implementation-plan", "evaluation-sheet"})
"""Families whose text extractions are looked at for woven and turned pages."""


@dataclass(frozen=True)
class Stages:
    """What each stage gave for one document, so that any of them can be looked at."""

    extract: Extract
    lines: tuple[Line, ...]
    tables: Any
    records: DocumentRecords

    @property
    def source(self) -> SourceText:
        """The text that places point into."""
        return self.extract.source


def read_document(folder: Path, *, keep_names: bool = False) -> DocumentRecords:
    """Read the document that a folder's `plan.toml` describes.

    Personal names are replaced by ［氏名］ unless `keep_names`; the corrections of a `corrections.toml` beside it are made.
    Raises SourceError for a file that cannot be read or whose sha256 differs, DescriptionError for a wrong plan.toml,
    layout or corrections.toml.
    """
    description = load_description(folder / PLAN_TOML)
    return _read(folder / description.file, description, None, keep_names=keep_names).records


def read_file(path: Path, layout_name: str | None = None, *, keep_names: bool = False) -> Stages:
    """Read one file through every stage; see `describe_file` for how, and `read_document` for what is raised."""
    return _read(path, _description_beside(path), layout_name, keep_names=keep_names)


def describe_file(path: Path, layout_name: str | None = None) -> tuple[bytes, DocumentDescription, Layout]:
    """Find out how to read a file: by the `plan.toml` beside it, by a layout's name, or by looking at the document.

    Raises SourceError where no layout is named and none fits.
    """
    return _with_layout(path, _description_beside(path), layout_name)


def _description_beside(path: Path) -> DocumentDescription | None:
    """What the plan.toml in a file's folder says of it; None where there is none, or it is of another file."""
    beside = path.parent / PLAN_TOML
    description = load_description(beside) if beside.is_file() else None
    return description if description is not None and description.file == path.name else None


def _read(
    path: Path, described: DocumentDescription | None, layout_name: str | None, *, keep_names: bool
) -> Stages:
    if path.suffix.lower() == ".json" and layout_name is None:
        return _json_to_stages(path, described)
    data, description, layout = _with_layout(path, described, layout_name)
    stages = bytes_to_stages(data, description, layout, place=str(path), keep_names=keep_names)
    if described is None:
        return stages
    records = stages.records
    corrected = apply_corrections(records, load_corrections(path.parent / CORRECTIONS_TOML), records.text)
    return replace(stages, records=corrected)


def _json_to_stages(path: Path, described: DocumentDescription | None) -> Stages:
    """Records that another program brings as JSON; a plan.toml beside them says what document they are of."""
    data = file_to_bytes(path)
    records = records_from_json(bytes_to_text(data, str(path)), str(path))
    if described is not None:
        check_sha256(data, described.sha256, str(path))
        if records.document.id != described.id:
            raise DescriptionError(
                str(path.parent / PLAN_TOML),
                Bilingual(
                    f"キー「document.id」: 記録の JSON の文書は {records.document.id} です。そろえてください。",
                    f"key document.id: the records' document is {records.document.id}; make them agree",
                ),
            )
        records = replace(records, document=described)
    extract = Extract(SourceText(records.document.id, records.text), (), "json")
    return Stages(extract, (), None, records)


def _with_layout(
    path: Path, described: DocumentDescription | None, layout_name: str | None
) -> tuple[bytes, DocumentDescription, Layout]:
    data = file_to_bytes(path)
    if described is not None:
        check_sha256(data, described.sha256, str(path))
        layout = load_layout(layout_name or described.layout, path.parent)
        return data, completed_by(described, layout) if layout_name is None else described, layout
    found = load_layout(layout_name, path.parent) if layout_name else _proposed_layout(data, path)
    if found is None:
        raise SourceError(
            str(path),
            Bilingual(
                "どのレイアウトで読むか分かりません。plangraph layout propose で plan.toml の案を作るか、--as で指定してください。",
                "no layout fits; make a plan.toml with plangraph layout propose, or name a layout with --as",
            ),
        )
    return data, completed_by(_bare_description(path, data, found), found), found


def _proposed_layout(data: bytes, path: Path) -> Layout | None:
    """The built-in layout that the document's words call for; else what a proposal makes of it."""
    proposal = propose_layout(data, path.name, place=str(path))
    if proposal is None:
        return None
    if proposal.builtin is not None:
        return load_layout(proposal.builtin)
    return Layout(PROPOSED, str(proposal.settings["family"]), proposal.settings)


def bytes_to_stages(
    data: bytes, description: DocumentDescription, layout: Layout, *, place: str, keep_names: bool = False
) -> Stages:
    """Take the bytes of one document through every stage.

    Where a column or field holds personal names, the document is read again without them: nothing of the first reading
    is kept.
    """
    file = layout.settings.get("file", {})
    extract = open_bytes(
        data,
        description.file,
        description.id,
        place=place,
        charset=file.get("charset"),
        cells=file.get("cells", "tab"),
    )
    patterns = layout.patterns("personal_names")
    if not keep_names:
        extract = without_names(extract, names_in(extract.lines, patterns))
    stages = _extract_to_stages(extract, description, layout, keep_names=keep_names)
    if not keep_names and isinstance(stages.tables, Entries):
        covered = without_names(
            extract, _persons(stages.tables, EntryCells(layout.settings, Ledger(extract.source)))
        )
        if covered is not extract:
            return _extract_to_stages(covered, description, layout, keep_names=keep_names)
    return stages


def _persons(entries: Entries, cells: EntryCells) -> set[str]:
    """What stands in the cells that the layout says hold personal names, and behind 課長 in those of offices."""
    found = {item.cell.text for entry in entries.entries for item in entry.of("person") if item.cell.text}
    for entry in entries.entries:
        for item in entry.of("division", "section", "department"):
            if "長" in item.cell.text or "(" in item.cell.text or "（" in item.cell.text:
                found |= {words.text for words in cells.division_list(item.cell).people}
    return found


def _extract_to_stages(
    extract: Extract, description: DocumentDescription, layout: Layout, *, keep_names: bool
) -> Stages:
    lines, repairs, findings = extract.lines, tuple[Bilingual, ...](), extract.findings
    if extract.format == "text" and layout.family in WOVEN:
        heads, names = layout.patterns("heads"), layout.patterns("personal_names")
        unwoven = unweave(extract.source, heads=heads)
        if not keep_names and (covered := mask_torn_names(extract.source, unwoven.lines, names)) is not None:
            extract = replace(extract, source=covered, lines=tuple(covered.lines()))
            unwoven = unweave(extract.source, heads=heads)
        lines, repairs, findings = unwoven.lines, unwoven.repairs, (*findings, *unwoven.findings)
    whole = extract.format == "text" and layout.settings.get("file", {}).get("cells", "tab") == "tab"
    ledger = Ledger(extract.source, None if whole else extract.lines)
    ledger.findings.extend(findings)
    if layout.name == PROPOSED:
        _say_proposed(ledger)
    _say_unfinished(description, ledger)
    chosen = _chosen_tables(replace(extract, lines=lines), layout.settings, ledger)
    tables, parts = extract_to_records(chosen, description, layout, ledger)
    account = ledger.close(sum(1 for line in lines for _ in visible(line.text)))
    records = DocumentRecords(
        document=description,
        findings=tuple(ledger.findings),
        account=_completed(account, repairs, extract),
        text=extract.source.text,
        **parts,
    )
    return Stages(extract, lines, tables, records)


def extract_to_records(
    extract: Extract, description: DocumentDescription, layout: Layout, ledger: Ledger
) -> tuple[Any, dict[str, Any]]:
    """Take an extract's lines through tables to records, by the family of the layout.

    Raises DescriptionError for an expression of the layout that is not a regular expression.
    """
    try:
        return _read_family(extract, description, layout, ledger)
    except re.error as error:
        raise DescriptionError(
            f"{layout.name}.toml",
            Bilingual(
                f"正規表現「{error.pattern!r}」が正しくありません（{error}）。",
                f"{error.pattern!r} is not a regular expression ({error})",
            ),
        ) from None


def _read_family(
    extract: Extract, description: DocumentDescription, layout: Layout, ledger: Ledger
) -> tuple[Any, dict[str, Any]]:
    settings = layout.settings
    if layout.family == "implementation-plan":
        tables = lines_to_tables(
            [_unwrapped(line, extract.format) for line in extract.lines], settings, ledger
        )
        return tables, {
            "policies": tables_to_policies(tables, settings, ledger),
            "listings": tables_to_listings(tables, settings, ledger),
        }
    if layout.family == "evaluation-sheet":
        return read_evaluation_sheet(extract.lines, description, settings, ledger)
    read = extract_to_entries if layout.family == "project-table" else extract_to_list_entries
    entries = read(extract, settings, ledger)
    if extract.format == "pdf":
        entries = entries.with_cells(lambda item: without_wraps(item.cell))
    return entries, entries_to_records(entries, settings, ledger, description.aliases)


def _say_proposed(ledger: Ledger) -> None:
    ledger.finding(
        "layout-proposed",
        Severity.WARNING,
        Bilingual(
            "plan.toml がないため、見出しと語の形から作った読み方の案で読みました。plangraph layout propose で書き出し、確かめてください。",
            "there is no plan.toml, so this was read by a proposal from headers and patterns; write it with plangraph layout propose and check it",
        ),
    )


def _say_unfinished(description: DocumentDescription, ledger: Ledger) -> None:
    """Report the facts of a plan.toml that still wait to be written."""
    values = {"municipality": description.body.name, "plan_title": description.plan.title}
    names = [name for name, why in description.known.items() if TO_FILL in why]
    names += [name for name, value in values.items() if TO_FILL in value and name not in names]
    if names:
        ledger.finding(
            "description-unfinished",
            Severity.WARNING,
            Bilingual(
                f"plan.toml の {'、'.join(names)} がまだ書かれていません。仮の値で読みました。",
                f"plan.toml still lacks {', '.join(names)}; this was read with stand-ins",
            ),
        )


def _unwrapped(line: Line, format_: str) -> Line:
    """A line without the newlines of its cells: a PDF wraps inside words, elsewhere a newline parts words."""
    if WITHIN not in line.text:
        return line
    return without_wraps(line) if format_ == "pdf" else replace(line, text=line.text.replace(WITHIN, " "))


def _chosen_tables(extract: Extract, settings: Mapping[str, Any], ledger: Ledger) -> Extract:
    """Leave out the sheets and tables that the layout does not name; their lines are accounted for as left out."""
    wanted = [re.compile(text) for text in settings.get("file", {}).get("sheets", [])]
    if not wanted or not extract.tables:
        return extract
    lines = list(extract.lines)
    for name, first, behind in extract.tables:
        if any(pattern.fullmatch(name) for pattern in wanted):
            continue
        say_read(ledger, *lines[first:behind])
        ledger.finding(
            "table-left-out",
            Severity.INFO,
            Bilingual(
                f"「{name}」は、レイアウトの指定により読んでいません（{behind - first} 行）。",
                f'"{name}" was left out, as the layout says ({behind - first} lines)',
            ),
            item=name,
        )
        lines[first:behind] = [Line("", ())] * (behind - first)
    return replace(extract, lines=tuple(lines))


def _completed(account: Account, repairs: Sequence[Bilingual], extract: Extract) -> Account:
    every = (*(repair.ja for repair in repairs), *account.repairs)
    return replace(account, repairs=every, format=extract.format, charset=extract.charset)


def _bare_description(path: Path, data: bytes, layout: Layout) -> DocumentDescription:
    """Describe a file of which nothing is known but its layout."""
    return DocumentDescription(
        id=UNDESCRIBED,
        file=path.name,
        sha256=hashlib.sha256(data).hexdigest(),
        family=layout.family,
        layout=layout.name,
        body=Body(name="", code=""),
        plan=Plan(id=UNDESCRIBED, title="", first_year=0, last_year=0),
        first_year=0,
        last_year=0,
        title=path.name,
    )
