"""Pictures of plans: their numbers by hand from the print, their shape, and what they do with harm, too much and nothing."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plangraph.asking.facts import Amount, Facts, ListingFacts, PlanFacts, PolicyFacts, facts_of
from plangraph.asking.money import Sum
from plangraph.asking.pictures.bars import Bar, bars_svg, money_bars
from plangraph.asking.pictures.drawing import PICTURES, picture, picture_table, whole_svg
from plangraph.asking.pictures.flow import flows
from plangraph.asking.pictures.matrix import MOST, shared_projects
from plangraph.asking.pictures.policy_money import policy_years
from plangraph.asking.pictures.scope import Picture, Scope, scope_of
from plangraph.asking.pictures.shares import cells_of
from plangraph.asking.pictures.svg import label_lines, text_width
from plangraph.asking.pictures.treemap import Area, squarified
from plangraph.errors import NotFoundError
from plangraph.graph.endpoint import Endpoint

from .made_facts import graphs

BASE = "https://w3id.org/plangraph/id/"
PLAN = BASE + "plan/13229-jisshi-2012"
POLICY = BASE + "policy/13229-jisshi-2012/"
OFFICE = BASE + "division/13229/"
MILLION = 1_000_000
SVG = "{http://www.w3.org/2000/svg}"
EVIL = """</text><script>alert(1)</script>"'&\u202e\x00]]>""" + "長" * 10_000


@pytest.fixture(scope="module")
def facts(endpoint: Endpoint) -> Facts:
    """The facts of the founding documents."""
    return facts_of(endpoint)


@pytest.fixture(scope="module")
def chapter(facts: Facts) -> Scope:
    """The chapter's plan."""
    return scope_of(facts, PLAN)


def drawn(facts: Facts, name: str, lang: str = "ja") -> Picture:
    """One picture of the chapter."""
    return picture(facts, name, PLAN, "en" if lang == "en" else "ja")


def test_money_by_policy_and_year(chapter: Scope) -> None:
    """協1-1 has 22, 20 and 18 million; all policies together the chapter's 2,054, of which 669 are derived."""
    found = policy_years(chapter)
    assert {year: given.yen // MILLION for year, given in found[POLICY + "協1-1"].items()} == {
        2012: 22,
        2013: 20,
        2014: 18,
    }
    every = [given for years in found.values() for given in years.values()]
    assert sum(given.yen for given in every) == 2054 * MILLION
    assert sum(given.derived for given in every) == 669 * MILLION


def test_shared_projects(chapter: Scope) -> None:
    """協2-1 and 協2-2 share ホームページ, ICT and 情報公開, 協1-2 and 協2-2 the station; the rest lead to unread chapters."""
    counts, pairs = shared_projects(chapter)
    read = {
        (a.rpartition("/")[2], b.rpartition("/")[2]): len(projects)
        for (a, b), projects in pairs.items()
        if a.rpartition("/")[2][0] == b.rpartition("/")[2][0] == "協"
    }
    assert read == {("協1-2", "協2-2"): 1, ("協2-1", "協2-2"): 3}
    assert sum(map(len, pairs.values())) - 4 == 10, "ten listings whose target was not loaded"
    assert counts[POLICY + "協2-2"] == 16


def test_flow(chapter: Scope) -> None:
    """協働コミュニティ課 has three homes under 協1-2, of 53 million in all, and one under 協1-1."""
    found = flows(chapter)
    office = OFFICE + "生活文化スポーツ部/協働コミュニティ課"
    count, money = found[POLICY + "協1-2", office]
    assert (count, money.yen) == (3, 53 * MILLION)
    assert found[POLICY + "協1-1", office][0] == 1


def test_cells_by_status(facts: Facts) -> None:
    """39 listings, three years: of homes twelve third years are derivable, seven lost, one undetermined; the sheet has none."""
    counts = cells_of(facts)[PLAN]
    assert counts.total() == 117
    assert (counts["derived"], counts["lost"], counts["undetermined"]) == (12, 7, 1)
    assert counts["relisted"] == 3 * 13, "thirteen relistings"
    assert cells_of(facts)[BASE + "plan/13222-chouki4-kouki"].total() == 0


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_plain_svg(facts: Facts, name: str, lang: str) -> None:
    """Well-formed, with title and description, without script, style sheet, event or anything from elsewhere."""
    made = drawn(facts, name, lang)
    root = ET.fromstring(made.svg)
    assert root.tag == SVG + "svg"
    assert root[0].tag == SVG + "title"
    assert root[1].tag == SVG + "desc"
    tags = {one.tag.removeprefix(SVG) for one in root.iter()}
    assert tags <= {"svg", "title", "desc", "g", "text", "rect", "path", "circle"}
    attributes = {key for one in root.iter() for key in one.attrib}
    assert not {key for key in attributes if key.startswith("on") or key in ("style", "href")}
    assert all(len(row) == len(made.heads) for row in made.rows)
    assert picture_table(made).header == made.heads


@pytest.mark.parametrize("name", PICTURES)
def test_the_areas_of_a_picture_lie_in_it(facts: Facts, name: str) -> None:
    """No rectangle is drawn outside of the picture."""
    root = ET.fromstring(drawn(facts, name).svg)
    width, height = float(root.attrib["width"]), float(root.attrib["height"])
    for rect in root.iter(SVG + "rect"):
        x, y = float(rect.attrib["x"]), float(rect.attrib["y"])
        assert 0 <= x <= x + float(rect.attrib["width"]) <= width + 0.5
        assert 0 <= y <= y + float(rect.attrib["height"]) <= height + 0.5


