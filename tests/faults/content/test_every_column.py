"""One file for each kind of fault and each column it may befall: each with its promised outcome.

A fault is a way to spoil one column of a feed's good rows, with the outcome that is promised whatever the feed. The
tests beside this one look at single faults more closely: at messages, notes and what stays out of them.
"""

import codecs
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from ossp_pipeline.contracts.column import Column, Kind
from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.errors import DeliveryRefused
from ossp_pipeline.extract.conform import ConformResult
from ossp_pipeline.feeds.registry import FEEDS
from ossp_pipeline.settings import PROJECT
from tests.faults.content.conftest import conformed, csv_file, csv_text, good_row, good_rows, headings_of

COUNT = 4


@dataclass(frozen=True)
class Refused:
    """The whole file. `words`: what the message says; {} is the heading."""

    code: str
    words: str = ""


@dataclass(frozen=True)
class Rejected:
    """One row of the good ones, for this rule of the column ("" for any), and the others land."""

    rule: str = ""


@dataclass(frozen=True)
class Accepted:
    """Every row. `note`: what is noted of it, where anything is."""

    note: str = ""


Outcome = Refused | Rejected | Accepted


@dataclass(frozen=True)
class Fault:
    """A kind of fault.

    ids      of the catalogue of faults that it is one of
    spoil    a feed's good file with this column spoiled
    outcome  what is promised; None where the fault does not concern the column
    """

    ids: str
    spoil: Callable[[Feed, Column], bytes]
    outcome: Callable[[Feed, Column], Outcome | None]


def cell(text: str) -> Callable[[Feed, Column], bytes]:
    """The last row holds this text."""

    def spoil(feed: Feed, column: Column) -> bytes:
        rows = good_rows(feed.name, COUNT)
        return csv_file(feed.name, [*rows[:-1], rows[-1] | {column.heading: text}])

    return spoil


def header(change: Callable[[list[str], int], list[str]]) -> Callable[[Feed, Column], bytes]:
    """The header is another, and the rows are as long as it."""

    def spoil(feed: Feed, column: Column) -> bytes:
        agreed = headings_of(feed.name)
        place = agreed.index(column.heading)
        headings = change(list(agreed), place)
        # A renamed column keeps its cells.
        new = {heading for heading in headings if heading not in agreed}
        rows = [row | dict.fromkeys(new, row[column.heading]) for row in good_rows(feed.name, COUNT)]
        return csv_file(feed.name, rows, headings)

    return spoil


def bytes_in_cell(content: bytes) -> Callable[[Feed, Column], bytes]:
    """The last row holds bytes that are in no text."""
    return lambda feed, column: cell("QxSpoiltQx")(feed, column).replace(b"QxSpoiltQx", content)


def is_read(feed: Feed, column: Column) -> bool:
    """Whether anything of the column is read: what is dropped may hold anything."""
    return column.landed or column.name in feed.person_from


def numbers(*kinds: Kind) -> Callable[[Feed, Column], Outcome | None]:
    return lambda feed, column: Rejected("readable") if column.kind in kinds and column.landed else None


def texts(outcome: Outcome) -> Callable[[Feed, Column], Outcome | None]:
    """Of a column of text that is read and may hold any."""

    def promised(feed: Feed, column: Column) -> Outcome | None:
        is_free = not (
            column.allowed or column.code_list or column.pattern or column.within or column.kind is not Kind.TEXT
        )
        is_fate = column.name in (feed.area_column, feed.owner_column, feed.consent and feed.consent[0])
        return outcome if is_free and is_read(feed, column) and not is_fate else None

    return promised


def listed(feed: Feed, column: Column) -> Outcome | None:
    """Of a column with a list of values."""
    is_listed = column.allowed or column.code_list
    is_consent = feed.consent is not None and feed.consent[0] == column.name
    return Rejected("allowed") if is_listed and is_read(feed, column) and not is_consent else None


def shaped(feed: Feed, column: Column) -> Outcome | None:
    return Rejected("pattern") if column.pattern and not (column.allowed or column.code_list) else None


def moments(feed: Feed, column: Column) -> Outcome | None:
    """Where other rows show the agreed form: the only cell of a column is judged as a column in another form."""
    is_moment = column.kind not in (Kind.TEXT, Kind.INTEGER, Kind.NUMBER)
    is_shown = bool(good_row(feed.name)[column.heading])
    return Rejected("readable") if is_moment and column.landed and is_shown else None


