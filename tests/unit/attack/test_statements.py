"""What the attack reads from published figures: intervals, and what ties true counts together. Each by a few rows."""

from collections.abc import Callable
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from ossp_pipeline.attack.bounds import NoWorld, Problem, Variable, propagate, solve
from ossp_pipeline.attack.statements import read_problem, tied
from tests.unit.attack.small_release import schema_of

Row = dict[str, Any]
READ = (
    *("dim_measures", "fct_measure_values", "sna_levels", "sna_cohorts", "sna_partner_incidents"),
    "sna_serious_violence",
)
SOURCES = {
    **dict.fromkeys(("supervision_caseload", "iom_cohort", "settled_accommodation", "employed"), "supervision"),
    **dict.fromkeys(("treatment_in", "treatment_successful"), "treatment"),
    **dict.fromkeys(("hate_crimes", "hate_race", "sexual_offences", "serious_violence", "homicide", "yearly"), "crime"),
    "returned_measure": "returned",
}
CSP, WARDS = "E1", ("W1", "W2")


@pytest.fixture(scope="module")
def problem_of() -> Callable[..., Problem]:
    """What is said by these rows, by table."""
    measures = [
        {"measure_id": name, "source": source, "window_months": 12 if name == "yearly" else 1}
        for name, source in SOURCES.items()
    ]

    def read(**rows: list[Row]) -> Problem:
        with duckdb.connect(config={"threads": 1}) as tables:
            for table in READ:
                given = {"dim_measures": measures, **rows}.get(table, [])
                tables.register(table, pa.Table.from_pylist(given, schema_of(table)))
            return read_problem(tables)

    return read


def measured(measure: str, count: int | None, area: str = CSP, whole: int | None = None, **other: object) -> Row:
    unit = "count" if whole is None else "percent"
    kind = "csp" if area == CSP else "ward"
    row = {"measure_id": measure, "area_code": area, "area_type": kind, "period": "2025-03", "unit": unit}
    return {**row, "numerator": count, "denominator": whole, "disclosure_class": "person", **other}


def answered(question: str, answer: str, count: int, cohort: str = "people under supervision") -> Row:
    row = {"cohort": cohort, "characteristic": question, "answer": answer, "period": "2025-03"}
    return {**row, "disclosure_class": "person", "numerator": count}


def of(measure: str, area: str = CSP, kind: str = "measure") -> Variable:
    return (kind, measure, area, "2025-03")


def answer_of(question: str, answer: str, cohort: str = "people under supervision") -> Variable:
    return ("cohort", cohort, question, answer, "2025-03")


def other_questions(people: int) -> list[Row]:
    """Of all that is asked beside accommodation, nothing is known of these people."""
    return [answered(question, "not known", people) for question in ("employment", "risk of serious harm")]


def test_a_count_is_at_most_four_off_and_never_below_none(problem_of: Callable[..., Problem]) -> None:
    problem = problem_of(fct_measure_values=[measured("hate_crimes", 20), measured("iom_cohort", 0)])
    assert problem.intervals == {of("hate_crimes"): (16, 24), of("iom_cohort"): (0, 4)}
    assert problem.published == {of("hate_crimes"): 20, of("iom_cohort"): 0}


@pytest.mark.parametrize(
    "row",
    [
        measured("hate_crimes", 20, disclosure_class="event"),
        measured("hate_crimes", None),
        measured("returned_measure", 7),
        measured("yearly", 120),
    ],
)
def test_events_returns_missing_figures_and_sums_of_months_are_no_counts_of_their_own(
    problem_of: Callable[..., Problem], row: Row
) -> None:
    assert problem_of(fct_measure_values=[row]).intervals == {}


def test_the_rest_of_a_share_is_a_count_and_a_rate_has_none(problem_of: Callable[..., Problem]) -> None:
    rate = measured("hate_crimes", 20, whole=3_000, unit="rate_per_1000")
    problem = problem_of(fct_measure_values=[measured("employed", 10, whole=25), rate])
    rests = {item: pair for item, pair in problem.intervals.items() if isinstance(item, tuple) and "rest" in item[0]}
    assert rests == {of("employed", kind="rest of measure"): (11, 19)}


def test_wards_lie_inside_the_whole_area(problem_of: Callable[..., Problem]) -> None:
    rows = [measured("hate_crimes", 5), *(measured("hate_crimes", 5, ward) for ward in WARDS)]
    intervals = propagate(problem_of(fct_measure_values=rows))
    assert intervals == {of("hate_crimes"): (2, 9), **{of("hate_crimes", ward): (1, 8) for ward in WARDS}}


