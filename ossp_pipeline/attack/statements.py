"""What the public edition's tables say about the true counts of people: intervals of each, and what ties them together.

An intruder reads in the published documentation that counts of people are multiples of five, none of them more than
four away from the true count, and that totals over time, wholes of shares and ages are sums of such counts.
"""

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

import duckdb

from ossp_pipeline.attack.bounds import LARGEST, Problem, Variable

ROUNDED_BY = 4
Group = dict[tuple[object, ...], list[Variable]]

# Counts that lie inside another by what they mean, as the dictionary of measures defines them: (part, whole).
_INSIDE = (
    ("rape_offences", "sexual_offences"),
    ("child_sexual_offences", "sexual_offences"),
    ("hate_race", "hate_crimes"),
    ("hate_religion", "hate_crimes"),
    ("hate_orientation", "hate_crimes"),
    ("hate_disability", "hate_crimes"),
    ("hate_transgender", "hate_crimes"),
    ("violence_with_injury", "violence_against_person"),
    ("stalking_harassment", "violence_against_person"),
    ("homicide", "violence_against_person"),
    ("iom_cohort", "supervision_caseload"),
    ("treatment_new", "treatment_in"),
    ("treatment_opiate", "treatment_in"),
)
# Counts of people that lie inside an exact count of crimes: (part, police.uk type of the levels; "all": all crime).
_INSIDE_TYPE = (
    ("violence_with_injury", "Violence and sexual offences"),
    ("sexual_offences", "Violence and sexual offences"),
    ("serious_violence", "all"),
    ("domestic_abuse_crimes", "all"),
    ("child_victims", "all"),
    ("knife_crimes", "all"),
)
# Counts whose whole is published as a measure of its own: (share, measure).
_WHOLES = (("treatment_successful", "treatment_in"), ("treatment_from_justice", "treatment_new"))
# Questions about all people under supervision, and how many answers they have, not known among them. Of a question with
# yes and no, no is what is left of the caseload, and so no count of its own.
_ANSWERS = {"accommodation": 3, "employment": 3, "risk of serious harm": 3}
_MEASURES = """
    select figures.measure_id, figures.area_code, figures.area_type, figures.period, figures.unit,
        figures.numerator, figures.denominator, measures.source
    from fct_measure_values as figures
    join dim_measures as measures using (measure_id)
    where figures.disclosure_class <> 'event' and figures.numerator is not null
        -- Others are returned, or published by somebody else. Of crimes over many months the months are given, too.
        and measures.source in ('crime', 'asb', 'complainants', 'supervision', 'treatment')
        and (measures.source not in ('crime', 'asb') or measures.window_months = 1)
"""


def read_problem(tables: duckdb.DuckDBPyConnection) -> Problem:
    """The statements of a candidate's tables. `tables`: a view of each Parquet file."""
    problem = Problem()
    for read in (_measures, _cohorts, _partners, _violence):
        read(tables, problem)
    return problem


def _measures(tables: duckdb.DuckDBPyConnection, problem: Problem) -> None:
    wholes: dict[tuple[object, ...], Variable] = {}
    wards: Group = defaultdict(list)
    rows = tables.execute(_MEASURES).fetchall()
    for measure, area, area_type, period, unit, numerator, denominator, _ in rows:
        part = ("measure", measure, area, period)
        _rounded(problem, part, numerator)
        if unit == "percent" and denominator is not None:
            _rounded(problem, ("rest of measure", measure, area, period), denominator - numerator)
        if unit == "count" and area_type == "ward":
            wards[measure, period].append(part)
        elif unit == "count":
            wholes[measure, period] = part
    for key in wards.keys() & wholes.keys():
        problem.relate([*((part, 1) for part in wards[key]), (wholes[key], -1)], -LARGEST, 0, "wards and whole")
    for area, period in {(area, period) for _, area, _, period, *_ in rows}:
        for kind, whole in _INSIDE:
            _inside(problem, ("measure", kind, area, period), ("measure", whole, area, period))
    for _, area, _, period, *_ in rows:
        for share, whole in _WHOLES:
            _made_of(problem, share, ("measure", whole, area, period), (area, period))
    _inside_exact_counts(tables, problem)


def _made_of(problem: Problem, share: str, whole: Variable, place: tuple[str, str]) -> None:
    """A count is the part and the rest of a share, where both are published."""
    parts = [(kind, share, *place) for kind in ("measure", "rest of measure")]
    if all(item in problem.intervals for item in (*parts, whole)):
        problem.relate([*((part, 1) for part in parts), (whole, -1)], 0, 0, "a share and its whole")


def _inside(problem: Problem, part: Variable, whole: Variable) -> None:
    """A count lies inside another, where both are published."""
    if part in problem.intervals and whole in problem.intervals:
        problem.relate([(part, 1), (whole, -1)], -LARGEST, 0, "a kind and its whole")


