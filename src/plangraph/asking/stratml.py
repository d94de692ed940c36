"""One plan as StratML Part 2 (ISO 17469-2): strategic plans as XML that other governments' tools read.

The schema is PerformancePlanOrReport, version 2.2.6 of 2016-02-16. It knows two levels, Goal and Objective, where a plan
has two to five and prints a project under several of them. So every policy is a Goal whose OtherInformation names the
policy above it, every listing is an Objective, and a relisting says where its home is and carries no money. `UNFIT` says
what else found no place.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from plangraph.asking.facts import Amount, Facts, ListingFacts, PlanFacts, PolicyFacts
from plangraph.asking.labels import Labels, term_labels
from plangraph.asking.terms import iri_term, select
from plangraph.errors import NotFoundError
from plangraph.graph.endpoint import Endpoint
from plangraph.model.fiscal_years import fiscal_year_label
from plangraph.model.texts import Bilingual, Lang

NAMESPACE = "urn:ISO:std:iso:17469:tech:xsd:PerformancePlanOrReport"
UNFIT = (
    Bilingual(
        "体系の階層は Goal と Objective の二段だけです。施策はどの階層も Goal とし、上位の施策は OtherInformation に書きました。",
        "The schema has two levels, Goal and Objective: policies of every level are Goals, and OtherInformation names the one above.",
    ),
    Bilingual(
        "再掲を表す要素がありません。再掲も Objective とし、本掲の節を OtherInformation に書き、金額は本掲だけに置きました。",
        "No element says that a project is cross-listed: a relisting is an Objective whose OtherInformation names its home; money is at the home only.",
    ),
    Bilingual(
        "金額の状態（印字、推計、空欄、欠落、未定）は Descriptor に書きました。丸めの幅は Descriptor の Description にあります。",
        "Whether an amount is stated, derived, blank, lost or undetermined stands in Descriptor, the interval of its rounding in Description.",
    ),
    Bilingual(
        "原典の場所と引用、検証の指摘、指針の改訂、所管の「他」、事務事業数、人件費は入りません。",
        "Not carried over: places and quotes, findings, events of guidelines, open lists of divisions, numbers of projects, personnel costs.",
    ),
)
"""What the schema has no place for, as the document itself and the command say."""

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

_CONTENTS = """
SELECT ?listing ?year ?text WHERE {
  ?listing plg:fromDocument/dcterms:isPartOf %s ; plg:content ?content .
  ?content plg:fiscalYear/plg:year ?year ; plg:text ?text
}"""
_INDICATORS = """
SELECT DISTINCT ?holder ?indicator ?name ?unit ?row ?year ?value ?printed WHERE {
  ?holder plg:indicator ?indicator .
  ?indicator plg:fromDocument/dcterms:isPartOf %s ; rdfs:label ?name .
  OPTIONAL { ?indicator plg:unitLabel ?unit }
  OPTIONAL { ?indicator plg:rowNumber ?row }
  OPTIONAL {
    ?indicator plg:observation ?observation . ?observation plg:fiscalYear/plg:year ?year .
    OPTIONAL { ?observation plg:value ?value }
    OPTIONAL { ?observation plg:printedValue ?printed }
  }
}"""
_TEXTS = """
SELECT DISTINCT ?holder ?aspect ?text ?year WHERE {
  ?holder plg:assessment ?assessment .
  ?assessment plg:fromDocument/dcterms:isPartOf %s ; plg:aspect ?aspect ; plg:text ?text .
  OPTIONAL { ?assessment plg:fiscalYear/plg:year ?year }
}"""
_FAMILY = """
SELECT DISTINCT ?family WHERE { ?document dcterms:isPartOf %s ; plg:family ?family }"""


@dataclass
class _Indicator:
    name: str
    unit: str = ""
    values: dict[int, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class _Printed:
    """What the plan's documents say beside the facts: contents by listing and year, indicators and texts by holder."""

    contents: Mapping[str, Mapping[int, str]]
    indicators: Mapping[str, Mapping[str, _Indicator]]
    texts: Mapping[str, tuple[tuple[str, str], ...]]
    report: bool


