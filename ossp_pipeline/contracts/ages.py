"""Age bands: those that the police feed sends and that dates of birth are reduced to, so that the two can be joined."""

from itertools import pairwise

# The first age of each band; the last band has no end.
STARTS = (0, 10, 18, 25, 35, 50, 65)
AGE_BANDS = (*(f"{start}-{after - 1}" for start, after in pairwise(STARTS)), f"{STARTS[-1]}+")
