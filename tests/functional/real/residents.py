"""Population deliveries in the feed's long layout, from the real mid-2020 estimates on 2011 small areas.

The source has single years of age and no sex, so of each age band women get the larger half: totals stay real.
"""

from pathlib import Path

from ossp_pipeline.feeds import population
from tests.functional.real.lookups import read_rows, write_rows

ESTIMATES = "population/population20_lsoa11_gm.csv"
VINTAGE_2011 = "2011 super output areas - lower layer"
VINTAGE_2021 = "2021 super output areas - lower layer"
_HEADINGS = [column.heading for column in population.FEED.columns]
_BANDS = dict(zip(population.AGE_BANDS, ((0, 17), (18, 24), (25, 49), (50, 64), (65, 90)), strict=True))

Residents = dict[str, dict[str, int]]


def residents_2011(real_data: Path) -> Residents:
    """Residents of each 2011 small area of Greater Manchester, by age band."""
    return {row["lsoa11_code"]: _banded(row) for row in read_rows(real_data / ESTIMATES)}


def residents_2021(of_2011: Residents, split: dict[str, tuple[str, str]]) -> Residents:
    """The same people on 2021 small areas; where one was split, which half they live in is invented."""
    found: Residents = {}
    for code, bands in of_2011.items():
        if code not in split:
            found[code] = bands
            continue
        first, second = split[code]
        found[first] = {band: count // 3 for band, count in bands.items()}
        found[second] = {band: count - count // 3 for band, count in bands.items()}
    return found


def deliver_population(inbox: Path, year: int, vintages: dict[str, Residents], version: int = 1) -> None:
    """One file for a year, holding the vintages given."""
    rows = [
        [str(year), code, "", vintage, sex, band, str(count)]
        for vintage, residents in vintages.items()
        for code, bands in residents.items()
        for band, total in bands.items()
        for sex, count in (("Female", total - total // 2), ("Male", total // 2))
    ]
    suffix = "" if version == 1 else f"-v{version}"
    write_rows(inbox / "population" / f"population-mid-{year}{suffix}.csv", _HEADINGS, rows)


def _banded(row: dict[str, str]) -> dict[str, int]:
    ages = {90 if name == "90+" else int(name): int(float(value)) for name, value in row.items() if name[0].isdigit()}
    return {band: sum(ages[age] for age in range(first, last + 1)) for band, (first, last) in _BANDS.items()}
