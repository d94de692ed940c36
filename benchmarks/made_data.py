"""Made data: copies of the founding implementation plan, each published by a city of its own."""

from __future__ import annotations

from pathlib import Path

from plangraph.bundled import bundled

_CHAPTER = "13229-nishitokyo-h24-chapter6"
LISTINGS = 39
"""Listings of one document."""


def made_documents(folder: Path, count: int) -> None:
    """Write `count` copies of the chapter, each with a city, plan and document of its own."""
    source = bundled("data") / _CHAPTER
    description = (source / "plan.toml").read_text(encoding="utf-8")
    for number in range(count):
        code = str(10000 + number)
        into = folder / code
        into.mkdir(parents=True)
        for path in source.glob("*.txt"):
            (into / path.name).write_bytes(path.read_bytes())
        text = description.replace("13229", code).replace('value = "西東京市"', f'value = "第{code}市"')
        (into / "plan.toml").write_text(text, encoding="utf-8")
