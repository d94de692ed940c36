"""The catalogue of texts and the pages hold together."""

from __future__ import annotations

import re
from pathlib import Path

import plangraph.serving
from plangraph.asking.names import KINDS
from plangraph.serving.texts import Texts

HERE = Path(plangraph.serving.__file__).parent
CALLS = re.compile(r'\bt\("([\w.-]+)"(?: ~)?')
MADE = {"kind", "severity", "count", "nav", "borrowed", "state", "ontology", "route"}
"""Tables whose keys are put together from what the graph says."""


def used() -> set[str]:
    """Every key that a template, a script or a module names."""
    sources = [
        *HERE.glob("templates/**/*.html"),
        *HERE.glob("static/*.js"),
        *HERE.glob("static/viewer/*.js"),
        *HERE.glob("*.py"),
    ]
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    return set(re.findall(r'"([a-z]+\.[\w-]+)"', text))


def test_no_key_is_missing() -> None:
    """Every key that a template names is in the catalogue."""
    known = Texts.load().by_key
    for path in HERE.glob("templates/**/*.html"):
        for match in CALLS.finditer(path.read_text(encoding="utf-8")):
            key = match[1]
            if key.endswith("_"):  # put together from what the graph says
                assert any(name.startswith(key) for name in known), f"{path.name}: {key}"
            elif not key.endswith("."):
                assert key in known, f"{path.name}: {key}"


def test_no_key_is_idle() -> None:
    """Every text is said somewhere."""
    legend = {f"picture.{style}" for style in ("home", "relisting", "oneway", "carried", "other")}
    said = used()
    begun = tuple(
        key for key in said if key.endswith("_")
    )  # what follows is put together from what the graph says
    known = {key for key in Texts.load().by_key if key.partition(".")[0] not in MADE}
    idle = {key for key in known - said - legend if not (begun and key.startswith(begun))}
    assert not idle


def test_both_languages_name_the_same_values() -> None:
    """A place to be filled in is there in both."""
    for key, text in Texts.load().by_key.items():
        assert sorted(re.findall(r"\{\w+\}", text.ja)) == sorted(re.findall(r"\{\w+\}", text.en)), key


def test_every_kind_has_a_name() -> None:
    """Of those that a search can find."""
    assert {f"kind.{kind}" for kind in KINDS} <= Texts.load().by_key.keys()
