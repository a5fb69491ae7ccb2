"""One verdict on change, in words, with the reason; and the reason for the chart.

Words never hold figures: what a reader may not see must not come back in a sentence.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ossp_pipeline.contracts.status import Verdict
from ossp_pipeline.transform.measures.wording import Words, choose_words
from ossp_pipeline.transform.statistics.charts import FEWEST, RARE, TRIAL, Kind
from ossp_pipeline.transform.statistics.rules import Rule

_RULES = {
    Rule.OUTSIDE_LIMITS: ("above the upper limit", "below the lower limit"),
    Rule.TREND: ("seven points rising one after the other", "seven points falling one after the other"),
    Rule.TWO_OF_THREE: ("two of three points near the upper limit", "two of three points near the lower limit"),
    Rule.RUN: ("seven points in a row above the centre line", "seven points in a row below the centre line"),
}
_EXACT_RUN = ("seven points together above what chance gives", "seven points together below what chance gives")
_EXACT = (Kind.RARE_COUNTS, Kind.RARE_PROPORTIONS)
_CHARTS = {
    Kind.INDIVIDUALS: "limits from the moving range of the points (XmR): no season is found, and counts are not rare",
    Kind.SEASONAL: "the series comes and goes with the year: XmR limits around a seasonal baseline",
    Kind.RARE_COUNTS: f"fewer than {RARE} events a point on average: exact limits, because XmR raises false alarms",
    Kind.PROPORTIONS: "a share: limits from each point's own denominator, wider where points vary more (p chart)",
    Kind.RARE_PROPORTIONS: "a share near its end: exact limits, because its counts are rare",
}


@dataclass(frozen=True)
class Facts:
    """What a verdict rests on, per row. `completed` is the signed code of the rule fulfilled at the row's period."""

    polarity: Words
    status: Words
    kind: Words
    points: NDArray[np.int64]
    completed: NDArray[np.int64]
    is_charted: NDArray[np.bool_]
    is_hidden: NDArray[np.bool_]
    has_value: NDArray[np.bool_]
    mixes: Words

    @property
    def is_judged(self) -> NDArray[np.bool_]:
        """Whether there is a verdict: a shown point of a chart of at least eight points."""
        return self.is_charted & ~self.is_hidden & (self.points >= FEWEST)


def verdict(facts: Facts) -> Words:
    """The one verdict on change at each row's period."""
    good = facts.completed * _good_side(facts)
    return choose_words(
        [~facts.is_judged, facts.completed == 0, good > 0, good < 0],
        [Verdict.UNJUDGED, Verdict.UNCHANGED, Verdict.IMPROVING, Verdict.WORSENING],
        Verdict.CHANGED,
    )


def verdict_reason(facts: Facts) -> Words:
    """Which rule speaks, or why none can."""
    trial = np.where(facts.points < TRIAL, f"; trial limits, from fewer than {TRIAL} points", "").astype(object)
    judged = np.where(
        facts.completed == 0, "no rule of the chart is fulfilled", rule_words(facts.completed, facts.kind)
    )
    mixed = np.array([item is not None for item in facts.mixes], dtype=bool)
    several = np.array(
        [f"{number} points that share no months; {FEWEST} are needed" for number in facts.points], object
    )
    return np.select(
        [~facts.has_value, facts.is_hidden, mixed, facts.points < FEWEST, ~facts.is_charted],
        [
            np.array([f"there is no figure: {status}" for status in facts.status], dtype=object),
            "withheld: a count about people is below the threshold",
            np.array([f"covers time before and after a break: {words}" for words in facts.mixes], dtype=object),
            several,
            "shares months with a newer figure, which is judged",
        ],
        default=judged + trial,
    ).astype(object)


def rule_words(completed: NDArray[np.int64], kind: Words) -> Words:
    """The rule in words, None where none is fulfilled."""
    wording = np.full(len(completed), None, dtype=object)
    is_exact = np.isin(kind.astype(str), [str(item) for item in _EXACT])
    for rule, (high, low) in _RULES.items():
        for side, words, exact in ((1, high, _EXACT_RUN[0]), (-1, low, _EXACT_RUN[1])):
            here = completed == side * rule
            wording[here] = words
            if rule is Rule.RUN:
                wording[here & is_exact] = exact
    return wording


def colour(part_of: NDArray[np.int64], facts: Facts) -> Words:
    """What a chart's point shows: improvement, concern, neutral high or low, common cause; None without a chart."""
    good = part_of * _good_side(facts)
    judged = facts.is_judged
    return choose_words(
        [judged & (part_of == 0), judged & (good > 0), judged & (good < 0), judged & (part_of > 0), judged],
        ["common cause", "improvement", "concern", "neutral high", "neutral low"],
    )


def chart_reason(facts: Facts, unsafe: NDArray[np.bool_]) -> Words:
    """Why this chart, why none, or why its lines are not shown."""
    reasons = np.array([_CHARTS.get(kind) for kind in facts.kind], dtype=object)
    reasons[facts.points < FEWEST] = f"no chart: fewer than {FEWEST} points that share no months"
    reasons[unsafe] = "lines are not shown: with them a withheld count could be worked out"
    return reasons


def _good_side(facts: Facts) -> NDArray[np.int64]:
    return np.select([facts.polarity == "higher", facts.polarity == "lower"], [1, -1], default=0)
