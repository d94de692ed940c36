"""Documents that are sent: who may, what is refused, what becomes of the store."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import time
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest

from plangraph.build import build, built_of
from plangraph.bundled import bundled
from plangraph.errors import SourceError
from plangraph.graph.store import current_version
from plangraph.serving.jobs import Jobs
from plangraph.serving.unpacking import unpack

from .running import JSON, PAGE, served
from .test_protocol import problem_of
from .writing import BEARER, TOKEN

ID = "99999-example-r6"
TABLE = "番号\t事業名\t所管課\t令和6年度事業費(千円)\n1\t<b>防災マップ</b>の改訂\t防災課\t900\n2\t消火栓の点検\t防災課\t200\nこの行は別紙\n".encode()
PLAN = f"""[document]
id = "{ID}"
file = "plan.txt"
sha256 = "{hashlib.sha256(TABLE).hexdigest()}"
family = "project-table"
[printed]
first_year = 2024
last_year = 2024
[known.plan_title]
value = "例市実施計画"
why = "表紙"
[known.plan_id]
value = "99999-jisshi-2024"
why = "仮"
[known.municipality]
value = "例市"
why = "表紙"
[known.municipality_code]
value = "99999"
why = "架空"
[layout]
family = "project-table"
[[layout.column]]
is = "row-number"
header = "番号"
[[layout.column]]
is = "project"
header = "事業名"
[[layout.column]]
is = "division"
header = "所管課"
[[layout.column]]
is = "cost"
header = '令和6年度事業費\\(千円\\)'
""".encode()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a store of one founding document."""
    home = tmp_path_factory.mktemp("uploads")
    shutil.copytree(bundled("data") / "13229-nishitokyo-h24-chapter6", home / "src" / "a")
    build([home / "src"], home / "store")
    return home


@pytest.fixture(scope="module")
def taking(home: Path) -> Iterator[httpx.Client]:
    """A client of a server that takes documents."""
    with ExitStack() as stack:
        with (
            pytest.MonkeyPatch.context() as patch
        ):  # for the start alone: other servers of these tests have no token
            patch.setenv("PLANGRAPH_TOKEN", TOKEN)
            client = stack.enter_context(served(home / "store", data=home / "data"))
        yield client


def send(
    client: httpx.Client, name: str, data: bytes, plan: bytes | None = None, **more: Any
) -> httpx.Response:
    """Send a document by the form, with the token."""
    files: dict[str, Any] = {"file": (name, data)}
    if plan is not None:
        files["plan"] = ("plan.toml", plan)
    return client.post("/documents", files=files, data={"token": TOKEN, **more}, headers=JSON)


def outcome_of(client: httpx.Client, answer: httpx.Response) -> dict[str, Any]:
    """What came of an upload, once it is done."""
    assert answer.status_code == 202, answer.text
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        job: dict[str, Any] = client.get(answer.headers["location"], headers=JSON).json()
        if job["state"] in ("done", "failed"):
            return job
        time.sleep(0.1)
    raise TimeoutError


