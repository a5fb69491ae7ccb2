"""Suppliers' own layouts, read as the agreed ones by what the partnership folder states and a person has reviewed.

stated   the files of `mappings/`, read
flaws    what is wrong in one, by line
rows     the rows of a supplier's file under the headings of the contract
names    of which period and part such a file is
"""
