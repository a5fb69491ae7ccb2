"""One file against its contract: accepted rows, rejected rows with line, column and rule, and where every row went.

Every row ends in exactly one place, decided in this order: rejected, duplicate, out of area, accepted.
"""

from collections import Counter
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ossp_pipeline.contracts.area import Area
from ossp_pipeline.contracts.column import Treatment, Within
from ossp_pipeline.contracts.delivery import NO_PLACE, Accounting
from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.contracts.period import Period
from ossp_pipeline.errors import DeliveryRefused, Position
from ossp_pipeline.extract.raw_store import REJECTS, landed_schema
from ossp_pipeline.extract.readers.decode import decode
from ossp_pipeline.extract.rows import Rows, read_rows, text_of
from ossp_pipeline.extract.rules import Breach, Checked, CodeLists, check_column
from ossp_pipeline.extract.values import as_mask
from ossp_pipeline.protect.minimise import age_bands, months, outward_codes
from ossp_pipeline.protect.pseudonyms import canonical_form, pseudonyms


@dataclass(frozen=True)
class Terms:
    """What a file is judged by, beside its contract. `key` makes pseudonyms; it belongs to this feed alone."""

    period: Period
    area: Area
    code_lists: CodeLists
    key: bytes


@dataclass(frozen=True)
class Conformed:
    """The result. `accepted` holds typed, pseudonymised rows; `rejects` holds places and rules, never a value."""

    accepted: pa.Table
    rejects: pa.Table
    accounting: Accounting
    broken: dict[str, int] = field(default_factory=dict)
    excluded: dict[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def conform(raw: bytes, feed: Feed, terms: Terms) -> Conformed:
    """Judge a file by its contract. Raises DeliveryRefused where the file as a whole cannot be taken."""
    rows, decoding_notes = _read(raw, feed)
    checked = [check_column(rows.table, column, feed, terms.period, terms.code_lists) for column in feed.columns]
    _refuse_wrong_period(checked, rows, terms.period)
    breaches = _consented(rows, feed, [breach for column in checked for breach in column.breaches])
    rejected = _any_row([breach.rows for breach in breaches], rows.table.num_rows)
    duplicate, conflict = _repeats(rows.table, feed, ~rejected)
    if conflict.any():
        breaches.append(Breach(f"{feed.name}.key.unique", "", conflict))
        rejected = rejected | conflict
    outside = _outside_area(checked, feed, terms.area)
    accepted = ~rejected & ~duplicate
    excluded = {reason: int((mask & accepted).sum()) for reason, mask in outside.items()}
    accepted &= ~_any_row(list(outside.values()), rows.table.num_rows)
    return Conformed(
        accepted=_landed_table(checked, feed, terms, accepted),
        rejects=_rejects(breaches, rows, feed),
        accounting=Accounting(
            received=rows.received,
            accepted=int(accepted.sum()),
            rejected=int(rejected.sum()) + len(rows.broken),
            duplicate=int((duplicate & ~rejected).sum()),
            out_of_area=sum(excluded.values()),
        ),
        broken=_count_broken(breaches, rows, feed),
        excluded={reason: count for reason, count in excluded.items() if count},
        notes=decoding_notes + rows.notes,
    )


def _read(raw: bytes, feed: Feed) -> tuple[Rows, tuple[str, ...]]:
    """The rows, and what decoding normalised. The text is let go here: a workbook's is many times its file."""
    text, notes = decode(raw, feed)
    return read_rows(text, feed), notes


def _landed_table(checked: list[Checked], feed: Feed, terms: Terms, keep: np.ndarray) -> pa.Table:
    """The kept rows with every column in the form that may pass landing."""
    mask = None if keep.all() else pa.array(keep)
    columns = {item.column.name: _treat(item, mask, terms) for item in checked if item.column.landed}
    if feed.person_from:
        texts = _texts(checked, feed.person_from)
        parts = [pc.fill_null(_kept(texts[name], mask), "").to_pylist() for name in feed.person_from]
        columns["person_token"] = pa.array(pseudonyms(terms.key, zip(*parts, strict=True)), pa.string())
    schema = landed_schema(feed)
    return pa.table([pc.cast(columns[name], schema.field(name).type) for name in schema.names], schema=schema)


def _treat(item: Checked, mask: pa.Array | None, terms: Terms) -> pa.Array:
    treatment = item.column.treatment
    if treatment is Treatment.PSEUDONYM:
        identifiers = (None if value is None else (value,) for value in _kept(item.text, mask).to_pylist())
        return pa.array(pseudonyms(terms.key, identifiers), pa.string())
    if treatment is Treatment.AGE_BAND:
        return age_bands(_kept(item.values, mask), terms.period.end)
    if treatment is Treatment.OUTWARD_CODE:
        return outward_codes(_kept(item.text, mask))
    if treatment is Treatment.MONTH:
        return months(_kept(item.values, mask))
    return _kept(item.values, mask)


def _kept(column: pa.Array, mask: pa.Array | None) -> pa.Array:
    """The rows of the mask; without one all of them, uncopied."""
    return column if mask is None else pc.filter(column, mask)


def _texts(checked: list[Checked], names: tuple[str, ...]) -> dict[str, pa.Array]:
    return {item.column.name: item.text for item in checked if item.column.name in names}


def _refuse_wrong_period(checked: list[Checked], rows: Rows, period: Period) -> None:
    """More than half of the rows outside the period: the file is of another one, whatever its name says."""
    for item in checked:
        if item.column.within is not Within.PERIOD:
            continue
        outside = _any_row([b.rows for b in item.breaches if b.rule.endswith(".in_period")], rows.table.num_rows)
        if outside.sum() * 2 > rows.table.num_rows:
            line = int(rows.lines[outside.argmax()])
            message = f"{int(outside.sum()):,} of {rows.received:,} rows are not of {period}, which the name says"
            remedy = "ask the supplier for the right month, or correct the file's name"
            raise DeliveryRefused("E-PERIOD", message, remedy, Position(line, item.column.heading))


def _consented(rows: Rows, feed: Feed, breaches: list[Breach]) -> list[Breach]:
    """Rows without consent are judged by nothing else: their other cells are blank, as agreed."""
    if feed.consent is None:
        return breaches
    name, agreed = feed.consent
    column = feed.column(name)
    said = text_of(rows.table, column.heading)
    refused = as_mask(pc.is_in(said, value_set=pa.array(column.allowed)))
    refused &= as_mask(pc.not_equal(said, agreed))
    judged = [Breach(breach.rule, breach.heading, breach.rows & ~refused) for breach in breaches]
    return [Breach(f"{feed.name}.consent.given", column.heading, refused), *judged] if refused.any() else judged


def _repeats(table: pa.Table, feed: Feed, candidates: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rows that repeat an earlier one exactly, and rows that share a key with a different row."""
    nothing = np.zeros(table.num_rows, dtype=bool)
    if not feed.key:
        return nothing, nothing
    keys = _key_cells(table, feed).to_pandas()
    shared = candidates & keys.duplicated(keep=False).to_numpy()
    if not shared.any():
        return nothing, nothing
    repeated = table.filter(pa.array(shared)).to_pandas().duplicated().to_numpy()
    duplicate, conflict = nothing.copy(), nothing.copy()
    duplicate[shared] = repeated
    conflict[shared & ~duplicate] = keys[shared & ~duplicate].duplicated(keep=False)
    return duplicate, conflict


def _key_cells(table: pa.Table, feed: Feed) -> pa.Table:
    """The cells of the key as numbers, equal where the cells are; references in the spelling of their pseudonyms."""
    cells = {}
    for column in (feed.column(name) for name in feed.key):
        texts = text_of(table, column.heading)
        if column.treatment is Treatment.PSEUDONYM:
            texts = pa.array(map(canonical_form, texts.to_pylist()), pa.string())
        cells[column.name] = pc.fill_null(texts.dictionary_encode().indices, -1)
    return pa.table(cells)


def _outside_area(checked: list[Checked], feed: Feed, area: Area) -> dict[str, np.ndarray]:
    """Why rows are not the area's, each row under one reason."""
    if area.codes is None or feed.area_column is None:
        return {}
    texts = _texts(checked, (feed.area_column, feed.owner_column or ""))
    place = texts[feed.area_column]
    placed = as_mask(place.is_valid())
    elsewhere = placed & ~as_mask(pc.is_in(place, value_set=pa.array(sorted(area.codes), pa.string())))
    foreign = np.zeros(len(place), dtype=bool)
    if feed.owner_column and area.force:
        foreign = ~elsewhere & as_mask(pc.not_equal(texts[feed.owner_column], area.force))
    reasons = {"elsewhere": elsewhere, "other force": foreign}
    if feed.unplaced == "out_of_area":
        reasons[NO_PLACE] = ~placed & ~foreign
    return reasons


def _rejects(breaches: list[Breach], rows: Rows, feed: Feed) -> pa.Table:
    found = [(line, "", f"{feed.name}.row.fields") for line in rows.broken]
    found += [(int(line), breach.heading, breach.rule) for breach in breaches for line in rows.lines[breach.rows]]
    found.sort()
    columns = list(zip(*found, strict=True)) or [(), (), ()]
    return pa.table(
        [pa.array(values, kind.type) for values, kind in zip(columns, REJECTS, strict=True)], schema=REJECTS
    )


def _count_broken(breaches: list[Breach], rows: Rows, feed: Feed) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for breach in breaches:
        counts[breach.rule] += int(breach.rows.sum())
    if rows.broken:
        counts[f"{feed.name}.row.fields"] = len(rows.broken)
    return {rule: count for rule, count in sorted(counts.items()) if count}


def _any_row(masks: list[np.ndarray], length: int) -> np.ndarray:
    return np.logical_or.reduce(masks) if masks else np.zeros(length, dtype=bool)
