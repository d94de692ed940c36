"""Changes in who is in charge, and in designations; what only an organisation's own changes explain is told apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from plangraph.asking.compared import Change
from plangraph.asking.edition import OfficeChange
from plangraph.asking.edition_pair import EditionPair
from plangraph.asking.matched_projects import Pair
from plangraph.model.fiscal_years import fiscal_year_label
from plangraph.model.texts import Bilingual, comparison_title

_KINDS = {
    "renamed": Bilingual("改称", "renamed"),
    "merged": Bilingual("統合", "merged"),
    "split": Bilingual("分割", "split"),
    "closed": Bilingual("廃止", "closed"),
    "moved": Bilingual("移管", "moved"),
}


def office_changes(editions: EditionPair, pair: Pair) -> Iterator[Change]:
    """What changed in the divisions and designations of one project."""
    yield from _divisions(editions, pair)
    yield from _designations(editions, pair)


def _divisions(editions: EditionPair, pair: Pair) -> Iterator[Change]:
    """The order of offices does not matter. A relisting that prints none says nothing of who is in charge."""
    old, new = pair.old.lead, pair.new.lead
    ours = {comparison_title(name): name for name in editions.old.offices(old)}
    theirs = {comparison_title(name): name for name in editions.new.offices(new)}
    silent = any(item.role == "relisting" and not item.divisions for item in (old, new))
    if silent or (ours.keys() == theirs.keys() and old.and_others == new.and_others):
        return
    lost = [name for key, name in ours.items() if key not in theirs]
    gained = [name for key, name in theirs.items() if key not in ours]
    reasons, how = _explained(editions.office_changes, lost, gained)
    if old.and_others != new.and_others:
        how = "changed"
    title = editions.new.title_of(pair.new)
    before, after = (
        _list(list(names.values()), others)
        for names, others in ((ours, old.and_others), (theirs, new.and_others))
    )
    yield editions.change(
        "division",
        pair,
        Bilingual(
            f"「{title}」の所管が「{before or 'なし'}」から「{after or 'なし'}」に変わりました。{''.join(r.ja for r in reasons)}",
            " ".join(
                [
                    f'The divisions of "{title}" were "{before or "none"}" and are "{after or "none"}".',
                    *(r.en for r in reasons),
                ]
            ),
        ),
        before=before,
        after=after,
        how=how,
    )


def _list(names: Sequence[str], others: bool) -> str:
    return "; ".join([*names, "他"] if others else names)


def _explained(
    events: Sequence[OfficeChange], lost: Sequence[str], gained: Sequence[str]
) -> tuple[list[Bilingual], str]:
    """What recorded changes and renamed 部 explain; "changed" where an office is left that nothing explains."""
    reasons: dict[Bilingual, None] = {}
    ways: set[str] = set()
    left = {(0, name) for name in lost} | {(1, name) for name in gained}
    for one in lost:
        for other in gained:
            said = _event_between(events, one, other)
            if said is not None:
                reasons[said] = None
                ways.add("office-change")
                left -= {(0, one), (1, other)}
            elif _section(one) is not None and _section(one) == _section(other):
                reasons[_same_section(one, other)] = None
                ways.add("department")
                left -= {(0, one), (1, other)}
    for side, name in sorted(left):
        closed = next((e for e in events if e.kind == "closed" and _has(e.before, name)), None)
        if closed is not None:
            reasons[_event_words(closed)] = None
            ways.add("office-change")
            left -= {(side, name)}
    if left or not ways:
        return list(reasons), "changed"
    return list(reasons), "office-change" if "office-change" in ways else "department"


def _event_between(events: Sequence[OfficeChange], one: str, other: str) -> Bilingual | None:
    """The recorded changes that lead from one office to the other, in either direction; None where none do."""
    for start, end in ((one, other), (other, one)):
        path = _path(events, start, end)
        if path:
            words = [_event_words(event) for event in path]
            return Bilingual("".join(w.ja for w in words), " ".join(w.en for w in words))
    return None


def _path(events: Sequence[OfficeChange], start: str, end: str) -> list[OfficeChange]:
    front: list[tuple[str, list[OfficeChange]]] = [(start, [])]
    passed = {comparison_title(start)}
    while front:
        name, path = front.pop(0)
        for event in events:
            if not _has(event.before, name):
                continue
            for after in event.after:
                if comparison_title(after) == comparison_title(end):
                    return [*path, event]
                if comparison_title(after) not in passed:
                    passed.add(comparison_title(after))
                    front.append((after, [*path, event]))
    return []


def _has(names: Sequence[str], name: str) -> bool:
    return comparison_title(name) in {comparison_title(one) for one in names}


def _event_words(event: OfficeChange) -> Bilingual:
    kind = _KINDS.get(event.kind, Bilingual(event.kind, event.kind))
    before, after = "、".join(event.before), "、".join(event.after)
    ja = f"「{before}」から「{after}」" if after else f"「{before}」"
    en = f'"{before}" to "{after}"' if after else f'"{before}"'
    return Bilingual(
        f"{fiscal_year_label(event.year)}の組織の変更（{kind.ja}、{ja}）によります。",
        f"By a recorded change of offices in {fiscal_year_label(event.year, 'en')} ({kind.en}, {en}).",
    )


def _section(name: str) -> str | None:
    """The 課 of an office; None where it has no 部, so that it equals no other."""
    parts = name.split()
    return comparison_title(parts[-1]) if len(parts) > 1 else None


def _same_section(one: str, other: str) -> Bilingual:
    before, after = one.split()[0], other.split()[0]
    return Bilingual(
        f"課は同じで、部が「{before}」から「{after}」に変わっています。",
        f'The 課 is the same; its 部 was "{before}" and is "{after}".',
    )


def _designations(editions: EditionPair, pair: Pair) -> Iterator[Change]:
    """A relisting need not repeat designations: only two leads of the same standing are compared."""
    old, new = pair.old.lead, pair.new.lead
    if (old.role == "relisting") != (new.role == "relisting"):
        return
    lost = [name for name in old.designations if name not in new.designations]
    gained = [name for name in new.designations if name not in old.designations]
    if not lost and not gained:
        return
    title = editions.new.title_of(pair.new)
    ja, en = [], []
    if gained:
        ja.append(f"区分「{'」「'.join(gained)}」が付き")
        en.append(f'gained the designation "{", ".join(gained)}"')
    if lost:
        ja.append(f"区分「{'」「'.join(lost)}」がなくなり")
        en.append(f'lost the designation "{", ".join(lost)}"')
    yield editions.change(
        "designation",
        pair,
        Bilingual(f"「{title}」では、{'、'.join(ja)}ました。", f'"{title}" {" and ".join(en)}.'),
        before="; ".join(lost),
        after="; ".join(gained),
    )
