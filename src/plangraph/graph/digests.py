"""A digest of each part of a version, so that what did not change from one build to the next is known without reading it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping

LINKS = "graph/links"
_SUBJECT = re.compile(rb"<([^>]*)> ")


def digests_of(lines: bytes, graphs: Iterable[str]) -> Mapping[str, str]:
    """The digest of each of some graphs in sorted N-Quads.

    `graph/links` holds what is said of every document's things; its parts are named "GRAPH KEY", with the second part of
    the addresses that it speaks of: a document's, a plan's or a body's.

    >>> quads = b'<b/listing/d1/x> <p> "1" <b/graph/links> .\\n<b/plan/d1> <p> "2" <b/graph/document/d1> .\\n'
    >>> sorted(digests_of(quads, ["b/graph/links", "b/graph/document/d1"]))
    ['b/graph/document/d1', 'b/graph/links d1']
    """
    wanted = {name.encode() for name in graphs}
    found: dict[str, hashlib._Hash] = {}
    names: dict[tuple[bytes, bytes], str] = {}
    for line in lines.splitlines():
        tail = line[line.rfind(b" <") + 2 : -3]
        if tail not in wanted:
            continue  # of the unnamed graph, which repeats what the others hold
        key = b""
        if tail.endswith(LINKS.encode()):
            subject = _SUBJECT.match(line)
            parts = subject[1].removeprefix(tail[: -len(LINKS)]).split(b"/", 2) if subject else []
            key = parts[1] if len(parts) > 1 else b""
        name = names.get((tail, key))
        if name is None:
            name = names[tail, key] = f"{tail.decode()} {key.decode()}".strip()
            found[name] = hashlib.sha256()
        found[name].update(line)
    return {name: digest.hexdigest()[:32] for name, digest in found.items()}
