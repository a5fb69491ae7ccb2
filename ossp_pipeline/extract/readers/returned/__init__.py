"""Workbooks that leads send back: every cell with its kind, read in a child process with little memory and time.

reading    reads one workbook in a child process; the rest of the program calls nothing else here
container  what may be in the file around the sheets
xlsx, ods  the cells of each kind of file
cells      what is left of a workbook once nothing in it can act

A workbook can be built to use up memory or time, or to attack a parser: hence the child process. What the cells should
hold is checked in `ossp_pipeline/returns/`.
"""
