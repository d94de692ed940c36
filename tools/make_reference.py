"""Writes the pages of docs/reference from the code: `make reference`. Same code, same bytes.

`pages()` gives every page in memory, so that a test can hold the files against it.
"""

from __future__ import annotations

import argparse
import importlib
import inspect
import pkgutil
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator

from layout_reference import layouts_page
from plan_reference import plan_toml_page
from pyoxigraph import NamedNode, RdfFormat, Store, parse
from reference_parts import REFERENCE, Term, code, ontology_terms, page, table, words, words_for

import plangraph.serving
from plangraph.asking.queries import load_queries
from plangraph.asking.tables import TABLES
from plangraph.bundled import bundled
from plangraph.checking.reading_rules import READING_RULES
from plangraph.checking.render import SEVERITY_NAMES
from plangraph.checking.rules import RULES_IRI, RuleSource, by_severity, load_rules
from plangraph.checking.shapes import load_shapes
from plangraph.cli.options import COMMANDS, parser
from plangraph.graph.embedded import EmbeddedEndpoint
from plangraph.graph.formats import DATASETS, GRAPHS, RESULTS, SHORT_NAMES
from plangraph.graph.iris import DEFAULT_BASE
from plangraph.graph.mapping import RECORD_RULES, Range
from plangraph.graph.vocabulary import CLASSES, INDIVIDUALS, PREFIXES, PROPERTIES
from plangraph.serving.problems import MEDIA_TYPE

_RANGES = {
    Range.INDIVIDUAL: "語彙の個体 / individual",
    Range.FISCAL_YEAR: "`plg:FiscalYear`",
    Range.DIVISION: "`plg:Division`",
    Range.GUIDELINE: "`plg:Guideline`",
    Range.POLICY: "`plg:Policy`（`part_of` で親がなければ `plg:Plan`）",
    Range.DESIGNATION: "`plg:Designation`",
    Range.PART: "部分の記録 / a record of its own",
    Range.PROVENANCE: "`plg:SourceLine`（根拠のグラフに / in the provenance graph）",
    Range.FLAG: "`xsd:boolean`（真のときだけ / only where true）",
}


def graph_page() -> str:
    """Prefixes, named graphs, the mapping table, and every term."""
    terms = ontology_terms()
    return page(
        "グラフ",
        "Prefixes, named graphs, how each field of a record becomes a property, and every term of the ontology.",
        [f"データの IRI の基底は、`--base-iri` で変えなければ `{DEFAULT_BASE}` です。"],
        ["## 接頭辞 / Prefixes", "", *table(("接頭辞", "IRI"), ((code(p), iri) for p, iri in PREFIXES.items()))],
        [
            "## グラフの名 / Named graphs",
            "",
            "名は基底の下の名です。`ID` は文書の `id` です。右の列が「○」のグラフは、名を指定しない問い合わせが読むグラフに、",
            "同じ三つ組を一度だけ入れてあります（[理由](../explanation/provenance.md)）。",
            "",
            *table(
                ("名", "中身", "holds", "名のないグラフに"),
                (
                    (code(name), w["ja"], w["en"], "○" if w.get("merged") else "")
                    for name, w in words()["graphs"].items()
                ),
            ),
        ],
        ["## 記録とプロパティ / Records and properties", "", "読み取りの記録の項目が、次のプロパティになります。"],
        *(list(_record_part(kind)) for kind in RECORD_RULES),
        [
            "## クラス / Classes",
            "",
            *table(
                ("クラス", "名", "label", "上位", "説明", "comment"),
                (terms[n].row(terms[n].linked("rdfs:subClassOf")) for n in terms if n in CLASSES),
            ),
        ],
        [
            "## プロパティ / Properties",
            "",
            *table(("プロパティ", "名", "label", "主語", "目的語", "説明", "comment"), _property_rows(terms)),
        ],
        ["## 個体 / Individuals", "", *table(("個体", "名", "label", "種類", "説明", "comment"), _individual_rows(terms))],
    )  # fmt: skip


def _record_part(kind: type) -> Iterator[str]:
    rule = RECORD_RULES[kind]
    yield f"### {kind.__name__}（{'、'.join(code(name) for name in rule.classes)}）"
    yield ""
    ranges = ((f.field, f.property, _RANGES.get(f.range, code(f.range.value))) for f in rule.fields)
    yield from table(
        ("項目 / field", "プロパティ", "値 / range"), ((code(f), code(p), r) for f, p, r in ranges)
    )
    if rule.elsewhere:
        yield ""
        yield from (f"- `{name}`: {why}" for name, why in sorted(rule.elsewhere.items()))


def _property_rows(terms: dict[str, Term]) -> Iterator[tuple[str, ...]]:
    for name in terms:
        if name in PROPERTIES:
            subjects = terms[name].linked("rdfs:domain", "schema:domainIncludes")
            yield terms[name].row(subjects, terms[name].linked("rdfs:range", "schema:rangeIncludes"))


def _individual_rows(terms: dict[str, Term]) -> Iterator[tuple[str, ...]]:
    return (terms[n].row(terms[n].linked("rdf:type")) for n in terms if n in INDIVIDUALS)


