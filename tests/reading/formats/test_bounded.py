"""A reader in a child process ends within its limits, and its end is one clear line.

The child can import what is installed and nothing of the tests, so the calls here are of Python's own functions:
`eval` takes bytes and does what they say.
"""

from __future__ import annotations

import time

import pytest

from plangraph.errors import SourceError
from plangraph.reading.formats.bounded import MIB, run_bounded

EVAL = "builtins:eval"


def refusal(code: str, seconds: float = 20, memory: int = 256 * MIB) -> SourceError:
    """The error with which a call ends."""
    with pytest.raises(SourceError) as caught:
        run_bounded(EVAL, code.encode(), seconds, memory, place="a.pdf")
    return caught.value


def test_the_result_comes_back() -> None:
    """What the function returns is what the caller gets, with further arguments given on."""
    assert run_bounded("binascii:hexlify", b"ab", 20, 256 * MIB, place="x", args=("-",)) == b"61-62"


def test_output_of_a_library_does_not_mix_with_the_result() -> None:
    """A function that prints does not spoil the answer."""
    assert run_bounded(EVAL, b"print('x' * 100000) or 7", 20, 256 * MIB, place="x") == 7


def test_time_is_bounded() -> None:
    """A call that hangs is ended, and the message states the limit."""
    began = time.monotonic()
    error = refusal("__import__('time').sleep(60)", seconds=1.5)
    assert "not read within 1.5 seconds" in error.line("en")
    assert "1.5 秒以内" in error.line("ja")
    assert error.place == "a.pdf"
    assert time.monotonic() - began < 15


def test_memory_is_bounded() -> None:
    """A call that takes more memory than it may is ended with the limit named, and the parent is unharmed."""
    assert "more than 256 MiB of memory" in refusal("len(bytearray(10**9))").line("en")


def test_a_result_too_large_to_pack_is_a_matter_of_memory() -> None:
    """Memory can run out on the way back too."""
    assert "more than 256 MiB of memory" in refusal("bytes(150 * 2**20)").line("en")


def test_a_crash_is_a_refusal() -> None:
    """A child that dies of a signal without a word."""
    assert "exit status -11" in refusal("__import__('os').kill(__import__('os').getpid(), 11)").line("en")


def test_any_exception_is_one_line() -> None:
    """What a library raises on a damaged file is named, without a traceback."""
    line = refusal("{}['a\\nb']").line("en")
    assert "KeyError" in line
    assert "Traceback" not in line


def test_a_refusal_is_raised_as_it_was_made() -> None:
    """A SourceError of the function keeps its own place and both languages."""
    code = "__import__('plangraph.reading.source', fromlist='x').file_to_bytes(__import__('pathlib').Path('/no/x'))"
    error = refusal(code)
    assert error.place == "/no/x"
    assert "ファイルがありません" in error.line("ja")
