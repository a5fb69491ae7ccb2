"""Files are read in a child process: the same rows as here, and one that needs too much stops no other."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

import numpy as np
import pytest

from ossp_pipeline.contracts.delivery import State
from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.contracts.layout import Layout, Table, TidyRow
from ossp_pipeline.errors import DeliveryRefused
from ossp_pipeline.extract import delivered
from ossp_pipeline.extract.conform import read_delivered
from ossp_pipeline.extract.delivered import members_of, part_in, periods_of, read_rows_of
from ossp_pipeline.extract.published import identify, part_of
from ossp_pipeline.extract.readers.archive import read_members, write_archive
from ossp_pipeline.feeds.registry import FEEDS
from tests.faults.content.conftest import NAMES, csv_file, good_rows
from tests.unit.extract.conftest import FEED, MARCH, Store, context_of
from tests.unit.extract.hostile_work import fail_on_rows, give_rows_without_end, never_give_rows, take_all_memory

Tidy = Callable[[Iterable[Table], str], Iterator[TidyRow]]

# Notes, a row with a field too many, a blank line, and a quoted line end: everything that is handed over.
TEXT = b'\xef\xbb\xbfB,A,C\n1,x,home\n2,y,home,more\n\n3,"a\nb",home\n'


# More text than is kept as text: columns are dictionaries then.
LARGE = TEXT + b"".join(b"4,%06d%s,home\n" % (number, b"z" * 1_900) for number in range(17_000))


@pytest.mark.parametrize("text", [TEXT, LARGE], ids=["as text", "as dictionaries"])
def test_rows_are_those_that_are_read_here(text: bytes) -> None:
    there, their_notes = read_rows_of(text, FEED, MARCH)
    here, our_notes = read_delivered(text, FEED, MARCH)
    assert there.table.equals(here.table) and there.table.schema == here.table.schema
    assert np.array_equal(there.lines, here.lines) and there.lines.dtype == here.lines.dtype
    assert (there.broken, there.received, there.notes) == (here.broken, here.received, here.notes)
    assert their_notes == our_notes == ("byte order mark removed",)


def laid_out(tidy: Tidy) -> Feed:
    """A feed whose rows this function makes."""
    layout = Layout(name="a layout", file_name="a.csv", headings=("A",), tidy=tidy)
    return replace(FEED, layouts=(layout,), largest_file=1_000_000)


@pytest.mark.parametrize("feed_name", FEEDS)
def test_periods_are_those_that_are_seen_here(feed_name: str) -> None:
    feed, content = FEEDS[feed_name], csv_file(feed_name, good_rows(feed_name))
    for name in (NAMES[feed_name], "other.csv"):
        assert periods_of(content, name, feed) == identify(content, name, feed)


def test_files_of_an_archive_are_those_that_are_read_here() -> None:
    lookup = FEEDS["area_lookup"]
    archive = write_archive({"a.csv": b"1\n", "empty.csv": b"", "b.csv": bytes(range(256))})
    assert members_of(archive, lookup) == read_members(archive, 1_000)
    assert members_of(b"no archive", lookup) == {}
    assert part_in(b"no part", lookup) is part_of(b"no part", lookup) is None


@pytest.mark.parametrize(
    ("tidy", "message"),
    [
        (take_all_memory, "takes more memory than any delivery of its size"),
        (never_give_rows, "takes more processor time than any delivery of its size"),
        (give_rows_without_end, "the rows hold more than 1 MB of text"),
    ],
)
def test_file_beyond_a_limit_is_refused_with_that_limit_and_the_next_one_lands(
    tidy: Tidy, message: str, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivered, "_SECONDS", 1)
    refused = store.land(b"A,B,C\nx,1,home\n", context=context_of(laid_out(tidy)))
    assert refused.refusal is not None and message in refused.refusal["message"]
    assert refused.refusal["code"] in ("E-LIMIT", "E-SIZE") and refused.state is State.REFUSED
    assert store.land(b"A,B,C\nx,1,home\n", version=2).state is State.LANDED


def test_file_on_which_a_reader_breaks_off_is_refused_and_not_quoted(store: Store) -> None:
    refused = store.land(b"A,B,C\nQxsecret,1,home\n", context=context_of(laid_out(fail_on_rows)))
    assert refused.refusal is not None and refused.refusal["code"] == "E-READER"
    assert "(ValueError in hostile_work.py, line " in refused.refusal["message"]
    assert "Qxsecret" not in str(refused)


def test_limit_that_is_met_while_the_nearest_layout_is_sought_is_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivered, "_MEMORY_MB", 1)
    refusal = DeliveryRefused("E-NAME", "the name follows no pattern", "rename it")
    told = delivered.name_nearest(refusal, csv_file("population", good_rows("population")) * 9_000, FEEDS["population"])
    assert told.code == "E-LIMIT"
