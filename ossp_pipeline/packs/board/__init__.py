"""The board's quarterly pack: a report, a deck and a spreadsheet, made from the files of one release and nothing else.

edition    a release as it stood at the end of one quarter
questions  challenge questions, each with the published rows it comes from; none without a signal
content    what every format says, as plain values in the order the board knows
glyphs     text the report's font can print
report     the PDF (Typst, tagged, PDF/UA-1)
fitting    how much room words take, and what of them fits
lettering  words into frames and cells of a slide
slides     the pieces of a slide: title, words, list, table, figure
slide_file the deck as a file: its first slide, its foot, its notes
deck       the editable deck
theme_slides  the two slides of a theme
native_chart  a control chart as PowerPoint draws it
archive    zip files whose bytes depend on their content alone
book       the spreadsheet
writing    the folder of a pack, with its checksums
"""
