"""A document that is sent by a form: its file, a plan.toml, the token; or a zip of folders of documents."""

from __future__ import annotations

import shutil
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from fastapi import Request
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect

from plangraph.errors import SourceError
from plangraph.model.texts import Bilingual
from plangraph.serving.bodies import media_type_of, unsupported
from plangraph.serving.problems import Problem, RequestError, bad_request
from plangraph.serving.unpacking import unpack

MOST_SENT = 64 << 20
"""Bytes of a whole upload."""
_DRAINED = 16 << 20
_PLAN = "plan.toml"
_MOST_PLAN = 1 << 20


@dataclass(frozen=True, slots=True)
class Upload:
    """What a form held: the token, the document or zip, and a plan.toml where one was sent."""

    token: str
    file: UploadFile | None
    plan: UploadFile | None
    form: FormData

    async def close(self) -> None:
        """Let the temporary files go."""
        await self.form.close()


class _TooLargeError(MultiPartException):
    """A form of more bytes than are taken; the parser closes its files."""


async def read_upload(request: Request) -> Upload:
    """Take a form in; raises a 415 for another kind of body, a 413 for one that is too large, a 400 for a broken one."""
    kind = media_type_of(request)
    if kind != "multipart/form-data":
        raise unsupported(kind, "multipart/form-data")
    parser = MultiPartParser(
        request.headers, _bounded(request), max_files=2, max_fields=4, max_part_size=4096
    )
    try:
        form = await parser.parse()
    except _TooLargeError:
        detail = Bilingual(
            f"送れるのは {MOST_SENT >> 20} MiB までです。文書を分けてください。",
            f"an upload may have {MOST_SENT >> 20} MiB; split the document",
        )
        raise RequestError(Problem(413, "too-large", detail, headers={"Connection": "close"})) from None
    except (MultiPartException, ClientDisconnect, KeyError):
        raise bad_request(Bilingual("送られたフォームを読めません。", "the form cannot be read")) from None
    token = form.get("token")
    return Upload(token if isinstance(token, str) else "", _file(form, "file"), _file(form, "plan"), form)


def _file(form: FormData, name: str) -> UploadFile | None:
    """A file field; None where it was left empty."""
    sent = form.get(name)
    return sent if isinstance(sent, UploadFile) and sent.filename else None


async def _bounded(request: Request) -> AsyncGenerator[bytes, None]:
    length = 0
    async for chunk in request.stream():
        length += len(chunk)
        if length <= MOST_SENT:
            yield chunk
        elif length > MOST_SENT + _DRAINED:
            break
    if length > MOST_SENT:
        raise _TooLargeError("too large")


def save_upload(upload: Upload, folder: Path) -> str:
    """Write what was sent into a folder, a zip unpacked, and give the name it goes by; raises a 400 that says what is wrong."""
    if upload.file is None:
        raise bad_request(Bilingual("文書のファイルを選んでください。", "choose the document's file"))
    name = _plain_name(upload.file.filename or "")
    try:
        _save(upload.file, upload.plan, name, folder)
    except SourceError as error:
        detail = Bilingual(error.line("ja"), error.line("en"))
        raise RequestError(Problem(400, "upload-refused", detail)) from None
    return name


def _save(file: UploadFile, plan: UploadFile | None, name: str, folder: Path) -> None:
    if name == _PLAN:
        raise SourceError(
            name,
            Bilingual(
                "plan.toml だけでは読めません。文書と一緒に送ってください。",
                "is no document; send it with one",
            ),
        )
    if name.lower().endswith(".zip"):
        archive = folder / ".sent"
        _write(file, archive)
        unpack(archive, folder, name)
        archive.unlink()
    else:
        _write(file, folder / name)
    if plan is not None:
        if (plan.size or 0) > _MOST_PLAN:
            raise SourceError(_PLAN, Bilingual("大きすぎます。", "is too large"))
        _write(plan, folder / _PLAN)


def _write(sent: UploadFile, path: Path) -> None:
    with path.open("wb") as file:
        shutil.copyfileobj(sent.file, file)


def _plain_name(sent: str) -> str:
    """The last part of a file name that a browser sent; raises a 400 for one that is no name."""
    name = PurePosixPath(sent.replace("\\", "/")).name
    if (
        not name
        or name.startswith(".")
        or not name.isprintable()
        or len(name.encode("utf-8", "replace")) > 200
    ):
        detail = Bilingual(
            "このファイル名は使えません。短い名にしてください。", "this file name cannot be used"
        )
        raise RequestError(Problem(400, "upload-refused", detail))
    return name
