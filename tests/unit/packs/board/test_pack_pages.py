"""The first pages of the board's report: whatever stands on the first, the summary begins on the second."""

from datetime import date

import pytest

from ossp_pipeline.packs.board.writing import REPORT
from tests.packed import printed_pages, squeezed
from tests.unit.site.boards import measure, quarter, whole

pytestmark = pytest.mark.slow

EARLIER = {"period": "2025-26Q3", "period_start_date": date(2025, 10, 1), "period_end_date": date(2025, 12, 31)}


@pytest.mark.parametrize("priorities", [1, 25, 26, 27, 30, 80])
@pytest.mark.parametrize("shown_quarter", ["2025-26Q3", "2025-26Q4"])
def test_the_contents_and_what_it_was_made_from_leave_the_second_page_to_the_summary(
    pack_of, priorities, shown_quarter
):
    rows = whole()
    rows["dim_periods"].append({**quarter(), **EARLIER})
    rows["dim_measures"] += [
        measure(f"m{index}", title=f"Measure {index}", priority=f"Priority number {index}")
        for index in range(priorities)
    ]
    first, second, *_ = printed_pages((pack_of(rows, shown_quarter) / REPORT).read_bytes())
    assert squeezed("Contents") in first and squeezed("How to read this") in first
    assert squeezed("Made from release") in first
    assert (squeezed("This is an earlier quarter") in first) == (shown_quarter == "2025-26Q3")
    assert squeezed("Summary") in second and squeezed("What is going well") in second
