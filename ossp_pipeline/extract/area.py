"""The area of this installation, from the newest area lookup that has landed."""

from functools import reduce

import pyarrow as pa
import pyarrow.compute as pc

from ossp_pipeline.contracts.area import Area
from ossp_pipeline.errors import UsageError
from ossp_pipeline.extract.raw_store import RawStore, select_deliveries
from ossp_pipeline.settings import EVERYWHERE, Settings

AREA_FEED = "area_lookup"
# An installation may answer for any of these.
_AREAS = ("district_code", "csp_code", "force_code")
# Columns whose codes are codes of the area.
_MEMBERS = ("lsoa21_code", "lsoa11_code", "ward_code", "district_code", "csp_code")


def read_area(settings: Settings, raw: RawStore) -> Area | None:
    """The codes inside the area; None while no area lookup has landed. Raises UsageError for an unknown area."""
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
    members: set[str] = {code for name in _MEMBERS for code in inside[name].to_pylist()}
    return Area(codes=frozenset(members), force=settings.police_force)


def _any_of(masks: list[pa.ChunkedArray]) -> pa.ChunkedArray:
    return reduce(pc.or_, masks)


def require_one_partnership(settings: Settings, raw: RawStore) -> None:
    """Raise UsageError, with the list, where the area holds several partnerships: a build is about one."""
    if settings.area == EVERYWHERE:
        remedy = "set `area` in ossp.toml to one partnership; files of everywhere can be received, and no more"
        raise UsageError("E-AREA", "a build is about one partnership, not about all", remedy)
    used = select_deliveries(raw.deliveries(AREA_FEED), first=None).used
    inside = _inside(raw.accepted(used[-1]), settings.area) if used else None
    held = dict(zip(*(inside[name].to_pylist() for name in ("csp_code", "csp_name")), strict=True)) if inside else {}
    if len(held) > 1:
        listed = "; ".join(f"{code} ({name})" for code, name in sorted(held.items()))
        message = f"the area {settings.area} holds {len(held)} partnerships, and a build is about one"
        raise UsageError("E-AREA", message, f"set `area` in ossp.toml to one of: {listed}")


def _inside(lookup: pa.Table, area: str) -> pa.Table:
    return lookup.filter(_any_of([pc.equal(lookup[name], area) for name in _AREAS]))
