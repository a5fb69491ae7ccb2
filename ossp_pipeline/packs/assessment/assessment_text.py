"""The Markdown skeleton of the assessment: the headings the law asks for, figures filled in, the analyst's part marked.

A section shows what tables of the release say and works nothing out.
"""

from collections.abc import Callable, Hashable
from typing import Any

import pandas as pd

from ossp_pipeline.contracts.edition import AUDIENCE, Edition, edition_of
from ossp_pipeline.contracts.status import CoverageStatus, ValueStatus
from ossp_pipeline.packs.assessment.accessible_workbook import DOES_NOT_APPLY, SHORTHAND

Tables = dict[str, pd.DataFrame]
GAP = "**[Analyst: {}]**"
SYMBOLS: dict[str, str] = {**SHORTHAND, ValueStatus.NOT_APPLICABLE: DOES_NOT_APPLY}
WITHOUT_SYMBOL = (
    "status_reason",
    "verdict",
    "change_from_year_before",
    "missing_parts",
    "late_since_date",
    "rank_by_volume",
    "rank_by_harm",
)
MOST_ROWS = 12


def write_skeleton(tables: Tables, package: dict[str, object], release_id: str) -> str:
    """Every heading with its figures and with what is left to the analyst."""
    edition = edition_of(package)
    of_edition = ", public edition" if edition is Edition.PUBLIC else ""
    parts = [
        f"# Strategic Needs Assessment: {package['title']}{of_edition}",
        str(package["description"]),
        " ".join(AUDIENCE[edition]),
        f"Every figure is from release {release_id}. {_legend()}",
    ]
    for title, write, gap in SECTIONS:
        parts += [f"## {title}", write(tables) or "The release has no figures for this.", GAP.format(gap)]
    parts += ["## All tables of the release", _all_tables(tables)]
    return "\n\n".join(parts) + "\n"


def _legend() -> str:
    return "[c] is withheld to protect people, [x] is not available, [z] does not apply. None is zero."


def _levels(tables: Tables) -> str:
    rows = _of(tables, "sna_levels", area_type="csp", pattern="12 months", level="type")
    rows = _newest(rows, "subject")
    columns = {
        "subject": "Subject",
        "category": "Kind",
        "period": "12 months to",
        "numerator": "Number",
        "rate_per_1000": "Per 1,000 residents, for treatment per 1,000 adults",
    }
    return _shown(rows.sort_values(["subject", "numerator"], ascending=[True, False]), columns, most=24)


def _changes(tables: Tables) -> str:
    rows = _of(tables, "sna_change", area_type="csp")
    rows = rows[rows["level"].isin(["all", "type"])].sort_values(["subject", "q_value"])
    columns = {
        "subject": "Subject",
        "category": "Kind",
        "earlier_numerator": "Then",
        "numerator": "Now",
        "percent_change": "Percent",
        "verdict": "Verdict",
        "status_reason": "Why there is none",
    }
    return _shown(rows, columns, most=24)


def _violence(tables: Tables) -> str:
    rows = _of(tables, "sna_serious_violence", area_type="csp", pattern="12 months")
    rows = _newest(rows, "area_type")
    rows = rows[rows["is_chosen"].astype(bool) | (rows["measure"] == "serious violence")]
    columns = {
        "definition": "Definition",
        "version": "Version",
        "measure": "Measure",
        "numerator": "Number",
        "share_of_crime": "Percent of all crime",
        "status_reason": "What to know",
    }
    return _shown(rows.sort_values(["is_chosen", "definition", "measure"], ascending=[False, True, True]), columns)


def _places(tables: Tables) -> str:
    rows = _of(tables, "sna_hotspots", pattern="12 months", hotspot="hot")
    rows = _newest(rows, "subject")
    columns = {
        "area_code": "Small area",
        "subject": "Subject",
        "category": "Kind",
        "numerator": "Number",
        "gi_z": "Gi*",
        "top_year_count": "Years at the top",
        "neighbours": "Neighbours",
    }
    return _shown(rows.sort_values("numerator", ascending=False), columns)


def _concentration(tables: Tables) -> str:
    rows = _newest(_of(tables, "sna_concentration", pattern="12 months"), "subject")
    columns = {
        "subject": "Subject",
        "category": "Kind",
        "period": "12 months to",
        "numerator": "Number",
        "place_count": "Places",
        "top_10_percent_share": "Percent in the busiest tenth",
        "generalised_gini": "Gini",
        "gini_lower": "From",
        "gini_upper": "To",
        "kept_top_percent": "Percent of the tenth still in it",
        "status_reason": "Why there is none",
    }
    return _shown(rows.sort_values(["subject", "level", "numerator"], ascending=[True, True, False]), columns, most=24)


def _deprivation(tables: Tables) -> str:
    rows = _of(tables, "sna_deprivation_levels")
    rows = rows[rows["edition"] == rows["edition"].max()].sort_values(
        ["domain", "subject", "decile"], ascending=[False, False, True]
    )
    columns = {
        "domain": "Deprivation",
        "decile": "Decile, 1 most deprived",
        "small_area_count": "Small areas",
        "subject": "Subject",
        "numerator": "Number",
        "rate_per_1000": "Per 1,000 residents",
        "status_reason": "What to know",
    }
    return _shown(rows, columns, most=40)


