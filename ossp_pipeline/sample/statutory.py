"""What the makers of fire, hospital and ambulance feeds share: items of the Regulations of 2007."""

import numpy as np

from ossp_pipeline.contracts.period import Period
from ossp_pipeline.sample.draws import iso_day
from ossp_pipeline.sample.span import quarters

# The information of a quarter is due by the end of the next one.
SHARED_QUARTERS = quarters()[:-1]
OUTWARD_CODES = {"SK1": 20, "SK2": 12, "SK3": 14, "SK4": 12, "SK5": 18, "SK6": 9, "SK7": 6, "SK8": 9}


def days_in(rng: np.random.Generator, period: Period, size: int) -> list[str]:
    """So many days of a period, in their order."""
    first, last = period.start.toordinal(), period.end.toordinal()
    return [iso_day(day) for day in sorted(rng.integers(first, last + 1, size=size).tolist())]
