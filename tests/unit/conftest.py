"""Small things to test on: sites and packs made from a few rows, and an office of its own for each fault."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from ossp_pipeline.atomic_files import write_json
from ossp_pipeline.contracts.outcome import Outcome
from ossp_pipeline.packs.board.writing import write_pack
from ossp_pipeline.publish.releases import Release
from ossp_pipeline.settings import Settings
from ossp_pipeline.site.board import read_board
from ossp_pipeline.site.checks import judge_site
from ossp_pipeline.site.pages import write_site
from tests.returned import Office, write_seeds
from tests.unit.site.boards import candidate


@dataclass
class Made:
    """A site as it lies there, and what the rules say of it."""

    candidate: Path
    folder: Path

    def page(self, name: str = "index.html") -> str:
        return (self.folder / name).read_text(encoding="utf-8")

    @property
    def pages(self) -> dict[str, str]:
        return {path.name: path.read_text(encoding="utf-8") for path in sorted(self.folder.glob("*.html"))}

    @property
    def everything(self) -> str:
        return "".join(path.read_text(encoding="utf-8") for path in self.folder.rglob("*") if path.is_file())

    @property
    def hashes(self) -> dict[str, str]:
        files = sorted(path for path in self.folder.rglob("*") if path.is_file())
        return {
            path.relative_to(self.folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files
        }

    def judged(self) -> dict[str, Outcome]:
        return {item.rule: item for item in judge_site(self.candidate, read_board(self.candidate))}


@pytest.fixture
def site_of(tmp_path):
    """A site made from a candidate with these rows."""
    count = 0

    def make(rows: dict[str, list[dict[str, Any]]]) -> Made:
        nonlocal count
        count += 1
        folder = candidate(tmp_path / f"candidate-{count}", rows)
        return Made(folder, write_site(folder, read_board(folder)))

    return make


@pytest.fixture
def release_of(tmp_path):
    """A release with these rows, as far as a pack reads one."""
    count = 0

    def make(rows: dict[str, list[dict[str, Any]]]) -> Release:
        nonlocal count
        count += 1
        release = Release(candidate(tmp_path / f"{count:05d}-abcdef12", rows))
        write_json(release.record_path, {"published_at": "2026-05-20T09:30:00+00:00"})
        return release

    return make


@pytest.fixture
def pack_of(release_of, tmp_path):
    """The folder of a pack made from these rows."""

    def make(rows: dict[str, list[dict[str, Any]]], quarter: str = "2025-26Q4") -> Path:
        return write_pack(release_of(rows), quarter, tmp_path / "packs")[0].parent

    return make


@pytest.fixture
def office(settings: Settings, tmp_path: Path) -> Office:
    """Nothing is issued yet."""
    return Office(settings, tmp_path / "sent", write_seeds(tmp_path / "seeds"))
