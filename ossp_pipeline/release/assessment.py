"""The assessment pack: what an analyst starts from, made of the files of one release and of nothing else.

A spreadsheet of the tables (see `assessment_book`) and a Markdown skeleton of the assessment: the figures are filled
in, the analyst's part is marked. Nothing here works anything out that a table does not say.
"""

from collections.abc import Hashable
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq

from ossp_pipeline.durable import read_json, write_folder
from ossp_pipeline.errors import UsageError
from ossp_pipeline.release.assessment_book import write_book
from ossp_pipeline.release.package import DESCRIPTOR
from ossp_pipeline.release.publish import Release

GAP = "**[Analyst: {}]**"
WORDS = {"withheld": "[c]", "not applicable": "[z]"}
MOST_ROWS = 12
Tables = dict[str, pd.DataFrame]


def write_pack(release: Release, folder: Path) -> list[Path]:
    """Write the pack of a release into `folder`, which must not hold one of this release yet; answers with its files.

    Raises UsageError where the release has no tables of the assessment, or the pack is there already.
    """
    package = read_json(release.folder / DESCRIPTOR)
    tables = read_tables(release.folder)
    if not tables:
        raise UsageError("E-NOSNA", "the release has no tables of the assessment", "run `ossp refresh`, then try again")
    target = folder / release.release_id
    if target.exists():
        remedy = "edit that one, or write another with `--to`; a pack is never written over"
        raise UsageError("E-PACK", f"there is a pack of release {release.release_id} already", remedy)

    def fill(made: Path) -> None:
        write_book(made / "assessment-tables.xlsx", tables, package, release.release_id)
        (made / "assessment.md").write_text(write_skeleton(tables, package, release.release_id), encoding="utf-8")

    target.parent.mkdir(parents=True, exist_ok=True)
    write_folder(target, fill)
    return sorted(target.iterdir())


def read_tables(folder: Path) -> Tables:
    """The release's tables of the assessment, by name."""
    return {path.stem: pq.read_table(path).to_pandas() for path in sorted((folder / "tables").glob("sna_*.parquet"))}


def write_skeleton(tables: Tables, package: dict[str, object], release_id: str) -> str:
    """The assessment's headings in the order of the law, each with its figures and with what is left to the analyst."""
    parts = [
        f"# Strategic Needs Assessment: {package['title']}",
        str(package["description"]),
        f"Every figure is from release {release_id}. {_legend()}",
        *_section("Levels and patterns", _levels(tables), "what lies behind these levels, and where they are felt"),
        *_section("Change since the last assessment", _changes(tables), "why it changed; a change in recording is one"),
        *_section("Serious violence", _violence(tables), "kinds and causes in this area (Duty, s.8)"),
        *_section("Places", _places(tables), "what these places have in common"),
        *_section("People", _people(tables), "who is most at risk, and who is missing from the figures"),
        *_section("The previous plan", _plan(tables), "what worked, with the reasons"),
        *_section("Problems in order", _priorities(tables), "the priorities recommended, and those rejected"),
        *_section("What was shared", _sharing(tables), "what the gaps mean for the findings"),
        *_section("What residents say", _others(tables), "consultation and survey findings"),
    ]
    return "\n\n".join(parts) + "\n"


def _section(title: str, text: str, gap: str) -> list[str]:
    return [f"## {title}", text or "The release has no figures for this.", GAP.format(gap)]


def _legend() -> str:
    return "[c] is withheld because few people are behind it, [x] is not available, [z] does not apply. None is zero."


def _levels(tables: Tables) -> str:
    rows = _of(tables, "sna_levels", area_type="csp", pattern="12 months", level="type")
    rows = _newest(rows, "subject")
    columns = {
        "category": "Kind",
        "period": "12 months to",
        "numerator": "Number",
        "rate_per_1000": "Per 1,000 residents",
    }
    return _shown(rows.sort_values("numerator", ascending=False), columns)


def _changes(tables: Tables) -> str:
    rows = _of(tables, "sna_change", area_type="csp")
    rows = rows[rows["level"].isin(["all", "type"])].sort_values(["subject", "q_value"])
    columns = {
        "subject": "Subject", "category": "Kind", "earlier_numerator": "Then", "numerator": "Now",
        "percent_change": "Percent", "verdict": "Verdict", "status_reason": "Why there is none",
    }  # fmt: skip
    return _shown(rows, columns)


