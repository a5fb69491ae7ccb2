"""Which mapping a refused file comes nearest to: what it lacks, or why the mapping is not for it."""

from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.contracts.mapping import Mapping
from ossp_pipeline.contracts.period import Period
from ossp_pipeline.errors import DeliveryRefused
from ossp_pipeline.extract.header import nearest_heading
from ossp_pipeline.extract.mapping.layout import layout_of
from ossp_pipeline.extract.mapping.rows import mapping_of, read_mapped, supplied_texts
from ossp_pipeline.extract.mapping.sheets import is_spreadsheet
from ossp_pipeline.extract.readers.delimited import find_header, share_of, spelling

# Refusals that may be due to a layout.
_ABOUT_LAYOUT = ("E-HEADER", "E-NAME", "E-NOTDATA")
_STATE_IT = "state its layout in a mapping, which `ossp feeds map` drafts, or ask the supplier for the sheet as CSV"


def with_nearest_mapping(
    refusal: DeliveryRefused, content: bytes, feed: Feed, period: Period | None
) -> DeliveryRefused:
    """The refusal with the mapping that the file comes nearest to, where it has half of its headings."""
    if refusal.code not in _ABOUT_LAYOUT or not feed.mappings:
        return refusal
    try:
        texts = supplied_texts(content, feed)
    except DeliveryRefused as cause:
        return cause if is_spreadsheet(content) else refusal
    return _unread(content, feed) or _nearest(refusal, texts, feed, period) or _unknown(refusal, content)


def _unread(content: bytes, feed: Feed) -> DeliveryRefused | None:
    """Why the mapping whose headings the file has cannot read it; None where it can, or there is none."""
    try:
        if mapping := mapping_of(content, feed):
            read_mapped(content, feed, mapping)
    except DeliveryRefused as cause:
        return cause
    return None


def _nearest(refusal: DeliveryRefused, texts: list[bytes], feed: Feed, period: Period | None) -> DeliveryRefused | None:
    layouts = [(item, layout_of(item, feed)) for item in feed.mappings]
    found = [(item, layout, find_header(text, layout).written) for item, layout in layouts for text in texts]
    mapping, layout, written = max(found, key=lambda item: share_of(item[2], item[1]))
    share = share_of(written, layout)
    if 2 * share < 1 or any(share_of(find_header(text, feed).written, feed) >= share for text in texts):
        return None
    lacking = _lacking(mapping, written)
    hint = lacking or _why_not(mapping, period)
    stated = f"state the layout in {mapping.name}.toml of the folder mappings, or in a mapping of its own"
    remedy = stated if lacking or period else refusal.remedy
    return DeliveryRefused(
        refusal.code, f"{refusal.message}; it comes nearest to {mapping.words}{hint}", remedy, refusal.position
    )


def _unknown(refusal: DeliveryRefused, content: bytes) -> DeliveryRefused:
    if refusal.code != "E-NOTDATA" or not is_spreadsheet(content):
        return refusal
    return DeliveryRefused("E-NOTDATA", "no sheet of this spreadsheet has the headings of a mapping", _STATE_IT)


def _lacking(mapping: Mapping, written: list[str]) -> str:
    """The first heading that the file lacks, and the one that may be in its place."""
    there = {spelling(heading) for heading in written}
    lacking = [theirs for theirs, _ in mapping.headings if spelling(theirs) not in there]
    if not lacking:
        return ""
    known = {spelling(theirs) for theirs in (*mapping.ignored, *(theirs for theirs, _ in mapping.headings))}
    nearest = nearest_heading(lacking[0], [heading for heading in written if spelling(heading) not in known])
    hint = f", and the nearest that the file has is “{nearest}”" if nearest else ""
    return f", but lacks the heading “{lacking[0]}”{hint}"


def _why_not(mapping: Mapping, period: Period | None) -> str:
    if period is not None and not mapping.is_valid_in(period):
        span = f"from {mapping.valid_from}{f' to {mapping.valid_to}' if mapping.valid_to else ''}"
        return f", which is for files {span}"
    return "" if period else ", and no day in it says of which period alone it is"
