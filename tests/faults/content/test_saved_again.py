"""Files as programs save them again: read where the meaning is certain, else refused or rejected, with the cause.

`CASES` are 24 files of one month that lie outside the project; the other tests make their like for every feed.
"""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from ossp_pipeline.contracts.column import Column, Kind, Treatment, Within
from ossp_pipeline.extract.code_lists import read_code_lists
from ossp_pipeline.feeds.registry import FEEDS
from ossp_pipeline.protect.pseudonyms import pseudonym
from ossp_pipeline.settings import SEEDS
from tests.faults.content.conftest import KEY, Landed, Landing, Row, csv_file, good_row, good_rows

ASB, CRIME, PROBATION, TREATMENT = "asb_incidents", "police_crime", "probation_supervision", "substance_treatment"
# The folder of the case, and what is noted where its 200 rows land, or the code of the refusal.
CASES = {
    "blank_rows_end": "30 row(s) without a value at the end left out",
    "bom": "byte order mark removed",
    "cr_only": None,
    "excel_uk_dates": "“opened_date” read as agreed: days such as 31/03/2024",
    "header_only": "E-EMPTY",
    "heading_case": "headings spelt otherwise: “case_ref”",
    "heading_nbsp": "headings spelt otherwise: “category”",
    "heading_space": "headings spelt otherwise: “category”",
    "index_column": "1 column(s) without a heading, blank or numbering the rows, left out",
    "lsoa_lower": "“lsoa21_code” read as agreed: small letters",
    "lsoa_spaces": "“lsoa21_code” read as agreed: blanks around it",
    "nan_words": "“NULL” read as not given, as no cell of the file is blank",
    "no_last_newline": "E-TRUNCATED",
    "one_trailing_comma": "1 column(s) without a heading, blank or numbering the rows, left out",
    "pandas_floats": "“vulnerability_score” read as agreed: numbers such as 12.0",
    "refs_scientific": "E-REFERENCE",
    "semicolon": "cells are separated by semicolons",
    "sql_datetimes": "“opened_date” read as agreed: days such as 2024-03-31",
    "title_rows": "3 line(s) above the header left out",
    "totals_row": "a total at the end left out; it says as many rows as there are",
    "trailing_comma_rows_only": "1 cell(s) without a value at the end of every row left out",
    "trailing_empty_columns": "2 column(s) without a heading, blank or numbering the rows, left out",
    "utf16_tab": "read as utf-16",
    "utf8_with_one_cp1252_byte": None,
}


@pytest.mark.parametrize(("case", "outcome"), CASES.items())
def test_a_month_of_anti_social_behaviour_saved_again(
    case: str, outcome: str | None, cases: Path, landing: Landing
) -> None:
    [path] = (cases / "asb_exports" / case).iterdir()
    agreed = cases / "asb_exports" / "bom" / path.name
    landed = landing.land(path.read_bytes(), ASB, path.name)
    if outcome and outcome.startswith("E-"):
        assert landed.code == outcome
        return
    noted = " ".join(landed.delivery.notes)
    assert outcome in noted if outcome else not noted
    assert (landed.delivery.accounting.received, landed.broken) == (200, {})
    assert landed.rows == landing.land(agreed.read_bytes(), ASB, path.name).rows


def test_every_case_is_named(cases: Path) -> None:
    assert {path.name for path in (cases / "asb_exports").iterdir()} == set(CASES)


def _rewritten(feed_name: str, column: Column, write: Callable[[str], str]) -> tuple[list[Row], bool]:
    """Good rows with each given cell of a column written otherwise, and whether any is."""
    rows = good_rows(feed_name)
    written = [
        row
        | {column.heading: row[column.heading] if row[column.heading] in column.unknown else write(row[column.heading])}
        for row in rows
    ]
    return written, written != rows


def _lands_alike(landing: Landing, feed_name: str, rows: list[Row], heading: str, words: str) -> None:
    _lands_with(landing, feed_name, rows, f"“{heading}” read as agreed: {words}")


def _lands_with(landing: Landing, feed_name: str, rows: list[Row], note: str) -> None:
    """The rows land as agreed ones do, and the note says what was normalised."""
    landed = landing.land(csv_file(feed_name, rows), feed_name)
    assert note in landed.delivery.notes
    assert landed.rows == landing.land(csv_file(feed_name, good_rows(feed_name)), feed_name).rows


def _columns(fits: Callable[[Column], bool]) -> list[tuple[str, Column]]:
    """Columns that land, but for consent, which is never read into a cell."""
    return [
        (feed.name, column)
        for feed in FEEDS.values()
        for column in feed.columns
        if column.landed and fits(column) and (feed.consent is None or column.name != feed.consent[0])
    ]


