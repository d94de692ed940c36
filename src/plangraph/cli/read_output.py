"""What `plangraph read` shows of one document, stage by stage."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
from collections.abc import Iterator
from decimal import Decimal
from enum import Enum
from typing import Any

from plangraph.cli.output import text_table
from plangraph.model.divisions import Division
from plangraph.model.findings import Finding
from plangraph.model.places import Evidence
from plangraph.model.records import DocumentRecords
from plangraph.model.texts import Bilingual, Lang
from plangraph.reading.document import Stages
from plangraph.reading.lines import Line


def lines_output(stages: Stages, form: str) -> str:
    """The lines in reading order, each with its place."""
    lines = [line for line in stages.lines if line.text.strip()]
    places = [str(stages.source.place(line.offsets)) for line in lines]
    if form == "json":
        items = [{"place": place, "text": line.text} for place, line in zip(places, lines, strict=True)]
        return json.dumps(items, ensure_ascii=False, indent=2) + "\n"
    if form == "csv":
        return _csv(
            ["place", "text"], [[place, line.text] for place, line in zip(places, lines, strict=True)]
        )
    return "".join(f"{place}\t{line.text}\n" for place, line in zip(places, lines, strict=True))


def tables_output(stages: Stages) -> str:
    """The tables as JSON, in the words of the print."""
    return json.dumps(_plain(stages.tables, stages), ensure_ascii=False, indent=2) + "\n"


def _plain(value: Any, stages: Stages) -> Any:
    if isinstance(value, Line):
        return {"text": value.text, "place": str(stages.source.place(value.offsets)) if value.offsets else ""}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: _plain(getattr(value, f.name), stages) for f in dataclasses.fields(value)}
    if isinstance(value, dict):
        return {str(key): _plain(item, stages) for key, item in value.items()}
    if isinstance(value, tuple | list | set | frozenset):
        return [_plain(item, stages) for item in value]
    if isinstance(value, Enum):
        return value.value
    return value if isinstance(value, str | int | float | bool | None) else str(value)


def records_csv(records: DocumentRecords) -> str:
    """Every statement of every record: kind, key, field, value, place."""
    rows = [
        [kind, key, *statement]
        for kind, key, record in _records(records)
        for statement in _statements(record, "", _place(record.evidence))
    ]
    return "\ufeff" + _csv(["record", "key", "field", "value", "place"], rows)


def records_table(records: DocumentRecords, lang: Lang) -> str:
    """The records for reading, what could not be read, and the account."""
    parts = [
        text_table(
            ["code", "level", "title", "place"],
            [[p.code, p.level, p.title, _place(p.evidence)] for p in records.policies],
        )
    ]
    if records.basic_projects:
        rows = [[b.code, b.title, _place(b.evidence)] for b in records.basic_projects]
        parts.append(text_table(["code", "title", "place"], rows))
    if records.listings:
        parts.append(_listings(records))
    else:
        rows = [[key, *statement] for _, key, record in _records(records)
                for statement in _statements(record, "", _place(record.evidence))]  # fmt: skip
        parts.append(text_table(["key", "field", "value", "place"], rows))
    parts.append(findings_table(records.findings, lang))
    parts.append(account_text(records, lang))
    return "\n".join(parts)


def _listings(records: DocumentRecords) -> str:
    rows = [
        [
            listing.listed_under or "?",
            listing.title,
            listing.listing_role.word,
            "、".join(listing.marked_code),
            "; ".join(division.name for division in listing.responsible_division),
            " | ".join(_money(cost.amount_yen, cost.amount_status.word) for cost in listing.cost),
            _place(listing.evidence),
        ]
        for listing in records.listings
    ]
    return text_table(
        ["policy", "project", "role", "mark", "divisions", "costs (yen)", "place"], rows, widest=48
    )


def _money(yen: int | None, word: str) -> str:
    return word if yen is None else f"{yen:,}" + ("" if word == "stated" else f" {word}")


def findings_table(findings: tuple[Finding, ...], lang: Lang) -> str:
    """Reading findings as a table."""
    if not findings:
        return Bilingual("読み取りの指摘はありません。\n", "No reading findings.\n")[lang]
    rows = [[f.severity.value, f.rule, f.message[lang], _place(f.evidence)] for f in findings]
    return text_table(["severity", "rule", "message", "place"], rows, widest=100)


def account_text(records: DocumentRecords, lang: Lang) -> str:
    """What became of the document's lines, and its printed counts and sums held against what was read."""
    account = records.account
    charset = f"、{account.charset}" if account.charset else ""
    head = Bilingual(
        f"形式 {account.format}{charset}。", f"Format {account.format}{charset.replace('、', ', ')}. "
    )[lang]
    text = Bilingual(
        f"{account.lines} 行（空行を除く）: 読めた {account.lines_read}、補って読んだ {account.lines_repaired}、読めなかった "
        f"{account.lines_not_read}。空白でない文字 {account.characters} のうち {account.characters_out} を表に渡しました。\n",
        f"{account.lines} lines that are not blank: {account.lines_read} read, {account.lines_repaired} repaired, "
        f"{account.lines_not_read} not read. Of {account.characters} characters that are not white space "
        f"{account.characters_out} reached the tables.\n",
    )[lang]
    text = head + text + "".join(f"  - {repair}\n" for repair in account.repairs)
    if account.rows:
        text += Bilingual(
            f"{account.rows} 行（件）から掲載 {len(records.listings)}、施策 {len(records.policies)}。\n",
            f"{account.rows} rows gave {len(records.listings)} listings and {len(records.policies)} policies.\n",
        )[lang]
    for check in account.checks:
        same = "＝" if check.agrees else "≠"
        text += Bilingual(
            f"  {check.label}: 印刷 {check.printed} {same} 集計 {check.counted}\n",
            f"  {check.label}: printed {check.printed} {same} counted {check.counted}\n",
        )[lang]
    return text


def _records(records: DocumentRecords) -> Iterator[tuple[str, str, Any]]:
    for policy in records.policies:
        yield "policy", policy.key, policy
    for basic in records.basic_projects:
        yield "basic-project", basic.code, basic
    for listing in records.listings:
        yield "listing", listing.key, listing
    for event in records.guideline_events:
        yield "guideline-event", event.guideline, event


def _statements(value: Any, path: str, place: str) -> Iterator[list[str]]:
    """Each leaf of a record with its path and the place it rests on."""
    if isinstance(value, Evidence):
        return
    if isinstance(value, Division):
        yield [path, value.name, place]
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        own = _place(getattr(value, "evidence", ())) or place
        for field in dataclasses.fields(value):
            if field.name != "evidence":
                yield from _statements(getattr(value, field.name), f"{path}.{field.name}".lstrip("."), own)
    elif isinstance(value, tuple):
        for number, item in enumerate(value, 1):
            yield from _statements(item, f"{path}[{number}]", place)
    elif value is not None and value is not False:
        yield [path, _leaf(value), place]


def _leaf(value: object) -> str:
    if isinstance(value, Enum):
        return str(value.value)
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def _place(evidence: tuple[Evidence, ...]) -> str:
    return "; ".join(str(item.place) for item in evidence)


def _csv(header: list[str], rows: list[list[str]]) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(header)
    writer.writerows(rows)
    return buffer.getvalue()
