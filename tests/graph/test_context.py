"""The JSON-LD context: what is written with it is the house's own RDF."""

from __future__ import annotations

import json

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from plangraph.graph.context import jsonld_context
from plangraph.graph.mapping import RECORD_RULES
from plangraph.graph.vocabulary import TERMS, plg, term


@pytest.mark.parametrize("name", sorted(TERMS))
def test_every_own_term_has_a_name_without_prefix(name: str) -> None:
    """Classes, properties and individuals alike."""
    entry = jsonld_context()["@context"][name]
    assert (entry if isinstance(entry, str) else entry["@id"]) == f"plg:{name}"


def test_every_property_of_a_record_is_there() -> None:
    """The borrowed ones too."""
    context = jsonld_context()["@context"]
    for rule in RECORD_RULES.values():
        for field in rule.fields:
            entry = context[field.property.partition(":")[2]]
            assert (entry if isinstance(entry, str) else entry["@id"]) == field.property


def test_plain_json_becomes_the_graph_s_own_triples() -> None:
    """Numbers get their types, things are addresses, individuals go by their names alone."""
    document = {
        **jsonld_context(),
        "@id": "https://example.org/id/l",
        "@type": "Listing",
        "label": "架空事業",
        "listingRole": "Home",
        "crossListingState": "Mutual",
        "listsProject": "https://example.org/id/p",
        "cost": {"@id": "https://example.org/id/c", "amountYen": 4000000, "amountStatus": "Stated"},
    }
    triples = {q.triple for q in parse(json.dumps(document).encode(), format=RdfFormat.JSON_LD)}
    listing, cost = NamedNode("https://example.org/id/l"), NamedNode("https://example.org/id/c")
    assert triples == {
        Triple(listing, term("rdf:type"), plg("Listing")),
        Triple(listing, term("rdfs:label"), Literal("架空事業")),
        Triple(listing, plg("listingRole"), plg("Home")),
        Triple(listing, plg("crossListingState"), plg("Mutual")),
        Triple(listing, plg("listsProject"), NamedNode("https://example.org/id/p")),
        Triple(listing, plg("cost"), cost),
        Triple(cost, plg("amountYen"), Literal("4000000", datatype=term("xsd:integer"))),
        Triple(cost, plg("amountStatus"), plg("Stated")),
    }
