"""A reader run in a process of its own, with a limit of time and of memory.

A library that reads what a stranger made can be led round in circles or into gigabytes, and Python cannot stop it from
within. The parent pickles the call into the child's standard input and unpickles the answer; both ends are this code.
"""

from __future__ import annotations

import importlib
import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable
from types import TracebackType
from typing import Any, BinaryIO, Literal

from plangraph.errors import SourceError
from plangraph.model.texts import Bilingual

MIB = 1024 * 1024
Answer = tuple[Literal["result", "refused", "memory", "broke"], Any]


def run_bounded(
    function_path: str, data: bytes, seconds: float, memory: int, *, place: str, args: tuple[Any, ...] = ()
) -> Any:
    """Call `function(data, *args)` in a child process and give what it returns.

    `function_path` is "package.module:name" of a function at the top of a module; what it returns must be picklable.
    `memory` is the most address space in bytes, the interpreter's own 50 MB or so among it (held on Linux only).
    A SourceError of the function is raised again here; running out of time or memory, a crash, and any other exception are
    a SourceError for `place`.
    """
    call = pickle.dumps((function_path, args, data), protocol=pickle.HIGHEST_PROTOCOL)
    command = [sys.executable, "-P", "-m", __name__, str(memory), str(int(seconds) + 1)]
    try:
        # The words of the command are our own and no shell reads them.
        done = subprocess.run(  # noqa: S603
            command,
            input=call,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise _too_slow(place, seconds) from None
    return _answer_to_result(done, place, seconds, memory)


def _answer_to_result(
    done: subprocess.CompletedProcess[bytes], place: str, seconds: float, memory: int
) -> Any:
    if done.returncode == -getattr(signal, "SIGXCPU", 0) and done.returncode:
        raise _too_slow(place, seconds)
    if done.returncode or not done.stdout:
        raise _broke_off(place, f"exit status {done.returncode}")
    # What is unpickled was pickled by `main` below, in a process that this one started.
    kind, value = pickle.loads(done.stdout)  # noqa: S301
    if kind == "result":
        return value
    if kind == "refused":
        raise SourceError(value[0], value[1])
    if kind == "memory":
        raise _too_large(place, memory)
    raise _broke_off(place, value)


def _too_slow(place: str, seconds: float) -> SourceError:
    return SourceError(
        place,
        Bilingual(
            f"{seconds:g} 秒以内に読み終わらないため、打ち切りました。文書を分けるか、別の形式で渡してください。",
            f"not read within {seconds:g} seconds and given up; split the document or give it in another format",
        ),
    )


def _too_large(place: str, memory: int) -> SourceError:
    return SourceError(
        place,
        Bilingual(
            f"読むのに {memory // MIB} MiB を超えるメモリが要るため、打ち切りました。文書を分けるか、別の形式で渡してください。",
            f"needs more than {memory // MIB} MiB of memory to read and was given up; "
            "split the document or give it in another format",
        ),
    )


def _broke_off(place: str, words: str) -> SourceError:
    return SourceError(
        place,
        Bilingual(
            f"ファイルが壊れているか、対応していない書き方です（{words}）。作成したソフトウェアで開き、保存し直してください。",
            f"damaged, or written in a way that is not supported ({words}); open it where it was made and save it again",
        ),
    )


def main(memory: int, seconds: int) -> None:
    """The child's side: read the call from standard input, write the answer to standard output."""
    channel = os.fdopen(os.dup(1), "wb")
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)
    _set_limits(memory, seconds)
    sys.excepthook = _last_words(channel)
    _answer(channel, _call())


def _call() -> Answer:
    try:
        # Pickled by `run_bounded` in the parent.
        function_path, args, data = pickle.load(sys.stdin.buffer)  # noqa: S301
        module, _, name = function_path.partition(":")
        return "result", getattr(importlib.import_module(module), name)(data, *args)
    except SourceError as refused:
        return "refused", (refused.place, refused.message)
    except MemoryError:
        return "memory", None


def _answer(channel: BinaryIO, answer: Answer) -> None:
    try:
        packed = pickle.dumps(answer, protocol=pickle.HIGHEST_PROTOCOL)
    except MemoryError:
        packed = pickle.dumps(("memory", None))
    channel.write(packed)
    channel.flush()


def _set_limits(memory: int, seconds: int) -> None:
    if sys.platform == "win32":
        return
    import resource

    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    # The parent's clock ends a child that hangs; this one ends a child whose parent is gone.
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))


def _last_words(
    channel: BinaryIO,
) -> Callable[[type[BaseException], BaseException, TracebackType | None], None]:
    """Send the parent one line on an exception that nothing caught; any may come out of a library."""

    def tell(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        del trace
        words = " ".join(str(error).split())[:200]
        _answer(channel, ("broke", f"{kind.__name__}: {words}" if words else kind.__name__))
        # The answer is whole; the interpreter's own exit status of 1 would say otherwise.
        os._exit(0)

    return tell


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
