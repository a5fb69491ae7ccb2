"""Weights of harm by offence code, in two editions. All invented."""

from collections.abc import Iterator

from ossp_pipeline.contracts.period import Period
from ossp_pipeline.feeds.crime_severity_weights import FEED
from ossp_pipeline.sample.answers import Draft, draft_from_columns, version_suffix
from ossp_pipeline.sample.offences import offences
from ossp_pipeline.sample.span import year

_EDITIONS = (year("2016"), year("2024"))
_GROUP_WEIGHTS = {
    "Violence against the person": 120.0,
    "Sexual offences": 900.0,
    "Robbery": 990.0,
    "Theft offences": 60.0,
    "Criminal damage and arson": 30.0,
    "Drug offences": 90.0,
    "Possession of weapons offences": 110.0,
    "Public order offences": 25.0,
    "Miscellaneous crimes against society": 60.0,
}
_WEIGHTS = {"1/4.1/4.10/4.2": 7800.0, "46": 13.0, "39": 87.0, "28E": 560.0, "105A": 13.0, "10D": 71.0, "92E": 1.5}


def drafts() -> Iterator[Draft]:
    """Both editions."""
    yield from map(_edition, _EDITIONS)


def next_version() -> Draft:
    """The newest edition, published again."""
    return _edition(_EDITIONS[-1], 2)


def _edition(edition: Period, version: int = 1) -> Draft:
    """Weights of every offence code that is not fraud."""
    factor = 1.0 if edition == _EDITIONS[-1] else 0.9
    columns: dict[str, list[str]] = {"offence_code": [], "weight": []}
    for code, row in offences().items():
        weight = _WEIGHTS.get(code, _GROUP_WEIGHTS.get(row["offence_group"]))
        if weight is not None:
            columns["offence_code"].append(code)
            columns["weight"].append(f"{weight * factor:.4f}")
    name = f"crime-severity-weights-{edition}{version_suffix(version)}.csv"
    return draft_from_columns(FEED, edition, name, columns)
