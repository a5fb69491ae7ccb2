"""The file as a whole: is it data, is it complete, can it be read, is it too large?"""

import codecs
import json
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.feeds.registry import FEEDS
from ossp_pipeline.settings import PROJECT
from tests.faults.content.conftest import NAMES, Landing, csv_file, csv_text, good_row, good_rows

ASB = "asb_incidents"
CRIME = "police_crime"
NOT_DATA = {
    "login page": b"<!DOCTYPE html>\n<html><body>Sign in, Qxuser</body></html>\n",
    "error page after blank lines": b"\n\n  <html><body>503 Service Unavailable</body></html>\n",
    "page with a byte order mark": codecs.BOM_UTF8 + b"<html></html>\n",
    "error as JSON": b'{"error": "rate limit", "detail": "Qxdetail"}\n',
    "list as JSON": b'[{"name": "Qxname"}]\n',
    "workbook": b"PK\x03\x04" + b"\0" * 60 + b"\n",
    "old workbook": b"\xd0\xcf\x11\xe0" + b"\0" * 60 + b"\n",
    "gzip": b"\x1f\x8b\x08" + b"\0" * 60 + b"\n",
    "PDF": b"%PDF-1.7\n",
    "Parquet": b"PAR1" + b"\0" * 60 + b"\n",
}
# What a child process does with a file: conform it, and print the time and memory that takes.
_MEASURE = """
import json, resource, sys, time
from pathlib import Path
from ossp_pipeline.contracts.area import Area
from ossp_pipeline.contracts.period import Cadence, parse_period
from ossp_pipeline.errors import DeliveryRefused
from ossp_pipeline.feeds.asb_incidents import FEED
from ossp_pipeline.extract.conform import FileContext, conform
context = FileContext(parse_period(Cadence.MONTH, "2024-03"), Area(None, None), {}, bytes(32))
peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
content, before, start = Path(sys.argv[1]).read_bytes(), peak(), time.monotonic()
try:
    conform(content, FEED, context)
    code = None
except DeliveryRefused as refusal:
    code = refusal.code
print(json.dumps({"code": code, "megabytes": peak() - before, "seconds": time.monotonic() - start}))
"""


@pytest.mark.parametrize("content", NOT_DATA.values(), ids=NOT_DATA)
@pytest.mark.parametrize("feed_name", FEEDS)
def test_file_that_is_not_csv_is_refused_and_named(feed_name: str, content: bytes, landing: Landing) -> None:
    """S01."""
    landed = landing.land(content, feed_name)
    assert landed.code == "E-NOTDATA"
    assert "not a CSV file" in landed.refusal["message"]
    assert "send the CSV file again" in landed.refusal["remedy"]


def test_file_still_being_copied_waits_and_is_received_complete(
    landing: Landing, monkeypatch: pytest.MonkeyPatch
) -> None:
    """S15."""
    monkeypatch.setattr("ossp_pipeline.extract.connectors.looks.PAUSE", 0.3)
    content = csv_file("area_lookup", good_rows("area_lookup", 9))
    path = landing.settings.inbox / "area_lookup" / NAMES["area_lookup"]
    path.parent.mkdir(parents=True)
    path.write_bytes(content[:100])
    stop = threading.Event()

    def write_on() -> None:
        while not stop.is_set():
            with path.open("ab") as handle:
                handle.write(b"x")
            time.sleep(0.01)

    writer = threading.Thread(target=write_on)
    writer.start()
    half = _receive_and_wait(landing)
    stop.set()
    writer.join()
    path.write_bytes(content)
    whole = _receive_and_wait(landing)
    assert (half.arriving, half.taken, half.landed) == ([path], [], [])
    assert [receipt.size_bytes for receipt in whole.taken] == [len(content)]
    assert [delivery.accounting.accepted for delivery in whole.landed] == [9]


def _receive_and_wait(landing: Landing):
    from ossp_pipeline.refresh import Refresh

    return Refresh(landing.settings).receive(wait=True)


@pytest.mark.parametrize("feed_name", FEEDS)
def test_file_cut_off_within_a_line_is_refused(feed_name: str, landing: Landing) -> None:
    """S15: after a copy that was broken off, the file no longer changes."""
    landed = landing.land(csv_file(feed_name, good_rows(feed_name))[:-9], feed_name)
    assert landed.code == "E-TRUNCATED"
    assert "cut off" in landed.refusal["message"]


