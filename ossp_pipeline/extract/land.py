"""Land every receipt that has no result yet under the current contract, area and key. A refused file stops no other."""

import hashlib
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from ossp_pipeline.contracts.area import Area
from ossp_pipeline.contracts.delivery import Delivery, Receipt, State, neutral_name
from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.contracts.period import parse_period
from ossp_pipeline.errors import BrokenError, DeliveryRefused, KeyFileError
from ossp_pipeline.extract.area import read_area
from ossp_pipeline.extract.code_lists import read_code_lists
from ossp_pipeline.extract.conform import ConformResult, FileContext, conform
from ossp_pipeline.extract.delivered import name_nearest, read_rows_of
from ossp_pipeline.extract.erased import Ledger
from ossp_pipeline.extract.feed_keys import feed_key, noise_key
from ossp_pipeline.extract.mapping.stated import with_mappings
from ossp_pipeline.extract.raw_store import RawStore
from ossp_pipeline.extract.receive import ReceivedStore
from ossp_pipeline.extract.rules import CodeLists
from ossp_pipeline.protect.known_people import KnownPeople
from ossp_pipeline.protect.pseudonyms import fingerprint as key_fingerprint
from ossp_pipeline.settings import SEEDS, Settings

_WORKERS = 2
_PACKAGE = Path(__file__).resolve().parent.parent
# The code that decides how rows land, without the parts that decide only how files arrive and are read before that.
_LANDING_CODE = ("contracts", "layouts", "extract", "protect")
_ARRIVAL_CODE = (
    "extract/confined",
    "extract/connectors",
    "extract/erased.py",
    "extract/gather.py",
    "extract/intake.py",
    "extract/not_taken.py",
    "extract/receive.py",
    "extract/set_asides.py",
    "extract/unpack",
    "extract/readers/returned",
)


@dataclass(frozen=True)
class LandingContext:
    """Everything that decides how the files of a feed land. The fingerprint changes when any of it does."""

    feed: Feed
    area: Area
    code_lists: CodeLists
    key: bytes
    noise_key: bytes = b""
    withdrawn: KnownPeople | None = None

    @cached_property
    def fingerprint(self) -> str:
        """Eight hex digits."""
        lists = sorted({column.code_list for column in self.feed.columns if column.code_list})
        parts = [
            repr(self.feed),
            code_fingerprint(),
            *(f"{name}={','.join(sorted(self.code_lists[name]))}" for name in lists),
            self.area.fingerprint if self.feed.area_column else "",
            key_fingerprint(self.key),
            key_fingerprint(self.noise_key) if self.feed.counted else "",
            *(self.withdrawn.digest_parts if self.withdrawn else ()),
        ]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:8]


def land(
    settings: Settings, received: ReceivedStore, feeds: Iterable[Feed], report: Callable[[Feed, list[Delivery]], None]
) -> list[Delivery]:
    """Land the pending receipts of these feeds, in their order. The area lookup comes first: the others need the area.

    A feed that needs an area is left out until an area lookup has landed. `report` is called for every feed of which
    something landed. Raises KeyFileError for a feed whose key cannot be used, once the others have landed.
    """
    raw = RawStore(settings.raw)
    landed: list[Delivery] = []
    refused: list[KeyFileError] = []
    for feed in feeds:
        try:
            context = landing_context(feed, settings, raw)
        except KeyFileError as error:
            refused.append(error)
            continue
        if context is None:
            continue
        deliveries = _land_pending(context, received, raw)
        if deliveries:
            report(feed, deliveries)
        landed += deliveries
    if refused:
        raise refused[0]
    return landed


def _land_pending(context: LandingContext, received: ReceivedStore, raw: RawStore) -> list[Delivery]:
    receipts = pending_receipts(context, received, raw)
    with ThreadPoolExecutor(_WORKERS) as pool:
        return list(pool.map(lambda receipt: land_receipt(receipt, context, received, raw), receipts))


