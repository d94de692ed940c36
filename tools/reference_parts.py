"""What the pages of docs/reference are put together from: Markdown, the terms of the ontology, words of their own."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from plangraph.bundled import bundled
from plangraph.graph.vocabulary import PLG_IRI, PREFIXES

REFERENCE = Path(__file__).parent.parent / "docs" / "reference"
MADE = "<!-- make reference が作るページです。手で直さず、元のコードを直してください。Made by `make reference`. -->"


# ---- words that the code does not have


@cache
def words() -> dict[str, dict[str, Any]]:
    """The tables of docs/reference/words.toml."""
    return tomllib.loads((REFERENCE / "words.toml").read_text(encoding="utf-8"))


def words_for(name: str, known: Collection[str]) -> dict[str, Any]:
    """One table of words; raises KeyError where it does not name exactly what the code knows."""
    said = words()[name]
    if set(said) != set(known):
        raise KeyError(
            f"docs/reference/words.toml, [{name}]: {sorted(set(said) ^ set(known))} stands on one side only"
        )
    return said


# ---- Markdown


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """A Markdown table; a line break or a bar in a cell would end it and is written otherwise."""
    lines = [f"| {' | '.join(header)} |", f"|{'---|' * len(header)}"]
    return [*lines, *(f"| {' | '.join(_cell(cell) for cell in row)} |" for row in rows)]


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def code(text: str) -> str:
    """A name as it is typed; nothing for nothing."""
    return f"`{text}`" if text else ""


def page(title: str, english: str, *parts: Iterable[str]) -> str:
    """A page: title, English summary, then its parts with a blank line between."""
    blocks = [[f"# {title}"], [MADE], [f"*{english}*"], *(list(part) for part in parts)]
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


# ---- the ontology


@dataclass
class Term:
    """A term as its file gives it; texts by language, links by the prefixed name of the property."""

    name: str
    labels: dict[str, str] = field(default_factory=dict)
    comments: dict[str, str] = field(default_factory=dict)
    links: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def row(self, *more: str) -> tuple[str, ...]:
        """Name, label and comment in both languages, and what else is told."""
        label, comment = self.labels, self.comments
        return code(f"plg:{self.name}"), label["ja"], label["en"], *more, comment["ja"], comment["en"]

    def linked(self, *properties: str) -> str:
        """What the term is linked to by these, as typed."""
        return ", ".join(code(iri) for name in properties for iri in self.links[name])


def prefixed(iri: str) -> str:
    """An address by its prefix where the house has one."""
    for prefix, start in PREFIXES.items():
        if iri.startswith(start):
            return f"{prefix}:{iri.removeprefix(start)}"
    return iri


def ontology_terms() -> dict[str, Term]:
    """Every own term by its name, in the order of the file."""
    terms: dict[str, Term] = {}
    for path in sorted(bundled("ontology").glob("*.ttl")):
        for quad in parse(path=str(path), format=RdfFormat.TURTLE):
            if not isinstance(quad.subject, NamedNode) or not quad.subject.value.startswith(PLG_IRI):
                continue
            name = quad.subject.value.removeprefix(PLG_IRI)
            term, what = terms.setdefault(name, Term(name)), prefixed(quad.predicate.value)
            if isinstance(quad.object, Literal) and quad.object.language:
                texts = term.labels if what == "rdfs:label" else term.comments
                texts[quad.object.language] = quad.object.value
            elif isinstance(quad.object, NamedNode):
                term.links[what].append(prefixed(quad.object.value))
    return terms
