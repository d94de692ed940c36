"""Where things stand: the places and quotes of the provenance graphs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from plangraph.asking.terms import select
from plangraph.graph.endpoint import Endpoint
from plangraph.model.places import first_line, joined_places
from plangraph.model.texts import comparison_title

_SOURCES = """
SELECT DISTINCT ?node ?document ?file ?place ?quote WHERE {
  { %s }
  GRAPH ?g {
    ?node prov:hadPrimarySource ?line .
    ?line oa:hasSource ?document ; plg:place ?place ; plg:quote ?quote .
  }
  OPTIONAL { ?document plg:fileName ?file }
}"""


@dataclass(frozen=True, slots=True)
class Source:
    """One place with its exact words. `document` is an address, `file` the document's file name."""

    document: str
    file: str
    place: str
    quote: str


def sources_where(endpoint: Endpoint, pattern: str) -> dict[str, tuple[Source, ...]]:
    """The sources of every `?node` that a graph pattern binds, in the order of file and line, in one query."""
    found: defaultdict[str, set[Source]] = defaultdict(set)
    for row in select(endpoint, _SOURCES % pattern):
        file = row.get("file", "")
        found[row["node"]].add(Source(row["document"], file, row["place"], row["quote"]))
    return {node: tuple(sorted(sources, key=_print_order)) for node, sources in found.items()}


def _print_order(source: Source) -> tuple[str, int, str, str]:
    return source.file, first_line(source.place), source.place, source.quote


def merged_place(sources: Iterable[Source]) -> str:
    """One place for all sources of a thing in a document; see `joined_places`."""
    return joined_places(source.place for source in sources)


def merged_quote(sources: Iterable[Source]) -> str:
    """The words of all sources of a thing, each once, one below the other."""
    return "\n".join(dict.fromkeys(source.quote for source in sources))


def in_print_order(names: Iterable[str], quote: str) -> tuple[str, ...]:
    """Sort names as a quote prints them; a graph keeps no order. What the quote does not show comes last.

    A division is looked for by its last word too, since print may leave out the space after the 部.

    >>> in_print_order(["新規", "重点"], "重点 新規 企画部 企画政策課")
    ('重点', '新規')
    """
    plain = comparison_title(quote)

    def position(name: str) -> tuple[int, str]:
        tries: Sequence[str] = (name, name.split()[-1] if name.split() else name)
        at = next((at for text in tries if (at := plain.find(comparison_title(text))) >= 0), len(plain))
        return at, name

    return tuple(sorted(set(names), key=position))
