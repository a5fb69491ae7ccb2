"""One module per feed, and the registry that lists them.

A feed's module declares its contract, its example and its fault, and says in its docstring who sends the feed and what
is known to be wrong with it. It reads no file and imports no other feed. `registry` lists the feeds in the order in
which they land, and answers which feeds there are, which are optional and which an area expects.
"""
