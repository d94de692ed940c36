"""DCAT 3: what the catalogue says of plans, series, documents and the endpoint."""

from __future__ import annotations

import pytest
from pyoxigraph import BlankNode, NamedNode, RdfFormat, Store, Triple, parse

from plangraph.graph.catalogue import Server, catalogue_iri, catalogue_to_triples, endpoint_iri
from plangraph.graph.embedded import EmbeddedEndpoint
from plangraph.graph.iris import Iris
from plangraph.graph.vocabulary import term
from plangraph.graph.void import dataset_iri

BASE = "https://example.org/id/"
IRIS = Iris(BASE)
CITY = """
PREFIX plg: <https://w3id.org/plangraph/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX e: <https://example.org/id/>
e:city rdfs:label "架空市" ; plg:areaCode "99999" .
e:series rdfs:label "架空市 実施計画" .
e:p a plg:Plan ; rdfs:label "架空計画" ; plg:publishedBy e:city ; plg:inSeries e:series .
e:alone a plg:Plan ; rdfs:label "単独の計画" ; plg:publishedBy e:city .
<https://example.org/id/document/章1> a plg:SourceDocument ; rdfs:label "第1章" ; plg:fileName "a.txt" ;
  dcterms:isPartOf e:p ; dcterms:rights "CC BY 4.0" .
"""
SERVER = Server("http://127.0.0.1:8000", BASE)


@pytest.fixture(scope="module")
def city() -> EmbeddedEndpoint:
    """Two plans, one of them in a series and with a document."""
    endpoint = EmbeddedEndpoint(Store())
    endpoint.load(parse(CITY.encode(), format=RdfFormat.TURTLE))
    return endpoint


def objects(triples: set[Triple], subject: str, predicate: str) -> set[str]:
    """The values of a property, as text."""
    node = NamedNode(subject)
    return {str(t.object.value) for t in triples if t.subject == node and t.predicate == term(predicate)}  # type: ignore[union-attr]


def test_plans_and_series_are_datasets_of_the_catalogue(city: EmbeddedEndpoint) -> None:
    """With the whole graph beside them, and the endpoint as a service for it."""
    triples = catalogue_to_triples(city, IRIS)
    assert objects(triples, catalogue_iri(IRIS), "dcat:dataset") == {
        dataset_iri(IRIS),
        BASE + "p",
        BASE + "alone",
        BASE + "series",
    }
    assert objects(triples, BASE + "p", "dcat:inSeries") == {BASE + "series"}
    assert objects(triples, BASE + "series", "rdf:type") == {term("dcat:DatasetSeries").value}
    assert objects(triples, BASE + "p", "dcterms:spatial") == {"http://data.e-stat.go.jp/lod/sac/C99999"}
    assert objects(triples, BASE + "alone", "dcat:inSeries") == set()
    assert objects(triples, endpoint_iri(IRIS), "dcat:servesDataset") == {dataset_iri(IRIS)}


def test_a_document_is_a_source_and_its_graph_a_distribution(city: EmbeddedEndpoint) -> None:
    """In every format, under the terms of the document; addresses for download are ASCII."""
    triples = catalogue_to_triples(city, IRIS, SERVER)
    assert objects(triples, BASE + "p", "dcterms:source") == {BASE + "document/章1"}
    found = objects(triples, BASE + "p", "dcat:distribution")
    downloads = {url for one in found for url in objects(triples, one, "dcat:downloadURL")}
    assert "http://127.0.0.1:8000/id/graph/document/%E7%AB%A01.ttl" in downloads
    assert "http://127.0.0.1:8000/source/%E7%AB%A01.txt" in downloads
    assert all(url.isascii() for url in downloads)
    assert {right for one in found for right in objects(triples, one, "dcterms:rights")} == {"CC BY 4.0"}
    assert objects(triples, BASE + "alone", "dcat:distribution") == set()


def test_only_a_server_has_an_endpoint_address(city: EmbeddedEndpoint) -> None:
    """The same graph is served in many places, so the one in the store names none."""
    stored = catalogue_to_triples(city, IRIS)
    assert objects(stored, endpoint_iri(IRIS), "dcat:endpointURL") == set()
    assert not any("127.0.0.1" in str(triple) for triple in stored)
    served = catalogue_to_triples(city, IRIS, SERVER)
    assert objects(served, endpoint_iri(IRIS), "dcat:endpointURL") == {"http://127.0.0.1:8000/sparql"}
    assert stored - served, "the graphs are downloaded from the server, not from the base"


def test_the_catalogue_has_no_blank_nodes(city: EmbeddedEndpoint) -> None:
    """Everything has an address."""
    triples = catalogue_to_triples(city, IRIS, SERVER)
    assert not any(isinstance(node, BlankNode) for t in triples for node in (t.subject, t.object))
