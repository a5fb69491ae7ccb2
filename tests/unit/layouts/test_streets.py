"""Street-level files of any year: other capitals are read, and what cannot be counted here is refused by name."""

import pytest

from ossp_pipeline.contracts.area import Area
from ossp_pipeline.errors import DeliveryRefused
from ossp_pipeline.extract.code_lists import read_code_lists
from ossp_pipeline.extract.conform import ConformResult, FileContext, conform
from ossp_pipeline.extract.published import identify, with_nearest
from ossp_pipeline.feeds.police_uk_street import FEED
from ossp_pipeline.settings import SEEDS

HOME = Area(codes=frozenset({"E01000001"}), force="Qxsample Police")
HEADER = "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,"
HEADER += "Last outcome category,Context\r\n"
PLACES = {"known": "-1.500000,52.500000,On or near Qxlane,E01000001,Qxsample 001A", "none": ",,No Location,,"}


def street(*crime_types: str, place: str = PLACES["known"], month: str = "2012-06") -> bytes:
    force = "Qxsample Police,Qxsample Police"
    rows = [f"{number:064x},{month},{force},{place},{kind},,\r\n" for number, kind in enumerate(crime_types)]
    return (HEADER + "".join(rows)).encode()


def landed(content: bytes, month: str = "2012-06") -> ConformResult:
    (name,) = identify(content, f"{month}-qxsample-street.csv", FEED)
    result = conform(content, FEED, FileContext(name.period, HOME, read_code_lists(SEEDS), b""))
    assert result.accounting.balanced
    return result


def test_capitals_of_another_edition_are_read_and_noted() -> None:
    result = landed(street("Violence and Sexual Offences", "Drugs", "criminal damage and arson"))
    assert result.accepted["crime_type"].to_pylist() == [
        "Violence and sexual offences",
        "Drugs",
        "Criminal damage and arson",
    ]
    assert result.notes == ("2 value(s) of “Crime type” read in the spelling of the agreed list",)


def test_words_that_are_not_in_the_list_are_rejected_also_those_of_before_2013() -> None:
    """“Violent crime” had no sexual offences: it is none of today's types, so it is not read as one."""
    result = landed(street("Drugs", "Violent crime", "Public disorder and weapons", "DRUG"))
    assert (result.accounting.accepted, result.accounting.rejected) == (1, 3)
    assert (result.broken, result.notes) == ({"police_uk_street.crime_type.allowed": 3}, ())


@pytest.mark.parametrize("zero", ["0,0", "0.0,0.0", "0.000000,0.000000", ","])
def test_a_point_of_noughts_is_no_point(zero: str) -> None:
    result = landed(street("Drugs", place=f"{zero},No Location,E01000001,Qxsample 001A"))
    assert result.accepted["longitude"].to_pylist() == result.accepted["latitude"].to_pylist() == [None]


OLD = (
    "Month,Reported by,Falls within,{},Location,Crime type,Context\r\n2011-01,Qx,Qx,{},On or near Qxlane,Burglary,\r\n"
)
TOTALS = "Month,Force,Neighbourhood,All crime,Anti-social behaviour,Burglary\r\n2012-01,Qx,Q1,3,1,2\r\n"


@pytest.mark.parametrize(
    ("content", "what", "remedy"),
    [
        (OLD.format("Easting,Northing", "389000,390000").encode(), "eastings and northings: it has no", "archive"),
        (OLD.format("Longitude,Latitude", "-2.1,53.4").encode(), "before small areas were published", "archive"),
        (TOTALS.encode(), "totals by police neighbourhood: it has totals and no crimes", "street-level file"),
    ],
    ids=["eastings", "no small areas", "totals"],
)
def test_a_file_that_cannot_be_counted_here_is_refused_by_name_with_what_to_fetch(
    content: bytes, what: str, remedy: str
) -> None:
    """Taken without places, its month would look like one without crime."""
    with pytest.raises(DeliveryRefused) as caught:
        landed(content)
    refusal = with_nearest(caught.value, content, FEED)
    assert refusal.code == "E-LAYOUT"
    assert what in refusal.message
    assert remedy in refusal.remedy


def test_a_file_in_todays_layout_keeps_its_physical_lines() -> None:
    """It is not rewritten: the line of a rejected row is the one in the file."""
    assert landed(street("Drugs", "Nonsense")).rejects["line"].to_pylist() == [3]
