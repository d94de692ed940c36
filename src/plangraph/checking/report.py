"""One report of what SHACL finds in a graph and what was doubtful in reading its documents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyoxigraph import Literal

from plangraph.checking.certainty import with_certainty
from plangraph.checking.engines.data import Data, data_of
from plangraph.checking.findings import Report, ReportFinding, sorted_findings
from plangraph.checking.identity import identified
from plangraph.checking.kept_checks import check_kept
from plangraph.checking.reading_rules import READING_RULES
from plangraph.checking.shapes import Engine, ShapeResult, Shapes, load_shapes
from plangraph.checking.subjects import Source, Subject, sources_of, subjects_of
from plangraph.errors import DescriptionError
from plangraph.graph.embedded import EmbeddedEndpoint
from plangraph.graph.endpoint import Endpoint
from plangraph.graph.vocabulary import sparql_prefixes
from plangraph.model.findings import Severity
from plangraph.model.texts import Bilingual

__all__ = ["Report", "ReportFinding", "check", "check_other", "reading_findings"]

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


def check(
    endpoint: Endpoint,
    shapes: Path | Shapes,
    *,
    engine: Engine = "compiled",
    data: Data | None = None,
    kept: tuple[Path, str] | None = None,
) -> Report:
    """Check what an endpoint holds.

    Its unnamed graph is held against shapes or those of a folder; the findings of reading are taken from whichever
    graph they stand in. `data` is the unnamed graph where it was read from a file: its numbers as they are written there.
    `kept` names the folder of a store and the version in it that the endpoint has: bodies whose plans did not change are
    not looked at again. Only the shapes of the house may be used with it. Raises DescriptionError where the shapes are not
    fit for use.
    """
    if not isinstance(shapes, Shapes):
        shapes = load_shapes(shapes)
    if kept is not None and isinstance(endpoint, EmbeddedEndpoint):
        outcome = check_kept(shapes, endpoint.store, *kept).outcome
    else:
        outcome = shapes.outcome(data or _data(endpoint), engine=engine)
    findings = [*_of_shapes(endpoint, shapes.told(outcome.results)), *reading_findings(endpoint)]
    return Report(outcome.conforms, _told(findings), _names(shapes), fallbacks=outcome.fallbacks)


def check_other(
    endpoint: Endpoint, shapes: Shapes, data: Data, place: str, *, engine: Engine = "compiled"
) -> Report:
    """Check a graph that somebody else made; `place` is what a message calls it.

    Raises DescriptionError where no shape has anything to look at in it: "conforms" would say nothing then.
    """
    if not shapes.meets(data):
        raise DescriptionError(
            place,
            Bilingual(
                "どの形状の対象も、このグラフにありません（対象のクラスや項目が一つもない）。データと形状の組み合わせを"
                "確認してください。",
                "no shape has a focus node in this graph (none of the target classes or properties is there); "
                "check that data and shapes belong together",
            ),
        )
    return check(endpoint, shapes, engine=engine, data=data)


def _data(endpoint: Endpoint) -> Data:
    return (
        Data(endpoint.store)
        if isinstance(endpoint, EmbeddedEndpoint)
        else data_of(endpoint.construct(_GRAPH))
    )


def _told(findings: Iterable[ReportFinding]) -> tuple[ReportFinding, ...]:
    """In the order of the report, each with how sure it is and what it is known by."""
    return tuple(identified(with_certainty(sorted_findings(findings))))


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
    return _told(found)


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
