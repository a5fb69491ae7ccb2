"""Files in suppliers' own layouts: read as mappings state, each beside the others, and never more than is stated."""

import csv
from datetime import date
from pathlib import Path

import pytest

from ossp_pipeline.cli.next_steps import unused_mappings
from ossp_pipeline.contracts.delivery import State
from ossp_pipeline.deliveries.quarantine import unknown_codes
from ossp_pipeline.deliveries.supplier_list import write_list
from ossp_pipeline.extract.intake import land_again
from ossp_pipeline.extract.receive import ReceivedStore
from ossp_pipeline.governance.found_rows import find_rows
from ossp_pipeline.governance.identifiers import read_identifiers
from tests.faults.content.conftest import csv_file, good_rows
from tests.unit.extract.mapping.conftest import ASB, HEADINGS, HOMES, Partnership, homes_file, homes_row

pytestmark = pytest.mark.usefixtures("reading_here")

ROWS = [homes_row(number) for number in (1, 2, 3)]
EXPORT = "EH export 7.csv"


def test_rows_land_as_stated_and_nothing_of_other_columns_does(partnership: Partnership) -> None:
    partnership.state(HOMES)
    above = "Example Homes\r\nExported by Qxofficer\r\n"
    partnership.drop(homes_file([*ROWS, homes_row(4, Date_closed="05/04/2024")], above=above), EXPORT)
    [delivery] = partnership.deliveries()
    receipt = delivery.receipt
    assert (receipt.period, receipt.part, receipt.version) == ("2024-03", "example-homes", 1)
    assert delivery.accounting.accepted == 4
    assert delivery.mapping == "asb_incidents-example-homes, version 1"
    assert delivery.notes == (
        "read by the mapping asb_incidents-example-homes, version 1",
        "2 line(s) above the header left out",
        "cells are separated by semicolons",
    )
    rows = partnership.rows(delivery)
    first = {name: rows[0][name] for name in ("source", "opened_date", "asb_type", "category", "lsoa_code")}
    assert first == {
        "source": "Housing provider",
        "opened_date": date(2024, 3, 1),
        "asb_type": "Nuisance",
        "category": "Noise",
        "lsoa_code": "X01000001",
    }
    assert [row["vulnerability_score"] for row in rows] == [None] * 4
    assert len({row["case_token"] for row in rows}) == 4
    assert partnership.leaked(delivery) == []


@pytest.mark.parametrize("count", [3, 30_000])
def test_a_mapping_holds_for_headings_that_are_the_agreed_words_in_another_spelling(
    partnership: Partnership, count: int
) -> None:
    """Small and large: a person has stated what its values mean."""
    agreed = [column.heading for column in partnership.feed.columns]
    theirs = {heading: heading.upper().replace("_", " ") for heading in agreed}
    before, _, _ = HOMES.partition("stands_beside_others")
    pairs = "".join(f'"{theirs[heading]}" = "{heading}"\n' for heading in agreed)
    partnership.state(f'{before}\n[headings]\n{pairs}\n[values.category]\nLOUD = "Noise"\n')
    [row] = good_rows(ASB)[:1]
    days = {"opened_date": "01/03/2024", "closed_date": "02/03/2024"}
    rows = [row | days | {"category": "LOUD", "case_ref": f"CQX-{number}"} for number in range(count)]
    renamed = [{theirs[heading]: row[heading] for heading in agreed} for row in rows]
    partnership.drop(homes_file(renamed, [*theirs.values()]), "asb-incidents-2024-03-v1.csv")
    [delivery] = partnership.deliveries()
    assert delivery.mapping and delivery.accounting.accepted == count


def test_hate_is_read_by_its_own_words(partnership: Partnership) -> None:
    partnership.state(HOMES)
    partnership.drop(homes_file([{**homes_row(1), "Hate?": "Hate"}, homes_row(2)]), EXPORT)
    assert [row["is_hate_related"] for row in partnership.rows(partnership.deliveries()[0])] == [True, False]


