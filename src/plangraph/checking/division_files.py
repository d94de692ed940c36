"""One file for each division in charge, to be sent to those who must mend, and an index of the files."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterator

from plangraph.checking.findings import SEVERITY_NAMES, Report
from plangraph.checking.parts import by_division
from plangraph.checking.render import FORMS, Look, report_pieces
from plangraph.model.cells import plain_cell
from plangraph.model.findings import Severity
from plangraph.model.texts import Bilingual, Lang

INDEX = "index.csv"
_UNSAFE = re.compile(r"[^\w\-・、（）()]+")
_LONGEST = 180
_RESERVED = re.compile(r"(?i)index|con|prn|aux|nul|com\d|lpt\d")
"""Names that are taken: by the index, and by Windows for devices."""
_HEAD = (
    *(Bilingual("ファイル", "file"), Bilingual("所管", "division")),
    *SEVERITY_NAMES.values(),
    *(Bilingual("うち承認済み", "of these accepted"), Bilingual("なくなった", "mended")),
)


def write_divisions(
    report: Report, form: str, lang: Lang, look: Look | None = None
) -> Iterator[tuple[str, Iterator[bytes]]]:
    """The name of each file and what goes into it, the index last.

    A finding with two divisions is in the file of each; one without is in that of 所管不明.
    """
    taken: set[str] = set()
    index = io.StringIO(newline="")
    table = csv.writer(index, lineterminator="\r\n")
    table.writerow(head[lang] for head in _HEAD)
    for division, part in by_division(report, lang):
        name = f"{_unused(safe_name(division), taken)}.{FORMS[form].suffix}"
        counts = [str(part.count(severity)) for severity in Severity]
        row = (name, division, *counts, str(part.accepted), str(len(part.mended)))
        table.writerow(plain_cell(cell) for cell in row)
        yield name, report_pieces(part, form, lang, look)
    yield INDEX, iter((index.getvalue().encode("utf-8-sig", "replace"),))


def safe_name(text: str) -> str:
    """A file name on every system: letters, digits and few signs, not long, not one that is taken.

    >>> safe_name("企画部 情報推進課"), safe_name("../etc/passwd"), safe_name("CON"), safe_name("///")
    ('企画部_情報推進課', '_etc_passwd', '_CON', '_')
    """
    name = _UNSAFE.sub("_", unicodedata.normalize("NFKC", text)) or "_"
    while len(name.encode("utf-8", "replace")) > _LONGEST:
        name = name[:-1]
    return f"_{name}" if _RESERVED.fullmatch(name) else name


def _unused(name: str, taken: set[str]) -> str:
    """The name, or the name with a number where another division has it; case makes no difference."""
    unique, number = name, 1
    while unique.casefold() in taken:
        number += 1
        unique = f"{name}-{number}"
    taken.add(unique.casefold())
    return unique
