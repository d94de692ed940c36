"""What /sparql gives where no query is to be answered: the editor to people, the service description to programs."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi import Request, Response
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from plangraph.graph.embedded import graph_bytes
from plangraph.graph.formats import GRAPHS
from plangraph.graph.vocabulary import PLG_IRI, PREFIXES, sparql_prefixes
from plangraph.model.texts import Bilingual
from plangraph.serving.negotiation import preferred
from plangraph.serving.problems import bad_request, not_acceptable
from plangraph.serving.site import CORS, Site, request_lang
from plangraph.serving.versions import Version

_SD = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS = "http://www.w3.org/ns/formats/"
_RESULT_FORMATS = ("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV",
                   "Turtle", "N-Triples", "RDF_XML", "JSON-LD")  # fmt: skip
_FIRST_QUERY = """
SELECT ?title ?code ?role WHERE {
  ?listing a plg:Listing ; rdfs:label ?title ; plg:listingRole ?role .
  OPTIONAL { ?listing plg:listedUnder/plg:code ?code }
}
ORDER BY ?code ?title
LIMIT 50
"""


def editor_page(site: Site, request: Request, query: str) -> Response:
    """The editor with a query in it, which is run at once; an empty one gives a first query that waits."""
    version = site.versions.current()
    lang = request_lang(request)
    examples = [{"name": e.name, "title": e.question[lang], "query": e.text} for e in site.examples]
    return site.page(
        request,
        "sparql.html",
        version=version,
        query=query or _used_prefixes(_FIRST_QUERY) + _FIRST_QUERY,
        run=bool(query),
        examples=examples,
        prefixes=PREFIXES,
        timeout=site.workers.timeout,
        words=_script_words(site, request, version),
    )


def _script_words(site: Site, request: Request, version: Version) -> dict[str, object]:
    words = site.words(request, version)
    texts = {key: text[words.lang] for key, text in site.texts.by_key.items() if key.startswith("sparql.")}
    return {**texts, "ontology": PLG_IRI, "namespaces": PREFIXES, "lang": words.chosen}


def _used_prefixes(query: str) -> str:
    lines = sparql_prefixes().splitlines(keepends=True)
    return "".join(line for line in lines if line.split()[1] in query)


def service_description(site: Site, request: Request) -> Response:
    """SPARQL 1.1 Service Description, in any of the graph formats."""
    media_type = preferred(list(GRAPHS), request.headers.get("accept"))
    if media_type is None:
        raise not_acceptable(list(GRAPHS))
    try:
        endpoint = NamedNode(str(request.url.replace(query="", fragment="")))
    except ValueError:
        raise bad_request(Bilingual("Host が正しくありません。", "the Host is wrong")) from None
    body = graph_bytes(_description(endpoint, site.versions.current()), media_type)
    return Response(body, media_type=media_type, headers={**CORS, "Vary": "Accept"})


def _description(endpoint: NamedNode, version: Version) -> Iterator[Triple]:
    kind = NamedNode(PREFIXES["rdf"] + "type")
    service, dataset, default = BlankNode("service"), BlankNode("dataset"), BlankNode("default")
    yield Triple(service, kind, _sd("Service"))
    yield Triple(service, _sd("endpoint"), endpoint)
    yield Triple(service, _sd("supportedLanguage"), _sd("SPARQL11Query"))
    for name in _RESULT_FORMATS:
        yield Triple(service, _sd("resultFormat"), NamedNode(_FORMATS + name))
    yield Triple(service, _sd("defaultDataset"), dataset)
    yield Triple(dataset, kind, _sd("Dataset"))
    yield Triple(dataset, _sd("defaultGraph"), default)
    yield Triple(default, kind, _sd("Graph"))
    yield Triple(default, NamedNode(PREFIXES["rdfs"] + "comment"), Literal(_UNNAMED.ja, language="ja"))
    yield Triple(default, NamedNode(PREFIXES["rdfs"] + "comment"), Literal(_UNNAMED.en, language="en"))
    for number, graph in enumerate(version.graphs):
        named = BlankNode(f"graph{number}")
        yield Triple(dataset, _sd("namedGraph"), named)
        yield Triple(named, kind, _sd("NamedGraph"))
        yield Triple(named, _sd("name"), NamedNode(graph))


def _sd(name: str) -> NamedNode:
    return NamedNode(_SD + name)


_UNNAMED = Bilingual(
    "文書、文書間の関係、語彙のグラフを重複なく合わせたもの",
    "the graphs of documents, of the links between them and of the ontology together, each triple once",
)
