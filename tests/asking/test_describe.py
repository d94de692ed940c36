"""Entity pages and the front page: what is said of a thing, and what is loaded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pytest
from pyoxigraph import Quad, Triple

from plangraph.asking.describe import describe, describe_graph
from plangraph.asking.neighbourhood import neighbourhood
from plangraph.asking.overview import overview
from plangraph.asking.tables import table_of
from plangraph.asking.trace import trace
from plangraph.errors import NotFoundError, QueryError
from plangraph.graph.endpoint import Endpoint, Row
from plangraph.graph.vocabulary import PLG_IRI

BASE = "https://w3id.org/plangraph/id/"
STATION = "地域活動情報ステーションの活用"
LISTING = f"{BASE}listing/13229-nishitokyo-h24-chapter6/協1-2/{STATION}"


def test_a_listing_with_its_source(endpoint: Endpoint) -> None:
    """Label, class, statements in words, the line and quote it rests on, and the graphs it stands in."""
    found = describe(endpoint, LISTING)
    assert found.label.ja == STATION
    assert PLG_IRI + "Listing" in dict(found.types)
    assert dict(found.types)[PLG_IRI + "Listing"].ja == "掲載"
    said = {(item.property_label.ja, item.value_label.ja) for item in found.statements if item.value_label}
    assert {("掲載の別", "本掲"), ("掲載先", "協働のまちづくりの推進")} <= said
    assert [(source.place, source.file) for source in found.sources] == [
        ("line=53-54", "002_5e10e91ed6475fb9.txt")
    ]
    assert [graph.removeprefix(BASE + "graph/") for graph in found.graphs] == [
        "document/13229-nishitokyo-h24-chapter6",
        "links",
        "provenance/13229-nishitokyo-h24-chapter6",
    ]


def test_incoming_links_are_counted_by_kind_and_bounded(endpoint: Endpoint) -> None:
    """Costs and contents of 平成24年度 point to it: each of the 39 listings has a cell for it; twenty are shown."""
    found = describe(endpoint, f"{BASE}fy/2012")
    assert {pointing.property for pointing in found.incoming} == {PLG_IRI + "fiscalYear"}
    by_kind = {pointing.kind: pointing for pointing in found.incoming}
    assert by_kind.keys() == {PLG_IRI + "CostObservation", PLG_IRI + "Content"}
    costs = by_kind[PLG_IRI + "CostObservation"]
    assert (costs.count, len(costs.subjects)) == (39, 20)
    assert all("/cost/2012-" in subject for subject, _ in costs.subjects)
    assert (found.label.ja, found.label.en) == ("平成24年度", "FY2012")


def test_a_finding_is_described_from_its_own_graph(endpoint: Endpoint) -> None:
    """Findings are not in the unnamed graph, and have pages all the same."""
    query = f"SELECT ?f WHERE {{ GRAPH ?g {{ ?f a <{PLG_IRI}Finding> }} }} ORDER BY ?f LIMIT 1"
    iri = str(endpoint.select(query)[0]["f"].value)
    found = describe(endpoint, iri)
    assert PLG_IRI + "rule" in {item.property for item in found.statements}
    assert found.sources
    assert describe_graph(endpoint, iri)


def test_a_term_of_the_ontology(endpoint: Endpoint) -> None:
    """plg:Home is named in both languages; 22 homes point to it."""
    found = describe(endpoint, PLG_IRI + "Home")
    assert (found.label.ja, found.label.en) == ("本掲", "home")
    assert {item.property.rpartition("#")[2]: item.count for item in found.incoming}["listingRole"] == 22


def test_the_graph_of_a_thing_holds_its_parts(endpoint: Endpoint) -> None:
    """A listing's amounts come with it, another listing's do not; the order repeats."""
    triples = describe_graph(endpoint, LISTING)
    subjects = {str(triple.subject.value) for triple in triples}
    assert f"{LISTING}/cost/2014-ProjectCost" in subjects
    statements = [t for t in triples if not t.predicate.value.endswith("#label")]
    assert all(str(t.subject.value).startswith(LISTING) for t in statements)
    assert triples == describe_graph(endpoint, LISTING)


def test_what_nobody_knows_is_not_found(endpoint: Endpoint) -> None:
    """No page for an unknown address, and no query from what is none."""
    with pytest.raises(NotFoundError):
        describe(endpoint, f"{BASE}project/13229/そんな事業はない")
    assert describe_graph(endpoint, f"{BASE}project/13229/そんな事業はない") == []
    with pytest.raises(QueryError):
        describe(endpoint, "no address")


def test_what_is_loaded(endpoint: Endpoint) -> None:
    """Two cities, two plans, two documents, and the counts of the print."""
    found = overview(endpoint)
    assert [name for _, name in found.bodies] == ["東久留米市", "西東京市"]
    assert len(found.plans) == 2
    assert {d.document.file: d.lines_not_read for d in found.documents} == {
        "000_67c7e5025c6b3519.txt": 0,
        "002_5e10e91ed6475fb9.txt": 0,
    }
    assert {name: found.counts[name] for name in ("Policy", "UnreadPolicy", "MainProject", "Listing")} == {
        "Policy": 10, "UnreadPolicy": 8, "MainProject": 35, "Listing": 39,
    }  # fmt: skip
    assert found.roles == {"home": 22, "relisting": 13, "carried": 4}
    assert found.states == {"": 21, "mutual": 8, "targetNotLoaded": 10}
    assert set(found.findings) <= {"violation", "warning", "info"}


def test_money_as_printed_and_counted_once_agree_in_the_chapter(endpoint: Endpoint) -> None:
    """2,054 million both ways, 669 of them derived; relistings state none."""
    money = overview(endpoint).money[f"{BASE}plan/13229-jisshi-2012"]
    assert (money.printed_totals, money.counted_once) == (2_054_000_000, 2_054_000_000)
    assert money.as_printed + money.derived == money.counted_once
    assert money.low < money.counted_once < money.high


def test_money_counted_once_leaves_out_what_is_printed_again(made: Endpoint) -> None:
    """Ten of the first home, not the seven of the second; five of a home, not the nine of its relisting; three."""
    (money,) = overview(made).money.values()
    assert (money.as_printed, money.counted_once) == (34, 18)
    assert (money.low, money.high) == (18, 18)


class _Counting:
    """An endpoint that counts what it is asked."""

    def __init__(self, inner: Endpoint) -> None:
        self.inner = inner
        self.count = 0

    def select(self, query: str) -> Sequence[Row]:
        self.count += 1
        return self.inner.select(query)

    def ask(self, query: str) -> bool:
        self.count += 1
        return self.inner.ask(query)

    def construct(self, query: str) -> Sequence[Triple]:
        self.count += 1
        return self.inner.construct(query)

    def answer(
        self,
        query: str,
        media_type: str,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
    ) -> bytes:
        self.count += 1
        return self.inner.answer(query, media_type, default_graphs, named_graphs)

    def load(self, quads: Iterable[Quad]) -> None:
        raise AssertionError("who asks does not load")

    def replace_graph(self, graph: str, triples: Iterable[Triple]) -> None:
        raise AssertionError("who asks does not write")


def test_no_answer_takes_a_query_per_row(endpoint: Endpoint) -> None:
    """Every kind of answer comes from a handful of queries, however many rows it has."""
    asked: dict[str, int] = {}
    for name, question in {
        "trace": lambda e: trace(e, STATION),
        "listings": lambda e: table_of(e, "listings"),
        "costs": lambda e: table_of(e, "costs"),
        "describe": lambda e: describe(e, f"{BASE}fy/2012"),
        "neighbourhood": lambda e: neighbourhood(e, f"{BASE}policy/13229-jisshi-2012/協2-2"),
        "overview": overview,
    }.items():
        counting = _Counting(endpoint)
        question(counting)
        asked[name] = counting.count
    assert max(asked.values()) <= 12, asked
