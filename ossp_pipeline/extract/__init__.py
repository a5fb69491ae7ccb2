"""From the bytes that a supplier sent to Parquet files that the rest can rely on; the same for every feed.

intake      the first step of a refresh: take files out of the inbox and land them
connectors  how files arrive; nothing here looks into them
not_taken   what lies in the inbox and is not taken, and why
confined    child processes in which what others made is read, with little memory and time
delivered   a file's rows and periods, read in such a child
unpack      archives in the inbox, replaced by the files in them
gather      files that are joined: received as one delivery once all are there
stated_lists  what a partnership lists of the codes in such files
receive     files as received, under their hash, each with a receipt
land        every receipt that has no result yet
record_files  extracts of a case system that are one delivery: full, changes, and a table of places
known_kinds files that are known and not taken, because no figure needs them
published_layout  which published layout a file is in, by its headings and sheets
published   of which periods a published file is, and its rows as the contract wants them
report_lines  what databases and reports write among the rows of a table
conform     one file: rules, duplicates, area, pseudonyms; accepted rows, rejected rows, accounting
readers     a file as UTF-8 text: CSV, a spreadsheet, GeoJSON; also the cells of returned workbooks
header      the headings, compared with the contract
rows        the rows, counted by two readers
values      text to types, in the declared format only
rules       which rows break which rule
raw_store   landed deliveries on disk, and which of them count
area        the codes of this installation's area, from the newest area lookup
code_lists  allowed values that the models read too
keys        keys on disk: of pseudonyms, and of the seals of builds
set_asides  refused files that people set aside
"""
