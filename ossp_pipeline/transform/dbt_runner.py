"""Run dbt in this process. A subprocess costs five seconds for nothing but imports.

The only module that imports dbt, and only inside functions. dbt-duckdb keeps its connection, and with it the file lock,
until it is closed; every call here ends by closing it.

dbt parses the project once per state of its files, and for each edition: what it parsed is kept under
`data/dbt/<hash of those files>/`, and `data/dbt/<hash>-public/`.
"""

import hashlib
import logging
import shutil
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from ossp_pipeline.atomic_files import read_json, remove, write_json
from ossp_pipeline.contracts.edition import Edition
from ossp_pipeline.errors import BuildFailed
from ossp_pipeline.settings import DBT_PROJECT, Settings
from ossp_pipeline.transform.build import Build, profile
from ossp_pipeline.transform.manifest import Manifest

_PARTIAL_PARSE = "partial_parse.msgpack"
# Models that differ between editions, as they count people: they and all that follows are made again.
BY_EDITION = "by_edition"


@dataclass(frozen=True)
class NodeResult:
    """What became of one model, seed or test. `failures`: rows a test returned."""

    unique_id: str
    status: str
    message: str
    failures: int | None
    seconds: float


def project_fingerprint() -> str:
    """Hash of every file of the dbt project that decides what it makes, where it lies, and the dbt that reads it.

    A parsed project names its folder: what another installation over the same data folder parsed is of no use here.
    """
    digest = hashlib.sha256(f"{version('dbt-core')} {version('dbt-duckdb')} {DBT_PROJECT}".encode())
    for folder in ("models", "macros", "seeds", "tests"):
        for path in sorted((DBT_PROJECT / folder).rglob("*")):
            if path.is_file() and path.parent.name != "__pycache__":
                digest.update(path.relative_to(DBT_PROJECT).as_posix().encode() + path.read_bytes())
    digest.update((DBT_PROJECT / "dbt_project.yml").read_bytes())
    return digest.hexdigest()[:16]


def prepared_folder(settings: Settings, edition: Edition = Edition.PARTNERSHIP) -> Path:
    """Where the project as parsed for this edition is kept."""
    suffix = "" if edition is Edition.PARTNERSHIP else f"-{edition}"
    return settings.data / "dbt" / f"{project_fingerprint()}{suffix}"


def load_manifest(settings: Settings, edition: Edition = Edition.PARTNERSHIP) -> Manifest:
    """The manifest of the project as it is now; parses it with dbt the first time, which takes some seconds."""
    path = prepared_folder(settings, edition) / "manifest.json"
    if not path.exists():
        write_json(path, parse(path.parent, edition))
    return Manifest(read_json(path))


def parse(folder: Path, edition: Edition) -> dict[str, Any]:
    """Parse the project for this edition and answer with its manifest."""
    folder.mkdir(parents=True, exist_ok=True)
    write_json(folder / "profiles.yml", profile(folder))
    _invoke(["parse", *_variables(edition)], folder, folder, lambda event: None)
    manifest: dict[str, Any] = read_json(folder / "manifest.json")
    return manifest


def build(
    settings: Settings, of: Build, on_result: Callable[[NodeResult], None], selection: Collection[str] = ()
) -> list[NodeResult]:
    """Build every seed, model and data test of the project into the build's warehouse. Raises BuildFailed.

    What became of each is written to `run_results.json`, also where the build fails; a whole build is documented.
    `selection`: dbt's own options for what to build, where that is not everything.
    """
    project = _parsed(settings)
    results = _build(project, of, on_result, selection)
    if not selection:
        _write_docs(settings, of, project)
    return results


def rebuild_public(settings: Settings, of: Build, on_result: Callable[[NodeResult], None]) -> list[NodeResult]:
    """Make every model that differs between editions, and all that follow, anew in the build's warehouse.

    The warehouse is a copy of one that `build` made. Raises BuildFailed.
    """
    chosen = [*_variables(Edition.PUBLIC), "--select", f"tag:{BY_EDITION}+"]
    return _build(_parsed(settings, Edition.PUBLIC), of, on_result, chosen)


