"""One report of what SHACL finds in a graph and what was doubtful in reading its documents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pyoxigraph import Literal

from plangraph.checking.reading_rules import READING_RULES
from plangraph.checking.shapes import ShapeResult, Shapes, load_shapes
from plangraph.checking.subjects import Source, Subject, sources_of, subjects_of
from plangraph.graph.endpoint import Endpoint
from plangraph.graph.vocabulary import sparql_prefixes
from plangraph.model.findings import Severity
from plangraph.model.texts import Bilingual, Lang

_GRAPH = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
_FINDING = """?finding a plg:Finding ;
        plg:rule ?rule ; sh:resultSeverity ?severity ; sh:resultMessage ?message .
      OPTIONAL { ?finding sh:focusNode ?focus }
      OPTIONAL { ?finding plg:item ?item }
      OPTIONAL { ?finding plg:printed ?printed }
      OPTIONAL { ?finding plg:expected ?expected }"""
_FINDINGS = f"""
SELECT DISTINCT ?finding ?rule ?severity ?message ?focus ?item ?printed ?expected WHERE {{
  {{
    GRAPH ?g {{
      {_FINDING}
    }}
  }} UNION {{
      {_FINDING}
  }}
}}"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFinding:
    """One line of the report, whether SHACL found it or reading did. A string is "" where nothing is known.

    `iri` is what it is about, `place` as in `plangraph.model.places`. `node` is the address of a finding
    of reading and "" for a SHACL result, whose `shape`, `component`, `path` and `value` are those of
    SHACL, clause 3.6.2.
    """

    rule: str
    severity: Severity
    message: Bilingual
    item: str = ""
    iri: str = ""
    policy: str = ""
    division: str = ""
    document: str = ""
    place: str = ""
    quote: str = ""
    printed: str = ""
    expected: str = ""
    line: int = field(default=0, repr=False)
    node: str = field(default="", repr=False)
    shape: str = field(default="", repr=False)
    component: str = field(default="", repr=False)
    path: str = field(default="", repr=False)
    value: str = field(default="", repr=False)

    def as_json(self, lang: Lang) -> dict[str, str]:
        """The finding as `plangraph validate --format json` gives it."""
        return {
            "rule": self.rule,
            "severity": self.severity.value.lower(),
            "item": self.item,
            "iri": self.iri,
            "policy": self.policy,
            "division": self.division,
            "document": self.document,
            "place": self.place,
            "quote": self.quote,
            "message": self.message[lang],
            "printed": self.printed,
            "expected": self.expected,
        }

    def _order(self) -> tuple[Any, ...]:
        texts = (self.iri, self.printed, self.expected, self.message.en, self.value, self.node)
        return (self.severity.rank, self.rule, self.document, self.line, *texts)


@dataclass(frozen=True, slots=True)
class Report:
    """Findings sorted by severity, rule, document, first line and address.

    `conforms` is that of the SHACL part: false as soon as there is a SHACL result, however light (SHACL,
    clause 3.4). `names` gives each rule a name to print; a rule without one goes by its identifier.
    """

    conforms: bool
    findings: tuple[ReportFinding, ...]
    names: Mapping[str, Bilingual] = field(default_factory=dict, repr=False)

    def count(self, severity: Severity) -> int:
        """How many findings are of a severity."""
        return sum(finding.severity is severity for finding in self.findings)

    @property
    def counts(self) -> dict[str, Any]:
        """Findings by severity, and by rule in the order of the report."""
        by_severity = {severity.value.lower(): self.count(severity) for severity in Severity}
        return {**by_severity, "by_rule": dict(Counter(finding.rule for finding in self.findings))}

    def name_of(self, rule: str) -> Bilingual:
        """What a rule is called."""
        return self.names.get(rule, Bilingual(rule, rule))

    def as_json(self, lang: Lang) -> dict[str, Any]:
        """The report as `plangraph validate --format json` gives it."""
        return {
            "conforms": self.conforms,
            "counts": self.counts,
            "findings": [finding.as_json(lang) for finding in self.findings],
        }


