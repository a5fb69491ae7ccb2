"""Crime and anti-social behaviour by the deprivation of the small areas they lie in."""

from collections.abc import Sequence

from ossp_pipeline.site.board import Board
from ossp_pipeline.site.formatting import period
from ossp_pipeline.site.tables import Row
from ossp_pipeline.site.views.left_out import left_out_words
from ossp_pipeline.site.views.sections import (
    SUBJECTS,
    Section,
    Table,
    count,
    decimal,
    is_shown,
    reason,
    rows_of,
    sentence,
    why_no_rows,
)

_TITLE = "By the deprivation of small areas"
_WORDS = (
    "Deciles are tenths of England’s small areas, 1 the most deprived. They say where crime lies and not why: the "
    "index of multiple deprivation holds a domain of crime, made from crime. Income deprivation holds none. Ranks are "
    "relative, so editions are never compared as levels."
)
_NO_RATE = "Where many work, shop or go out, residents are few, and a rate per resident misleads."


def deprivation_section(board: Board) -> Section:
    """A table for each domain of the newest edition: small areas, incidents and rates by decile."""
    missing = why_no_rows(board, "sna_deprivation_levels")
    if missing:
        return Section("deprivation", _TITLE, [missing])
    rows = rows_of(board, "sna_deprivation_levels")
    edition = max(row["edition"] for row in rows)
    inside = [row for row in rows if row["edition"] == edition]
    domains = sorted({row["domain"] for row in inside}, reverse=True)
    silent = sorted({sentence(f"{_named(row)}: {reason(row)}") for row in inside if not is_shown(row)})
    tables = [_by_decile(domain, [row for row in inside if row["domain"] == domain]) for domain in domains]
    return Section("deprivation", _TITLE, [_WORDS, _NO_RATE, *_left_out(inside), *silent], tables=tables)


def _left_out(rows: Sequence[Row]) -> list[str]:
    """By what the deciles together differ from the whole area, of each subject once."""
    said = {row["subject"]: left_out_words(row, "incident", "small area") for row in rows if is_shown(row)}
    return [f"All of {SUBJECTS[subject]}. {words}" for subject, words in sorted(said.items(), reverse=True) if words]


def _named(row: Row) -> str:
    return f"{row['domain']}, decile {row['decile']}"


def _by_decile(domain: str, rows: Sequence[Row]) -> Table:
    cells = {(row["decile"], row["subject"]): row for row in rows}
    body = [
        [
            str(decile),
            f"{cells[decile, 'crime']['small_area_count']:,}",
            *(cell for subject in ("crime", "asb") for cell in _cells(cells.get((decile, subject)))),
        ]
        for decile in sorted({row["decile"] for row in rows if (row["decile"], "crime") in cells})
    ]
    heads = ["Decile", "Small areas*", "Crimes*", "Per 1,000 residents*", "ASB incidents*", "Per 1,000 residents*"]
    of = rows[0]
    return Table(f"{domain.capitalize()}, edition {of['edition']}: 12 months to {period(of['period'])}", heads, body)


def _cells(row: Row | None) -> tuple[str, str]:
    return (count(row), decimal(row, "rate_per_1000")) if row else ("no row", "no row")
