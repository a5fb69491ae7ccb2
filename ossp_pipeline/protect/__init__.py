"""What keeps people out of the figures: pseudonyms and minimisation at landing, withholding and the screening of
words before a candidate.

Pure functions over values and frames. Nothing here reads or writes a file; keys come in as bytes.
"""
