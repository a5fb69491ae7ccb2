"""The needs assessment of one release: its tables as an accessible spreadsheet, and a skeleton text.

assessment           both files, written into a folder
assessment_workbook  the tables, each with its notes
assessment_text      the skeleton: what the tables say, and what an analyst must add
read_back            no row that the release does not hold
accessible_workbook  a spreadsheet by the Analysis Function's rules, from plain sheets
"""
