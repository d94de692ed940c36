"""A report as one JSON object, written a finding at a time."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from plangraph.checking.findings import Report, ReportFinding
from plangraph.model.texts import Lang


def json_pieces(report: Report, lang: Lang) -> Iterator[str]:
    """The object of `Report.as_json`, Japanese as it is; keys as the documentation of `validate` gives them."""
    head = json.dumps(report.head_json(), ensure_ascii=False, indent=2)
    yield head.removesuffix("\n}") + ',\n  "findings": '
    yield from _array(report.findings, lang)
    if report.compared is not None:
        yield ',\n  "mended": '
        yield from _array(report.mended, lang)
    yield "\n}\n"


def _array(findings: Sequence[ReportFinding], lang: Lang) -> Iterator[str]:
    before = "[\n    "
    for finding in findings:
        yield before + json.dumps(finding.as_json(lang), ensure_ascii=False, indent=2).replace("\n", "\n    ")
        before = ",\n    "
    yield "\n  ]" if findings else "[]"
