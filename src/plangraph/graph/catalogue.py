"""The catalogue of what is held, in DCAT 3: plans as datasets, their editions as series, documents, and how to get them.

A plan is a `dcat:Dataset` already (see the ontology). Here it gets what a catalogue needs besides: title, publisher,
period, and a distribution for each of its documents and each format; the whole graph is one more dataset, with the
endpoint as its `dcat:DataService`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from pyoxigraph import NamedNode, Triple

from plangraph.graph.endpoint import Endpoint, Row
from plangraph.graph.iris import Iris
from plangraph.graph.vocabulary import sparql_prefixes, term
from plangraph.graph.void import VOID_IRI, dataset_iri
from plangraph.graph.writing import TYPE, bilingual, literal
from plangraph.model.texts import Bilingual

FORMATS = {
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
}
"""Suffix of an address → media type: how each thing, graph and description is offered."""

_JAPANESE = NamedNode("http://id.loc.gov/vocabulary/iso639-1/ja")
_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
_PLANS = """
SELECT ?plan ?title ?publisher ?period ?series ?series_title ?place WHERE {
  ?plan a plg:Plan ; rdfs:label ?title ; plg:publishedBy ?publisher .
  OPTIONAL { ?plan dcterms:temporal ?period }
  OPTIONAL { ?plan plg:inSeries ?series . ?series rdfs:label ?series_title }
  OPTIONAL { ?publisher plg:areaCode ?code . BIND (IRI(CONCAT("http://data.e-stat.go.jp/lod/sac/C", ?code)) AS ?place) }
}"""
_DOCUMENTS = """
SELECT ?document ?plan ?title ?file ?origin ?rights WHERE {
  ?document a plg:SourceDocument ; rdfs:label ?title ; plg:fileName ?file ; dcterms:isPartOf ?plan .
  OPTIONAL { ?document dcterms:source ?origin }
  OPTIONAL { ?document dcterms:rights ?rights }
}"""
_TITLE = Bilingual("自治体計画グラフの目録", "Catalogue of the graph of municipal plans")
_WHOLE = Bilingual("自治体計画グラフ", "Graph of municipal plans")
_ABOUT = Bilingual(
    "自治体の実施計画と施策評価表から読み取った施策・事業・再掲・所管・事業費・成果指標。文書の行に結び付いている。",
    "Policies, projects, cross-listings, divisions, costs and indicators as read from municipal plans, tied to their lines.",
)
_ENDPOINT = Bilingual("SPARQL エンドポイント", "SPARQL endpoint")


@dataclass(frozen=True, slots=True)
class Server:
    """Where the graph is served: the origin ("https://example.org") and the base of the addresses in it."""

    origin: str
    base: str

    def page(self, iri: str) -> str:
        """The address on this server of a thing under the base, in ASCII."""
        return f"{self.origin}/id/{quote(iri.removeprefix(self.base), safe=_KEPT)}"


_KEPT = "/%:@!$&'()*+,;=-._~"


def catalogue_iri(iris: Iris) -> str:
    """The address of the catalogue."""
    return iris.of("catalogue")


def endpoint_iri(iris: Iris) -> str:
    """The address that stands for the endpoint as a service, wherever it is served."""
    return iris.of("service", "sparql")


def catalogue_to_triples(endpoint: Endpoint, iris: Iris, server: Server | None = None) -> set[Triple]:
    """The catalogue of a graph. Only with a `server` does it tell where to ask and where the whole is. No blank nodes."""
    plans = endpoint.select(sparql_prefixes() + _PLANS)
    documents = endpoint.select(sparql_prefixes() + _DOCUMENTS)
    writer = _Catalogue(iris, server)
    return {*writer.head(), *writer.plans(plans), *writer.documents(documents), *writer.whole()}


class _Catalogue:
    def __init__(self, iris: Iris, server: Server | None) -> None:
        self.iris = iris
        self.server = server
        self.catalogue = NamedNode(catalogue_iri(iris))
        self.dataset = NamedNode(dataset_iri(iris))
        self.service = NamedNode(endpoint_iri(iris))

    def head(self) -> Iterator[Triple]:
        """The catalogue itself."""
        yield Triple(self.catalogue, TYPE, term("dcat:Catalog"))
        yield from _titled(self.catalogue, _TITLE)
        yield Triple(self.catalogue, term("dcterms:language"), _JAPANESE)
        yield Triple(self.catalogue, term("dcat:dataset"), self.dataset)
        yield Triple(self.catalogue, term("dcat:service"), self.service)

    def plans(self, rows: Sequence[Row]) -> Iterator[Triple]:
        """Each plan as a dataset, in its series where it has one."""
        for row in rows:
            plan = row["plan"]
            assert isinstance(plan, NamedNode), "written by this program"
            yield Triple(self.catalogue, term("dcat:dataset"), plan)
            yield Triple(plan, TYPE, term("dcat:Dataset"))
            yield Triple(plan, term("dcterms:title"), row["title"])
            yield Triple(plan, term("dcterms:publisher"), row["publisher"])
            yield Triple(plan, term("dcterms:language"), _JAPANESE)
            for name, key in (
                ("dcterms:temporal", "period"),
                ("dcterms:spatial", "place"),
                ("dcat:inSeries", "series"),
            ):
                if key in row:
                    yield Triple(plan, term(name), row[key])
            series = row.get("series")
            if isinstance(series, NamedNode):
                yield Triple(self.catalogue, term("dcat:dataset"), series)
                yield Triple(series, TYPE, term("dcat:DatasetSeries"))
                yield Triple(series, term("dcterms:title"), row["series_title"])

    def documents(self, rows: Sequence[Row]) -> Iterator[Triple]:
        """What each plan was read from: the document as source, its graph in every format as distribution."""
        for row in rows:
            document, plan = row["document"], row["plan"]
            assert isinstance(document, NamedNode)
            assert isinstance(plan, NamedNode)
            yield Triple(plan, term("dcterms:source"), document)
            yield Triple(document, term("dcterms:title"), row["title"])
            name = document.value.removeprefix(self.iris.of("document") + "/")
            graph = self.iris.of("graph", "document") + "/" + name
            for suffix, media_type in FORMATS.items():
                # Without a server the graph's own address, which answers wherever its base does.
                address = graph if self.server is None else self.server.page(graph)
                yield from self._distribution(
                    plan, f"{name}/{suffix}", media_type, f"{address}.{suffix}", row
                )
            if self.server is not None:
                text = f"{self.server.origin}/source/{quote(name, safe='%')}.txt"
                yield from self._distribution(plan, f"{name}/txt", "text/plain", text, row)

    def whole(self) -> Iterator[Triple]:
        """The merged graph as a dataset, and the endpoint that serves it."""
        yield Triple(self.dataset, TYPE, term("dcat:Dataset"))
        yield from _titled(self.dataset, _WHOLE)
        for text in bilingual(_ABOUT):
            yield Triple(self.dataset, term("dcterms:description"), text)
        yield Triple(self.service, TYPE, term("dcat:DataService"))
        yield from _titled(self.service, _ENDPOINT)
        yield Triple(self.service, term("dcat:servesDataset"), self.dataset)
        standard = "http://www.w3.org/TR/sparql11-protocol/"
        yield Triple(self.service, term("dcterms:conformsTo"), NamedNode(standard))
        if self.server is None:
            return
        asked = NamedNode(f"{self.server.origin}/sparql")
        yield Triple(self.service, term("dcat:endpointURL"), asked)
        yield Triple(self.service, term("dcat:endpointDescription"), asked)
        yield Triple(self.dataset, NamedNode(VOID_IRI + "sparqlEndpoint"), asked)
        yield Triple(
            self.dataset, NamedNode(VOID_IRI + "uriLookupEndpoint"), NamedNode(f"{self.server.origin}/id/")
        )
        for suffix, media_type in FORMATS.items():
            dump = f"{self.server.origin}/graphs?default&format={suffix}"
            yield from self._distribution(self.dataset, f"all/{suffix}", media_type, dump, {})
            yield Triple(self.dataset, NamedNode(VOID_IRI + "dataDump"), NamedNode(dump))

    def _distribution(
        self, dataset: NamedNode, name: str, media_type: str, address: str, row: Row
    ) -> Iterator[Triple]:
        node = NamedNode(self.iris.of("distribution", *name.split("/")))
        yield Triple(dataset, term("dcat:distribution"), node)
        yield Triple(node, TYPE, term("dcat:Distribution"))
        yield Triple(node, term("dcterms:title"), literal(name))
        yield Triple(node, term("dcat:mediaType"), NamedNode(_MEDIA_TYPES + media_type))
        yield Triple(node, term("dcat:accessService"), self.service)
        if "rights" in row:
            yield Triple(node, term("dcterms:rights"), row["rights"])
        yield Triple(node, term("dcat:downloadURL"), NamedNode(address))
        yield Triple(node, term("dcat:accessURL"), NamedNode(address))


def _titled(node: NamedNode, title: Bilingual) -> Iterator[Triple]:
    for text in bilingual(title):
        yield Triple(node, term("dcterms:title"), text)
        yield Triple(node, term("rdfs:label"), text)
