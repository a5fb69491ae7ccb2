"""Results of landing, judged by the contract: broken rows, refused files, revisions."""

from collections import Counter, defaultdict

from ossp_pipeline.contracts.delivery import Delivery, Published
from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.contracts.outcome import Outcome, Severity, Status
from ossp_pipeline.extract.raw_store import Selection
from ossp_pipeline.protect.small_counts import is_small

SUPPLIER_LIAISON = "supplier liaison"


def judge_contract(feed: Feed, selection: Selection, published: Published | None, small_count: int) -> list[Outcome]:
    """One result per rule of the contract, and the four that hold: tolerance, refusals, conflicts, revisions.

    `published`: the deliveries behind the release that is up, of any feed; None where there is no release yet.
    `small_count`: below it, rows about people that broke a rule are given as “a few”, because results are published.
    """
    broken: Counter[str] = Counter()
    for delivery in selection.used:
        broken.update(delivery.broken)
    rules = [_row_rule(feed, rule, words, broken[rule], small_count) for rule, words in feed.row_rules().items()]
    return [
        *rules,
        *([_repeats(feed, selection, small_count)] if _is_once(feed) else []),
        _tolerance(feed, selection, small_count),
        _refusals(feed, selection),
        _revisions(feed, selection, published),
    ]


def contract_rule_ids(feed: Feed) -> list[str]:
    """The rules `judge_contract` answers for."""
    return [
        *feed.row_rules(),
        *([f"{feed.name}.rows.repeated"] if _is_once(feed) else []),
        f"{feed.name}.rows.within_tolerance",
        f"{feed.name}.delivery.taken",
        f"{feed.name}.revision.within_limit",
    ]


def _is_once(feed: Feed) -> bool:
    """Whether each row should be in a file once."""
    return bool(feed.identified_by) and not feed.lists_again


def _row_rule(feed: Feed, rule: str, words: str, count: int, small_count: int) -> Outcome:
    """A broken row is set aside and reported. Only two rows that contradict each other hold the release."""
    conflict = rule == f"{feed.name}.key.unique"
    consent = rule == feed.consent_rule
    few = _few(feed, count, small_count)
    number = few or (f"{count:,}" if count else "no")
    return Outcome(
        rule=rule,
        subject=feed.name,
        tool="contract",
        status=Status.PASSED if count == 0 or consent else Status.FAILED,
        severity=Severity.HOLD if conflict else Severity.WARN,
        observed=None if few else count,
        detail=f"{words}: {number} row(s) set aside",
        remedy=f"`ossp quarantine {feed.name} --export FILE` writes their places for the supplier: send them that file",
        owner=SUPPLIER_LIAISON,
    )


def _repeats(feed: Feed, selection: Selection, small_count: int) -> Outcome:
    """Rows that repeat another of their file to the letter, key and all: the key says they are one, so they count once.

    So they do where a row has no key but a reference. Of rows without either, two alike may be two events, and both
    count: `rows_alike` judges how many they are.
    """
    found = {item.receipt.file_name: item.accounting.duplicate for item in selection.used if item.accounting.duplicate}
    total = sum(found.values())
    few = _few(feed, total, small_count)
    # By file the numbers would be smaller still.
    names = ", ".join(found) if feed.personal else ", ".join(f"{name} ({count:,})" for name, count in found.items())
    key = ", ".join(f"“{feed.column(name).heading}”" for name in feed.identified_by)
    return Outcome(
        rule=f"{feed.name}.rows.repeated",
        subject=feed.name,
        tool="contract",
        status=Status.FAILED if found else Status.PASSED,
        severity=Severity.WARN,
        observed=None if few else total,
        detail=f"{few or f'{total:,}'} row(s) repeat another with the same {key}, and count once: {names}"
        if found
        else "no row repeats another",
        remedy=f"ask {feed.supplier} whether these are one each, as their key says, or several under one reference",
        owner=SUPPLIER_LIAISON,
    )


def _few(feed: Feed, count: int, small_count: int) -> str:
    """The words in place of a small count of rows about people; empty where the count itself may be shown."""
    return f"fewer than {small_count}" if feed.personal and is_small(count, small_count) else ""


def _tolerance(feed: Feed, selection: Selection, small_count: int) -> Outcome:
    over = [item for item in selection.used if _rejected_share(item) > feed.tolerance]
    if over:
        names = ", ".join(f"{item.receipt.file_name} ({_excess(feed, item, small_count)})" for item in over[:5])
        detail = f"too many rows set aside (over {feed.tolerance:.2%}) in {names}{_top_rules(feed, over, small_count)}"
    elif feed.personal:
        # The worst share would give a small count back.
        detail = f"of no delivery more than the allowed {feed.tolerance:.2%} of rows set aside"
    else:
        worst = max(map(_rejected_share, selection.used), default=0.0)
        detail = f"at most {worst:.2%} of a delivery's rows set aside; {feed.tolerance:.2%} is allowed"
    return _holding(feed, "rows.within_tolerance", len(over), detail, "ask for corrected files")


