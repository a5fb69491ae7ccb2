"""How far counts can be narrowed down. Every variable is a whole number from zero on; constraints are linear.

Propagation is what a patient person with a spreadsheet finds. Integer programming (HiGHS, through scipy) is what nobody
can beat: the smallest and the largest value of a count in any world that fits all statements at once.

Both always end: after so many steps of one count, never after so many seconds, so that the same files are always
answered alike. What is not decided by then is said to be undecided, and is never taken for safe.
"""

import math
from collections import Counter, defaultdict, deque
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

Variable = Hashable
_SCALE = 1e-6  # of the solver: a whole number is one within this
# No count of a partnership's people is larger: what has no upper bound of its own has this one.
LARGEST = 1_000_000
# How often one count may be narrowed, and into how many cases the search for an extreme may branch. Of the sample's
# 7,487 counts none is narrowed more than once, and no search branches at all.
NARROWINGS = 1_000
CASES = 1_000
_NO_WORLD = 2  # as scipy's milp reports it


class NoWorld(ValueError):
    """The statements cannot all be true: then nothing that follows from them is right."""


class Undecided(ValueError):
    """How far a count can be narrowed was not found within the steps allowed."""


@dataclass(frozen=True)
class Constraint:
    """low ≤ sum of coefficient × variable ≤ high. `family`: what kind of statement it is, for the finding."""

    terms: tuple[tuple[Variable, int], ...]
    low: int
    high: int
    family: str


@dataclass
class Problem:
    """What is known of every variable alone, and of several together; and what was published of each."""

    intervals: dict[Variable, tuple[int, int]] = field(default_factory=dict)
    constraints: list[Constraint] = field(default_factory=list)
    published: dict[Variable, int] = field(default_factory=dict)

    def say(self, variable: Variable, low: int, high: int) -> None:
        """A variable lies in this interval, and in those said before."""
        before = self.intervals.get(variable, (0, LARGEST))
        self.intervals[variable] = (max(before[0], low), min(before[1], high))

    def relate(self, terms: Iterable[tuple[Variable, int]], low: int, high: int, family: str) -> None:
        """Add a constraint. Variables that nothing was said of are any count."""
        listed = tuple(terms)
        for variable, _ in listed:
            self.intervals.setdefault(variable, (0, LARGEST))
        self.constraints.append(Constraint(listed, low, high, family))


def propagate(problem: Problem) -> dict[Variable, tuple[int, int]]:
    """The intervals that follow from each constraint alone, again and again until nothing narrows any more.

    Raises NoWorld where no world fits all statements, and Undecided where they narrow one count again and again.
    """
    intervals, of_variable = dict(problem.intervals), _constraints_of(problem)
    for variable, interval in intervals.items():
        _require_a_value(variable, interval)
    queue = deque(range(len(problem.constraints)))
    queued, narrowings = set(queue), Counter[Variable]()
    while queue:
        number = queue.popleft()
        queued.discard(number)
        for variable in _narrow(problem.constraints[number], intervals):
            narrowings[variable] += 1
            if narrowings[variable] > NARROWINGS:
                raise Undecided(f"{_kind(variable)} is narrowed without an end")
            again = [other for other in of_variable[variable] if other not in queued]
            queue += again
            queued.update(again)
    return intervals


def solve(problem: Problem, variables: Sequence[Variable], cases: int = CASES) -> dict[Variable, tuple[int, int]]:
    """The smallest and largest value of each of these variables in any world that fits everything.

    `cases`: into how many the search for each may branch. Raises Undecided where that is not enough, and NoWorld
    where no world fits.
    """
    components = _components(problem)
    return {variable: _extremes(problem, components[variable], variable, cases)[0] for variable in variables}


def solve_narrow(
    problem: Problem, variables: Iterable[Variable], fewest: int, cases: int = CASES
) -> dict[Variable, tuple[int, int]]:
    """Of these variables those with fewer values than `fewest` in all worlds, each with its smallest and largest.

    A world in which one count is smallest has some value of every other: where two such worlds are far enough apart in
    a count, it needs no search of its own. Raises as `solve` does.
    """
    components, seen = _components(problem), dict[Variable, tuple[int, int]]()
    narrow = {}
    for variable in variables:
        low, high = seen.get(variable, (0, 0))
        if high - low + 1 < fewest:
            interval, worlds = _extremes(problem, components[variable], variable, cases)
            for item, value in (shown for world in worlds for shown in world.items()):
                before = seen.get(item, (value, value))
                seen[item] = (min(before[0], value), max(before[1], value))
            if interval[1] - interval[0] + 1 < fewest:
                narrow[variable] = interval
    return narrow


