"""Records → RDF: the graphs of one document. `plangraph.graph.mapping` says what each field becomes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from copy import copy
from dataclasses import replace
from enum import Enum
from typing import Any

from pyoxigraph import Literal, NamedNode, Quad

from plangraph.graph.from_findings import write_finding
from plangraph.graph.from_links import LINKS, links_to_quads
from plangraph.graph.iris import Iris
from plangraph.graph.mapping import RECORD_RULES, FieldRule, Range
from plangraph.graph.vocabulary import plg, term
from plangraph.graph.writing import LABEL, GraphWriter, bilingual, literal, thing_of
from plangraph.model import records as r
from plangraph.model.divisions import Division
from plangraph.model.fiscal_years import fiscal_year_label, span_of
from plangraph.model.places import Evidence
from plangraph.model.texts import Bilingual, code_key, comparison_title
from plangraph.reading.aliases import KnownAs, divisions_of, policy_codes

__all__ = ["DocumentWriter", "document_to_quads", "links_to_quads", "with_unnamed_graph"]

_DATE = term("xsd:date")
_NAMES = frozenset({"plg:code", "rdfs:label"})
"""What a thing without one does not have: an empty code or title would hide from the shapes that it is missing."""


class DocumentWriter(GraphWriter):
    """Writes the graph of one document."""

    def __init__(self, iris: Iris, records: r.DocumentRecords) -> None:
        self.document = records.document
        self.body = records.document.body.code
        self.plan = records.document.plan.id
        super().__init__(
            iris, iris.graph("document", self.document.id), iris.graph("provenance", self.document.id)
        )
        self.records = records
        self.known = KnownAs(records)
        self.codes = policy_codes(records)

    def write(self) -> set[Quad]:
        """Every quad of the document and of its provenance."""
        self._description()
        for policy in self.records.policies:
            self._policy(policy)
        for basic in self.records.basic_projects:
            self._record(self.iris.basic_project(self.plan, basic.code), basic, f"basic-project/{basic.code}")
        for order, listing in enumerate(self.records.listings, 1):
            self._listing(listing, order)
        for event in self.records.guideline_events:
            self._guideline_event(event)
        for division, evidence, _ in divisions_of(self.records):
            office = self.known.division(division)
            if office != division:
                self.also_printed(self._division(office), division.name, evidence[:1])
        for change in self.document.division_changes:
            self._division_change(change)
        for correction in self.records.corrections:
            self._correction(correction)
        return self.quads

    def _policy(self, policy: r.Policy) -> None:
        """A policy under the key and title that it is known under; what is printed of it stays its own statement."""
        iri = self.iris.policy(self.plan, self.known.policy(policy.key))
        title = self.known.policy_title(policy)
        known = replace(policy, title=title, code=self.known.policy_code(policy))
        self._record(iri, known, f"policy/{policy.key}")
        if comparison_title(title) != comparison_title(policy.title):
            self.also_printed(iri, policy.title, ())

    def _guideline_event(self, event: r.GuidelineEvent) -> None:
        guideline = self._guideline(event.guideline, ())
        known = self.known.guideline(event.guideline)
        name = f"{event.event_kind.value}-{event.fiscal_year}"
        iri = self.iris.of("guideline-event", self.body, comparison_title(known), name)
        self.link(guideline, plg("event"), iri)
        label = f"{known} {event.event_kind.word} {fiscal_year_label(event.fiscal_year)}"
        self.add(iri, LABEL, literal(label))
        self._record(iri, event, "")

    def _division_change(self, change: r.DivisionChange) -> None:
        """One change of offices (org:ChangeEvent): from every office before it a path leads to those after it."""
        names = [
            "+".join(office.key for office in offices) for offices in (change.original, change.resulting)
        ]
        when = change.date or str(change.fiscal_year)
        iri = self.iris.of("division-change", self.body, when, "→".join(names))
        label = " → ".join(
            "、".join(o.name for o in offices) or "－" for offices in (change.original, change.resulting)
        )
        self.add(iri, LABEL, literal(f"{fiscal_year_label(change.fiscal_year)} {label}"))
        self._record(iri, change, None)
        for office in change.original:
            self.link(self._division(office), term("org:changedBy"), iri)
        for office in change.resulting:
            self.link(self._division(office), term("org:resultedFrom"), iri)

    def _correction(self, correction: r.Correction) -> None:
        """What a planner mended, in the provenance graph: the document's own graph holds the mended value alone."""
        writer = copy(self)  # it shares the quads
        writer.graph = self.provenance
        said = (correction.field, correction.about.kind, correction.about.key, correction.value)
        digest = hashlib.sha256("\n".join(said).encode("utf-8", "surrogatepass")).hexdigest()[:12]
        iri = self.iris.of("correction", self.document.id, digest)
        about = thing_of(
            self.iris, correction.about.kind, self._key_of(correction), self.document.id, self.plan
        )
        writer.link(iri, plg("correctionOf"), about)
        writer.link(iri, plg("fromDocument"), self.iris.document(self.document.id))
        writer._record(iri, correction, None)

    def _key_of(self, correction: r.Correction) -> str:
        key = correction.about.key
        return self.known.policy(key) if correction.about.kind == "policy" else key

    # what the document is

    def _description(self) -> None:
        document = self.document
        iri = self.iris.document(document.id)
        self.type(iri, "plg:SourceDocument", "prov:Entity")
        self.add(iri, LABEL, literal(document.title))
        strings = {
            "plg:fileName": document.file,
            "plg:sha256": document.sha256.lower(),
            "plg:family": document.family,
            "plg:layout": document.layout,
            "dcterms:source": document.origin,
            "dcterms:rights": document.licence,
        }
        for name, value in strings.items():
            if value is not None:
                self.add(iri, term(name), literal(value))
        for fact, why in document.known.items():
            self.add(iri, plg("knownFrom"), literal(f"{fact}: {why}"))
        for kind in ("policies", "projects", "divisions", "guidelines"):
            for left, right in getattr(document.aliases, kind).items():
                self.add(iri, plg("alias"), literal(f"{kind}: {left} = {right}"))
        self._record(iri, self.records.account, None)
        text = Quad(NamedNode(iri), plg("sourceText"), literal(self.records.text), self.provenance)
        self.quads.add(text)
        plan = self._plan_and_body()
        self.link(iri, term("dcterms:isPartOf"), plan)

    def _plan_and_body(self) -> str:
        plan, body = self.document.plan, self.document.body
        iri, publisher = self.iris.plan(plan.id), self.iris.body(body.code)
        self.type(iri, "plg:Plan", "dcat:Dataset")
        self.add(iri, LABEL, literal(plan.title))
        self.link(iri, plg("publishedBy"), publisher)
        self.add(iri, plg("firstYear"), literal(plan.first_year))
        self.add(iri, plg("lastYear"), literal(plan.last_year))
        period = self.iris.part(iri, "period")
        self.link(iri, term("dcterms:temporal"), period)
        self.type(period, "dcterms:PeriodOfTime")
        self._dates(period, "dcat:startDate", "dcat:endDate", plan.first_year, plan.last_year)
        for year in range(plan.first_year, plan.last_year + 1):
            self._fiscal_year(year)
        if plan.series is not None:
            series = self.iris.of("series", plan.series)
            self.type(series, "plg:PlanSeries", "dcat:DatasetSeries")
            self.add(series, LABEL, literal(f"{body.name} {plan.series}"))
            self.link(iri, plg("inSeries"), series)
        self.type(publisher, "plg:Body", "org:FormalOrganization")
        self.add(publisher, LABEL, literal(body.name))
        if body.is_municipality:
            self.type(publisher, "plg:Municipality")
            self.add(publisher, plg("areaCode"), literal(body.code))
            self.link(publisher, term("rdfs:seeAlso"), f"http://data.e-stat.go.jp/lod/sac/C{body.code}")
        if body.wikidata is not None:
            self.link(publisher, term("skos:exactMatch"), f"http://www.wikidata.org/entity/{body.wikidata}")
        if body.formed is not None:
            formed = Literal(body.formed, datatype=term("xsd:date"))
            self.add(publisher, term("schema:foundingDate"), formed)
        return iri

    def _dates(self, iri: str, start: str, end: str, first: int, last: int) -> None:
        date = term("xsd:date")
        self.add(iri, term(start), Literal(span_of(first)[0].isoformat(), datatype=date))
        self.add(iri, term(end), Literal(span_of(last)[1].isoformat(), datatype=date))

    # listings and projects

    def _listing(self, listing: r.Listing, order: int) -> None:
        """A listing. Which project it is of depends on other documents: `plangraph.graph.from_links`."""
        iri = self.iris.listing(self.document.id, listing.key)
        self._record(iri, listing, None)
        self.add(iri, plg("order"), literal(order))
        self.link(iri, plg("fromDocument"), self.iris.document(self.document.id))
        if self.document.mark_refers_to == "section":
            for code in listing.marked_code:
                policy = self.codes.get(code_key(code), code)
                self.link(iri, plg("crossListedAt"), self.iris.policy(self.plan, policy))
        for mention in listing.guided_by:
            self._guideline(mention.name, mention.evidence)

    # any record, by the table

    def _record(self, iri: str, record: Any, statement: str | None) -> None:
        """Write one record by the mapping table.

        `statement` is where the parts of a thing stand that other documents speak of too, so that two documents'
        amounts for one policy stay two; None for a thing of this document alone.
        """
        rule = RECORD_RULES[type(record)]
        self.type(iri, *rule.classes)
        owner = (
            iri if statement is None else self.iris.of("statement", self.document.id, *statement.split("/"))
        )
        for field in rule.fields:
            value = getattr(record, field.field)
            if field.range is Range.PROVENANCE:
                self.source(iri, value)
            elif field.range is Range.PART:
                self._parts(iri, owner, field, value)
            elif field.range is Range.POLICY:
                self._part_of(iri, field, value, record)
            else:
                for one in value if isinstance(value, tuple) else (value,):
                    if one is not None:
                        self._value(iri, field, one)

    def _value(self, iri: str, field: FieldRule, value: Any) -> None:
        predicate = term(field.property)
        if field.range is Range.INDIVIDUAL:
            assert isinstance(value, Enum)
            self.add(iri, predicate, plg(value.value[:1].upper() + value.value[1:]))
        elif field.range is Range.DATE:
            self.add(iri, predicate, Literal(value, datatype=_DATE))
        elif isinstance(value, Bilingual):
            for text in bilingual(value):
                self.add(iri, predicate, text)
        elif field.range is Range.FISCAL_YEAR:
            self.link(iri, predicate, self._fiscal_year(value))
        elif field.range is Range.DIVISION:
            self.link(iri, predicate, self._division(value))
        elif field.range is Range.GUIDELINE:
            self.link(iri, predicate, self._guideline(value.name, value.evidence))
        elif field.range is Range.DESIGNATION:
            self.link(iri, predicate, self._designation(value))
        elif value is not False and not (value == "" and field.property in _NAMES):
            self.add(iri, predicate, literal(value))

    def _part_of(self, iri: str, field: FieldRule, key: str | None, record: Any) -> None:
        if key is not None:
            self.link(iri, term(field.property), self.iris.policy(self.plan, self.known.policy(key)))
        elif isinstance(record, r.Policy):
            self.link(iri, term(field.property), self.iris.plan(self.plan))

    def _parts(self, iri: str, owner: str, field: FieldRule, value: Any) -> None:
        used: set[str] = set()
        for part in value if isinstance(value, tuple) else (value,):
            if part is None:
                continue
            name = _part_name(part)
            if isinstance(part, r.PlannedProject):
                part_iri = self.iris.of("planned-project", self.plan, name)
            else:
                part_iri = self.iris.part(owner, field.property.partition(":")[2], name)
            number = 1
            while (unique := part_iri if number == 1 else f"{part_iri}~{number}") in used:
                number += 1
            used.add(unique)
            self.link(iri, term(field.property), unique)
            if owner != iri:
                self.link(unique, plg("fromDocument"), self.iris.document(self.document.id))
            self._record(unique, part, None)

    # things that many records name

    def _fiscal_year(self, year: int) -> str:
        iri = self.iris.fiscal_year(year)
        self.type(iri, "plg:FiscalYear", "time:ProperInterval")
        self.add(iri, plg("year"), literal(year))
        self.add(iri, LABEL, literal(fiscal_year_label(year)))
        self.add(iri, LABEL, Literal(fiscal_year_label(year, "en"), language="en"))
        self._dates(iri, "schema:startDate", "schema:endDate", year, year)
        return iri

    def _division(self, division: Division) -> str:
        office = self.known.division(division)
        iri = self.iris.division(self.body, office.key)
        self.type(iri, "plg:Division", "org:OrganizationalUnit")
        self.add(iri, LABEL, literal(office.name))
        if office.section is not None:
            self.add(iri, term("skos:prefLabel"), literal(office.section))
        if office.within is not None:
            self.link(iri, term("org:subOrganizationOf"), self._division(office.within))
        else:
            self.link(iri, term("org:unitOf"), self.iris.body(self.body))
        return iri

    def _guideline(self, name: str, evidence: Iterable[Evidence]) -> str:
        known = self.known.guideline(name)
        iri = self.iris.guideline(self.body, comparison_title(known))
        self.type(iri, "plg:Guideline", "foaf:Document")
        self.add(iri, LABEL, literal(known))
        if comparison_title(known) != comparison_title(name):
            self.also_printed(iri, name, ())
        self.source(iri, evidence)
        return iri

    def _designation(self, name: str) -> str:
        iri = self.iris.of("designation", name)
        self.type(iri, "plg:Designation", "skos:Concept")
        self.add(iri, LABEL, literal(name))
        return iri


