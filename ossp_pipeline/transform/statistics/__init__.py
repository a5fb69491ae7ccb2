"""Statistics of measures: pure functions over numpy arrays. No files, no tables, no names of measures.

intervals     how far a value may be from what it estimates
funnel        areas against their own average, and quantiles
comparison    a value against a benchmark, a recent trend, an area against its control
rules         the four rules of a control chart
limits        centre line and limits, per kind of chart
seasons       the baseline of a series that comes and goes with the year
completeness  how likely a month of so few rows is, if it is complete
charts        which kind of chart fits a series, and all charts of a table in one go
"""
