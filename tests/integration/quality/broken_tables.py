"""Every rule of the suites over what goes out, with samples that break it: rule → what is done to the table."""

from tests.integration.quality.samples import NO_ROWS, Sample, add, first, keep, put

PERSON = "disclosure_class = 'person'"
COUNT_OF_PEOPLE = f"{PERSON} and unit <> 'percent'"
OBSERVED = first("status = 'observed'")
OBSERVED_UNASSIGNED = "status = 'observed' and area_kind = 'unassigned'"
HARM = ("crime_count", "unweighted_count", "harm", "residents", "harm_per_1000", "rank_by_volume", "rank_by_harm")
STRANGE_WARD, STRANGE_WORD = "'E05999999'", "'nonesuch'"


def shown(*columns: str, hidden: tuple[str, ...] = ()) -> list[Sample]:
    """A withheld row in which one of these columns is shown, for each of them."""
    samples = []
    for column in columns:
        others = {other: "null" for other in (*columns, *hidden) if other != column}
        where = first(f"status in ('observed', 'true zero') and {column} is not null")
        samples.append(put(where, status="'withheld'", **others))
    return samples


def small(*columns: str, of: str = COUNT_OF_PEOPLE, count: str = "4") -> list[Sample]:
    """A count about people below the threshold, in each of these columns."""
    return [put(first(f"{of} and {column} is not null"), **{column: count}) for column in columns]


def nearly_all(part: str, whole: str) -> Sample:
    """A share about people whose rest is small."""
    return put(first(f"{PERSON} and unit = 'percent' and {part} > 9"), **{whole: f"{part} + 4"})


def unclassed(column: str, disclosure_class: str = "null") -> Sample:
    """A small count of which nobody said that it is not about people."""
    return put(first(f"{column} is not null"), **{column: "4"}, disclosure_class=disclosure_class)


# A table without rows has no kinds of area, no wards and no measures: rules that ask for these fail with it.
BROKEN_TABLES: dict[str, list[Sample]] = {
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
    ),
    "performance_scorecards.area_code.known": [put("n = 0", area_code=STRANGE_WARD), put("n = 0", area_code="null")],
    "performance_scorecards.measure_id.every_measure": [
        keep("n <> 0"),
        put("n = 0", measure_id=STRANGE_WORD),
        put("n = 0", measure_id="null"),
    ],
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
    "sna_data_coverage.coverage_status.known": [put(first("coverage_status = 'supplied'"), coverage_status="'lost'")],
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
    "sna_harm.unweighted_count.few": [
        put("area_type = 'csp' and offence_group = 'All offences'", unweighted_count="crime_count / 10")
    ],
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
