"""The editions of one build: who each is for."""

from enum import StrEnum


class Edition(StrEnum):
    """For whom the tables are made. dbt knows it as the variable `edition`."""

    PARTNERSHIP = "partnership"  # officers and the board, under the sharing agreements: counts as they are
    PUBLIC = "public"  # everybody: counts of people are protected before anything is worked out of them
