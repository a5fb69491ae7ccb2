"""A named person's approval of a build: who, when, and of exactly which files. Void once one of them changes."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from ossp_pipeline.atomic_files import read_json, sha256_of, write_json
from ossp_pipeline.errors import UsageError
from ossp_pipeline.gate.candidate_files import release_hash
from ossp_pipeline.publish.calendar import require_published_text
from ossp_pipeline.transform.build import Build

APPROVAL_FILE = "approval.json"


@dataclass(frozen=True)
class Approval:
    """`early_because`: why the release may go out before its planned moment; None where it may not."""

    by: str
    at: str
    build_id: str
    certificate_sha256: str
    candidate_sha256: str
    early_because: str | None

    def as_dict(self) -> dict[str, Any]:
        """For the build's folder and the release's record."""
        return asdict(self)


def approve(build: Build, by: str, at: datetime, early: str | None, approvers: list[str]) -> Approval:
    """Record the approval of a judged build. Raises UsageError where the name or the reason is not accepted."""
    for name, text in (("the approver's name", by), ("the reason", early if early is not None else "none")):
        _check_text(name, text)
    if approvers and by not in approvers:
        raise _refused("this name is not among the approvers", f"approvers are: {'; '.join(approvers)} (ossp.toml)")
    approval = Approval(by, at.isoformat(timespec="seconds"), *_identity(build), early)
    write_json(build.folder / APPROVAL_FILE, approval.as_dict())
    return approval


def approval_of(build: Build) -> Approval | None:
    """The approval on file, whether or not it is still valid."""
    path = build.folder / APPROVAL_FILE
    return Approval(**read_json(path)) if path.exists() else None


def is_valid(approval: Approval, build: Build) -> bool:
    """Whether the build, its certificate and its candidate are the ones that were approved."""
    return (approval.build_id, approval.certificate_sha256, approval.candidate_sha256) == _identity(build)


def _identity(build: Build) -> tuple[str, str, str]:
    """What an approval is bound to: the build's id, and the hashes of its certificate and its candidate."""
    return build.build_id, sha256_of(build.certificate), release_hash(build.candidate)


def _check_text(name: str, text: str) -> None:
    require_published_text("E-APPROVAL", name, text)
    if not text:
        raise _refused(f"{name} is empty", "say who approves, and with --early say why")


def _refused(message: str, remedy: str) -> UsageError:
    return UsageError("E-APPROVAL", message, remedy)
