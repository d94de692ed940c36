"""build, validate, serve."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

from pyoxigraph import Store

from plangraph.build import Built, build
from plangraph.bundled import bundled
from plangraph.checking.render import report_to_csv, report_to_json, report_to_text, report_to_turtle
from plangraph.checking.report import Report, check
from plangraph.cli.output import say, write_result
from plangraph.errors import SourceError
from plangraph.graph.embedded import EmbeddedEndpoint
from plangraph.graph.files import load_file
from plangraph.graph.store import current_version, open_current
from plangraph.model.findings import Severity
from plangraph.model.texts import Bilingual, Lang
from plangraph.serving.run import run_server


def build_command(options: argparse.Namespace) -> int:
    """documents → store, with the account of what was read."""
    lang: Lang = options.lang
    steps = {"read": Bilingual("文書", "documents"), "store": Bilingual("ストア", "store")}

    def progress(step: str, done: int, count: int) -> None:
        if sys.stderr.isatty():
            print(
                f"\r{steps[step][lang]} {done}/{count} ", end="\n" if done == count else "", file=sys.stderr
            )

    built = build(
        options.sources,
        options.store,
        base=options.base_iri,
        keep_names=options.keep_names,
        progress=progress,
    )
    write_result(_summary(built, options.store, lang), None)
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


def _severities(counts: Counter[Severity], lang: Lang) -> str:
    names = {
        Severity.VIOLATION: Bilingual("違反", "violations"),
        Severity.WARNING: Bilingual("注意", "warnings"),
        Severity.INFO: Bilingual("情報", "infos"),
    }
    return "、".join(f"{names[severity][lang]} {counts[severity]}" for severity in Severity)


def validate_command(options: argparse.Namespace) -> int:
    """The report; exit 1 where it holds a finding as grave as `--fail-on`."""
    endpoint = EmbeddedEndpoint(
        open_current(options.store) if options.file is None else _file_store(options.file)
    )
    report = check(endpoint, bundled("shapes"))
    write_result(_report(report, options.format, options.lang), options.output)
    if options.output is not None:
        say(f"{report_to_text(report, options.lang).splitlines()[0]} → {options.output}")
    if options.fail_on == "never":
        return 0
    worst = Severity(options.fail_on.capitalize()).rank
    return 1 if any(finding.severity.rank <= worst for finding in report.findings) else 0


def _report(report: Report, form: str, lang: Lang) -> str:
    if form == "turtle":
        return report_to_turtle(report)
    return {"text": report_to_text, "json": report_to_json, "csv": report_to_csv}[form](report, lang)


def _file_store(path: Path) -> Store:
    if not path.is_file():
        raise SourceError(
            str(path),
            Bilingual("ファイルがありません。パスを確かめてください。", "no such file; check the path"),
        )
    return load_file(path)


def serve_command(options: argparse.Namespace) -> int:
    """The server, until it is interrupted."""
    current_version(options.store)
    lang: Lang = options.lang
    host = f"[{options.host}]" if ":" in options.host else options.host
    say(
        Bilingual(
            f"http://{host}:{options.port}/ で開いています（終えるには Ctrl+C）。\n"
            "  /graph 図  /sparql SPARQL  /validation 検証報告",
            f"Open at http://{host}:{options.port}/ (Ctrl+C ends).\n  /graph  /sparql  /validation",
        )[lang]
    )
    run_server(options.store, host=options.host, port=options.port, timeout=options.timeout)
    return 0
