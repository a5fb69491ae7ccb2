"""An installation with a small catalogue of returned measures, and workbooks that were issued by it and filled in."""

import csv
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from ossp_pipeline.partnership.facts import FACTS
from ossp_pipeline.partnership.read import read_folders
from ossp_pipeline.returns.issue import issue_workbooks
from ossp_pipeline.returns.receive import ReceivedFile, receive_workbooks
from ossp_pipeline.returns.request import Issue
from ossp_pipeline.returns.sign_off import close, reopen, sign_off
from ossp_pipeline.returns.store import ReturnStore
from ossp_pipeline.returns.submit import submit_returns
from ossp_pipeline.returns.workbook import Ledger, replay_events
from ossp_pipeline.returns.workspace import open_workspace, read_quarter
from ossp_pipeline.settings import EACH_YEAR, Settings
from ossp_pipeline.transform.measures.catalogue import Catalogue, catalogue_of, read_measures

QUARTER = "2025-26Q3"
LEAD = "Domestic abuse lead"
OTHER_LEAD = "Youth justice manager"
THEME = "Protecting Vulnerable People"
SIGNER = "Head of community safety"
DAY = "2026-01-12"
CSP = "E22000007"
AREAS = {"csp": [(CSP, "Stockport")], "ward": [("E05000001", "First"), ("E05000002", "Second")]}
MEASURE_COLUMNS = [
    "measure_id",
    "title",
    "theme",
    "priority",
    "definition",
    "source",
    "numerator",
    "denominator",
    "unit",
    "polarity",
    "area_types",
    "cadence",
    "window_months",
    "disclosure_class",
    "owner_role",
    "method_note",
    "first_period",
    "status",
]
_MEASURES = [
    ("marac_cases", "Cases at MARAC", "cases discussed", "", "count", LEAD),
    ("marac_repeats", "Repeat cases at MARAC", "repeat cases", "cases discussed", "percent", LEAD),
    ("refuge_rate", "Places in refuges", "places", "residents", "rate_per_1000", LEAD),
    ("waiting_days", "Mean days to a first meeting", "days waited, all cases together", "cases", "mean", LEAD),
    ("first_entrants", "First-time entrants", "young people", "", "count", OTHER_LEAD),
]
_ACTIONS = (
    "action_id,plan_year,theme,priority,action,owner_role,start_date,due_date,version,status,source\n"
    f"marac_review,2025/26,{THEME},,Review the MARAC,{LEAD},2025-04-01,2026-03-31,1,live,Plan\n"
    f"refuge_lease,2025/26,{THEME},1 Abuse,Renew the lease,{LEAD},2025-04-01,2025-12-31,1,live,Plan\n"
    f"old_action,2024/25,{THEME},,Something done,{LEAD},2024-04-01,2025-03-31,1,live,Plan\n"
)
_GRANTS = (
    "grant_id,title,scheme,funder,theme,owner_role,start_date,end_date,carry_forward,financial_year,line_title,"
    "amount_pounds,years_of_amount,match_pounds,match_kind,note,source\n"
    f"hate_crime,Hate Crime Grant,,Council,{THEME},{LEAD},2023-04-01,2026-03-31,exceptional,2023/24,all,6000,2,400,,,"
    "Letter\n"
    f"hate_crime,Hate Crime Grant,,Council,{THEME},{LEAD},2023-04-01,2026-03-31,exceptional,2024/25,all,4000,2,100,,,"
    "Letter\n"
    f"ended_grant,An old grant,,Council,{THEME},{LEAD},2022-04-01,2023-03-31,not permitted,2022/23,all,900,1,0,,,"
    "Letter\n"
)
# The answers of a workbook with nothing to fix, by sheet and cell.
GOOD = {
    "Measures": {"J2": 12, "J3": 3, "K3": 12, "J4": 40, "J5": 102.5, "K5": 11, "M2": "One conference fewer."},
    "Actions": {"G2": "on track", "G3": "done", "H3": "Signed in November."},
    "Grants": {"H2": 7200.5, "I2": 9800, "J2": 350},
}
ROWS = 7


def measure_row(*columns: str, **changes: str) -> dict[str, str]:
    """A row of the catalogue for (id, title, numerator, denominator, unit, owner role)."""
    names = ("measure_id", "title", "numerator", "denominator", "unit", "owner_role")
    row = dict.fromkeys(MEASURE_COLUMNS, "") | {
        "theme": THEME,
        "definition": "What is counted in the quarter",
        "source": "returned",
        "polarity": "neutral",
        "area_types": "csp",
        "cadence": "quarter",
        "window_months": "3",
        "disclosure_class": "person",
        "first_period": "2023-24Q1",
        "status": "live",
    }
    return row | dict(zip(names, columns, strict=True)) | changes


