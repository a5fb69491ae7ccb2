"""The header: columns added, renamed, reordered, missing, repeated; and lines before it."""

import csv
import io
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.extract.readers.delimited import spelling as spelt
from ossp_pipeline.feeds.registry import FEEDS
from tests.faults.content.conftest import (
    Landing,
    Row,
    conformed,
    csv_file,
    csv_text,
    good_row,
    good_rows,
    headings_of,
)

STREET = "police_uk_street"
STRICT = [name for name, feed in FEEDS.items() if feed.extra_columns == "refused"]
PROBATION = "probation_supervision"


@pytest.mark.parametrize("feed_name", STRICT)
def test_added_column_is_refused_by_its_position_and_not_by_its_name(feed_name: str, landing: Landing) -> None:
    """S23: the contract decides. The unknown heading is not repeated: it may hold anything."""
    headings = [*headings_of(feed_name), "Qxsurname of victim"]
    landed = landing.land(csv_file(feed_name, good_rows(feed_name), headings), feed_name)
    assert (landed.code, landed.refusal["line"]) == ("E-HEADER", 1)
    assert f"position {len(headings)}" in landed.refusal["message"]
    assert "Qxsurname" not in landing.messages(landed.delivery)
    assert "add them to the contract" in landed.refusal["remedy"]


def test_added_column_is_ignored_and_noted_where_the_contract_says_so(landing: Landing) -> None:
    """S23."""
    headings = ["Qxnew", *headings_of(STREET)]
    rows = [row | {"Qxnew": "Qxsecret"} for row in good_rows(STREET)]
    landed = landing.land(csv_file(STREET, rows, headings), STREET)
    assert landed.counts == {"received": 3, "accepted": 3}
    assert "1 undeclared column(s) ignored" in landed.delivery.notes
    assert landed.rows == landing.land(csv_file(STREET, good_rows(STREET)), STREET).rows


@pytest.mark.parametrize("feed_name", FEEDS)
@pytest.mark.parametrize("position", [0, 3, -1])
def test_renamed_column_is_refused_and_the_similar_name_quoted(feed_name: str, position: int, landing: Landing) -> None:
    """S24."""
    headings = headings_of(feed_name)
    position = min(position, len(headings) - 1)
    agreed = headings[position]
    renamed = f"{agreed} new" if len(agreed) > 4 else f"{agreed}2"
    headings[position] = renamed
    landed = landing.land(csv_file(feed_name, good_rows(feed_name), headings), feed_name)
    assert (landed.code, landed.refusal["line"], landed.refusal["column"]) == ("E-HEADER", 1, agreed)
    assert f"“{agreed}” is missing; the file has “{renamed}” instead" in landed.refusal["message"]


def test_every_renamed_column_is_named_with_its_own_nearest_heading(landing: Landing) -> None:
    """S24: words in another order are named, not read as the agreed ones."""
    feed_name = "asb_incidents"
    changes = {"case_ref": "Ref case", "asb_type": "TYPE-ASB", "source": "Qxother"}
    headings = [changes.get(heading, heading) for heading in headings_of(feed_name)]
    landed = landing.land(csv_file(feed_name, good_rows(feed_name), headings), feed_name)
    parts = landed.refusal["message"].split("; ")
    assert parts.index("the file has “Ref case” instead") == 1
    assert "the file has “TYPE-ASB” instead" in parts and "“source” is missing" in parts
    assert sum("instead" in part for part in parts) == 2


def test_one_heading_stands_in_the_place_of_one_alone(landing: Landing) -> None:
    """S24: the two days were merged into one column."""
    merged = [heading for heading in headings_of("asb_incidents") if heading != "closed_date"]
    headings = ["Date opened" if heading == "opened_date" else heading for heading in merged]
    landed = landing.land(csv_file("asb_incidents", good_rows("asb_incidents"), headings), "asb_incidents")
    expected = "the column “opened_date” is missing; the file has “Date opened” instead; “closed_date” is missing"
    assert landed.refusal["message"] == expected


