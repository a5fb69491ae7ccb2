"""The one build step that pyproject.toml cannot say: a wheel carries the project's own files.

In a checkout they lie beside the package. In a wheel they go into `ossp_pipeline/project_files/`, where
`ossp_pipeline/settings.py` finds them. An editable install reads the checkout and needs no copy.
"""

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

CARRIED = ("partnership", "workspace.yaml", "dbt_project", "expectations")
MADE_BY_RUNS = {"target", "logs", "dbt_packages", "__pycache__"}


def project_files() -> list[str]:
    """Every file to carry, as paths below the project."""
    found = [path for name in CARRIED for path in (Path(name), *Path(name).rglob("*"))]
    return sorted(path.as_posix() for path in found if path.is_file() and not MADE_BY_RUNS & set(path.parts))


class BuildWithProjectFiles(build_py):
    """Build the package, then put the project's files into it; a source distribution holds them too."""

    def run(self) -> None:
        super().run()
        folder = Path(self.build_lib, "ossp_pipeline", "project_files")
        shutil.rmtree(folder, ignore_errors=True)  # what an earlier build left may be gone from the project
        for name in project_files():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(name, folder / name)

    def get_source_files(self) -> list[str]:
        return [*super().get_source_files(), *project_files()]


setup(cmdclass={"build_py": BuildWithProjectFiles})
