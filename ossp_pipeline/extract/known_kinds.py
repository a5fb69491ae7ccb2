"""Files of a kind that is known by its header and not taken, because no figure needs what it says of people."""

import re

from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.contracts.records import NotTaken
from ossp_pipeline.errors import DeliveryRefused
from ossp_pipeline.extract.readers.file_kinds import ZIP
from ossp_pipeline.extract.readers.tables import open_tables
from ossp_pipeline.extract.record_files import first_line


def known_kind(content: bytes, feed: Feed) -> NotTaken | None:
    """Of which such kind a file is; None for any other."""
    lines = _first_lines(content, feed) if feed.not_taken else []
    return next((kind for kind in feed.not_taken for line in lines if re.fullmatch(kind.first_line, line)), None)


def _first_lines(content: bytes, feed: Feed) -> list[str]:
    """The first line of a text, or of each sheet of a workbook."""
    if not content.startswith(ZIP):
        return [first_line(content)]
    try:
        with open_tables(content, feed) as tables:
            return [",".join(rows[0]) for rows in tables.first_rows.values() if rows]
    except DeliveryRefused:
        return []
