"""Files with markers in the place of personal values: sound ones, which come again, and bad ones."""

import csv
from pathlib import Path

from ossp_pipeline.settings import Settings
from tests.functional.markers import MARKED, MARKER, PERSONAL_FEEDS, Rows, planted

SUPERVISION = "probation_supervision"
# Which quarter the bad files say they are of.
BAD = "probation-supervision-2025-26Q1-v{}.csv"


def deliver_marked(delivered: Settings, target: Settings) -> None:
    """The newest file but one of every feed with personal columns comes again, with markers in all of these."""
    for feed in PERSONAL_FEEDS:
        path = sorted((delivered.inbox / feed).glob("*.csv"))[-2]
        rows = rows_of(path)
        assert planted(feed, rows, 5, MARKED) == {MARKED}, feed
        deliver_rows(target.inbox / feed / path.name.replace("-v1", "-v2"), rows)


def deliver_bad(delivered: Settings, target: Settings) -> None:
    """Files that are refused or whose rows are rejected, with a marker wherever one could slip into a message."""
    path = delivered.inbox / SUPERVISION / "probation-supervision-2024-25Q4-v1.csv"
    rows = rows_of(path)
    planted(SUPERVISION, rows, 20, 3)
    rows[20]["Sentence Type"] = f"{MARKER}CODE"
    rows[21]["RoSH"] = f"{MARKER}RISK"
    rows[22]["Home LSOA 2021"] = f"{MARKER}LSOA"
    rows[23]["Event Number"] = f"{MARKER}NUMBER"
    rows[24]["IOM"] = f"{MARKER}FLAG"
    rows[25]["Sentence Date"] = f"{MARKER}DATE"
    rows[26]["Gender"] = f"{MARKER}\u202eGENDER"
    deliver_rows(target.inbox / SUPERVISION / path.name.replace("-v1", "-v2"), rows)
    header = ",".join(rows[0])
    line = f"Z973519,{MARKER}A,{MARKER}B,13/01/1907," + ",".join([f"{MARKER}C"] * 16)
    contents = {
        BAD.format(2): f"{header}\n{line}",
        BAD.format(3): f"{line}\n{line}\n",
        BAD.format(4): header.replace("CRN", f"{MARKER}CRN") + f"\n{line}\n",
        BAD.format(5): f'{header}\n"{line}\n',
        BAD.format(6): f"{header}\n{line}{'x' * 5000}\n",
        BAD.format(7): f"{header}\n{line},extra{MARKER}\n",
        f"{MARKER} supervision list.csv": f"{header}\n{line}\n",
    }
    for name, content in contents.items():
        (target.inbox / SUPERVISION / name).write_text(content, encoding="utf-8")


def answer_bad(delivered: Settings, target: Settings) -> None:
    """The quarter that they say they are of comes as it first came, but for the order of its rows: as other bytes."""
    rows = rows_of(delivered.inbox / SUPERVISION / BAD.format(1))
    deliver_rows(target.inbox / SUPERVISION / BAD.format(8), rows[::-1])


def rows_of(path: Path) -> Rows:
    """The rows of a delivery."""
    with path.open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle))


def deliver_rows(path: Path, rows: Rows) -> None:
    """Put them into the inbox as a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, rows[0], lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(rows)
