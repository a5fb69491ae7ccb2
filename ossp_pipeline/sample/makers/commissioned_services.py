"""Outcomes of an employment programme in the borough, as its end-of-service reports say. Every person is invented."""

from collections.abc import Iterator
from datetime import timedelta

from ossp_pipeline.contracts.period import Period
from ossp_pipeline.feeds.commissioned_services import FEED
from ossp_pipeline.layouts.commissioned_services import EMPLOYMENT
from ossp_pipeline.sample.answers import Draft, draft_from_columns
from ossp_pipeline.sample.draws import chance, draw, generator
from ossp_pipeline.sample.span import quarter, quarters

# Reports in a quarter, and how many people have the report of a second referral in it.
_REPORTS = 74
_SECOND = 0.06
# A referral has one of the outcomes about beginning, and may have another.
_WITH_ANOTHER = 0.4
_LEVELS = {"ACHIEVED": 46, "PARTIALLY_ACHIEVED": 22, "NOT_ACHIEVED": 32}
# The service worded its outcomes anew in April 2025; referrals from before kept the old words.
_NEW_WORDS = quarter("2025-26Q1")
_OLD = (
    "Service Users obtain suitable training, education and employment.",
    {
        "Service Users maintain suitable training, education and employment.": 1,
        "Service User overcomes barriers to obtaining/maintaining suitable training, education and employment.": 3,
    },
)
_NEW = (
    "Service User commences suitable Education, Training & Employment.",
    {
        "Service User maintains suitable Education, Training & Employment.": 1,
        "Service User increases their employability.": 3,
    },
)


def drafts() -> Iterator[Draft]:
    """Every quarter."""
    yield from map(_quarter, quarters())


def next_version() -> Draft:
    """The newest quarter, sent again."""
    return _quarter(quarters()[-1], 2)


def _quarter(period: Period, version: int = 1) -> Draft:
    """One quarter's reports, the outcomes of a referral one after another."""
    rng = generator(FEED.name, period)
    size = int(rng.poisson(_REPORTS))
    people = [f"V{number:06d}" for number in (1 + rng.choice(900_000, size, replace=False)).tolist()]
    for place in range(1, size):
        if rng.random() < _SECOND:
            people[place] = people[place - 1]
    days = sorted((period.start + timedelta(days=day)).isoformat() for day in rng.integers(0, 90, size).tolist())
    is_new = chance(rng, 0.2 if period.start < _NEW_WORDS.end else 0.8, size) & (period.start >= _NEW_WORDS.start)
    has_another = chance(rng, _WITH_ANOTHER, size).tolist()
    rows = []
    for place in range(size):
        begun, others = _NEW if is_new[place] else _OLD
        wanted = [begun, *(draw(rng, others, 1).tolist() if has_another[place] else [])]
        levels = draw(rng, _LEVELS, len(wanted)).tolist()
        referral = f"qx{period.start:%Y%m}-0000-4000-8000-{place:012d}"
        rows += [
            (referral, people[place], EMPLOYMENT, days[place], *outcome) for outcome in zip(wanted, levels, strict=True)
        ]
    cells = (list(column) for column in zip(*rows, strict=True))
    columns = dict(zip(FEED.headings, cells, strict=True))
    return draft_from_columns(FEED, period, f"commissioned-services-{period}-v{version}.csv", columns)