@pytest.mark.parametrize("other", [{"period": "2025-04"}, {"measure_id": "hate_race"}])
def test_wards_of_another_month_or_measure_say_nothing_of_it(problem_of: Callable[..., Problem], other: Row) -> None:
    rows = [measured("hate_crimes", 0), {**measured("hate_crimes", 20, "W1"), **other}]
    assert propagate(problem_of(fct_measure_values=rows))[of("hate_crimes")] == (0, 4)


def test_a_kind_lies_inside_its_whole(problem_of: Callable[..., Problem]) -> None:
    rows = [measured("hate_race", 10), measured("hate_crimes", 5)]
    intervals = propagate(problem_of(fct_measure_values=rows))
    assert (intervals[of("hate_race")], intervals[of("hate_crimes")]) == ((6, 9), (6, 9))
    elsewhere = [rows[0], {**rows[1], "area_code": "E2"}]
    assert propagate(problem_of(fct_measure_values=elsewhere))[of("hate_race")] == (6, 14)


@pytest.mark.parametrize(
    ("level", "most"),
    [
        ({}, 17),
        ({"category": "all"}, 24),
        ({"subject": "asb"}, 24),
        ({"pattern": "12 months"}, 24),
        ({"slot": "Friday"}, 24),
        ({"period": "2025-04"}, 24),
        ({"area_code": "E2"}, 24),
        ({"numerator": None}, 24),
    ],
)
def test_crimes_of_people_lie_inside_the_exact_count_of_their_type(
    problem_of: Callable[..., Problem], level: Row, most: int
) -> None:
    exact = {"category": "Violence and sexual offences", "area_code": CSP, "period": "2025-03", "numerator": 17}
    levels = [{**exact, "subject": "crime", "pattern": "month", "slot": "all", **level}]
    rows = [measured("sexual_offences", 20), measured("hate_crimes", 20)]
    problem = problem_of(fct_measure_values=rows, sna_levels=levels)
    assert problem.intervals == {of("sexual_offences"): (16, most), of("hate_crimes"): (16, 24)}


def test_a_whole_is_the_part_and_the_rest_of_its_share(problem_of: Callable[..., Problem]) -> None:
    rows = [measured("treatment_in", 20), measured("treatment_successful", 5, whole=10)]
    intervals = propagate(problem_of(fct_measure_values=rows))
    assert intervals[of("treatment_in")] == (16, 18)
    assert (
        intervals[of("treatment_successful")] == (7, 9) == intervals[of("treatment_successful", kind="rest of measure")]
    )


def test_ages_and_sexes_are_sums_and_a_no_is_a_rest(problem_of: Callable[..., Problem]) -> None:
    given = [
        *(
            answered("age band", "18 to 24", 20),
            answered("sex", "male", 20),
            answered("drug treatment required", "no", 20),
        ),
        answered("age band and sex", "18 to 24, not known", 20),
        answered("age band and sex", "18 to 24, male", 20),
        answered("need", "opiate", 20, "people in treatment"),
        answered("age band and sex", "18 to 24, male", 10, "victims"),
    ]
    assert problem_of(sna_cohorts=given).intervals == {
        answer_of("age band and sex", "18 to 24, male"): (16, 24),
        answer_of("age band and sex", "18 to 24, male", "victims"): (6, 14),
    }


def test_all_answers_to_a_question_are_the_caseload_and_one_that_is_not_there_is_none_to_four(
    problem_of: Callable[..., Problem],
) -> None:
    given = [
        answered("accommodation", "settled", 10),
        answered("accommodation", "not settled", 5),
        *other_questions(30),
    ]
    intervals = propagate(problem_of(fct_measure_values=[measured("supervision_caseload", 30)], sna_cohorts=given))
    assert intervals[answer_of("accommodation", "settled")] == (13, 14)
    assert intervals[answer_of("accommodation", "not known")] == (3, 4)
    assert intervals[of("supervision_caseload")] == (26, 27)
    for caseload in (40, 0):
        with pytest.raises(NoWorld):
            propagate(problem_of(fct_measure_values=[measured("supervision_caseload", caseload)], sna_cohorts=given))


def test_a_question_that_nobody_is_shown_to_answer_leaves_a_small_caseload(problem_of: Callable[..., Problem]) -> None:
    given = [answered("accommodation", "settled", 10)]
    intervals = propagate(problem_of(fct_measure_values=[measured("supervision_caseload", 10)], sna_cohorts=given))
    assert intervals[of("supervision_caseload")] == (6, 12)
    assert intervals[answer_of("employment", "employed")] == (0, 4)


