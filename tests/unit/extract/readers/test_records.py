"""Fixed-width extracts: what is written by the layout is read back, and nothing that is lost goes unnoticed."""

import csv
from collections import Counter

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ossp_pipeline.errors import DeliveryRefused
from ossp_pipeline.extract.readers.records import Unread, read_head, read_records, without_owners
from ossp_pipeline.layouts.ndelius_records import RECORD_TYPES
from tests.conftest import REAL_DATA
from tests.extracts import TYPES, extract, head, line, section, supervised_person

WHOLE = extract({"1": supervised_person(1), "2": supervised_person(2)})
READ_TYPES = [kind for kind in RECORD_TYPES if kind.fields]
# What a cell may hold: a padding sign is none of it, nor is a line end; blanks at its ends are padding too.
CELLS = st.text(
    st.characters(codec="utf-8", exclude_characters="~\n", exclude_categories=("Cs", "Cc", "Z")), max_size=7
)


def read(content: bytes) -> tuple[list, list[int]]:
    unread = Unread()
    return list(read_records(content, RECORD_TYPES, unread)), unread.lines


def lines_of(content: bytes) -> list[str]:
    return content.decode().split("\n")


@given(st.data())
def test_records_written_by_the_layout_are_read_back(data: st.DataObject) -> None:
    kinds = data.draw(st.lists(st.sampled_from(READ_TYPES), min_size=1, max_size=4))
    written = [(kind.name, {name: data.draw(CELLS)[:length] for name, _, length in kind.fields}) for kind in kinds]
    records, unread = read(extract({"5": written}))
    assert [(record.kind, record.values) for record in records] == written
    assert ({record.owner for record in records}, unread) == ({"5"}, [])


@given(st.data())
def test_a_changed_extract_is_refused_or_every_line_is_accounted_for(data: st.DataObject) -> None:
    """A line cut out, cut short, doubled or overwritten: either a total does not fit, or the line is set aside."""
    lines = lines_of(WHOLE)
    place = data.draw(st.integers(1, len(lines) - 2))
    how = data.draw(st.sampled_from(["drop", "cut", "double", "overwrite", "garbage"]))
    at = data.draw(st.integers(0, max(len(lines[place]) - 1, 0)))
    changed = {
        "drop": [],
        "cut": [lines[place][:at]],
        "double": [lines[place]] * 2,
        "overwrite": [lines[place][:at] + data.draw(st.sampled_from("LSDE~|9é\x00")) + lines[place][at + 1 :]],
        "garbage": [data.draw(st.text(max_size=50)).replace("\n", "")],
    }[how]
    content = "\n".join([*lines[:place], *changed, *lines[place + 1 :]]).encode(errors="replace")
    whole = Counter(record.kind for record in read(WHOLE)[0])
    try:
        records, unread = read(content)
    except DeliveryRefused as refusal:
        assert refusal.code in ("E-TOTALS", "E-TRUNCATED")
        return
    assert sum(Counter(record.kind for record in records).values()) + len(unread) >= sum(whole.values())


@given(st.integers(0, len(WHOLE) - 5))
def test_an_extract_that_was_cut_off_is_refused(end: int) -> None:
    with pytest.raises(DeliveryRefused):
        read(WHOLE[:end])


@given(st.binary(max_size=300))
def test_no_bytes_crash_the_reader(content: bytes) -> None:
    read_head(content)
    with pytest.raises(DeliveryRefused):
        read(content)
        assume(False)


def test_a_line_of_no_known_record_is_set_aside_with_its_number() -> None:
    lines = lines_of(WHOLE)
    place = next(number for number, text in enumerate(lines) if len(text) == 82)
    content = "\n".join([*lines[:place], lines[place] + "~", *lines[place + 1 :]]).encode()
    records, unread = read(content)
    assert unread == [place + 1]
    assert Counter(record.kind for record in records)["EventDetails"] == 1


def test_bytes_that_are_no_text_make_their_line_unknown_and_no_other() -> None:
    content = WHOLE.replace(b"Q987601", b"Q98760\xff", 1)
    records, unread = read(content)
    assert len(unread) == 1
    assert [record.values["CRN"] for record in records if record.kind == "Offenders"] == ["Q987602"]


def test_two_records_of_one_length_are_told_apart_by_their_section() -> None:
    disability, provision = TYPES["Disability"], TYPES["Provision"]
    assert (disability.key, disability.length) == (provision.key, provision.length)
    lines = [*section("DISABILITY", [line(disability, {})]), *section("RQMNT", [line(provision, {})])]
    content = "\n".join([head(1, 1), "SS".ljust(40, "~"), *lines, "SE".ljust(40, "~"), "FO"]).encode()
    assert read(content)[1] == [7]


@pytest.mark.parametrize(
    ("old", "new", "message", "number"),
    [
        ("RQMNT".ljust(30, "~") + "1", "RQMNT".ljust(30, "~") + "2", "states 2 records and has 1", 18),
        ("RQMNT".ljust(30, "~") + "1", "RQMNT".ljust(30, "~") + "~", "does not state how many", 18),
        ("00002~~~~~~~~~\n", "00003~~~~~~~~~\n", "states 3 people and has 2", 1),
        ("SE1", "SE3", "is not that of the person who began", 21),
        ("\nFO", "\nFO\nFO", "follow the end", 43),
        ("\nFO", "", "has no end", None),
    ],
)
def test_a_total_that_does_not_fit_refuses_the_file_with_the_line(
    old: str, new: str, message: str, number: int | None
) -> None:
    changed = WHOLE.decode().replace(old, new, 1)
    assert changed != WHOLE.decode()
    with pytest.raises(DeliveryRefused, match=message) as refused:
        read(changed.encode())
    assert refused.value.position.line == number


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_line_ends_and_a_byte_order_mark_change_nothing(end: str, mark: bytes) -> None:
    content = mark + WHOLE.replace(b"\n", end.encode())
    assert read(content) == read(WHOLE)
    assert read_head(content) == read_head(WHOLE)


def test_the_header_of_the_published_test_file_is_read() -> None:
    found = read_head(b"HEFULL1234~~~~~~1900010112300012345~~~~~\n")
    assert found is not None
    assert (found.is_full, found.sequence, str(found.made_on)) == (True, 1234, "1900-01-01")
    assert read_head(b"HEFULL1234~~~~~~1900023112300012345~~~~~\n") is None
    assert read_head(b"CRN,Forename\n") is None


def test_without_some_people_an_extract_is_that_of_the_others() -> None:
    kept, removed = without_owners(WHOLE, {"2"})
    assert kept == extract({"1": supervised_person(1)})
    assert len(removed) == 1 and removed[0].startswith(b"SS2") and removed[0].rstrip().endswith(b"SE2" + b"~" * 37)
    assert without_owners(WHOLE, {"3"}) == (WHOLE, [])


def test_the_layout_is_that_of_the_supplier() -> None:
    path = REAL_DATA / "ndelius_extract_format" / "derived_record_layout.csv"
    if not path.exists():
        pytest.skip(f"{path.name} is not here")
    with path.open(encoding="utf-8", newline="") as handle:
        rows = [row for row in csv.DictReader(handle) if row["starting_key"] == "LD"]
    shape = {(row["record"], int(row["line_length"]), row["parent_key"]) for row in rows}
    assert {(kind.name, kind.length, kind.section) for kind in RECORD_TYPES} == shape
    places = {(row["record"], row["field"], int(row["start_0based"]), int(row["length"])) for row in rows}
    assert {(kind.name, *place) for kind in RECORD_TYPES for place in kind.fields} <= places
