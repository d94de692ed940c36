"""plangraph layout: a first description of a document, and what a description makes of it."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from plangraph.cli.output import say, text_table, write_result
from plangraph.cli.read_output import account_text, findings_table
from plangraph.errors import SourceError
from plangraph.model.findings import Severity
from plangraph.model.records import DocumentRecords
from plangraph.model.texts import Bilingual, Lang
from plangraph.reading.columns import Column
from plangraph.reading.document import Stages, read_file
from plangraph.reading.entries import Entries
from plangraph.reading.plan_toml import PLAN_TOML, load_description
from plangraph.reading.proposals import TO_FILL, proposal_to_toml
from plangraph.reading.propose import propose_layout
from plangraph.reading.source import file_to_bytes

_SAMPLES = 3


def layout_command(options: argparse.Namespace) -> int:
    """`propose` writes a first plan.toml, `check` reads with the one that lies beside the document."""
    return _propose(options) if options.action == "propose" else _check(options)


def _propose(options: argparse.Namespace) -> int:
    path: Path = options.file
    data = file_to_bytes(path)
    proposal = propose_layout(data, path.name, place=str(path))
    if proposal is None:
        raise SourceError(
            str(path),
            Bilingual(
                "表の見出しも、「事業名：」のような欄も、見出し付きの一覧も見つかりません。docs/how-to/write-a-layout.md を見て plan.toml を書いてください。",
                "no table header, no labelled fields, no list under headings; write a plan.toml by docs/how-to/write-a-layout.md",
            ),
        )
    write_result(proposal_to_toml(proposal, path.name, data), options.output)
    for reason in proposal.reasons:
        say(f"{reason.key}: {Bilingual(reason.ja, reason.en)[options.lang]}")
    return 0


def _check(options: argparse.Namespace) -> int:
    path: Path = options.file
    stages = read_file(_document_of(path), options.layout)
    records, lang = stages.records, options.lang
    parts = [_summary(records, lang)]
    if isinstance(stages.tables, Entries):
        parts.append(_columns(stages, stages.tables, lang))
    if records.findings:
        parts += [_by_rule(records, lang), findings_table(records.findings[:20], lang)]
        if len(records.findings) > 20:
            parts.append(
                Bilingual(
                    f"ほか {len(records.findings) - 20} 件（plangraph read で全件）\n",
                    f"{len(records.findings) - 20} more (all by plangraph read)\n",
                )[lang]
            )
    parts.append(account_text(records, lang))
    open_facts = _open_facts(records)
    if open_facts:
        names = "、".join(open_facts)
        parts.append(
            Bilingual(
                f"plan.toml にまだ書かれていないこと: {names}\n", f"still to be said in plan.toml: {names}\n"
            )[lang]
        )
    write_result("\n".join(parts), options.output)
    fits = not records.account.lines_not_read and not any(
        f.severity is Severity.VIOLATION for f in records.findings
    )
    return 0 if fits else 1


def _document_of(path: Path) -> Path:
    """A folder stands for the document that its plan.toml names."""
    if not path.is_dir():
        return path
    return path / load_description(path / PLAN_TOML).file


def _open_facts(records: DocumentRecords) -> list[str]:
    document = records.document
    facts = {"municipality": document.body.name, "plan_title": document.plan.title}
    empty = [name for name, value in facts.items() if value in ("", TO_FILL)]
    return [*empty, *(name for name, why in document.known.items() if TO_FILL in why and name not in empty)]


def _summary(records: DocumentRecords, lang: Lang) -> str:
    marked = [listing for listing in records.listings if listing.has_mark]
    roles = Counter(listing.listing_role.word for listing in records.listings)
    divisions = {d for listing in records.listings for d in listing.responsible_division}
    divisions |= {d for policy in records.policies for d in (*policy.lead_division, *policy.related_division)}
    words = "、".join(f"{word} {count}" for word, count in roles.items()) or "-"
    return Bilingual(
        f"施策 {len(records.policies)}、掲載 {len(records.listings)}（{words}）、再掲の記号 {len(marked)}、部課 {len(divisions)}、"
        f"指摘 {len(records.findings)}\n",
        f"{len(records.policies)} policies, {len(records.listings)} listings ({words}), {len(marked)} marks, "
        f"{len(divisions)} divisions, {len(records.findings)} findings\n",
    )[lang]


def _columns(stages: Stages, entries: Entries, lang: Lang) -> str:
    """Each column or field: what it was read as, and the first cells."""
    samples: dict[Column, list[str]] = {}
    filled: Counter[Column] = Counter()
    for column, text in _cells(entries):
        found = samples.setdefault(column, [])
        if text:
            filled[column] += 1
            if len(found) < _SAMPLES:
                found.append(text)
    rows = [
        [column.header or column.label, _role(column), str(filled[column]), " | ".join(found)]
        for column, found in samples.items()
    ]
    header = Bilingual("見出し 役割 埋まったセル 例", "header role filled cells")[lang].split()
    return text_table(header, rows, widest=60)


def _cells(entries: Entries) -> Iterator[tuple[Column, str]]:
    for entry in entries.entries:
        for item in entry.filled:
            yield item.column, item.cell.text


def _role(column: Column) -> str:
    words = [column.role]
    if column.first_year is not None:
        last = "" if column.last_year == column.first_year else f"-{column.last_year}"
        words.append(f"{column.first_year}{last}")
    if column.role in ("cost", "total"):
        words.append(f"{column.unit:,}円" if column.unit else "?円")
    return " ".join([*words, *(word for word in (column.word, column.number) if word)])


def _by_rule(records: DocumentRecords, lang: Lang) -> str:
    counts = Counter((finding.severity.value, finding.rule) for finding in records.findings)
    header = Bilingual("重大さ 規則 件数", "severity rule count")[lang].split()
    return text_table(header, [[*key, str(count)] for key, count in counts.most_common()])
