"""The canary: markers in every personal column, good files and bad, and none found but in the bytes as received.

Fault catalogue A02-A05, T6: files, logs, the Dagster store, dbt's artefacts, exceptions, standard output, the release.
The same of the public edition, and of one that breaks off: test_public_again.py.
"""

import base64
import gzip
import sqlite3
import stat
import zipfile

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ossp_pipeline.gate.seals import SEAL_KEY
from ossp_pipeline.transform.build import Builds
from tests.command_line import Stage
from tests.functional.marker_scan import find_markers, sqlite_text
from tests.functional.markers import ALL_MARKERS, MARKER, PERSONAL_FEEDS

pytestmark = pytest.mark.slow


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


def keys_of(held: Stage) -> dict[str, str]:
    return {path.stem: path.read_text().strip() for path in held.settings.keys.glob("*.key")}


@pytest.fixture(scope="module")
def places(held) -> list[str]:
    """Where in the data folder a marker or a key was found, as `<file>: <marker or key>`.

    The build that was made before the markers came is left out.
    """
    data, [first, *_] = held.settings.data, Builds(held.settings.builds).all()
    return find_markers(data, [*ALL_MARKERS, *keys_of(held).values()], skip=(first.folder,))


def test_no_marker_is_found_but_in_the_bytes_as_received(held, places):
    markers = ALL_MARKERS
    received = [place for place in places if place.startswith("landing/")]
    assert {place.split(": ")[-1] for place in received} == set(markers) - {"1907-01-13"}
    assert [place for place in places if place not in received] == []
    assert find_markers(held.settings.keys, markers) == []
    assert {answer.code for answer in held.answers} <= {0, 1}
    spoken = [answer.out + answer.err for answer in held.answers]
    assert [marker for marker in markers for text in spoken if marker in text] == []


def test_nothing_in_the_data_folder_is_open_to_others(held):
    loose = [
        path.relative_to(held.settings.data).as_posix()
        for path in held.settings.data.rglob("*")
        if stat.S_IMODE(path.stat().st_mode) & 0o077
    ]
    assert loose == []


def test_key_bytes_are_nowhere_in_the_data(held, places):
    keys = keys_of(held)
    # References of bedspaces become pseudonyms too: where they lie is nobody's business. Attendances have none.
    assert set(keys) == {*PERSONAL_FEEDS, "cas3_bedspaces", SEAL_KEY} - {"violence_attendances"}
    assert [place for place in places if place.split(": ")[-1] in keys.values()] == []
