"""A web page's text → tags and characters with their places, in one pass.

The tokens of WHATWG HTML 13.2.5 as far as tables and text need them. Python's own html.parser takes quadratic time on
some malformed pages in the versions that are in use, and tells places by line and column only.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import NamedTuple

_TAG_NAME = re.compile(r"[a-zA-Z][^\s/>]*")
_TAG_PART = re.compile(r"[^>\"'=]+|=\s*\"[^\"]*\"|=\s*'[^']*'|[=\"']")
_ATTRIBUTE = re.compile(r"([^\s\"'>/=]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+)))?")
_ENTITY = re.compile(r"&(?:#\d{1,8}|#[xX][0-9a-fA-F]{1,8}|[a-zA-Z][a-zA-Z0-9]{1,31});?")
_RAW = frozenset({"script", "style", "template", "title", "iframe", "noembed", "noframes"})
"""Elements whose content is not shown on the page; it is passed over unread."""
_TEXT_ONLY = frozenset({"textarea", "xmp"})
_LONGEST_TAG = 100_000


class Tag(NamedTuple):
    """A start or end tag; `start` is the offset of its `<`, `body` what stands between its name and its `>`."""

    name: str
    start: int
    closing: bool
    body: str
    body_start: int

    def attribute(self, name: str) -> str | None:
        """An attribute's value, entities resolved; empty where it has none; None where it is not there."""
        for found in _ATTRIBUTE.finditer(self.body):
            if found[1].lower() == name:
                return html.unescape(next((v for v in found.groups()[1:] if v is not None), ""))
        return None


class Characters(NamedTuple):
    """A run of text that stands in the file as it is read."""

    text: str
    start: int


class Entity(NamedTuple):
    """Text that stands for an entity beginning at `start`."""

    text: str
    start: int


class Unclosed(NamedTuple):
    """A tag, comment or passed-over element that begins at `start` and never ends: the rest of the file goes with it."""

    start: int


Token = Tag | Characters | Entity | Unclosed


def text_to_tokens(text: str) -> Iterator[Token]:
    """Cut a page into tags and text; comments, declarations, scripts, styles and templates are no tokens.

    >>> [type(t).__name__ for t in text_to_tokens("a<b title='>'>&amp;</b><!-- x --><script>y</script>")]
    ['Characters', 'Tag', 'Entity', 'Tag']
    """
    at = 0
    while at < len(text):
        opening = text.find("<", at)
        opening = len(text) if opening < 0 else opening
        yield from _characters(text, at, opening)
        if opening == len(text):
            return
        at = opening
        if (behind := _not_shown(text, at)) is not None:
            if behind > len(text):
                yield Unclosed(at)
            at = behind
        elif (tag := _tag(text, at)) is not None:
            at = tag.body_start + len(tag.body) + 1
            if at > len(text):
                yield Unclosed(tag.start)
            if not tag.closing and tag.name in _TEXT_ONLY:
                end = min(_raw_end(text, at, tag.name), len(text))
                yield from _characters(text, at, end)
                at = end
            elif not tag.closing and tag.name in _RAW:
                at = _raw_end(text, at, tag.name)
                if at > len(text):
                    yield Unclosed(tag.start)
            else:
                yield tag
        else:
            yield Characters("<", at)
            at += 1


def _not_shown(text: str, at: int) -> int | None:
    """The place behind a comment, a declaration or a processing instruction; None where there is none.

    One that is never closed takes the rest of the file, as in browsers; the place is then one behind the end.
    """
    if text.startswith("<!--", at):
        if text.startswith((">", "->"), at + 4):
            return text.index(">", at) + 1
        return _behind(text, "-->", at + 4)
    if text.startswith("<![CDATA[", at):
        return _behind(text, "]]>", at)
    if text.startswith(("<!", "<?"), at) or (text.startswith("</", at) and not _TAG_NAME.match(text, at + 2)):
        return _behind(text, ">", at)
    return None


def _behind(text: str, sign: str, at: int) -> int:
    found = text.find(sign, at)
    return len(text) + 1 if found < 0 else found + len(sign)


def _tag(text: str, at: int) -> Tag | None:
    closing = text.startswith("/", at + 1)
    name = _TAG_NAME.match(text, at + 1 + closing)
    if name is None:
        return None
    inside = name.end()
    end = _tag_end(text, inside)
    return Tag(name[0].lower(), at, closing, text[inside:end], inside)


def _tag_end(text: str, at: int) -> int:
    """Where a tag's `>` stands: a quoted value may hold one. A tag longer than any real one ends at its first `>`."""
    stop, here = min(at + _LONGEST_TAG, len(text)), at
    while here < stop:
        if text[here] == ">":
            return here
        part = _TAG_PART.match(text, here, stop)
        if part is None:
            break
        here = part.end()
    plain = text.find(">", at)
    return len(text) if plain < 0 else plain


def _raw_end(text: str, at: int, name: str) -> int:
    """Where an element ends whose content is no markup, or its text does; one behind the file where it never does."""
    found = re.compile(f"</{name}(?=[\\s/>])", re.IGNORECASE).search(text, at)
    if found is None:
        return len(text) + 1
    return found.start() if name in _TEXT_ONLY else min(_behind(text, ">", found.start()), len(text))


def _characters(text: str, start: int, stop: int) -> Iterator[Token]:
    at = start
    for entity in _ENTITY.finditer(text, start, stop):
        plain = html.unescape(entity[0])
        if plain == entity[0]:
            continue
        if entity.start() > at:
            yield Characters(text[at : entity.start()], at)
        yield Entity(plain, entity.start())
        at = entity.end()
    if stop > at:
        yield Characters(text[at:stop], at)
