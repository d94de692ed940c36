"""Near labels: what is a slip of spelling, what tells two things apart, and that it takes no square of time."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plangraph.model.texts import comparison_title
from plangraph.reading.near_labels import Nearness, NearPair, near_pairs

VARIANTS = [
    ("地域の特性を活かしたまちづくり", "地域の特性を生かしたまちづくり"),
    ("檜原の森を守る", "桧原の森を守る"),
    ("予約サーバーの更新", "予約サーバの更新"),
    ("コミュニティの育成", "コミュニテイの育成"),
    ("子どもの居場所", "こどもの居場所"),
    ("障害者の就労", "障がい者の就労"),
    ("取組の公表", "取り組みの公表"),
    ("桜が丘の道", "桜ケ丘の道"),
    ("文書・記録の保存", "文書記録の保存"),
    ("緊急通報システム", "緊急通報システム事業"),
    ("エコ工房", "エコエ房"),
]
ONE_CHARACTER = [
    ("市民活動情報ステーションの活用", "市民活動情報ステーションを活用"),
    ("地域包括支援センターの充実", "地域包活支援センターの充実"),
    ("情報公開の推進", "情報公開推進"),
    ("ごみの減量と資源化", "ごみの減量と源資化"),
    ("生かした道づくり", "働かした道づくり"),
]
APART = [
    ("第一保育園の改築", "第二保育園の改築"),
    ("小学校3年生の検診", "小学校5年生の検診"),
    ("東部図書館の運営", "西部図書館の運営"),
    ("新庁舎の整備計画", "旧庁舎の整備計画"),
    ("防災無線設備の整備", "防災無線設備の再整備"),
    ("泉小学校の改修工事", "栄小学校の改修工事"),
    ("市道の改良", "市道の改修"),
    ("A棟の耐震補強工事", "B棟の耐震補強工事"),
    ("公園整備", "道路整備"),
]


def near(*titles: str) -> list[NearPair]:
    """The near pairs of titles as they are compared."""
    return list(near_pairs(map(comparison_title, titles)))


@pytest.mark.parametrize(("one", "other"), VARIANTS)
def test_spelling_alone(one: str, other: str) -> None:
    assert [pair.nearness for pair in near(one, other)] == [Nearness.VARIANT]


@pytest.mark.parametrize(("one", "other"), ONE_CHARACTER)
def test_one_typed_character(one: str, other: str) -> None:
    assert [pair.nearness for pair in near(one, other)] == [Nearness.ONE_CHARACTER]


@pytest.mark.parametrize(("one", "other"), APART)
def test_what_tells_things_apart_is_no_slip(one: str, other: str) -> None:
    """Numbers, sides, sizes, letters; a kanji at the head of a name; a kanji in a short name."""
    assert near(one, other) == []


def test_what_reading_takes_as_one_is_not_near() -> None:
    """Widths and spaces are gone before: ﾊﾞ is バ."""
    assert near("ＩＣＴとﾊﾞｽ", "ICTと バス") == []


def test_a_slot_in_which_names_vary_is_no_slip() -> None:
    """Two may be a slip, three are a series."""
    two = "緑町通りの街路樹の手入れ", "港町通りの街路樹の手入れ"
    assert near("あさひ丘地区の道をなおす", "あさか丘地区の道をなおす") != []
    assert near("あさひ丘地区の道をなおす", "あさか丘地区の道をなおす", "あさま丘地区の道をなおす") == []
    assert near(*two) == []


@given(st.lists(st.text("あいうカキク道路橋ー12・", min_size=1, max_size=8), max_size=12), st.randoms())
def test_the_order_of_titles_does_not_matter(titles: list[str], order: random.Random) -> None:
    mixed = titles.copy()
    order.shuffle(mixed)
    assert set(near_pairs(titles)) == set(near_pairs(mixed))


def test_twenty_thousand_titles_take_seconds() -> None:
    """No comparison of all with all: that would be 200,000,000."""
    parts = [
        "地域",
        "市民",
        "高齢者",
        "情報",
        "環境",
        "道路",
        "公園",
        "学校",
        "防災",
        "福祉",
        "観光",
        "図書館",
    ]
    verbs = ["整備", "支援", "推進", "充実", "更新", "活用", "育成", "保全", "見守り", "広報"]
    draw = random.Random(7)
    titles = {
        f"{'の'.join(draw.sample(parts, 4))}の{draw.choice(verbs)}と{draw.choice(verbs)}に関する{draw.choice(parts)}計画"
        for _ in range(21_000)
    }
    titles = set(sorted(titles)[:20_000])
    assert len(titles) == 20_000
    planted = "見守りを支える窓口サーバーの更新"
    started = time.perf_counter()
    pairs = list(near_pairs({*titles, planted, "見守りを支える窓口サーバの更新"}))
    assert time.perf_counter() - started < 20
    assert any(planted in (pair.one, pair.other) for pair in pairs)
