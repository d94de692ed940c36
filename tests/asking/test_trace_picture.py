"""The picture of a trace is sound XML, says in words what it shows, and draws each kind of link its own way."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from plangraph.asking.trace import trace
from plangraph.asking.trace_picture import trace_svg
from plangraph.asking.traced import Trace, TracedListing, TracedPlan
from plangraph.graph.endpoint import Endpoint

SVG = "{http://www.w3.org/2000/svg}"


def drawn(svg: str) -> ElementTree.Element:
    """The picture as a tree."""
    return ElementTree.fromstring(svg)


def texts(picture: ElementTree.Element) -> list[str]:
    """The words of each box."""
    return ["".join(text.itertext()) for text in picture.iter(f"{SVG}text")]


def dashes(picture: ElementTree.Element, style: str) -> set[str | None]:
    """How the lines of a kind are dashed."""
    return {
        path.get("stroke-dasharray")
        for path in picture.iter(f"{SVG}path")
        if path.get("class") == f"edge-{style}"
    }


def test_a_mutual_pair(endpoint: Endpoint) -> None:
    """Both policies, both listings with their lines, the project, the division; the relisting's lines are dashed."""
    picture = drawn(trace_svg(trace(endpoint, "地域活動情報ステーション"), "ja"))
    words = texts(picture)
    for said in (
        "協1-2協働のまちづくりの推進",
        "本掲 協1-2相互に確認53-54 行目",
        "地域活動情報ステーションの活用",
    ):
        assert said in words
    assert dashes(picture, "home") == {None}
    assert dashes(picture, "relisting") == {"7 4"}
    assert "協1-2 本掲、協2-2 再掲" in (picture.findtext(f"{SVG}desc") or "")
    assert picture.findtext(f"{SVG}title") == "地域活動情報ステーションの活用 の再掲の図"
    assert picture.get("role") == "img"


def test_a_section_that_was_not_read_is_dotted(endpoint: Endpoint) -> None:
    """安2-3, which 災害情報 names."""
    picture = drawn(trace_svg(trace(endpoint, "災害情報"), "ja"))
    (box,) = [one for one in picture.iter(f"{SVG}g") if one.get("class") == "box-unread"]
    assert "安2-3" in "".join(box.itertext())
    assert box[0].get("stroke-dasharray") == "1 4"
    assert dashes(picture, "unread") == {"1 4"}


def test_a_mark_that_does_not_hold_has_a_stroke_of_its_own(made: Endpoint) -> None:
    """=片側のみ: 甲2 was read and lacks it."""
    picture = drawn(trace_svg(trace(made, "=片側のみ"), "ja"))
    assert dashes(picture, "oneway") == {"2 4"}
    assert any("甲2" in words for words in texts(picture))


def test_a_cycle_is_drawn_once(made: Endpoint) -> None:
    """Three projects in a ring: three boxes, three lines."""
    picture = drawn(trace_svg(trace(made, "輪の事業その一"), "ja"))
    ring = [path for path in picture.iter(f"{SVG}path") if path.get("class") == "edge-carried"]
    assert len(ring) == 3 + 2 + 1, "the ring, the listing's two, and the legend's"
    assert sum("輪の事業" in words for words in texts(picture)) == 3


@pytest.mark.parametrize("title", ["<script>alert(1)</script>&\"'", "制御\x00\ud800文字", "長" * 500, ""])
def test_no_title_breaks_it(title: str) -> None:
    """Escaped, cut to a box, and sound for a parser."""
    listing = TracedListing("urn:l", "urn:p", title, title, "home", place=title, plan="urn:plan")
    plan = TracedPlan("urn:plan", title, 2012, 2014, (listing,), listing)
    svg = trace_svg(Trace(title, "urn:x", (listing,), (plan,), (), (), ()), "ja")
    picture = drawn(svg.encode("utf-8").decode("utf-8"))
    assert not list(picture.iter(f"{SVG}script"))
    assert all(len(box.findall(f"{SVG}text/{SVG}tspan")) <= 8 for box in picture.iter(f"{SVG}g"))


def test_nothing_in_it_asks_for_anything(endpoint: Endpoint) -> None:
    """No script, style, image or link: safe under any policy."""
    svg = trace_svg(trace(endpoint, "地域活動情報ステーション"), "en")
    for word in ("<script", "<style", " style=", "href", "<image", "url("):
        assert word not in svg
