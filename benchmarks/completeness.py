"""Completeness of the rules: every planted fault is found, and none is invented.

Made documents with planted faults (`plangraph sample`) are read, built and checked; what the report says is held against
what was planted, rule by rule. `python benchmarks/completeness.py --write` writes docs/explanation/rules-measured.md.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from urllib.parse import unquote

from pyoxigraph import Store

from plangraph.build import records_to_quads
from plangraph.bundled import bundled
from plangraph.checking.report import ReportFinding, check
from plangraph.graph.embedded import EmbeddedEndpoint
from plangraph.graph.from_records import with_unnamed_graph
from plangraph.graph.iris import DEFAULT_BASE, Iris
from plangraph.printing.documents import FORMATS
from plangraph.printing.faults import Fault
from plangraph.printing.samples import SAMPLE_LAYOUTS, Sample, SampleWish, make_samples
from plangraph.reading.document import bytes_to_stages
from plangraph.reading.listings import resolve_listings

PAGE = Path(__file__).parents[1] / "docs" / "explanation" / "rules-measured.md"
FAULTS = 0.06
WORDS_OF_LAYOUTS = {
    "implementation-plan-two-row": "二行の表",
    "one-row-table": "一行の表",
    "labelled-cards": "調書",
    "evaluation-table": "評価表",
}


@dataclass
class Score:
    """How one rule did: faults that it should find, those found, what it said, and what of that answers to a fault."""

    planted: int = 0
    found: int = 0
    said: int = 0
    right: int = 0

    @property
    def recall(self) -> float | None:
        """The share of planted faults that were found; None where none was planted."""
        return self.found / self.planted if self.planted else None

    @property
    def precision(self) -> float | None:
        """The share of findings that answer to a planted fault; None where nothing was said."""
        return self.right / self.said if self.said else None

    def add(self, other: Score) -> None:
        """Count another score in."""
        self.planted += other.planted
        self.found += other.found
        self.said += other.said
        self.right += other.right


@dataclass
class Measured:
    """The scores of the rules on one document, the faults that nothing found, and the findings that answer to none."""

    rules: dict[str, Score] = field(default_factory=lambda: defaultdict(Score))
    missed: list[Fault] = field(default_factory=list)
    invented: list[ReportFinding] = field(default_factory=list)


def measure(made: Sample) -> Measured:
    """Read, build and check one made document, and hold the report against its faults.

    A fault that several rules may find counts for the one that found it, or for the first where none did.
    """
    return compare(made, report_on(made))


def report_on(made: Sample) -> tuple[ReportFinding, ...]:
    """What the whole way from bytes to report says of a made document."""
    records = bytes_to_stages(made.printed.data, made.records.document, made.layout, place=made.name).records
    iris = Iris(DEFAULT_BASE)
    store = Store()
    store.bulk_extend(
        with_unnamed_graph(records_to_quads([records], resolve_listings([records]), iris), iris)
    )
    return check(EmbeddedEndpoint(store), bundled("shapes")).findings


def compare(made: Sample, findings: Sequence[ReportFinding]) -> Measured:
    """Hold findings against the planted faults, both ways."""
    measured = Measured()
    answered: set[int] = set()
    for fault in made.faults:
        if not fault.rules:
            continue
        hits = [i for i, finding in enumerate(findings) if finds(finding, fault, made)]
        answered.update(hits)
        rule = findings[hits[0]].rule if hits else fault.rules[0]
        measured.rules[rule].planted += 1
        measured.rules[rule].found += bool(hits)
        if not hits:
            measured.missed.append(fault)
    for i, finding in enumerate(findings):
        measured.rules[finding.rule].said += 1
        measured.rules[finding.rule].right += i in answered
        if i not in answered:
            measured.invented.append(finding)
    return measured


def finds(finding: ReportFinding, fault: Fault, made: Sample) -> bool:
    """Whether a finding is on a fault: one of its rules, and its item by name, by address, by quote or by printed line."""
    if finding.rule not in fault.rules:
        return False
    if fault.item and fault.item in (finding.item, finding.printed, finding.expected):
        return True
    if any(unquote(finding.iri).endswith(f"/{key}") for key in fault.about):
        return True
    if fault.printed and fault.printed in finding.quote:
        return True
    return bool(fault.about) and not _rows(made.where(fault)).isdisjoint(_rows([finding.place]))


def _rows(places: Iterable[str]) -> set[str]:
    """The rows that places name: `line=12-13` → 12 and 13, `sheet=一覧!A12` → 一覧!12."""
    found: set[str] = set()
    for place in places:
        for part in place.split(";"):
            name, _, rest = part.partition("=")
            if name in ("line", "row"):
                for one in rest.split(","):
                    first, _, last = one.partition("-")
                    found.update(str(n) for n in range(int(first), int(last or first) + 1))
            elif part:
                found.add(re.sub(r"![A-Z]+(\d+).*", r"!\1", part))
    return found


def samples(projects: int, formats: Sequence[str], seed: int, faults: float = FAULTS) -> Iterator[Sample]:
    """A made document of each layout in each format."""
    for format_name in formats:
        for layout in SAMPLE_LAYOUTS:
            wish = SampleWish(
                projects=projects, layouts=(layout,), format=format_name, faults=faults, seed=seed
            )
            yield from make_samples(wish)


def completeness(
    projects: int, formats: Sequence[str] = FORMATS, seed: int = 7
) -> dict[tuple[str, str], Measured]:
    """What was measured, by layout and format."""
    return {
        (made.records.document.layout, made.records.document.file.rpartition(".")[2]): measure(made)
        for made in samples(projects, formats, seed)
    }


def page(results: dict[tuple[str, str], Measured], projects: int) -> str:
    """The page of the docs: a table by rule, one by layout and format, and by name what was missed or invented."""
    whole: dict[str, Score] = defaultdict(Score)
    for measured in results.values():
        for rule, score in measured.rules.items():
            whole[rule].add(score)
    lines = [
        "# 規則の再現率と適合率",
        "",
        "<!-- benchmarks/completeness.py --write が作るページです。手で直さないでください。 -->",
        "",
        "*Every planted fault should be found, and none invented: recall and precision of each rule on made documents.*",
        "",
        f"plangraph {version('plangraph')}。`python benchmarks/completeness.py --projects {projects} --write` が、"
        f"どのレイアウトと形式でも {projects} 事業の文書を作り（`--faults {FAULTS}`）、読み、検査し、植えた誤りと比べた結果です。",
        "再現率は植えた誤りのうち見付けた割合、適合率は指摘のうち植えた誤りに当たる割合です。",
        "",
        "| 規則 | 植えた | 見付けた | 再現率 | 指摘 | 当たり | 適合率 |",
        "|---|---|---|---|---|---|---|",
        *(f"| `{rule}` | {_cells(score)} |" for rule, score in sorted(whole.items())),
        "",
        "## レイアウトと形式ごと / By layout and format",
        "",
        "| レイアウト | 形式 | 植えた | 見付けた | 再現率 | 指摘 | 当たり | 適合率 |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for (layout, format_name), measured in sorted(results.items()):
        of_all = Score()
        for score in measured.rules.values():
            of_all.add(score)
        lines.append(f"| {WORDS_OF_LAYOUTS[layout]} | {format_name} | {_cells(of_all)} |")
    lines += ["", "## 見逃しと余分な指摘 / Missed and invented", ""]
    told = [*_told(results)]
    return "\n".join([*lines, *(told or ["ありません。None."])]) + "\n"


def _told(results: dict[tuple[str, str], Measured]) -> Iterator[str]:
    for (layout, format_name), measured in sorted(results.items()):
        where = f"{WORDS_OF_LAYOUTS[layout]}、{format_name}"
        for fault in measured.missed:
            yield f"- {where}: 見逃し `{fault.kind}`「{fault.item}」"
        for finding in measured.invented:
            yield f"- {where}: 余分 `{finding.rule}`「{finding.item}」"


def _cells(score: Score) -> str:
    shares = (score.recall, score.precision)
    recall, precision = ("-" if share is None else f"{share:.3f}" for share in shares)
    return f"{score.planted} | {score.found} | {recall} | {score.said} | {score.right} | {precision}"


def main() -> int:
    """Measure, print the page, and write it where that is asked for; 1 where something was missed or invented."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--projects", type=int, default=120, help="projects of each document")
    words.add_argument("--seed", type=int, default=7)
    words.add_argument("--formats", nargs="+", default=list(FORMATS), choices=list(FORMATS))
    words.add_argument("--write", action="store_true", help=f"write {PAGE.name}")
    options = words.parse_args()
    results = completeness(options.projects, options.formats, options.seed)
    text = page(results, options.projects)
    print(text)
    if options.write:
        PAGE.write_text(text, encoding="utf-8")
    return int(any(measured.missed or measured.invented for measured in results.values()))


if __name__ == "__main__":
    sys.exit(main())