def test_suppliers_and_the_council_stand_beside_one_another(partnership: Partnership) -> None:
    partnership.state(HOMES)
    partnership.state(HOMES.replace("Example Homes", "Other Homes").replace("Case No", "Ref"), "other")
    partnership.drop(csv_file(ASB, good_rows(ASB)), "asb-incidents-2024-03-v1.csv")
    partnership.drop(homes_file(ROWS), EXPORT)
    renamed = [{**row, "Ref": row["Case No"]} for row in ROWS]
    partnership.drop(homes_file(renamed, ["Ref", *HEADINGS[1:]]), "other.csv")
    used = partnership.selection.used
    assert [(item.receipt.part, item.accounting.accepted) for item in used] == [
        ("all", 3),
        ("example-homes", 3),
        ("other-homes", 3),
    ]
    tokens = {row["case_token"] for item in used for row in partnership.rows(item)}
    assert len(tokens) == 9, "both have a case 1001, and these are two cases"


def test_a_shared_reference_is_the_same_for_all(partnership: Partnership) -> None:
    shared = HOMES.replace("ignored ", 'shared_references = ["complainant_ref"]\nignored ')
    partnership.state(shared)
    partnership.state(shared.replace("Example Homes", "Other Homes").replace("Case No", "Ref"), "other")
    partnership.drop(homes_file(ROWS), EXPORT)
    partnership.drop(homes_file([{**row, "Ref": row["Case No"]} for row in ROWS], ["Ref", *HEADINGS[1:]]), "o.csv")
    people = [{row["complainant_token"] for row in partnership.rows(item)} for item in partnership.deliveries()]
    assert people[0] == people[1] and len(people[0]) == 3


def test_a_mapping_of_the_whole_replaces_what_came_before(partnership: Partnership) -> None:
    partnership.state(HOMES.replace("stands_beside_others = true", ""))
    partnership.drop(csv_file(ASB, good_rows(ASB)), "asb-incidents-2024-03-v1.csv")
    partnership.drop(homes_file(ROWS), EXPORT)
    assert [item.mapping != "" for item in partnership.selection.used] == [True]


def test_the_agreed_layout_is_read_by_no_mapping(partnership: Partnership) -> None:
    """Though a mapping fits as well, with fewer headings."""
    partnership.state(
        """
        feed = "asb_incidents"
        supplier = "Qx"
        version = 1
        owner = "analyst"
        reviewed_by = "A. Analyst"
        reviewed_on = 2026-11-23
        valid_from = "2024-01"
        not_supplied = ["closed_date", "lsoa21_code", "complainant_ref", "vulnerability_score"]
        [headings]
        case_ref = "case_ref"
        opened_date = "opened_date"
        asb_type = "asb_type"
        category = "category"
        hate_related = "hate_related"
        [constants]
        source = "Council"
        """
    )
    partnership.drop(csv_file(ASB, good_rows(ASB)), "asb-incidents-2024-03-v1.csv")
    [delivery] = partnership.deliveries()
    assert (delivery.mapping, delivery.receipt.part) == ("", "all")


def test_the_name_decides_the_period_where_it_is_the_agreed_one(partnership: Partnership) -> None:
    partnership.state(HOMES)
    partnership.drop(homes_file([*ROWS, homes_row(4, Date_logged="01/04/2024")]), "asb-incidents-2024-03-v2.csv")
    [delivery] = partnership.deliveries()
    assert (delivery.receipt.period, delivery.receipt.version) == ("2024-03", 2)
    assert delivery.broken == {"asb_incidents.opened_date.in_period": 1}


def test_days_of_several_months_need_the_agreed_name(partnership: Partnership) -> None:
    partnership.state(HOMES)
    partnership.drop(homes_file([*ROWS, homes_row(4, Date_logged="01/04/2024")]), EXPORT)
    [delivery] = partnership.deliveries()
    assert delivery.refusal is not None and delivery.refusal["code"] == "E-NAME"
    assert "no day in it says of which period alone it is" in delivery.refusal["message"]
    assert "rename it as docs/feeds/asb_incidents.md says" in delivery.refusal["remedy"]


