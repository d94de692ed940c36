"""A plan as an area: policies, and in them their projects, each as large as its 事業費 counted once.

The areas are squarified (Bruls, Huizing, van Wijk 2000): rows are filled along the shorter side for as long as their
pieces become squarer by one more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from plangraph.asking.money import Sum, counted
from plangraph.asking.pictures.bars import MILLIONS, millions
from plangraph.asking.pictures.scope import Cell, Picture, Scope
from plangraph.asking.pictures.svg import SERIES, label_lines, svg_document, svg_text, text_width, words
from plangraph.model.texts import Bilingual, Lang

NAME = "treemap"
TITLE = Bilingual("事業費の面積図", "Treemap of the plan")
SAID = Bilingual(
    "面積は事業費（本掲を一度だけ数えた額、推計を含む）です。額の分からない事業と0円の事業は面積になりません。",
    "Areas are 事業費, each project once, derived figures included. Projects without a known amount, and with 0 yen, have no area.",
)
MOST_POLICIES = 40
MOST_PROJECTS = 300
_WIDTH, _HEIGHT = 960.0, 560.0
_HEAD = 22.0
_MORE = Bilingual("ほか {n} 事業", "{n} more projects")
_MORE_POLICIES = Bilingual("ほか {n} 施策", "{n} more policies")
_HEADS = (
    Bilingual("施策", "Policy"),
    Bilingual("事業", "Project"),
    Bilingual("一度だけ数えた額（円）", "Counted once (yen)"),
    Bilingual("うち推計", "Derived"),
)


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle."""

    x: float
    y: float
    width: float
    height: float


def squarified(weights: Sequence[float], area: Area) -> list[Area]:
    """Part an area by some weights (positive, the largest first) into rectangles that are nearly square.

    >>> [round(one.width * one.height) for one in squarified([6, 3, 1], Area(0, 0, 10, 10))]
    [60, 30, 10]
    """
    total = sum(weights)
    if total <= 0 or area.width <= 0 or area.height <= 0:
        return [Area(area.x, area.y, 0, 0) for _ in weights]
    scale = area.width * area.height / total
    sizes = [weight * scale for weight in weights]
    found: list[Area] = []
    left = area
    at = 0
    while at < len(sizes):
        side = min(left.width, left.height)
        end = _row_end(sizes, at, side)
        row, left = _laid(sizes[at:end], left)
        found += row
        at = end
    return found


def _row_end(sizes: Sequence[float], start: int, side: float) -> int:
    """How far a row goes: as long as its worst piece becomes no longer."""
    total, worst, end = sizes[start], _worst(sizes[start], sizes[start], sizes[start], side), start + 1
    while end < len(sizes):
        grown = total + sizes[end]
        longer = _worst(grown, sizes[start], sizes[end], side)
        if longer > worst:
            break
        total, worst, end = grown, longer, end + 1
    return end


def _worst(total: float, largest: float, smallest: float, side: float) -> float:
    if side <= 0 or total <= 0 or smallest <= 0:
        return float("inf")
    return max(side * side * largest / (total * total), total * total / (side * side * smallest))


def _laid(row: Sequence[float], area: Area) -> tuple[list[Area], Area]:
    """A row along the shorter side, and what is left of the area."""
    total = sum(row)
    if area.width >= area.height:
        thick = total / area.height if area.height else 0.0
        y, found = area.y, []
        for size in row:
            tall = size / thick if thick else 0.0
            found.append(Area(area.x, y, thick, tall))
            y += tall
        return found, Area(area.x + thick, area.y, max(area.width - thick, 0.0), area.height)
    thick = total / area.width if area.width else 0.0
    x, found = area.x, []
    for size in row:
        wide = size / thick if thick else 0.0
        found.append(Area(x, area.y, wide, thick))
        x += wide
    return found, Area(area.x, area.y + thick, area.width, max(area.height - thick, 0.0))


@dataclass(frozen=True, slots=True)
class _Piece:
    label: str
    yen: int


def treemap(scope: Scope, lang: Lang) -> Picture:
    """The picture and its table."""
    amounts = {project: counted(scope.facts, scope.plan.iri, project) for project in scope.homes}
    by_policy: dict[str, list[tuple[str, Sum]]] = {}
    for project, home in scope.homes.items():
        if amounts[project].known:
            by_policy.setdefault(home.policy, []).append((project, amounts[project]))
    rows = tuple(
        (
            Cell(scope.policy_name(policy, lang), policy),
            Cell(scope.title_of(project), project),
            Cell(f"{given.yen:,}", number=True),
            Cell(f"{given.derived:,}" if given.derived_cells else "", number=True),
        )
        for policy, projects in by_policy.items()
        for project, given in sorted(projects, key=lambda pair: (-pair[1].yen, scope.title_of(pair[0])))
    )
    pieces = list(_pieces(scope, by_policy, lang))
    svg = _drawn(scope, pieces, lang) if pieces else ""
    return Picture(NAME, TITLE[lang], svg, SAID[lang], tuple(h[lang] for h in _HEADS), rows, empty=not pieces)


