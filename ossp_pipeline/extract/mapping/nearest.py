"""Which mapping a refused file comes nearest to: what it lacks, or why the mapping is not for it."""

from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.contracts.mapping import Mapping
from ossp_pipeline.contracts.period import Period
from ossp_pipeline.errors import DeliveryRefused
from ossp_pipeline.extract.header import nearest_heading
from ossp_pipeline.extract.mapping.rows import layout_of, plain_text
from ossp_pipeline.extract.readers.decode import decode_lines
from ossp_pipeline.extract.readers.delimited import find_header, share_of, spelling

# Refusals that may be due to a layout.
_ABOUT_LAYOUT = ("E-HEADER", "E-NAME")


def with_nearest_mapping(
    refusal: DeliveryRefused, content: bytes, feed: Feed, period: Period | None
) -> DeliveryRefused:
    """The refusal with the mapping that the file comes nearest to, where it has half of its headings."""
    if refusal.code not in _ABOUT_LAYOUT or not feed.mappings:
        return refusal
    try:
        text, _ = decode_lines(content, plain_text(feed))
    except DeliveryRefused:
        return refusal
    found = [(item, find_header(text, layout_of(item, feed)).written) for item in feed.mappings]
    mapping, written = max(found, key=lambda item: share_of(item[1], layout_of(item[0], feed)))
    layout = layout_of(mapping, feed)
    if 2 * share_of(written, layout) < 1 or share_of(find_header(text, feed).written, feed) >= share_of(
        written, layout
    ):
        return refusal
    lacking = _lacking(mapping, written)
    hint = lacking or _why_not(mapping, period)
    stated = f"state the layout in {mapping.name}.toml of the folder mappings, or in a mapping of its own"
    remedy = stated if lacking or period else refusal.remedy
    return DeliveryRefused(
        refusal.code, f"{refusal.message}; it comes nearest to {mapping.words}{hint}", remedy, refusal.position
    )


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
