"""Which small areas of the sample touch: known from the cells they were made of, and measured from their outlines.

The published scores are worked out again from these very neighbours in tests/functional/reconciled.
"""

from ossp_pipeline.sample.makers.area_boundaries import area_cells, outlines
from tests.touching import pairs_of_cells, touching_pairs


def test_outlines_touch_where_cells_do_and_nobody_is_alone() -> None:
    pairs = pairs_of_cells()
    assert touching_pairs({code: outline for code, outline, _ in outlines().rows}) == pairs
    assert {code for pair in pairs for code in pair} == set(area_cells())


def test_neighbours_counted_by_hand_on_the_grid() -> None:
    """Bramhall North is four cells wide and three high, walked to and fro and shared out by nine small areas:

        1 1 2 3        below it lies Bramhall South with the same: 10 10 11 12
        6 5 4 4
        7 7 8 9

    The last, 9, touches 8 and 4 in its ward, and below 12 along an edge and 11 at a corner.
    """
    beside = {code for pair in pairs_of_cells() if "X01000009" in pair for code in pair} - {"X01000009"}
    assert {code for code in beside if code <= "X01000018"} == {"X01000004", "X01000008", "X01000011", "X01000012"}
