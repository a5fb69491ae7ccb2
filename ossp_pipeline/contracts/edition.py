"""The editions of one build: who each is for."""

from enum import StrEnum


class Edition(StrEnum):
    """For whom the tables are made. dbt knows it as the variable `edition`."""

    PARTNERSHIP = "partnership"  # officers and the board, under the sharing agreements: counts as they are
    PUBLIC = "public"  # everybody: counts of people are protected before anything is worked out of them


# What an edition says of itself that shows small counts of people, on each page, in its data package and certificate.
OFFICIAL = (
    "OFFICIAL. Small counts of people are shown: for the partnership under its sharing agreements, not for the public."
)
