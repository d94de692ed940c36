"""Records → RDF: what the contract promises of the graph, on the founding documents."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import Store

from plangraph.build import read_all, records_to_quads, source_folders
from plangraph.graph.embedded import EmbeddedEndpoint
from plangraph.graph.from_records import with_unnamed_graph
from plangraph.graph.iris import Iris
from plangraph.graph.vocabulary import sparql_prefixes
from plangraph.reading.listings import resolve_listings
from plangraph.reading.records_json import records_from_json, records_to_json

DATA = Path(__file__).parents[2] / "data"
BASE = "https://w3id.org/plangraph/id/"
NISHITOKYO = "13229-nishitokyo-h24-chapter6"


@pytest.fixture(scope="module")
def graph() -> EmbeddedEndpoint:
    """Both founding documents."""
    documents = read_all(source_folders([DATA]), keep_names=False, progress=lambda *_: None)
    endpoint = EmbeddedEndpoint(Store())
    endpoint.load(
        with_unnamed_graph(records_to_quads(documents, resolve_listings(documents), Iris()), Iris())
    )
    return endpoint


def rows(graph: EmbeddedEndpoint, query: str) -> list[tuple[str, ...]]:
    """The rows of a query as texts."""
    return [
        tuple(str(term.value) for term in row.values()) for row in graph.select(sparql_prefixes() + query)
    ]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("pattern", "count"),
    [
        ("?x a plg:Listing", 39),
        ("?x a plg:MainProject", 35),
        ("?x a plg:Policy . FILTER(CONTAINS(STR(?x), '13229'))", 8),
        ("?x a plg:Policy ; plg:level '施策' ; plg:partOf/plg:partOf/plg:code '6'", 5),
        ("?x plg:listingRole plg:Home", 22),
        ("?x plg:listingRole plg:Relisting", 13),
        ("?x plg:listingRole plg:Carried", 4),
        ("?x plg:crossListingState plg:Mutual", 8),
        ("?x plg:crossListingState plg:TargetNotLoaded", 10),
        ("?x a plg:Listing FILTER NOT EXISTS { ?x plg:crossListingState ?s }", 21),
        ("?x a plg:UnreadPolicy", 8),
        ("?x a plg:CostObservation ; plg:amountStatus plg:Derived", 12),
        ("?x a plg:BasicProject", 2),
        ("?x a plg:GuidelineEvent", 2),
        ("?x a plg:PlannedProject", 3),
    ],
)
def test_counts(graph: EmbeddedEndpoint, pattern: str, count: int) -> None:
    """How many of each the documents print."""
    assert rows(graph, f"SELECT (COUNT(DISTINCT ?x) AS ?n) WHERE {{ {pattern} }}") == [(str(count),)]


def test_printed_totals_add_up(graph: EmbeddedEndpoint) -> None:
    """The printed totals of the chapter add to 2,054 百万円."""
    assert rows(graph, "SELECT (SUM(?yen) AS ?all) WHERE { ?l plg:printedTotal/plg:amountYen ?yen }") == [
        ("2054000000",)
    ]


def test_a_derived_figure_is_an_interval(graph: EmbeddedEndpoint) -> None:
    """住民票等自動交付機: 32 - 7 - 14, each figure rounded to the million."""
    query = """SELECT ?yen ?low ?high ?how WHERE { ?l rdfs:label "住民票等自動交付機の設置" ; plg:cost ?c .
      ?c plg:amountStatus plg:Derived ; plg:amountYen ?yen ; plg:amountLow ?low ; plg:amountHigh ?high ; plg:derivation ?how }"""
    assert rows(graph, query) == [("11000000", "9500000", "12500000", "32 - 7 - 14")]


def test_divisions_stand_in_the_organisation(graph: EmbeddedEndpoint) -> None:
    """課 → 部 → city."""
    query = f"""SELECT ?label WHERE {{ <{BASE}division/13229/企画部/情報推進課> org:subOrganizationOf/org:unitOf ?city .
      ?city a plg:Municipality ; rdfs:label ?label }}"""
    assert rows(graph, query) == [("西東京市",)]


def test_every_statement_has_its_source(graph: EmbeddedEndpoint) -> None:
    """Every listing, policy, observation, event and assessment leads to a line with a quote, in a provenance graph."""
    query = """SELECT ?x WHERE {
      VALUES ?class { plg:Listing plg:Policy plg:CostObservation plg:TotalObservation plg:IndicatorObservation
                      plg:GuidelineEvent plg:Assessment plg:Content plg:ProjectCount }
      ?x a ?class
      FILTER NOT EXISTS { GRAPH ?g { ?x prov:hadPrimarySource ?line . ?line plg:place ?p ; plg:quote ?q ; oa:hasSource ?d } }
    }"""
    assert rows(graph, query) == []


def test_the_quote_is_what_the_line_says(graph: EmbeddedEndpoint) -> None:
    """The quote of a listing is its two lines, exactly."""
    lines = (DATA / NISHITOKYO / "002_5e10e91ed6475fb9.txt").read_text(encoding="utf-8").split("\n")
    query = f"""SELECT ?place ?quote WHERE {{ GRAPH <{BASE}graph/provenance/{NISHITOKYO}> {{
      <{BASE}listing/{NISHITOKYO}/協1-2/地域活動情報ステーションの活用> prov:hadPrimarySource ?line .
      ?line plg:place ?place ; plg:quote ?quote }} }}"""
    assert rows(graph, query) == [("line=53-54", "\n".join(lines[52:54]))]


def test_one_event_with_two_sources(graph: EmbeddedEndpoint) -> None:
    """協働の指針 was revised once, in FY2017, and that is printed twice."""
    query = """SELECT (COUNT(DISTINCT ?event) AS ?events) (COUNT(DISTINCT ?line) AS ?lines) WHERE {
      ?g rdfs:label "協働の指針" ; plg:event ?event . ?event plg:eventKind plg:Revised ; plg:fiscalYear/plg:year 2017 .
      GRAPH ?p { ?event prov:hadPrimarySource ?line } }"""
    assert rows(graph, query) == [("1", "2")]


def test_what_was_not_found_makes_no_node(graph: EmbeddedEndpoint) -> None:
    """地域教育協力者活用事業等 is printed words, not a project."""
    query = 'SELECT ?text WHERE { ?p rdfs:label "世代間交流事業の実施" ; plg:carriedByText ?text FILTER NOT EXISTS { ?p plg:carriedBy ?x } }'
    assert rows(graph, query) == [("地域教育協力者活用事業等",)]


def test_names_of_fiscal_years(graph: EmbeddedEndpoint) -> None:
    """A fiscal year has its era's name and its number."""
    assert rows(graph, f'SELECT ?y WHERE {{ <{BASE}fy/2012> rdfs:label "平成24年度" ; plg:year ?y }}') == [
        ("2012",)
    ]


def test_records_print_as_json_and_come_back() -> None:
    """Reading ends in plain records that another program can bring."""
    for records in read_all(source_folders([DATA]), keep_names=False, progress=lambda *_: None):
        assert records_from_json(records_to_json(records)) == records