def test_ages_lie_inside_the_caseload_and_another_cohort_does_not(problem_of: Callable[..., Problem]) -> None:
    given = [
        answered("age band and sex", "18 to 24, male", 15),
        *(answered("accommodation", "not known", 10), *other_questions(10)),
        answered("age band and sex", "18 to 24, male", 30, "victims"),
    ]
    intervals = propagate(problem_of(fct_measure_values=[measured("supervision_caseload", 10)], sna_cohorts=given))
    assert intervals[of("supervision_caseload")] == (11, 14)
    assert intervals[answer_of("age band and sex", "18 to 24, male")] == (11, 14)
    assert intervals[answer_of("age band and sex", "18 to 24, male", "victims")] == (26, 34)


def test_each_measure_of_people_under_supervision_counts_some_of_the_caseload(
    problem_of: Callable[..., Problem],
) -> None:
    rows = [measured("supervision_caseload", 10), measured("iom_cohort", 15), measured("employed", 10, whole=15)]
    intervals = propagate(problem_of(fct_measure_values=rows))
    assert intervals[of("iom_cohort")] == (11, 14) == intervals[of("supervision_caseload")]
    assert intervals[of("employed")] == (6, 13)
    assert intervals[of("employed", kind="rest of measure")] == (1, 8)


def test_the_part_and_the_rest_of_wards_lie_inside_those_of_the_whole_area(problem_of: Callable[..., Problem]) -> None:
    share = "settled_accommodation"
    rows = [measured(share, 5, whole=10), *(measured(share, 5, ward, whole=10) for ward in WARDS)]
    intervals = propagate(problem_of(fct_measure_values=rows))
    for kind in ("measure", "rest of measure"):
        assert intervals[of(share, kind=kind)] == (2, 9)
        assert intervals[of(share, "W1", kind)] == (1, 8)


def test_whose_answer_is_not_known_in_wards_is_not_known_in_the_whole_area(problem_of: Callable[..., Problem]) -> None:
    """Twenty live in a ward, of whom five are settled and five are not; of the whole area all but four are known of."""
    share = "settled_accommodation"
    rows = [
        *(measured("supervision_caseload", 20), measured("supervision_caseload", 20, "W1")),
        *(measured(share, 10, whole=15), measured(share, 5, "W1", whole=10)),
    ]
    given = [
        answered("accommodation", "settled", 10),
        answered("accommodation", "not settled", 5),
        *other_questions(20),
    ]
    settled = of(share, "W1")
    assert solve(problem_of(fct_measure_values=rows, sna_cohorts=given), [settled])[settled] == (16 - 4 - 9, 9)
    without = problem_of(fct_measure_values=[row for row in rows if row["measure_id"] == share])
    assert solve(without, [settled])[settled] == (1, 9)


def test_a_share_and_the_answers_it_is_made_of_are_one_count(problem_of: Callable[..., Problem]) -> None:
    given = [answered("employment", "employed", 5), answered("employment", "not employed", 20)]
    intervals = propagate(problem_of(fct_measure_values=[measured("employed", 10, whole=25)], sna_cohorts=given))
    assert intervals[of("employed")] == (6, 9) == intervals[answer_of("employment", "employed")]
    assert (
        intervals[of("employed", kind="rest of measure")]
        == (16, 19)
        == intervals[answer_of("employment", "not employed")]
    )


def partner(count: int, period: str, area: str = CSP, **other: object) -> Row:
    kind, pattern = ("csp", "month") if area == CSP else ("outward postcode", "12 months")
    row = {"feed": "ambulance_calls", "item": "assault", "area_code": area, "area_type": kind, "pattern": pattern}
    return {**row, "period": period, "numerator": count, "disclosure_class": "person", **other}


def test_places_lie_inside_the_months_of_their_year(problem_of: Callable[..., Problem]) -> None:
    months = [partner(0, f"2025-{month:02d}") for month in range(1, 13)] + [
        partner(90, "2024-12"),
        partner(90, "2026-01"),
    ]
    rows = [*months, partner(50, "2025-12", "SK1", period_start_date="2025-01-01")]
    intervals = propagate(problem_of(sna_partner_incidents=rows))
    assert intervals["partner, 12 months", "ambulance_calls", "assault", "SK1", "2025-12"] == (46, 48)
    assert intervals["partner", "ambulance_calls", "assault", CSP, "2025-01"] == (2, 4)
    assert intervals["partner", "ambulance_calls", "assault", CSP, "2024-12"] == (86, 94)


