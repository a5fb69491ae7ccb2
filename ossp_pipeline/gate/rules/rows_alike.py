"""Rows without a reference that are alike to the letter: more of them than the feed's other months have?

data.police.uk puts anti-social behaviour on fixed points and gives it no id, so three in ten of its rows are like
another and each of them counts. A block of rows that was put in twice is not seen in that number, but it is in how many
different rows there are. In 97 months of Essex's and West Yorkshire's districts the share of different rows lay between
0.88 and 1.17 times the district's usual one; a quarter of the rows put in twice makes it 0.8.
"""

from dataclasses import dataclass
from statistics import median

from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.contracts.outcome import Outcome, Severity, Status
from ossp_pipeline.gate.rules.contract_rules import SUPPLIER_LIAISON
from ossp_pipeline.transform.build import Build
from ossp_pipeline.transform.tables import open_warehouse

LEAST = 0.8
# Of fewer rows the share says little, and fewer months are no past to compare with.
FEWEST_ROWS, FEWEST_MONTHS = 50, 4


@dataclass(frozen=True)
class Month:
    """The rows without a reference of one month: how many, and how many different ones."""

    period: str
    rows: int
    different: int

    @property
    def share(self) -> float:
        """Different rows, of all."""
        return self.different / self.rows


def alike_rule_ids(feed: Feed) -> list[str]:
    """The rule `judge_alike` answers for: of a feed some of whose rows have a reference."""
    return [f"{feed.name}.rows.alike"] if feed.reference else []


def judge_alike(feeds: list[Feed], build: Build) -> list[Outcome]:
    """Of each such feed, months in which more rows are alike than in others. It warns: which are true is not known."""
    return [_judge(feed, feed.reference, build) for feed in feeds if feed.reference]


def _judge(feed: Feed, reference: str, build: Build) -> Outcome:
    odd = _odd(_months(feed, reference, build))
    found = [f"{month.period} ({month.different:,} of {month.rows:,}, usually {usual:.0%})" for month, usual in odd]
    heading = feed.column(reference).heading
    detail = f"of rows without “{heading}” fewer are different than usual: {', '.join(found)}"
    return Outcome(
        rule=f"{feed.name}.rows.alike",
        subject=feed.name,
        tool="reconciliation",
        status=Status.FAILED if odd else Status.PASSED,
        severity=Severity.WARN,
        observed=len(odd),
        detail=detail if odd else f"rows without “{heading}” are alike no more often than usual",
        remedy=f"ask {feed.supplier} whether rows were put in twice, and for the month again; each of them is counted",
        owner=SUPPLIER_LIAISON,
    )


def _months(feed: Feed, reference: str, build: Build) -> list[Month]:
    with open_warehouse(build) as connection:
        rows = connection.table(f"stg_{feed.name}").filter(f"{reference} is null").set_alias("line")
        counted = rows.aggregate("period, count(*), count(distinct line)", "period").order("period")
        months = [Month(*row) for row in counted.fetchall()]
    return [month for month in months if month.rows >= FEWEST_ROWS]


def _odd(months: list[Month]) -> list[tuple[Month, float]]:
    """Months far from the median of the others, with that median."""
    if len(months) < FEWEST_MONTHS:
        return []
    usual = {month: median(other.share for other in months if other != month) for month in months}
    return [(month, share) for month, share in usual.items() if month.share < LEAST * share]
