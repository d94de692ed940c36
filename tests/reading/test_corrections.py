"""corrections.toml: what holds is mended with its printed value kept, what does not hold is a finding."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from plangraph.errors import DescriptionError
from plangraph.model.amounts import AmountStatus
from plangraph.model.findings import RecordKey
from plangraph.model.places import Place
from plangraph.model.records import DocumentRecords, Listing, ListingRole, Standing
from plangraph.reading.corrected_fields import FIELDS
from plangraph.reading.corrections import apply_corrections, load_corrections
from plangraph.reading.document import read_document
from plangraph.reading.quoted_places import QuotedPlace
from plangraph.reading.records_json import records_from_json, records_to_json

DATA = Path(__file__).parents[2] / "data"
MATSURI = "市民まつり実行委員会への支援"
CORRECTION = f"""
[[correction]]
field = "listing.cost.2013"
quote = "{MATSURI}"
printed = "9"
value = "90"
reason = "原本では 90。抽出のときに 0 が落ちている。"
by = "企画部の担当"
date = 2024-05-01
"""


@cache
def founding(name: str) -> DocumentRecords:
    """One founding document as read."""
    return read_document(next(folder for folder in DATA.iterdir() if name in folder.name))


def corrected(tmp_path: Path, name: str, text: str) -> DocumentRecords:
    """A founding document with corrections applied."""
    (tmp_path / "corrections.toml").write_text(text, encoding="utf-8")
    records = founding(name)
    return apply_corrections(records, load_corrections(tmp_path / "corrections.toml"), records.text)


def correction(field: str, quote: str, printed: Any, value: Any, **more: str) -> str:
    """The text of one correction."""
    lists = {
        k: str(list(v)) if isinstance(v, tuple) else f"'{v}'"
        for k, v in (("printed", printed), ("value", value))
    }
    pairs = {
        "field": f"'{field}'",
        "quote": f"'{quote}'",
        **lists,
        "reason": "'r'",
        "by": "'b'",
        "date": "2024-05-01",
    }
    pairs |= {key: f"'{text}'" for key, text in more.items()}
    return "[[correction]]\n" + "".join(f"{key} = {text}\n" for key, text in pairs.items())


def listing(records: DocumentRecords, title: str) -> Listing:
    """The one listing with a title."""
    (found,) = (one for one in records.listings if one.title == title)
    return found


def test_an_amount_is_mended_and_its_print_is_kept(tmp_path: Path) -> None:
    """The amount is Stated with a note, `printed_amount` is the print, and the correction says who, when and why."""
    made = corrected(tmp_path, "nishitokyo", CORRECTION)
    cost = next(c for c in listing(made, MATSURI).cost if c.fiscal_year == 2013)
    assert (cost.amount_yen, cost.amount_low, cost.amount_high) == (90_000_000,) * 3
    assert (cost.amount_status, cost.printed_amount) == (AmountStatus.STATED, "9")
    assert cost.derivation == "訂正: 9 → 90"
    (one,) = made.corrections
    assert one.about == RecordKey("listing", listing(made, MATSURI).key)
    assert (one.field, one.printed, one.value) == ("listing.cost.2013", "9", "90")
    assert (one.by, one.date, one.reason[:4]) == ("企画部の担当", "2024-05-01", "原本では")
    assert str(one.evidence[0].place) == "line=40-41"


def test_nothing_else_changes(tmp_path: Path) -> None:
    """All other records, findings and the text are as they were."""
    made, known = corrected(tmp_path, "nishitokyo", CORRECTION), founding("nishitokyo")
    assert [one for one in made.listings if one not in known.listings] == [listing(made, MATSURI)]
    assert replace(made, listings=known.listings, corrections=()) == known
    assert records_from_json(records_to_json(made)) == made


def test_no_file_is_no_correction(tmp_path: Path) -> None:
    """A folder without corrections.toml is the usual case."""
    assert load_corrections(tmp_path / "corrections.toml") == ()


CASES = [
    ("nishitokyo", ("listing.title", MATSURI, MATSURI, "市民祭り"), lambda r: r.listings[4].title, "市民祭り"),
    ("nishitokyo", ("listing.printed_total", MATSURI, "27", "108百万円"), lambda r: r.listings[4].printed_total.amount_yen, 108_000_000),
    ("nishitokyo", ("listing.cost.2012", MATSURI, "9", ""), lambda r: r.listings[4].cost[0].amount_status, AmountStatus.BLANK),
    ("nishitokyo", ("listing.cost.2012.ProjectCost", MATSURI, "9", "***"), lambda r: r.listings[4].cost[0].amount_status, AmountStatus.UNDETERMINED),
    ("nishitokyo", ("listing.cost.2012", MATSURI, "9", "9,500千円"), lambda r: r.listings[4].cost[0].amount_yen, 9_500_000),
    ("nishitokyo", ("listing.cost.2012", "世代間交流事業の実施", "", "3百万円"), lambda r: r.listings[3].cost[0].amount_yen, 3_000_000),
    ("nishitokyo", ("listing.responsible_division", MATSURI, ("生活文化スポーツ部 文化振興課",), ("企画部 企画課",)), lambda r: r.listings[4].responsible_division[0].name, "企画部 企画課"),
    ("nishitokyo", ("listing.designation", MATSURI, (), ("重点", "新規")), lambda r: r.listings[4].designation, ("重点", "新規")),
    ("nishitokyo", ("listing.marked_code", "小地域での総合的地域", ("笑1-1",), ("笑1-2",)), lambda r: r.listings[0].marked_code, ("笑1-2",)),
    ("nishitokyo", ("listing.content.2013", MATSURI, "継続", "廃止"), lambda r: r.listings[4].content[1].text, "廃止"),
    ("nishitokyo", ("listing.listing_role", MATSURI, "home", "relisting"), lambda r: r.listings[4].listing_role, ListingRole.RELISTING),
    ("nishitokyo", ("listing.carried_by_text", "世代間交流事業の実施", "地域教育協力者活用事業等", "別の事業"), lambda r: r.listings[3].carried_by_text, "別の事業"),
    ("nishitokyo", ("listing.project_code", MATSURI, "", "497"), lambda r: r.listings[4].project_code, "497"),
    ("nishitokyo", ("policy.title", "市民主体のまちづくりの推進", "市民主体のまちづくりの推進", "市民のまちづくり"), lambda r: r.policies[2].title, "市民のまちづくり"),
    ("higashikurume", ("policy.code", "市民と行政の協働によるまちづくり", "01", "02"), lambda r: r.policies[1].code, "02"),
    ("higashikurume", ("policy.cost.2016.TotalCost", "トータルコスト 千円", "61,077", "61,078"), lambda r: r.policies[1].cost[0].amount_yen, 61_078_000),
    ("higashikurume", ("policy.project_count.2016", "本施策を構成する事務事業数", "14", "15"), lambda r: r.policies[1].project_count[0].count, 15),
    ("higashikurume", ("policy.indicator.1.2017", "1 ％", "66. 2", "66.3"), lambda r: str(r.policies[1].indicator[0].observation[1].value), "66.3"),
    ("higashikurume", ("policy.standing", "重点施策以外", "NotPriority", "Priority"), lambda r: r.policies[1].standing, Standing.PRIORITY),
    ("higashikurume", ("policy.lead_division", "施策統括課", ("生活文化課",), ("市民課",)), lambda r: r.policies[1].lead_division[0].name, "市民課"),
    ("higashikurume", ("basic-project.title", "市民協働の推進", "市民協働の推進", "協働"), lambda r: r.basic_projects[0].title, "協働"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "parts", "now", "expected"), CASES, ids=lambda case: str(case)[:40])
def test_each_kind_of_field_can_be_mended(
    tmp_path: Path, name: str, parts: tuple[Any, ...], now: Any, expected: Any
) -> None:
    """Texts, lists, offices, money, counts, figures, roles and standings, by their quote alone."""
    made = corrected(tmp_path, name, correction(*parts))
    assert not [f.message.en for f in made.findings if f not in founding(name).findings]
    assert now(made) == expected
    assert now(founding(name)) != expected
    assert len(made.corrections) == 1


def test_a_print_keeps_its_own_field(tmp_path: Path) -> None:
    """A corrected title leaves `printed_title`, a corrected value `printed_value`: print and correction never mix."""
    made = corrected(tmp_path, "nishitokyo", correction("listing.title", MATSURI, MATSURI, "市民祭り"))
    assert "市民まつり" in made.listings[4].printed_title
    assert made.listings[4].key == founding("nishitokyo").listings[4].key


@pytest.mark.parametrize(
    ("text", "rule", "said"),
    [
        (correction("listing.title", "どこにもない事業", "x", "y"), "correction-quote-gone", 'the quote "どこにもない事業" is not in the document'),
        (correction("listing.title", "継 続", "x", "y"), "correction-ambiguous", r"\d+ records rest on the quote"),
        (correction("listing.cost.2013", MATSURI, "8", "90"), "correction-printed-differs", 'printed is "8", but "9" was read'),
        (correction("listing.designation", MATSURI, ("重点",), ()), "correction-printed-differs", 'printed is "重点", but "" was read'),
        (correction("listing.cost.2019", MATSURI, "9", "90"), "correction-does-not-fit", "nothing of that year"),
        (correction("listing.cost.2013.TotalCost", MATSURI, "9", "90"), "correction-does-not-fit", "nothing of that year"),
        (correction("listing.cost.2013", MATSURI, "9", "0.5円"), "correction-does-not-fit", "no whole number of yen"),
        (correction("policy.title", MATSURI, "x", "y"), "correction-does-not-fit", "but no policy was read from there"),
        (correction("listing.title", MATSURI, "x", "y", key="協1-2/別"), "correction-does-not-fit", "no listing was read from there"),
        (correction("listing.title", MATSURI, "x", "y", place="line=1"), "correction-does-not-fit", "no listing was read from there"),
    ],
)  # fmt: skip
def test_what_does_not_hold_is_a_finding_and_changes_nothing(
    tmp_path: Path, text: str, rule: str, said: str
) -> None:
    """One finding that names the file, its line and what to do; the records stay as they were."""
    made, known = corrected(tmp_path, "nishitokyo", text), founding("nishitokyo")
    (finding,) = made.findings[len(known.findings) :]
    assert finding.rule == rule
    assert finding.message.en.startswith("corrections.toml:1 (")
    assert re.search(said, finding.message.en)
    assert "この訂正は行っていません。" in finding.message.ja
    assert (made.listings, made.policies, made.corrections) == (known.listings, known.policies, ())


@pytest.mark.parametrize("more", [{"place": "line=53"}, {"key": "協2-1/ホームページの充実"}])
def test_a_place_or_key_tells_which_of_several(tmp_path: Path, more: dict[str, str]) -> None:
    """A project printed on both sides of a cross-listing rests on the same words twice."""
    known = founding("nishitokyo")
    twice = next(x for x in known.listings if sum(y.title == x.title for y in known.listings) == 2)
    first = next(x for x in known.listings if x.title == twice.title)
    more = {"place": f"line={first.evidence[0].place.first_line}"} if "place" in more else {"key": first.key}
    text = correction("listing.title", twice.title, twice.title, "新しい名")
    assert corrected(tmp_path, "nishitokyo", text).findings[-1].rule == "correction-ambiguous"
    text = correction("listing.title", twice.title, twice.title, "新しい名", **more)
    made = corrected(tmp_path, "nishitokyo", text)
    assert [x.key for x in made.listings if x.title == "新しい名"] == [first.key]


def test_a_derived_figure_that_rested_on_the_print_is_named(tmp_path: Path) -> None:
    """It was worked out from what is now corrected, and stays until it is corrected too."""
    known = founding("nishitokyo")
    derived = next(x for x in known.listings if any(c.amount_status is AmountStatus.DERIVED for c in x.cost))
    assert derived.printed_total is not None
    total = derived.printed_total.printed_amount
    made = corrected(
        tmp_path,
        "nishitokyo",
        correction("listing.printed_total", derived.title, total, "999", key=derived.key),
    )
    (finding,) = made.findings[len(known.findings) :]
    assert finding.rule == "correction-leaves-derived"
    assert len(made.corrections) == 1


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[[correction]]", "[[corection]]", ":2: key corection: unknown key; did you mean correction?"),
        ("[[correction]]", "[correction]", ":2: key correction: must be tables written [[correction]]"),
        ('"listing.cost.2013"', '"listing.colour"', ":3: key correction[1].field: no field that can be mended; there are listing.title"),
        ('"listing.cost.2013"', '"listing.cost"', ":3: key correction[1].field: no field"),
        ("quote =", "qoute =", ":4: key correction[1].qoute: unknown key; did you mean quote?"),
        ('value = "90"', "value = 90", ':6: key correction[1].value: must be a text ("51")'),
        ('value = "90"', 'value = "九十"', ":6: key correction[1].value: must be an amount"),
        ('"listing.cost.2013"', '"listing.designation"', ":5: key correction[1].printed: must be a list of texts"),
        ('by = "企画部の担当"', 'by = ""', ":8: key correction[1].by: must be a text that is not empty"),
        ("date = 2024-05-01", 'date = "昨日"', ":9: key correction[1].date: must be a day"),
        ("date = 2024-05-01", "", ":2: key correction[1].date: is required"),
        ("date = 2024-05-01", 'date = 2024-05-01\nplace = "上の方"', ":10: key correction[1].place: must look like"),
    ],
)  # fmt: skip
def test_a_wrong_file_is_refused_with_key_and_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    """A correction that cannot be understood stops the reading, as a wrong plan.toml does."""
    assert old in CORRECTION
    (tmp_path / "corrections.toml").write_text(CORRECTION.replace(old, new), encoding="utf-8")
    with pytest.raises(DescriptionError) as caught:
        load_corrections(tmp_path / "corrections.toml")
    assert caught.value.line("en").startswith(f"{tmp_path}/corrections.toml{said}")


@pytest.mark.parametrize(
    ("quoted", "where", "meets"),
    [
        ("sheet=事業!B7", "sheet=事業!A7:D8", True),
        ("sheet=事業!E7", "sheet=事業!A7:D8", False),
        ("sheet=別!B7", "sheet=事業!A7:D8", False),
        ("sheet=A!B; C!B7", "sheet=X!A1; sheet=A!B; C!AA7", False),
        ("sheet=A!B; C!AA7", "sheet=X!A1; sheet=A!B; C!AA7", True),
        ("page=3", "page=3;bbox=5.0,20.0,30.0,44.0", True),
        ("page=3;bbox=31,0,40,50", "page=3;bbox=5.0,20.0,30.0,44.0", False),
        ("line=7", "sheet=事業!A7:D8", True),
    ],
)
def test_a_place_is_told_in_the_documents_own_terms(quoted: str, where: str, meets: bool) -> None:
    """Cells meet the ranges they lie in, boxes those they touch, and lines those of the text."""
    place = QuotedPlace.parse(quoted)
    assert place is not None
    assert place.meets(Place(((7, 8),), where)) is meets


def test_every_field_of_the_table_is_a_field_of_its_record() -> None:
    """Names are those of the records, so that who knows one knows the other."""
    holders = {"listing": "nishitokyo", "policy": "higashikurume", "basic-project": "higashikurume"}
    for kind, name in holders.items():
        records = founding(name)
        held = {
            "listing": records.listings,
            "policy": records.policies,
            "basic-project": records.basic_projects,
        }
        assert all(hasattr(held[kind][0], field) for field in FIELDS[kind])
