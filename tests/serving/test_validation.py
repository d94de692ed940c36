"""The report as pages and files: chosen, turned over, held against earlier runs, and usable when it is long."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import re
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import httpx
import pytest

from plangraph.build import build
from plangraph.bundled import bundled
from plangraph.checking.baseline import compare, report_to_baseline
from plangraph.checking.findings import Acceptance, Report, ReportFinding, Run
from plangraph.checking.identity import identified
from plangraph.checking.report import sorted_findings
from plangraph.model.findings import Severity
from plangraph.model.texts import Bilingual
from plangraph.serving.app import create_app
from plangraph.serving.report_process import ReportMaker

from .running import PAGE, run_apart, served

RUN = Run(ended="2026-04-01T00:00:00Z", plangraph="1", engine="e", data="x", shapes="y")
EVIL = """</script><script>alert(1)</script><img src=x onerror=alert(2)>"'`{{7*7}}"""
Ask = Callable[[str], httpx.Response]


def findings_of(count: int) -> Iterator[ReportFinding]:
    """Forty rules, in turn of each severity, over fifty documents and three divisions; each seventh has none."""
    severities = list(Severity)
    for n in range(count):
        yield ReportFinding(
            rule=f"rule-{n % 40}",
            severity=severities[n % 40 % 3],
            message=Bilingual(f"「事業{n}」の金額を確かめてください。", f"Check the amount of “{n}”."),
            item=f"事業{n}",
            iri=f"https://w3id.org/plangraph/id/listing/d/1/{n}",
            division="" if n % 7 == 0 else f"部 課{n % 3}",
            policy=f"1-{n % 5} 施策",
            document=f"plan-{n % 50}.txt",
            place=f"line={n + 1}",
            line=n + 1,
            quote=f"事業{n}\t9",
            shape="https://w3id.org/plangraph/shapes#rule",
            identity=f"{n:016x}-1",
        )


@pytest.fixture(scope="module")
def asking(founding_store: Path) -> Iterator[Callable[[Report], Ask]]:
    """Asks a server that has a given report on its version."""
    app = create_app(founding_store)
    site = app.state.site
    site.versions.current().report.result()

    async def ask(path: str) -> httpx.Response:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            return await client.get(path, headers=PAGE)

    def asks(report: Report) -> Ask:
        future: Future[Report] = Future()
        future.set_result(report)

        def answer(path: str) -> httpx.Response:
            site.versions.current().report = future
            return run_apart(asyncio.wait_for(ask(path), 120))

        return answer

    yield asks
    site.versions.close()


@pytest.fixture(scope="module")
def some(asking: Callable[[Report], Ask]) -> Ask:
    """A server with 840 findings, of which the first is accepted and 40 were not there before; 10 others are gone."""
    old = list(identified(sorted_findings(findings_of(850))))
    now = list(identified(sorted_findings(findings_of(840))))
    first = replace(now[0], accepted=Acceptance(date(9999, 1, 1), "課長", "承知している。"))
    new = {f.identity for f in now[-40:]}
    before = Report(False, tuple(f for f in old if f.identity not in new), {}, RUN)
    whole = Report(False, (first, *now[1:]), {}, RUN)
    return asking(compare(whole, report_to_baseline(before, "before")))


def articles(response: httpx.Response) -> int:
    """How many findings a page shows."""
    assert response.status_code == 200, response.text[:300]
    return response.text.count('<article class="finding">')


def test_a_page_has_two_hundred_and_leads_on(some: Ask) -> None:
    """840 findings are five pages; every finding is on one of them."""
    pages = [some(f"/validation?page={n}") for n in (1, 2, 3, 4, 5)]
    assert [articles(page) for page in pages] == [200, 200, 200, 200, 40]
    items = [item for page in pages for item in re.findall(r">事業(\d+)<", page.text)]
    assert sorted(map(int, items)) == list(range(840))
    assert 'rel="next" href="/validation?page=2"' in pages[0].text
    assert 'rel="next"' not in pages[4].text


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("severity=violation&rule=rule-0", 21),
        ("division=-", 120),
        ("document=plan-3.txt", 17),
        ("policy=1-2 施策&severity=info", 63),
        ("status=new", 40),
        ("status=waived", 1),
        ("status=mended", 10),
        ("rule=nothing", 0),
    ],
)
def test_a_choice_is_the_same_on_the_page_and_in_files(some: Ask, query: str, count: int) -> None:
    """840 / 40 rules = 21; 840 / 7 = 120; 3, 53 … 803 = 17; 2, 17, 32 of each 40 = 63; what is new, accepted, gone."""
    assert articles(some(f"/validation?{query}")) == count
    rows = list(csv.DictReader(io.StringIO(some(f"/validation.csv?{query}").text.removeprefix("\ufeff"))))
    assert len(rows) == count
    assert len(json.loads(some(f"/validation.json?{query}").text)["findings"]) == count


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "sarif", "html", "ttl", "json", "txt"])
def test_the_page_leads_to_its_own_content_in_every_form(some: Ask, suffix: str) -> None:
    if suffix != "txt":
        assert f'href="/validation.{suffix}?division=-"' in some("/validation?division=-").text
    response = some(f"/validation.{suffix}?division=-")
    assert response.status_code == 200
    assert response.content


