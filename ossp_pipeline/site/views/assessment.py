"""The pages of the needs assessment in the order a reader meets them, and the page that leads to them."""

from collections.abc import Iterator
from typing import Any

from ossp_pipeline.site.board import Board
from ossp_pipeline.site.views.change import change_page
from ossp_pipeline.site.views.comparison import comparison_page
from ossp_pipeline.site.views.crime import crime_page
from ossp_pipeline.site.views.harm import harm_page
from ossp_pipeline.site.views.indicators import indicators_page
from ossp_pipeline.site.views.people import people_page
from ossp_pipeline.site.views.places import ASB_PAGE, asb_places_page, places_page
from ossp_pipeline.site.views.priorities import priorities_page
from ossp_pipeline.site.views.searches import searches_page
from ossp_pipeline.site.views.shared import shared_page
from ossp_pipeline.site.views.sharing import sharing_page
from ossp_pipeline.site.views.times import times_page
from ossp_pipeline.site.views.violence import violence_page

_TOPICS = {
    "needs-crime": crime_page,
    "needs-times": times_page,
    "needs-change": change_page,
    "needs-harm": harm_page,
    "needs-violence": violence_page,
    "needs-places": places_page,
    ASB_PAGE: asb_places_page,
    "needs-people": people_page,
    "needs-shared": shared_page,
    "needs-searches": searches_page,
    "needs-comparison": comparison_page,
    "needs-indicators": indicators_page,
    "needs-priorities": priorities_page,
    "needs-sharing": sharing_page,
}


def assessment_pages(board: Board) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """File name, template and values: the page that leads to the topics, then every topic."""
    topics = {name: make(board) for name, make in _TOPICS.items()}
    cards = [(f"{name}.html", values["title"], values["lead"]) for name, values in topics.items()]
    yield "needs.html", "needs.html.j2", {"cards": cards}
    for name, values in topics.items():
        yield f"{name}.html", "topic.html.j2", values
