"""Fields → cells. Each text is read back by the reader's own words before it is printed; what differs is refused."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from plangraph.model.amounts import AmountStatus, parse_figure
from plangraph.model.divisions import Division, read_divisions
from plangraph.model.records import Amount, Listing, ListingRole
from plangraph.printing.printed import Sheet
from plangraph.reading.money_cells import read_money
from plangraph.reading.titles import Mark, guidelines_in, settings_patterns

RELISTED = "（再掲）"
_NOTHING = (AmountStatus.BLANK, AmountStatus.RELISTED, AmountStatus.CARRIED_ELSEWHERE)
WITHOUT_PLACE = "レイアウトに欄がありません"
NO_HOME = "内容も金額もなく、再掲の記号だけでは本掲と読まれません"
NOT_THE_SAME = "この欄に印刷すると、同じには読めません"


class Cells:
    """Writes the cells that layouts of every family have alike."""

    def __init__(self, settings: Mapping[str, Any], sheet: Sheet) -> None:
        self.sheet = sheet
        self.mark = Mark.from_settings(settings.get("mark", {}))
        self.in_title = settings_patterns(settings.get("guideline", {}), "in_title")
        self.relistings_only: bool = settings.get("mark", {}).get("who_marks") == "relisting"
        lists = settings.get("lists", {})
        self.of_divisions = {key: lists.get(key) for key in ("separators", "others", "none")}

    def title(self, listing: Listing) -> str | None:
        """The printed title with its mark; None where title and mark would not read back."""
        printed = listing.printed_title
        marked = self.mark.split_relisting(printed)
        same = (marked.title, marked.has_mark, marked.codes) == (
            listing.title,
            listing.has_mark,
            listing.marked_code,
        )
        if not same or not is_one_line(printed) or not printed:
            self.sheet.refuse(listing.key, "printed_title", printed, NOT_THE_SAME)
            return None
        return printed

    def guidelines(self, listing: Listing, *, in_cells: Sequence[str] = ()) -> None:
        """Hold the guidelines against those that the title and the cells name."""
        names = [*in_cells, *guidelines_in(listing.title, self.in_title)]
        if names != [mention.name for mention in listing.guided_by]:
            value = "、".join(mention.name for mention in listing.guided_by)
            self.sheet.refuse(listing.key, "guided_by", value, WITHOUT_PLACE)

    def role_words(self, listing: Listing) -> str:
        """What the first content cell says of a listing that is no home: 再掲, で実施 or にて計上."""
        if listing.listing_role is ListingRole.RELISTING:
            return RELISTED
        for name, words in ((listing.carried_by_text, "で実施"), (listing.counted_in_text, "にて計上")):
            if name is not None:
                text = f"（{name}{words}）"
                said = self.mark.cell_role(text)
                kind = "carried_by" if words == "で実施" else "counted_in"
                if said is not None and (said.kind, said.name) == (kind, name):
                    return text
                self.sheet.refuse(listing.key, f"{kind}_text", name, NOT_THE_SAME)
        return ""

    def content(self, about: str, text: str) -> str:
        """A text of what is done; one that says where a project stands is none."""
        if self.mark.is_role(text) or not text or text != text.strip():
            self.sheet.refuse(about, "content", text, NOT_THE_SAME)
            return ""
        return text

    def money(self, about: str, amount: Amount, unit: int | None, name: str) -> str:
        """A figure as printed, in a column of one unit (yen)."""
        printed = amount.printed_amount or ""
        cell = read_money(printed, unit)
        status, yen = amount.amount_status, amount.amount_yen
        if status is AmountStatus.STATED:
            same = cell.kind == "figure" and cell.yen is not None and int(cell.yen) == yen
        elif status is AmountStatus.UNDETERMINED:
            same = cell.kind not in ("figure", "blank", "dash", "none")
        else:
            same = status in _NOTHING and cell.kind in ("blank", "dash", "none")
        if not same or (printed and cell.unit_yen != amount.unit_yen):
            self.sheet.refuse(about, name, f"{status.value} {printed} {yen}", NOT_THE_SAME)
            return ""
        return printed

    def plain_figure(self, about: str, amount: Amount, unit: int, name: str) -> str:
        """A figure of a 事業費 row, whose unit (yen) its label says."""
        printed = amount.printed_amount or ""
        figure = parse_figure(printed)
        status = amount.amount_status
        if status is AmountStatus.STATED:
            same = figure.value is not None and int(figure.value * unit) == amount.amount_yen
        elif status is AmountStatus.UNDETERMINED:
            same = figure.kind == "undetermined"
        elif status is AmountStatus.LOST:
            same = figure.kind == "unreadable"
        else:
            same = status in _NOTHING and figure.kind == "blank"
        if not same or (printed and amount.unit_yen != unit):
            self.sheet.refuse(about, name, f"{status.value} {printed}", NOT_THE_SAME)
            return ""
        return printed

    def divisions(self, about: str, divisions: Iterable[Division], *, others: bool, name: str) -> str:
        """The offices of one cell, 他 behind them where there are more."""
        each = tuple(divisions)
        text = "、".join(division.name for division in each) + (" 他" if others else "")
        read = read_divisions(text.strip(), **self.of_divisions)
        if tuple(item.completed for item in read.items) != each or read.and_others != others or read.unread:
            self.sheet.refuse(about, name, text, NOT_THE_SAME)
            return ""
        return text.strip()


def is_one_line(text: str) -> bool:
    """Whether a text stands in one line of one cell: no tab, no line's end, no other control character.

    >>> is_one_line("防災 訓練"), is_one_line("防災\\t訓練")
    (True, False)
    """
    return text == text.strip() and re.search(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]", text) is None
