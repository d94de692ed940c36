"""plangraph validate."""

from __future__ import annotations

import argparse
from pathlib import Path

from pyoxigraph import Store

from plangraph.bundled import bundled
from plangraph.checking.render import report_to_csv, report_to_json, report_to_text, report_to_turtle
from plangraph.checking.report import Report, check
from plangraph.cli.output import say, write_result
from plangraph.errors import SourceError
from plangraph.graph.embedded import EmbeddedEndpoint
from plangraph.graph.files import load_file
from plangraph.graph.store import open_current
from plangraph.model.findings import Severity
from plangraph.model.texts import Bilingual, Lang


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
