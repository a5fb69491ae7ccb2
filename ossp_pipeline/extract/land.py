"""Land every receipt that has no result yet under today's contract, area and key. Files do not stop one another."""

import hashlib
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ossp_pipeline.contracts.area import Area
from ossp_pipeline.contracts.column import Treatment
from ossp_pipeline.contracts.delivery import Delivery, Receipt, State
from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.contracts.period import parse_period
from ossp_pipeline.errors import BrokenError, DeliveryRefused
from ossp_pipeline.extract.area import read_area
from ossp_pipeline.extract.code_lists import read_code_lists
from ossp_pipeline.extract.conform import Conformed, Terms, conform
from ossp_pipeline.extract.keys import feed_key
from ossp_pipeline.extract.raw_store import RawStore
from ossp_pipeline.extract.receive import ReceivedFiles
from ossp_pipeline.extract.rules import CodeLists
from ossp_pipeline.protect.pseudonyms import fingerprint as key_fingerprint
from ossp_pipeline.settings import PROJECT, SEEDS, Settings

_WORKERS = 2


@dataclass(frozen=True)
class Judge:
    """All that a feed's files are judged by today. The fingerprint changes when any of it does."""

    feed: Feed
    area: Area
    code_lists: CodeLists
    key: bytes

    @property
    def fingerprint(self) -> str:
        """Eight hex digits."""
        lists = sorted({column.code_list for column in self.feed.columns if column.code_list})
        parts = [
            repr(self.feed),
            code_fingerprint(),
            *(f"{name}={','.join(sorted(self.code_lists[name]))}" for name in lists),
            self.area.fingerprint if self.feed.area_column else "",
            key_fingerprint(self.key),
        ]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:8]


def land(
    settings: Settings, received: ReceivedFiles, feeds: Iterable[Feed], tell: Callable[[Feed, list[Delivery]], None]
) -> list[Delivery]:
    """Land what is pending of these feeds, in their order: the area lookup first, because it places the others.

    A feed that needs an area waits while no area lookup has landed.
    """
    raw = RawStore(settings.raw)
    landed = []
    for feed in feeds:
        judge = judge_for(feed, settings, raw)
        if judge is None:
            continue
        with ThreadPoolExecutor(_WORKERS) as pool:
            waiting = pending(judge, received, raw)
            done = list(pool.map(lambda receipt, by=judge: land_one(receipt, by, received, raw), waiting))
        if done:
            tell(feed, done)
        landed += done
    return landed


def pending(judge: Judge, received: ReceivedFiles, raw: RawStore) -> list[Receipt]:
    """Receipts of a feed that have no result under today's fingerprint."""
    mark = judge.fingerprint
    return [receipt for receipt in received.receipts(judge.feed.name) if not raw.has(receipt, mark)]


def judge_for(feed: Feed, settings: Settings, raw: RawStore) -> Judge | None:
    """What the feed's files are judged by; None while the area it needs is not known."""
    area = read_area(settings, raw) if feed.area_column else Area(codes=None, force=None)
    if area is None:
        return None
    return Judge(feed, area, read_code_lists(SEEDS), _key(feed, settings))


def land_one(receipt: Receipt, judge: Judge, received: ReceivedFiles, raw: RawStore) -> Delivery:
    """Land one receipt; a refused file is a result too."""
    mark = judge.fingerprint
    try:
        result = _conform(receipt, judge, received)
    except DeliveryRefused as refusal:
        refused = Delivery(receipt=receipt, fingerprint=mark, state=State.REFUSED, refusal=_describe(refusal))
        return raw.write(refused, None, None)
    if not result.accounting.balanced:
        raise BrokenError(
            "E-ACCOUNTING",
            f"{receipt.feed}: the rows of {receipt.delivery_id} do not add up",
            "report this with the delivery's name: it is a fault of the pipeline, not of the file",
        )
    delivery = Delivery(
        receipt=receipt,
        fingerprint=mark,
        state=State.LANDED,
        accounting=result.accounting,
        broken=result.broken,
        excluded=result.excluded,
        notes=result.notes,
    )
    return raw.write(delivery, result.accepted, result.rejects)


@cache
def code_fingerprint() -> str:
    """Hash of the code that lands files: when it changes, files are landed again."""
    package = Path(__file__).resolve().parent.parent
    digest = hashlib.sha256()
    for name in ("contracts", "extract", "protect"):
        for path in sorted((package / name).rglob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _key(feed: Feed, settings: Settings) -> bytes:
    if not feed.person_from and all(column.treatment is not Treatment.PSEUDONYM for column in feed.columns):
        return b""
    return feed_key(settings.keys, feed.name, (settings.data, PROJECT))


def _conform(receipt: Receipt, judge: Judge, received: ReceivedFiles) -> Conformed:
    feed = judge.feed
    if receipt.period is None:
        raise DeliveryRefused(
            "E-NAME",
            "the file's name does not follow the agreed pattern, so its period is not known",
            f"rename it as docs/feeds/{feed.name}.md says, and send it again; the name it came with is kept in"
            f" landing/received/{feed.name}/{receipt.sha256}.name",
        )
    terms = Terms(parse_period(feed.cadence, receipt.period), judge.area, judge.code_lists, judge.key)
    return conform(received.content(receipt), feed, terms)


def _describe(refusal: DeliveryRefused) -> dict[str, object]:
    return {
        "code": refusal.code,
        "message": refusal.message,
        "remedy": refusal.remedy,
        "line": refusal.position.line,
        "column": refusal.position.column,
    }
