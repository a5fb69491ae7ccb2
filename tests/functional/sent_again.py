"""Deliveries that come again with places missing or with words typed into them: one refresh for all who look at it.

Crimes of 2026-03 have every place blank, those of 2026-02 a few; incidents of anti-social behaviour of 2025-12 are in
codes of 2011, those of one kind of 2026-03 came twice. What leads returned has words that may not be shown.
"""

import csv
import os
import shutil
from collections.abc import Callable
from typing import Any

from ossp_pipeline.feeds.registry import optional_feeds
from ossp_pipeline.sample.files import drop, file_bytes
from ossp_pipeline.sample.make import drafts_of
from ossp_pipeline.sample.month_cases import CASES, MonthCase, plant_case
from ossp_pipeline.settings import Settings
from tests.command_line import CommandLine

# In the sample the area of 2011 became these of 2021.
PARENT, CHILDREN = "X01000501", ("X01000502", "X01000503")
CRIME, ASB = "GMP-CSP-Stockport-Crime-{}-v{}.csv", "asb-incidents-{}-v{}.csv"
BLANKED = 100
NUMBER = "07700 900123"
UNSIGNED = "Ungelesenes steht hier"
# Feed of returns → the column that leads type into, and the published table it comes to.
TYPED = {
    "measure_returns": ("narrative", "performance_returns"),
    "action_returns": ("comment", "performance_actions"),
    "grant_returns": ("comment", "performance_grants"),
    "comment_returns": ("narrative", "performance_comments"),
}


def refresh_sent_again(settings: Settings) -> tuple[int, dict[str, Any]]:
    """Refresh a delivered sample in which they came again: how many incidents came in the code of 2011, the answer."""
    for feed in optional_feeds(settings):
        if feed.name not in TYPED:
            shutil.rmtree(settings.inbox / feed.name)
    moved = send_places_again(settings)
    send_kind_twice(settings)
    for feed, (column, _) in TYPED.items():
        send_words_again(settings, feed, column)
    return moved, CommandLine(settings)("refresh", "--json").document


def send_kind_twice(settings: Settings) -> None:
    """One kind of the newest month's incidents, under new references."""
    case = CASES["doubled-kind"]
    (settings.inbox / case.feed / case.file_name).unlink()
    drop_case(settings, case)


def drop_case(settings: Settings, case: MonthCase) -> None:
    """The file of a case, with it planted."""
    [draft] = [plant_case(draft, case) for draft in drafts_of(case.feed) if draft.file_name == case.file_name]
    drop(settings, case.feed, draft.file_name, file_bytes(draft))


def send_places_again(settings: Settings) -> int:
    """Crimes without places, and incidents in the code of 2011: how many of these."""
    crime, asb = "police_crime", "asb_incidents"
    send_again(settings, crime, CRIME.format("2026-03", "{}"), "LSOA 2021", lambda number, code: "")
    send_again(
        settings,
        crime,
        CRIME.format("2026-02", "{}"),
        "LSOA 2021",
        lambda number, code: "" if number < BLANKED else code,
    )
    return send_again(
        settings,
        asb,
        ASB.format("2025-12", "{}"),
        "lsoa21_code",
        lambda number, code: PARENT if code in CHILDREN else code,
    )


def send_again(settings: Settings, feed: str, name: str, heading: str, change: Callable[[int, str], str]) -> int:
    """A newer version of a file with its places changed; how many rows changed."""
    folder, changed = settings.inbox / feed, 0
    with (folder / name.format(1)).open(encoding="utf-8", newline="") as handle:
        heads, *rows = csv.reader(handle)
    at = heads.index(heading)
    for number, row in enumerate(rows):
        new = change(number, row[at])
        changed += new != row[at]
        row[at] = new
    with (folder / name.format(2)).open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle).writerows([heads, *rows])
    os.utime(folder / name.format(2), (0, 0))
    return changed


def send_words_again(settings: Settings, feed: str, column: str) -> None:
    """A telephone number in all that leads signed since the second quarter, and a word in a return nobody signed."""
    for path in sorted((settings.inbox / feed).glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as handle:
            rows = list(csv.DictReader(handle))
        if len(rows) < 2 or rows[0]["quarter"] < "2025-26Q2":
            continue
        rows[-1] |= {"state": "returned", "signed_by": "", "signed_date": ""}
        for row in rows:
            row[column] = f"Ring {NUMBER}" if row["state"] == "accepted" else UNSIGNED
        lead = rows[0]["returned_by"].lower().replace(" ", "-")
        again = path.with_name(f"{feed.replace('_', '-')}-{lead}-{rows[0]['quarter']}-v9.csv")
        with again.open("w", encoding="utf-8", newline="") as handle:
            writer = csv.DictWriter(handle, rows[0], lineterminator="\r\n")
            writer.writeheader()
            writer.writerows(rows)
        os.utime(again, (1, 1))
