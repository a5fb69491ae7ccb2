"""The summary documents of `ossp`, key by key: `summary` makes them, `console` prints them, `--json` hands them out.

Keys never change: programs read them. Dates and moments are ISO text. No document holds a value from a row. What
`ossp returns` adds is described in `returns`.
"""

from typing import NotRequired, TypedDict

from ossp_pipeline.publish.planned_status import PlannedSummary
from ossp_pipeline.publish.postgres.state import TargetSummary
from ossp_pipeline.publish.releases import ReleaseRecord


class FeedCounts(TypedDict):
    """Files of a feed that landed now, and where their rows went."""

    files: int
    received: int
    accepted: int
    rejected: int
    duplicate: int
    out_of_area: int


class Refusal(TypedDict):
    """A file that was refused: where it is wrong, and what to do. `line` 1 is the header, `example` a right name."""

    feed: str
    file: str
    example: str
    code: NotRequired[str]
    message: NotRequired[str]
    remedy: NotRequired[str]
    line: NotRequired[int | None]
    column: NotRequired[str | None]


class Rejection(TypedDict):
    """A rule that rejected rows of a file, with the first lines."""

    feed: str
    file: str
    rule: str
    rows: int
    lines: list[int]


class HoldReason(TypedDict):
    """A rule that holds a build. `owner`: whose task it is."""

    rule: str
    detail: str
    remedy: str
    owner: str


class RuleWarning(TypedDict):
    """A rule that failed and does not hold."""

    rule: str
    detail: str
    remedy: str


class Waived(TypedDict):
    """A rule that failed and was waived."""

    rule: str
    by: str
    reason: str


class GateSummary(TypedDict):
    """The gate's decision. `rules`: how many it looked at; 0 where an earlier decision is repeated."""

    verdict: str
    rules: int
    reasons: list[HoldReason]
    warnings: list[RuleWarning]
    waived: list[Waived]
    build_id: NotRequired[str]
    certificate: NotRequired[str]


class BuildSummary(TypedDict):
    """A judged build. `certificate`: path of its page."""

    build_id: str
    verdict: str
    reasons: list[HoldReason]
    certificate: str


class WaitingSummary(TypedDict):
    """The build that passed the gate and is not out yet, with what it waits for."""

    build_id: str
    reasons: list[str]


class LateDelivery(TypedDict):
    """A delivery that is due and has not come. `days_late`: since the day it was due."""

    feed: str
    period: str
    due: str
    days_late: int
    supplier: str


class NextDelivery(TypedDict):
    """The period whose delivery is to come next, and the day by which it is due."""

    period: str
    due: str


class ReleaseSummary(ReleaseRecord):
    """A release by its record, and its folder."""

    folder: str


class PublicSummary(TypedDict):
    """The public edition. `made_from`: the release of the partnership; `is_newest`: whether it is the current one.

    `withdrawn_at`: since when there is none, where it was taken down.
    """

    release_id: str | None
    published_at: str | None
    folder: str | None
    made_from: str | None
    is_newest: bool
    withdrawn_at: str | None
    message: str


class FeedStatus(TypedDict):
    """How far a feed is. `newest`: its newest landed period. `late_in_words`: all that is late and did not come at all,
    gaps inside the series first. `refused`: files that are outstanding. `next`: null where none is ever due."""

    feed: str
    newest: str | None
    late: list[LateDelivery]
    late_in_words: str
    next: NextDelivery | None
    refused: list[Refusal]
    is_expected: bool


class LandedSummary(TypedDict):
    """What landing made of new files."""

    feeds: dict[str, FeedCounts]
    refused: list[Refusal]
    rejected: list[Rejection]


class ReceivedSummary(LandedSummary):
    """`ossp receive`."""

    repaired: list[str]
    message: str
    next: list[str]


class RefreshSummary(TypedDict, total=False):
    """`ossp refresh`. `gate` and `message` are there where there is something to say.

    `refused`: files refused now. `outstanding`: files that were refused before, and that nothing has answered.
    """

    repaired: list[str]
    feeds: dict[str, FeedCounts]
    refused: list[Refusal]
    outstanding: list[Refusal]
    rejected: list[Rejection]
    gate: GateSummary
    message: str
    waits: WaitingSummary | None
    release: ReleaseSummary | None
    public: PublicSummary | None
    postgres: TargetSummary | None
    late: list[LateDelivery]
    next: list[str]


