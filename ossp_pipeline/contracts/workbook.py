"""How the rows of a feed lie in the sheets of a spreadsheet, where the supplier sends one."""

from dataclasses import dataclass

# Separates two notes in one cell. A line break would be rejected as a character that does not print.
NOTE_SEPARATOR = " | "


@dataclass(frozen=True, kw_only=True)
class Workbook:
    """What a spreadsheet of a feed looks like. A CSV file of the feed is accepted too.

    sheets          regular expression over the names of the sheets that hold rows
    other_sheets    names of sheets that hold none, in lower case; any other sheet that holds a table is refused
    notes_sheet     name of the sheet with the publisher's notes
    notes_by        headings of columns: a row gets every note that names its value in one of them
    notes_heading   heading under which a row's notes land, joined by NOTE_SEPARATOR; no sheet has this heading; "":
                    the publisher writes no notes
    largest_xml     most bytes that one part of the workbook may unpack to
    """

    sheets: str
    other_sheets: tuple[str, ...] = ()
    notes_sheet: str = "Notes"
    notes_by: tuple[str, ...] = ()
    notes_heading: str = ""
    largest_xml: int = 4_000_000_000
