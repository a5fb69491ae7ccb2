"""How many incidents the figures of small areas leave out, and why: the whole area's figure has them, or none has.

What the feed's contract says of rows without a place decides: accepted (counted for the whole area) or out_of_area.
"""

import numpy as np
import pandas as pd

from ossp_pipeline.contracts.status import LeftOut

_STRETCH = ["subject", "pattern", "period"]
_SERIES = [*_STRETCH, "level", "category"]
_MIXED = "2011 and 2021"


def with_left_out(rows: pd.DataFrame, whole: pd.DataFrame, stretches: pd.DataFrame) -> pd.DataFrame:
    """The rows, each a series over all small areas, with what it leaves out and why; both null without a figure.

    whole      rows of fct_levels of the whole area: of each partnership, where it has several
    stretches  subject, pattern, period; of each `unplaced` (accepted or out_of_area), `lsoa_vintage`, and as
               `left_out_count` the rows of the feed that never counted
    """
    same = whole[whole["pattern"].isin(rows["pattern"])].astype({"numerator": float})
    in_whole = same.groupby(_SERIES)["numerator"].sum(min_count=1)
    beside = rows[_STRETCH].merge(stretches, how="left", on=_STRETCH, validate="m:1").set_index(rows.index)
    counted = rows["numerator"].astype(float)
    rest = in_whole.reindex(pd.MultiIndex.from_frame(rows[_SERIES])).set_axis(rows.index) - counted
    is_left_out = beside["unplaced"] == "out_of_area"
    words = np.where(beside["lsoa_vintage"] == _MIXED, LeftOut.NOT_COUNTABLE.value, LeftOut.WHOLE_ALONE.value)
    reason = pd.Series(np.where(is_left_out, LeftOut.NO_FIGURE.value, words), rows.index, dtype=object)
    count = rest.where(~is_left_out, beside["left_out_count"].astype(float))
    return rows.assign(left_out_count=count.where(counted.notna()), left_out_reason=reason.where(counted.notna(), None))
