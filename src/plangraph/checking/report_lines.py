"""A report as lines of JSON: how it goes from one process to another, and how a run is kept.

The first line is the head, the last says how many findings stood between; a report that was cut off on its way lacks it.
A line is written and read at a time, and what many findings share (a rule, a document, a division) is one string in
memory, so that a report of a hundred thousand findings stays within some hundreds of megabytes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from plangraph.checking.engines.results import Fallback
from plangraph.checking.findings import (
    Acceptance,
    Certainty,
    CheckedDocument,
    Compared,
    Report,
    ReportFinding,
    Run,
    Status,
    run_to_json,
)
from plangraph.errors import SourceError
from plangraph.model.findings import Severity
from plangraph.model.texts import Bilingual

FORM = "plangraph-report-1"
_TEXTS = (
    *("rule", "item", "iri", "policy", "division", "document", "place", "quote", "printed", "expected"),
    *("node", "shape", "component", "path", "value", "identity"),
)
_SHARED = frozenset({"rule", "policy", "division", "document", "shape", "component", "path"})


def report_to_lines(report: Report) -> Iterator[bytes]:
    """The report, a line at a time, each with its line break."""
    head: dict[str, Any] = {"form": FORM, "conforms": report.conforms, "scope": report.scope}
    head["names"] = {rule: [name.ja, name.en] for rule, name in report.names.items()}
    head["run"] = None if report.run is None else run_to_json(report.run)
    head["compared"] = None if report.compared is None else [report.compared.name, report.compared.ended]
    head["fallbacks"] = [[fallback.shape, fallback.reason] for fallback in report.fallbacks]
    yield _line(head)
    for finding in (*report.findings, *report.mended):
        yield _line(_finding_to_json(finding))
    yield _line({"end": len(report.findings) + len(report.mended)})


def _line(data: Any) -> bytes:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace") + b"\n"


def _finding_to_json(finding: ReportFinding) -> dict[str, Any]:
    data: dict[str, Any] = {name: text for name in _TEXTS if (text := getattr(finding, name))}
    data["severity"] = finding.severity.value
    data["certainty"] = finding.certainty.value
    data["message"] = [finding.message.ja, finding.message.en]
    if finding.line:
        data["line"] = finding.line
    if finding.status is not None:
        data["status"] = finding.status.value
    if (accepted := finding.accepted) is not None:
        data["accepted"] = [accepted.until.isoformat(), accepted.role, accepted.reason]
    return data


def lines_to_report(lines: Iterable[bytes], place: str = "") -> Report:
    """Read a report back; raises SourceError where the lines are not a whole report of this form."""
    rows = iter(lines)
    try:
        head = json.loads(next(rows))
        if head.get("form") != FORM:
            raise _broken(place)
        findings: list[ReportFinding] = []
        mended: list[ReportFinding] = []
        shared: dict[str, str] = {}
        for row in rows:
            data = json.loads(row)
            if "end" in data:
                break
            finding = _json_to_finding(data, shared)
            (mended if finding.status is Status.MENDED else findings).append(finding)
        else:
            raise _broken(place)
        if data["end"] != len(findings) + len(mended):
            raise _broken(place)
        return Report(
            conforms=head["conforms"],
            findings=tuple(findings),
            names={rule: Bilingual(*name) for rule, name in head["names"].items()},
            run=None if head["run"] is None else json_to_run(head["run"]),
            compared=None if head["compared"] is None else Compared(*head["compared"]),
            mended=tuple(mended),
            scope=head["scope"],
            fallbacks=tuple(Fallback(*fallback) for fallback in head.get("fallbacks", ())),
        )
    except (StopIteration, ValueError, KeyError, TypeError, AttributeError):
        raise _broken(place) from None


def _json_to_finding(data: dict[str, Any], shared: dict[str, str]) -> ReportFinding:
    texts: dict[str, str] = {}
    for name in _TEXTS:
        if text := data.get(name):
            texts[name] = shared.setdefault(text, text) if name in _SHARED else text
    accepted = data.get("accepted")
    return ReportFinding(
        **{"rule": "", **texts},
        severity=Severity(data["severity"]),
        certainty=Certainty(data["certainty"]),
        message=Bilingual(*data["message"]),
        line=data.get("line", 0),
        status=Status(data["status"]) if "status" in data else None,
        accepted=None
        if accepted is None
        else Acceptance(date.fromisoformat(accepted[0]), accepted[1], accepted[2]),
    )


def json_to_run(data: dict[str, Any]) -> Run:
    """A run from its JSON; raises KeyError or TypeError for what is none."""
    return Run(
        ended=data["endedAtTime"],
        plangraph=data["plangraph"],
        engine=data["engine"],
        data=data["data"],
        shapes=data["shapes"],
        waivers=data.get("waivers", ""),
        documents=tuple(CheckedDocument(d["iri"], d["file"], d["sha256"]) for d in data["documents"]),
        name=data.get("name", ""),
    )


def _broken(place: str) -> SourceError:
    return SourceError(
        place,
        Bilingual(
            "検証の報告として読めません（途中で切れているか、別の形です）。作り直してください。",
            "not a whole report of a run (cut off, or of another form); make it anew",
        ),
    )
