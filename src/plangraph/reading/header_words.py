"""Headers and labels as many cities print them → what the column or field is: the words that a proposal knows."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from plangraph.model.records import CostKind
from plangraph.reading.columns import years_named

LEVELS = (
    "まちづくりの?方針|まちづくりの?目標|施策の柱|施策の方向|施策の大綱|基本目標|基本方針|基本政策|基本施策|具体的な?施策|重点政策|政策分野|政策目標|主要施策|中施策|小施策|"
    "単位施策|個別施策|基本事業|分野別?目標|政策|施策|大綱|分野|将来像|章|節|柱"
)
"""Names of levels, the longer ones first."""
_LEVEL = re.compile(
    rf"(?:上位|所属|関連する)?(?P<level>{LEVELS})"
    r"(?P<part>コード|ｺｰﾄﾞ|番号|No\.?|NO\.?|名称?|の名称|体系|区分)?(?:\(.*\))?"
)
_YEAR_ONLY = re.compile(
    r"(?:(?:昭和|平成|令和|[HRhrSs])?(?:\d{1,4}|元)(?:年度?)?(?:\(\d{4}(?:年度?)?\))?|\d年(?:目|次)|初年度|次年度)"
)
_COST = re.compile(
    r"事業費|予算|決算|計画額|実績額|見込額|経費|支出|所要額|金額|コスト|費用|人件費|執行額|当初|補正|概算額|一般財源|歳出"
)
_SUM = re.compile(
    r"全体(?:事業費|計画額)|(?:総)?(?:合?計|総額)(?:額|\(.*\))?|.*(?:か年|ヵ年|カ年|ケ年|箇年|年間)(?:の?合?計|総額|事業費)?|総事業費|.*(?:合計|総額|期間計|の計)"
)
_PERSONNEL = re.compile(r"人件費|職員給与")
_TOTAL_COST = re.compile(r"トータルコスト|総コスト|フルコスト|事業費\+人件費|総経費")
_PARTS_OF_COST = re.compile(
    r"国(?:庫|県|費)?支出金|都支出金|県支出金|地方債|市債|その他特定財源|一般財源|財源|特定財源|うち"
)
_CONTENT = re.compile(
    r"(?:事業|取組み?|実施|計画|活動|年度別?|具体的な)*(?:内容|概要|計画|取組み?|実施内容|スケジュール|工程)(?:等|・.*)?"
)
_INDICATOR = re.compile(r"(?:成果|活動|評価|達成|数値|目標|参考)*(?:指標|KPI)")
_VALUE = re.compile(r"実績値?|現状値?|基準値|当初値|策定時|達成値|値|実績")
_TARGET = re.compile(r"目標値?|計画値|見込値")
MEASURED = re.compile(r"実績値|現状値|基準値|当初値|達成値|目標値")
"""Words that are said of measured things only, so that no column of an indicator beside them is needed."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a header or label seems to be: a role, and what goes with it in a layout's rule."""

    role: str
    level: str | None = None
    kind: str | None = None
    party: str | None = None
    number: str | None = None
    aspect: str | None = None
    word: str | None = None


