"""Schemes whose months before lie before the first month shown are named, with the month that history needs."""

from ossp_pipeline.partnership.schemes import short_history


def place(scheme_id: str, before_from: str) -> dict[str, str]:
    return {"scheme_id": scheme_id, "title": scheme_id.title(), "before_from": before_from}


def test_a_scheme_is_named_once_with_the_month_it_needs():
    places = [place("early", "2022-04"), place("early", "2022-04"), place("late", "2023-04")]
    (words,) = short_history(places, "2023-04")
    assert words.startswith("set history_from to 2022-04 or earlier")
    assert "“Early”" in words and words.endswith("while history is shown from 2023-04")


def test_no_scheme_is_named_that_history_can_hold():
    assert short_history([place("late", "2023-04")], "2023-04") == []