def write_seeds(folder: Path, extra: list[dict[str, str]] | None = None) -> Path:
    """The files that say what is asked: the catalogue, and three of a folder without own measures."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "measure_catalogue.csv").open("w", newline="", encoding="utf-8") as handle:
        writer = csv.DictWriter(handle, MEASURE_COLUMNS)
        writer.writeheader()
        writer.writerows([*(measure_row(*item) for item in _MEASURES), *(extra or [])])
    (folder / "measures.csv").write_text(",".join(FACTS["measures"].headings) + "\n", encoding="utf-8")
    (folder / "plan_actions.csv").write_text(_ACTIONS, encoding="utf-8")
    (folder / "grants.csv").write_text(_GRANTS, encoding="utf-8")
    return folder


def catalogue_in(folder: Path, from_feeds: Collection[str] = (), grant_amounts: str = EACH_YEAR) -> Catalogue:
    """What these files ask, where feeds give these measures."""
    facts = read_folders((folder,), is_sample=True)
    return catalogue_of(read_measures(folder, from_feeds), facts, grant_amounts)


@dataclass
class Office:
    """Issues, fills in, sends and receives, with one installation. Every call is a command of its own."""

    settings: Settings
    folder: Path
    seeds: Path

    def issue(self, quarter: str = QUARTER, lead: str = LEAD, published: dict[str, str] | None = None) -> Path:
        """Issue the quarter; answers with the lead's workbook. `published`: newest figures, by row key."""
        with open_workspace(self.settings, "test") as store:
            issued = issue_workbooks(store, self.catalogue, read_quarter(quarter), AREAS, published=published)
        return Path(next(item["workbook"] for item in issued if item["lead"] == lead))

    def filled(self, name: str = "return.xlsx", quarter: str = QUARTER, **changes: dict[str, Any]) -> Path:
        """A workbook as its lead would send it: the good answers, and changes by sheet and cell."""
        return self.filled_in(self.issue(quarter), name, **changes)

    def filled_in(self, path: Path, name: str = "return.xlsx", **changes: dict[str, Any]) -> Path:
        """The good answers, and changes, in a workbook that was issued."""

        def fill(book: Any) -> None:
            for sheet in GOOD | changes:
                for cell, value in {**GOOD.get(sheet, {}), **changes.get(sheet, {})}.items():
                    book[sheet][cell].value = value

        return self.edited(path, fill, name)

    def edited(self, path: Path, edit: Callable[[Any], Any], name: str = "return.xlsx") -> Path:
        """A copy of a workbook after an edit with openpyxl."""
        book = openpyxl.load_workbook(path)
        edit(book)
        self.folder.mkdir(exist_ok=True)
        book.save(self.folder / name)
        return self.folder / name

    def receive(self, *paths: Path, instead_of: tuple[str, ...] = (), day: str = DAY) -> list[ReceivedFile]:
        """Receive workbooks and hand over what stands."""
        with open_workspace(self.settings, "test") as store:
            taken = receive_workbooks(store, paths, day, instead_of)
            submit_returns(store, self.settings.inbox)
        return taken

    def sign(self, by: str = SIGNER, quarter: str = QUARTER) -> dict[str, Any]:
        """Sign off the lead's return."""
        with open_workspace(self.settings, "test") as store:
            result = sign_off(store, self.issued(quarter), by, DAY)
            submit_returns(store, self.settings.inbox)
        return result

    def close(self, is_open: bool = False) -> None:
        """Close the quarter for the lead, or open it again."""
        with open_workspace(self.settings, "test") as store:
            (reopen if is_open else close)(store, self.issued(), SIGNER, DAY)

    @property
    def catalogue(self) -> Catalogue:
        """What is asked, as its files say now."""
        return catalogue_in(self.seeds)

    @property
    def store(self) -> ReturnStore:
        """The files."""
        return ReturnStore(self.settings.returns)

    def issued(self, quarter: str = QUARTER) -> Issue:
        """What was asked of the lead."""
        found = self.store.issue(quarter, "domestic-abuse-lead")
        assert found
        return found

    def book(self, quarter: str = QUARTER) -> Ledger:
        """Where the lead's return stands."""
        return replay_events(self.store.events(quarter, "domestic-abuse-lead"))

    def states(self) -> dict[str, str]:
        """State by row key."""
        return {key: standing.state.value for (_, key), standing in self.book().rows.items()}

    def delivered(self, feed: str = "measure_returns") -> list[dict[str, str]]:
        """The rows of the newest delivery of a feed for the lead and quarter."""
        found = sorted((self.settings.inbox / feed).glob(f"*-{QUARTER}-v*.csv"), key=_version)
        with found[-1].open(encoding="utf-8", newline="") as handle:
            return list(csv.DictReader(handle))


def _version(path: Path) -> int:
    return int(path.stem.rpartition("-v")[2])


def surgery(path: Path, edit: Callable[[dict[str, bytes]], Any]) -> Path:
    """Edit a workbook's parts, which are files of a ZIP archive, by name."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    edit(parts)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def find_soffice() -> str | None:
    """LibreOffice, where the machine has it."""
    return shutil.which("soffice") or shutil.which("libreoffice")


SOFFICE = find_soffice()
needs_libreoffice = pytest.mark.skipif(
    SOFFICE is None, reason="LibreOffice is not on this machine: nothing else can show how it saves"
)


def save_in_libreoffice(path: Path, kind: str) -> Path:
    """Open a workbook in LibreOffice and save it, as a person would."""
    target = path.parent / "saved"
    profile = (path.parent / "profile").as_uri()
    command = [
        str(SOFFICE),
        f"-env:UserInstallation={profile}",
        "--headless",
        "--convert-to",
        kind,
        "--outdir",
        target,
        path,
    ]
    subprocess.run([str(part) for part in command], capture_output=True, timeout=180, check=True)
    return target / f"{path.stem}.{kind}"
