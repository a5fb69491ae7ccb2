"""Publishing: whole or not at all, read back, rolled back by one command, and never past the gate."""

import json
import os
import shutil
import threading
from contextlib import suppress

import duckdb
import pyarrow.parquet as pq
import pytest

from ossp_pipeline import atomic_files
from ossp_pipeline.atomic_files import read_json, write_json
from ossp_pipeline.contracts.status import ValueStatus
from ossp_pipeline.errors import DamagedError, UsageError
from ossp_pipeline.gate.decision import PUBLISH
from ossp_pipeline.publish.releases import CURRENT, Releases
from ossp_pipeline.publish.verify import verify_release
from ossp_pipeline.refresh import Refresh
from tests.kills import Killed, count_operations
from tests.small_builds import small_build

FILES_OF_SMALL = 6


@pytest.fixture
def published(short_released, copy_of):
    """A release of the short sample and the build it came from, which can be published again."""
    steps = Refresh(copy_of(short_released))
    return steps, steps.builds.newest()


def overwrite(path, content):
    """Replace a file: fixtures are hard links, and writing in place would change the original."""
    path.unlink()
    path.write_bytes(content)


@pytest.fixture
def small(settings):
    """The releases of an empty installation, and a build to publish there."""
    return Releases(settings.releases), small_build(settings, 1, {"t": {"n": [1, 2]}})


def test_a_kill_at_any_operation_leaves_a_whole_release_up(small, monkeypatch):
    releases, build = small
    old = releases.publish(build, None, None)
    with monkeypatch.context() as patch:
        seen = count_operations(patch)
        releases.publish(build, None, None)
        total = seen[0]
    assert total > 20
    releases.rollback(old.release_id)
    for number in range(1, total + 1):
        with monkeypatch.context() as patch, suppress(Killed):
            count_operations(patch, at=number)
            releases.publish(build, None, None)
        current = releases.current()
        assert verify_release(current.folder) == FILES_OF_SMALL
        for path in atomic_files.leftovers(releases.folder):
            atomic_files.remove(path)
        releases.repair()
        assert releases.history()[-1]["release_id"] == releases.current().release_id
        assert releases.current() in (current, releases.all()[-1])
        folders = {path.name for path in releases.folder.iterdir() if path.is_dir()}
        assert folders == {release.release_id for release in releases.all()}
    after = releases.publish(build, None, None)
    assert verify_release(after.folder) == FILES_OF_SMALL


def test_readers_always_see_one_whole_release(published):
    steps, build = published
    first = steps.releases.current()
    second = steps.releases.publish(build, None, None)
    faults, stop = [], threading.Event()

    def read():
        while not stop.is_set():
            pointer = read_json(steps.settings.releases / CURRENT)
            folder = steps.settings.releases / pointer["path"]
            package = json.loads((folder / "datapackage.json").read_text())
            areas, values = (
                pq.read_metadata(folder / "tables" / f"{name}.parquet").num_rows
                for name in ("dim_areas", "fct_measure_values")
            )
            promised = {item["name"]: item.get("rows") for item in package["resources"]}
            if (areas, values) != (promised["dim_areas.parquet"], promised["fct_measure_values.parquet"]):
                faults.append(pointer)

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    for _ in range(50):
        steps.releases.point_to(first, "rollback")
        steps.releases.point_to(second, "publish")
    stop.set()
    for reader in readers:
        reader.join()
    assert faults == []


def test_rollback_points_to_the_release_before(small):
    releases, build = small
    first, second = (releases.publish(build, None, None) for _ in range(2))
    assert releases.current() == second
    assert releases.rollback(None) == first
    assert releases.current() == first
    assert [entry["why"] for entry in releases.history()] == ["publish", "publish", "rollback"]


def test_rollback_before_the_first_release_is_wrong_use(published):
    steps, _ = published
    with pytest.raises(UsageError, match="before"):
        steps.releases.rollback(None)


@pytest.mark.parametrize("name", ["tables/fct_measure_values.csv", "tables/dim_areas.parquet", "certificate.json"])
def test_a_changed_file_is_found(published, name):
    steps, _ = published
    folder = steps.releases.current().folder
    path = folder / name
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    overwrite(path, bytes(content))
    with pytest.raises(DamagedError, match=name):
        verify_release(folder)