def test_an_unknown_value_is_counted_suggested_and_lands_after_the_mapping_names_it(partnership: Partnership) -> None:
    partnership.state(HOMES)
    rows = [homes_row(number, **{"Sub-type": "Neighbourly disputes"}) for number in range(1, 7)]
    partnership.drop(homes_file([*rows, homes_row(7), homes_row(8, **{"Sub-type": "Qxjohn Qxdoe"})]), EXPORT)
    [before] = partnership.deliveries()
    assert (before.accounting.accepted, before.broken) == (1, {"asb_incidents.category.allowed": 7})
    codes = {
        item.code: (item.rows, item.nearest, item.mapping)
        for item in unknown_codes(partnership.settings, partnership.feed)
    }
    name = "asb_incidents-example-homes, version 1"
    assert codes == {"Neighbourly disputes": (6, "Neighbour dispute", name), None: (1, None, name)}
    partnership.state(
        HOMES.replace('"Loud music" =', '"Neighbourly disputes" = "Neighbour dispute"\n"Loud music" =').replace(
            "version     = 1", "version     = 2"
        )
    )
    [after] = land_again(partnership.settings, partnership.feed, {"2024-03"})
    assert (after.accounting.accepted, after.accounting.rejected, after.accounting.received) == (7, 1, 8)
    assert after.mapping.endswith("version 2")
    assert after.fingerprint != before.fingerprint


def test_an_erasure_finds_a_person_in_a_suppliers_own_layout(partnership: Partnership) -> None:
    """Also in landed rows whose bytes are gone: the supplier's references are pseudonyms of its own."""
    partnership.state(HOMES)
    partnership.drop(homes_file(ROWS), EXPORT)
    wanted = read_identifiers("complainant_ref\nr2\n", partnership.feed)
    assert find_rows(partnership.settings, partnership.feed, wanted).rows == 1
    received = ReceivedStore(partnership.settings.received)
    received.delete_bytes(partnership.deliveries()[0].receipt, {})
    found = find_rows(partnership.settings, partnership.feed, wanted)
    assert (found.in_bytes, found.rows) == ([], 1)


def test_the_list_for_the_supplier_has_its_own_headings(partnership: Partnership, tmp_path: Path) -> None:
    partnership.state(HOMES)
    partnership.drop(homes_file([*ROWS, homes_row(4, Type="XYZ-1")]), EXPORT)
    write_list(partnership.settings, partnership.feed, tmp_path / "list.csv")
    [row] = csv.DictReader((tmp_path / "list.csv").read_text("utf-8-sig").splitlines())
    assert (row["file"], row["row"], row["column"], row["value"]) == (EXPORT, "5", "Type", "XYZ-1")
    assert row["what must hold"] == "“Type” holds one of the values agreed for it"


def test_a_refresh_names_mappings_that_are_not_used(partnership: Partnership) -> None:
    partnership.state(HOMES.replace("owner  ", "# owner"))
    [step] = unused_mappings(partnership.settings)
    assert "asb_incidents-example-homes.toml" in step and "ossp partnership check" in step
    partnership.state(HOMES)
    assert unused_mappings(partnership.settings) == []


def test_a_changed_mapping_lands_its_files_again(partnership: Partnership) -> None:
    partnership.state(HOMES)
    partnership.drop(homes_file(ROWS), EXPORT)
    assert partnership.take().landed == []
    partnership.state(HOMES.replace('"Loud music" = "Noise"', '"Loud music" = "Harassment"'))
    [delivery] = partnership.take().landed
    assert {row["category"] for row in partnership.rows(delivery)} == {"Harassment"}
    partnership.state(HOMES.replace('"Noise"', '"Harassment"').replace("A. Analyst", "B. Analyst"))
    assert partnership.take().landed == [], "who reviewed it changes no row"


def test_a_file_that_came_before_its_mapping_is_taken_once_it_is_stated(partnership: Partnership) -> None:
    partnership.drop(homes_file(ROWS), EXPORT)
    assert [item.state for item in partnership.deliveries()] == [State.REFUSED]
    partnership.state(HOMES)
    partnership.take()
    assert [(item.receipt.part, item.receipt.period) for item in partnership.selection.used] == [
        ("example-homes", "2024-03")
    ]
    assert partnership.selection.outstanding == []
    assert partnership.take().landed == []


