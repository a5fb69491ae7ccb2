"""What a refresh says about files that stayed in the inbox."""

from pathlib import Path

from ossp_pipeline.cli.next_steps import unfinished_arrivals
from ossp_pipeline.extract.gather import Waiting
from ossp_pipeline.extract.intake import Intake


def test_files_that_stayed_in_the_inbox_are_named_with_what_they_wait_for() -> None:
    intake = Intake(arriving=[Path("inbox/a.csv")], waiting=[Waiting(["b.csv", "c.csv"], "put beside it d.csv")])
    assert unfinished_arrivals(intake, "refresh again later") == [
        "a.csv is still arriving: refresh again later",
        "b.csv, c.csv waits in the inbox: put beside it d.csv",
    ]