_PLAIN: tuple[tuple[str, Meaning], ...] = (
    (
        r"(?:事務|主要|主な|予算|細|細々|計画|実施|個別|具体的|重点|小|補助|行政|構成|対象|委託)*(?:事業|取組み?|事業・取組み?|取組み?・事業)(?:の名称|名称?|の名前|タイトル)(?:\(.*\))?",
        Meaning("project"),
    ),
    (
        r"(?:事務|主要|主な|予算|計画|実施|個別|具体的|具体的な|重点|構成)(?:事業|な?取組み?)(?:\(.*\))?",
        Meaning("project"),
    ),
    (
        r"(?:project|program|programme)[_ ]?(?:name|title)|title|name|名称|件名|事業|取組み?",
        Meaning("project"),
    ),
    (
        r"(?:事務|主要|予算|細|計画|行政|整理)*事業(?:コード|ｺｰﾄﾞ|番号|No\.?|NO\.?|ID)|整理番号|管理番号|事業整理番号|(?:project|program)[_ ]?(?:number|code|id|no)|シート番号|票番号",
        Meaning("project-code"),
    ),
    (r"(?:project|program)[_ ]?(?:number|code|no)[_ ]?\d+|事業番号[-ー]?\d+", Meaning("code-part")),
    (r"No\.?|NO\.?|番号|項番|連番|通番|通し番号|#|№|行", Meaning("row-number")),
    (
        r"再掲(?:の?有無|区分|先|欄|事業|フラグ|表示)?(?:\(.*\))?|掲載区分|本掲・?再掲|重複掲載",
        Meaning("mark"),
    ),
    (r"旧(?:事務)?事業名|変更前の?(?:事業)?名称?|旧名称", Meaning("former-title")),
    (
        r"(?:統括|主管|主担当|幹事|代表|取りまとめ|とりまとめ)(?:課|部署|部課|所属|担当課)(?:名)?",
        Meaning("division", party="lead"),
    ),
    (
        r"(?:関係|関連|連携|協力|副)(?:する)?(?:課|部署|部課|部局|所属|担当課)(?:名|等)?",
        Meaning("division", party="related"),
    ),
    (
        r"(?:所管|担当|主管|所属|実施)部(?:局)?(?:名)?|部(?:局)?名|部・?局|部|(?:所管|担当|主管)部[局庁]{1,2}(?:名)?|局名?",
        Meaning("department"),
    ),
    (r"課・?室(?:名)?|課(?:等|室)?名?|室課名?|(?:所管|担当|主管)課・?室名?", Meaning("section")),
    (
        r"(?:事業)?(?:所管|担当|主管|実施|執行|作成|記入)(?:の)?(?:部課|部署|課|所属|組織|部局|係|グループ|室|課等|課室|課・?係|部・?課|部門|機関|箇所)(?:名|等)?(?:\(.*\))?|所管|担当|所属(?:名)?|部課(?:名|等)?|部署(?:名)?|課・係|実施主体|事業主体|(?:division|department|section|office)",
        Meaning("division"),
    ),
    (
        r"(?:事業)?(?:区分|種別|位置(?:付|づ)け|性質|類型|分類)(?:・.*)?|新規・?/?継続(?:の別)?|新・?継(?:区分)?|新規/継続",
        Meaning("designation"),
    ),
    (
        r"(?P<word>新規|重点|継続|拡充|主要|廃止|縮小|合併|見直し)(?:事業|区分|の別)?(?:\(.*\))?",
        Meaning("flag"),
    ),
    (
        r"(?:関連|関係)?(?:する)?個別計画(?:等|名)?|(?:根拠|関連|関係)(?:する)?(?:計画|指針|方針)(?:等|名)?",
        Meaning("guideline"),
    ),
    (r"(?:本?施策を構成する)?(?:事務)?事業(?:の)?数", Meaning("count")),
    (r"重点施策|施策の位置(?:付|づ)け|優先度", Meaning("standing")),
    (r"予定計画事業|計画(?:予定)?事業(?:一覧)?", Meaning("planned")),
    (r"(?:実施|計画|事業)(?:期間|年度)|期間|開始年度|終了年度|年度|year", Meaning("note")),
    (
        r"(?:.*の)?(?:課長|部長|室長|所長)名?|担当者(?:名)?|責任者(?:名)?|記入者(?:名)?|作成者(?:名)?|評価者(?:名)?|氏名",
        Meaning("person"),
    ),
    (r"URL|url|リンク|link|シート|評価書", Meaning("link")),
    (r"単位", Meaning("unit")),
    (
        r"(?:成果|活動|評価|達成|数値)?(?:指標|KPI)(?P<number>\d*|[①-⑳])(?:単位|の単位)",
        Meaning("indicator-unit"),
    ),
    (
        r"(?:成果|活動|評価|達成|数値|目標)*(?:指標|KPI)(?P<number>\d*|[①-⑳])(?:名称?|の名称|名)?",
        Meaning("indicator-title"),
    ),
    (r"現状と課題|現状・課題|現状|課題|現状及び課題", Meaning("text", aspect="CurrentState")),
    (
        r"(?:今後の?|次年度の?|翌年度の?)(?:方向性?|方針|取組み?|展開)|方向性",
        Meaning("text", aspect="NextDirection"),
    ),
    (r"(?:施策|事業)?の?(?:目的|基本的な?考え方|ねらい|目標|意図)", Meaning("text", aspect="BasicIdea")),
)
_COMPILED = tuple((re.compile(pattern, re.IGNORECASE), meaning) for pattern, meaning in _PLAIN)
_UNIT_TAIL = re.compile(r"\((?:単位:?)?(?:百万円|千円|万円|円|人|件|%|回)\)$")


