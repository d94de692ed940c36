"""VoID: the counts are those of the graph."""

from __future__ import annotations

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Store, parse

from plangraph.graph.embedded import EmbeddedEndpoint
from plangraph.graph.iris import Iris
from plangraph.graph.vocabulary import plg, term
from plangraph.graph.void import VOID_IRI, PropertyCount, count_graph, statistics_to_triples

IRIS = Iris("https://example.org/id/")
CITY = """
PREFIX plg: <https://w3id.org/plangraph/ontology#>
PREFIX e: <https://example.org/id/>
e:a a plg:Listing , plg:Policy ; plg:code "1" ; plg:listedUnder e:c .
e:b a plg:Listing ; plg:code "1" , "2" .
e:c a [ ] .
GRAPH e:g { e:d a plg:Listing ; plg:code "3" }
"""


def endpoint_of(trig: str) -> EmbeddedEndpoint:
    """A graph in memory."""
    endpoint = EmbeddedEndpoint(Store())
    endpoint.load(parse(trig.encode(), format=RdfFormat.TRIG))
    return endpoint


def test_the_unnamed_graph_is_counted() -> None:
    """A thing of two classes counts under each; what stands in a named graph alone does not count."""
    counted = count_graph(endpoint_of(CITY))
    listing, policy, code = (plg(name).value for name in ("Listing", "Policy", "code"))
    assert counted.triples == 8
    assert (counted.subjects, counted.objects) == (3, 6)
    assert counted.classes == {listing: 2, policy: 1}
    assert counted.properties[code] == PropertyCount(3, 2, 2)
    assert counted.of_classes[listing, code] == PropertyCount(3, 2)
    assert counted.of_classes[policy, code] == PropertyCount(1, 1)
    assert (policy, plg("listedUnder").value) in counted.of_classes


def test_an_empty_graph_has_nothing_to_count() -> None:
    """No row is no error."""
    counted = count_graph(endpoint_of(""))
    assert (counted.triples, counted.subjects, dict(counted.classes)) == (0, 0, {})
    assert statistics_to_triples(counted, IRIS)


def test_partitions_say_what_was_counted() -> None:
    """A class partition with its property partition; no blank node; a class without an address is left out."""
    triples = statistics_to_triples(count_graph(endpoint_of(CITY)), IRIS)
    said = {(t.subject, t.predicate): t.object for t in triples}
    part = NamedNode("https://example.org/id/dataset/class/plg-Listing")
    inner = NamedNode("https://example.org/id/dataset/class/plg-Listing/plg-code")
    assert said[part, void("class")] == plg("Listing")
    assert said[part, void("entities")] == number(2)
    assert said[inner, void("property")] == plg("code")
    assert said[inner, void("triples")] == number(3)
    whole = NamedNode("https://example.org/id/dataset/property/plg-code")
    assert said[whole, void("distinctObjects")] == number(2)
    assert {t.object for t in triples if t.predicate == void("classPartition")} == {
        part,
        NamedNode("https://example.org/id/dataset/class/plg-Policy"),
    }
    assert not any(isinstance(node, BlankNode) for t in triples for node in (t.subject, t.object))


def test_the_house_s_vocabulary_is_told_by_its_ontology() -> None:
    """void:vocabulary names the ontology, and the namespace of a borrowed one."""
    triples = statistics_to_triples(count_graph(endpoint_of(CITY)), IRIS)
    assert {t.object for t in triples if t.predicate == void("vocabulary")} == {
        NamedNode("https://w3id.org/plangraph/ontology"),
        NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    }


def void(name: str) -> NamedNode:
    """A term of VoID."""
    return NamedNode(VOID_IRI + name)


def number(value: int) -> Literal:
    """A whole number as the graph writes it."""
    return Literal(str(value), datatype=term("xsd:integer"))