@pytest.mark.parametrize(
    ("query", "status"),
    [("severity=bad", 400), ("status=old", 400), ("group=colour", 400), ("page=0", 400), ("page=99", 400), ("page=²", 400),
     ("page=" + "9" * 99, 400), ("baseline=20260101T000000Z-000000000000", 404), ("baseline=../../etc/passwd", 404)],
)  # fmt: skip
def test_what_cannot_be_asked_is_said(some: Ask, query: str, status: int) -> None:
    assert some(f"/validation?{query}").status_code == status


def test_groups_are_counted_and_two_divisions_count_twice(asking: Callable[[Report], Ask]) -> None:
    both = replace(next(findings_of(1)), division="A課; B課")
    text = asking(Report(False, (both,), {}, RUN))("/validation?group=division").text
    assert text.count('<article class="finding">') == 2
    assert "それぞれに数えています" in text


def test_a_harmful_report_is_shown_as_text(asking: Callable[[Report], Ask]) -> None:
    """In every field, on the page and in its addresses."""
    names = ("rule", "item", "policy", "division", "document", "quote", "printed", "expected", "place", "iri")
    evil = replace(
        next(findings_of(1)),
        **dict.fromkeys(names, EVIL),
        message=Bilingual(EVIL, EVIL),
        accepted=Acceptance(date(9999, 1, 1), EVIL, EVIL),
    )
    ask = asking(Report(False, (evil,), {EVIL: Bilingual(EVIL, EVIL)}, RUN, scope=EVIL))
    for group in ("rule", "division", "policy", "document"):
        text = ask(f"/validation?group={group}").text
        assert "<script>alert" not in text
        assert "<img src=x" not in text
        assert "&lt;script&gt;alert(1)" in text


def test_a_hundred_thousand_findings_stay_usable(asking: Callable[[Report], Ask]) -> None:
    """A page is under 600 kB and comes within seconds; the table has every row."""
    ask = asking(Report(False, tuple(findings_of(100_000)), {}, RUN))
    ask("/validation")
    begun = time.monotonic()
    for query in ("page=500", "group=document&page=7", "division=-&severity=info"):
        response = ask(f"/validation?{query}")
        assert articles(response) == 200
        assert len(response.content) < 600_000
    assert time.monotonic() - begun < 15
    assert ask("/validation.csv").text.count("\r\n") == 100_001


def test_runs_are_kept_compared_and_accepted_findings_shown(tmp_path: Path) -> None:
    """A plan is built, mended and built again under a running server; a waiver lies beside its plan.toml.

    The report tells what is gone, the page offers the run, and what was accepted no longer is after its day.
    """
    source = next(p.parent for p in bundled("data").glob("*/plan.toml") if "13229" in p.parent.name)
    plan = tmp_path / "data" / "plan"
    plan.mkdir(parents=True)
    for file in source.iterdir():
        (plan / file.name).write_bytes(file.read_bytes())

    store = tmp_path / "store"
    waiver = '[[waiver]]\nrule = "figure-lost"\nitem = "庁舎機能*"\nreason = "原本で確認"\nrole = "企画政策課長"\nuntil = 2026-04-01\n'
    (plan / "waivers.toml").write_text(waiver, encoding="utf-8")
    build([tmp_path / "data"], store)
    before = ReportMaker(
        store, bundled("shapes"), lambda: datetime.fromisoformat("2026-04-01T12:00:00+09:00")
    )
    try:
        version = (store / "CURRENT").read_text().strip()
        report = before.start(version).result(120)
    finally:
        before.close()
    (accepted,) = (f for f in report.findings if f.accepted)
    assert (accepted.rule, accepted.accepted) == (
        "figure-lost", Acceptance(date(2026, 4, 1), "企画政策課長", "原本で確認"),
    )  # fmt: skip
    with served(store) as client:
        today = client.get("/validation.json").json()
        assert [f["document"] for f in today["findings"] if f["rule"] == "waiver-expired"] == [
            "plan/waivers.toml"
        ]
        assert report.run is not None
        assert (today["compared"]["with"], today["compared"]["mended"]) == (report.run.name, 0)
        assert [f["rule"] for f in today["findings"] if f["status"] == "new"] == ["waiver-expired"]
        page = client.get("/validation", headers=PAGE).text
        assert "plan/waivers.toml" in page
        assert "/source/plan" not in page
        assert (
            client.get("/validation", params={"baseline": report.run.name}, headers=PAGE).status_code == 200
        )
