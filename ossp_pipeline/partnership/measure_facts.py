"""The tables of a partnership folder that are about measures: its own, its choices, its targets, its definitions."""

from ossp_pipeline.contracts.column import Kind
from ossp_pipeline.partnership.contract import (
    ANALYST,
    AREA,
    CALENDAR_YEAR,
    COMMUNITY_SAFETY,
    MONTH,
    QUARTER,
    Fact,
    needed,
    optional,
)

IDENTIFIER = r"[a-z][a-z0-9_]{2,59}"
VERSION = r"[0-9]{1,4}"
AREA_TYPES = r"csp(;ward)?(;lsoa)?"
_PERIOD = f"{MONTH}|{QUARTER}|{CALENDAR_YEAR}"

MEASURES = Fact(
    name="measures",
    title="Measures of the partnership’s own",
    grain="a measure, as a row of the catalogue",
    asked_of=ANALYST,
    key=("measure_id",),
    source_column="",
    columns=(
        needed("measure_id", pattern=IDENTIFIER),
        needed("title"),
        needed("theme", meaning="of the plan: pages are laid out by it"),
        optional("priority"),
        needed("definition"),
        needed("source", allowed=("crime", "asb", "complainants", "supervision", "treatment", "returned")),
        needed("numerator", meaning="categories between ;, or in words what is returned"),
        optional("denominator"),
        needed("unit", allowed=("count", "rate_per_1000", "percent", "mean")),
        needed("polarity", allowed=("lower", "higher", "neutral")),
        needed("area_types", pattern=AREA_TYPES),
        needed("cadence", allowed=("month", "quarter", "year")),
        needed("window_months", Kind.INTEGER, minimum=1, maximum=60),
        needed("disclosure_class", allowed=("person", "event")),
        needed("owner_role"),
        optional("method_note"),
        needed("first_period", pattern=_PERIOD),
        needed("status", allowed=("proposed", "live", "retired")),
        optional(
            "violence_definition",
            pattern=rf"{IDENTIFIER} {VERSION}",
            meaning="the definition of serious violence, with its version, that counts the same crimes",
        ),
        optional("other_figures", meaning="why another published figure of the same may differ; pages print it"),
    ),
)
MEASURE_CHOICES = Fact(
    name="measure_choices",
    title="What the partnership makes of measures of the catalogue",
    grain="a measure of the catalogue",
    asked_of=COMMUNITY_SAFETY,
    key=("measure_id",),
    source_column="",
    refers_to={"measure_id": "measure_catalogue.measure_id"},
    columns=(
        needed("measure_id"),
        needed("used", Kind.FLAG, meaning="no: the measure is retired here"),
        optional("theme", meaning="of the plan; empty: the theme of the catalogue"),
        optional("priority", meaning="of the plan"),
        optional("owner_role", meaning="who answers for it here; empty: the role of the catalogue"),
        optional("reason", meaning="why it is not used; pages print it"),
    ),
)
VIOLENCE_DEFINITIONS = Fact(
    name="violence_definitions",
    title="Definitions of serious violence of the partnership’s own, beside the national ones",
    grain="an offence code, with its flag, of a version of a definition",
    asked_of=ANALYST,
    key=("definition", "version", "offence_code", "needs_flag"),
    columns=(
        needed("definition", pattern=IDENTIFIER),
        needed("version", pattern=VERSION),
        needed("valid_from", Kind.DATE),
        needed("offence_code", meaning="of the Home Office; * is any"),
        optional("needs_flag", allowed=("knife", "domestic abuse"), meaning="flag that a crime must carry to count"),
        needed("statutory_factors", meaning="those of s.13(6) of the Act that the code meets, between ;"),
        needed("reason", meaning="why the code is on the list"),
        needed("source", meaning="where the row comes from"),
    ),
)
OFFENCE, PEOPLE, RETURN, ELSEWHERE = "offence or incident", "people", "return", "published elsewhere"
DISCLOSURE_CLASSES = Fact(
    name="disclosure_classes",
    title="What each figure of the public edition counts, signed",
    grain="a measure, or a part of a published table",
    asked_of="information governance lead",
    key=("name", "part"),
    source_column="signed_by",
    rows_hold=False,
    columns=(
        needed("name", meaning="the measure, or the published table"),
        optional("part", meaning="the subject, item or feed of the table; empty: all others of it"),
        needed("counted", meaning="what is counted, as the definition says"),
        needed("class", allowed=(OFFENCE, PEOPLE, RETURN, ELSEWHERE)),
        needed("reason", meaning="why it is of this class"),
        optional("signed_by", meaning="name or role of who answers for it; empty: not signed"),
        optional("signed_on", Kind.DATE),
    ),
)
MEASURE_TARGETS = Fact(
    name="measure_targets",
    title="Targets of measures",
    grain="a target of a measure in an area, from a period on until the next",
    asked_of=COMMUNITY_SAFETY,
    key=("measure_id", "area_code", "first_period"),
    source_column="basis",
    refers_to={"measure_id": "measure_catalogue.measure_id"},
    area_columns=("area_code",),
    columns=(
        needed("measure_id"),
        needed("area_code", pattern=AREA),
        needed("first_period", pattern=_PERIOD),
        needed("target", Kind.NUMBER, meaning="in the measure's unit"),
        needed("basis", meaning="where the target comes from"),
        optional("set_by"),
        optional("set_on", Kind.DATE),
    ),
)
