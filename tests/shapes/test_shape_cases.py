"""Each shape finds what its failing cases plant, and nothing in its passing ones.

A case is a file `<rule>/pass*.ttl` or `<rule>/fail*.ttl`. A failing one says in its head what is found, a line for each
result: `# finds: focus node | what both messages must name | …`.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pyoxigraph
import pytest
import rdflib
from rdflib.namespace import RDF, SH

from plangraph.checking.shapes import ShapeResult, Shapes, load_shapes

HERE = Path(__file__).parent
SHAPES = load_shapes(HERE.parents[1] / "shapes")
RULES = sorted(shape.rule for shape in SHAPES.by_iri.values())
CASES = sorted(HERE.glob("*/*.ttl"))
FINDS = re.compile(r"# finds: (.+)")


def _name(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


def _results(path: Path, shapes: Shapes = SHAPES) -> list[ShapeResult]:
    triples = [quad.triple for quad in pyoxigraph.parse(path=path)]
    return list(shapes.validate(triples, only=[path.parent.name])[1])


def _expected(path: Path) -> list[tuple[str, list[str]]]:
    found = []
    for told in FINDS.findall(path.read_text(encoding="utf-8")):
        focus, *names = told.split(" | ")
        found.append((focus.replace("ex:", "https://example.org/"), names))
    return found


def test_there_are_as_many_shapes_and_cases_as_counted() -> None:
    """A shape or case that goes missing is noticed."""
    assert len(RULES) == len(set(RULES)) == 49
    assert len(CASES) == 151


def test_every_shape_has_a_passing_and_a_failing_case_and_no_case_is_without_a_shape() -> None:
    assert sorted({path.parent.name for path in CASES}) == RULES
    for rule in RULES:
        kinds = {path.name[:4] for path in CASES if path.parent.name == rule}
        assert kinds == {"pass", "fail"}, rule


@pytest.mark.parametrize("path", [p for p in CASES if p.name.startswith("fail")], ids=_name)
def test_finds_what_was_planted_and_names_it_in_both_languages(path: Path) -> None:
    expected, results = _expected(path), _results(path)
    assert expected, "a failing case says what is found"
    assert Counter(result.focus for result in results) == Counter(focus for focus, _ in expected)
    for focus, names in expected:
        messages = [result.message for result in results if result.focus == focus]
        for name in names:
            assert any(name in message.ja and name in message.en for message in messages), (name, messages)


@pytest.mark.parametrize("path", [p for p in CASES if p.name.startswith("pass")], ids=_name)
def test_finds_nothing_in_sound_data_that_it_looked_at(path: Path) -> None:
    assert _results(path) == []
    assert _looked_at(path), "a passing case without a target node shows nothing"


def _looked_at(path: Path) -> bool:
    graph = rdflib.Graph().parse(path)
    node = rdflib.URIRef(next(s.iri for s in SHAPES.by_iri.values() if s.rule == path.parent.name))
    classes = list(SHAPES.graph.objects(node, SH.targetClass))
    properties = list(SHAPES.graph.objects(node, SH.targetSubjectsOf))
    return any((None, RDF.type, c) in graph for c in classes) or any(
        (None, p, None) in graph for p in properties
    )


@pytest.mark.parametrize("path", [p for p in CASES if p.name.startswith("fail")], ids=_name)
def test_messages_are_whole(path: Path) -> None:
    """No variable is left unfilled, Japanese ends as a sentence does, and the two languages differ."""
    for result in _results(path):
        for text in (result.message.ja, result.message.en):
            assert not re.search(r"\{[?$]", text), text
        assert result.message.ja.endswith("。"), result.message.ja
        assert result.message.en.endswith("."), result.message.en
        assert result.message.ja != result.message.en


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_is_named_after_its_shape_in_kebab_case(rule: str) -> None:
    (shape,) = (s for s in SHAPES.by_iri.values() if s.rule == rule)
    assert shape.iri == f"https://w3id.org/plangraph/shapes#{rule}"
    assert re.fullmatch(r"[a-z]+(-[a-z]+)+", rule)
    assert shape.name.ja != shape.name.en


def test_shapes_have_no_blank_nodes() -> None:
    """The store keeps them in a graph that must come out the same in each build."""
    assert not [t for t in SHAPES.graph if any(isinstance(term, rdflib.BNode) for term in t)]


def test_every_sparql_constraint_runs_in_oxigraph_too() -> None:
    """The selects are plain SPARQL 1.1, so that another engine can take them."""
    prefixes = "PREFIX plg: <https://w3id.org/plangraph/ontology#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>"
    selects = [str(text) for text in SHAPES.graph.objects(None, SH.select)]
    assert len(selects) == 37
    for select in selects:
        pyoxigraph.Store().query(f"{prefixes}\n{select}")