def test_more_missing_columns_than_anybody_reads_are_counted(landing: Landing) -> None:
    """S26."""
    feed = FEEDS["substance_treatment"]
    asked = [column.heading for column in feed.columns if feed.asks_for(column)]
    landed = landing.land(csv_file(feed.name, good_rows(feed.name), asked[:-14]), feed.name)
    assert landed.refusal["message"].count(" is missing") == 12
    assert landed.refusal["message"].endswith("and 2 more")


def test_added_column_names_the_agreed_one_that_it_comes_nearest_to(landing: Landing) -> None:
    """S23: the agreed heading, never the one in the file."""
    headings = [*headings_of("asb_incidents"), "Case Ref. 2"]
    landed = landing.land(csv_file("asb_incidents", good_rows("asb_incidents"), headings), "asb_incidents")
    assert f"position {len(headings)}, which comes nearest to “case_ref”" in landed.refusal["message"]
    assert "Case Ref. 2" not in landing.messages(landed.delivery)


@pytest.mark.parametrize("feed_name", FEEDS)
def test_missing_column_is_refused_by_name(feed_name: str, landing: Landing) -> None:
    """S26."""
    agreed = next(column.heading for column in FEEDS[feed_name].columns if column.landed and not column.optional)
    others = [heading for heading in headings_of(feed_name) if heading != agreed]
    landed = landing.land(csv_file(feed_name, good_rows(feed_name), others), feed_name)
    assert (landed.code, landed.refusal["column"]) == ("E-HEADER", agreed)
    assert landed.refusal["message"] == f"the column “{agreed}” is missing"
    assert "agreed header" in landed.refusal["remedy"]


@pytest.mark.parametrize("feed_name", FEEDS)
def test_repeated_heading_is_refused_by_its_position(feed_name: str, landing: Landing) -> None:
    """S26."""
    headings = headings_of(feed_name)
    place = min(3, len(headings))
    landed = landing.land(csv_file(feed_name, good_rows(feed_name), [*headings, headings[place - 1]]), feed_name)
    assert landed.code == "E-HEADER"
    assert f"position {place} occurs more than once" in landed.refusal["message"]


@pytest.mark.parametrize(
    "spelling", ["Case_Ref", " case_ref", "case_ref ", "\u00a0CASE_REF", "CASE REF", "case-ref", "Case. Ref."]
)
def test_heading_of_the_same_words_is_the_agreed_one(spelling: str, landing: Landing) -> None:
    """S24."""
    headings = [spelling, *headings_of("asb_incidents")[1:]]
    rows = [row | {spelling: row["case_ref"]} for row in good_rows("asb_incidents")]
    landed = landing.land(csv_file("asb_incidents", rows, headings), "asb_incidents")
    assert landed.delivery.notes == ("headings spelt otherwise: “case_ref”",)
    assert landed.rows == landing.land(csv_file("asb_incidents", good_rows("asb_incidents")), "asb_incidents").rows


def test_no_feed_has_two_headings_of_the_same_words() -> None:
    """S24: then another spelling would be a guess."""
    for feed in FEEDS.values():
        meant = [{spelt(other) for other in (column.heading, *column.also)} for column in feed.columns]
        assert sum(map(len, meant)) == len(set().union(*meant)), feed.name


@pytest.mark.parametrize("spelling", ["caseref", "case ref no", "case\u200b_ref", "саse_ref"])
def test_heading_must_have_the_agreed_words(spelling: str, landing: Landing) -> None:
    """S24: hidden characters and letters of another alphabet are no other spelling."""
    headings = [spelling, *headings_of("asb_incidents")[1:]]
    landed = landing.land(csv_file("asb_incidents", good_rows("asb_incidents"), headings), "asb_incidents")
    assert (landed.code, landed.refusal["column"]) == ("E-HEADER", "case_ref")


@pytest.mark.parametrize("mark", ["\x1b[31m", "\u202e", "\x00", "\u200b"])
def test_similar_name_with_hidden_characters_is_not_quoted(mark: str, landing: Landing) -> None:
    """H11: a heading cannot colour a terminal or reorder a line."""
    headings = [f"case_ref{mark}", *headings_of("asb_incidents")[1:]]
    landed = landing.land(csv_file("asb_incidents", good_rows("asb_incidents"), headings), "asb_incidents")
    assert landed.is_refused
    assert mark not in landed.refusal["message"]


