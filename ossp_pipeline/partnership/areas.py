"""The Community Safety Partnerships of England and Wales: code, name, districts, force.

`partnerships.csv`: codes and names of April 2024 from the Open Geography portal of the Office for National Statistics
(local authority district to CSP to police force area), under the Open Government Licence v3.0: contains National
Statistics data © Crown copyright and database right. Airports are no partnerships in it. A force is named as
data.police.uk names it.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path

from ossp_pipeline.errors import UsageError

_LIST = Path(__file__).with_name("partnerships.csv")
_SHOWN = 12


@dataclass(frozen=True)
class Partnership:
    """One partnership. `districts`: code and name of each district that it lies in, or that lies in it."""

    csp_code: str
    csp_name: str
    districts: tuple[tuple[str, str], ...]
    force_code: str
    force_name: str
    police_force: str

    @property
    def force_slug(self) -> str:
        """The force as data.police.uk writes it in names of files, such as avon-and-somerset."""
        name = " ".join(reversed(self.force_name.split(", ")))  # London, City of
        return name.removesuffix(" Police").replace("&", "and").replace(" ", "-").lower()

    @property
    def label(self) -> str:
        """For lists: its name, code and force."""
        return f"{self.csp_name} ({self.csp_code}, {self.police_force})"


@cache
def partnerships() -> tuple[Partnership, ...]:
    """All of them, by code."""
    with _LIST.open(encoding="utf-8", newline="") as handle:
        return tuple(
            Partnership(
                csp_code=row["csp_code"],
                csp_name=row["csp_name"],
                districts=tuple(zip(row["district_codes"].split(";"), row["district_names"].split(";"), strict=True)),
                force_code=row["force_code"],
                force_name=row["force_name"],
                police_force=row["police_force"],
            )
            for row in csv.DictReader(handle)
        )


def matching(text: str) -> list[Partnership]:
    """The partnerships of this name or code; without one, those whose name or code begins so."""
    wanted = text.strip().casefold()
    exact = [item for item in partnerships() if wanted in _names(item)]
    return exact or [item for item in partnerships() if any(name.startswith(wanted) for name in _names(item))]


def find_partnership(text: str) -> Partnership:
    """The one partnership that is meant. Raises UsageError, which lists those that it may be."""
    found = matching(text)
    if len(found) == 1:
        return found[0]
    if found:
        message = f"“{text}” may be one of {len(found)} partnerships: {_listed(found)}"
        raise UsageError("E-AREA", message, "name one of them, by its code or its whole name")
    names = {name: item for item in partnerships() for name in _names(item)}
    near = [names[name] for name in get_close_matches(text.strip().casefold(), names, n=3)]
    hint = f"did you mean {_listed(near)}?" if near else "see the list of partnerships of your force"
    raise UsageError("E-AREA", f"there is no partnership “{text}” in England or Wales", hint)


def _names(item: Partnership) -> set[str]:
    """What it is known by: its own name and code, and those of its districts."""
    own = {item.csp_code.casefold(), item.csp_name.casefold()}
    return own | {part.casefold() for district in item.districts for part in district}


def _listed(found: Sequence[Partnership]) -> str:
    more = f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
    return "; ".join(item.label for item in found[:_SHOWN]) + more