def _pieces(
    scope: Scope, by_policy: dict[str, list[tuple[str, Sum]]], lang: Lang
) -> Iterator[tuple[str, list[_Piece]]]:
    """Each policy with its pieces, the largest first; beyond the bounds, the rest as one piece."""
    known = {
        policy: [(scope.title_of(project), given.yen) for project, given in projects if given.yen > 0]
        for policy, projects in by_policy.items()
    }
    ordered = sorted(
        (policy for policy, given in known.items() if given), key=lambda policy: -_whole(known[policy])
    )
    largest = sorted((yen for given in known.values() for _, yen in given), reverse=True)
    least = largest[MOST_PROJECTS] if len(largest) > MOST_PROJECTS else 0
    for policy in ordered[:MOST_POLICIES]:
        given = sorted(known[policy], key=lambda pair: (-pair[1], pair[0]))
        shown = [_Piece(title, yen) for title, yen in given if yen > least]
        rest = given[len(shown) :]
        if rest:
            shown.append(_Piece(_MORE[lang].format(n=len(rest)), _whole(rest)))
        yield scope.policy_name(policy, lang), sorted(shown, key=lambda one: -one.yen)
    others = ordered[MOST_POLICIES:]
    if others:
        rest = [pair for policy in others for pair in known[policy]]
        label = _MORE_POLICIES[lang].format(n=len(others))
        yield label, [_Piece(_MORE[lang].format(n=len(rest)), _whole(rest))]


def _whole(given: Sequence[tuple[str, int]]) -> int:
    return sum(yen for _, yen in given)


def _drawn(scope: Scope, pieces: list[tuple[str, list[_Piece]]], lang: Lang) -> str:
    pieces = sorted(pieces, key=lambda pair: -sum(one.yen for one in pair[1]))
    areas = squarified(
        [float(sum(one.yen for one in given)) for _, given in pieces], Area(1, 24, _WIDTH - 2, _HEIGHT)
    )
    parts = [words(_WIDTH - 8, 15, MILLIONS[lang], anchor="end", size=12)]
    for place, ((label, given), area) in enumerate(zip(pieces, areas, strict=True)):
        parts += _policy(label, given, area, place)
    title = f"{scope.plan.title} {TITLE[lang]}"
    return svg_document(f"picture-{NAME}", (_WIDTH, _HEIGHT + 26), title, SAID[lang], parts, font=12)


def _policy(label: str, given: list[_Piece], area: Area, place: int) -> Iterator[str]:
    head = _HEAD if area.height > 2.5 * _HEAD and area.width > 60 else 0.0
    whole = sum(one.yen for one in given)
    inner = Area(area.x + 3, area.y + 3 + head, max(area.width - 6, 0.0), max(area.height - 6 - head, 0.0))
    cells = squarified([float(one.yen) for one in given], inner)
    yield from (_piece(one, cell, place) for one, cell in zip(given, cells, strict=True))
    yield (
        f'<rect x="{area.x:.1f}" y="{area.y:.1f}" width="{area.width:.1f}" height="{area.height:.1f}" fill="none" '
        f'stroke="currentColor" stroke-width="1.5"><title>{svg_text(label[:200])} {millions(whole)}</title></rect>'
    )
    if head:
        line = label_lines(f"{label} {millions(whole)}", max(int((area.width - 12) / 12.5), 1), 1)[0]
        yield words(area.x + 7, area.y + 17, line, bold=True)


def _piece(piece: _Piece, area: Area, place: int) -> str:
    number = place % len(SERIES)
    drawn = (
        f'<rect x="{area.x:.1f}" y="{area.y:.1f}" width="{area.width:.1f}" height="{area.height:.1f}" '
        f'class="series-{number} area" fill="{SERIES[number]}" fill-opacity="0.18" stroke="{SERIES[number]}" stroke-width="1">'
        f"<title>{svg_text(piece.label[:200])} {millions(piece.yen)}</title></rect>"
    )
    across = int((area.width - 10) / 12.5)
    down = int((area.height - 8) / 15)
    if across < 3 or down < 1:
        return drawn
    amount = millions(piece.yen)
    lines = label_lines(piece.label, across, max(min(down - 1, 4), 1))
    if down > len(lines) and text_width(amount) <= across:
        lines.append(amount)
    said = [words(area.x + 6, area.y + 16 + 15 * at, line) for at, line in enumerate(lines)]
    return drawn + "".join(said)
