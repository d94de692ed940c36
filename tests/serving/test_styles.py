"""The look of the pages: tokens of the design system, phrases, and what is promised of the parts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from plangraph.serving import styles
from plangraph.serving.phrases import phrased, phrases_of
from plangraph.serving.styles import STATIC, style_sheets

ROOT = Path(__file__).parents[2]
TOKEN = re.compile(r"var\((--(?:color|font|line|border)-[\w-]+), ([^()]+)\)")
OWN = ("colours.css", "house.css", "pages.css", "print.css")
PARTS = ROOT / "docs" / "explanation" / "page-parts.md"


def test_values_behind_the_tokens_are_the_tokens() -> None:
    """Where built/tokens.css lacks, the pages look the same: each value in colours.css is that of its token."""
    tokens = dict(
        re.findall(r"(--[\w-]+):\s*([^;}]+)", (STATIC / "built" / "tokens.css").read_text(encoding="utf-8"))
    )
    used = TOKEN.findall((STATIC / "colours.css").read_text(encoding="utf-8"))
    assert len(used) > 50
    for name, value in used:
        said = tokens[name].strip().replace("rem", "").lstrip("0")
        meant = value.strip().replace("rem", "").lstrip("0")
        short = re.fullmatch(r"#(.)(.)(.)", said)
        assert (f"#{''.join(c * 2 for c in short.groups())}" if short else said) == meant, name


def test_without_the_built_file_no_page_asks_for_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An editable install without Node has none; a link to it would be an error on every page."""
    assert style_sheets() == ("built/tokens.css", *OWN)
    monkeypatch.setattr(styles, "STATIC", tmp_path)
    assert style_sheets() == OWN


@pytest.mark.parametrize("name", OWN)
def test_no_sheet_asks_for_anything(name: str) -> None:
    """No font, picture or sheet from anywhere; colours are named in one file alone."""
    text = (STATIC / name).read_text(encoding="utf-8")
    assert "url(" not in text
    assert "@import" not in text
    assert "@font-face" not in text
    if name != "colours.css":
        assert not re.search(r"#[0-9a-f]{3,8}\b", re.sub(r"#[\w-]+(?=[ :{.>\[])", "", text))


def test_every_documented_part_has_its_style() -> None:
    """The page of the parts names no class that the sheets do not know."""
    sheets = "\n".join((STATIC / name).read_text(encoding="utf-8") for name in OWN)
    named = set(re.findall(r"`\.([\w.-]+)`", PARTS.read_text(encoding="utf-8")))
    assert len(named) > 20
    for name in named:
        assert all(f".{part}" in sheets for part in name.split(".")), name


@given(st.text(st.sampled_from("再掲市民の活動・（）aB1 、<&\"'"), max_size=60))
def test_phrases_are_the_text(text: str) -> None:
    """Nothing is added or lost, and a reader who copies a heading copies it whole; markup is escaped."""
    assert "".join(phrases_of(text)) == text if text else True
    shown = phrased(text)
    assert shown.replace(Markup("<wbr>"), "").striptags() == Markup.escape(text).striptags()
    assert "<&" not in shown.replace("<wbr>", "")
    assert not any(phrase[0] in "・）、" for phrase in phrases_of(text)[1:])


def test_a_long_text_is_left_alone() -> None:
    """Ten thousand characters are no heading."""
    assert phrased("市" * 10_000) == "市" * 10_000
    assert phrased("Municipal plans") == "Municipal plans"