@pytest.mark.parametrize("content", [b"", b"\n", b"\r\n  \r\n", codecs.BOM_UTF8, codecs.BOM_UTF8 + b"\n"])
@pytest.mark.parametrize("feed_name", FEEDS)
def test_empty_file_is_refused(feed_name: str, content: bytes, landing: Landing) -> None:
    """S48."""
    landed = landing.land(content, feed_name)
    assert (landed.code, landed.refusal["message"]) == ("E-EMPTY", "the file is empty")


@pytest.mark.parametrize("blank_lines", [0, 3])
@pytest.mark.parametrize("feed_name", FEEDS)
def test_file_with_a_header_and_no_rows_is_refused(feed_name: str, blank_lines: int, landing: Landing) -> None:
    """S48."""
    landed = landing.land(csv_file(feed_name, []) + b"\n" * blank_lines, feed_name)
    assert landed.code == "E-EMPTY"
    assert "a header and no rows" in landed.refusal["message"]


@pytest.mark.parametrize("feed_name", FEEDS)
def test_byte_order_mark_is_removed_and_noted(feed_name: str, landing: Landing) -> None:
    """S29."""
    landed = landing.land(codecs.BOM_UTF8 + csv_file(feed_name, good_rows(feed_name)), feed_name)
    assert landed.counts == {"received": 3, "accepted": 3}
    assert landed.delivery.notes == ("byte order mark removed",)


@pytest.mark.parametrize("feed_name", FEEDS)
def test_text_marked_as_utf_16_is_read_and_noted(feed_name: str, landing: Landing) -> None:
    """S29: what spreadsheets save as “Unicode text”; its mark leaves no doubt."""
    landed = landing.land(csv_text(feed_name, good_rows(feed_name)).encode("utf-16"), feed_name)
    assert landed.delivery.notes == ("read as utf-16",)
    assert landed.rows == landing.land(csv_file(feed_name, good_rows(feed_name)), feed_name).rows


def test_text_marked_as_utf_16_that_is_not_is_refused(landing: Landing) -> None:
    """S29."""
    assert landing.land(codecs.BOM_UTF16_LE + csv_file(ASB, good_rows(ASB)) + b"\0\xdc\n\0", ASB).code == "E-ENCODING"


def test_text_of_two_encodings_is_refused_with_its_line(landing: Landing) -> None:
    """S29: read as either, some letters would be others."""
    rows = [good_row(ASB, 1, case_token="ASBQX–£1"), good_row(ASB, 2, case_token="ASBQX?2")]
    landed = landing.land(csv_file(ASB, rows).replace(b"?", b"\xa3"), ASB)
    assert (landed.code, landed.refusal["line"]) == ("E-ENCODING", 3)
    assert "most of the text is utf-8" in landed.refusal["message"]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("feed_name", FEEDS)
def test_text_of_two_bytes_a_letter_is_refused_as_another_encoding(
    feed_name: str, encoding: str, landing: Landing
) -> None:
    """S29."""
    landed = landing.land(csv_text(feed_name, good_rows(feed_name)).encode(encoding), feed_name)
    assert landed.code == "E-ENCODING"
    assert "export as utf-8" in landed.refusal["remedy"]


def test_windows_encoding_is_read_where_it_is_declared_and_noted(landing: Landing) -> None:
    """S29: nothing of the file is lost, and the note says how it was read."""
    row = good_row(ASB, case_token="ASBQX–£1")
    landed = landing.land(csv_text(ASB, [row]).encode("cp1252"), ASB)
    as_utf8 = landing.land(csv_file(ASB, [row]), ASB)
    assert landed.delivery.notes == ("read as cp1252",)
    assert landed.counts == {"received": 1, "accepted": 1}
    assert landed.rows == as_utf8.rows


def test_byte_order_mark_before_windows_text_is_noted_together_with_the_encoding(landing: Landing) -> None:
    """S29."""
    content = codecs.BOM_UTF8 + csv_text(ASB, [good_row(ASB, case_token="ASBQX–£1")]).encode("cp1252")
    assert landing.land(content, ASB).delivery.notes == ("byte order mark removed", "read as cp1252")


