"""Archives in the inbox: what is in them is taken like any file; what is not safe to open is refused by name."""

import gzip
import hashlib
import io
import stat
import struct
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from ossp_pipeline.contracts.delivery import State
from ossp_pipeline.errors import DeliveryRefused
from ossp_pipeline.extract.connectors.folder import Arrival
from ossp_pipeline.extract.connectors.looks import file_stamp
from ossp_pipeline.extract.intake import is_everything_landed, take_in
from ossp_pipeline.extract.not_taken import not_taken
from ossp_pipeline.extract.readers.decode import decode
from ossp_pipeline.extract.receive import ReceivedStore
from ossp_pipeline.extract.unpack import unpacking
from ossp_pipeline.extract.unpack.opening import Unpacked
from ossp_pipeline.extract.unpack.unpacking import unpack_arrivals
from ossp_pipeline.feeds.registry import FEEDS
from tests.faults.content.conftest import NAMES, csv_file, good_rows
from tests.installations import settings_in
from tests.unit.extract.conftest import FEED

SMALL = replace(FEED, largest_file=2_000_000)
CSV = b"A,B,C\nx,1,home\n"
Part = tuple[str, bytes] | tuple[zipfile.ZipInfo, bytes]


def zipped(*parts: Part, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in parts:
            archive.writestr(name, content)
    return out.getvalue()


def link() -> zipfile.ZipInfo:
    info = zipfile.ZipInfo("a.csv")
    info.create_system, info.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    return info


def encrypted() -> bytes:
    """As if a password had been set: in the file's own head and in the list."""
    raw = bytearray(zipped(("a.csv", CSV)))
    raw[6] |= 1
    raw[raw.index(b"PK\x01\x02") + 8] |= 1
    return bytes(raw)


def long_list() -> bytes:
    raw = bytearray(zipped(("a.csv", CSV)))
    struct.pack_into("<I", raw, raw.index(b"PK\x05\x06") + 12, 50_000_000)
    return bytes(raw)


def list_before_its_files() -> bytes:
    """The list says that it is longer than the file, so it would begin before it."""
    raw = bytearray(zipped(("a.csv", CSV)))
    struct.pack_into("<I", raw, raw.index(b"PK\x05\x06") + 12, len(raw) + 100)
    return bytes(raw)


def other_method() -> bytes:
    raw = bytearray(zipped(("a.csv", CSV)))
    struct.pack_into("<H", raw, raw.index(b"PK\x01\x02") + 10, 97)
    return bytes(raw)


UNSAFE: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "out of the folder": (lambda: zipped(("../../a.csv", CSV)), "E-ARCHIVE", "leads out of its folder"),
    "out of the folder as Windows writes it": (lambda: zipped(("..\\a.csv", CSV)), "E-ARCHIVE", "leads out"),
    "absolute": (lambda: zipped(("/tmp/a.csv", CSV)), "E-ARCHIVE", "leads out of its folder"),
    "on a drive": (lambda: zipped(("C:\\a.csv", CSV)), "E-ARCHIVE", "leads out of its folder"),
    "a link": (lambda: zipped((link(), b"/etc/passwd")), "E-ARCHIVE", "holds a link"),
    "two of one name": (lambda: zipped(("a.csv", CSV), ("A.CSV", CSV)), "E-ARCHIVE", "two files of one name"),
    "another archive": (lambda: zipped(("a.zip", zipped(("a.csv", CSV)))), "E-ARCHIVE", "holds another archive"),
    "a password": (encrypted, "E-ARCHIVE", "has a password"),
    "an unknown method": (other_method, "E-ARCHIVE", "a method that is not known"),
    "nothing": (lambda: zipped(("folder/", b"")), "E-ARCHIVE", "holds no file"),
    "too much": (
        lambda: zipped(("a.csv", bytes(1_900_000)), ("b.csv", bytes(1_900_000)), method=zipfile.ZIP_STORED),
        "E-SIZE",
        "more than 2 MB",
    ),
    "a thousandth": (lambda: zipped(("a.csv", bytes(1_900_000))), "E-SIZE", "more than 500 times its size"),
    "too many": (lambda: zipped(*((f"{n}.csv", b"x") for n in range(1_001))), "E-SIZE", "more than 1,000 files"),
    "a list of a million files": (long_list, "E-SIZE", "more than 1,000 files"),
    "a list before its files": (list_before_its_files, "E-NOTDATA", "damaged, cut off"),
    "half of one": (lambda: zipped(("a.csv", CSV))[:60], "E-NOTDATA", "damaged, cut off"),
    "bytes that changed": (
        lambda: zipped(("a.csv", CSV), method=zipfile.ZIP_STORED).replace(b"home", b"work"),
        "E-NOTDATA",
        "a ZIP or Excel file",
    ),
}


def arrive(folder: Path, name: str, content: bytes) -> Arrival:
    path = folder / FEED.name / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    return Arrival(FEED.name, path, file_stamp(path) or (0, 0, 0))


