"""SPARQL 1.1 Service Description (W3C Recommendation, 21 March 2013): what /sparql says of itself to programs."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi import Request, Response
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from plangraph.graph.embedded import graph_bytes
from plangraph.graph.vocabulary import PREFIXES
from plangraph.model.texts import Bilingual
from plangraph.serving.answers import answer_to_response, choose_format
from plangraph.serving.problems import bad_request
from plangraph.serving.site import CORS, Site
from plangraph.serving.tokens import Token
from plangraph.serving.validators import caching, is_known, not_modified, tag_of
from plangraph.serving.versions import Version

_SD = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS = "http://www.w3.org/ns/formats/"
_RESULTS = ("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV")
_GRAPHS = ("Turtle", "N-Triples", "RDF_XML", "JSON-LD", "TriG", "N-Quads")
_TYPE = NamedNode(PREFIXES["rdf"] + "type")


def service_description(site: Site, request: Request) -> Response:
    """The service, its formats and its graphs, in any of the graph formats."""
    named = request.query_params.get("format") or None
    chosen = choose_format(graph=True, named=named, accept=request.headers.get("accept"))
    version = site.versions.current()
    endpoint = str(request.url.replace(query="", fragment=""))
    writable = bool(Token.of(request).secret)
    tag = tag_of(version.name, endpoint, writable, chosen.sent)
    if is_known(request, tag):
        return not_modified(tag, {**CORS, "Vary": "Accept"})
    try:
        triples = list(_description(endpoint, version, writable=writable))
    except ValueError:
        raise bad_request(Bilingual("Host が正しくありません。", "the Host is wrong")) from None
    return answer_to_response(graph_bytes(triples, chosen.made), chosen.sent, caching(tag))


def graph_collection(request: Request, version: Version, media_type: str) -> bytes:
    """The graphs of the store by name, as the store's own address describes them."""
    collection = NamedNode(str(request.url.replace(query="", fragment="")))
    return graph_bytes(
        [Triple(collection, _TYPE, _sd("GraphCollection")), *_named_graphs(collection, version)], media_type
    )


def _description(endpoint: str, version: Version, *, writable: bool) -> Iterator[Triple]:
    service, dataset = BlankNode("service"), BlankNode("dataset")
    yield Triple(service, _TYPE, _sd("Service"))
    yield Triple(service, _sd("endpoint"), NamedNode(endpoint))
    yield Triple(service, _sd("supportedLanguage"), _sd("SPARQL11Query"))
    for name in (*_RESULTS, *_GRAPHS):
        yield Triple(service, _sd("resultFormat"), NamedNode(_FORMATS + name))
    yield Triple(service, _sd("feature"), _sd("EmptyGraphs"))
    yield Triple(service, _sd("defaultEntailmentRegime"), NamedNode("http://www.w3.org/ns/entailment/Simple"))
    yield Triple(service, _sd("defaultDataset"), dataset)
    yield from _dataset(dataset, version)
    if writable:
        update = BlankNode("update")
        yield Triple(update, _TYPE, _sd("Service"))
        yield Triple(update, _sd("endpoint"), NamedNode(endpoint + "/update"))
        yield Triple(update, _sd("supportedLanguage"), _sd("SPARQL11Update"))
        yield Triple(update, _sd("feature"), _sd("EmptyGraphs"))
        yield Triple(update, _sd("defaultDataset"), dataset)


def _dataset(dataset: BlankNode, version: Version) -> Iterator[Triple]:
    default = BlankNode("default")
    comment = NamedNode(PREFIXES["rdfs"] + "comment")
    yield Triple(dataset, _TYPE, _sd("Dataset"))
    yield Triple(dataset, _sd("defaultGraph"), default)
    yield Triple(default, _TYPE, _sd("Graph"))
    yield Triple(default, comment, Literal(_UNNAMED.ja, language="ja"))
    yield Triple(default, comment, Literal(_UNNAMED.en, language="en"))
    yield from _named_graphs(dataset, version)


def _named_graphs(collection: NamedNode | BlankNode, version: Version) -> Iterator[Triple]:
    for number, graph in enumerate(version.graphs):
        named = BlankNode(f"graph{number}")
        yield Triple(collection, _sd("namedGraph"), named)
        yield Triple(named, _TYPE, _sd("NamedGraph"))
        yield Triple(named, _sd("name"), NamedNode(graph))


def _sd(name: str) -> NamedNode:
    return NamedNode(_SD + name)


_UNNAMED = Bilingual(
    "文書、文書間の関係、語彙のグラフを重複なく合わせたもの",
    "the graphs of documents, of the links between them and of the ontology together, each triple once",
)
