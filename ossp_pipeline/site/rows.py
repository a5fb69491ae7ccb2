"""Rows of the published tables, a type for each, and the tables by name: written by `make docs`.

Made from the contracts in dbt_project/models/marts: change those, then run `make docs`. What a column means is there.
"""

from datetime import date
from typing import TypedDict

from ossp_pipeline.site.tables import TableRef


class DimAreaBoundariesRow(TypedDict):
    """`dim_area_boundaries`: one row per small area and census year."""

    area_code: str
    vintage: str
    outline: str | None
    status: str | None
    status_reason: str | None


class DimAreasRow(TypedDict):
    """`dim_areas`: one row per area."""

    area_code: str
    area_name: str | None
    area_type: str | None
    vintage: str | None
    parent_area_code: str | None


class DimMeasuresRow(TypedDict):
    """`dim_measures`: one row per measure."""

    measure_id: str
    title: str | None
    theme: str | None
    priority: str | None
    definition: str | None
    source: str | None
    feed: str | None
    numerator: str | None
    denominator: str | None
    unit: str | None
    polarity: str | None
    area_types: str | None
    cadence: str | None
    window_months: int | None
    disclosure_class: str | None
    owner_role: str | None
    method_note: str | None
    first_period: str | None
    status: str | None
    is_computable: bool | None
    has_begun: bool | None
    other_figures: str | None


class DimPeriodsRow(TypedDict):
    """`dim_periods`: one row per period."""

    period: str
    cadence: str | None
    period_start_date: date | None
    period_end_date: date | None
    financial_year: str | None
    financial_quarter: str | None


class FctMeasureValuesRow(TypedDict):
    """`fct_measure_values`: one row per measure, area and period."""

    measure_id: str
    area_code: str
    area_type: str | None
    period: str
    period_start_date: date | None
    period_end_date: date | None
    unit: str | None
    disclosure_class: str | None
    numerator: int | None
    denominator: int | None
    value: float | None
    status: str | None
    status_reason: str | None
    population_year: int | None
    is_revised: bool | None
    is_provisional: bool | None
    known_from: date | None
    unconfirmed_reason: str | None
    left_out_count: int | None
    left_out_reason: str | None


class PerformanceActionsRow(TypedDict):
    """`performance_actions`: one row per action and plan year."""

    action_id: str
    plan_year: str
    version: int | None
    theme: str | None
    priority: str | None
    action: str | None
    owner_role: str | None
    start_date: date | None
    due_date: date | None
    plan_status: str | None
    newest_period: str | None
    return_state: str | None
    progress_period: str | None
    progress: str | None
    comment: str | None
    signed_by: str | None
    signed_date: date | None
    is_overdue: bool | None


class PerformanceCommentsRow(TypedDict):
    """`performance_comments`: one row per measure, partnership and quarter."""

    theme: str | None
    priority: str | None
    measure_id: str
    title: str | None
    owner_role: str | None
    area_code: str
    period: str
    period_start_date: date | None
    period_end_date: date | None
    return_state: str | None
    disclosure_class: str | None
    status: str | None
    smallest_count: int | None
    narrative: str | None
    narrative_figure: str | None
    returned_by: str | None
    returned_date: date | None
    signed_by: str | None
    signed_date: date | None


class PerformanceCoverageRow(TypedDict):
    """`performance_coverage`: one row per measure."""

    measure_id: str
    title: str | None
    theme: str | None
    source: str | None
    feed: str | None
    owner_role: str | None
    measure_status: str | None
    first_period: str | None
    expected_count: int | None
    observed_count: int | None
    true_zero_count: int | None
    not_supplied_count: int | None
    queried_count: int | None
    not_yet_due_count: int | None
    suppressed_count: int | None
    not_applicable_count: int | None
    from_period: str | None
    newest_period: str | None
    missing_periods: str | None


