"""Who may import whom. The layers are in pyproject.toml; here are the libraries that only some may touch."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from ossp_pipeline.settings import PROJECT

PACKAGE = PROJECT / "ossp_pipeline"

# Library → the only places that may import it.
KEEPERS = {
    "dagster": ("orchestration/", "definitions.py"),
    "great_expectations": ("gate/rules/expectations.py",),
    "dbt": ("transform/dbt_runner.py",),
    "duckdb": (
        "transform/tables.py",
        "gate/rules/expectations.py",
        "gate/rules/sql_dialect.py",
        "publish/verify.py",
    ),
    "sqlalchemy": ("gate/rules/sql_dialect.py", "orchestration/event_storage.py", "publish/postgres/"),
    "psycopg": ("publish/postgres/connection.py",),
    "rich": ("cli/",),
    "typer": ("cli/",),
    "typst": ("packs/board/report.py",),
    "pptx": (
        "packs/board/slides.py",
        "packs/board/native_chart.py",
        "packs/board/slide_file.py",
        "packs/board/typography.py",
    ),
    "PIL": ("packs/board/fitting.py",),
    "openpyxl": ("extract/readers/returned/xlsx.py",),
    "xlsxwriter": ("returns/write.py",),
    "gptables": ("packs/assessment/accessible_workbook.py",),
}


def imports_of(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found


@pytest.mark.parametrize("library", KEEPERS)
def test_library_is_imported_only_by_its_keepers(library):
    users = [path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py") if library in imports_of(path)]
    assert users, f"nobody imports {library}: take it out of this list"
    assert [user for user in users if not user.startswith(KEEPERS[library])] == []


def test_only_settings_touches_the_environment():
    guilty = [
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv", "putenv")
    ]
    assert set(guilty) == {"settings.py"}


def test_nothing_unpickles():
    """H08: no pickle in the data path."""
    guilty = [
        path.name for path in PACKAGE.rglob("*.py") if {"pickle", "joblib", "marshal", "shelve"} & imports_of(path)
    ]
    assert guilty == []


def test_layers_hold():
    program = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([program, "--no-cache"], cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


HEAVY = ("dagster", "dbt", "great_expectations", "openpyxl", "xlsxwriter", "gptables", "sqlalchemy", "typst", "pptx")


@pytest.mark.parametrize("arguments", [["--help"], ["status"], ["returns", "--help"]])
def test_help_and_status_import_nothing_heavy(arguments, settings):
    script = (
        "import sys; sys.argv = ['ossp', *sys.argv[1:]]\n"
        "from ossp_pipeline.cli.app import main\n"
        "try:\n    main()\nexcept SystemExit as done:\n    code = done.code\n"
        f"print('LOADED', sorted(set({HEAVY!r}) & set(sys.modules)), code)"
    )
    environment = {"OSSP_DATA": str(settings.data), "OSSP_KEYS": str(settings.keys), "HOME": str(settings.data)}
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments], capture_output=True, text=True, check=True, env=environment
    )
    assert done.stdout.splitlines()[-1] == "LOADED [] 0"
