"""What the rules of reading are called, why they are and what to do, from `reading_rules.toml`. Shapes carry their own words."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from plangraph.model.findings import Severity
from plangraph.model.texts import Bilingual

FILE = Path(__file__).with_name("reading_rules.toml")


@dataclass(frozen=True, slots=True)
class ReadingRule:
    """One rule of reading. `severity` is that of most of its findings: reading settles it for each."""

    name: Bilingual
    severity: Severity
    why: Bilingual
    example: Bilingual
    remedy: Bilingual


def _load() -> MappingProxyType[str, ReadingRule]:
    entries: dict[str, dict[str, Any]] = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return MappingProxyType({rule: _entry(entries[rule]) for rule in sorted(entries)})


def _entry(entry: dict[str, Any]) -> ReadingRule:
    texts = (Bilingual(**entry[key]) for key in ("name", "why", "example", "remedy"))
    name, why, example, remedy = texts
    return ReadingRule(name, Severity(entry["severity"].title()), why, example, remedy)


READING: MappingProxyType[str, ReadingRule] = _load()
"""Rule → what is known of it."""
READING_RULES: MappingProxyType[str, Bilingual] = MappingProxyType(
    {rule: entry.name for rule, entry in READING.items()}
)
"""Rule → name. A test sees that every rule that reading gives is here."""
