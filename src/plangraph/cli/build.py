"""plangraph build."""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from pathlib import Path

from plangraph.build import Built, build
from plangraph.cli.output import write_result
from plangraph.graph.backend import Backend
from plangraph.graph.iris import Iris
from plangraph.graph.loading import Loaded, load_store
from plangraph.graph.remote import RemoteEndpoint
from plangraph.graph.store import open_current
from plangraph.model.findings import Severity
from plangraph.model.texts import Bilingual, Lang

_LOADING = Bilingual("三つ組", "triples")
_PATIENCE = 600.0
"""Seconds that the backend may take for one chunk."""


def build_command(options: argparse.Namespace) -> int:
    """documents → store, with the account of what was read."""
    lang: Lang = options.lang
    steps = {
        "read": Bilingual("文書", "documents"),
        "store": Bilingual("ストア", "store"),
        "load": _LOADING,
        "search": Bilingual("検索の索引", "search index"),
    }

    def progress(step: str, done: int, count: int) -> None:
        if sys.stderr.isatty():
            print(
                f"\r{steps[step][lang]} {done}/{count} ", end="\n" if done == count else "", file=sys.stderr
            )

    backend = Backend.of(options.backend, os.environ) if options.backend else None
    built = build(
        options.sources,
        options.store,
        base=options.base_iri,
        keep_names=options.keep_names,
        progress=progress,
    )
    write_result(_summary(built, options.store, lang), None)
    if backend is not None:
        loaded = load_store(
            open_current(options.store),
            RemoteEndpoint.at(backend, timeout=_PATIENCE),
            Iris(options.base_iri),
            progress=progress,
        )
        write_result(_loaded(loaded, backend)[lang], None)
    return 0


def _summary(built: Built, store: Path, lang: Lang) -> str:
    lines = []
    for records in built.documents:
        account, document = records.account, records.document
        findings = Counter(finding.severity for finding in records.findings)
        lines.append(f"{document.id}  {document.body.name} {document.title}")
        lines.append(
            Bilingual(
                f"  {account.lines} 行: 読めた {account.lines_read}、補って読んだ {account.lines_repaired}、"
                f"読めなかった {account.lines_not_read}。文字 {account.characters_out}/{account.characters}",
                f"  {account.lines} lines: {account.lines_read} read, {account.lines_repaired} repaired, "
                f"{account.lines_not_read} not read; characters {account.characters_out}/{account.characters}",
            )[lang]
        )
        lines.extend(f"    - {repair}" for repair in account.repairs)
        lines.append(
            Bilingual(
                f"  施策 {len(records.policies)}、基本事業 {len(records.basic_projects)}、掲載 {len(records.listings)}、"
                f"読み取りの指摘 {_severities(findings, lang)}",
                f"  {len(records.policies)} policies, {len(records.basic_projects)} basic projects, "
                f"{len(records.listings)} listings; reading findings: {_severities(findings, lang)}",
            )[lang]
        )
    states = Counter(item.state.word for item in built.links.listings if item.state)
    marks = "、".join(f"{state} {count}" for state, count in sorted(states.items())) or "-"
    lines.append(
        Bilingual(
            f"事業 {len(built.links.projects)}、再掲の記号: {marks}",
            f"{len(built.links.projects)} projects; cross-listing marks: {marks}",
        )[lang]
    )
    lines.append(
        Bilingual(
            f"{built.quads} 個の四つ組を {store} に収めました（版 {built.version}）。",
            f"{built.quads} quads are in {store} (version {built.version}).",
        )[lang]
    )
    return "\n".join(lines) + "\n"


def _loaded(loaded: Loaded, backend: Backend) -> Bilingual:
    if not loaded.graphs:
        return Bilingual(
            f"{backend.query_url} は、すでに版 {loaded.version} です。\n",
            f"{backend.query_url} has version {loaded.version} already.\n",
        )
    again = Bilingual("続きの ", "the remaining ") if loaded.resumed else Bilingual("", "")
    return Bilingual(
        f"{again.ja}{loaded.triples} 個の三つ組を {backend.query_url} に収めました"
        f"（版 {loaded.version}、変わったグラフ {loaded.graphs}）。\n",
        f"{again.en}{loaded.triples} triples are in {backend.query_url} "
        f"(version {loaded.version}, {loaded.graphs} graphs that differ).\n",
    )


def _severities(counts: Counter[Severity], lang: Lang) -> str:
    names = {
        Severity.VIOLATION: Bilingual("違反", "violations"),
        Severity.WARNING: Bilingual("警告", "warnings"),
        Severity.INFO: Bilingual("情報", "infos"),
    }
    return "、".join(f"{names[severity][lang]} {counts[severity]}" for severity in Severity)
