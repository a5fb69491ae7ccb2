"""The command `ossp`: the same steps as the Dagster job, with progress and a plain summary.

app        the verbs of a refresh and of an installation: sample, receive, build, gate, publish, refresh, status, …
readers    the verbs for those who read: calendar, dashboard, pack, sna, verify, serve
returns    `ossp returns`: issue, receive, sign-off, status
terminal   what every verb shares: settings, progress, printing, exit codes
summary    what came of a run, as one document
console    that document as text
serve      the releases on a local address, for reading only
"""
