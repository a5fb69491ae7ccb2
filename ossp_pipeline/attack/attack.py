"""The rule of the public edition: no count of people is exact, or narrower than five values."""

from dataclasses import dataclass
from pathlib import Path

from ossp_pipeline.attack.bounds import Problem, Variable, propagate, solve
from ossp_pipeline.attack.channels import open_channels
from ossp_pipeline.attack.statements import read_problem, tied
from ossp_pipeline.contracts.outcome import Outcome, Severity, Status

PROTECTED = "public.people.protected"
FEWEST_VALUES = 5


@dataclass(frozen=True)
class Result:
    """What an attack on a candidate found. `narrow`: counts that can be narrowed below five values, and to how many."""

    cells: int
    narrow: dict[Variable, int]
    channels: list[str]

    @property
    def exact(self) -> int:
        """Counts that are known exactly."""
        return sum(values == 1 for values in self.narrow.values())

    def in_words(self) -> str:
        """The finding without any figure of the cells."""
        if not self.narrow and not self.channels:
            return f"none of {self.cells:,} counts of people is exact or narrower than {FEWEST_VALUES} values"
        kinds = sorted({str(variable[0]) for variable in self.narrow if isinstance(variable, tuple)})
        found = [f"{self.exact:,} of {self.cells:,} counts of people are exact"] if self.exact else []
        if self.narrow:
            words = f"{len(self.narrow):,} of {self.cells:,} are narrower than {FEWEST_VALUES} values"
            found.append(f"{words} ({', '.join(kinds)})")
        return "; ".join([*found, *self.channels])


def attack(candidate: Path) -> Outcome:
    """Attack a candidate of the public edition. A finding holds it, and no waiver changes that."""
    result = attacked(candidate)
    is_safe = not result.narrow and not result.channels
    return Outcome(
        rule=PROTECTED,
        subject="public",
        tool="attack",
        status=Status.PASSED if is_safe else Status.FAILED,
        severity=Severity.HOLD,
        observed=len(result.narrow),
        detail=result.in_words(),
        remedy="do not waive: the partnership's edition is not held by it. Report the kinds of count that are named",
        owner="information governance lead",
    )


def attacked(candidate: Path) -> Result:
    """What an intruder with these files finds."""
    problem = read_problem(candidate / "tables")
    return Result(len(problem.intervals), narrowed(problem), open_channels(candidate))


def narrowed(problem: Problem) -> dict[Variable, int]:
    """Counts that can be narrowed below five values, each with how many are left: by propagation, then exactly."""
    intervals = propagate(problem)
    candidates = [item for item in tied(problem) if _values(intervals[item]) >= FEWEST_VALUES]
    closest = sorted(candidates, key=lambda item: (_values(intervals[item]), repr(item)))
    narrowed_to = Problem(intervals, problem.constraints)
    intervals = {**intervals, **solve(narrowed_to, closest[:200])}
    return {item: _values(pair) for item, pair in intervals.items() if _values(pair) < FEWEST_VALUES}


def _values(pair: tuple[int, int]) -> int:
    return pair[1] - pair[0] + 1
