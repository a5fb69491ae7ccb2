"""The survey of residents, wave by wave. Figures are invented; the wording is in the manner of the real one."""

from collections.abc import Iterator

from ossp_pipeline.contracts.period import Period
from ossp_pipeline.feeds.resident_survey import FEED
from ossp_pipeline.sample.answers import Draft, Fate
from ossp_pipeline.sample.draws import generator
from ossp_pipeline.sample.span import quarters

_WORDINGS = {
    "feels_safe": ("How safe do you feel in your local area? Very or fairly safe", 0.86),
    "confident_emergency": (
        "How confident are you of getting help from the police in an emergency? Very or fairly",
        0.6,
    ),
    "asb_worse": ("Has anti-social behaviour become worse in your area in twelve months? Yes", 0.34),
    "pulls_together": ("Do people in your area pull together? Definitely or tend to agree", 0.66),
    "worried_violence": ("How worried are you about violent crime in your area? Very or fairly", 0.36),
    "worried_burglary": ("How worried are you about burglary in your area? Very or fairly", 0.47),
    "worried_vehicle_crime": ("How worried are you about vehicle crime in your area? Very or fairly", 0.31),
    "worried_drugs": ("How worried are you about drug use and dealing in your area? Very or fairly", 0.43),
    "worried_asb": ("How worried are you about anti-social behaviour in your area? Very or fairly", 0.63),
}
_SURVEYED = {
    "E08000007": ("Stockport", 305),
    "E08000003": ("Manchester", 310),
    "E47000001": ("Greater Manchester", 3_050),
}


def drafts() -> Iterator[Draft]:
    """One wave a quarter."""
    yield from map(_wave, quarters())


def next_version() -> Draft:
    """The last wave, published again."""
    return _wave(quarters()[-1], 2)


def _wave(period: Period, version: int = 1) -> Draft:
    """One wave: what residents feel and what worries them, in two boroughs and the combined authority."""
    rng = generator(FEED.name, period)
    rows = []
    for code, (name, size) in _SURVEYED.items():
        for indicator, (wording, share) in _WORDINGS.items():
            base = size + int(rng.integers(-15, 16))
            percent = 100 * rng.binomial(base, share) / base
            rows.append([str(period), code, name, indicator, wording, str(base), f"{percent:.1f}", "Y", "1.3"])
    name = f"resident-survey-{period}-v{version}.csv"
    return Draft(FEED, period, name, rows, [Fate.ACCEPTED] * len(rows))
