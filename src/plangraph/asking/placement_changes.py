"""Changes in where a project stands: section, home, relistings, marks, and what carries it or counts its money."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from plangraph.asking.compared import Change
from plangraph.asking.edition import Edition, Standing
from plangraph.asking.edition_pair import EditionPair
from plangraph.asking.facts import ListingFacts
from plangraph.asking.matched_projects import Pair
from plangraph.model.texts import Bilingual, code_key, comparison_title

_OWN = "own"
_BARE = "bare"


def placement_changes(editions: EditionPair, pair: Pair) -> Iterator[Change]:
    """Everything that changed in where one project stands."""
    switched = _is_switched(editions, pair)
    yield from _home(editions, pair, switched=switched)
    yield from _relistings(editions, pair, switched=switched)
    yield from _marks(editions, pair)
    yield from _carriers(editions, pair)


# section and home


def _is_switched(editions: EditionPair, pair: Pair) -> bool:
    """Whether the home changed places with a further listing: it is now where a relisting was, or the other way round."""
    old, new = pair.old.home, pair.new.home
    if old is None or new is None or editions.sections.same(old.policy, new.policy):
        return False
    same = editions.sections.same
    return any(same(item.policy, new.policy) for item in pair.old.others) or any(
        same(old.policy, item.policy) for item in pair.new.others
    )


def _home(editions: EditionPair, pair: Pair, *, switched: bool) -> Iterator[Change]:
    old, new = pair.old.lead, pair.new.lead
    title = editions.new.title_of(pair.new)
    was, now = editions.old.section(old.policy), editions.new.section(new.policy)
    home_lost, home_found = pair.new.home is None, pair.old.home is None
    if home_lost != home_found and "relisting" in (old.role, new.role):
        words = (
            Bilingual(
                f"「{title}」の本掲（{was}）が、新しい版では読み取った範囲にありません。",
                f'The home of "{title}" ({was}) is not in what was read of the newer edition.',
            )
            if home_lost
            else Bilingual(
                f"「{title}」の本掲（{now}）が、新しい版で現れました。",
                f'The home of "{title}" ({now}) is there in the newer edition.',
            )
        )
        yield editions.change(
            "home-unread", pair, words, before="" if home_found else was, after="" if home_lost else now
        )
        return
    if "relisting" in (old.role, new.role) or editions.sections.same(old.policy, new.policy):
        return
    if switched:
        words = Bilingual(
            f"「{title}」の本掲が「{was}」から、再掲のあった「{now}」に替わりました。"
            if any(editions.sections.same(item.policy, new.policy) for item in pair.old.others)
            else f"「{title}」の本掲が「{was}」から「{now}」に替わり、元の施策には再掲が残りました。",
            f'The home of "{title}" switched from "{was}" to "{now}", one of its sections.',
        )
    else:
        words = Bilingual(
            f"「{title}」が「{was or '施策なし'}」から「{now or '施策なし'}」に移りました。",
            f'"{title}" moved from "{was or "no section"}" to "{now or "no section"}".',
        )
    yield editions.change("home-switched" if switched else "moved", pair, words, before=was, after=now)


def _relistings(editions: EditionPair, pair: Pair, *, switched: bool) -> Iterator[Change]:
    """Sections in which the project is listed again; what the switch of a home explains is left out."""
    known = editions.sections.known_as
    ours = {known(item.policy): item for item in pair.old.listings if item.role == "relisting"}
    theirs = {item.policy: item for item in pair.new.listings if item.role == "relisting"}
    if switched and pair.old.home is not None and pair.new.home is not None:
        theirs.pop(known(pair.old.home.policy), None)
        ours.pop(pair.new.home.policy, None)
    gone = [item for policy, item in ours.items() if policy not in theirs]
    come = [item for policy, item in theirs.items() if policy not in ours]
    if not gone and not come:
        return
    title = editions.new.title_of(pair.new)
    lost = sorted(editions.old.section(item.policy) for item in gone)
    gained = sorted(editions.new.section(item.policy) for item in come)
    yield editions.change(
        "relisting",
        pair,
        _relisted(title, lost, gained),
        before="; ".join(lost),
        after="; ".join(gained),
        sides=((gone or [pair.old.lead])[0], (come or [pair.new.lead])[0]),
    )


def _relisted(title: str, lost: Sequence[str], gained: Sequence[str]) -> Bilingual:
    ja, en = [], []
    if gained:
        ja.append(f"「{'」「'.join(gained)}」に加わり")
        en.append(f'is now in "{", ".join(gained)}"')
    if lost:
        ja.append(f"「{'」「'.join(lost)}」からなくなり")
        en.append(f'is no longer in "{", ".join(lost)}"')
    return Bilingual(
        f"「{title}」の再掲が{'、'.join(ja)}ました。", f'The relisting of "{title}" {" and ".join(en)}.'
    )


# marks


def _marks(editions: EditionPair, pair: Pair) -> Iterator[Change]:
    title = editions.new.title_of(pair.new)
    own = {comparison_title(editions.old.title_of(pair.old)), comparison_title(title)}
    ours = _tokens(pair.old, editions.old_sections, editions.old_numbers, own)
    theirs = _tokens(pair.new, editions.new_sections, editions.new_numbers, own)
    lost = [text for token, text in ours.items() if token not in theirs]
    gained = [text for token, text in theirs.items() if token not in ours]
    if not lost and not gained:
        return
    ja, en = [], []
    if gained:
        ja.append(f"再掲の記号（{'、'.join(gained)}）が付き")
        en.append(f"gained the mark {', '.join(gained)}")
    if lost:
        ja.append(f"再掲の記号（{'、'.join(lost)}）がなくなり")
        en.append(f"lost the mark {', '.join(lost)}")
    yield editions.change(
        "mark",
        pair,
        Bilingual(f"「{title}」では、{'、'.join(ja)}ました。", f'"{title}" {" and ".join(en)}.'),
        before="; ".join(lost),
        after="; ".join(gained),
    )


def _tokens(
    standing: Standing, sections: Mapping[str, str], numbers: Mapping[str, str], own: set[str]
) -> dict[str, str]:
    """Marks as they are compared → as printed. A mark that names the project's own number is of no section."""
    found: dict[str, str] = {}
    for item in standing.listings:
        for code in item.marks:
            found.setdefault(_token(item, code_key(code), sections, numbers, own), code)
        if item.state and not item.marks:
            found.setdefault(_BARE, "再掲")
    return found


