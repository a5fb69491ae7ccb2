"""The editions of one build: who each is for."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any


class Edition(StrEnum):
    """For whom the tables are made. dbt knows it as the variable `edition`."""

    PARTNERSHIP = "partnership"  # officers and the board, under the sharing agreements: counts as they are
    PUBLIC = "public"  # everybody: counts of people are protected before anything is worked out of them


def edition_of(package: Mapping[str, Any]) -> Edition:
    """The edition that a data package says it is of. Packages of older code say nothing, and are the partnership's."""
    return Edition(package.get("edition", Edition.PARTNERSHIP))


# For whom an edition is, and what to know of its figures about people: on its pages and in its packs.
AUDIENCE = {
    Edition.PARTNERSHIP: (
        "For the partnership, not for the public.",
        "A figure that is withheld may still be worked out from others: a month from its quarter, a ward from the "
        "whole.",
    ),
    Edition.PUBLIC: (
        "For everybody.",
        "Counts of people are rounded up or down to a multiple of five, by chance, before anything is worked out of "
        "them: none is more than four off, or eight where crimes that police publish are part of it, and a nought does "
        "not mean nobody. What was shown of people stays as it was until the yearly revision. Crimes and reports of "
        "anti-social behaviour are as they were counted.",
    ),
}
# What is withheld to protect people, in a sentence.
WITHHELD = {
    Edition.PARTNERSHIP: "Counts about people from one to just below a threshold are withheld, with all figures of "
    "their row.",
    Edition.PUBLIC: "Of people, what cannot be rounded is withheld: returned figures that are small or none, limits, "
    "verdicts and comparisons, harm.",
}
# What an edition says of itself that shows small counts of people, on each page, in its data package and certificate.
OFFICIAL = (
    "OFFICIAL. Small counts of people are shown: for the partnership under its sharing agreements, not for the public."
)
