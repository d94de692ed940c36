"""The store on disk: whole versions beside each other, and a pointer that is switched in one step.

    DIR/CURRENT            name of the version that is served
    DIR/versions/NAME/     one version: an Oxigraph database that nobody writes any more
    DIR/build.lock         held while a build runs
    DIR/new-…/             a version under way; a build that was killed leaves one, the next build removes it

A build killed at any point leaves the old version or the new one current, whole. A reader opens a version read-only
and looks at CURRENT again when it likes; the version it has open stays on disk until two newer ones have come.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pyoxigraph import Quad, RdfFormat, Store, serialize

from plangraph.errors import StoreError
from plangraph.model.texts import Bilingual

_CURRENT = "CURRENT"
_VERSIONS = "versions"
_KEPT = 3


def current_version(folder: Path) -> str:
    """The name of the served version; raises StoreError where there is none.

    The name begins with a digest of the sorted N-Quads, `graph/runs` left out, so the same input gives the same digest.
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


def open_current(folder: Path) -> Store:
    """Open the served version read-only."""
    return open_version(folder, current_version(folder))


def write_version(folder: Path, quads: Iterable[Quad], runs: Iterable[Quad] = ()) -> str:
    """Make a version of these quads, switch to it, and give its name.

    `runs` are quads that are stored but left out of the digest (when and by what the version was built). Raises
    StoreError where the folder cannot be written or another build is under way.
    """
    with _locked(folder):
        _remove_leftovers(folder)
        lines = sorted_nquads(quads)
        building = Path(tempfile.mkdtemp(prefix="new-", dir=folder))
        _fill(building, lines, runs)
        name = f"{hashlib.sha256(lines).hexdigest()[:16]}-{building.name.removeprefix('new-')}"
        (folder / _VERSIONS).mkdir(exist_ok=True)
        building.rename(folder / _VERSIONS / name)
        _sync(folder / _VERSIONS)
        _switch(folder, name)
        _remove_old(folder, name)
    return name


def sorted_nquads(quads: Iterable[Quad]) -> bytes:
    """N-Quads, one line a quad, in code point order: the same graph gives the same bytes."""
    body = serialize(quads, format=RdfFormat.N_QUADS)
    assert body is not None, "serialize gives bytes where no output is named"
    return b"".join(line + b"\n" for line in sorted(set(body.splitlines())))


def _fill(path: Path, lines: bytes, runs: Iterable[Quad]) -> None:
    store = Store(str(path))
    store.bulk_load(lines, format=RdfFormat.N_QUADS)
    store.bulk_extend(runs)
    store.optimize()
    store.flush()
    del store  # closes the database, so that it can be opened under its final name
    for file in path.iterdir():
        _sync(file)
    _sync(path)


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
def _locked(folder: Path) -> Iterator[None]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / "build.lock").open("w")
    except OSError as error:
        raise StoreError(
            str(folder), Bilingual(f"ここに書き込めません（{error}）。", f"cannot be written ({error})")
        ) from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StoreError(
                str(folder),
                Bilingual(
                    "別の build が進んでいます。終わってからやり直してください。",
                    "another build is under way; try again when it is done",
                ),
            ) from None
        yield


def _remove_leftovers(folder: Path) -> None:
    for path in folder.glob("new-*"):
        shutil.rmtree(path, ignore_errors=True)


def _remove_old(folder: Path, current: str) -> None:
    versions = sorted((folder / _VERSIONS).iterdir(), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in [path for path in versions if path.name != current][_KEPT - 1 :]:
        shutil.rmtree(path, ignore_errors=True)
