"""Samples: folders of made documents, each with its plan.toml, its layout and the truth about it."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import cache
from importlib import resources
from pathlib import Path

from plangraph.errors import DescriptionError
from plangraph.model.records import DocumentRecords
from plangraph.model.texts import Bilingual
from plangraph.printing.city_tables import CITY_TABLE, make_city_table, with_every_cost
from plangraph.printing.documents import FORMATS, records_to_sheet, sheet_to_document
from plangraph.printing.faults import KINDS, Fault, plant_faults
from plangraph.printing.line_faults import (
    BEHIND,
    LINE_KINDS,
    add_figures_behind,
    add_strange_lines,
    add_sums,
    with_figures_noted,
)
from plangraph.printing.made_plans import CITIES_MOST, MOST_TITLES, MadePlan, Shape, make_plan
from plangraph.printing.printed import PrintedDocument
from plangraph.printing.project_tables import years_of
from plangraph.printing.table_faults import LABEL_KINDS, TABLE_KINDS, add_dirty_labels
from plangraph.reading.layouts import Layout, file_to_layout, layout_names, load_layout
from plangraph.reading.records_json import records_to_json
from plangraph.reading.toml_lines import read_toml

SHAPES: dict[str, Shape] = {
    "implementation-plan-two-row": Shape(
        unit=1_000_000, letters=True, three_levels=True, codes=False, row_unit=True
    ),
    "one-row-table": Shape(blank_money="-"),
    "labelled-cards": Shape(yearly_content=False, blank_money="-", blank_costs=False),
}
"""The layouts of samples; the first is built in, the others lie in `printing/layouts` and are written beside the plan."""
SAMPLE_LAYOUTS = (*SHAPES, CITY_TABLE)
"""Every layout of samples: those of plans, and the evaluation table of a whole city."""
TRUTH = "truth.json"
_ROW_KINDS = (*KINDS, *TABLE_KINDS)


@dataclass(frozen=True, slots=True)
class SampleWish:
    """What a sample is to hold. `faults` is the share of every kind, `faults_of` of single kinds or rules."""

    cities: int = 1
    projects: int = 100
    seed: int = 1
    format: str = "txt"
    layouts: tuple[str, ...] = ("one-row-table",)
    editions: int = 1
    faults: float = 0.0
    faults_of: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Sample:
    """One made document: its bytes, the records that a right reading gives, and its planted faults with their places."""

    name: str
    printed: PrintedDocument
    records: DocumentRecords
    layout: Layout
    faults: tuple[Fault, ...]

    def where(self, fault: Fault) -> list[str]:
        """The printed places of a fault."""
        return [self.printed.places[key] for key in fault.about if key in self.printed.places]


def fault_names() -> tuple[str, ...]:
    """The kinds of faults, and the rules that find them: what `faults_of` may name."""
    rules = {rule for kind in _ROW_KINDS for rule in kind.rules}
    names = [kind.name for kind in _ROW_KINDS]
    return tuple(dict.fromkeys([*names, *LINE_KINDS, *LABEL_KINDS, *sorted(rules)]))


def make_samples(wish: SampleWish) -> Iterator[Sample]:
    """Make the documents of a sample one after the other; the same wish gives the same bytes.

    Raises DescriptionError for a layout, format or kind of fault that there is not, and for more titles than there are.
    """
    _check(wish)
    shares = _shares(wish)
    for city in range(wish.cities):
        for edition in range(wish.editions):
            for layout in wish.layouts:
                if (layout, wish.format) != ("implementation-plan-two-row", "xlsx"):
                    yield _make(wish, shares, city, edition, layout)


def write_samples(wish: SampleWish, into: Path, *, with_records: bool = True) -> Iterator[Sample]:
    """Write each document into a folder of its own, and give it."""
    for sample in make_samples(wish):
        folder = into / sample.name
        folder.mkdir(parents=True, exist_ok=True)
        file = sample.records.document.file
        (folder / file).write_bytes(sample.printed.data)
        if sample.layout.name not in layout_names():
            (folder / f"{sample.layout.name}.toml").write_bytes(_layout_bytes(sample.layout.name))
        (folder / "plan.toml").write_text(_plan_toml(sample), encoding="utf-8")
        (folder / TRUTH).write_text(truth_json(sample, with_records=with_records), encoding="utf-8")
        yield sample


def truth_json(sample: Sample, *, with_records: bool = True) -> str:
    """What was planted and what a right reading gives, as JSON."""
    faults = [{**asdict(fault), "where": sample.where(fault)} for fault in sample.faults]
    truth: dict[str, object] = {
        "document": sample.name,
        "faults": faults,
        "not_printed": [asdict(one) for one in sample.printed.not_printed],
    }
    if with_records:
        truth["records"] = json.loads(records_to_json(sample.records))
    return json.dumps(truth, ensure_ascii=False, indent=1) + "\n"


@cache
def sample_layout(name: str) -> Layout:
    """A layout of samples, by its name."""
    if name in layout_names():
        return load_layout(name)
    return file_to_layout(read_toml(_layout_bytes(name), f"{name}.toml"), name)


def _make(wish: SampleWish, shares: Mapping[str, float], city: int, edition: int, name: str) -> Sample:
    layout = sample_layout(name)
    plan = (
        make_city_table(wish.seed, city, edition, wish.projects)
        if name == CITY_TABLE
        else make_plan(wish.seed, city, edition, wish.projects, SHAPES[name], name)
    )
    seed = f"{wish.seed}/{city}/{edition}/{name}"
    kinds = _ROW_KINDS if name == CITY_TABLE else KINDS
    faults = list(plant_faults(plan, kinds, shares, seed))
    if name == CITY_TABLE:
        with_every_cost(plan)
    records = _described(plan, layout, wish.format)
    sheet = records_to_sheet(records, layout, wish.format)
    rng = random.Random(f"{seed}/lines")  # noqa: S311  made data, not a secret
    touched = frozenset(key for fault in faults for key in fault.about)
    if layout.family == "project-table":
        years = years_of(records)
        width = max(len(row.cells) for row in sheet.rows)
        if name == CITY_TABLE:
            faults += add_dirty_labels(sheet, records, layout.settings, years, rng, shares, touched)
        faults += add_figures_behind(sheet, width, rng, shares.get(BEHIND, 0), touched)
        records = with_figures_noted(records, faults)
        faults += add_sums(sheet, layout.settings, years, rng, min(1, 10 * shares.get("sum-differs", 0)))
    if layout.family != "project-list":
        faults += add_strange_lines(sheet, rng, shares.get("strange-line", 0))
    printed = sheet_to_document(sheet, layout, wish.format)
    digest = hashlib.sha256(printed.data).hexdigest()
    records = replace(records, document=replace(records.document, sha256=digest))
    return Sample(records.document.id, printed, records, layout, tuple(faults))


def _described(plan: MadePlan, layout: Layout, format_name: str) -> DocumentRecords:
    records = plan.records()
    file = f"plan.{format_name}"
    return replace(records, document=replace(records.document, file=file, family=layout.family))


def _shares(wish: SampleWish) -> dict[str, float]:
    """The share of each kind: its own, that of a rule that finds it, or the share of all."""
    whole = (*LINE_KINDS, *LABEL_KINDS)
    shares = dict.fromkeys((*(kind.name for kind in _ROW_KINDS), *whole), wish.faults)
    for name, share in wish.faults_of.items():
        for kind in _ROW_KINDS:
            if name in (kind.name, *kind.rules):
                shares[kind.name] = share
        if name in whole:
            shares[name] = share
    return shares


def _check(wish: SampleWish) -> None:
    unknown = [name for name in wish.layouts if name not in SAMPLE_LAYOUTS]
    unknown += [name for name in wish.faults_of if name not in fault_names()]
    unknown += [wish.format] if wish.format not in FORMATS else []
    if unknown:
        known = "、".join((*SAMPLE_LAYOUTS, *FORMATS, *fault_names()))
        raise DescriptionError(
            unknown[0],
            Bilingual(f"そのような名はありません。使えるもの: {known}", f"no such name; there are {known}"),
        )
    if wish.projects + wish.editions * max(wish.projects // 10, 1) > MOST_TITLES or wish.cities > CITIES_MOST:
        raise DescriptionError(
            "sample",
            Bilingual(
                f"作れるのは、一つの市に {MOST_TITLES:,} 事業（版を含む）、{CITIES_MOST:,} 市までです。",
                f"at most {MOST_TITLES:,} projects a city (editions included) and {CITIES_MOST:,} cities can be made",
            ),
        )


def _layout_bytes(name: str) -> bytes:
    return (resources.files("plangraph.printing") / "layouts" / f"{name}.toml").read_bytes()


def _plan_toml(sample: Sample) -> str:
    document = sample.records.document
    words = {
        "plan_title": document.plan.title,
        "municipality": document.body.name,
        "municipality_code": document.body.code,
        "plan_id": document.plan.id,
        "series": document.plan.series or "",
    }
    known = "".join(
        f'\n[known.{name}]\nvalue = "{value}"\nwhy = "作った文書の、実在しない市と計画。"\n'
        for name, value in words.items()
    )
    return f"""# plangraph sample が作った文書。市も計画も実在しない。誤りと正しい記録は {TRUTH} にある。

[document]
id = "{document.id}"
file = "{document.file}"
sha256 = "{document.sha256}"
family = "{document.family}"
layout = "{document.layout}"

[printed]
first_year = {document.first_year}
last_year = {document.last_year}
{known}"""