def check(endpoint: Endpoint, shapes_dir: Path) -> Report:
    """Check what an endpoint holds.

    Its unnamed graph is held against the shapes of a folder; the findings of reading are taken from whichever
    graph they stand in. Raises DescriptionError where the shapes are not fit for use.
    """
    shapes = load_shapes(shapes_dir)
    conforms, results = shapes.validate(endpoint.construct(_GRAPH))
    findings = [*_of_shapes(endpoint, results), *reading_findings(endpoint)]
    return Report(conforms, tuple(sorted(findings, key=ReportFinding._order)), _names(shapes))


def _names(shapes: Shapes) -> dict[str, Bilingual]:
    return {**READING_RULES, **{shape.rule: shape.name for shape in shapes.by_iri.values()}}


def _of_shapes(endpoint: Endpoint, results: Sequence[ShapeResult]) -> list[ReportFinding]:
    subjects = subjects_of(endpoint, (result.focus for result in results))
    # A value that belongs to the focus node (the one cost of a listing) tells the place more exactly.
    values = sources_of(
        endpoint, (result.value for result in results if result.value.startswith(result.focus))
    )
    made = []
    for result in results:
        subject = subjects.get(result.focus, Subject(item=result.focus))
        about = _about(subject, values.get(result.value, subject.source), result.focus)
        made.append(
            ReportFinding(
                rule=result.shape.rule,
                severity=result.shape.severity,
                message=result.message,
                item=result.item or subject.item,
                printed=result.printed,
                expected=result.expected,
                shape=result.shape.iri,
                component=result.component,
                path=result.path,
                value=result.value,
                **about,
            )
        )
    return made


def _about(subject: Subject, source: Source, iri: str) -> dict[str, Any]:
    return {
        "iri": iri,
        "policy": subject.policy,
        "division": subject.division,
        "document": source.document,
        "place": source.place,
        "quote": source.quote,
        "line": source.line,
    }


@dataclass(slots=True)
class _Doubt:
    """A finding of reading as its rows are gathered: a row for each language."""

    texts: dict[str, str]
    ja: str = ""
    en: str = ""


def reading_findings(endpoint: Endpoint) -> tuple[ReportFinding, ...]:
    """What was doubtful in reading, the gravest first, then by rule, document and line; no shape is run."""
    doubts: dict[str, _Doubt] = {}
    for row in endpoint.select(sparql_prefixes() + _FINDINGS):
        texts = {name: getattr(term, "value", "") for name, term in row.items()}
        doubt = doubts.setdefault(texts["finding"], _Doubt(texts))
        message = row["message"]
        if isinstance(message, Literal) and message.language == "ja":
            doubt.ja = message.value
        else:
            doubt.en = texts["message"]
    sources = sources_of(endpoint, doubts)
    subjects = subjects_of(endpoint, (doubt.texts.get("focus", "") for doubt in doubts.values()))
    found = (_doubt_to_finding(node, doubts[node], subjects, sources) for node in doubts)
    return tuple(sorted(found, key=ReportFinding._order))


def _doubt_to_finding(
    node: str, doubt: _Doubt, subjects: Mapping[str, Subject], sources: Mapping[str, Source]
) -> ReportFinding:
    texts = doubt.texts
    focus = texts.get("focus", "")
    subject = subjects.get(focus, Subject())
    return ReportFinding(
        rule=texts["rule"],
        severity=Severity(texts["severity"].rpartition("#")[2]),
        message=Bilingual(doubt.ja or doubt.en, doubt.en or doubt.ja),
        item=texts.get("item", "") or subject.item,
        printed=texts.get("printed", ""),
        expected=texts.get("expected", ""),
        node=node,
        **_about(subject, sources.get(node, subject.source), focus),
    )
