"""What the rules of reading are called in a report. Shapes carry their own names."""

from __future__ import annotations

from types import MappingProxyType

from plangraph.model.texts import Bilingual

READING_RULES: MappingProxyType[str, Bilingual] = MappingProxyType(
    {
        "basic-project-linked-by-position": Bilingual(
            "並び順による基本事業の特定", "Basic project told by its position"
        ),
        "cells-missing": Bilingual("足りないセル", "Missing cells"),
        "characters-not-accounted-for": Bilingual("並べ直しで合わない文字数", "Characters not accounted for"),
        "column-undetermined": Bilingual("判別できない段", "Column that cannot be told"),
        "columns-split-at-seam": Bilingual("継ぎ目で分けた段", "Columns parted at a seam"),
        "content-row-missing": Bilingual("内容の行の欠落", "Missing row of contents"),
        "cost-row-missing": Bilingual("事業費の行の欠落", "Missing row of costs"),
        "division-not-read": Bilingual("読み取れない部課名", "Division that was not read"),
        "field-missing": Bilingual("見当たらない項目", "Missing field"),
        "figures-do-not-match-years": Bilingual(
            "年度と数の合わない数値", "Figures that do not match the years"
        ),
        "header-cell-unknown": Bilingual("未知の列見出し", "Unknown column heading"),
        "heading-missing": Bilingual("見出しの欠落", "Missing heading"),
        "heading-number-moved": Bilingual("移した見出し番号", "Heading number put back"),
        "heading-rule-missing": Bilingual("見出しの罫線の欠落", "Missing rule below a heading"),
        "indicator-title-joined": Bilingual("つなぎ合わせた成果指標名", "Indicator title joined from pieces"),
        "line-not-read": Bilingual("読み取れない行", "Line that was not read"),
        "line-repeated": Bilingual("繰り返された行", "Repeated line"),
        "line-unexplained": Bilingual("説明のつかない行", "Unexplained line"),
        "mark-not-read": Bilingual("読み取れない再掲の記号", "再掲 mark that was not read"),
        "page-break-unusual": Bilingual("ほかと違うページの区切り", "Unusual page break"),
        "page-order-unsure": Bilingual("確かでない文の順序", "Unsure order of a page"),
        "page-without-head": Bilingual("見出しで始まらないページ", "Page without a head"),
        "parent-code-differs": Bilingual("上位のコードとの食い違い", "Code that differs from its parent's"),
        "plan-period-differs": Bilingual("計画期間の食い違い", "Plan period that differs"),
        "policy-title-differs": Bilingual("施策名の食い違い", "Policy title that differs"),
        "relisting-states-content": Bilingual("内容のある再掲", "Relisting that states content"),
        "relisting-without-mark": Bilingual("記号のない再掲", "Relisting without a mark"),
        "remark-not-read": Bilingual("読み取れない備考", "Remark that was not read"),
        "role-unclear": Bilingual("はっきりしない本掲・再掲の別", "Unclear role of a listing"),
        "row-boundary-undetermined": Bilingual("判別できない行の境目", "Row boundary that cannot be told"),
        "running-head-differs": Bilingual("ページ見出しの食い違い", "Running head that differs"),
        "same-title-unmarked": Bilingual("記号のない同名の事業", "Same title without a mark"),
        "section-empty": Bilingual("事業のない節", "Section without a project"),
        "section-not-in-outline": Bilingual("一覧にない節", "Section not in the outline"),
        "stray-character": Bilingual("孤立した文字", "Stray character"),
        "table-structure-missing": Bilingual("表の構造の欠落", "Missing structure of a table"),
        "title-joined": Bilingual("つなぎ合わせた名称", "Title joined from pieces"),
        "total-below-years": Bilingual("年度の和より小さい合計", "Total below its years"),
        "unit-not-read": Bilingual("読み取れない単位", "Unit that was not read"),
        "unreadable-figure": Bilingual("読み取れない数値", "Unreadable figure"),
        "weaving-rhythm-broken": Bilingual("崩れた混在の規則", "Broken rhythm of woven text"),
        "woven-end-unsure": Bilingual("混ざった部分の終わりが不明", "Woven text whose end is unsure"),
        "woven-text-not-taken-apart": Bilingual("分けられない混在文", "Woven text not taken apart"),
        "years-differ": Bilingual("年度の食い違い", "Years that differ"),
    }
)
"""Rule → name. A test sees that every rule that reading gives is here."""
