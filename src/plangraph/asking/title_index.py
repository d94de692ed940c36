"""Titles by the characters they share: TF-IDF over one and two characters, in an inverted index.

Japanese writes no spaces, so pieces of one and two characters stand in for words; pieces with a particle in them (市民の,
を支) say how a title is built and not what it is about, and are left out. What many titles have (事業, 推進) weighs little.
"""

from __future__ import annotations

import re
from array import array
from collections import Counter, defaultdict
from collections.abc import Sequence
from difflib import SequenceMatcher
from math import log, sqrt
from operator import add

from plangraph.asking.names import search_key

PARTICLES = "のをにへとやがはで"
_PARTED = re.compile(f"[{PARTICLES}]+")


def pieces(title: str) -> Counter[str]:
    """The pieces of a title as it is searched: without width, case, spaces and marks.

    >>> sorted(pieces("防犯灯の整備"))
    ['備', '整', '整備', '灯', '犯', '犯灯', '防', '防犯']
    """
    found: list[str] = []
    for run in _PARTED.split(search_key(title)):
        found += run
        found += map(add, run, run[1:])
    return Counter(found)


def shared_words(one: str, other: str) -> tuple[str, ...]:
    """What two titles have in common: runs of two characters or more, without particles at their ends.

    >>> shared_words("自主防災組織の育成", "自主防災組織育成支援事業")
    ('自主防災組織', '育成')
    """
    a, b = search_key(one), search_key(other)
    blocks = SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks()
    runs = (a[block.a : block.a + block.size].strip(PARTICLES) for block in blocks)
    return tuple(run for run in runs if len(run) > 1)


class TitleIndex:
    """Some titles, ready to be compared with any other.

    >>> index = TitleIndex(["ホームページの再構築", "ごみの減量"])
    >>> {at: round(score, 2) for at, score in index.scores("ごみ減量化").items()}
    {1: 0.69}
    """

    def __init__(self, titles: Sequence[str]) -> None:
        self.titles = tuple(titles)
        self._where: defaultdict[str, array[int]] = defaultdict(lambda: array("L"))
        self._times: defaultdict[str, array[int]] = defaultdict(lambda: array("L"))
        counted = [pieces(title) for title in self.titles]
        for at, counts in enumerate(counted):
            for piece, times in counts.items():
                self._where[piece].append(at)
                self._times[piece].append(times)
        of = 1 + len(self.titles)
        self._weights = {piece: log(of / (1 + len(where))) + 1 for piece, where in self._where.items()}
        self._unknown = log(of) + 1
        self._lengths = array("d", (self._length(counts) for counts in counted))

    def scores(self, title: str) -> dict[int, float]:
        """The cosine (above 0, at most 1) to each title that shares a piece, by its number."""
        asked = pieces(title)
        length = self._length(asked)
        found: defaultdict[int, float] = defaultdict(float)
        for piece, times in asked.items():
            if piece in self._where:
                weight = times * self._weights[piece] ** 2
                for at, there in zip(self._where[piece], self._times[piece], strict=True):
                    found[at] += weight * there
        return {at: min(dot / (length * self._lengths[at]), 1.0) for at, dot in found.items()}

    def _length(self, counts: Counter[str]) -> float:
        weights, unknown = self._weights, self._unknown
        return sqrt(sum((n * weights.get(piece, unknown)) ** 2 for piece, n in counts.items())) or 1.0