def _part_name(part: Any) -> str:
    """What a part is called inside its owner."""
    match part:
        case r.Cost():
            return f"{part.fiscal_year}-{part.cost_kind.value}"
        case r.PrintedTotal():
            return f"{part.first_year}-{part.last_year}"
        case r.Indicator():
            return part.number or comparison_title(part.title)
        case r.Assessment():
            return part.aspect.value
        case r.PlannedProject():
            return comparison_title(part.title)
        case r.Check():
            return comparison_title(part.label)
        case r.Note():
            return comparison_title(part.label)
        case r.Content(fiscal_year=None):
            return "text"
        case r.Content() | r.IndicatorValue() | r.ProjectCount():
            return str(part.fiscal_year)
    raise TypeError(f"no name for {type(part).__name__}")


def document_to_quads(records: r.DocumentRecords, iris: Iris) -> set[Quad]:
    """The document, provenance and findings graphs of one document; other documents change nothing in them."""
    quads = DocumentWriter(iris, records).write()
    findings = GraphWriter(
        iris, iris.graph("findings", records.document.id), iris.graph("provenance", records.document.id)
    )
    for finding in records.findings:
        write_finding(findings, finding, records.document)
    return quads | findings.quads


def with_unnamed_graph(quads: Iterable[Quad], iris: Iris) -> Iterator[Quad]:
    """Every quad, and again in the unnamed graph those of documents, links and ontology, each triple once.

    pyoxigraph would count a triple that stands in two graphs twice where it merges them itself.
    """
    merged = (iris.graph("document") + "/", iris.graph(LINKS), iris.graph("ontology"))
    seen: set[Quad] = set()
    for quad in quads:
        yield quad
        graph = quad.graph_name
        if isinstance(graph, NamedNode) and (graph.value in merged[1:] or graph.value.startswith(merged[0])):
            plain = Quad(quad.subject, quad.predicate, quad.object)
            if plain not in seen:
                seen.add(plain)
                yield plain
