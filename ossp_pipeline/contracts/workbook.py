"""A workbook: how the rows of a feed lie in the sheets of a spreadsheet, where the supplier sends one."""

from dataclasses import dataclass

# Between two notes: each of them is read on its own, and a line break is no part of a value.
NOTES_APART = " | "


@dataclass(frozen=True, kw_only=True)
class Workbook:
    """What a spreadsheet of a feed looks like; a CSV file of the feed is taken as well.

    sheets          regular expression over the names of the sheets that hold rows
    other_sheets    names of sheets that hold none, in lower case; any other sheet that holds a table is refused
    notes_sheet     sheet of the publisher's notes
    notes_by        headings of the columns of which a note must name a value to be put beside a row
    notes_heading   heading under which the notes land, one after the other with NOTES_APART between; no sheet has it
    largest_xml     bytes that the parts of the workbook may unpack to
    """

    sheets: str
    other_sheets: tuple[str, ...] = ()
    notes_sheet: str = "Notes"
    notes_by: tuple[str, ...]
    notes_heading: str
    largest_xml: int = 4_000_000_000