def _name(item: object) -> str:
    return item.name if isinstance(item, Column) else str(item)


@pytest.mark.parametrize(
    ("feed_name", "column"),
    _columns(lambda item: bool(item.allowed or item.code_list or item.pattern or item.kind is Kind.INTEGER)),
    ids=_name,
)
def test_blanks_around_every_cell_of_a_column_of_codes_change_nothing(
    feed_name: str, column: Column, landing: Landing
) -> None:
    rows, is_other = _rewritten(feed_name, column, lambda cell: f"{cell}\u00a0")
    if is_other:
        _lands_alike(landing, feed_name, rows, column.heading, "blanks around it")


@pytest.mark.parametrize(("feed_name", "column"), _columns(lambda item: item.kind is Kind.INTEGER), ids=_name)
def test_whole_numbers_written_as_decimals_throughout_are_whole(
    feed_name: str, column: Column, landing: Landing
) -> None:
    rows, is_other = _rewritten(feed_name, column, lambda cell: f"{cell}.0")
    if is_other:
        _lands_alike(landing, feed_name, rows, column.heading, "numbers such as 12.0")


@pytest.mark.parametrize(("feed_name", "column"), _columns(lambda item: item.kind is Kind.FLAG), ids=_name)
def test_yes_and_no_in_words_are_read(feed_name: str, column: Column, landing: Landing) -> None:
    rows, is_other = _rewritten(feed_name, column, lambda cell: {"Y": "Yes", "N": "No"}[cell])
    if is_other:
        _lands_alike(landing, feed_name, rows, column.heading, "yes and no")


@pytest.mark.parametrize(
    ("feed_name", "column"), _columns(lambda item: bool(item.allowed or item.code_list)), ids=_name
)
def test_agreed_values_in_other_capitals_throughout_are_read(feed_name: str, column: Column, landing: Landing) -> None:
    known = [code.casefold() for code in column.allowed or read_code_lists(SEEDS)[column.code_list or ""]]
    rows, is_other = _rewritten(feed_name, column, str.swapcase)
    if is_other and len(set(known)) == len(known):
        at_each = f"{len(rows)} value(s) of “{column.heading}” read in the spelling of the agreed list"
        throughout = f"“{column.heading}” read as agreed: other capitals"
        _lands_with(landing, feed_name, rows, at_each if column.any_spelling else throughout)


_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(.*)")
_BRITISH = re.compile(r"(\d{2})/(\d{2})/(\d{4})(.*)")


def _as_database(cell: str) -> str:
    """A moment as databases write it."""
    match = _ISO.fullmatch(cell)
    if match is None:
        cell = _BRITISH.sub(r"\3-\2-\1\4", cell)
    return f"{cell}:00" if ":" in cell else f"{cell} 00:00:00"


@pytest.mark.parametrize(
    ("feed_name", "column"), _columns(lambda item: item.kind in (Kind.DATE, Kind.DATETIME)), ids=_name
)
def test_days_as_databases_write_them_are_read(feed_name: str, column: Column, landing: Landing) -> None:
    rows, is_other = _rewritten(feed_name, column, _as_database)
    if is_other:
        _lands_alike(landing, feed_name, rows, column.heading, "days such as 2024-03-31")


def test_cells_that_a_database_fills_up_with_blanks_change_nothing(landing: Landing) -> None:
    rows = [good_row(ASB, number, vulnerability_score="" if number % 2 else "4") for number in range(1, 9)]
    widest = {heading: max(len(row[heading]) for row in rows) for heading in rows[0]}
    filled = [{heading: cell.ljust(widest[heading]) for heading, cell in row.items()} for row in rows]
    landed = landing.land(csv_file(ASB, filled), ASB)
    assert landed.rows == landing.land(csv_file(ASB, rows), ASB).rows
    assert (
        "cells of blanks alone read as not given, as all cells of the column are as wide: “vulnerability_score”"
        in landed.delivery.notes
    )


def test_blanks_alone_among_cells_of_other_widths_are_a_fault(landing: Landing) -> None:
    rows = [good_row(ASB, 1), good_row(ASB, 2, complainant_token="  "), good_row(ASB, 3, complainant_token="CQX-1 ")]
    assert landing.land(csv_file(ASB, rows), ASB).broken == {"row.printable": 1}


