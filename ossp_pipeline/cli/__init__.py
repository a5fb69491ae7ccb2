"""The command `ossp`: the same steps as the Dagster job, with progress and a plain summary.

app        commands that run a refresh or look after an installation: sample, receive, build, gate, publish, status, …
readers    commands for readers of a release: calendar, dashboard, pack, sna, verify, serve
returns    `ossp returns`: issue, receive, sign-off, status
terminal   what every command shares: settings, progress, printing, exit codes
documents  the keys of the summary documents
summary    what a command did, as one document
next_steps what to do after it, a line each
console    that document as text
serve      the releases on a local address, for reading only
"""
