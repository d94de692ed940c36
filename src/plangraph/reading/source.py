"""Bytes → text: the first stage, where a wrong file is refused in one clear line."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path

from plangraph.errors import SourceError
from plangraph.model.texts import Bilingual
from plangraph.reading.formats.charset import bytes_to_decoded
from plangraph.reading.lines import Line, SourceText

MAX_BYTES = 64 * 1024 * 1024
NAME_MASK = "［氏名］"


def file_to_bytes(path: Path) -> bytes:
    """Read a document of at most 64 MiB; raises SourceError where it is missing, empty or larger."""
    place = str(path)
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise SourceError(
            place,
            Bilingual("ファイルがありません。パスを確かめてください。", "no such file; check the path"),
        ) from None
    except (OSError, ValueError) as error:
        raise SourceError(
            place,
            Bilingual(
                f"読めません（{error}）。ファイルと権限を確かめてください。",
                f"cannot be read ({error}); check the file",
            ),
        ) from None
    if not data.strip():
        raise SourceError(
            place,
            Bilingual(
                "中身が空です。取り込み元を確かめてください。", "the file is empty; check where it came from"
            ),
        )
    if len(data) > MAX_BYTES:
        raise SourceError(
            place,
            Bilingual(
                f"{MAX_BYTES // 1024**2} MiB を超えています。文書を分けてください。",
                f"larger than {MAX_BYTES // 1024**2} MiB; split the document",
            ),
        )
    return data


def check_sha256(data: bytes, expected: str, place: str) -> None:
    """Raise SourceError unless the bytes are those that `plan.toml` speaks of."""
    met = hashlib.sha256(data).hexdigest()
    if met != expected.lower():
        raise SourceError(
            place,
            Bilingual(
                f"sha256 が plan.toml と違います（実際は {met}）。文書が変わったのなら plan.toml の sha256 を書き直してください。",
                f"sha256 differs from plan.toml (met {met}); if the document was meant to change, update sha256 there",
            ),
        )


def bytes_to_text(data: bytes, place: str) -> str:
    """Decode a text in whatever character set it is in and bring every newline to `\\n`.

    Raises SourceError where it is no text, or where its character set cannot be told.
    """
    return bytes_to_decoded(data, place).text


def mask_torn_names(
    source: SourceText, lines: Sequence[Line], patterns: list[re.Pattern[str]]
) -> SourceText | None:
    """Cover names that show only once woven text is taken apart, character by character with ＊.

    `lines` are the lines in reading order. Gives None where there is no such name; otherwise the text is to be read
    again, since nothing of the old one may be kept.
    """
    torn: set[int] = set()
    names: set[str] = set()
    for line in lines:
        for pattern in patterns:
            for matched in pattern.finditer(line.text):
                name = line.group(matched, "name")
                if NAME_MASK not in name.text and set(name.text) - set(" \u3000＊"):
                    torn |= {o for o, c in zip(name.offsets, name.text, strict=True) if not c.isspace()}
                    names.add(name.text.strip())
    if not torn:
        return None
    covered = "".join("＊" if at in torn else c for at, c in enumerate(source.text))
    return _without_names(SourceText(source.document, covered), names)


def _without_names(source: SourceText, names: set[str]) -> SourceText:
    names -= {"", NAME_MASK}
    text = source.text
    for name in sorted(names, key=len, reverse=True):
        spaced = r"[ \u3000]*".join(re.escape(part) for part in name.split())
        text = re.sub(spaced, NAME_MASK, text)
    return SourceText(source.document, text)