class PerformanceGrantLinesRow(TypedDict):
    """`performance_grant_lines`: one row per line of a grant in a financial year."""

    grant_id: str
    title: str | None
    scheme: str | None
    funder: str | None
    financial_year: str
    line_title: str
    amount_pounds: float | None
    is_read: bool | None
    reading: str | None
    allocation_pounds: float | None
    match_pounds: float | None
    match_kind: str | None
    carry_forward: str | None
    note: str | None
    source: str | None


class PerformanceGrantsRow(TypedDict):
    """`performance_grants`: one row per grant and quarter."""

    grant_id: str
    title: str | None
    scheme: str | None
    funder: str | None
    theme: str | None
    owner_role: str | None
    start_date: date | None
    end_date: date | None
    carry_forward: str | None
    period: str
    period_end_date: date | None
    return_state: str | None
    allocation_pounds: float | None
    given_pounds: float | None
    match_pounds: float | None
    match_kind: str | None
    spent_pounds: float | None
    forecast_pounds: float | None
    match_given_pounds: float | None
    elapsed_share: float | None
    pace_pounds: float | None
    left_pounds: float | None
    left_at_year_end_pounds: float | None
    alarm: str | None
    year_end_alarm: str | None
    comment: str | None
    is_newest: bool | None
    note: str | None
    source: str | None


class PerformanceReturnsRow(TypedDict):
    """`performance_returns`: one row per measure, area and quarter."""

    theme: str | None
    priority: str | None
    measure_id: str
    title: str | None
    owner_role: str | None
    area_code: str
    period: str
    period_start_date: date | None
    period_end_date: date | None
    due_date: date | None
    return_state: str | None
    is_check: bool | None
    unit: str | None
    disclosure_class: str | None
    numerator: int | None
    denominator: int | None
    value: float | None
    returned_numerator: int | None
    returned_denominator: int | None
    returned_value: float | None
    gap: float | None
    status: str | None
    status_reason: str | None
    no_figure_reason: str | None
    narrative: str | None
    is_narrative_stale: bool | None
    returned_by: str | None
    returned_date: date | None
    signed_by: str | None
    signed_date: date | None
    version: int | None
    is_revised: bool | None
    known_from: date | None


class PerformanceSaferStreetsRow(TypedDict):
    """`performance_safer_streets`: one row per scheme."""

    scheme_id: str
    title: str | None
    grant_id: str | None
    measure_ids: str | None
    before_from: str | None
    before_to: str | None
    after_from: str | None
    after_to: str | None
    treated_before_count: int | None
    treated_after_count: int | None
    comparison_before_count: int | None
    comparison_after_count: int | None
    displacement_before_count: int | None
    displacement_after_count: int | None
    displacement_comparison_before_count: int | None
    displacement_comparison_after_count: int | None
    difference: int | None
    standard_error: float | None
    lower: float | None
    upper: float | None
    verdict: str | None
    verdict_reason: str | None
    basis: str | None


class PerformanceScorecardsRow(TypedDict):
    """`performance_scorecards`: one row per measure and CSP."""

    theme: str | None
    priority: str | None
    measure_id: str
    title: str | None
    unit: str | None
    polarity: str | None
    disclosure_class: str | None
    area_code: str
    latest_period: str | None
    latest_numerator: int | None
    latest_denominator: int | None
    latest_value: float | None
    verdict: str | None
    verdict_reason: str | None
    is_trial: bool | None
    target: float | None
    target_distance: float | None
    rag: str | None
    assurance: str | None
    earlier_period: str | None
    earlier_numerator: int | None
    earlier_denominator: int | None
    earlier_value: float | None
    value_difference: float | None
    comparison_reason: str | None
    benchmark_name: str | None
    benchmark_value: float | None
    benchmark_period: str | None
    benchmark_mark: str | None
    peer_rank: int | None
    peer_count: int | None
    rank_reason: str | None
    expected_false_alarms: float | None
    judged_count: int | None
    status: str | None
    status_reason: str | None
    is_revised: bool | None
    unconfirmed_reason: str | None
    awaited_periods: str | None
    owner_role: str | None
    left_out_count: int | None
    left_out_reason: str | None


