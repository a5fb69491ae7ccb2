"""People under probation supervision who live in the area, with their sentences and requirements.

Who sends it    the probation region of HM Prison and Probation Service, from nDelius
How often       quarterly, by the 45th day after the quarter's end
Basis           Offender Management Act 2007 s.14; Data Protection Act 2018 Part 3; sharing agreement
One row         one requirement of one sentence of one person supervised in the quarter, so a row is not a person;
                a sentence without requirements has one row with a blank requirement
Known wrong     a delivery unit may cover several boroughs, so people are picked by home area, never by unit;
                the nDelius codes for treatment requirements are not public: they are matched on the description;
                which address types count as settled is our reading, kept as a mapping with an owner
"""

from ossp_pipeline.contracts.column import Column, Kind, Sensitivity, Treatment, Within, dropped_columns
from ossp_pipeline.contracts.example import Example, Fault, FaultKind
from ossp_pipeline.contracts.feed import Feed, Subject
from ossp_pipeline.contracts.period import Cadence
from ossp_pipeline.contracts.records import Extract, NotTaken
from ossp_pipeline.layouts.hmpps import CRN
from ossp_pipeline.layouts.ndelius import supervised
from ossp_pipeline.layouts.ndelius_records import OFFENDER, RECORD_TYPES

_PERSONAL = Sensitivity.PERSONAL
_IDENTIFYING = Sensitivity.IDENTIFYING
# Small areas of the United Kingdom, and what the ONS writes where there is none: people move.
_SMALL_AREA = r"[EWSX]01\d{6}|N20\d{6}|[EWLM]9{8}"
_NO_BIRTH = ("", "01/01/1900", "01/01/1901")  # days that stand for “not known”

