"""Alerts: people are told once of a missed delivery, a hold, a failure and a recovery, and what to do.

    faults      what is wrong now, from due days, evidence and failures                 faults.py
    memory      what was said of what, and what waits: kept in data/alerts              memory.py
    message     the words: no value of a row, no figure                                 message.py
    stated      whom alerts.toml names, for which kinds, and when it is quiet            stated.py
    sending     one message by apprise, in a child process with little time             sending.py, child.py
    alerts      all of it, in a way that cannot fail a run                              alerts.py

It reads what the other parts have filed; none of them reads it, and a run is not slower or other for it.
"""
