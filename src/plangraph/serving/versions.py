"""The version of the store that is served, and what is kept for as long as it is."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from plangraph.asking.documents import Document, documents_of
from plangraph.asking.facts import Facts, facts_of
from plangraph.checking.report import Report
from plangraph.errors import PlangraphError
from plangraph.graph.embedded import version_endpoint
from plangraph.graph.endpoint import Endpoint
from plangraph.graph.iris import DEFAULT_BASE
from plangraph.graph.store import current_version
from plangraph.serving.report_process import ReportMaker

_T = TypeVar("_T")
_GRAPHS = "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }"
_OWN_GRAPHS = ("graph/links", "graph/ontology", "graph/shapes", "graph/runs")
_log = logging.getLogger(__name__)


@dataclass
class Version:
    """One version, open for reading. A request holds on to the one it began with."""

    name: str
    endpoint: Endpoint
    graphs: tuple[str, ...]
    report: Future[Report]
    kept: dict[str, Any] = field(default_factory=dict)
    lock: threading.RLock = field(default_factory=threading.RLock)

    @property
    def base(self) -> str:
        """What the addresses of its things begin with, as its own graphs show it."""
        for graph in self.graphs:
            for name in _OWN_GRAPHS:
                if graph.endswith(name):
                    return graph.removesuffix(name)
        return DEFAULT_BASE

    def once(self, name: str, make: Callable[[], _T]) -> _T:
        """What `make` gave when it was first asked for under this name in this version."""
        with self.lock:
            if name not in self.kept:
                self.kept[name] = make()
            value: _T = self.kept[name]
            return value

    @property
    def facts(self) -> Facts:
        """The plans as plain data, taken once: everything that is counted."""
        return self.once("facts", lambda: facts_of(self.endpoint))

    @property
    def documents(self) -> dict[str, Document]:
        """Every document by the last part of its address."""
        return self.once(
            "documents",
            lambda: {
                iri.rpartition("/")[2]: document for iri, document in documents_of(self.endpoint).items()
            },
        )


class Versions:
    """Follows the CURRENT file of a store; a new version is open before the old one is let go."""

    def __init__(self, folder: Path, shapes: Path) -> None:
        self.folder = folder
        self.reports = ReportMaker(folder, shapes)
        self.lock = threading.Lock()
        self.seen = self._stamp()
        self.version = self._open(current_version(folder))

    def current(self) -> Version:
        """The version to serve now. Where CURRENT names one that cannot be opened, the one that is open stays."""
        if self._stamp() != self.seen:
            with self.lock:
                self._follow()
        return self.version

    def close(self) -> None:
        """End the report that is being made."""
        self.reports.close()

    def _follow(self) -> None:
        stamp = self._stamp()
        if stamp == self.seen:
            return
        try:
            name = current_version(self.folder)
            if name != self.version.name:
                old, self.version = self.version, self._open(name)
                old.report.cancel()  # if it has not begun; who waits for it takes the new one
        except PlangraphError as error:
            _log.warning("stays with version %s: %s", self.version.name, error)
            return
        self.seen = stamp

    def _open(self, name: str) -> Version:
        endpoint = version_endpoint(self.folder, name)
        graphs = tuple(sorted(row["g"].value for row in endpoint.select(_GRAPHS)))
        return Version(name, endpoint, graphs, self.reports.start(name))

    def _stamp(self) -> tuple[int, int] | None:
        try:
            status = (self.folder / "CURRENT").stat()
        except OSError:
            return None
        return status.st_ino, status.st_mtime_ns
