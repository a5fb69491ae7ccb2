"""The rule of the public edition: no count of people is exact, or narrower than five values."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import duckdb

from ossp_pipeline.attack.bounds import NoWorld, Problem, Undecided, Variable, propagate, solve_narrow
from ossp_pipeline.attack.channels import open_channels
from ossp_pipeline.attack.copies import other_copies, unread
from ossp_pipeline.attack.pairs import narrowed_by_both
from ossp_pipeline.attack.releases import changed
from ossp_pipeline.attack.statements import read_problem, tied
from ossp_pipeline.attack.tables import open_tables
from ossp_pipeline.attack.words import Said, open_pages, open_results
from ossp_pipeline.contracts.outcome import Outcome, Severity, Status

PROTECTED = "public.people.protected"
FEWEST_VALUES = 5


@dataclass(frozen=True)
class Result:
    """What an attack on a candidate found.

    narrow    counts that can be narrowed below five values, and to how many
    channels  what gives counts away without arithmetic, a sentence each
    changed   how many rows about people have other figures than in a public release that is kept, by table
    """

    cells: int
    narrow: dict[Variable, int]
    channels: list[str]
    changed: dict[str, int]

    @property
    def exact(self) -> int:
        """Counts that are known exactly."""
        return sum(values == 1 for values in self.narrow.values())

    @property
    def is_safe(self) -> bool:
        """Whether nothing was found."""
        return not self.narrow and not self.channels and not self.changed

    def in_words(self) -> str:
        """The finding without any figure of the cells."""
        if self.is_safe:
            return f"none of {self.cells:,} counts of people is exact or narrower than {FEWEST_VALUES} values"
        kinds = sorted({str(variable[0]) for variable in self.narrow if isinstance(variable, tuple)})
        found = [f"{self.exact:,} of {self.cells:,} counts of people are exact"] if self.exact else []
        if self.narrow:
            words = f"{len(self.narrow):,} of {self.cells:,} are narrower than {FEWEST_VALUES} values"
            found.append(f"{words} ({', '.join(kinds)})")
        if self.changed:
            words = "other figures than in the public edition before: who has both could learn who came or went"
            found.append(
                f"{sum(self.changed.values()):,} row(s) about people of {', '.join(self.changed)} have {words}"
            )
        return "; ".join([*found, *self.channels])


def attack(
    candidate: Path, kept: Sequence[Path] = (), said: Iterable[Outcome] = (), revised: Path | None = None
) -> Outcome:
    """Attack a candidate of the public edition, alone and beside every public release that is kept.

    `kept`: folders of the public releases that somebody may have; `said`: results that its certificate will print;
    `revised`: the release whose counts of people this one makes anew. No waiver passes a finding over.
    """
    try:
        result = attacked(candidate, kept, said, revised)
    except (ValueError, KeyError, OSError, duckdb.Error) as error:
        return _unfinished(error)
    return Outcome(
        rule=PROTECTED,
        subject="public",
        tool="attack",
        status=Status.PASSED if result.is_safe else Status.FAILED,
        severity=Severity.HOLD,
        observed=len(result.narrow),
        detail=result.in_words(),
        remedy="do not waive: the partnership's edition is not held by it. Report the kinds of count that are named; "
        "where counts of a published period changed, the public edition before stays up: docs/safety.md",
        owner="information governance lead",
    )


def _unfinished(error: Exception) -> Outcome:
    """What could not be attacked holds as well. The error's own words may quote a figure, but for those of bounds."""
    reason = str(error) if isinstance(error, NoWorld | Undecided) else "a table lacks a column, or is none"
    return Outcome(
        rule=PROTECTED,
        subject="public",
        tool="attack",
        status=Status.ERRORED,
        severity=Severity.HOLD,
        detail=f"the attack could not be finished ({type(error).__name__}): {reason}",
        remedy="report this: where an older public edition is compared, its tables may have other columns",
        owner="information governance lead",
    )


def attacked(
    candidate: Path, kept: Sequence[Path] = (), said: Iterable[Outcome] = (), revised: Path | None = None
) -> Result:
    """What an intruder with these files finds."""
    changes: Counter[str] = Counter()
    with ExitStack() as opened:
        tables = opened.enter_context(open_tables(candidate))
        earlier = [opened.enter_context(open_tables(candidate, release)) for release in kept]
        for pair in earlier:
            changes.update(changed(pair))
        words = Said(tables, *(opened.enter_context(open_tables(release)) for release in kept))
        problem = read_problem(tables)
        channels = [*open_channels(candidate, tables), *other_copies(candidate, tables), *unread(candidate)]
        channels += open_pages(candidate, words)
        channels += open_results((result.as_dict() for result in said), words)
        for beside in {release.parent for release in kept}:
            channels += open_pages(beside, words)
        for path in [release / "certificate.json" for release in kept]:
            channels += open_results(json.loads(path.read_text())["rules"] if path.exists() else [], words)
        narrow = narrowed(problem)
        if revised:
            before = read_problem(opened.enter_context(open_tables(revised)))
            narrow |= narrowed_by_both(before, problem, FEWEST_VALUES)
    return Result(len(problem.intervals), narrow, channels, dict(changes))


def narrowed(problem: Problem) -> dict[Variable, int]:
    """Counts that can be narrowed below five values, each with how many are left: by propagation, then exactly."""
    intervals = propagate(problem)
    still_wide = [item for item in tied(problem) if _values(intervals[item]) >= FEWEST_VALUES]
    intervals |= solve_narrow(Problem(intervals, problem.constraints), still_wide, FEWEST_VALUES)
    return {item: _values(pair) for item, pair in intervals.items() if _values(pair) < FEWEST_VALUES}


def _values(pair: tuple[int, int]) -> int:
    return pair[1] - pair[0] + 1
