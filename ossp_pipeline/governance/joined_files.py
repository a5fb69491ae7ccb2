"""Archives of files that are joined, for those who look in them for a person."""

from ossp_pipeline.contracts.column import Column, Sensitivity, dropped_columns
from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.errors import DeliveryRefused
from ossp_pipeline.extract.readers.archive import read_members


def joined_members(content: bytes, feed: Feed) -> dict[str, bytes]:
    """The files of an archive of a feed that is joined from several; empty for any other file, and a damaged one."""
    try:
        return read_members(content, feed.largest_file) if feed.join else {}
    except DeliveryRefused:
        return {}


def link_columns(feed: Feed) -> tuple[Column, ...]:
    """The columns that rows are linked by, as they stand in the files: the contract need not have them."""
    return dropped_columns(*(feed.join.linked if feed.join else ()), sensitivity=Sensitivity.IDENTIFYING)
