"""What pages say: texts, amounts, years and places in one language, for pages that are served and files that stand alone."""

from __future__ import annotations

from plangraph.model.fiscal_years import fiscal_year_label
from plangraph.model.texts import Bilingual, Lang
from plangraph.serving.texts import Texts

_MOST_RANGES = 5


class Words:
    """What templates say, in one language. It leads nowhere: a file that stands alone has no links."""

    def __init__(self, texts: Texts, lang: Lang) -> None:
        self.texts = texts
        self.lang = lang

    def text(self, key: str, **values: object) -> str:
        """A text of the catalogue."""
        return self.texts.text(key, self.lang, **values)

    def link(self, path: str, **parameters: str | None) -> str | None:
        """A link on this server."""
        return None

    def thing(self, iri: str) -> str | None:
        """The link to a thing; None where it must not be one."""
        return None

    def source(self, document: str, place: str = "") -> str | None:
        """The link to a place in a document, by the document's identifier or file name."""
        return None

    def number(self, value: int | str) -> str:
        """A whole number with its thousands parted."""
        return f"{int(value):,}"

    def yen(self, amount: int) -> str:
        """An amount of money."""
        return f"{amount:,}円" if self.lang == "ja" else f"¥{amount:,}"

    def fiscal_year(self, year: int) -> str:
        """平成24年度, FY2012."""
        return fiscal_year_label(year, self.lang)

    def period(self, first: int, last: int) -> str:
        """The fiscal years of a plan."""
        return (
            f"{self.fiscal_year(first)}～{self.fiscal_year(last)}"
            if self.lang == "ja"
            else f"FY{first}–{last}"
        )

    def property(self, iri: str, label: Bilingual) -> str:
        """What a property is called."""
        return self.texts.of_property(iri, label, self.lang)

    def place(self, place: str) -> str:
        """A place as people say it; one that is not counted in lines as it is."""
        if not place.startswith("line="):
            return place
        ranges = place.removeprefix("line=").split(",")
        if len(ranges) > _MOST_RANGES:
            first, last = ranges[0].partition("-")[0], ranges[-1].rpartition("-")[2]
            return self.text("site.scattered", first=first, last=last, count=len(ranges))
        lines = [part.replace("-", "–") for part in ranges]
        return f"{'、'.join(lines)} 行目" if self.lang == "ja" else f"line {', '.join(lines)}"
