"""The portal's lookups joined: rows of the contract, districts of several partnerships, and files that were cut off."""

from collections.abc import Sequence

import pytest

from ossp_pipeline.contracts.layout import Table
from ossp_pipeline.errors import DeliveryRefused
from ossp_pipeline.layouts.lookups import JOINED_COLUMNS, PAIRS, PARTNERSHIPS, WARDS, join_lookups, rename_joined

PAIR_HEADINGS = ["LSOA11CD", "LSOA11NM", "LSOA21CD", "LSOA21NM", "CHGIND", "LAD22CD", "LAD22NM", "LAD22NMW", "ObjectId"]
WARD_HEADINGS = ["LSOA21CD", "LSOA21NM", "LSOA21NMW", "WD24CD", "WD24NM", "WD24NMW", "LAD24CD", "LAD24NM", "LAD24NMW"]
PARTNERSHIP_HEADINGS = ["LAD24CD", "LAD24NM", "CSP24CD", "CSP24NM", "PFA24CD", "PFA24NM", "ObjectId"]
Rows = Sequence[Sequence[str]]


def pair(number: int, district: str = "Home", old: str | None = None, change: str = "U") -> list[str]:
    name = f"{old or district} 001A"
    return [f"E0100000{number}", name, f"E0100000{number}", name, change, f"old {district}", district, "", "1"]


def ward(number: int, district: str = "Home") -> list[str]:
    return [f"E0100000{number}", "", "", f"E0500000{number}", f"Ward {number}", "", f"code {district}", district, ""]


def partnership(district: str = "Home", name: str | None = None) -> list[str]:
    name = name or district
    return [f"code {district}", district, f"csp {name}", name, "E23000001", "Force", "1"]


def joined(pairs: Rows, wards: Rows, partnerships: Rows) -> tuple[list[dict[str, str]], tuple[str, ...]]:
    rows, notes = join_lookups(
        {
            PAIRS: Table("", PAIR_HEADINGS, pairs),
            WARDS: Table("", WARD_HEADINGS, wards),
            PARTNERSHIPS: Table("", PARTNERSHIP_HEADINGS, partnerships),
        }
    )
    return [dict(row) for row in rows], notes


def test_three_lookups_give_the_rows_of_the_contract() -> None:
    rows, notes = joined([pair(1, change="S")], [ward(1)], [partnership()])
    assert rows == [
        {
            "LSOA21CD": "E01000001",
            "LSOA21NM": "Home 001A",
            "LSOA11CD": "E01000001",
            "LSOA11NM": "Home 001A",
            "CHGIND": "S",
            "WDCD": "E05000001",
            "WDNM": "Ward 1",
            "LADCD": "code Home",
            "LADNM": "Home",
            "CSPCD": "csp Home",
            "CSPNM": "Home",
            "PFACD": "E23000001",
            "PFANM": "Force",
        }
    ]
    assert notes == ()


def test_a_small_area_split_in_two_keeps_both_successors() -> None:
    second = [*pair(1)[:2], "E01000002", "Home 001B", "S", *pair(1)[5:]]
    rows, _ = joined([pair(1, change="S"), second], [ward(1), ward(2)], [partnership()])
    assert [(row["LSOA11CD"], row["LSOA21CD"], row["WDCD"]) for row in rows] == [
        ("E01000001", "E01000001", "E05000001"),
        ("E01000001", "E01000002", "E05000002"),
    ]


def test_of_several_partnerships_of_a_district_the_old_districts_name_decides() -> None:
    """Northampton is not “Daventry and South Northamptonshire”; Christchurch has what is left over."""
    old = ["Northampton", "Daventry", "South Northamptonshire"]
    pairs = [pair(number, "West", name) for number, name in enumerate(old, start=1)]
    wards = [ward(number, "West") for number in (1, 2, 3)]
    offered = [partnership("West", name) for name in ("Northampton", "Daventry and South Northamptonshire")]
    rows, notes = joined(pairs, wards, offered)
    assert [row["CSPNM"] for row in rows] == ["Northampton", *["Daventry and South Northamptonshire"] * 2]
    rows, _ = joined(
        [pair(1, "BCP", "Poole"), pair(2, "BCP", "Christchurch")],
        [ward(1, "BCP"), ward(2, "BCP")],
        [partnership("BCP", "Dorset"), partnership("BCP", "Poole")],
    )
    assert [row["CSPNM"] for row in rows] == ["Poole", "Dorset"]
    assert notes == ()


def test_a_district_whose_partnerships_cannot_be_told_apart_is_left_out_and_noted() -> None:
    pairs = [pair(1), pair(2, "West", "Nowhere")]
    offered = [partnership(), partnership("West", "One"), partnership("West", "Other")]
    rows, notes = joined(pairs, [ward(1), ward(2, "West")], offered)
    assert [row["LADNM"] for row in rows] == ["Home"]
    assert notes == ("1 district(s) left out: their names do not say which of several partnerships is theirs",)


def test_a_district_that_one_lookup_does_not_have_at_all_is_left_out_and_noted() -> None:
    rows, notes = joined([pair(1), pair(2, "Wales")], [ward(1)], [partnership(), partnership("Wales")])
    assert [row["LADNM"] for row in rows] == ["Home"]
    assert notes == ("1 small areas left out: their districts are in one of the lookups only",)


TWO_DISTRICTS = [partnership("Home", "Shared"), partnership("Other", "Shared")]


@pytest.mark.parametrize(
    ("pairs", "wards", "partnerships", "message"),
    [
        ([pair(1), pair(2)], [ward(1)], [partnership()], "lookup of wards lacks small areas of 1 district"),
        ([pair(1)], [ward(1), ward(2)], [partnership()], "2011 and 2021 small areas lacks some of 1 district"),
        ([pair(1)], [ward(1)], [partnership("Other")], "lookup of partnerships lacks 1 district"),
        ([pair(1)], [ward(1)], TWO_DISTRICTS, "lacks a district of 1 partnership"),
        ([pair(1)], [ward(1), [*ward(1)[:3], *ward(2)[3:]]], [partnership()], "two wards for one"),
    ],
)
def test_a_lookup_that_was_cut_off_is_refused(pairs: Rows, wards: Rows, partnerships: Rows, message: str) -> None:
    """Otherwise a partnership would be published with parts of it missing."""
    with pytest.raises(DeliveryRefused, match=message) as refused:
        joined(pairs, wards, partnerships)
    assert refused.value.code == "E-LAYOUT"


def test_a_joined_lookup_is_read_under_any_years_headings() -> None:
    written = [heading.split("|")[0].replace("##", "31") for heading in JOINED_COLUMNS.values()]
    cells = [f"cell {heading}" for heading in JOINED_COLUMNS]
    (row,) = rename_joined([Table("", [*written, "LSOA21NMW"], [[*cells, "Welsh"]])], "2031")
    assert row == dict(zip(JOINED_COLUMNS, cells, strict=True))