def needed(refused: Outcome) -> Callable[[Feed, Column], Outcome | None]:
    """Where a column may be left out, or nothing of it is kept, the rows are taken."""

    def promised(feed: Feed, column: Column) -> Outcome | None:
        if column.optional:
            return Accepted()
        decides = (
            *feed.key,
            *(recognised for _, by in feed.counted for recognised in by),
            feed.area_column,
            feed.consent and feed.consent[0],
        )
        is_needed = is_read(feed, column) or column.name in decides
        return refused if is_needed else Accepted("of which nothing is kept are missing")

    return promised


def blank(feed: Feed, column: Column) -> Outcome | None:
    return Rejected("required") if column.required and "" in column.unknown else None


def at_an_end(outcome: Outcome) -> Callable[[Feed, Column], Outcome | None]:
    """Of the first column and the last, where the same holds of every column."""
    return lambda feed, column: outcome if column.heading in (feed.headings[0], feed.headings[-1]) else None


def too_long(feed: Feed, column: Column) -> Outcome | None:
    """Where the feed has no outlines of areas."""
    return at_an_end(Refused("E-CELL"))(feed, column) if feed.longest_cell < 100_000 else None


def quoted(feed: Feed, column: Column) -> bytes:
    """The last cell of this column begins with a quote that is never closed."""
    return cell("QxSpoiltQx")(feed, column).replace(b"QxSpoiltQx", b'"QxSpoiltQx')


def wide(feed: Feed, column: Column) -> bytes:
    """The last row has one cell more, before this column."""
    return cell("QxSpoiltQx")(feed, column).replace(b"QxSpoiltQx", b"Qx,Qx")


def in_utf16(feed: Feed, column: Column) -> bytes:
    return codecs.BOM_UTF16_LE + csv_text(feed.name, good_rows(feed.name, COUNT)).encode("utf-16-le")


# "nan" is a word for nothing where no cell of the file is blank: `test_saved_again` tries these.
NO_NUMBERS = ("1,234", "£5", "(5)", "5-", "−5", "5%", "1_000", "0x1F", "1E5", "١٢", "inf", "#REF!", "1 000")
FAULTS: dict[str, Fault] = {
    "renamed": Fault(
        "S24",
        header(lambda names, at: [*names[:at], f"{names[at]} new", *names[at + 1 :]]),
        lambda feed, column: Refused("E-HEADER", "“{}”" if is_read(feed, column) else ""),
    ),
    "missing": Fault(
        "S26",
        header(lambda names, at: names[:at] + names[at + 1 :]),
        needed(Refused("E-HEADER", "“{}” is missing")),
    ),
    "twice": Fault(
        "S26", header(lambda names, at: [*names, names[at]]), lambda *_: Refused("E-HEADER", "occurs more than once")
    ),
    "first": Fault(
        "S25",
        header(lambda names, at: [names[at], *names[:at], *names[at + 1 :]]),
        lambda feed, column: Accepted("columns came in another order" if column.heading != feed.headings[0] else ""),
    ),
    "a field too many": Fault("S27", wide, at_an_end(Rejected("fields"))),
    "a quote that is not closed": Fault("S28", quoted, at_an_end(Refused("E-QUOTE"))),
    "a NUL": Fault("S29", bytes_in_cell(b"Qx\x00"), texts(Rejected("printable"))),
    "a byte of another encoding": Fault(
        "S29", bytes_in_cell(b"Qx\x81"), at_an_end(Refused("E-ENCODING", "the text is not"))
    ),
    "two bytes a letter": Fault("S29", in_utf16, at_an_end(Accepted("utf-16"))),
    **{f"{text} for a number": Fault("S30 S31", cell(text), numbers(Kind.INTEGER, Kind.NUMBER)) for text in NO_NUMBERS},
    "12.7 for a whole number": Fault("S31", cell("12.7"), numbers(Kind.INTEGER)),
    "a formula for a number": Fault("S35 H01", cell("=1+1"), numbers(Kind.INTEGER, Kind.NUMBER)),
    **{
        f"{text} for a day": Fault("S34 S35", cell(text), moments)
        for text in ("45016", "Mar-24", "31/02/2024", "2024-02-30", "03 31 2024", "2024.03.01", "tomorrow", "=TODAY()")
    },
    "an unknown code": Fault("S47", cell("Qx new code"), listed),
    "a code with a zero-width space": Fault("S47 H10", cell("\u200bQx"), listed),
    "text of no agreed form": Fault("S47", cell("Qx no form"), shaped),
    "text that a backtracking pattern would choke on": Fault("H12", cell("a" * 1_900 + "!"), shaped),
    "blank": Fault("S33", cell(""), blank),
    "a formula": Fault("H01", cell("=WEBSERVICE(1)"), texts(Accepted())),
    "quotes, braces and signs of other languages": Fault(
        "H02 H03 H07", cell("'; drop table x; -- <script>alert(1)</script> {{ 7*7 }}"), texts(Accepted())
    ),
    **{
        f"U+{ord(mark):04X} in a text": Fault("H10 H11", cell(f"Qx{mark}y"), texts(Rejected("printable")))
        for mark in "\u202e\u200b\u2066\x1b\x07"
    },
    "a cell of a hundred thousand letters": Fault("H09", cell("Q" * 100_000), too_long),
}


