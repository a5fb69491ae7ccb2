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
    lookup = raw.accepted(used[-1])
    inside = lookup.filter(_any_of([pc.equal(lookup[name], settings.area) for name in _AREAS]))
    if inside.num_rows == 0:
        raise UsageError(
            "E-AREA",
            f"the area {settings.area} is not in the area lookup of {used[-1].receipt.period}",
            "correct `area` in ossp.toml, or deliver an area lookup that covers it",
        )
    held = dict(zip(inside["csp_code"].to_pylist(), inside["csp_name"].to_pylist(), strict=True))
    if len(held) > 1:
        listed = "; ".join(f"{code} ({name})" for code, name in sorted(held.items()))
        message = f"the area {settings.area} holds {len(held)} partnerships, and a build is about one"
        raise UsageError("E-AREA", message, f"set `area` in ossp.toml to one of: {listed}")
    members: set[str] = {code for name in _MEMBERS for code in inside[name].to_pylist()}
    return Area(codes=frozenset(members), force=settings.police_force)


def _any_of(masks: list[pa.ChunkedArray]) -> pa.ChunkedArray:
    return reduce(pc.or_, masks)
