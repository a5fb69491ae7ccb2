"""A wheel holds what the command needs and runs anywhere; an editable install reads the checkout and needs no copy."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from ossp_pipeline.settings import PROJECT
from ossp_pipeline.transform.plan import code_version

CARRIED = ("partnership", "workspace.yaml", "dbt_project", "expectations")
SOURCES = ("ossp_pipeline", *CARRIED, "pyproject.toml", "setup.py", "README.md", "LICENSE")
MADE_BY_RUNS = shutil.ignore_patterns("__pycache__", "target", "logs", "dbt_packages", "*.egg-info")


def copy_project(folder: Path) -> Path:
    """What a build reads, apart from the checkout: a build leaves folders where it runs."""
    folder.mkdir(parents=True)
    for name in SOURCES:
        if (PROJECT / name).is_dir():
            shutil.copytree(PROJECT / name, folder / name, ignore=MADE_BY_RUNS)
        else:
            shutil.copyfile(PROJECT / name, folder / name)
    return folder


def build(project: Path, kind: str, into: Path) -> Path:
    """The file that setuptools' backend makes, as pip would call it."""
    script = f"from setuptools import build_meta; print(build_meta.build_{kind}({str(into)!r}))"
    into.mkdir(exist_ok=True)
    done = subprocess.run([sys.executable, "-c", script], cwd=project, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return into / done.stdout.splitlines()[-1]


def names_in(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return {name for name in archive.namelist() if ".dist-info/" not in name}


def files_below(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    return copy_project(tmp_path_factory.mktemp("wheel") / "project")


@pytest.fixture(scope="module")
def wheel(project, tmp_path_factory):
    return build(project, "wheel", tmp_path_factory.mktemp("built"))


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """The folder of a wheel laid out as pip lays it out."""
    folder = tmp_path_factory.mktemp("site")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


@pytest.fixture
def run(installed, tmp_path):
    """Run Python with the installed package ahead of the checkout, in a folder elsewhere, as a user with a new home."""

    def run_python(*arguments: str, **environment: str) -> str:
        given = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PYTHONPATH": str(installed)}
        done = subprocess.run(
            [sys.executable, "-B", *arguments],
            cwd=tmp_path,
            env=given | environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    return run_python


def test_a_wheel_holds_the_package_and_the_projects_files_and_nothing_else(project, wheel):
    package = {f"ossp_pipeline/{name}" for name in files_below(project / "ossp_pipeline")}
    carried = {path for name in CARRIED for path in (project / name, *(project / name).rglob("*")) if path.is_file()}
    inside = {f"ossp_pipeline/project_files/{path.relative_to(project).as_posix()}" for path in carried}
    assert len(inside) > 300
    assert names_in(wheel) == package | inside


def test_a_source_distribution_gives_the_same_wheel(project, wheel, tmp_path):
    shutil.unpack_archive(build(project, "sdist", tmp_path), tmp_path / "unpacked", filter="data")
    (source,) = (tmp_path / "unpacked").iterdir()
    assert names_in(build(source, "wheel", tmp_path)) == names_in(wheel)


def test_what_left_the_project_leaves_the_next_wheel(project, wheel, tmp_path):
    copy = shutil.copytree(project, tmp_path / "project")
    assert (copy / "build").is_dir(), "the first build must have left its folder, or this test says nothing"
    (copy / "expectations" / "raw" / "police_crime.json").unlink()
    gone = names_in(wheel) - names_in(build(copy, "wheel", tmp_path / "again"))
    assert gone == {"ossp_pipeline/project_files/expectations/raw/police_crime.json"}


def test_an_editable_install_reads_the_checkout(tmp_path):
    copy = copy_project(tmp_path / "project")
    names = names_in(build(copy, "editable", tmp_path / "built"))
    assert [name for name in names if "project_files" in name] == []
    assert not (copy / "ossp_pipeline" / "project_files").exists()


def test_help_and_status_run_from_a_wheel_and_leave_it_as_it_was(run, installed, tmp_path):
    before = files_below(installed)
    assert "refresh" in run("-m", "ossp_pipeline", "--help")
    assert "release: none yet" in run("-m", "ossp_pipeline", "status")
    assert (tmp_path / ".local" / "share" / "ossp" / "builds").is_dir()
    assert files_below(installed) == before


@pytest.mark.parametrize(
    ("variable", "folder"),
    [("XDG_DATA_HOME", "{home}/given/ossp"), ("OSSP_DATA", "{home}/given"), ("LANG", "{home}/.local/share/ossp")],
)
def test_data_of_a_wheel_lies_with_the_user(run, tmp_path, variable, folder):
    script = "from ossp_pipeline.settings import load_settings; print(load_settings().data)"
    given = run("-c", script, **{variable: str(tmp_path / "given")})
    assert given.strip() == folder.format(home=tmp_path)


def test_every_place_the_settings_name_is_in_the_wheel(run, installed):
    script = """
from pathlib import Path
from ossp_pipeline import settings
for name, place in sorted(vars(settings).items()):
    if isinstance(place, Path) and not name.startswith("_"):
        print(name, place.exists(), place)
"""
    lines = [line.split(" ", 2) for line in run("-c", script).splitlines()]
    assert {"DBT_PROJECT", "EXPECTATIONS", "PACKAGE", "PROJECT", "SEEDS"} <= {name for name, _, _ in lines}
    assert [line for line in lines if line[1] != "True" or not line[2].startswith(str(installed))] == []


def test_code_in_a_wheel_has_the_version_of_the_checkout(run):
    script = "from ossp_pipeline.transform.plan import code_version; print(code_version())"
    assert run("-c", script).strip() == code_version()
