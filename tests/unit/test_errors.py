"""Errors as people read them: what is wrong, what to do, one full stop each."""

import pytest

from ossp_pipeline.errors import UsageError, as_sentence


@pytest.mark.parametrize(
    "message", ["there is no such release", "there is no such release.", "There is no such release. "]
)
@pytest.mark.parametrize("remedy", ["run `ossp status`", "run `ossp status`.", "run `ossp status`. "])
def test_an_error_prints_as_two_sentences_whatever_its_parts_end_in(message, remedy):
    error = UsageError("E-NORELEASE", message, remedy)
    assert str(error) == "E-NORELEASE: There is no such release. What to do: run `ossp status`."


@pytest.mark.parametrize(
    "message",
    [
        "police_crime: nothing was received",
        "release_calendar.csv, line 3: the date is a Sunday",
        "dim_areas.csv was changed",
        "“postgres” is no address",
        "00001-abcd is held",
        "dbt build failed",
    ],
)
def test_a_name_keeps_its_spelling_at_the_start_of_a_sentence(message):
    assert as_sentence(message) == f"{message}."
