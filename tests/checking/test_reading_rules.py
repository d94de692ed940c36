"""Every rule of reading has a name for the report."""

from __future__ import annotations

import re
from pathlib import Path

from plangraph.checking.reading_rules import READING_RULES
from plangraph.checking.shapes import load_shapes
from plangraph.checking.waivers import WAIVER_RULES
from plangraph.reading.layout_keys import FAMILIES, layout_roles

READING = Path(__file__).parents[2] / "src" / "plangraph" / "reading"
NO_RULES = {
    *FAMILIES,
    *layout_roles(),
    *(
        "basic-project",
        "labels-first",
        "one-character",
    ),  # a kind of record, where values stand, a kind of nearness
    *("d-mmm", "d-mmm-yy", "mmm-yy"),  # number formats of workbooks
    *(
        "x-sjis",
        "plangraph-nec-characters",
        "plangraph-nec-characters-or-mark",
    ),  # character sets and their errors
}
"""Words of the same spelling."""


def test_the_names_are_of_the_rules_that_reading_gives() -> None:
    sources = "\n".join(path.read_text(encoding="utf-8") for path in READING.rglob("*.py"))
    given = set(re.findall(r'"([a-z]+(?:-[a-z]+)+)"', sources)) - NO_RULES
    assert given == set(READING_RULES) - set(WAIVER_RULES)  # those of waivers.toml are read by checking


def test_no_rule_of_reading_has_the_name_of_a_shape(shapes_dir: Path) -> None:
    """Findings are grouped by rule, so a rule is of one kind."""
    assert not set(READING_RULES) & {shape.rule for shape in load_shapes(shapes_dir).by_iri.values()}


def test_names_are_told_apart_in_both_languages() -> None:
    for lang in ("ja", "en"):
        assert len({name[lang] for name in READING_RULES.values()}) == len(READING_RULES)
