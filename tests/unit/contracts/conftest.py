"""The smallest valid contract. Each test changes one part of it."""

from dataclasses import replace
from typing import Any

from ossp_pipeline.contracts.column import Column, Kind, Sensitivity
from ossp_pipeline.contracts.feed import Feed, Subject
from ossp_pipeline.contracts.period import Cadence


def column(name: str = "a", **changes: Any) -> Column:
    """A plain text column; its heading is its name in capitals."""
    return Column(**{"heading": name.upper(), "name": name, "sensitivity": Sensitivity.OPEN, **changes})


def feed(**changes: Any) -> Feed:
    """A monthly feed of a text and a number."""
    smallest = Feed(
        name="small",
        title="Small",
        supplier="Nobody",
        basis="None",
        cadence=Cadence.MONTH,
        lag_days=20,
        subject=Subject.EVENTS,
        grain="one row",
        key=("a",),
        file_pattern=r"small-(?P<period>\d{4}-\d{2})(?:-(?P<part>[a-z]+))?(?:-v(?P<version>\d+))?\.csv",
        columns=(column("a"), column("b", kind=Kind.INTEGER)),
    )
    return replace(smallest, **changes)
