"""The raw layer and the seeds as plain frames: read anew, with none of the project's own readers or queries."""

import json
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import pandas as pd

from ossp_pipeline.settings import SAMPLE_PARTNERSHIP, SEEDS, SHIPPED_PARTNERSHIP

CSP = "E22000105"
DISTRICT = "E08000007"
FIRST, NEWEST = "2023-04", "2026-03"
MONTHS = [str(month) for month in pd.period_range(FIRST, NEWEST, freq="M")]


@dataclass(frozen=True)
class Raw:
    """An installation's landed deliveries: `<feed>/<period>[.<part>].v<version>.<hash>-<fingerprint>/`."""

    folder: Path

    def deliveries(self, feed: str) -> pd.DataFrame:
        """The newest version of each period and part, with the account of its rows."""
        rows = []
        for path in sorted(path.parent for path in (self.folder / feed).glob("*/delivery.json")):
            said = json.loads((path / "delivery.json").read_text())
            receipt = said["receipt"]
            if said["state"] == "landed":
                names = {name: receipt[name] for name in ("period", "part", "version", "file_name")}
                rows.append({**names, **said["accounting"], "path": path})
        found = pd.DataFrame(rows).sort_values("version")
        return found.groupby(["period", "part"], as_index=False).last()

    def rows(self, feed: str) -> pd.DataFrame:
        """The accepted rows of those deliveries, each with its `period`, `part` and `version`."""
        parts = [
            pd.read_parquet(item.path / "accepted.parquet").assign(
                period=item.period, part=item.part, version=item.version
            )
            for item in self.deliveries(feed).itertuples()
        ]
        return pd.concat([part for part in parts if len(part)], ignore_index=True)

    @cached_property
    def wards(self) -> dict[str, str | None]:
        """Small area of either vintage to its ward; None where it lies in two."""
        lookup = self.rows("area_lookup").query("district_code == @DISTRICT")
        both = pd.concat(
            [lookup[[name, "ward_code"]].set_axis(["code", "ward"], axis=1) for name in ("lsoa11_code", "lsoa21_code")]
        ).drop_duplicates()
        return {code: wards.iloc[0] if len(wards) == 1 else None for code, wards in both.groupby("code")["ward"]}

    @cached_property
    def crimes(self) -> pd.DataFrame:
        """Accepted crimes with the group, subgroup and type of their code, and their ward."""
        crimes = self.rows("police_crime").merge(seed("offence_codes"), on="offence_code", how="left", validate="m:1")
        assert crimes["offence_group"].notna().all()
        crimes = crimes.rename(columns={"police_uk_type": "category"})
        return crimes.assign(subject="crime", csp_code=CSP, ward_code=crimes["lsoa_code"].map(self.wards))

    @cached_property
    def asb(self) -> pd.DataFrame:
        """Accepted incidents of anti-social behaviour, with their ward."""
        rows = self.rows("asb_incidents").drop(columns="category").rename(columns={"asb_type": "category"})
        return rows.assign(subject="asb", csp_code=CSP, ward_code=rows["lsoa_code"].map(self.wards))

    @cached_property
    def residents(self) -> pd.DataFrame:
        """Residents by area and reference year: small areas, wards and the partnership."""
        rows = self.rows("population").query("area_vintage.str.startswith('2021')").astype({"mid_year": int})
        rows["ward"], rows["csp"] = rows["area_code"].map(self.wards), CSP
        rows = rows[rows["area_code"].isin(self.wards)]
        parts = [rows.groupby([name, "mid_year"])["resident_count"].sum() for name in ("area_code", "ward", "csp")]
        return pd.concat([part.rename_axis(["area_code", "mid_year"]) for part in parts]).unstack()

    def residents_of(self, area: str, year: int) -> int:
        """Of the year, or the newest before it, or else the oldest there is."""
        years = sorted(self.residents.columns)
        known = [one for one in years if one <= year]
        return int(self.residents.loc[area, known[-1] if known else years[0]])


def listed_measures() -> pd.DataFrame:
    """The measures of the catalogue, and those of the partnership's own."""
    return pd.concat([seed("measure_catalogue"), seed("measures")], ignore_index=True)


def seed(name: str) -> pd.DataFrame:
    """A list of the code, or a table of the sample's partnership folder, as text; what is empty is an empty text."""
    folders = (SAMPLE_PARTNERSHIP, SHIPPED_PARTNERSHIP, SEEDS)
    path = next(path for folder in folders if (path := folder / f"{name}.csv").exists())
    return pd.read_csv(path, dtype=str, keep_default_na=False)


@cache
def months_of(start: object, end: object) -> list[str]:
    """The months from one day to another."""
    return [str(month) for month in pd.period_range(start, end, freq="M")]
