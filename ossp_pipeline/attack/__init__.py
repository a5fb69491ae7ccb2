"""An intruder who has nothing but the public edition's published files, and works out counts of people from them.

tables      the published tables, opened
reviewed    what each of their columns of numbers counts, as a person reviewed it
statements  what the published figures say about the true counts, and how these counts depend on one another
bounds      how far each true count can be narrowed down: interval propagation, and integer programming where it helps
channels    what gives counts away without any arithmetic
copies      whether CSV and DuckDB say the same, and whether a file is there that nothing here reads
pages       the lines and drawings of a page
words       numbers beside people, in pages, feeds and results, that no table explains
packs       the same in the files of a pack
releases    what changed about people since a release that is kept
attack      the rule that holds a release from which a count can be worked out

Nothing here may be imported from what protects the counts, or knows more than an intruder could read in the published
documentation: an error of the one must not be an error of the other. `pyproject.toml` keeps that.
"""
