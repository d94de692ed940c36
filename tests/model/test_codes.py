"""Codes of sections and numbers of projects, however they are padded and spaced."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plangraph.model.texts import code_key, comparison_code, same_code

SAME = [
    ("協1-1", "協１ － 1"),
    ("01-02", "1-2"),
    ("07-01", "(07-01)"),
    ("6-1-2", "6‐1―2"),
    ("497", "0497"),
    ("新30-024", "新30-0024"),
    ("Ⅴ④", "V4"),
    ("施策1-2", "1-2"),
    ("No.497", "497"),
    ("A1-1", "ａ１ー１"),
]
DIFFERENT = [
    ("24", "新30-0024"),
    ("112", "1-12"),
    ("1-12", "11-2"),
    ("協1-1", "経1-1"),
    ("30-24", "新30-24"),
    ("10", "1"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_one_code_in_two_prints(one: str, other: str) -> None:
    """Widths, spaces, hyphens, zeros before a number and the level's name do not part codes."""
    assert same_code(one, other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_two_codes(one: str, other: str) -> None:
    """Parts stay parts, and a number alone is not a number behind a prefix."""
    assert not same_code(one, other)


@given(st.lists(st.integers(min_value=0, max_value=99999), min_size=1, max_size=4), st.integers(0, 3))
def test_zeros_before_a_number_never_matter(numbers: list[int], zeros: int) -> None:
    """Every part may be padded by itself, and only the same numbers are the same code."""
    plain = "-".join(map(str, numbers))
    padded = "－".join("0" * zeros + str(n) for n in numbers)
    assert same_code(plain, padded)
    assert not same_code(plain, "-".join(map(str, [*numbers, 1])))


def test_the_printed_zeros_stay_in_the_comparison_form() -> None:
    """What is shown keeps its zeros; only the key drops them."""
    assert comparison_code("０４９７") == "0497"
    assert code_key("０４９７") == "497"
