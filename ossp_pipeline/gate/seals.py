"""A seal on what each stage made, so that the gate notices when a file of a build was edited afterwards.

evidence/<stage>.seal   the stage, the build, its run and plan, the hash of every file the stage made or judged, of its
                        results and of the seal before, and a keyed hash (HMAC-SHA256) over all of these

The key lies beside the pseudonym keys. The seal stays in the build's folder, so the bytes of a release do not depend on
it. It shows that nobody edited a build who cannot read the key. Who can read it can forge a seal: docs/safety.md.
"""

import hashlib
import hmac
import json
from pathlib import Path
from typing import Any

from ossp_pipeline.atomic_files import json_bytes, sha256_of, write_json
from ossp_pipeline.extract.keys import SEAL_KEY, kept_key
from ossp_pipeline.gate.evidence import CANDIDATE, INPUTS, STAGES, TABLES, evidence_path
from ossp_pipeline.settings import PROJECT, Settings
from ossp_pipeline.transform.build import Build

# What each stage made, or judged as it lay there.
_MADE = {INPUTS: ("plan.json", "profiles.yml", "inputs"), TABLES: ("warehouse.duckdb",), CANDIDATE: ("candidate",)}
# What lies in a build's folder and is in no stage's seal, each with the reason why an edit of it publishes nothing.
UNSEALED = {
    "target": "dbt's logs and its documentation for people: no step reads them back, and they are never published",
    "spill": "dbt's overflow while it runs: empty afterwards",
    "certificate.json": "the gate decides and writes it anew before anything is published",
    "certificate.html": "written anew with it",
    "approval.json": "carries a seal of its own, because a person gives it after the gate",
}


def seal_key(settings: Settings) -> bytes:
    """The key of this installation's seals, made on first use. Raises KeyFileError."""
    return kept_key(settings.keys, SEAL_KEY, (settings.data, PROJECT))


def keyed_hash(content: dict[str, Any], key: bytes) -> str:
    """HMAC-SHA256 of canonical JSON."""
    return hmac.new(key, json_bytes(content), hashlib.sha256).hexdigest()


def is_keyed(content: dict[str, Any], seal: object, key: bytes) -> bool:
    """Whether this seal was made of this content with this key."""
    return hmac.compare_digest(str(seal).encode(), keyed_hash(content, key).encode())


def seal_stage(build: Build, stage: str, key: bytes) -> None:
    """Seal what a stage made, after its results were filed."""
    content = _content(build, stage)
    write_json(_path(build, stage), {**content, "seal": keyed_hash(content, key)})


def begun_stages(build: Build) -> tuple[str, ...]:
    """The stages that left results or a seal. Of any other the gate says that it has no evidence."""
    return tuple(item for item in STAGES if evidence_path(build, item).exists() or _path(build, item).exists())


def broken_seals(build: Build, key: bytes, stages: tuple[str, ...] = STAGES) -> dict[str, str]:
    """Stage → what is wrong with it, for every stage that is not as it was sealed. A stage without a seal is one."""
    return {stage: words for stage in stages if (words := _check(build, stage, key))}


def _check(build: Build, stage: str, key: bytes) -> str:
    """What is wrong with a stage's seal, in words; empty: nothing."""
    try:
        written = _path(build, stage).read_bytes()
        sealed = json.loads(written)
        seal = sealed.pop("seal")
    except (OSError, ValueError, KeyError, AttributeError, TypeError):
        return "it has no seal that can be read"
    # No seal is chained to the last one: so its own bytes count, not only what they say.
    if not is_keyed(sealed, seal, key) or written != json_bytes({**sealed, "seal": seal}):
        return "its seal was made with another key, or by hand"
    if sealed["build"] != build.build_id:
        return f"its seal is that of build {sealed['build']}"
    return _difference(sealed, _content(build, stage))


def _difference(sealed: dict[str, Any], now: dict[str, Any]) -> str:
    """What changed since a stage was sealed, in words; empty: nothing."""
    before, after = sealed["files"], now["files"]
    changed = sorted(name for name in {*before, *after} if before.get(name) != after.get(name))
    if changed:
        return f"changed since it was sealed: {', '.join(changed[:3])}{' and others' if len(changed) > 3 else ''}"
    return "" if sealed == now else "its results, or the stage before it, changed since it was sealed"


def _content(build: Build, stage: str) -> dict[str, Any]:
    position, plan = STAGES.index(stage), build.readable_plan()
    before = _path(build, STAGES[position - 1]) if position else None
    return {
        "stage": stage,
        "build": build.build_id,
        "plan": plan.get("fingerprint"),
        "run": plan.get("run_id"),
        "files": {name: digest for part in _MADE[stage] for name, digest in _hashes(build.folder, part).items()},
        "results": _hash_or_nothing(evidence_path(build, stage)),
        "before": _hash_or_nothing(before) if before else "",
    }


def _hashes(folder: Path, part: str) -> dict[str, str]:
    path = folder / part
    files = sorted(item for item in path.rglob("*") if item.is_file()) if path.is_dir() else [path]
    return {item.relative_to(folder).as_posix(): _hash_or_nothing(item) for item in files}


def _hash_or_nothing(path: Path) -> str:
    return sha256_of(path) if path.is_file() else ""


def _path(build: Build, stage: str) -> Path:
    return build.evidence / f"{stage}.seal"
