"""How well titles are matched, on the pairs judged by hand: the index beside rapidfuzz and, where it is installed, scikit-learn."""

from __future__ import annotations

import importlib.util
import sys
import tomllib
from collections.abc import Callable, Sequence
from pathlib import Path

from rapidfuzz import fuzz
from timing import median_ms

from plangraph.asking.names import search_key
from plangraph.asking.title_index import TitleIndex
from plangraph.printing.word_lists import ACTIONS, TOPICS

PAIRS = Path(__file__).parents[1] / "tests" / "asking" / "resemblance-pairs.toml"
Score = Callable[[str, str], float]
Pairs = Sequence[tuple[str, str, str]]


def judged_pairs() -> list[tuple[str, str, str]]:
    """Two titles and what a person says of them, for each pair."""
    return [(a, b, judged) for a, b, judged in tomllib.loads(PAIRS.read_text(encoding="utf-8"))["pairs"]]


def precision_at_1(pairs: Pairs, score: Score, others: Sequence[str]) -> float:
    """Of the titles with a counterpart, how many find it first among all titles of the other side and `others`."""
    right: dict[str, set[str]] = {}
    for a, b, judged in pairs:
        if judged == "same":
            right.setdefault(a, set()).add(b)
    offered = sorted({b for _, b, _ in pairs} | set(others))
    hits = sum(max(offered, key=lambda b: score(a, b)) in good for a, good in right.items())
    return hits / len(right)


def average_precision(pairs: Pairs, score: Score, wanted: Sequence[str]) -> float:
    """Over all pairs by falling score: the mean precision at each pair that was judged as wanted."""
    ranked = sorted(pairs, key=lambda pair: -score(pair[0], pair[1]))
    hits, total = 0, 0.0
    for rank, (_, _, judged) in enumerate(ranked, 1):
        if judged in wanted:
            hits += 1
            total += hits / rank
    return total / hits


def indexed(titles: Sequence[str]) -> Score:
    """The score that plangraph offers; `titles` are what weights are taken from."""
    index = TitleIndex(sorted(set(titles)))
    number = {title: at for at, title in enumerate(index.titles)}
    asked: dict[str, dict[int, float]] = {}

    def score(a: str, b: str) -> float:
        if a not in asked:
            asked[a] = index.scores(a)
        return asked[a].get(number[b], 0.0)

    return score


def fuzzy(scorer: Callable[[str, str], float]) -> Score:
    """A ratio of rapidfuzz, as a share of 1."""
    return lambda a, b: scorer(search_key(a), search_key(b)) / 100


def vectorized(titles: Sequence[str], shortest: int, longest: int) -> Score | None:
    """scikit-learn's TfidfVectorizer over characters; None where it is not installed."""
    if importlib.util.find_spec("sklearn") is None:
        return None
    from sklearn.feature_extraction.text import TfidfVectorizer

    names = sorted(set(titles))
    vectors = TfidfVectorizer(
        analyzer="char", ngram_range=(shortest, longest), preprocessor=search_key
    ).fit_transform(names)
    number = {title: at for at, title in enumerate(names)}
    matrix = (vectors @ vectors.T).tocsr()
    return lambda a, b: float(matrix[number[a], number[b]])


def made_titles(count: int) -> list[str]:
    """Titles to get lost among."""
    titles = [topic + action for topic in TOPICS for action in ACTIONS]
    return titles[:: max(len(titles) // count, 1)][:count]


def resemblance_table(others: int = 1000) -> str:
    """A Markdown table of every way, and what the threshold keeps."""
    pairs = judged_pairs()
    distractors = made_titles(others)
    titles = [title for a, b, _ in pairs for title in (a, b)] + distractors
    ways: dict[str, Score | None] = {
        "plangraph (1–2 characters, no particles)": indexed(titles),
        "scikit-learn 1–2": vectorized(titles, 1, 2),
        "scikit-learn 2–3": vectorized(titles, 2, 3),
        "rapidfuzz ratio": fuzzy(fuzz.ratio),
        "rapidfuzz partial_ratio": fuzzy(fuzz.partial_ratio),
        "rapidfuzz token_set_ratio": fuzzy(fuzz.token_set_ratio),
        "rapidfuzz WRatio": fuzzy(fuzz.WRatio),
    }
    lines = [
        f"## Titles judged by hand ({len(pairs)} pairs, {len(distractors)} made titles beside them)",
        "",
        "| | precision@1 | AP, same | AP, same or related |",
        "|---|---|---|---|",
    ]
    for name, score in ways.items():
        if score:
            figures = (
                precision_at_1(pairs, score, distractors),
                average_precision(pairs, score, ["same"]),
                average_precision(pairs, score, ["same", "related"]),
            )
            lines.append(f"| {name} | " + " | ".join(f"{figure:.3f}" for figure in figures) + " |")
    return "\n".join([*lines, "", *threshold_lines(pairs, indexed(titles)), "", speed_line()])


def threshold_lines(pairs: Pairs, score: Score) -> list[str]:
    """What each threshold would offer, of each judgement."""
    totals = {judged: sum(one[2] == judged for one in pairs) for judged in ("same", "related", "different")}
    lines = [
        "| offered from | " + " | ".join(f"{name} of {n}" for name, n in totals.items()) + " |",
        "|---|---|---|---|",
    ]
    for threshold in (0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5):
        kept = [judged for a, b, judged in pairs if score(a, b) >= threshold]
        lines.append(f"| {threshold} | " + " | ".join(str(kept.count(name)) for name in totals) + " |")
    return lines


def speed_line(count: int = 100_000) -> str:
    """Building an index over many titles, and asking it."""
    base = [topic + action for topic in TOPICS for action in ACTIONS]
    titles = [f"{title}第{turn}期" for turn in range(-(-count // len(base))) for title in base][:count]
    built: list[TitleIndex] = []
    build = median_ms(lambda: built.append(TitleIndex(titles)), 1)
    ask = median_ms(lambda: built[0].scores("自主防災組織の育成支援"), 3)
    return f"Index over {count:,} titles: built in {build:,.0f} ms, asked in {ask:,.0f} ms."


if __name__ == "__main__":
    print(resemblance_table())
    sys.exit(0)
