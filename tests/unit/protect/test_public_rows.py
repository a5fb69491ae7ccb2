"""What rows about people show in the public edition: protected counts, and nothing that was made beside them."""

import pyarrow as pa

from ossp_pipeline.protect.public_rows import public_rows

ROWS = pa.table(
    {
        "disclosure_class": ["person", "event", None],
        "numerator": [5, 3, 0],
        "left_out_count": [2, 2, 2],
        "centre_line": [4.2, 3.1, 1.0],
        "narrative": ["a man of 40", "two shops", "one of them"],
        "status": ["observed", "true zero", "true zero"],
        "earlier_numerator_status": ["true zero", "true zero", "withheld"],
        "verdict": ["worsening", "improving", "changed"],
        "verdict_reason": ["a rule", "a rule", "a rule"],
        "is_charted": [True, True, True],
    }
)


def shown(name: str, *not_public: str, counts: tuple[str, ...] = ("numerator",)) -> list[object]:
    return list(public_rows(ROWS, not_public, ["narrative"], counts)[name].to_pylist())


def test_protected_counts_stay_and_words_and_left_out_people_go() -> None:
    assert shown("numerator") == [5, 3, 0]
    assert shown("narrative") == [None, "two shops", None]
    assert shown("left_out_count") == [None, 2, None]


def test_nobody_is_told_that_nobody_was_counted() -> None:
    assert shown("status") == ["observed", "true zero", "observed"]
    assert shown("earlier_numerator_status") == ["observed", "true zero", "withheld"]


def test_a_status_that_is_missing_stays_missing() -> None:
    rows = pa.table({"disclosure_class": ["person"], "status": pa.array([None], pa.string())})
    assert public_rows(rows, [], []).equals(rows)


def test_statistics_of_people_are_hidden_and_their_verdict_says_why() -> None:
    assert shown("centre_line", "centre_line") == [None, 3.1, None]
    assert shown("verdict", "centre_line") == ["cannot be judged", "improving", "cannot be judged"]
    assert "protected" in str(shown("verdict_reason", "centre_line")[0])
    assert shown("is_charted", "centre_line") == [False, True, False]


def test_a_row_that_shows_no_count_says_that_it_is_withheld() -> None:
    assert shown("status", "numerator") == ["withheld", "true zero", "withheld"]
    assert shown("status", "numerator", counts=("numerator", "denominator")) == ["observed", "true zero", "observed"]


def test_a_table_that_does_not_say_what_it_counts_hides_the_column_everywhere() -> None:
    rows = ROWS.drop_columns(["disclosure_class"])
    assert public_rows(rows, ["numerator"], ["narrative"])["numerator"].null_count == 3
    assert public_rows(rows, [], ["narrative"])["narrative"].null_count == 3
    assert public_rows(rows, [], []).equals(rows)


def test_why_a_month_is_in_doubt_is_said_without_the_rows_that_came() -> None:
    reasons = [
        "2025-05 is unconfirmed: Personal, 2 rows, about 30 expected; 2025-06 is unconfirmed: Old Town, none",
        None,
    ]
    rows = pa.table({"unconfirmed_reason": reasons})
    assert public_rows(rows, [], [])["unconfirmed_reason"].to_pylist() == [
        "2025-05 is unconfirmed; 2025-06 is unconfirmed",
        None,
    ]
