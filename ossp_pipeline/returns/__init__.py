"""The quarterly workbook: issued to theme leads, read when it comes back, signed off, submitted as deliveries of feeds.

request      what the catalogue, the plan and the grants request of one lead for one quarter
areas        the areas for which a measure can be returned
layout       what a workbook looks like; both its writer and its checker read it
write        the workbook as a file (XlsxWriter)
issue        one workbook per lead, with the last accepted answers
receive      what came back: kept, read, checked and answered
figures, answers, check   what is wrong with a cell, a row and a workbook; pure
workbook     the state of every row after all that was received and signed: the ledger; pure
sign_off     accept returned rows, close a quarter, reopen it
store        files under data/returns, append-only
submit       deliveries of the feeds measure_returns, action_returns, grant_returns, comment_returns
workspace    the store with the data folder's lock, for the commands `ossp returns`
outstanding  which rows are outstanding for each lead, and the reminder

The cells of a received file are read by `ossp_pipeline/extract/readers/returned/`, in a child process with limits.
What becomes of a delivery is not decided here: it is received, landed and staged like any other.
"""
