"""From what someone sent to Parquet we trust; the same for every feed.

connectors   how bytes arrive; they are never looked into there
receive      keep the bytes, under their hash
readers      what a file is: text in a declared encoding, a spreadsheet, shapes
rows         header and rows, counted by two readers
values       text to types, in the declared format only
conform      rules, area, duplicates, pseudonyms: accepted rows, rejected rows, accounting
land         all of that for every receipt that has no result yet
intake       a refresh's first step: take the files out of the inbox, land them; what still waits there
raw_store    what has landed, by delivery; which deliveries count
"""
