"""Pages that a city could print, as HTML, one for each matter that the PDF reader has to get right."""

from __future__ import annotations

from .render import page

PROSE = "市の協働のまちづくりを進めるため、市民と行政がそれぞれの役割と責任を果たしながら、互いに力を合わせて課題の解決に取り組みます。"
EDGES = "@page { @bottom-center { content: '- ' counter(page) ' -' } @top-right { content: '第6章 協働' } }"


def table(rows: list[str], kind: str = "ruled", attributes: str = "") -> str:
    """A table; the cells of a row are parted by |, and a cell that begins with < is a whole tag."""
    made = "".join(
        "<tr>"
        + "".join(cell if cell.startswith("<t") else f"<td>{cell}" for cell in row.split("|"))
        + "</tr>"
        for row in rows
    )
    return f'<table class="{kind}" {attributes}>{made}</table>'


LONG = [f"{number:03}|事業その{number}|{number * 7:,}|企画部企画政策課" for number in range(1, 81)]
HEAD = "<thead><tr><td>番号<td>事業名<td>事業費（千円）<td>所管</tr></thead>"


def _long(kind: str) -> str:
    body = table(LONG, kind, 'style="width:100%"').replace("<tr>", HEAD + "<tr>", 1)
    return page(body + "<p>以上。</p>", EDGES)


CASES = {
    "merged": page(
        table(
            [
                "<td rowspan=2>施策|<td colspan=3>事業費（千円）|<td rowspan=2>所管",
                "平成28年度|平成29年度|平成30年度",
                "<td rowspan=2>01 市民協働|1|2|3|<td rowspan=2>生活文化課",
                "4|<td colspan=2>5",
            ]
        )
    ),
    "long-ruled": _long("ruled"),
    "long-plain": _long("plain"),
    "columns": page(
        f'<h2>第1章 協働の推進</h2><div class="two"><p>ア{PROSE * 3}</p><h3>1 現状と課題</h3><p>イ{PROSE * 3}</p>'
        f'<h3>2 方向性</h3><p>ウ{PROSE * 2}</p><p>エ{PROSE}</p></div><p style="text-align:center">12</p>',
        ".two { columns: 2; column-gap: 8mm; text-align: justify }",
    ),
    "open": page(
        table(["事業名|平成28年度|所管", "講座の開催|72|生涯学習課", "相談|△86|市民課"], "open"),
        ".open td { border-top: 1px solid; border-bottom: 1px solid } .open td + td { border-left: 1px solid }",
    ),
    "level": page(
        "<p>表1　事業の一覧</p>"
        + table(
            [
                "事業名|平成28年度|所管",
                "<td style='width:6em'>地域における講座の開催|72|生涯学習課",
                "相談|△86|市民課",
                "訓練|12|防災課",
            ],
            "level",
            'style="width:90%"',
        ),
        ".level td { border-top: 1px solid; border-bottom: 1px solid; padding: 3px 12px }",
    ),
    "piled": page(
        table(["事業名|28年度|29年度", "講座の開催<br>相談の実施<br>防災訓練|72<br>1,234<br>5|1<br>-<br>3"])
    ),
    "list": page(
        "<p>(1)　一つ目の項目</p><p>(2)　二つ目の項目</p><p>(3)　三つ目の項目</p><p>・　点の項目</p>"
    ),
    "labels": page(
        table(["施策名|市民と行政の協働", "統括課|生活文化課", "関連課|企画調整課、市民課"], "plain")
    ),
    "vertical-page": page(
        '<div style="writing-mode:vertical-rl;height:160mm"><h2>第一章　協働の推進（総論）</h2>'
        f"<p>{PROSE}</p><p>平成28年度、ABC講座を「開催」した。</p></div>"
    ),
    "upright-cells": page(
        table(
            [
                "<td rowspan=3><div class=v>協働推進ー（案）</div>|<td><div class=v>コミュニティ検討(笑1-1で再掲)</div>|1",
                "<td><div class=u>NPOの育成</div>|2",
                "訓<br>練|3<br>4",
            ]
        ),
        ".v { writing-mode: vertical-rl } .u { writing-mode: vertical-rl; text-orientation: upright }",
    ),
    "two-tables": page(
        '<div style="columns:2">'
        + table(["A1|A2", "A3|A4"])
        + "<p>左の文</p>"
        + table(["B1|B2", "B3|B4"], "ruled", 'style="break-before:column"')
        + "<p>右の文</p></div>"
    ),
    "sideways": page(
        '<div class="side">'
        + table(["事業名|平成28年度|所管", "講座の開催|72|生涯学習課"])
        + "<p>備考の文がここにある。</p></div>",
        ".side { transform: rotate(90deg); transform-origin: 0 0; position: absolute; left: 150mm; width: 200mm }",
    ),
    "shaded": page(
        table(
            ["<th>事業名|<th>平成28年度|<th>所管", "講座の開催|72|生涯学習課", "相談|△86|"],
            "shaded",
        ),
        ".shaded th { background: #234; color: #fff } .shaded td { background: #eef }"
        ".shaded th, .shaded td { border: 2px solid #fff; padding: 3px }",
    ),
    "dense": page(
        table(
            [
                "講座の開催|72|生涯学習課",
                "相談|1,234|市民課",
                "防災訓練の実施|5|防災安全課",
                "情報の提供||秘書広報課",
            ],
            "dense",
        ),
        ".dense td { padding: 0 4pt; line-height: 1.1 } .dense td:nth-child(2) { text-align: right }",
    ),
    "letters": page(
        "<p>市民部　市民課</p><p>6 協働で拓くまちづくり</p><p>office ﬁle ㈱ Ⅳ ④ 髙 﨑</p><p class=wide>見出し語だ</p>"
        "<p style='color:#fff'>白い文字</p>",
        ".wide { letter-spacing: 1em }",
    ),
}