def cases() -> Iterator[tuple[str, str, str]]:
    """Fault, feed and column of every file."""
    for name, fault in FAULTS.items():
        for feed in FEEDS.values():
            for column in feed.columns:
                if fault.outcome(feed, column):
                    yield name, feed.name, column.name


CASES = list(cases())
# Faults of the catalogue that touch a connector or a reader and have tests of their own, by the file and a test in it.
_WEB, _API = "tests/functional/connections/test_web_file.py", "tests/functional/connections/test_police_uk.py"
_UNPACK, _FILES = "tests/unit/extract/test_unpack.py", "tests/faults/content/test_files.py"
_VALUES, _DELIVERIES = "tests/faults/content/test_values.py", "tests/faults/content/test_deliveries.py"
_RETURNED, _HEADERS = "tests/faults/returns/test_workbooks.py", "tests/faults/content/test_headers.py"
ELSEWHERE = {
    "S01": (_FILES, "test_file_that_is_not_csv_is_refused_and_named"),
    "S02": (_UNPACK, "test_archive_that_is_not_safe_is_kept_as_it_came_and_refused_by_name"),
    "S03": (_UNPACK, "test_archive_that_is_not_safe_is_kept_as_it_came_and_refused_by_name"),
    "S04": (_UNPACK, "test_archive_that_is_not_safe_is_kept_as_it_came_and_refused_by_name"),
    "S05": (_UNPACK, "test_archive_that_is_not_safe_is_kept_as_it_came_and_refused_by_name"),
    "S06": (_API, "test_the_api_is_asked_at_most_ten_times_a_second"),
    "S07": (_API, "test_an_area_that_is_too_full_is_halved_and_every_crime_counts_once"),
    "S08": (_WEB, "test_a_slow_server_does_not_hold_us"),
    "S09": (_WEB, "test_a_redirect_in_a_circle_ends"),
    "S10": (_WEB, "test_a_certificate_of_an_unknown_authority_is_refused"),
    "S11": (_WEB, "test_a_file_that_is_always_cut_is_refused"),
    "S12": (_WEB, "test_a_version_is_above_every_file_of_the_period_that_was_received"),
    "S13": (_API, "test_an_answer_in_another_shape_is_refused"),
    "S14": (
        "tests/functional/connections/test_database.py",
        "test_a_connection_that_is_lost_is_tried_again_in_a_new_transaction",
    ),
    "S15": (_FILES, "test_file_still_being_copied_waits_and_is_received_complete"),
    "S20": (_DELIVERIES, "test_file_of_another_period_than_its_name_says_is_refused"),
    "S23": (
        "tests/faults/content/test_headers.py",
        "test_added_column_is_ignored_and_noted_where_the_contract_says_so",
    ),
    "S32": (_VALUES, "test_leading_zeros_and_eighteen_digits_of_a_reference_are_kept_apart"),
    "S37": (_VALUES, "test_exact_repeat_counts_once_and_is_reported"),
    "S38": (_DELIVERIES, "test_older_delivery_stays_beside_its_revision_and_a_large_change_holds"),
    "S40": (_RETURNED, "test_workbook_that_is_not_the_one_issued_is_refused"),
    "S41": (_VALUES, "test_number_below_or_above_its_range_is_rejected"),
    "S42": (_VALUES, "test_row_of_another_area_is_counted_and_does_not_land"),
    "S43": (_DELIVERIES, "test_row_with_a_code_of_2011_is_the_areas_too"),
    "S45": (_VALUES, "test_hours_of_a_clock_change_stay_on_their_day_and_none_is_lost"),
    "S46": (_VALUES, "test_date_on_the_edge_of_the_financial_year_counts_to_its_own_quarter"),
    "S48": (_FILES, "test_empty_file_is_refused"),
    "S49": (
        "tests/faults/content/test_lines.py",
        "test_total_that_says_another_number_is_rejected_and_the_doubt_is_noted",
    ),
    "S50": (_VALUES, "test_placeholder_date_of_birth_is_rejected"),
    "H04": ("tests/unit/extract/readers/test_workbook.py", "test_declared_entities_are_refused_and_nothing_expands"),
    "H05": (_RETURNED, "test_workbook_that_acts_explodes_or_is_damaged_is_refused"),
    "H08": ("tests/architecture/test_dependencies.py", "test_nothing_unpickles"),
}
# Judged after reading: months that are missing or thin, percentages of returns, late returns, changed wards; or no file
# of a supplier at all: settings, DuckDB, dependencies.
NOT_READ = {"S21", "S22", "S36", "S39", "S44", "H06", "H13", "H14"}
ALL = {f"S{number:02d}" for number in (*range(1, 16), *range(20, 51))} | {f"H{number:02d}" for number in range(1, 15)}


