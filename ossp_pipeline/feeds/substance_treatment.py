"""Drug and alcohol treatment episodes of residents, in the shape of an NDTMS submission (Data Set J).

Who sends it    the treatment system's lead provider, for the Director of Public Health
How often       quarterly, by the 45th day after the quarter's end
Basis           UK GDPR 6(1)(e) and 9(2)(h); clients' consent (CONSENT = Y), which each row carries
One row         one intervention (MODAL) and outcome profile (TOP) of one episode, so a row is neither a person nor
                an episode; a delivery holds every episode that was open on some day of the quarter
Known wrong     the layout is an old public one, because today's Core Data Set is not public: a provider's file may
                differ from it; a person is recognised by initials, date of birth and sex, as NDTMS does it
"""

from ossp_pipeline.contracts.column import Column, Kind, Sensitivity, Treatment, Within, dropped_columns
from ossp_pipeline.contracts.example import Example, Fault, FaultKind
from ossp_pipeline.contracts.feed import Feed, Subject
from ossp_pipeline.contracts.layout import CSV, Layout
from ossp_pipeline.contracts.period import Cadence
from ossp_pipeline.layouts.ndtms import ADDED_BY_K, NO_SUBMISSIONS, from_data_set_k

_RESTRICTED = Sensitivity.RESTRICTED
_PERSONAL = Sensitivity.PERSONAL
_IDENTIFYING = Sensitivity.IDENTIFYING
_NA = ("", "NA")
_NO_BIRTH = (*_NA, "01/01/1900", "01/01/1901")  # days that stand for “not known”


def _personal(*headings: str) -> tuple[Column, ...]:
    return dropped_columns(*headings, sensitivity=_PERSONAL)


def _month(heading: str, name: str, meaning: str, *, required: bool = False) -> Column:
    return Column(
        heading=heading,
        name=name,
        kind=Kind.DATE,
        sensitivity=_PERSONAL,
        treatment=Treatment.MONTH,
        within=Within.BY_END,
        unknown=_NA,
        required=required,
        meaning=meaning,
    )


def _code(heading: str, name: str, code_list: str, meaning: str, *, required: bool = False) -> Column:
    return Column(
        heading=heading,
        name=name,
        sensitivity=_PERSONAL,
        code_list=code_list,
        unknown=_NA,
        required=required,
        meaning=meaning,
    )


def _days(heading: str, name: str, what: str) -> Column:
    return Column(
        heading=heading,
        name=name,
        kind=Kind.INTEGER,
        sensitivity=_PERSONAL,
        minimum=0,
        maximum=28,
        unknown=_NA,
        meaning=f"TOP: days of {what} in the past 28",
    )


def _score(heading: str, name: str, what: str) -> Column:
    return Column(
        heading=heading,
        name=name,
        kind=Kind.INTEGER,
        sensitivity=_PERSONAL,
        minimum=0,
        maximum=20,
        unknown=_NA,
        meaning=f"TOP: {what}, 0 (poor) to 20 (good)",
    )


def _yes_no(heading: str, name: str, meaning: str) -> Column:
    return Column(heading=heading, name=name, kind=Kind.FLAG, sensitivity=_PERSONAL, unknown=_NA, meaning=meaning)


