"""Every rule of the suites over what goes out, with samples that break it: rule → what is done to the table."""

from tests.integration.gate.samples import NO_ROWS, Sample, add, first, keep, put

PERSON = "disclosure_class = 'person'"
COUNT_OF_PEOPLE = f"{PERSON} and unit <> 'percent'"
OBSERVED = first("status = 'observed'")
WITHHELD_SERIES = (
    "status = 'observed' and (measure_id, area_code, series_number) in "
    "(select (measure_id, area_code, series_number) from base where status = 'withheld')"
)
# Series without a chart: nothing else in them can give a withheld figure back.
UNCHARTED = (
    "(measure_id, area_code, series_number) in (select (measure_id, area_code, series_number) from base "
    "group by 1 having count(centre_line) = 0)"
)
SIGNAL_LINES = ("centre_line", "lower_limit", "upper_limit", "assurance", "rule", "point_kind")
SIGNAL_FIGURES = (
    "numerator",
    "denominator",
    "value",
    "interval_lower",
    "interval_upper",
    "target_distance",
    "rag",
    "benchmark_mark",
    "peer_rank",
)
CONCENTRATED = (
    "place_count",
    "numerator",
    "top_5_percent_share",
    "top_10_percent_share",
    "top_25_percent_share",
    "places_with_half_percent",
    "gini",
    "generalised_gini",
    "gini_lower",
    "gini_upper",
    "repeat_percent",
    "kept_top_percent",
)
PRIORITISED = (
    "score",
    "weight",
    "numerator",
    "source_value",
    "total_score",
    "priority_rank",
    "best_rank",
    "worst_rank",
    "top_three_percent",
)
OBSERVED_UNASSIGNED = "status = 'observed' and area_kind = 'unassigned'"
LAST_YEAR = "offence_group = 'All offences' and financial_year = '2024-25'"
ADDS_UP = "sna_comparison.crime_count.adds_up"
HARM = ("crime_count", "unweighted_count", "harm", "residents", "harm_per_1000", "rank_by_volume", "rank_by_harm")
RATED = "status = 'observed' and rate_per_1000 is not null"
SHARED = "status = 'observed' and share_percent is not null"
PARTNER = ("numerator", "residents", "population_year", "rate_per_1000", "rate_lower", "rate_upper")
PARTNER_COMPANIONS = {"numerator": "sna_partner_incidents.numerator.when_observed"} | {
    column: "sna_partner_incidents.rate_per_1000.within_limits" for column in PARTNER if column.startswith("rate")
}
SEARCHED = ("numerator", "denominator", "share_percent", "share_lower", "share_upper")
SEARCHED_COMPANIONS = {
    "numerator": "sna_stop_and_search.numerator.when_observed",
    "share_percent": "sna_stop_and_search.share_percent.within_limits",
}
STRANGE_WARD, STRANGE_WORD = "'E05999999'", "'nonesuch'"


def shown(*columns: str, hidden: tuple[str, ...] = ()) -> list[Sample]:
    """A withheld row in which one of these columns is shown, for each of them."""
    samples = []
    for column in columns:
        others = {other: "null" for other in (*columns, *hidden) if other != column}
        where = first(f"status in ('observed', 'true zero') and {column} is not null")
        samples.append(put(where, status="'withheld'", **others))
    return samples


def hidden_but(column: str, columns: tuple[str, ...], companions: dict[str, str], where: str) -> Sample:
    """A withheld row in which this column alone is shown; `companions`: the rule that looks at it too, by column."""
    sample = put(first(where), status="'withheld'", **{other: "null" for other in columns if other != column})
    return sample.with_rules(companions[column]) if column in companions else sample


def small(*columns: str, of: str = COUNT_OF_PEOPLE, count: str = "4") -> list[Sample]:
    """A count about people below the threshold, in each of these columns."""
    return [put(first(f"{of} and {column} is not null"), **{column: count}) for column in columns]


def nearly_all(part: str, whole: str) -> Sample:
    """A share about people whose rest is small."""
    return put(first(f"{PERSON} and unit = 'percent' and {part} > 9"), **{whole: f"{part} + 4"})


def unclassed(column: str, disclosure_class: str = "null") -> Sample:
    """A small count of which nobody said that it is not about people."""
    return put(first(f"{column} is not null"), **{column: "4"}, disclosure_class=disclosure_class)


def withheld_signal(column: str | None, where: str) -> Sample:
    """A row of signals that says it is withheld, in which this column is shown."""
    others = {other: "null" for other in (*SIGNAL_FIGURES, *SIGNAL_LINES) if other != column}
    shown_there = f" and {column} is not null" if column else ""
    return put(first(f"status in ('observed', 'true zero') and {where}{shown_there}"), status="'withheld'", **others)


