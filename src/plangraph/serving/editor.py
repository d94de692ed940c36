"""The editor that /sparql gives to people, and the terms of the store that it suggests."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from functools import cache
from typing import Any

from fastapi import APIRouter, Request, Response

from plangraph.asking.terms import select
from plangraph.graph.vocabulary import PLG_IRI, PREFIXES, sparql_prefixes
from plangraph.model.texts import Bilingual
from plangraph.serving.site import HERE, Site, json_answer, request_lang
from plangraph.serving.versions import Version

_FIRST_QUERY = """
SELECT ?title ?code ?role WHERE {
  ?listing a plg:Listing ; rdfs:label ?title ; plg:listingRole ?role .
  OPTIONAL { ?listing plg:listedUnder/plg:code ?code }
}
ORDER BY ?code ?title
LIMIT 50
"""


_BUILT = HERE / "static" / "built"
_SAID = (
    "sparql.cleared", "sparql.copied", "sparql.copy_yourself", "sparql.cut", "sparql.cut_short", "sparql.fault",
    "sparql.file_name", "sparql.hint_key", "sparql.link", "sparql.narrow", "sparql.next", "sparql.no", "sparql.no_terms",
    "sparql.nothing", "sparql.page_of", "sparql.place", "sparql.previous", "sparql.query", "sparql.rows", "sparql.running",
    "sparql.show_all", "sparql.stopped", "sparql.take", "sparql.too_long", "sparql.unreachable", "sparql.view_response",
    "sparql.view_table", "sparql.whole_terms", "sparql.yes",
)  # fmt: skip
"""What the scripts of both editors say."""

_CLASSES = "SELECT ?term (COUNT(*) AS ?count) WHERE { ?thing a ?term } GROUP BY ?term"
_PROPERTIES = "SELECT ?term (COUNT(*) AS ?count) WHERE { ?thing ?term ?value } GROUP BY ?term"
_LABELS = """
SELECT ?term ?language ?label WHERE {
  ?term rdfs:isDefinedBy ?ontology ; rdfs:label ?label .
  BIND (LANG(?label) AS ?language)
}"""
_log = logging.getLogger(__name__)

router = APIRouter()


def editor_page(site: Site, request: Request, query: str) -> Response:
    """The editor with a query in it, which is run at once; an empty one gives a first query that waits.

    That is YASGUI, made ready by the build (`hatch_build.py`); the plain one where that is not there, or is asked for
    by `editor=plain`.
    """
    version = site.versions.current()
    lang = request_lang(request)
    examples = [{"name": e.name, "title": e.question[lang], "query": e.text} for e in site.examples]
    return site.page(
        request,
        "sparql.html",
        version=version,
        query=query or _used_prefixes(_FIRST_QUERY) + _FIRST_QUERY,
        run=bool(query),
        rich=request.query_params.get("editor") != "plain" and _is_built(),
        examples=examples,
        prefixes=PREFIXES,
        timeout=site.workers.timeout,
        words=_script_words(site, request, version),
    )


def _is_built() -> bool:
    built = all((_BUILT / name).is_file() for name in ("editor.js", "editor.css"))
    if not built:
        _say_that_it_is_missing()
    return built


@cache
def _say_that_it_is_missing() -> None:
    _log.warning(
        "編集画面の部品がないため、簡易な編集画面を出します。`pip install` をやり直すか `make editor` を実行してください。"
        " / the editor was not built, so the plain one is shown; install again, or run `make editor`"
    )


def _script_words(site: Site, request: Request, version: Version) -> dict[str, object]:
    words = site.words(request, version)
    texts = {key: site.texts.by_key[key][words.lang] for key in _SAID}
    return {**texts, "ontology": PLG_IRI, "namespaces": PREFIXES, "lang": words.chosen}


@router.get("/api/terms", summary="The classes and properties in use")
def terms(request: Request) -> Response:
    """The terms of the served version with labels and counts: own ones first, then the commonest."""
    site = Site.of(request)
    version = site.versions.current()
    if "editor terms" not in version.kept:
        found = _terms(site, version)  # outside of the lock, for it looks at every triple
        version.once("editor terms", lambda: found)
    return json_answer(version.kept["editor terms"])


def _terms(site: Site, version: Version) -> dict[str, Any]:
    labels: dict[str, dict[str, str]] = {}
    for row in select(version.endpoint, _LABELS):
        labels.setdefault(row["term"], {})[row["language"]] = row["label"]
    return {
        "version": version.name,
        "classes": _counted(site, version, _CLASSES, labels),
        "properties": _counted(site, version, _PROPERTIES, labels),
    }


def _counted(
    site: Site, version: Version, query: str, labels: Mapping[str, Mapping[str, str]]
) -> list[dict[str, Any]]:
    rows = select(version.endpoint, query)
    made = []
    for row in sorted(rows, key=_own_first):
        own = labels.get(row["term"], {})
        said = {
            lang: site.texts.of_property(row["term"], Bilingual(own.get("ja", ""), own.get("en", "")), lang)
            for lang in ("ja", "en")
        }
        made.append({"iri": row["term"], **said, "count": int(row["count"])})
    return made


def _own_first(row: Mapping[str, str]) -> tuple[bool, int, str]:
    return not row["term"].startswith(PLG_IRI), -int(row["count"]), row["term"]


def _used_prefixes(query: str) -> str:
    lines = sparql_prefixes().splitlines(keepends=True)
    return "".join(line for line in lines if line.split()[1] in query)
