"""A report as SARIF 2.1.0, for viewers and for annotations in code review.

A document is named relative to the base `SOURCES`, the folder that holds it. A place counted in lines becomes regions,
a cell or a box on a page a logical location, since SARIF has no region for these.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from plangraph.checking.findings import CERTAINTY_NAMES, Report, ReportFinding, Status
from plangraph.model.findings import Severity
from plangraph.model.places import Place
from plangraph.model.texts import Bilingual, Lang

RULES = "https://w3id.org/plangraph/rules/"
"""Where the page of a rule is, unless a server says better."""
FINGERPRINT = "plangraphIdentity/v1"
_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Severity.VIOLATION: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_STATES = {
    Status.NEW: "new",
    Status.UPDATED: "updated",
    Status.UNCHANGED: "unchanged",
    Status.MENDED: "absent",
}
_BASE = "SOURCES"
_IN_CHARGE = Bilingual("直す部課", "to be mended by")


def sarif_pieces(report: Report, lang: Lang, rules_at: str = RULES) -> Iterator[str]:
    """The log, a result at a time; findings that are gone are in it as absent."""
    severities: dict[str, Severity] = {}
    for finding in (*report.findings, *report.mended):
        severities.setdefault(finding.rule, finding.severity)
    numbers = {rule: number for number, rule in enumerate(severities)}
    run: dict[str, Any] = {
        "tool": {"driver": _driver(report, severities, lang, rules_at)},
        "automationDetails": {"id": f"plangraph/validate/{report.run.name if report.run else ''}"},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_BASE: {"description": {"text": _SOURCES[lang]}}},
        "properties": {"conforms": report.conforms, "counts": report.counts},
    }
    if report.run is not None:
        run["invocations"] = [{"executionSuccessful": True, "endTimeUtc": report.run.ended}]
        run["artifacts"] = [
            {
                "location": {"uri": _uri(document.file), "uriBaseId": _BASE},
                "roles": ["analysisTarget"],
                **({"hashes": {"sha-256": document.sha256}} if document.sha256 else {}),
                "properties": {"file": document.file, "iri": document.iri},
            }
            for document in report.run.documents
        ]
        run["properties"] |= {
            "engine": report.run.engine,
            "data": report.run.data,
            "shapes": report.run.shapes,
            "waivers": report.run.waivers,
        }
    head = {"$schema": _SCHEMA, "version": "2.1.0"}
    yield _json(head).removesuffix("}") + ',"runs":[' + _json(run).removesuffix("}") + ',"results":['
    for number, finding in enumerate((*report.findings, *report.mended)):
        yield ("," if number else "") + "\n" + _json(_result(finding, numbers[finding.rule], lang))
    yield "\n]}]}\n"


_SOURCES = Bilingual("文書のあるフォルダー", "the folder that holds the documents")


def _json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def _driver(report: Report, severities: dict[str, Severity], lang: Lang, rules_at: str) -> dict[str, Any]:
    return {
        "name": "plangraph",
        **({"semanticVersion": report.run.plangraph} if report.run else {}),
        "language": lang,
        "informationUri": "https://w3id.org/plangraph/ontology",
        "rules": [
            {
                "id": rule,
                "name": report.name_of(rule).en,
                "shortDescription": {"text": report.name_of(rule)[lang]},
                "helpUri": rules_at + quote(rule, safe=""),
                "defaultConfiguration": {"level": _LEVELS[severity]},
                "properties": {"name": {"ja": report.name_of(rule).ja, "en": report.name_of(rule).en}},
            }
            for rule, severity in severities.items()
        ],
    }


def _result(finding: ReportFinding, number: int, lang: Lang) -> dict[str, Any]:
    row = finding.as_json(lang)
    beside = {
        name: row[name]
        for name in (
            "item",
            "iri",
            "policy",
            "division",
            "document",
            "place",
            "quote",
            "printed",
            "expected",
            "certainty",
        )
        if row[name]
    }
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": number,
        "level": _LEVELS[finding.severity],
        "message": {"text": _message(finding, lang)},
        "locations": _locations(finding),
        "partialFingerprints": {FINGERPRINT: finding.identity},
        "properties": {**beside, "message": {"ja": finding.message.ja, "en": finding.message.en}},
    }
    if related := _related(finding):
        result["relatedLocations"] = related
    if finding.status is not None:
        result["baselineState"] = _STATES[finding.status]
    if (accepted := finding.accepted) is not None:
        suppression = {"until": accepted.until.isoformat(), "role": accepted.role}
        result["suppressions"] = [
            {
                "kind": "external",
                "status": "accepted",
                "justification": accepted.reason,
                "properties": suppression,
            }
        ]
    return result


def _message(finding: ReportFinding, lang: Lang) -> str:
    """The message with the office that must mend it, which a viewer has no field for."""
    told = [f"{CERTAINTY_NAMES[finding.certainty][lang]}"]
    if finding.division:
        told.insert(0, f"{_IN_CHARGE[lang]}: {finding.division}")
    said = " / ".join(told)
    return f"{finding.message.ja}（{said}）" if lang == "ja" else f"{finding.message.en} ({said})"


def _uri(file: str) -> str:
    """A file name as a relative reference; a colon in its first segment would be a scheme."""
    return quote(file.encode("utf-8", "replace"), safe="/~").replace("//", "/%2F")


def _locations(finding: ReportFinding) -> list[dict[str, Any]]:
    location: dict[str, Any] = {}
    if finding.document:
        physical: dict[str, Any] = {"artifactLocation": {"uri": _uri(finding.document), "uriBaseId": _BASE}}
        ranges = _ranges(finding.place)
        if ranges:
            physical["region"] = _region(ranges[0])
            if len(ranges) == 1 and finding.quote:
                physical["region"]["snippet"] = {"text": finding.quote}
            elif finding.quote:
                last = max(end for _, end in ranges)
                physical["contextRegion"] = {
                    **_region((ranges[0][0], last)),
                    "snippet": {"text": finding.quote},
                }
        location["physicalLocation"] = physical
    logical = [
        {"name": name, "kind": kind, **({"fullyQualifiedName": whole} if whole else {})}
        for name, kind, whole in (
            (finding.item, "item", finding.iri),
            (finding.policy, "policy", ""),
            ("" if _ranges(finding.place) else finding.place, "place", ""),
        )
        if name
    ]
    if logical:
        location["logicalLocations"] = logical
    return [location] if location else []


def _related(finding: ReportFinding) -> list[dict[str, Any]]:
    """The further lines of a statement that stands on several."""
    where = {"uri": _uri(finding.document), "uriBaseId": _BASE}
    return [
        {"id": number, "physicalLocation": {"artifactLocation": where, "region": _region(one)}}
        for number, one in enumerate(_ranges(finding.place)[1:])
    ]


def _ranges(place: str) -> tuple[tuple[int, int], ...]:
    try:
        return Place.parse(place).lines
    except ValueError:
        return ()


def _region(lines: tuple[int, int]) -> dict[str, Any]:
    return {"startLine": lines[0], "endLine": lines[1]}