class PublishSummary(TypedDict, total=False):
    """`ossp publish`: the release and Postgres, or else the gate's decision and what the build waits for."""

    message: str
    release: ReleaseSummary
    postgres: TargetSummary | None
    waits: WaitingSummary | None
    next: list[str]
    gate: GateSummary


class BrokenRuleSummary(TypedDict):
    """A rule that rejected rows of a delivery in use. `meaning`: what must hold, in words."""

    feed: str
    period: str
    file: str
    rule: str
    rows: int
    meaning: str


class UnknownCodeSummary(TypedDict):
    """A value that is not agreed for its column; `code` is null for all that are not shown.

    `nearest`: one that is agreed; `mapping`: the mapping that read it, "" for none.
    """

    feed: str
    heading: str
    code: str | None
    rows: int
    nearest: str | None
    mapping: str


class QuarantineSummary(TypedDict):
    """`ossp quarantine`."""

    quarantine: list[BrokenRuleSummary]
    unknown_codes: list[UnknownCodeSummary]
    likely_causes: list[str]
    message: str
    next: list[str]


class ReplayedDelivery(TypedDict):
    """A delivery that landed anew: where its rows went before, and where they go now."""

    file: str
    period: str
    before: FeedCounts
    after: FeedCounts


class ReplaySummary(TypedDict):
    """`ossp quarantine --replay`. `refused`: files that what holds now refuses as a whole."""

    replayed: list[ReplayedDelivery]
    refused: list[Refusal]
    message: str
    next: list[str]
    repaired: NotRequired[list[str]]


class VersionSummary(TypedDict):
    """One delivery of a period. `archive`: first digits of the SHA-256 of the archive that it came in, or "".

    received_on            ISO text
    received and accepted  rows
    """

    version: int
    file: str
    archive: str
    received_on: str
    received: int
    accepted: int


class PeriodVersionsSummary(TypedDict):
    """The deliveries of a period and part, oldest first: a line of the revision triangle."""

    period: str
    part: str
    versions: list[VersionSummary]


class KindChangeSummary(TypedDict):
    """Accepted rows of a kind, before and now. `column`: the supplier's heading of the kind."""

    column: str
    kind: str
    before: int
    now: int


class ComparedSummary(TypedDict):
    """Accepted rows of two deliveries: alike, changed under the same key, only before, only now; and by kind."""

    same: int
    changed: int
    gone: int
    new: int
    kinds: list[KindChangeSummary]


class RevisionSummary(TypedDict):
    """The newest delivery of a period and part against the one before. `rows`: null where they cannot be compared.

    `change`: relative, of the accepted rows. `over_limit`: more than the feed's limit.
    """

    period: str
    part: str
    before: VersionSummary
    now: VersionSummary
    change: float | None
    over_limit: bool
    rows: ComparedSummary | None


class RevisionsSummary(TypedDict):
    """`ossp revisions`."""

    revised: list[RevisionSummary]
    triangle: list[PeriodVersionsSummary]
    message: str
    next: list[str]


class CalendarSummary(TypedDict):
    """`ossp calendar`."""

    seen_at: str
    planned: list[PlannedSummary]
    waits: WaitingSummary | None


class ConnectionSummary(TypedDict):
    """One connection in `ossp feeds check` and `ossp feeds fetch`. `error`: why it failed; empty where it did not."""

    name: str
    feed: str
    kind: str
    files: list[str]
    notes: list[str]
    error: str


class StatusSummary(TypedDict):
    """`ossp status`. `not_taken`: what lies in the inbox and stays there, with the reason, a sentence each.

    `alerts`: what keeps alerts from people, a sentence each.
    """

    area: str
    as_of: str
    is_sample: bool
    release: ReleaseSummary | None
    public: PublicSummary | None
    build: BuildSummary | None
    postgres: TargetSummary | None
    waits: WaitingSummary | None
    fetches: list[str]
    feeds: list[FeedStatus]
    not_taken: list[str]
    alerts: list[str]
