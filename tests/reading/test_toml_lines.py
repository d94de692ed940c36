"""The line of every key of a TOML file is found, however it is written."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plangraph.errors import DescriptionError
from plangraph.reading.toml_lines import key_lines, read_toml


def paths_in(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every way into a value."""
    if path:
        yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield from paths_in(inner, (*path, key))


NASTY = '''# a comment with [brackets] and "quotes"
title = "a # b" # [not.a.table]
"quoted.key" = 'x'
a.b."c d".e = 1
text = """
[not]
key = 'no' \\""" ""\\
"""
raw = \'\'\'
[[no]]
it''s \'\'\'\'
list = [ # comment ]
  "x]", { y = 1, z.w = [1, 2] },
  [ [], ], # [
]
[table . "with space"]
date = 2024-01-01 12:00:00
[[array]]
v = 1
[array.sub]
w = 2
[[array.inner]]
[[array.inner]]
u = 3
[[array]]
v = { deep = { deeper = "}" } }
'''


def test_every_key_of_any_toml_has_its_line() -> None:
    """The walk and tomllib agree on what keys there are, and the lines are those an editor shows."""
    found = key_lines(NASTY)
    assert set(found) == set(paths_in(tomllib.loads(NASTY)))
    lines = NASTY.split("\n")
    for path, line in found.items():
        if isinstance(path[-1], str):
            assert path[-1] in lines[line - 1], (path, line)
    assert lines[found["array", 0, "inner", 1, "u"] - 1] == "u = 3"
    assert lines[found["array", 1, "v", "deep", "deeper"] - 1].startswith("v = {")
    assert found["list", 1, "z", "w", 1] == lines.index('  "x]", { y = 1, z.w = [1, 2] },') + 1


VALUES = st.recursive(
    st.sampled_from(['"a]b"', "'x # y'", "12", "true", '"""\nm "n"\n"""', "1979-05-27", "'''\n]\n'''", '"\\"="']),
    lambda inner: st.lists(inner, max_size=3).map(lambda items: "[" + ", # ]\n ".join(items) + "\n]")
    | st.lists(inner.filter(lambda v: "\n" not in v), max_size=3).map(
        lambda items: "{" + ", ".join(f'k{n}."a.b" = {v}' for n, v in enumerate(items)) + "}"
    ),
    max_leaves=6,
)  # fmt: skip


@given(
    st.lists(
        st.tuples(st.sampled_from(["", "[t{n}]\n", "[[many]]\n", "[t{n}.'in ner']\n"]), VALUES), max_size=6
    )
)
def test_made_toml_has_all_its_lines(parts: list[tuple[str, str]]) -> None:
    """Arrays, inline tables and texts over several lines, nested as they come."""
    text = "".join(f"{head.format(n=n)}key{n} = {value}\n" for n, (head, value) in enumerate(parts))
    assert set(key_lines(text)) == set(paths_in(tomllib.loads(text)))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"a = 1\nb = \nc = 1", r"x\.toml:2: not TOML"),
        (b"a = 1\nb = ", r"x\.toml:2: not TOML"),
        (b"a = 1\nb = '\x82\xa0'", r"x\.toml:2: not TOML: a byte that is not UTF-8"),
        (b"a = " + b"[" * 5000 + b"]" * 5000, r"x\.toml: nested too deep"),
    ],
)
def test_what_is_no_toml_is_refused_with_its_line(data: bytes, said: str) -> None:
    """One clear line, never a traceback."""
    with pytest.raises(DescriptionError, match=said):
        read_toml(data, "x.toml")


def test_a_byte_order_mark_is_no_fault() -> None:
    """Windows editors write one."""
    assert read_toml("\ufeffa = 1".encode(), "x.toml").tables == {"a": 1}
