"""Pictures of the pages of PDFs: drawn when they are asked for, each in a process that is ended when it takes too long."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections import OrderedDict
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from plangraph.asking.cells import PageBox
from plangraph.model.texts import Bilingual
from plangraph.serving.problems import Problem, RequestError, not_found
from plangraph.serving.workers import BusyError

_SECONDS = 20.0
_MEMORY = 1 << 30
_AT_ONCE = 2
_KEPT = 32 << 20
_MOST_BOXES = 50
Key = tuple[str, int, str]


class PagePictures:
    """Draws pages, and keeps the pictures that were asked for last, 32 MiB of them."""

    def __init__(self, *, seconds: float = _SECONDS, kept: int = _KEPT) -> None:
        self.seconds = seconds
        self.most = kept
        self.kept: OrderedDict[Key, bytes] = OrderedDict()
        self.size = 0
        self.lock = threading.Lock()
        self.places = threading.BoundedSemaphore(_AT_ONCE)

    def draw(self, file: Path, number: int, boxes: Sequence[PageBox]) -> bytes:
        """A page as PNG, with the boxes that lie on it lit.

        Raises BusyError where too many wait, a 404 for a page that cannot be drawn, a 504 at the time limit.
        """
        edges = json.dumps([one.box for one in boxes if one.page == number and one.box][:_MOST_BOXES])
        key = (file.name, number, edges)
        with self.lock:
            if key in self.kept:
                self.kept.move_to_end(key)
                return self.kept[key]
        if not self.places.acquire(timeout=self.seconds):
            raise BusyError(5)
        try:
            picture = self._drawn(file, number, edges)
        finally:
            self.places.release()
        self._keep(key, picture)
        return picture

    def _drawn(self, file: Path, number: int, edges: str) -> bytes:
        words = [sys.executable, "-P", "-m", "plangraph.serving.picture_process"]
        try:
            done = subprocess.run(  # noqa: S603 - this interpreter, with arguments of the server's own
                [*words, str(_MEMORY), str(file), str(number), edges],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=self.seconds,
                start_new_session=True,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise RequestError(Problem(504, "picture-failed", _TOO_LONG)) from None
        if done.returncode == 0:
            return done.stdout
        detail = _FAILED
        if done.returncode == 2:
            with suppress(ValueError):
                detail = Bilingual(*json.loads(done.stderr))
        raise not_found(detail)

    def _keep(self, key: Key, picture: bytes) -> None:
        with self.lock:
            if key not in self.kept:
                self.kept[key] = picture
                self.size += len(picture)
            while self.size > self.most:
                self.size -= len(self.kept.popitem(last=False)[1])


_TOO_LONG = Bilingual(
    "ページの画像を作るのに時間がかかりすぎたため、打ち切りました。本文を見てください。",
    "drawing the page took too long and was ended; see the text",
)
_FAILED = Bilingual(
    "ページの画像を作れませんでした。本文を見てください。", "the page could not be drawn; see the text"
)