class PerformanceSignalsRow(TypedDict):
    """`performance_signals`: one row per measure, area and period."""

    measure_id: str
    title: str | None
    theme: str | None
    polarity: str | None
    area_code: str
    area_type: str | None
    period: str
    period_start_date: date | None
    period_end_date: date | None
    unit: str | None
    disclosure_class: str | None
    numerator: int | None
    denominator: int | None
    value: float | None
    status: str | None
    status_reason: str | None
    is_revised: bool | None
    is_provisional: bool | None
    unconfirmed_reason: str | None
    interval_lower: float | None
    interval_upper: float | None
    series_number: int | None
    chart_kind: str | None
    chart_reason: str | None
    point_count: int | None
    is_trial: bool | None
    is_charted: bool | None
    centre_line: float | None
    lower_limit: float | None
    upper_limit: float | None
    rule: str | None
    point_kind: str | None
    verdict: str | None
    verdict_reason: str | None
    judged_by: str | None
    target: float | None
    target_distance: float | None
    rag: str | None
    assurance: str | None
    break_note: str | None
    comparison_break: str | None
    benchmark_name: str | None
    benchmark_value: float | None
    benchmark_mark: str | None
    peer_rank: int | None
    peer_count: int | None
    rank_reason: str | None
    rebase_from: str | None
    rebase_reason: str | None
    rebased_centre_line: float | None
    rebased_lower_limit: float | None
    rebased_upper_limit: float | None
    rebased_point_kind: str | None
    left_out_count: int | None
    left_out_reason: str | None


class PerformanceTrendsRow(TypedDict):
    """`performance_trends`: one row per measure, CSP and period."""

    measure_id: str
    title: str | None
    theme: str | None
    area_code: str
    period: str
    period_start_date: date | None
    period_end_date: date | None
    unit: str | None
    disclosure_class: str | None
    numerator: int | None
    denominator: int | None
    value: float | None
    status: str | None
    status_reason: str | None
    is_revised: bool | None
    unconfirmed_reason: str | None
    left_out_count: int | None
    left_out_reason: str | None


class SnaAreaProfilesRow(TypedDict):
    """`sna_area_profiles`: one row per measure and area."""

    area_code: str
    area_name: str | None
    area_type: str | None
    measure_id: str
    period_from: str | None
    period_to: str | None
    disclosure_class: str | None
    numerator: int | None
    denominator: int | None
    rate_per_1000: float | None
    csp_numerator: int | None
    csp_rate_per_1000: float | None
    population_year: int | None
    status: str | None
    left_out_count: int | None
    left_out_reason: str | None


class SnaAreaRankingsRow(TypedDict):
    """`sna_area_rankings`: one row per measure and area."""

    measure_id: str
    area_type: str | None
    area_code: str
    area_name: str | None
    period_from: str | None
    period_to: str | None
    disclosure_class: str | None
    numerator: int | None
    denominator: int | None
    rate_per_1000: float | None
    rank_by_count: int | None
    rank_by_rate: int | None
    status: str | None
    left_out_count: int | None
    left_out_reason: str | None


class SnaChangeRow(TypedDict):
    """`sna_change`: one row per area and category."""

    area_code: str
    area_type: str | None
    subject: str
    level: str
    category: str
    assessment_id: str | None
    earlier_period: str | None
    period: str | None
    disclosure_class: str | None
    numerator: int | None
    numerator_status: str | None
    earlier_numerator: int | None
    earlier_numerator_status: str | None
    difference: int | None
    percent_change: float | None
    rate_ratio: float | None
    ratio_lower: float | None
    ratio_upper: float | None
    dispersion: float | None
    p_value: float | None
    q_value: float | None
    verdict: str | None
    status: str | None
    status_reason: str | None
    unconfirmed_reason: str | None
    left_out_count: int | None
    left_out_reason: str | None


