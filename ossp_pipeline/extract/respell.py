"""Columns that a program has written in another form throughout: blanks around codes, capitals, 12.0, days, NULL.

A form is read only where **no** cell of the column is written as agreed and most fit that one form: then it is how the
program writes, and no slip. Cells of a column with both stay as they are, and their rows are rejected. Meaning is never
guessed: what a spreadsheet has destroyed is named, and the file refused where rows cannot be told apart any more.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ossp_pipeline.contracts.column import Column, Kind, Treatment
from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.contracts.period import Period
from ossp_pipeline.errors import DeliveryRefused, FilePosition
from ossp_pipeline.extract.rows import Rows, column_text
from ossp_pipeline.extract.rules import CheckedColumn, CodeLists, check_column
from ossp_pipeline.extract.written_dates import Form, first_number, form_of, has_short_years, reader

_ABOUT_FORM = ("readable", "allowed", "pattern")
_DATES = (Kind.DATE, Kind.DATETIME)
# What programs write in the place of nothing.
NOTHING = frozenset({"NULL", "null", "(null)", "NaN", "nan", "#N/A", "<NA>", "NaT", "\\N"})
_FLAGS = {"yes": "Y", "no": "N", "true": "Y", "false": "N", "y": "Y", "n": "N"}
# A mapping puts the supplier before a reference that is its own.
_SCIENTIFIC = r"^(?:[a-z0-9-]+:)?[0-9](?:\.[0-9]+)?[eE]\+[0-9]+$"
_MONTH = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_MADE_A_DATE = re.compile(rf"[0-9]{{1,2}}-{_MONTH}(?:-[0-9]{{2}})?|{_MONTH}-[0-9]{{2,4}}")
_DAY_AS_A_NUMBER = re.compile(r"[1-9][0-9]{4}(?:\.[0-9]+)?")
Spell = Callable[[str], str | None]


@dataclass(frozen=True)
class Respelt:
    """The rows with columns as agreed, their headings, and what was normalised or is likely to be wrong."""

    rows: Rows
    headings: frozenset[str]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class _Written:
    """A column of which cells are not written as agreed. `texts`: its different cells, without those of nothing."""

    column: Column
    texts: list[str]
    wrong: list[str]

    @property
    def is_other_throughout(self) -> bool:
        return len(self.wrong) == len(self.texts)


def respell(rows: Rows, checked: list[CheckedColumn], feed: Feed, period: Period, code_lists: CodeLists) -> Respelt:
    """Read columns in the form they are written in, where that is certain. Raises DeliveryRefused."""
    _refuse_destroyed_references(rows, feed)
    rows, padded, notes = _without_padding(rows, checked, feed)
    about_form = [item.column for item in checked if any(_is_about_form(breach.rule) for breach in item.breaches)]
    # Consent is read as it is agreed, or not at all.
    suspects = [column for column in about_form if not feed.consent or column.name != feed.consent[0]]
    if not suspects:
        return Respelt(rows, padded, notes)

    def is_right(column: Column, texts: list[str]) -> list[bool]:
        return _are_right(column, texts, feed, period, code_lists)

    rows, blanked, blanked_notes = _without_words_for_nothing(rows, suspects, feed, is_right)
    written = [_read_written(rows, column, is_right) for column in suspects]
    others = [item for item in written if item.is_other_throughout and item.texts]
    spelt: dict[str, Mapping[str, str]] = {}
    said = [*notes, *blanked_notes]
    for item, words, spell in _forms(others, feed, period, code_lists):
        if item.column.heading not in spelt and (found := _fitting(item, spell, is_right)):
            spelt[item.column.heading] = found
            said.append(f"“{item.column.heading}” read as agreed: {words}")
    for heading, new in spelt.items():
        rows = _with_cells(rows, heading, new)
    said += _likely_causes([item for item in written if item.column.heading not in spelt])
    _refuse_days_in_doubt([item for item in others if item.column.heading not in spelt], feed)
    return Respelt(rows, padded | blanked | frozenset(spelt), tuple(said))


def _is_about_form(rule: str) -> bool:
    return rule.rpartition(".")[2] in _ABOUT_FORM


def _are_right(column: Column, texts: list[str], feed: Feed, period: Period, code_lists: CodeLists) -> list[bool]:
    table = pa.table({column.heading: pa.array(texts, pa.string())})
    wrong = np.zeros(len(texts), dtype=bool)
    for breach in check_column(table, column, feed, period, code_lists).breaches:
        if _is_about_form(breach.rule):
            wrong |= breach.rows
    return [not item for item in wrong.tolist()]


def _read_written(rows: Rows, column: Column, is_right: Callable[[Column, list[str]], list[bool]]) -> _Written:
    texts = [text for text in _different(rows, column.heading) if text.strip() and text not in column.unknown]
    right = is_right(column, texts)
    return _Written(column, texts, [text for text, fits in zip(texts, right, strict=True) if not fits])


def _different(rows: Rows, heading: str) -> list[str]:
    texts: list[str] = pc.drop_null(pc.unique(column_text(rows.table, heading))).to_pylist()
    return texts


def _forms(
    written: list[_Written], feed: Feed, period: Period, code_lists: CodeLists
) -> Iterator[tuple[_Written, str, Spell]]:
    """Every form that a column could be in, with words for it."""
    days = [(item, form) for item in written if (form := form_of(item.texts, item.column))]
    first = first_number(text for item, form in days if form.is_ambiguous for text in item.texts)
    for item, form in days:
        if first or not _is_in_doubt(form, feed):
            shown = form.ordered(first)
            yield item, f"days such as {shown.words}", reader(shown, item.column, feed.date_format, period)
    for item in written:
        codes = _codes(item.column, code_lists)
        yield item, "blanks around it", str.strip
        if item.column.kind is Kind.INTEGER or codes:
            yield item, "numbers such as 12.0", lambda text: re.sub(r"^(-?[0-9]+)\.0+$", r"\1", text.strip())
        if item.column.kind is Kind.FLAG:
            yield item, "yes and no", lambda text: _FLAGS.get(text.strip().casefold())
        if item.column.pattern:
            yield item, "small letters", lambda text: text.strip().upper()
        if codes:
            yield item, "other capitals", partial(_folded, codes)


def _folded(codes: Mapping[str, str], text: str) -> str | None:
    return codes.get(text.strip().casefold())


def _is_in_doubt(form: Form, feed: Feed) -> bool:
    """Whether only the file itself can show which number is the day: not where the agreed form says it."""
    return form.is_ambiguous and not (form.words == "31/03/2024" and feed.date_format == form.days)


def _codes(column: Column, code_lists: CodeLists) -> dict[str, str]:
    """The agreed values without regard to capitals; none that differ by capitals alone."""
    known = code_lists.get(column.code_list, frozenset()) if column.code_list else column.allowed
    folded = [code.casefold() for code in known]
    return {code.casefold(): code for code in known if folded.count(code.casefold()) == 1}


def _fitting(
    item: _Written, spell: Spell, is_right: Callable[[Column, list[str]], list[bool]]
) -> Mapping[str, str] | None:
    """The new spelling of each cell that fits; None where no more than half of them do."""
    pairs = [(text, new) for text in item.texts if (new := spell(text)) and new != text]
    right = is_right(item.column, [new for _, new in pairs])
    fitting = {old: new for (old, new), fits in zip(pairs, right, strict=True) if fits}
    return fitting if 2 * len(fitting) > len(item.texts) else None


def _with_cells(rows: Rows, heading: str, new: Mapping[str, str]) -> Rows:
    """The rows with cells of a column replaced."""
    encoded = column_text(rows.table, heading).dictionary_encode()
    texts = [new.get(text, text) for text in encoded.dictionary.to_pylist()]
    column = pa.array(texts, pa.string()).take(encoded.indices)
    place = rows.table.column_names.index(heading)
    return replace(rows, table=rows.table.set_column(place, heading, column))


def _without_padding(
    rows: Rows, checked: list[CheckedColumn], feed: Feed
) -> tuple[Rows, frozenset[str], tuple[str, ...]]:
    """Blanks alone are nothing where a database has filled every cell of their column up to its width."""
    about = (".printable", ".readable", ".pattern")
    if not any(breach.rule.endswith(about) for item in checked for breach in item.breaches):
        return rows, frozenset(), ()
    padding = {column.heading: _padding(rows, column.heading) for column in _there(rows, feed)}
    padded = {heading: blanks for heading, blanks in padding.items() if blanks}
    for heading, blanks in padded.items():
        rows = _with_cells(rows, heading, {blanks: ""})
    named = ", ".join(f"“{heading}”" for heading in padded)
    note = f"cells of blanks alone read as not given, as all cells of the column are as wide: {named}"
    return rows, frozenset(padded), (note,) if padded else ()


def _padding(rows: Rows, heading: str) -> str | None:
    """The cell of blanks alone of a column in which every cell is as wide as it."""
    texts = _different(rows, heading)
    blanks = next((text for text in texts if text and not text.strip(" ")), None)
    is_padded = len(texts) > 1 and len({len(text) for text in texts}) == 1
    return blanks if is_padded else None


def _there(rows: Rows, feed: Feed) -> list[Column]:
    """The columns that the file has. Consent is read as it is agreed, or not at all."""
    there = [column for column in feed.columns if not _is_absent(rows, column.heading)]
    return [column for column in there if not feed.consent or column.name != feed.consent[0]]


def _without_words_for_nothing(
    rows: Rows, suspects: list[Column], feed: Feed, is_right: Callable[[Column, list[str]], list[bool]]
) -> tuple[Rows, frozenset[str], list[str]]:
    """A word such as NULL is nothing where a column that cannot hold it has it, and no cell of the file is blank.

    Then the program that wrote the file writes it for every blank cell, also where a name or reference could stand.
    """
    found = {text for column in suspects for text in _read_written(rows, column, is_right).wrong if text in NOTHING}
    there = _there(rows, feed)
    if len(found) != 1 or any(_has_blank(rows, column.heading) for column in there):
        return rows, frozenset(), []
    word = found.pop()
    headings = [
        column.heading
        for column in there
        if word not in (*column.unknown, *column.allowed) and word in _different(rows, column.heading)
    ]
    for heading in headings:
        rows = _with_cells(rows, heading, {word: ""})
    return rows, frozenset(headings), [f"“{word}” read as not given, as no cell of the file is blank"]


def _is_absent(rows: Rows, heading: str) -> bool:
    column = rows.table[heading]
    return bool(column.null_count == len(column))


def _has_blank(rows: Rows, heading: str) -> bool:
    return bool(pc.any(pc.equal(column_text(rows.table, heading), "")).as_py())


def _refuse_destroyed_references(rows: Rows, feed: Feed) -> None:
    """A spreadsheet shows a long number as 1.2E+11 and saves that: different references are then the same."""
    for column in feed.columns:
        if column.treatment is not Treatment.PSEUDONYM:
            continue
        text = column_text(rows.table, column.heading)
        destroyed = pc.fill_null(pc.match_substring_regex(text, _SCIENTIFIC), False)
        filled = pc.sum(pc.not_equal(text, "")).as_py() or 0
        if 2 * (pc.sum(destroyed).as_py() or 0) > filled:
            line = int(rows.lines[pc.index(destroyed, True).as_py()])
            message = f"“{column.heading}” holds numbers such as 4.5E+12: a spreadsheet has cut the references short"
            remedy = "ask the supplier to export again without opening the file in a spreadsheet, or with text cells"
            raise DeliveryRefused("E-REFERENCE", message, remedy, FilePosition(line, column.heading))


def _likely_causes(written: list[_Written]) -> list[str]:
    """What programs do to codes and days. Only the form is shown, never the cell."""
    return [f"“{item.column.heading}” holds {cause}" for item in written if (cause := _likely_cause(item))]


def _likely_cause(item: _Written) -> str | None:
    if item.column.kind not in _DATES:
        if any(_MADE_A_DATE.fullmatch(text) for text in item.wrong):
            return "cells such as Jan-24: a spreadsheet has made dates of them, ask for text cells"
    elif has_short_years(item.wrong, item.column):
        return "days such as 31-Mar-24: nothing shows the century, ask for years of four digits"
    elif item.wrong and all(_DAY_AS_A_NUMBER.fullmatch(text) for text in item.wrong):
        return "numbers such as 45382: a spreadsheet keeps days so, ask for cells that show the day"
    elif any(_MADE_A_DATE.fullmatch(text) for text in item.wrong):
        return "cells such as Mar-24: a spreadsheet has cut days to months, ask for cells that show the day"
    return None


def _refuse_days_in_doubt(written: list[_Written], feed: Feed) -> None:
    """Days of which nothing in the file shows where the month stands."""
    for item in written:
        form = form_of(item.texts, item.column)
        if form and _is_in_doubt(form, feed):
            message = (
                f"“{item.column.heading}” holds days such as 01/04/2024, and nothing shows which number is the day"
            )
            form_agreed = feed.date_format.replace("%Y", "2024").replace("%m", "04").replace("%d", "01")
            remedy = f"ask the supplier for days as agreed, such as {form_agreed}, or state their form in a mapping"
            raise DeliveryRefused("E-DATES", message, remedy, FilePosition(column=item.column.heading))
