"""Spreadsheets, read piece by piece: memory does not grow with the size of the XML.

workbook  what a publisher sends, as the CSV text that the feed's contract is checked against
supplied  what a supplier sends: each row with its number, each cell with what it is (`supplied_cells`, and a module for
          each kind of file)
sheets    what all have in common: cells, unpacking within a limit, the second count of rows
xlsx      Excel workbooks
ods       OpenDocument spreadsheets

Values of a published workbook are text as it is shown. Formulas are not computed.
"""
