"""A quarter from catalogue to table: issued, filled in by a program that is not ours, signed off, published."""

import csv
from pathlib import Path

import openpyxl
import pytest

from ossp_pipeline.refresh import Refresh
from ossp_pipeline.returns.areas import read_areas
from ossp_pipeline.returns.issue import issue_workbooks
from ossp_pipeline.returns.layout import MEASURES, NOT_ASKED, SHEETS
from ossp_pipeline.returns.receive import receive_workbooks
from ossp_pipeline.returns.sign_off import sign_off
from ossp_pipeline.returns.submit import submit_returns
from ossp_pipeline.returns.workspace import find_issue, open_workspace, read_quarter
from ossp_pipeline.transform.measures.catalogue import read_catalogue
from tests.functional.test_returns_in_libreoffice import save_in_libreoffice
from tests.part_refresh import refresh_part
from tests.returned import find_soffice

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        find_soffice() is None, reason="LibreOffice is not on this machine: nothing else can fill it in"
    ),
]
QUARTER = "2025-26Q4"
SIGNED = "Domestic abuse lead"


def test_quarter_of_returns_is_published_and_only_what_was_signed_off_counts(copy_of, short_released, tmp_path):
    settings = copy_of(short_released)
    quarter = read_quarter(QUARTER)
    with open_workspace(settings, "test") as store:
        catalogue = read_catalogue(settings, Refresh(settings).plan().measures_from_feeds)
        issued = issue_workbooks(store, catalogue, quarter, read_areas(settings))
        sent = [save_in_libreoffice(filled(Path(item["workbook"]), tmp_path), "ods") for item in issued]
        taken = receive_workbooks(store, sent, "2026-05-18", ())
        assert [(item.outcome, item.findings) for item in taken] == [("received", [])] * len(issued)
        result = sign_off(store, find_issue(store, quarter, SIGNED), "Head of community safety", "2026-05-18")
        assert result["accepted"] == result["asked"] > 0
        submit_returns(store, settings.inbox)
    build = refresh_part(settings, ["measure_returns"], ["performance_returns"], over_last=True)
    path = build.candidate / "tables" / "performance_returns.csv"
    with path.open(encoding="utf-8", newline="") as handle:
        rows = [row for row in csv.DictReader(handle) if row["period"] == QUARTER and row["is_check"] == "false"]
    assert rows
    for row in rows:
        is_signed = row["owner_role"] == SIGNED
        assert row["return_state"] == ("accepted" if is_signed else "returned"), row["measure_id"]
        assert (float(row["numerator"]) if row["numerator"] else None) == (12 if is_signed else None), row["measure_id"]
        assert row["signed_by"] == ("Head of community safety" if is_signed else "")


def filled(path: Path, folder: Path) -> Path:
    """Every question answered: 12 out of 40, on track, 100.50 pounds of 200."""
    book = openpyxl.load_workbook(path)
    answers = {
        "numerator": 12,
        "denominator": 40,
        "progress": "on track",
        "spent_pounds": 100.5,
        "forecast_pounds": 200,
        "comment": "As it stands in the ledger, after a repayment.",
    }
    for sheet in (sheet for sheet in SHEETS if sheet.name in book.sheetnames):
        page = book[sheet.name]
        for question in (question for question in sheet.questions if question.name in answers):
            for row in range(2, page.max_row + 1):
                cell = page.cell(row, sheet.column(question.name))
                cell.value = answers[question.name] if cell.value != NOT_ASKED else NOT_ASKED
    assert MEASURES.name in book.sheetnames
    folder.mkdir(exist_ok=True)
    book.save(folder / path.name)
    return folder / path.name
