"""The words that each command takes, with help in both languages."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeAlias

from plangraph.graph.iris import DEFAULT_BASE
from plangraph.model.texts import Bilingual, Lang

Command: TypeAlias = Callable[[argparse.Namespace], int]


TABLES = ("listings", "totals", "policies", "indicators", "costs", "guidelines", "divisions", "findings")
"""The tables of `plangraph.asking.tables`, named here so that --help need not load them; a test holds both together."""

TOTALS_BY = ("policy", "level", "division", "designation", "year", "plan")
"""What `plangraph.asking.totals` makes rows by, named here for the same reason."""

ENGINES = ("compiled", "pyshacl")
"""Those of `plangraph.checking.shapes`, the default first."""


def _command(module: str, name: str) -> Command:
    """A command whose module is loaded when it is run: a query need not wait for the validator."""

    def run(options: argparse.Namespace) -> int:
        command: Command = getattr(import_module(f"plangraph.cli.{module}"), name)
        return command(options)

    return run


def default_store() -> Path:
    """`PLANGRAPH_STORE`, else `build/store`."""
    return Path(os.environ.get("PLANGRAPH_STORE") or "build/store")


class _Words:
    """Adds options to one command, with help in the chosen language."""

    def __init__(self, command: argparse.ArgumentParser, lang: Lang) -> None:
        self.command = command
        self.lang = lang

    def add(self, *names: str, ja: str, en: str, **settings: Any) -> None:
        self.command.add_argument(
            *names, help=(ja if self.lang == "ja" else en).replace("%", "%%"), **settings
        )

    def store(self) -> None:
        self.add(
            "--store",
            type=Path,
            default=default_store(),
            metavar="DIR",
            ja="ストアのフォルダー（既定: PLANGRAPH_STORE または build/store）",
            en="the store's folder (default: PLANGRAPH_STORE or build/store)",
        )

    def backend(self, ja: str, en: str) -> None:
        self.add("--backend", metavar="URL", ja=ja, en=en)

    def asked_backend(self) -> None:
        self.backend(
            "ストアの代わりに問い合わせる SPARQL ストア（plangraph build --backend で収めたもの）",
            "a SPARQL store to ask in the place of the folder's, loaded by plangraph build --backend",
        )

    def output(self) -> None:
        self.add(
            "-o",
            "--output",
            type=Path,
            metavar="FILE",
            ja="標準出力の代わりに書き出すファイル",
            en="write here instead of standard output",
        )

    def format(self, *choices: str) -> None:
        self.add("--format", choices=choices, default=choices[0], ja="出力の形式", en="form of the output")


def parser(lang: Lang) -> argparse.ArgumentParser:
    """The whole command line in one language."""
    about = Bilingual(
        "自治体の計画書を読み、再掲・所管・事業費を検証できる知識グラフにします。",
        "Reads municipal plans and makes of them a checked knowledge graph: cross-listings, divisions, money.",
    )
    top = argparse.ArgumentParser(prog="plangraph", description=about[lang])
    top.add_argument("--version", action="version", version=f"plangraph {version('plangraph')}")
    top.add_argument(
        "--lang", choices=["ja", "en"], help=Bilingual("メッセージの言語", "language of messages")[lang]
    )
    group = top.add_subparsers(metavar="COMMAND", required=True, dest="command")
    for name, (run, text, words) in _COMMANDS.items():
        command = group.add_parser(name, help=text[lang], description=text[lang])
        command.add_argument("--lang", choices=["ja", "en"], help=argparse.SUPPRESS)
        words(_Words(command, lang))
        command.set_defaults(run=run)
    return top


def _build(words: _Words) -> None:
    words.add(
        "sources",
        nargs="*",
        type=Path,
        metavar="SOURCE",
        ja="plan.toml のあるフォルダー、またはそれらを含むフォルダー（既定: ./data、なければ同梱の文書）",
        en="a folder with a plan.toml, or a folder of such folders (default: ./data, else the founding documents)",
    )
    words.store()
    words.backend(
        "作ったグラフを収める SPARQL ストアの問い合わせアドレス（http://HOST:PORT だけなら Oxigraph サーバー）",
        "query address of a SPARQL store to load the graph into; http://HOST:PORT alone is an Oxigraph server",
    )
    words.add(
        "--base-iri",
        default=DEFAULT_BASE,
        metavar="IRI",
        ja=f"データの IRI の基底（既定: {DEFAULT_BASE}）",
        en=f"base IRI of the data (default: {DEFAULT_BASE})",
    )
    words.add(
        "--keep-names",
        action="store_true",
        ja="個人名を［氏名］に置き換えない（公開しないグラフに限る）",
        en="keep personal names instead of ［氏名］ (only for a graph that is not made public)",
    )


def _read(words: _Words) -> None:
    words.add("file", type=Path, metavar="FILE", ja="読む文書", en="the document to read")
    words.add("--as", dest="layout", metavar="LAYOUT", ja="レイアウトの名", en="name of the layout")
    words.format("table", "json", "csv")
    words.add(
        "--stage",
        choices=["lines", "tables", "records"],
        default="records",
        ja="どの段階まで読んだものを見るか",
        en="which stage of the reading to show",
    )
    words.output()


def _layout(words: _Words) -> None:
    words.add(
        "action",
        choices=["propose", "check"],
        metavar="propose|check",
        ja="propose: 見出しと語の形から plan.toml の案を書く。check: plan.toml で読み、合うところと合わないところを示す",
        en="propose: write a first plan.toml from headers and patterns; check: read with it and show what fits",
    )
    words.add("file", type=Path, metavar="FILE", ja="文書", en="the document")
    words.add(
        "--as", dest="layout", metavar="LAYOUT", ja="check で使うレイアウトの名", en="a layout to check with"
    )
    words.output()


def _validate(words: _Words) -> None:
    words.add(
        "file",
        nargs="?",
        type=Path,
        metavar="FILE",
        ja="ストアの代わりに検証する RDF ファイル（Turtle、N-Triples、RDF/XML、JSON-LD、N-Quads、TriG）",
        en="an RDF file to check instead of the store (Turtle, N-Triples, RDF/XML, JSON-LD, N-Quads, TriG)",
    )
    words.store()
    words.format("text", "html", "json", "csv", "xlsx", "sarif", "turtle")
    _shapes_words(words)
    _report_words(words)
    words.add(
        "--fail-on",
        choices=["violation", "warning", "info", "never"],
        default="violation",
        ja="終了状態を 1 にする重大さ（既定: violation）",
        en="from which severity the exit status is 1 (default: violation)",
    )
    words.output()


def _shapes_words(words: _Words) -> None:
    """What is held against the graph, and what holds it."""
    words.add(
        "--shapes",
        type=Path,
        metavar="FILE|FOLDER",
        ja="この製品の形状の代わりに使う SHACL の形状（ファイル、または *.ttl のフォルダー）",
        en="SHACL shapes to use instead of those of this product (a file, or a folder of *.ttl)",
    )
    words.add(
        "--engine",
        choices=list(ENGINES),
        default=ENGINES[0],
        ja="検証の仕組み: compiled は速く、pyshacl は基準（既定: compiled）",
        en="what validates: compiled is fast, pyshacl is the reference (default: compiled)",
    )


def _report_words(words: _Words) -> None:
    """What a report shows, what it is compared with, and what is accepted in it."""
    words.add(
        "--group",
        choices=["rule", "division", "policy", "document"],
        default="rule",
        ja="text と html のまとめ方（既定: rule）",
        en="what text and html are grouped by (default: rule)",
    )
    words.add(
        "--split",
        choices=["division"],
        ja="所管ごとに一つのファイルを -o のフォルダーに書き出す",
        en="write one file for each division in charge into the folder that -o names",
    )
    words.add(
        "--baseline",
        type=Path,
        metavar="FILE",
        ja="前の報告（validate の JSON か SARIF）と比べ、新しい・変わった・同じ・なくなった指摘を分ける",
        en="an earlier report (JSON or SARIF of validate) to compare with: new, changed, unchanged, mended",
    )
    words.add(
        "--new-only",
        action="store_true",
        ja="--baseline と前から同じ指摘を --fail-on に数えない",
        en="findings that are as in --baseline do not count for --fail-on",
    )
    words.add(
        "--waivers",
        type=Path,
        metavar="FILE",
        ja="承認済みの指摘を書いた waivers.toml（既定: build のとき文書のそばにあったもの）",
        en="accepted findings, a waivers.toml (default: the one beside the sources when they were built)",
    )


def _query(words: _Words) -> None:
    words.add(
        "file",
        nargs="?",
        default="-",
        metavar="FILE|-",
        ja="SPARQL の問い合わせ（- は標準入力）",
        en="a SPARQL query (- is standard input)",
    )
    words.add(
        "--example",
        metavar="NAME",
        ja="例の問い合わせの名（list で一覧）",
        en="name of an example (list shows them)",
    )
    words.store()
    words.asked_backend()
    words.format("table", "csv", "tsv", "json", "xml", "turtle")
    words.output()


def _trace(words: _Words) -> None:
    words.add(
        "thing",
        metavar="TEXT_OR_IRI",
        ja="事業名（一部でよい）または IRI",
        en="a project's title, or a part of it, or its IRI",
    )
    words.store()
    words.asked_backend()
    words.format("text", "json", "html")
    words.output()


def _impact(words: _Words) -> None:
    words.add(
        "things",
        nargs="+",
        metavar="TEXT_OR_IRI",
        ja="部課または指針の名（一部でよい）または IRI。いくつでも",
        en="a division's or guideline's name, or a part of it, or its IRI; several may be given",
    )
    words.store()
    words.asked_backend()
    words.add(
        "--steps",
        type=_positive,
        default=2,
        metavar="N",
        ja="何段先までたどるか。1は直接かかわるもの（既定: 2）",
        en="how many links to follow; 1 is what names it directly (default: 2)",
    )
    words.add(
        "--scenario",
        choices=["merge", "rename", "close", "revise"],
        ja="想定: 統合 merge、改称 rename、廃止 close は部課、改訂 revise は指針について",
        en="what is planned: merge, rename, close for divisions, revise for guidelines",
    )
    words.format("text", "json", "html", "csv")
    words.add(
        "--table",
        choices=["reached", "money", "printed"],
        default="reached",
        ja="CSV にする表: かかわるもの reached、金額 money、名の印字 printed（既定: reached）",
        en="the table to write as CSV: what is reached, money, or where names are printed (default: reached)",
    )
    words.output()


def _diff(words: _Words) -> None:
    for name, ja, en in (("old", "古い版", "the older edition"), ("new", "新しい版", "the newer edition")):
        words.add(
            name,
            metavar=name.upper(),
            ja=f"{ja}: 文書のフォルダー、ストア、または --store にある計画の題名か IRI",
            en=f"{en}: a source folder, a store, or the title or IRI of a plan in --store",
        )
    for name, ja, en in (("old", "OLD", "OLD"), ("new", "NEW", "NEW")):
        words.add(
            f"--{name}-plan",
            metavar="TEXT_OR_IRI",
            ja=f"{ja} のフォルダーやストアに計画がいくつもあるとき、どれを比べるか",
            en=f"which plan of {en}, where the folder or store has several",
        )
    words.store()
    words.asked_backend()
    words.format("text", "json", "csv", "html")
    words.output()


def _timeline(words: _Words) -> None:
    words.add(
        "thing",
        metavar="TEXT_OR_IRI",
        ja="事業名（一部でよい）または IRI",
        en="a project's title, or a part of it, or its IRI",
    )
    words.store()
    words.asked_backend()
    words.format("text", "json")
    words.output()


def _view(words: _Words) -> None:
    words.add(
        "thing",
        nargs="?",
        metavar="TEXT_OR_IRI",
        ja="中心に置くもの（既定: 計画の施策の全体）",
        en="what to put in the middle (default: the tree of policies)",
    )
    words.store()
    words.asked_backend()
    words.add("-o", "--output", type=Path, metavar="FILE.html", ja="書き出すファイル", en="the file to write")


def _totals(words: _Words) -> None:
    words.add(
        "--by",
        choices=TOTALS_BY,
        default=TOTALS_BY[0],
        ja="行の分け方（既定: policy。施策、段、部課、区分、年度、計画）",
        en="what the rows are made by (default: policy)",
    )
    words.add(
        "--of",
        metavar="KEY",
        ja="一つの行だけを、根拠のすべてとともに示す（番号、名、IRI）",
        en="one row only, with its whole proof: its code, name or IRI",
    )
    words.add(
        "--plan",
        default="",
        metavar="TEXT_OR_IRI",
        ja="一つの計画に限る（題名の一部または IRI）",
        en="one plan only, by a part of its title or its IRI",
    )
    words.add("--year", type=int, metavar="YEAR", ja="一つの年度に限る（西暦）", en="one fiscal year only")
    words.add(
        "--level",
        default="",
        metavar="NAME",
        ja="施策の行を一つの段（章、施策など）に限る",
        en="policies of one printed level only",
    )
    words.add(
        "--spread",
        choices=("home", "equal"),
        default="home",
        ja="事業費を置く施策（既定: 本掲だけ。equal は掲載されている施策に等分する）",
        en="where a project's money goes (default: its home; equal: shares to every policy that lists it)",
    )
    words.store()
    words.asked_backend()
    words.format("text", "json", "csv", "xlsx")
    words.output()


def _structure(words: _Words) -> None:
    words.add(
        "--plan",
        default="",
        metavar="TEXT_OR_IRI",
        ja="計画の題名、団体の名、または IRI（既定: 各系列のいちばん新しい計画）",
        en="a plan's title, a body's name, or an IRI (default: the newest plan of each series)",
    )
    words.store()
    words.asked_backend()
    words.format("text", "json", "csv")
    words.output()


def _similar(words: _Words) -> None:
    words.add(
        "thing",
        metavar="TEXT_OR_IRI",
        ja="事業か施策の題名（一部でよい）または IRI",
        en="a project's or policy's title, or a part of it, or its IRI",
    )
    words.add("--most", type=_positive, default=10, metavar="N", ja="示す件数", en="how many to offer")
    words.store()
    words.asked_backend()
    words.format("text", "json", "csv")
    words.output()


def _export(words: _Words) -> None:
    words.format(
        "turtle",
        "ntriples",
        "nquads",
        "trig",
        "jsonld",
        "rdfxml",
        "csv",
        "xlsx",
        "graphml",
        "gexf",
        "stratml",
    )
    words.add(
        "--table",
        choices=TABLES,
        default="listings",
        ja="CSV にする表（既定: listings）",
        en="the table to write as CSV (default: listings)",
    )
    words.add(
        "--plan",
        metavar="TEXT_OR_IRI",
        ja="stratml で書き出す計画（計画が一つなら要らない）",
        en="the plan to write as StratML (needless where there is one)",
    )
    words.store()
    words.asked_backend()
    words.output()


def _serve(words: _Words) -> None:
    words.store()
    words.asked_backend()
    words.add("--host", default="127.0.0.1", ja="待ち受けるアドレス", en="address to listen on")
    words.add("--port", type=_port, default=8000, ja="待ち受けるポート", en="port to listen on")
    words.add(
        "--timeout",
        type=_seconds,
        default=30.0,
        metavar="S",
        ja="問い合わせ一つの制限時間（秒）",
        en="time limit of one query, in seconds",
    )
    words.add(
        "--allow-service",
        action="append",
        default=[],
        metavar="URL",
        ja="SERVICE で問い合わせてよい外の SPARQL のアドレス（何度でも。既定: どこにも問い合わせない）",
        en="a SPARQL endpoint that SERVICE may reach (may be repeated; default: none)",
    )
    words.add(
        "--workers",
        type=_positive,
        default=2,
        metavar="N",
        ja="同時に動かす問い合わせの数",
        en="queries at work at once",
    )
    words.add(
        "--max-rows",
        type=_positive,
        default=1_000_000,
        metavar="N",
        ja="一つの答えの行の上限。超えた分は切り、そのことを伝える",
        en="most rows of one answer; what is beyond is cut, and said to be",
    )
    words.add(
        "--max-bytes",
        type=_positive,
        default=256 << 20,
        metavar="N",
        ja="一つの答えのバイト数の上限",
        en="most bytes of one answer",
    )
    words.add(
        "--max-memory",
        type=_positive,
        default=2 << 30,
        metavar="N",
        ja="問い合わせ一つが使えるメモリー（バイト）",
        en="memory that one query may use, in bytes",
    )
    words.add(
        "--data",
        type=Path,
        metavar="DIR",
        ja="送られた文書を置くフォルダー（PLANGRAPH_TOKEN も要る。既定: 受け取らない）",
        en="folder for documents that are sent (PLANGRAPH_TOKEN is needed too; default: none are taken)",
    )


def _sample(words: _Words) -> None:
    words.add("--cities", type=_count, default=1, metavar="N", ja="市の数", en="how many cities")
    words.add(
        "--projects",
        type=_count,
        default=100,
        metavar="M",
        ja="一つの市の事業の数",
        en="projects of each city",
    )
    words.add(
        "--editions",
        type=_count,
        default=1,
        metavar="K",
        ja="一つの市の計画の版の数",
        en="editions of each plan",
    )
    words.add(
        "--seed",
        type=int,
        default=1,
        metavar="S",
        ja="乱数の種。同じ種からは同じ文書ができる",
        en="the same seed gives the same documents",
    )
    words.format("txt", "csv", "xlsx", "html", "md", "pdf")
    words.add(
        "--layout",
        default="one-row-table",
        metavar="NAME|all",
        ja="レイアウトの名（implementation-plan-two-row、one-row-table、labelled-cards、evaluation-table、all）",
        en="a layout: implementation-plan-two-row, one-row-table, labelled-cards, evaluation-table, or all",
    )
    words.add(
        "--faults",
        type=_share,
        default=0.0,
        metavar="SHARE",
        ja="どの種類の誤りも植える割合（0～1）",
        en="share of each kind of fault (0 to 1)",
    )
    words.add(
        "--faults-of",
        type=_named_share,
        action="append",
        default=[],
        metavar="RULE=SHARE",
        ja="一つの規則または種類の誤りの割合（繰り返せる）",
        en="share of the faults of one rule or kind; may be repeated",
    )
    words.add(
        "--without-records",
        action="store_true",
        ja="truth.json に正しい記録を入れない",
        en="leave the true records out of truth.json",
    )
    words.add(
        "-o",
        "--output",
        type=Path,
        required=True,
        metavar="DIR",
        ja="書き出すフォルダー",
        en="the folder to write into",
    )


def _count(text: str) -> int:
    count = int(text)
    if count < 1:
        raise ValueError
    return count


def _share(text: str) -> float:
    share = float(text)
    if not 0 <= share <= 1:
        raise ValueError
    return share


def _named_share(text: str) -> tuple[str, float]:
    name, _, share = text.partition("=")
    return name, _share(share)


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError
    return number


def _port(text: str) -> int:
    port = int(text)
    if not 0 <= port <= 65535:
        raise ValueError
    return port


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0 < seconds < 86400:
        raise ValueError
    return seconds


_COMMANDS: dict[str, tuple[Command, Bilingual, Callable[[_Words], None]]] = {
    "build": (
        _command("build", "build_command"),
        Bilingual("文書を読み、グラフを作ってストアに収めます。", "Documents → records → graph → store."),
        _build,
    ),
    "read": (
        _command("read", "read_command"),
        Bilingual(
            "文書を一つ読み、記録とその場所、読めなかったものを示します。",
            "One document → its records, each with its place.",
        ),
        _read,
    ),
    "layout": (
        _command("layout", "layout_command"),
        Bilingual(
            "文書の読み方（plan.toml）の案を書き、または確かめます。",
            "Proposes how to read a document (its plan.toml), or checks it.",
        ),
        _layout,
    ),
    "validate": (
        _command("validate", "validate_command"),
        Bilingual(
            "SHACL と読み取りの指摘を一つの報告にします。",
            "SHACL results and reading findings as one report.",
        ),
        _validate,
    ),
    "query": (
        _command("query", "query_command"),
        Bilingual("SPARQL で尋ねます。", "Asks in SPARQL."),
        _query,
    ),
    "trace": (
        _command("trace", "trace_command"),
        Bilingual(
            "事業の本掲・再掲・所管・事業費をたどります。",
            "Traces a project: home, relistings, divisions, costs counted once.",
        ),
        _trace,
    ),
    "impact": (
        _command("impact", "impact_command"),
        Bilingual(
            "部課の統合・改称・廃止や指針の改訂が、どの事業・施策・金額・部課に及ぶかを示します。",
            "What hangs on a division or guideline: projects, policies, money, other divisions.",
        ),
        _impact,
    ),
    "diff": (
        _command("diff", "diff_command"),
        Bilingual(
            "計画の二つの版を比べます（違いがあれば終了状態 1）。",
            "Compares two editions of a plan; exit status 1 where they differ.",
        ),
        _diff,
    ),
    "timeline": (
        _command("diff", "timeline_command"),
        Bilingual(
            "一つの事業について、各版の述べることを年度ごとに並べます。",
            "One project over all editions: what each said of the same fiscal year.",
        ),
        _timeline,
    ),
    "view": (
        _command("trace", "view_command"),
        Bilingual(
            "周りの図を、一つの HTML ファイルにします。", "A stand-alone picture of the neighbourhood."
        ),
        _view,
    ),
    "totals": (
        _command("totals", "totals_command"),
        Bilingual(
            "事業費を、印字のとおりと一度だけ数えた額とで並べ、除いたものとその理由を示します。",
            "Money as printed and counted once, side by side, with what was left out and why.",
        ),
        _totals,
    ),
    "structure": (
        _command("structure", "structure_command"),
        Bilingual(
            "計画のつながりを調べます: 施策の間の橋、まとまり、間に立つ部課、孤立したもの。",
            "How a plan hangs together: bridges between policies, clusters, divisions between others, islands.",
        ),
        _structure,
    ),
    "similar": (
        _command("structure", "similar_command"),
        Bilingual(
            "ほかの団体の似た事業・施策を、似ている度合いとともに挙げます。",
            "Offers projects and policies of other bodies that resemble one, with a score.",
        ),
        _similar,
    ),
    "export": (
        _command("export", "export_command"),
        Bilingual("グラフまたは表を書き出します。", "Writes the graph or one of its tables."),
        _export,
    ),
    "sample": (
        _command("sample", "sample_command"),
        Bilingual(
            "実在しない市の文書を、誤りの一覧と正しい記録を添えて作ります。",
            "Makes documents of cities that do not exist, with their planted faults and true records.",
        ),
        _sample,
    ),
    "serve": (
        _command("serve", "serve_command"),
        Bilingual("ストアをウェブで開きます。", "Opens the store on the web."),
        _serve,
    ),
}
COMMANDS = tuple(_COMMANDS)
"""Every command's name."""