def lying(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def unpacked_name(name: str, content: bytes) -> str:
    """The folder of the files of an archive."""
    return f"{name}-{hashlib.sha256(content).hexdigest()[:12]}-unpacked"


def names(arrivals: Iterable[Arrival]) -> list[str]:
    return [arrival.path.name for arrival in arrivals]


def test_files_of_an_archive_take_its_place_and_leave_no_folder(tmp_path: Path) -> None:
    content = zipped(
        ("march\\a.csv", CSV), ("march/b.csv", b"b"), ("__MACOSX/march/._a.csv", b"x"), (".DS_Store", b"x")
    )
    arrived, later = unpack_arrivals([arrive(tmp_path, "a.csv", b"as it is"), arrive(tmp_path, "m.zip", content)], FEED)
    assert (names(arrived), later) == (["a.csv", "a.csv", "b.csv"], [])
    assert [arrival.read() for arrival in arrived] == [b"as it is", CSV, b"b"]
    unpacked = f"small/{unpacked_name('m.zip', content)}/march"
    assert lying(tmp_path) == ["small/a.csv", f"{unpacked}/a.csv", f"{unpacked}/b.csv"]
    for arrival in arrived:
        arrival.remove()
    assert list((tmp_path / FEED.name).iterdir()) == []


def test_gzip_is_one_file_of_the_same_name(tmp_path: Path) -> None:
    (arrival,), later = unpack_arrivals([arrive(tmp_path, "small-2024-03-v1.csv.gz", gzip.compress(CSV))], FEED)
    assert (arrival.path.name, arrival.read(), later) == ("small-2024-03-v1.csv", CSV, [])


@pytest.mark.parametrize("case", UNSAFE)
def test_archive_that_is_not_safe_is_kept_as_it_came_and_refused_by_name(case: str, tmp_path: Path) -> None:
    """S02 to S05."""
    make, code, message = UNSAFE[case]
    content = make()
    arrival = arrive(tmp_path, "a.zip", content)
    assert unpack_arrivals([arrival], SMALL) == ([arrival], [])
    assert lying(tmp_path) == ["small/a.zip"] and arrival.read() == content
    with pytest.raises(DeliveryRefused, match=code) as refusal:
        decode(content, SMALL)
    assert message in refusal.value.message


@pytest.mark.parametrize(
    "content",
    [gzip.compress(bytes(3_000_000)), gzip.compress(CSV)[:-9], b"\x1f\x8b damaged"],
    ids=["large", "cut", "no"],
)
def test_gzip_that_is_too_large_or_damaged_is_kept_as_it_came(content: bytes, tmp_path: Path) -> None:
    arrival = arrive(tmp_path, "a.csv.gz", content)
    assert unpack_arrivals([arrival], SMALL) == ([arrival], [])
    assert lying(tmp_path) == ["small/a.csv.gz"]


def test_workbook_called_an_archive_is_taken_as_it_is(tmp_path: Path) -> None:
    arrival = arrive(tmp_path, "a.zip", zipped(("xl/workbook.xml", b"<x/>")))
    assert unpack_arrivals([arrival], FEED) == ([arrival], [])


def test_archive_of_a_feed_that_is_joined_is_left_to_it(tmp_path: Path) -> None:
    arrival = arrive(tmp_path, "a.zip", zipped(("a.csv", CSV)))
    assert unpack_arrivals([arrival], FEEDS["area_lookup"]) == ([arrival], [])


def test_archive_waits_where_the_disk_does_not_take_it_or_it_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrival = arrive(tmp_path, "a.zip", zipped(("a.csv", CSV)))
    with monkeypatch.context() as patch:
        patch.setattr(unpacking, "unpack_confined", lambda *_: Unpacked.FAILED)
        assert unpack_arrivals([arrival], FEED) == ([], [arrival.path])
    arrival.path.write_bytes(zipped(("b.csv", b"longer")))
    assert unpack_arrivals([arrival], FEED) == ([], [arrival.path])
    assert lying(tmp_path) == ["small/a.zip"]


@pytest.mark.parametrize("name", ["a.csv/b.csv", f"{'x' * 300}.csv"])
def test_archive_whose_names_no_disk_can_take_is_kept_as_it_came(name: str, tmp_path: Path) -> None:
    arrival = arrive(tmp_path, "a.zip", zipped(("a.csv", CSV), (name, CSV)))
    assert unpack_arrivals([arrival], FEED) == ([arrival], [])


def test_what_a_crash_left_is_unpacked_again(tmp_path: Path) -> None:
    content = zipped(("a.csv", CSV))
    unpacked = f"{unpacked_name('a.zip', content)}/a.csv"
    for name in (".ossp-unpacking/a.csv", unpacked):
        path = tmp_path / FEED.name / name
        path.parent.mkdir(parents=True)
        path.write_bytes(b"half")
    (arrival,), _ = unpack_arrivals([arrive(tmp_path, "a.zip", content)], FEED)
    assert arrival.read() == CSV
    assert lying(tmp_path) == [f"small/{unpacked}"]


def test_archive_of_two_deliveries_is_received_landed_and_named_where_it_holds_more(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    folder = settings.inbox / "area_boundaries"
    lookup = settings.inbox / "area_lookup" / NAMES["area_lookup"]
    for path in (folder, lookup.parent):
        path.mkdir(parents=True)
    lookup.write_bytes(csv_file("area_lookup", good_rows("area_lookup")))
    good, name = csv_file("area_boundaries", good_rows("area_boundaries")), NAMES["area_boundaries"]
    content = zipped((name, good), (name.replace(".csv", "-v2.csv"), good + b"\n"), ("read.me", b"x"))
    (folder / "all.zip").write_bytes(content)
    intake = take_in(settings, [FEEDS["area_lookup"], FEEDS["area_boundaries"]])
    taken = [receipt.file_name for receipt in intake.taken if receipt.feed == "area_boundaries"]
    assert len(taken) == 2 and all(item.state is State.LANDED for item in intake.landed)
    came_in = {receipt.feed: receipt.archive for receipt in ReceivedStore(settings.received).receipts()}
    assert came_in == {"area_lookup": "", "area_boundaries": hashlib.sha256(content).hexdigest()[:12]}
    (sentence,) = not_taken(settings)
    assert sentence.startswith("read.me in the inbox of area_boundaries is not taken")
    assert is_everything_landed(settings)
