"""Which small area lies in which ward, district, CSP and police force area.

Who sends it    the partnership's analyst, joined from the ONS Open Geography best-fit lookups
How often       once a year, after ward changes (1 April or the May elections)
Basis           Open Government Licence v3.0
One row         one pair of a 2021 small area (LSOA) and the 2011 small area it came from
Known wrong     best fit gives a small area to one ward although it may straddle two; ward codes change with
                boundaries (Stockport: May 2023) and names change without them, so join by code and vintage only
"""

from ossp_pipeline.contracts.column import Column, Sensitivity
from ossp_pipeline.contracts.example import Example, Fault, FaultKind
from ossp_pipeline.contracts.feed import Feed, Subject
from ossp_pipeline.contracts.period import Cadence

_OPEN = Sensitivity.OPEN
_LSOA = r"[EWX]01\d{6}"

FEED = Feed(
    name="area_lookup",
    title="Area lookup",
    supplier="Council research team, from ONS Open Geography",
    basis="Open Government Licence v3.0. Contains National Statistics data © Crown copyright and database right.",
    cadence=Cadence.YEAR,
    lag_days=None,
    subject=Subject.REFERENCE,
    grain="one pair of 2021 and 2011 LSOA",
    key=("lsoa21_code", "lsoa11_code"),
    file_pattern=r"area-lookup-(?P<period>\d{4})(?:-v(?P<version>\d+))?\.csv",
    tolerance=0.0,
    revision_limit=0.05,
    example=Example(
        "area-lookup-2024.csv",
        {
            "LSOA21CD": "X0100000#",
            "LSOA21NM": "Qxsample 001#",
            "LSOA11CD": "X0100000#",
            "LSOA11NM": "Qxsample 001#",
            "CHGIND": "U",
            "WDCD": "E05015018",
            "WDNM": "Brinnington & Stockport Central",
            "LADCD": "E08000007",
            "LADNM": "Stockport",
            "CSPCD": "E22000105",
            "CSPNM": "Stockport",
            "PFACD": "E23000005",
            "PFANM": "Greater Manchester",
        },
    ),
    fault=Fault(FaultKind.CONFLICTING_ROWS, "key.unique", "WDCD"),
    columns=(
        Column(
            heading="LSOA21CD",
            name="lsoa21_code",
            sensitivity=_OPEN,
            required=True,
            pattern=_LSOA,
            meaning="2021 small area",
        ),
        Column(
            heading="LSOA21NM",
            name="lsoa21_name",
            sensitivity=_OPEN,
            required=True,
            meaning="its name; not a stable identifier",
        ),
        Column(
            heading="LSOA11CD",
            name="lsoa11_code",
            sensitivity=_OPEN,
            required=True,
            pattern=_LSOA,
            meaning="2011 small area it came from",
        ),
        Column(heading="LSOA11NM", name="lsoa11_name", sensitivity=_OPEN, required=True, meaning="its name"),
        Column(
            heading="CHGIND",
            name="change_code",
            sensitivity=_OPEN,
            required=True,
            allowed=("U", "S", "M", "X"),
            meaning="unchanged, split, merged, irregular: irregular pairs are never compared over time",
        ),
        Column(
            heading="WDCD",
            name="ward_code",
            sensitivity=_OPEN,
            required=True,
            pattern=r"[EWX]05\d{6}",
            meaning="ward the 2021 small area fits best",
        ),
        Column(heading="WDNM", name="ward_name", sensitivity=_OPEN, required=True, meaning="its name"),
        Column(
            heading="LADCD",
            name="district_code",
            sensitivity=_OPEN,
            required=True,
            pattern=r"[EW]0[6-9]\d{6}",
            meaning="local authority district",
        ),
        Column(heading="LADNM", name="district_name", sensitivity=_OPEN, required=True, meaning="its name"),
        Column(
            heading="CSPCD",
            name="csp_code",
            sensitivity=_OPEN,
            required=True,
            pattern=r"[EW]22\d{6}",
            meaning="Community Safety Partnership",
        ),
        Column(heading="CSPNM", name="csp_name", sensitivity=_OPEN, required=True, meaning="its name"),
        Column(
            heading="PFACD",
            name="force_code",
            sensitivity=_OPEN,
            required=True,
            pattern=r"[EW]23\d{6}",
            meaning="police force area",
        ),
        Column(heading="PFANM", name="force_name", sensitivity=_OPEN, required=True, meaning="its name"),
    ),
)
