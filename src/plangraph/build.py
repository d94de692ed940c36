"""The whole flow, documents → records → graph → store, in one short function."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store, Triple

from plangraph.asking.examples import EXAMPLES, examples_to_triples
from plangraph.asking.facts import facts_of, keep_facts
from plangraph.asking.queries import load_queries
from plangraph.asking.search_index import keep_index
from plangraph.bundled import bundled
from plangraph.checking.waivers import WAIVERS_TOML, load_waivers
from plangraph.errors import SourceError
from plangraph.graph.catalogue import catalogue_to_triples
from plangraph.graph.embedded import EmbeddedEndpoint, version_endpoint
from plangraph.graph.files import folder_to_quads
from plangraph.graph.from_records import document_to_quads, links_to_quads, with_unnamed_graph
from plangraph.graph.iris import DEFAULT_BASE, Iris
from plangraph.graph.originals import keep_originals
from plangraph.graph.store import version_folder, write_version
from plangraph.graph.vocabulary import term
from plangraph.graph.void import count_graph, statistics_to_triples
from plangraph.model.records import DocumentRecords
from plangraph.model.texts import Bilingual
from plangraph.reading.document import read_document
from plangraph.reading.listings import Links, resolve_listings
from plangraph.reading.plan_toml import PLAN_TOML
from plangraph.reading.source import NAME_MASK

Progress = Callable[[str, int, int], None]
"""Told of each step: what is done, how many of how many."""


@dataclass(frozen=True)
class Built:
    """What a build made: the records, what their marks came to, and the version that is served now."""

    documents: tuple[DocumentRecords, ...]
    links: Links
    quads: int
    version: str


def build(
    sources: Sequence[Path],
    store: Path,
    *,
    base: str = DEFAULT_BASE,
    keep_names: bool = False,
    progress: Progress = lambda *_: None,
    waived_in: Sequence[Path] = (),
) -> Built:
    """Make a store of documents, and switch to it.

    A source is a folder with a `plan.toml`, or a folder of such folders; with none, the founding documents that travel
    with the package. Waivers are read from these and from `waived_in`. Raises PlangraphError for a source, description or store that is wrong; the store is untouched then.
    """
    sources = sources or [default_source()]
    folders = source_folders(sources)
    waivers = _waivers([*sources, *waived_in], folders)
    documents = read_all(folders, keep_names=keep_names, progress=progress)
    links = resolve_listings(documents)
    quads = records_to_quads(documents, links, Iris(base))
    progress("store", 0, 1)
    name = write_version(store, with_unnamed_graph(quads, Iris(base)), _run(Iris(base), documents), waivers)
    keep_originals(store, _drawable(folders, documents))
    note_sources(store, folders)
    progress("store", 1, 1)
    progress("search", 0, 1)
    endpoint = version_endpoint(store, name)
    facts = facts_of(endpoint)
    keep_facts(version_folder(store, name), facts)
    keep_index(store, name, endpoint, facts)
    progress("search", 1, 1)
    return Built(tuple(documents), links, len(quads), name)


def _drawable(folders: Sequence[Path], documents: Sequence[DocumentRecords]) -> dict[str, Path]:
    """The PDFs whose pages may be shown, by their SHA-256: those without a name that the text masks."""
    return {
        records.document.sha256.lower(): folder / records.document.file
        for folder, records in zip(folders, documents, strict=True)
        if records.account.format == "pdf" and NAME_MASK not in records.text
    }


def note_sources(store: Path, folders: Sequence[Path]) -> None:
    """Note which folders the store was built of, so that a document can be added to them later."""
    fresh = store / "SOURCES.new"
    fresh.write_text("".join(f"{folder.absolute()}\n" for folder in folders), encoding="utf-8")
    fresh.replace(store / "SOURCES")


def built_of(store: Path) -> list[Path]:
    """The folders of documents that a store was last built of; none where it does not say."""
    try:
        lines = (store / "SOURCES").read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return []
    return [Path(line) for line in lines if line]


def default_source() -> Path:
    """`data/` where we stand, if it holds documents; else the founding documents of the package."""
    here = Path("data")
    return here if here.is_dir() and any(here.glob(f"*/{PLAN_TOML}")) else bundled("data")


def source_folders(sources: Iterable[Path]) -> list[Path]:
    """Every folder with a `plan.toml` in or directly under the sources, sorted; raises SourceError where one has none."""
    folders: dict[Path, None] = {}
    for source in sources:
        found = (
            [source]
            if (source / PLAN_TOML).is_file()
            else sorted(p.parent for p in source.glob(f"*/{PLAN_TOML}"))
        )
        if not found:
            missing = not source.exists()
            raise SourceError(
                str(source),
                Bilingual(
                    "フォルダーがありません。パスを確かめてください。"
                    if missing
                    else "plan.toml のあるフォルダーがありません。文書のフォルダーを指定してください。",
                    "no such folder; check the path"
                    if missing
                    else "no folder with a plan.toml here; name a document's folder",
                ),
            )
        folders.update(dict.fromkeys(found))
    return sorted(folders, key=lambda folder: str(folder))


def read_all(folders: Sequence[Path], *, keep_names: bool, progress: Progress) -> list[DocumentRecords]:
    """Read documents side by side, on every core where there are many; two with one id are refused."""
    read = partial(read_document, keep_names=keep_names)
    documents: list[DocumentRecords] = []
    if len(folders) < 8:
        results: Iterable[DocumentRecords] = map(read, folders)
        documents = _collect(results, len(folders), progress)
    else:
        with ProcessPoolExecutor() as pool:
            documents = _collect(pool.map(read, folders, chunksize=4), len(folders), progress)
    seen: dict[str, Path] = {}
    for folder, records in zip(folders, documents, strict=True):
        first = seen.setdefault(records.document.id, folder)
        if first != folder:
            raise SourceError(
                str(folder / PLAN_TOML),
                Bilingual(
                    f"id「{records.document.id}」は {first} と同じです。どちらかを変えてください。",
                    f"id {records.document.id} is also that of {first}; change one",
                ),
            )
    return documents


def _waivers(sources: Sequence[Path], folders: Sequence[Path]) -> list[tuple[str, str]]:
    """The place and text of each waivers.toml beside the sources; raises DescriptionError where one is wrong."""
    found: dict[Path, str] = {}
    for folder in (*sources, *folders):
        path = folder / WAIVERS_TOML
        if path.is_file():
            load_waivers(path)
            found.setdefault(path, WAIVERS_TOML if folder in sources else f"{folder.name}/{WAIVERS_TOML}")
    return [(place, path.read_text(encoding="utf-8-sig")) for path, place in found.items()]


def _collect(results: Iterable[DocumentRecords], count: int, progress: Progress) -> list[DocumentRecords]:
    documents = []
    for number, records in enumerate(results, 1):
        documents.append(records)
        progress("read", number, count)
    return documents


def records_to_quads(documents: Sequence[DocumentRecords], links: Links, iris: Iris) -> set[Quad]:
    """Every named graph but `graph/runs`: documents, provenance, findings, links, ontology, shapes, and those about these."""
    quads: set[Quad] = set()
    for records in documents:
        quads |= document_to_quads(records, iris)
    quads |= links_to_quads(links, documents, iris)
    for name in ("ontology", "shapes"):
        quads |= folder_to_quads(bundled(name), iris.graph(name))
    return quads | _about_the_graph(quads, iris)


def _about_the_graph(quads: set[Quad], iris: Iris) -> set[Quad]:
    """`graph/void`, `graph/catalogue` and `graph/examples`: what the unnamed graph holds, and what to ask it."""
    endpoint = EmbeddedEndpoint(Store())
    endpoint.load(quad for quad in with_unnamed_graph(quads, iris) if quad.graph_name == DefaultGraph())
    made: dict[str, set[Triple]] = {
        "void": statistics_to_triples(count_graph(endpoint), iris),
        "catalogue": catalogue_to_triples(endpoint, iris),
        EXAMPLES: examples_to_triples(load_queries(bundled("queries")), iris),
    }
    return {
        Quad(triple.subject, triple.predicate, triple.object, NamedNode(iris.graph(name)))
        for name, triples in made.items()
        for triple in triples
    }


def _run(iris: Iris, documents: Sequence[DocumentRecords]) -> list[Quad]:
    """`graph/runs`: when and by what this version was built."""
    graph = NamedNode(iris.graph("runs"))
    now = datetime.now(UTC)
    run = NamedNode(iris.of("run", now.strftime("%Y%m%dT%H%M%S.%fZ")))
    said: list[tuple[NamedNode, NamedNode | Literal]] = [
        (term("rdf:type"), term("prov:Activity")),
        (term("prov:endedAtTime"), Literal(now.isoformat(timespec="seconds"), datatype=term("xsd:dateTime"))),
        (term("schema:softwareVersion"), Literal(f"plangraph {version('plangraph')}")),
        *((term("prov:used"), NamedNode(iris.document(records.document.id))) for records in documents),
    ]
    return [Quad(run, predicate, value, graph) for predicate, value in said]
