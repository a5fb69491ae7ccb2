"""The quarterly workbook: asked of theme leads, read when it comes back, signed off, handed on as deliveries of feeds.

asked      what the catalogue, the plan and the grants ask of one lead for one quarter
layout     what a workbook looks like; both its writer and its checker go by it
writing    the workbook (XlsxWriter)
reading/   what came back, as plain cells, from a child process with limits
figures, checking     what is wrong with it, cell by cell
book       what stands after all that was received and signed, row by row; pure
store      files under data/returns, append-only
handing    deliveries of the feeds measure_returns, action_returns, grant_returns, comment_returns
desk       issue, receive, sign off: the steps behind `ossp returns`
owed       who owes what, and the reminder
"""