def test_a_renamed_heading_is_refused_with_the_nearest(partnership: Partnership) -> None:
    partnership.state(HOMES)
    headings = ["Case Number", *HEADINGS[1:]]
    partnership.drop(homes_file([{**row, "Case Number": row["Case No"]} for row in ROWS], headings), EXPORT)
    [delivery] = partnership.deliveries()
    assert delivery.refusal is not None
    assert "comes nearest to the mapping asb_incidents-example-homes, version 1" in delivery.refusal["message"]
    assert (
        "lacks the heading “Case No”, and the nearest that the file has is “Case Number”" in delivery.refusal["message"]
    )
    assert "Qx" not in str(delivery.as_dict())


def test_a_mapping_is_for_the_periods_it_says(partnership: Partnership) -> None:
    partnership.state(HOMES.replace('"2024-01"', '"2024-04"'))
    partnership.drop(homes_file(ROWS), "asb-incidents-2024-03-v1.csv")
    [delivery] = partnership.deliveries()
    assert delivery.refusal is not None and "which is for files from 2024-04" in delivery.refusal["message"]


def test_two_suppliers_with_the_same_headings_are_told_apart_by_the_names_of_their_files(
    partnership: Partnership,
) -> None:
    partnership.state(HOMES.replace("[headings]", 'file_names = "EH*"\n[headings]'))
    partnership.state(
        HOMES.replace("Example Homes", "Other Homes").replace("[headings]", 'file_names = "OH*"\n[headings]'), "other"
    )
    partnership.drop(homes_file(ROWS), "EH.csv")
    partnership.drop(homes_file(ROWS[:2]), "OH.csv")
    assert [item.receipt.part for item in partnership.selection.used] == ["example-homes", "other-homes"]
    partnership.drop(homes_file(ROWS[:1]), "unknown.csv")
    assert len(partnership.selection.outstanding) == 1


@pytest.mark.parametrize("reviewed", ['reviewed_by = "A. Analyst"\nreviewed_on = 2026-11-23', "owner       ="])
def test_a_mapping_that_nobody_reviewed_or_answers_for_is_not_used(partnership: Partnership, reviewed: str) -> None:
    stated = partnership.state(HOMES.replace(reviewed, "#"))
    assert stated.mappings == () and stated.flaws
    partnership.drop(homes_file(ROWS), EXPORT)
    assert [item.state for item in partnership.deliveries()] == [State.REFUSED]


def test_a_row_of_another_width_is_rejected_with_its_line(partnership: Partnership) -> None:
    partnership.state(HOMES)
    content = homes_file(ROWS, above="Title\r\n") + b"1;2;3\r\n"
    partnership.drop(content, "asb-incidents-2024-03-v1.csv")
    [delivery] = partnership.deliveries()
    assert delivery.broken == {"asb_incidents.row.fields": 1}
    from ossp_pipeline.extract.raw_store import RawStore

    assert RawStore(partnership.settings.raw).rejects(delivery)["line"].to_pylist() == [6]


def test_references_of_a_supplier_that_a_spreadsheet_cut_short_are_refused(partnership: Partnership) -> None:
    partnership.state(HOMES)
    partnership.drop(homes_file([{**row, "Case No": f"1.2{place}E+11"} for place, row in enumerate(ROWS)]), EXPORT)
    [delivery] = partnership.deliveries()
    assert delivery.refusal is not None and delivery.refusal["code"] == "E-REFERENCE"


def test_a_word_for_nothing_is_nobodys_reference(partnership: Partnership) -> None:
    """Or everybody without a reference would be counted as one person."""
    partnership.state(HOMES)
    rows = [{**row, "Date closed": "NULL", "Reported by": "NULL"} for row in ROWS]
    partnership.drop(homes_file([{**row, "Notes": "x"} for row in rows]), EXPORT)
    [delivery] = partnership.deliveries()
    assert delivery.accounting.accepted == 3, delivery.broken
    assert [row["complainant_token"] for row in partnership.rows(delivery)] == [None] * 3
