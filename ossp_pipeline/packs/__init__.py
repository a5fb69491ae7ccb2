"""Documents for meetings, made from the files of one release and nothing else.

board       the board's quarterly report, deck and spreadsheet
assessment  the needs assessment: its tables as a spreadsheet, and a skeleton whose gaps are the analyst's
"""
