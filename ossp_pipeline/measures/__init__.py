"""Measures: the catalogue, the returned workbooks, the statistics of signals. Nothing here writes to the warehouse."""
