"""A build's folder. Everything about one build lies in it, and nothing of another build can leak in.

data/builds/<number>-<fingerprint>/
    plan.json           what it was made from, when, by which run
    inputs/             hard links to the landed Parquet files: frozen
    profiles.yml        dbt's connection to this build's warehouse
    warehouse.duckdb    the tables, written by dbt alone
    target/             dbt's artefacts, and its documentation as one page
    evidence/           every rule's result, and the seal of each stage
    candidate/          what might go out
    certificate.json    the gate's decision, with reasons; certificate.html for people
"""

import os
import shutil
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from ossp_pipeline.atomic_files import read_json, remove, sha256_of, write_folder, write_json
from ossp_pipeline.contracts.delivery import Delivery, read_delivery
from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.errors import DamagedError, UsageError
from ossp_pipeline.extract.raw_store import RawStore, landed_schema
from ossp_pipeline.partnership.suppliers import feeds_here
from ossp_pipeline.settings import Settings, public_settings
from ossp_pipeline.transform.inputs import write_facts, write_inputs
from ossp_pipeline.transform.plan import Plan, received_on

_FACTS = "_partnership"


@dataclass(frozen=True)
class Build:
    """One build, by its folder."""

    folder: Path

    @property
    def build_id(self) -> str:
        """`00012-1f9c…`: its number, so that order never rests on a clock, and its inputs' fingerprint."""
        return self.folder.name

    @property
    def number(self) -> int:
        """Its place in the order of builds."""
        return int(self.build_id.split("-")[0])

    @property
    def inputs(self) -> Path:
        """The frozen inputs."""
        return self.folder / "inputs"

    @property
    def facts(self) -> Path:
        """The frozen facts of the partnership, a file per table."""
        return self.inputs / _FACTS

    def fact_rows(self, name: str) -> list[dict[str, Any]]:
        """The frozen rows of a fact; none in a build of older code, which knew no such fact."""
        path = self.facts / f"{name}.parquet"
        rows: list[dict[str, Any]] = pq.read_table(path).to_pylist() if path.exists() else []
        return rows

    @property
    def feeds(self) -> dict[str, Feed]:
        """Every feed by name, each from whom it comes here, as the frozen facts say."""
        return feeds_here(self.fact_rows("suppliers"))

    def stated_words(self) -> set[str]:
        """Every text in the frozen facts."""
        rows = (row for path in self.facts.glob("*.parquet") for row in pq.read_table(path).to_pylist())
        return {value for row in rows for value in row.values() if isinstance(value, str)}

    @property
    def warehouse(self) -> Path:
        """The DuckDB file."""
        return self.folder / "warehouse.duckdb"

    @property
    def target(self) -> Path:
        """dbt's artefacts."""
        return self.folder / "target"

    @property
    def evidence(self) -> Path:
        """Every rule's result."""
        return self.folder / "evidence"

    @property
    def candidate(self) -> Path:
        """What might go out."""
        return self.folder / "candidate"

    @property
    def certificate(self) -> Path:
        """The gate's decision."""
        return self.folder / "certificate.json"

    @property
    def is_made(self) -> bool:
        """Whether the build came to its end: it was judged, or its candidate was and waits for the gate."""
        return self.certificate.exists() or (self.evidence / "candidate.json").exists()

    def plan(self) -> dict[str, Any]:
        """What it was made from."""
        plan: dict[str, Any] = read_json(self.folder / "plan.json")
        return plan

    def readable_plan(self) -> dict[str, Any]:
        """The plan; empty where its file was damaged. The gate holds such a build, and other builds go on."""
        try:
            plan = self.plan()
        except (OSError, ValueError):
            return {}
        return plan if isinstance(plan, dict) else {}

    def deliveries(self) -> list[Delivery]:
        """The deliveries it was made from."""
        return [read_delivery(item) for item in self.plan()["deliveries"]]


