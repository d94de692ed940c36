"""Entries → records: the policies that the sections make, a listing for each project's row or card, sums held against rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from plangraph.model.findings import Severity
from plangraph.model.records import Aliases, Check, Listing
from plangraph.model.texts import Bilingual
from plangraph.reading.columns import MONEY
from plangraph.reading.entries import Entries, Entry, Filled, SumRow
from plangraph.reading.entry_cells import EntryCells
from plangraph.reading.entry_listings import EntryListings
from plangraph.reading.entry_money import EntryMoney
from plangraph.reading.entry_policies import PolicyTree
from plangraph.reading.ledger import Ledger
from plangraph.reading.money_cells import unit_in
from plangraph.reading.sheet_doubts import doubt
from plangraph.reading.titles import Mark


def entries_to_records(
    entries: Entries, settings: Mapping[str, Any], ledger: Ledger, aliases: Aliases | None = None
) -> dict[str, Any]:
    """Make the records of a table or list; gives the fields `policies` and `listings` of DocumentRecords."""
    entries = replace(entries, entries=tuple(map(_with_row_unit, entries.entries)))
    tree = PolicyTree(entries, settings, ledger, aliases.policies if aliases else None)
    ledger.rows = len(entries.entries)
    ledger.fields.update((item.column.role, None) for entry in entries.entries for item in entry.filled)
    if is_of_policies(settings):
        own = _policy_rows(entries, tree, settings, ledger)
        made: dict[str, Any] = {"policies": tree.policies(own), "listings": ()}
    else:
        made = {
            "policies": tree.policies(),
            "listings": _listings(entries, tree, EntryListings(settings, ledger)),
        }
    money = EntryMoney(ledger, Mark.from_settings(settings.get("mark", {})))
    for row in entries.sums:
        _hold_sum(row, entries, money, ledger)
    return made


def _with_row_unit(entry: Entry) -> Entry:
    """A row that prints its own unit of money; words there that name none are kept as a note."""
    cells = [item for item in entry.of("unit") if item.cell.text]
    units = {unit_in(f"({item.cell.text})") for item in cells}
    unit = units.pop() if len(units) == 1 else None
    if not cells or unit is None:
        kept = [replace(i, column=replace(i.column, role="note")) if i in cells else i for i in entry.filled]
    else:
        kept = [
            replace(i, column=replace(i.column, unit=unit)) if i.column.role in MONEY else i
            for i in entry.filled
        ]
    return replace(entry, filled=tuple(kept))


def is_of_policies(settings: Mapping[str, Any]) -> bool:
    """Whether a layout's rows, or its cards, which then begin with a level's label, describe policies."""
    if settings.get("table", {}).get("rows", "project") == "policy":
        return True
    begins = str(settings.get("item", {}).get("start_field", ""))
    return begins.startswith("level") and not any(f["is"] == "project" for f in settings.get("field", []))


def _listings(entries: Entries, tree: PolicyTree, reader: EntryListings) -> tuple[Listing, ...]:
    made: list[Listing] = []
    uses: Counter[str] = Counter()
    for entry in entries.entries:
        listing = reader.listing(entry, tree.key_of(entry.sections))
        uses[listing.key] += 1
        if uses[listing.key] > 1:
            listing = replace(listing, key=f"{listing.key}~{uses[listing.key]}")
        made.append(listing)
    return tuple(made)


def _policy_rows(
    entries: Entries, tree: PolicyTree, settings: Mapping[str, Any], ledger: Ledger
) -> dict[str, dict[str, Any]]:
    """What rows that describe policies say of each; a further row of a policy adds what it has, as indicators."""
    reader = EntryCells(settings, ledger)
    own: dict[str, dict[str, Any]] = {}
    for entry in entries.entries:
        key = tree.key_of(entry.sections)
        if key is None:
            continue
        fields = reader.policy_fields(entry)
        if key in own and _differs(own[key], fields):
            _policy_again(entry, key, ledger)
        own[key] = _with_further(own[key], fields) if key in own else fields
    return own


def _differs(first: Mapping[str, Any], further: Mapping[str, Any]) -> bool:
    """Whether a further row of a policy says another thing where only one can be: its money, counts or standing."""
    if further["standing"] is not None and first["standing"] not in (None, further["standing"]):
        return True
    costs = {(c.cost_kind, c.fiscal_year): c.amount_yen for c in first["cost"]}
    counts = {c.fiscal_year: c.count for c in first["project_count"]}
    return any(
        (c.cost_kind, c.fiscal_year) in costs and costs[c.cost_kind, c.fiscal_year] != c.amount_yen
        for c in further["cost"]
    ) or any(counts.get(c.fiscal_year, c.count) != c.count for c in further["project_count"])


def _with_further(first: dict[str, Any], further: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a policy with those of a further row; of money and counts, what the first row has stands."""
    known = {(c.cost_kind, c.fiscal_year) for c in first["cost"]}
    years = {c.fiscal_year for c in first["project_count"]}
    made = dict(first)
    for name, value in further.items():
        if name == "cost":
            made[name] += tuple(c for c in value if (c.cost_kind, c.fiscal_year) not in known)
        elif name == "project_count":
            made[name] += tuple(c for c in value if c.fiscal_year not in years)
        elif isinstance(value, tuple):
            made[name] += tuple(one for one in value if one not in first[name])
        else:
            made[name] = first[name] or value
    return made


