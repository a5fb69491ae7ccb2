"""The settings of an installation from before the partnership folder, with those that are new since then. Pure."""

import json
import tomllib
from dataclasses import fields
from pathlib import Path
from typing import Any

from ossp_pipeline.partnership.areas import matching
from ossp_pipeline.settings import CONFIG, SHIPPED_PARTNERSHIP, Settings

# An area's own: there is no usual value.
_AREAS_OWN = ("area", "area_name", "police_force")
_EMPTY = ("approvers", "organisation", "accessibility_contact", "accessibility_prepared", "postgres")
_WHOLE_TERM = "whole term"
_ADDED = "\n# New since the partnership folder: the usual values, to be looked at.\n"


def complete_settings(text: str) -> tuple[str, list[str]]:
    """The text of a settings file with what is new, and what a person has to decide.

    Raises ValueError, in words, for a file that cannot be understood.
    """
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{CONFIG} cannot be read: {error}") from None
    if problem := _problem(given):
        raise ValueError(f"{CONFIG}: {problem}")
    added = {name: value for name, value in _usual().items() if name not in given}
    lines = "".join(f"{name} = {json.dumps(value, ensure_ascii=False)}\n" for name, value in added.items())
    decide = [f"look at the new settings: {', '.join(added)}"] if added else []
    if "grant_amounts" in added:
        decide.append(
            f"an amount of a grant of several years counts for the whole term, as it did before: set grant_amounts to "
            f"“each year” where each year has it, instead of “{_WHOLE_TERM}”"
        )
    return f"{text.rstrip()}\n{_ADDED if added else ''}{lines}", decide


def is_stockport(text: str) -> bool:
    """Whether a settings file is about the area whose facts the project ships."""
    shipped = tomllib.loads((SHIPPED_PARTNERSHIP / CONFIG).read_text(encoding="utf-8"))["area"]
    (partnership,) = matching(shipped)
    return tomllib.loads(text)["area"] in (shipped, partnership.csp_code)


def _problem(given: dict[str, Any]) -> str:
    known = {field.name: field.type for field in fields(Settings)}
    if unknown := [name for name in given if name not in known]:
        return f"there is no setting “{unknown[0]}”: remove it, or correct its spelling"
    if missing := [name for name in _AREAS_OWN if name not in given]:
        return f"“{missing[0]}” is not set"
    relative = [name for name in given if known[name] is Path and not Path(str(given[name])).is_absolute()]
    return f"“{relative[0]}” is seen from the file, which moves: write the whole path" if relative else ""


def _usual() -> dict[str, Any]:
    """What an installation has that says nothing else; grants of several years were one amount for the whole term."""
    shipped = tomllib.loads((SHIPPED_PARTNERSHIP / CONFIG).read_text(encoding="utf-8"))
    usual = {name: value for name, value in shipped.items() if name not in _AREAS_OWN}
    return usual | dict.fromkeys(_EMPTY, "") | {"grant_amounts": _WHOLE_TERM}
