"""A partnership that two housing providers and the council send anti-social behaviour to, each in its own layout."""

import csv
import io
import os
import re
import shutil
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import pytest

from ossp_pipeline.contracts.delivery import Delivery
from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.extract.intake import Intake, take_in
from ossp_pipeline.extract.mapping.stated import Stated, read_mappings
from ossp_pipeline.extract.raw_store import RawStore, Selection, select_deliveries
from ossp_pipeline.feeds.registry import FEEDS
from ossp_pipeline.settings import SHIPPED_PARTNERSHIP, Settings
from tests.installations import settings_in
from tests.unit.extract.mapping.spreadsheets import Cell

ASB = "asb_incidents"
HOMES = """
feed        = "asb_incidents"
supplier    = "Example Homes"
version     = 1
owner       = "partnership analyst"
reviewed_by = "A. Analyst"
reviewed_on = 2026-11-23
valid_from  = "2024-01"
date_format = "%d/%m/%Y"
stands_beside_others = true
ignored      = ["Tenant name", "Notes"]
not_supplied = ["vulnerability_score"]

[headings]
"Case No"      = "case_ref"
"Date logged"  = "opened_date"
"Date closed"  = "closed_date"
"Type"         = "asb_type"
"Sub-type"     = "category"
"Hate?"        = "hate_related"
"LSOA"         = "lsoa21_code"
"Reported by"  = "complainant_ref"

[constants]
source = "Housing provider"

[values.asb_type]
"ENV" = "Environmental"
"NUI" = "Nuisance"

[values.category]
"Loud music" = "Noise"

[values.hate_related]
"Hate" = "Y"
"None" = "N"
"""
HEADINGS = [
    "Case No",
    "Tenant name",
    "Date logged",
    "Date closed",
    "Type",
    "Sub-type",
    "Hate?",
    "LSOA",
    "Reported by",
    "Notes",
]


def homes_row(number: int = 1, **changes: str) -> dict[str, str]:
    """A row as Example Homes writes it."""
    row = {
        "Case No": f"{1000 + number}",
        "Tenant name": "Qxtenant",
        "Date logged": f"{number:02d}/03/2024",
        "Date closed": "",
        "Type": "NUI",
        "Sub-type": "Loud music",
        "Hate?": "None",
        "LSOA": "X01000001",
        "Reported by": f"R{number}",
        "Notes": "Qxnote",
    }
    return row | {name.replace("_", " "): value for name, value in changes.items()}


def homes_file(
    rows: Sequence[dict[str, str]], headings: Sequence[str] = HEADINGS, delimiter: str = ";", above: str = ""
) -> bytes:
    """A file as Example Homes exports it."""
    out = io.StringIO()
    writer = csv.DictWriter(out, headings, delimiter=delimiter, lineterminator="\r\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return (above + out.getvalue()).encode("cp1252")


def homes_cells(rows: Sequence[dict[str, str]], headings: Sequence[str] = HEADINGS) -> list[list[Cell]]:
    """The same as cells: days are days, and numbers of cases numbers."""
    return [list(headings), *([_as_cell(heading, row[heading]) for heading in headings] for row in rows)]


def _as_cell(heading: str, text: str) -> Cell:
    if heading.startswith("Date") and re.fullmatch("[0-9]{2}/[0-9]{2}/[0-9]{4}", text):
        return datetime.strptime(text, "%d/%m/%Y").date()
    return int(text) if heading == "Case No" and text.isdecimal() else text or None


class Partnership:
    """An installation of everywhere, whose partnership folder the test writes into."""

    def __init__(self, folder: Path) -> None:
        shutil.copytree(SHIPPED_PARTNERSHIP, folder / "partnership")
        place = str(folder / "partnership")
        self.settings: Settings = settings_in(folder, partnership=place, area="everywhere")
        self.feed: Feed = FEEDS[ASB]

    def state(self, text: str, name: str = "asb_incidents-example-homes") -> Stated:
        self.settings.mappings.mkdir(exist_ok=True)
        (self.settings.mappings / f"{name}.toml").write_text(text, encoding="utf-8")
        return read_mappings(self.settings.mappings)

    def drop(self, content: bytes, name: str, feed: str = ASB) -> Intake:
        path = self.settings.inbox / feed / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        os.utime(path, (1_767_225_600, 1_767_225_600))
        return self.take()

    def take(self) -> Intake:
        return take_in(self.settings, [self.feed], wait=False)

    def deliveries(self) -> list[Delivery]:
        return RawStore(self.settings.raw).deliveries(self.feed.name)

    @property
    def selection(self) -> Selection:
        return select_deliveries(self.deliveries(), first=None)

    def leaked(self, delivery: Delivery) -> list[str]:
        """What is kept of a supplier: names, notes, the first case. Short words stand in tokens by chance."""
        files = b"".join(path.read_bytes() for path in self.settings.raw.rglob("*") if path.is_file())
        cells = {str(value) for row in self.rows(delivery) for value in row.values()}
        words = [word for word in ("Qxtenant", "Qxnote", "Qxofficer") if word.encode() in files]
        return words + [cell for cell in cells if re.fullmatch("(.*:)?1001", cell)]

    def rows(self, delivery: Delivery) -> list[dict[str, object]]:
        rows: list[dict[str, object]] = RawStore(self.settings.raw).accepted(delivery).to_pylist()
        return rows


@pytest.fixture
def partnership(tmp_path: Path) -> Partnership:
    return Partnership(tmp_path)