def glossary_page() -> str:
    """The words of the documents beside the words of the code."""
    named = [term for name, term in ontology_terms().items() if name in CLASSES | INDIVIDUALS]
    rows = sorted(
        (t.labels["ja"], t.labels["en"], code(f"plg:{t.name}"), t.comments["ja"], t.comments["en"])
        for t in named
    )
    return page(
        "用語集",
        "The words of the documents, the English used for them here, and their names in the graph.",
        ["語彙（クラスと個体）の名から作っています。プロパティは [グラフ](graph.md) にあります。"],
        table(("語", "English", "名", "意味", "meaning"), rows),
    )


# ---- commands


def commands_page() -> str:
    """Every command with its words, the export tables and the example queries."""
    return page(
        "コマンド",
        "Every command with its arguments in both languages, the tables of `export`, and the example queries.",
        [
            "結果は標準出力に、経過とメッセージは標準エラー出力に出ます。終了状態は次のとおりです。",
            "",
            *table(
                ("状態", "意味", "meaning"),
                (
                    ("0", "できた", "done"),
                    ("1", "答えが「いいえ」（違反がある、見つからない、複数ある）", 'the answer is "no"'),
                    ("2", "使い方の誤り、または読めない入力", "wrong use or unreadable input"),
                ),
            ),
        ],
        ["どのコマンドにも `--lang ja|en` を付けられます。なければロケール（`LC_ALL`、`LC_MESSAGES`、`LANG`）が英語のときだけ英語です。"],
        *(list(_command_part(name)) for name in COMMANDS),
        [
            "## 表 / The tables of `export --format csv`",
            "",
            "UTF-8（BOM 付き）で、改行は CRLF です。`--table` で選びます。",
            "",
            *table(("表", "列 / columns"), _table_rows()),
        ],
        [
            "## 例の問い合わせ / Example queries",
            "",
            "`plangraph query --example NAME` で実行します。",
            "",
            *table(
                ("名", "問い", "question"),
                ((code(q.name), q.question.ja, q.question.en) for q in load_queries(bundled("queries"))),
            ),
        ],
    )  # fmt: skip


def _command_part(name: str) -> Iterator[str]:
    ja, en = (_command(parser(lang), name) for lang in ("ja", "en"))
    yield f"## {name}"
    yield ""
    yield f"{ja.description} / {en.description}"
    rows = list(_argument_rows(ja, en))
    if rows:
        yield ""
        yield from table(("引数", "選択肢", "説明", "help"), rows)


def _command(top: argparse.ArgumentParser, name: str) -> argparse.ArgumentParser:
    choices = next(a.choices for a in top._actions if isinstance(a, argparse._SubParsersAction))
    found = choices[name]
    assert isinstance(found, argparse.ArgumentParser)
    return found


def _argument_rows(ja: argparse.ArgumentParser, en: argparse.ArgumentParser) -> Iterator[tuple[str, ...]]:
    for here, there in zip(ja._actions, en._actions, strict=True):
        if here.help == argparse.SUPPRESS or "--help" in here.option_strings:
            continue
        metavar = "" if here.nargs == 0 or here.choices else str(here.metavar or here.dest.upper())
        words = " ".join(filter(None, (", ".join(here.option_strings), metavar)))
        choices = " ".join(code(str(choice)) for choice in here.choices or ())
        texts = (str(action.help).replace("%%", "%") for action in (here, there))
        yield code(words), choices, *texts


def _table_rows() -> Iterator[tuple[str, str]]:
    empty = EmbeddedEndpoint(Store())
    return ((code(name), " ".join(code(c) for c in make(empty).header)) for name, make in TABLES.items())


# ---- checks

_SHAPE_FILES = {
    "structure": "構造",
    "cross-listing": "再掲",
    "money": "金額",
    "responsibility": "所管",
    "indicators": "成果指標",
    "prefixes": "",
}


def shapes_page() -> str:
    """Every SHACL rule, under the file it stands in."""
    shapes = load_shapes(bundled("shapes"))
    parts = []
    for path in sorted(bundled("shapes").glob("*.ttl")):
        names = {
            q.subject.value
            for q in parse(path=str(path), format=RdfFormat.TURTLE)
            if isinstance(q.subject, NamedNode)
        }
        here = sorted(
            (s for iri, s in shapes.by_iri.items() if iri in names), key=lambda s: (s.severity.rank, s.rule)
        )
        if here:
            parts.append([f"## {_SHAPE_FILES[path.stem]} / {path.stem}", ""])
            parts[-1] += table(
                ("規則", "重さ", "名", "name", "メッセージ", "message"),
                (
                    (
                        code(s.rule),
                        SEVERITY_NAMES[s.severity].ja,
                        s.name.ja,
                        s.name.en,
                        s.template.ja,
                        s.template.en,
                    )
                    for s in here
                ),
            )
    return page(
        "検証の規則（SHACL）",
        "The SHACL rules by subject: identifier, severity, name and message. `{?item}` and the like are filled in.",
        ["規則は `shapes/` の Turtle にあります。メッセージの `{?item}` などには、指摘のたびに題名や数字が入ります。"],
        *parts,
    )  # fmt: skip


