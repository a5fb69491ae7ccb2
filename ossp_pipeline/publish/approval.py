"""A named person's approval of a build: who, when, and of exactly which files. Void once one of them changes.

It is given after the gate, so it carries a seal of its own (`gate/seals.py`): an approval written by hand is void too.
"""

from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from ossp_pipeline.atomic_files import read_json, sha256_of, write_json
from ossp_pipeline.errors import UsageError
from ossp_pipeline.gate.candidate_files import release_hash
from ossp_pipeline.gate.seals import is_keyed, keyed_hash, seal_key
from ossp_pipeline.publish.calendar import require_published_text
from ossp_pipeline.settings import Settings
from ossp_pipeline.transform.build import Build

APPROVAL_FILE = "approval.json"


@dataclass(frozen=True)
class Approval:
    """`early_because`: why the release may go out before its planned moment; None where it may not.

    `seal`: the keyed hash of the rest. It stays in the build's folder.
    """

    by: str
    at: str
    build_id: str
    certificate_sha256: str
    candidate_sha256: str
    early_because: str | None
    seal: str = ""

    def as_dict(self) -> dict[str, Any]:
        """For the release's record."""
        return {name: value for name, value in asdict(self).items() if name != "seal"}


# Stands for an approval whose file cannot be read: it is of no build.
_DAMAGED = Approval("", "", "", "", "", None)


def approve(build: Build, by: str, at: datetime, early: str | None, settings: Settings) -> Approval:
    """Record the approval of a judged build. Raises UsageError where the name or the reason is not accepted."""
    require_approver(by, settings)
    _check_text("the reason", early if early is not None else "none")
    given = Approval(by, at.isoformat(timespec="seconds"), *_identity(build), early)
    approval = replace(given, seal=keyed_hash(given.as_dict(), seal_key(settings)))
    write_json(build.folder / APPROVAL_FILE, asdict(approval))
    return approval


def require_approver(by: str, settings: Settings) -> None:
    """Raise UsageError where this name may not approve a release."""
    _check_text("the approver's name", by)
    approvers = settings.approver_names
    if approvers and by not in approvers:
        raise _refused("this name is not among the approvers", f"approvers are: {'; '.join(approvers)} (ossp.toml)")


def approval_of(build: Build) -> Approval | None:
    """The approval on file, whether or not it is still valid. One that cannot be read never is."""
    path = build.folder / APPROVAL_FILE
    try:
        return Approval(**read_json(path)) if path.exists() else None
    except (ValueError, TypeError):
        return _DAMAGED


def is_valid(approval: Approval, build: Build, settings: Settings) -> bool:
    """Whether it is as it was given, and build, certificate and candidate are the ones that were approved."""
    if not is_keyed(approval.as_dict(), approval.seal, seal_key(settings)):
        return False
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
