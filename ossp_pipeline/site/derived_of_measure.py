"""What a measure's own page derives from its published rows, worked out a second time from the rows alone."""

from collections import Counter
from collections.abc import Sequence

from ossp_pipeline.contracts.status import HIDDEN, SHOWN, ValueStatus
from ossp_pipeline.site.board import Measure
from ossp_pipeline.site.drawings.markers import USUAL, kind_of
from ossp_pipeline.site.formatting import STATUSES, count_of, number
from ossp_pipeline.site.measure_in_words import in_words
from ossp_pipeline.site.tables import Row


def of_measure(measure: Measure, ward_count: int) -> list[Row]:
    """What a measure's own page counts over its periods and its wards."""
    rows, unit = measure.points, measure.facts["unit"]
    shown = [row for row in rows if row["status"] in SHOWN]
    says = [f"{count_of(len(rows), 'period')} from", f"{count_of(len(rows) - len(shown), 'period')} without"]
    says += range_of(rows, unit)
    says.append(f"{measure.facts['window_months']} months to")
    unusual = sum(kind_of(row) != USUAL for row in shown)
    says += [f"{count_of(unusual, 'point')} unusual"]
    marked = {name: sum(bool(row[column]) for row in shown) for name, column in _MARKS.items()}
    says += [f"{count} {name}" for name, count in marked.items()]
    states = Counter(row["status"] for row in rows)
    says += [f"{count} {STATUSES.get(status, status)}" for status, count in states.items()]
    says.append(f"{states[ValueStatus.WITHHELD]} of them withheld")
    if cover := measure.coverage:
        supplied = cover["observed_count"] + cover["true_zero_count"]
        says.append(f"{supplied} of {count_of(cover['expected_count'], 'period')} supplied")
    says += [f"{count} of {ward_count} wards" for count in _shown_wards(measure)]
    says += [in_words(measure.facts, name) for name in ("numerator", "denominator") if measure.facts[name]]
    # The identifier of a proposed break is of the measure and the month the proposed limits start with.
    says += {f"{measure.measure_id}_{row['rebase_from'].replace('-', '_')}" for row in rows if row.get("rebase_from")}
    return [{"says": text} for text in says]


def of_series(measure: Measure, ward_count: int) -> list[Row]:
    """The same beside the measure's title, for places that speak of many measures."""
    return [{"title": measure.facts["title"], **row} for row in of_measure(measure, ward_count)]


_MARKS = {"provisional": "is_provisional", "unconfirmed": "unconfirmed_reason", "delivered again": "is_revised"}


def _shown_wards(measure: Measure) -> set[int]:
    """How many wards have a rate, and how many have a figure in each period: a map is of one of these."""
    rates = sum(row["rate_per_1000"] is not None and row["area_type"] == "ward" for row in measure.profiles.values())
    shown = Counter(row["period"] for rows in measure.wards.values() for row in rows if row["status"] in SHOWN)
    return {0, rates, *shown.values()}


def range_of(rows: Sequence[Row], unit: str) -> list[str]:
    """The lowest and the highest figure of some periods in words; nothing where none has a figure."""
    shown = [row["value"] for row in rows if row["status"] in SHOWN and row["value"] is not None]
    if not shown:
        return []
    of_shown = " shown" if any(row["status"] in HIDDEN for row in rows) else ""
    low, high = number(min(shown), unit), number(max(shown), unit)
    return [f"lowest{of_shown} {low}, highest{of_shown} {high}"]
