"""PDFs written by hand, for what no printing program would make: hidden text, odd rotations, broken and hostile files."""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field

FONT = (
    b"<< /Type /Font /Subtype /Type0 /BaseFont /HeiseiKakuGo-W5 /Encoding /%s /DescendantFonts ["
    b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /HeiseiKakuGo-W5 /DW 1000 /FontDescriptor "
    b"<< /Type /FontDescriptor /FontName /HeiseiKakuGo-W5 /Flags 4 /FontBBox [0 -120 1000 880] /ItalicAngle 0 "
    b"/Ascent 880 /Descent -120 /CapHeight 740 /StemV 80 >> "
    b"/CIDSystemInfo << /Registry (Adobe) /Ordering (Japan1) /Supplement 2 >> >>] >>"
)
FONTS = {"H": FONT % b"UniJIS-UTF16-H", "V": FONT % b"UniJIS-UTF16-V"}


@dataclass
class Page:
    """One page: content operators, its size as drawn, /Rotate, and more entries of its dictionary."""

    content: str
    size: tuple[float, float] = (400, 300)
    rotate: int = 0
    extra: str = ""
    forms: dict[str, str] = field(default_factory=dict)


def words(text: str, x: float, y: float, size: float = 10, font: str = "H", before: str = "") -> str:
    """Operators that write full-width text with its base line at a point; `before` stands inside the text object."""
    code = text.encode("utf-16-be").hex()
    return f"BT {before} /{font} {size} Tf 1 0 0 1 {x} {y} Tm <{code}> Tj ET"


def line(x: float, y: float, to_x: float, to_y: float) -> str:
    """Operators that rule a line."""
    return f"0.5 w {x} {y} m {to_x} {to_y} l S"


def grid(xs: Sequence[float], ys: Sequence[float]) -> str:
    """Operators that rule a whole grid."""
    across = [line(xs[0], y, xs[-1], y) for y in ys]
    return "\n".join(across + [line(x, ys[0], x, ys[-1]) for x in xs])


def picture(x: float, y: float, width: float, height: float) -> str:
    """Operators that draw a grey picture."""
    return f"q {width} 0 0 {height} {x} {y} cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x80 EI Q"


def pdf(pages: Sequence[Page], *, root: str = "", trailer: bytes = b"") -> bytes:
    """A PDF of some pages. Objects: 1 catalog, 2 page tree, 3 and 4 fonts, then two for each page and its forms."""
    objects: dict[int, bytes] = {3: FONTS["H"], 4: FONTS["V"]}
    kids, number = [], 5
    for page in pages:
        kids.append(number)
        own, stream = number, number + 1
        number += 2
        forms = ""
        for name, content in page.forms.items():
            data = content.encode("latin-1")
            objects[number] = (
                (
                    f"<< /Type /XObject /Subtype /Form /BBox [0 0 1000 1000] /Resources << /Font << /H 3 0 R >> "
                    f"/XObject << /{name} {number} 0 R >> >> /Length {len(data)} >>\nstream\n"
                ).encode()
                + data
                + b"\nendstream"
            )
            forms += f"/{name} {number} 0 R "
            number += 1
        data = page.content.encode("latin-1")
        objects[own] = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {page.size[0]} {page.size[1]}] /Rotate {page.rotate} "
            f"/Resources << /Font << /H 3 0 R /V 4 0 R >> /XObject << {forms} >> >> "
            f"/Contents {stream} 0 R {page.extra} >>"
        ).encode()
        objects[stream] = f"<< /Length {len(data)} >>\nstream\n".encode() + data + b"\nendstream"
    objects[1] = f"<< /Type /Catalog /Pages 2 0 R {root} >>".encode()
    tree = " ".join(f"{kid} 0 R" for kid in kids)
    objects[2] = f"<< /Type /Pages /Kids [{tree}] /Count {len(kids)} >>".encode()
    return written(objects, trailer)


