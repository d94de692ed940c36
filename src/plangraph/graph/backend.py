"""A SPARQL 1.1 store of someone else's in the place of the embedded one: its addresses and credentials.

--backend URL                the query address; a bare http://HOST:PORT is that of an `oxigraph` server
PLANGRAPH_BACKEND_GRAPHS     the address of its Graph Store HTTP Protocol, for loading
PLANGRAPH_BACKEND_USER       } sent when the store asks for them, by Basic or Digest (RFC 7617, RFC 7616)
PLANGRAPH_BACKEND_PASSWORD   }
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field

import httpx

from plangraph.errors import EndpointError
from plangraph.model.texts import Bilingual

GRAPHS_VARIABLE = "PLANGRAPH_BACKEND_GRAPHS"
USER_VARIABLE = "PLANGRAPH_BACKEND_USER"
PASSWORD_VARIABLE = "PLANGRAPH_BACKEND_PASSWORD"  # noqa: S105 - the name of the variable


@dataclass(frozen=True, slots=True)
class Backend:
    """Where a store takes queries and, if it is known, graphs."""

    query_url: str
    graph_url: str | None = None
    user: str = ""
    password: str = field(default="", repr=False)

    @staticmethod
    def of(url: str, environment: Mapping[str, str]) -> Backend:
        """The store that `--backend` and the environment name; raises EndpointError for an address that is none.

        >>> Backend.of("http://127.0.0.1:7878", {}).graph_url
        'http://127.0.0.1:7878/store'
        """
        address = _address(url)
        graphs = environment.get(GRAPHS_VARIABLE, "").strip()
        bare = address.path in ("", "/") and not address.query
        query_url = str(address.copy_with(path="/query")) if bare else str(address)
        own = str(address.copy_with(path="/store")) if bare else None
        return Backend(
            query_url,
            str(_address(graphs)) if graphs else own,
            environment.get(USER_VARIABLE, ""),
            environment.get(PASSWORD_VARIABLE, ""),
        )

    def auth(self) -> httpx.Auth | None:
        """What answers a challenge of the store; None where no user is named."""
        return Challenged(self.user, self.password) if self.user else None


class Challenged(httpx.Auth):
    """Credentials that are sent only when the server asks for them, in the way that it asks for."""

    def __init__(self, user: str, password: str) -> None:
        self.user = user
        self.password = password
        self.answering: httpx.Auth | None = None

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Send a request; after a 401 send it again with credentials, and so from then on."""
        if self.answering is None:
            response = yield request
            if response.status_code != 401:
                return
            asked = response.headers.get("www-authenticate", "").lower()
            kind = httpx.DigestAuth if "digest" in asked else httpx.BasicAuth
            self.answering = kind(self.user, self.password)
        yield from self.answering.auth_flow(request)


def _address(text: str) -> httpx.URL:
    try:
        address = httpx.URL(text)
    except (httpx.InvalidURL, TypeError):
        address = httpx.URL("")
    if address.userinfo:
        raise EndpointError(
            str(address.copy_with(userinfo=b"")),
            Bilingual(
                f"アドレスに利用者名を書かず、{USER_VARIABLE} と {PASSWORD_VARIABLE} で渡してください。",
                f"keep the user out of the address; set {USER_VARIABLE} and {PASSWORD_VARIABLE}",
            ),
        )
    if address.scheme not in ("http", "https") or not address.host:
        raise EndpointError(
            text,
            Bilingual(
                "ストアのアドレスではありません。http://… か https://… を指定してください。",
                "no address of a store; give http://… or https://…",
            ),
        )
    return address
