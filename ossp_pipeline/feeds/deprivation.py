"""Indices of deprivation by small area: ranks and deciles of one edition.

Who sends it    Ministry of Housing, Communities and Local Government
How often       every few years: 2019 on small areas of 2011, 2025 on those of 2021
Basis           Open Government Licence v3.0
One row         one small area in one edition
Known wrong     ranks are relative: a small area may fall in rank and not be poorer, so editions are never compared as
                levels; the index has a crime domain of its own: do not use it to explain crime
"""

from ossp_pipeline.contracts.column import Column, Kind, Sensitivity
from ossp_pipeline.contracts.example import Example, Fault, FaultKind
from ossp_pipeline.contracts.feed import Feed, Subject
from ossp_pipeline.contracts.layout import Layout
from ossp_pipeline.contracts.period import Cadence

_OPEN = Sensitivity.OPEN
_FILE_7 = "where 1 is most deprived"
_DISTRICT = "Local Authority District code (####)"
# The edition is not in the file: the year of its districts says which it is.
_LAYOUT = Layout(
    name="File 7 of the Indices of Deprivation",
    file_name="File_7_IoD2025_All_Ranks_Scores_Deciles_Population_Denominators.csv",
    headings=("LSOA code (####)", _DISTRICT, f"Index of Multiple Deprivation (IMD) Rank ({_FILE_7})"),
    dated_by=_DISTRICT,
    editions=(("2019", "2019"), ("2024", "2025")),
)


def _decile(heading: str, name: str, meaning: str, *also: str) -> Column:
    return Column(
        heading=heading,
        name=name,
        kind=Kind.INTEGER,
        sensitivity=_OPEN,
        required=True,
        minimum=1,
        maximum=10,
        also=also,
        meaning=f"decile of {meaning}; 1 is the most deprived tenth of England",
    )


FEED = Feed(
    name="deprivation",
    title="Indices of deprivation",
    supplier="Ministry of Housing, Communities and Local Government",
    purpose="set crime beside deprivation",
    basis="Open Government Licence v3.0. Contains public sector information.",
    cadence=Cadence.YEAR,
    lag_days=None,
    subject=Subject.REFERENCE,
    grain="one small area in one edition",
    key=("lsoa_code",),
    file_pattern=r"deprivation-(?P<period>20\d{2})(?:-v(?P<version>\d+))?\.csv",
    layouts=(_LAYOUT,),
    area_column="lsoa_code",
    optional=True,
    tolerance=0.0,
    extra_columns="ignored",
    example=Example(
        "deprivation-2024.csv",
        {
            "lsoa_code": "X0100000#",
            "IMD_rank": "10#",
            "IMD_decile": "1",
            "Income_decile": "1",
            "Employment_decile": "2",
            "Education_decile": "3",
            "Health_decile": "4",
            "Crime_decile": "5",
            "Housing_decile": "6",
            "Environment_decile": "#",
        },
    ),
    fault=Fault(FaultKind.WRONG_CELL, "imd_decile.range", "IMD_decile", "11"),
    columns=(
        Column(
            heading="lsoa_code",
            name="lsoa_code",
            sensitivity=_OPEN,
            required=True,
            pattern=r"[EWX]01\d{6}",
            also=("lsoa11_code", "lsoa21_code", "LSOA code (2011)", "LSOA code (2021)"),
            meaning="small area, of the vintage the edition uses",
        ),
        Column(
            heading="IMD_rank",
            name="imd_rank",
            kind=Kind.INTEGER,
            sensitivity=_OPEN,
            required=True,
            minimum=1,
            maximum=40_000,
            also=(f"Index of Multiple Deprivation (IMD) Rank ({_FILE_7})",),
            meaning="rank in England; 1 is the most deprived",
        ),
        _decile(
            "IMD_decile",
            "imd_decile",
            "multiple deprivation",
            f"Index of Multiple Deprivation (IMD) Decile ({_FILE_7} 10% of LSOAs)",
        ),
        _decile("Income_decile", "income_decile", "income", f"Income Decile ({_FILE_7} 10% of LSOAs)"),
        _decile("Employment_decile", "employment_decile", "employment", f"Employment Decile ({_FILE_7} 10% of LSOAs)"),
        _decile(
            "Education_decile",
            "education_decile",
            "education and skills",
            f"Education, Skills and Training Decile ({_FILE_7} 10% of LSOAs)",
        ),
        _decile(
            "Health_decile",
            "health_decile",
            "health and disability",
            f"Health Deprivation and Disability Decile ({_FILE_7} 10% of LSOAs)",
        ),
        _decile(
            "Crime_decile",
            "crime_decile",
            "crime, which must not be used to explain crime",
            f"Crime Decile ({_FILE_7} 10% of LSOAs)",
        ),
        _decile(
            "Housing_decile",
            "housing_decile",
            "barriers to housing and services",
            "Housing_and_Access_decile",
            "Housing_and_Services_decile",
            f"Barriers to Housing and Services Decile ({_FILE_7} 10% of LSOAs)",
        ),
        _decile(
            "Environment_decile",
            "environment_decile",
            "living environment",
            f"Living Environment Decile ({_FILE_7} 10% of LSOAs)",
        ),
    ),
)