@pytest.mark.parametrize(
    ("days", "outcome"),
    [
        (("13/03/2024", "04/03/2024", "05/03/2024"), "days such as 31/03/2024"),
        (("13/3/2024", "4/3/2024", "5/3/2024"), "days such as 1/3/2024"),
        (("13-Mar-2024", "04-Mar-2024", "05-Mar-2024"), "days such as 31-Mar-2024"),
        (("13-Mar-24", "04-Mar-24", "05-Mar-24"), "days such as 31-Mar-24"),
        (("2024-03-13T00:00:00", "2024-03-04T00:00:00", "2024-03-05T00:00:00.000"), "days such as 2024-03-31"),
        (("2024-03-13T00:00:00Z", "2024-03-04T00:00:00+00:00", "2024-03-05 00:00Z"), "days such as 2024-03-31"),
        (("2024/03/13", "2024/03/04", "2024/03/05"), "days such as 2024/03/31"),
        (("20240313", "20240304", "20240305"), "days such as 20240331"),
        (("13.03.2024", "04.03.2024", "05.03.2024"), "days such as 31.03.2024"),
        (("13-03-2024", "04-03-2024", "05-03-2024"), "days such as 31-03-2024"),
        (("13 March 2024", "04 March 2024", "5 March 2024"), "days such as 31 March 2024"),
        (("13/03/24", "04/03/24", "05/03/24"), "days such as 31/03/24"),
        (("03/13/2024", "03/04/2024", "03/05/2024"), "days such as 03/31/2024"),
        (("3/13/2024", "3/4/2024", "3/5/2024"), "days such as 3/1/2024"),
    ],
)
def test_days_of_one_form_are_read_where_they_can_mean_one_day_only(
    days: tuple[str, ...], outcome: str, landing: Landing
) -> None:
    """The 13th shows which number is the day."""
    rows = [good_row(ASB, number, opened_date=day) for number, day in enumerate(days, start=1)]
    landed = landing.land(csv_file(ASB, rows), ASB)
    assert f"“opened_date” read as agreed: {outcome}" in landed.delivery.notes
    assert [str(row["opened_date"]) for row in landed.rows] == ["2024-03-13", "2024-03-04", "2024-03-05"]


@pytest.mark.parametrize(
    "days",
    [
        ("04/03/2024", "05/03/2024"),
        ("03/13/2024", "13/03/2024"),
        ("4/3/2024", "5/3/2024"),
        ("04.03.2024", "05.03.2024"),
        ("04-03-2024", "05-03-2024"),
        ("04/03/24", "05/03/24"),
    ],
)
def test_days_that_could_be_months_are_refused_with_the_cause_and_an_example(
    days: tuple[str, ...], landing: Landing
) -> None:
    rows = [good_row(ASB, number, opened_date=day) for number, day in enumerate(days, start=1)]
    landed = landing.land(csv_file(ASB, rows), ASB)
    assert (landed.code, landed.refusal["column"]) == ("E-DATES", "opened_date")
    assert "nothing shows which number is the day" in landed.refusal["message"]
    assert "such as 2024-04-01" in landed.refusal["remedy"]


@pytest.mark.parametrize("days", [("13/03/2024", "2024-03-04"), ("13/03/2024", "4/3/2024"), ("13/03/2024", "n/a")])
def test_days_of_several_forms_are_rejected_but_for_those_in_the_agreed_one(
    days: tuple[str, ...], landing: Landing
) -> None:
    """A spreadsheet of another country has turned those round that it could."""
    rows = [good_row(ASB, number, opened_date=day) for number, day in enumerate(days, start=1)]
    landed = landing.land(csv_file(ASB, rows), ASB)
    assert landed.broken["opened_date.readable"] == sum(not _ISO.fullmatch(day) for day in days)


def test_a_year_of_two_digits_is_read_only_where_the_period_decides_the_century(landing: Landing) -> None:
    [column] = [item for item in FEEDS[ASB].columns if item.name == "closed_date"]
    assert column.within is not Within.PERIOD
    rows = [good_row(ASB, number, closed_date=f"1{number}-Mar-24") for number in (1, 2)]
    landed = landing.land(csv_file(ASB, rows), ASB)
    assert landed.broken == {"closed_date.readable": 2}
    assert "“closed_date” holds days such as 31-Mar-24: nothing shows the century" in landed.delivery.notes[0]


@pytest.mark.parametrize(
    ("cell", "cause"),
    [("45364", "numbers such as 45382"), ("45364.5", "numbers such as 45382"), ("Apr-24", "cells such as Mar-24")],
)
def test_days_that_a_spreadsheet_shows_no_more_are_named(cell: str, cause: str, landing: Landing) -> None:
    rows = [good_row(ASB, number, opened_date=cell) for number in (1, 2)]
    landed = landing.land(csv_file(ASB, rows), ASB)
    assert landed.broken == {"opened_date.readable": 2}
    assert f"“opened_date” holds {cause}: a spreadsheet" in landed.delivery.notes[0]


