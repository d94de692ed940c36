"""Who may change the served store: whoever sends the token that the server was started with."""

from __future__ import annotations

import hmac
import os
from dataclasses import dataclass, field
from pathlib import Path

from fastapi import Request

from plangraph.graph.store import current_version, write_version
from plangraph.model.texts import Bilingual
from plangraph.serving.problems import Problem, RequestError

VARIABLE = "PLANGRAPH_TOKEN"
_REALM = 'Bearer realm="plangraph"'


@dataclass(frozen=True, slots=True)
class Token:
    """The token that writes must carry (RFC 6750, clause 2.1); without one nothing can be written."""

    secret: str = field(default="", repr=False)

    @staticmethod
    def of_environment() -> Token:
        """The token in PLANGRAPH_TOKEN; an empty one is none."""
        return Token(os.environ.get(VARIABLE, "").strip())

    @staticmethod
    def of(request: Request) -> Token:
        """The token of the server that a request came to."""
        token = request.app.state.token
        assert isinstance(token, Token), "put there by create_app"
        return token

    def check(self, request: Request) -> None:
        """Raise a 403 where nothing can be written here, a 401 where the request has no token or another one."""
        self.check_open()
        scheme, _, sent = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            raise RequestError(Problem(401, "unauthorized", _NONE, headers={"WWW-Authenticate": _REALM}))
        self._compare(sent.strip().encode("latin-1"))  # as headers come

    def check_open(self) -> None:
        """Raise a 403 where nothing can be written here."""
        if not self.secret:
            raise RequestError(Problem(403, "writing-off", _OFF))

    def check_sent(self, sent: str) -> None:
        """The same check of a token that a form sent."""
        self.check_open()
        if not sent:
            raise RequestError(Problem(401, "unauthorized", _EMPTY, headers={"WWW-Authenticate": _REALM}))
        self._compare(sent.strip().encode("utf-8", "replace"))

    def _compare(self, sent: bytes) -> None:
        """Raise a 401 for another token; it takes as long for a wrong one as for the right one."""
        if not hmac.compare_digest(sent, self.secret.encode("utf-8")):
            challenge = f'{_REALM}, error="invalid_token"'
            raise RequestError(Problem(401, "unauthorized", _WRONG, headers={"WWW-Authenticate": challenge}))


def store_to_serve(folder: Path, token: Token) -> None:
    """Make an empty store where there is none and one may be written; raises StoreError where none may."""
    if token.secret and not (folder / "CURRENT").exists():
        write_version(folder, [])
    current_version(folder)


_OFF = Bilingual(
    f"このサーバーでは更新できません。更新を受け付けるには、{VARIABLE} を設定してサーバーを起動してください。",
    f"nothing can be written here; to take updates, start the server with {VARIABLE} set",
)
_NONE = Bilingual(
    "更新にはトークンが要ります。「Authorization: Bearer トークン」を添えて送ってください。",
    "a change needs the token; send Authorization: Bearer TOKEN with it",
)
_EMPTY = Bilingual("トークンを入れてください。", "give the token")
_WRONG = Bilingual("トークンが違います。", "this is not the token")
