"""The one table that says how each field of a record becomes a property.

`plangraph.graph.from_records` writes the graph by it, `plangraph.graph.context` makes the JSON-LD context from it, and
the reference page on the graph is printed from it. A test sees that every field of every record is here.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType

from plangraph.model import records as r


class Range(Enum):
    """What kind of value a property has, and how the field's value is turned into it."""

    STRING = "xsd:string"
    INTEGER = "xsd:integer"
    DECIMAL = "xsd:decimal"
    DATE = "xsd:date"
    FLAG = "xsd:boolean, only where true"
    INDIVIDUAL = "an individual of the ontology"
    FISCAL_YEAR = "fiscal year"
    DIVISION = "division"
    GUIDELINE = "guideline"
    POLICY = "policy or plan"
    DESIGNATION = "designation"
    PART = "a thing of its own, see its record"
    PROVENANCE = "source line, in the document's provenance graph"


@dataclass(frozen=True, slots=True)
class FieldRule:
    """One line of the table: field → property (prefixed name) with its range."""

    field: str
    property: str
    range: Range


@dataclass(frozen=True, slots=True)
class RecordRule:
    """How a record becomes a node: its classes and its fields. `elsewhere` names fields used otherwise, with why."""

    classes: tuple[str, ...]
    fields: tuple[FieldRule, ...]
    elsewhere: MappingProxyType[str, str]


_EVIDENCE = FieldRule("evidence", "prov:hadPrimarySource", Range.PROVENANCE)


def _rule(classes: str, fields: list[tuple[str, str, Range]], **elsewhere: str) -> RecordRule:
    """A record that rests on lines of its document."""
    rule = _known_rule(classes, fields, **elsewhere)
    return RecordRule(rule.classes, (*rule.fields, _EVIDENCE), rule.elsewhere)


def _known_rule(classes: str, fields: list[tuple[str, str, Range]], **elsewhere: str) -> RecordRule:
    """A record that stands on no line: the account of a reading, or what `plan.toml` says."""
    return RecordRule(
        tuple(classes.split()), tuple(FieldRule(*field) for field in fields), MappingProxyType(elsewhere)
    )


_AMOUNT: list[tuple[str, str, Range]] = [
    ("amount_status", "plg:amountStatus", Range.INDIVIDUAL),
    ("amount_yen", "plg:amountYen", Range.INTEGER),
    ("amount_low", "plg:amountLow", Range.INTEGER),
    ("amount_high", "plg:amountHigh", Range.INTEGER),
    ("printed_amount", "plg:printedAmount", Range.STRING),
    ("unit_yen", "plg:unitYen", Range.INTEGER),
    ("derivation", "plg:derivation", Range.STRING),
]
_LABEL = ("title", "rdfs:label", Range.STRING)
_CODE = ("code", "plg:code", Range.STRING)
_FISCAL_YEAR = ("fiscal_year", "plg:fiscalYear", Range.FISCAL_YEAR)
_GUIDED_BY = ("guided_by", "plg:guidedBy", Range.GUIDELINE)
_ASSESSMENT = ("assessment", "plg:assessment", Range.PART)
_NOTE = ("note", "plg:note", Range.PART)
_AND_OTHERS = ("and_others", "plg:andOthers", Range.FLAG)

