"""What was doubtful about the pages of a PDF, as findings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from plangraph.model.findings import Finding, Severity
from plangraph.model.places import Evidence, Place
from plangraph.model.texts import Bilingual
from plangraph.reading.formats.pdf_blocks import PageBlocks
from plangraph.reading.formats.pdf_boxes import Box
from plangraph.reading.lines import SourceText
from plangraph.reading.spots import BoxSpot, spots_to_where

PageLines = Mapping[int, Sequence[int]]
"""For each page the indices of its lines in the written text."""
_WHY = {
    "invisible": Bilingual("見えない設定の", "not drawn"),
    "white": Bilingual("背景と同じ色の", "of the colour of its ground"),
    "covered": Bilingual("図や塗りで覆われた", "covered by what is drawn over it"),
    "clipped": Bilingual("枠で切り取られた", "cut off by a frame"),
    "outside": Bilingual("ページの外にある", "outside the page"),
}
_LONGEST_QUOTE = 200


def pages_to_findings(pages: Sequence[PageBlocks], source: SourceText, lines: PageLines) -> list[Finding]:
    """Tell every doubt about the pages, page by page; a page without lines is placed at the line that comes next."""
    return [finding for page in pages for finding in _Doubts(page, source, lines).all()]


class _Doubts:
    def __init__(self, page: PageBlocks, source: SourceText, lines: PageLines) -> None:
        self.page = page
        self.document = source.document
        later = [lines[n][0] for n in sorted(lines) if n >= page.number and lines[n]]
        self.line = (later[0] if later else source.text.count("\n")) + 1
        self.quote = source.text.split("\n")[self.line - 1]

    def all(self) -> Iterator[Finding]:
        page = self.page
        for why, text, box in page.hidden:
            yield self._hidden(why, text, box)
        if page.unknown:
            yield self._unknown(*page.unknown)
        if page.by_code:
            yield self._finding(
                "characters-by-code",
                Severity.WARNING,
                "のフォントには文字の対応がなく、字形の番号を文字として読みました。紙面と見比べてください。",
                "has fonts without a table of characters; the codes of the glyphs were read as characters, compare with the page",
            )
        if page.doubtful:
            yield self._finding(
                "text-layer-doubtful",
                Severity.WARNING,
                "の文字の層は文字として疑わしいものです。紙面と見比べ、違っていれば OCR をかけてください。",
                "has a text layer that hardly is text; compare it with the page, and run OCR if they differ",
            )
        if page.recognised:
            yield self._finding(
                "text-layer-recognised",
                Severity.WARNING,
                "は画像で、文字は OCR による見えない層です。数値と名称を紙面と見比べてください。",
                "is a picture with an unseen layer of text from OCR; compare figures and names with the page",
            )
        elif not page.glyphs and page.drawn:
            yield self._finding(
                "page-without-text",
                Severity.WARNING,
                "には文字の層がなく、読んでいません。このページに OCR をかけてください。",
                "has no text layer and was not read; run OCR on it",
            )
        elif page.picture:
            yield self._finding(
                "page-mostly-picture",
                Severity.WARNING,
                "はほとんどが画像です。画像の中の文字は読んでいません。OCR をかけてください。",
                "is mostly a picture; words in the picture were not read; run OCR on it",
            )
        if page.too_many:
            yield self._finding(
                "drawing-too-large",
                Severity.WARNING,
                "は線や文字が多すぎるため、罫線の一部を見ていません。表の区切りを確かめてください。",
                "has so many strokes or glyphs that not all were looked at; check where its tables are parted",
            )

    def _hidden(self, why: str, text: str, box: Box) -> Finding:
        words = _WHY[why]
        short = text if len(text) <= _LONGEST_QUOTE else text[: _LONGEST_QUOTE - 1] + "…"
        return self._finding(
            "text-not-visible",
            Severity.WARNING,
            f"に{words.ja}文字（{len(text):,} 字）があり、読んでいません。必要な文字か確かめてください。",
            f"holds text that is {words.en} ({len(text):,} characters), not read; check whether it is needed",
            box=box,
            quote=short,
        )

    def _unknown(self, count: int, box: Box) -> Finding:
        return self._finding(
            "glyph-without-character",
            Severity.WARNING,
            f"に文字の対応がない字形が {count:,} 字あり、「\ufffd」としています。紙面で字を確かめてください。",
            f"has {count:,} glyphs without a character, given as \ufffd; look up on the page which they are",
            box=box,
        )

    def _finding(
        self,
        rule: str,
        severity: Severity,
        ja: str,
        en: str,
        *,
        box: Box | None = None,
        quote: str | None = None,
    ) -> Finding:
        page = self.page
        box = box or Box(0.0, 0.0, page.width, page.height)
        where = spots_to_where([BoxSpot(page.number, box.left, box.top, box.right, box.bottom)])
        place = Place(((self.line, self.line),), where)
        return Finding(
            rule=rule,
            severity=severity,
            message=Bilingual(f"{page.number} ページ{ja}", f"page {page.number} {en}"),
            evidence=(Evidence(self.document, place, self.quote if quote is None else quote),),
            printed=quote,
        )
