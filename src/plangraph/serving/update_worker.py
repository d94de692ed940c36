"""The process that changes the store: `python -m plangraph.serving.update_worker MEMORY`.

It reads one change at a time from standard input, makes a new version of the store with it, and says so on standard
output. Whoever waits too long kills it: a version is switched to when it is whole, so that nothing is half done.
"""

from __future__ import annotations

import json
import resource
import signal
import struct
import sys
from functools import partial
from pathlib import Path
from typing import IO, Any

from plangraph.errors import PlangraphError, QueryError, StoreError
from plangraph.graph.changes import Change, ChangeError, DropGraph, Part, PutGraph, Update, apply_change
from plangraph.graph.store import update_version

_LENGTHS = struct.Struct(">IQ")


def send(stream: IO[bytes], head: dict[str, Any], body: bytes = b"") -> None:
    """Send a JSON head and a body: the length of each (4 and 8 bytes, big-endian), then both."""
    text = json.dumps(head).encode("ascii")
    stream.write(_LENGTHS.pack(len(text), len(body)) + text)
    stream.write(body)
    stream.flush()


def receive(stream: IO[bytes]) -> tuple[dict[str, Any], bytes] | None:
    """Take in what `send` sent; None where the stream ended before it was whole."""
    lengths = stream.read(_LENGTHS.size)
    if len(lengths) < _LENGTHS.size:
        return None
    head_length, body_length = _LENGTHS.unpack(lengths)
    head, body = stream.read(head_length), stream.read(body_length)
    if len(head) < head_length or len(body) < body_length:
        return None
    return json.loads(head), body


def change_to_frame(change: Change) -> tuple[dict[str, Any], bytes]:
    """A change as head and body."""
    match change:
        case Update():
            return {"change": "update", "base": change.base}, change.text.encode("utf-8", "surrogatepass")
        case PutGraph():
            parts = [[part.media_type, len(part.body)] for part in change.parts]
            head = {
                "change": "put",
                "graph": change.graph,
                "base": change.base,
                "add": change.add,
                "condition": change.condition,
                "parts": parts,
            }
            return head, b"".join(part.body for part in change.parts)
        case DropGraph():
            return {"change": "drop", "graph": change.graph}, b""


def frame_to_change(head: dict[str, Any], body: bytes) -> Change:
    """The change that `change_to_frame` took apart."""
    if head["change"] == "update":
        return Update(body.decode("utf-8"), head["base"])
    if head["change"] == "drop":
        return DropGraph(head["graph"])
    parts = []
    start = 0
    for media_type, length in head["parts"]:
        parts.append(Part(body[start : start + length], media_type))
        start += length
    return PutGraph(head["graph"], tuple(parts), head["base"], head["add"], head["condition"])


def make_changes(requests: IO[bytes], outcomes: IO[bytes]) -> None:
    """Make every change that comes until there are no more."""
    while (frame := receive(requests)) is not None:
        head, body = frame
        # Who asked kills this process at the time limit; should it be gone itself, the default action of the alarm does.
        signal.setitimer(signal.ITIMER_REAL, 2 * head["seconds"] + 1)
        try:
            said = json.dumps(head["change"], sort_keys=True).encode("ascii") + body
            change = frame_to_change(head["change"], body)
            version, created = update_version(
                Path(head["folder"]), partial(apply_change, change=change), said, head["seconds"] / 2
            )
        except (PlangraphError, OSError, RuntimeError, ValueError) as error:
            send(outcomes, _error_to_head(error))
        else:
            send(outcomes, {"outcome": "done", "version": version, "created": created})
        signal.setitimer(signal.ITIMER_REAL, 0)


def _error_to_head(error: Exception) -> dict[str, Any]:
    match error:
        case QueryError():
            outcome, fault = "query", ""
        case ChangeError():
            outcome, fault = "change", error.fault
        case StoreError():
            outcome, fault = "store", ""
        case _:
            return {"outcome": "failed", "words": str(error)}
    return {
        "outcome": outcome,
        "fault": fault,
        "ja": error.message.ja,
        "en": error.message.en,
        "line": getattr(error, "at_line", None),
        "column": getattr(error, "at_column", None),
    }


def main() -> None:
    """Work on the standard streams, with at most MEMORY bytes of memory."""
    limit = int(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    make_changes(sys.stdin.buffer, sys.stdout.buffer)


if __name__ == "__main__":
    main()
