"""Do the rows of one stage agree with those of the next, to the row?"""

import pyarrow.parquet as pq

from ossp_pipeline.contracts.delivery import Delivery
from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.contracts.outcome import Outcome, Severity, Status
from ossp_pipeline.transform.build import Build
from ossp_pipeline.transform.tables import count_rows


def judge_rows(feeds: list[Feed], build: Build) -> list[Outcome]:
    """received = accepted + rejected + duplicate + out of area in every delivery, and accepted = staged."""
    staged = count_rows(build, [f"stg_{feed.name}" for feed in feeds])
    deliveries = build.deliveries()
    outcomes = []
    for feed in feeds:
        used = [item for item in deliveries if item.receipt.feed == feed.name]
        outcomes.append(_accounted(feed, used, build))
        outcomes.append(_staged(feed, used, staged[f"stg_{feed.name}"]))
    return outcomes


def row_rule_ids(feed: Feed) -> list[str]:
    """The rules `judge_rows` answers for."""
    return [f"{feed.name}.rows.accounted", f"{feed.name}.rows.staged"]


def _accounted(feed: Feed, used: list[Delivery], build: Build) -> Outcome:
    wrong = [item.receipt.delivery_id for item in used if not _adds_up(item, build)]
    total = sum(item.accounting.received for item in used)
    # Beside the rows used, the number would give back how few rows about people were set aside.
    number = "" if feed.personal else f"{total:,} "
    detail = f"all {number}received rows of {len(used)} delivery(ies) are accounted for"
    if wrong:
        detail = f"rows do not add up in {', '.join(wrong[:5])}"
    return _outcome(f"{feed.name}.rows.accounted", feed, not wrong, len(wrong), detail)


def _adds_up(delivery: Delivery, build: Build) -> bool:
    path = build.inputs / delivery.receipt.feed / f"{delivery.receipt.delivery_id}.parquet"
    counts = delivery.accounting
    return counts.balanced and path.exists() and pq.read_metadata(path).num_rows == counts.accepted


def _staged(feed: Feed, used: list[Delivery], staged: int | None) -> Outcome:
    accepted = sum(item.accounting.accepted for item in used)
    rule = f"{feed.name}.rows.staged"
    if staged is None:
        return _outcome(rule, feed, None, None, f"stg_{feed.name} was not built")
    detail = f"{accepted:,} accepted rows, {staged:,} staged"
    return _outcome(rule, feed, accepted == staged, abs(accepted - staged), detail)


def _outcome(rule: str, feed: Feed, passed: bool | None, observed: int | None, detail: str) -> Outcome:
    return Outcome(
        rule=rule,
        subject=feed.name,
        tool="reconciliation",
        status=Status.ERRORED if passed is None else Status.PASSED if passed else Status.FAILED,
        severity=Severity.HOLD,
        observed=observed,
        detail=detail,
        remedy="report this with the build's number: rows were lost or doubled inside the pipeline",
        owner="data engineer",
    )
