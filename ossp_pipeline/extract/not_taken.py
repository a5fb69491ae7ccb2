"""What lies in the inbox and is not taken, a sentence each: what it is, and what to do about it."""

from collections import defaultdict

from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.extract.connectors.folder import Left, Reason, kinds_of, list_inbox
from ossp_pipeline.extract.mapping.stated import all_with_mappings
from ossp_pipeline.extract.receive import printable_name, shown_name
from ossp_pipeline.feeds.registry import received_feeds
from ossp_pipeline.settings import Settings

_MOST_NAMES = 5
# Where the name may be about a person; of “Qx.Name”, the suffix too.
_UNNAMED = "a file whose name is not shown"


def not_taken(settings: Settings) -> list[str]:
    """Everything in the inbox that no refresh takes: in no feed's folder, or no delivery of its feed."""
    return _misplaced(settings) + _left(settings)


def _misplaced(settings: Settings) -> list[str]:
    """What lies where nothing is taken from. Hidden files are the machine's own."""
    if not settings.inbox.is_dir():
        return []
    lying = [path for path in sorted(settings.inbox.iterdir()) if not path.name.startswith(".")]
    files = [path.name for path in lying if path.is_file()]
    folders = [path for path in lying if path.is_dir() and path.name not in settings.received_feeds]
    names = files + [f"{path.name}/" for path in folders if any(path.iterdir())]
    remedy = "it belongs into the folder of one of the `feeds` of ossp.toml"
    return [f"{printable_name(name)} in the inbox is not taken: {remedy}" for name in names]


def _left(settings: Settings) -> list[str]:
    """What lies in the folder of a feed and stays there: the files of a feed with one reason are one sentence."""
    feeds = {feed.name: feed for feed in all_with_mappings(received_feeds(settings), settings)}
    groups: dict[tuple[str, str], list[str]] = defaultdict(list)
    for item in list_inbox(settings, feeds.values(), wait=False).left:
        feed = feeds[item.feed]
        groups[item.feed, _explain(item, feed)].append(_name_of(item, feed))
    return [
        f"{_listed(names)} in the inbox of {feed} {'is' if len(names) == 1 else 'are'} not taken: {reason}"
        for (feed, reason), names in groups.items()
    ]


def _explain(item: Left, feed: Feed) -> str:
    if item.reason is Reason.KIND:
        return f"{item.reason} ({', '.join(kinds_of(feed))})"
    return item.reason.format(printable_name(item.checksum))


def _name_of(item: Left, feed: Feed) -> str:
    """The file's name, unless it may be about a person."""
    name = item.path.name
    is_agreed = feed.read_file_name(name) is not None
    return name if is_agreed else shown_name(name, _UNNAMED, feed)


def _listed(names: list[str]) -> str:
    """The names, or the first of many."""
    more = f" and {len(names) - _MOST_NAMES:,} more" if len(names) > _MOST_NAMES else ""
    return ", ".join(names[:_MOST_NAMES]) + more
