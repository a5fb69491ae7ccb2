"""Outcomes as data.police.uk publishes them: both wordings, any capitals, no place, several outcomes of one crime."""

import json

from ossp_pipeline.contracts.area import Area
from ossp_pipeline.contracts.period import Cadence, parse_period
from ossp_pipeline.extract.code_lists import read_code_labels, read_code_lists
from ossp_pipeline.extract.conform import ConformResult, FileContext, conform
from ossp_pipeline.feeds.police_uk_outcomes import FEED
from ossp_pipeline.settings import EXPECTATIONS, SEEDS

HOME = Area(codes=frozenset({"E01000001"}), force="Qxsample Police")
HEADER = "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Outcome type\r\n"
OUTCOMES = read_code_lists(SEEDS)["police_uk_outcomes"]


def landed(*rows: tuple[int, str], month: str = "2026-05", place: str = ",,No Location,,") -> ConformResult:
    force = "Qxsample Police,Qxsample Police"
    lines = [f"{crime:064x},{month},{force},{place},{outcome}\r\n" for crime, outcome in rows]
    context = FileContext(parse_period(Cadence.MONTH, "2026-05"), HOME, read_code_lists(SEEDS), b"")
    result = conform((HEADER + "".join(lines)).encode(), FEED, context)
    assert result.accounting.balanced
    return result


def test_every_published_wording_is_taken_also_without_a_place_and_in_other_capitals() -> None:
    result = landed(*enumerate(sorted(OUTCOMES)), (99, "suspect charged"))
    assert result.accounting.accepted == len(OUTCOMES) + 1 == 30
    assert result.accepted["outcome_type"].to_pylist()[-1] == "Suspect charged"


def test_two_outcomes_of_a_crime_are_two_and_the_same_row_twice_is_one() -> None:
    result = landed((1, "Suspect charged"), (1, "Offender fined"), (1, "Offender fined"))
    assert (result.accounting.accepted, result.accounting.duplicate) == (2, 1)


def test_a_new_wording_is_rejected() -> None:
    result = landed((1, "Suspect charged"), (2, "Case mislaid"))
    assert result.broken == {"police_uk_outcomes.outcome_type.allowed": 1}


def test_the_words_of_the_street_level_files_are_those_of_the_list_and_two_of_them_are_one_outcome() -> None:
    """A suite cannot read a list, so the words stand in both."""
    suite = json.loads((EXPECTATIONS / "raw" / "police_uk_street.json").read_text(encoding="utf-8"))
    (known,) = [item for item in suite["expectations"] if item["meta"]["rule"].endswith("last_outcome.known")]
    assert set(known["kwargs"]["value_set"]) == OUTCOMES
    labels = read_code_labels(SEEDS)["police_uk_outcomes"]
    assert len(set(labels.values())) == 28
    assert labels["Offender given penalty notice"] == "Offender given a penalty notice"
