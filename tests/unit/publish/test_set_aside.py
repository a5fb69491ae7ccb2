"""Setting a refused file aside: it names one that is outstanding, who says so and why."""

from datetime import UTC, datetime

import pytest

from ossp_pipeline.errors import UsageError
from ossp_pipeline.extract.set_asides import SetAsides
from ossp_pipeline.feeds.registry import FEEDS
from ossp_pipeline.publish.confirm import Statement
from ossp_pipeline.publish.set_aside import make_set_aside
from tests.unit.gate.rules.deliveries import refused

CRIME = FEEDS["police_crime"]
AT = datetime(2026, 5, 18, 12, tzinfo=UTC)
FILE = "police_crime-2025-06-v1.csv"
SOUND = Statement("A. Analyst", "the force sent it by mistake")


def test_it_is_about_the_files_of_this_name_that_are_outstanding_and_no_later_one(tmp_path):
    two = [refused(CRIME, "2025-06"), refused(CRIME, "2025-06")]
    said = make_set_aside(CRIME, FILE, [*two, refused(CRIME, "2025-07")], SOUND, AT)
    assert said.deliveries == tuple(item.receipt.delivery_id for item in two)
    assert said.reason == "set aside by A. Analyst: the force sent it by mistake"
    kept = SetAsides(tmp_path / "set_asides.jsonl")
    for _ in range(2):
        kept.add(said)
    assert SetAsides(kept.path).all() == [said, said]


@pytest.mark.parametrize(
    ("file", "statement", "message"),
    [
        ("police_crime-2025-07-v1.csv", SOUND, "no file of police_crime is outstanding under this name"),
        (FILE, Statement("", SOUND.because), "the name is empty"),
        (FILE, Statement("A. Analyst", "not needed"), "the reason has fewer than 15 characters"),
        (FILE, Statement("A. Analyst", "ask a.nalyst@example.org about it"), "the reason seems to hold an e-mail"),
        (FILE, Statement("A.\nAnalyst", SOUND.because), "the name is longer than"),
    ],
)
def test_it_is_not_taken_without_a_file_a_name_and_a_reason_that_can_be_published(file, statement, message):
    with pytest.raises(UsageError) as error:
        make_set_aside(CRIME, file, [refused(CRIME, "2025-06")], statement, AT)
    assert error.value.code == "E-SETASIDE"
    assert error.value.message.startswith(message)


def test_the_message_names_the_files_that_are_outstanding():
    with pytest.raises(UsageError) as error:
        make_set_aside(CRIME, "other.csv", [refused(CRIME, "2025-06")], SOUND, AT)
    assert error.value.remedy == f"name one of these: {FILE}"
