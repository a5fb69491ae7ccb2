"""Who sends each feed here: the name in the partnership folder, or else the role that the feed itself states."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.feeds.registry import FEEDS


def feeds_here(suppliers: Iterable[Mapping[str, Any]]) -> dict[str, Feed]:
    """Every feed by name, each from whom it comes here.

    suppliers  the sound rows of suppliers.csv
    """
    named = {row["feed"]: row["supplier"] for row in suppliers}
    return {name: replace(feed, supplier=named.get(name, feed.supplier)) for name, feed in FEEDS.items()}
