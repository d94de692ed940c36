"""What surrounds the cells of a sheet and is not read with them: comments and text boxes. Each is a finding."""

from __future__ import annotations

from plangraph.model.findings import Finding, Severity
from plangraph.model.texts import Bilingual
from plangraph.reading.formats.doubts import MOST_PLACES, gathered
from plangraph.reading.formats.xlsx_parts import SheetEntry
from plangraph.reading.formats.zip_limits import OfficeParts


def surroundings_to_findings(parts: OfficeParts, sheet: SheetEntry) -> list[Finding]:
    """The comments (notes) and text boxes of a sheet, as findings."""
    relations = parts.relations(sheet.part).values()
    comments = [cell for kind, part in relations if kind == "comments" for cell in _commented(parts, part)]
    boxes = [text for kind, part in relations if kind == "drawing" for text in _boxes(parts, part)]
    found = []
    if comments:
        named = ", ".join(comments[:MOST_PLACES]) + (
            f" … {len(comments)}" if len(comments) > MOST_PLACES else ""
        )
        found.append(
            gathered(
                "comment-not-read",
                Severity.INFO,
                Bilingual(
                    f"シート「{sheet.name}」：セルのコメント（メモ）は読んでいません（{named}）。",
                    f'sheet "{sheet.name}": comments on cells were not read ({named})',
                ),
                (),
                item=sheet.name,
            )
        )
    if boxes:
        words = " / ".join(boxes)
        short = words if len(words) <= 80 else words[:79] + "…"
        found.append(
            gathered(
                "text-box-not-read",
                Severity.WARNING,
                Bilingual(
                    f"シート「{sheet.name}」：図形の中の文字は読んでいません（{short}）。必要ならセルに移してください。",
                    f'sheet "{sheet.name}": text in shapes was not read ({short}); move it into cells if it matters',
                ),
                (),
                item=sheet.name,
                printed=short,
            )
        )
    return found


def _commented(parts: OfficeParts, part: str) -> list[str]:
    """The cells that a part comments on."""
    cells: list[str] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag.endswith(" comment"):
            cells.append(attributes.get("ref", "?")[:12])

    if part in parts:
        parts.parse(part, start=start)
    return cells


def _boxes(parts: OfficeParts, part: str) -> list[str]:
    """The paragraphs of text in the shapes of a drawing (DrawingML, ECMA-376 part 1, 20.1.2.1.1)."""
    texts: list[str] = []
    inside: list[str] = []
    words: list[str] = []

    def start(tag: str, _: dict[str, str]) -> None:
        inside.append(tag)

    def end(tag: str) -> None:
        inside.pop()
        if tag.endswith(" txBody") and "".join(words).strip():
            texts.append("".join(words).strip())
            words.clear()

    def text(text: str) -> None:
        if inside and inside[-1].endswith("drawingml/2006/main t"):
            words.append(text)

    if part in parts:
        parts.parse(part, start=start, end=end, text=text)
    return texts
