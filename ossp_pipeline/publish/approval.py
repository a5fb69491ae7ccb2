"""A named person's approval of a build: who, when, and of exactly what. Void once the build says anything else."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from ossp_pipeline.atomic_files import read_json, sha256_of, write_json
from ossp_pipeline.errors import UsageError
from ossp_pipeline.gate.candidate_files import release_hash
from ossp_pipeline.publish.calendar import check_words
from ossp_pipeline.transform.build import Build

NOTE = "approval.json"


@dataclass(frozen=True)
class Approval:
    """`early_because`: why it may go out before its planned moment; None where it may not."""

    by: str
    at: str
    build_id: str
    certificate_sha256: str
    candidate_sha256: str
    early_because: str | None

    def as_dict(self) -> dict[str, Any]:
        """For the build's folder and the release's note."""
        return asdict(self)


def approve(build: Build, by: str, at: datetime, early: str | None, approvers: list[str]) -> Approval:
    """Record the approval of a judged build. Raises UsageError for a name or reason that will not do."""
    for name, text in (("the approver's name", by), ("the reason", early if early is not None else "none")):
        try:
            check_words(name, text)
        except ValueError as error:
            raise _refused(str(error), "write it on one line, without personal details: it is published") from None
        if not text:
            raise _refused(f"{name} is empty", "say who approves, and with --early say why")
    if approvers and by not in approvers:
        raise _refused("this name is not among the approvers", f"approvers are: {'; '.join(approvers)} (ossp.toml)")
    found = Approval(by, at.isoformat(timespec="seconds"), *_of(build), early)
    write_json(build.folder / NOTE, found.as_dict())
    return found


def approval_of(build: Build) -> Approval | None:
    """The approval on file, whether or not it still holds."""
    path = build.folder / NOTE
    return Approval(**read_json(path)) if path.exists() else None


def still_holds(approval: Approval, build: Build) -> bool:
    """Whether the build, its certificate and its candidate are the ones that were approved."""
    return (approval.build_id, approval.certificate_sha256, approval.candidate_sha256) == _of(build)


def _of(build: Build) -> tuple[str, str, str]:
    return build.build_id, sha256_of(build.certificate), release_hash(build.candidate)


def _refused(message: str, remedy: str) -> UsageError:
    return UsageError("E-APPROVAL", message, remedy)