def plan_to_stratml(endpoint: Endpoint, facts: Facts, plan: str, lang: Lang = "ja") -> bytes:
    """Print one plan as a StratML document, UTF-8; raises NotFoundError for an address that is no plan here.

    `lang` is the language of what is said beside the plan's own words.
    """
    if plan not in facts.plans:
        raise NotFoundError(
            plan,
            Bilingual(
                "この名の計画はありません。IRI を確かめてください。", "no such plan here; check the IRI"
            ),
        )
    writer = _Writer(facts, facts.plans[plan], _printed(endpoint, plan), term_labels(endpoint), lang)
    ET.register_namespace("", NAMESPACE)
    root = writer.document()
    ET.indent(root)
    body: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return body + b"\n"


def _printed(endpoint: Endpoint, plan: str) -> _Printed:
    node = iri_term(plan)
    contents: defaultdict[str, dict[int, str]] = defaultdict(dict)
    for row in select(endpoint, _CONTENTS % node):
        contents[row["listing"]][int(row["year"])] = row["text"]
    indicators: defaultdict[str, dict[str, _Indicator]] = defaultdict(dict)
    for row in sorted(select(endpoint, _INDICATORS % node), key=lambda row: int(row.get("row", 0))):
        one = indicators[row["holder"]].setdefault(
            row["indicator"], _Indicator(row["name"], row.get("unit", ""))
        )
        if "year" in row:
            one.values[int(row["year"])] = row.get("value", ""), row.get("printed", "")
    texts: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
    for row in select(endpoint, _TEXTS % node):
        texts[row["holder"]].add((row["aspect"], row["text"]))
    families = {row["family"] for row in select(endpoint, _FAMILY % node)}
    return _Printed(
        contents,
        indicators,
        {holder: tuple(sorted(found)) for holder, found in texts.items()},
        families == {"evaluation-sheet"},
    )


