"""The store on disk: whole versions beside each other, and a pointer that is switched in one step.

    DIR/CURRENT            name of the version that is served
    DIR/versions/NAME/     one version: an Oxigraph database that nobody writes any more
    DIR/versions/NAME/BUILT  the graphs in it that a build made, one IRI a line; the others were written by hand
    DIR/versions/NAME/DIGESTS  a digest of each part that a build made, as JSON; an update leaves none
    DIR/versions/NAME/WAIVERS  what the sources' waivers.toml files say, as JSON, if there are any
    DIR/reports/           what was found in the versions over time (plangraph.checking.runs)
    DIR/build.lock         held while a build runs
    DIR/originals/SHA256   the PDFs it was built of, where their pages may be shown
    DIR/SOURCES            the folders of documents that the last build read, one a line
    DIR/new-…/             a version under way; a build that was killed leaves one, the next build removes it

A build killed at any point leaves the old version or the new one current, whole. A reader opens a version read-only
and looks at CURRENT again when it likes; the version it has open stays on disk until two newer ones have come.

Two things make a version. A build (`write_version`) makes one of documents; graphs that were written by hand and that it
does not make itself go over into it. An update (`update_version`) makes one of the version before it; the files of the
database that do not change are the same files, by hard links.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from pyoxigraph import NamedNode, Quad, RdfFormat, Store, serialize

from plangraph.errors import StoreError
from plangraph.graph.digests import digests_of
from plangraph.model.texts import Bilingual

_T = TypeVar("_T")
_CURRENT = "CURRENT"
_BUILT = "BUILT"
_WAIVERS = "WAIVERS"
_DIGESTS = "DIGESTS"
_VERSIONS = "versions"
_KEPT = 3
_MOST_FILES = 64
_PAUSE = 0.01


def current_version(folder: Path) -> str:
    """The name of the served version; raises StoreError where there is none.

    The name of a build's version begins with a digest of its sorted N-Quads, `graph/runs` and what was written by hand
    left out, so the same input gives the same digest; that of an update's with one of the name before and the update.
    """
    try:
        name = (folder / _CURRENT).read_text(encoding="ascii").strip()
    except (FileNotFoundError, NotADirectoryError):
        raise StoreError(
            str(folder),
            Bilingual(
                "ストアがありません。先に plangraph build を実行してください。",
                "no store here; run plangraph build first",
            ),
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise StoreError(
            str(folder), Bilingual(f"ストアを読めません（{error}）。", f"cannot be read ({error})")
        ) from None
    return name


def open_version(folder: Path, name: str) -> Store:
    """Open one version read-only; raises StoreError where it is gone or broken."""
    path = folder / _VERSIONS / name
    if not name or not path.is_dir():
        raise _broken(folder, f"no version {name!r}")
    try:
        return Store.read_only(str(path))
    except OSError as error:
        raise _broken(folder, str(error)) from None


def _broken(folder: Path, words: str) -> StoreError:
    return StoreError(
        str(folder),
        Bilingual(
            f"ストアが壊れています（{words}）。plangraph build で作り直してください。",
            f"the store is broken ({words}); make it anew with plangraph build",
        ),
    )


def version_folder(folder: Path, name: str) -> Path:
    """Where a version stands in a store."""
    return folder / _VERSIONS / name


def open_current(folder: Path) -> Store:
    """Open the served version read-only."""
    return open_version(folder, current_version(folder))


def write_version(
    folder: Path,
    quads: Iterable[Quad],
    runs: Iterable[Quad] = (),
    waivers: Sequence[tuple[str, str]] = (),
) -> str:
    """Make a version of these quads, switch to it, and give its name.

    `runs` are quads that are stored but left out of the digest (when and by what the version was built), `waivers` the
    places and texts of files of accepted findings, which stand beside the graph. Graphs of the
    version before that no build made are kept, unless these quads have a graph of that name. Raises StoreError where the
    folder cannot be written or another build is under way.
    """
    with _locked(folder):
        _remove_leftovers(folder)
        lines = sorted_nquads(quads)
        building = _new_folder(folder)
        store = _fill(building, lines, runs)
        built = {graph.value for graph in store.named_graphs() if isinstance(graph, NamedNode)}
        (building / _BUILT).write_text("".join(f"{name}\n" for name in sorted(built)), encoding="utf-8")
        digests = digests_of(lines, built)
        (building / _DIGESTS).write_text(json.dumps(digests, ensure_ascii=False), encoding="utf-8")
        if waivers:
            (building / _WAIVERS).write_text(json.dumps(list(waivers), ensure_ascii=False), encoding="utf-8")
        _keep_written(folder, store, built)
        store.optimize()
        store.flush()
        del store  # closes the database, so that it can be opened under its final name
        return _serve(folder, building, lines)


def update_version(
    folder: Path, change: Callable[[Store], _T], said: bytes, patience: float = 0.0
) -> tuple[str, _T]:
    """Make a version of the served one and a change, switch to it, and give its name and what the change gave.

    `said` tells the change apart from others in the name. A change that raises leaves everything as it was. Raises
    StoreError where there is no store, it cannot be written, or a build is under way for longer than `patience` seconds.
    """
    before = current_version(folder)
    with _locked(folder, patience):
        before = current_version(folder)
        _remove_leftovers(folder)
        building = _new_folder(folder)
        building.rmdir()  # the engine makes it
        try:
            open_version(folder, before).backup(str(building))
            store = Store(str(building))
            outcome = change(store)
            _tidy(building, store)
            del store
        except BaseException:
            shutil.rmtree(building, ignore_errors=True)
            raise
        for name in (_BUILT, _WAIVERS):
            if text := _beside(folder, before, name):
                (building / name).write_text(text, encoding="utf-8")
        return _serve(folder, building, before.encode("ascii") + b"\n" + said), outcome


def _tidy(building: Path, store: Store) -> None:
    """Many small updates leave as many files behind; now and then they are made one."""
    store.flush()
    if sum(1 for _ in building.glob("*.sst")) > _MOST_FILES:
        store.optimize()
        store.flush()


def _keep_written(folder: Path, store: Store, built: set[str]) -> None:
    """Take the graphs over that were written by hand. A store that is not there or broken has none to give."""
    try:
        name = current_version(folder)
        old = open_version(folder, name)
    except StoreError:
        return
    ours = (
        {*_beside(folder, name, _BUILT).splitlines(), *built}
        if (folder / _VERSIONS / name / _BUILT).exists()
        else None
    )
    for graph in old.named_graphs():
        if ours is not None and isinstance(graph, NamedNode) and graph.value not in ours:
            store.add_graph(graph)
            store.bulk_extend(old.quads_for_pattern(None, None, None, graph))


def waiver_texts(folder: Path, name: str) -> list[tuple[str, str]]:
    """The place and the text of each file of accepted findings that a version was built with."""
    text = _beside(folder, name, _WAIVERS)
    return [(place, said) for place, said in json.loads(text)] if text else []


def version_digests(folder: Path, name: str) -> Mapping[str, str]:
    """The digests of `plangraph.graph.digests` of a version; none where an update made it, or a build of older days."""
    text = _beside(folder, name, _DIGESTS)
    found: dict[str, str] = json.loads(text) if text else {}
    return found


def _beside(folder: Path, name: str, file: str) -> str:
    """The text of a file that stands beside the graph of a version; "" where there is none."""
    try:
        return (folder / _VERSIONS / name / file).read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""


def sorted_nquads(quads: Iterable[Quad]) -> bytes:
    """N-Quads, one line a quad, in code point order: the same graph gives the same bytes."""
    body = serialize(quads, format=RdfFormat.N_QUADS)
    assert body is not None, "serialize gives bytes where no output is named"
    return b"".join(line + b"\n" for line in sorted(set(body.splitlines())))


def _new_folder(folder: Path) -> Path:
    return Path(tempfile.mkdtemp(prefix="new-", dir=folder))


def _fill(path: Path, lines: bytes, runs: Iterable[Quad]) -> Store:
    store = Store(str(path))
    store.bulk_load(lines, format=RdfFormat.N_QUADS)
    store.bulk_extend(runs)
    return store


def _serve(folder: Path, building: Path, content: bytes) -> str:
    """Put a version that is whole in its place and switch to it."""
    for file in building.iterdir():
        if file.stat().st_nlink == 1:  # the others are the version's before, and on disk
            _sync(file)
    _sync(building)
    name = f"{hashlib.sha256(content).hexdigest()[:16]}-{building.name.removeprefix('new-')}"
    (folder / _VERSIONS).mkdir(exist_ok=True)
    building.rename(folder / _VERSIONS / name)
    _sync(folder / _VERSIONS)
    _switch(folder, name)
    _remove_old(folder, name)
    return name


def _switch(folder: Path, name: str) -> None:
    pointer = folder / f"{_CURRENT}.new"
    pointer.write_text(name + "\n", encoding="ascii")
    _sync(pointer)
    pointer.replace(folder / _CURRENT)
    _sync(folder)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _locked(folder: Path, patience: float = 0.0) -> Iterator[None]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / "build.lock").open("w")
    except OSError as error:
        raise StoreError(
            str(folder), Bilingual(f"ここに書き込めません（{error}）。", f"cannot be written ({error})")
        ) from None
    with lock:
        if not _lock_within(lock.fileno(), patience):
            raise StoreError(
                str(folder),
                Bilingual(
                    "別の build が進んでいます。終わってからやり直してください。",
                    "another build is under way; try again when it is done",
                ),
            )
        yield


def _lock_within(handle: int, patience: float) -> bool:
    until = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= until:
                return False
            time.sleep(_PAUSE)
        else:
            return True


def _remove_leftovers(folder: Path) -> None:
    for path in folder.glob("new-*"):
        shutil.rmtree(path, ignore_errors=True)


def _remove_old(folder: Path, current: str) -> None:
    versions = sorted((folder / _VERSIONS).iterdir(), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in [path for path in versions if path.name != current][_KEPT - 1 :]:
        shutil.rmtree(path, ignore_errors=True)
