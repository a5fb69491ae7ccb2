"""The candidate's tables as rows. A table is read only where the candidate's own data package names it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow.compute import is_in

from ossp_pipeline.contracts.status import HIDDEN
from ossp_pipeline.errors import BrokenError
from ossp_pipeline.protect.screening import screen_words
from ossp_pipeline.publish.package import read_package

Row = dict[str, Any]
# Whatever a row says beside the status “withheld”, these columns of it are not for reading.
_FIGURES = {
    "numerator", "denominator", "value", "interval_lower", "interval_upper", "centre_line", "lower_limit",
    "upper_limit", "rule", "point_kind", "target_distance", "rag", "assurance", "benchmark_mark", "peer_rank",
    "rate_per_1000", "csp_numerator", "csp_rate_per_1000", "latest_numerator", "latest_denominator", "latest_value",
    "earlier_numerator", "earlier_denominator", "earlier_value", "value_difference", "narrative", "no_figure_reason",
    "difference", "percent_change", "rate_ratio", "ratio_lower", "ratio_upper", "dispersion",
    "p_value", "q_value", "rate_lower", "rate_upper", "index_100", "crime_count", "unweighted_count", "harm",
    "harm_per_1000", "rank_by_volume", "rank_by_harm", "rank_by_rate", "rank_by_count", "share_of_crime",
    "share_percent", "place_rank", "tied_count", "gi_z", "hotspot", "top_year_count", "is_top", "is_persistent",
    "share_lower", "share_upper", "offender_count",
    "reoffender_count", "reoffence_count", "reoffending_percent", "reoffending_lower", "reoffending_upper",
    "reoffences_per_reoffender", "reoffences_per_offender", "percent_of_cohort", "penetration_percent",
    "unmet_percent", "unmet_lower", "unmet_upper", "top_5_percent_share", "top_10_percent_share",
    "top_25_percent_share", "places_with_half_percent", "gini", "generalised_gini", "gini_lower", "gini_upper",
    "repeat_percent", "kept_top_percent", "response_percent", "lower_percent", "upper_percent", "margin_points",
    "points_change", "received_count", "rejected_count", "unconsented_count", "row_count",
}  # fmt: skip

# Words that people typed. A candidate's are screened already; a pack may be asked of a release from before they were.
_TYPED = ("narrative", "no_figure_reason", "comment")


class Tables:
    """Reads tables of one candidate or release, by name."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.package = read_package(folder)
        self.resources = {item["name"]: item for item in self.package["resources"]}

    def has(self, name: str) -> bool:
        """Whether the candidate publishes a table."""
        return f"{name}.parquet" in self.resources

    def read(self, name: str, columns: Sequence[str] = (), **kept: tuple[str, ...]) -> list[Row]:
        """The rows of a published table, figures of hidden rows taken out and typed words screened.

        `kept` names the values that rows must have in a column, `columns` those that are asked for (all, where none is
        named), so that a long table is not read whole. Raises BrokenError for a table that is not published.
        """
        resource = self.resources.get(f"{name}.parquet")
        if resource is None:
            raise BrokenError(
                "E-SITE",
                f"the site asks for {name}, which is not a published table",
                "name it in dbt_project/models/exposures.yml, or leave it out of the site",
            )
        table = pq.ParquetFile(self.folder / resource["path"]).read()
        for column, values in kept.items():
            table = table.filter(is_in(table[column], pa.array(values, table.schema.field(column).type)))
        table = table.select(list(columns)) if columns else table
        table = screen_words(table, [column for column in _TYPED if column in table.column_names])
        rows: list[Row] = table.to_pylist()
        if rows and "status" in rows[0]:
            for row in rows:
                if row["status"] in HIDDEN:
                    row.update(dict.fromkeys(_FIGURES & row.keys()))
        return rows
