"""Every column of numbers in the public edition's tables, and what its numbers count: the list that a person reviewed.

A number can only be judged by somebody who knows what it counts. A column that is not listed holds the edition: add it
under the kind that it has, and read in `channels.py` and `statements.py` what is then done with it.
"""

from collections.abc import Iterator
from enum import StrEnum

import duckdb

from ossp_pipeline.attack.tables import columns_of, names_of

_NO_NUMBERS = ("VARCHAR", "BOOLEAN", "DATE", "TIMESTAMP")


class Kind(StrEnum):
    """What a column's numbers count, and so what must hold of them in rows about people."""

    PEOPLE = "counts of people: multiples of five"
    WHOLES = "wholes of shares: of people, and then multiples of five; or residents, whose number everybody knows"
    WORKED_OUT = "rates, shares, ranks and differences, worked out of counts that are published in the same row"
    STATISTIC = "worked out of many counts by weights or squares, so that one figure may have one solution: not shown"
    LEFT_OUT = "people whom a figure leaves out: not shown"
    ROWS = "rows and versions of deliveries: not shown of feeds with people in them"
    EVENT = "crimes, reports, searches, as they are: this table, or the column of it, counts no people"
    RETURN = "what a lead returned, shown in another column of the row by the rule of returns: not shown"
    OUTSIDE = "published by somebody else: residents, deprivation, estimates, comparisons, surveys, reoffending"
    ABOUT = "about the publication and its plans: versions, years, months, money, targets, measures, actions"


