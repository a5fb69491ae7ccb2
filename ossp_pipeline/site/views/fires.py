"""Fires by year, as the Home Office publishes them, and ward by ward those that say nothing of a household."""

from collections.abc import Iterable, Sequence

from ossp_pipeline.site.board import Board
from ossp_pipeline.site.tables import Row
from ossp_pipeline.site.views.sections import (
    Section,
    Table,
    count,
    is_shown,
    newest,
    reason,
    rows_of,
    sentence,
    why_no_rows,
)

FIRES, _TITLE = "sna_published_fires", "Fires by year"
_NOTE = (
    "Published; the fire service’s own incidents are in the measure “Deliberate fires”. "
    "These are fires of any cause, by the small area they were in."
)
_WARDS = "Wards have no figure of fires in dwellings or chimneys: in one ward and one year that is one household."
# A table with more years is wider than a page.
_YEARS_SHOWN = 5


def fires_section(board: Board) -> Section:
    """Fires by year, and by ward for the newest of them; in words, where the release has no row of them."""
    missing = why_no_rows(board, FIRES)
    if missing:
        return Section("published-fires", _TITLE, [missing])
    rows = rows_of(board, FIRES)
    whole, wards = ([row for row in rows if row["area_type"] == kind] for kind in ("csp", "ward"))
    words = [_NOTE, *_reasons(whole), *([_WARDS] if wards else [])]
    return Section("published-fires", _TITLE, words, tables=[_by_year(whole), *_by_ward(wards)])


def _reasons(whole: Iterable[Row]) -> list[str]:
    """What there is to know of each year, once."""
    said = {(row["financial_year"], reason(row)) for row in whole if row["status_reason"]}
    return [sentence(f"{year}: {words}") for year, words in sorted(said, reverse=True)[:_YEARS_SHOWN]]


def _by_year(whole: Sequence[Row]) -> Table:
    years = sorted({row["financial_year"] for row in whole})[-_YEARS_SHOWN:]
    found = {(row["incident_type"], row["financial_year"]): row for row in whole}
    body = [
        [kind, *(_cell(found.get((kind, year))) for year in years)]
        for kind in sorted({row["incident_type"] for row in whole})
    ]
    return Table("Fires in the area as a whole", ["Type of fire", *(f"{year}*" for year in years)], body)


def _by_ward(wards: Sequence[Row]) -> list[Table]:
    year = newest(wards, "financial_year")
    rows = [row for row in wards if row["financial_year"] == year]
    if not any(is_shown(row) for row in rows):
        return []
    kinds = sorted({row["incident_type"] for row in rows})
    found = {(row["area_name"], row["incident_type"]): row for row in rows}
    body = [[name, *(_cell(found.get((name, kind))) for kind in kinds)] for name in sorted({name for name, _ in found})]
    return [Table(f"Fires by ward, {year}", ["Ward", *(f"{kind}*" for kind in kinds)], body, is_folded=True)]


def _cell(row: Row | None) -> str:
    return count(row, "fire_count") if row else "no row"