RECORD_RULES: MappingProxyType[type, RecordRule] = MappingProxyType(
    {
        r.Policy: _rule(
            "plg:Policy skos:Concept",
            [
                _CODE,
                _LABEL,
                ("level", "plg:level", Range.STRING),
                ("depth", "plg:depth", Range.INTEGER),
                ("part_of", "plg:partOf", Range.POLICY),
                ("lead_division", "plg:leadDivision", Range.DIVISION),
                ("related_division", "plg:relatedDivision", Range.DIVISION),
                _AND_OTHERS,
                _GUIDED_BY,
                ("planned_project", "plg:plannedProject", Range.PART),
                ("standing", "plg:standing", Range.INDIVIDUAL),
                ("standing_year", "plg:standingYear", Range.INTEGER),
                ("project_count", "plg:projectCount", Range.PART),
                ("cost", "plg:cost", Range.PART),
                ("indicator", "plg:indicator", Range.PART),
                _ASSESSMENT,
                _NOTE,
            ],
            key="part of the address",
        ),
        r.BasicProject: _rule(
            "plg:BasicProject foaf:Project",
            [_CODE, _LABEL, ("part_of", "plg:partOf", Range.POLICY), _GUIDED_BY, _ASSESSMENT],
        ),
        r.Listing: _rule(
            "plg:Listing dcat:CatalogRecord",
            [
                _LABEL,
                ("printed_title", "plg:printedTitle", Range.STRING),
                ("listed_under", "plg:listedUnder", Range.POLICY),
                ("listing_role", "plg:listingRole", Range.INDIVIDUAL),
                ("marked_code", "plg:markedCode", Range.STRING),
                ("content", "plg:content", Range.PART),
                ("designation", "plg:designation", Range.DESIGNATION),
                ("responsible_division", "plg:responsibleDivision", Range.DIVISION),
                ("related_division", "plg:relatedDivision", Range.DIVISION),
                _AND_OTHERS,
                ("cost", "plg:cost", Range.PART),
                ("printed_total", "plg:printedTotal", Range.PART),
                ("project_code", "plg:projectCode", Range.STRING),
                ("former_title", "plg:formerTitle", Range.STRING),
                ("linked_code", "plg:linkedCode", Range.STRING),
                ("indicator", "plg:indicator", Range.PART),
                _ASSESSMENT,
                _NOTE,
            ],
            key="part of the address",
            has_mark="a mark shows in plg:crossListingState",
            carried_by_text="resolved in the links graph: plg:carriedBy or plg:carriedByText of the project",
            counted_in_text="resolved in the links graph: plg:countedIn or plg:countedInText of the project",
            guided_by="plg:guidedBy of the project",
        ),
        r.Cost: _rule(
            "plg:CostObservation",
            [_FISCAL_YEAR, ("cost_kind", "plg:costKind", Range.INDIVIDUAL), *_AMOUNT],
        ),
        r.PrintedTotal: _rule(
            "plg:TotalObservation",
            [
                ("first_year", "plg:firstYear", Range.INTEGER),
                ("last_year", "plg:lastYear", Range.INTEGER),
                *_AMOUNT,
            ],
        ),
        r.Content: _rule("plg:Content", [_FISCAL_YEAR, ("text", "plg:text", Range.STRING)]),
        r.Note: _rule(
            "plg:Note", [("label", "rdfs:label", Range.STRING), ("text", "plg:text", Range.STRING)]
        ),
        r.GuidelineEvent: _rule(
            "plg:GuidelineEvent",
            [("event_kind", "plg:eventKind", Range.INDIVIDUAL), _FISCAL_YEAR],
            guideline="plg:event of the guideline",
        ),
        r.Indicator: _rule(
            "plg:Indicator schema:StatisticalVariable",
            [
                ("number", "plg:rowNumber", Range.STRING),
                _LABEL,
                ("unit_label", "plg:unitLabel", Range.STRING),
                ("observation", "plg:observation", Range.PART),
            ],
        ),
        r.IndicatorValue: _rule(
            "plg:IndicatorObservation schema:Observation",
            [
                _FISCAL_YEAR,
                ("value", "plg:value", Range.DECIMAL),
                ("printed_value", "plg:printedValue", Range.STRING),
            ],
        ),
        r.Assessment: _rule(
            "plg:Assessment",
            [("aspect", "plg:aspect", Range.INDIVIDUAL), ("text", "plg:text", Range.STRING), _FISCAL_YEAR],
        ),
        r.ProjectCount: _rule("plg:ProjectCount", [_FISCAL_YEAR, ("count", "plg:count", Range.INTEGER)]),
        r.PlannedProject: _rule("plg:PlannedProject foaf:Project", [_LABEL]),
        r.Account: _known_rule(
            "plg:SourceDocument prov:Entity",
            [
                ("lines", "plg:lineCount", Range.INTEGER),
                ("lines_read", "plg:linesRead", Range.INTEGER),
                ("lines_repaired", "plg:linesRepaired", Range.INTEGER),
                ("lines_not_read", "plg:linesNotRead", Range.INTEGER),
                ("characters", "plg:characterCount", Range.INTEGER),
                ("characters_out", "plg:charactersOut", Range.INTEGER),
                ("repairs", "plg:repair", Range.STRING),
                ("repaired_at", "plg:repairedAt", Range.STRING),
                ("not_read_at", "plg:notReadAt", Range.STRING),
                ("format", "plg:fileFormat", Range.STRING),
                ("charset", "plg:charset", Range.STRING),
                ("rows", "plg:rowCount", Range.INTEGER),
                ("checks", "plg:check", Range.PART),
                ("fields", "plg:printsField", Range.STRING),
            ],
        ),
        r.Check: _known_rule(
            "plg:Check",
            [
                ("label", "rdfs:label", Range.STRING),
                ("printed", "plg:printed", Range.STRING),
                ("counted", "plg:counted", Range.STRING),
                ("agrees", "plg:agrees", Range.FLAG),
            ],
        ),
        r.DivisionChange: _known_rule(
            "org:ChangeEvent",
            [
                ("kind", "plg:changeKind", Range.INDIVIDUAL),
                ("original", "org:originalOrganization", Range.DIVISION),
                ("resulting", "org:resultingOrganization", Range.DIVISION),
                _FISCAL_YEAR,
                ("date", "dcterms:date", Range.DATE),
                ("why", "rdfs:comment", Range.STRING),
            ],
        ),
        r.Correction: _rule(
            "plg:Correction prov:Entity",
            [
                ("field", "plg:correctedField", Range.STRING),
                ("printed", "plg:printed", Range.STRING),
                ("value", "plg:correctedValue", Range.STRING),
                ("reason", "plg:reason", Range.STRING),
                ("by", "plg:correctedBy", Range.STRING),
                ("date", "dcterms:date", Range.DATE),
            ],
            about="plg:correctionOf, in the document's provenance graph",
        ),
    }
)
"""Record type → how it is written."""