@pytest.mark.slow
@pytest.mark.parametrize("name", FAULTS)
def test_each_file_has_the_promised_outcome(name: str) -> None:
    """Every column that the fault concerns, of every feed."""
    fault = FAULTS[name]
    wrong = [
        f"{feed}.{column}: {told}"
        for fault_name, feed, column in CASES
        if fault_name == name
        if (told := _differs(fault, FEEDS[feed], FEEDS[feed].column(column)))
    ]
    assert any(case[0] == name for case in CASES)
    assert wrong == []


def _differs(fault: Fault, feed: Feed, column: Column) -> str:
    """What came of the file where it is not what is promised."""
    outcome = fault.outcome(feed, column)
    try:
        result = conformed(fault.spoil(feed, column), feed.name)
    except DeliveryRefused as refusal:
        is_promised = isinstance(outcome, Refused) and refusal.code == outcome.code
        is_said = is_promised and outcome.words.format(column.heading) in refusal.message
        return "" if is_said and "Qx" not in refusal.message else str(refusal)
    if isinstance(outcome, Rejected):
        return _not_one_rejected(result, outcome.rule)
    if isinstance(outcome, Accepted) and outcome.note in "; ".join(result.notes):
        counts = result.accounting
        return "" if counts.accepted == counts.received == COUNT else f"{counts} {result.broken}"
    return f"{result.accounting} {result.broken} {result.notes}"


def _not_one_rejected(result: ConformResult, rule: str) -> str:
    """The others land, and the last is rejected for this rule."""
    counts = result.accounting
    is_rejected = (counts.received, counts.accepted, counts.rejected) == (COUNT, COUNT - 1, 1)
    is_for_it = any(broken.endswith(f".{rule}") for broken in result.broken)
    return "" if is_rejected and is_for_it else f"{counts} {result.broken}"


def test_there_are_more_than_three_hundred_files() -> None:
    assert len(CASES) > 300


def test_each_fault_of_a_delivery_is_here_or_has_its_test_elsewhere_or_is_judged_later() -> None:
    here = {number for fault in FAULTS.values() for number in fault.ids.split()}
    assert here | ELSEWHERE.keys() | NOT_READ == ALL
    assert not NOT_READ & (here | ELSEWHERE.keys())


@pytest.mark.parametrize("fault", ELSEWHERE)
def test_fault_that_is_tested_elsewhere_is(fault: str) -> None:
    file, test = ELSEWHERE[fault]
    assert f"def {test}(" in (PROJECT / file).read_text(encoding="utf-8")
