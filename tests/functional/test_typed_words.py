"""Words that leads typed, from a delivered file to every file of the release: personal details stay inside."""

import pyarrow.parquet as pq
import pytest

from tests.functional.marker_scan import find_markers
from tests.functional.sent_again import NUMBER, TYPED, UNSIGNED

pytestmark = pytest.mark.slow


def test_no_file_of_a_release_holds_details_or_words_that_nobody_signed(sent_again):
    """Leads wrote telephone numbers into all they signed, and a word into a return nobody signed."""
    release = sent_again.release
    assert find_markers(release.folder, [NUMBER, NUMBER.replace(" ", ""), UNSIGNED]) == []
    for column, table in TYPED.values():
        words = pq.read_table(release.folder / "tables" / f"{table}.parquet")[column].to_pylist()
        told = [text for text in words if text and text.startswith("Not shown: it seems to hold a telephone number")]
        assert told, table
