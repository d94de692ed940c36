"""The views of /graph as data: what a state shows, where it stands, what is said of it."""

from __future__ import annotations

from typing import Any

import httpx
import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plangraph.serving.columns import positions
from plangraph.serving.radial import radial_positions

from .running import JSON

BASE = "https://w3id.org/plangraph/id/"
STATION = BASE + "project/13229/地域活動情報ステーションの活用"
CITIZENS = BASE + "policy/13229-jisshi-2012/協1-2"
INFORMATION = BASE + "policy/13229-jisshi-2012/協2-2"
WEBSITE = BASE + "project/13229/ホームページの充実"


def picture(client: httpx.Client, **state: Any) -> dict[str, Any]:
    """A view as JSON."""
    response = client.get("/graph.json", params=state)
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    return found


def ids(found: dict[str, Any]) -> set[str]:
    """The things of a view."""
    return {node["id"] for node in found["nodes"]}


def test_what_is_unfolded_is_there_until_it_is_folded(client: httpx.Client) -> None:
    """Folded again, what hangs on it alone is gone; what hangs on the focus stays."""
    alone = picture(client, focus=STATION)
    opened = picture(client, focus=STATION, open=INFORMATION)
    assert WEBSITE in ids(opened) - ids(alone)
    assert ids(picture(client, focus=STATION, open=INFORMATION, close=INFORMATION)) == ids(alone)
    assert ids(picture(client, focus=STATION, close=STATION)) == {STATION}


def test_a_link_with_something_that_is_gone_still_opens(client: httpx.Client) -> None:
    """What was unfolded and is no longer in the graph is passed over; a focus that is not there is a 404."""
    assert ids(picture(client, focus=STATION, open=BASE + "none")) == ids(picture(client, focus=STATION))
    response = client.get("/graph.json", params={"focus": BASE + "none"})
    assert (response.status_code, response.headers["content-type"]) == (404, "application/problem+json")


def test_years_and_designations_sift_projects(client: httpx.Client) -> None:
    """新規 of 協2-2 in the print: the station alone bears it there with 重点; policies stay, and what is left out is said."""
    whole = picture(client, focus=INFORMATION)
    names = {one["key"]: one["count"] for one in whole["filters"]["designations"]}
    new = picture(client, focus=INFORMATION, designation="新規")
    projects = [node for node in new["nodes"] if node["group"] == "project"]
    assert STATION in ids(new)
    assert len(projects) == names["新規"] < 16
    assert "描いていません" in new["said"][0]
    assert ids(picture(client, focus=INFORMATION, year="")) == ids(whole)
    assert not [
        n for n in picture(client, focus=INFORMATION, year="1999")["nodes"] if n["group"] == "project"
    ]


def test_kinds_and_relations_are_left_out(client: httpx.Client) -> None:
    """The focus itself stays whatever is left out."""
    bare = picture(client, focus=STATION, nokind=["division", "project"])
    assert {node["group"] for node in bare["nodes"]} == {"project", "policy"}
    assert STATION in ids(bare)
    assert INFORMATION not in ids(picture(client, focus=STATION, norelation="relisting"))


def test_a_path_is_part_of_the_view(client: httpx.Client) -> None:
    """Its things are shown beside the focus; names do as well as addresses; no way is an answer."""
    found = picture(client, focus=WEBSITE, **{"from": STATION, "to": "企画部 情報推進課"})
    assert set(found["path"]) <= ids(found)
    assert len(found["path"]) == 4
    way = client.get(
        "/graph/path", params={"from": STATION, "to": BASE + "policy/13222-chouki4-kouki/01"}
    ).json()
    assert (way["found"], way["complete"], way["nodes"]) == (False, True, [])


def test_the_panel_has_facts_and_the_printed_words(client: httpx.Client) -> None:
    """Of a project: listings, money, division, quotes with their lines; of a policy: its lead and what it prints."""
    found = client.get("/graph/node", params={"iri": STATION}).json()
    groups = {group["name"]: [item["text"] for item in group["items"]] for group in found["groups"]}
    assert groups["掲載"] == ["協1-2 協働のまちづくりの推進", "協2-2 地域情報化の推進"]
    assert groups["事業費"][:2] == ["平成24年度 1,000,000円", "平成25年度 1,000,000円"]
    assert groups["所管部課"] == ["生活文化スポーツ部 協働コミュニティ課"]
    assert found["sources"][0]["href"].endswith("#line=53-54")
    assert "地域活動情報ステーションの運用" in found["sources"][0]["quote"]
    assert sum(one["count"] for one in found["links"]) == 4
    policy = client.get(
        "/graph/node", params={"iri": BASE + "policy/13222-chouki4-kouki/01", "lang": "en"}
    ).json()
    assert any("生活文化課" in item["text"] for group in policy["groups"] for item in group["items"])
    assert policy["kind_words"] == "Policy"


@pytest.mark.parametrize(
    ("path", "params", "status"),
    [
        ("/graph/node", {"iri": BASE + "none"}, 404),
        ("/graph/node", {"iri": "no iri"}, 400),
        ("/graph/node", {}, 400),
        ("/graph/path", {"from": STATION}, 400),
        ("/graph/path", {"from": STATION, "to": " "}, 400),
        ("/graph/path", {"from": STATION, "to": BASE + "none"}, 404),
        ("/graph.json", {"focus": STATION, "layout": "spiral"}, 400),
        ("/graph.json", {"focus": STATION, "year": "never"}, 400),
    ],
)
def test_nonsense_is_a_problem(client: httpx.Client, path: str, params: dict[str, str], status: int) -> None:
    """In the one shape of the house."""
    response = client.get(path, params=params, headers=JSON)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["status"] == status


def test_the_file_that_stands_alone_has_the_view_and_the_facts(client: httpx.Client) -> None:
    """As a download, with nothing to load."""
    response = client.get("/graph.html", params={"focus": STATION, "open": INFORMATION})
    assert "attachment" in response.headers["content-disposition"]
    assert "ホームページの充実" in response.text
    assert "地域活動情報ステーションの運用" in response.text
    assert 'src="' not in response.text


@st.composite
def networks(draw: st.DrawFn) -> nx.MultiDiGraph[str]:
    """Any network in the three columns."""
    columns = ("policies", "projects", "divisions-and-guidelines")
    count = draw(st.integers(1, 130))
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for number in range(count):
        graph.add_node(
            f"n{number}", kind="project", label=f"{number}", code="", column=draw(st.sampled_from(columns))
        )
    some = st.integers(0, count - 1)
    for start, end in draw(st.lists(st.tuples(some, some), max_size=150)):
        name = draw(st.sampled_from(["urn:x#partOf", "urn:x#listedUnder"]))
        graph.add_edge(f"n{start}", f"n{end}", property=name)
    return graph


@given(networks(), st.sampled_from([positions, radial_positions]))
def test_no_two_boxes_lie_on_each_other(graph: nx.MultiDiGraph[str], place: Any) -> None:
    """In columns and in rings: apart by the width of a box, or by its height."""
    places = list(place(graph, "n0").items())
    assert dict(places)["n0"] == (0, 0) or place is positions
    assert len(places) == len(graph)
    for index, (one, (x, y)) in enumerate(places):
        for other, (left, top) in places[index + 1 :]:
            assert abs(x - left) >= 225 or abs(y - top) >= 88, (one, other)