def _violence(tables: Tables) -> str:
    rows = _of(tables, "sna_serious_violence", area_type="csp", pattern="12 months")
    rows = _newest(rows, "area_type")
    rows = rows[rows["is_chosen"].astype(bool) | (rows["measure"] == "serious violence")]
    columns = {
        "definition": "Definition", "version": "Version", "measure": "Measure", "numerator": "Number",
        "share_of_crime": "Percent of all crime", "status_reason": "Why there is none",
    }  # fmt: skip
    return _shown(rows.sort_values(["is_chosen", "definition", "measure"], ascending=[False, True, True]), columns)


def _places(tables: Tables) -> str:
    rows = _of(tables, "sna_hotspots", pattern="12 months", hotspot="hot")
    rows = _newest(rows, "subject")
    columns = {
        "area_code": "Small area", "subject": "Subject", "category": "Kind", "numerator": "Number", "gi_z": "Gi*",
        "top_year_count": "Years at the top", "neighbours": "Neighbours",
    }  # fmt: skip
    return _shown(rows.sort_values("numerator", ascending=False), columns)


def _people(tables: Tables) -> str:
    rows = _of(tables, "sna_cohorts")
    silent = rows[rows["numerator"].isna() & (rows["status"] != "withheld")]
    rows = pd.concat([_newest(rows, "cohort"), silent]).drop_duplicates()
    rows = rows[rows["characteristic"] != "age band and sex"]
    columns = {
        "cohort": "Cohort", "characteristic": "By", "answer": "Answer", "numerator": "Number",
        "percent_of_cohort": "Percent", "unmet_percent": "Unmet need, percent", "estimate_year": "Estimate of",
        "status_reason": "Why there is none",
    }  # fmt: skip
    return _shown(rows, columns, most=40)


def _plan(tables: Tables) -> str:
    columns = {
        "plan_year": "Year", "theme": "Theme", "action_count": "Actions", "done_count": "Done",
        "unreported_count": "Not reported", "better_count": "Measures better", "worse_count": "Measures worse",
    }  # fmt: skip
    return _shown(_of(tables, "sna_previous_plan").sort_values(["plan_year", "theme"]), columns)


def _priorities(tables: Tables) -> str:
    rows = _of(tables, "sna_priorities").drop_duplicates("problem_id").sort_values("priority_rank")
    columns = {
        "priority_rank": "Rank", "title": "Problem", "total_score": "Score", "best_rank": "At best",
        "worst_rank": "At worst", "weights_version": "Weights",
    }  # fmt: skip
    return _shown(rows, columns)


def _sharing(tables: Tables) -> str:
    rows = _of(tables, "sna_data_sharing")
    rows = rows[rows["information_period"] == rows["information_period"].max()]
    columns = {"authority": "Authority", "item_id": "Item", "information_period": "Period", "sharing_status": "Shared"}
    return _shown(rows, columns)


def _others(tables: Tables) -> str:
    """Tables of the release this page has no figures of: they are named, so that none is overlooked."""
    told = [f"- `{name}`: {len(rows):,} rows in the spreadsheet" for name, rows in tables.items()]
    return "All tables of the release:\n\n" + "\n".join(told)


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
    has_figures = rows["numerator"].notna() | (rows["status"] == "withheld")
    newest = rows["period"].where(has_figures).groupby(rows[key]).transform("max")
    return rows[(rows["period"] == newest) | newest.isna()]


def _shown(rows: pd.DataFrame, columns: dict[str, str], most: int = MOST_ROWS) -> str:
    """A Markdown table of the first rows; what is left out is said."""
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
        if name == "status_reason" or "verdict" in name:
            return "–"
        return WORDS.get(
            str(row.get("status")), "[x]" if row.get("status") in ("not supplied", "not yet due") else "[z]"
        )
    if isinstance(value, float) and not float(value).is_integer():
        return f"{value:,.1f}"
    return f"{value:,.0f}" if isinstance(value, int | float) else str(value).replace("|", "/")
