"""What a suite judges: the rows of a feed, with the period each came in, or a published table's own file."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.extract.raw_store import ACCEPTED
from ossp_pipeline.gate.rules.suites import Suite, read_suite
from ossp_pipeline.transform.tables import literal


@dataclass(frozen=True)
class Subject:
    """A table under judgement: its suite, the query that gives its rows, and whether the rows are about people."""

    suite: Suite
    query: str
    personal: bool


def feed_subject(feed: Feed, files: list[Path]) -> Subject:
    """A feed's accepted rows, from these files."""
    # `<period>.<hash>.parquet` in a build, `<period>.<hash>-<fingerprint>/accepted.parquet` in the raw layer.
    place = -2 if files[0].name == ACCEPTED else -1
    period = f"split_part(split_part(filename, '/', {place}), '.', 1)"
    listed = ", ".join(literal(path.as_posix()) for path in files)
    query = f"select * exclude (filename), {period} as period from read_parquet([{listed}], filename = true)"
    return Subject(read_suite("raw", feed.name), query, feed.personal)


def table_subject(table: str, file: Path, small_count: int, absent: Collection[str] = ()) -> Subject:
    """A published table, from the very file that would go out.

    absent  facts in which nothing is stated yet, and feeds that are not collected here
    """
    suite = read_suite("release", table, {"small_count": small_count}).where_absent(absent)
    return Subject(suite, f"select * from read_parquet({literal(file.as_posix())})", personal=False)
