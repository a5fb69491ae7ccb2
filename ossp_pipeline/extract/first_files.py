"""What has to come before anything can be built: said in seconds, instead of after minutes and with many reasons."""

from collections.abc import Iterable, Mapping

from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.errors import UsageError
from ossp_pipeline.extract.intake import delivered_feeds
from ossp_pipeline.extract.not_taken import not_taken
from ossp_pipeline.extract.raw_store import Selection
from ossp_pipeline.feeds.registry import FEEDS
from ossp_pipeline.settings import Settings

# Without these no row has a place, and no figure a rate.
NEEDED_FIRST = ("area_lookup", "population")


def require_delivery(settings: Settings) -> None:
    """Raise UsageError, with what to fetch, while no file was delivered of what is needed first."""
    delivered = delivered_feeds(settings)
    if not delivered:
        wanted = _wanted(settings, [FEEDS[name] for name in NEEDED_FIRST])
        invented = ", or run `ossp sample` for invented files" if settings.is_shipped else ""
        raise UsageError("E-NOTHING", _with_misplaced(settings, "nothing was delivered yet"), wanted + invented)
    _require([name for name in NEEDED_FIRST if name not in delivered], settings)


def require_first(settings: Settings, selections: Mapping[str, Selection]) -> None:
    """Raise UsageError, with what to fetch, where nothing landed of what is needed first.

    A file that came and was refused is named by the gate, with what is wrong in it.
    """
    missing = [name for name in NEEDED_FIRST if not selections[name].used]
    if not any(selections[name].outstanding for name in missing):
        _require(missing, settings)


def _require(missing: list[str], settings: Settings) -> None:
    if missing:
        message = f"nothing can be placed or compared yet without {' and '.join(missing)}"
        wanted = _wanted(settings, [FEEDS[name] for name in missing])
        raise UsageError("E-FIRST", _with_misplaced(settings, message), wanted)


def _wanted(settings: Settings, feeds: Iterable[Feed]) -> str:
    """What to fetch of these feeds, from whom, and where it belongs."""
    return "drop " + "; ".join(
        f"{feed.title.lower()} from {feed.supplier}, such as {' and '.join(feed.file_names)}, "
        f"into {settings.inbox / feed.name}"
        for feed in feeds
    )


def _with_misplaced(settings: Settings, message: str) -> str:
    """The message, with what lies in the inbox where nothing is taken from: perhaps it is what is missing."""
    return "; ".join([message, *not_taken(settings)])
