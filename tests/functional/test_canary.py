"""The canary: markers in every personal column, good files and bad, and none found but in the bytes as received.

Fault catalogue A02-A05, T6: files, logs, the Dagster store, dbt's artefacts, exceptions, standard output, the release.
The same of the public edition, and of one that breaks off: test_public_again.py.
"""

import base64
import gzip
import os
import sqlite3
import stat
import zipfile

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ossp_pipeline.feeds.registry import FEEDS
from ossp_pipeline.gate.seals import SEAL_KEY
from tests.command_line import Answer, CommandLine, Stage, stage
from tests.functional.marker_scan import find_markers, sqlite_text
from tests.functional.markers import ALL_MARKERS, MARKED, MARKER, PERSONAL_FEEDS, planted, rewrite
from tests.installations import deliver

pytestmark = pytest.mark.slow

COMMANDS = ("refresh", "status", "gate", "publish", "refresh --json", "doctor")


def newest(settings, feed: str):
    return sorted((settings.inbox / feed).glob("*.csv"))[-1]


def bad_files(settings) -> None:
    """Files that are refused or whose rows are rejected, with a marker wherever one could slip into a message."""
    bad_codes = sorted((settings.inbox / "probation_supervision").glob("*.csv"))[-2]

    def spoil(rows):
        planted("probation_supervision", rows, 20, 3)
        rows[20]["Sentence Type"] = f"{MARKER}CODE"
        rows[21]["RoSH"] = f"{MARKER}RISK"
        rows[22]["Home LSOA 2021"] = f"{MARKER}LSOA"
        rows[23]["Event Number"] = f"{MARKER}NUMBER"
        rows[24]["IOM"] = f"{MARKER}FLAG"
        rows[25]["Sentence Date"] = f"{MARKER}DATE"
        rows[26]["Gender"] = f"{MARKER}\u202eGENDER"

    rewrite(bad_codes, spoil)
    header = ",".join(column.heading for column in FEEDS["probation_supervision"].columns)
    line = f"Z973519,{MARKER}A,{MARKER}B,13/01/1907," + ",".join([f"{MARKER}C"] * 16)
    files = {
        "probation-supervision-2025-26Q4-v2.csv": f"{header}\n{line}",
        "probation-supervision-2025-26Q4-v3.csv": f"{line}\n{line}\n",
        "probation-supervision-2025-26Q4-v4.csv": header.replace("CRN", f"{MARKER}CRN") + f"\n{line}\n",
        "probation-supervision-2025-26Q4-v5.csv": f'{header}\n"{line}\n',
        "probation-supervision-2025-26Q4-v6.csv": f"{header}\n{line}{'x' * 5000}\n",
        "probation-supervision-2025-26Q4-v7.csv": f"{header}\n{line},extra{MARKER}\n",
        f"{MARKER} supervision list.csv": f"{header}\n{line}\n",
    }
    for name, content in files.items():
        path = settings.inbox / "probation_supervision" / name
        path.write_text(content, encoding="utf-8")
        os.utime(path, (1, 1))


def test_the_scanner_finds_a_marker_in_every_container(tmp_path):
    """A scan that finds nothing proves something only if it would have found it."""
    table = pa.table({"name": [f"{MARKER}{number}" for number in range(3)]})
    pq.write_table(table, tmp_path / "a.parquet", compression="zstd")
    with duckdb.connect(str(tmp_path / "b.duckdb")) as connection:
        connection.register("rows", table)
        connection.execute("create schema ledger")
        connection.execute("create table ledger.t as select * from rows")
    (tmp_path / "c.gz").write_bytes(gzip.compress(f"some {MARKER}".encode()))
    with sqlite3.connect(tmp_path / "d.db") as store:
        store.execute("create table t (x)")
        store.execute("insert into t values (?)", (f"a{MARKER}",))
    with zipfile.ZipFile(tmp_path / "e.zip", "w") as archive:
        archive.writestr("inner.txt", f"x{MARKER}x")
    for shift in range(3):
        (tmp_path / f"f{shift}.b64").write_bytes(base64.b64encode(b"y" * shift + MARKER.encode() + b"tail"))
    (tmp_path / "f3.txt").write_bytes(b'{"a": "' + base64.b64encode(gzip.compress(f"some {MARKER}".encode())) + b'"}')
    (tmp_path / "f4.gz").write_bytes(gzip.compress(base64.b64encode(b"y" + MARKER.encode() + b"tail")))
    with zipfile.ZipFile(tmp_path / "f5.zip", "w") as archive:
        archive.writestr("inner.gz", gzip.compress(MARKER.encode()))
    (tmp_path / "g.txt").write_text(MARKER.lower())
    (tmp_path / f"h{MARKER}.txt").write_text("in the name")
    (tmp_path / "nothing.txt").write_text("nothing")
    found = {place.split(":")[0] for place in find_markers(tmp_path, [MARKER])}
    assert found == {path.name for path in tmp_path.iterdir()} - {"nothing.txt"}
    assert MARKER.encode() in sqlite_text(tmp_path / "d.db")


@pytest.fixture(scope="session")
def canary(delivered, short_delivered, made_once) -> Stage:
    """An installation that was given the markers, and everything its commands said."""

    def run(ossp: CommandLine) -> list[Answer]:
        of_people = ["cas3_bookings", "cas3_referrals", "commissioned_services", "violence_attendances"]
        deliver(delivered, ossp.settings, ["fire_incidents", *of_people])
        for feed in PERSONAL_FEEDS:
            marked = []
            rewrite(
                newest(ossp.settings, feed),
                lambda rows, of=feed, into=marked: into.append(planted(of, rows, 5, MARKED)),
            )
            assert marked == [{MARKED}], feed
        bad_files(ossp.settings)
        return [ossp(*command.split()) for command in COMMANDS]

    return stage(made_once, "canary", short_delivered, run)


def keys_of(canary: Stage) -> dict[str, str]:
    return {path.stem: path.read_text().strip() for path in canary.settings.keys.glob("*.key")}


@pytest.fixture(scope="module")
def places(canary) -> list[str]:
    """Where in the data folder a marker or a key was found, as `<file>: <marker or key>`."""
    return find_markers(canary.settings.data, [*ALL_MARKERS, *keys_of(canary).values()])


def test_no_marker_is_found_but_in_the_bytes_as_received(canary, places):
    markers = ALL_MARKERS
    received = [place for place in places if place.startswith("landing/")]
    assert {place.split(": ")[-1] for place in received} == set(markers) - {"1907-01-13"}
    assert [place for place in places if place not in received] == []
    assert find_markers(canary.settings.keys, markers) == []
    assert {answer.code for answer in canary.answers} <= {0, 1}
    spoken = [answer.out + answer.err for answer in canary.answers]
    assert [marker for marker in markers for text in spoken if marker in text] == []


def test_nothing_in_the_data_folder_is_open_to_others(canary):
    loose = [
        path.relative_to(canary.settings.data).as_posix()
        for path in canary.settings.data.rglob("*")
        if stat.S_IMODE(path.stat().st_mode) & 0o077
    ]
    assert loose == []


def test_key_bytes_are_nowhere_in_the_data(canary, places):
    keys = keys_of(canary)
    # References of bedspaces become pseudonyms too: where they lie is nobody's business. Attendances have none.
    assert set(keys) == {*PERSONAL_FEEDS, "cas3_bedspaces", SEAL_KEY} - {"violence_attendances"}
    assert [place for place in places if place.split(": ")[-1] in keys.values()] == []
