"""What every page needs: the served version, the workers, the texts, the templates, the language of the request."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.routing import Match

from plangraph.asking.queries import ExampleQuery
from plangraph.model.texts import Lang
from plangraph.serving.addresses import href, with_parameters
from plangraph.serving.negotiation import preferred_lang
from plangraph.serving.phrases import phrased
from plangraph.serving.source_view import PAGE_LINES
from plangraph.serving.styles import style_sheets
from plangraph.serving.texts import Texts
from plangraph.serving.versions import Version, Versions
from plangraph.serving.words import Words
from plangraph.serving.workers import Workers

HERE = Path(__file__).parent
CORS = {"Access-Control-Allow-Origin": "*"}


@dataclass(frozen=True)
class Site:
    """One server: everything that its routes share."""

    versions: Versions
    workers: Workers
    texts: Texts
    templates: Environment
    examples: tuple[ExampleQuery, ...]

    @staticmethod
    def of(request: Request) -> Site:
        """The site that a request came to."""
        site = request.app.state.site
        assert isinstance(site, Site), "put there by create_app"
        return site

    def words(self, request: Request, version: Version) -> PageWords:
        """Texts and links for one request."""
        return PageWords(self.texts, request, version)

    def page(
        self, request: Request, name: str, *, version: Version | None = None, status: int = 200, **values: Any
    ) -> HTMLResponse:
        """Fill a template. `version` is the one that the values were taken from."""
        words = self.words(request, version or self.versions.current())
        text = self.templates.get_template(name).render(w=words, t=words.text, lang=words.lang, **values)
        headers = {"Vary": "Accept, Accept-Language", "Content-Language": words.lang}
        return HTMLResponse(text, status_code=status, headers=headers)


class PageWords(Words):
    """What a served page says and where it points: links keep the language that the reader chose."""

    def __init__(self, texts: Texts, request: Request, version: Version) -> None:
        super().__init__(texts, request_lang(request))
        self.version = version
        self.base = version.base
        self.chosen = _lang_parameter(request)
        raw: bytes = request.scope["raw_path"]
        self.path = "/" + raw.decode("ascii", "replace").lstrip("/")  # two slashes would name another host
        self.query = request.url.query
        self.styles = style_sheets()
        self._app: FastAPI = request.app

    def has(self, path: str) -> bool:
        """Whether this server answers a GET at a path that a template names; a link that leads nowhere is not shown.

        It asks the routes, so that a page of a new module is in the menus as soon as its router is in the app.
        """
        state = self._app.state
        if not hasattr(state, "known_paths"):
            state.known_paths = {}
        known: dict[str, bool] = state.known_paths
        if path not in known:
            scope = {"type": "http", "path": path, "root_path": "", "method": "GET", "headers": []}
            known[path] = any(route.matches(scope)[0] is Match.FULL for route in self._app.router.routes)
        return known[path]

    def is_at(self, path: str) -> str | None:
        """What `aria-current` says of a link: "page" on the page itself, "true" on what lies below it."""
        if self.path == path:
            return "page"
        return "true" if self.path.startswith(path + "/") else None

    def link(self, path: str, **parameters: str | None) -> str:
        """A link on this server that keeps the language the reader chose."""
        return with_parameters(path, **parameters, lang=self.chosen)

    def thing(self, iri: str) -> str | None:
        """The link to a thing; None where it must not be one."""
        target = href(iri, self.base)
        return self.link(target) if target is not None and target.startswith("/") else target

    def source(self, document: str, place: str = "") -> str:
        """The link to a place in a document, by the document's identifier or file name."""
        name = next((key for key, one in self.version.documents.items() if one.file == document), document)
        page = "/source/" + quote(name, safe="")
        if place and not place.startswith("line="):
            return self.link(page, place=place)
        first = place.removeprefix("line=").split(",")[0].split("-")[0]
        if first.isdecimal() and int(first) > PAGE_LINES:  # not on the first page
            return self.link(page, line=place.removeprefix("line=")) + f"#{place}"
        return self.link(page + (f"#{place}" if place else ""))

    def other_lang(self) -> str:
        """This page in the other language."""
        return self.in_lang("en" if self.lang == "ja" else "ja")

    def in_lang(self, lang: Lang | None) -> str:
        """This page in a language; with None in that which the browser prefers."""
        kept = [(name, value) for name, value in parse_qsl(self.query) if name != "lang"]
        query = urlencode([*kept, ("lang", lang)] if lang else kept)
        return f"{self.path}?{query}" if query else self.path

    def path_of(self, iri: str) -> str:
        """The part of an address that tells two things of one name apart."""
        return iri.removeprefix(self.base)

    def name_of(self, iri: str) -> str:
        """What to call a thing without a label: the end of an address of this graph, any other address whole.

        An amount of a policy is "cost/2016-TotalCost".
        """
        path = self.path_of(iri)
        return iri if path == iri else "/".join(path.split("/")[-2:])


def request_lang(request: Request) -> Lang:
    """`?lang=`, else what the browser prefers, else Japanese."""
    chosen = _lang_parameter(request)
    return chosen if chosen is not None else preferred_lang(request.headers.get("accept-language"))


def _lang_parameter(request: Request) -> Lang | None:
    match request.query_params.get("lang"):
        case "ja":
            return "ja"
        case "en":
            return "en"
    return None


def make_templates() -> Environment:
    """The templates of the package. Everything is escaped, and a name that is not there is an error."""
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["script_json"] = script_json
    environment.filters["phrased"] = phrased
    return environment


def script_json(data: Any) -> Markup:
    """JSON that may stand inside a script element: nothing in it can end the element or begin a comment.

    >>> print(script_json("</script>"))
    "\\u003c/script\\u003e"
    """
    text = json.dumps(data, ensure_ascii=False)
    for mark in "<>&\u2028\u2029":
        text = text.replace(mark, f"\\u{ord(mark):04x}")
    return Markup(text)  # noqa: S704 - no character of HTML is left in it


def json_answer(
    data: Mapping[str, Any] | list[Any], status: int = 200, media_type: str = "application/json"
) -> Response:
    """A JSON body with Japanese as it is; for other origins too, since everything here is public."""
    body = json.dumps(data, ensure_ascii=False, indent=2).encode("utf-8", "replace") + b"\n"
    return Response(
        body, status_code=status, media_type=media_type, headers={**CORS, "Vary": "Accept, Accept-Language"}
    )
