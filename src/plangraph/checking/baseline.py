"""A report held against an earlier one: what is new, changed, as before, and gone.

The earlier one may be JSON of `plangraph validate`, SARIF of it, or a kept run. Findings are the same by
`plangraph.checking.identity`. What cannot be compared is refused: two reports that have no document in common would
make every finding new and every old one mended.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from plangraph.checking.findings import Compared, Report, ReportFinding, Status, sorted_findings
from plangraph.checking.identity import content_of, identified, key_of
from plangraph.checking.report_lines import FORM, lines_to_report
from plangraph.errors import SourceError
from plangraph.model.findings import Severity
from plangraph.model.places import first_line
from plangraph.model.texts import Bilingual

MOST_BYTES = 1 << 30
_LEVELS = {"error": Severity.VIOLATION, "warning": Severity.WARNING, "note": Severity.INFO}


@dataclass(frozen=True, slots=True)
class Baseline:
    """An earlier report: its findings, the documents it was about (file names), what it is called, when it ended."""

    findings: tuple[ReportFinding, ...]
    documents: frozenset[str]
    compared: Compared


def report_to_baseline(report: Report, name: str) -> Baseline:
    """A report that was read back, as what another is held against."""
    return Baseline(
        report.findings, documents_of(report), Compared(name, report.run.ended if report.run else "")
    )


def documents_of(report: Report) -> frozenset[str]:
    """The file names of the documents that a report is about."""
    checked = {document.file for document in report.run.documents} if report.run else set()
    return frozenset(checked | {f.document for f in report.findings if f.document and (f.node or f.shape)})


def read_baseline(path: Path) -> Baseline:
    """Read an earlier report; raises SourceError where the file is none, with what it is instead."""
    data = _bytes_of(path)
    first = data[:200].lstrip()
    if FORM.encode() in first:
        return report_to_baseline(lines_to_report(data.splitlines(), str(path)), path.name)
    try:
        whole = json.loads(data)
    except (ValueError, RecursionError):
        raise _no_report(path) from None
    if isinstance(whole, dict) and isinstance(whole.get("findings"), list):
        return _of_json(whole, path)
    if isinstance(whole, dict) and isinstance(whole.get("runs"), list):
        return _of_sarif(whole, path)
    raise _no_report(path)


def _bytes_of(path: Path) -> bytes:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise _no_report(path)
        data = path.read_bytes()
        return gzip.decompress(data) if data.startswith(b"\x1f\x8b") else data
    except (OSError, EOFError, zlib.error) as error:
        raise SourceError(
            str(path),
            Bilingual(
                f"比べる報告を読めません（{error}）。パスを確かめてください。",
                f"the baseline cannot be read ({error}); check the path",
            ),
        ) from None


def _no_report(path: Path) -> SourceError:
    return SourceError(
        str(path),
        Bilingual(
            "比べる報告ではありません。plangraph validate の JSON か SARIF を指定してください。",
            "no report to compare with; name JSON or SARIF of plangraph validate",
        ),
    )


def _of_json(whole: dict[str, Any], path: Path) -> Baseline:
    findings = []
    for row in whole["findings"]:
        try:
            findings.append(_row_to_finding(row))
        except (KeyError, TypeError, ValueError, AttributeError):
            raise _no_report(path) from None
    run = whole.get("run") if isinstance(whole.get("run"), dict) else {}
    assert isinstance(run, dict)
    checked = {
        str(document.get("file", ""))
        for document in run.get("documents", [])
        if isinstance(document, dict)
    }  # fmt: skip
    documents = frozenset(checked | {f.document for f in findings if not f.rule.startswith("waiver-")}) - {""}
    ordered = tuple(identified(sorted_findings(findings)))
    return Baseline(ordered, documents, Compared(path.name, str(run.get("endedAtTime", ""))))


def _row_to_finding(row: dict[str, Any]) -> ReportFinding:
    def text(name: str) -> str:
        return str(row.get(name, ""))

    return ReportFinding(
        rule=row["rule"],
        severity=Severity(row["severity"].capitalize()),
        message=Bilingual(text("message"), text("message")),
        item=text("item"),
        iri=text("iri"),
        policy=text("policy"),
        division=text("division"),
        document=text("document"),
        place=text("place"),
        quote=text("quote"),
        printed=text("printed"),
        expected=text("expected"),
        line=first_line(text("place")),
    )


def _of_sarif(whole: dict[str, Any], path: Path) -> Baseline:
    findings: list[ReportFinding] = []
    documents: set[str] = set()
    ended = ""
    try:
        for run in whole["runs"]:
            if run["tool"]["driver"]["name"] != "plangraph":
                raise _no_report(path)
            documents |= {one["properties"]["file"] for one in run.get("artifacts", ())}
            ended = next(
                (one["endTimeUtc"] for one in run.get("invocations", ()) if "endTimeUtc" in one), ended
            )
            present = (one for one in run.get("results", ()) if one.get("baselineState") != "absent")
            findings.extend(_row_to_finding(_result_to_row(one)) for one in present)
    except (KeyError, TypeError, ValueError, AttributeError):
        raise _no_report(path) from None
    ordered = tuple(identified(sorted_findings(findings)))
    return Baseline(ordered, frozenset(documents), Compared(path.name, ended))


def _result_to_row(result: dict[str, Any]) -> dict[str, Any]:
    """What `plangraph.checking.report_sarif` put beside a result."""
    severity = _LEVELS[result["level"]].value.lower()
    beside = result["properties"]
    message = beside["message"]["ja"]
    return {**beside, "rule": result["ruleId"], "severity": severity, "message": message}


def compare(report: Report, baseline: Baseline) -> Report:
    """The report with the status of each finding, and with what is gone.

    Raises SourceError where the two have no document in common.
    """
    _require_common(documents_of(report), baseline)
    before: defaultdict[str, list[ReportFinding]] = defaultdict(list)
    for old in baseline.findings:
        before[_key(old)].append(old)
    now: defaultdict[str, list[ReportFinding]] = defaultdict(list)
    for finding in report.findings:
        now[_key(finding)].append(finding)
    status: dict[str, Status] = {}
    gone: list[ReportFinding] = []
    for key in now.keys() | before.keys():
        gone += _pair(now.get(key, []), before.get(key, []), status)
    findings = tuple(replace(f, status=status[f.identity]) for f in report.findings)
    mended = sorted_findings(replace(old, status=Status.MENDED, accepted=None) for old in gone)
    return replace(report, findings=findings, compared=baseline.compared, mended=mended)


def _key(finding: ReportFinding) -> str:
    return finding.identity.partition("-")[0] or key_of(finding)


def _pair(
    now: Sequence[ReportFinding], before: Sequence[ReportFinding], status: dict[str, Status]
) -> list[ReportFinding]:
    """Pair findings of one key, those of equal content first; gives what is left of the earlier ones."""
    by_content: defaultdict[str, deque[ReportFinding]] = defaultdict(deque)
    for old in before if now else ():
        by_content[content_of(old)].append(old)
    paired: set[str] = set()
    unpaired = []
    for finding in now:
        same = by_content[content_of(finding)]
        if same:
            paired.add(same.popleft().identity)
            status[finding.identity] = Status.UNCHANGED
        else:
            unpaired.append(finding)
    left = deque(old for old in before if old.identity not in paired)
    for finding in unpaired:
        status[finding.identity] = Status.UPDATED if left else Status.NEW
        if left:
            left.popleft()
    return list(left)


def _require_common(documents: frozenset[str], baseline: Baseline) -> None:
    if not baseline.documents or documents & baseline.documents:
        return
    theirs, ours = (", ".join(sorted(names)[:3]) or "-" for names in (baseline.documents, documents))
    raise SourceError(
        baseline.compared.name,
        Bilingual(
            f"別の計画の報告です（比べる報告の文書: {theirs}、いまの文書: {ours}）。同じ文書の報告を指定してください。",
            f"a report on another plan (its documents: {theirs}; those of now: {ours}); name one on the same documents",
        ),
    )
