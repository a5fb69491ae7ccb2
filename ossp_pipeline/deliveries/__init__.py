"""What became of deliveries, for the people who look after them: quarantine, replay, revisions.

Values of rejected rows are read from the bytes as received and never stored; those that may be about a person are not
shown. Nothing here decides how a row lands: that is `extract`.
"""
