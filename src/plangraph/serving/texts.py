"""The words of the pages, from the catalogues of `locale`: a folder for each language, a PO file for each page.

An entry's msgid is its key within the page, so that `front.title` stands in `locale/ja/front.po` as `title`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from plangraph.graph.vocabulary import PREFIXES
from plangraph.model.texts import Bilingual, Lang

FOLDER = Path(__file__).with_name("locale")


@dataclass(frozen=True, slots=True)
class Texts:
    """Texts by key ("front.title")."""

    by_key: Mapping[str, Bilingual]

    @classmethod
    def load(cls) -> Texts:
        """Read the catalogues that travel with the package, once a process.

        Raises KeyError where a key stands in one language only.
        """
        return cls(_catalogues())

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


@cache
def _catalogues() -> Mapping[str, Bilingual]:
    ja, en = _of_language("ja"), _of_language("en")
    return MappingProxyType({key: Bilingual(ja[key], en[key]) for key in sorted(ja.keys() | en.keys())})


def _of_language(lang: Lang) -> dict[str, str]:
    return {
        f"{path.stem}.{message.id}": str(message.string)
        for path in sorted((FOLDER / lang).glob("*.po"))
        for message in _messages(path, lang)
        if message.id
    }


def _messages(path: Path, lang: Lang) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=lang, abort_invalid=True)