def _excess(feed: Feed, delivery: Delivery, small_count: int) -> str:
    return _few(feed, _faulty(delivery), small_count) or f"{_rejected_share(delivery):.1%}"


def _top_rules(feed: Feed, deliveries: list[Delivery], small_count: int) -> str:
    broken: Counter[str] = Counter()
    for delivery in deliveries:
        broken.update(delivery.broken)
    counts = [f"{rule} {_few(feed, count, small_count) or f'{count:,}'}" for rule, count in broken.most_common(3)]
    return f": {', '.join(counts)}" if counts else ""


def _faulty(delivery: Delivery) -> int:
    """Rows rejected for a fault; rows without consent are no fault of the file."""
    return delivery.accounting.rejected - delivery.unconsented


def _rejected_share(delivery: Delivery) -> float:
    received = delivery.accounting.received
    return _faulty(delivery) / received if received else 0.0


def _refusals(feed: Feed, selection: Selection) -> Outcome:
    """Every file that nothing has answered, by name; files refused for one cause are listed before that cause."""
    by_cause: dict[str, list[str]] = defaultdict(list)
    for item in selection.outstanding:
        by_cause[_cause(item)].append(item.receipt.file_name)
    refused = "; ".join(f"{', '.join(names)} refused, {cause}" for cause, names in by_cause.items())
    set_aside = ", ".join(f"{item.receipt.file_name} ({said.reason})" for item, said in selection.set_aside)
    detail = refused or (f"every other file was taken: {set_aside}" if set_aside else "every file was taken")
    remedy = (
        f"send the corrected file{_such_as(feed)}; or, where it is not needed: "
        f"ossp set-aside {feed.name} FILE --by NAME --because …"
    )
    return _holding(feed, "delivery.taken", len(selection.outstanding), detail, remedy)


def _cause(delivery: Delivery) -> str:
    refusal = delivery.refusal or {}
    place = [f"line {refusal['line']}"] if refusal.get("line") else []
    place += [f"column “{refusal['column']}”"] if refusal.get("column") else []
    where = f" ({', '.join(place)})" if place else ""
    return f"{refusal['code']}{where}: {refusal['message']}"


def _such_as(feed: Feed) -> str:
    return f" under a name such as {feed.example.file_name}" if feed.example else ""


def _revisions(feed: Feed, selection: Selection, published: Published | None) -> Outcome:
    changes = {item.receipt.file_name: _change(item, selection, published) for item in selection.used}
    over = {name: change for name, change in changes.items() if abs(change) > feed.revision_limit}
    detail = f"no revision changes a period's rows by more than {feed.revision_limit:.0%}"
    if over:
        against = "against the delivery before" if published is None else "against what is published"
        listed = "; ".join(f"{name} changes its period's rows by {change:+.0%}" for name, change in over.items())
        detail = f"{listed}, {against}"
    remedy = "ask for a corrected file; or, where the supplier confirms the revision, waive this rule once"
    return _holding(feed, "revision.within_limit", len(over), detail, remedy)


def _change(delivery: Delivery, selection: Selection, published: Published | None) -> float:
    """Relative change of accepted rows against those readers were given; 0 where they were given none, or these.

    A delivery that was held is not compared with, or its correction would be held too. Before the first release the
    only delivery to compare with is the one that this one replaced.
    """
    receipt = delivery.receipt
    if published is None:
        place = (receipt.period, receipt.part)
        older = [item for item in selection.superseded if (item.receipt.period, item.receipt.part) == place]
        before = older[-1].accounting.accepted if older else 0
    else:
        sha256, before = published.get((receipt.feed, receipt.period, receipt.part), (receipt.sha256, 0))
        if sha256 == receipt.sha256:
            return 0.0
    # Rounded, because 1.1 - 1 is more than 0.1, and a change of exactly the limit is allowed.
    return round(delivery.accounting.accepted / before - 1, 9) if before else 0.0


def _holding(feed: Feed, rule: str, faults: int, detail: str, remedy: str) -> Outcome:
    return Outcome(
        rule=f"{feed.name}.{rule}",
        subject=feed.name,
        tool="contract",
        status=Status.FAILED if faults else Status.PASSED,
        severity=Severity.HOLD,
        observed=faults,
        detail=detail,
        remedy=remedy,
        owner=SUPPLIER_LIAISON,
    )
