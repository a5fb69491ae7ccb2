"""One measure as a line of a table: the same words on every page that lists measures."""

from dataclasses import dataclass

from markupsafe import Markup

from ossp_pipeline.contracts.status import MeasureState, Verdict
from ossp_pipeline.site.board import Measure
from ossp_pipeline.site.drawings.charts import spark_line
from ossp_pipeline.site.formatting import RAGS, VERDICTS, figure, number, period, slug, spell_periods
from ossp_pipeline.site.tables import Row
from ossp_pipeline.site.views.comments import why_no_words

_SPARKS = 24


@dataclass(frozen=True)
class Line:
    """A measure in a list. `rag` is red, amber, green or empty; `verdict` one of the published verdicts.

    `no_words`: why there is no comment. `gap`: what was said about a figure that is not there. `cause`: what it lacks
    in common with others: a feed, a lead's return. `is_unconfirmed`: the
    figure rests on a month in doubt, so the verdict and the colour are those of the figure before it.
    """

    measure_id: str
    title: str
    page: str
    theme: str
    owner: str
    figure: str
    period: str
    rag: str
    rag_words: str
    target: str
    verdict: str
    verdict_words: str
    reason: str
    spark: Markup
    comment: str
    no_words: str
    is_earlier: bool
    gap: str = ""
    cause: str = ""
    is_unconfirmed: bool = False

    @property
    def dated(self) -> str:
        """Its period, and that it is of an earlier quarter where it is."""
        return f"{self.period}, earlier quarter" if self.is_earlier else self.period


def page_of(kind: str, key: str) -> str:
    """The name of a page about something: `measure-burglary.html`."""
    return f"{kind}-{slug(key)}.html"


def line_of(measure: Measure, comment: str = "") -> Line:
    """A measure as a line. One without any figure says why, in words."""
    facts, card, newest = measure.facts, measure.card or {}, measure.newest
    verdict = card.get("verdict") or Verdict.UNJUDGED
    target = card.get("target")
    return Line(
        measure_id=measure.measure_id,
        title=facts["title"],
        page=page_of("measure", measure.measure_id),
        theme=facts["theme"],
        owner=facts["owner_role"],
        figure=newest_figure(measure, newest),
        period=period(card.get("latest_period"), facts["window_months"]) if card else "",
        rag=card.get("rag") or "",
        rag_words=_rag_words(card, target),
        target=number(target, facts["unit"]) if target is not None else "no target",
        verdict=verdict,
        verdict_words=VERDICTS[verdict],
        reason=spell_periods(card.get("verdict_reason") or ""),
        spark=spark_line(measure.points[-_SPARKS:]),
        comment=comment,
        no_words=why_no_words(measure),
        is_earlier=measure.is_earlier,
        is_unconfirmed=bool(card.get("unconfirmed_reason")),
    )


def _rag_words(card: Row, target: float | None) -> str:
    """The distance from the target in words; of which figure, where the newest is in doubt."""
    words = RAGS.get(card.get("rag") or "", "No target" if target is None else "Not compared with its target")
    is_earlier = card.get("rag") and card.get("unconfirmed_reason")
    return f"{words} by the last confirmed figure" if is_earlier else words


def newest_figure(measure: Measure, newest: Row | None) -> str:
    """The newest figure, or in words why there is none."""
    if newest is not None:
        return figure(newest, measure.facts["unit"])
    if measure.facts["status"] == MeasureState.RETIRED:
        return "retired: no longer collected"
    return "no figure yet"
