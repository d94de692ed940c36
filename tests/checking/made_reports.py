"""Small reports, made by hand, for the tests of what is done with a report."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from plangraph.checking.certainty import with_certainty
from plangraph.checking.findings import CheckedDocument, Report, ReportFinding, Run, sorted_findings
from plangraph.checking.identity import identified
from plangraph.model.findings import Severity
from plangraph.model.places import first_line
from plangraph.model.texts import Bilingual

BASE = "https://example.org/id/"
NOW = datetime(2026, 4, 1, 3, 0, tzinfo=UTC)


def finding(rule: str, severity: Severity = Severity.VIOLATION, **texts: Any) -> ReportFinding:
    """A result of SHACL on a document `plan.txt`, unless the texts say otherwise."""
    said = {"document": "plan.txt", "shape": f"https://example.org/shapes#{rule}", **texts}
    message = said.pop("message", f"{rule}です。")
    said["line"] = first_line(said.get("place", ""))
    return ReportFinding(rule=rule, severity=severity, message=Bilingual(message, f"{rule}."), **said)


def report(*findings: ReportFinding, **others: Any) -> Report:
    """A report of these, each with identity and certainty, on the document `plan.txt`."""
    told = tuple(identified(with_certainty(sorted_findings(findings))))
    run = Run(
        ended="2026-04-01T03:00:00Z",
        plangraph="1",
        engine="engine 1",
        data="abc-1",
        shapes="def",
        documents=(CheckedDocument(BASE + "document/d", "plan.txt", "0" * 64),),
    )
    return Report(**{"conforms": not told, "findings": told, "names": {}, "run": run, **others})
