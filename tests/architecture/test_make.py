"""The Makefile: every target is listed and phony, both installers keep to the locks, and what is missing is said."""

import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml

from ossp_pipeline.settings import PROJECT

MAKEFILE = (PROJECT / "Makefile").read_text(encoding="utf-8")
TARGETS = re.findall(r"^([a-z-]+):", MAKEFILE, flags=re.MULTILINE)


def make(*arguments: str, cwd: Path = PROJECT) -> subprocess.CompletedProcess[str]:
    # Without what a `make test` around us hands down.
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    return subprocess.run(["make", *arguments], cwd=cwd, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture
def clone(tmp_path):
    """A folder where nothing is installed yet."""
    shutil.copyfile(PROJECT / "Makefile", tmp_path / "Makefile")
    for name in ("requirements.lock", "requirements-dev.lock", "pyproject.toml", "setup.py", ".sqlfluff"):
        (tmp_path / name).touch()
    (tmp_path / "dbt_project").mkdir()
    return tmp_path


def test_help_lists_every_target():
    listed = [line.split()[0] for line in make("-s", "help").stdout.splitlines() if len(line.split()) > 1]
    assert listed == TARGETS
    assert {"check", "fix", "test-unit", "coverage", "hooks", "release-notes"} <= set(TARGETS)


def test_every_target_is_phony():
    phony = re.search(r"^\.PHONY: (.*)$", MAKEFILE, flags=re.MULTILINE)
    assert phony
    assert phony[1].split() == TARGETS


@pytest.mark.parametrize(
    ("uv", "installer"), [("", ".venv/bin/pip install"), ("uv", "uv pip install -q --python .venv/bin/python")]
)
def test_either_installer_keeps_to_the_locks(clone, uv, installer):
    commands = make("-n", f"UV={uv}", "PYTHON=python3.11", "lint", cwd=clone).stdout.splitlines()
    installs = [line for line in commands if "pip install" in line]
    assert [line for line in installs if not line.startswith(installer)] == []
    locked = [line for line in installs if "--require-hashes" in line]
    assert [line.split()[-1] for line in locked] == ["requirements.lock", "requirements-dev.lock"]
    assert all("--no-deps --no-build-isolation" in line for line in set(installs) - set(locked))
    if uv:  # pip compiles of its own accord
        assert all("--compile-bytecode" in line for line in installs)


@pytest.mark.parametrize(
    ("changed", "linted"),
    [
        ("", None),
        ("dbt_project/models/a.sql", "dbt_project/models/a.sql"),
        ("dbt_project/tests/b.sql", "dbt_project/tests/b.sql"),
        ("dbt_project/macros/c.sql", "dbt_project"),
        (".sqlfluff", "dbt_project"),
        (".venv/.dev", "dbt_project"),
    ],
)
def test_queries_are_linted_when_they_changed_and_all_when_what_they_share_changed(clone, changed, linted):
    queries = ("dbt_project/models/a.sql", "dbt_project/tests/b.sql", "dbt_project/macros/c.sql")
    for name in (*queries, ".venv/.runtime", ".venv/.dev", ".venv/.sql"):
        (clone / name).parent.mkdir(parents=True, exist_ok=True)
        (clone / name).touch()
    for path in clone.rglob("*"):
        os.utime(path, (1, 1))
    if changed:
        os.utime(clone / changed, (2, 2))
    commands = make("-n", "PYTHON=python3.11", ".venv/.sql", cwd=clone).stdout.splitlines()
    assert [line.split(" lint ")[1] for line in commands if "sqlfluff" in line] == ([linted] if linted else [])


def test_without_python_311_one_sentence_says_what_to_install(clone):
    done = make("-s", "PYTHON=", "run", cwd=clone)
    assert done.returncode != 0
    assert done.stderr.startswith("There is no Python 3.11 here. Install python3.11")
    assert not (clone / ".venv").exists()


def test_release_notes_are_the_section_of_one_version(clone):
    sections = [
        f"## {name}\n\nWhat {name} brought.\n\n" for name in ("Unreleased", "1.10.0 – 2026-12-01", "1.1.0 – 2026-11-02")
    ]
    (clone / "CHANGELOG.md").write_text("# Changelog\n\n" + "".join(sections), encoding="utf-8")
    assert make("-s", "release-notes", "VERSION=1.10.0", cwd=clone).stdout == sections[1]
    assert make("-s", "release-notes", "VERSION=1.1.0", cwd=clone).stdout == sections[2]


def test_the_changelog_tells_of_the_version_of_the_code():
    version = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]["version"]
    assert make("-s", "release-notes", f"VERSION={version}").returncode == 0


@pytest.mark.parametrize("version", ["", "9.9"])
def test_release_notes_of_no_version_are_refused(version):
    done = make("-s", "release-notes", f"VERSION={version}")
    assert (done.returncode != 0, done.stdout) == (True, "")
    assert "has no section" in done.stderr


def test_hooks_fetch_nothing():
    config = yaml.safe_load((PROJECT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    assert {repository["repo"] for repository in config["repos"]} == {"local"}
    hooks = [hook for repository in config["repos"] for hook in repository["hooks"]]
    assert {hook["language"] for hook in hooks} == {"system", "fail"}
    programs = [hook["entry"].split()[0] for hook in hooks if hook["language"] == "system"]
    assert programs
    assert [program for program in programs if not program.startswith(".venv/bin/")] == []
    assert [program for program in programs if f"$(BIN)/{Path(program).name}" not in MAKEFILE] == []