def reading_rules_page() -> str:
    """Every rule that reading gives."""
    return page(
        "読み取りの指摘",
        "What the findings of reading are called. They stand in one report with the SHACL results.",
        ["文書を読むときの疑いは、誤りとして止まらずに、次の名の指摘として報告に載ります。重さは指摘ごとに決まります。"],
        table(("規則", "名", "name"), ((code(rule), n.ja, n.en) for rule, n in sorted(READING_RULES.items()))),
    )  # fmt: skip


def rules_page() -> str:
    """The catalogue of rules, by severity: why each is, an example of a fault, what to do."""
    sources = {RuleSource.SHACL: "検査", RuleSource.READING: "読み取り"}
    return page(
        "規則の一覧",
        "Every rule of the report: why it is, an example of a fault, what to do. A server shows it at `/rules`.",
        [
            "グラフの検査（`shapes/` の SHACL）と読み取りの規則のすべてです。サーバーでは `/rules` にあり、指摘の件数も出ます。",
            f"規則のアドレスは `{RULES_IRI}規則` で、形状の `rdfs:seeAlso` にあります。サーバーの `/rules/規則` がその中身です。",
            "見付けるはずのものとの対応は[何を見付けるか](../explanation/what-goes-wrong.md)、どれだけ見付けたかは[測った結果](../explanation/rules-measured.md)にあります。",
        ],
        *(
            [
                f"## {SEVERITY_NAMES[severity].ja} / {severity.value}",
                "",
                *table(
                    ("規則", "名", "見る理由", "例", "直し方", "why", "example", "what to do", "出どころ"),
                    (
                        (
                            code(r.id), r.name.ja, r.why.ja, r.example.ja, r.remedy.ja,
                            r.why.en, r.example.en, r.remedy.en, sources[r.source],
                        )
                        for r in rules
                    ),
                ),
            ]
            for severity, rules in by_severity(load_rules(bundled("shapes"))).items()
        ),
    )  # fmt: skip


# ---- HTTP


def http_page() -> str:
    """Routes, formats and the shape of an error."""
    return page(
        "HTTP",
        "The routes of `plangraph serve`, the formats of answers, and the shape of an error.",
        [
            "## 経路 / Routes",
            "",
            *table(("経路", "メソッド", "中身", "summary", "パラメーター"), _route_rows()),
            "",
            "`lang=ja` または `lang=en` を添えると、ページとメッセージがその言語になります。ほかに `/static/` に画面の部品があります。",
        ],
        ["## 形式 / Formats", "", *table(("答え", "Accept", "短い名"), _format_rows())],
        [
            "## 誤り / Errors",
            "",
            f"ブラウザーにはページを、ほかには `{MEDIA_TYPE}`（RFC 9457）を返します。キーは `type`、`title`、`status`、",
            "`detail`、`instance` です。SPARQL の構文の誤りには `line` と `column` が添えられます。",
        ],
    )  # fmt: skip


def _route_rows() -> Iterator[tuple[str, ...]]:
    found: dict[str, tuple[set[str], str, list[str]]] = {}
    for info in sorted(pkgutil.iter_modules(plangraph.serving.__path__), key=lambda i: i.name):
        module = importlib.import_module(f"plangraph.serving.{info.name}")
        for route in getattr(getattr(module, "router", None), "routes", ()):
            methods, summary, names = found.setdefault(route.path, (set(), route.summary or "", []))
            methods |= set(route.methods)
            kept = [n for n in inspect.signature(route.endpoint).parameters if f"{{{n}" not in route.path]
            names += [name for name in kept if name != "request" and name not in names]
    said = words_for("routes", found)
    for path, (methods, summary, names) in sorted(found.items()):
        shown = re.sub(r"\{(\w+):\w+\}", r"{\1}", path)
        yield code(shown), " ".join(sorted(methods)), said[path], summary, " ".join(code(n) for n in names)


def _format_rows() -> Iterator[tuple[str, str, str]]:
    short: dict[str, list[str]] = defaultdict(list)
    for name, media_type in SHORT_NAMES.items():
        short[media_type].append(code(name))
    kinds = {
        "SELECT・ASK の結果 / results": RESULTS,
        "グラフ / graphs": GRAPHS,
        "複数のグラフ / datasets": DATASETS,
    }
    for kind, types in kinds.items():
        for media_type in types:
            yield kind, code(media_type), " ".join(short[media_type])


PAGES: dict[str, Callable[[], str]] = {
    "graph.md": graph_page,
    "commands.md": commands_page,
    "shapes.md": shapes_page,
    "rules.md": rules_page,
    "reading-rules.md": reading_rules_page,
    "plan-toml.md": plan_toml_page,
    "layouts.md": layouts_page,
    "http.md": http_page,
    "glossary.md": glossary_page,
}


def main() -> int:
    """Write every page."""
    REFERENCE.mkdir(parents=True, exist_ok=True)
    for name, make in PAGES.items():
        (REFERENCE / name).write_text(make(), encoding="utf-8")
        print(REFERENCE / name, file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
