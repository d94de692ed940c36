"""RDF files → quads: ontology, shapes, example queries."""

from __future__ import annotations

from pathlib import Path

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    Triple,
    parse,
)

from plangraph.errors import DescriptionError
from plangraph.model.texts import Bilingual


def file_to_dataset(path: Path) -> Dataset:
    """Parse one Turtle file; blank nodes get canonical names (RDFC-1.0), so that a build repeats byte for byte.

    Raises DescriptionError with the place where it does not parse.
    """
    try:
        dataset = Dataset(parse(path=str(path), format=RdfFormat.TURTLE))
    except (SyntaxError, OSError) as error:
        raise DescriptionError(
            str(path), Bilingual(f"Turtle として読めません（{error}）。", f"not Turtle ({error})")
        ) from None
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return dataset


def file_to_triples(path: Path) -> list[Triple]:
    """Parse an RDF file of any format, told by its ending; named graphs are merged, literals stay as written.

    Raises DescriptionError where the ending is unknown or the file does not parse.
    """
    form = RdfFormat.from_extension(path.suffix.removeprefix("."))
    if form is None:
        raise DescriptionError(
            str(path),
            Bilingual(
                "形式が分かりません。末尾を .ttl .nt .rdf .jsonld .nq .trig のいずれかにしてください。",
                "unknown form; the name must end in .ttl .nt .rdf .jsonld .nq or .trig",
            ),
        )
    try:
        return list(dict.fromkeys(quad.triple for quad in parse(path=str(path), format=form)))
    except (SyntaxError, OSError) as error:
        raise DescriptionError(
            str(path), Bilingual(f"RDF として読めません（{error}）。", f"not RDF ({error})")
        ) from None


def folder_to_quads(folder: Path, graph: str) -> set[Quad]:
    """Every Turtle file of a folder as one named graph; blank nodes are kept apart by the file they stand in."""
    quads: set[Quad] = set()
    node = NamedNode(graph)
    for path in sorted(folder.glob("*.ttl")):
        prefix = path.stem.replace("-", "")
        for quad in file_to_dataset(path):
            subject, value = _own(quad.subject, prefix), _own(quad.object, prefix)
            quads.add(Quad(subject, quad.predicate, value, node))  # type: ignore[arg-type]
    return quads


def _own(node: NamedNode | BlankNode | Literal | object, prefix: str) -> object:
    return BlankNode(f"{prefix}{node.value}") if isinstance(node, BlankNode) else node