def _inside_exact_counts(tables: duckdb.DuckDBPyConnection, problem: Problem) -> None:
    """Some crimes of people among crimes whose number everybody knows."""
    exact = {
        (category, area, period): count
        for category, area, period, count in tables.execute(
            "select category, area_code, period, numerator from sna_levels "
            "where subject = 'crime' and pattern = 'month' and slot = 'all' and numerator is not null"
        ).fetchall()
    }
    for variable in list(problem.intervals):
        for part, category in _INSIDE_TYPE:
            if isinstance(variable, tuple) and variable[:2] == ("measure", part):
                problem.say(variable, 0, exact.get((category, *variable[2:]), LARGEST))


def _cohorts(tables: duckdb.DuckDBPyConnection, problem: Problem) -> None:
    """Ages and sexes are sums of age and sex, so only these are counts of their own; every characteristic is of all."""
    answers: Group = defaultdict(list)
    query = """
        select cohort, characteristic, answer, period, numerator from sna_cohorts
        where numerator is not null and characteristic not in ('age band', 'sex') and cohort <> 'people in treatment'
    """
    for cohort, characteristic, answer, period, count in tables.execute(query).fetchall():
        # What neither age nor sex is known of, and what one of them is, stand in one line: a sum of several counts.
        if (characteristic == "age band and sex" and "not known" in answer) or answer == "no":
            continue
        variable = ("cohort", cohort, characteristic, answer, period)
        _rounded(problem, variable, count)
        answers[cohort, characteristic, period].append(variable)
    caseloads: dict[object, Variable] = {
        period: ("measure", "supervision_caseload", area, period) for area, period in _caseloads(tables)
    }
    for (cohort, characteristic, period), parts in answers.items():
        if cohort == "people under supervision" and (caseload := caseloads.get(period)):
            # An answer that is not there was given by four people at most.
            fewest = ROUNDED_BY * (len(parts) - _ANSWERS.get(str(characteristic), LARGEST))
            terms = [*((part, 1) for part in parts), (caseload, -1)]
            problem.relate(terms, max(fewest, -LARGEST), 0, f"{characteristic} and whole")


def _caseloads(tables: duckdb.DuckDBPyConnection) -> list[tuple[object, ...]]:
    """Areas and periods of the published caseload of the whole partnership."""
    return tables.execute(
        "select area_code, period from fct_measure_values "
        "where measure_id = 'supervision_caseload' and area_type = 'csp' and numerator is not null"
    ).fetchall()


def _partners(tables: duckdb.DuckDBPyConnection, problem: Problem) -> None:
    """A year of the whole area is the sum of its months; those of places lie inside it."""
    query = """
        select feed, item, area_code, area_type, pattern, period, period_start_date, numerator
        from sna_partner_incidents
        where disclosure_class <> 'event' and numerator is not null
    """
    rows = tables.execute(query).fetchall()
    months = defaultdict(list)
    for feed, item, area, area_type, pattern, period, _, count in rows:
        if area_type == "csp" and pattern == "month":
            months[feed, item].append((period, ("partner", feed, item, area, period)))
            _rounded(problem, ("partner", feed, item, area, period), count)
    places: Group = defaultdict(list)
    for feed, item, area, area_type, pattern, period, start, count in rows:
        if area_type != "csp" and pattern == "12 months":
            variable = ("partner, 12 months", feed, item, area, period)
            _rounded(problem, variable, count)
            places[feed, item, str(start)[:7], period].append(variable)
    for (feed, item, start, end), parts in places.items():
        whole = [variable for period, variable in months[feed, item] if str(start) <= period <= str(end)]
        terms = [*((part, 1) for part in parts), *((month, -1) for month in whole)]
        problem.relate(terms, -LARGEST, 0, "places and whole")


def _violence(tables: duckdb.DuckDBPyConnection, problem: Problem) -> None:
    """Months under each definition; homicides that are not domestic lie inside homicides."""
    query = """
        select definition, version, measure, area_code, period, numerator from sna_serious_violence
        where pattern = 'month' and numerator is not null
    """
    rows = tables.execute(query).fetchall()
    for definition, version, measure, area, period, count in rows:
        _rounded(problem, ("violence", _named(definition, version, measure), area, period), count)
    for area, period in {(row[3], row[4]) for row in rows}:
        for part, whole in pairwise(("homicide of under 25s, not domestic", "homicide, not domestic", "homicide")):
            _inside(problem, ("violence", part, area, period), ("violence", whole, area, period))
        pair = (("measure", "homicide", area, period), ("violence", "homicide", area, period))
        if all(item in problem.intervals for item in pair):
            problem.relate(zip(pair, (1, -1), strict=True), 0, 0, "one count in two tables")


def _named(definition: str, version: str, measure: str) -> str:
    """The headline measures are the same under every definition."""
    return f"{definition} {version}" if measure == "serious violence" else measure


def _rounded(problem: Problem, variable: Variable, published: int) -> None:
    problem.say(variable, max(0, published - ROUNDED_BY), published + ROUNDED_BY)
    problem.published[variable] = published


def tied(problem: Problem) -> Iterator[Variable]:
    """Variables that constraints of more than one family touch: there propagation alone may not find everything."""
    families: dict[Variable, set[str]] = defaultdict(set)
    for constraint in problem.constraints:
        for variable, _ in constraint.terms:
            families[variable].add(constraint.family)
    return (variable for variable, touching in families.items() if len(touching) > 1)
