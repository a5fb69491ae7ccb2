"""One maker per feed, under the feed's name.

Each has `drafts`, every file of the sample, and `next_version`, the newest of them sent again.
"""
