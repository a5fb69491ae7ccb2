"""What a refresh says about files that stayed in the inbox, and about deliveries that no figure counts."""

from dataclasses import replace
from pathlib import Path

from ossp_pipeline.cli.next_steps import early_deliveries, unfinished_arrivals
from ossp_pipeline.extract.gather import Waiting
from ossp_pipeline.extract.intake import Intake
from ossp_pipeline.feeds.registry import FEEDS
from ossp_pipeline.transform.plan import Plan
from tests.unit.gate.rules.deliveries import NOTHING, delivery


def test_files_that_stayed_in_the_inbox_are_named_with_what_they_wait_for() -> None:
    intake = Intake(arriving=[Path("inbox/a.csv")], waiting=[Waiting(["b.csv", "c.csv"], "put beside it d.csv")])
    assert unfinished_arrivals(intake, "refresh again later") == [
        "a.csv is still arriving: refresh again later",
        "b.csv, c.csv waits in the inbox: put beside it d.csv",
    ]


def test_deliveries_from_before_the_history_are_named_as_kept_and_not_counted() -> None:
    old = [delivery(FEEDS["police_uk_street"], month) for month in ("2023-03", "2022-12")]
    plan = Plan({}, {"police_uk_street": replace(NOTHING, outside_history=old), "population": NOTHING}, [], "code")
    assert early_deliveries(plan, "2023-04") == [
        "police_uk_street: 2 delivery(s) from 2022-12 to 2023-03 kept and not counted, as the history is shown from "
        "2023-04 (`history_from` in ossp.toml)"
    ]