def test_one_slip_in_a_column_is_no_other_form(landing: Landing) -> None:
    rows = [good_row(ASB, 1), good_row(ASB, 2, category="noise", lsoa_code="x01000001", vulnerability_score="12.0")]
    landed = landing.land(csv_file(ASB, rows), ASB)
    assert {rule for _, _, rule in landed.rejects} == {
        "category.allowed",
        "lsoa_code.pattern",
        "vulnerability_score.readable",
    }


def test_a_column_with_one_cell_as_agreed_is_in_no_other_form(landing: Landing) -> None:
    """However many others fit one: then people typed it, and no program wrote it."""
    categories = enumerate(["Noise", "drugs", "harassment", "fireworks"], start=1)
    landed = landing.land(csv_file(ASB, [good_row(ASB, number, category=cell) for number, cell in categories]), ASB)
    assert landed.broken == {"category.allowed": 3}


def test_what_fits_no_form_stays_rejected_beside_what_does(landing: Landing) -> None:
    categories = enumerate(["noise", "drugs", "harassment", "qxother"], start=1)
    rows = [good_row(ASB, number, category=category) for number, category in categories]
    landed = landing.land(csv_file(ASB, rows), ASB)
    assert landed.rejects == [(5, "category", "category.allowed")]


def _written_by_a_database(word: str) -> list[Row]:
    """No cell is blank, and a column of numbers shows what stands for nothing."""
    return [
        good_row(ASB, 1, complainant_token=word, closed_date=word),
        good_row(ASB, 2, vulnerability_score=word),
    ]


@pytest.mark.parametrize("word", ["NULL", "NaN", "#N/A", "<NA>"])
def test_a_word_for_nothing_is_nothing_in_every_column(word: str, landing: Landing) -> None:
    """Otherwise all who report without a name would be one person who reports again and again."""
    landed = landing.land(csv_file(ASB, _written_by_a_database(word)), ASB)
    assert landed.delivery.notes == (f"“{word}” read as not given, as no cell of the file is blank",)
    assert [row["complainant_token"] is None for row in landed.rows] == [True, False]
    assert [row["vulnerability_score"] is None for row in landed.rows] == [False, True]


@pytest.mark.parametrize("blank", ["closed_date", "lsoa_code"])
def test_a_word_stays_a_word_where_another_cell_is_blank(blank: str, landing: Landing) -> None:
    """Then the program writes nothing for nothing, and somebody may be called Null."""
    rows = [good_row(ASB, 1, complainant_token="NULL"), good_row(ASB, 2, vulnerability_score="NULL", **{blank: ""})]
    landed = landing.land(csv_file(ASB, rows), ASB)
    assert landed.rejects == [(3, "vulnerability_score", "vulnerability_score.readable")]
    assert [row["complainant_token"] for row in landed.rows] == [pseudonym(KEY, "NULL")]


def test_consent_is_never_read_into_a_cell(landing: Landing) -> None:
    rows = [good_row(TREATMENT, number, consent="y") for number in (1, 2)]
    landed = landing.land(csv_file(TREATMENT, rows), TREATMENT)
    assert landed.broken == {"consent.allowed": 2}


@pytest.mark.parametrize(
    ("feed_name", "column"), _columns(lambda item: item.treatment is Treatment.PSEUDONYM), ids=_name
)
def test_references_that_a_spreadsheet_has_cut_short_are_refused(
    feed_name: str, column: Column, landing: Landing
) -> None:
    """Different ones are then the same, and no other row of the file says which."""
    rows = [good_row(feed_name, number) | {column.heading: "1.2E+11"} for number in (1, 2)]
    landed = landing.land(csv_file(feed_name, rows), feed_name)
    assert (landed.code, landed.refusal["line"], landed.refusal["column"]) == ("E-REFERENCE", 2, column.heading)
    assert "such as 4.5E+12" in landed.refusal["message"] and "text cells" in landed.refusal["remedy"]


@pytest.mark.parametrize("cell", ["Feb-24", "12-Oct", "Mar-2024"])
def test_codes_that_a_spreadsheet_has_made_dates_of_are_named(cell: str, landing: Landing) -> None:
    rows = [good_row(ASB, 1), good_row(ASB, 2, category=cell)]
    landed = landing.land(csv_file(ASB, rows), ASB)
    assert landed.rejects == [(3, "category", "category.allowed")]
    assert "“category” holds cells such as Jan-24: a spreadsheet has made dates of them" in landed.delivery.notes[0]


def test_days_are_read_before_it_is_asked_whether_they_lie_in_the_period(landing: Landing) -> None:
    rows = [good_row(ASB, number, opened_date=f"1{number}/02/2024") for number in (3, 4, 5)]
    landed: Landed = landing.land(csv_file(ASB, rows), ASB)
    assert landed.code == "E-PERIOD"
