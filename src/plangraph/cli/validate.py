"""plangraph validate."""

from __future__ import annotations

import argparse
import hashlib
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from plangraph.bundled import bundled
from plangraph.checking.baseline import compare, read_baseline
from plangraph.checking.division_files import write_divisions
from plangraph.checking.engines.data import data_of
from plangraph.checking.render import Look, report_pieces
from plangraph.checking.report import Report, check, check_other
from plangraph.checking.report_text import headline
from plangraph.checking.runs import FOLDER, keep_run, run_of
from plangraph.checking.shapes import load_shapes
from plangraph.checking.waivers import Waivers, accept, load_waivers, texts_to_waivers
from plangraph.cli.output import say, write_pieces
from plangraph.errors import SourceError
from plangraph.graph.embedded import EmbeddedEndpoint
from plangraph.graph.files import file_to_triples
from plangraph.graph.store import current_version, open_version, waiver_texts
from plangraph.model.findings import Severity
from plangraph.model.texts import Bilingual, Lang


def validate_command(options: argparse.Namespace, now: datetime | None = None) -> int:
    """The report; exit 1 where it holds a finding as grave as `--fail-on` that nobody accepted."""
    _check_words(options)
    baseline = read_baseline(options.baseline) if options.baseline is not None else None
    report = _reviewed(options, now or datetime.now().astimezone())
    if baseline is not None:
        report = compare(report, baseline)
    if options.file is None:
        report = keep_run(options.store / FOLDER, report) if options.shapes is None else report
    _write(report, options)
    if options.fail_on == "never":
        return 0
    worst = Severity(options.fail_on.capitalize())
    return 1 if report.failing(worst, new_only=options.new_only) else 0


def _check_words(options: argparse.Namespace) -> None:
    if options.split is not None and options.output is None:
        raise SourceError(
            "--split",
            Bilingual("-o で書き出すフォルダーを指定してください。", "name the folder to write into with -o"),
        )
    if options.new_only and options.baseline is None:
        raise SourceError(
            "--new-only",
            Bilingual("--baseline で前の報告を指定してください。", "name an earlier report with --baseline"),
        )


def _reviewed(options: argparse.Namespace, now: datetime) -> Report:
    """What is found, how it was made, and what of it is accepted."""
    waivers = load_waivers(options.waivers) if options.waivers is not None else None
    folder = options.shapes or bundled("shapes")
    shapes = load_shapes(folder, strict=options.shapes is None)
    if options.file is None:
        version = current_version(options.store)
        endpoint = EmbeddedEndpoint(open_version(options.store, version))
        waivers = waivers if waivers is not None else texts_to_waivers(waiver_texts(options.store, version))
        ours = options.shapes is None and options.engine == "compiled"
        kept = (options.store, version) if ours else None
        report = check(endpoint, shapes, engine=options.engine, kept=kept)
    else:
        version = _digest_of(options.file)
        data = data_of(file_to_triples(options.file))
        endpoint = EmbeddedEndpoint(data.store)
        report = check_other(endpoint, shapes, data, str(options.file), engine=options.engine)
    waivers = waivers or Waivers()
    run = run_of(endpoint, folder, data=version, waivers=waivers.digest, engine=options.engine, now=now)
    return accept(replace(report, run=run), waivers, now.date())


def _digest_of(path: Path) -> str:
    if not path.is_file():
        raise SourceError(
            str(path),
            Bilingual("ファイルがありません。パスを確かめてください。", "no such file; check the path"),
        )
    with path.open("rb") as file:
        return f"sha256:{hashlib.file_digest(file, 'sha256').hexdigest()}"


def _write(report: Report, options: argparse.Namespace) -> None:
    lang: Lang = options.lang
    look = Look(by=options.group)
    if options.split is not None:
        count = 0
        for name, pieces in write_divisions(report, options.format, lang, look):
            write_pieces(pieces, options.output / name)
            count += 1
        said = Bilingual(
            f"{headline(report, lang)} → {options.output}（{count} 個のファイル、一覧は index.csv）",
            f"{headline(report, lang)} → {options.output} ({count} files, listed in index.csv)",
        )
        say(said[lang])
        return
    write_pieces(report_pieces(report, options.format, lang, look), options.output)
    if options.output is not None:
        say(f"{headline(report, lang)} → {options.output}")
