"""The static site inside a release: pages made from a candidate's published tables, and from nothing else.

tables            the candidate's tables as rows, by name from its data package; withheld figures are never read
rows              a type for the rows of each table, written by `make docs` from the contracts
shown_tables      the tables that the pages of the needs assessment show, narrowed to the rows they need
board             the rows, put together by measure and ward
quarters          measures as they were at the end of a quarter
published         the newest figure of every measure in one line, for the workbooks of returns
formatting        figures, periods, statuses and verdicts as people read them
measure_in_words  what a measure counts, in words
drawings          charts, maps and bars as SVG, escaped
views             what each page prints, as plain values: a module for each page
pages             the pages, the stylesheet and the downloads, written as one folder
checks            the rules the gate requires of the site
changes           what a release changed against the one before it
front             the page beside the releases: which is current, and what it changed
notice            the calendar of planned releases, and what is late

Figures are not worked out here: the tables have them. Nothing is fetched, and no page runs a script.
"""