class SnaCohortsRow(TypedDict):
    """`sna_cohorts`: one row per cohort, characteristic, answer and period."""

    cohort: str
    characteristic: str
    answer: str
    period: str
    disclosure_class: str | None
    numerator: int | None
    denominator: int | None
    percent_of_cohort: float | None
    estimate: float | None
    estimate_lower: float | None
    estimate_upper: float | None
    estimate_year: str | None
    estimate_source: str | None
    penetration_percent: float | None
    unmet_percent: float | None
    unmet_lower: float | None
    unmet_upper: float | None
    status: str | None
    status_reason: str | None
    left_out_count: int | None
    left_out_reason: str | None


class SnaComparisonRow(TypedDict):
    """`sna_comparison`: one row per financial year, area and offence group."""

    financial_year: str
    offence_group: str
    area_name: str
    area_code: str | None
    area_kind: str
    is_home: bool | None
    crime_count: int | None
    residents: int | None
    residents_on: date | None
    rate_per_1000: float | None
    rank_by_rate: int | None
    listed_count: int | None
    reported_count: int | None
    quarter_count: int | None
    status: str | None
    status_reason: str | None
    publisher_note: str | None
    source: str | None
    listed_on: date | None


class SnaConcentrationRow(TypedDict):
    """`sna_concentration`: one row per category and stretch."""

    subject: str
    level: str
    category: str
    pattern: str
    period: str
    disclosure_class: str | None
    place_count: int | None
    numerator: int | None
    top_5_percent_share: float | None
    top_10_percent_share: float | None
    top_25_percent_share: float | None
    places_with_half_percent: float | None
    gini: float | None
    generalised_gini: float | None
    gini_lower: float | None
    gini_upper: float | None
    repeat_percent: float | None
    repeat_basis: str | None
    kept_top_percent: float | None
    near_repeat: str | None
    status: str | None
    status_reason: str | None
    left_out_count: int | None
    left_out_reason: str | None


class SnaDataCompletenessRow(TypedDict):
    """`sna_data_completeness`: one row per feed, month, dimension and kind."""

    feed: str
    period: str
    period_start_date: date | None
    period_end_date: date | None
    dimension: str
    kind: str
    kind_name: str | None
    disclosure_class: str | None
    row_count: int | None
    expected_count: float | None
    blind_share: float | None
    status: str | None
    completeness: str | None
    reason: str | None


class SnaDataCoverageRow(TypedDict):
    """`sna_data_coverage`: one row per feed and period."""

    feed: str
    cadence: str | None
    period: str
    period_start_date: date | None
    due_date: date | None
    coverage_status: str | None
    disclosure_class: str | None
    status: str | None
    late_since_date: date | None
    is_revised: bool | None
    version: int | None
    received_count: int | None
    accepted_count: int | None
    rejected_count: int | None
    unconsented_count: int | None
    duplicate_count: int | None
    out_of_area_count: int | None
    unplaced: str | None
    unplaced_count: int | None
    other_vintage_count: int | None
    is_placed: bool | None


class SnaDataRejectionsRow(TypedDict):
    """`sna_data_rejections`: one row per feed and rule."""

    feed: str
    rule_id: str
    meaning: str | None
    reason: str | None
    disclosure_class: str | None
    status: str | None
    row_count: int | None


class SnaDataSharingRow(TypedDict):
    """`sna_data_sharing`: one row per item and information period."""

    item_id: str
    authority: str | None
    item: str | None
    provision: str | None
    feed: str | None
    missing_parts: str | None
    information_period: str
    period_start_date: date | None
    period_end_date: date | None
    due_date: date | None
    supplied_count: int | None
    expected_count: int | None
    records_from_date: date | None
    complete_since_date: date | None
    accepted_count: int | None
    sharing_status: str | None


class SnaDeprivationRow(TypedDict):
    """`sna_deprivation`: one row per edition and small area."""

    edition: str
    area_vintage: str | None
    area_code: str
    ward_code: str | None
    is_of_vintage: bool | None
    imd_rank: int | None
    imd_decile: int | None
    income_decile: int | None
    employment_decile: int | None
    education_decile: int | None
    health_decile: int | None
    housing_decile: int | None
    environment_decile: int | None