@given(st.lists(st.integers(1, 10**9), min_size=1, max_size=30))
def test_squares_fill_their_area(weights: list[int]) -> None:
    """Each piece has its share of the area, and lies in it."""
    weights = sorted(weights, reverse=True)
    pieces = squarified([float(one) for one in weights], Area(0, 0, 300, 200))
    for weight, piece in zip(weights, pieces, strict=True):
        assert piece.width * piece.height == pytest.approx(60_000 * weight / sum(weights), rel=1e-6, abs=1e-6)
        assert -1e-6 <= piece.x <= piece.x + piece.width <= 300 + 1e-6
        assert -1e-6 <= piece.y <= piece.y + piece.height <= 200 + 1e-6


@given(graphs())
@settings(max_examples=25, deadline=None)
def test_every_graph_can_be_drawn(facts: Facts) -> None:
    """Rings, second homes, negative amounts, projects without policy or division: the picture is well-formed all the same."""
    for plan in facts.plans:
        for name in PICTURES:
            ET.fromstring(whole_svg(picture(facts, name, plan, "ja"), "ja"))
        years = policy_years(scope_of(facts, plan))
        homes = [one for (of, _), one in facts.counting.items() if of == plan]
        cells = [cost for one in homes for cost in one.costs if cost.kind == "ProjectCost"]
        shown = sum(given.yen for of in years.values() for given in of.values())
        assert shown == sum(cost.yen or 0 for cost in cells if cost.status in ("stated", "derived"))


def made(projects: int, policies: int, title: str = "事業", yen: int | None = 5) -> Facts:
    """One plan with as many projects, each at home under one policy and relisted under the next."""
    costs = () if yen is None else (Amount(2024, 2024, "stated", yen, yen, yen),)
    homes = [
        ListingFacts(f"l/{i}", title, i, "d", "plan", f"p/{i % policies}", f"j/{i}", "home", costs=costs)
        for i in range(projects)
    ]
    others = [
        replace(one, iri=one.iri + "r", role="relisting", policy=f"p/{(i + 1) % policies}", costs=())
        for i, one in enumerate(homes)
    ]
    return Facts(
        tuple(homes + others),
        {},
        {f"p/{i}": PolicyFacts(f"p/{i}", "policy", str(i), title, parent="plan") for i in range(policies)},
        {},
        {},
        {"plan": PlanFacts("plan", title, 2024, 2024, "b", title)},
    )


def test_much_is_bounded() -> None:
    """Ten thousand projects under 500 policies: forty rows and squares, some hundred areas, and the rest by number."""
    facts = made(10_000, 500)
    for name in PICTURES:
        found = picture(facts, name, "plan", "ja")
        assert len(found.svg) < 500_000, name
    assert "ほか 460 施策" in picture(facts, "money", "plan", "ja").svg
    assert "ほか 460 施策" in picture(facts, "treemap", "plan", "ja").svg
    cells = picture(facts, "matrix", "plan", "ja").svg.count("<rect")
    assert cells == MOST * MOST
    assert "ほか 470" in picture(facts, "flow", "plan", "ja").svg


def test_harm_is_text() -> None:
    """A title that closes elements, has quotes, marks of direction, a zero byte and ten thousand letters."""
    facts = made(6, 3, EVIL)
    for name in PICTURES:
        svg = picture(facts, name, "plan", "en").svg
        root = ET.fromstring(svg)
        assert not list(root.iter(SVG + "script"))
        assert "\x00" not in svg
        assert len(svg) < 60_000, "long titles are cut"


def test_nothing_to_draw() -> None:
    """A plan without listings, and one without costs, have pictures that say so."""
    empty = replace(made(0, 1), listings=())
    for name in PICTURES:
        found = picture(empty, name, "plan", "ja")
        assert found.empty
        assert "描く数字がありません" in whole_svg(found, "ja")
    unknown = made(3, 2, yen=None)
    assert {name for name in PICTURES if picture(unknown, name, "plan", "ja").empty} == {
        "money",
        "treemap",
        "shares",
    }


def test_unknown_names_say_what_there_is(facts: Facts) -> None:
    """A picture or plan that is not there."""
    with pytest.raises(NotFoundError, match="money"):
        picture(facts, "pie", PLAN, "ja")
    with pytest.raises(NotFoundError, match="実施計画"):
        picture(facts, "money", "nothing", "ja")


def test_bars_keep_unknown_from_zero() -> None:
    """A year without a figure has no bar and says why; a stated zero has one, of no height; a loss hangs below the line."""
    lost, zero, minus = Sum(lost=1), Sum(stated=1), Sum(-2, -2, -2, stated=1)
    bars = money_bars({2012: lost, 2013: zero, 2014: minus}, "ja")
    assert [(bar.shown, bar.parts) for bar in bars] == [
        ("失われた", ()),
        ("0", ((0.0, "stated"),)),
        ("-0.000002", ((-2.0, "stated"),)),
    ]
    root = ET.fromstring(bars_svg("t", "題", bars, "ja"))
    rects = [one for one in root.iter(SVG + "rect") if one.attrib["width"] == "44.0"]
    assert [float(one.attrib["height"]) for one in rects] == [0.0, 132.0]


def test_many_bars_are_cut_to_the_last() -> None:
    """Of a hundred years the last twenty-four."""
    svg = bars_svg("t", "題", [Bar(f"{year}", ((1, "value"),), "1") for year in range(1900, 2000)], "ja")
    assert svg.count("<rect") == 24
    assert ">1999<" in svg
    assert ">1900<" not in svg


@given(st.text(max_size=200), st.integers(3, 20), st.integers(1, 3))
@settings(max_examples=40, deadline=None)
def test_labels_fit(text: str, most: int, lines: int) -> None:
    """No more lines than asked for, none much longer than may be, none of nothing."""
    found = label_lines(text, most, lines)
    assert 1 <= len(found) <= lines
    assert all(text_width(line) <= most + 2 for line in found)
