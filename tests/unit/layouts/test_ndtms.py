"""Submissions as Data Set K: what it has beside Data Set J is dropped, and no row is counted twice for it."""

import csv
import io
from collections.abc import Iterable

import pytest

from ossp_pipeline.contracts.area import Area
from ossp_pipeline.contracts.period import parse_period
from ossp_pipeline.errors import DeliveryRefused
from ossp_pipeline.extract.code_lists import read_code_lists
from ossp_pipeline.extract.conform import ConformResult, FileContext, conform
from ossp_pipeline.extract.published import with_nearest
from ossp_pipeline.feeds.substance_treatment import FEED
from ossp_pipeline.layouts.ndtms import ADDED_BY_K
from ossp_pipeline.settings import SEEDS

HOME = Area(codes=frozenset({"E08999999"}), force=None)
QUARTER = parse_period(FEED.cadence, "2023-24Q4")


def cells(number: int, **changes: str) -> dict[str, str]:
    """A row of the example, with what K adds."""
    return FEED.example.cells(FEED.headings, number) | dict.fromkeys(ADDED_BY_K, "NA") | changes


def written(rows: Iterable[dict[str, str]], headings: Iterable[str] = (*FEED.headings, *ADDED_BY_K)) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(headings), extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def landed(content: bytes) -> ConformResult:
    result = conform(content, FEED, FileContext(QUARTER, HOME, read_code_lists(SEEDS), bytes(32), bytes(32)))
    assert result.accounting.balanced
    return result


def test_a_submission_as_data_set_k_lands_as_one_as_data_set_j_does() -> None:
    rows = [cells(1), cells(2)]
    as_k, as_j = landed(written(rows)), landed(written(rows, FEED.headings))
    assert as_k.accepted.equals(as_j.accepted)
    assert as_k.accounting.accepted == 2
    assert (as_k.notes, as_j.notes) == (("read as a submission as Data Set K",), ())


def test_rows_that_differ_in_a_review_alone_count_once() -> None:
    """Of one intervention K has a row for each review: they would be two rows of one key, and both rejected."""
    result = landed(written([cells(1, SUBMID="1"), cells(1, SUBMID="2"), cells(2)]))
    assert (result.accounting.accepted, result.accounting.duplicate, result.accounting.rejected) == (2, 1, 0)


def test_columns_come_in_any_order_and_rows_keep_their_lines() -> None:
    headings = (*ADDED_BY_K, *reversed(FEED.headings))
    result = landed(written([cells(1), cells(2, DRUG1="1999")], headings))
    assert result.rejects.to_pylist() == [
        {"line": 3, "column": "DRUG1", "rule": "substance_treatment.main_substance.allowed"}
    ]


def test_a_data_set_k_that_lacks_a_field_is_refused_with_its_name() -> None:
    """Left out without a word, the field would be blank for everybody."""
    content = written([cells(1)], [name for name in (*FEED.headings, *ADDED_BY_K) if name != "DISRSN"])
    with pytest.raises(DeliveryRefused) as caught:
        landed(content)
    assert "DISRSN" in with_nearest(caught.value, content, FEED).message
