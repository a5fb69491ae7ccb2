"""Spreadsheets that publishers send, read piece by piece: memory does not grow with the size of the XML.

workbook  a spreadsheet as the CSV text that the feed's contract is checked against
sheets    what both kinds of file have in common: cells, unpacking within a limit, the second count of rows
xlsx      Excel workbooks
ods       OpenDocument spreadsheets

Values are text as it is shown. Formulas are not computed; what tells a formula or a merged cell from a typed value is
read in `returned`.
"""
