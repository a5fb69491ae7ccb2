"""What is requested of one lead for one quarter: the rows of the workbook, from the catalogue, the plan and the grants.

An issue is kept as it was sent: what comes back is checked against it, even if the catalogue has changed since.
"""

import hashlib
import json
import re
from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any

from ossp_pipeline.contracts.period import Cadence, Period
from ossp_pipeline.contracts.status import MeasureState
from ossp_pipeline.errors import BrokenError, UsageError
from ossp_pipeline.feeds.measure_returns import FEED
from ossp_pipeline.returns.layout import ACTIONS, COMMENTS, GRANTS, MEASURES, NOT_ASKED, REQUIRED, TEMPLATE
from ossp_pipeline.transform.measures.catalogue import Action, Catalogue, Grant, Measure

# Area type → (code, name) of each area of that type.
Areas = Mapping[str, list[tuple[str, str]]]
Values = dict[str, str | None]
_NO_EARLIER = "none yet"
_LONGEST_SLUG = 60  # what the file pattern of the feeds allows


@dataclass(frozen=True)
class Row:
    """One row to fill in.

    locked          the locked texts after the key, except the last accepted value
    not_asked       questions that do not apply to this row
    may_have_parts  whether the number counted may have decimals (sums, such as days of delay)
    is_share        whether the number counted is part of the denominator
    most_pounds     allocation and match of a grant
    last            the last accepted answers, and the quarter they are of; for a comment, the newest published figure
    """

    key: str
    locked: tuple[str, ...]
    not_asked: tuple[str, ...] = ()
    may_have_parts: bool = False
    is_share: bool = False
    most_pounds: float | None = None
    last: Values = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """As JSON keeps it, where the locked texts are called `told`."""
        values = asdict(self)
        return {"told": values.pop("locked"), **values}

    @property
    def last_text(self) -> str:
        """The last accepted answers as text; comments and narratives are left out."""
        shown = [
            value
            for name in ("numerator", "denominator", "progress", "spent_pounds", "forecast_pounds")
            if (value := self.last.get(name))
        ]
        if not shown:
            return self.last.get("newest_figure") or self.last.get("no_figure_reason") or _NO_EARLIER
        joined = {"numerator": " out of ", "spent_pounds": " spent, forecast "}
        return f"{next((text for name, text in joined.items() if name in self.last), ' ').join(shown)} in " + str(
            self.last.get("quarter")
        )


