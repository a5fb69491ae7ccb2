"""Lines and fields: too many or too few of them, quotes, line ends, blank lines, footers. Line numbers are physical."""

from collections.abc import Callable

import pytest

from ossp_pipeline.feeds.registry import FEEDS
from tests.faults.content.conftest import Landing, csv_file, good_row, good_rows, headings_of

ASB = "asb_incidents"
CRIME = "police_crime"
ENDS = {"LF": "\n", "CRLF": "\r\n", "CR": "\r"}


def _lines(feed_name: str, count: int = 3) -> list[bytes]:
    """Header and rows, without line ends."""
    return csv_file(feed_name, good_rows(feed_name, count)).splitlines()


def _joined(lines: list[bytes], end: bytes = b"\n") -> bytes:
    return b"".join(line + end for line in lines)


WIDTHS = {"one more": lambda line: line + b",", "one less": lambda line: line.rsplit(b",", 1)[0]}


@pytest.mark.parametrize("spoil", WIDTHS.values(), ids=WIDTHS)
@pytest.mark.parametrize("feed_name", FEEDS)
def test_row_with_an_extra_or_missing_field_is_rejected_with_its_line(
    feed_name: str, spoil: Callable[[bytes], bytes], landing: Landing
) -> None:
    """S27."""
    lines = _lines(feed_name)
    lines[2] = spoil(lines[2])
    landed = landing.land(_joined(lines), feed_name)
    assert landed.counts == {"received": 3, "accepted": 2, "rejected": 1}
    assert landed.rejects == [(3, "", "row.fields")]
    assert landed.rows == landing.land(_joined([*lines[:2], lines[3]]), feed_name).rows


@pytest.mark.parametrize("feed_name", FEEDS)
def test_no_row_lands_shifted_when_every_row_has_an_extra_field_in_front(feed_name: str, landing: Landing) -> None:
    """S27: no column becomes an index; every row is rejected, which holds the release."""
    header, *rows = _lines(feed_name)
    landed = landing.land(_joined([header, *(b"," + row for row in rows)]), feed_name)
    assert landed.counts == {"received": 3, "rejected": 3}
    assert landed.rejects == [(line, "", "row.fields") for line in (2, 3, 4)]
    assert landed.outcomes()["rows.within_tolerance"].holds


@pytest.mark.parametrize("feed_name", FEEDS)
def test_a_comma_behind_every_row_is_left_out_and_noted(feed_name: str, landing: Landing) -> None:
    """S27: the cells stand under their own headings, as their forms show."""
    header, *rows = _lines(feed_name)
    landed = landing.land(_joined([header, *(row + b"," for row in rows)]), feed_name)
    assert landed.delivery.notes == ("1 cell(s) without a value at the end of every row left out",)
    assert landed.rows == landing.land(_joined([header, *rows]), feed_name).rows


def test_a_comma_behind_all_rows_but_one_is_a_field_too_many(landing: Landing) -> None:
    """S27: then something was written without quotes, and cells may have moved."""
    header, *rows = _lines(ASB)
    landed = landing.land(_joined([header, *(row + b"," for row in rows[:-1]), rows[-1]]), ASB)
    assert landed.rejects == [(2, "", "row.fields"), (3, "", "row.fields")]


def test_row_of_another_width_behind_a_quoted_line_end_is_counted_by_physical_lines(landing: Landing) -> None:
    """S27, S28: the row of lines 3 and 4 is named by the line it ends on, and later rows by theirs."""
    lines = _lines(ASB, 4)
    lines[2] = lines[2].replace(b"ASBQX-10002", b'"ASBQX\n10002"') + b",Qxextra"
    lines[4] = lines[4].replace(b"Noise", b"Qxnoise")
    landed = landing.land(_joined(lines), ASB)
    assert landed.counts == {"received": 4, "accepted": 2, "rejected": 2}
    assert landed.rejects == [(4, "", "row.fields"), (6, "category", "category.allowed")]


@pytest.mark.parametrize("place", [1, 2, 3])
@pytest.mark.parametrize("feed_name", FEEDS)
def test_unterminated_quote_is_refused(feed_name: str, place: int, landing: Landing) -> None:
    """S28: after it, it is not known where a row ends."""
    lines = _lines(feed_name)
    lines[place] = b'"' + lines[place]
    landed = landing.land(_joined(lines), feed_name)
    assert landed.code == "E-QUOTE"
    assert "quote is not closed" in landed.refusal["message"]
    assert "export again" in landed.refusal["remedy"]