@pytest.mark.parametrize("feed_name", [name for name, feed in FEEDS.items() if "cp1252" not in feed.encodings])
def test_windows_encoding_is_refused_where_it_is_not_declared(feed_name: str, landing: Landing) -> None:
    """S29."""
    content = csv_file(feed_name, good_rows(feed_name)) + "“Qxquoted” – £5\n".encode("cp1252")
    landed = landing.land(content, feed_name)
    assert landed.code == "E-ENCODING"
    assert landed.refusal["message"] == "the text is not utf-8"


def test_bytes_that_are_in_no_declared_encoding_are_refused(landing: Landing) -> None:
    """S29: 0x81 is no letter of cp1252."""
    content = csv_file(ASB, [good_row(ASB, case_token="ASBQX?1")]).replace(b"?", b"\x81")
    assert landing.land(content, ASB).code == "E-ENCODING"


def test_file_larger_than_the_feeds_limit_is_refused(landing: Landing, monkeypatch: pytest.MonkeyPatch) -> None:
    """H09: the limit is the contract's own."""
    content = csv_file(CRIME, good_rows(CRIME))
    _with_limit(monkeypatch, CRIME, len(content))
    assert landing.land(content, CRIME).counts == {"received": 3, "accepted": 3}
    landed = landing.land(content.replace(b"28E", b"28EE"), CRIME)
    assert landed.code == "E-SIZE"
    assert "one file per period" in landed.refusal["remedy"]


def _with_limit(monkeypatch: pytest.MonkeyPatch, feed_name: str, limit: int) -> None:
    from dataclasses import replace

    feed: Feed = replace(FEEDS[feed_name], largest_file=limit)
    monkeypatch.setitem(FEEDS, feed_name, feed)


def _with_reference(text: bytes) -> bytes:
    """A file of one row with this reference."""
    return csv_file(ASB, [good_row(ASB)]).replace(b"ASBQX-10001", text)


GIGANTIC = {
    "3 MB in one cell": ("E-CELL", lambda: _with_reference(b"Q" * 3_000_000)),
    "9 MB in one cell": ("E-QUOTE", lambda: _with_reference(b"Q" * 9_000_000)),
    "quoted lines without an end": ("E-QUOTE", lambda: _with_reference(b'"' + b"Qx\n" * 2_000_000)),
    "9 MB in the first line": ("E-HEADER", lambda: b"Q" * 9_000_000 + b"\n"),
    "16,384 headings": ("E-HEADER", lambda: b",".join(b"q%d" % number for number in range(16_384)) + b"\n"),
}


@pytest.mark.parametrize(("code", "make"), GIGANTIC.values(), ids=GIGANTIC)
def test_gigantic_cell_or_line_is_refused_fast_and_in_little_memory(code: str, make, tmp_path: Path) -> None:
    """H09: ten seconds and 300 MB are far more than it takes."""
    path = tmp_path / "gigantic.csv"
    path.write_bytes(make())
    child = subprocess.run(
        [sys.executable, "-c", _MEASURE, str(path)], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    measured = json.loads(child.stdout)
    assert measured["code"] == code
    assert measured["seconds"] < 10
    assert measured["megabytes"] < 300


def test_row_too_large_to_be_read_is_refused_without_quoting_it(landing: Landing) -> None:
    """H09, A03: the library's message may quote the row; ours does not."""
    landed = landing.land(_with_reference(b"Qxsecret" * 1_200_000), ASB)
    assert landed.code == "E-QUOTE"
    assert "far too long" in landed.refusal["message"]
    assert "Qxsecret" not in landing.messages(landed.delivery)


def test_gigantic_cell_is_named_by_its_line_and_column(landing: Landing) -> None:
    """H09."""
    rows = [good_row(ASB), good_row(ASB, 2, case_token="Q" * 3_000_000)]
    landed = landing.land(csv_file(ASB, rows), ASB)
    assert (landed.code, landed.refusal["line"], landed.refusal["column"]) == ("E-CELL", 3, "case_ref")
    assert "closing quote" in landed.refusal["remedy"]
