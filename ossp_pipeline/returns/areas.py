"""The areas a measure can be returned for: the partnership and its wards, from the newest area lookup."""

from typing import Any

from ossp_pipeline.errors import UsageError
from ossp_pipeline.extract.raw_store import RawStore, select_deliveries
from ossp_pipeline.returns.request import Areas
from ossp_pipeline.settings import EVERYWHERE, Settings

_BELONGS_TO = ("district_code", "csp_code", "force_code")
_NAMED = {"csp": ("csp_code", "csp_name"), "ward": ("ward_code", "ward_name")}


def read_areas(settings: Settings) -> Areas:
    """Code and name of each area, by area type. Raises UsageError while no area lookup has landed."""
    raw = RawStore(settings.raw)
    used = select_deliveries(raw.deliveries("area_lookup"), first=None).used
    if not used:
        raise UsageError("E-NOTHING", "no area lookup has landed yet", "run `ossp refresh` once, then issue")
    rows = [row for row in raw.accepted(used[-1]).to_pylist() if _is_inside(row, settings.area)]
    return {kind: sorted({(str(row[code]), str(row[name])) for row in rows}) for kind, (code, name) in _NAMED.items()}


def _is_inside(row: dict[str, Any], area: str) -> bool:
    return area == EVERYWHERE or area in [row[name] for name in _BELONGS_TO]