@pytest.mark.parametrize("feed_name", FEEDS)
def test_file_without_a_header_is_refused_without_quoting_its_first_row(feed_name: str, landing: Landing) -> None:
    """S24, A03: the first row is no header, however similar a value is to a heading."""
    first = good_row(feed_name)
    agreed = headings_of(feed_name)[0]
    first[headings_of(feed_name)[1]] = f"{agreed}E"
    rows = [first, *good_rows(feed_name)]
    content = csv_file(feed_name, rows).split(b"\n", 1)[1]
    landed = landing.land(content, feed_name)
    assert (landed.code, landed.refusal["column"]) == ("E-HEADER", agreed)
    assert f"{agreed}E" not in landing.messages(landed.delivery)


@pytest.mark.parametrize("feed_name", FEEDS)
@pytest.mark.parametrize(
    ("preamble", "lines"),
    [("Stockport crime extract\n", 1), ("\n", 1), ("Extract made by Qxanalyst,,\n\n", 2), ("Qx;title\r\n" * 12, 12)],
)
def test_lines_before_the_header_are_left_out_and_counted(
    feed_name: str, preamble: str, lines: int, landing: Landing
) -> None:
    """S49: a line with every heading is the header. Lines of rows stay those of the file."""
    rows = good_rows(feed_name)
    content = preamble.encode() + csv_file(feed_name, rows) + b"short\n"
    landed = landing.land(content, feed_name)
    assert landed.delivery.notes == (f"{lines} line(s) above the header left out",)
    assert landed.rejects == [(lines + 5, "", "row.fields")]
    assert landed.rows == landing.land(csv_file(feed_name, rows), feed_name).rows


def test_rows_above_a_header_are_no_titles(landing: Landing) -> None:
    """S49: two files were joined, and the first had another header. No row may be lost as a title."""
    header, *rows = csv_text("police_crime", good_rows("police_crime")).splitlines()
    content = "\n".join([header.replace("Crime Reference", "Reference"), *rows, header, *rows]) + "\n"
    landed = landing.land(content.encode(), "police_crime")
    assert (landed.code, landed.refusal["line"], landed.refusal["column"]) == ("E-HEADER", 1, "Crime Reference")


def test_more_lines_before_the_header_than_any_title_has_are_refused(landing: Landing) -> None:
    """S49."""
    landed = landing.land(b"Qxtitle\n" * 13 + csv_file("police_crime", good_rows("police_crime")), "police_crime")
    assert (landed.code, landed.refusal["line"]) == ("E-HEADER", 1)
    assert "Qxtitle" not in landing.messages(landed.delivery)


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
@pytest.mark.parametrize("feed_name", FEEDS)
def test_cells_between_other_signs_are_read_and_noted(feed_name: str, delimiter: str, landing: Landing) -> None:
    """S29: the header, which has every heading between those signs, leaves no doubt."""
    lines = csv.reader(csv_text(feed_name, good_rows(feed_name)).splitlines())
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows(lines)
    landed = landing.land(out.getvalue().encode(), feed_name)
    assert [note for note in landed.delivery.notes if note.startswith("cells are separated by ")] != []
    assert landed.rows == landing.land(csv_file(feed_name, good_rows(feed_name)), feed_name).rows


def test_renamed_column_between_other_signs_is_named_as_between_commas(landing: Landing) -> None:
    """S24: the cause is the heading, and not the signs."""
    headings = ["Case No", *headings_of("asb_incidents")[1:]]
    content = b"ASB extract\n" + csv_file("asb_incidents", good_rows("asb_incidents"), headings).replace(b",", b";")
    landed = landing.land(content, "asb_incidents")
    assert (landed.refusal["line"], landed.refusal["column"]) == (2, "case_ref")
    assert "“case_ref” is missing" in landed.refusal["message"]