def _token(
    item: ListingFacts, code: str, sections: Mapping[str, str], numbers: Mapping[str, str], own: set[str]
) -> str:
    if item.targets or code not in numbers:
        return f"section {sections.get(code, code)}"
    return _OWN if numbers[code] in own else f"project {numbers[code]}"


# what carries the project


def _carriers(editions: EditionPair, pair: Pair) -> Iterator[Change]:
    ours, theirs = carriers_of(editions.old, pair.old), carriers_of(editions.new, pair.new)
    if ours is None or theirs is None or ours.keys() == theirs.keys():
        return
    title = editions.new.title_of(pair.new)
    lost = [text for key, text in ours.items() if key not in theirs]
    gained = [text for key, text in theirs.items() if key not in ours]
    if not ours:
        words = Bilingual(
            f"「{title}」は、新しい版では{'、'.join(t.ja for t in gained)}とされています。",
            f'"{title}" is {", ".join(t.en for t in gained)} in the newer edition.',
        )
    elif not theirs:
        words = Bilingual(
            f"「{title}」は、古い版では{'、'.join(t.ja for t in lost)}とされ、新しい版ではそうではありません。",
            f'"{title}" was {", ".join(t.en for t in lost)} and no longer is.',
        )
    else:
        words = Bilingual(
            f"「{title}」は、{'、'.join(t.ja for t in ours.values())}から、{'、'.join(t.ja for t in theirs.values())}に変わりました。",
            f'"{title}" was {", ".join(t.en for t in ours.values())} and is {", ".join(t.en for t in theirs.values())}.',
        )
    yield editions.change(
        "carried",
        pair,
        words,
        before="; ".join(text.ja for text in lost),
        after="; ".join(text.ja for text in gained),
    )


def carriers_of(edition: Edition, standing: Standing) -> dict[tuple[str, str], Bilingual] | None:
    """What an edition says carries a project or counts its money; None where the graph cannot tell which edition says it.

    A graph keeps these links with the project, over all editions. The words of the listing decide which of several is meant.
    """
    items = [item for item in standing.listings if item.role == "carried"]
    project = edition.facts.projects.get(standing.iri)
    if not items or project is None:
        return {}
    known = edition.facts.projects
    links = [
        *(("carried", known[iri].title if iri in known else iri) for iri in project.carried_by),
        *(("counted", known[iri].title if iri in known else iri) for iri in project.counted_in),
        *(("carried", text) for text in project.carried_by_text),
        *(("counted", text) for text in project.counted_in_text),
    ]
    if len(links) > 1 and not edition.alone:
        quoted = comparison_title(
            "".join(s.quote for item in items for s in edition.details.sources.get(item.iri, ()))
        )
        links = [link for link in links if comparison_title(link[1]) in quoted]
        if not links:
            return None
    return {(how, comparison_title(name)): _carrier_words(how, name) for how, name in links}


def _carrier_words(how: str, name: str) -> Bilingual:
    if how == "carried":
        return Bilingual(f"「{name}」で実施", f'carried by "{name}"')
    return Bilingual(f"「{name}」にて計上", f'counted in "{name}"')
