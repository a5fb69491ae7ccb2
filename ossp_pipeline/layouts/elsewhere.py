"""Published layouts that several feeds are sent by mistake: declared once, refused by each with what it needs."""

from ossp_pipeline.contracts.layout import Layout


def fingertips(reason: str, remedy: str) -> Layout:
    """A download of indicators from Fingertips; why a feed cannot use it, and what to fetch instead."""
    return Layout(
        name="a download of indicators from Fingertips",
        file_name="indicators.csv",
        headings=("Indicator ID", "Indicator Name", "Area Code", "Time period", "Value", "Count", "Denominator"),
        refused=(reason, remedy),
    )
