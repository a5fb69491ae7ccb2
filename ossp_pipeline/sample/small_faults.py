"""Row faults of the default sample: few enough in every file that the release still goes out and shows them."""

from collections.abc import Callable

from ossp_pipeline.sample.answers import Draft
from ossp_pipeline.sample.places import neighbour_areas

Plant = Callable[[Draft], None]


def plant_small_faults(draft: Draft) -> Draft:
    """Plant what this file is to hold, if anything; the draft takes note of the answer."""
    if plant := _PLANTED.get(draft.file_name):
        plant(draft)
    return draft


def _in_rows(count: int, fault: Callable[[Draft, int], None]) -> Plant:
    def plant(draft: Draft) -> None:
        for row in draft.good_rows(count):
            fault(draft, row)

    return plant


def _spoiled(count: int, heading: str, value: str, *rules: str) -> Plant:
    return _in_rows(count, lambda draft, row: draft.spoil(row, heading, value, *rules))


def _move_to_neighbour(draft: Draft, row: int) -> None:
    places = neighbour_areas()
    draft.move_out(row, "LSOA 2021", places[row % len(places)].code)


_PLANTED: dict[str, Plant] = {
    "GMP-CSP-Stockport-Crime-2024-02-v1.csv": _spoiled(3, "HO Offence Code", "999Z", "offence_code.allowed"),
    "GMP-CSP-Stockport-Crime-2024-05-v1.csv": _in_rows(2, _move_to_neighbour),
    "GMP-CSP-Stockport-Crime-2024-09-v1.csv": _in_rows(4, Draft.repeat),
    "GMP-CSP-Stockport-Crime-2025-02-v1.csv": _in_rows(1, Draft.widen),
    "GMP-CSP-Stockport-Crime-2025-11-v1.csv": _spoiled(2, "Recorded Date", "31/02/2025", "recorded_date.readable"),
    "asb-incidents-2023-10-v1.csv": _spoiled(2, "asb_type", "Traffic", "asb_type.allowed"),
    "asb-incidents-2024-03-v1.csv": _spoiled(1, "category", "Noise\x07", "category.allowed", "row.printable"),
    "asb-incidents-2025-05-v1.csv": _in_rows(3, Draft.repeat),
    "probation-supervision-2024-25Q2-v1.csv": _spoiled(2, "Requirement", "XYZ", "requirement.allowed"),
    "ndtms-2024-25Q3-v1.csv": _spoiled(2, "ALCUSE", "35", "alcohol_days.range"),
}