def zipped(files: dict[str, bytes]) -> bytes:
    """A zip of these files."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return made.getvalue()


def test_a_document_is_read_and_served(taking: httpx.Client, home: Path) -> None:
    """The account counts its lines by hand: four, one of them not read; the document that was there before stays."""
    job = outcome_of(taking, send(taking, "plan.txt", TABLE, PLAN))
    assert job["state"] == "done", job.get("ja")
    (account,) = job["documents"]
    assert (account["lines"], account["not_read"], account["listings"]) == (4, 1, 2)
    assert job["proposed"] is False
    ids = {one["id"] for one in taking.get("/documents", headers=JSON).json()}
    assert ids >= {ID, "13229-nishitokyo-h24-chapter6"}
    text = taking.get(f"/source/{ID}", headers=PAGE).text
    assert "<b>防災マップ" not in text
    assert "&lt;b&gt;防災マップ" in text
    assert (home / "data" / ID / "plan.toml").is_file()
    assert not list((home / "data" / ".staged").iterdir())
    assert {path.name for path in built_of(home / "store")} >= {ID, "a"}
    events = taking.get(f"/jobs/{job['id']}/events").text
    assert "event: step" in events
    assert '"step": "read"' in events
    assert events.rstrip().endswith(f"data: {json.dumps({'state': 'done'})}")
    page = taking.get(f"/jobs/{job['id']}", headers=PAGE).text
    assert f"/source/{ID}?show=notable" in page
    assert "/validation" in page


def test_a_document_sent_again_takes_the_place_of_the_first(taking: httpx.Client) -> None:
    """As a zip of its folder, under its id; there is no second one."""
    outcome_of(taking, send(taking, "plan.txt", TABLE, PLAN))
    job = outcome_of(taking, send(taking, "r6.zip", zipped({"r6/plan.txt": TABLE, "r6/plan.toml": PLAN})))
    assert job["state"] == "done", job.get("ja")
    ids = [one["id"] for one in taking.get("/documents", headers=JSON).json()]
    assert ids.count(ID) == 1


def test_without_a_plan_toml_a_proposal_is_used_and_said_so(taking: httpx.Client) -> None:
    """The page says it, and shows the plan.toml that was made."""
    data = "番号,事業名,所管課,令和6年度事業費(千円)\n" + "".join(
        f"{n},事業その{n},総務課,{n}00\n" for n in range(1, 9)
    )
    job = outcome_of(taking, send(taking, "list.csv", data.encode()))
    assert job["state"] == "done", job.get("ja")
    assert job["proposed"] is True
    page = taking.get(f"/jobs/{job['id']}", headers=PAGE).text
    assert "案で読みました" in page
    assert "（未記入）" in page


def test_what_cannot_be_read_is_said_in_words_and_changes_nothing(taking: httpx.Client, home: Path) -> None:
    """A PDF that is broken, another file than plan.toml speaks of, a file that names no table: the store stays."""
    before = current_version(home / "store")
    broken = outcome_of(taking, send(taking, "plan.pdf", b"%PDF-1.7\nbroken"))
    assert broken["state"] == "failed"
    assert "PDF" in broken["ja"]
    other = outcome_of(taking, send(taking, "plan.txt", TABLE + b"\n", PLAN))
    assert "sha256" in other["ja"]
    assert other["place"].endswith("plan.txt")
    assert str(home) not in json.dumps(other)
    page = taking.get(f"/jobs/{other['id']}", headers=PAGE).text
    assert "読み取れませんでした" in page
    assert current_version(home / "store") == before


def test_a_document_that_comes_from_elsewhere_is_not_replaced(taking: httpx.Client) -> None:
    """Its id is that of a folder which nobody sent."""
    plan = (bundled("data") / "13229-nishitokyo-h24-chapter6" / "plan.toml").read_bytes()
    text = (bundled("data") / "13229-nishitokyo-h24-chapter6" / "002_5e10e91ed6475fb9.txt").read_bytes()
    job = outcome_of(taking, send(taking, "002_5e10e91ed6475fb9.txt", text, plan))
    assert job["state"] == "failed"
    assert "id" in job["ja"]


def test_the_token_must_be_sent_and_right(taking: httpx.Client) -> None:
    """401 for none and for a wrong one, in the form and in the header; the header alone is enough."""
    files = {"file": ("plan.txt", TABLE)}
    problem_of(taking.post("/documents", files=files, headers=JSON), 401)
    problem_of(taking.post("/documents", files=files, data={"token": "wrong"}, headers=JSON), 401)
    wrong = {**JSON, "Authorization": "Bearer wrong"}
    problem_of(taking.post("/documents", files=files, data={"token": TOKEN}, headers=wrong), 401)
    answer = taking.post("/documents", files={"file": ("x.txt", b"?")}, headers={**JSON, **BEARER})
    assert outcome_of(taking, answer)["state"] == "failed"


def test_what_is_no_upload_is_refused(taking: httpx.Client) -> None:
    """415 for another kind of body, 400 for a form without a file or with a bare plan.toml, 404 for an unknown job."""
    problem_of(taking.post("/documents", content=b"x", headers={**JSON, "Content-Type": "text/plain"}), 415)
    problem_of(
        taking.post("/documents", files={"none": ("a", b"")}, data={"token": TOKEN}, headers=JSON), 400
    )
    problem_of(send(taking, "plan.toml", PLAN), 400)
    problem_of(taking.get("/jobs/nothing", headers=JSON), 404)


def test_an_upload_that_is_too_large_is_refused(taking: httpx.Client) -> None:
    """65 MiB: 413."""
    problem_of(send(taking, "plan.txt", b"a" * (65 << 20)), 413)


def test_a_zip_that_unpacks_beyond_reason_is_refused(taking: httpx.Client) -> None:
    """300 MiB of zeros in some hundred kB: 400, at once."""
    assert (
        "異常に圧縮"
        in problem_of(send(taking, "plan.zip", zipped({"plan.txt": bytes(300 << 20)})), 400)["detail"]
    )


@pytest.mark.parametrize(
    "name", ["../plan.txt", "/etc/plan.txt", "a/../../plan.txt", "C:\\plan.txt", "a/b/c/d.txt"]
)
def test_a_zip_leads_nowhere_else(tmp_path: Path, name: str) -> None:
    """Nothing is written outside of the folder."""
    (tmp_path / "in").mkdir()
    (tmp_path / "x.zip").write_bytes(zipped({name: b"x"}))
    with pytest.raises(SourceError):
        unpack(tmp_path / "x.zip", tmp_path / "in", "x.zip")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "x.zip"]


def test_a_link_in_a_zip_is_refused(tmp_path: Path) -> None:
    """A symbolic link is a file whose mode says so."""
    entry = zipfile.ZipInfo("plan.txt")
    entry.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr(entry, "/etc/passwd")
    with pytest.raises(SourceError, match="link"):
        unpack(tmp_path / "x.zip", tmp_path, "x.zip")


def test_without_a_token_or_a_folder_nothing_is_taken(client: httpx.Client, writable: httpx.Client) -> None:
    """403 and no form: without a token, and with one but no --data."""
    for server, words in ((client, "PLANGRAPH_TOKEN"), (writable, "--data")):
        page = server.get("/documents", headers=PAGE).text
        assert 'type="password"' not in page
        assert words in page
        assert words in problem_of(send(server, "plan.txt", TABLE, PLAN), 403)["detail"]


def test_a_build_that_takes_too_long_is_ended(home: Path, tmp_path: Path) -> None:
    """After its seconds the process is killed, and the job says so."""
    jobs = Jobs(home / "store", tmp_path / "data", seconds=0.01)
    staged = jobs.stage()
    (staged / "plan.txt").write_bytes(TABLE)
    job = jobs.submit(staged, "plan.txt", "https://w3id.org/plangraph/id/")
    deadline = time.monotonic() + 20
    while job.outcome is None and time.monotonic() < deadline:
        time.sleep(0.05)
    assert job.outcome is not None
    assert "制限時間" in job.outcome["ja"]
    jobs.close()
    assert not staged.exists()