def _policy_again(entry: Entry, key: str, ledger: Ledger) -> None:
    title = entry.sections[-1].title
    doubt(
        ledger,
        "policy-row-repeated",
        Severity.WARNING,
        f"「{title}」（{key}）の行が二つあり、金額や位置づけが違います。初めの行によりました。どちらが正しいか確かめてください。",
        f'two rows for "{title}" ({key}) differ in money or standing; the first stands, check which is right',
        *entry.lines,
        item=title,
    )


def _hold_sum(row: SumRow, entries: Entries, money: EntryMoney, ledger: Ledger) -> None:
    """Hold a printed row of sums against the rows above it: since the last such row, or all (小計 and 合計)."""
    until = row.entries[-1] + 1 if row.entries else 0
    for item in row.filled:
        if item.column.role not in ("cost", "total") or not item.cell.text:
            continue
        printed = money.figure(item)
        sums = [
            _sum_of([entries.entries[at] for at in rows], item, money)
            for rows in (row.entries, range(until or len(entries.entries)))
        ]
        if printed is None or (not row.entries and sums[1] is None):
            continue
        counted = next((one for one in sums if one == printed), sums[0] if row.entries else sums[1])
        counted = counted if counted is not None else Decimal(0)
        label = f"{row.label} {item.column.label}"
        check = Check(label=label, printed=f"{printed:f}", counted=f"{counted:f}", agrees=counted == printed)
        ledger.checks.append(check)
        if not check.agrees:
            _sum_differs(item, label, counted, ledger)


def _sum_of(rows: Sequence[Entry], item: Filled, money: EntryMoney) -> Decimal | None:
    """The sum of a column's figures over some rows; None where no row has one."""
    values = [
        money.figure(cell)
        for entry in rows
        for cell in entry.filled
        # The header tells most columns apart at a glance.
        if cell.column.header == item.column.header
        and replace(cell.column, unit=item.column.unit) == item.column
    ]
    figures = [value for value in values if value is not None]
    return sum(figures, Decimal(0)) if figures else None


def _sum_differs(item: Filled, label: str, counted: Decimal, ledger: Ledger) -> None:
    message = Bilingual(
        f"「{label}」は {item.cell.text} と印刷されていますが、上の行の合計は {counted:,f} です。行の欠落、再掲の二重計上、四捨五入を確かめてください。",
        f'"{label}" is printed as {item.cell.text}, the rows above sum to {counted:,f}; check for lost rows, relistings counted twice, rounding',
    )
    doubt(
        ledger,
        "printed-sum-differs",
        Severity.WARNING,
        message.ja,
        message.en,
        item.cell,
        item=label,
        printed=item.cell.text,
        expected=f"{counted:f}",
    )
