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

    Raises DescriptionError for an unknown name (with the names there are) and for TOML that does not parse.
    """
    own = folder / f"{name}.toml" if folder is not None else None
    if own is not None and own.is_file():
        text = own.read_text(encoding="utf-8")
    elif name in layout_names():
        text = (resources.files("plangraph") / "layouts" / f"{name}.toml").read_text(encoding="utf-8")
    else:
        known = "、".join(layout_names())
        raise DescriptionError(
            name,
            Bilingual(
                f"そのようなレイアウトはありません。使えるもの: {known}", f"no such layout; there are {known}"
            ),
        )
    try:
        settings = tomllib.loads(text)
        return Layout(name, settings["family"], settings)
    except (tomllib.TOMLDecodeError, KeyError) as error:
        raise DescriptionError(
            f"{name}.toml", Bilingual(f"レイアウトを読めません（{error}）。", f"cannot be read ({error})")
        ) from None


def recognise_layout(text: str) -> Layout | None:
    """Find the built-in layout whose every `recognise` pattern the text holds; None where none or several fit."""
    fitting = []
    for name in layout_names():
        layout = load_layout(name)
        patterns = layout.patterns("recognise")
        if patterns and all(pattern.search(text) for pattern in patterns):
            fitting.append(layout)
    return fitting[0] if len(fitting) == 1 else None
