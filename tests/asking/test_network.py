"""GraphML and GEXF hold every listing once, and come back from a parser as they went in."""

from __future__ import annotations

import io
import xml.etree.ElementTree as ET
from collections import Counter
from dataclasses import replace

import networkx as nx
import pytest

from plangraph.asking.facts import Facts, facts_of
from plangraph.asking.network import network_of, network_to_gexf, network_to_graphml
from plangraph.graph.endpoint import Endpoint


@pytest.fixture
def facts(endpoint: Endpoint) -> Facts:
    """The founding documents as facts."""
    return facts_of(endpoint)


def test_a_project_is_one_node_and_each_listing_an_edge(facts: Facts) -> None:
    """39 listings of 35 projects; the nine relistings of sections that were not read lead to these as well."""
    network = network_of(facts)
    kinds = Counter(kind for _, kind in network.nodes(data="kind"))
    assert kinds["project"] == 35
    assert kinds["policy"] == 10
    edges = Counter(name for _, _, name in network.edges(data="property"))
    assert edges["listedUnder"] == 39
    assert edges["crossListedAt"] == 10
    assert sum(data["listings"] for _, data in network.nodes(data=True) if data["kind"] == "project") == 39


def test_money_is_on_homes_and_unknown_money_is_no_attribute(facts: Facts) -> None:
    """The stated years of the chapter; a project without a stated year has no amount, not zero."""
    network = network_of(facts)
    amounts = [d["stated_yen"] for _, d in network.nodes(data=True) if "stated_yen" in d]
    stated = [
        cost.yen
        for item in facts.listings
        if item.role == "home"
        for cost in item.costs
        if cost.status == "stated"
    ]
    assert sum(amounts) == sum(yen for yen in stated if yen is not None)
    assert 0 < len(amounts) < 35


@pytest.mark.parametrize(
    ("write", "read"), [(network_to_graphml, nx.read_graphml), (network_to_gexf, nx.read_gexf)]
)
def test_a_parser_reads_back_what_was_written(facts: Facts, write, read) -> None:  # type: ignore[no-untyped-def]
    """Nodes, labels and parallel edges; each edge has an identifier of its own."""
    network = network_of(facts)
    body = write(network)
    back = read(io.BytesIO(body))
    assert set(back.nodes) == set(network.nodes)
    assert back.number_of_edges() == network.number_of_edges()
    assert {n: d["label"] for n, d in back.nodes(data=True)} == dict(network.nodes(data="label"))
    ids = [edge.get("id") for edge in ET.fromstring(body).iter() if edge.tag.endswith("}edge")]
    assert len(set(ids)) == len(ids) == network.number_of_edges()
    keys = [key.get("id") for key in ET.fromstring(body).iter() if key.tag.endswith("}key")]
    assert len(set(keys)) == len(keys)
    assert write(network_of(facts)) == body


def test_what_xml_cannot_hold_is_marked(facts: Facts) -> None:
    """A control character in a title does not make the file unreadable."""
    iri = next(iter(facts.projects))
    odd = replace(facts.projects[iri], title='a\x0b<b>&"c')
    network = network_of(replace(facts, projects={**facts.projects, iri: odd}))
    for body in (network_to_graphml(network), network_to_gexf(network)):
        assert 'a\ufffd<b>&"c' in "".join(
            [*ET.fromstring(body).itertext(), *(node.get("label", "") for node in ET.fromstring(body).iter())]
        )
