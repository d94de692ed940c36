"""Bytes → text: which character set a Japanese text is in, told by what can be decoded and by what reads as Japanese.

Bytes of one set often are valid in another: two half-width katakana in CP932 are one kanji in EUC-JP. Each set in which
the whole file can be decoded is weighed by how usual its characters are; where the scales do not tip, nothing is
guessed and the layout has to say it (`[file] charset`).
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from plangraph.errors import SourceError
from plangraph.model.texts import Bilingual
from plangraph.reading.formats.character_costs import characters_to_cost

_NEC = "plangraph-nec-characters"
_NEC_OR_MARK = "plangraph-nec-characters-or-mark"

CODECS = {
    "UTF-8": "utf-8",
    "CP932": "cp932",
    "EUC-JP": "euc_jp",
    "ISO-2022-JP": "iso2022_jp_ext",
    "UTF-16LE": "utf-16-le",
    "UTF-16BE": "utf-16-be",
    "UTF-32LE": "utf-32-le",
    "UTF-32BE": "utf-32-be",
    "Shift_JIS-2004": "shift_jis_2004",
    "EUC-JIS-2004": "euc_jis_2004",
}
"""The sets that are read, by the name that is kept."""
_ALIASES = {
    "utf8": "UTF-8", "utf8sig": "UTF-8", "ascii": "UTF-8", "usascii": "UTF-8",
    "cp932": "CP932", "ms932": "CP932", "windows31j": "CP932", "shiftjis": "CP932", "sjis": "CP932", "xsjis": "CP932",
    "mskanji": "CP932",
    "eucjp": "EUC-JP", "ujis": "EUC-JP", "xeucjp": "EUC-JP", "cp51932": "EUC-JP",
    "iso2022jp": "ISO-2022-JP", "jis": "ISO-2022-JP", "cp50220": "ISO-2022-JP", "cp50221": "ISO-2022-JP",
    "utf16le": "UTF-16LE", "utf16be": "UTF-16BE", "utf32le": "UTF-32LE", "utf32be": "UTF-32BE",
    "shiftjis2004": "Shift_JIS-2004", "shiftjisx0213": "Shift_JIS-2004", "eucjis2004": "EUC-JIS-2004",
}  # fmt: skip
_MARKS = (
    (codecs.BOM_UTF8, "UTF-8"),
    (codecs.BOM_UTF32_LE, "UTF-32LE"),
    (codecs.BOM_UTF32_BE, "UTF-32BE"),
    (codecs.BOM_UTF16_LE, "UTF-16LE"),
    (codecs.BOM_UTF16_BE, "UTF-16BE"),
)
_ESCAPES = re.compile(rb"\x1b(?:\$[@B]|\$\([DOPQ]|\([BJI])")
_HIGH = re.compile(rb"[\x80-\xff]")
_HALF = re.compile(rb"\xed[\xa0-\xbf][\x80-\xbf]")
_TELLING = re.compile(rb"[\x00-\x08\x0e-\x19\x1c-\x1f\x80-\xff]")
"""Bytes that are not of an ASCII text; the escape of ISO-2022-JP and the end mark of DOS are left out."""
_NOT_JAPANESE = re.compile(
    "[^\t\n\r\x20-\x7e\xa0-\xff\u0391-\u0451\u2000-\u2bff\u3000-\u33ff"
    "\u4e00-\u9fff\uf900-\ufaff\ufeff\uff00-\uffef\U0001f000-\U0003ffff]"
)
_IMPOSSIBLE = {
    "CP932": re.compile("[\x80\uf8f0-\uf8f3]"),
    "UTF-16LE": _NOT_JAPANESE,
    "UTF-16BE": _NOT_JAPANESE,
}
"""What the decoder lets through and no text has: in CP932 the bytes 80, A0, FD, FE and FF. UTF-16 without a mark is
believed only where every character is one of a Japanese text."""
_SAMPLE = 8192
_MISFIT = 30.0
_RARITY = {"UTF-8": -6.0, "UTF-16LE": 14.0, "UTF-16BE": 14.0}
"""UTF-8 is what most files are in; UTF-16 without a byte order mark is hardly met."""
_MARGIN = 12.0
"""By how many bits the best reading must beat the next: some 4,000 to one."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file's text with newlines as `\\n`, and the character set it was in.

    `declared` is what the file says of itself where it says something else.
    """

    text: str
    charset: str
    declared: str | None = None


def bytes_to_decoded(
    data: bytes, place: str, *, charset: str | None = None, declared: str | None = None
) -> Decoded:
    """Decode a text in whatever character set Japanese files have, and bring every newline to `\\n`.

    `charset` is taken as said; `declared` (an HTML page's own word) decides only where the bytes do not. Raises SourceError
    with the line of the first byte that does not fit, for a NUL, and where two character sets are equally likely.

    >>> bytes_to_decoded("市民参加の推進".encode("euc_jp"), "a.txt")
    Decoded(text='市民参加の推進', charset='EUC-JP', declared=None)
    """
    name = _said(charset, data, place) or _marked(data) or _told(data, place, declared)
    text = _decoded(data, name, place)
    if "\0" in text:
        raise _nul(place, text)
    own = None if declared is None else charset_name(declared)
    differs = declared is not None and own != name and (own or "").rstrip("LBE") != name.rstrip("LBE")
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return Decoded(plain, name, declared if differs and _says_anything(data, name) else None)


def charset_name(word: str) -> str | None:
    """The name under which a character set is kept; None where it is none that is read.

    >>> charset_name("x-sjis"), charset_name("Windows-31J"), charset_name("latin-1")
    ('CP932', 'CP932', None)
    """
    return _ALIASES.get(re.sub(r"[-_. ]", "", word.lower()).removeprefix("cs"))


def _said(charset: str | None, data: bytes, place: str) -> str | None:
    """The set that the layout names."""
    if charset is None:
        return None
    if re.fullmatch(r"(?i)utf[-_]?16", charset):
        return _marked(data) or "UTF-16LE"
    name = charset_name(charset)
    if name is None:
        raise SourceError(
            place,
            Bilingual(
                f"文字コード「{charset}」は扱えません。{'、'.join(CODECS)} のいずれかを指定してください。",
                f"no such character set: {charset!r}; name one of {', '.join(CODECS)}",
            ),
        )
    return name


def _marked(data: bytes) -> str | None:
    """The set that a byte order mark names."""
    return next((name for mark, name in _MARKS if data.startswith(mark)), None)


def _says_anything(data: bytes, name: str) -> bool:
    """Whether the file holds anything but ASCII, which is alike in most sets."""
    return name.startswith("UTF-16") or bool(_HIGH.search(data)) or name == "ISO-2022-JP"


def _told(data: bytes, place: str, declared: str | None) -> str:
    """The set that the bytes tell."""
    if not _TELLING.search(data):
        return "ISO-2022-JP" if _ESCAPES.search(data) else "UTF-8"
    names = ["UTF-8", "CP932", "EUC-JP", *(["UTF-16LE", "UTF-16BE"] if len(data) % 2 == 0 else [])]
    fitting = [name for name in names if _fits(data, name)]
    costs = sorted((_cost(data, name, name in fitting), name) for name in names)
    best = costs[0][1]
    if b"\0" in data and not best.startswith("UTF-16"):
        raise _nul(place, data.decode("latin-1"))
    near = [name for cost, name in costs if cost - costs[0][0] <= _MARGIN and name in fitting]
    own = charset_name(declared) if declared else None
    if len(near) == 1 or own in near:
        return own if own in near else near[0]
    if near:
        raise _undecided(place, near)
    if b"\0" in data:
        raise _nul(place, data.decode("latin-1"))
    raise _misfit(data, place, best if best in ("UTF-8", "CP932", "EUC-JP") else "UTF-8")


def _fits(data: bytes, name: str) -> bool:
    try:
        text = data.decode(CODECS[name], _errors(name))
    except UnicodeDecodeError:
        return False
    return not _IMPOSSIBLE[name].search(text) if name in _IMPOSSIBLE else True


def _cost(data: bytes, name: str, fits: bool) -> float:
    """What a sample costs as read in a set, after how rare the set is; a set that does not fit pays for each wrong byte."""
    sample = _sample(data, name)
    cost = characters_to_cost(sample.replace("\ufffd", "")) + _RARITY.get(name, 0.0)
    return cost if fits else cost + _MISFIT * max(sample.count("\ufffd"), 1)


def _sample(data: bytes, name: str) -> str:
    """What a set makes of the first lines that hold more than ASCII."""
    if name.startswith("UTF-16"):
        return data[:_SAMPLE].decode(CODECS[name], "replace")
    parts, size, at = list[bytes](), 0, 0
    while size < _SAMPLE and (found := _TELLING.search(data, at)):
        start = max(data.rfind(b"\n", at, found.start()) + 1, at)
        stop = data.find(b"\n", found.start())
        at = len(data) if stop < 0 else stop + 1
        parts.append(data[start : min(at, start + _SAMPLE)])
        size += len(parts[-1])
    # Half a character is one wrong thing, and would count for three.
    whole = _HALF.sub(b"\xff", b"".join(parts)) if name == "UTF-8" else b"".join(parts)
    text = whole.decode(CODECS[name], _NEC_OR_MARK if name == "EUC-JP" else "replace")
    return _IMPOSSIBLE[name].sub("\ufffd", text) if name in _IMPOSSIBLE else text


def _decoded(data: bytes, name: str, place: str) -> str:
    try:
        return data.decode(CODECS[name], _errors(name))
    except UnicodeDecodeError:
        raise _misfit(data, place, name) from None


def _errors(name: str) -> str:
    return _NEC if name in ("EUC-JP", "ISO-2022-JP") else "strict"


def _nec_character(error: UnicodeError) -> tuple[str, int]:
    """Read ①, ㈱ and the like (NEC row 13), which Python's EUC-JP and ISO-2022-JP leave out and real files hold."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    row, cell = (byte & 0x7F for byte in error.object[error.start : error.start + 2].ljust(2, b"\0"))
    if not (0x21 <= row <= 0x7E and 0x21 <= cell <= 0x7E):
        raise error
    lead = (row - 0x21) // 2 + (0x81 if row < 0x5F else 0xC1)
    trail = cell + (0x7E if row % 2 == 0 else 0x20 if cell >= 0x60 else 0x1F)
    try:
        return bytes((lead, trail)).decode("cp932"), error.start + 2
    except UnicodeDecodeError:
        raise error from None


def _nec_character_or_mark(error: UnicodeError) -> tuple[str, int]:
    """The same for a sample, where U+FFFD stands for what cannot be read."""
    try:
        return _nec_character(error)
    except UnicodeDecodeError as wrong:
        return "\ufffd", wrong.end


codecs.register_error(_NEC, _nec_character)
codecs.register_error(_NEC_OR_MARK, _nec_character_or_mark)


def _first_wrong(data: bytes, name: str) -> int:
    """Where the first byte stands that a set cannot have."""
    try:
        text = data.decode(CODECS[name], _errors(name))
    except UnicodeDecodeError as error:
        return error.start
    found = _IMPOSSIBLE[name].search(text) if name in _IMPOSSIBLE else None
    return len(text[: found.start()].encode(CODECS[name])) if found else 0


def _misfit(data: bytes, place: str, name: str) -> SourceError:
    """The error for the first byte that a set cannot have."""
    at = _first_wrong(data, name)
    line = _line_of(data, at, name)
    if name == "UTF-8" and _HALF.match(data, at):
        return SourceError(
            f"{place}:{line}",
            Bilingual(
                "片方だけのサロゲート（文字の半分）があります。元の文書から書き出し直してください。",
                "a lone surrogate, which is half a character; export the document again",
            ),
        )
    return SourceError(
        f"{place}:{line}",
        Bilingual(
            f"{name} として読めないバイト 0x{data[at]:02X} があります（{name} が最も近い文字コードです）。"
            "元の文書から書き出し直すか、レイアウトの [file] charset で文字コードを指定してください。",
            f"byte 0x{data[at]:02X} does not fit {name}, the nearest character set; "
            "export the document again or name its character set as [file] charset in the layout",
        ),
    )


def _line_of(data: bytes, at: int, name: str) -> int:
    """The number of the line in which a byte stands, its own newlines counted."""
    before = data[:at].decode(CODECS[name], "replace")
    return before.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1


def _nul(place: str, text: str) -> SourceError:
    line = text[: text.index("\0")].count("\n") + 1
    return SourceError(
        f"{place}:{line}",
        Bilingual(
            "NUL バイトがあり、テキストではありません。テキストとして書き出した文書を渡してください。",
            "a NUL byte: this is no text; give the document exported as text",
        ),
    )


def _undecided(place: str, names: list[str]) -> SourceError:
    return SourceError(
        place,
        Bilingual(
            f"文字コードが {' か '.join(names)} か、決められません。レイアウトの [file] charset で指定してください。",
            f"the character set may be {' or '.join(names)}; name it as [file] charset in the layout",
        ),
    )
