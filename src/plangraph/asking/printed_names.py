"""Where the names of divisions and guidelines are printed: what a change of name makes wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from plangraph.asking.documents import Document
from plangraph.asking.facts import Facts
from plangraph.asking.impacted import PrintedLine
from plangraph.asking.sources import Source, sources_where
from plangraph.asking.terms import select, values_of
from plangraph.graph.endpoint import Endpoint
from plangraph.model.places import first_line
from plangraph.model.texts import comparison_title

_STATED = """
{ %(named)s ?node plg:responsibleDivision|plg:relatedDivision|plg:leadDivision|plg:guidedBy ?named }
UNION { %(named)s ?named a plg:Guideline BIND (?named AS ?node) }
UNION { %(named)s ?named plg:event ?node }"""
_TEXTS = """
SELECT ?document ?text WHERE { %s GRAPH ?g { ?document plg:sourceText ?text } }"""
_SHORTEST = 2
"""Characters of a name that is looked for in running text."""


def printed_lines(endpoint: Endpoint, facts: Facts, asked: Mapping[str, str]) -> tuple[PrintedLine, ...]:
    """Every line that prints one of the names (address → name), by document and line.

    First the places that the graph rests on, then other lines of the same body's documents that have the words. Of a
    課 its own name counts, without that of its 部. A name that a line break cuts in two is not found in running text.
    """
    if not asked:
        return ()
    words = {iri: comparison_title(name.split()[-1] if name.split() else name) for iri, name in asked.items()}
    sources = sources_where(endpoint, _STATED % {"named": values_of("named", asked)})
    stated = {source for given in sources.values() for source in given}
    found = [line for source in stated if (line := _stated(source, asked, words)) is not None]
    covered = {(line.document, number) for line in found for number in _numbers(line.place)}
    bodies = {
        facts.documents[source.document].body for source in stated if source.document in facts.documents
    }
    documents = {iri: one for iri, one in facts.documents.items() if one.body in bodies}
    found += [
        line
        for line in _in_texts(endpoint, documents, asked, words)
        if (line.document, first_line(line.place)) not in covered
    ]
    return tuple(
        sorted(set(found), key=lambda one: (one.document, first_line(one.place), one.place, one.quote))
    )


def _stated(source: Source, asked: Mapping[str, str], words: Mapping[str, str]) -> PrintedLine | None:
    names = _named(comparison_title(source.quote), asked, words)
    return PrintedLine(source.file, source.place, source.quote, names, True) if names else None


def _named(plain: str, asked: Mapping[str, str], words: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(asked[iri] for iri, word in words.items() if word and word in plain))


def _numbers(place: str) -> Iterator[int]:
    """The lines of a place that is counted in lines."""
    if place.startswith("line="):
        for first, last in re.findall(r"(\d+)(?:-(\d+))?", place):
            yield from range(int(first), int(last or first) + 1)


def _in_texts(
    endpoint: Endpoint,
    documents: Mapping[str, Document],
    asked: Mapping[str, str],
    words: Mapping[str, str],
) -> Iterator[PrintedLine]:
    long = {iri: word for iri, word in words.items() if len(word) >= _SHORTEST}
    if not documents or not long:
        return
    for row in select(endpoint, _TEXTS % values_of("document", documents)):
        for number, line in enumerate(row["text"].split("\n"), start=1):
            names = _named(comparison_title(line), asked, long)
            if names:
                file = documents[row["document"]].file
                yield PrintedLine(file, f"line={number}", line.strip(), names, False)
