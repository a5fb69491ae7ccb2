"""Spoiled files through every reader: each is read or refused, soon and in little memory, and no row is lost.

`ossp_pipeline/extract/confined/` would refuse what goes wrong here too; that is no reason for it to go wrong.
"""

import csv
import io
import json
import random
import re
import resource
import shutil
import time
import zipfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from ossp_pipeline.errors import DeliveryRefused, FetchError
from ossp_pipeline.extract.conform import read_delivered
from ossp_pipeline.extract.connectors.connector import Place
from ossp_pipeline.extract.connectors.police_uk.api import Api, ApiOptions, Pace
from ossp_pipeline.extract.connectors.police_uk.small_areas import SmallArea
from ossp_pipeline.extract.connectors.web import Answer, Request
from ossp_pipeline.extract.published import identify, with_nearest
from ossp_pipeline.extract.readers.archive import read_members, write_archive
from ossp_pipeline.extract.readers.file_kinds import DAMAGED_ARCHIVE
from ossp_pipeline.extract.readers.records import Unread, read_records
from ossp_pipeline.extract.unpack.opening import write_files
from ossp_pipeline.feeds.registry import FEEDS
from tests.extracts import PLACES, TYPES, extract, supervised_person
from tests.faults.content.conftest import NAMES, csv_file, good_rows
from tests.faults.fuzz.second_readers import records_of, rows_of_text, rows_of_workbook, shapes_of
from tests.faults.fuzz.spoiling import spoiled, spoiled_container, spoiled_json
from tests.unit.extract.readers.test_workbook import NEW, NOTES, ods, row, xlsx

IN_A_CHECK = 150
# Seven readers in sixteen shards: 235,200 files in a night.
SHARDS, IN_A_SHARD = 16, 2_100
LONGEST_SECONDS, MOST_MB = 10, 1_000
RECORDED = FEEDS["recorded_crime_csp"]
ARCHIVE = write_archive({"a.csv": b"A\n1\n", "b.csv": b"A\n2\n", "folder.csv": bytes(range(256)) * 8})
ROWS = [["A title"], NEW, *(row(code=f"{number}A") for number in range(1, 6))]
SHEETS = [("Notes", NOTES), ("2024_25", ROWS), ("2025_26", ROWS)]
TEXTS = {name: csv_file(name, good_rows(name, 6)) for name in FEEDS}
SQUARE = [[[-2.1, 53.4], [-2.1, 53.5], [-2.0, 53.5], [-2.1, 53.4]]]
SHAPES = json.dumps(
    {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"LSOA21CD": f"E0100000{number}"},
                "geometry": {"type": "Polygon", "coordinates": SQUARE},
            }
            for number in range(1, 6)
        ],
    }
).encode()
EXTRACT = extract({str(number): supervised_person(number) for number in range(1, 5)})
ANSWERS = {
    "crime-last-updated": b'{"date":"2026-08-01"}',
    "crimes-no-location": b'[{"id":1}]',
    "crime-categories": b'[{"url":"burglary","name":"Burglary"},{"url":"all-crime","name":"All crime"}]',
    "crimes-street": json.dumps(
        [
            {
                "id": number,
                "month": "2026-08",
                "category": "burglary",
                "location_type": "Force",
                "location": {"latitude": "53.1", "longitude": "-2.1", "street": {"id": 7, "name": "On or near A"}},
                "context": "",
                "persistent_id": f"{number:064x}",
                "outcome_status": {"category": "Under investigation", "date": "2026-08"},
            }
            for number in range(1, 5)
        ]
    ).encode(),
}
# What comes of a spoiled file, in a word: "read", or the code of its refusal.
Read = Callable[[random.Random, Path], str]


def read(content: bytes, feed_name: str, count: Callable[[], int | None]) -> str:
    """Read a file as landing does, and compare the rows with a second reader's."""
    feed = FEEDS[feed_name]
    name = feed.read_file_name(NAMES[feed_name])
    assert name is not None
    period = name.period
    for held in identify(content, "spoiled.csv", feed):
        period = held.period
    try:
        rows, _ = read_delivered(content, feed, period)
    except DeliveryRefused as refusal:
        return with_nearest(refusal, content, feed).code
    assert rows.table.num_rows + len(rows.broken) == rows.received
    expected = count()
    assert expected is None or rows.received == expected
    return "read"


def read_text(draw: random.Random, _: Path) -> str:
    feed_name = draw.choice(sorted(TEXTS))
    content = spoiled(draw, TEXTS[feed_name])
    return read(content, feed_name, lambda: rows_of_text(content, FEEDS[feed_name]))


def read_workbook(base: bytes) -> Read:
    def read_spoiled(draw: random.Random, _: Path) -> str:
        content = spoiled_container(draw, base)
        return read(content, RECORDED.name, lambda: _rows_of_workbook(content))

    return read_spoiled


def _rows_of_workbook(content: bytes) -> int | None:
    """None where the tree's parser is stricter than a reader that goes from tag to tag."""
    assert RECORDED.workbook is not None
    try:
        return rows_of_workbook(content, RECORDED.workbook.sheets, set(NEW))
    except (ElementTree.ParseError, zipfile.BadZipFile):
        return None


