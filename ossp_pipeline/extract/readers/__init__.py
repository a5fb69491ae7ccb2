"""Reading files that others made. Nothing here knows what a file should hold: the contract is checked later.

decode      a file of a feed as UTF-8 text: CSV in a declared encoding, a spreadsheet or GeoJSON
geojson     areas as rows of that text
file_kinds  what kind of file something is, by its first bytes or by the parts of its archive
archive     several files that are read together; what an archive may be to be opened at all
records     a fixed-width extract as records of people, checked against its own totals
safe_xml    no XML of a spreadsheet may declare a document type
streaming   spreadsheets that publishers send: all rows as text
returned    workbooks that leads send back: single cells with their kind

Spreadsheets have two kinds of readers, because they answer different questions. A publisher's workbook unpacks to more
than a gigabyte, and only its rows matter: `streaming` reads it piece by piece, and counts the rows twice. A returned
workbook is small, anybody may have changed it, and it matters whether a cell holds a typed number or a formula, is
merged or lies outside the table: `returned` loads every cell, in a child process that may use little memory and time.
"""
