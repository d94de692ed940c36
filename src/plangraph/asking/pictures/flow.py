"""From policies to the divisions in charge: a band for each two, as wide as the number of projects."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from plangraph.asking.money import NOTHING, Sum, counted
from plangraph.asking.pictures.scope import Cell, Picture, Scope, largest
from plangraph.asking.pictures.svg import SERIES, box, label_lines, svg_document, svg_text, words
from plangraph.model.texts import Bilingual, Lang

NAME = "flow"
TITLE = Bilingual("施策から所管課への流れ", "From policies to divisions in charge")
SAID = Bilingual(
    "帯の幅は事業の数です。事業は本掲のある施策に一度だけ数え、共管の事業は所管課のそれぞれへ流れます。本掲が読まれていない事業は入りません。",
    "Bands are as wide as the number of projects. A project counts once, under the policy of its home; a shared one flows to each of its divisions. Projects whose home was not read are left out.",
)
MOST = 30
REST = "rest"
_LEFT, _RIGHT, _NODE = 300, 640, 14
_WIDTH = 960
_TOP = 40
_MORE = Bilingual("ほか {n}", "{n} more")
_HEADS = (
    Bilingual("施策", "Policy"),
    Bilingual("所管課", "Division"),
    Bilingual("事業", "Projects"),
    Bilingual("その事業の事業費（円）", "Their money (yen)"),
)

Pair = tuple[str, str]
_Name = Callable[[str], str]


def flows(scope: Scope) -> dict[Pair, tuple[int, Sum]]:
    """Policy and division → projects at home there that it is in charge of, and their money, not shared out."""
    found: dict[Pair, tuple[int, Sum]] = {}
    for project, home in scope.homes.items():
        money = counted(scope.facts, scope.plan.iri, project)
        for division in home.divisions or ("",):
            count, given = found.get((home.policy, division), (0, NOTHING))
            found[home.policy, division] = count + 1, given + money
    return found


def flow(scope: Scope, lang: Lang) -> Picture:
    """The picture and its table."""
    found = flows(scope)
    rows = tuple(
        (
            Cell(scope.policy_name(policy, lang), policy),
            Cell(scope.division_name(division, lang), division),
            Cell(f"{count:,}", number=True),
            Cell(f"{given.yen:,}" if given.known else "–", number=True),
        )
        for (policy, division), (count, given) in found.items()
    )
    counts = {pair: count for pair, (count, _) in found.items()}
    svg = _drawn(scope, counts, lang) if counts else ""
    return Picture(NAME, TITLE[lang], svg, SAID[lang], tuple(h[lang] for h in _HEADS), rows, empty=not counts)


@dataclass(slots=True)
class _Node:
    label: str
    count: int
    said: int = 0
    series: int = 0
    y: float = 0.0
    height: float = 0.0
    used: float = 0.0


def _drawn(scope: Scope, counts: Mapping[Pair, int], lang: Lang) -> str:
    left_counts, right_counts = Counter[str](), Counter[str]()
    for (policy, division), count in counts.items():
        left_counts[policy] += count
        right_counts[division] += count
    lefts = _nodes(left_counts, lambda one: scope.policy_name(one, lang), lang)
    rights = _nodes(right_counts, lambda one: scope.division_name(one, lang), lang)
    folded: Counter[Pair] = Counter()
    for (policy, division), count in counts.items():
        folded[policy if policy in lefts else REST, division if division in rights else REST] += count
    for place, node in enumerate(lefts.values()):
        node.series = place
    at_home = Counter(one.policy for one in scope.homes.values())
    for name, node in lefts.items():
        node.said = at_home[name] if name != REST else node.count
    unit = max(3.0, min(14.0, 560 / sum(left_counts.values())))
    height = max(_placed(lefts, unit), _placed(rights, unit))
    order = {name: place for place, name in enumerate(rights)}
    # Bands leave a policy in the order of the divisions, so that they cross as little as they can.
    bands = [
        _band(lefts[one], rights[other], folded[one, other], unit)
        for one in lefts
        for other in sorted((o for p, o in folded if p == one), key=order.__getitem__)
    ]
    parts = [
        words(_LEFT, 22, Bilingual("施策", "Policies")[lang], anchor="end", bold=True),
        words(_RIGHT + _NODE, 22, Bilingual("所管課", "Divisions")[lang], bold=True),
        *bands,
    ]
    for node in lefts.values():
        parts += [
            box(_LEFT, node.y, _NODE, node.height, node.series),
            *_label(node, _LEFT - 8, 20, "end"),
        ]
    for node in rights.values():
        parts += [
            f'<rect x="{_RIGHT}" y="{node.y:.1f}" width="{_NODE}" height="{node.height:.1f}" fill="currentColor" fill-opacity="0.6"/>',
            *_label(node, _RIGHT + _NODE + 8, 21, ""),
        ]
    title = f"{scope.plan.title} {TITLE[lang]}"
    return svg_document(f"picture-{NAME}", (_WIDTH, height + 16), title, SAID[lang], parts)


def _nodes(counts: Counter[str], name: _Name, lang: Lang) -> dict[str, _Node]:
    kept = largest(counts, MOST)
    found = {key: _Node(name(key), counts[key], counts[key]) for key in kept}
    rest = [key for key in counts if key not in found]
    if rest:
        together = sum(counts[key] for key in rest)
        found[REST] = _Node(_MORE[lang].format(n=len(rest)), together, together)
    return found


def _placed(nodes: Mapping[str, _Node], unit: float) -> float:
    y = float(_TOP)
    for node in nodes.values():
        node.y, node.height = y, node.count * unit
        y += max(node.height, 16.0) + 10
    return y


def _band(left: _Node, right: _Node, count: int, unit: float) -> str:
    wide = count * unit
    y1, y2 = left.y + left.used, right.y + right.used
    left.used += wide
    right.used += wide
    x1, x2 = _LEFT + _NODE, _RIGHT
    half = (x1 + x2) / 2
    number = left.series % len(SERIES)
    path = (
        f"M{x1} {y1:.1f} C{half:.0f} {y1:.1f} {half:.0f} {y2:.1f} {x2} {y2:.1f} V{y2 + wide:.1f} "
        f"C{half:.0f} {y2 + wide:.1f} {half:.0f} {y1 + wide:.1f} {x1} {y1 + wide:.1f} Z"
    )
    told = svg_text(f"{left.label[:100]} → {right.label[:100]}: {count}")
    return f'<path d="{path}" class="series-{number} area" fill="{SERIES[number]}" fill-opacity="0.3" stroke="none"><title>{told}</title></path>'


def _label(node: _Node, x: float, most: int, anchor: str) -> list[str]:
    line = label_lines(node.label, most, 1)[0]
    return [words(x, node.y + max(node.height, 16) / 2 + 4, f"{line} {node.said}", anchor=anchor)]
