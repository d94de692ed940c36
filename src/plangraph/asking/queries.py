"""Example queries: files that feed the command line, the editor and the tests alike.

A file `NAME.rq` begins with comment lines, then the query as it is sent:

    # ja: 同じ事業の金額が二度数えられていないか
    # en: Is the money of any project counted twice?
    # keywords: 再掲, double counting
    # kind: select

The last two lines may be left out. `kind` is the form of the query: select, ask, construct or describe.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from plangraph.errors import DescriptionError, NotFoundError
from plangraph.model.texts import Bilingual

_HEAD = re.compile(r"#\s*(ja|en|keywords|kind)\s*[:：]\s*(.*\S)\s*")
_KINDS = ("select", "ask", "construct", "describe")


@dataclass(frozen=True, slots=True)
class ExampleQuery:
    """One query with the question it answers; `name` is the file name without its ending, `kind` its form.

    `text` is the whole file, its head lines too, so that the question stays with a query that is handed on.
    """

    name: str
    question: Bilingual
    kind: str
    text: str
    keywords: tuple[str, ...] = ()


def load_queries(folder: Path) -> tuple[ExampleQuery, ...]:
    """Every example of a folder, by name. Raises DescriptionError for a file without its two questions."""
    return tuple(_load(path) for path in sorted(folder.glob("*.rq")))


def get_query(folder: Path, name: str) -> ExampleQuery:
    """One example by name; raises NotFoundError with the names that are near."""
    queries = {query.name: query for query in load_queries(folder)}
    if name in queries:
        return queries[name]
    near = tuple(get_close_matches(name, queries, n=3, cutoff=0.7))
    names = ", ".join(near or queries)
    raise NotFoundError(
        "",
        Bilingual(
            f"例「{name}」はありません。次から選んでください: {names}",
            f'there is no example "{name}"; choose from: {names}',
        ),
        near,
    )


def _load(path: Path) -> ExampleQuery:
    text = path.read_text(encoding="utf-8")
    head: dict[str, str] = {}
    for line in text.splitlines():
        matched = _HEAD.fullmatch(line)
        if matched is None:
            break
        head[matched[1]] = matched[2]
    missing = [key for key in ("ja", "en") if key not in head]
    if missing or head.get("kind", "select") not in _KINDS:
        wrong = f"# {missing[0]}:" if missing else f"# kind: {head['kind']}"
        raise DescriptionError(
            str(path),
            Bilingual(
                f"先頭の「{wrong}」の行を直してください。`# ja:` と `# en:` に質問を、`# kind:` に {'・'.join(_KINDS)} のいずれかを書きます。",
                f"mend the head line {wrong!r}: questions after `# ja:` and `# en:`, and one of {', '.join(_KINDS)} after `# kind:`",
            ),
        )
    words = tuple(word.strip() for word in head.get("keywords", "").split(",") if word.strip())
    return ExampleQuery(path.stem, Bilingual(head["ja"], head["en"]), head.get("kind", "select"), text, words)
