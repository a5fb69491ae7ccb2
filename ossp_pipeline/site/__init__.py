"""The static site inside a release: pages made from a candidate's published tables, and from nothing else.

tables     the candidate's tables as rows, by name from its data package; what is withheld stays out of memory
board      the rows, put together by measure and ward
words      figures, periods, statuses and verdicts as people read them
svg        elements of a drawing, escaped
needs      the needs assessment’s tables, narrowed to what is shown
charts     control charts and spark lines; `labels` keeps the words beside a line from touching
courses    a line for a table's cell, with its gaps; `marks` are those of the charts
multiples  small multiples on one scale; `bars` from zero
tiles      ward tile maps, and when a map would mislead
views      what each page prints, as plain values
site       the pages, the stylesheet and the downloads, written as one folder
judging    the rules the gate requires of the site
front      the page beside the releases: which is current, what it changed
"""
