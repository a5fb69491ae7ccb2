"""The tables of a partnership folder: one file each, with the columns it must have and who is asked for it."""

from ossp_pipeline.contracts.column import Kind
from ossp_pipeline.layouts.commissioned_services import SERVICES
from ossp_pipeline.partnership.contract import (
    ANALYST,
    AREA,
    COMMUNITY_SAFETY,
    MONTH,
    QUARTER,
    Fact,
    needed,
    optional,
)
from ossp_pipeline.partnership.measure_facts import (
    DISCLOSURE_CLASSES,
    MEASURE_CHOICES,
    MEASURE_TARGETS,
    MEASURES,
    VIOLENCE_DEFINITIONS,
)

YEAR = r"20[0-9]{2}-[0-9]{2}"
PLAN_YEAR = r"20[0-9]{2}/[0-9]{2}"
# Words that stand for measures in `measure_breaks.applies_to`, beside a measure's id.
APPLIES_TO = r"all|[a-z0-9_]+|(area_type|feed|source):[a-z_]+"


_SOURCE = needed("source", meaning="where the row comes from")

SUPPLIERS = Fact(
    name="suppliers",
    title="Who sends each feed",
    grain="a feed",
    asked_of=ANALYST,
    key=("feed",),
    source_column="",
    refers_to={"feed": "feeds.name"},
    columns=(
        needed("feed"),
        needed("supplier", meaning="as pages and reminders name them"),
        optional("contact", meaning="where reminders go: an address of a role, not of a person; it is not published"),
        optional("note"),
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
        needed("measure_id"),
        needed("area_code", pattern=AREA),
        needed("area_name"),
        needed("area_type", allowed=("district", "force", "england", "wales")),
        needed("period"),
        needed("value", Kind.NUMBER),
        optional("lower", Kind.NUMBER),
        optional("upper", Kind.NUMBER),
        _SOURCE,
        needed("published_on", Kind.DATE),
    ),
)
SNA_COMPARATORS = Fact(
    name="sna_comparators",
    title="Areas the partnership is set beside",
    grain="an area as published tables name it",
    asked_of=ANALYST,
    key=("published_name", "area_kind"),
    rows_hold=False,
    columns=(
        needed("published_name"),
        optional("area_code", pattern=AREA),
        optional("force_name"),
        needed(
            "area_kind",
            allowed=("partnership", "force", "country", "airport", "unassigned", "county", "region"),
            meaning="county and region stand in published indicators alone",
        ),
        optional("residents", Kind.INTEGER, minimum=1),
        optional("residents_on", Kind.DATE),
        optional("source"),
        optional("listed_on", Kind.DATE),
        optional("also_spelt", meaning="other spellings of the name, between ;"),
    ),
)
MEASURE_BREAKS = Fact(
    name="measure_breaks",
    title="Breaks in series",
    grain="a period from which on figures mean something else here",
    asked_of=ANALYST,
    key=("break_id",),
    columns=(
        needed("break_id"),
        needed("applies_to", pattern=APPLIES_TO),
        needed("first_period_after", pattern=f"{MONTH}|{QUARTER}"),
        needed("kind"),
        needed("reason"),
        _SOURCE,
        needed("is_rebased", Kind.FLAG, meaning="whether charts start anew"),
        needed("forbids_comparison", Kind.FLAG, meaning="whether figures from before must not be compared"),
    ),
)
PLAN_ACTIONS = Fact(
    name="plan_actions",
    title="Actions of the delivery plan",
    grain="an action in the version of one plan year",
    asked_of=COMMUNITY_SAFETY,
    key=("action_id", "plan_year", "version"),
    refers_to={"theme": "measure_themes.theme"},
    columns=(
        needed("action_id"),
        needed("plan_year", pattern=PLAN_YEAR),
        needed("theme"),
        optional("priority"),
        needed("action"),
        needed("owner_role"),
        needed("start_date", Kind.DATE),
        needed("due_date", Kind.DATE),
        needed("version", Kind.INTEGER, minimum=1),
        needed("status"),
        _SOURCE,
    ),
)
GRANTS = Fact(
    name="grants",
    title="Grants",
    grain="a line of a grant in a financial year",
    asked_of=COMMUNITY_SAFETY,
    key=("grant_id", "financial_year", "line_title"),
    refers_to={"theme": "measure_themes.theme"},
    columns=(
        needed("grant_id"),
        needed("title"),
        optional("scheme", meaning="what several grants pay for together"),
        needed("funder"),
        needed("theme"),
        needed("owner_role"),
        needed("start_date", Kind.DATE),
        needed("end_date", Kind.DATE),
        needed("carry_forward", allowed=("not permitted", "exceptional", "permitted", "not stated")),
        needed("financial_year", pattern=PLAN_YEAR),
        needed("line_title", meaning="what the money is for, such as labour; all where the grant has one line a year"),
        needed("amount_pounds", Kind.NUMBER, minimum=0, meaning="as the source names it"),
        needed(
            "years_of_amount",
            Kind.INTEGER,
            minimum=1,
            meaning="for how many years the source names the amount without saying whether each has it; otherwise 1",
        ),
        needed("match_pounds", Kind.NUMBER, minimum=0),
        optional("match_kind", allowed=("in kind", "in money")),
        optional("note"),
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
        needed("scheme_id"),
        needed("title"),
        needed("grant_id"),
        needed("measure_ids"),
        needed("role", allowed=("treated", "comparison", "displacement", "displacement comparison")),
        needed("area_code", pattern=AREA),
        *(needed(name, pattern=MONTH) for name in ("before_from", "before_to", "after_from", "after_to")),
        needed("basis", meaning="who chose the place and the months, and why"),
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
        needed("problem_id"),
        *(
            column
            for name in ("harm", "concern", "capacity")
            for column in (optional(name, Kind.NUMBER, minimum=1, maximum=5), optional(f"{name}_reason"))
        ),
        needed("set_on", Kind.DATE),
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
        needed("weights_version", Kind.INTEGER, minimum=1),
        needed("criterion", allowed=("risk", "concern", "trend", "capacity", "confidence")),
        needed("weight", Kind.NUMBER, minimum=0, maximum=100),
        needed("reason"),
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
        needed("assessment_id"),
        needed("title"),
        needed("assessed_on", Kind.DATE),
        needed("data_to", pattern=MONTH, meaning="last month of data it was written from"),
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
        needed("need_group", allowed=("opiate", "alcohol")),
        *(needed(name, Kind.INTEGER, minimum=0) for name in ("estimate", "estimate_lower", "estimate_upper")),
        needed("estimate_year", pattern=YEAR),
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
        needed("agreement_id"),
        needed("first_cohort"),
        needed("second_cohort"),
        needed("purpose_key"),
        needed("agreed_on", Kind.DATE),
        needed("ends_on", Kind.DATE),
        _SOURCE,
    ),
)
COMMISSIONED_CONTRACTS = Fact(
    name="commissioned_contracts",
    title="Contracts of commissioned rehabilitative services",
    grain="a contract",
    asked_of="head of the probation delivery unit",
    key=("contract_ref",),
    columns=(
        needed("contract_ref", meaning="as the extract of referrals writes it"),
        needed("service", allowed=SERVICES, meaning="what it is for"),
        _SOURCE,
    ),
)

_PLACE = {"minimum": 0, "maximum": 29}
WARD_TILES = Fact(
    name="ward_tiles",
    title="Where each ward stands on maps of equal tiles",
    grain="a ward",
    asked_of=ANALYST,
    key=("area_code",),
    area_columns=("area_code",),
    rows_hold=False,
    columns=(
        needed("area_code", pattern=AREA),
        needed("column_number", Kind.INTEGER, **_PLACE, meaning="from the left, which is 0"),
        needed("row_number", Kind.INTEGER, **_PLACE, meaning="from the top, which is 0"),
        _SOURCE,
    ),
)

FACTS: dict[str, Fact] = {
    fact.name: fact
    for fact in (
        SUPPLIERS,
        MEASURES,
        MEASURE_CHOICES,
        DISCLOSURE_CLASSES,
        MEASURE_TARGETS,
        VIOLENCE_DEFINITIONS,
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
        COMMISSIONED_CONTRACTS,
        WARD_TILES,
    )
}
