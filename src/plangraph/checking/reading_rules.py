"""What the rules of reading are called in a report. Shapes carry their own names."""

from __future__ import annotations

from types import MappingProxyType

from plangraph.model.texts import Bilingual

READING_RULES: MappingProxyType[str, Bilingual] = MappingProxyType(
    {
        "alias-contradicts-another": Bilingual("食い違う別名", "Aliases that contradict each other"),
        "alias-not-met": Bilingual("印字のない別名", "Alias that nothing prints"),
        "basic-project-linked-by-position": Bilingual(
            "並び順による基本事業の特定", "Basic project told by its position"
        ),
        "cell-behind-table": Bilingual("見出しのない列のセル", "Cell behind the table"),
        "cells-missing": Bilingual("足りないセル", "Missing cells"),
        "characters-by-code": Bilingual("番号から読んだ文字", "Characters read from their codes"),
        "characters-not-accounted-for": Bilingual("並べ直しで合わない文字数", "Characters not accounted for"),
        "column-undetermined": Bilingual("判別できない段", "Column that cannot be told"),
        "column-without-year": Bilingual("年度の分からない列", "Column without a year"),
        "columns-split-at-seam": Bilingual("継ぎ目で分けた段", "Columns parted at a seam"),
        "content-row-missing": Bilingual("内容の行の欠落", "Missing row of contents"),
        "correction-ambiguous": Bilingual("一つに決まらない訂正", "Correction that fits several records"),
        "correction-does-not-fit": Bilingual("当てはまらない訂正", "Correction that does not fit"),
        "correction-leaves-derived": Bilingual(
            "訂正前の数字による推計", "Derived figure left by a correction"
        ),
        "correction-printed-differs": Bilingual(
            "印刷の値と合わない訂正", "Correction whose printed value differs"
        ),
        "correction-quote-gone": Bilingual("引用の無くなった訂正", "Correction whose quote is gone"),
        "cost-row-missing": Bilingual("事業費の行の欠落", "Missing row of costs"),
        "description-unfinished": Bilingual("書きかけの plan.toml", "Unfinished plan.toml"),
        "designation-unknown": Bilingual("知らない区分", "Unknown designation"),
        "division-department-completed": Bilingual("補った部", "Department filled in"),
        "division-not-read": Bilingual("読み取れない部課名", "Division that was not read"),
        "division-outside": Bilingual("市の外の団体", "Body outside the city"),
        "division-unknown-near": Bilingual(
            "ほかに見ない部課名", "Division unknown elsewhere, near a known one"
        ),
        "division-without-department": Bilingual("部のない課名", "Division without its department"),
        "drawing-too-large": Bilingual("線の多すぎるページ", "Page with too many strokes"),
        "field-missing": Bilingual("見当たらない項目", "Missing field"),
        "figure-approximate": Bilingual("概数", "Approximate figure"),
        "figure-below-yen": Bilingual("円未満の端数", "Fraction of a yen"),
        "figure-glued": Bilingual("つながった数字", "Figures glued together"),
        "figure-in-brackets": Bilingual("括弧書きの数字", "Figure in brackets"),
        "figure-range": Bilingual("幅のある金額", "Range of amounts"),
        "figures-do-not-match-years": Bilingual(
            "年度と数の合わない数値", "Figures that do not match the years"
        ),
        "glyph-without-character": Bilingual("文字の対応がない字形", "Glyph without a character"),
        "guideline-names-near": Bilingual("似た指針・計画の名", "Guideline names that are near"),
        "header-cell-unknown": Bilingual("未知の列見出し", "Unknown column heading"),
        "heading-missing": Bilingual("見出しの欠落", "Missing heading"),
        "heading-number-moved": Bilingual("移した見出し番号", "Heading number put back"),
        "heading-rule-missing": Bilingual("見出しの罫線の欠落", "Missing rule below a heading"),
        "impossible-year": Bilingual("存在しない年度", "Year that never came"),
        "indicator-title-joined": Bilingual("つなぎ合わせた成果指標名", "Indicator title joined from pieces"),
        "layout-proposed": Bilingual("案による読み取り", "Read by a proposal"),
        "line-not-read": Bilingual("読み取れない行", "Line that was not read"),
        "line-repeated": Bilingual("繰り返された行", "Repeated line"),
        "line-unexplained": Bilingual("説明のつかない行", "Unexplained line"),
        "mark-contradicts-link": Bilingual("再掲の記号とリンクの食い違い", "Mark that contradicts its link"),
        "mark-not-read": Bilingual("読み取れない再掲の記号", "再掲 mark that was not read"),
        "marked-number-not-found": Bilingual("見当たらない再掲先の番号", "Marked number not found"),
        "not-a-mark": Bilingual("内書きの再掲", "Of which, not a mark"),
        "page-break-unusual": Bilingual("ほかと違うページの区切り", "Unusual page break"),
        "page-mostly-picture": Bilingual("ほとんどが画像のページ", "Page that is mostly a picture"),
        "page-order-unsure": Bilingual("確かでない文の順序", "Unsure order of a page"),
        "page-without-head": Bilingual("見出しで始まらないページ", "Page without a head"),
        "page-without-text": Bilingual("文字の層がないページ", "Page without a text layer"),
        "parent-code-differs": Bilingual("上位のコードとの食い違い", "Code that differs from its parent's"),
        "plan-period-differs": Bilingual("計画期間の食い違い", "Plan period that differs"),
        "policy-row-repeated": Bilingual("重なった施策の行", "Repeated row of a policy"),
        "policy-title-differs": Bilingual("施策名の食い違い", "Policy title that differs"),
        "policy-titles-near": Bilingual("似た施策名", "Policy titles that are near"),
        "printed-sum-differs": Bilingual("行の和と違う合計", "Printed sum that differs"),
        "project-code-two-titles": Bilingual("一つの番号に二つの事業名", "One project number, two titles"),
        "project-codes-repeat": Bilingual("節ごとに振られた事業番号", "Project numbers counted anew"),
        "project-renamed": Bilingual("版で変わった事業名", "Project title changed between editions"),
        "project-title-two-codes": Bilingual("一つの事業に二つの番号", "One project, two numbers"),
        "project-titles-near": Bilingual("似た事業名", "Project titles that are near"),
        "relisting-states-content": Bilingual("内容のある再掲", "Relisting that states content"),
        "relisting-without-mark": Bilingual("記号のない再掲", "Relisting without a mark"),
        "remark-not-read": Bilingual("読み取れない備考", "Remark that was not read"),
        "role-unclear": Bilingual("はっきりしない本掲・再掲の別", "Unclear role of a listing"),
        "row-boundary-undetermined": Bilingual("判別できない行の境目", "Row boundary that cannot be told"),
        "running-head-differs": Bilingual("ページ見出しの食い違い", "Running head that differs"),
        "same-title-unmarked": Bilingual("記号のない同名の事業", "Same title without a mark"),
        "section-empty": Bilingual("事業のない節", "Section without a project"),
        "section-not-in-outline": Bilingual("一覧にない節", "Section not in the outline"),
        "standing-not-read": Bilingual("読み取れない位置づけ", "Standing that was not read"),
        "stray-character": Bilingual("孤立した文字", "Stray character"),
        "table-header-missing": Bilingual("見当たらない表の見出し", "Missing header of a table"),
        "table-left-out": Bilingual("読んでいない表", "Table left out"),
        "table-structure-missing": Bilingual("表の構造の欠落", "Missing structure of a table"),
        "text-layer-doubtful": Bilingual("疑わしい文字の層", "Doubtful text layer"),
        "text-layer-recognised": Bilingual("OCR による文字の層", "Text layer from OCR"),
        "text-not-visible": Bilingual("見えない文字", "Text that cannot be seen"),
        "title-differs-at-code": Bilingual(
            "番号の指す事業名との食い違い", "Title differs at the marked number"
        ),
        "title-joined": Bilingual("つなぎ合わせた名称", "Title joined from pieces"),
        "total-below-years": Bilingual("年度の和より小さい合計", "Total below its years"),
        "unit-not-read": Bilingual("読み取れない単位", "Unit that was not read"),
        "unit-unknown": Bilingual("分からない単位", "Unknown unit"),
        "unreadable-figure": Bilingual("読み取れない数値", "Unreadable figure"),
        "weaving-rhythm-broken": Bilingual("崩れた混在の規則", "Broken rhythm of woven text"),
        "woven-end-unsure": Bilingual("混ざった部分の終わりが不明", "Woven text whose end is unsure"),
        "woven-text-not-taken-apart": Bilingual("分けられない混在文", "Woven text not taken apart"),
        "year-era-assumed": Bilingual("補った元号", "Era taken from the context"),
        "years-differ": Bilingual("年度の食い違い", "Years that differ"),
    }
)
"""Rule → name. A test sees that every rule that reading gives is here."""
