"""The findings about one thing, or in one document, for its page."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import CancelledError
from dataclasses import dataclass

from plangraph.checking.reading_rules import READING_RULES
from plangraph.checking.report import ReportFinding, reading_findings
from plangraph.errors import PlangraphError
from plangraph.model.texts import Bilingual
from plangraph.serving.versions import Version

MOST_FINDINGS = 20
"""Findings that the page of a thing shows; the count says how many there are."""


@dataclass(frozen=True)
class ThingFindings:
    """The findings about a thing, the gravest first. `whole` is False while the shapes are still being checked."""

    shown: tuple[ReportFinding, ...]
    count: int
    whole: bool
    names: Mapping[str, Bilingual]

    def name_of(self, rule: str) -> Bilingual:
        """What a rule is called."""
        return self.names.get(rule, Bilingual(rule, rule))


@dataclass(frozen=True)
class _Known:
    """All findings, by the thing they are about and by document."""

    by_iri: Mapping[str, tuple[ReportFinding, ...]]
    by_document: Mapping[str, tuple[ReportFinding, ...]]
    names: Mapping[str, Bilingual]
    whole: bool


def findings_about(version: Version, iris: set[str]) -> ThingFindings:
    """The findings about some things, the gravest first."""
    known = _known(version)
    found = [one for iri in sorted(iris) for one in known.by_iri.get(iri, ())]
    found.sort(key=lambda one: (one.severity.rank, one.rule, one.document, one.line))
    return ThingFindings(tuple(found[:MOST_FINDINGS]), len(found), known.whole, known.names)


def findings_in(version: Version, file: str) -> ThingFindings:
    """Every finding in the document of a file name."""
    known = _known(version)
    found = known.by_document.get(file, ())
    return ThingFindings(found, len(found), known.whole, known.names)


def _known(version: Version) -> _Known:
    """Those of the report where it is made, else those of reading: no page waits for the shapes."""
    if version.report.done():
        try:
            report = version.report.result()
        except (CancelledError, PlangraphError):
            pass
        else:
            return version.once(
                "findings of the report", lambda: _indexed(report.findings, report.names, whole=True)
            )
    return version.once(
        "findings of reading",
        lambda: _indexed(reading_findings(version.endpoint), READING_RULES, whole=False),
    )


def _indexed(findings: tuple[ReportFinding, ...], names: Mapping[str, Bilingual], *, whole: bool) -> _Known:
    by_iri: dict[str, list[ReportFinding]] = {}
    by_document: dict[str, list[ReportFinding]] = {}
    for one in findings:
        by_iri.setdefault(one.iri, []).append(one)
        by_document.setdefault(one.document, []).append(one)
    return _Known(
        {iri: tuple(given) for iri, given in by_iri.items()},
        {name: tuple(given) for name, given in by_document.items()},
        names,
        whole,
    )
