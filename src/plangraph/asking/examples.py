"""The example queries as RDF: SHACL executables, as endpoints of the life sciences publish theirs (sib-swiss convention).

Each is a `sh:SPARQLExecutable` with its question as `rdfs:comment`, its text under `sh:select`, `sh:ask`, `sh:construct`
or `sh:describe`, the prefixes it uses under `sh:prefixes`, and the endpoint it is for under `schema:target`.
"""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import Literal, NamedNode, Triple

from plangraph.asking.queries import ExampleQuery
from plangraph.graph.catalogue import endpoint_iri
from plangraph.graph.iris import Iris
from plangraph.graph.vocabulary import PREFIXES, term
from plangraph.graph.writing import LABEL, TYPE, bilingual, literal

_CLASSES = {
    "select": "sh:SPARQLSelectExecutable",
    "ask": "sh:SPARQLAskExecutable",
    "construct": "sh:SPARQLConstructExecutable",
    "describe": "sh:SPARQLDescribeExecutable",
}
EXAMPLES = "examples"
"""The name of their graph, and the first part of their addresses."""


def examples_to_triples(
    queries: Iterable[ExampleQuery], iris: Iris, endpoint: str | None = None
) -> set[Triple]:
    """Describe example queries; `endpoint` is the address they are sent to, without it the name of this graph's own.

    No blank nodes. The text is the whole file with its PREFIX lines, so that it runs as it stands.
    """
    target = NamedNode(endpoint or endpoint_iri(iris))
    declared = iris.of(EXAMPLES, "prefixes")
    triples = _prefixes(iris, declared)
    for query in queries:
        node = NamedNode(iris.of(EXAMPLES, query.name))
        triples |= {
            Triple(node, TYPE, term("sh:SPARQLExecutable")),
            Triple(node, TYPE, term(_CLASSES[query.kind])),
            Triple(node, LABEL, literal(query.name)),
            Triple(node, term("sh:prefixes"), NamedNode(declared)),
            Triple(node, term(f"sh:{query.kind}"), literal(query.text)),
            Triple(node, term("schema:target"), target),
            *(Triple(node, term("rdfs:comment"), text) for text in bilingual(query.question)),
            *(Triple(node, term("schema:keywords"), literal(word)) for word in query.keywords),
        }
    return triples


def _prefixes(iris: Iris, declared: str) -> set[Triple]:
    """Every prefix of the house, declared (SHACL, clause 5.2.1)."""
    node = NamedNode(declared)
    triples = {Triple(node, TYPE, term("owl:Ontology"))}
    for prefix, namespace in PREFIXES.items():
        one = NamedNode(iris.of(EXAMPLES, "prefixes", prefix))
        triples |= {
            Triple(node, term("sh:declare"), one),
            Triple(one, TYPE, term("sh:PrefixDeclaration")),
            Triple(one, term("sh:prefix"), literal(prefix)),
            Triple(one, term("sh:namespace"), Literal(namespace, datatype=term("xsd:anyURI"))),
        }
    return triples
