"""The runs that are kept beside a store: what was found, when, by what and of what.

    STORE/reports/20260401T120000Z-0123456789ab.jsonl.gz    one run, as `plangraph.checking.report_lines` writes it

The digest in the name is of all that a run depends on: data, shapes, waivers and what of them holds, program and engine.
A run over the same as the newest one says the same and is not kept again, so that the bounded number reaches back over
real changes. A file is written beside its place and renamed, so a reader meets a whole one or none.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import re
import tempfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from plangraph.checking.findings import CheckedDocument, Report, ReportFinding, Run
from plangraph.checking.report_lines import lines_to_report, report_to_lines
from plangraph.checking.shapes import Engine
from plangraph.errors import SourceError
from plangraph.graph.endpoint import Endpoint
from plangraph.graph.vocabulary import sparql_prefixes
from plangraph.model.texts import Bilingual

FOLDER = "reports"
KEPT = 20
_NAME = re.compile(r"(\d{8}T\d{6}Z)-([0-9a-f]{12})\.jsonl\.gz")
_DOCUMENTS = """
SELECT DISTINCT ?document ?file ?digest WHERE {
  ?document a plg:SourceDocument ; plg:fileName ?file .
  OPTIONAL { ?document plg:sha256 ?digest }
}"""


@dataclass(frozen=True, slots=True)
class KeptRun:
    """A run on disk: its name, which is its address too, and when it ended ("2026-04-01T12:00:00Z")."""

    name: str
    ended: str
    path: Path

    @property
    def digest(self) -> str:
        """What all that it depended on comes to."""
        return self.name.rpartition("-")[2]


def run_of(
    endpoint: Endpoint,
    shapes_dir: Path,
    *,
    data: str,
    waivers: str = "",
    engine: Engine = "compiled",
    now: datetime,
) -> Run:
    """Describe a run over what an endpoint holds."""
    rows = endpoint.select(sparql_prefixes() + _DOCUMENTS)
    documents = {
        CheckedDocument(*(getattr(row.get(name), "value", "") for name in ("document", "file", "digest")))
        for row in rows
    }
    return Run(
        ended=now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        plangraph=version("plangraph"),
        engine=f"{engine} {version('pyoxigraph' if engine == 'compiled' else 'pyshacl')}",
        data=data,
        shapes=_digest_of_folder(shapes_dir),
        waivers=waivers,
        documents=tuple(sorted(documents, key=lambda d: (d.file, d.iri))),
    )


def _digest_of_folder(folder: Path) -> str:
    digest = hashlib.sha256()
    for file in sorted(folder.glob("*.ttl")) if folder.is_dir() else [folder]:
        digest.update(file.name.encode() + b"\n" + file.read_bytes())
    return digest.hexdigest()


def digest_of(report: Report) -> str:
    """What all that a run depends on comes to, the day among it, on which an acceptance may have ended.

    A store's version counts without what tells two builds of it apart.
    """
    run = report.run
    assert run is not None, "described before it is kept"
    accepted = (report.accepted, sum(finding.rule.startswith("waiver-") for finding in report.findings))
    said = (
        run.data.partition("-")[0],
        run.shapes,
        run.waivers,
        run.plangraph,
        run.engine,
        *map(str, accepted),
    )
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:12]


def kept_runs(folder: Path) -> tuple[KeptRun, ...]:
    """The runs in a folder, the newest first; none where there is no such folder."""
    try:
        paths = list(folder.iterdir())
    except OSError:
        return ()
    found = [
        KeptRun(path.name.removesuffix(".jsonl.gz"), _readable(matched[1]), path)
        for path in paths
        if (matched := _NAME.fullmatch(path.name))
    ]
    return tuple(sorted(found, key=lambda run: run.name, reverse=True))


def _readable(stamp: str) -> str:
    return datetime.strptime(stamp, "%Y%m%dT%H%M%S%z").strftime("%Y-%m-%dT%H:%M:%SZ")


def previous_run(folder: Path, report: Report) -> KeptRun | None:
    """The newest kept run that is over anything else than that of a report."""
    digest = digest_of(report)
    return next((kept for kept in kept_runs(folder) if kept.digest != digest), None)


def named_run(folder: Path, name: str) -> KeptRun | None:
    """A kept run by its name."""
    return next((kept for kept in kept_runs(folder) if kept.name == name), None)


def read_run(kept: KeptRun) -> Report:
    """What a kept run found; raises SourceError where the file is broken or gone."""
    try:
        with gzip.open(kept.path) as lines:
            return lines_to_report(lines, kept.path.name)
    except (OSError, EOFError, zlib.error) as error:
        raise SourceError(
            kept.path.name,
            Bilingual(f"前の検証を読めません（{error}）。", f"the kept run cannot be read ({error})"),
        ) from None


def keep_run(folder: Path, report: Report) -> Report:
    """Keep a report whose run is described, and give it back with the run's name.

    Where the newest kept run is over the same, that one's name is given and nothing is written. A folder that cannot
    be written leaves the run without a name.
    """
    assert report.run is not None, "described before it is kept"
    digest = digest_of(report)
    newest = next(iter(kept_runs(folder)), None)
    if newest is not None and newest.digest == digest:
        return replace(report, run=replace(report.run, name=newest.name))
    stamp = report.run.ended.replace("-", "").replace(":", "")
    name = f"{stamp}-{digest}"
    named = replace(report, run=replace(report.run, name=name))
    plain = replace(named, compared=None, mended=(), findings=tuple(_plain(named)))
    try:
        folder.mkdir(exist_ok=True)
        _write(folder / f"{name}.jsonl.gz", plain)
        for old in kept_runs(folder)[KEPT:]:
            old.path.unlink(missing_ok=True)
    except OSError:
        return report
    return named


def _plain(report: Report) -> Iterator[ReportFinding]:
    return (replace(finding, status=None) for finding in report.findings)


def _write(path: Path, report: Report) -> None:
    handle, beside = tempfile.mkstemp(prefix=".new-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            with gzip.GzipFile("", "wb", 6, file, mtime=0) as packed:
                packed.writelines(report_to_lines(report))
            file.flush()
            os.fsync(file.fileno())
        Path(beside).chmod(0o644)
        Path(beside).replace(path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