@dataclass(frozen=True)
class Issue:
    """What was requested of one lead for one quarter. `rows` goes by sheet name."""

    quarter: str
    lead: str
    rows: dict[str, tuple[Row, ...]]

    @property
    def slug(self) -> str:
        """The lead as file names have it."""
        return slug_of(self.lead)

    @property
    def check(self) -> str:
        """Changes when a required row does. The last accepted values and the rows for comments are left out."""
        required = {name: rows for name, rows in self.rows.items() if name in REQUIRED}
        requested = {name: [replace(row, last={}).as_dict() for row in rows] for name, rows in required.items()}
        text = json.dumps([TEMPLATE, self.quarter, self.lead, requested], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def as_dict(self) -> dict[str, Any]:
        """As JSON keeps it."""
        rows = {name: [row.as_dict() for row in rows] for name, rows in self.rows.items()}
        return {"quarter": self.quarter, "lead": self.lead, "rows": rows, "check": self.check}


def read_issue(document: Mapping[str, Any]) -> Issue:
    """The inverse of `Issue.as_dict`."""
    rows = {name: tuple(map(_read_row, rows)) for name, rows in document["rows"].items()}
    return Issue(document["quarter"], document["lead"], rows)


def _read_row(kept: Mapping[str, Any]) -> Row:
    values = dict(kept)
    return Row(locked=tuple(values.pop("told")), not_asked=tuple(values.pop("not_asked")), **values)


def slug_of(role: str) -> str:
    """A role as a part of a file name: lower case, everything but letters and digits as one hyphen."""
    return re.sub(r"[^a-z0-9]+", "-", role.lower())[:_LONGEST_SLUG].strip("-")


def due_date(quarter: Period) -> date:
    """The day by which a quarter's workbooks are due."""
    due = FEED.due_date(quarter)
    if due is None:
        raise ValueError("the feed of returned measures is never due")
    return due


def build_issues(
    catalogue: Catalogue, quarter: Period, areas: Areas, last: Callable[[str, str], Values]
) -> list[Issue]:
    """Everything requested for a quarter, one issue per lead, by name.

    `last(feed, key)` gives the last accepted answers. Raises UsageError where a measure is requested for areas that
    cannot be returned, BrokenError where two leads have the same file name.
    """
    rows: dict[str, dict[str, list[Row]]] = {}
    for sheet, lead, row in _all_rows(catalogue, quarter, areas):
        filled = replace(row, last=last(sheet.feed, row.key))
        rows.setdefault(lead, {}).setdefault(sheet.name, []).append(filled)
    issues = [
        Issue(str(quarter), lead, {name: tuple(listed) for name, listed in rows[lead].items()}) for lead in sorted(rows)
    ]
    slugs = [issue.slug for issue in issues]
    if twins := [issue.lead for issue in issues if slugs.count(issue.slug) > 1]:
        message = f"the owner roles {' and '.join(twins)} have the same file name"
        raise BrokenError("E-CATALOGUE", message, "spell each role in one way everywhere")
    return issues


def _all_rows(catalogue: Catalogue, quarter: Period, areas: Areas) -> list[tuple[Any, str, Row]]:
    measures = [item for item in catalogue.measures if _is_measure_requested(item, quarter)]
    counted = [item for item in catalogue.measures if _is_comment_requested(item, quarter)]
    actions = _newest_versions([item for item in catalogue.actions if _is_action_requested(item, quarter)])
    running = [item for item in catalogue.grants if item.start_date <= quarter.end and item.end_date >= quarter.start]
    return [
        *((MEASURES, item.owner_role, row) for item in measures for row in _measure_rows(item, quarter, areas)),
        *((ACTIONS, item.owner_role, _action_row(item)) for item in actions),
        *((GRANTS, item.owner_role, _grant_row(item)) for item in running),
        *((COMMENTS, item.owner_role, row) for item in counted for row in _comment_rows(item, areas)),
    ]


def _is_measure_requested(measure: Measure, quarter: Period) -> bool:
    is_year_end = str(quarter).endswith("Q4")
    is_time = measure.cadence is not Cadence.YEAR or is_year_end
    started = measure.first_period.start <= quarter.end
    return measure.is_returned and measure.status is not MeasureState.RETIRED and started and is_time


def _is_comment_requested(measure: Measure, quarter: Period) -> bool:
    """Counted from a feed for the whole partnership: nobody returns it, but its lead may say something about it."""
    started = measure.first_period.start <= quarter.end
    return (
        not measure.is_returned
        and measure.status is not MeasureState.RETIRED
        and started
        and "csp" in measure.area_types
    )


def _is_action_requested(action: Action, quarter: Period) -> bool:
    year = str(quarter)[:7]
    return (
        action.plan_year.replace("/", "-") == year
        and action.status != MeasureState.RETIRED
        and action.start_date <= quarter.end
    )


def _newest_versions(actions: list[Action]) -> list[Action]:
    newest: dict[str, Action] = {}
    for action in sorted(actions, key=lambda item: item.version):
        newest[action.action_id] = action
    return list(newest.values())


def _measure_rows(measure: Measure, quarter: Period, areas: Areas) -> list[Row]:
    if unknown := [kind for kind in measure.area_types if kind not in areas]:
        message = f"measure {measure.measure_id} is returned for area type “{unknown[0]}”"
        raise UsageError("E-CATALOGUE", message, f"use {' or '.join(areas)} in area_types of the catalogue")
    return [
        Row(
            key=f"{measure.measure_id}|{code}",
            locked=_measure_texts(measure, name, quarter),
            not_asked=() if measure.asks_denominator else ("denominator",),
            may_have_parts=measure.unit == "mean",
            is_share=measure.unit == "percent",
        )
        for kind in measure.area_types
        for code, name in areas[kind]
    ]


def _measure_texts(measure: Measure, area: str, quarter: Period) -> tuple[str, ...]:
    return (
        measure.title,
        area,
        _definition(measure),
        measure.numerator,
        measure.denominator if measure.asks_denominator else NOT_ASKED,
        measure.unit.replace("_", " "),
        _months(quarter, measure.window_months),
    )


def _comment_rows(measure: Measure, areas: Areas) -> list[Row]:
    return [
        Row(key=f"{measure.measure_id}|{code}", locked=(measure.title, name, _definition(measure)))
        for code, name in areas["csp"]
    ]


def _definition(measure: Measure) -> str:
    return " ".join(part.rstrip(".") + "." for part in (measure.definition, measure.method_note) if part)


def _months(quarter: Period, window: int) -> str:
    """The days a figure covers: the window that ends with the quarter."""
    index = quarter.end.year * 12 + quarter.end.month - window
    first = date(index // 12, index % 12 + 1, 1)
    last = quarter.end.replace(day=monthrange(quarter.end.year, quarter.end.month)[1])
    return f"{first.isoformat()} to {last.isoformat()}"


def _action_row(action: Action) -> Row:
    locked = (action.theme, action.priority or "no priority", action.action, action.due_date.isoformat())
    return Row(key=action.action_id, locked=locked)


def _grant_row(grant: Grant) -> Row:
    most = grant.allocation_pounds + grant.match_pounds
    amounts = f"{grant.allocation_pounds:.0f} and {grant.match_pounds:.0f}"
    locked = (grant.title, grant.funder, grant.end_date.isoformat(), amounts, grant.carry_forward)
    not_asked = () if grant.match_pounds else ("match_given_pounds",)
    return Row(key=grant.grant_id, locked=locked, not_asked=not_asked, most_pounds=most)
