"""A guard over a page: what it asks for, what its policy stopped, what its scripts said."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, Response, WebSocket

_TELL = (
    "addEventListener('securitypolicyviolation', (event) =>"
    " console.error('policy: ' + event.violatedDirective + ' ' + event.blockedURI))"
)


def guarded(context: BrowserContext, address: str) -> tuple[Page, list[str]]:
    """A page of a context and the list of what goes wrong in it, of every frame and window that it opens.

    Wrong are requests and sockets to another place than `address`, documents of it without the strict policy, files
    of it that fail, breaches of the policy, errors and warnings of the console, and errors that no script caught.
    """
    wrong: list[str] = []
    context.add_init_script(_TELL)
    context.on("request", _watches_requests(address, wrong))
    context.on("response", _watches_answers(address, wrong))
    context.on("console", _watches_console(wrong))
    context.on("weberror", lambda error: wrong.append(f"script: {error.error}"))
    page = context.new_page()
    page.on("websocket", _watches_sockets(address, wrong))
    page.on("crash", lambda _: wrong.append("the page crashed"))
    return page, wrong


def _watches_requests(address: str, wrong: list[str]) -> Callable[[Request], None]:
    def watch(request: Request) -> None:
        if not request.url.startswith((address + "/", "data:", "file:", "blob:")):
            wrong.append(f"asks outside: {request.url}")

    return watch


def _watches_answers(address: str, wrong: list[str]) -> Callable[[Response], None]:
    def watch(response: Response) -> None:
        if not response.url.startswith(address + "/"):
            return
        kind = response.request.resource_type
        policy = response.headers.get("content-security-policy", "")
        if kind == "document" and ("default-src 'none'" not in policy or "unsafe" in policy):
            wrong.append(f"a loose policy: {response.url}")
        if kind in ("stylesheet", "script", "image", "font") and response.status >= 400:
            wrong.append(f"{response.status}: {response.url}")

    return watch


def _watches_console(wrong: list[str]) -> Callable[[ConsoleMessage], None]:
    def watch(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            wrong.append(f"{message.type}: {message.text}")

    return watch


def _watches_sockets(address: str, wrong: list[str]) -> Callable[[WebSocket], None]:
    def watch(socket: WebSocket) -> None:
        if not socket.url.startswith(address.replace("http", "ws", 1) + "/"):
            wrong.append(f"a socket outside: {socket.url}")

    return watch