def _people(tables: Tables) -> str:
    rows = _of(tables, "sna_cohorts")
    rows = rows[(rows["characteristic"] != "age band and sex") | (rows["period"] == "all")]
    shown = _newest(rows, "cohort")
    newest = rows["cohort"].map(shown.groupby("cohort")["period"].max())
    # Rows without a figure are shown where they are newer: an older gap is not about the figures shown.
    silent = rows[rows["numerator"].isna() & (rows["status"] != ValueStatus.WITHHELD) & (rows["period"] > newest)]
    rows = pd.concat([shown, silent]).drop_duplicates().sort_values(["cohort", "period", "characteristic", "answer"])
    columns = {
        "cohort": "Cohort",
        "period": "Period",
        "characteristic": "By",
        "answer": "Answer",
        "numerator": "Number",
        "percent_of_cohort": "Percent",
        "unmet_percent": "Unmet need, percent",
        "estimate_year": "Estimate of",
        "status_reason": "Why there is none",
    }
    return _shown(rows, columns, most=48)


def _plan(tables: Tables) -> str:
    columns = {
        "plan_year": "Year",
        "theme": "Theme",
        "action_count": "Actions",
        "done_count": "Done",
        "unreported_count": "Not reported",
        "better_count": "Measures better",
        "worse_count": "Measures worse",
    }
    return _shown(_of(tables, "sna_previous_plan").sort_values(["plan_year", "theme"]), columns)


def _priorities(tables: Tables) -> str:
    rows = _of(tables, "sna_priorities").drop_duplicates(["area_code", "problem_id"])
    rows = rows.sort_values(["area_code", "priority_rank"])
    columns = {
        "priority_rank": "Rank",
        "title": "Problem",
        "total_score": "Score",
        "best_rank": "At best",
        "worst_rank": "At worst",
        "weights_version": "Weights",
    }
    return _shown(rows, columns)


def _sharing(tables: Tables) -> str:
    rows = _of(tables, "sna_data_sharing")
    rows = rows[rows["information_period"] == rows["information_period"].max()]
    columns = {
        "authority": "Authority",
        "item_id": "Item",
        "information_period": "Period",
        "sharing_status": "Shared",
        "missing_parts": "Parts the feed lacks",
    }
    return _shown(rows, columns, most=24)


def _coverage(tables: Tables) -> str:
    """The newest period of every feed that came, and every one that is late: the rest is in the spreadsheet."""
    rows = _of(tables, "sna_data_coverage")
    came = rows["coverage_status"] == CoverageStatus.SUPPLIED
    newest = rows["period"].where(came).groupby(rows["feed"]).transform("max")
    rows = rows[(rows["period"] == newest) | (rows["coverage_status"] == CoverageStatus.LATE)]
    columns = {
        "feed": "Feed",
        "period": "Period",
        "coverage_status": "Delivered",
        "late_since_date": "Late since",
        "received_count": "Rows received",
        "accepted_count": "Accepted",
        "rejected_count": "Rejected",
        "out_of_area_count": "Of other areas",
    }
    return _shown(rows.sort_values(["feed", "period"]), columns, most=40)


def _harm(tables: Tables) -> str:
    rows = _of(tables, "sna_harm", area_type="csp")
    rows = rows[rows["level"] != "type"].sort_values(["level", "rank_by_harm"])
    # The whole is no group, and first among itself alone.
    ranks = ["rank_by_volume", "rank_by_harm"]
    rows[ranks] = rows[ranks].where(rows["level"] == "group")
    columns = {
        "category": "Offences",
        "crime_count": "Number",
        "harm": "Harm, days of sentence",
        "rank_by_volume": "Rank by number",
        "rank_by_harm": "Rank by harm",
        "status_reason": "What to know",
    }
    return _shown(rows, columns)


def _comparison(tables: Tables) -> str:
    rows = _of(tables, "sna_comparison", offence_group="All offences")
    complete = rows[rows["is_home"].astype(bool) & rows["crime_count"].notna()]["financial_year"].max()
    rows = rows[rows["financial_year"] == complete].sort_values("rank_by_rate")
    columns = {
        "area_name": "Area",
        "financial_year": "Year",
        "crime_count": "Crimes",
        "rate_per_1000": "Per 1,000 residents",
        "rank_by_rate": "Rank",
        "status_reason": "What to know",
    }
    return _shown(rows, columns, most=20)


def _partners(tables: Tables) -> str:
    rows = _newest(_of(tables, "sna_partner_incidents", area_type="csp", pattern="12 months"), "feed")
    columns = {
        "feed": "From",
        "item": "Item",
        "period": "12 months to",
        "numerator": "Number",
        "rate_per_1000": "Per 1,000 residents",
        "status_reason": "What to know",
    }
    return _shown(rows.sort_values(["feed", "item"]), columns, most=30)


