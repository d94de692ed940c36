"""Expressions that can run away are told from those that cannot, without being run."""

from __future__ import annotations

import re
import tomllib
from importlib import resources
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plangraph.reading.expressions import compile_fault, runs_away
from plangraph.reading.layouts import layout_names

EVIL = [
    "(a+)+", "(a*)*", "(a|aa)+", "(?:a|ab|b)*", r"(\w+\s?)*", r"(\w+\s?)*x", r"^(([a-z])+.)+[A-Z]([a-z])+$", "(.*,)*x",
    r"(?:\d{1,10})*x", r"(?:\d+-?)+x", "(?:[あ-ん]+[ぁ-ゔ]*)*", r"(?:\s*\S+)*", "(a?){20}", r"(x+x+)+y",
    "(?:a|a)*b", "(?:(?:|)a)*b", "(?:(?:x?)?a)*b", "(?:(?:x*)*a)*b", "(?:(?:a|b)+c?)*", "(?:a{3,}b?)*", "(?i)(?:a+|B)*(?:aB|Ab)*(?:(?:aB)+|Ab)*",
]  # fmt: skip
TAME = [
    "(?:a?)*b", "(?:a??)*b", "(?:x?a)*b",     "(?:ab)*", "(?:a|b)*", "(?:a+b)+", r"(?:\d+[、,])*\d+", r"\d{1,3}(?:,\d{3})*", "[^,]*,[^,]*", r"\s*(\S.*?)\s*$",
    r"(?:[^()]|\([^()]*\))*", r"(?P<year>(?:平成|令和)(?:\d+|元)年度)", r"(?:[、,] *\d+ *- *\d+)*", "a{2,3}b{1000}", "(?!a)b(?=c)",
]  # fmt: skip


@pytest.mark.parametrize("expression", EVIL)
def test_a_loop_that_can_be_gone_in_two_ways_runs_away(expression: str) -> None:
    """Repetition inside repetition over the same characters, in whatever dress."""
    assert runs_away(expression)


@pytest.mark.parametrize("expression", TAME)
def test_a_loop_whose_rounds_can_be_told_apart_does_not(expression: str) -> None:
    """What parts two rounds makes it sound, however it is nested."""
    assert not runs_away(expression)


def texts_in(value: Any) -> list[str]:
    """Every text in a TOML value."""
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for one in inner for text in texts_in(one)]


def test_no_expression_of_the_built_in_layouts_runs_away() -> None:
    """More than a hundred expressions that real documents are read by."""
    folder = resources.files("plangraph") / "layouts"
    files = [(folder / f"{name}.toml").read_text("utf-8") for name in layout_names()]
    texts = [text for file in files for text in texts_in(tomllib.loads(file))]
    expressions = [text for text in texts if compile_fault(text) is None]
    assert len(expressions) > 100
    assert not [text for text in expressions if runs_away(text)]


def test_an_expression_too_big_to_look_through_is_refused() -> None:
    """Refused rather than taken on trust, and soon."""
    assert runs_away("(?:" + "|".join(f"(?:a{n}b*c)+" for n in range(400)) + ")*")


EXPRESSIONS = st.recursive(
    st.sampled_from(["a", "b", "ab", "[ab]", "."]),
    lambda inner: st.one_of(
        inner.map(lambda e: f"(?:{e})*"),
        inner.map(lambda e: f"(?:{e})?"),
        st.tuples(inner, inner).map("".join),
        st.tuples(inner, inner).map(lambda e: f"(?:{e[0]}|{e[1]})"),
    ),
    max_leaves=5,
)


def ways(expression: str, text: str) -> int:
    """In how many ways a text can be read, counted by a small matcher of its own."""
    tree = re._parser.parse(expression)  # type: ignore[attr-defined]
    return sum(end == len(text) for end in ends(list(tree), text, 0))


def ends(tree: list[Any], text: str, at: int) -> list[int]:
    """Where a sequence may end, each way of getting there by itself; a round that takes nothing is none."""
    if not tree:
        return [at]
    (op, value), rest = tree[0], tree[1:]
    match op.name:
        case "SUBPATTERN":
            found = ends(list(value[3]), text, at)
        case "BRANCH":
            found = [end for branch in value[1] for end in ends(list(branch), text, at)]
        case "MAX_REPEAT" if value[1] == 1:
            found = [at, *ends(list(value[2]), text, at)]
        case "MAX_REPEAT":
            found = rounds = [at]
            while rounds:
                rounds = [end for start in rounds for end in ends(list(value[2]), text, start) if end > start]
                found = found + rounds
        case "LITERAL":
            found = [at + 1] if text[at : at + 1] == chr(value) else []
        case _:  # IN and ANY: both characters of the texts
            found = [at + 1] if at < len(text) else []
    return [end for start in found for end in ends(rest, text, start)]


@given(EXPRESSIONS)
@settings(max_examples=100, deadline=None)
def test_what_passes_can_be_read_in_few_ways(expression: str) -> None:
    """Held against counting: of an expression that passes, the ways to read a text do not multiply with its length."""
    if runs_away(expression):
        return
    for word in map("".join, product("ab", repeat=2)):
        few, many = (ways(expression, word * n) for n in (3, 6))
        # With five parts the ways grow at most with the fourth power of the length; doubling each time would give 64.
        assert many <= max(1, few) * 2**4, (expression, word, few, many)
