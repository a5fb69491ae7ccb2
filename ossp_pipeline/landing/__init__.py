"""From what someone sent to Parquet we trust; the same for every feed.

receive   keep the bytes, under their hash
decode    is it text at all, in a declared encoding, and whole?
rows      header and rows, counted by two readers
values    text to types, in the declared format only
conform   rules, area, duplicates, pseudonyms: accepted rows, rejected rows, accounting
land      all of that for every receipt that has no result yet
"""