def _searches(tables: Tables) -> str:
    rows = _newest(
        _of(tables, "sna_stop_and_search", outcome="any but no further action", pattern="month"), "force_slug"
    )
    silent = _of(tables, "sna_stop_and_search", pattern="month", outcome="all", status=ValueStatus.NOT_SUPPLIED)
    rows = pd.concat([rows, silent.sort_values("period").drop_duplicates("force_slug", keep="last")])
    columns = {
        "force_slug": "Force",
        "period": "Month",
        "object_of_search": "Looked for",
        "numerator": "Anything done",
        "denominator": "Of searches",
        "share_percent": "Percent",
        "status_reason": "Why there is none",
    }
    return _shown(rows.sort_values(["force_slug", "period", "object_of_search"]), columns)


def _reoffending(tables: Tables) -> str:
    rows = _of(tables, "sna_reoffending")
    rows = rows[rows["is_home"].astype(bool)].sort_values(["cohort", "age_group"])
    columns = {
        "cohort": "Cohort",
        "age_group": "Of age",
        "offender_count": "Offenders",
        "reoffending_percent": "Percent",
        "reoffending_lower": "From",
        "reoffending_upper": "To",
        "reoffences_per_reoffender": "Reoffences each",
        "status_reason": "What to know",
    }
    return _shown(rows, columns)


def _views(tables: Tables) -> str:
    rows = _of(tables, "sna_public_views")
    rows = rows[rows["is_home"].astype(bool)]
    rows = rows[rows["wave"] == rows["wave"].max()]
    columns = {
        "wording": "Question",
        "wave": "Wave",
        "base_count": "Asked",
        "response_percent": "Percent",
        "margin_points": "Margin, points",
        "change_from_year_before": "Since a year before",
    }
    return _shown(rows, columns)


def _all_tables(tables: Tables) -> str:
    """Every table by name, so that none is overlooked."""
    return "\n".join(f"- `{name}`: {len(rows):,} rows" for name, rows in tables.items())


def _of(tables: Tables, name: str, **equal: str) -> pd.DataFrame:
    """The rows of a table in which these columns have these values; no rows where the release has no such table."""
    rows = tables.get(name, pd.DataFrame(columns=[*equal]))
    for column, value in equal.items():
        rows = rows[rows[column] == value]
    return rows


def _newest(rows: pd.DataFrame, key: str) -> pd.DataFrame:
    """The rows of the newest period that has figures, per value of `key`; all rows where no period has any."""
    if rows.empty:
        return rows
    has_figures = rows["numerator"].notna() | (rows["status"] == ValueStatus.WITHHELD)
    newest = rows["period"].where(has_figures).groupby(rows[key]).transform("max")
    return rows[(rows["period"] == newest) | newest.isna()]


def _shown(rows: pd.DataFrame, columns: dict[str, str], most: int = MOST_ROWS) -> str:
    """A Markdown table of the first rows; a line counts the rows left out."""
    if rows.empty:
        return ""
    lines = ["| " + " | ".join(columns.values()) + " |", "|" + "---|" * len(columns)]
    for row in rows.head(most).to_dict("records"):
        lines.append("| " + " | ".join(_cell(row, name) for name in columns) + " |")
    left = len(rows) - most
    return "\n".join(lines) + (f"\n\n{left:,} more rows are in the spreadsheet." if left > 0 else "")


def _cell(row: dict[Hashable, Any], name: str) -> str:
    value = row[name]
    if pd.isna(value):
        return "–" if name in WITHOUT_SYMBOL else SYMBOLS.get(str(row.get("status")), "[z]")
    if isinstance(value, float) and not float(value).is_integer():
        return f"{value:,.{2 if abs(value) < 1 else 1}f}"
    return f"{value:,.0f}" if isinstance(value, int | float) else str(value).replace("|", "/")


SECTIONS: list[tuple[str, Callable[[Tables], str], str]] = [
    ("Levels and patterns", _levels, "what lies behind these levels, and where they are felt"),
    ("Change since the last assessment", _changes, "why it changed; a change in recording is one"),
    ("Harm beside volume", _harm, "which of the many are serious, and which of the few"),
    ("Serious violence", _violence, "kinds and causes in this area (Duty, s.8)"),
    ("Concentration", _concentration, "how much of it a few places hold, and whether they stay the same"),
    ("Places", _places, "what these places have in common"),
    (
        "Deprivation",
        _deprivation,
        "what deprived places lack; deciles say where and not why, and hold crime themselves",
    ),
    ("Beside others", _comparison, "why this area differs from those like it"),
    ("What fire, health and ambulance services see", _partners, "what of this no police figure shows"),
    ("Stop and search", _searches, "what the searches found, and what they did to confidence"),
    ("People", _people, "who is most at risk, and who is missing from the figures"),
    ("Reoffending", _reoffending, "what keeps people from it here, and what does not"),
    ("The previous plan", _plan, "what worked, with the reasons"),
    ("What residents say", _views, "consultation findings beside the survey"),
    ("Problems in order", _priorities, "the priorities recommended, and those rejected"),
    ("What was shared", _sharing, "what the gaps mean for the findings"),
    ("What was delivered", _coverage, "which figures above rest on late or partial deliveries"),
]