@dataclass
class _Writer:
    facts: Facts
    plan: PlanFacts
    printed: _Printed
    terms: Labels
    lang: Lang

    def document(self) -> ET.Element:
        kind = "Performance_Report" if self.printed.report else "Performance_Plan"
        root = ET.Element(f"{{{NAMESPACE}}}PerformancePlanOrReport", Type=kind)
        _say(root, "Name", self.plan.title)
        _say(root, "OtherInformation", "\n".join(text[self.lang] for text in UNFIT))
        core = _child(root, "StrategicPlanCore")
        self._organization(core)
        policies = list(self._policies())
        for number, policy in enumerate(policies, 1):
            self._goal(core, policy, number)
        if not policies:  # the schema wants a Goal (StrategicPlanCore, Goal maxOccurs="unbounded")
            goal = _child(core, "Goal")
            _say(goal, "Name", Bilingual("（施策なし）", "(no policy)")[self.lang])
            _say(goal, "Description", "")
        about = _child(root, "AdministrativeInformation")
        _say(about, "Identifier", _identifier(self.plan.iri))
        if self.plan.first_year and self.plan.last_year:
            _say(about, "StartDate", f"{self.plan.first_year:04}-04-01")
            _say(about, "EndDate", f"{self.plan.last_year + 1:04}-03-31")
        _say(about, "Source", self.plan.iri)
        return root

    def _organization(self, core: ET.Element) -> None:
        body = _child(core, "Organization")
        _say(body, "Name", self.plan.body_name)
        _say(body, "Identifier", _identifier(self.plan.body))
        used = {office for item in self._listings() for office in item.divisions}
        for division in sorted(self.facts.divisions[iri].name for iri in used if iri in self.facts.divisions):
            self._stakeholder(body, division, "responsibleDivision")

    def _listings(self) -> Iterator[ListingFacts]:
        return (item for item in self.facts.listings if item.plan == self.plan.iri)

    def _policies(self) -> Iterator[PolicyFacts]:
        """The plan's tree from above, each policy before those below it; then those that a listing names alone."""
        front, passed = list(reversed(self.facts.children.get(self.plan.iri, ()))), set[str]()
        while front:
            iri = front.pop()
            policy = self.facts.policies[iri]
            if iri in passed or policy.kind == "basic-project":
                continue
            passed.add(iri)
            yield policy
            front += reversed(self.facts.children.get(iri, ()))
        for item in self._listings():
            above = next(self.facts.above(item.policy), None)
            if above is not None and above.iri not in passed and above.kind == "policy":
                passed.add(above.iri)
                yield above

    def _goal(self, core: ET.Element, policy: PolicyFacts, number: int) -> None:
        goal = _child(core, "Goal")
        _say(goal, "Name", policy.title)
        texts = self.printed.texts.get(policy.iri, ())
        _say(goal, "Description", "\n".join(self._aspect(*text) for text in texts))
        _say(goal, "Identifier", _identifier(policy.iri))
        _say(goal, "SequenceIndicator", policy.code or str(number))
        for name, offices in (("leadDivision", policy.lead), ("relatedDivision", policy.related)):
            for office in offices:
                if office in self.facts.divisions:
                    self._stakeholder(goal, self.facts.divisions[office].name, name)
        above = self.facts.policies.get(policy.parent)
        notes = [
            f"{self.terms.term('partOf')[self.lang]}: {above.name}" if above else "",
            f"{self.terms.term('level')[self.lang]}: {policy.level}" if policy.level else "",
        ]
        guided = [self.facts.guidelines[iri] for iri in policy.guidelines if iri in self.facts.guidelines]
        if guided:
            notes.append(f"{self.terms.term('Guideline')[self.lang]}: {'; '.join(sorted(guided))}")
        _say_if(goal, "OtherInformation", "\n".join(filter(None, notes)))
        self._indicators(goal, policy)
        for iri in self.facts.children.get(policy.iri, ()):
            if self.facts.policies[iri].kind == "basic-project":
                self._basic_project(goal, self.facts.policies[iri])
        for item in self._under(policy.iri):
            self._listing(goal, item)

    def _under(self, policy: str) -> Iterator[ListingFacts]:
        return (item for item in self.facts.by_policy.get(policy, ()) if item.plan == self.plan.iri)

    def _indicators(self, goal: ET.Element, policy: PolicyFacts) -> None:
        """Indicators hang on an Objective: a Goal has no place for them."""
        found = self.printed.indicators.get(policy.iri, {})
        if not found:
            return
        objective = _child(goal, "Objective")
        _say(objective, "Name", self.terms.term("Indicator")[self.lang])
        _say(objective, "Identifier", _identifier(policy.iri + "#indicators"))
        for iri, indicator in found.items():
            self._indicator(objective, iri, indicator)

    def _indicator(self, objective: ET.Element, iri: str, indicator: _Indicator) -> None:
        one = _child(
            objective,
            "PerformanceIndicator",
            PerformanceIndicatorType="Quantitative",
            ValueChainStage="Outcome",
        )
        _say(one, "MeasurementDimension", indicator.name)
        _say(one, "UnitOfMeasurement", indicator.unit)
        _say(one, "Identifier", _identifier(iri))
        for year, (value, printed) in sorted(indicator.values.items()):
            result = self._result(_child(one, "MeasurementInstance"), "ActualResult", year, year)
            _say_if(result, "NumberOfUnits", value)
            _say_if(result, "Description", printed)

    def _basic_project(self, goal: ET.Element, project: PolicyFacts) -> None:
        objective = _child(goal, "Objective")
        _say(objective, "Name", project.title)
        texts = self.printed.texts.get(project.iri, ())
        _say(objective, "Description", "\n".join(self._aspect(*text) for text in texts))
        _say(objective, "Identifier", _identifier(project.iri))
        _say_if(objective, "SequenceIndicator", project.code)
        _say(objective, "OtherInformation", self.terms.term("BasicProject")[self.lang])
        for item in self._under(project.iri):
            self._listing(goal, item)

    def _listing(self, goal: ET.Element, item: ListingFacts) -> None:
        objective = _child(goal, "Objective")
        project = self.facts.projects.get(item.project)
        _say(objective, "Name", item.title or (project.title if project else item.project))
        contents = self.printed.contents.get(item.iri, {})
        _say(
            objective,
            "Description",
            "\n".join(f"{fiscal_year_label(y, self.lang)}: {contents[y]}" for y in sorted(contents)),
        )
        _say(objective, "Identifier", _identifier(item.iri))
        for office in item.divisions:
            if office in self.facts.divisions:
                self._stakeholder(objective, self.facts.divisions[office].name, "responsibleDivision")
        _say_if(objective, "OtherInformation", "\n".join(self._notes(item)))
        if self.facts.counts(item):
            self._costs(objective, item)

    def _notes(self, item: ListingFacts) -> Iterator[str]:
        yield self.terms.term(item.role[:1].upper() + item.role[1:])[self.lang]
        if item.designations:
            yield f"{self.terms.term('Designation')[self.lang]}: {'; '.join(item.designations)}"
        if item.marks:
            yield f"{self.terms.term('markedCode')[self.lang]}: {'; '.join(item.marks)}"
        home = self.facts.counting.get((item.plan, item.project))
        if home is not None and home is not item and home.policy in self.facts.policies:
            yield f"{self.terms.term('Home')[self.lang]}: {self.facts.policies[home.policy].name}"
        project = self.facts.projects.get(item.project)
        if project is not None:
            for name, found, texts in (
                ("carriedBy", project.carried_by, project.carried_by_text),
                ("countedIn", project.counted_in, project.counted_in_text),
            ):
                titles = [self.facts.projects[iri].title for iri in found if iri in self.facts.projects]
                if titles or texts:
                    yield f"{self.terms.term(name)[self.lang]}: {'; '.join([*titles, *texts])}"

    def _costs(self, objective: ET.Element, item: ListingFacts) -> None:
        if not item.costs and not item.totals:
            return
        one = _child(
            objective,
            "PerformanceIndicator",
            PerformanceIndicatorType="Quantitative",
            ValueChainStage="Input",
        )
        _say(one, "MeasurementDimension", self.terms.term("ProjectCost")[self.lang])
        _say(one, "UnitOfMeasurement", Bilingual("円", "yen")[self.lang])
        _say(one, "Identifier", _identifier(item.iri + "#cost"))
        for amount in (*item.costs, *item.totals):
            self._amount(_child(one, "MeasurementInstance"), amount)

    def _amount(self, instance: ET.Element, amount: Amount) -> None:
        result = self._result(instance, "TargetResult", amount.first_year, amount.last_year)
        if amount.yen is not None:
            _say(result, "NumberOfUnits", str(amount.yen))
        status = "carriedElsewhere" if amount.status == "carried" else amount.status
        descriptor = _child(result, "Descriptor")
        _say(descriptor, "DescriptorName", self.terms.term("amountStatus")[self.lang])
        _say(descriptor, "DescriptorValue", self.terms.term(status[:1].upper() + status[1:])[self.lang])
        if amount.low != amount.high:
            _say(result, "Description", f"{amount.low}–{amount.high}")

    def _result(self, instance: ET.Element, name: str, first: int, last: int) -> ET.Element:
        result = _child(instance, name)
        _say(result, "StartDate", f"{first:04}-04-01")
        _say(result, "EndDate", f"{last + 1:04}-03-31")
        return result

    def _stakeholder(self, parent: ET.Element, name: str, role: str) -> None:
        stakeholder = _child(parent, "Stakeholder", StakeholderTypeType="Organization")
        _say(stakeholder, "Name", name)
        part = _child(stakeholder, "Role")
        _say(part, "Name", self.terms.term(role)[self.lang])
        _say(part, "RoleType", "Performer")

    def _aspect(self, aspect: str, text: str) -> str:
        return f"{self.terms[aspect][self.lang]}: {text}"


def _child(parent: ET.Element, name: str, **attributes: str) -> ET.Element:
    return ET.SubElement(parent, f"{{{NAMESPACE}}}{name}", attributes)


def _say(parent: ET.Element, name: str, text: str) -> None:
    _child(parent, name).text = _FORBIDDEN.sub("\ufffd", text)


def _say_if(parent: ET.Element, name: str, text: str) -> None:
    if text:
        _say(parent, name, text)


def _identifier(iri: str) -> str:
    """An xsd:ID for an address: the same address gives the same one in every document.

    >>> _identifier("urn:x")
    'id-1ff30242f9f3364b7466'
    """
    return f"id-{sha256(iri.encode()).hexdigest()[:20]}"
