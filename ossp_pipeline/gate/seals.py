"""A seal on what each stage made, so that the gate notices when a file of a build was edited afterwards.

evidence/<stage>.seal   the stage, the build and its run, the hash of every file the stage made or judged, of its
                        results and of the seal before, and a keyed hash (HMAC-SHA256) over all of these

The key lies beside the pseudonym keys. The seal stays in the build's folder, so the bytes of a release do not depend on
it. It shows that nobody edited a build who cannot read the key. Who can read it can forge a seal: docs/safety.md.
"""

import hashlib
import hmac
from pathlib import Path
from typing import Any

from ossp_pipeline.atomic_files import json_bytes, read_json, sha256_of, write_json
from ossp_pipeline.gate.evidence import CANDIDATE, INPUTS, STAGES, TABLES
from ossp_pipeline.transform.build import Build

# The name of the key's file, without `.key`.
SEAL_KEY = "evidence"
# What each stage made, or judged as it lay there. dbt's `target` and the certificate's page decide nothing and are
# written anew; what was published is verified against the certificate once more.
_MADE = {INPUTS: ("plan.json", "profiles.yml", "inputs"), TABLES: ("warehouse.duckdb",), CANDIDATE: ("candidate",)}


def seal_stage(build: Build, stage: str, key: bytes) -> None:
    """Seal what a stage made, after its results were filed."""
    content = _content(build, stage)
    write_json(_path(build, stage), {**content, "seal": _keyed(content, key)})


def broken_seals(build: Build, key: bytes, stages: tuple[str, ...] = STAGES) -> dict[str, str]:
    """Stage → what is wrong with it, for every stage that is not as it was sealed. A stage without a seal is one."""
    return {stage: words for stage in stages if (words := _check(build, stage, key))}


def _check(build: Build, stage: str, key: bytes) -> str:
    """What is wrong with a stage's seal, in words; empty: nothing."""
    try:
        sealed = read_json(_path(build, stage))
        seal = sealed.pop("seal")
    except (OSError, ValueError, KeyError, AttributeError, TypeError):
        return "it has no seal that can be read"
    if not hmac.compare_digest(str(seal), _keyed(sealed, key)):
        return "its seal was made with another key, or by hand"
    now = _content(build, stage)
    before, after = sealed.get("files", {}), now["files"]
    changed = sorted(name for name in {*before, *after} if before.get(name) != after.get(name))
    if changed:
        return f"changed since it was sealed: {', '.join(changed[:3])}{' and others' if len(changed) > 3 else ''}"
    return "" if sealed == now else "its results, or the stage before it, changed since it was sealed"


def _content(build: Build, stage: str) -> dict[str, Any]:
    position = STAGES.index(stage)
    before = _path(build, STAGES[position - 1]) if position else None
    return {
        "stage": stage,
        "build": build.build_id,
        "run": _run_of(build),
        "files": {name: digest for part in _MADE[stage] for name, digest in _hashes(build.folder, part).items()},
        "results": _hash_or_nothing(build.evidence / f"{stage}.json"),
        "before": _hash_or_nothing(before) if before else "",
    }


def _run_of(build: Build) -> str:
    """The run that made the build; empty where the plan cannot be read, which its hash shows."""
    try:
        return str(build.plan()["run_id"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def _hashes(folder: Path, part: str) -> dict[str, str]:
    path = folder / part
    files = sorted(item for item in path.rglob("*") if item.is_file()) if path.is_dir() else [path]
    return {item.relative_to(folder).as_posix(): _hash_or_nothing(item) for item in files}


def _hash_or_nothing(path: Path) -> str:
    return sha256_of(path) if path.exists() else ""


def _keyed(content: dict[str, Any], key: bytes) -> str:
    return hmac.new(key, json_bytes(content), hashlib.sha256).hexdigest()


def _path(build: Build, stage: str) -> Path:
    return build.evidence / f"{stage}.seal"
