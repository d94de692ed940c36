"""Layouts: data that say how a family's documents are printed.

The built-in ones are the TOML files of `plangraph/layouts/`; a document may bring its own, as a file beside its
`plan.toml` or as the table `[layout]` inside it. A reader takes patterns, labels and words from its layout; nothing
that belongs to one city stands in Python.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from plangraph.errors import DescriptionError
from plangraph.model.records import DocumentDescription
from plangraph.model.texts import Bilingual
from plangraph.reading.layout_checks import check_layout
from plangraph.reading.toml_lines import TomlText, load_toml, read_toml

PLAN_TOML = "plan.toml"
"""The description of a document; as a layout's name, the table `[layout]` inside it."""


@dataclass(frozen=True)
class Layout:
    """One layout: its name, its family, and the tables of its TOML file."""

    name: str
    family: str
    settings: Mapping[str, Any]

    def patterns(self, key: str) -> list[re.Pattern[str]]:
        """The regular expressions listed under a top-level key; none where the key is absent."""
        return [re.compile(text) for text in self.settings.get(key, [])]


@cache
def layout_names() -> tuple[str, ...]:
    """The names of the built-in layouts, in the order of the alphabet."""
    folder = resources.files("plangraph") / "layouts"
    names = (item.name for item in folder.iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


def load_layout(name: str, folder: Path | None = None) -> Layout:
    """Load a layout: `NAME.toml` in `folder`, else a built-in one; "plan.toml" is `[layout]` inside that file.

    Raises DescriptionError for an unknown name (with the names there are), and for a layout that is wrong, with file, line
    and key.
    """
    if folder is not None:
        if name == PLAN_TOML:
            return layout_inside(load_toml(folder / PLAN_TOML))
        own = folder / f"{name}.toml"
        if own.is_file():
            return file_to_layout(load_toml(own), name)
    if name not in layout_names():
        known = "、".join(layout_names())
        raise DescriptionError(
            name,
            Bilingual(
                f"そのようなレイアウトはありません。使えるもの: {known}", f"no such layout; there are {known}"
            ),
        )
    return _built_in(name)


def layout_inside(plan: TomlText) -> Layout:
    """The layout that stands in a `plan.toml` as its table `[layout]`, checked."""
    if not isinstance(plan.tables.get("layout"), dict):
        plan.refuse(("layout",), "表 [layout] がありません", "the table [layout] is missing")
    check_layout(plan, ("layout",))
    return _layout(PLAN_TOML, plan.tables["layout"])


def file_to_layout(file: TomlText, name: str) -> Layout:
    """The layout that a TOML file is, checked."""
    check_layout(file)
    return _layout(name, file.tables)


@cache
def _built_in(name: str) -> Layout:
    # The tests hold the built-in ones against the table of keys, so that no reading needs to.
    data = (resources.files("plangraph") / "layouts" / f"{name}.toml").read_bytes()
    return _layout(name, read_toml(data, f"{name}.toml").tables)


def _layout(name: str, settings: Mapping[str, Any]) -> Layout:
    levels = settings.get("level")
    if levels:
        deep = [{"depth": number, **level} for number, level in enumerate(levels, 1)]
        settings = {**settings, "level": deep}
    return Layout(name, settings["family"], settings)


def completed_by(description: DocumentDescription, layout: Layout) -> DocumentDescription:
    """A document's description with what its layout says of marks; family and layout are those it is read by.

    Raises DescriptionError where plan.toml names this layout and another family.
    """
    if description.layout == layout.name and description.family != layout.family:
        raise DescriptionError(
            PLAN_TOML,
            Bilingual(
                f"キー「document.family」: {description.family} ですが、レイアウト {layout.name} は {layout.family} です。そろえてください。",
                f"key document.family: is {description.family}, but the layout {layout.name} is of {layout.family}; "
                "make them agree",
            ),
        )
    mark = layout.settings.get("mark", {})
    return replace(
        description,
        family=layout.family,
        layout=layout.name,
        mark_refers_to=mark.get("refers_to", "section"),
        who_marks=mark.get("who_marks", "both"),
    )


def recognise_layout(text: str) -> Layout | None:
    """Find the built-in layout whose every `recognise` pattern the text holds; None where none or several fit."""
    fitting = []
    for name in layout_names():
        layout = load_layout(name)
        patterns = layout.patterns("recognise")
        if patterns and all(pattern.search(text) for pattern in patterns):
            fitting.append(layout)
    return fitting[0] if len(fitting) == 1 else None
