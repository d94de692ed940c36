"""The catalogue of rules is whole: each rule says why, gives an example and what to do, and answers to a line of the docs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from plangraph.checking.reading_rules import READING, READING_RULES
from plangraph.checking.rules import RULES_IRI, RuleSource, load_rules
from plangraph.checking.shapes import load_shapes
from plangraph.errors import DescriptionError
from plangraph.model.findings import Severity

ROOT = Path(__file__).parents[2]
WHAT_GOES_WRONG = (ROOT / "docs" / "explanation" / "what-goes-wrong.md").read_text(encoding="utf-8")


def test_every_shape_and_every_rule_of_reading_is_in_it(shapes_dir: Path) -> None:
    """Under the identifiers, names and severities that a report gives them."""
    rules = load_rules(shapes_dir)
    shapes = {shape.rule: shape for shape in load_shapes(shapes_dir).by_iri.values()}
    assert rules.keys() == shapes.keys() | READING_RULES.keys()
    assert list(rules) == sorted(rules)
    for rule in rules.values():
        assert rule.iri == f"{RULES_IRI}{rule.id}"
        if rule.source is RuleSource.SHACL:
            shape = shapes[rule.id]
            assert (rule.name, rule.severity, rule.message) == (shape.name, shape.severity, shape.template)
            assert (ROOT / rule.file).is_file()
        else:
            assert rule.name == READING_RULES[rule.id]
            assert (ROOT / "src" / "plangraph" / rule.file).is_file()


def test_every_text_is_a_sentence_in_its_language(shapes_dir: Path) -> None:
    """Japanese ends with 。 and English with a full stop; no two rules go by one name."""
    rules = load_rules(shapes_dir).values()
    for rule in rules:
        for text in (rule.why, rule.example, rule.remedy):
            assert text.ja.endswith("。"), (rule.id, text.ja)
            assert text.en.endswith("."), (rule.id, text.en)
            assert text.ja != text.en
    assert len({rule.name.ja for rule in rules}) == len({rule.name.en for rule in rules}) == len(rules)


def test_severities_of_reading_are_as_reading_gives_them() -> None:
    """By hand, one of each."""
    assert READING["total-below-years"].severity is Severity.VIOLATION
    assert READING["line-not-read"].severity is Severity.WARNING
    assert READING["stray-character"].severity is Severity.INFO


def test_a_shape_without_a_reason_is_named(tmp_path: Path) -> None:
    """The address of the shape and what it lacks stand in the message."""
    (tmp_path / "one.ttl").write_text(
        '@prefix plg: <https://w3id.org/plangraph/ontology#> . <urn:a> plg:rule "a-b" .', encoding="utf-8"
    )
    with pytest.raises(DescriptionError, match="urn:a"):
        load_rules(tmp_path)


def test_the_page_names_rules_that_there_are_and_every_shape(shapes_dir: Path) -> None:
    """Each row of a table names a rule; a shape that answers to no line would have no purpose."""
    rules = load_rules(shapes_dir)
    rows = [
        line for line in WHAT_GOES_WRONG.splitlines() if line.startswith("| ") and "起こること" not in line
    ]
    named = [re.findall(r"`([a-z-]+)`", row) for row in rows]
    assert all(named)
    every = {name for names in named for name in names}
    assert every <= rules.keys()
    assert {rule.id for rule in rules.values() if rule.source is RuleSource.SHACL} <= every