FEED = Feed(
    name="probation_supervision",
    title="People under probation supervision",
    supplier="the probation region of HM Prison and Probation Service",
    purpose="see how many people on supervision are housed, work and complete their requirements",
    basis="Offender Management Act 2007 s.14; Data Protection Act 2018 Part 3; information sharing agreement",
    cadence=Cadence.QUARTER,
    lag_days=45,
    subject=Subject.PEOPLE,
    grain="one requirement of one sentence of one person",
    key=("person_token", "event_number", "requirement", "requirement_start_month"),
    file_pattern=r"probation-supervision-(?P<period>\d{4}-\d{2}Q[1-4])-v(?P<version>\d+)\.csv",
    area_column="lsoa_code",
    counted=(("person_noise", ("person_token",)),),
    retention_days=180,
    has_volume=True,
    extract=Extract(
        name="an nDelius extract",
        file_name="cfoextract_0123_full_20240401020000.txt",
        types=RECORD_TYPES,
        reference=("CRN", OFFENDER, "CRN"),
        place_name=("the ONS’s lookup of postcodes", "PCD_OA21_LSOA21_MSOA21_LAD_MAY25_UK_LU.csv"),
        places=("pcds|PCDS", "lsoa21cd|lsoa21|LSOA21CD"),
        tidy=supervised,
    ),
    not_taken=(
        NotTaken(
            name="a p-NOMIS Offloc extract",
            file_name="C_NOMIS_OFFENDER_01042024_01.dat",
            first_line=r'(?:(?!"\|").)*(?:"\|"(?:(?!"\|").)*){152}',
            reason="its 153 fields about each prisoner serve no figure of ours, so none of them may be kept",
            remedy="set it aside, and ask the sender to stop sending it; who is released is in the nDelius extract",
        ),
    ),
    example=Example(
        "probation-supervision-2023-24Q4-v1.csv",
        {
            "CRN": "Q98760#",
            "Forename": "Qxforename",
            "Surname": "Qxsurname",
            "Date Of Birth": "1#/11/1987",
            "Gender": "Male",
            "Postcode": "QQ9 #QX",
            "Home LSOA 2021": "X01000001",
            "Event Number": "#",
            "Sentence Type": "CO",
            "Sentence Date": "0#/02/2024",
            "Expected End Date": "0#/02/2025",
            "Requirement": "DRR",
            "Requirement Commenced": "1#/02/2024",
            "RoSH": "RMRH",
            "IOM": "N",
        },
    ),
    fault=Fault(FaultKind.CUT_OFF, "E-TRUNCATED"),
    columns=(
        Column(
            heading="CRN",
            name="person_token",
            sensitivity=_IDENTIFYING,
            required=True,
            pattern=CRN,
            treatment=Treatment.PSEUDONYM,
            meaning="case reference number, as a keyed pseudonym",
        ),
        *dropped_columns("Forename", "Surname", sensitivity=_IDENTIFYING),
        Column(
            heading="Date Of Birth",
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
            heading="Gender",
            name="gender",
            sensitivity=_PERSONAL,
            allowed=("Female", "Male", "Other"),
            meaning="gender as recorded",
        ),
        Column(
            heading="Postcode",
            name="outward_code",
            sensitivity=_IDENTIFYING,
            treatment=Treatment.OUTWARD_CODE,
            pattern=r"[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}",
            unknown=("", "NFA"),
            meaning="outward part of the home postcode",
        ),
        Column(
            heading="Home LSOA 2021",
            name="lsoa_code",
            sensitivity=_PERSONAL,
            pattern=_SMALL_AREA,
            meaning="small area of the home; blank with no fixed abode",
        ),
        Column(
            heading="Event Number",
            name="event_number",
            kind=Kind.INTEGER,
            sensitivity=_PERSONAL,
            required=True,
            minimum=1,
            maximum=99,
            meaning="number of the sentence within the person's record",
        ),
        Column(
            heading="Sentence Type",
            name="sentence_type",
            sensitivity=_PERSONAL,
            required=True,
            code_list="sentence_types",
            meaning="community order, suspended sentence order, licence",
        ),
        Column(
            heading="Sentence Date",
            name="sentence_month",
            kind=Kind.DATE,
            sensitivity=_PERSONAL,
            required=True,
            treatment=Treatment.MONTH,
            within=Within.BY_END,
            meaning="month of the sentence or release",
        ),
        Column(
            heading="Expected End Date",
            name="expected_end_month",
            kind=Kind.DATE,
            sensitivity=_PERSONAL,
            treatment=Treatment.MONTH,
            meaning="month in which supervision should end",
        ),
        Column(
            heading="Termination Date",
            name="termination_month",
            kind=Kind.DATE,
            sensitivity=_PERSONAL,
            treatment=Treatment.MONTH,
            within=Within.BY_END,
            meaning="month in which it ended; blank while open",
        ),
        Column(
            heading="Requirement",
            name="requirement",
            sensitivity=_PERSONAL,
            code_list="requirement_types",
            meaning="requirement of the sentence",
        ),
        Column(
            heading="Requirement Commenced",
            name="requirement_start_month",
            kind=Kind.DATE,
            sensitivity=_PERSONAL,
            treatment=Treatment.MONTH,
            within=Within.BY_END,
            meaning="month in which it started; blank before that",
        ),
        Column(
            heading="Requirement Terminated",
            name="requirement_end_month",
            kind=Kind.DATE,
            sensitivity=_PERSONAL,
            treatment=Treatment.MONTH,
            within=Within.BY_END,
            meaning="month in which it ended; blank while open",
        ),
        Column(
            heading="Requirement Outcome",
            name="requirement_outcome",
            sensitivity=_PERSONAL,
            allowed=("Completed", "Revoked", "Expired"),
            meaning="how it ended",
        ),
        Column(
            heading="RoSH",
            name="risk_of_serious_harm",
            sensitivity=_PERSONAL,
            code_list="risk_levels",
            meaning="risk of serious harm: register code of nDelius",
        ),
        Column(
            heading="IOM",
            name="is_iom",
            kind=Kind.FLAG,
            sensitivity=_PERSONAL,
            required=True,
            meaning="in the Integrated Offender Management cohort",
        ),
        Column(
            heading="Address Type",
            name="address_type",
            sensitivity=_PERSONAL,
            code_list="address_types",
            meaning="accommodation: address type code of nDelius",
        ),
        Column(
            heading="Employment Status",
            name="employment_status",
            sensitivity=_PERSONAL,
            code_list="employment_statuses",
            meaning="employment circumstance code",
        ),
    ),
)
