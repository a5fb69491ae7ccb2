"""Proven reoffending in the layout of the Ministry of Justice's geographical data tool."""

from collections.abc import Iterable, Iterator

from ossp_pipeline.contracts.layout import Table, TidyRow

# Read in code that uses the tool, not in a file: docs/feeds/proven_reoffending.md.
TOOL_HEADINGS = ("Cohort", "Geography", "Category", "Adult / Juvenile", "offenders", "reoffenders")
_ALSO = "reoffences"


def from_tool(tables: Iterable[Table], _: str) -> Iterator[TidyRow]:
    """Every cohort that the tool lists: a file of it is one edition. Reoffences are blank where it lacks them."""
    for table in tables:
        places = [(heading, table.position(heading)) for heading in (*TOOL_HEADINGS, _ALSO)]
        for cells in table.rows:
            yield {heading: cells[place] for heading, place in places if place is not None}
