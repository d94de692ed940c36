"""Layouts: data that say how a family's documents are printed.

The built-in ones are the TOML files of `plangraph/layouts/`. A reader takes patterns, labels and words from its
layout; nothing that belongs to one city stands in Python.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from plangraph.errors import DescriptionError
from plangraph.model.texts import Bilingual

_OPTIONAL = {"recognise", "heads", "personal_names", "spaced_words", "in_title"}
"""Keys that a layout may leave out."""
_WORDS = {"acts"}
"""Tables whose keys are words of the documents, another set in each layout."""


@dataclass(frozen=True)
class Layout:
    """One layout: its name, its family, and the tables of its TOML file."""

    name: str
    family: str
    settings: Mapping[str, Any]

    def patterns(self, key: str) -> list[re.Pattern[str]]:
        """The regular expressions listed under a top-level key; none where the key is absent."""
        return [compile_pattern(text, self.name, key) for text in self.settings.get(key, [])]


def compile_pattern(text: str, layout: str, key: str) -> re.Pattern[str]:
    """Compile one expression of a layout; raises DescriptionError that names layout and key."""
    try:
        return re.compile(text)
    except re.error as error:
        raise DescriptionError(
            layout,
            Bilingual(
                f"キー「{key}」の正規表現が正しくありません（{error}）。",
                f"key {key}: not a regular expression ({error})",
            ),
        ) from None


def layout_names() -> list[str]:
    """The names of the built-in layouts."""
    folder = resources.files("plangraph") / "layouts"
    return sorted(item.name.removesuffix(".toml") for item in folder.iterdir() if item.name.endswith(".toml"))


def load_layout(name: str, folder: Path | None = None) -> Layout:
    """Load a built-in layout by name, or a TOML file that lies in `folder`.

    Raises DescriptionError for an unknown name (with the names there are), for TOML that does not parse, and for a file
    that lacks a key which the built-in layout of its family has.
    """
    own = folder / f"{name}.toml" if folder is not None else None
    if own is not None and own.is_file():
        layout = _parse(own.read_bytes(), name)
        _check_keys(layout)
        return layout
    if name not in layout_names():
        known = "、".join(layout_names())
        raise DescriptionError(
            name,
            Bilingual(
                f"そのようなレイアウトはありません。使えるもの: {known}", f"no such layout; there are {known}"
            ),
        )
    return _parse((resources.files("plangraph") / "layouts" / f"{name}.toml").read_bytes(), name)


def _parse(data: bytes, name: str) -> Layout:
    try:
        settings = tomllib.loads(data.decode("utf-8"))
        return Layout(name, str(settings["family"]), settings)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError) as error:
        raise DescriptionError(
            f"{name}.toml", Bilingual(f"レイアウトを読めません（{error}）。", f"cannot be read ({error})")
        ) from None


def _check_keys(layout: Layout) -> None:
    """Hold a layout against the built-in one of its family, table by table."""
    models = [model for model in map(load_layout, layout_names()) if model.family == layout.family]
    if not models:
        raise DescriptionError(
            f"{layout.name}.toml",
            Bilingual(f"family「{layout.family}」はありません。", f"there is no family {layout.family}"),
        )
    missing = _missing_keys(models[0].settings, layout.settings, "")
    if missing:
        raise DescriptionError(
            f"{layout.name}.toml",
            Bilingual(
                f"キー「{missing[0]}」がないか、種類が違います。{models[0].name} にならって書いてください。",
                f"key {missing[0]} is missing or of another kind; write it as {models[0].name} does",
            ),
        )


def _missing_keys(model: Any, met: Any, path: str) -> list[str]:
    if type(model) is not type(met):
        return [path]
    if not isinstance(model, dict):
        return []
    return [
        missing
        for key, value in model.items()
        if key not in _OPTIONAL or key in met
        for missing in _missing_keys(
            {} if key in _WORDS else value, met.get(key), f"{path}.{key}".lstrip(".")
        )
    ]


def recognise_layout(text: str) -> Layout | None:
    """Find the built-in layout whose every `recognise` pattern the text holds; None where none or several fit."""
    fitting = []
    for name in layout_names():
        layout = load_layout(name)
        patterns = layout.patterns("recognise")
        if patterns and all(pattern.search(text) for pattern in patterns):
            fitting.append(layout)
    return fitting[0] if len(fitting) == 1 else None
