"""The numbers of the certificate are counted from the rules that it prints, and add up."""

import re
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ossp_pipeline.contracts.outcome import Status
from ossp_pipeline.gate.certificate_page import certificate_page

STATUSES = st.lists(st.sampled_from([str(status) for status in Status]), max_size=12)


def certificate(statuses: list[str]) -> dict[str, Any]:
    rules = [
        {"rule": f"table.column.rule_{at}", "status": status, "severity": "hold", "detail": "seen"}
        for at, status in enumerate(statuses)
    ]
    empty: dict[str, Any] = {name: [] for name in ("waived", "confirmed", "set_aside", "warnings", "reasons")}
    return {"verdict": "publish", "rules": rules, **empty}


@given(STATUSES)
def test_what_the_certificate_counts_is_what_it_lists_and_adds_up(statuses):
    page = certificate_page(certificate(statuses))
    counted = re.search(r"Of (\d+) rules (\d+) passed, (\d+) failed,\s+(\d+) could not be evaluated", page)
    assert counted is not None
    whole, *parts = map(int, counted.groups())
    listed = re.findall(r"<td>(passed|failed|errored)</td>", page)
    assert whole == sum(parts) == len(listed) == len(statuses)
    assert parts == [listed.count(status) for status in ("passed", "failed", "errored")]
