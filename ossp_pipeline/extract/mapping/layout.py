"""A supplier's own layout as a contract by which the rows of its files are split."""

from dataclasses import replace

from ossp_pipeline.contracts.column import Column, Sensitivity
from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.contracts.mapping import Mapping

# What programs write in Britain, whatever the contract of the agreed layout says.
_ENCODINGS = ("utf-8", "cp1252")


def layout_of(mapping: Mapping, feed: Feed) -> Feed:
    """The supplier's own layout, as a contract to split rows by: its columns are text, and others are not read."""
    columns = tuple(
        Column(heading=theirs, name=column_of(ours, feed).name, sensitivity=Sensitivity.RESTRICTED)
        for theirs, ours in mapping.headings
    )
    return Feed(
        name=feed.name,
        title=feed.title,
        supplier=mapping.supplier,
        basis=feed.basis,
        cadence=feed.cadence,
        lag_days=feed.lag_days,
        subject=feed.subject,
        grain=feed.grain,
        key=(),
        columns=columns,
        file_pattern=feed.file_pattern,
        extra_columns="ignored",
        encodings=_ENCODINGS,
        longest_cell=feed.longest_cell,
        largest_file=feed.largest_file,
    )


def plain_text(feed: Feed) -> Feed:
    """The feed, as far as it says how the text of a supplier's own file is read."""
    return replace(feed, encodings=_ENCODINGS, workbook=None, geojson=None)


def column_of(heading: str, feed: Feed) -> Column:
    """The column of the contract with this heading."""
    return next(column for column in feed.columns if column.heading == heading)
