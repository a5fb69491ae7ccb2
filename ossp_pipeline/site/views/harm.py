"""Harm beside volume: a few crimes do most of the harm, and the most crimes do little of it."""

from collections.abc import Sequence
from typing import Any

from ossp_pipeline.site.board import Board
from ossp_pipeline.site.drawings.bars import Bar, bars
from ossp_pipeline.site.formatting import period
from ossp_pipeline.site.tables import Row
from ossp_pipeline.site.views.left_out import left_out_words
from ossp_pipeline.site.views.measure_rows import page_of
from ossp_pipeline.site.views.sections import (
    Section,
    Table,
    count,
    decimal,
    is_shown,
    reason,
    rows_of,
    sentence,
    topic,
    why_no_rows,
)


def harm_page(board: Board) -> dict[str, Any]:
    """Each offence group’s share of crimes beside its share of harm; wards by both."""
    missing = why_no_rows(board, "sna_harm")
    if missing:
        return topic("Harm beside volume", missing, [])
    rows = rows_of(board, "sna_harm")
    whole = next((row for row in rows if row["area_type"] == "csp" and row["level"] == "all"), rows[0])
    if not is_shown(whole):
        return topic("Harm beside volume", f"There is no figure of harm: {reason(whole)}.", [])
    groups = [row for row in rows if row["area_type"] == "csp" and row["level"] == "group"]
    return topic("Harm beside volume", _harm_lead(groups, whole), [_harm_groups(groups, whole), _harm_wards(rows)])


def _share(row: Row, whole: Row, name: str) -> float | None:
    return 100 * row[name] / whole[name] if is_shown(row) and row[name] is not None and whole[name] else None


def _percent(row: Row, whole: Row, name: str) -> str:
    share = _share(row, whole, name)
    return f"{share:.1f}%" if share is not None else str(row["status"])


def _harm_lead(groups: Sequence[Row], whole: Row) -> str:
    shown = [row for row in groups if is_shown(row) and row["harm"] is not None]
    if not shown:
        return "No offence group has a figure of harm that may be shown."
    top = max(shown, key=lambda row: (_share(row, whole, "harm") or 0) - (_share(row, whole, "crime_count") or 0))
    return (
        f"{top['category']}: {_percent(top, whole, 'crime_count')} of the crimes and "
        f"{_percent(top, whole, 'harm')} of the harm."
    )


def _harm_groups(groups: Sequence[Row], whole: Row) -> Section:
    title = "Offence groups by number and by harm"
    ordered = sorted(groups, key=lambda row: -(row["harm"] or 0) if is_shown(row) else 0)
    names = ("crime_count", "harm")
    drawn = bars(
        "groups",
        title,
        _harm_lead(groups, whole),
        [
            Bar(
                row["category"],
                tuple(_share(row, whole, name) for name in names),
                tuple(_percent(row, whole, name) for name in names),
            )
            for row in ordered
        ],
        ("share of crimes", "share of harm"),
    )
    body = [
        [
            row["category"],
            count(row, "crime_count"),
            _percent(row, whole, "crime_count"),
            decimal(row, "harm", 0),
            _percent(row, whole, "harm"),
            count(row, "rank_by_volume"),
            count(row, "rank_by_harm"),
        ]
        for row in ordered
    ]
    heads = ["Group", "Crimes*", "Share of crimes*", "Harm*", "Share of harm*", "Place by number*", "Place by harm*"]
    note = (
        f"Harm weighs each crime by the Crime Severity Score, edition {whole['edition']} (Office for National "
        "Statistics): days of sentence, so a score and not a judgement of a single case."
    )
    caption = f"{period(whole['period_from'])} to {period(whole['period_to'])}"
    return Section("groups-heading", title, [], drawn, kind="bars", note=note, tables=[Table(caption, heads, body)])


def _harm_wards(rows: Sequence[Row]) -> Section:
    title = "Wards by number and by harm"
    wards = [row for row in rows if row["area_type"] == "ward" and row["level"] == "all"]
    if not wards:
        return Section("wards", title, ["No ward has a figure of harm."])
    wards = sorted(wards, key=lambda row: (row["rank_by_harm"] or len(wards) + 1, row["area_name"]))
    body = [
        [
            row["area_name"],
            count(row, "crime_count"),
            count(row, "rank_by_volume"),
            decimal(row, "harm", 0),
            count(row, "rank_by_harm"),
            decimal(row, "harm_per_1000", 0),
        ]
        for row in wards
    ]
    silent = sorted({reason(row) for row in wards if not is_shown(row)})
    table = Table(
        "All offences, the ward with most harm first",
        ["Ward", "Crimes*", "Place by number*", "Harm*", "Place by harm*", "Harm per 1,000 residents*"],
        body,
        [page_of("ward", row["area_code"]) for row in wards],
    )
    words = [sentence(words) for words in silent]
    if left_out := left_out_words(next(filter(is_shown, wards), None), "crime"):
        words.append(left_out)
    return Section("wards", title, words, tables=[table])