def read_shapes(draw: random.Random, _: Path) -> str:
    content = spoiled_json(draw, SHAPES)
    return read(content, "area_boundaries", lambda: shapes_of(content))


def read_extract(draw: random.Random, _: Path) -> str:
    """Every line of an extract is read, known and of no use, or set aside; then the archive of it is read."""
    content = spoiled(draw, EXTRACT)
    unread = Unread()
    try:
        records = sum(1 for _ in read_records(content, TYPES.values(), unread))
    except DeliveryRefused:
        pass
    else:
        assert (records, len(unread.lines)) == records_of(content, TYPES.values())
    return read(write_archive({"a.txt": content, "b.csv": PLACES}), "probation_supervision", lambda: None)


def read_archive(draw: random.Random, folder: Path) -> str:
    """What is unpacked is what the archive lists, and lies in its folder; so is what is read from memory."""
    content = spoiled_container(draw, ARCHIVE)
    path, target = folder / "a.zip", folder / "files"
    path.write_bytes(content)
    target.mkdir()
    try:
        joined = read_members(content, 1_000_000)
    except DeliveryRefused:
        joined = {}
    try:
        write_files(path, target, 1_000_000)
    except (DeliveryRefused, OSError, *DAMAGED_ARCHIVE):  # what its child says is a refusal
        return "refused"
    written = {str(item.relative_to(folder)) for item in folder.rglob("*") if item.is_file()}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        listed = {name for name in archive.namelist() if not name.startswith(".") and not name.endswith("/")}
    assert written == {"a.zip", *(f"files/{name}" for name in listed)}
    assert all((target / name).read_bytes() == joined.get(name) for name in listed)
    return "read"


def read_answers(draw: random.Random, folder: Path) -> str:
    """One of the answers of the API of data.police.uk is spoiled."""
    answers = dict(ANSWERS)
    call = draw.choice(sorted(answers))
    answers[call] = spoiled_json(draw, answers[call])
    place = Place("api", folder, folder, folder, folder, date(2026, 11, 1))
    options = ApiOptions(force="west-yorkshire", force_name="West Yorkshire Police", areas="")
    try:
        fetched = _Scripted(FEEDS["police_uk_street"], options, place, Pace(1e9), answers).fetch(folder)
    except FetchError as error:
        return error.code
    for name in fetched.files:
        lines = csv.reader((folder / "police_uk_street" / name).read_text("utf-8").splitlines())
        ids = {record["id"] for record in json.loads(answers["crimes-street"])}
        assert len(list(lines)) == 1 + len(ids)
    return "read" if fetched.files else "nothing"


@dataclass(frozen=True)
class _Scripted(Api):
    """The API with these answers, by the first word of what is called."""

    answers: dict[str, bytes] = field(default_factory=dict)

    def _web(self) -> Any:
        return self

    def _areas(self) -> list[SmallArea]:
        return [SmallArea("E01000001", "Area 001A", (((-2.0, 53.0), (-2.0, 53.1), (-2.1, 53.0), (-2.0, 53.0)),))]

    def read(self, request: Request, _: int) -> tuple[Answer, bytes]:
        """As `Web.read` does."""
        call = re.sub(r"[/?].*", "", request.address.removeprefix(f"{self.options.address}/"))
        return Answer(200), self.answers[call]


READERS: dict[str, Read] = {
    "CSV": read_text,
    "XLSX": read_workbook(xlsx(SHEETS)),
    "ODS": read_workbook(ods(SHEETS)),
    "GeoJSON": read_shapes,
    "fixed width": read_extract,
    "ZIP": read_archive,
    "JSON": read_answers,
}


def fuzz(reader: str, seed: str, count: int, folder: Path) -> None:
    """So many spoiled files; a failure names the seed of its own, with which `fuzz_one` repeats it."""
    outcomes: Counter[str] = Counter()
    for number in range(count):
        place = folder / str(number)
        place.mkdir()
        started = time.monotonic()
        outcomes[fuzz_one(reader, f"{seed} {number}", place)] += 1
        assert time.monotonic() - started < LONGEST_SECONDS, f"{reader} {seed} {number}"
        shutil.rmtree(place)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 < MOST_MB
    # Files that all are refused, or none of which is, would show nothing.
    assert outcomes["read"] > count / 50 and outcomes["read"] < count * 0.98, outcomes
    print(f"{reader} {seed}: {dict(outcomes)}")


def fuzz_one(reader: str, seed: str, folder: Path) -> str:
    """What comes of the spoiled file of this seed."""
    try:
        return READERS[reader](random.Random(f"{reader} {seed}"), folder)
    except Exception as error:
        raise AssertionError(f"{reader}, seed “{seed}”: {type(error).__name__}: {error}") from error


@pytest.mark.slow
@pytest.mark.parametrize("reader", READERS)
def test_a_spoiled_file_is_read_whole_or_refused(reader: str, tmp_path: Path) -> None:
    fuzz(reader, "check", IN_A_CHECK, tmp_path)


@pytest.mark.nightly
@pytest.mark.parametrize("shard", range(SHARDS))
@pytest.mark.parametrize("reader", READERS)
def test_two_hundred_thousand_spoiled_files_are_read_whole_or_refused(reader: str, shard: int, tmp_path: Path) -> None:
    fuzz(reader, f"night {shard}", IN_A_SHARD, tmp_path)