def written(objects: dict[int, bytes], trailer: bytes = b"") -> bytes:
    """The bytes of a file with these numbered objects, object 1 being its root."""
    data, places = b"%PDF-1.7\n", {}
    for number in sorted(objects):
        places[number] = len(data)
        data += b"%d 0 obj\n" % number + objects[number] + b"\nendobj\n"
    count = max(objects) + 1
    table = b"".join(
        b"%010d 00000 n \n" % places[n] if n in places else b"0000000000 65535 f \n" for n in range(count)
    )
    start = len(data)
    return data + b"xref\n0 %d\n%strailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (
        count,
        table,
        count,
        trailer,
        start,
    )


def inflating(size: int) -> bytes:
    """A PDF whose one content stream unpacks to `size` bytes."""
    packed = zlib.compress(b"0 0 m 1 1 l S\n" * (size // 14), 9)
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] /Contents 4 0 R >>",
        4: b"<< /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (len(packed), packed),
    }
    return written(objects)


def coded(letters: str) -> bytes:
    """A PDF of one line in a font of drawings (Type 3) that names no characters; its codes are the letters' own."""
    codes = sorted({ord(letter) for letter in letters})
    differences = " ".join(f"{code} /g{code}" for code in codes)
    drawings = " ".join(f"/g{code} 6 0 R" for code in codes)
    widths = " ".join("700" if code in codes else "0" for code in range(codes[0], codes[-1] + 1))
    font = (
        f"<< /Type /Font /Subtype /Type3 /FontBBox [0 0 700 700] /FontMatrix [0.001 0 0 0.001 0 0] "
        f"/CharProcs << {drawings} >> /Encoding << /Type /Encoding /Differences [{differences}] >> "
        f"/FirstChar {codes[0]} /LastChar {codes[-1]} /Widths [{widths}] >>"
    )
    content = f"BT /T 10 Tf 1 0 0 1 20 200 Tm ({letters}) Tj ET".encode()
    drawing = b"700 0 0 0 600 700 d1 0 0 600 700 re f"
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 300] /Contents 5 0 R "
        b"/Resources << /Font << /T 4 0 R >> >> >>",
        4: font.encode(),
        5: b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        6: b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawing), drawing),
    }
    return written(objects)


# the standard security handler, revision 2 (ISO 32000-1, 7.6.3): RC4 with a key of 40 bits

_PAD = bytes.fromhex("28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a")
_IDENTIFIER = b"0123456789abcdef"


def encrypted(user: str) -> bytes:
    """A PDF of one line, 「市民」, that opens with the password `user`; with an empty one for everybody."""
    content = words("市民", 50, 200).encode()
    padded = (user.encode() + _PAD)[:32]
    owner = _rc4(hashlib.md5((b"owner" + _PAD)[:32]).digest()[:5], padded)
    rights = struct.pack("<i", -64)
    key = hashlib.md5(padded + owner + rights + _IDENTIFIER).digest()[:5]
    user_entry = _rc4(key, _PAD)
    stream = _rc4(_key_of(key, 5), content)
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 300] /Contents 5 0 R "
        b"/Resources << /Font << /H 4 0 R >> >> >>",
        4: FONTS["H"]
        .replace(b"(Adobe)", _string(_rc4(_key_of(key, 4), b"Adobe")))
        .replace(b"(Japan1)", _string(_rc4(_key_of(key, 4), b"Japan1"))),
        5: b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        6: b"<< /Filter /Standard /V 1 /R 2 /P -64 /O %s /U %s >>" % (_string(owner), _string(user_entry)),
    }
    identifier = _string(_IDENTIFIER)
    return written(objects, b"/Encrypt 6 0 R /ID [%s %s]" % (identifier, identifier))


def _key_of(key: bytes, number: int) -> bytes:
    return hashlib.md5(key + struct.pack("<I", number)[:3] + b"\0\0").digest()[:10]


def _string(data: bytes) -> bytes:
    return b"<" + data.hex().encode() + b">"


def _rc4(key: bytes, data: bytes) -> bytes:
    state, j, out = list(range(256)), 0, bytearray()
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    i = j = 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)
