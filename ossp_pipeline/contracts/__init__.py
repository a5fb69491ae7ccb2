"""The shared vocabulary of all rooms. Pure values: nothing here reads or writes a file.

area        the area a partnership answers for
period      month, quarter or year that a delivery or a figure is about
column      one column of a feed: heading, name, type, allowed values, sensitivity, treatment
feed        the contract of a feed: its columns, key, file name, due date and tolerances
workbook    how a feed's rows lie in a spreadsheet
geojson     how a feed's areas lie in a GeoJSON file
ages        the bands that ages are given in
returned    the columns that all feeds of returned workbooks share
example     a correct file of a feed, and the fault that its sample plants
delivery    a file as received, and what became of its rows
outcome     the result of one rule
status      the states that tables write, each with its meaning
"""