_COLUMNS = (
    *dropped_columns("FINITIAL", "SINITIAL", sensitivity=_IDENTIFYING),
    Column(
        heading="DOB",
        name="age_band",
        kind=Kind.DATE,
        sensitivity=_IDENTIFYING,
        required=True,
        unknown=_NO_BIRTH,
        treatment=Treatment.AGE_BAND,
        within=Within.BY_END,
        meaning="age band on the quarter's last day",
    ),
    Column(
        heading="SEX",
        name="sex",
        sensitivity=_PERSONAL,
        required=True,
        allowed=("F", "M"),
        unknown=_NA,
        meaning="sex",
    ),
    *_personal("ETHNIC", "NATION"),
    _month("REFLD", "referral_month", "month of the referral", required=True),
    Column(heading="AGNCY", name="agency_code", sensitivity=_RESTRICTED, required=True, meaning="provider"),
    *dropped_columns("CLIENT", "CLIENTID", sensitivity=_IDENTIFYING),
    Column(
        heading="EPISODID",
        name="episode_token",
        sensitivity=_IDENTIFYING,
        required=True,
        treatment=Treatment.PSEUDONYM,
        meaning="episode, as a keyed pseudonym",
    ),
    Column(
        heading="CONSENT",
        name="consent",
        sensitivity=_PERSONAL,
        treatment=Treatment.DROP,
        required=True,
        allowed=("Y", "N"),
        meaning="whether the client agreed to share",
    ),
    *_personal("PREVTR"),
    *dropped_columns("PC", sensitivity=_IDENTIFYING),
    _code("ACCMNEED", "housing_need", "housing_needs", "housing need at the start"),
    *_personal(
        "CLALOCTN",
        "YPLAC",
        "PRNTSTAT",
        "YPSLEAD",
        "YPSMHS",
        "YPSYOT",
        "YPSSEXEX",
        "YPSSLFHM",
        "YPSUNSDR",
        "YPSOFFND",
        "YPSESTAT",
        "YPSGP",
        "YPSCAF",
        "YPSLNDIF",
        "YPSUSS",
        "YPSFOU",
        "YPTSRP",
    ),
    *dropped_columns("DAT", "PCT", sensitivity=_RESTRICTED),
    Column(
        heading="LA",
        name="district_code",
        sensitivity=_PERSONAL,
        unknown=_NA,
        pattern=r"[EW]0[6-9]\d{6}",
        meaning="local authority of residence",
    ),
    *dropped_columns("GPPTCE", sensitivity=_PERSONAL),
    _code("DRUG1", "main_substance", "substances", "main problem substance", required=True),
    *_personal("DRUG1AGE", "ROUTE"),
    _code("DRUG2", "second_substance", "substances", "second problem substance"),
    _code("DRUG3", "third_substance", "substances", "third problem substance"),
    _code("RFLS", "referral_source", "referral_sources", "who referred", required=True),
    _month("TRIAGED", "triage_month", "month of the triage, which is when treatment starts to count"),
    *_personal("CPLANDT"),
    _code("INJSTAT", "injecting_status", "injecting_statuses", "injecting status at the start"),
    *_personal(
        "CHILDWTH",
        "PREGNANT",
        "ALCDDAYS",
        "ALCUNITS",
        "DUALDIAG",
        "HEPCTSTD",
        "HEPCSTAT",
        "HEPCTD",
        "HEPBVAC",
        "HEPBSTAT",
        "HLCASSDT",
        "TOPCC",
    ),
    _month("DISD", "discharge_month", "month of the discharge; blank while in treatment"),
    _code("DISRSN", "discharge_reason", "discharge_reasons", "why the episode ended"),
    *_personal(
        "DISDEST",
        "YPELEAD",
        "YPEMHS",
        "YPEYOT",
        "YPESEXEX",
        "YPESLFHM",
        "YPEUNSDR",
        "YPEOFFND",
        "YPECAFE",
        "YPEFOU",
        "YPELNDIF",
        "YPEUSS",
        "YPESTD",
        "YPEGP",
        "YPECAREP",
    ),
    _code("MODAL", "modality", "modalities", "kind of intervention"),
    *_personal("REFMODDT"),
    Column(
        heading="MODID",
        name="intervention_token",
        sensitivity=_IDENTIFYING,
        unknown=_NA,
        treatment=Treatment.PSEUDONYM,
        meaning="intervention, as a keyed pseudonym",
    ),
    *_personal("FAOMODDT"),
    _month("MODST", "intervention_start_month", "month the intervention started"),
    _month("MODEND", "intervention_end_month", "month it ended; blank while open"),
    _code("MODEXIT", "intervention_exit", "modality_exits", "how it ended"),
    _month("TOPDATE", "top_month", "month of the outcome profile"),
    *dropped_columns("TOPID", sensitivity=_IDENTIFYING),
    _code("TRSTAGE", "top_stage", "top_stages", "stage of treatment at the profile"),
    _days("ALCUSE", "alcohol_days", "alcohol use"),
    _days("OPIUSE", "opiate_days", "opiate use"),
    _days("CRAUSE", "crack_days", "crack use"),
    _days("COCAUSE", "cocaine_days", "cocaine use"),
    _days("AMPHUSE", "amphetamine_days", "amphetamine use"),
    _days("CANNUSE", "cannabis_days", "cannabis use"),
    _days("OTDRGUSE", "other_drug_days", "other drug use"),
    *_personal("IVDRGUSE", "SHARING", "SHOTHEFT", "DRGSELL", "OTHTHEFT", "ASSAULT"),
    _score("PSYHSTAT", "psychological_health", "psychological health"),
    *_personal("PWORK", "EDUCAT"),
    _yes_no("ACUTHPBM", "has_acute_housing_problem", "TOP: acute housing problem"),
    _yes_no("HRISK", "is_at_risk_of_eviction", "TOP: at risk of eviction"),
    _score("PHSTAT", "physical_health", "physical health"),
    _score("QUALLIFE", "quality_of_life", "quality of life"),
    *_personal("INJECT", "SHARE", "PREVHEPB", "HEPCPOS", "REFHEPGY", "SEXUAL"),
    _code("EMPSTAT", "employment_status", "ndtms_employment_statuses", "employment at the start"),
    *dropped_columns("OPRAGNCY", sensitivity=_RESTRICTED),
)
_LAYOUTS = (
    Layout(
        name="a submission as Data Set K",
        file_name="ndtms-2023-24Q4-v1.csv",
        headings=tuple(column.heading for column in _COLUMNS) + ADDED_BY_K,
        file_kind=CSV,  # whose rows an erasure can take out
        tidy=from_data_set_k,
    ),
    *NO_SUBMISSIONS,
)

