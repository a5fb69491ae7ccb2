"""The quarantine: rejected rows of the deliveries in use, by period and rule, and the unknown codes among them."""

from collections import Counter
from dataclasses import dataclass

from ossp_pipeline.contracts.delivery import Delivery
from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.deliveries.cells import rejected_cells
from ossp_pipeline.deliveries.codes import known_codes, nearest_code
from ossp_pipeline.extract.raw_store import RawStore, select_deliveries
from ossp_pipeline.settings import Settings

_UNKNOWN_CODE = ".allowed"


@dataclass(frozen=True)
class BrokenRule:
    """A rule that rejected rows of a delivery. A row that breaks several rules counts under each.

    meaning  what must hold, in words
    """

    feed: str
    period: str
    file: str
    rule: str
    rows: int
    meaning: str


@dataclass(frozen=True)
class UnknownCode:
    """A value that is not agreed for its column.

    code     as the supplier writes it; None for all those that are not shown, because they may be about a person
    rows     how many rows hold it
    nearest  the agreed value that comes nearest, with its label where it has another; None where none comes near
    mapping  the mapping that read it; "" for an agreed or published layout
    """

    feed: str
    heading: str
    code: str | None
    rows: int
    nearest: str | None
    mapping: str = ""


def deliveries_with_faults(settings: Settings, feed: Feed) -> list[Delivery]:
    """The deliveries in use that have rejected rows, by period; rows without consent are no fault."""
    used = select_deliveries(RawStore(settings.raw).deliveries(feed.name), first=None).used
    return [item for item in used if _faults(item, feed)]


def broken_rules(settings: Settings, feed: Feed) -> list[BrokenRule]:
    """What is in quarantine of a feed, by period and rule."""
    words = feed.row_rules()
    return [
        BrokenRule(feed.name, str(item.receipt.period), item.receipt.file_name, rule, rows, words.get(rule, rule))
        for item in deliveries_with_faults(settings, feed)
        for rule, rows in _faults(item, feed).items()
    ]


def unknown_codes(settings: Settings, feed: Feed) -> list[UnknownCode]:
    """The values that are not agreed for their column, most frequent first, with the nearest that is."""
    counts: Counter[tuple[str, str | None, str]] = Counter()
    for delivery in deliveries_with_faults(settings, feed):
        if any(rule.endswith(_UNKNOWN_CODE) for rule in delivery.broken):
            cells = rejected_cells(settings, feed, delivery)
            unknown = [cell for cell in cells if cell.rule.endswith(_UNKNOWN_CODE)]
            counts.update((cell.heading, cell.value, delivery.mapping) for cell in unknown)
    return [
        UnknownCode(feed.name, heading, code, rows, _suggestion(feed, heading, code), mapping)
        for (heading, code, mapping), rows in counts.most_common()
    ]


def likely_causes(settings: Settings, feed: Feed) -> list[str]:
    """What was noted while files with rejected rows were read, which is often why: file and note."""
    return [
        f"{item.receipt.file_name}: {note}" for item in deliveries_with_faults(settings, feed) for note in item.notes
    ]


def _faults(delivery: Delivery, feed: Feed) -> dict[str, int]:
    return {rule: rows for rule, rows in delivery.broken.items() if rule != feed.consent_rule}


def _suggestion(feed: Feed, heading: str, code: str | None) -> str | None:
    column = next((item for item in feed.columns if item.heading == heading), None)
    if column is None or code is None:
        return None
    known = known_codes(column)
    nearest = nearest_code(code, known)
    if nearest is None:
        return None
    return nearest if known[nearest] in ("", nearest) else f"{nearest} ({known[nearest]})"
