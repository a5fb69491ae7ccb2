"""The child process is limited, and what it reads is what another reader reads."""

import subprocess
import sys
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from ossp_pipeline.extract.readers.returned.cells import CellKind
from ossp_pipeline.extract.readers.returned.child import CPU_SECONDS, MEMORY_BYTES
from ossp_pipeline.extract.readers.returned.sandbox import read_in_sandbox
from ossp_pipeline.returns.layout import SHEETS
from ossp_pipeline.settings import PROJECT
from tests.faults.returns.test_ods import as_ods

PRELUDE = (
    "from ossp_pipeline.extract.readers.limits import limit_process; "
    f"limit_process({MEMORY_BYTES}, {CPU_SECONDS}, written=0, open_files=32); "
)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("code", "succeeds"),
    [
        ("pass", True),
        ("bytearray(500_000_000)", False),
        ("import pathlib; pathlib.Path('{place}').write_text('x')", False),
        ("import itertools; all(True for _ in itertools.count())", False),
    ],
    ids=["nothing", "eats memory", "writes a file", "never ends"],
)
def test_child_is_limited(tmp_path, code, succeeds):
    program = [sys.executable, "-c", PRELUDE + code.format(place=tmp_path / "written")]
    done = subprocess.run(program, cwd=PROJECT, capture_output=True, timeout=60, check=False)
    assert (done.returncode == 0) == succeeds
    assert not any(path.stat().st_size for path in tmp_path.iterdir())


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_another_reader_reads_the_same_cells(office, kind):
    path = office.filled() if kind == "xlsx" else as_ods(office.filled())
    ours = read_in_sandbox(path).sheets
    theirs = CalamineWorkbook.from_path(str(path))
    for sheet in (sheet for sheet in SHEETS if sheet.is_required):
        rows = theirs.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
        expected = {
            (row, column): value
            for row, cells in enumerate(rows, 1)
            for column, value in enumerate(cells, 1)
            if value != ""
        }
        read = {
            place: float(cell.text) if cell.kind is CellKind.NUMBER else cell.text
            for place, cell in ours[sheet.name].cells.items()
        }
        assert read == expected


def test_child_gets_nothing_of_our_environment(office, monkeypatch):
    """A parser under an attacker's control finds no setting, and not where the keys are."""
    seen = {}
    real = subprocess.run

    def watch(*arguments, **options):
        seen.update(options)
        return real(*arguments, **options)

    monkeypatch.setattr(subprocess, "run", watch)
    read_in_sandbox(office.filled())
    assert seen["env"] == {}


@pytest.mark.slow
def test_a_workbook_is_found_from_where_the_command_was_typed(office, monkeypatch):
    """The child works in another folder."""
    path = office.filled()
    monkeypatch.chdir(path.parent)
    assert read_in_sandbox(Path(path.name)).sheets == read_in_sandbox(path).sheets