def test_unterminated_quote_that_swallows_too_much_is_refused_with_a_line(landing: Landing) -> None:
    """S28."""
    lines = [b'"' + line if place == 1 else line for place, line in enumerate(_lines(ASB))]
    landed = landing.land(_joined([*lines, *[lines[2]] * 60_000]), ASB)
    assert landed.code in ("E-QUOTE", "E-CELL")
    assert landed.refusal["line"] is not None


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r", "\n\n"], ids=ascii)
def test_line_ends_within_quotes_do_not_end_the_row(line_end: str, landing: Landing) -> None:
    """S28: in a column that does not land they do no harm; later rows are named by their physical lines."""
    rows = good_rows(CRIME)
    rows[1]["HO Offence Description"] = f"Qxfirst{line_end}Qxsecond"
    rows[2]["HO Offence Code"] = "QX9"
    landed = landing.land(csv_file(CRIME, rows), CRIME)
    assert landed.counts == {"received": 3, "accepted": 2, "rejected": 1}
    assert landed.rejects == [(4 + len(line_end.replace("\r\n", "\n")), "HO Offence Code", "offence_code.allowed")]
    assert landed.rows == landing.land(csv_file(CRIME, good_rows(CRIME, 2)), CRIME).rows


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"], ids=ascii)
def test_line_ends_within_a_column_that_lands_are_rejected(line_end: str, landing: Landing) -> None:
    """S28: alike for every kind of line end, and named by the line on which the row ends."""
    rows = [good_row(ASB), good_row(ASB, 2, case_token=f"ASBQX{line_end}10002"), good_row(ASB, 3)]
    landed = landing.land(csv_file(ASB, rows), ASB)
    assert landed.counts == {"received": 3, "accepted": 2, "rejected": 1}
    assert landed.rejects == [(4, "case_ref", "row.printable")]


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS)
@pytest.mark.parametrize("feed_name", FEEDS)
def test_file_lands_alike_with_any_line_end(feed_name: str, end: str, landing: Landing) -> None:
    """S28."""
    landed = landing.land(csv_file(feed_name, good_rows(feed_name), end=end), feed_name)
    assert landed.counts == {"received": 3, "accepted": 3}
    assert landed.rows == landing.land(csv_file(feed_name, good_rows(feed_name)), feed_name).rows


@pytest.mark.parametrize("ends", [(b"\r\n", b"\n", b"\r", b"\r\n"), (b"\n", b"\r", b"\r\n", b"\n"), (b"\r\r\n",) * 4])
def test_mixed_line_ends_are_each_one_line(ends: tuple[bytes, ...], landing: Landing) -> None:
    """S28: `\\r\\r\\n`, the result of a double conversion, is a line and a blank line."""
    lines = _lines(CRIME)
    lines[3] = lines[3].replace(b"28E", b"QX9")
    landed = landing.land(b"".join(line + end for line, end in zip(lines, ends, strict=True)), CRIME)
    assert landed.counts == {"received": 3, "accepted": 2, "rejected": 1}
    assert landed.rejects == [(7 if ends[0] == b"\r\r\n" else 4, "HO Offence Code", "offence_code.allowed")]


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
@pytest.mark.parametrize("feed_name", FEEDS)
def test_blank_lines_are_no_rows_and_count_as_lines(feed_name: str, end: bytes, landing: Landing) -> None:
    """S28: in the middle and at the end."""
    header, first, second, third = _lines(feed_name)
    landed = landing.land(_joined([header, b"", first, b"", b"", second, third + b",", b"", b""], end), feed_name)
    assert landed.counts == {"received": 3, "accepted": 2, "rejected": 1}
    assert landed.rejects == [(7, "", "row.fields")]


@pytest.mark.parametrize("line", [b" ", b"\t", b'""', b"\x00"])
def test_line_that_only_looks_blank_is_a_row_with_too_few_fields(line: bytes, landing: Landing) -> None:
    """S28, S29."""
    lines = _lines(CRIME)
    landed = landing.land(_joined([*lines[:2], line, *lines[2:]]), CRIME)
    assert landed.counts == {"received": 4, "accepted": 3, "rejected": 1}
    assert landed.rejects == [(3, "", "row.fields")]


