"""Policies × policies by the projects that stand under both; the diagonal has the projects of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from itertools import combinations

from plangraph.asking.pictures.scope import Cell, Picture, Scope, largest
from plangraph.asking.pictures.svg import label_lines, svg_document, svg_text, text_width, words
from plangraph.model.texts import Bilingual, Lang

NAME = "matrix"
TITLE = Bilingual("施策どうしが共有する事業", "Projects that policies share")
SAID = Bilingual(
    "一つの計画の中で、両方の施策に掲載のある事業の数です。対角は各施策に掲載のある事業の数です。破線の施策は未読で、再掲の記号だけから分かります。",
    "How many projects of the plan stand under both policies; on the diagonal, under each. A policy in dashes was not read and is known from marks alone.",
)
MOST = 40
_CELL = 30
_LABEL = 284
_TOP = 96
_HEADS = (
    Bilingual("施策", "Policy"),
    Bilingual("施策", "Policy"),
    Bilingual("共有する事業", "Shared projects"),
    Bilingual("事業", "Projects"),
)
_LISTED = 5

Pair = tuple[str, str]


def shared_projects(scope: Scope) -> tuple[dict[str, int], dict[Pair, tuple[str, ...]]]:
    """The number of projects under each policy, and the projects under both of each two.

    A project stands under the policies of its listings, and under those that its marks name and that were not read.
    """
    under: dict[str, dict[str, None]] = {}
    for item in scope.listings:
        places = under.setdefault(item.project, {})
        if item.policy:
            places[item.policy] = None
        places.update((target, None) for target in item.targets if unread(scope, target))
    order = {policy: None for policy in scope.policies if policy}
    order.update((policy, None) for places in under.values() for policy in places if policy not in order)
    counts = Counter(policy for places in under.values() for policy in places)
    at = {policy: place for place, policy in enumerate(order)}
    pairs: dict[Pair, list[str]] = {}
    for project, places in under.items():
        for first, second in combinations(sorted(places, key=at.__getitem__), 2):
            pairs.setdefault((first, second), []).append(project)
    return {policy: counts[policy] for policy in order}, {
        pair: tuple(pairs[pair]) for pair in sorted(pairs, key=lambda pair: (at[pair[0]], at[pair[1]]))
    }


def unread(scope: Scope, policy: str) -> bool:
    """Whether a policy is known from marks alone."""
    known = scope.facts.policies.get(policy)
    return known is not None and known.kind == "unread-policy"


def matrix(scope: Scope, lang: Lang) -> Picture:
    """The picture and its table."""
    counts, pairs = shared_projects(scope)
    tied = Counter(policy for pair, given in pairs.items() for policy in pair for _ in given)
    kept = largest({policy: tied[policy] for policy in counts if tied[policy]}, MOST)
    rows = tuple(
        (
            Cell(scope.policy_name(first, lang), first),
            Cell(scope.policy_name(second, lang), second),
            Cell(f"{len(given):,}", number=True),
            Cell(_named(scope, given, lang)),
        )
        for (first, second), given in pairs.items()
    )
    svg = _drawn(scope, kept, counts, {p: len(g) for p, g in pairs.items()}, lang) if kept else ""
    return Picture(NAME, TITLE[lang], svg, SAID[lang], tuple(h[lang] for h in _HEADS), rows, empty=not kept)


def _named(scope: Scope, projects: tuple[str, ...], lang: Lang) -> str:
    said = Bilingual("、", ", ")[lang].join(scope.title_of(project) for project in projects[:_LISTED])
    more = len(projects) - _LISTED
    return f"{said} " + Bilingual(f"ほか{more}件", f"and {more} more")[lang] if more > 0 else said


def _drawn(
    scope: Scope, kept: tuple[str, ...], counts: Mapping[str, int], pairs: Mapping[Pair, int], lang: Lang
) -> str:
    most = max(pairs.values())
    parts = []
    for row, policy in enumerate(kept):
        y = _TOP + row * _CELL
        label = label_lines(scope.policy_name(policy, lang), 20, 1)[0]
        parts.append(words(_LABEL - 10, y + 20, label, anchor="end"))
        code = label_lines(scope.policy_code(policy, lang), 6, 1)[0]
        x = _LABEL + row * _CELL + _CELL / 2
        parts.append(
            f'<text transform="translate({x + 4:.0f} {_TOP - 8}) rotate(-60)" fill="currentColor">{svg_text(code)}</text>'
        )
        for column, other in enumerate(kept):
            count = counts[policy] if row == column else _pair(pairs, policy, other)
            parts.append(_cell(scope, (policy, other), (column, row), count, most, lang))
    width = max(_LABEL + len(kept) * _CELL + 40, _LABEL + 200)
    title = f"{scope.plan.title} {TITLE[lang]}"
    return svg_document(f"picture-{NAME}", (width, _TOP + len(kept) * _CELL + 12), title, SAID[lang], parts)


def _pair(pairs: Mapping[Pair, int], one: str, other: str) -> int:
    return pairs.get((one, other), 0) or pairs.get((other, one), 0)


def _cell(scope: Scope, names: Pair, at: tuple[int, int], count: int, most: int, lang: Lang) -> str:
    x, y = _LABEL + at[0] * _CELL, _TOP + at[1] * _CELL
    own = at[0] == at[1]
    dashes = ' stroke-dasharray="2 2"' if any(unread(scope, one) for one in names) else ""
    shade = 0.0 if own or not count else 0.12 + 0.28 * count / most
    fill = (
        f'class="series-0 area" fill="#3460fb" fill-opacity="{shade:.2f}"'
        if shade
        else f'fill="{"currentColor" if own else "none"}" fill-opacity="{0.06 if own else 0}"'
    )
    drawn = f'<rect x="{x}" y="{y}" width="{_CELL}" height="{_CELL}" {fill} stroke="currentColor" stroke-opacity="0.35" stroke-width="0.75"{dashes}>'
    first, second = (label_lines(scope.policy_code(one, lang), 20, 1)[0] for one in names)
    told = svg_text(f"{first} × {second}: {count}")
    drawn += f"<title>{told}</title></rect>"
    if not count:
        return drawn
    size = 12 if text_width(str(count), 12) < _CELL - 4 else 9
    return drawn + words(x + _CELL / 2, y + 20, str(count), anchor="middle", size=size, bold=not own)
