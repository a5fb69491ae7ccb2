"""The area of this installation, from the newest area lookup that has landed."""

import csv
from functools import reduce

import pyarrow as pa
import pyarrow.compute as pc

from ossp_pipeline.contracts.area import Area
from ossp_pipeline.errors import UsageError
from ossp_pipeline.extract.raw_store import RawStore, select_deliveries
from ossp_pipeline.feeds.registry import FEEDS
from ossp_pipeline.settings import EVERYWHERE, Settings

AREA_FEED = "area_lookup"
# An installation may answer for any of these.
_DISTRICT = "district_code"
_DISTRICT_NAME = "district_name"
_AREAS = (_DISTRICT, "csp_code", "force_code")
# Columns whose codes are codes of the area. Some suppliers name the district in words.
_MEMBERS = ("lsoa21_code", "lsoa11_code", "ward_code", _DISTRICT, _DISTRICT_NAME, "csp_code")
# Columns whose values stand for whole districts and partnerships in published tables.
_WHOLE = (_DISTRICT, _DISTRICT_NAME, "csp_code", "csp_name")
# Where the partnership lists what it is set beside, and the kinds of areas there that districts lie in.
_BESIDE = "sna_comparators.csv"
_WIDER = ("county", "region", "country")


def read_area(settings: Settings, raw: RawStore, whole_areas: bool = False) -> Area | None:
    """The codes inside the area; None while no area lookup has landed. Raises UsageError for an unknown area.

    whole_areas  those of whole districts alone, and of the county, region and country that these are set beside
    """
    if settings.area == EVERYWHERE:
        return Area(codes=None, force=None)
    used = select_deliveries(raw.deliveries(AREA_FEED), first=None).used
    if not used:
        return None
    inside = _inside(raw.accepted(used[-1]), settings.area)
    if inside.num_rows == 0:
        raise UsageError(
            "E-AREA",
            f"the area {settings.area} is not in the area lookup of {used[-1].receipt.period}",
            "correct `area` in ossp.toml, or deliver an area lookup that covers it",
        )
    members: set[str] = {code for name in (_WHOLE if whole_areas else _MEMBERS) for code in inside[name].to_pylist()}
    beside = _beside(settings, members) if whole_areas else set()
    return Area(codes=frozenset(members | beside), force=settings.police_force)


def _beside(settings: Settings, inside: set[str]) -> set[str]:
    """Codes and names of the wider areas that the partnership lists, and other spellings of its own name."""
    path = next((path for folder in settings.fact_folders if (path := folder / _BESIDE).is_file()), None)
    if path is None:
        return set()
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as handle:
        rows = list(csv.DictReader(handle, restval=""))
    listed = [row for row in rows if row.get("area_kind") in _WIDER or row.get("area_code") in inside]
    names = [name for row in listed for name in (row.get("area_code"), row.get("published_name"))]
    names += [name for row in listed for name in row.get("also_spelt", "").split(";")]
    return {name.strip() for name in names if name} - {""}


def _any_of(masks: list[pa.ChunkedArray]) -> pa.ChunkedArray:
    return reduce(pc.or_, masks)


def require_one_partnership(settings: Settings, raw: RawStore) -> None:
    """Raise UsageError where the area is not one whole partnership, or a feed cannot be cut down to it."""
    if settings.area == EVERYWHERE:
        remedy = "set `area` in ossp.toml to one partnership; files of everywhere can be received, and no more"
        raise UsageError("E-AREA", "a build is about one partnership, not about all", remedy)
    used = select_deliveries(raw.deliveries(AREA_FEED), first=None).used
    if used:
        lookup = raw.accepted(used[-1])
        code = _the_partnership(lookup, settings.area)
        _refuse_shared_district(lookup.filter(pc.equal(lookup["csp_code"], code)), lookup, settings)


def _the_partnership(lookup: pa.Table, area: str) -> str:
    """The code of the partnership that the area is. Raises UsageError for several, and for a part of one."""
    inside = _inside(lookup, area)
    held = dict(zip(*(inside[name].to_pylist() for name in ("csp_code", "csp_name")), strict=True))
    listed = "; ".join(f"{code} ({name})" for code, name in sorted(held.items()))
    if len(held) > 1:
        message = f"the area {area} holds {len(held)} partnerships, and a build is about one"
        raise UsageError("E-AREA", message, f"set `area` in ossp.toml to one of: {listed}")
    code: str = next(iter(held))
    if inside.num_rows < pc.sum(pc.equal(lookup["csp_code"], code)).as_py():
        message = f"the area {area} is a part of a partnership, and a build is about a whole one"
        raise UsageError("E-AREA", message, f"set `area` in ossp.toml to {listed}")
    return code


def _refuse_shared_district(inside: pa.Table, lookup: pa.Table, settings: Settings) -> None:
    """Raise UsageError where rows name a whole district, and several partnerships share it: nothing divides them."""
    in_districts = lookup.filter(pc.is_in(lookup[_DISTRICT], inside[_DISTRICT].combine_chunks()))
    feeds = sorted(name for name in settings.received_feeds if FEEDS[name].area_column in (_DISTRICT, _DISTRICT_NAME))
    if feeds and pc.count_distinct(in_districts["csp_code"]).as_py() > 1:
        raise UsageError(
            "E-AREA",
            f"{', '.join(feeds)} names whole districts, and this partnership shares a district with another",
            "take it out of `feeds` in ossp.toml: nothing says which of its rows are this partnership’s",
        )


def _inside(lookup: pa.Table, area: str) -> pa.Table:
    return lookup.filter(_any_of([pc.equal(lookup[name], area) for name in _AREAS]))
