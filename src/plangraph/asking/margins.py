"""What stands in the margin of a document: what was made of each line, what was repaired, what was not read, and findings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from plangraph.asking.terms import iri_term, local_name, select
from plangraph.graph.endpoint import Endpoint
from plangraph.graph.vocabulary import PLG_IRI
from plangraph.model.places import Place
from plangraph.model.texts import Bilingual

# OPTIONAL in the place of a plain join: an engine then goes from the places of this document, and not over the whole graph.
_PLACES = """
  GRAPH ?g {
    ?line oa:hasSource %(document)s ; plg:place ?printed . ?node prov:hadPrimarySource ?line
    OPTIONAL { ?line plg:textLines ?lines }
  }"""
_MADE = f"""
SELECT DISTINCT ?node ?label ?class ?printed ?lines WHERE {{{_PLACES}
  OPTIONAL {{ ?node a ?class OPTIONAL {{ ?node rdfs:label ?label FILTER (LANG(?label) != "en") }} }}
}}"""
_SAID = """?node plg:rule ?rule ; sh:resultSeverity ?severity ; sh:resultMessage ?ja, ?en
    FILTER (LANG(?ja) = "ja" && LANG(?en) = "en")"""
_FINDINGS = f"""
SELECT DISTINCT ?node ?rule ?severity ?ja ?en ?printed ?lines WHERE {{{_PLACES}
  OPTIONAL {{ GRAPH ?f {{ {_SAID} }} }}
  FILTER (BOUND(?rule))
}}"""
_ON_ALL = f"""
SELECT DISTINCT ?node ?rule ?severity ?ja ?en WHERE {{ GRAPH ?f {{ ?node sh:focusNode %(document)s . {_SAID} }} }}"""
_ACCOUNT = """
SELECT ?repair ?not ?sha ?format WHERE {
  { %(document)s plg:repairedAt ?repair } UNION { %(document)s plg:notReadAt ?not }
  UNION { %(document)s plg:sha256 ?sha OPTIONAL { %(document)s plg:fileFormat ?format } }
}"""
_FIRST = ("Listing", "Policy", "BasicProject", "Indicator", "GuidelineEvent")
"""What is named before the parts of it (costs, contents …)."""
_SEVERITIES = ("Violation", "Warning", "Info")


@dataclass(frozen=True, slots=True)
class Made:
    """One thing that rests on a line: its address, its label ("" without one) and its class."""

    node: str
    label: str
    kind: str


@dataclass(frozen=True, slots=True)
class Remark:
    """A finding at a line. `severity` is the local name (Violation, Warning, Info)."""

    iri: str
    rule: str
    severity: str
    message: Bilingual


@dataclass(frozen=True, slots=True)
class Stretch:
    """A place as it is printed, and the lines of the text that it was read into."""

    printed: str
    lines: tuple[int, ...]


@dataclass
class Margin:
    """The margin of one document. Things and findings stand at the first line of each place; `covered` are all lines of these.

    `unplaced` are findings on the document as a whole, `stretches` the places in sheets and on pages, `sha256` and
    `format` are those of the file.
    """

    made: dict[int, list[Made]] = field(default_factory=dict)
    covered: set[int] = field(default_factory=set)
    repaired: dict[int, list[str]] = field(default_factory=dict)
    not_read: set[int] = field(default_factory=set)
    findings: dict[int, list[Remark]] = field(default_factory=dict)
    unplaced: list[Remark] = field(default_factory=list)
    stretches: list[Stretch] = field(default_factory=list)
    sha256: str = ""
    format: str = ""

    def of_note(self, lines: Iterable[int]) -> list[int]:
        """Those of the lines that were not read or have a finding, in their order."""
        return [number for number in lines if number in self.not_read or number in self.findings]

    def lines_of(self, place: str) -> tuple[int, ...]:
        """The lines that a place in the document's own terms was read into; empty where there is no such place."""
        return tuple(sorted({n for one in self.stretches if one.printed == place for n in one.lines}))


def margin_of(endpoint: Endpoint, document: str) -> Margin:
    """The margin of a document, in four queries."""
    margin = Margin()
    about = {"document": iri_term(document)}
    _take_made(margin, select(endpoint, _MADE % about))
    said = [*select(endpoint, _FINDINGS % about), *select(endpoint, _ON_ALL % about)]
    _take_findings(margin, said)
    for row in select(endpoint, _ACCOUNT % about):
        margin.sha256 = row.get("sha", margin.sha256)
        margin.format = row.get("format", margin.format)
        margin.not_read.update(_numbers(row.get("not", "")))
        place, _, words = row.get("repair", "").partition(" ")
        for number in _numbers(place):
            margin.repaired.setdefault(number, []).append(words)
    return margin


def _take_made(margin: Margin, rows: Iterable[dict[str, str]]) -> None:
    found: dict[int, dict[str, Made]] = {}
    stretches: dict[Stretch, None] = {}
    for row in rows:
        numbers = _numbers(row.get("lines", row["printed"]))
        if "lines" in row:
            stretches[Stretch(row["printed"], numbers)] = None
        if numbers and row.get("class", "").startswith(PLG_IRI):
            margin.covered.update(numbers)
            here = found.setdefault(numbers[0], {})
            made = Made(row["node"], row.get("label", ""), row["class"])
            if row["node"] not in here or _order(made) < _order(here[row["node"]]):
                here[row["node"]] = made
    margin.made = {line: sorted(things.values(), key=_order) for line, things in found.items()}
    margin.stretches = sorted(stretches, key=lambda one: (one.lines, one.printed))


def _take_findings(margin: Margin, rows: Iterable[dict[str, str]]) -> None:
    placed: dict[int, dict[str, Remark]] = {}
    whole: dict[str, Remark] = {}
    met: set[str] = set()
    for row in rows:
        severity = local_name(row["severity"])
        remark = Remark(row["node"], row["rule"], severity, Bilingual(row["ja"], row["en"]))
        numbers = _numbers(row.get("lines", row.get("printed", "")))
        if numbers:
            met.add(remark.iri)
            placed.setdefault(numbers[0], {})[remark.iri] = remark
        else:
            whole[remark.iri] = remark
    margin.findings = {line: sorted(found.values(), key=_gravity) for line, found in placed.items()}
    margin.unplaced = sorted((one for iri, one in whole.items() if iri not in met), key=_gravity)


def _numbers(place: str) -> tuple[int, ...]:
    try:
        ranges = Place.parse(place).lines
    except ValueError:
        return ()
    return tuple(number for first, last in ranges for number in range(first, last + 1))


def _order(made: Made) -> tuple[int, str, str, str]:
    name = local_name(made.kind)
    rank = _FIRST.index(name) if name in _FIRST else len(_FIRST)
    return rank, made.kind, made.label, made.node


def _gravity(remark: Remark) -> tuple[int, str, str]:
    rank = _SEVERITIES.index(remark.severity) if remark.severity in _SEVERITIES else len(_SEVERITIES)
    return rank, remark.rule, remark.iri
