"""Ways from one thing to another, and what folded nodes hold."""

from __future__ import annotations

import pytest

from plangraph.asking.neighbourhood import FOLDED, Group, chain, merged, neighbourhood, opened_group
from plangraph.asking.paths import Path, shortest_path
from plangraph.errors import NotFoundError, QueryError
from plangraph.graph.endpoint import Endpoint

BASE = "https://w3id.org/plangraph/id/"
STATION = f"{BASE}project/13229/地域活動情報ステーションの活用"
INFORMATION = f"{BASE}policy/13229-jisshi-2012/協2-2"
OFFICE = f"{BASE}division/13229/企画部/情報推進課"
BODY = f"{BASE}body/13229"
OTHER_CITY = f"{BASE}policy/13222-chouki4-kouki/01"


def test_a_shortest_way_goes_over_a_shared_policy(endpoint: Endpoint) -> None:
    """The station is relisted in 協2-2, where 情報推進課 has projects of its own: three links, alike both ways."""
    found = shortest_path(endpoint, STATION, OFFICE)
    assert (found.nodes[0], found.nodes[1], found.nodes[3]) == (STATION, INFORMATION, OFFICE)
    assert len(found.nodes) == 4
    assert len(shortest_path(endpoint, OFFICE, STATION).nodes) == 4
    drawn = chain(endpoint, found.nodes)
    assert set(drawn) == set(found.nodes)
    assert drawn.has_edge(STATION, INFORMATION)


def test_a_body_may_be_an_end_and_is_no_way(endpoint: Endpoint) -> None:
    """Up the tree to who publishes the plan; two cities hang together by nothing."""
    assert shortest_path(endpoint, INFORMATION, BODY).nodes[-2:] == (f"{BASE}plan/13229-jisshi-2012", BODY)
    assert shortest_path(endpoint, STATION, OTHER_CITY) == Path()
    assert shortest_path(endpoint, STATION, STATION).nodes == (STATION,)


def test_a_search_that_goes_too_far_says_so(endpoint: Endpoint) -> None:
    """After one step, or after a few things, it is not complete; that is another answer than "no way"."""
    assert shortest_path(endpoint, STATION, BODY, most_steps=1) == Path(complete=False)
    assert shortest_path(endpoint, STATION, BODY, most_seen=3) == Path(complete=False)


def test_ends_that_are_not_there_are_refused(endpoint: Endpoint) -> None:
    """An unknown address, and what is no address."""
    with pytest.raises(NotFoundError):
        shortest_path(endpoint, STATION, BASE + "none")
    with pytest.raises(QueryError):
        shortest_path(endpoint, STATION, "no iri")


def test_a_folded_group_opens_and_counts_what_is_left(endpoint: Endpoint) -> None:
    """協2-2 lists sixteen: five shown and eleven folded; opened, none is left, and merging takes the folded node away."""
    few = neighbourhood(endpoint, INFORMATION, most=5)
    (folded,) = [node for node, data in few.nodes(data=True) if data["kind"] == FOLDED]
    group = Group.of(folded)
    assert group == Group(INFORMATION, "listedUnder", outgoing=False)
    opened = opened_group(endpoint, group)
    whole = merged([few, opened])
    assert folded not in whole
    assert sum("role" in data for _, _, data in whole.edges(data=True)) == 16
    partly = merged([few, neighbourhood(endpoint, STATION)])
    left = 16 - sum("role" in data for _, end, data in partly.edges(data=True) if end == INFORMATION)
    assert partly.nodes[folded]["count"] == left
    assert few.nodes[folded]["count"] == 11, "what was merged is not changed"


def test_other_addresses_are_no_groups() -> None:
    """Nor is one that is cut short."""
    for iri in (STATION, "urn:plangraph:folded:", "urn:plangraph:folded:up:x:y", "urn:plangraph:folded:in:x"):
        assert Group.of(iri) is None
