"""The PDFs that a store was built of, kept beside its versions: DIR/originals/SHA256.

A page is drawn from the bytes that were read, never from a file of the same name that may have changed since. Only a PDF
whose text has no masked names comes here, since a picture of its pages would show them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

_FOLDER = "originals"
MOST_KEPT = 1 << 30
"""Bytes of all the originals of a store; those that do not fit are not kept."""


def keep_originals(store: Path, files: Mapping[str, Path]) -> tuple[str, ...]:
    """Keep files by their SHA-256, let others go, and give those that are kept, in the given order."""
    folder = store / _FOLDER
    kept: list[str] = []
    room = MOST_KEPT
    for digest, file in files.items():
        size = file.stat().st_size
        if size > room:
            continue
        room -= size
        kept.append(digest)
        target = folder / digest
        if not target.exists():
            folder.mkdir(parents=True, exist_ok=True)
            fresh = folder / f"{digest}.new"
            fresh.write_bytes(file.read_bytes())
            fresh.replace(target)
    for path in folder.glob("*"):
        if path.name not in kept:
            path.unlink(missing_ok=True)
    return tuple(kept)


def original_of(store: Path, digest: str) -> Path | None:
    """The file that is kept under a SHA-256; None where there is none."""
    if not re.fullmatch(r"[0-9a-f]{64}", digest):
        return None
    path = store / _FOLDER / digest
    return path if path.is_file() else None
