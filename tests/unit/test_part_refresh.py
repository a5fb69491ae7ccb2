"""A refresh over the last build makes again what a changed input comes to, and nothing else."""

from pathlib import Path

import pytest

from ossp_pipeline.transform.build import Build
from ossp_pipeline.transform.manifest import Manifest
from tests.part_refresh import changed_sources, models_that_follow

# Two feeds; `shares` is made from both, `alone` from one of them; `beside` is below `crimes` and asked for by nobody.
PARENTS = {
    "crimes": ["source.raw.crime"],
    "people": ["source.raw.people"],
    "shares": ["crimes", "people"],
    "alone": ["people"],
    "beside": ["crimes"],
}


@pytest.fixture
def manifest() -> Manifest:
    def node(name: str) -> dict[str, object]:
        depends_on = {"nodes": PARENTS[name]}
        return {
            "unique_id": name,
            "name": name,
            "resource_type": "model",
            "original_file_path": f"models/marts/{name}.sql",
            "description": "",
            "columns": {},
            "depends_on": depends_on,
            "config": {},
        }

    sources = {
        "source.raw.crime": {"source_name": "raw", "name": "crime"},
        "source.raw.people": {"source_name": "raw", "name": "people"},
        "source.build.settings": {"source_name": "build", "name": "settings"},
    }
    return Manifest({"nodes": {name: node(name) for name in PARENTS}, "sources": sources, "parent_map": PARENTS})


@pytest.mark.parametrize(
    ("changed", "again"),
    [
        (["source.raw.crime"], {"crimes", "shares"}),
        (["source.raw.people"], {"people", "shares", "alone"}),
        (["source.raw.crime", "source.raw.people"], {"crimes", "people", "shares", "alone"}),
        ([], set()),
    ],
)
def test_models_below_a_change_that_the_tables_need_are_made_again(
    manifest: Manifest, changed: list[str], again: set[str]
) -> None:
    assert set(models_that_follow(manifest, changed, ["shares", "alone"])) == again


@pytest.mark.parametrize(
    ("name", "content", "changed"),
    [
        ("crime/2025-01.parquet", b"other", {"source.raw.crime"}),
        ("crime/2025-02.parquet", b"new", {"source.raw.crime"}),
        ("_build/settings.parquet", b"other", {"source.build.settings"}),
        ("crime/2025-01.parquet", b"as before", set()),
    ],
    ids=["a file", "a file more", "of the build", "nothing"],
)
def test_a_source_has_changed_where_a_frozen_file_of_it_has(
    manifest: Manifest, tmp_path: Path, name: str, content: bytes, changed: set[str]
) -> None:
    last, build = (Build(tmp_path / number) for number in ("1", "2"))
    for made in (last, build):
        for part in ("crime/2025-01", "people/2025-01", "_build/settings"):
            file = made.inputs / f"{part}.parquet"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(b"as before")
    (build.inputs / name).write_bytes(content)
    assert changed_sources(manifest, last, build) == changed
