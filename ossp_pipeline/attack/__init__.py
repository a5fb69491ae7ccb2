"""An intruder who has nothing but the public edition's published files, and works out counts of people from them.

statements  what the published figures say about the true counts, and how these counts depend on one another
bounds      how far each true count can be narrowed down: interval propagation, and integer programming where it helps
channels    what gives counts away without any arithmetic
attack      the rule that holds a release from which a count can be worked out

Nothing here may be imported from what protects the counts, or knows more than an intruder could read in the published
documentation: an error of the one must not be an error of the other. `pyproject.toml` keeps that.
"""
