"""Addresses follow RFC 3987 and stay readable."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st
from pyoxigraph import NamedNode
from rdflib import Graph

from plangraph.graph.iris import Iris, iri_segment


def test_japanese_stands_as_it_is() -> None:
    """Kana, kanji and the middle dot are iunreserved or ucschar and are not encoded."""
    assert iri_segment("人権・市民協働課") == "人権・市民協働課"


def test_reserved_characters_are_encoded_once() -> None:
    """A slash, a space and a percent sign of a title cannot part the path or be taken for an encoding."""
    assert iri_segment("a/b c%20?#[]") == "a%2Fb%20c%2520%3F%23%5B%5D"


def test_widths_are_one() -> None:
    """NFKC makes full-width and half-width letters the same address."""
    assert iri_segment("ＩＣＴ") == iri_segment("ICT")


def test_what_cannot_be_seen_is_encoded() -> None:
    """Bidirectional controls and zero-width characters do not hide in an address."""
    assert iri_segment("a\u202eb\u200b") == "a%E2%80%AEb%E2%80%8B"


@example("葛\U000e0100城市")  # a variation selector, as official names of places and people carry them
@given(st.text(min_size=1, max_size=40))
def test_any_title_makes_an_iri_that_parsers_take(title: str) -> None:
    """Whatever a document prints, the address is one that Oxigraph and rdflib read back unchanged."""
    iri = Iris().project("13229", title)
    assert NamedNode(iri).value == iri
    graph = Graph().parse(data=f"<{iri}> <http://p/> <http://o/> .", format="nt")
    assert {str(subject) for subject in graph.subjects()} == {iri}
