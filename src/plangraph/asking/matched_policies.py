"""Sections of two editions that are one: by code and title, by title alone (renumbered), by code alone (renamed)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, field

from plangraph.asking.compared import Change, Tally
from plangraph.asking.edition import Edition
from plangraph.asking.facts import PolicyFacts
from plangraph.model.texts import Bilingual, code_key, comparison_title
from plangraph.reading.near_labels import LIKELY, likeness


@dataclass(frozen=True)
class Sections:
    """Policies of an older edition and those of a newer one that they are."""

    old: Edition
    new: Edition
    forward: dict[str, str] = field(default_factory=dict)
    backward: dict[str, str] = field(default_factory=dict)

    def same(self, old: str, new: str) -> bool:
        """Whether two addresses are one section; "" is no section."""
        return old == new or self.forward.get(old) == new

    def known_as(self, old: str) -> str:
        """A section of the older edition under its address in the newer one, where it has one."""
        return self.forward.get(old, old)

    def join(self, old: str, new: str) -> None:
        """Say that two are one."""
        self.forward[old], self.backward[new] = new, old


def match_policies(old: Edition, new: Edition) -> Sections:
    """Find for each policy of the older edition what it is in the newer one; each is taken once.

    What agrees in most is joined first: code and title at one depth, then the title (alone of its kind, or under one
    parent), then the title at another depth, then the code with a title that is alike, then the code alone under
    parents that are one. What is left is dropped or added.
    """
    sections = Sections(old, new)
    rules: tuple[Callable[[PolicyFacts, str], Hashable], ...] = (
        lambda one, above: (one.kind, one.depth, code_key(one.code), comparison_title(one.title), above),
        lambda one, _: (one.kind, one.depth, code_key(one.code), comparison_title(one.title)),
        lambda one, above: (one.kind, one.depth, comparison_title(one.title), above),
        lambda one, _: (one.kind, one.depth, comparison_title(one.title)),
        lambda one, _: (one.kind, comparison_title(one.title)),
    )
    depths = sorted({one.depth for one in (*old.policies.values(), *new.policies.values())})
    for depth in depths:  # from the top, so that parents are known
        for rule in rules[:-1]:
            _join_by(sections, rule, depth)
    _join_by(sections, rules[-1], None)
    for depth in depths:
        _join_codes(sections, depth)
    return sections


def _join_by(sections: Sections, rule: Callable[[PolicyFacts, str], Hashable], depth: int | None) -> None:
    """Join what one rule makes equal, where it names one on either side."""
    before = _left(sections.old.policies.values(), sections.forward, depth)
    after = _left(sections.new.policies.values(), sections.backward, depth)
    ours = _by(before, lambda one: rule(one, _above(one.parent, sections.old, sections.forward)))
    theirs = _by(after, lambda one: rule(one, _above(one.parent, sections.new, None)))
    for key, found in ours.items():
        if len(found) == 1 and len(theirs.get(key, ())) == 1:
            sections.join(found[0].iri, theirs[key][0].iri)


def _join_codes(sections: Sections, depth: int) -> None:
    """Join what has one code and another title: where the titles are alike, or both stand under one parent."""
    before = _left(sections.old.policies.values(), sections.forward, depth)
    after = _left(sections.new.policies.values(), sections.backward, depth)
    theirs = _by((one for one in after if one.code), lambda one: (one.kind, code_key(one.code)))
    ours = _by((one for one in before if one.code), lambda one: (one.kind, code_key(one.code)))
    for key, found in ours.items():
        if len(found) != 1 or len(theirs.get(key, ())) != 1:
            continue
        one, other = found[0], theirs[key][0]
        under_one = _above(one.parent, sections.old, sections.forward) == _above(
            other.parent, sections.new, None
        )
        alike = likeness(comparison_title(one.title), comparison_title(other.title)) >= LIKELY
        if alike or under_one:
            sections.join(one.iri, other.iri)


def _above(parent: str, edition: Edition, forward: dict[str, str] | None) -> str:
    """A parent as it is compared: the plan itself is "plan", an older policy its newer one."""
    if parent == edition.plan.iri:
        return "plan"
    return parent if forward is None else forward.get(parent, parent)


def _left(policies: Iterable[PolicyFacts], taken: dict[str, str], depth: int | None) -> list[PolicyFacts]:
    return [one for one in policies if one.iri not in taken and depth in (None, one.depth)]


def _by(
    policies: Iterable[PolicyFacts], key: Callable[[PolicyFacts], Hashable]
) -> dict[Hashable, list[PolicyFacts]]:
    found: defaultdict[Hashable, list[PolicyFacts]] = defaultdict(list)
    for one in policies:
        found[key(one)].append(one)
    return found


def policy_changes(sections: Sections) -> tuple[tuple[Change, ...], Tally]:
    """What became of the tree, and the account of its nodes."""
    old, new = sections.old, sections.new
    changes: list[Change] = []
    changed = 0
    for before, after in sections.forward.items():
        found = list(_of_pair(sections, before, after))
        changed += bool(found)
        changes += found
    dropped = [iri for iri in old.policies if iri not in sections.forward]
    added = [iri for iri in new.policies if iri not in sections.backward]
    for iri in dropped:
        name = old.section(iri)
        changes.append(
            Change(
                "policy-dropped",
                old.policies[iri].title,
                "",
                old.policy_side(iri),
                None,
                Bilingual(
                    f"施策「{name}」は新しい版にありません。", f'Policy "{name}" is not in the newer edition.'
                ),
                before=name,
            )
        )
    for iri in added:
        name = new.section(iri)
        changes.append(
            Change(
                "policy-added",
                new.policies[iri].title,
                "",
                None,
                new.policy_side(iri),
                Bilingual(
                    f"施策「{name}」が新しい版で加わりました。",
                    f'Policy "{name}" is new in the newer edition.',
                ),
                after=name,
            )
        )
    kept = len(sections.forward)
    tally = Tally(len(old.policies), len(new.policies), kept, len(dropped), len(added), kept - changed)
    return tuple(changes), tally


def _of_pair(sections: Sections, before: str, after: str) -> Iterator[Change]:
    old, new = sections.old.policies[before], sections.new.policies[after]
    sides = sections.old.policy_side(before), sections.new.policy_side(after)
    if code_key(old.code) != code_key(new.code):
        yield Change(
            "policy-renumbered",
            new.title,
            "",
            *sides,
            Bilingual(
                f"施策「{new.title}」の番号が {old.code or 'なし'} から {new.code or 'なし'} に変わりました。",
                f'The number of policy "{new.title}" changed from {old.code or "none"} to {new.code or "none"}.',
            ),
            before=old.code,
            after=new.code,
        )
    if comparison_title(old.title) != comparison_title(new.title):
        alike = likeness(comparison_title(old.title), comparison_title(new.title)) >= LIKELY
        yield Change(
            "policy-renamed",
            new.title,
            "",
            *sides,
            Bilingual(
                f"番号 {new.code} の施策の名が「{old.title}」から「{new.title}」に変わりました。"
                + ("" if alike else "名は似ていません。同じ番号の別の施策かもしれません。"),
                f'The policy numbered {new.code} was "{old.title}" and is "{new.title}".'
                + (
                    ""
                    if alike
                    else " The titles are not alike; it may be another policy under the same number."
                ),
            ),
            before=old.title,
            after=new.title,
            how="" if alike else "titles-unlike",
        )
    above = _above(old.parent, sections.old, sections.forward), _above(new.parent, sections.new, None)
    if above[0] != above[1]:
        was = sections.old.section(old.parent) if above[0] != "plan" else sections.old.plan.title
        now = sections.new.section(new.parent) if above[1] != "plan" else sections.new.plan.title
        yield Change(
            "policy-moved",
            new.title,
            "",
            *sides,
            Bilingual(
                f"施策「{new.name}」の上位が「{was}」から「{now}」に変わりました。",
                f'Policy "{new.name}" stood under "{was}" and stands under "{now}".',
            ),
            before=was,
            after=now,
        )
