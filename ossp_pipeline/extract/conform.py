"""One file checked against its contract: accepted rows, rejected rows with line, column and rule, and the accounting.

Every row is counted exactly once, and decided in this order: rejected, duplicate, out of area, accepted.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ossp_pipeline.contracts.area import Area
from ossp_pipeline.contracts.column import Column, Treatment, Within
from ossp_pipeline.contracts.delivery import NO_PLACE, Accounting
from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.contracts.mapping import WHOLE
from ossp_pipeline.contracts.period import Period
from ossp_pipeline.errors import DeliveryRefused, FilePosition
from ossp_pipeline.extract.around_rows import read_table
from ossp_pipeline.extract.mapping.rows import mapped_rows
from ossp_pipeline.extract.published import published_text
from ossp_pipeline.extract.raw_store import REJECTS, landed_schema
from ossp_pipeline.extract.readers.decode import decode_lines
from ossp_pipeline.extract.respell import respell
from ossp_pipeline.extract.rows import Rows, column_text
from ossp_pipeline.extract.rules import Breach, CheckedColumn, CodeLists, check_column
from ossp_pipeline.extract.values import as_mask
from ossp_pipeline.protect.known_people import KnownPeople
from ossp_pipeline.protect.minimise import age_bands, months, outward_codes
from ossp_pipeline.protect.noise import noise_keys, row_identifiers
from ossp_pipeline.protect.pseudonyms import canonical_form, pseudonyms

Read = Callable[[bytes, Feed, Period, str], tuple[Rows, tuple[str, ...]]]


@dataclass(frozen=True)
class FileContext:
    """What a file is checked against, besides its contract.

    period      the period that the file's name gives
    area        the area whose rows are kept
    code_lists  allowed values, by name of the list
    key         the feed's own key, which makes pseudonyms
    noise_key   the installation's key for the rounding of counts of people
    withdrawn   people whose rows count as without consent, whatever the file says
    part        the part of the period that the file is
    """

    period: Period
    area: Area
    code_lists: CodeLists
    key: bytes
    noise_key: bytes = b""
    withdrawn: KnownPeople | None = None
    part: str = WHOLE


@dataclass(frozen=True)
class ConformResult:
    """What became of the rows of a file.

    accepted    typed, pseudonymised rows, in the shape of `landed_schema`
    rejects     line, column and rule of every broken rule; never a value
    accounting  how many rows went where
    broken      number of rows per broken rule
    excluded    number of rows per reason why they are out of area
    notes       what was normalised
    mapping     the mapping that read the file; "" for none
    sheet       the sheet of a spreadsheet that it read
    """

    accepted: pa.Table
    rejects: pa.Table
    accounting: Accounting
    broken: dict[str, int] = field(default_factory=dict)
    excluded: dict[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    mapping: str = ""
    sheet: str = ""


def conform(raw: bytes, feed: Feed, context: FileContext, read: Read | None = None) -> ConformResult:
    """Check a file against its contract. Raises DeliveryRefused where the file as a whole cannot be accepted.

    read  how its rows are read: `read_delivered`, here or in a child process
    """
    feed = feed.in_period(context.period)
    rows, decoding_notes = (read or read_delivered)(raw, feed, context.period, context.part)
    rows, checked, respelt_notes = _judged(rows, feed, context)
    all_breaches = [breach for column in checked for breach in column.breaches]
    breaches = _apply_consent(rows, feed, all_breaches, context.withdrawn)
    duplicate, conflict = _find_repeats(rows.table, feed, ~_broken_rows(breaches, rows))
    if conflict.any():
        breaches.append(Breach(f"{feed.name}.key.unique", "", conflict))
    rejected = _broken_rows(breaches, rows)
    candidates = ~rejected & ~duplicate
    outside = {reason: mask & candidates for reason, mask in _outside_area(checked, feed, context.area).items()}
    excluded = {reason: int(mask.sum()) for reason, mask in outside.items() if mask.any()}
    accepted = candidates & ~_any_row(list(outside.values()), rows.table.num_rows)
    return ConformResult(
        accepted=_landed_table(checked, feed, context, accepted),
        rejects=_rejects(breaches, rows, feed),
        accounting=Accounting(
            received=rows.received,
            accepted=int(accepted.sum()),
            rejected=int(rejected.sum()) + len(rows.broken),
            duplicate=int((duplicate & ~rejected).sum()),
            out_of_area=sum(excluded.values()),
        ),
        broken=_count_broken(breaches, rows, feed),
        excluded=excluded,
        notes=decoding_notes + rows.notes + respelt_notes + tuple(note for item in checked for note in item.notes),
        mapping=rows.mapping,
        sheet=rows.sheet.words if rows.sheet else "",
    )


def _judged(rows: Rows, feed: Feed, context: FileContext) -> tuple[Rows, list[CheckedColumn], tuple[str, ...]]:
    """Every column checked. Raises DeliveryRefused for rows of another period, and for columns that are destroyed."""
    try:
        found, checked, notes = _checked(rows, feed, context)
        _refuse_wrong_period(checked, found, context.period)
    except DeliveryRefused as refusal:
        raise (rows.sheet.located(refusal) if rows.sheet else refusal) from None
    return found, checked, notes


def _checked(rows: Rows, feed: Feed, context: FileContext) -> tuple[Rows, list[CheckedColumn], tuple[str, ...]]:
    """Every column checked; those that a program has written in another form throughout are read in that form first."""

    def check(table: pa.Table, column: Column) -> CheckedColumn:
        return check_column(table, column, feed, context.period, context.code_lists)

    checked = [check(rows.table, column) for column in feed.columns]
    respelt = respell(rows, checked, feed, context.period, context.code_lists)
    again = [
        check(respelt.rows.table, item.column) if item.column.heading in respelt.headings else item for item in checked
    ]
    return respelt.rows, again, respelt.notes


def read_delivered(raw: bytes, feed: Feed, period: Period, part: str = WHOLE) -> tuple[Rows, tuple[str, ...]]:
    """The rows of a file as the supplier wrote them, under our headings, and what was normalised.

    Raises DeliveryRefused.

    The text is freed here: that of a workbook is many times its file.
    """
    if mapped := mapped_rows(raw, feed, period, part):
        return mapped
    text, notes = published_text(raw, feed, period) or decode_lines(raw, feed)
    return read_table(text, feed), notes


def _landed_table(checked: list[CheckedColumn], feed: Feed, context: FileContext, keep: np.ndarray) -> pa.Table:
    """The accepted rows, with every column in the form that may land."""
    mask = None if keep.all() else pa.array(keep)
    columns = {item.column.name: _treat(item, mask, context) for item in checked if item.column.landed}
    if feed.person_from:
        texts = _texts(checked, feed.person_from)
        parts = _parts(texts, feed.person_from, mask)
        columns["person_token"] = pa.array(pseudonyms(context.key, parts), pa.string())
    for name, recognised_by in feed.counted:
        columns[name] = noise_keys(context.noise_key, f"{feed.name}.{name}", _counted(checked, recognised_by, mask))
    schema = landed_schema(feed)
    return pa.table([pc.cast(columns[name], schema.field(name).type) for name in schema.names], schema=schema)


def _treat(item: CheckedColumn, mask: pa.Array | None, context: FileContext) -> pa.Array:
    treatment = item.column.treatment
    if treatment is Treatment.PSEUDONYM:
        identifiers = (None if value is None else (value,) for value in _filtered(item.text, mask).to_pylist())
        return pa.array(pseudonyms(context.key, identifiers), pa.string())
    if treatment is Treatment.AGE_BAND:
        return age_bands(_filtered(item.values, mask), context.period.end)
    if treatment is Treatment.OUTWARD_CODE:
        return outward_codes(_filtered(item.text, mask))
    if treatment is Treatment.MONTH:
        return months(_filtered(item.values, mask))
    return _filtered(item.values, mask)


def _counted(
    checked: list[CheckedColumn], recognised_by: tuple[str, ...], mask: pa.Array | None
) -> Iterable[tuple[str, ...] | None]:
    """What recognises whom or what each row counts: nobody where these columns are blank; without columns the row."""
    if not recognised_by:
        texts = _texts(checked, tuple(item.column.name for item in checked if item.column.landed))
        return row_identifiers(_parts(texts, tuple(texts), mask))
    parts = _parts(_texts(checked, recognised_by), recognised_by, mask)
    return (identifier if any(identifier) else None for identifier in parts)


def _parts(texts: dict[str, pa.Array], names: tuple[str, ...], mask: pa.Array | None) -> Iterator[tuple[str, ...]]:
    """The cells of these columns, row by row; blank where they are missing."""
    return zip(*(pc.fill_null(_filtered(texts[name], mask), "").to_pylist() for name in names), strict=True)


def _filtered(column: pa.Array, mask: pa.Array | None) -> pa.Array:
    """The rows of the mask; without a mask all of them, not copied."""
    return column if mask is None else pc.filter(column, mask)


def _texts(checked: list[CheckedColumn], names: tuple[str, ...]) -> dict[str, pa.Array]:
    return {item.column.name: item.text for item in checked if item.column.name in names}


def _refuse_wrong_period(checked: list[CheckedColumn], rows: Rows, period: Period) -> None:
    """If more than half of the rows are outside the period, the file is of another one, whatever its name says."""
    for item in checked:
        if item.column.within is not Within.PERIOD:
            continue
        outside = _any_row([b.rows for b in item.breaches if b.rule.endswith(".in_period")], rows.table.num_rows)
        if outside.sum() * 2 > rows.table.num_rows:
            line = int(rows.lines[outside.argmax()])
            message = f"{int(outside.sum()):,} of {rows.received:,} rows are not of {period}, the period in the name"
            remedy = "ask the supplier for the right period, or correct the file's name"
            raise DeliveryRefused("E-PERIOD", message, remedy, FilePosition(line, item.column.heading))


def _apply_consent(
    rows: Rows, feed: Feed, breaches: list[Breach], withdrawn: KnownPeople | None = None
) -> list[Breach]:
    """Rows without consent break that rule alone: their other cells are blank, as agreed."""
    if feed.consent is None:
        return breaches
    name, agreed = feed.consent
    column = feed.column(name)
    answers = column_text(rows.table, column.heading)
    refused = as_mask(pc.is_in(answers, value_set=pa.array(column.allowed)))
    refused &= as_mask(pc.not_equal(answers, agreed))
    if withdrawn and (theirs := withdrawn.matches(lambda name: _cells(rows, feed, name))):
        refused |= np.array(theirs, dtype=bool)
    others = [Breach(breach.rule, breach.heading, breach.rows & ~refused) for breach in breaches]
    return [Breach(feed.consent_rule, column.heading, refused), *others] if refused.any() else others


def _cells(rows: Rows, feed: Feed, name: str) -> list[str]:
    cells: list[str] = column_text(rows.table, feed.column(name).heading).to_pylist()
    return cells


def _find_repeats(table: pa.Table, feed: Feed, candidates: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rows that repeat an earlier row exactly, and rows that share their key with a different row.

    A reference is no key: rows without it are nobody's repeats, and different rows may share it.
    """
    none = np.zeros(table.num_rows, dtype=bool)
    if not feed.identified_by:
        return none, none
    keys = _key_cells(table, feed).to_pandas(use_threads=False)
    shared = candidates & keys.duplicated(keep=False).to_numpy()
    if feed.reference:
        references = column_text(table, feed.column(feed.reference).heading)
        shared &= as_mask(pc.not_equal(pc.utf8_trim_whitespace(references), ""))
    if not shared.any():
        return none, none
    repeated = table.filter(pa.array(shared)).to_pandas().duplicated().to_numpy()
    duplicate, conflict = none.copy(), none.copy()
    duplicate[shared] = repeated
    if feed.key:
        conflict[shared & ~duplicate] = keys[shared & ~duplicate].duplicated(keep=False)
    return duplicate, conflict


