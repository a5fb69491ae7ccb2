"""Reading files that others made: bytes to cells, rows and shapes. Nothing here knows what they should hold.

decode    is it text at all, in a declared encoding, and whole?
workbook  a spreadsheet as the text its contract is judged on, by `xlsx`, `ods` and `sheets`
geojson   shapes as rows
returned  a returned workbook as plain cells, from a child process with limits
"""
