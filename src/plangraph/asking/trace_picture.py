"""A trace as a picture: columns of policies, listings, the project with what carries it, divisions and guidelines.

The picture is an SVG without script or style sheet. Colours are `currentColor`, so that it follows the page around it
and is black on white alone; a page's style sheet may colour the classes `edge-home`, `edge-relisting`, `edge-oneway` and
`edge-carried`. Everything it shows stands in the trace's tables as well.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import chain

from plangraph.asking.pictures.svg import svg_document, svg_text
from plangraph.asking.trace_text import without_home
from plangraph.asking.traced import Carrier, Trace, TracedListing, TracedPlan
from plangraph.asking.wrapping import wrapped
from plangraph.model.texts import Bilingual, Lang

NOT_HELD = frozenset({"oneWay", "twoHomes", "noHome"})
"""States of marks that do not hold."""

_COLUMNS = (16, 272, 500, 756)
_BOX = 184
_LINE = 18
_PAD = 8
_GAP = 18
_TOP = 44
_WIDTH = _COLUMNS[-1] + _BOX + 16
_WRAP = 12
_LONGEST = 8
"""Lines of one box; the rest of a longer title is an ellipsis, and stands in the tables."""
_HEADS = (
    Bilingual("施策", "Policies"),
    Bilingual("掲載", "Listings"),
    Bilingual("事業", "Project"),
    Bilingual("所管・指針", "Divisions, guidelines"),
)
_DASHES = {
    "home": "",
    "relisting": "7 4",
    "oneway": "2 4",
    "carried": "10 3 2 3",
    "unread": "1 4",
    "other": "",
}
_WORDS = {
    "home": Bilingual("本掲", "home"),
    "relisting": Bilingual("再掲", "relisting"),
    "oneway": Bilingual("片側のみの記号など、成り立たない記号", "a mark that does not hold"),
    "carried": Bilingual("他の事業で実施・計上", "carried by or counted in another"),
    "unread": Bilingual("未読、または見つからないもの", "not read, or not found"),
}


@dataclass(slots=True)
class _Box:
    key: str
    lines: list[str]
    style: str
    y: float = 0.0

    @property
    def height(self) -> int:
        return len(self.lines) * _LINE + 2 * _PAD

    @property
    def middle(self) -> float:
        return self.y + self.height / 2


@dataclass(frozen=True, slots=True)
class _Edge:
    start: str
    end: str
    style: str


@dataclass(slots=True)
class _Drawing:
    """Boxes in four columns, and lines between them."""

    columns: tuple[list[_Box], ...] = field(default_factory=lambda: ([], [], [], []))
    edges: list[_Edge] = field(default_factory=list)

    def box(self, column: int, key: str, texts: Iterable[str], style: str) -> None:
        """Add a box, unless it is there; each text begins a line."""
        if all(box.key != key for box in self.columns[column]):
            lines = [line for text in texts if text for line in wrapped(text, _WRAP).splitlines()]
            if len(lines) > _LONGEST:
                lines = [*lines[: _LONGEST - 1], "…"]
            self.columns[column].append(_Box(key, lines or ["–"], style))

    def edge(self, start: str, end: str, style: str) -> None:
        """Add a line, unless it is there."""
        edge = _Edge(start, end, style)
        if edge not in self.edges:
            self.edges.append(edge)


def trace_svg(trace: Trace, lang: Lang, plan: TracedPlan | None = None) -> str:
    """The picture of a project in one plan, the latest unless another is given, as an SVG document of its own."""
    shown = plan or trace.latest
    drawing = _drawing(trace, shown, lang)
    height = _placed(drawing)
    drawn = {edge.style for edge in drawing.edges} | {box.style for box in chain(*drawing.columns)} & {
        "unread"
    }
    styles = [style for style in _WORDS if style in drawn]
    title = Bilingual(f"{trace.project} の再掲の図", f"Picture of the listings of {trace.project}")[lang]
    return svg_document(
        "trace-picture",
        (_WIDTH, height + 34),
        title,
        _description(trace, shown, lang),
        [
            *(
                f'<text x="{x}" y="24" font-weight="700" fill="currentColor">{svg_text(head[lang])}</text>'
                for x, head in zip(_COLUMNS, _HEADS, strict=True)
            ),
            *_lines(drawing),
            *(_drawn(box, x) for x, boxes in zip(_COLUMNS, drawing.columns, strict=True) for box in boxes),
            *_legend(styles, height + 14, lang),
        ],
    )


def _drawing(trace: Trace, plan: TracedPlan, lang: Lang) -> _Drawing:
    drawing = _Drawing()
    drawing.box(2, trace.iri, [trace.project], "focus")
    for item in plan.listings:
        _listing(drawing, trace, item, lang)
    for item in plan.relistings:
        if not item.iri:
            _by_mark(drawing, plan, item, lang)
    for office in plan.divisions:
        others = Bilingual(" 他", " and others")[lang] if office.and_others else ""
        drawing.box(3, office.iri, [office.name + others], "division")
        drawing.edge(trace.iri, office.iri, "other")
    for office in plan.related:
        drawing.box(3, office.iri, [office.name, Bilingual("（関連）", "(related)")[lang]], "division")
        drawing.edge(trace.iri, office.iri, "other")
    for name, iri in trace.guidelines:
        drawing.box(3, iri, [name], "guideline")
        drawing.edge(trace.iri, iri, "other")
    for how, carriers in (("carriedBy", trace.carried_by), ("countedIn", trace.counted_in)):
        for carrier in carriers:
            _carrier(drawing, carrier, trace.terms.term(how)[lang])
    return drawing


def _listing(drawing: _Drawing, trace: Trace, item: TracedListing, lang: Lang) -> None:
    """A listing, the policy it stands under, and the sections that its marks name and that were not read."""
    style = "oneway" if item.state in NOT_HELD else item.role
    policy = item.policy_iri or f"{item.iri} under nothing"
    drawing.box(0, policy, _policy(item.policy_code, item.policy_title, lang), "policy")
    drawing.box(
        1,
        item.iri,
        [
            f"{_term(trace, item.role, lang)} {item.policy_code}".strip(),
            _term(trace, item.state, lang) if item.state else "",
            _place(item.place, lang),
        ],
        style,
    )
    drawing.edge(policy, item.iri, style)
    drawing.edge(item.iri, trace.iri, style)
    for mark in item.marks:
        if mark.read is False:
            drawing.box(0, mark.policy_iri, _policy(mark.code, mark.title, lang), "unread")
            drawing.edge(mark.policy_iri, item.iri, "unread")
        elif mark.read and not mark.joined:
            drawing.box(0, mark.policy_iri, _policy(mark.code, mark.title, lang), "policy")
            drawing.edge(mark.policy_iri, item.iri, "oneway")


def _by_mark(drawing: _Drawing, plan: TracedPlan, item: TracedListing, lang: Lang) -> None:
    """A side that a mark alone speaks of has no box of its own: the line from its section to the marked listing shows it.

    Where the listing with that mark is not among those drawn, the section stands alone.
    """
    marked = {mark.policy_iri for listing in plan.listings for mark in listing.marks}
    if item.policy_iri not in marked:
        drawing.box(0, item.policy_iri, _policy(item.policy_code, item.policy_title, lang), "unread")


def _policy(code: str, title: str, lang: Lang) -> list[str]:
    return (
        [code, title if title != code else ""]
        if code or title
        else [Bilingual("施策の印字なし", "no policy printed")[lang]]
    )


def _carrier(drawing: _Drawing, carrier: Carrier, word: str) -> None:
    key = carrier.iri or f"text {carrier.project}"
    drawing.box(2, key, [f"〔{word}〕", carrier.project], "carrier" if carrier.home_read else "unread")
    drawing.edge(carrier.carries, key, "carried")


def _placed(drawing: _Drawing) -> float:
    """Give every box its height on the page; gives that of the whole."""
    heights = [sum(box.height + _GAP for box in boxes) - _GAP for boxes in drawing.columns]
    whole = max(*heights, 60)
    for boxes, height in zip(drawing.columns, heights, strict=True):
        y = _TOP + (whole - height) / 2
        for box in boxes:
            box.y = y
            y += box.height + _GAP
    return float(_TOP + whole + 16)


def _lines(drawing: _Drawing) -> list[str]:
    at = {box.key: (x, box) for x, boxes in zip(_COLUMNS, drawing.columns, strict=True) for box in boxes}
    drawn = []
    for edge in drawing.edges:
        if edge.start not in at or edge.end not in at:
            continue
        (x1, first), (x2, second) = at[edge.start], at[edge.end]
        path = _bow(x1 + _BOX, first, second) if x1 == x2 else _curve(x1 + _BOX, x2, first, second)
        dashes = f' stroke-dasharray="{_DASHES[edge.style]}"' if _DASHES[edge.style] else ""
        width = "1.25" if edge.style == "other" else "2"
        drawn.append(
            f'<path class="edge-{edge.style}" d="{path}" fill="none" stroke="currentColor" stroke-width="{width}"{dashes}/>'
        )
    return drawn


def _curve(left: int, right: int, first: _Box, second: _Box) -> str:
    """A line from the right of a box to the left of one in a later column."""
    half = (left + right) / 2
    return f"M{left} {first.middle:.1f} C{half:.1f} {first.middle:.1f} {half:.1f} {second.middle:.1f} {right} {second.middle:.1f}"


def _bow(right: int, first: _Box, second: _Box) -> str:
    """A line between two boxes of one column, or from one to itself, that leaves and enters at the right."""
    out = right + 30
    low = second.middle if first is not second else first.middle + 12
    return f"M{right} {first.middle:.1f} C{out} {first.middle:.1f} {out} {low:.1f} {right} {low:.1f}"


def _drawn(box: _Box, x: int) -> str:
    dashes = ' stroke-dasharray="1 4"' if box.style == "unread" else ""
    width = "2.5" if box.style == "focus" else "1.25"
    lines = "".join(
        f'<tspan x="{x + _PAD + 2}" y="{box.y + _PAD + 13 + row * _LINE:.1f}">{svg_text(line)}</tspan>'
        for row, line in enumerate(box.lines)
    )
    weight = ' font-weight="700"' if box.style == "focus" else ""
    return (
        f'<g class="box-{box.style}"><rect x="{x}" y="{box.y:.1f}" width="{_BOX}" '
        f'height="{box.height}" rx="5" fill="none" stroke="currentColor" stroke-width="{width}"{dashes}/>'
        f'<text fill="currentColor"{weight}>{lines}</text></g>'
    )


def _legend(styles: list[str], y: float, lang: Lang) -> list[str]:
    drawn, x = [], 16
    for style in styles:
        words = _WORDS[style][lang]
        dashes = f' stroke-dasharray="{_DASHES[style]}"' if _DASHES[style] else ""
        drawn.append(
            f'<path class="edge-{style}" d="M{x} {y:.1f} h34" fill="none" stroke="currentColor" stroke-width="2"{dashes}/>'
            f'<text x="{x + 42}" y="{y + 4:.1f}" font-size="12" fill="currentColor">{svg_text(words)}</text>'
        )
        x += 66 + int(sum(7 if c.isascii() else 12.5 for c in words))
    return drawn


def _description(trace: Trace, plan: TracedPlan, lang: Lang) -> str:
    """What the picture shows, in sentences."""
    sides = [f"{item.policy_code} {_term(trace, item.role, lang)}".strip() for item in plan.listings]
    offices = list(dict.fromkeys(office.name for office in plan.divisions))
    joint = Bilingual("、", ", ")[lang]
    said = [
        plan.title,
        Bilingual(f"掲載: {joint.join(sides)}", f"Listings: {joint.join(sides)}")[lang] if sides else "",
        without_home(plan)[lang] if sides and plan.home is None else "",
        Bilingual(f"所管: {joint.join(offices)}", f"Divisions: {joint.join(offices)}")[lang]
        if offices
        else "",
    ]
    stop = Bilingual("。", ". ")[lang]
    return stop.join(one.rstrip("。.") for one in said if one)


def _term(trace: Trace, word: str, lang: Lang) -> str:
    return trace.terms.term(word[:1].upper() + word[1:])[lang]


def _place(place: str, lang: Lang) -> str:
    lines = place.removeprefix("line=")
    return place if lines == place else Bilingual(f"{lines} 行目", f"line {lines}")[lang]
