"""Proven reoffending as the Ministry's geographical data tool lists it: one edition with many cohorts."""

import io

import openpyxl
import pytest

from ossp_pipeline.contracts.area import Area
from ossp_pipeline.extract.conform import ConformResult, FileContext, conform
from ossp_pipeline.extract.published import identify
from ossp_pipeline.feeds.proven_reoffending import FEED

HEADINGS = ["Cohort", "Geography\r\n", "Category", "Region", "Adult / Juvenile", "offenders", "reoffenders"]
OLD = ["April 2009 to March 2010", "Qxborough", "UTLA total", "Qxregion", "Adult", 300, 70]
NEW = ["April 2020 to March 2021", "Qxborough", "UTLA total", "Qxregion", "Adult", 200, 50]
HIDDEN = ["April 2020 to March 2021", "Qxtown", "UTLA total", "Qxregion", "Juvenile", 12, "*"]


def tool(*rows: list[object], headings: list[str] = HEADINGS) -> bytes:
    """The workbook: a sheet of notes, and the sheet `Data` with a title above its header."""
    book = openpyxl.Workbook()
    book.active.title = "Notes"
    book.active.append(["Geographical data tool, 2009 to 2021"])
    sheet = book.create_sheet("Data")
    for cells in (["Proven reoffending"], [], headings, *rows):
        sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def landed(content: bytes, file_name: str) -> tuple[str, ConformResult]:
    (name,) = identify(content, file_name, FEED)
    result = conform(content, FEED, FileContext(name.period, Area(codes=None, force=None), {}, b""))
    assert result.accounting.balanced
    return str(name.period), result


def test_the_tool_is_one_delivery_of_its_last_cohorts_year_with_every_cohort() -> None:
    period, result = landed(tool(OLD, NEW, HIDDEN), "Geographical_data_tool_Apr09_Mar21.xlsx")
    assert period == "2021"
    assert result.notes[0] == "read as the geographical data tool"
    assert [(row["cohort"], row["offender_count"], row["reoffender_count"]) for row in result.accepted.to_pylist()] == [
        (OLD[0], 300, 70),
        (NEW[0], 200, 50),
        (HIDDEN[0], 12, None),
    ]


def test_what_the_tool_does_not_give_is_unknown_and_not_zero() -> None:
    """Its full list of columns could not be seen: reoffences are read where they are there."""
    _, result = landed(tool(NEW), "tool.xlsx")
    assert result.accepted["reoffence_count"].to_pylist() == [None]
    _, result = landed(tool([*NEW, 180], headings=[*HEADINGS, "reoffences"]), "tool.xlsx")
    assert result.accepted["reoffence_count"].to_pylist() == [180]


def test_a_name_that_says_the_year_decides() -> None:
    assert landed(tool(OLD, NEW), "proven-reoffending-2023.xlsx")[0] == "2023"


def test_the_sheet_saved_as_csv_is_read_by_the_contract_line_by_line() -> None:
    """Its rows keep their lines, whichever year their cohorts are of."""
    headings = [column.heading for column in FEED.columns]
    lines = [headings, [OLD[0], "Qxborough", "Total", "Adult", "300", "70", "180"], [NEW[0], "Qxtown", "Total", "Old"]]
    content = "".join(",".join([*cells, "", "", ""][:7]) + "\n" for cells in lines).encode()
    period, result = landed(content, "proven-reoffending-2021.csv")
    assert (period, result.notes, result.accounting.accepted) == ("2021", (), 1)
    assert result.rejects["line"].to_pylist() == [3]


@pytest.mark.parametrize("cohort", ["", "the whole of it"])
def test_a_cohort_without_a_year_is_rejected(cohort: str) -> None:
    _, result = landed(tool(NEW, [cohort, *OLD[1:]]), "tool.xlsx")
    assert (result.accounting.accepted, result.accounting.rejected) == (1, 1)
