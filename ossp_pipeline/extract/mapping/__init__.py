"""Suppliers' own layouts, read as the agreed ones by what the partnership folder states and a person has reviewed.

stated       the files of `mappings/`, read
flaws        what is wrong in one, by line
layout       one as a contract by which rows are split
rows         the rows of a supplier's file under the headings of the contract
sheets       which sheet of a spreadsheet is read
sheet_cells  its rows as text, and the cells that cannot be read
names        of which period and part such a file is
nearest      which mapping a refused file comes nearest to
"""
