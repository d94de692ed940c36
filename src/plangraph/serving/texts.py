"""The words of the pages, from `texts.toml`: a table for each page, `key.ja` and `key.en`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from plangraph.graph.vocabulary import PREFIXES
from plangraph.model.texts import Bilingual, Lang

_FILE = Path(__file__).with_name("texts.toml")


@dataclass(frozen=True, slots=True)
class Texts:
    """Texts by key ("front.title")."""

    by_key: Mapping[str, Bilingual]

    @classmethod
    def load(cls) -> Texts:
        """Read the catalogue that travels with the package."""
        tables = tomllib.loads(_FILE.read_text(encoding="utf-8"))
        return cls(
            {
                f"{page}.{key}": Bilingual(text["ja"], text["en"])
                for page, table in tables.items()
                for key, text in table.items()
            }
        )

    def of_property(self, iri: str, label: Bilingual, lang: Lang) -> str:
        """What a property is called: as the graph says, or as the catalogue does for one that is borrowed."""
        for prefix, space in PREFIXES.items():
            name = f"borrowed.{prefix}:{iri.removeprefix(space)}"
            if iri.startswith(space) and name in self.by_key:
                return self.by_key[name][lang]
        return label[lang]

    def text(self, key: str, lang: Lang, **values: object) -> str:
        """One text with its values filled in; raises KeyError for a key that the catalogue does not have."""
        return self.by_key[key][lang].format(**values)
