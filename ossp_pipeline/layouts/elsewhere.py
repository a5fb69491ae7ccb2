"""Published layouts that several feeds are sent by mistake: declared once, refused by each with what it needs."""

from ossp_pipeline.contracts.layout import Layout
from ossp_pipeline.layouts.published_indicators import FINGERTIPS_HEADINGS, NDTMS_HEADINGS

_PUT_THERE = "it is a file of published_indicators: put it there; for this feed"


def fingertips(reason: str, remedy: str) -> Layout:
    """A download of indicators from Fingertips; why a feed cannot use it, and what to fetch for it."""
    return Layout(
        name="a download of indicators from Fingertips",
        file_name="indicators.csv",
        headings=FINGERTIPS_HEADINGS,
        refused=(reason, f"{_PUT_THERE} {remedy}"),
    )


def ndtms_table(reason: str, remedy: str) -> Layout:
    """The published table of NDTMS; why a feed cannot use it, and what to fetch for it."""
    return Layout(
        name="the published table of adults in treatment",
        file_name="adults_england_ndtms.csv",
        headings=NDTMS_HEADINGS,
        refused=(reason, f"{_PUT_THERE} {remedy}"),
    )