# A table without rows has no kinds of area, no wards and no measures: rules that ask for these fail with it.
BROKEN_TABLES: dict[str, list[Sample]] = {
    # dim_area_boundaries
    "dim_area_boundaries.rows.present": [NO_ROWS],
    "dim_area_boundaries.status.agrees": [
        put(first("status = 'not supplied'"), status="'observed'"),
        put(first("status = 'not supplied'"), status="null"),
    ],
    "dim_area_boundaries.vintage.whole": [
        put(first("status = 'observed'"), outline="null", status="'not supplied'"),
        put(first("vintage = '2011'"), outline="'one of many'", status="'observed'"),
    ],
    # dim_areas
    "dim_areas.rows.present": [NO_ROWS.with_rules("dim_areas.area_type.all")],
    "dim_areas.area_code.unique": [add("n = 0")],
    "dim_areas.area_type.all": [
        put("area_type = 'lsoa'", area_type="'ward'"),
        put("n = 0", area_type="'beat'"),
    ],
    "dim_areas.vintage.stated": [put("n = 0", vintage="null")],
    # dim_measures
    "dim_measures.rows.present": [keep("n % 10 = 0")],
    "dim_measures.measure_id.unique": [add("n = 0")],
    "dim_measures.definition.stated": [put("n = 0", definition="null")],
    "dim_measures.theme.of_the_plan": [
        put("n = 0", theme=STRANGE_WORD),
        put("theme = 'Public Safety and Protection'", theme="'Protecting Vulnerable People'"),
    ],
    # dim_periods
    "dim_periods.rows.present": [NO_ROWS],
    "dim_periods.period.unique": [add("n = 0")],
    "dim_periods.period_end_date.after_start": [
        put("n = 0", period_end_date="period_start_date"),
        put("n = 0", period_end_date="period_start_date - 1"),
    ],
    # fct_measure_values
    "fct_measure_values.rows.present": [keep("n < 900 and measure_id = 'all_crime'")],
    "fct_measure_values.status.known": [put("status = 'not supplied'", status="'lost'")],
    "fct_measure_values.status.stated": [
        put("status = 'not supplied'", status="null"),
        put(OBSERVED, status="null"),
    ],
    "fct_measure_values.counts.none_small": [
        *small("numerator", "denominator"),
        *small("numerator", "denominator", count="1"),
        unclassed("numerator"),
        unclassed("numerator", "'Person'"),
        nearly_all("numerator", "denominator"),
    ],
    "fct_measure_values.withheld.hidden": [
        *shown("numerator", "denominator", hidden=("value",)),
        put(first("status = 'withheld'"), value="7").with_rules("fct_measure_values.value.when_observed"),
    ],
    "fct_measure_values.area_code.known": [
        put("area_code = (select min(area_code) from base where area_type = 'ward')", area_code=STRANGE_WARD),
        put("area_code = (select min(area_code) from base where area_type = 'ward')", area_code="null"),
    ],
    "fct_measure_values.measure_id.known": [
        put("measure_id = 'all_crime'", measure_id=STRANGE_WORD),
        put("measure_id = 'all_crime'", measure_id="null"),
    ],
    "fct_measure_values.period.no_gaps": [
        # An area that has one period fewer than the others, and a hole where there is only one area.
        keep("not (measure_id = 'all_crime' and area_type = 'ward' and period = '2023-04')"),
        keep("not (measure_id = 'marac_cases' and period = '2024-25Q2')"),
    ],
    "fct_measure_values.value.when_observed": [
        put(OBSERVED, value="null"),
        put(first("status = 'true zero'"), value="null"),
        put(first("status = 'not supplied'"), value="7"),
    ],
    "fct_measure_values.value.percent_in_range": [put(first("unit = 'percent' and value is not null"), value="101")],
    "fct_measure_values.value.not_negative": [
        put(first("unit = 'count' and value is not null"), value="-1"),
        put(first("unit = 'percent' and value is not null"), value="-1").with_rules(
            "fct_measure_values.value.percent_in_range"
        ),
    ],
    "fct_measure_values.status.mostly_observed": [
        put("area_type = 'csp' and n % 3 > 0", status="'not supplied'", value="null")
    ],
    # performance_actions
    "performance_actions.rows.present": [NO_ROWS],
    "performance_actions.return_state.known": [put("n = 0", return_state=STRANGE_WORD)],
    "performance_actions.return_state.stated": [put("n = 0", return_state="null")],
    "performance_actions.progress.known": [put(first("progress is not null"), progress=STRANGE_WORD)],
    "performance_actions.is_overdue.not_done": [put(first("progress = 'done'"), is_overdue="true")],
    "performance_actions.due_date.after_start": [put("n = 0", due_date="start_date - 1")],
    # performance_coverage
    "performance_coverage.rows.present": [
        # Without rows, every measure is left out.
        NO_ROWS.with_rules("performance_coverage.measure_id.every_measure")
    ],
    "performance_coverage.expected_count.accounted": [
        put("n = 0", expected_count="expected_count + 1"),
        put("n = 0", observed_count="null"),
    ],
    "performance_coverage.measure_id.every_measure": [keep("n <> 0"), put("n = 0", measure_id="null")],
    "performance_coverage.expected_count.some": [
        put(
            "n = 0",
            **dict.fromkeys(
                ("expected_count", "observed_count", "true_zero_count", "not_supplied_count", "not_yet_due_count"), "0"
            ),
        )
    ],
    # performance_comments
    "performance_comments.rows.present": [NO_ROWS],
    "performance_comments.return_state.known": [put(first("return_state = 'none'"), return_state=STRANGE_WORD)],
    "performance_comments.return_state.stated": [put(first("return_state = 'none'"), return_state="null")],
    "performance_comments.counts.none_small": [*small("smallest_count", of=PERSON), unclassed("smallest_count")],
    "performance_comments.withheld.hidden": [
        put(first("status = 'withheld'"), smallest_count="12"),
        put("status = 'withheld' and return_state = 'accepted'", narrative="'Four of them'"),
        put("status = 'withheld' and return_state = 'accepted'", narrative_figure="'4, March 2026'"),
    ],
    "performance_comments.narrative.signed_off": [
        put(first("narrative is not null"), return_state="'returned'"),
        put(first("narrative is not null"), signed_by="null"),
        put(first("narrative_figure is not null"), narrative="null", signed_by="null"),
    ],
    # performance_grants
    "performance_grants.rows.present": [NO_ROWS],
    "performance_grants.return_state.known": [put("n = 0", return_state=STRANGE_WORD)],
    "performance_grants.return_state.stated": [put("n = 0", return_state="null")],
    "performance_grants.alarm.known": [put(first("alarm = 'none'"), alarm=STRANGE_WORD)],
    "performance_grants.alarm.stated": [put(first("alarm = 'none'"), alarm="null")],
    "performance_grants.alarm.when_lost": [put(first("alarm = 'will be lost'"), alarm="'none'")],
    "performance_grants.left_pounds.none_lost": [
        put(first("is_newest and alarm = 'will be lost'"), end_date="end_date + 90")
    ],
    # performance_safer_streets
    "performance_safer_streets.rows.present": [NO_ROWS],
    "performance_safer_streets.verdict.known": [
        put(first("verdict <> 'cannot be judged'"), verdict=STRANGE_WORD, difference="0", lower="-1", upper="1")
    ],
    "performance_safer_streets.verdict.stated": [put(first("verdict <> 'cannot be judged'"), verdict="null")],
    "performance_safer_streets.verdict.explained": [
        put(first("verdict = 'cannot be judged'"), verdict_reason="null"),
        put(first("verdict <> 'cannot be judged'"), verdict_reason="'no figures'"),
    ],
    "performance_safer_streets.verdict.beyond_chance": [
        put(first("verdict <> 'cannot be judged'"), verdict="'fewer than elsewhere'", upper="1"),
        put(first("verdict <> 'cannot be judged'"), verdict="'more than elsewhere'", lower="null"),
    ],
    # performance_returns
    "performance_returns.rows.present": [
        # Without rows, every returned measure is left out.
        NO_ROWS.with_rules("performance_returns.measure_id.every_returned")
    ],
    "performance_returns.return_state.known": [put("return_state = 'late'", return_state=STRANGE_WORD)],
    "performance_returns.return_state.stated": [put("return_state = 'late'", return_state="null")],
    "performance_returns.counts.none_small": [
        *small("numerator", "denominator"),
        unclassed("numerator"),
        nearly_all("numerator", "denominator"),
    ],
    "performance_returns.withheld.hidden": [
        *shown("numerator", "denominator", hidden=("value", "narrative", "no_figure_reason")),
        *shown("value", hidden=("numerator", "denominator", "narrative", "no_figure_reason")),
        put(first("status = 'withheld'"), narrative="'Four of them'"),
        put(first("status = 'withheld'"), no_figure_reason="'Four of them'"),
    ],
    "performance_returns.value.signed_off": [
        put(first("value is not null"), return_state="'returned'"),
        put(first("value is not null"), signed_by="null"),
    ],
    "performance_returns.measure_id.every_returned": [keep("measure_id <> 'marac_cases'")],
    # performance_scorecards
    "performance_scorecards.rows.present": [
        # Fewer lines than measures: a measure is left out, too.
        keep("n < 14").with_rules("performance_scorecards.measure_id.every_measure")
    ],
    "performance_scorecards.status.known": [put("n = 0", status="'lost'")],
    "performance_scorecards.status.stated": [put("n = 0", status="null")],
    "performance_scorecards.counts.none_small": [
        *small("latest_numerator", "latest_denominator", "earlier_numerator", "earlier_denominator"),
        unclassed("latest_numerator"),
        nearly_all("latest_numerator", "latest_denominator"),
        nearly_all("earlier_numerator", "earlier_denominator"),
    ],
    "performance_scorecards.withheld.hidden": shown(
        "latest_value",
        "latest_numerator",
        "latest_denominator",
        "earlier_value",
        "earlier_numerator",
        "earlier_denominator",
        "value_difference",
        "target_distance",
        "rag",
        "assurance",
        "benchmark_mark",
        "peer_rank",
    ),
    "performance_scorecards.verdict.known": [put("n = 0", verdict="'better'")],
    "performance_scorecards.verdict_reason.stated": [
        put("n = 0", verdict_reason="null"),
        put("n = 0", verdict="null"),
    ],
    "performance_scorecards.value_difference.not_across_breaks": [
        put(first("value_difference is not null"), comparison_reason="'counted otherwise'"),
        put(first("earlier_value is not null"), comparison_reason="'counted otherwise'", value_difference="null"),
    ],
    "performance_scorecards.expected_false_alarms.printed": [
        put("true", expected_false_alarms="null"),
        put("n = 0", judged_count="null"),
    ],
    "performance_scorecards.area_code.known": [put("n = 0", area_code=STRANGE_WARD), put("n = 0", area_code="null")],
    "performance_scorecards.measure_id.every_measure": [
        keep("n <> 0"),
        put("n = 0", measure_id=STRANGE_WORD),
        put("n = 0", measure_id="null"),
    ],
    # performance_signals
    "performance_signals.rows.present": [NO_ROWS],
    "performance_signals.status.known": [put("n = 0", status="'lost'")],
    "performance_signals.status.stated": [put("n = 0", status="null")],
    "performance_signals.counts.none_small": [
        *small("numerator", "denominator"),
        unclassed("numerator"),
        nearly_all("numerator", "denominator"),
    ],
    "performance_signals.withheld.hidden": [
        *(withheld_signal(column, UNCHARTED) for column in SIGNAL_FIGURES),
        *(
            withheld_signal(column, "true").with_rules("performance_signals.limits.give_nothing_back")
            for column in SIGNAL_LINES
        ),
    ],
    "performance_signals.limits.give_nothing_back": [
        withheld_signal(None, "centre_line is not null"),
        put(first(WITHHELD_SERIES), centre_line="0"),
        put(first(WITHHELD_SERIES), lower_limit="0"),
        put(first(WITHHELD_SERIES), upper_limit="9"),
        put(first(WITHHELD_SERIES), assurance="'will be met'"),
    ],
    "performance_signals.verdict.known": [put(first("rule is null"), verdict="'better'")],
    "performance_signals.verdict_reason.stated": [
        put("n = 0", verdict_reason="null"),
        put("n = 0", chart_reason="null"),
        put(first("rule is null"), verdict="null"),
    ],
    "performance_signals.verdict.from_a_rule": [
        put(first("rule is null and value is not null"), verdict="'improving'"),
        put(first("rule is not null"), verdict="'no change beyond chance'"),
    ],
    "performance_signals.limits.around_centre": [
        put(first("upper_limit is not null"), upper_limit="centre_line - 0.01"),
        put(first("lower_limit is not null"), lower_limit="centre_line + 0.01"),
    ],
    "performance_signals.interval.around_value": [
        put(first("interval_lower is not null"), interval_lower="value + 0.01"),
        put(first("interval_upper is not null"), interval_upper="value - 0.01"),
    ],
    "performance_signals.rag.from_target": [
        put(first("rag = 'red'"), rag="'green'"),
        put(first("rag = 'green'"), rag="'amber'"),
        put(first("rag = 'green'"), rag="null"),
    ],
    "performance_signals.area_code.known": [put(first("value is null"), area_code=STRANGE_WARD)],
    "performance_signals.measure_id.known": [put(first("value is null"), measure_id=STRANGE_WORD)],
    # performance_trends
    "performance_trends.rows.present": [NO_ROWS],
    "performance_trends.status.known": [put("n = 0", status="'lost'")],
    "performance_trends.status.stated": [put("n = 0", status="null")],
    "performance_trends.counts.none_small": [
        *small("numerator", "denominator"),
        unclassed("numerator"),
        nearly_all("numerator", "denominator"),
    ],
    "performance_trends.withheld.hidden": shown("numerator", "denominator", "value"),
    "performance_trends.area_code.known": [put("n = 0", area_code=STRANGE_WARD), put("n = 0", area_code="null")],
    "performance_trends.measure_id.known": [put("n = 0", measure_id=STRANGE_WORD), put("n = 0", measure_id="null")],
    # sna_area_profiles
    "sna_area_profiles.rows.present": [
        # Without rows, every ward is left out.
        NO_ROWS.with_rules("sna_area_profiles.area_code.every_ward")
    ],
    "sna_area_profiles.status.known": [put("n = 0", status="'lost'")],
    "sna_area_profiles.status.stated": [put("n = 0", status="null")],
    "sna_area_profiles.counts.none_small": [
        *small("numerator", "csp_numerator", of=PERSON),
        unclassed("numerator"),
    ],
    "sna_area_profiles.withheld.hidden": shown("numerator", "rate_per_1000", "csp_numerator", "csp_rate_per_1000"),
    "sna_area_profiles.area_code.known": [put("n = 0", area_code=STRANGE_WARD), put("n = 0", area_code="null")],
    "sna_area_profiles.measure_id.known": [put("n = 0", measure_id=STRANGE_WORD), put("n = 0", measure_id="null")],
    "sna_area_profiles.area_code.every_ward": [
        keep("area_code <> (select min(area_code) from base where area_type = 'ward')")
    ],
    # sna_area_rankings
    "sna_area_rankings.rows.present": [NO_ROWS],
    "sna_area_rankings.status.known": [put("n = 0", status="'lost'")],
    "sna_area_rankings.status.stated": [put("n = 0", status="null")],
    "sna_area_rankings.counts.none_small": [*small("numerator", of=PERSON), unclassed("numerator")],
    "sna_area_rankings.withheld.hidden": shown("numerator", "rate_per_1000", "rank_by_count", "rank_by_rate"),
    "sna_area_rankings.area_code.known": [put("n = 0", area_code=STRANGE_WARD), put("n = 0", area_code="null")],
    "sna_area_rankings.measure_id.known": [put("n = 0", measure_id=STRANGE_WORD), put("n = 0", measure_id="null")],
    "sna_area_rankings.rank_by_count.from_one": [put(first("rank_by_count is not null"), rank_by_count="0")],
    # sna_data_coverage
    "sna_data_coverage.rows.present": [NO_ROWS],
    "sna_data_coverage.coverage_status.known": [
        put(first("coverage_status = 'late'"), coverage_status="'lost'", late_since_date="null")
    ],
    "sna_data_coverage.coverage_status.stated": [put(first("coverage_status = 'supplied'"), coverage_status="null")],
    "sna_data_coverage.rows.accounted": [
        put(first("coverage_status = 'supplied'"), received_count="received_count + 1"),
        put(first("coverage_status = 'supplied'"), accepted_count="accepted_count - 1"),
        put(first("coverage_status = 'supplied'"), duplicate_count="null"),
    ],
    "sna_data_coverage.late_since_date.when_late": [
        put(first("coverage_status = 'late'"), late_since_date="null"),
        put(first("coverage_status = 'supplied'"), late_since_date="date '2026-01-01'"),
    ],
    "sna_data_coverage.unplaced_count.judged": [
        put(first("is_placed"), is_placed="null"),
        put(first("is_placed"), unplaced_count="accepted_count + out_of_area_count + 1"),
        put(first("is_placed"), other_vintage_count="accepted_count + 1"),
    ],
    "sna_data_coverage.status.when_supplied": [
        put(first("coverage_status = 'late'"), status="'withheld'"),
        put(first("coverage_status = 'late'"), status="null"),
        put(first("status = 'observed'"), status="'not supplied'"),
    ],
    "sna_data_coverage.counts.none_small": [
        put(
            first("disclosure_class = 'person' and status = 'observed'"),
            **{column: "4"},
            received_count=f"received_count - {column} + 4",
        )
        for column in ("rejected_count", "unconsented_count")
    ]
    + [put(first("disclosure_class = 'event' and rejected_count between 1 and 4"), disclosure_class="null")],
    "sna_data_coverage.withheld.hidden": [
        put(first("status = 'withheld'"), **{column: "9"})
        for column in ("received_count", "rejected_count", "unconsented_count")
    ],
    # sna_data_rejections
    "sna_data_rejections.rows.present": [NO_ROWS],
    "sna_data_rejections.reason.known": [put("n = 0", reason="'lost'")],
    "sna_data_rejections.status.known": [put(first("status = 'observed'"), status="'lost'")],
    "sna_data_rejections.meaning.stated": [
        put("n = 0", meaning="null"),
        put("n = 0", meaning="' '"),
        put("n = 0", reason="null"),
        put(first("status = 'observed'"), status="null"),
    ],
    "sna_data_rejections.counts.none_small": [
        put(first("disclosure_class = 'person' and status = 'observed'"), row_count="4"),
        put(first("disclosure_class = 'event' and row_count between 1 and 4"), disclosure_class="null"),
    ],
    "sna_data_rejections.row_count.when_observed": [
        put(first("status = 'withheld'"), row_count="9"),
        put(first("status = 'true zero'"), row_count="9"),
        put(first("status = 'true zero'"), status="'observed'"),
        put(first("status = 'observed'"), row_count="null"),
    ],
    # sna_theme_trends
    "sna_theme_trends.rows.present": [NO_ROWS],
    "sna_theme_trends.status.known": [put("n = 0", status="'lost'")],
    "sna_theme_trends.status.stated": [put("n = 0", status="null")],
    "sna_theme_trends.counts.none_small": [
        *small("numerator", "denominator"),
        unclassed("numerator"),
        nearly_all("numerator", "denominator"),
    ],
    "sna_theme_trends.withheld.hidden": shown("numerator", "denominator", "value"),
    "sna_theme_trends.area_code.known": [put("n = 0", area_code=STRANGE_WARD), put("n = 0", area_code="null")],
    "sna_theme_trends.measure_id.known": [put("n = 0", measure_id=STRANGE_WORD), put("n = 0", measure_id="null")],
    # sna_levels
    "sna_levels.rows.present": [NO_ROWS],
    "sna_levels.status.known": [put(first("status = 'not supplied'"), status="'lost'")],
    "sna_levels.status.stated": [put(first("status = 'not supplied'"), status="null")],
    "sna_levels.counts.none_small": [*small("numerator", of=PERSON), unclassed("numerator")],
    "sna_levels.withheld.hidden": [
        put(first("status = 'withheld'"), **{column: "7"}) for column in ("residents", "index_100")
    ]
    + [
        put(first("status = 'withheld'"), numerator="7").with_rules("sna_levels.numerator.when_observed"),
        put(first("status = 'withheld'"), rate_per_1000="7"),
        put(first("status = 'withheld'"), rate_lower="7"),
        put(first("status = 'withheld'"), rate_upper="7"),
    ],
    "sna_levels.area_code.known": [put("n = 0", area_code=STRANGE_WARD), put("n = 0", area_code="null")],
    "sna_levels.numerator.when_observed": [
        put(first("status = 'not supplied'"), numerator="0"),
        put(first("status = 'observed'"), numerator="null"),
    ],
    "sna_levels.rate.within_limits": [
        put(first("rate_lower > 0"), rate_per_1000="rate_lower - 0.0001"),
        put(first("rate_lower > 0"), rate_per_1000="rate_upper + 0.0001"),
    ],
    "sna_levels.period.all_present": [
        keep("not (area_type = 'csp' and pattern = '12 months' and level = 'all' and period = '2026-03')")
    ],
    "sna_levels.slot.told": [
        put("subject = 'asb' and pattern = 'hour' and slot = '03'", status="'true zero'", numerator="0")
    ],
    # sna_change
    "sna_change.rows.present": [NO_ROWS],
    "sna_change.status.known": [put(first("status = 'not supplied'"), status="'lost'")],
    "sna_change.status.stated": [put(first("status = 'not supplied'"), status="null")],
    "sna_change.counts.none_small": [*small("numerator", "earlier_numerator", of=PERSON), unclassed("numerator")],
    "sna_change.withheld.hidden": [
        put(first("status = 'withheld'"), **{column: "7"})
        for column in (
            "numerator",
            "earlier_numerator",
            "difference",
            "rate_ratio",
            "ratio_lower",
            "ratio_upper",
            "dispersion",
            "p_value",
            "q_value",
        )
    ]
    + [
        put(first("status = 'withheld'"), percent_change="7").with_rules("sna_change.verdict.when_both"),
        put(first("status = 'withheld'"), verdict="'no change beyond chance'").with_rules(
            "sna_change.verdict.when_both"
        ),
    ],
    "sna_change.area_code.known": [put("n = 0", area_code=STRANGE_WARD)],
    "sna_change.verdict.when_both": [
        put(first("earlier_numerator is null and status = 'not supplied'"), percent_change="-100"),
        put(first("earlier_numerator is null and status = 'not supplied'"), verdict="'fall'"),
    ],
    "sna_change.verdict.significant": [
        put(first("verdict = 'rise'"), q_value="0.2"),
        put(first("verdict = 'rise'"), verdict="'no change beyond chance'"),
    ],
    # sna_serious_violence
    "sna_serious_violence.rows.present": [NO_ROWS.with_rules("sna_serious_violence.definition.one_chosen")],
    "sna_serious_violence.status.known": [put(first("status = 'not yet due'"), status="'lost'")],
    "sna_serious_violence.status.stated": [put(first("status = 'not yet due'"), status="null")],
    "sna_serious_violence.counts.none_small": [
        put(first("numerator > 5"), numerator="4"),
        put(first("numerator > 5"), numerator="4", disclosure_class="null"),
    ],
    "sna_serious_violence.withheld.hidden": [
        put(first("status = 'withheld'"), **{column: "7"})
        for column in ("crime_count", "residents", "share_of_crime", "rate_per_1000")
    ]
    + [put(first("status = 'withheld'"), numerator="7").with_rules("sna_serious_violence.numerator.when_observed")],
    "sna_serious_violence.area_code.known": [put("n = 0", area_code=STRANGE_WARD)],
    "sna_serious_violence.numerator.when_observed": [
        put(first("status = 'not applicable'"), numerator="0"),
        put(first("status = 'observed'"), numerator="null"),
    ],
    "sna_serious_violence.definition.one_chosen": [
        put("true", is_chosen="false"),
        put(first("is_chosen"), is_chosen="false"),
    ],
    "sna_serious_violence.numerator.within_crime": [put(first("numerator > 5"), numerator="crime_count + 1")],
    # sna_hotspots
    "sna_hotspots.rows.present": [NO_ROWS],
    "sna_hotspots.status.known": [put(first("status = 'not supplied'"), status="'lost'")],
    "sna_hotspots.status.stated": [put(first("status = 'not supplied'"), status="null")],
    "sna_hotspots.counts.none_small": [*small("numerator", of=PERSON), unclassed("numerator")],
    "sna_hotspots.withheld.hidden": [
        put(first("status = 'withheld'"), **{column: "7"})
        for column in (
            "place_rank",
            "tied_count",
            "share_percent",
            "gi_z",
            "p_value",
            "q_value",
            "top_year_count",
            "year_count",
        )
    ]
    + [
        put(first("status = 'withheld'"), numerator="7").with_rules("sna_hotspots.numerator.when_observed"),
        put(first("status = 'withheld'"), hotspot="'not beyond chance'"),
        put(first("status = 'withheld'"), is_top="false"),
        put(first("status = 'withheld'"), is_persistent="false"),
    ],
    "sna_hotspots.area_code.known": [put("n = 0", area_code=STRANGE_WARD)],
    "sna_hotspots.numerator.when_observed": [
        put(first("status = 'not supplied'"), numerator="0"),
        put(first("status = 'observed'"), numerator="null"),
    ],
    "sna_hotspots.hotspot.significant": [
        put(first("hotspot = 'hot'"), q_value="0.2"),
        put(first("hotspot = 'not beyond chance'"), hotspot="'hot'"),
    ],
    # sna_concentration
    "sna_concentration.rows.present": [NO_ROWS],
    "sna_concentration.status.known": [put(first("status = 'not supplied'"), status="'lost'")],
    "sna_concentration.status.stated": [put(first("status = 'not supplied'"), status="null")],
    "sna_concentration.counts.none_small": [*small("numerator", of=PERSON), unclassed("numerator")],
    "sna_concentration.withheld.hidden": [
        put(
            first("disclosure_class = 'person' and status = 'observed' and kept_top_percent is not null"),
            status="'withheld'",
            **{other: "null" for other in CONCENTRATED if other != column},
        )
        for column in CONCENTRATED
        if column not in ("numerator", "repeat_percent")
    ]
    + [
        # No feed of the sample has points, so it has no repeats.
        put(
            first("disclosure_class = 'person' and status = 'observed' and kept_top_percent is not null"),
            status="'withheld'",
            repeat_basis="'by the point'",
            **{other: "50" if other == "repeat_percent" else "null" for other in CONCENTRATED},
        )
    ]
    + [
        put(
            first("disclosure_class = 'person' and status = 'observed' and kept_top_percent is not null"),
            status="'withheld'",
            **{other: "null" for other in CONCENTRATED if other != "numerator"},
        ).with_rules("sna_concentration.numerator.when_observed")
    ],
    "sna_concentration.numerator.when_observed": [
        put(first("status = 'not supplied'"), numerator="0"),
        put(first("status = 'observed'"), numerator="null"),
    ],
    "sna_concentration.shares.in_order": [
        put(first("status = 'observed'"), top_10_percent_share="top_25_percent_share + 1"),
        put(first("status = 'observed'"), top_25_percent_share="101"),
    ],
    "sna_concentration.repeat_percent.by_point": [
        put("n = 0", repeat_basis="null"),
        put("n = 0", repeat_basis="'not applicable: no points'", repeat_percent="99.4"),
    ],
    "sna_concentration.near_repeat.stated": [put("n = 0", near_repeat="null")],
    # sna_cohorts
    "sna_cohorts.rows.present": [NO_ROWS],
    "sna_cohorts.status.known": [put(first("status = 'not supplied'"), status="'lost'")],
    "sna_cohorts.status.stated": [put(first("status = 'not supplied'"), status="null")],
    "sna_cohorts.counts.none_small": [
        put(first("numerator > 5"), numerator="4"),
        put(first("denominator > 5"), denominator="4"),
        put(first("numerator > 5"), numerator="4", disclosure_class="null"),
    ],
    "sna_cohorts.withheld.hidden": [
        put(first("status = 'withheld'"), **{column: "7"})
        for column in ("denominator", "percent_of_cohort", "penetration_percent", "unmet_lower", "unmet_upper")
    ]
    + [
        put(first("status = 'withheld'"), numerator="7").with_rules("sna_cohorts.numerator.when_observed"),
        put(first("status = 'withheld'"), unmet_percent="7").with_rules("sna_cohorts.unmet.with_its_year"),
    ],
    "sna_cohorts.withheld.together": [put(first("status = 'withheld'"), status="'observed'", numerator="7")],
    "sna_cohorts.numerator.when_observed": [
        put(first("status = 'not supplied'"), numerator="0"),
        put(first("status = 'observed'"), numerator="null"),
    ],
    "sna_cohorts.overlap.refused": [
        put("characteristic = 'overlap'", numerator="50").with_rules("sna_cohorts.numerator.when_observed")
    ],
    "sna_cohorts.unmet.with_its_year": [
        put(first("unmet_percent is not null"), estimate_year="null"),
        put(first("unmet_percent is not null"), unmet_lower="unmet_percent + 1"),
        put(first("unmet_percent is not null"), unmet_upper="unmet_percent - 1"),
    ],
    # sna_data_sharing
    "sna_data_sharing.rows.present": [NO_ROWS],
    "sna_data_sharing.sharing_status.known": [put(first("sharing_status = 'partly shared'"), sharing_status="'lost'")],
    "sna_data_sharing.sharing_status.stated": [put(first("sharing_status = 'partly shared'"), sharing_status="null")],
    "sna_data_sharing.sharing_status.when_complete": [
        put(first("sharing_status = 'on time'"), supplied_count="supplied_count - 1"),
        put(first("sharing_status = 'partly shared'"), sharing_status="'complete, late'"),
        put(first("sharing_status = 'partly shared' and supplied_count = expected_count"), sharing_status="'on time'"),
    ],
    "sna_data_sharing.sharing_status.when_records_began": [
        put(first("sharing_status = 'before records began'"), records_from_date="due_date"),
        put(first("sharing_status = 'on time'"), records_from_date="due_date + 1"),
    ],
    "sna_data_sharing.due_date.after_period": [put("n = 0", due_date="period_end_date")],
    # sna_priorities
    "sna_priorities.rows.present": [NO_ROWS],
    "sna_priorities.status.known": [put("n = 0", status="'lost'")],
    "sna_priorities.status.stated": [put("n = 0", status="null")],
    "sna_priorities.counts.none_small": [*small("numerator", of=PERSON), unclassed("numerator")],
    "sna_priorities.withheld.hidden": [
        hidden_but(column, PRIORITISED, {}, "criterion = 'likelihood'") for column in PRIORITISED
    ],
    "sna_priorities.score.within_scale": [put(first("score = 5"), score="6"), put(first("score = 5"), score="0")],
    "sna_priorities.evidence.stated": [put("n = 0", evidence="null"), put("n = 0", evidence="' '")],
    "sna_priorities.source_rows.stated": [
        put(first("basis = 'counted' and status = 'observed'"), source_rows="null"),
        put(first("basis = 'survey'"), source_table="null"),
        put(first("basis = 'judgement'"), source_table="'sna_levels'"),
        put(first("basis = 'judgement'"), basis="null"),
    ],
    "sna_priorities.priority_rank.within_range": [
        put(first("priority_rank = 1"), priority_rank="worst_rank + 1"),
        put(first("priority_rank > 1"), priority_rank="best_rank - 1"),
    ],
    # sna_previous_plan
    "sna_previous_plan.rows.present": [NO_ROWS],
    "sna_previous_plan.status.known": [put("n = 0", status="'lost'")],
    "sna_previous_plan.status.stated": [put("n = 0", status="null")],
    "sna_previous_plan.action_count.adds_up": [put(first("done_percent is not null"), done_count="action_count + 1")],
    "sna_previous_plan.done_percent.when_reported": [put(first("status = 'not supplied'"), done_percent="0")],
    # sna_comparison
    "sna_comparison.rows.present": [Sample("select * exclude (residents_on) from base")],
    "sna_comparison.status.known": [put(first("status = 'not supplied'"), status="'lost'")],
    "sna_comparison.status.stated": [put(first("status = 'not supplied'"), status="null")],
    "sna_comparison.crime_count.when_observed": [
        put(first("status = 'not supplied' and area_kind = 'country'"), crime_count="7"),
        put(first("status = 'observed' and area_kind = 'country'"), crime_count="null"),
    ],
    "sna_comparison.rank_by_rate.all_reported": [
        put(first("rank_by_rate is not null"), reported_count="listed_count - 1"),
        put(first("area_kind = 'force'"), rank_by_rate="1"),
    ],
    "sna_comparison.crime_count.adds_up": [
        put(first("status = 'observed' and area_kind = 'airport'"), crime_count="crime_count + 1"),
        keep(f"not ({first(OBSERVED_UNASSIGNED)})"),
    ],
    "sna_comparison.area_name.all_listed": [put("area_name = 'Wigan'", area_kind="'not listed'", rank_by_rate="null")],
    "sna_comparison.listed_on.current": [put("n = 0", listed_on="date '2015-04-01'")],
    "sna_comparison.area_name.home_found": [
        put("is_home and financial_year = '2024-25'", quarter_count="0").with_rules(
            "sna_comparison.area_name.all_found"
        )
    ],
    "sna_comparison.area_name.all_found": [
        put("area_name = 'Bolton' and financial_year = '2024-25'", quarter_count="3"),
        put("area_kind = 'airport' and financial_year = '2025-26'", quarter_count="0"),
    ],
    "sna_comparison.publisher_note.read": [put("n = 0", publisher_note="'Figures should not be used.'")],
    "sna_comparison.crime_count.agrees_with_extract": [
        put(f"is_home and {LAST_YEAR}", crime_count="crime_count * 1.07").with_rules(ADDS_UP),
        put(f"is_home and {LAST_YEAR}", crime_count="crime_count * 0.93").with_rules(ADDS_UP),
    ],
    # sna_deprivation
    "sna_deprivation.rows.present": [Sample("select * exclude (imd_decile) from base")],
    "sna_deprivation.area_code.known": [put("n = 0", area_code=STRANGE_WARD), put("n = 0", area_code="null")],
    "sna_deprivation.is_of_vintage.all": [put("n = 0", is_of_vintage="false")],
    # sna_deprivation_levels
    "sna_deprivation_levels.rows.present": [Sample("select * exclude (period_end_date) from base")],
    "sna_deprivation_levels.status.known": [put(first("status = 'not applicable'"), status="'lost'")],
    "sna_deprivation_levels.status.stated": [put(first("status = 'not applicable'"), status="null")],
    "sna_deprivation_levels.numerator.when_observed": [
        put(first("status = 'not applicable'"), numerator="7"),
        put(first("status = 'observed'"), numerator="null"),
    ],
    "sna_deprivation_levels.small_area_count.adds_up": [put("n = 0", small_area_count="small_area_count + 1")],
    # sna_harm
    "sna_harm.rows.present": [NO_ROWS],
    "sna_harm.status.known": [
        put(first("status = 'observed'"), status="'lost'").with_rules("sna_harm.harm.when_observed")
    ],
    "sna_harm.status.stated": [put(first("status = 'observed'"), status="null")],
    "sna_harm.counts.none_small": [*small("crime_count", "unweighted_count", of=PERSON), unclassed("crime_count")],
    "sna_harm.withheld.hidden": [
        *(
            put(
                first(f"status = 'observed' and {column} is not null"),
                status="'withheld'",
                **{other: "null" for other in HARM if other != column},
            ).with_rules(*(["sna_harm.harm.when_observed"] if column == "harm" else []))
            for column in HARM
        ),
    ],
    "sna_harm.area_code.known": [put("n = 0", area_code=STRANGE_WARD), put("n = 0", area_code="null")],
    "sna_harm.harm.when_observed": [put(first("status = 'observed'"), harm="null")],
    "sna_harm.edition.delivered": [
        put(
            "area_type = 'csp' and level = 'all'",
            status="'not supplied'",
            **dict.fromkeys(["harm", "harm_per_1000", "rank_by_harm", "rank_by_volume", "unweighted_count"], "null"),
        )
    ],
    "sna_harm.unweighted_count.few": [put("area_type = 'csp' and level = 'all'", unweighted_count="crime_count / 10")],
    # sna_partner_incidents
    "sna_partner_incidents.rows.present": [NO_ROWS],
    "sna_partner_incidents.status.known": [put(first("status = 'not yet due'"), status="'lost'")],
    "sna_partner_incidents.status.stated": [put(first("status = 'not yet due'"), status="null")],
    "sna_partner_incidents.counts.none_small": [*small("numerator", of=PERSON), unclassed("numerator")],
    "sna_partner_incidents.withheld.hidden": [
        hidden_but(column, PARTNER, PARTNER_COMPANIONS, RATED) for column in PARTNER
    ],
    "sna_partner_incidents.numerator.when_observed": [
        put(first("status = 'not yet due'"), numerator="7"),
        put(OBSERVED, numerator="null"),
    ],
    "sna_partner_incidents.rate_per_1000.within_limits": [
        put(first(RATED), rate_per_1000="rate_upper + 1"),
        put(first(RATED), rate_lower="null"),
    ],
    "sna_partner_incidents.period.no_gaps": [
        keep("not (item = 'Alcohol' and area_type = 'csp' and pattern = 'month' and period = '2024-05')")
    ],
    # sna_reoffending
    "sna_reoffending.rows.present": [NO_ROWS],
    "sna_reoffending.status.known": [put(first("status = 'suppressed'"), status="'lost'")],
    "sna_reoffending.status.stated": [put(first("status = 'suppressed'"), status="null")],
    "sna_reoffending.reoffending_percent.when_observed": [
        put(OBSERVED, reoffending_percent="null"),
        put(first("status = 'suppressed'"), reoffending_percent="30", reoffending_lower="20", reoffending_upper="40"),
    ],
    "sna_reoffending.reoffending_percent.within_limits": [
        put(OBSERVED, reoffending_lower="reoffending_percent + 1"),
        put(OBSERVED, reoffending_upper="null"),
    ],
    "sna_reoffending.reoffender_count.possible": [
        put(OBSERVED, reoffender_count="offender_count + 1"),
        put(OBSERVED, reoffence_count="reoffender_count - 1"),
    ],
    # sna_stop_and_search
    "sna_stop_and_search.rows.present": [NO_ROWS],
    "sna_stop_and_search.status.known": [put(first("status = 'not yet due'"), status="'lost'")],
    "sna_stop_and_search.status.stated": [put(first("status = 'not yet due'"), status="null")],
    "sna_stop_and_search.counts.none_small": [
        *small("numerator", "denominator", of=PERSON),
        unclassed("numerator"),
        unclassed("denominator"),
    ],
    "sna_stop_and_search.withheld.hidden": [
        hidden_but(column, SEARCHED, SEARCHED_COMPANIONS, SHARED) for column in SEARCHED
    ],
    "sna_stop_and_search.numerator.when_observed": [
        put(first("status = 'not supplied'"), numerator="7"),
        put(OBSERVED, numerator="null"),
    ],
    "sna_stop_and_search.share_percent.within_limits": [
        put(first(SHARED), share_lower="share_percent + 1"),
        put(first(SHARED), share_upper="null"),
    ],
    "sna_stop_and_search.period.no_gaps": [keep("not (force_slug = 'greater-manchester' and period = '2024-05')")],
    # sna_public_views
    "sna_public_views.rows.present": [Sample("select * exclude (wave) from base")],
    "sna_public_views.status.known": [put("n = 0", status="'lost'")],
    "sna_public_views.status.stated": [put("n = 0", status="null")],
    "sna_public_views.margin_points.with_percent": [
        put("n = 0", margin_points="null"),
        put("n = 0", response_percent="null"),
        put("n = 0", base_count="null"),
    ],
    "sna_public_views.response_percent.within_interval": [
        put("n = 0", response_percent="upper_percent + 1"),
        put("n = 0", lower_percent="-0.1"),
    ],
    "sna_public_views.response_percent.enough_base": [put("n = 0", base_count="49")],
}

# What must not be taken for a fault: the threshold itself, zero, and figures that are not about people.
SAFE: dict[str, list[Sample]] = {
    "fct_measure_values": [
        put(first(f"{COUNT_OF_PEOPLE} and numerator is not null"), numerator="5"),
        put(first(f"{COUNT_OF_PEOPLE} and numerator is not null"), numerator="0"),
        put(first("disclosure_class = 'event' and unit = 'count' and numerator is not null"), numerator="1"),
        put(first(f"{PERSON} and unit = 'percent' and numerator > 9"), denominator="numerator + 5"),
        put(first(f"{PERSON} and unit = 'percent' and numerator > 9"), denominator="numerator"),
    ]
}
