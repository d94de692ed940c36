"""The build of a document that was sent to a server: `python -m plangraph.cli.build_job STORE DATA STAGED BASE`.

What STAGED holds becomes folders of DATA once the store with them is built, beside all that it was built of before. A
line of JSON on standard output for each step, and a last one with the outcome. Whoever waits too long kills it: DATA
and the store are as they were.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from plangraph.asking.documents import documents_of
from plangraph.build import Built, build, built_of, note_sources
from plangraph.errors import PlangraphError, SourceError, StoreError
from plangraph.graph.embedded import EmbeddedEndpoint
from plangraph.graph.iris import Iris
from plangraph.graph.store import open_current
from plangraph.model.findings import Severity
from plangraph.model.records import DocumentRecords
from plangraph.model.texts import Bilingual
from plangraph.reading.plan_toml import PLAN_TOML, load_description
from plangraph.reading.proposals import proposal_to_toml
from plangraph.reading.propose import propose_layout
from plangraph.reading.source import file_to_bytes
from plangraph.serving.report_process import end_with_server

_MEMORY = 4 << 30
_NICE = 5
_MOST_SHOWN = 40_000
_MOST_DOCUMENTS = 50


def main() -> int:
    """Build and say how it goes; 0 when the store has the document, 2 with the reason where it has not."""
    resource.setrlimit(resource.RLIMIT_DATA, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(_NICE)  # requests go first
    end_with_server()
    store, data, staged = (Path(word) for word in sys.argv[1:4])
    try:
        outcome = add_documents(store, data, staged, sys.argv[4])
    except PlangraphError as error:
        place = error.place.replace(f"{staged}/", "").replace(str(staged), "").replace(f"{data}/", "")
        say({"outcome": "failed", "place": place, "ja": error.message.ja, "en": error.message.en})
        return 2
    except MemoryError:
        say({"outcome": "failed", "place": "", "ja": _MEMORY_OUT.ja, "en": _MEMORY_OUT.en})
        return 2
    say(outcome)
    return 0


def say(event: dict[str, Any]) -> None:
    """One line of JSON."""
    print(json.dumps(event), flush=True)


def add_documents(store: Path, data: Path, staged: Path, base: str) -> dict[str, Any]:
    """Build the store with what is staged, move that into the data folder, and give the outcome."""
    say({"step": "look", "done": 0, "of": 1})
    proposed = _described(staged)
    new = {load_description(folder / PLAN_TOML).id: folder for folder in _folders(staged)}
    before = _before(store, data)
    ids = {load_description(folder / PLAN_TOML).id: folder for folder in before}
    for name in new.keys() & ids.keys():
        if data.resolve() not in ids[name].resolve().parents:
            raise SourceError(name, _ELSEWHERE)
    kept = [folder for name, folder in ids.items() if name not in new]
    _check_none_lost(store, base, {*ids, *new})
    say({"step": "look", "done": 1, "of": 1})

    def progress(step: str, done: int, of: int) -> None:
        say({"step": step, "done": done, "of": of})

    above = sorted({folder.parent for folder in kept})  # where the folders' common waivers lie
    built = build([*kept, *new.values()], store, base=base, progress=progress, waived_in=above)
    plans = {name: (folder / PLAN_TOML).read_text("utf-8")[:_MOST_SHOWN] for name, folder in new.items()}
    for name, folder in new.items():
        shutil.rmtree(data / name, ignore_errors=True)
        folder.rename(data / name)
    note_sources(store, sorted([*kept, *(data / name for name in new)]))
    return _outcome(built, new, proposed, plans)


def _described(staged: Path) -> bool:
    """See that every document has a plan.toml; say whether one was proposed for want of it."""
    if any(staged.rglob(PLAN_TOML)):
        return False
    files = sorted(path for path in staged.rglob("*") if path.is_file())
    if len(files) != 1:
        raise SourceError("", _NO_PLAN)
    file = files[0]
    data = file_to_bytes(file)
    proposal = propose_layout(data, file.name, place=str(file))
    if proposal is None:
        raise SourceError(str(file), _NO_LAYOUT)
    (file.parent / PLAN_TOML).write_text(proposal_to_toml(proposal, file.name, data), encoding="utf-8")
    return True


def _folders(staged: Path) -> list[Path]:
    """The folders of documents in what was sent; what lies at its top gets a folder of its own, so that it can be moved."""
    if (staged / PLAN_TOML).is_file():
        inner = staged / "document"
        inner.mkdir()
        for path in list(staged.iterdir()):
            if path.is_file():
                path.rename(inner / path.name)
    found = sorted(path.parent for path in staged.rglob(PLAN_TOML))
    if any(one in other.parents for one in found for other in found):
        raise SourceError("", _NESTED)
    return found


def _before(store: Path, data: Path) -> list[Path]:
    """Every folder that the store was built of or that lies in the data folder; raises StoreError where one is gone."""
    found: dict[Path, None] = {}
    for folder in [*built_of(store), *sorted(path.parent for path in data.glob(f"*/{PLAN_TOML}"))]:
        if not (folder / PLAN_TOML).is_file():
            raise StoreError(
                folder.name,
                Bilingual(
                    "ストアのもとになった文書のフォルダーがありません。戻すか、plangraph build で作り直してください。",
                    "a folder that the store was built of is gone; bring it back, or build anew with plangraph build",
                ),
            )
        found[folder.resolve()] = None
    return list(found)


def _check_none_lost(store: Path, base: str, ids: Iterable[str]) -> None:
    """Raise StoreError where the served store has a document that the build would not read."""
    kept = {Iris(base).document(name) for name in ids}
    lost = [
        one.title
        for iri, one in documents_of(EmbeddedEndpoint(open_current(store))).items()
        if iri not in kept
    ]
    if lost:
        names = "、".join(lost[:5])
        raise StoreError(
            names,
            Bilingual(
                "この文書のもとのフォルダーが分からないため、作り直すと失われます。plangraph build で一度作り直してから送ってください。",
                "where this was read from is not known, so that it would be lost; build once with plangraph build, then send again",
            ),
        )


def _outcome(built: Built, new: dict[str, Path], proposed: bool, plans: dict[str, str]) -> dict[str, Any]:
    sent = [one for one in built.documents if one.document.id in new]
    return {
        "outcome": "done",
        "version": built.version,
        "proposed": proposed,
        "documents": [_account(one, plans[one.document.id]) for one in sent[:_MOST_DOCUMENTS]],
        "count": len(sent),
        "all": len(built.documents),
    }


def _account(records: DocumentRecords, plan: str) -> dict[str, Any]:
    account, document = records.account, records.document
    findings = Counter(finding.severity for finding in records.findings)
    return {
        "id": document.id,
        "file": document.file,
        "title": document.title,
        "body": document.body.name,
        "plan_title": document.plan.title,
        "lines": account.lines,
        "read": account.lines_read,
        "repaired": account.lines_repaired,
        "not_read": account.lines_not_read,
        "policies": len(records.policies),
        "listings": len(records.listings),
        "findings": {severity.value: findings[severity] for severity in Severity},
        "plan": plan,
    }


_ELSEWHERE = Bilingual(
    "この id の文書は、送られたものではない別のフォルダーから読んでいます。そのフォルダーの文書を書き換えるか、別の id にしてください。",
    "a document of this id is read from a folder of its own; change it there, or give this one another id",
)
_NO_PLAN = Bilingual(
    "zip に plan.toml がありません。文書ごとのフォルダーに plan.toml を入れるか、文書を一つだけ送ってください。",
    "the zip has no plan.toml; put one in each document's folder, or send one document alone",
)
_NESTED = Bilingual(
    "plan.toml のあるフォルダーの中に、plan.toml のあるフォルダーがあります。並べて入れてください。",
    "a folder with a plan.toml lies in another; put them beside each other",
)
_NO_LAYOUT = Bilingual(
    "読み方の案を作れませんでした（表や一覧が見つかりません）。plan.toml を書いて一緒に送ってください。",
    "no way to read it could be proposed (neither table nor list was found); write a plan.toml and send it along",
)
_MEMORY_OUT = Bilingual(
    "メモリが足りません。文書を分けてください。", "there is not enough memory; split the document"
)


if __name__ == "__main__":
    sys.exit(main())