_RATES = ("rate_per_1000", "rate_lower", "rate_upper")
_ROW_COUNTS = ("received_count", "accepted_count", "rejected_count", "unconsented_count", "duplicate_count")
REVIEWED: dict[str, dict[Kind, tuple[str, ...]]] = {
    "dim_measures": {Kind.ABOUT: ("window_months",)},
    "fct_measure_values": {
        Kind.PEOPLE: ("numerator",),
        Kind.WHOLES: ("denominator",),
        Kind.WORKED_OUT: ("value",),
        Kind.LEFT_OUT: ("left_out_count",),
        Kind.ABOUT: ("population_year",),
    },
    "performance_actions": {Kind.ABOUT: ("version",)},
    "performance_comments": {Kind.RETURN: ("smallest_count",)},
    "performance_coverage": {
        Kind.ABOUT: (
            *("expected_count", "observed_count", "true_zero_count", "not_supplied_count", "queried_count"),
            *("not_yet_due_count", "suppressed_count", "not_applicable_count"),
        )
    },
    "performance_grant_lines": {Kind.ABOUT: ("amount_pounds", "allocation_pounds", "match_pounds")},
    "performance_grants": {
        Kind.ABOUT: (
            *("allocation_pounds", "given_pounds", "match_pounds", "spent_pounds", "forecast_pounds"),
            *("match_given_pounds", "elapsed_share", "pace_pounds", "left_pounds", "left_at_year_end_pounds"),
        )
    },
    "performance_returns": {
        Kind.PEOPLE: ("numerator",),
        Kind.WHOLES: ("denominator",),
        Kind.WORKED_OUT: ("value",),
        Kind.RETURN: ("returned_numerator", "returned_denominator", "returned_value", "gap"),
        Kind.ABOUT: ("version",),
    },
    # Counts of burglaries and thefts around a scheme: no kind of crime that says something of a victim is chosen there.
    "performance_safer_streets": {
        Kind.EVENT: (
            *("treated_before_count", "treated_after_count", "comparison_before_count", "comparison_after_count"),
            *("displacement_before_count", "displacement_after_count", "displacement_comparison_before_count"),
            *("displacement_comparison_after_count", "difference", "standard_error", "lower", "upper"),
        )
    },
    "performance_scorecards": {
        Kind.PEOPLE: ("latest_numerator", "earlier_numerator"),
        Kind.WHOLES: ("latest_denominator", "earlier_denominator"),
        Kind.WORKED_OUT: ("latest_value", "earlier_value", "value_difference", "target_distance"),
        Kind.LEFT_OUT: ("left_out_count",),
        Kind.OUTSIDE: ("benchmark_value", "peer_rank", "peer_count"),
        Kind.ABOUT: ("target", "expected_false_alarms", "judged_count"),
    },
    "performance_signals": {
        Kind.PEOPLE: ("numerator",),
        Kind.WHOLES: ("denominator",),
        Kind.WORKED_OUT: ("value", "target_distance"),
        Kind.STATISTIC: (
            *("centre_line", "lower_limit", "upper_limit", "interval_lower", "interval_upper"),
            *("rebased_centre_line", "rebased_lower_limit", "rebased_upper_limit"),
        ),
        Kind.LEFT_OUT: ("left_out_count",),
        Kind.OUTSIDE: ("benchmark_value", "peer_rank", "peer_count"),
        Kind.ABOUT: ("target", "series_number", "point_count"),
    },
    "performance_trends": {
        Kind.PEOPLE: ("numerator",),
        Kind.WHOLES: ("denominator",),
        Kind.WORKED_OUT: ("value",),
        Kind.LEFT_OUT: ("left_out_count",),
    },
    "sna_area_profiles": {
        Kind.PEOPLE: ("numerator", "csp_numerator"),
        Kind.WORKED_OUT: ("rate_per_1000", "csp_rate_per_1000"),
        Kind.LEFT_OUT: ("left_out_count",),
        Kind.OUTSIDE: ("denominator",),
        Kind.ABOUT: ("population_year",),
    },
    "sna_area_rankings": {
        Kind.PEOPLE: ("numerator",),
        Kind.WORKED_OUT: ("rate_per_1000", "rank_by_count", "rank_by_rate"),
        Kind.LEFT_OUT: ("left_out_count",),
        Kind.OUTSIDE: ("denominator",),
    },
    # How far months scatter is worked out of protected months, which stand in sna_levels and in fct_measure_values.
    "sna_change": {
        Kind.PEOPLE: ("numerator", "earlier_numerator", "difference"),
        Kind.WORKED_OUT: (
            *("percent_change", "rate_ratio", "ratio_lower", "ratio_upper", "dispersion", "p_value", "q_value"),
        ),
        Kind.LEFT_OUT: ("left_out_count",),
    },
    "sna_cohorts": {
        Kind.PEOPLE: ("numerator", "denominator"),
        Kind.WORKED_OUT: ("percent_of_cohort", "penetration_percent", "unmet_percent", "unmet_lower", "unmet_upper"),
        Kind.LEFT_OUT: ("left_out_count",),
        Kind.OUTSIDE: ("estimate", "estimate_lower", "estimate_upper"),
    },
    "sna_comparison": {
        Kind.OUTSIDE: ("crime_count", "residents", "rate_per_1000", "rank_by_rate"),
        Kind.ABOUT: ("listed_count", "reported_count", "quarter_count"),
    },
    "sna_concentration": {
        Kind.PEOPLE: ("numerator",),
        Kind.STATISTIC: (
            *("place_count", "top_5_percent_share", "top_10_percent_share", "top_25_percent_share"),
            *("places_with_half_percent", "gini", "generalised_gini", "gini_lower", "gini_upper"),
            *("repeat_percent", "kept_top_percent"),
        ),
        Kind.LEFT_OUT: ("left_out_count",),
    },
    "sna_data_completeness": {Kind.ROWS: ("row_count", "expected_count", "blind_share")},
    "sna_data_coverage": {
        # A second version of a file says that somebody in it came, went or changed.
        Kind.ROWS: (*_ROW_COUNTS, "out_of_area_count", "unplaced_count", "other_vintage_count", "version"),
    },
    "sna_data_rejections": {Kind.ROWS: ("row_count",)},
    "sna_data_sharing": {Kind.ROWS: ("accepted_count",), Kind.ABOUT: ("supplied_count", "expected_count")},
    "sna_deprivation": {
        Kind.OUTSIDE: (
            *("imd_rank", "imd_decile", "income_decile", "employment_decile", "education_decile"),
            *("health_decile", "housing_decile", "environment_decile"),
        )
    },
    # All crime and all reports of anti-social behaviour by tenth of deprivation.
    "sna_deprivation_levels": {
        Kind.EVENT: ("numerator", "rate_per_1000", "left_out_count"),
        Kind.OUTSIDE: ("decile", "small_area_count", "residents"),
    },
    "sna_harm": {
        Kind.STATISTIC: (
            *("harm", "harm_per_1000", "crime_count", "unweighted_count", "rank_by_volume", "rank_by_harm"),
        ),
        Kind.LEFT_OUT: ("left_out_count",),
        Kind.OUTSIDE: ("residents",),
    },
    "sna_hotspots": {
        Kind.PEOPLE: ("numerator",),
        Kind.STATISTIC: (
            *("place_rank", "tied_count", "share_percent", "gi_z", "p_value", "q_value"),
            *("top_year_count", "year_count"),
        ),
        Kind.LEFT_OUT: ("left_out_count",),
    },
    "sna_levels": {
        Kind.PEOPLE: ("numerator",),
        Kind.WORKED_OUT: (*_RATES, "index_100"),
        Kind.LEFT_OUT: ("left_out_count",),
        Kind.OUTSIDE: ("residents",),
        Kind.ABOUT: ("population_year",),
    },
    "sna_partner_incidents": {
        Kind.PEOPLE: ("numerator",),
        Kind.WORKED_OUT: _RATES,
        Kind.LEFT_OUT: ("left_out_count",),
        Kind.OUTSIDE: ("residents",),
        Kind.ABOUT: ("population_year",),
    },
    "sna_previous_plan": {
        Kind.ABOUT: (
            *("action_count", "done_count", "stopped_count", "overdue_count", "unreported_count", "done_percent"),
            *("measure_count", "better_count", "worse_count", "unjudged_count"),
        )
    },
    "sna_priorities": {
        Kind.PEOPLE: ("numerator",),
        Kind.WORKED_OUT: ("source_value", "score", "total_score", "priority_rank", "best_rank", "worst_rank"),
        Kind.LEFT_OUT: ("left_out_count",),
        Kind.ABOUT: ("weight", "weights_version", "top_three_percent"),
    },
    "sna_public_views": {
        Kind.OUTSIDE: (
            *("base_count", "response_percent", "lower_percent", "upper_percent", "margin_points", "points_change"),
        )
    },
    "sna_published_fires": {Kind.OUTSIDE: ("fire_count",)},
    "sna_published_indicators": {
        Kind.OUTSIDE: (
            *("value", "lower_limit", "upper_limit", "published_count", "denominator", "country_value"),
            *("first_year", "years_pooled"),
        )
    },
    "sna_reoffending": {
        Kind.OUTSIDE: (
            *("lag_months", "offender_count", "reoffender_count", "reoffence_count", "reoffending_percent"),
            *("reoffending_lower", "reoffending_upper", "reoffences_per_reoffender", "reoffences_per_offender"),
        )
    },
    "sna_serious_violence": {
        Kind.PEOPLE: ("numerator",),
        Kind.WORKED_OUT: ("share_of_crime", "rate_per_1000"),
        Kind.LEFT_OUT: ("left_out_count",),
        Kind.OUTSIDE: ("residents", "crime_count"),  # the latter is all crime, which everybody knows
    },
    "sna_stop_and_search": {Kind.EVENT: ("numerator", "denominator", "share_percent", "share_lower", "share_upper")},
    "sna_theme_trends": {
        Kind.PEOPLE: ("numerator",),
        Kind.WHOLES: ("denominator",),
        Kind.WORKED_OUT: ("value",),
        Kind.LEFT_OUT: ("left_out_count",),
    },
}


def reviewed(kind: Kind) -> dict[str, tuple[str, ...]]:
    """The columns of a kind, by table."""
    return {table: kinds[kind] for table, kinds in REVIEWED.items() if kind in kinds}


def unreviewed(tables: duckdb.DuckDBPyConnection) -> Iterator[str]:
    """Columns of numbers, or of lists and structures, that nobody has reviewed: a sentence for each table."""
    for table in names_of(tables):
        known = {name for names in REVIEWED.get(table, {}).values() for name in names}
        kinds = columns_of(tables, table)
        if new := [name for name, kind in kinds.items() if kind not in _NO_NUMBERS and name not in known]:
            yield f"{table} has a column of numbers that nobody has reviewed: {', '.join(new)}"
