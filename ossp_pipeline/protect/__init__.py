"""What keeps people out of the figures. Pure functions over values and tables.

minimise      landing: age bands, months and outward codes instead of dates of birth, days and postcodes
pseudonyms    landing: keyed pseudonyms instead of references and names
noise         landing: what decides how counts of people are rounded in the public edition
public_rows   candidate: what the public edition does not show of people
small_counts  candidate: small counts about people withheld
screening     text that people typed: made safe to print, and searched for personal details

Nothing here reads or writes a file. Keys come in as bytes; `extract/keys.py` reads them.
"""