class SnaDeprivationLevelsRow(TypedDict):
    """`sna_deprivation_levels`: one row per edition, domain, decile and subject."""

    edition: str
    area_vintage: str | None
    domain: str
    decile: int
    subject: str
    period: str | None
    period_start_date: date | None
    period_end_date: date | None
    small_area_count: int | None
    numerator: int | None
    residents: int | None
    rate_per_1000: float | None
    status: str | None
    status_reason: str | None
    left_out_count: int | None
    left_out_reason: str | None


class SnaHarmRow(TypedDict):
    """`sna_harm`: one row per area and offence group or type."""

    area_code: str
    area_name: str | None
    area_type: str | None
    level: str
    category: str
    period_from: str | None
    period_to: str | None
    disclosure_class: str | None
    crime_count: int | None
    unweighted_count: int | None
    harm: float | None
    residents: int | None
    harm_per_1000: float | None
    rank_by_volume: int | None
    rank_by_harm: int | None
    edition: str | None
    status: str | None
    status_reason: str | None
    left_out_count: int | None
    left_out_reason: str | None


class SnaHotspotsRow(TypedDict):
    """`sna_hotspots`: one row per category, stretch and small area."""

    subject: str
    level: str
    category: str
    pattern: str
    period: str
    area_code: str
    disclosure_class: str | None
    numerator: int | None
    place_rank: int | None
    tied_count: int | None
    share_percent: float | None
    gi_z: float | None
    p_value: float | None
    q_value: float | None
    hotspot: str | None
    neighbours: str | None
    top_year_count: int | None
    year_count: int | None
    is_top: bool | None
    is_persistent: bool | None
    status: str | None
    status_reason: str | None
    left_out_count: int | None
    left_out_reason: str | None


class SnaLevelsRow(TypedDict):
    """`sna_levels`: one row per area, category, stretch and slot."""

    area_code: str
    area_type: str | None
    subject: str
    level: str
    category: str
    pattern: str
    period: str
    slot: str
    period_start_date: date | None
    period_end_date: date | None
    disclosure_class: str | None
    numerator: int | None
    residents: int | None
    rate_per_1000: float | None
    rate_lower: float | None
    rate_upper: float | None
    index_100: float | None
    population_year: int | None
    status: str | None
    status_reason: str | None
    unconfirmed_reason: str | None
    left_out_count: int | None
    left_out_reason: str | None


class SnaPartnerIncidentsRow(TypedDict):
    """`sna_partner_incidents`: one row per item, area and stretch of time."""

    feed: str
    item: str
    area_code: str
    area_name: str | None
    area_type: str
    pattern: str
    period: str
    period_start_date: date | None
    period_end_date: date | None
    disclosure_class: str | None
    numerator: int | None
    residents: int | None
    population_year: int | None
    rate_per_1000: float | None
    rate_lower: float | None
    rate_upper: float | None
    status: str | None
    status_reason: str | None
    left_out_count: int | None
    left_out_reason: str | None


class SnaPreviousPlanRow(TypedDict):
    """`sna_previous_plan`: one row per plan year and theme."""

    plan_year: str
    theme: str
    action_count: int | None
    done_count: int | None
    stopped_count: int | None
    overdue_count: int | None
    unreported_count: int | None
    done_percent: float | None
    measure_count: int | None
    better_count: int | None
    worse_count: int | None
    unjudged_count: int | None
    status: str | None


class SnaPrioritiesRow(TypedDict):
    """`sna_priorities`: one row per partnership, problem and criterion."""

    area_code: str
    problem_id: str
    title: str | None
    criterion: str
    score: float | None
    weight: float | None
    weights_version: int | None
    basis: str | None
    source_table: str | None
    source_rows: str | None
    source_value: float | None
    evidence: str | None
    measure_ids: str | None
    disclosure_class: str | None
    numerator: int | None
    total_score: float | None
    priority_rank: int | None
    best_rank: int | None
    worst_rank: int | None
    top_three_percent: float | None
    status: str | None
    status_reason: str | None
    left_out_count: int | None
    left_out_reason: str | None


