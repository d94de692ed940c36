"""A graph that was posted, checked in a process of its own: `python -m plangraph.serving.posted_process SECONDS MEMORY SHAPES`.

What somebody else wrote may be slow or huge under shapes that somebody else wrote, so the process has an end by the clock,
a bound on processor time and one on memory. It reads a line of JSON that names the parts and then the parts themselves, and
prints the report line by line, or one line of JSON that says why there is none. It asks nobody for anything.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from pyoxigraph import BlankNode, Triple, parse

from plangraph.checking.engines.data import data_of
from plangraph.checking.report import Report, check_other
from plangraph.checking.report_lines import lines_to_report, report_to_lines
from plangraph.checking.runs import run_of
from plangraph.checking.shapes import Shapes, load_shapes, shapes_of
from plangraph.errors import DescriptionError, PlangraphError, SourceError
from plangraph.graph.embedded import EmbeddedEndpoint
from plangraph.graph.formats import GRAPHS
from plangraph.model.texts import Bilingual
from plangraph.serving.problems import Problem, RequestError

_BASE = "https://w3id.org/plangraph/posted/"
_REFUSED = 3
_NICE = 10


@dataclass(frozen=True, slots=True)
class Posted:
    """One file of a request: data or shapes, and its media type."""

    name: str
    media_type: str
    body: bytes

    @property
    def is_shapes(self) -> bool:
        """Whether it holds shapes rather than data."""
        return self.name == "shapes"


@dataclass(frozen=True, slots=True)
class Bounds:
    """What the check of one request may take: seconds by the clock, and bytes beyond what the program itself takes."""

    seconds: float = 60.0
    memory: int = 2 << 30


def check_posted(parts: Sequence[Posted], shapes: Path, bounds: Bounds) -> Report:
    """Check what was posted against the shapes that were posted with it, or else those of a folder.

    Raises RequestError with a 400 for what does not parse, a 422 for what cannot be checked, a 504 at the end of the time
    and a 413 where the memory ran out.
    """
    head = [{"name": p.name, "media_type": p.media_type, "size": len(p.body)} for p in parts]
    words = [str(bounds.seconds), str(bounds.memory), str(shapes)]
    sent = json.dumps(head).encode("ascii") + b"\n" + b"".join(part.body for part in parts)
    try:
        done = subprocess.run(  # noqa: S603 - this interpreter, with arguments of the server's own
            [sys.executable, "-P", "-m", "plangraph.serving.posted_process", *words],
            input=sent,
            capture_output=True,
            timeout=bounds.seconds,
            check=False,
            start_new_session=True,  # Ctrl-C in a terminal is the server's affair
        )
    except subprocess.TimeoutExpired:
        raise RequestError(Problem(504, "check-stopped", _too_long(bounds))) from None
    if done.returncode == _REFUSED:
        raise _refusal(done.stdout)
    if done.returncode:
        raise RequestError(Problem(413, "too-large", _TOO_LARGE))
    try:
        return lines_to_report(done.stdout.splitlines(keepends=True))
    except SourceError:
        raise RequestError(Problem(413, "too-large", _TOO_LARGE)) from None


def _too_long(bounds: Bounds) -> Bilingual:
    return Bilingual(
        f"検証が {bounds.seconds:g} 秒で終わりませんでした。データか形状を小さくするか、plangraph validate を使ってください。",
        f"the check did not end within {bounds.seconds:g} seconds; send less, or use plangraph validate",
    )


_TOO_LARGE = Bilingual(
    "検証に使えるメモリーが足りませんでした。データを分けるか、plangraph validate を使ってください。",
    "the memory for a check ran out; send less, or use plangraph validate",
)


def _refusal(said: bytes) -> RequestError:
    told = json.loads(said)
    return RequestError(Problem(told["status"], told["name"], Bilingual(told["ja"], told["en"])))


# in the process


class _RefusedError(Exception):
    """What was posted cannot be checked: a status, a kind of problem, and the words."""

    def __init__(self, status: int, name: str, words: Bilingual) -> None:
        super().__init__(words.en)
        self.status, self.name, self.words = status, name, words


def _parsed(parts: Sequence[Posted]) -> list[Triple]:
    """The triples of some parts; named graphs are merged, blank nodes of two parts are two."""
    found: dict[Triple, None] = {}
    for number, part in enumerate(parts):
        try:
            quads = parse(part.body, format=GRAPHS[part.media_type], base_iri=_BASE)
            found.update((_apart(quad.triple, number), None) for quad in quads)
        except (SyntaxError, ValueError) as error:
            what = Bilingual("形状", "shapes") if part.is_shapes else Bilingual("データ", "data")
            words = " ".join(str(error).split())[:300]
            raise _RefusedError(
                400,
                "graph-syntax",
                Bilingual(
                    f"{what.ja}を {part.media_type} として読めません（{words}）。",
                    f"the {what.en} cannot be read as {part.media_type} ({words})",
                ),
            ) from None
    return list(found)


def _apart(triple: Triple, number: int) -> Triple:
    ends = [
        BlankNode(f"p{number}x{node.value}") if isinstance(node, BlankNode) else node
        for node in (triple.subject, triple.object)
    ]
    return Triple(ends[0], triple.predicate, ends[1])  # type: ignore[arg-type]


def _report(parts: Sequence[Posted], folder: Path) -> Report:
    theirs = [part for part in parts if part.is_shapes]
    triples = _parsed([part for part in parts if not part.is_shapes])
    try:
        shapes: Shapes = shapes_of(_parsed(theirs), "shapes") if theirs else load_shapes(folder)
        data = data_of(triples)
        endpoint = EmbeddedEndpoint(data.store)
        report = check_other(endpoint, shapes, data, "data")
    except DescriptionError as error:
        raise _RefusedError(422, "not-checkable", error.message) from None
    digests = [
        sha256(b"".join(p.body for p in parts if p.is_shapes is kind)).hexdigest() for kind in (False, True)
    ]
    run = run_of(endpoint, folder, data=f"sha256:{digests[0]}", now=datetime.now().astimezone())
    return replace(report, run=replace(run, shapes=digests[1]) if theirs else run)


def _read_parts() -> list[Posted]:
    head = json.loads(sys.stdin.buffer.readline())
    return [Posted(one["name"], one["media_type"], sys.stdin.buffer.read(one["size"])) for one in head]


def _bound(seconds: float, memory: int) -> None:
    whole = int(seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (whole * (os.cpu_count() or 1), whole * (os.cpu_count() or 1)))
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> int:
    """Check what standard input brings; gives the exit status."""
    os.nice(_NICE)  # requests go first
    seconds, memory, folder = sys.argv[1:]
    _bound(float(seconds), int(memory))
    try:
        report = _report(_read_parts(), Path(folder))
    except _RefusedError as error:
        told = {"status": error.status, "name": error.name, "ja": error.words.ja, "en": error.words.en}
        print(json.dumps(told))
        return _REFUSED
    except PlangraphError as error:
        print(
            json.dumps(
                {"status": 422, "name": "not-checkable", "ja": error.message.ja, "en": error.message.en}
            )
        )
        return _REFUSED
    sys.stdout.buffer.writelines(report_to_lines(report))
    return 0


if __name__ == "__main__":
    sys.exit(main())
