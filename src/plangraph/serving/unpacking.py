"""A zip that was sent → files in a folder, within limits and never outside the folder."""

from __future__ import annotations

import stat
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from plangraph.errors import SourceError
from plangraph.model.texts import Bilingual

MOST_FILES = 500
MOST_UNPACKED = 256 << 20
MOST_RATIO = 200
"""How many times its packed size a zip may be once unpacked, beyond the first MiB."""
_DEEPEST = 3
_CHUNK = 1 << 16
_ENCRYPTED = 0x1
_UTF8 = 0x800
_NOISE = ("__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini")


def unpack(archive: Path, folder: Path, name: str) -> None:
    """Write the files of a zip under a folder; raises SourceError for one that is damaged, too large or leads outside."""
    try:
        with zipfile.ZipFile(archive) as opened:
            _unpack(opened, archive.stat().st_size, folder, name)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
        raise SourceError(
            name,
            Bilingual(
                f"zip として開けません（{error}）。作り直してください。",
                f"cannot be opened as a zip ({error}); make it again",
            ),
        ) from None


def _unpack(opened: zipfile.ZipFile, packed: int, folder: Path, name: str) -> None:
    entries = [one for one in opened.infolist() if not one.is_dir() and not _is_noise(_name(one))]
    if len(entries) > MOST_FILES:
        raise _refused(name, f"ファイルが {MOST_FILES} を超えています", f"more than {MOST_FILES} files")
    left = min(MOST_UNPACKED, max(packed * MOST_RATIO, 1 << 20))
    if sum(one.file_size for one in entries) > left:
        raise _too_large(name)
    for entry in entries:
        target = folder / _inside(_name(entry), name)
        if entry.flag_bits & _ENCRYPTED:
            raise _refused(name, "パスワードで保護されています", "is protected by a password")
        if stat.S_ISLNK(entry.external_attr >> 16):
            raise _refused(name, f"リンク「{_name(entry)}」が入っています", f"holds a link, {_name(entry)}")
        target.parent.mkdir(parents=True, exist_ok=True)
        with opened.open(entry) as stream, target.open("xb") as file:
            while chunk := stream.read(_CHUNK):
                left -= len(chunk)
                if left < 0:
                    raise _too_large(name)
                file.write(chunk)


def _name(entry: zipfile.ZipInfo) -> str:
    """The name of an entry. Without the flag for UTF-8 it is that of an older Windows (cp932), or UTF-8 unsaid."""
    if entry.flag_bits & _UTF8:
        return entry.filename
    raw = entry.filename.encode("cp437", "replace")
    for charset in ("utf-8", "cp932"):
        try:
            return raw.decode(charset)
        except UnicodeDecodeError:
            continue
    return entry.filename


def _is_noise(name: str) -> bool:
    return any(part in _NOISE for part in PurePosixPath(name.replace("\\", "/")).parts)


def _inside(name: str, archive: str) -> Path:
    path = PurePosixPath(name.replace("\\", "/"))
    bad = path.is_absolute() or ".." in path.parts or any(":" in part for part in path.parts)
    if bad or not path.parts or not name.isprintable() or len(name.encode("utf-8", "replace")) > 240:
        raise _refused(
            archive,
            f"フォルダーの外を指す名「{name[:60]!r}」が入っています",
            f"holds a name that leads outside, {name[:60]!r}",
        )
    if len(path.parts) > _DEEPEST:
        raise _refused(archive, "フォルダーの段が深すぎます", "has folders that are too deep")
    return Path(*path.parts)


def _too_large(name: str) -> SourceError:
    return _refused(
        name,
        f"展開すると {MOST_UNPACKED >> 20} MiB を超えるか、異常に圧縮されています",
        f"is larger than {MOST_UNPACKED >> 20} MiB once unpacked, or packed beyond reason",
    )


def _refused(name: str, ja: str, en: str) -> SourceError:
    return SourceError(name, Bilingual(f"この zip は受け取れません。{ja}。", f"this zip is refused: it {en}"))