def _build(
    project: Any, of: Build, on_result: Callable[[NodeResult], None], chosen: Collection[str]
) -> list[NodeResult]:
    finished: list[NodeResult] = []

    def listen(event: Any) -> None:
        result = _node_result(event)
        if result:
            finished.append(result)
            on_result(result)

    # dbt's own files hold the whole project once more, which takes two seconds: the results are all that differs.
    arguments = ["build", "--exclude", "test_type:unit", "--no-write-json", *chosen]
    try:
        _invoke(arguments, of.target, of.folder, listen, project)
    finally:
        write_json(of.target / "run_results.json", {"results": [asdict(result) for result in finished]})
    return finished


def _variables(edition: Edition) -> list[str]:
    """dbt parses anew where a variable differs, and the project's own default is the partnership."""
    return [] if edition is Edition.PARTNERSHIP else ["--vars", f"{{edition: {edition}}}"]


def _write_docs(settings: Settings, of: Build, project: Any) -> None:
    """dbt's documentation of the build as one static page."""
    shutil.copyfile(prepared_folder(settings) / "manifest.json", of.target / "manifest.json")
    _invoke(["docs", "generate", "--static", "--no-compile"], of.target, of.folder, lambda event: None, project)
    for part in ("index.html", "catalog.json"):
        remove(of.target / part)


def _parsed(settings: Settings, edition: Edition = Edition.PARTNERSHIP) -> Any:
    """The parsed project. Parsing takes six seconds and depends on the project's files alone, so it is done once."""
    with _root_logger_kept():
        from dbt.contracts.graph.manifest import Manifest as ParsedProject  # noqa: PLC0415

    load_manifest(settings, edition)  # parses where nobody has yet
    return ParsedProject.from_msgpack((prepared_folder(settings, edition) / _PARTIAL_PARSE).read_bytes())


@contextmanager
def _root_logger_kept() -> Iterator[None]:
    """A library of dbt's calls `logging.basicConfig` when it is imported: each line of Dagster's would print twice."""
    handlers = list(logging.root.handlers)
    yield
    logging.root.handlers = handlers


def _invoke(
    arguments: list[str], target: Path, profiles: Path, listen: Callable[[Any], None], manifest: Any = None
) -> None:
    with _root_logger_kept():
        from dbt.adapters.duckdb.connections import DuckDBConnectionManager  # noqa: PLC0415
        from dbt.cli.main import dbtRunner  # noqa: PLC0415

    options = {
        "--project-dir": DBT_PROJECT,
        "--profiles-dir": profiles,
        "--target-path": target,
        "--log-path": target,
        "--log-level-file": "none",
        "--log-level": "none",
    }
    flags = [text for name, value in options.items() for text in (name, str(value))]
    try:
        result = dbtRunner(manifest, callbacks=[listen]).invoke([*arguments, *flags, "--quiet", "--no-version-check"])
    finally:
        manager: Any = DuckDBConnectionManager  # dbt-duckdb declares no types for it
        manager.close_all_connections()
    if result.success:
        return
    raise BuildFailed(
        "E-DBT", f"dbt {arguments[0]} failed: {_reasons(result)}", "open the model named, then build again"
    )


def _reasons(result: Any) -> str:
    """The nodes that failed, each with the first two lines of its message: the kind of fault and what it is about."""
    if result.exception:
        return _first_lines(result.exception)
    failed = [item for item in result.result if str(item.status) in ("error", "fail")]
    return "; ".join(f"{item.node.name}: {_first_lines(item.message)}" for item in failed[:5])


def _first_lines(message: Any) -> str:
    return " ".join(line.strip() for line in str(message).strip().splitlines()[:2])


def _node_result(event: Any) -> NodeResult | None:
    """The result in a `NodeFinished` event, or None for any other event and for operations."""
    if event.info.name != "NodeFinished":
        return None
    run = event.data.run_result
    return NodeResult(
        unique_id=event.data.node_info.unique_id,
        status=str(run.status),
        message=run.message,
        failures=run.num_failures,
        seconds=run.execution_time,
    )