def test_kinds_of_place_of_a_year_are_all_of_its_months(problem_of: Callable[..., Problem]) -> None:
    months = [partner(0, f"2025-{month:02d}") for month in range(1, 12)] + [partner(60, "2025-12")]
    rows = [
        partner(count, "2025-12", place, area_type="kind of place", period_start_date="2025-01-01")
        for place, count in (("Home", 50), ("Other", 0))
    ]
    intervals = propagate(problem_of(sna_partner_incidents=[*months, *rows]))
    assert intervals["partner, 12 months", "ambulance_calls", "assault", "Home", "2025-12"] == (52, 54)
    assert intervals["partner", "ambulance_calls", "assault", CSP, "2025-12"] == (56, 58)


def test_events_and_years_of_the_whole_area_are_no_counts_of_their_own(problem_of: Callable[..., Problem]) -> None:
    rows = [partner(20, "2025-01", disclosure_class="event"), partner(20, "2025-12", pattern="12 months")]
    rows += [partner(20, "2025-12", "SK1", pattern="month")]
    assert problem_of(sna_partner_incidents=rows).intervals == {}


def violent(measure: str, count: int, **other: object) -> Row:
    row = {"definition": "the Duty", "version": "1", "measure": measure, "area_code": CSP, "period": "2025-03"}
    return {**row, "pattern": "month", "numerator": count, **other}


def test_homicides_lie_inside_one_another_and_are_one_count_with_their_measure(
    problem_of: Callable[..., Problem],
) -> None:
    rows = [
        *(violent("homicide", 5), violent("homicide, not domestic", 10), violent("homicide", 90, pattern="12 months")),
        violent("homicide of under 25s, not domestic", 10),
    ]
    intervals = propagate(problem_of(sna_serious_violence=rows, fct_measure_values=[measured("homicide", 10)]))
    assert set(intervals.values()) == {(6, 9)} and len(intervals) == 4


def test_serious_violence_is_a_count_under_each_definition_and_the_headline_measures_are_not(
    problem_of: Callable[..., Problem],
) -> None:
    rows = [violent(name, 5, version=version) for name in ("serious violence", "homicide") for version in "12"]
    names = {item[1] for item in problem_of(sna_serious_violence=rows).intervals if isinstance(item, tuple)}
    assert names == {"the Duty 1", "the Duty 2", "homicide"}


def test_counts_are_tied_where_statements_of_more_than_one_family_touch_them() -> None:
    problem = Problem()
    problem.relate([("a", 1), ("b", 1)], 0, 9, "first")
    problem.relate([("b", 1), ("c", 1)], 0, 9, "second")
    problem.relate([("c", 1), ("d", 1)], 0, 9, "second")
    assert list(tied(problem)) == ["b"]


def robberies(count: int, area: str) -> Row:
    row = {"subject": "crime", "category": "Robbery", "pattern": "month", "slot": "all", "period": "2025-03"}
    return {**row, "area_code": area, "disclosure_class": "event", "numerator": count}


@pytest.mark.parametrize(
    ("published", "known", "expected"),
    [(0, 0, (0, 4)), (10, 0, (6, 14)), (0, 3, (3, 7)), (5, 3, (3, 12)), (10, 5, (6, 14)), (10, 6, (6, 15))],
)
def test_robberies_within_serious_violence_are_known_and_the_rest_has_five_values(
    problem_of: Callable[..., Problem], published: int, known: int, expected: tuple[int, int]
) -> None:
    problem = problem_of(
        fct_measure_values=[measured("serious_violence", published, "W1")], sna_levels=[robberies(known, "W1")]
    )
    assert problem.intervals[of("serious_violence", "W1")] == expected


def test_serious_violence_of_fewer_than_its_robberies_is_no_sum_of_two_rounded_counts(
    problem_of: Callable[..., Problem],
) -> None:
    rows = {"fct_measure_values": [measured("serious_violence", 0, "W1")], "sna_levels": [robberies(6, "W1")]}
    with pytest.raises(NoWorld):
        propagate(problem_of(**rows))


def test_types_that_a_measure_of_the_partnership_names_by_their_group_are_within_it(
    problem_of: Callable[..., Problem],
) -> None:
    own = {"measure_id": "own", "source": "crime", "window_months": 1, "numerator": "code=2;group=Robbery"}
    problem = problem_of(
        dim_measures=[own], fct_measure_values=[measured("own", 5, "W1")], sna_levels=[robberies(3, "W1")]
    )
    assert problem.intervals[of("own", "W1")] == (3, 12)