def _narrow(constraint: Constraint, intervals: dict[Variable, tuple[int, int]]) -> list[Variable]:
    """Narrow the variables of one constraint; answers with those that changed."""
    spans = [sorted((factor * intervals[item][0], factor * intervals[item][1])) for item, factor in constraint.terms]
    low, high = sum(span[0] for span in spans), sum(span[1] for span in spans)
    changed = []
    for (variable, factor), span in zip(constraint.terms, spans, strict=True):
        least = constraint.low - (high - span[1])
        most = constraint.high - (low - span[0])
        bounds = (least / factor, most / factor) if factor > 0 else (most / factor, least / factor)
        before = intervals[variable]
        after = (max(before[0], math.ceil(bounds[0])), min(before[1], math.floor(bounds[1])))
        if after != before:
            _require_a_value(variable, after)
            intervals[variable] = after
            changed.append(variable)
    return changed


def _require_a_value(variable: Variable, interval: tuple[int, int]) -> None:
    if interval[0] > interval[1]:
        raise NoWorld(f"what is said of {_kind(variable)} cannot all be true")


def _kind(variable: Variable) -> str:
    """What kind of count it is, without its place and period: messages name no cell."""
    return str(variable[0] if isinstance(variable, tuple) else variable)


def _constraints_of(problem: Problem) -> dict[Variable, list[int]]:
    of_variable: dict[Variable, list[int]] = defaultdict(list)
    for number, constraint in enumerate(problem.constraints):
        for variable, _ in constraint.terms:
            of_variable[variable].append(number)
    return of_variable


def _components(problem: Problem) -> dict[Variable, tuple[list[Variable], list[Constraint]]]:
    """For each variable the variables and constraints that it hangs together with."""
    of_variable = _constraints_of(problem)
    components: dict[Variable, tuple[list[Variable], list[Constraint]]] = {}
    for start in problem.intervals:
        if start not in components:
            members, numbers = _reached(problem, of_variable, start)
            component = (sorted(members, key=repr), [problem.constraints[number] for number in sorted(numbers)])
            components |= dict.fromkeys(members, component)
    return components


def _reached(
    problem: Problem, of_variable: dict[Variable, list[int]], start: Variable
) -> tuple[set[Variable], set[int]]:
    """The variables that constraints lead to from one, and these constraints by their number."""
    members, numbers, waiting = {start}, set[int](), [start]
    while waiting:
        touching = set(of_variable[waiting.pop()]) - numbers
        numbers |= touching
        new = {item for number in touching for item, _ in problem.constraints[number].terms} - members
        members |= new
        waiting += new
    return members, numbers


def _extremes(
    problem: Problem, component: tuple[list[Variable], list[Constraint]], variable: Variable, cases: int
) -> tuple[tuple[int, int], list[dict[Variable, int]]]:
    """The smallest and the largest value of a variable, and a world with each."""
    members, constraints = component
    position = {item: number for number, item in enumerate(members)}
    matrix = np.zeros((len(constraints), len(members)))
    for row, constraint in enumerate(constraints):
        for item, factor in constraint.terms:
            matrix[row, position[item]] += factor
    limits = Bounds([problem.intervals[item][0] for item in members], [problem.intervals[item][1] for item in members])
    linear = LinearConstraint(matrix, [item.low for item in constraints], [item.high for item in constraints])
    values, worlds = [], []
    for sign in (1, -1):
        goal = np.zeros(len(members))
        goal[position[variable]] = sign
        answer = milp(
            goal,
            constraints=linear if constraints else None,
            bounds=limits,
            integrality=np.ones(len(members)),
            options={"node_limit": cases, "mip_rel_gap": 0},
        )
        if answer.status == _NO_WORLD:
            raise NoWorld(f"what is said of {_kind(variable)} cannot all be true")
        if not answer.success:
            raise Undecided(f"how far {_kind(variable)} can be narrowed was not found in {cases:,} cases")
        values.append(sign * answer.fun)
        worlds.append(dict(zip(members, map(round, answer.x), strict=True)))
    return (math.ceil(values[0] - _SCALE), math.floor(values[1] + _SCALE)), worlds