@pytest.mark.parametrize("feed_name", FEEDS)
def test_lines_of_commas_at_the_end_are_no_rows_and_noted(feed_name: str, landing: Landing) -> None:
    """S49: what a spreadsheet leaves below its last row, also hundreds of lines."""
    lines = _lines(feed_name)
    landed = landing.land(_joined([*lines, *[b"," * lines[0].count(b",")] * 250]), feed_name)
    assert landed.counts == {"received": 3, "accepted": 3}
    assert landed.delivery.notes == ("250 row(s) without a value at the end left out",)


@pytest.mark.parametrize("feed_name", FEEDS)
def test_line_of_commas_between_rows_is_rejected_by_its_required_columns(feed_name: str, landing: Landing) -> None:
    """S49."""
    header, first, *others = _lines(feed_name)
    landed = landing.land(_joined([header, first, b"," * header.count(b","), *others]), feed_name)
    required = [column for column in FEEDS[feed_name].columns if column.required]
    assert landed.counts == {"received": 4, "accepted": 3, "rejected": 1}
    assert {(3, column.heading, f"{column.name}.required") for column in required} == set(landed.rejects)


@pytest.mark.parametrize("feed_name", FEEDS)
def test_footer_of_one_word_is_rejected(feed_name: str, landing: Landing) -> None:
    """S49."""
    landed = landing.land(_joined([*_lines(feed_name), b"Total"]), feed_name)
    assert landed.counts == {"received": 4, "accepted": 3, "rejected": 1}
    assert {line for line, _, _ in landed.rejects} == {5}
    assert landed.outcomes()["rows.within_tolerance"].holds


def _with_total(feed_name: str, number: int) -> bytes:
    """A total under the first and the last column that are read."""
    lines = _lines(feed_name)
    return _joined([*lines, b"Total" + b"," * lines[0].count(b",") + b"%d" % number])


@pytest.mark.parametrize("feed_name", FEEDS)
def test_total_that_says_as_many_rows_as_there_are_is_left_out(feed_name: str, landing: Landing) -> None:
    """S49: it says that the file is whole."""
    landed = landing.land(_with_total(feed_name, 3), feed_name)
    assert landed.counts == {"received": 3, "accepted": 3}
    assert landed.delivery.notes == ("a total at the end left out; it says as many rows as there are",)


@pytest.mark.parametrize("feed_name", FEEDS)
def test_total_that_says_another_number_is_rejected_and_the_doubt_is_noted(feed_name: str, landing: Landing) -> None:
    """S49: rows may be missing, or it is the total of something else."""
    landed = landing.land(_with_total(feed_name, 700), feed_name)
    assert landed.counts == {"received": 4, "accepted": 3, "rejected": 1}
    assert {line for line, _, _ in landed.rejects} == {5}
    assert "is the file whole?" in landed.delivery.notes[0]


# A last line without an end: what its last cell is, and whether it could go on.
LAST_CELLS = {
    b"2024-04-11": True,
    b"Noise": True,
    b'"17"': True,
    b"17": False,
    b"": False,
    b"2024-04-1": False,
    b"Nois": False,
}


@pytest.mark.parametrize(("cell", "is_whole"), LAST_CELLS.items())
def test_last_line_without_an_end_is_whole_where_its_last_cell_cannot_go_on(
    cell: bytes, is_whole: bool, landing: Landing
) -> None:
    """S15: “17” may be the beginning of 175."""
    last = {b"2024": "closed_date", b"Nois": "category"}.get(cell[:4], "vulnerability_score")
    headings = [*(name for name in headings_of(ASB) if name != last), last]
    content = csv_file(ASB, good_rows(ASB), headings).rsplit(b",", 1)[0] + b"," + cell
    landed = landing.land(content, ASB)
    if is_whole:
        assert landed.counts == {"received": 3, "accepted": 3}
    else:
        assert landed.code == "E-TRUNCATED"
        assert f"its last cell, “{last}”, might go on" in landed.refusal["message"]


