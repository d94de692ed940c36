"""The process that runs one query at a time: `python -m plangraph.serving.query_worker MEMORY`.

It reads frames from standard input and answers each on standard output, until its input ends. pyoxigraph cannot be
stopped from Python, so whoever waits for an answer too long kills this process.

A frame is the length of a JSON head (4 bytes, big-endian), the head, the length of a body (8 bytes), the body.
"""

from __future__ import annotations

import json
import resource
import signal
import struct
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from plangraph.errors import PlangraphError, QueryError, StoreError
from plangraph.graph.embedded import EmbeddedEndpoint
from plangraph.graph.store import open_version

_LENGTHS = struct.Struct(">IQ")


def write_frame(stream: IO[bytes], head: dict[str, Any], body: bytes = b"") -> None:
    """Send one frame whole."""
    text = json.dumps(head).encode("ascii")
    stream.write(_LENGTHS.pack(len(text), len(body)) + text)
    stream.write(body)
    stream.flush()


def read_frame(stream: IO[bytes]) -> tuple[dict[str, Any], bytes] | None:
    """Take in one frame; None where the stream ended before it was whole."""
    lengths = stream.read(_LENGTHS.size)
    if len(lengths) < _LENGTHS.size:
        return None
    head_length, body_length = _LENGTHS.unpack(lengths)
    head, body = stream.read(head_length), stream.read(body_length)
    if len(head) < head_length or len(body) < body_length:
        return None
    return json.loads(head), body


@dataclass
class _Opened:
    """The version that is open; another one is opened when a question names it."""

    name: tuple[str, str] | None = None
    endpoint: EmbeddedEndpoint | None = None

    def of(self, folder: str, version: str) -> EmbeddedEndpoint:
        if self.endpoint is None or self.name != (folder, version):
            self.endpoint = EmbeddedEndpoint(open_version(Path(folder), version))
            self.name = (folder, version)
        return self.endpoint


def answer_frames(questions: IO[bytes], answers: IO[bytes]) -> None:
    """Answer every question until there are no more."""
    opened = _Opened()
    while (frame := read_frame(questions)) is not None:
        head, query = frame
        # Who asked kills this process at the time limit; should it be gone itself, the default action of the alarm does.
        signal.setitimer(signal.ITIMER_REAL, 2 * head["seconds"] + 1)
        try:
            endpoint = opened.of(head["folder"], head["version"])
            body = endpoint.answer(
                query.decode(), head["media_type"], head["default_graphs"], head["named_graphs"]
            )
        except (PlangraphError, OSError, RuntimeError, ValueError) as error:
            write_frame(answers, _error_to_head(error))
        else:
            write_frame(answers, {"outcome": "answer"}, body)
        signal.setitimer(signal.ITIMER_REAL, 0)


def _error_to_head(error: Exception) -> dict[str, Any]:
    if isinstance(error, QueryError):
        return {
            "outcome": "query",
            "ja": error.message.ja,
            "en": error.message.en,
            "line": error.at_line,
            "column": error.at_column,
        }
    return {"outcome": "gone" if isinstance(error, StoreError) else "failed", "words": str(error)}


def main() -> None:
    """Answer on the standard streams, with at most MEMORY bytes of memory."""
    limit = int(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    answer_frames(sys.stdin.buffer, sys.stdout.buffer)


if __name__ == "__main__":
    main()
