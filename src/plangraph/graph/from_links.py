"""Links → RDF: `graph/links`, all that depends on several documents.

Projects stand here with everything that is said of them: which project a listing is of depends on every other listing of
its title, so that a document's own graph would change when another document comes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pyoxigraph import Quad

from plangraph.graph.from_findings import document_of, write_finding
from plangraph.graph.iris import Iris
from plangraph.graph.vocabulary import plg, term
from plangraph.graph.writing import LABEL, GraphWriter, bilingual, literal
from plangraph.model import records as r
from plangraph.model.texts import comparison_title
from plangraph.reading.aliases import KnownAs
from plangraph.reading.resolved import Links, ListingRef, ResolvedListing, ResolvedProject

LINKS = "links"


def links_to_quads(links: Links, documents: Iterable[r.DocumentRecords], iris: Iris) -> set[Quad]:
    """`graph/links` and its provenance; findings about it go to `graph/findings/links`."""
    everything = list(documents)
    writer = _LinksWriter(iris, everything)
    for item in links.listings:
        writer.listing(item)
    for project in links.projects:
        writer.project(project)
    for policy in links.unread_policies:
        iri = iris.policy(policy.plan, policy.code)
        writer.type(iri, "plg:UnreadPolicy")
        writer.add(iri, plg("code"), literal(policy.code))
        writer.add(iri, LABEL, literal(policy.code))
        if policy.chapter_title is not None:
            writer.add(iri, plg("chapterTitle"), literal(policy.chapter_title))
    by_id = {records.document.id: records.document for records in everything}
    findings = GraphWriter(iris, iris.graph("findings", LINKS), iris.graph("provenance", LINKS))
    for finding in links.findings:
        write_finding(findings, finding, by_id[document_of(finding)])
    return writer.quads | findings.quads


class _LinksWriter(GraphWriter):
    def __init__(self, iris: Iris, documents: Sequence[r.DocumentRecords]) -> None:
        super().__init__(iris, iris.graph(LINKS), iris.graph("provenance", LINKS))
        self.records: dict[ListingRef, tuple[r.Listing, KnownAs]] = {}
        for records in documents:
            known = KnownAs(records)
            for listing in records.listings:
                self.records[records.document.id, listing.key] = listing, known

    def listing(self, item: ResolvedListing) -> None:
        """The state of a mark, and what it was joined to."""
        iri = self.iris.listing(item.document, item.key)
        if item.state is not None:
            self.add(iri, plg("crossListingState"), plg(item.state.value))
        if item.note is not None:
            for text in bilingual(item.note):
                self.add(iri, plg("stateNote"), text)
        for other in item.cross_listed_with:
            self.link(iri, plg("crossListedWith"), self.iris.listing(*other))
            self.link(self.iris.listing(*other), plg("crossListedWith"), iri)
        if item.likely_partner is not None:
            self.link(iri, plg("likelyPartner"), self.iris.listing(*item.likely_partner))

    def project(self, project: ResolvedProject) -> None:
        """A project, what its listings print of it, and what it is linked to."""
        iri = self.iris.project(project.body, project.key)
        self.type(iri, "plg:MainProject", "foaf:Project")
        self.add(iri, LABEL, literal(project.label))
        for ref in project.listings:
            self._listed(iri, project, ref)
        for code in project.cross_listed_in:
            self.link(iri, plg("crossListedIn"), self.iris.policy(project.plan, code))
        for name, keys in (
            ("carriedBy", project.carried_by),
            ("countedIn", project.counted_in),
            ("sameTitleAs", project.same_title),
        ):
            for key in keys:
                self.link(iri, plg(name), self.iris.project(project.body, key))
        for name, texts in (
            ("carriedByText", project.carried_by_text),
            ("countedInText", project.counted_in_text),
        ):
            for text in texts:
                self.add(iri, plg(name), literal(text))

    def _listed(self, iri: str, project: ResolvedProject, ref: ListingRef) -> None:
        listing, known = self.records[ref]
        at = self.iris.listing(*ref)
        self.link(at, plg("listsProject"), iri)
        self.link(at, term("foaf:primaryTopic"), iri)
        if listing.title != project.label:
            self.also_printed(iri, listing.title, listing.evidence)
        if listing.project_code is not None:
            self.add(iri, plg("projectCode"), literal(listing.project_code))
        for name, divisions in (
            ("responsibleDivision", listing.responsible_division),
            ("relatedDivision", listing.related_division),
        ):
            for division in divisions:
                office = known.division(division)
                self.link(iri, plg(name), self.iris.division(project.body, office.key))
        if listing.and_others:
            self.add(iri, plg("andOthers"), literal(True))
        for mention in listing.guided_by:
            guideline = comparison_title(known.guideline(mention.name))
            self.link(iri, plg("guidedBy"), self.iris.guideline(project.body, guideline))