FEED = Feed(
    name="substance_treatment",
    title="Drug and alcohol treatment",
    supplier="the lead provider of the treatment system",
    purpose="see who is in treatment, who completes it and who stays in touch after prison",
    basis="UK GDPR 6(1)(e) and 9(2)(h); consent recorded row by row; information sharing agreement",
    cadence=Cadence.QUARTER,
    lag_days=45,
    subject=Subject.PEOPLE,
    grain="one intervention and outcome profile of one treatment episode",
    key=("episode_token", "intervention_token", "topid"),
    person_from=("finitial", "sinitial", "age_band", "sex"),
    counted=(("person_noise", ("finitial", "sinitial", "age_band", "sex")),),
    file_pattern=r"ndtms-(?P<period>\d{4}-\d{2}Q[1-4])-v(?P<version>\d+)\.csv",
    layouts=_LAYOUTS,
    area_column="district_code",
    unplaced="out_of_area",
    consent=("consent", "Y"),
    retention_days=180,
    has_volume=True,
    example=Example(
        "ndtms-2023-24Q4-v1.csv",
        {
            "FINITIAL": "Q",
            "SINITIAL": "X",
            "DOB": "1#/11/1987",
            "SEX": "F",
            "REFLD": "0#/02/2024",
            "AGNCY": "QX00#",
            "CLIENT": "QXCLIENT#",
            "CLIENTID": "QXCLIENTID#",
            "EPISODID": "QXEPISODE#",
            "CONSENT": "Y",
            "PC": "QQ9 #QX",
            "LA": "E08999999",
            "DRUG1": "7000",
            "RFLS": "4",
            "TRIAGED": "1#/02/2024",
            "MODAL": "4",
            "MODID": "QXMODE#",
            "MODST": "2#/02/2024",
            "TOPID": "QXTOP#",
            "ALCUSE": "1#",
            "PSYHSTAT": "1#",
        },
        blank="NA",
    ),
    fault=Fault(FaultKind.WRONG_CELL, "main_substance.allowed", "DRUG1", "1999"),
    columns=_COLUMNS,
)
