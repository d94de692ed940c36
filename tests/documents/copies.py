"""Copies of a document with a planted change, each in a folder of its own with a `plan.toml` that fits."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from .expected import DATA


def text_of(document: str) -> str:
    """The text of a founding document, newlines as they stand in the file."""
    return _text_file(DATA / document).read_bytes().decode("utf-8")


def copy_with_text(document: str, folder: Path, text: str, facts: Mapping[str, str] | None = None) -> Path:
    """Write `text` and the document's own `plan.toml` into `folder`, the sha256 renewed.

    `facts` puts other values in the place of quoted ones: key of the TOML file → value. Each key must stand
    there once.
    """
    folder.mkdir(parents=True, exist_ok=True)
    data = text.encode("utf-8")
    described = (DATA / document / "plan.toml").read_text(encoding="utf-8")
    for key, value in {**(facts or {}), "sha256": hashlib.sha256(data).hexdigest()}.items():
        described, met = re.subn(rf'(?m)^{key} = ".*"$', f'{key} = "{value}"', described)
        assert met == 1, f"{key} stands {met} times in the plan.toml of {document}"
    (folder / "plan.toml").write_text(described, encoding="utf-8")
    (folder / (facts or {}).get("file", _text_file(DATA / document).name)).write_bytes(data)
    return folder


def replaced(text: str, number: int, old: str, new: str) -> str:
    """Put `new` in the place of `old`, which must stand once in line `number`, counted from 1."""
    lines = text.split("\n")
    assert lines[number - 1].count(old) == 1, f"line {number} is {lines[number - 1]!r}"
    lines[number - 1] = lines[number - 1].replace(old, new)
    return "\n".join(lines)


def without_lines(text: str, first: int, last: int) -> str:
    """Cut the lines `first` to `last`, both within."""
    lines = text.split("\n")
    return "\n".join(lines[: first - 1] + lines[last:])


def damaged(text: str, kind: str, stranger: str) -> Iterator[tuple[int, str]]:
    """Every copy of a text with one line damaged, with the number of that line in the copy.

    `doubled`, `cut` and `emptied` are done to the line; `strange` puts the line `stranger` before it.
    """
    lines = text.split("\n")
    for at, line in enumerate(lines):
        put = {"doubled": [line, line], "cut": [], "emptied": [""], "strange": [stranger, line]}[kind]
        yield at + 1, "\n".join(lines[:at] + put + lines[at + 1 :])


def _text_file(folder: Path) -> Path:
    (found,) = folder.glob("*.txt")
    return found
