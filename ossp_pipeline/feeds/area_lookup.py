"""Which small area lies in which ward, district, CSP and police force area.

Who sends it    ONS Open Geography portal: three lookups that are joined here, or one that an analyst joined
How often       once a year, after ward changes (1 April or the May elections)
Basis           Open Government Licence v3.0
One row         one pair of a 2021 small area (LSOA) and the 2011 small area it came from
Known wrong     best fit gives a small area to one ward although it may straddle two; ward codes change with
                boundaries and names change without them, so join by code and vintage only
"""

from ossp_pipeline.contracts.column import Column, Sensitivity
from ossp_pipeline.contracts.example import Example, Fault, FaultKind
from ossp_pipeline.contracts.feed import Feed, Subject
from ossp_pipeline.contracts.layout import Join, Layout
from ossp_pipeline.contracts.period import Cadence
from ossp_pipeline.layouts.lookups import JOINED_COLUMNS, PAIRS, PARTNERSHIPS, WARDS, join_lookups, rename_joined

_OPEN = Sensitivity.OPEN
_LSOA = r"[EWX]01\d{6}"

_LAYOUTS = (
    Layout(
        name="a joined lookup with the year of its codes in its headings",
        file_name="area-lookup-2024.csv",
        headings=tuple(JOINED_COLUMNS.values()),
        dated_by=JOINED_COLUMNS["WDCD"],
        tidy=rename_joined,
    ),
    Layout(
        name="the exact-fit lookup of 2011 and 2021 small areas",
        file_name="LSOA_(2011)_to_LSOA_(2021)_to_Local_Authority_District_(2022)_Exact_Fit_Lookup_for_EW_(V3).csv",
        headings=("LSOA11CD", "LSOA11NM", "LSOA21CD", "LSOA21NM", "CHGIND", "LAD##CD"),
        without=("WD##CD", "CSP##CD"),
        dated_by="LAD##CD",
        part=PAIRS,
    ),
    Layout(
        name="the best-fit lookup of 2011 and 2021 small areas",
        file_name="LSOA_(2011)_to_LSOA_(2021)_to_Local_Authority_District_(2022)_Best_Fit_Lookup_for_EW_(V2).csv",
        headings=("LSOA11CD", "LSOA21CD", "LAD##CD"),
        without=("CHGIND", "WD##CD", "CSP##CD"),
        dated_by="LAD##CD",
        refused=(
            "it gives one successor of a small area that was split, so the others would have no past",
            "fetch the exact-fit lookup, which has the column “CHGIND”, such as "
            "LSOA_(2011)_to_LSOA_(2021)_to_Local_Authority_District_(2022)_Exact_Fit_Lookup_for_EW_(V3).csv",
        ),
    ),
    Layout(
        name="the best-fit lookup of small areas to wards and districts",
        file_name="LSOA_(2021)_to_Ward_(2024)_to_LAD_(2024)_Best_Fit_Lookup_in_EW.csv",
        headings=("LSOA21CD", "WD##CD", "WD##NM", "LAD##CD|LTLA##CD", "LAD##NM|LTLA##NM"),
        without=("LSOA11CD", "CSP##CD"),
        dated_by="WD##CD",
        part=WARDS,
    ),
    Layout(
        name="the lookup of districts to partnerships and police force areas",
        file_name="Local_Authority_District_to_Community_Safety_Partnerships_to_Police_Force_Areas_(December_2024)_"
        "Lookup_in_England_and_Wales.csv",
        headings=("LAD##CD", "CSP##CD", "CSP##NM", "PFA##CD", "PFA##NM"),
        without=("LSOA21CD", "LSOA11CD"),
        dated_by="CSP##CD",
        part=PARTNERSHIPS,
    ),
)

FEED = Feed(
    name="area_lookup",
    title="Area lookup",
    supplier="Office for National Statistics, Open Geography portal",
    purpose="count every record in the right ward and district",
    basis="Open Government Licence v3.0. Contains National Statistics data © Crown copyright and database right.",
    cadence=Cadence.YEAR,
    lag_days=None,
    subject=Subject.REFERENCE,
    grain="one pair of 2021 and 2011 LSOA",
    key=("lsoa21_code", "lsoa11_code"),
    file_pattern=r"area-lookup-(?P<period>\d{4})(?:-v(?P<version>\d+))?\.(?:csv|zip)",
    layouts=_LAYOUTS,
    join=Join(dated=WARDS, join=join_lookups),
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
            "WDCD": "E05999999",
            "WDNM": "Qxsample Central",
            "LADCD": "E08999999",
            "LADNM": "Qxsample",
            "CSPCD": "E22999999",
            "CSPNM": "Qxsample",
            "PFACD": "E23999999",
            "PFANM": "Qxsample County",
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
            pattern=r"(?:E22|W14)\d{6}",
            meaning="Community Safety Partnership",
        ),
        Column(heading="CSPNM", name="csp_name", sensitivity=_OPEN, required=True, meaning="its name"),
        Column(
            heading="PFACD",
            name="force_code",
            sensitivity=_OPEN,
            required=True,
            pattern=r"(?:E23|W15)\d{6}",
            meaning="police force area",
        ),
        Column(heading="PFANM", name="force_name", sensitivity=_OPEN, required=True, meaning="its name"),
    ),
)
