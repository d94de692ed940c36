"""The parts of an Office file, unpacked within limits: a small archive can hold more than any memory."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Callable, Iterator
from typing import Any
from xml.parsers import expat

from plangraph.errors import SourceError
from plangraph.model.texts import Bilingual
from plangraph.reading.formats.kinds import DAMAGED, damaged_zip

MAX_UNPACKED = 256 * 1024 * 1024
"""Bytes of all that is in the archive, and of all that is read of it."""
MAX_RATIO = 300
"""How many times its packed size a part may be; sheets of real workbooks stay below 100."""
_SMALL = 16 * 1024 * 1024
_CHUNK = 64 * 1024
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_ENCRYPTED = 0x1

Relation = tuple[str, str]
"""The last word of a relation's type (worksheet, comments …), and the name of the part that it leads to."""


class OfficeParts:
    """An Office Open XML file (ISO/IEC 29500-2), part by part."""

    def __init__(self, data: bytes, place: str) -> None:
        """Look through the archive. Raises SourceError where it is damaged, encrypted or too large once unpacked."""
        self.place = place
        self._left = MAX_UNPACKED
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except DAMAGED as error:
            raise damaged_zip(place, error) from None
        parts = self._archive.infolist()
        self._names = {_plain(part.filename): part for part in parts}
        for part in parts:
            self._check(part)
        if sum(part.file_size for part in parts) > MAX_UNPACKED:
            raise self._too_large()

    def _check(self, part: zipfile.ZipInfo) -> None:
        if part.flag_bits & _ENCRYPTED:
            raise SourceError(
                self.place,
                Bilingual(
                    "パスワードで保護されています。パスワードを外して保存し直してください。",
                    "password protected; save it again without the password",
                ),
            )
        if part.compress_type not in _METHODS:
            raise damaged_zip(self.place, ValueError(f"compression method {part.compress_type}"))
        if part.file_size > _SMALL and part.file_size > MAX_RATIO * max(part.compress_size, 1):
            raise self._too_large()

    def __contains__(self, name: str) -> bool:
        return _plain(name) in self._names

    def parse(
        self,
        name: str,
        *,
        start: Callable[[str, dict[str, str]], None],
        end: Callable[[str], None] | None = None,
        text: Callable[[str], None] | None = None,
    ) -> None:
        """Read a part as XML, element by element; a name is "namespace local". Raises SourceError for a damaged part.

        A document type declaration is refused: Office writes none, and entities defined in one can grow without end.
        """
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = start
        if end is not None:
            parser.EndElementHandler = end
        if text is not None:
            parser.CharacterDataHandler = text
        parser.StartDoctypeDeclHandler = self._refuse_doctype
        try:
            for chunk in self._chunks(name):
                parser.Parse(chunk, False)
            parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise self.damaged(name, str(error)) from None

    def _chunks(self, name: str) -> Iterator[bytes]:
        part = self._names.get(_plain(name))
        if part is None:
            raise self.damaged(name, "missing")
        try:
            with self._archive.open(part) as stream:
                while chunk := stream.read(_CHUNK):
                    self._left -= len(chunk)
                    if self._left < 0:
                        raise self._too_large()
                    yield chunk
        except DAMAGED as error:
            raise damaged_zip(self.place, error) from None

    def relations(self, name: str) -> dict[str, Relation]:
        """What a part leads to inside the archive, by identifier; nothing where the part has no relations."""
        folder, base = posixpath.split(name)
        part = posixpath.join(folder, "_rels", base + ".rels")
        found: dict[str, Relation] = {}

        def start(tag: str, attributes: dict[str, str]) -> None:
            if tag.endswith(" Relationship") and attributes.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, attributes.get("Target", "")))
                kind = attributes.get("Type", "").rsplit("/", 1)[-1]
                found[attributes.get("Id", "")] = (kind, target.lstrip("/"))

        if part in self:
            self.parse(part, start=start)
        return found

    def damaged(self, name: str, words: str) -> SourceError:
        """The error for a part that does not hold what it should."""
        return SourceError(
            self.place,
            Bilingual(
                f"ブックの中の {name} が壊れています（{words}）。Excel で開き、保存し直してください。",
                f"{name} in the workbook is damaged ({words}); open it in Excel and save it again",
            ),
        )

    def _refuse_doctype(self, *_: Any) -> None:
        raise self.damaged("XML", "a document type declaration")

    def _too_large(self) -> SourceError:
        return SourceError(
            self.place,
            Bilingual(
                f"展開すると {MAX_UNPACKED // 1024**2} MiB を超えるか、異常に圧縮されています。シートを分けて保存し直してください。",
                f"larger than {MAX_UNPACKED // 1024**2} MiB once unpacked, or packed beyond reason; "
                "save its sheets as workbooks of their own",
            ),
        )


def _plain(name: str) -> str:
    """Names of parts do not differ by case (ISO/IEC 29500-2, 6.2.2.3)."""
    return name.lstrip("/").lower()
