"""Sections of entries → policies: one node for each code, or for each title where no codes are printed.

A policy's key is its code. Where a level numbers its policies anew under each parent (1, 2, 3 … under 1, again under 2)
the key is the parent's key and the code, 1-2. Where two levels print one code, the upper one's key bears its level's name.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from plangraph.model.findings import Finding, RecordKey, Severity
from plangraph.model.places import Evidence
from plangraph.model.records import Aspect, Assessment, Policy
from plangraph.model.texts import Bilingual, comparison_title, without_wraps
from plangraph.reading.aliases import same_by_alias
from plangraph.reading.entries import Entries, SectionLabel
from plangraph.reading.ledger import Ledger
from plangraph.reading.lines import Line

_MOST_PLACES = 5
"""How many places a finding on a label cites; more are counted in its message."""

Chain = tuple[SectionLabel, ...]
Name = tuple[int, str]
"""A section as it is named: its level, and its code or, without one, its comparison title."""


@dataclass
class _Node:
    """One policy while it is gathered: how often each title is printed, and where first."""

    level: int
    code: str
    parent: tuple[Name, ...] | None
    key: str = ""
    titles: Counter[str] = field(default_factory=Counter)
    words: dict[str, list[tuple[Line, ...]]] = field(default_factory=lambda: defaultdict(list))
    parents: Counter[Name | None] = field(default_factory=Counter)
    under: dict[Name | None, list[tuple[Line, ...]]] = field(default_factory=lambda: defaultdict(list))

    @property
    def title(self) -> str:
        """The title that is printed first; what it is called elsewhere is a finding."""
        return next(iter(self.titles), "")


class PolicyTree:
    """The policies of one document, from every chain of sections that it prints.

    `aliases` are those of policies in plan.toml: labels that a planner says are one.
    """

    def __init__(
        self,
        entries: Entries,
        settings: Mapping[str, Any],
        ledger: Ledger,
        aliases: Mapping[str, str] | None = None,
    ) -> None:
        self.aliases = dict(aliases or {})
        self.levels: Sequence[Mapping[str, Any]] = settings.get("level", [])
        self.ledger = ledger
        self.nodes: dict[tuple[Name, ...], _Node] = {}
        chains = [*entries.headings, *(entry.sections for entry in entries.entries)]
        self.local = {
            level for level, table in enumerate(self.levels) if self._numbered_anew(level, table, chains)
        }
        for chain in chains:
            self._add(chain)
        self._give_keys()
        self.texts = entries.texts

    def key_of(self, chain: Chain) -> str | None:
        """The key of the policy that a chain of sections ends in; None for an empty chain."""
        node = self.nodes.get(self._identity(chain)) if chain else None
        return node.key if node is not None else None

    def policies(self, own: Mapping[str, Mapping[str, Any]] | None = None) -> tuple[Policy, ...]:
        """One policy a node, in the order of the print; `own` are further fields by key, where rows describe policies."""
        self._report_titles()
        self._report_parents()
        return tuple(self._policy(node, (own or {}).get(node.key, {})) for node in self.nodes.values())

    # gathering

    def _numbered_anew(self, level: int, table: Mapping[str, Any], chains: Iterable[Chain]) -> bool:
        """Whether codes of a level hold within their parent only: as the layout says, else where most stand under several."""
        if "numbered" in table:
            return bool(table["numbered"] == "parent")
        above: dict[str, set[tuple[str, ...]]] = defaultdict(set)
        within = 0
        for chain in chains:
            at = next((i for i, label in enumerate(chain) if label.level == level and label.code), None)
            if at:
                code, parent = chain[at].code, chain[at - 1].code
                # The parent may itself be numbered anew: 1 under I-1 is not 1 under II-1.
                further = tuple(label.code for label in chain[: at - 1])
                above[code].add((*further, parent or comparison_title(chain[at - 1].title)))
                within += bool(parent) and code != parent and code.startswith(parent)
        several = sum(len(parents) > 1 for parents in above.values())
        # 1-2 under 1 says by itself where it belongs; another parent is a misprint there.
        return several * 2 >= max(len(above), 1) and within * 2 < sum(map(len, above.values()))

    def _name(self, label: SectionLabel) -> Name:
        return label.level, label.code or comparison_title(label.title)

    def _identity(self, chain: Chain) -> tuple[Name, ...]:
        """What makes a section one: its code; with its parent's identity, where it has none or codes hold within a parent."""
        label = chain[-1]
        if label.code and label.level not in self.local:
            return (self._name(label),)
        return (*(self._identity(chain[:-1]) if len(chain) > 1 else ()), self._name(label))

    def _add(self, chain: Chain) -> None:
        for length in range(1, len(chain) + 1):
            part = chain[:length]
            label = part[-1]
            identity = self._identity(part)
            parent = self._identity(part[:-1]) if length > 1 else None
            node = self.nodes.get(identity)
            if node is None:
                node = self.nodes[identity] = _Node(label.level, label.code, parent)
            if label.repeated:
                continue
            title = without_wraps(label.title)
            above = parent[-1] if parent else None
            node.parents[above] += 1
            if len(node.under[above]) < _MOST_PLACES:
                node.under[above].append(label.words)
            if title:
                node.titles[title] += 1
            if len(node.words[title]) < _MOST_PLACES:
                node.words[title].append(label.words)

    def _give_keys(self) -> None:
        """Keys from the lowest level up, so that the upper of two levels with one code bears its level's name."""
        used: set[str] = set()
        keys: dict[tuple[Name, ...], str] = {}
        for identity, node in self.nodes.items():
            parts = [name for _, name in identity]
            keys[identity] = "-".join(parts) if node.code else "/".join(parts)
        for identity in sorted(self.nodes, key=lambda one: -self.nodes[one].level):
            node = self.nodes[identity]
            key = keys[identity]
            if key in used:
                key = f"{self.levels[node.level]['name']}{key}"
            number = 2
            while key in used:
                key, number = f"{keys[identity]}~{number}", number + 1
            used.add(key)
            node.key = key

    # records

    def _policy(self, node: _Node, own: Mapping[str, Any]) -> Policy:
        table = self.levels[node.level]
        texts = tuple(
            Assessment(aspect=Aspect(aspect), text=line.text, evidence=(self.ledger.source.evidence(line),))
            for chain, aspect, line in self.texts
            if self.key_of(chain) == node.key
        )
        fields: dict[str, Any] = {"evidence": self._evidence(node), **own}
        fields["assessment"] = (*texts, *fields.get("assessment", ()))
        return Policy(
            key=node.key,
            code=node.code,
            title=node.title,
            level=table["name"],
            depth=table.get("depth", node.level + 1),
            part_of=self.nodes[node.parent].key if node.parent else None,
            **fields,
        )

    def _evidence(self, node: _Node) -> tuple[Evidence, ...]:
        first = next((words for title in node.titles or [""] for words in node.words[title]), ())
        return (self.ledger.source.evidence(*first),) if first else ()

    # doubts

    def _report_titles(self) -> None:
        for node in self.nodes.values():
            compared: dict[str, str] = {}
            for title in node.titles:
                compared.setdefault(comparison_title(title), title)
            if not node.code or len(compared) < 2:
                continue
            for title in list(compared.values())[1:]:
                if not same_by_alias(self.aliases, node.title, title):
                    self._title_differs(node, title)

    def _title_differs(self, node: _Node, title: str) -> None:
        times = sum(n for t, n in node.titles.items() if comparison_title(t) == comparison_title(title))
        words = [w for w in node.words[title] if w]
        self.ledger.findings.append(
            Finding(
                rule="policy-title-differs",
                severity=Severity.WARNING,
                message=Bilingual(
                    f"{node.code} の題名が「{node.title}」と「{title}」（{times} か所）の二通りです。どちらが正しいか確かめてください。",
                    f'{node.code} is titled both "{node.title}" and "{title}" (in {times} places); check which is right',
                ),
                evidence=(*(self.ledger.source.evidence(*w) for w in words), *self._evidence(node)),
                item=node.title,
                about=RecordKey("policy", node.key),
                printed=title,
                expected=node.title,
            )
        )

    def _report_parents(self) -> None:
        for node in self.nodes.values():
            if len(node.parents) < 2:
                continue
            first, *others = node.parents
            for other in others:
                names = [name[1] if name else "" for name in (first, other)]
                self.ledger.findings.append(
                    Finding(
                        rule="parent-code-differs",
                        severity=Severity.WARNING,
                        message=Bilingual(
                            f"「{node.code} {node.title}」が {names[0]} の下と {names[1]} の下（{node.parents[other]} か所）に印刷されています。上位のコードを確かめてください。",
                            f'"{node.code} {node.title}" is printed under {names[0]} and under {names[1]} (in {node.parents[other]} places); check the code above it',
                        ),
                        evidence=(
                            *(self.ledger.source.evidence(*w) for w in node.under[other] if w),
                            *self._evidence(node),
                        ),
                        item=node.title,
                        about=RecordKey("policy", node.key),
                        printed=names[1],
                        expected=names[0],
                    )
                )
