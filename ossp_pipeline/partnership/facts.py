"""The tables of a partnership folder: one file each, with the columns it must have and who is asked for it."""

from typing import Any

from ossp_pipeline.contracts.column import Column, Kind, Sensitivity
from ossp_pipeline.partnership.contract import CALENDAR_YEAR, MONTH, QUARTER, Fact

YEAR = r"20[0-9]{2}-[0-9]{2}"
PLAN_YEAR = r"20[0-9]{2}/[0-9]{2}"
AREA = r"[A-Z][0-9]{8}"
# Words that stand for measures in `measure_breaks.applies_to`, beside a measure's id.
APPLIES_TO = r"all|[a-z0-9_]+|(area_type|feed|source):[a-z_]+"


def _column(name: str, kind: Kind = Kind.TEXT, **rules: Any) -> Column:
    return Column(heading=name, name=name, kind=kind, sensitivity=Sensitivity.OPEN, **rules)


def _needed(name: str, kind: Kind = Kind.TEXT, **rules: Any) -> Column:
    return _column(name, kind, required=True, **rules)


ANALYST, COMMUNITY_SAFETY = "partnership analyst", "community safety manager"
_SOURCE = _needed("source", meaning="where the row comes from")

SUPPLIERS = Fact(
    name="suppliers",
    title="Who sends each feed",
    grain="a feed",
    asked_of=ANALYST,
    key=("feed",),
    source_column="",
    refers_to={"feed": "feeds.name"},
    columns=(
        _needed("feed"),
        _needed("supplier", meaning="as pages and reminders name them"),
        _column("contact", meaning="where reminders go: an address of a role, not of a person; it is not published"),
        _column("note"),
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
        _needed("measure_id"),
        _needed("area_code", pattern=AREA),
        _needed("first_period", pattern=f"{MONTH}|{QUARTER}|{CALENDAR_YEAR}"),
        _needed("target", Kind.NUMBER, meaning="in the measure's unit"),
        _needed("basis", meaning="where the target comes from"),
        _column("set_by"),
        _column("set_on", Kind.DATE),
    ),
)
COMPARATORS = Fact(
    name="comparators",
    title="Figures of other areas",
    grain="a figure of a measure in another area and period",
    asked_of=ANALYST,
    key=("measure_id", "area_code", "period"),
    refers_to={"measure_id": "measure_catalogue.measure_id"},
    rows_hold=False,
    columns=(
        _needed("measure_id"),
        _needed("area_code", pattern=AREA),
        _needed("area_name"),
        _needed("area_type", allowed=("district", "force", "england")),
        _needed("period"),
        _needed("value", Kind.NUMBER),
        _column("lower", Kind.NUMBER),
        _column("upper", Kind.NUMBER),
        _SOURCE,
        _needed("published_on", Kind.DATE),
    ),
)
SNA_COMPARATORS = Fact(
    name="sna_comparators",
    title="Areas the partnership is set beside",
    grain="an area as the Home Office's tables name it",
    asked_of=ANALYST,
    key=("published_name", "area_kind"),
    rows_hold=False,
    columns=(
        _needed("published_name"),
        _column("area_code", pattern=AREA),
        _column("force_name"),
        _needed("area_kind", allowed=("partnership", "force", "country", "airport", "unassigned")),
        _column("residents", Kind.INTEGER, minimum=1),
        _column("residents_on", Kind.DATE),
        _column("source"),
        _column("listed_on", Kind.DATE),
        _column("also_spelt", meaning="other spellings of the name, between ;"),
    ),
)
MEASURE_BREAKS = Fact(
    name="measure_breaks",
    title="Breaks in series",
    grain="a period from which on figures mean something else here",
    asked_of=ANALYST,
    key=("break_id",),
    columns=(
        _needed("break_id"),
        _needed("applies_to", pattern=APPLIES_TO),
        _needed("first_period_after", pattern=f"{MONTH}|{QUARTER}"),
        _needed("kind"),
        _needed("reason"),
        _SOURCE,
        _needed("is_rebased", Kind.FLAG, meaning="whether charts start anew"),
        _needed("forbids_comparison", Kind.FLAG, meaning="whether figures from before must not be compared"),
    ),
)
PLAN_ACTIONS = Fact(
    name="plan_actions",
    title="Actions of the delivery plan",
    grain="an action in the version of one plan year",
    asked_of=COMMUNITY_SAFETY,
    key=("action_id", "plan_year", "version"),
    columns=(
        _needed("action_id"),
        _needed("plan_year", pattern=PLAN_YEAR),
        _needed("theme"),
        _column("priority"),
        _needed("action"),
        _needed("owner_role"),
        _needed("start_date", Kind.DATE),
        _needed("due_date", Kind.DATE),
        _needed("version", Kind.INTEGER, minimum=1),
        _needed("status"),
        _SOURCE,
    ),
)
GRANTS = Fact(
    name="grants",
    title="Grants",
    grain="a line of a grant in a financial year",
    asked_of=COMMUNITY_SAFETY,
    key=("grant_id", "financial_year", "line_title"),
    columns=(
        _needed("grant_id"),
        _needed("title"),
        _column("scheme", meaning="what several grants pay for together"),
        _needed("funder"),
        _needed("theme"),
        _needed("owner_role"),
        _needed("start_date", Kind.DATE),
        _needed("end_date", Kind.DATE),
        _needed("carry_forward", allowed=("not permitted", "exceptional", "permitted", "not stated")),
        _needed("financial_year", pattern=PLAN_YEAR),
        _needed("line_title", meaning="what the money is for, such as labour; all where the grant has one line a year"),
        _needed("amount_pounds", Kind.NUMBER, minimum=0, meaning="as the source names it"),
        _needed(
            "years_of_amount",
            Kind.INTEGER,
            minimum=1,
            meaning="for how many years the source names the amount without saying whether each has it; otherwise 1",
        ),
        _needed("match_pounds", Kind.NUMBER, minimum=0),
        _column("match_kind", allowed=("in kind", "in money")),
        _column("note"),
        _SOURCE,
    ),
)
SAFER_STREETS = Fact(
    name="safer_streets",
    title="Places that a Safer Streets evaluation compares",
    grain="a place of a scheme",
    asked_of=COMMUNITY_SAFETY,
    key=("scheme_id", "area_code"),
    source_column="basis",
    refers_to={"grant_id": "grants.grant_id", "measure_ids": "measure_catalogue.measure_id"},
    area_columns=("area_code",),
    columns=(
        _needed("scheme_id"),
        _needed("title"),
        _needed("grant_id"),
        _needed("measure_ids"),
        _needed("role", allowed=("treated", "comparison", "displacement", "displacement comparison")),
        _needed("area_code", pattern=AREA),
        *(_needed(name, pattern=MONTH) for name in ("before_from", "before_to", "after_from", "after_to")),
        _needed("basis", meaning="who chose the place and the months, and why"),
    ),
)
PRIORITY_JUDGEMENTS = Fact(
    name="priority_judgements",
    title="Judgements for the priority matrix",
    grain="a problem",
    asked_of=COMMUNITY_SAFETY,
    key=("problem_id",),
    refers_to={"problem_id": "priority_problems.problem_id"},
    columns=(
        _needed("problem_id"),
        *(
            column
            for name in ("harm", "concern", "capacity")
            for column in (_column(name, Kind.NUMBER, minimum=1, maximum=5), _column(f"{name}_reason"))
        ),
        _needed("set_on", Kind.DATE),
        _SOURCE,
    ),
)
PRIORITY_WEIGHTS = Fact(
    name="priority_weights",
    title="Weights of the priority matrix",
    grain="a criterion in a version of the weights",
    asked_of=COMMUNITY_SAFETY,
    key=("weights_version", "criterion"),
    columns=(
        _needed("weights_version", Kind.INTEGER, minimum=1),
        _needed("criterion", allowed=("risk", "concern", "trend", "capacity", "confidence")),
        _needed("weight", Kind.NUMBER, minimum=0, maximum=100),
        _needed("reason"),
        _SOURCE,
    ),
)
ASSESSMENTS = Fact(
    name="assessments",
    title="Strategic assessments written so far",
    grain="an assessment",
    asked_of=ANALYST,
    key=("assessment_id",),
    columns=(
        _needed("assessment_id"),
        _needed("title"),
        _needed("assessed_on", Kind.DATE),
        _needed("data_to", pattern=MONTH, meaning="last month of data it was written from"),
        _SOURCE,
    ),
)
TREATMENT_NEED = Fact(
    name="treatment_need",
    title="Estimates of how many people need treatment",
    grain="a need group",
    asked_of="public health lead for substance misuse",
    key=("need_group",),
    rows_hold=False,
    columns=(
        _needed("need_group", allowed=("opiate", "alcohol")),
        *(_needed(name, Kind.INTEGER, minimum=0) for name in ("estimate", "estimate_lower", "estimate_upper")),
        _needed("estimate_year", pattern=YEAR),
        _SOURCE,
    ),
)
SHARING_AGREEMENTS = Fact(
    name="sharing_agreements",
    title="Agreements that let two cohorts be matched",
    grain="an agreement",
    asked_of="information governance lead",
    key=("agreement_id",),
    columns=(
        _needed("agreement_id"),
        _needed("first_cohort"),
        _needed("second_cohort"),
        _needed("purpose_key"),
        _needed("agreed_on", Kind.DATE),
        _needed("ends_on", Kind.DATE),
        _SOURCE,
    ),
)

FACTS: dict[str, Fact] = {
    fact.name: fact
    for fact in (
        SUPPLIERS,
        MEASURE_TARGETS,
        COMPARATORS,
        SNA_COMPARATORS,
        MEASURE_BREAKS,
        PLAN_ACTIONS,
        GRANTS,
        SAFER_STREETS,
        PRIORITY_JUDGEMENTS,
        PRIORITY_WEIGHTS,
        ASSESSMENTS,
        TREATMENT_NEED,
        SHARING_AGREEMENTS,
    )
}
