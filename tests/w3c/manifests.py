"""Test manifests of the W3C as plain data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlparse

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, RdfFormat, Store

MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
QT = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
UT = "http://www.w3.org/2009/sparql/tests/test-update#"
HT = "http://www.w3.org/2011/http#"
CNT = "http://www.w3.org/2011/content#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"

Node = NamedNode | BlankNode | Literal


class Manifest:
    """One manifest file; its relative addresses are those of the files beside it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.store = Store()
        self.store.load(path.read_bytes(), format=RdfFormat.TURTLE, base_iri=path.resolve().as_uri())

    def values(self, subject: Node, property: str) -> list[Node]:
        """Every value of a property."""
        assert not isinstance(subject, Literal)
        quads = self.store.quads_for_pattern(subject, NamedNode(property), None, DefaultGraph())
        return [quad.object for quad in quads if not isinstance(quad.object, _TRIPLE)]

    def value(self, subject: Node, property: str) -> Node | None:
        """The one value of a property, or None."""
        found = self.values(subject, property)
        assert len(found) < 2, f"{subject} has several {property}"
        return found[0] if found else None

    def text(self, subject: Node, property: str) -> str | None:
        """The one value of a property as text."""
        node = self.value(subject, property)
        return None if node is None else node.value

    def items(self, head: Node | None) -> Iterator[Node]:
        """The members of an RDF list."""
        while head is not None and head != NamedNode(RDF + "nil"):
            first = self.value(head, RDF + "first")
            assert first is not None, f"{self.path}: a list without a first member"
            yield first
            head = self.value(head, RDF + "rest")


_TRIPLE = type(next(iter(Store().query("CONSTRUCT { <urn:a> <urn:a> <urn:a> } WHERE {}"))))  # type: ignore[arg-type]


@dataclass(frozen=True)
class Case:
    """One test: its name within the suites (folder and fragment), its kind, and where the rest of it stands."""

    id: str
    kind: str
    manifest: Manifest
    node: Node


def read_cases(path: Path) -> list[Case]:
    """Every test of a manifest and of those that it includes and that are there, in order."""
    manifest = Manifest(path)
    cases: list[Case] = []
    tops = [
        quad.subject
        for quad in manifest.store.quads_for_pattern(
            None, NamedNode(RDF + "type"), NamedNode(MF + "Manifest"), None
        )
    ]
    for top in tops:
        assert not isinstance(top, _TRIPLE)
        for included in manifest.items(manifest.value(top, MF + "include")):
            if (file := iri_to_path(included.value)).is_file():
                cases += read_cases(file)
        for node in manifest.items(manifest.value(top, MF + "entries")):
            kind = manifest.text(node, RDF + "type") or ""
            name = node.value.rpartition("#")[2]
            cases.append(Case(f"{path.parent.name}/{name}", kind.removeprefix(MF), manifest, node))
    return cases


def iri_to_path(iri: str) -> Path:
    """The file that a file: address names."""
    return Path(unquote(urlparse(iri).path))
