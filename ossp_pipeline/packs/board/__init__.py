"""The board's quarterly pack: a report, a deck and a spreadsheet, made from the files of one release and nothing else.

quarter_snapshot  a release as it was at the end of one quarter
questions         challenge questions, each with the published row that gives the reason
content           what every format says, as plain values in the board's order
glyphs            text that the report's font can print
report            the PDF (Typst, tagged, PDF/UA-1); report.typ is its layout
fitting           how much room text takes, and how much of it fits
typography        text in frames and cells of a slide
slides            the pieces of a slide: title, words, list, table, figure
slide_file        the deck as a file: its first slide, its footer, its notes
deck              the editable deck
theme_slides      the two slides of a theme
native_chart      a control chart as PowerPoint draws it
archive           zip files whose bytes depend on their content alone
workbook          the spreadsheet
read_back         no number that the release does not hold
writing           the folder of a pack, with its checksums
"""
