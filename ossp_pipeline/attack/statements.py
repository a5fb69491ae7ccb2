"""What the public edition's tables say about the true counts of people: intervals of each, and what ties them together.

An intruder reads in the published documentation that counts of people are multiples of five, none of them more than
four away from the true count, and that totals over time, wholes of shares and ages are sums of such counts. A count
that has whole types of crime within it, whose number is public, is the sum of two: that number, rounded, and the rest.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise

import duckdb

from ossp_pipeline.attack.bounds import LARGEST, Problem, Variable

ROUNDED_BY = 4
_BASE = 5
Group = dict[tuple[object, ...], list[Variable]]
Exact = dict[tuple[str, str, str], int]

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
    ("atr_completions", "treatment_requirements_completed"),
    ("drr_completions", "treatment_requirements_completed"),
    ("mhtr_completions", "treatment_requirements_completed"),
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
# Types of crime that lie whole within a count of people: by its definition, or by an offence group that it names.
TYPES_WITHIN = {"serious_violence": ("Robbery",)}
_TYPE_OF_GROUP = {"Robbery": "Robbery", "Possession of weapons offences": "Possession of weapons"}
# By definition of serious violence. Of a partnership's own, what is within is not said.
TYPES_DEFINED = {"narrow": ("Robbery",), "statutory_wide": ("Robbery", "Possession of weapons")}
# Counts whose whole is published as a measure of its own: (share, measure).
_WHOLES = (("treatment_successful", "treatment_in"), ("treatment_from_justice", "treatment_new"))
# Questions about all people under supervision, and their answers. Of a question with yes and no, no is what is left of
# the caseload, and so no count of its own.
_ANSWERS = {
    "accommodation": ("settled", "not settled", "not known"),
    "employment": ("employed", "not employed", "not known"),
    "risk of serious harm": ("high or very high", "low or medium", "not known"),
}
# Shares of them: the question, and the answers that are the part and the rest.
_ANSWERED = {
    "settled_accommodation": ("accommodation", "settled", "not settled"),
    "employed": ("employment", "employed", "not employed"),
    "supervision_high_risk": ("risk of serious harm", "high or very high", "low or medium"),
}
_CASELOAD = "supervision_caseload"
_SUPERVISED = "people under supervision"
# A kind of area of which every row has one: those of a year add up to the year.
_COMPLETE = "kind of place"
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
    for read in (_measures, _cohorts, _supervision, _partners, _violence):
        read(tables, problem)
    return problem


def _measures(tables: duckdb.DuckDBPyConnection, problem: Problem) -> None:
    wholes: dict[tuple[object, ...], Variable] = {}
    wards: Group = defaultdict(list)
    rows, exact, within = tables.execute(_MEASURES).fetchall(), _exact_counts(tables), _types_within(tables)
    for measure, area, area_type, period, unit, numerator, denominator, _ in rows:
        part = ("measure", measure, area, period)
        _rounded(problem, part, numerator, _known(exact, within.get(measure, ()), area, period))
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
    _inside_exact_counts(exact, problem)


def _made_of(problem: Problem, share: str, whole: Variable, place: tuple[str, str]) -> None:
    """A count is the part and the rest of a share, where both are published."""
    parts = [(kind, share, *place) for kind in ("measure", "rest of measure")]
    if all(item in problem.intervals for item in (*parts, whole)):
        problem.relate([*((part, 1) for part in parts), (whole, -1)], 0, 0, "a share and its whole")


def _inside(problem: Problem, part: Variable, whole: Variable) -> None:
    """A count lies inside another, where both are published."""
    if part in problem.intervals and whole in problem.intervals:
        problem.relate([(part, 1), (whole, -1)], -LARGEST, 0, "a kind and its whole")


def _exact_counts(tables: duckdb.DuckDBPyConnection) -> Exact:
    """Crimes of a month by type ("all": of every type), area and period."""
    return {
        (category, area, period): count
        for category, area, period, count in tables.execute(
            "select category, area_code, period, numerator from sna_levels "
            "where subject = 'crime' and pattern = 'month' and slot = 'all' and numerator is not null"
        ).fetchall()
    }


def _types_within(tables: duckdb.DuckDBPyConnection) -> dict[str, tuple[str, ...]]:
    """By measure: the types of crime that lie whole within it."""
    counted = tables.execute("select measure_id, numerator from dim_measures where source = 'crime'").fetchall()
    named = {
        measure: tuple(kind for group, kind in _TYPE_OF_GROUP.items() if f"group={group}" in (cell or "").split(";"))
        for measure, cell in counted
    }
    return {**named, **TYPES_WITHIN}


def _known(exact: Exact, kinds: Iterable[str], area: str, period: str) -> int:
    return sum(exact.get((kind, area, period), 0) for kind in kinds)


def _inside_exact_counts(exact: Exact, problem: Problem) -> None:
    """Some crimes of people among crimes whose number everybody knows."""
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
    caseload_of = {str(period): ("measure", _CASELOAD, area, str(period)) for area, period in _caseloads(tables)}
    questions = {characteristic for cohort, characteristic, _ in answers if cohort == _SUPERVISED}
    for period, caseload in caseload_of.items() if questions else ():
        for question in sorted({*map(str, questions), *_ANSWERS}):
            _ask(problem, question, period, answers[_SUPERVISED, question, period], caseload)


def _ask(problem: Problem, question: str, period: str, given: list[Variable], caseload: Variable) -> None:
    """Who answers one question is not more than the caseload; of some questions, exactly the caseload."""
    asked = [("cohort", _SUPERVISED, question, answer, period) for answer in _ANSWERS.get(question, ())]
    for answer in (answer for answer in asked if answer not in given):
        # An answer that is not there was given by four people at most, as one that is there with none.
        _rounded(problem, answer, 0)
    terms = [*((answer, 1) for answer in dict.fromkeys([*asked, *given])), (caseload, -1)]
    problem.relate(terms, 0 if asked else -LARGEST, 0, f"{question} and whole")


def _caseloads(tables: duckdb.DuckDBPyConnection) -> list[tuple[object, ...]]:
    """Areas and periods of the published caseload of the whole partnership."""
    return tables.execute(
        "select area_code, period from fct_measure_values "
        "where measure_id = ? and area_type = 'csp' and numerator is not null",
        [_CASELOAD],
    ).fetchall()


def _supervision(tables: duckdb.DuckDBPyConnection, problem: Problem) -> None:
    """Every measure of people under supervision counts some of the caseload; each person lives in one ward, or none."""
    rows = tables.execute(f"{_MEASURES} and measures.source = 'supervision'").fetchall()
    wards: dict[tuple[str, str], list[str]] = defaultdict(list)
    for measure, area, area_type, period, unit, *_ in rows:
        whole = ("measure", _CASELOAD, area, period)
        if measure != _CASELOAD and whole in problem.intervals:
            sides = _sides(measure, area, period) if unit == "percent" else [("measure", measure, area, period)]
            problem.relate([*((side, 1) for side in sides), (whole, -1)], -LARGEST, 0, "some of the caseload")
        if unit == "percent" and area_type == "ward":
            wards[measure, period].append(area)
    for measure, area, area_type, period, *_ in rows:
        if area_type == "csp":
            _shares_of_wards(problem, measure, area, period, wards[measure, period])
            _answered(problem, measure, area, period)


def _shares_of_wards(problem: Problem, measure: str, area: str, period: str, wards: list[str]) -> None:
    """The part, the rest, and whose answer is not known: each of the wards lies inside that of the whole area."""
    if not wards:
        return
    whole, places = _sides(measure, area, period), [_sides(measure, ward, period) for ward in wards]
    for side in range(len(whole)):
        terms = [*((sides[side], 1) for sides in places), (whole[side], -1)]
        problem.relate(terms, -LARGEST, 0, "wards and whole")
    caseloads = [("measure", _CASELOAD, place, period) for place in (area, *wards)]
    if all(item in problem.intervals for item in caseloads):
        known = [*((side, -1) for sides in places for side in sides), *((side, 1) for side in whole)]
        terms = [*known, (caseloads[0], -1), *((caseload, 1) for caseload in caseloads[1:])]
        problem.relate(terms, -LARGEST, 0, "not known in wards and whole")


def _answered(problem: Problem, measure: str, area: str, period: str) -> None:
    """The part and the rest of a share are answers that people under supervision give."""
    if measure not in _ANSWERED:
        return
    characteristic, *answers = _ANSWERED[measure]
    for answer, side in zip(answers, _sides(measure, area, period), strict=True):
        cohort = ("cohort", _SUPERVISED, characteristic, answer, period)
        if cohort in problem.intervals:
            problem.relate([(cohort, 1), (side, -1)], 0, 0, "one count in two tables")


def _sides(measure: str, area: str, period: str) -> list[Variable]:
    """The part and the rest of a share."""
    return [(kind, measure, area, period) for kind in ("measure", "rest of measure")]


def _partners(tables: duckdb.DuckDBPyConnection, problem: Problem) -> None:
    """A year of the whole area is the sum of its months; those of places lie in it, those of kinds of place are it."""
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
            places[feed, item, area_type, str(start)[:7], period].append(variable)
    for (feed, item, area_type, start, end), parts in places.items():
        whole = [variable for period, variable in months[feed, item] if str(start) <= period <= str(end)]
        terms = [*((part, 1) for part in parts), *((month, -1) for month in whole)]
        most_left = 0 if area_type == _COMPLETE else LARGEST
        problem.relate(terms, -most_left, 0, "places and whole")


def _violence(tables: duckdb.DuckDBPyConnection, problem: Problem) -> None:
    """Months under each definition; homicides that are not domestic lie inside homicides."""
    query = """
        select definition, version, measure, area_code, period, numerator from sna_serious_violence
        where pattern = 'month' and numerator is not null
    """
    rows, exact = tables.execute(query).fetchall(), _exact_counts(tables)
    for definition, version, measure, area, period, count in rows:
        variable = ("violence", _named(definition, version, measure), area, period)
        if measure != "serious violence":
            _rounded(problem, variable, count)
        elif kinds := TYPES_DEFINED.get(definition):
            _rounded(problem, variable, count, _known(exact, kinds, area, period))
        else:
            problem.say(variable, max(0, count - 2 * ROUNDED_BY), count + 2 * ROUNDED_BY)
    for area, period in {(row[3], row[4]) for row in rows}:
        for part, whole in pairwise(("homicide of under 25s, not domestic", "homicide, not domestic", "homicide")):
            _inside(problem, ("violence", part, area, period), ("violence", whole, area, period))
        pair = (("measure", "homicide", area, period), ("violence", "homicide", area, period))
        if all(item in problem.intervals for item in pair):
            problem.relate(zip(pair, (1, -1), strict=True), 0, 0, "one count in two tables")


def _named(definition: str, version: str, measure: str) -> str:
    """The headline measures are the same under every definition."""
    return f"{definition} {version}" if measure == "serious violence" else measure


def _rounded(problem: Problem, variable: Variable, published: int, known: int = 0) -> None:
    """A count that was rounded. `known`: how many of it everybody knows, rounded apart and added."""
    below = known - known % _BASE
    least = published - (below + _BASE if known % _BASE else below) - ROUNDED_BY
    problem.say(variable, known + max(0, least), known + published - below + ROUNDED_BY)
    problem.published[variable] = published


def tied(problem: Problem) -> Iterator[Variable]:
    """Variables that constraints of more than one family touch: there propagation alone may not find everything."""
    families: dict[Variable, set[str]] = defaultdict(set)
    for constraint in problem.constraints:
        for variable, _ in constraint.terms:
            families[variable].add(constraint.family)
    return (variable for variable, touching in families.items() if len(touching) > 1)