class SnaPublicViewsRow(TypedDict):
    """`sna_public_views`: one row per wave, area and indicator."""

    wave: str
    area_code: str
    area_name: str | None
    is_home: bool | None
    indicator_id: str
    wording: str | None
    base_count: int | None
    is_weighted: bool | None
    has_design_effect: bool | None
    response_percent: float | None
    lower_percent: float | None
    upper_percent: float | None
    margin_points: float | None
    points_change: float | None
    change_from_year_before: str | None
    status: str | None
    status_reason: str | None


class SnaPublishedFiresRow(TypedDict):
    """`sna_published_fires`: one row per financial year, type of fire and area."""

    financial_year: str
    period_end_date: date | None
    incident_type: str
    area_code: str
    area_name: str | None
    area_type: str | None
    fire_count: int | None
    source: str | None
    status: str | None
    status_reason: str | None


class SnaPublishedIndicatorsRow(TypedDict):
    """`sna_published_indicators`: one row per indicator, sex, age, period and area."""

    publisher: str
    indicator_id: str
    indicator_name: str | None
    sex: str
    age: str
    time_period: str
    area_kind: str
    area_name: str
    area_code: str | None
    is_home: bool | None
    is_newest: bool | None
    is_headline: bool | None
    first_year: int | None
    years_pooled: int | None
    is_overlapping: bool | None
    value: float | None
    unit: str | None
    lower_limit: float | None
    upper_limit: float | None
    published_count: float | None
    denominator: float | None
    country_value: float | None
    compared_with_country: str | None
    publisher_comparison: str | None
    status: str | None
    status_reason: str | None


class SnaReoffendingRow(TypedDict):
    """`sna_reoffending`: one row per cohort, area, category and age group."""

    cohort: str
    cohort_end_date: date | None
    lag_months: int | None
    geography: str
    category: str
    age_group: str
    is_home: bool | None
    offender_count: int | None
    offender_count_status: str | None
    reoffender_count: int | None
    reoffence_count: int | None
    reoffending_percent: float | None
    reoffending_lower: float | None
    reoffending_upper: float | None
    reoffences_per_reoffender: float | None
    reoffences_per_offender: float | None
    status: str | None
    status_reason: str | None


class SnaSeriousViolenceRow(TypedDict):
    """`sna_serious_violence`: one row per definition, measure, area and stretch."""

    definition: str
    version: str
    is_chosen: bool | None
    measure: str
    area_code: str
    area_type: str | None
    pattern: str
    period: str
    period_start_date: date | None
    period_end_date: date | None
    disclosure_class: str | None
    numerator: int | None
    crime_count: int | None
    residents: int | None
    share_of_crime: float | None
    rate_per_1000: float | None
    status: str | None
    status_reason: str | None
    left_out_count: int | None
    left_out_reason: str | None


class SnaStopAndSearchRow(TypedDict):
    """`sna_stop_and_search`: one row per force, object, outcome and stretch of time."""

    force_slug: str
    object_of_search: str
    outcome: str
    pattern: str
    period: str
    period_from: str | None
    disclosure_class: str | None
    numerator: int | None
    denominator: int | None
    share_percent: float | None
    share_lower: float | None
    share_upper: float | None
    status: str | None
    status_reason: str | None


class SnaThemeTrendsRow(TypedDict):
    """`sna_theme_trends`: one row per measure, CSP and financial quarter."""

    theme: str | None
    measure_id: str
    title: str | None
    area_code: str
    financial_quarter: str
    unit: str | None
    disclosure_class: str | None
    numerator: int | None
    denominator: int | None
    value: float | None
    status: str | None
    status_reason: str | None
    unconfirmed_reason: str | None
    left_out_count: int | None
    left_out_reason: str | None


