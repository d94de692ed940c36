"""ETag and If-None-Match (RFC 9110, clauses 8.8.3 and 13.1): an answer is known by the version it was made from.

The tags are weak: the same version gives the same rows and triples, but nobody promises the order of those.
"""

from __future__ import annotations

import hashlib
import re

from fastapi import Request, Response

_TAG = re.compile(r'(?:W/)?"([^"]*)"')


def tag_of(version: str, *parts: object) -> str:
    """The ETag of what a version gives for a request that these parts tell apart.

    >>> tag_of("3f2a-x", "text/csv") == tag_of("3f2a-y", "text/csv")
    False
    """
    digest = hashlib.sha256("\0".join([version, *map(repr, parts)]).encode("utf-8", "replace"))
    return f'W/"{digest.hexdigest()[:32]}"'


def is_known(request: Request, tag: str) -> bool:
    """Whether the request says that it has what the tag names: weak comparison, `*` for anything."""
    header = request.headers.get("if-none-match")
    if header is None or request.method not in ("GET", "HEAD"):
        return False
    return header.strip() == "*" or tag.removeprefix("W/").strip('"') in _TAG.findall(header)


def not_modified(tag: str, headers: dict[str, str]) -> Response:
    """304, with the headers that the whole answer would have."""
    return Response(status_code=304, headers={**headers, **caching(tag)})


def caching(tag: str) -> dict[str, str]:
    """The headers of an answer that may be kept, and is to be asked after each time."""
    return {"ETag": tag, "Cache-Control": "no-cache"}
