"""Reading and landing a workbook of the Home Office's size against a bare streaming parse of the same XML.

About 1.4 GB of XML in one .ods: six years of every partnership, quarter and offence code, made here. Bare is
`xml.etree.ElementTree.iterparse` over the unpacked stream, each element cleared when it ends. Landing is the whole way,
from the file in the inbox to the Parquet file of the raw layer, as `ossp receive` takes it.
"""

import json
import os
import shutil
from collections.abc import Iterator
from itertools import product
from pathlib import Path

from bench.measure import Figure, Taken, ossp, python, run
from ossp_pipeline.feeds.recorded_crime_csp import FEED
from ossp_pipeline.sample.workbooks import write_workbook

LIMIT = 2.0
LIMIT_MB = 500
PARTNERSHIPS, CODES, YEARS = 357, 135, range(2020, 2026)
_NAME = "prc-csp-mar2021-mar2026-tables-230726.ods"
_BARE = """
import zipfile, xml.etree.ElementTree as tree
with zipfile.ZipFile({path!r}) as archive:
    with archive.open("content.xml") as part:
        for _, element in tree.iterparse(part):
            element.clear()
"""
_READ = """
from pathlib import Path
from ossp_pipeline.feeds.recorded_crime_csp import FEED
from ossp_pipeline.extract.readers.decode import decode
text, notes = decode(Path({path!r}).read_bytes(), FEED)
assert text.count(b"\\n") == {rows} + 1
"""


def measure_workbook(folder: Path, years: range = YEARS) -> list[Figure]:
    """Bare, read and landed in turn, over the same file."""
    path = folder / _NAME
    with path.open("wb") as target:
        size = write_workbook(target, _sheets(years), frozenset((1, 8)))
    rows = len(years) * 4 * PARTNERSHIPS * CODES
    bare = run(python(_BARE.format(path=str(path))), folder)
    read = run(python(_READ.format(path=str(path), rows=rows)), folder)
    what = f"{size / 1e9:.2f} GB of XML, {rows:,} rows, {path.stat().st_size / 1e6:.0f} MB zipped"
    landed = _land(path, folder, rows)
    detail = f"{read.seconds:.1f} s against {bare.seconds:.1f} s: {what}"
    return [
        Figure("reading a Home Office workbook / bare streaming parse", read.seconds / bare.seconds, LIMIT, detail),
        Figure("reading a Home Office workbook, peak memory in MB", read.peak_mb, LIMIT_MB, "of the whole process"),
        Figure(
            "landing a Home Office workbook / bare streaming parse",
            landed.seconds / bare.seconds,
            2 * LIMIT,
            f"{landed.seconds:.1f} s",
        ),
        Figure("landing a Home Office workbook, peak memory in MB", landed.peak_mb, LIMIT_MB, "of the whole process"),
    ]


def _land(path: Path, folder: Path, rows: int) -> Taken:
    inbox = folder / "data" / "landing" / "inbox" / FEED.name
    inbox.mkdir(parents=True)
    os.utime(path.rename(inbox / path.name), (1_700_000_000, 1_700_000_000))  # an old date: the copy is finished
    taken = run(ossp("receive", "--feed", FEED.name), folder)
    record = next((folder / "data" / "raw" / FEED.name).glob("*/delivery.json"))
    accounting = json.loads(record.read_text())["accounting"]
    if accounting["accepted"] != rows:
        raise RuntimeError(f"{rows} rows were written, and landed were {accounting}")
    shutil.rmtree(folder / "data")
    return taken


def _sheets(years: range) -> Iterator[tuple[str, Iterator[list[str]]]]:
    yield "Notes", iter([["Force Notes"], ["Force 7: data for Partnership 7 are under an unassigned CSP group."]])
    for year in years:
        yield f"{year}_{(year + 1) % 100:02d}", _rows(f"{year}/{(year + 1) % 100:02d}")


def _rows(year: str) -> Iterator[list[str]]:
    headings = [column.heading for column in FEED.columns if column.heading != "Note"]
    yield headings
    for partnership, quarter, code in product(range(PARTNERSHIPS), "1234", range(CODES)):
        yield [
            year,
            quarter,
            f"Force {partnership // 8}",
            f"Partnership {partnership}",
            f"Offence {code}, of a description as long as they are",
            "Theft offences",
            "Non-domestic burglary",
            f"{code}A",
            str(partnership * code % 97),
        ]


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as place:
        for figure in measure_workbook(Path(place)):
            print(json.dumps([figure.name, round(figure.value, 2), figure.limit, figure.kept, figure.detail]))
