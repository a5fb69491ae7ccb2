"""What two public editions say together, where counts that were shown have been made anew.

Who has both knows of each count two multiples of five, each at most four off the count of its day. How many people came
or went is not published. Where the two are one step apart, an intruder may suppose that no more than one person did:
with that, and all that either edition says, each count must still have five possible values. Who knows exactly who came
and went knows all members of a group but one: that is not covered (docs/safety.md).
"""

from collections.abc import Iterator

from ossp_pipeline.attack.bounds import Constraint, Problem, Variable, propagate

_ONE_STEP = 5
_FAMILY = "before and after"


def narrowed_by_both(before: Problem, after: Problem, fewest: int) -> dict[Variable, int]:
    """Counts of either edition that are left with fewer values than `fewest`, each with how many.

    One supposition at a time: that it holds everywhere at once is nearly always wrong, and then says nothing.
    """
    problem = _both(before, after)
    known = propagate(problem)
    narrow: dict[Variable, int] = {}
    for supposed in _suppositions(before, after):
        try:
            intervals = propagate(Problem(known, [*problem.constraints, supposed]))
        except ValueError:
            continue  # it cannot be so: more than one person came or went
        left = {item: high - low + 1 for item, (low, high) in intervals.items()}
        narrow |= {item: values for item, values in left.items() if values < fewest}
    return narrow


def _both(before: Problem, after: Problem) -> Problem:
    """Both editions in one problem. Counts of the one before are named as such."""
    problem = Problem(dict(after.intervals), list(after.constraints))
    for variable, interval in before.intervals.items():
        problem.intervals[_earlier(variable)] = interval
    for constraint in before.constraints:
        terms = tuple((_earlier(variable), factor) for variable, factor in constraint.terms)
        problem.constraints.append(Constraint(terms, constraint.low, constraint.high, constraint.family))
    return problem


def _suppositions(before: Problem, after: Problem) -> Iterator[Constraint]:
    for variable, count in after.published.items():
        if abs(count - before.published.get(variable, count)) == _ONE_STEP:
            yield Constraint(((variable, 1), (_earlier(variable), -1)), -1, 1, _FAMILY)


def _earlier(variable: Variable) -> Variable:
    kind, *rest = variable if isinstance(variable, tuple) else (variable,)
    return (f"{kind}, in the edition before", *rest)
