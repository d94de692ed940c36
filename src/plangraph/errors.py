"""Every error that plangraph raises on purpose, on one page.

A message says the place, what was met there and what to do. A wrong file, key or query raises; a doubt about what
a document says is no error but a `plangraph.model.findings.Finding`. Errors are caught at the doors only: the
command line (exit 1 or 2) and the server (RFC 9457 problems).

    PlangraphError
    ├── SourceError        a document that cannot be read: missing, empty, binary, wrong encoding, wrong sha256
    ├── DescriptionError   a plan.toml or a layout that is wrong, with file and key
    ├── StoreError         no store here, a store that cannot be written, another build under way
    ├── QueryError         SPARQL that cannot be parsed, with line and column
    ├── QueryStoppedError  a query that was ended at its time limit
    ├── EndpointError      a remote endpoint that answered with an error or a broken body
    ├── ServerError        an address that cannot be listened on
    ├── NotFoundError      the answer is "no": nothing by that name
    └── SeveralFoundError  the answer is "no": several things by that name, with the candidates
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from plangraph.model.texts import Bilingual, Lang


class PlangraphError(Exception):
    """The root: a place, and a bilingual sentence on what was met and what to do."""

    def __init__(self, place: str, message: Bilingual) -> None:
        super().__init__(f"{place}: {message.en}" if place else message.en)
        self.place = place
        self.message = message

    def line(self, lang: Lang) -> str:
        """The whole message on one line."""
        text = f"{self.place}: {self.message[lang]}" if self.place else self.message[lang]
        return " ".join(text.split())


class SourceError(PlangraphError):
    """A document that cannot be read at all."""


class DescriptionError(PlangraphError):
    """A plan.toml or layout that is wrong."""


class StoreError(PlangraphError):
    """A store that is not there, or cannot be written."""


class EndpointError(PlangraphError):
    """A remote endpoint that failed or answered with a body that is not whole."""


class ServerError(PlangraphError):
    """An address that the server cannot listen on."""


class QueryError(PlangraphError):
    """SPARQL that does not parse; `line` and `column` count from 1 where the engine tells them."""

    def __init__(self, message: Bilingual, at_line: int | None = None, at_column: int | None = None) -> None:
        place = "" if at_line is None else f"line {at_line}, column {at_column}"
        super().__init__(place, message)
        self.at_line = at_line
        self.at_column = at_column


class QueryStoppedError(PlangraphError):
    """A query that ran into its time limit and was ended."""


class NotFoundError(PlangraphError):
    """Nothing answers to the name; near names may stand in `near`."""

    def __init__(self, place: str, message: Bilingual, near: Sequence[str] = ()) -> None:
        super().__init__(place, message)
        self.near = tuple(near)


class SeveralFoundError(PlangraphError):
    """Several things answer to the name; `candidates` are plain mappings for the JSON answer."""

    def __init__(self, place: str, message: Bilingual, candidates: Sequence[dict[str, Any]]) -> None:
        super().__init__(place, message)
        self.candidates = tuple(candidates)
