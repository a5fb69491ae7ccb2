"""Attendances after an assault: what lands of our template, and of a hospital's own layout through a mapping."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest

from ossp_pipeline.contracts.area import Area
from ossp_pipeline.contracts.delivery import Delivery, State
from ossp_pipeline.contracts.period import Cadence, parse_period
from ossp_pipeline.deliveries.draft_mapping import draft_mapping
from ossp_pipeline.deliveries.quarantine import unknown_codes
from ossp_pipeline.deliveries.supplier_list import write_list
from ossp_pipeline.errors import DeliveryRefused
from ossp_pipeline.extract.code_lists import read_code_lists
from ossp_pipeline.extract.conform import ConformResult, FileContext, conform
from ossp_pipeline.feeds.registry import FEEDS
from ossp_pipeline.feeds.violence_attendances import FEED
from ossp_pipeline.settings import PROJECT, SEEDS
from tests.faults.content.conftest import KEY, csv_file, good_row, good_rows
from tests.functional.marker_scan import find_markers
from tests.unit.extract.mapping.conftest import Partnership, homes_file

NAME = FEED.name
HERE = Area(codes=frozenset({"X01000001", "X01000002"}), force=None)
TYPED = "Kanarienvogel of Qxstreet 12"
Row = dict[str, str]


def landed(rows: Iterable[Row]) -> ConformResult:
    context = FileContext(parse_period(Cadence.MONTH, "2024-03"), HERE, read_code_lists(SEEDS), KEY, bytes(32))
    result = conform(csv_file(NAME, list(rows)), FEED, context)
    assert result.accounting.balanced
    return result


def attendance(**cells: str) -> Row:
    return good_row(NAME) | cells


def test_of_ten_columns_four_facts_land_and_no_day_hour_or_small_area() -> None:
    [row] = landed([attendance()]).accepted.to_pylist()
    assert len(FEED.columns) == 10
    assert row.pop("row_noise") is not None
    assert row == {
        "site_code": "QX101",
        "arrival_month": date(2024, 3, 1),
        "assault_method": "Fists or feet",
        "location_type": "Licensed premises",
    }


@pytest.mark.parametrize("heading", ["location_description", "method_description", "assault_time", "arrival_time"])
def test_what_is_dropped_is_not_read_and_need_not_be_sent(heading: str) -> None:
    """Also what no rule could hold of: text that somebody typed, in any characters."""
    result = landed([attendance(**{heading: "Qxtyped \u202e “words”, and\nmore"})])
    assert (result.accounting.accepted, result.broken) == (1, {})
    without = {name: cell for name, cell in attendance().items() if name != heading}
    context = FileContext(parse_period(Cadence.MONTH, "2024-03"), HERE, read_code_lists(SEEDS), KEY, bytes(32))
    text = ",".join(without) + "\n" + ",".join(without.values()) + "\n"
    assert conform(text.encode(), FEED, context).accounting.accepted == 1


@pytest.mark.parametrize("heading", ["NHS Number", "Patient name", "Date of birth", "Sex"])
def test_a_file_with_a_column_about_the_person_is_refused_whole(heading: str) -> None:
    text = csv_file(NAME, good_rows(NAME)).decode().splitlines()
    wider = "\n".join([f"{text[0]},{heading}", *(f"{line},Qxperson" for line in text[1:])]) + "\n"
    with pytest.raises(DeliveryRefused) as refused:
        landed_text = FileContext(parse_period(Cadence.MONTH, "2024-03"), HERE, {}, KEY, bytes(32))
        conform(wider.encode(), FEED, landed_text)
    assert refused.value.code == "E-HEADER" and "Qxperson" not in str(refused.value)


def test_attendances_alike_are_several_people_and_each_has_a_noise_of_its_own() -> None:
    result = landed([attendance()] * 3)
    assert (result.accounting.accepted, result.accounting.duplicate) == (3, 0)
    assert len(set(result.accepted["row_noise"].to_pylist())) == 3


def test_an_assault_elsewhere_is_counted_out_and_one_nowhere_is_kept() -> None:
    result = landed([attendance(), attendance(lsoa21_code=""), attendance(lsoa21_code="E01999999")])
    assert (result.accounting.accepted, result.excluded) == (2, {"elsewhere": 1})


@pytest.mark.parametrize(
    ("heading", "cell", "rule"),
    [
        ("assault_method", "24", "assault_method.allowed"),
        ("assault_method", "Knife", "assault_method.allowed"),
        ("location_type", "PUB", "location_type.allowed"),
        ("location_type", "12 Qxstreet", "location_type.allowed"),
        ("lsoa21_code", "12 Qxstreet, QX1 1QX", "lsoa_code.pattern"),
        ("site_code", "", "site_code.required"),
        ("site_code", "Qx hospital", "site_code.pattern"),
        ("arrival_date", "", "arrival_month.required"),
        ("arrival_date", "2024-02-29", "arrival_month.in_period"),
        ("arrival_date", "01/03/2024", "arrival_month.readable"),
    ],
)
def test_a_wrong_cell_rejects_its_row_without_its_value(heading: str, cell: str, rule: str) -> None:
    result = landed([attendance(), attendance(), attendance(**{heading: cell})])
    assert result.broken == {f"{NAME}.{rule}": 1} and result.accounting.accepted == 2
    assert result.rejects.to_pylist() == [{"line": 4, "column": heading, "rule": f"{NAME}.{rule}"}]


@pytest.mark.parametrize(
    ("written", "word"),
    [("FISTS OR FEET", "Fists or feet"), ("knife or sharp object", "Knife or sharp object"), ("", None)],
)
def test_words_of_the_template_are_read_in_any_capitals_and_a_blank_lands(written: str, word: str | None) -> None:
    assert landed([attendance(assault_method=written)]).accepted["assault_method"].to_pylist() == [word]


# The example of the page of the feed.
PAGE = PROJECT / "docs" / "feeds" / f"{NAME}.md"
MAPPING = PAGE.read_text("utf-8").split("\n```\n")[1]
HEADINGS = ["NHS Number", "Site", "Arrived", "Assault weapon", "Assault place", "Place LSOA", "Location notes"]


def theirs(number: int, weapon: str = "01", place: str = "PUB") -> Row:
    """An attendance as the hospital exports it."""
    cells = ["943 476 5919", "QX101", f"{number:02d}/03/2024 23:10", weapon, place, "X01000001", TYPED]
    return dict(zip(HEADINGS, cells, strict=True))


class Hospital(Partnership):
    """A partnership that a hospital sends its own layout to."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.feed = FEEDS[NAME]

    def send(self, rows: list[Row], name: str = "ED export March.csv") -> Delivery:
        self.drop(homes_file(rows, HEADINGS, delimiter=","), name, NAME)
        return self.deliveries()[-1]