@pytest.mark.parametrize("feed_name", FEEDS)
def test_header_repeated_in_the_middle_is_rejected_and_named(feed_name: str, landing: Landing) -> None:
    """S49: what joining two files leaves, or a report with a header on every page."""
    header, *rows = _lines(feed_name)
    landed = landing.land(_joined([header, *rows, header, *_lines(feed_name, 5)[4:]]), feed_name)
    assert landed.counts == {"received": 6, "accepted": 5, "rejected": 1}
    assert {line for line, _, _ in landed.rejects} == {5}
    assert "the header stands 1 more time(s) between the rows: are these several files in one?" in landed.delivery.notes


CLOSINGS = {
    "SQL Server": b"\n({count} rows affected)\n\nCompletion time: 2024-04-12T09:00:01.1234567+01:00\n",
    "SQL*Plus": b"\n{count} rows selected.\n",
    "MySQL": b"{count} rows in set (0.05 sec)\n",
    "in a cell": b'"({count} rows)",,,\n',
    "a count in words": b"Total records: {count}\n*** End of report ***\n",
}


@pytest.mark.parametrize("closing", CLOSINGS.values(), ids=CLOSINGS)
@pytest.mark.parametrize("feed_name", FEEDS)
def test_closing_words_that_say_as_many_rows_as_there_are_are_left_out(
    feed_name: str, closing: bytes, landing: Landing
) -> None:
    """S49: what databases write below the rows."""
    whole = _joined(_lines(feed_name))
    landed = landing.land(whole + closing.replace(b"{count}", b"3"), feed_name)
    assert landed.counts == {"received": 3, "accepted": 3}
    assert "below the rows left out, which say(s) as many rows as there are" in landed.delivery.notes[-1]
    assert landed.rows == landing.land(whole, feed_name).rows


@pytest.mark.parametrize("feed_name", FEEDS)
def test_closing_words_that_say_another_number_are_rejected_and_the_doubt_is_noted(
    feed_name: str, landing: Landing
) -> None:
    """S49: rows may be missing."""
    landed = landing.land(_joined([*_lines(feed_name), b"(674 rows affected)"]), feed_name)
    assert landed.counts == {"received": 4, "accepted": 3, "rejected": 1}
    assert landed.rejects == [(5, "", "row.fields")]
    assert landed.delivery.notes == ("the closing line says 674 rows, and there are 3: is the file whole?",)


def test_words_that_are_not_known_to_close_a_report_are_rejected(landing: Landing) -> None:
    landed = landing.land(_joined([*_lines(ASB), b"Checked by Qxsomebody", b"End of report"]), ASB)
    assert landed.rejects == [(5, "", "row.fields")]
    assert landed.delivery.notes == ("1 closing line(s) below the rows left out",)


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_closing_words_are_left_out_with_any_line_end(end: bytes, landing: Landing) -> None:
    """S28, S49: also with a blank line above them, and without a line end below."""
    text = _joined([*_lines(ASB), b"", b"3 rows", b"End of report"], end).removesuffix(end)
    landed = landing.land(text, ASB)
    assert landed.counts == {"received": 3, "accepted": 3}
    assert landed.delivery.notes[-1].startswith("2 closing line(s) below the rows left out")


def test_closing_words_within_the_last_cell_stay_in_it(landing: Landing) -> None:
    """They are a line of the file, and no line of their own of the table."""
    header, first, last = _lines(ASB, 2)
    landed = landing.land(_joined([header, first, last.rsplit(b",", 1)[0] + b',"Qx', b'end of report"']), ASB)
    assert landed.counts["received"] == 2
    assert not any("closing" in note for note in landed.delivery.notes)


RULES = {
    "as many cells": lambda header: b",".join(b"-" * len(cell) for cell in header.split(b",")),
    "one cell": lambda header: b"-" * len(header),
    "crossed": lambda header: b"-+-".join(b"-" * len(cell) for cell in header.split(b",")),
}


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
@pytest.mark.parametrize("feed_name", FEEDS)
def test_a_line_of_hyphens_below_the_header_is_left_out(
    feed_name: str, rule: Callable[[bytes], bytes], landing: Landing
) -> None:
    """A row keeps the number of its line."""
    header, first, *others = _lines(feed_name)
    landed = landing.land(_joined([header, rule(header), first, others[0] + b",Qxmore"]), feed_name)
    assert landed.counts == {"received": 2, "accepted": 1, "rejected": 1}
    assert landed.rejects == [(4, "", "row.fields")]
    assert "a line of hyphens below the header left out" in landed.delivery.notes
