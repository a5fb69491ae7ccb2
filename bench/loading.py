"""Loading the Dagster definitions against importing Dagster."""

from pathlib import Path

from bench.measure import Figure, median_of, ossp, python, run

TIMES = 5
LIMIT = 3.0
_LOAD = """
from ossp_pipeline.definitions import build_definitions
from ossp_pipeline.settings import load_settings
build_definitions(load_settings()).resolve_all_job_defs()
"""


def measure_loading(folder: Path) -> list[Figure]:
    """The project is parsed once before, so that the definitions read the stored result."""
    load = python(_LOAD)
    run(load, folder)
    bare = median_of(TIMES, lambda: run(python("import dagster"), folder).seconds)
    loaded = median_of(TIMES, lambda: run(load, folder).seconds)
    helped = median_of(TIMES, lambda: run(ossp("--help"), folder).seconds)
    return [
        Figure(
            "loading the definitions / import dagster", loaded / bare, LIMIT, f"{loaded:.2f} s against {bare:.2f} s"
        ),
        Figure("ossp --help, in seconds", helped, 2, "imports nothing heavy"),
    ]