def _key_cells(table: pa.Table, feed: Feed) -> pa.Table:
    """The cells of the key, or reference, as numbers that are equal where they are: personal ones in canonical form."""
    cells = {}
    for column in (feed.column(name) for name in feed.identified_by):
        texts = column_text(table, column.heading)
        if column.treatment is Treatment.PSEUDONYM:
            texts = pa.array(map(canonical_form, texts.to_pylist()), pa.string())
        cells[column.name] = pc.fill_null(texts.dictionary_encode().indices, -1)
    return pa.table(cells)


def _outside_area(checked: list[CheckedColumn], feed: Feed, area: Area) -> dict[str, np.ndarray]:
    """Rows that are out of area, by reason; each row under one reason."""
    if area.codes is None or feed.area_column is None:
        return {}
    texts = _texts(checked, (feed.area_column, feed.owner_column or ""))
    codes = texts[feed.area_column]
    has_code = as_mask(codes.is_valid())
    elsewhere = has_code & ~as_mask(pc.is_in(codes, value_set=pa.array(sorted(area.codes), pa.string())))
    other_force = np.zeros(len(codes), dtype=bool)
    if feed.owner_column and area.force:
        other_force = ~elsewhere & as_mask(pc.not_equal(texts[feed.owner_column], area.force))
    reasons = {"elsewhere": elsewhere, "other force": other_force}
    if feed.unplaced == "out_of_area":
        reasons[NO_PLACE] = ~has_code & ~other_force
    return reasons


def _rejects(breaches: list[Breach], rows: Rows, feed: Feed) -> pa.Table:
    rejects = [(line, "", f"{feed.name}.row.fields") for line in rows.broken]
    rejects += [(int(line), breach.heading, breach.rule) for breach in breaches for line in rows.lines[breach.rows]]
    rejects.sort()
    columns = list(zip(*rejects, strict=True)) or [(), (), ()]
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


def _broken_rows(breaches: list[Breach], rows: Rows) -> np.ndarray:
    return _any_row([breach.rows for breach in breaches], rows.table.num_rows)


def _any_row(masks: list[np.ndarray], length: int) -> np.ndarray:
    return np.logical_or.reduce(masks) if masks else np.zeros(length, dtype=bool)
