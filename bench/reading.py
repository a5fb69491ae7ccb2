"""Reading files of more than 5 MB against the best library for each format, on the same bytes in the same run.

Ours is the whole way from bytes to rows of text that a second reader has counted, in a child process with limits. Bare
is pyarrow for CSV, python-calamine for workbooks, and Python's json for GeoJSON: no text is checked, no row is counted,
nothing is handed over. Real files of the same formats are measured where they lie beside the project.

Each is the fastest of some in turn, with a pause before each: a child is forked ahead, and not while the library reads.
The library for workbooks is written in Rust and holds all of a sheet in memory.
"""

import io
import itertools
import json
import resource
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.csv as pacsv
from python_calamine import CalamineWorkbook

from bench.measure import Figure
from bench.weighed import read_and_weigh
from ossp_pipeline.contracts.period import parse_period
from ossp_pipeline.extract.confined.limits import Limits
from ossp_pipeline.extract.confined.work import confined
from ossp_pipeline.extract.delivered import read_rows_of
from ossp_pipeline.feeds.registry import FEEDS
from ossp_pipeline.sample.workbooks import write_workbook
from ossp_pipeline.settings import PROJECT

LIMIT = 2.0
_TIMES, _LONGEST_SECONDS = 9, 15
_PAUSE_SECONDS = 0.05
# The most memory of a child that reads so many MB of CSV, against one that reads 6.
_LARGE, LIMIT_OF_MEMORY = 100, 1.2
_REAL = PROJECT.parent / "shared" / "realdata"
_STREET, _RECORDED, _OUTLINES = "police_uk_street", "recorded_crime_csp", "area_boundaries"
_WEST_YORKSHIRE = "policeuk_west_yorkshire/2017-07/2017-07-west-yorkshire-street.csv"
_HEADINGS = [heading for heading in FEEDS[_RECORDED].headings if heading != "Note"]
_MANIFEST = """<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>"""


@dataclass(frozen=True)
class File:
    """A file, the feed and period it is of, and the bare read of it."""

    name: str
    feed: str
    period: str
    content: bytes
    bare: Callable[[bytes], object]


def measure_reading(_: Path) -> list[Figure]:
    """Each format, of invented files and of real ones; and what memory CSV takes."""
    return [*(_measure(file) for file in (*_invented(), *_real())), _weigh()]


def _measure(file: File) -> Figure:
    feed = FEEDS[file.feed]
    period = parse_period(feed.cadence, file.period)
    started = time.perf_counter()
    pairs = []
    while len(pairs) < _TIMES and time.perf_counter() - started < _LONGEST_SECONDS:
        bare_read = _seconds(lambda: file.bare(file.content))
        pairs.append((bare_read, _seconds(lambda: read_rows_of(file.content, feed, period))))
    bare, ours = (min(times) for times in zip(*pairs, strict=True))
    detail = f"{ours:.3f} s against {bare:.3f} s, {len(file.content) / 1e6:.1f} MB"
    return Figure(f"reading {file.name} / bare", ours / bare, LIMIT, detail)


def _weigh() -> Figure:
    rows = 24_000
    small, large = (_peak_mb(_street(rows * times)) for times in (1, _LARGE // 6))
    name = f"memory of a child that reads {_LARGE} MB of CSV / 6 MB"
    return Figure(name, large / small, LIMIT_OF_MEMORY, f"{large:.0f} MB against {small:.0f} MB, libraries included")


def _peak_mb(content: bytes) -> float:
    limits = Limits(700_000_000, 100, table=2 * len(content))
    peak: float = confined(read_and_weigh, FEEDS[_STREET], len(content), limits=limits, content=content).value
    return peak


def _seconds(work: Callable[[], object]) -> float:
    time.sleep(_PAUSE_SECONDS)
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _csv(content: bytes) -> object:
    return pacsv.read_csv(pa.BufferReader(content))


def _sheets(content: bytes) -> object:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]


def _invented() -> Iterator[File]:
    yield File("CSV", _STREET, "2025-01", _street(), _csv)
    yield File("XLSX", _RECORDED, "2026", _xlsx(), _sheets)
    yield File("ODS", _RECORDED, "2026", _ods(), _sheets)
    yield File("GeoJSON", _OUTLINES, "2021", _geojson(), json.loads)


def _real() -> Iterator[File]:
    for name, feed, period, path, bare in (
        ("a month of West Yorkshire", _STREET, "2017-07", _WEST_YORKSHIRE, _csv),
        ("a month of Essex", _STREET, "2018-07", "policeuk_essex_2018/2018-07-essex-street.csv", _csv),
        ("deprivation 2025", "deprivation", "2025", "imd/imd2025_england_lsoa21.csv", _csv),
        ("outlines of 2011", _OUTLINES, "2021", "gm_geography/lsoa_2011/gm_lsoa_generalised.geojson", json.loads),
    ):
        if (_REAL / path).exists():
            yield File(name, feed, period, (_REAL / path).read_bytes(), bare)
    if (_REAL / _WEST_YORKSHIRE).exists():
        header, rows = (_REAL / _WEST_YORKSHIRE).read_bytes().split(b"\n", 1)
        yield File("that of West Yorkshire four times", _STREET, "2017-07", header + b"\n" + rows * 4, _csv)


def _street(rows: int = 150_000) -> bytes:
    cells = "2025-01,Force A,Force A,-2.157431,53.408912,On or near Street 7,E01005779,Area 001A,Burglary,Under review,"
    lines = "".join(f"{number:064x},{cells}\r\n" for number in range(rows))
    return f"{','.join(FEEDS[_STREET].headings)}\r\n{lines}".encode()


def _rows() -> Iterator[list[str]]:
    for partnership, quarter, code in itertools.product(range(357), "1234", range(135)):
        place = [f"Force {partnership // 8}", f"Partnership {partnership}"]
        kind = [f"Offence {code}, of a description as long as they are", "Theft offences", "Non-domestic burglary"]
        yield ["2025/26", quarter, *place, *kind, f"{code}A", str(partnership * code * 7919 % 100_003)]


def _xlsx() -> bytes:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("2025_26")
    sheet.append(_HEADINGS)
    for row in _rows():
        sheet.append([*row[:-1], int(row[-1])])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _ods() -> bytes:
    target = io.BytesIO()
    write_workbook(target, [("2025_26", itertools.chain([_HEADINGS], _rows()))], frozenset((1, 8)))
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr("META-INF/manifest.xml", _MANIFEST)
    return target.getvalue()


def _geojson() -> bytes:
    def ring(number: int) -> list[list[float]]:
        return [[-2.1 + number / 1e5 + point / 1e7, 53.4 + point % 7 / 1e6] for point in (*range(90), 0)]

    features = [
        {
            "type": "Feature",
            "properties": {"LSOA21CD": f"E01{number:06d}"},
            "geometry": {"type": "Polygon", "coordinates": [ring(number)]},
        }
        for number in range(2_500)
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


if __name__ == "__main__":
    for figure in measure_reading(Path()):
        print(json.dumps([figure.name, round(figure.value, 2), figure.limit, figure.kept, figure.detail]))
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, "MB at most in this process")