class Builds:
    """The builds of a data folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def all(self) -> list[Build]:
        """Oldest first."""
        builds = [Build(path.parent) for path in self.folder.glob("[0-9]*/plan.json")]
        return sorted(builds, key=lambda build: build.number)

    def newest(self) -> Build:
        """The newest build. Raises UsageError while there is none."""
        builds = self.all()
        if not builds:
            raise UsageError("E-NOBUILD", "there is no build yet", "run `ossp build`, or `ossp refresh`")
        return builds[-1]

    def of_run(self, run_id: str) -> Build | None:
        """The build that a run made."""
        return next((build for build in reversed(self.all()) if build.readable_plan().get("run_id") == run_id), None)

    def find(self, build_id: str | None) -> Build:
        """The build of this id, or the newest. Raises UsageError."""
        if build_id is None:
            return self.newest()
        for build in self.all():
            if build.build_id == build_id:
                return build
        raise UsageError("E-NOBUILD", f"there is no build {build_id}", "see `ossp status` for the builds there are")

    def freeze(self, plan: Plan, feeds: Collection[Feed], raw: RawStore, run_id: str | None, after: int = 0) -> Build:
        """Make a new build's folder. Its inputs are linked, so later deliveries cannot change it.

        after  the highest number of a build that was published: its folder may be gone
        """
        number = 1 + max([after, *(build.number for build in self.all())])
        path = self.folder / f"{number:05d}-{plan.fingerprint[:8]}"

        def fill(folder: Path) -> None:
            for feed in feeds:
                _link_feed(folder / "inputs" / feed.name, feed, plan, raw)
            write_inputs(folder / "inputs" / "_build", plan, feeds)
            write_facts(folder / "inputs" / _FACTS, plan.facts)
            write_json(folder / "profiles.yml", profile(path))
            write_json(folder / "plan.json", _describe(plan, run_id))
            for name in ("evidence", "spill"):
                (folder / name).mkdir()

        write_folder(path, fill)
        return Build(path)

    def prune(self, keep: int, published: set[str]) -> list[str]:
        """Remove old builds but the last few and those that were published. Answers with the ids removed."""
        old = [build for build in self.all()[:-keep] if build.build_id not in published] if keep else []
        for build in old:
            remove(build.folder)
        return [build.build_id for build in old]


def every_build(settings: Settings) -> list[Build]:
    """The builds of both editions: all that hold rows of people."""
    return [build for edition in (settings, public_settings(settings)) for build in Builds(edition.builds).all()]


def profile(folder: Path) -> dict[str, Any]:
    """dbt's profile for a build: its own file, its own inputs, nothing fetched, nothing outside its folder.

    The connection stays open between nodes, or each of them opens and writes out the file anew; whoever runs dbt here
    closes it at the end. A build that breaks is never continued, so tables are written out seldom, not as each is made.
    """
    target = {
        "type": "duckdb",
        "path": str(folder / "warehouse.duckdb"),
        "threads": 2,
        "keep_open": True,
        "config_options": {
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "temp_directory": str(folder / "spill"),
            # Two nodes run at a time, each in a thread of dbt's that works itself: these come on top of one of them.
            "threads": max(1, (os.cpu_count() or 1) - 1),
            "checkpoint_threshold": "256MB",
        },
        "settings": {"file_search_path": str(folder), "TimeZone": "Europe/London"},
    }
    return {"ossp": {"target": "build", "outputs": {"build": target}}}


def _link_feed(folder: Path, feed: Feed, plan: Plan, raw: RawStore) -> None:
    folder.mkdir(parents=True)
    pq.write_table(landed_schema(feed).empty_table(), folder / "none.parquet")
    for delivery in plan.selections[feed.name].used:
        source = raw.accepted_path(delivery)
        if sha256_of(source) != delivery.accepted_sha256:
            raise DamagedError(
                "E-DAMAGED",
                f"{feed.name}: the landed rows of {delivery.receipt.delivery_id} were changed on disk",
                f"remove {source.parent.name} from data/raw and refresh again: it is landed from the kept bytes; where "
                "these were deleted in time, restore it from the backup",
            )
        _place(source, folder / f"{delivery.receipt.delivery_id}.parquet", feed)


def _place(source: Path, target: Path, feed: Feed) -> None:
    """The landed rows in the shape that the models read.

    Rows that landed under an earlier contract have another shape where they could not land again, because their bytes
    were deleted in time: a column that they lack is null.
    """
    schema = landed_schema(feed)
    if pq.read_schema(source).equals(schema):
        link_file(source, target)
        return
    table = pq.read_table(source)
    columns = [table[name] if name in table.column_names else pa.nulls(table.num_rows) for name in schema.names]
    pq.write_table(pa.table(columns, names=schema.names).cast(schema), target)


def link_file(source: Path | str, target: Path | str) -> None:
    """A hard link costs nothing and outlives the removal of its source; some shares have none, so copy there."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def _describe(plan: Plan, run_id: str | None) -> dict[str, Any]:
    return {
        "fingerprint": plan.fingerprint,
        "code": plan.code,
        "known_to": max((str(received_on(item, plan.seen_on)) for item in plan.used), default=None),
        "settings": {name: str(value) for name, value in plan.settings.items()},
        "deliveries": [delivery.as_dict() for delivery in plan.used],
        "outstanding": [delivery.as_dict() for delivery in plan.outstanding],
        "set_aside": [
            {"feed": said.feed, "file": delivery.receipt.file_name, "reason": said.reason}
            for delivery, said in plan.set_aside
        ],
        "confirmations": [
            {"feed": item.feed, "period": item.period, "reason": item.reason} for item in plan.confirmations
        ],
        "expected": [{name: str(value) for name, value in period.as_row().items()} for period in plan.expected],
        "created_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "run_id": run_id,
    }
