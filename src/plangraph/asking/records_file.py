"""Tables of small records in one file: what took minutes to ask for is read back in seconds.

The file is JSON: a list of every string once, and for each table its rows, in which a string is its place in that list.
Fields may be str, int, bool, int or None, tuples of str, and tuples of records of those. A file is made whole under
another name and put in its place.
"""

from __future__ import annotations

import gc
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

_Codec = Callable[[Any], Any]


def write_records(path: Path, head: Mapping[str, str | int], tables: Mapping[str, Iterable[Any]]) -> None:
    """Write tables of frozen dataclasses; all records of a table are of one class. `head` says what the file is."""
    strings: dict[str, int] = {}
    rows: dict[str, list[list[Any]]] = {}
    for name, records in tables.items():
        given = list(records)
        encode = _encoder(type(given[0]), strings) if given else None
        rows[name] = [encode(record) for record in given] if encode else []
    making = path.with_name(path.name + ".new")
    text = json.dumps(
        {"head": dict(head), "strings": list(strings), "tables": rows},
        ensure_ascii=False,
        separators=(",", ":"),
    )
    making.write_text(text, encoding="utf-8", errors="surrogatepass")
    making.replace(path)


def read_records(
    path: Path, head: Mapping[str, str | int], classes: Mapping[str, type[Any]]
) -> dict[str, list[Any]] | None:
    """Read the tables of a file with this head; None where there is no such file, or it is of another kind."""
    with _without_collection():
        try:
            with path.open(encoding="utf-8", errors="surrogatepass") as file:
                found = json.load(file)
            if found["head"] != dict(head):
                return None
            strings: list[str] = found["strings"]
            return {
                name: list(map(_decoder(of, strings), found["tables"][name])) for name, of in classes.items()
            }
        except (OSError, ValueError, KeyError, IndexError, TypeError):
            return None


@contextmanager
def _without_collection() -> Iterator[None]:
    """Millions of new objects, none of them garbage: looking for cycles among them takes most of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _encoder(of: type[Any], strings: dict[str, int]) -> Callable[[Any], list[Any]]:
    codecs = [(one.name, _encode(kind, strings)) for one, kind in _kinds(of)]
    return lambda record: [encode(getattr(record, name)) for name, encode in codecs]


def _encode(kind: Any, strings: dict[str, int]) -> _Codec:
    if kind is str:
        return lambda text: strings.setdefault(text, len(strings))
    if get_origin(kind) is tuple:
        inner = _encode(get_args(kind)[0], strings)
        return lambda values: [inner(value) for value in values]
    if isinstance(kind, type) and hasattr(kind, "__dataclass_fields__"):
        return _encoder(kind, strings)
    return lambda value: value


def _decoder(of: type[Any], strings: Sequence[str]) -> _Codec:
    decoders = [_decode(kind, strings) for _, kind in _kinds(of)]

    def decode(row: Sequence[Any]) -> Any:
        if len(row) != len(decoders):
            raise ValueError("a row of another class")
        return of(*(one(value) for one, value in zip(decoders, row, strict=True)))

    return decode


def _decode(kind: Any, strings: Sequence[str]) -> _Codec:
    if kind is str:
        return strings.__getitem__
    if get_origin(kind) is tuple:
        inner = _decode(get_args(kind)[0], strings)
        return lambda values: tuple([inner(value) for value in values]) if values else ()
    if isinstance(kind, type) and hasattr(kind, "__dataclass_fields__"):
        return _decoder(kind, strings)
    return lambda value: value


def _kinds(of: type[Any]) -> list[tuple[Any, Any]]:
    hints = get_type_hints(of)
    return [(one, hints[one.name]) for one in fields(of)]
