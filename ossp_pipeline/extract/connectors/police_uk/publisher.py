"""What both ways to data.police.uk share: names of its files, and what a force does not supply."""

from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.contracts.period import Cadence, Period, parse_period
from ossp_pipeline.extract.connectors.connector import State
from ossp_pipeline.feeds import police_uk_outcomes, police_uk_street, stop_and_search

STREET = police_uk_street.FEED
# How data.police.uk names the files of a feed, after the month and the force.
KINDS_OF_FILE = {
    STREET.name: "street",
    police_uk_outcomes.FEED.name: "outcomes",
    stop_and_search.FEED.name: "stop-and-search",
}


def inbox_name(feed: Feed, month: Period, force: str, snapshot: Period) -> str:
    """The name of a file in the inbox: a later snapshot is a higher version."""
    return f"{month}-{force}-{KINDS_OF_FILE[feed.name]}-v{snapshot.start:%Y%m}.csv"


def record_supply(state: State, feed: Feed, force: str, month: Period, is_supplied: bool) -> str:
    """Remember whether a force supplied a month. Returns what it did not, in words; "" where it did."""
    key = f"{feed.name} {month}"
    if is_supplied:
        state.not_supplied.pop(key, None)
        return ""
    words = f"{force} supplied no {KINDS_OF_FILE[feed.name]} data for {month}: no file was made, and no count of zero"
    state.not_supplied[key] = words
    return words


def read_month(text: str) -> Period | None:
    """A month as data.police.uk writes it, also with a day; None for anything else."""
    try:
        return parse_period(Cadence.MONTH, text[:7])
    except ValueError:
        return None


def last_months(last: Period, number: int) -> list[Period]:
    """The last months up to one, oldest first."""
    months = [last]
    while len(months) < number:
        months.insert(0, months[0].previous)
    return months
