"""Who may import whom. The layers are in pyproject.toml; here are the libraries that only some may touch."""

import ast
import re
import subprocess
import sys
import tomllib
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from ossp_pipeline.settings import PROJECT

PACKAGE = PROJECT / "ossp_pipeline"

# Library → the only places that may import it.
KEEPERS = {
    "apprise": ("alerts/child.py",),
    "asyncssh": ("extract/connectors/sftp_session.py",),
    "dagster": ("orchestration/", "definitions.py"),
    "great_expectations": ("gate/rules/expectations.py",),
    "dbt": ("transform/dbt_runner.py",),
    "duckdb": (
        "transform/tables.py",
        "transform/ledger.py",
        "gate/rules/expectations.py",
        "gate/rules/sql_dialect.py",
        "publish/verify.py",
        # An intruder has no tools of ours.
        "attack/",
    ),
    "sqlalchemy": (
        "extract/connectors/database.py",
        "gate/rules/sql_dialect.py",
        "orchestration/event_storage.py",
        "publish/postgres/",
    ),
    "urllib3": ("extract/connectors/web.py", "extract/connectors/web_file.py"),
    "psycopg": ("publish/postgres/connection.py",),
    "rich": ("cli/",),
    "typer": ("cli/",),
    "typst": ("packs/board/report.py",),
    "pptx": (
        "attack/packs.py",
        "packs/board/slides.py",
        "packs/board/native_chart.py",
        "packs/board/slide_file.py",
        "packs/board/typography.py",
        "packs/board/read_back.py",
    ),
    "PIL": ("packs/board/fitting.py",),
    "openpyxl": (
        "attack/packs.py",
        "extract/readers/returned/xlsx.py",
        "packs/assessment/read_back.py",
        "packs/board/read_back.py",
    ),
    "lxml": (
        "site/drawn_scales.py",
        "site/printed_lines.py",
    ),
    "xlsxwriter": ("issued_workbook.py",),
    "gptables": ("packs/assessment/accessible_workbook.py",),
}


@cache
def imports_of(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found


# Dependency → what it is for, though nothing imports it.
NEEDED = {
    "sqlfluff": "`make lint` checks the SQL with it",
    "dagster-webserver": "`ossp ui` starts it",
    "import-linter": "`make lint` runs it",
    "mypy": "`make lint` runs it",
    "pandas-stubs": "mypy reads it",
    "pre-commit": "`make hooks` runs it",
    "pytest-cov": "`make coverage` runs it",
    "pytest-timeout": "pyproject.toml sets its limit for every test",
    "pytest-xdist": "`make test` runs it",
    "ruff": "`make lint` runs it",
}
PROJECT_TABLE = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]
OURS = {"ossp_pipeline", "tests", "bench"}


def declared(group: str) -> set[str]:
    listed = PROJECT_TABLE["optional-dependencies"]["dev"] if group == "dev" else PROJECT_TABLE["dependencies"]
    return {normalised(re.split(r"[\[<>=~!]", line)[0]) for line in listed}


def normalised(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def providers(*folders: str) -> dict[str, set[str]]:
    """Library imported below these folders → the distributions that provide it; none for the standard library."""
    paths = [path for folder in folders for path in (PROJECT / folder).rglob("*.py")]
    imported = set().union(*(imports_of(path) for path in paths)) - set(sys.stdlib_module_names) - OURS
    known = packages_distributions()
    return {name: {normalised(provider) for provider in known.get(name, ())} for name in imported}


@pytest.mark.parametrize(("group", "folders"), [("run", ("ossp_pipeline", "dbt_project")), ("dev", ("tests", "bench"))])
def test_every_dependency_is_imported_or_has_its_reason(group, folders):
    imported = set().union(*providers(*folders).values())
    assert declared(group) - imported - set(NEEDED) == set(), "take it out of pyproject.toml, or say what it is for"


def test_every_reason_is_of_a_dependency_that_nothing_imports():
    imported = set().union(*providers("ossp_pipeline", "dbt_project", "tests", "bench").values())
    assert set(NEEDED) - (declared("run") | declared("dev")) == set()
    assert set(NEEDED) & imported == set()


@pytest.mark.parametrize(
    ("groups", "folders"), [(("run",), ("ossp_pipeline", "dbt_project")), (("run", "dev"), ("tests", "bench"))]
)
def test_every_library_imported_is_declared(groups, folders):
    known = set().union(*(declared(group) for group in groups))
    undeclared = {name for name, distributions in providers(*folders).items() if not distributions & known}
    assert undeclared == set(), "declare it in pyproject.toml, then `make lock`"


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


def test_only_a_child_of_ours_takes_objects_and_only_bytes_come_back():
    """H08: `multiprocessing` pickles what we send to the child that reads a file, and nothing that the child sends."""
    users = {
        path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py") if "multiprocessing" in imports_of(path)
    }
    assert users == {f"extract/confined/{name}.py" for name in ("child", "server", "work")}
    received = {
        name: re.findall(r"\.recv\w*", (PACKAGE / "extract/confined" / name).read_text())
        for name in ("child.py", "work.py")
    }
    assert received == {"child.py": [".recv"], "work.py": [".recv_bytes"]}


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