def test_a_missing_and_an_added_file_are_found(published):
    steps, _ = published
    folder = steps.releases.current().folder
    (folder / "extra.csv").write_text("x")
    with pytest.raises(DamagedError, match=r"extra\.csv"):
        verify_release(folder)
    (folder / "extra.csv").unlink()
    (folder / "tables" / "dim_periods.csv").unlink()
    with pytest.raises(DamagedError, match="dim_periods"):
        verify_release(folder)


@pytest.mark.parametrize("change", ["update t set n = 3 where n = 2", "delete from t", "insert into t from t limit 1"])
def test_a_database_with_other_rows_is_found(change, small):
    releases, build = small
    folder = releases.publish(build, None, None).folder
    with duckdb.connect(str(folder / "ossp.duckdb")) as connection:
        connection.execute(change)
    sums = (folder / "SHA256SUMS").read_text().splitlines()
    others = [line for line in sums if "ossp.duckdb" not in line]
    digest = atomic_files.sha256_of(folder / "ossp.duckdb")
    (folder / "SHA256SUMS").write_text("\n".join([*others, f"{digest}  ossp.duckdb"]) + "\n")
    with pytest.raises(DamagedError, match="different rows"):
        verify_release(folder)


def test_a_candidate_that_changed_after_the_gate_is_not_published(published):
    steps, build = published
    before = steps.releases.current()
    overwrite(build.candidate / "tables" / "dim_periods.csv", b"forged")
    with pytest.raises(DamagedError):
        steps.releases.publish(build, None, None)
    assert steps.publish(build) is None, "asked again, the gate holds: its evidence is about other files"
    assert steps.releases.current() == before


def test_a_held_build_cannot_be_published_by_asking_the_publisher(published):
    steps, build = published
    document = read_json(build.certificate)
    write_json(build.certificate, {**document, "verdict": "hold"})
    with pytest.raises(UsageError, match="held"):
        steps.releases.publish(build, None, None)


def test_a_forged_certificate_does_not_survive_the_gate(published):
    steps, build = published
    (build.evidence / "tables.json").unlink()
    document = read_json(build.certificate)
    assert document["verdict"] == PUBLISH
    assert steps.publish(build) is None
    assert read_json(build.certificate)["verdict"] == "hold"


def test_a_named_approval_is_waited_for(short_released, copy_of):
    steps = Refresh(copy_of(short_released, approval="named"))
    build = steps.builds.newest()
    before = steps.releases.current()
    assert steps.publish(build) is None
    assert steps.releases.current() == before
    release = steps.publish(build, approved_by="A. Name")
    assert release.record()["approved_by"] == "A. Name"


def test_old_builds_are_pruned_and_published_ones_stay(published):
    steps, build = published
    for number in range(2, 9):
        shutil.copytree(build.folder, build.folder.with_name(f"{number:05d}-00000000"), copy_function=os.link)
    removed = steps.builds.prune(3, published={build.build_id})
    assert [name[:5] for name in removed] == ["00002", "00003", "00004", "00005"]
    assert build.folder.exists()


def test_releases_are_ordered_by_number_not_by_clock(small, monkeypatch):
    releases, build = small
    releases.publish(build, None, None)
    monkeypatch.setattr("ossp_pipeline.publish.releases._now", lambda: "1999-01-01T00:00:00+00:00")
    later = releases.publish(build, None, None)
    assert Releases(releases.folder).all()[-1] == later


def test_words_about_a_withheld_figure_are_withheld_with_it(released):
    """The sample's leads write small counts into their narratives: none goes out, and a larger one does."""
    release = Refresh(released).releases.current()
    rows = pq.read_table(release.folder / "tables" / "performance_returns.parquet").to_pylist()
    accepted = [
        row for row in rows if row["measure_id"] == "domestic_homicide_reviews" and row["return_state"] == "accepted"
    ]
    hidden = [row for row in accepted if row["status"] == ValueStatus.WITHHELD]
    assert hidden
    assert {(row["numerator"], row["value"], row["narrative"]) for row in hidden} == {(None, None, None)}
    shown = [row for row in accepted if row["status"] == ValueStatus.OBSERVED]
    assert all(row["narrative"].startswith(f"{row['numerator']} under way") for row in shown)
    everywhere = b"".join(path.read_bytes() for path in (release.folder / "tables").glob("*.csv"))
    assert not any(f"{count} under way".encode() in everywhere for count in range(1, 5))