@pytest.fixture
def hospital(tmp_path: Path) -> Hospital:
    return Hospital(tmp_path)


def test_a_hospitals_own_headings_and_codes_land_as_its_mapping_states(hospital: Hospital) -> None:
    assert hospital.state(MAPPING, f"{NAME}-example-hospital").flaws == ()
    delivery = hospital.send([theirs(1), theirs(2, "02", "STR"), theirs(2, "02", "STR")])
    receipt = delivery.receipt
    assert (receipt.period, receipt.part, delivery.accounting.accepted) == ("2024-03", "example-hospital", 3)
    rows = [(row["assault_method"], row["location_type"]) for row in hospital.rows(delivery)]
    assert rows == [("Fists or feet", "Licensed premises"), *[("Knife or sharp object", "Street or public place")] * 2]


def test_without_a_mapping_its_file_is_refused_and_a_draft_has_its_headings_alone(
    hospital: Hospital, tmp_path: Path
) -> None:
    assert hospital.send([theirs(1)]).state is State.REFUSED
    path = tmp_path / "export.csv"
    path.write_bytes(homes_file([theirs(number) for number in range(1, 9)], HEADINGS, delimiter=","))
    text = draft_mapping(path, hospital.feed, "Example Hospital", hospital.settings.mappings).path.read_text("utf-8")
    assert all(f'"{heading}"' in text for heading in HEADINGS)
    assert "PUB" not in text and "Kanarienvogel" not in text and "943" not in text


def test_a_code_that_is_not_stated_is_quarantined_and_said_without_a_value(hospital: Hospital, tmp_path: Path) -> None:
    hospital.state(MAPPING, f"{NAME}-example-hospital")
    delivery = hospital.send([theirs(1), *(theirs(2, "99Qx") for _ in range(6))])
    assert delivery.broken == {f"{NAME}.assault_method.allowed": 6}
    [code] = unknown_codes(hospital.settings, hospital.feed)
    assert (code.heading, code.rows) == ("assault_method", 6) and "99Qx" not in repr(code)
    path = tmp_path / "list.csv"
    write_list(hospital.settings, hospital.feed, path)
    assert "Assault weapon" in path.read_text("utf-8") and "99Qx" not in path.read_text("utf-8")


def test_typed_words_are_nowhere_but_in_the_bytes_as_received(hospital: Hospital, tmp_path: Path) -> None:
    """Neither by the mapping nor by the template; not in accepted rows, nor in rejected ones, nor in their list."""
    hospital.state(MAPPING, f"{NAME}-example-hospital")
    hospital.send([theirs(1), theirs(2, place=TYPED)])
    agreed = [attendance(location_description=TYPED, method_description=TYPED), attendance(location_type=TYPED)]
    hospital.drop(csv_file(NAME, agreed), "violence-attendances-2024-03-v1.csv", NAME)
    path = hospital.settings.data / "list.csv"
    write_list(hospital.settings, hospital.feed, path)
    assert path.read_text("utf-8").count("not shown") == 2
    found = find_markers(hospital.settings.data, ["Kanarienvogel", "943 476 5919"])
    assert found != [] and {place.split("/")[0] for place in found} == {"landing"}