def header_meaning(path: str) -> Meaning | None:
    """What a header path (`事業費(千円)/平成30年度`) or a label seems to be; None where the words are not known.

    >>> header_meaning("所管課"), header_meaning("施策コード")
    (Meaning(role='division', level=None, kind=None, party=None, number=None, aspect=None, word=None), Meaning(role='level-code', level='施策', kind=None, party=None, number=None, aspect=None, word=None))
    >>> header_meaning("事業費(千円)/平成30年度").role, header_meaning("平成30年度").role, header_meaning("備忘")
    ('cost', 'year', None)
    """
    parts = [_UNIT_TAIL.sub("", part) for part in path.split("/") if part]
    if not parts:
        return None
    parts[-1] = re.sub(r"^主な(?=担当|所管)", "", parts[-1]).replace("取り組み", "取組み")
    return _plain_meaning(parts[-1], path) or _figure_meaning(parts, path) or _plain_of_path(parts, path)


def _plain_meaning(last: str, path: str) -> Meaning | None:
    if _COST.search(path) and (years_named(path) or _SUM.fullmatch(last)):
        return None
    if _is_code_of_row(last):
        return Meaning("row-number")
    level = _LEVEL.fullmatch(last)
    if level is not None and not re.fullmatch(r"重点施策|施策区分", last):
        role = "level-title" if level["part"] else "level"
        if level["part"] and re.match(r"コード|ｺｰﾄﾞ|番号|N[oO]", level["part"]):
            role = "level-code"
        return Meaning(role, level=level["level"])
    for pattern, meaning in _COMPILED:
        if matched := pattern.fullmatch(last):
            return _with_groups(meaning, matched)
    return None


def _is_code_of_row(last: str) -> bool:
    """A code that does not say of what: of the rows, and so perhaps of the projects."""
    return re.fullmatch(r"コード|ｺｰﾄﾞ|code|ID|id", last) is not None


def _with_groups(meaning: Meaning, matched: re.Match[str]) -> Meaning:
    named = matched.groupdict()
    if meaning.role == "flag":
        return Meaning("flag", word=named["word"])
    if "number" in named:
        return replace(meaning, number=named["number"] or None)
    return meaning


def _figure_meaning(parts: list[str], path: str) -> Meaning | None:
    """Figures by year: costs, indicators; or what is to be done in a year."""
    years = years_named(path)
    yearly = bool(years) or any(_YEAR_ONLY.fullmatch(part) for part in parts)
    if _COST.search(path):
        if _PARTS_OF_COST.search(path):
            return Meaning("note")
        kind = CostKind.PROJECT_COST
        if _TOTAL_COST.search(path):
            kind = CostKind.TOTAL_COST
        elif _PERSONNEL.search(path):
            kind = CostKind.PERSONNEL_COST
        total = _SUM.fullmatch(parts[-1]) or len(set(years)) > 1
        return Meaning("total" if total else "cost", kind=kind.value)
    if (
        _INDICATOR.search(path)
        or MEASURED.search(path)
        or any(_TARGET.fullmatch(part) or _VALUE.fullmatch(part) for part in parts)
    ):
        number = re.search(r"(?:指標|KPI)(\d+|[①-⑳])", path)
        role = "indicator-target" if _TARGET.search(path) else "indicator-value"
        return Meaning(role, number=number[1] if number else None) if yearly else None
    if yearly and any(_CONTENT.fullmatch(part) for part in parts):
        return Meaning("content")
    if yearly and all(_YEAR_ONLY.fullmatch(part) or years_named(part) for part in parts):
        return Meaning("year")
    if _SUM.fullmatch(parts[-1]):
        return Meaning("total")
    return Meaning("content") if _CONTENT.fullmatch(parts[-1]) else None


def _plain_of_path(parts: list[str], path: str) -> Meaning | None:
    """A group header may say what its columns are: 所管/部, 所管/課."""
    joined = "".join(parts)
    return _plain_meaning(joined, path)