def test_column_of_which_nothing_is_kept_may_be_missing(landing: Landing) -> None:
    """S26: nobody needs it, and nobody is asked for names that are then dropped."""
    dropped = ["Forename", "Surname"]
    kept = [heading for heading in headings_of(PROBATION) if heading not in dropped]
    landed = landing.land(csv_file(PROBATION, good_rows(PROBATION), kept), PROBATION)
    assert landed.delivery.notes == ("2 column(s) of which nothing is kept are missing",)
    assert landed.rows == landing.land(csv_file(PROBATION, good_rows(PROBATION)), PROBATION).rows


@pytest.mark.parametrize("place", [0, 4, -1])
def test_column_without_a_heading_is_left_out_where_it_is_blank_and_refused_where_it_is_not(
    place: int, landing: Landing
) -> None:
    """S23: a spreadsheet leaves such columns; one with values may be anything."""
    lines = [line.split(",") for line in csv_text("asb_incidents", good_rows("asb_incidents")).splitlines()]
    place %= len(lines[0]) + 1
    blank = [",".join([*line[:place], "", *line[place:]]) for line in lines]
    landed = landing.land(("\n".join(blank) + "\n").encode(), "asb_incidents")
    assert landed.delivery.notes == ("1 column(s) without a heading, blank or numbering the rows, left out",)
    assert landed.counts == {"received": 3, "accepted": 3}
    filled = [",".join([*line[:place], "" if line is lines[0] else "Qxvalue", *line[place:]]) for line in lines]
    refused = landing.land(("\n".join(filled) + "\n").encode(), "asb_incidents")
    assert refused.code == "E-HEADER" and f"column {place + 1} is blank" in refused.refusal["message"]


@pytest.mark.parametrize("first", [0, 1])
def test_column_that_numbers_the_rows_is_left_out(first: int, landing: Landing) -> None:
    """S27: what pandas writes in front of each row."""
    header, *rows = csv_text("asb_incidents", good_rows("asb_incidents")).splitlines()
    content = "\n".join([f",{header}", *(f"{number},{row}" for number, row in enumerate(rows, start=first))]) + "\n"
    landed = landing.land(content.encode(), "asb_incidents")
    assert landed.rows == landing.land(csv_file("asb_incidents", good_rows("asb_incidents")), "asb_incidents").rows


@settings(max_examples=25, deadline=None)
@pytest.mark.parametrize("feed", FEEDS.values(), ids=FEEDS)
@given(order=st.randoms(use_true_random=False))
def test_columns_in_any_order_land_in_the_right_column(feed: Feed, order: random.Random) -> None:
    """S25."""
    headings = headings_of(feed.name)
    rows = good_rows(feed.name)
    expected = conformed(csv_file(feed.name, rows), feed.name)
    assert _numbers(rows, feed) == {name: expected.accepted[name].to_pylist() for name in _numbers(rows, feed)}
    shuffled = order.sample(headings, len(headings))
    result = conformed(csv_file(feed.name, rows, shuffled), feed.name)
    assert result.accepted.equals(expected.accepted)
    noted = "columns came in another order and were read by name" in result.notes
    assert noted is (shuffled != headings)


def _numbers(rows: list[Row], feed: Feed) -> dict[str, list[float | None]]:
    """The numbers as sent, by column: read here, by Python."""
    kinds = {"integer": int, "number": float}
    return {
        column.name: [kinds[column.kind](cell) if cell not in column.unknown else None for cell in cells]
        for column in feed.columns
        if column.kind in kinds
        for cells in [[row[column.heading] for row in rows]]
    }


def test_note_of_another_order_is_kept_with_the_delivery(landing: Landing) -> None:
    """S25."""
    headings = headings_of(PROBATION)[::-1]
    landed = landing.land(csv_file(PROBATION, good_rows(PROBATION), headings), PROBATION)
    assert landed.delivery.notes == ("columns came in another order and were read by name",)
    assert landed.rows == landing.land(csv_file(PROBATION, good_rows(PROBATION)), PROBATION).rows
