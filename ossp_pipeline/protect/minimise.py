"""Keep less of a value: an age band of a date of birth, the month of a date, the outward code of a postcode."""

from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from ossp_pipeline.contracts.ages import AGE_BANDS, STARTS


def age_bands(births: pa.Array, on: date) -> pa.Array:
    """Age band in completed years on the day `on`: one label per date of birth; null where it is missing or later."""
    day_of_year = pc.add(pc.multiply(pc.month(births), 100), pc.day(births))
    had_birthday = pc.less_equal(day_of_year, on.month * 100 + on.day)
    ages = pc.subtract(pc.subtract(on.year, pc.year(births)), pc.if_else(had_birthday, 0, 1))
    labels = pa.nulls(len(births), pa.string())
    for start, label in zip(STARTS, AGE_BANDS, strict=True):
        labels = pc.if_else(pc.greater_equal(ages, start), label, labels)
    return labels


def months(days: pa.Array) -> pa.Array:
    """The first day of each date's month; null stays null."""
    return pc.floor_temporal(days, unit="month")


def outward_codes(postcodes: pa.Array) -> pa.Array:
    """The part before the space: `SK1 3XE` becomes `SK1`, which about 8,000 addresses share. Null without a space."""
    spaced = pc.if_else(pc.match_substring(postcodes, " "), postcodes, pa.scalar(None, pa.string()))
    return pc.list_element(pc.split_pattern(spaced, " ", max_splits=1), 0)