DIM_AREA_BOUNDARIES = TableRef("dim_area_boundaries", DimAreaBoundariesRow)
DIM_AREAS = TableRef("dim_areas", DimAreasRow)
DIM_MEASURES = TableRef("dim_measures", DimMeasuresRow)
DIM_PERIODS = TableRef("dim_periods", DimPeriodsRow)
FCT_MEASURE_VALUES = TableRef("fct_measure_values", FctMeasureValuesRow)
PERFORMANCE_ACTIONS = TableRef("performance_actions", PerformanceActionsRow)
PERFORMANCE_COMMENTS = TableRef("performance_comments", PerformanceCommentsRow)
PERFORMANCE_COVERAGE = TableRef("performance_coverage", PerformanceCoverageRow)
PERFORMANCE_GRANT_LINES = TableRef("performance_grant_lines", PerformanceGrantLinesRow)
PERFORMANCE_GRANTS = TableRef("performance_grants", PerformanceGrantsRow)
PERFORMANCE_RETURNS = TableRef("performance_returns", PerformanceReturnsRow)
PERFORMANCE_SAFER_STREETS = TableRef("performance_safer_streets", PerformanceSaferStreetsRow)
PERFORMANCE_SCORECARDS = TableRef("performance_scorecards", PerformanceScorecardsRow)
PERFORMANCE_SIGNALS = TableRef("performance_signals", PerformanceSignalsRow)
PERFORMANCE_TRENDS = TableRef("performance_trends", PerformanceTrendsRow)
SNA_AREA_PROFILES = TableRef("sna_area_profiles", SnaAreaProfilesRow)
SNA_AREA_RANKINGS = TableRef("sna_area_rankings", SnaAreaRankingsRow)
SNA_CHANGE = TableRef("sna_change", SnaChangeRow)
SNA_COHORTS = TableRef("sna_cohorts", SnaCohortsRow)
SNA_COMPARISON = TableRef("sna_comparison", SnaComparisonRow)
SNA_CONCENTRATION = TableRef("sna_concentration", SnaConcentrationRow)
SNA_DATA_COMPLETENESS = TableRef("sna_data_completeness", SnaDataCompletenessRow)
SNA_DATA_COVERAGE = TableRef("sna_data_coverage", SnaDataCoverageRow)
SNA_DATA_REJECTIONS = TableRef("sna_data_rejections", SnaDataRejectionsRow)
SNA_DATA_SHARING = TableRef("sna_data_sharing", SnaDataSharingRow)
SNA_DEPRIVATION = TableRef("sna_deprivation", SnaDeprivationRow)
SNA_DEPRIVATION_LEVELS = TableRef("sna_deprivation_levels", SnaDeprivationLevelsRow)
SNA_HARM = TableRef("sna_harm", SnaHarmRow)
SNA_HOTSPOTS = TableRef("sna_hotspots", SnaHotspotsRow)
SNA_LEVELS = TableRef("sna_levels", SnaLevelsRow)
SNA_PARTNER_INCIDENTS = TableRef("sna_partner_incidents", SnaPartnerIncidentsRow)
SNA_PREVIOUS_PLAN = TableRef("sna_previous_plan", SnaPreviousPlanRow)
SNA_PRIORITIES = TableRef("sna_priorities", SnaPrioritiesRow)
SNA_PUBLIC_VIEWS = TableRef("sna_public_views", SnaPublicViewsRow)
SNA_PUBLISHED_FIRES = TableRef("sna_published_fires", SnaPublishedFiresRow)
SNA_PUBLISHED_INDICATORS = TableRef("sna_published_indicators", SnaPublishedIndicatorsRow)
SNA_REOFFENDING = TableRef("sna_reoffending", SnaReoffendingRow)
SNA_SERIOUS_VIOLENCE = TableRef("sna_serious_violence", SnaSeriousViolenceRow)
SNA_STOP_AND_SEARCH = TableRef("sna_stop_and_search", SnaStopAndSearchRow)
SNA_THEME_TRENDS = TableRef("sna_theme_trends", SnaThemeTrendsRow)
