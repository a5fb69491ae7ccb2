"""A quarter's workbook filled in and saved by a program that is not ours, as .xlsx and as .ods."""

from pathlib import Path

import pytest

from ossp_pipeline.settings import Settings
from tests.returned import GOOD, Office, needs_libreoffice, save_in_libreoffice, write_seeds

pytestmark = [pytest.mark.slow, needs_libreoffice]


@pytest.fixture
def office(settings: Settings, tmp_path: Path) -> Office:
    return Office(settings, tmp_path / "sent", write_seeds(tmp_path / "seeds"))


@pytest.mark.parametrize("kinds", [("xlsx",), ("ods",), ("ods", "xlsx")], ids="-".join)
def test_answers_saved_by_libreoffice_come_back_exactly(office: Office, kinds: tuple[str, ...]) -> None:
    path = office.filled()
    for kind in kinds:
        path = save_in_libreoffice(path, kind)
    (taken,) = office.receive(path)
    assert taken.refusal == {}
    assert taken.findings == []
    assert office.sign()["accepted"] == 7
    values = [(row["numerator"], row["denominator"]) for row in office.delivered()]
    assert values == [("12", ""), ("3", "12"), ("40", ""), ("102.5", "11")]
    assert office.delivered()[0]["narrative"] == GOOD["Measures"]["M2"]
    assert [row["progress"] for row in office.delivered("action_returns")] == ["on track", "done"]
    (grant,) = office.delivered("grant_returns")
    assert (grant["spent_pounds"], grant["forecast_pounds"]) == ("7200.5", "9800")


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_formula_and_error_saved_by_libreoffice_are_told(office: Office, kind: str) -> None:
    """It works the formula out and stores the result beside it: the result must not count."""
    path = office.filled(Measures={"J2": "=10+2", "J3": "=1/0", "J4": 0.25})

    def show_as_percentage(book: object) -> None:
        book["Measures"]["J4"].number_format = "0%"  # type: ignore[index]

    (taken,) = office.receive(save_in_libreoffice(office.edited(path, show_as_percentage), kind))
    told = {item.cell: item.wrong for item in taken.findings}
    assert set(told) == {"J2", "J3", "J4"}
    assert "a formula" in told["J2"]
    assert "a percentage" in told["J4"]


def test_answer_that_was_sent_back_can_be_corrected_and_returned(office: Office) -> None:
    """The annotated copy is a workbook like the issued one, with the sound answers in it."""
    (taken,) = office.receive(office.filled(Measures={"J3": "12.5%"}))
    answer = Path(taken.answer)

    def correct(book: object) -> None:
        page = book["Measures"]  # type: ignore[index]
        assert page["J3"].value is None
        assert "a percentage" in page["N3"].value
        assert page["J2"].value == 12
        page["J3"].value = 3

    (again,) = office.receive(save_in_libreoffice(office.edited(answer, correct, "corrected.xlsx"), "ods"))
    assert again.findings == []
    assert office.sign()["accepted"] == 7