def pending_receipts(context: LandingContext, received: ReceivedStore, raw: RawStore) -> list[Receipt]:
    """Receipts of a feed that have no result under the current fingerprint, and bytes to land.

    Where the bytes were deleted because their retention had ended, the rows that landed before stay in use.
    """
    receipts = received.receipts(context.feed.name)
    return [item for item in receipts if not raw.has(item, context.fingerprint) and not received.is_deleted(item)]


def landing_context(feed: Feed, settings: Settings, raw: RawStore) -> LandingContext | None:
    """What decides how the feed's files land; None while the area it needs is not known."""
    area = read_area(settings, raw, feed.whole_areas) if feed.area_column else Area(codes=None, force=None)
    if area is None:
        return None
    feed = with_mappings(feed, settings)
    withdrawn = Ledger(settings).people(feed.name, withdrawn=True) if feed.consent else None
    keys = (feed_key(feed, settings), noise_key(feed, settings))
    return LandingContext(feed, area, read_code_lists(SEEDS), *keys, withdrawn)


def land_receipt(receipt: Receipt, context: LandingContext, received: ReceivedStore, raw: RawStore) -> Delivery:
    """Land one receipt. A refused file is a result too. Raises BrokenError where the rows do not add up."""
    fingerprint = context.fingerprint
    try:
        result = _conform(receipt, context, received)
    except DeliveryRefused as refusal:
        refused = Delivery(receipt=receipt, fingerprint=fingerprint, state=State.REFUSED, refusal=_describe(refusal))
        return raw.write(refused, None, None)
    if not result.accounting.balanced:
        raise BrokenError(
            "E-ACCOUNTING",
            f"{receipt.feed}: the rows of {receipt.delivery_id} do not add up",
            "report this with the delivery's name: the fault is in the pipeline, not in the file",
        )
    delivery = Delivery(
        receipt=receipt,
        fingerprint=fingerprint,
        state=State.LANDED,
        accounting=result.accounting,
        broken=result.broken,
        excluded=result.excluded,
        notes=result.notes,
        mapping=result.mapping,
        sheet=result.sheet,
    )
    return raw.write(delivery, result.accepted, result.rejects)


@cache
def code_fingerprint(package: Path = _PACKAGE) -> str:
    """Hash of the code that decides how rows land: when it changes, all files are landed again."""
    digest = hashlib.sha256()
    for path in landing_modules(package):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def landing_modules(package: Path = _PACKAGE) -> list[Path]:
    """The modules that decide how rows land, folder by folder."""
    arrival = [package / name for name in _ARRIVAL_CODE]
    return [
        path
        for name in _LANDING_CODE
        for path in sorted((package / name).rglob("*.py"))
        if not any(path.is_relative_to(other) for other in arrival)
    ]


def _conform(receipt: Receipt, context: LandingContext, received: ReceivedStore) -> ConformResult:
    feed = context.feed
    content = received.read_bytes(receipt)
    if receipt.period is None:
        message = "the file's name does not follow the agreed pattern, so its period is not known"
        raise name_nearest(DeliveryRefused("E-NAME", message, _how_to_rename(receipt, feed)), content, feed)
    period = parse_period(feed.cadence, receipt.period)
    lists, area = context.code_lists, context.area
    keys = (context.key, context.noise_key)
    terms = FileContext(period, area, lists, *keys, context.withdrawn, receipt.part)
    return conform(content, feed, terms, read_rows_of)


def _how_to_rename(receipt: Receipt, feed: Feed) -> str:
    example = f", for example {feed.example.file_name}," if feed.example else ""
    remedy = f"rename it as docs/feeds/{receipt.feed}.md says{example} and send it again"
    if receipt.file_name != neutral_name(receipt.sha256):
        return remedy
    return f"{remedy}; the name it came with is in landing/received/{receipt.feed}/{receipt.sha256}.name"


def _describe(refusal: DeliveryRefused) -> dict[str, object]:
    return {
        "code": refusal.code,
        "message": refusal.message,
        "remedy": refusal.remedy,
        "line": refusal.position.line,
        "column": refusal.position.column,
    }
