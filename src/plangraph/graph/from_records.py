"""Records → RDF. One writer for each graph of a document; `plangraph.graph.mapping` says what each field becomes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from decimal import Decimal
from enum import Enum
from typing import Any

from pyoxigraph import Literal, NamedNode, Quad

from plangraph.graph.iris import Iris
from plangraph.graph.mapping import RECORD_RULES, FieldRule, Range
from plangraph.graph.vocabulary import plg, term
from plangraph.model import records as r
from plangraph.model.divisions import Division
from plangraph.model.findings import Finding
from plangraph.model.fiscal_years import fiscal_year_label, span_of
from plangraph.model.places import Evidence
from plangraph.model.texts import Bilingual, comparison_title
from plangraph.reading.listings import Links, ResolvedListing, ResolvedProject

LINKS = "links"
_TYPE = term("rdf:type")
_LABEL = term("rdfs:label")


def literal(value: str | int | Decimal | bool) -> Literal:
    """A literal of the few types that every store keeps as they are: string, integer, decimal, boolean."""
    if isinstance(value, bool):
        return Literal(value)
    if isinstance(value, int):
        return Literal(str(value), datatype=term("xsd:integer"))
    if isinstance(value, Decimal):
        return Literal(format(value, "f"), datatype=term("xsd:decimal"))
    return Literal(value.encode("utf-8", "replace").decode())


def bilingual(text: Bilingual) -> tuple[Literal, Literal]:
    """Both languages, tagged."""
    return Literal(text.ja, language="ja"), Literal(text.en, language="en")


class GraphWriter:
    """Collects the quads of one named graph and of the provenance graph beside it."""

    def __init__(self, iris: Iris, graph: str, provenance: str) -> None:
        self.iris = iris
        self.graph = NamedNode(graph)
        self.provenance = NamedNode(provenance)
        self.quads: set[Quad] = set()

    def add(self, subject: str, predicate: NamedNode, value: NamedNode | Literal) -> None:
        """One triple of the graph."""
        self.quads.add(Quad(NamedNode(subject), predicate, value, self.graph))

    def link(self, subject: str, predicate: NamedNode, target: str) -> None:
        """One triple that leads to another thing."""
        self.add(subject, predicate, NamedNode(target))

    def type(self, subject: str, *classes: str) -> None:
        """The classes of a thing, by prefixed name."""
        for name in classes:
            self.add(subject, _TYPE, term(name))

    def source(self, subject: str, evidence: Iterable[Evidence]) -> None:
        """Where a statement stands, in the provenance graph."""
        for item in evidence:
            line = self.iris.source_line(item)
            node = NamedNode(line)
            said: list[tuple[NamedNode, NamedNode | Literal]] = [
                (_TYPE, plg("SourceLine")),
                (_TYPE, term("oa:SpecificResource")),
                (term("oa:hasSource"), NamedNode(self.iris.document(item.document))),
                (plg("place"), literal(str(item.place))),
                (plg("quote"), literal(item.quote)),
            ]
            if item.place.where is not None:
                said.append((plg("textLines"), literal(item.place.in_text)))
            self.quads.add(Quad(NamedNode(subject), term("prov:hadPrimarySource"), node, self.provenance))
            self.quads.update(Quad(node, predicate, value, self.provenance) for predicate, value in said)


class DocumentWriter(GraphWriter):
    """Writes the graph of one document."""

    def __init__(self, iris: Iris, records: r.DocumentRecords, links: Links) -> None:
        self.document = records.document
        self.body = records.document.body.code
        self.plan = records.document.plan.id
        super().__init__(
            iris, iris.graph("document", self.document.id), iris.graph("provenance", self.document.id)
        )
        self.records = records
        self.resolved = {item.key: item for item in links.listings if item.document == self.document.id}

    def write(self) -> set[Quad]:
        """Every quad of the document and of its provenance."""
        self._description()
        for policy in self.records.policies:
            self._record(self.iris.policy(self.plan, policy.key), policy, f"policy/{policy.key}")
        for basic in self.records.basic_projects:
            self._record(self.iris.basic_project(self.plan, basic.code), basic, f"basic-project/{basic.code}")
        for order, listing in enumerate(self.records.listings, 1):
            self._listing(listing, order)
        for event in self.records.guideline_events:
            guideline = self._guideline(event.guideline, ())
            name = f"{event.event_kind.value}-{event.fiscal_year}"
            iri = self.iris.of("guideline-event", self.body, comparison_title(event.guideline), name)
            self.link(guideline, plg("event"), iri)
            self.add(
                iri,
                _LABEL,
                literal(f"{event.guideline} {event.event_kind.word} {fiscal_year_label(event.fiscal_year)}"),
            )
            self._record(iri, event, "")
        return self.quads

    # what the document is

    def _description(self) -> None:
        document, account = self.document, self.records.account
        iri = self.iris.document(document.id)
        self.type(iri, "plg:SourceDocument", "prov:Entity")
        self.add(iri, _LABEL, literal(document.title))
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
        counts = {
            "lineCount": account.lines,
            "linesRead": account.lines_read,
            "linesRepaired": account.lines_repaired,
            "linesNotRead": account.lines_not_read,
            "characterCount": account.characters,
        }
        for name, count in counts.items():
            self.add(iri, plg(name), literal(count))
        text = Quad(NamedNode(iri), plg("sourceText"), literal(self.records.text), self.provenance)
        self.quads.add(text)
        plan = self._plan_and_body()
        self.link(iri, term("dcterms:isPartOf"), plan)

    def _plan_and_body(self) -> str:
        plan, body = self.document.plan, self.document.body
        iri, publisher = self.iris.plan(plan.id), self.iris.body(body.code)
        self.type(iri, "plg:Plan", "dcat:Dataset")
        self.add(iri, _LABEL, literal(plan.title))
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
            self.add(series, _LABEL, literal(f"{body.name} {plan.series}"))
            self.link(iri, plg("inSeries"), series)
        self.type(publisher, "plg:Body", "org:FormalOrganization")
        self.add(publisher, _LABEL, literal(body.name))
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
        iri = self.iris.listing(self.document.id, listing.key)
        project = self.iris.project(self.body, self.resolved[listing.key].project)
        self._record(iri, listing, None)
        self.add(iri, plg("order"), literal(order))
        self.link(iri, plg("listsProject"), project)
        self.link(iri, term("foaf:primaryTopic"), project)
        self.link(iri, plg("fromDocument"), self.iris.document(self.document.id))
        for code in listing.marked_code:
            self.link(iri, plg("crossListedAt"), self.iris.policy(self.plan, code))
        self.type(project, "plg:MainProject", "foaf:Project")
        self.add(project, _LABEL, literal(listing.title))
        if listing.project_code is not None:
            self.add(project, plg("projectCode"), literal(listing.project_code))
        for division in listing.responsible_division:
            self.link(project, plg("responsibleDivision"), self._division(division))
        if listing.and_others:
            self.add(project, plg("andOthers"), literal(True))
        for mention in listing.guided_by:
            self.link(project, plg("guidedBy"), self._guideline(mention.name, mention.evidence))

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
            self.add(iri, predicate, plg(value.value))
        elif field.range is Range.FISCAL_YEAR:
            self.link(iri, predicate, self._fiscal_year(value))
        elif field.range is Range.DIVISION:
            self.link(iri, predicate, self._division(value))
        elif field.range is Range.GUIDELINE:
            self.link(iri, predicate, self._guideline(value.name, value.evidence))
        elif field.range is Range.DESIGNATION:
            self.link(iri, predicate, self._designation(value))
        elif field.range is not Range.FLAG or value:
            self.add(iri, predicate, literal(value))

    def _part_of(self, iri: str, field: FieldRule, key: str | None, record: Any) -> None:
        if key is not None:
            self.link(iri, term(field.property), self.iris.policy(self.plan, key))
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
        self.add(iri, _LABEL, literal(fiscal_year_label(year)))
        self.add(iri, _LABEL, Literal(fiscal_year_label(year, "en"), language="en"))
        self._dates(iri, "schema:startDate", "schema:endDate", year, year)
        return iri

    def _division(self, division: Division) -> str:
        iri = self.iris.division(self.body, division.key)
        self.type(iri, "plg:Division", "org:OrganizationalUnit")
        self.add(iri, _LABEL, literal(division.name))
        if division.section is not None:
            self.add(iri, term("skos:prefLabel"), literal(division.section))
        if division.department is not None and division.section is not None:
            self.link(iri, term("org:subOrganizationOf"), self._division(Division(division.department, None)))
        else:
            self.link(iri, term("org:unitOf"), self.iris.body(self.body))
        return iri

    def _guideline(self, name: str, evidence: Iterable[Evidence]) -> str:
        iri = self.iris.guideline(self.body, comparison_title(name))
        self.type(iri, "plg:Guideline", "foaf:Document")
        self.add(iri, _LABEL, literal(name))
        self.source(iri, evidence)
        return iri

    def _designation(self, name: str) -> str:
        iri = self.iris.of("designation", name)
        self.type(iri, "plg:Designation", "skos:Concept")
        self.add(iri, _LABEL, literal(name))
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
        case r.Note():
            return comparison_title(part.label)
        case r.Content(fiscal_year=None):
            return "text"
        case r.Content() | r.IndicatorValue() | r.ProjectCount():
            return str(part.fiscal_year)
    raise TypeError(f"no name for {type(part).__name__}")


def document_to_quads(records: r.DocumentRecords, links: Links, iris: Iris) -> set[Quad]:
    """The document, provenance and findings graphs of one document."""
    quads = DocumentWriter(iris, records, links).write()
    findings = GraphWriter(
        iris, iris.graph("findings", records.document.id), iris.graph("provenance", records.document.id)
    )
    for finding in records.findings:
        _finding(findings, finding, records.document.id, records.document)
    return quads | findings.quads


def links_to_quads(links: Links, documents: Iterable[r.DocumentRecords], iris: Iris) -> set[Quad]:
    """`graph/links`: all that depends on several documents; findings about it go to `graph/findings/links`."""
    by_id = {records.document.id: records.document for records in documents}
    writer = GraphWriter(iris, iris.graph(LINKS), iris.graph("provenance", LINKS))
    for item in links.listings:
        _link_listing(writer, item)
    for project in links.projects:
        _link_project(writer, project)
    for policy in links.unread_policies:
        iri = iris.policy(policy.plan, policy.code)
        writer.type(iri, "plg:UnreadPolicy")
        writer.add(iri, plg("code"), literal(policy.code))
        writer.add(iri, _LABEL, literal(policy.code))
        if policy.chapter_title is not None:
            writer.add(iri, plg("chapterTitle"), literal(policy.chapter_title))
    findings = GraphWriter(iris, iris.graph("findings", LINKS), iris.graph("provenance", LINKS))
    for finding in links.findings:
        document = finding.evidence[0].document
        _finding(findings, finding, document, by_id[document])
    return writer.quads | findings.quads


def _link_listing(writer: GraphWriter, item: ResolvedListing) -> None:
    iri = writer.iris.listing(item.document, item.key)
    if item.state is not None:
        writer.add(iri, plg("crossListingState"), plg(item.state.value))
    if item.note is not None:
        for text in bilingual(item.note):
            writer.add(iri, plg("stateNote"), text)
    for other in item.cross_listed_with:
        writer.link(iri, plg("crossListedWith"), writer.iris.listing(*other))
        writer.link(writer.iris.listing(*other), plg("crossListedWith"), iri)
    if item.likely_partner is not None:
        writer.link(iri, plg("likelyPartner"), writer.iris.listing(*item.likely_partner))


def _link_project(writer: GraphWriter, project: ResolvedProject) -> None:
    iris = writer.iris
    iri = iris.project(project.body, project.key)
    for code in project.cross_listed_in:
        writer.link(iri, plg("crossListedIn"), iris.policy(project.plan, code))
    for name, keys in (("carriedBy", project.carried_by), ("countedIn", project.counted_in)):
        for key in keys:
            writer.link(iri, plg(name), iris.project(project.body, key))
    for name, texts in (
        ("carriedByText", project.carried_by_text),
        ("countedInText", project.counted_in_text),
    ):
        for text in texts:
            writer.add(iri, plg(name), literal(text))


def _finding(
    writer: GraphWriter, finding: Finding, document: str, description: r.DocumentDescription
) -> None:
    iris = writer.iris
    said = [finding.rule, finding.message.en, *(f"{e.place} {e.quote}" for e in finding.evidence)]
    digest = hashlib.sha256("\n".join(said).encode("utf-8", "surrogatepass")).hexdigest()[:12]
    iri = iris.of("finding", document, finding.rule, digest)
    writer.type(iri, "plg:Finding", "sh:ValidationResult")
    writer.add(iri, plg("rule"), literal(finding.rule))
    writer.add(iri, term("sh:resultSeverity"), term(f"sh:{finding.severity.value}"))
    for text in bilingual(finding.message):
        writer.add(iri, term("sh:resultMessage"), text)
    for name, value in (("item", finding.item), ("printed", finding.printed), ("expected", finding.expected)):
        if value is not None:
            writer.add(iri, plg(name), literal(value))
    writer.link(iri, term("sh:focusNode"), _about(iris, finding, document, description))
    writer.source(iri, finding.evidence)


def _about(iris: Iris, finding: Finding, document: str, description: r.DocumentDescription) -> str:
    if finding.about is None:
        return iris.document(document)
    makers = {
        "listing": lambda key: iris.listing(document, key),
        "policy": lambda key: iris.policy(description.plan.id, key),
        "basic-project": lambda key: iris.basic_project(description.plan.id, key),
    }
    return makers[finding.about.kind](finding.about.key)


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
