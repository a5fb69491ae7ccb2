"""What is wrong in a mapping is said by file and line, and such a mapping is not used."""

import pytest

from tests.unit.extract.mapping.conftest import HOMES, Partnership

pytestmark = pytest.mark.usefixtures("reading_here")


def test_a_sound_mapping_has_no_flaw(partnership: Partnership) -> None:
    stated = partnership.state(HOMES)
    assert stated.flaws == ()
    [mapping] = stated.mappings
    assert (mapping.part, mapping.version, len(mapping.headings)) == ("example-homes", 1, 8)


# What is changed in the sound mapping, the text of the line that is named, and what is said of it.
FLAWS = {
    "unknown heading of ours": (
        '= "category"',
        '= "categry"',
        '"Sub-type"',
        "no column “categry”; the nearest is “category”",
    ),
    "value not allowed": (
        '"Loud music" = "Noise"',
        '"Loud music" = "Nois"',
        '"Loud music"',
        "“Nois” is not allowed in “category”; the nearest is “Noise”",
    ),
    "flag not allowed": ('"Hate" = "Y"', '"Hate" = "Yes"', '"Hate" =', "“Yes” is not allowed in “hate_related”"),
    "constant not allowed": ('"Housing provider"', '"Landlord"', "source =", "“Landlord” is not allowed in “source”"),
    "nothing said of a required column": (
        '"Type"         = "asb_type"',
        "#",
        "[headings]",
        "nothing is said of “asb_type”",
    ),
    "a required column that is absent": (
        '["vulnerability_score"]',
        '["vulnerability_score", "case_ref"]',
        "not_supplied",
        "“case_ref” cannot be absent",
    ),
    "two headings for one column": (
        '"LSOA"         = "lsoa21_code"',
        '"LSOA" = "category"',
        '"LSOA"',
        "“category” is given by two headings",
    ),
    "who somebody is": (
        '"Sub-type"     =',
        '"Tenant surname" =',
        '"Tenant surname"',
        "it seems to tell who somebody is",
    ),
    "a constant that tells rows apart": (
        '"Case No"      = "case_ref"\n',
        "",
        "[headings]",
        "nothing is said of “case_ref”",
    ),
    "constant reference": (
        "[constants]",
        '[constants]\ncase_ref = "1"',
        "case_ref =",
        "a heading of the supplier gives it already",
    ),
    "values of a reference": (
        "[values.asb_type]",
        '[values.case_ref]\n"1" = "2"\n[values.asb_type]',
        "[values.case_ref]",
        "the contract lists no values",
    ),
    "no owner": ("owner       =", "# owner =", "", "“owner” is missing"),
    "not reviewed": ('reviewed_by = "A. Analyst"', "", "", "nobody has reviewed it, so it is not used"),
    "no feed": (
        '"asb_incidents"',
        '"asb_incident"',
        "feed  ",
        "there is no feed “asb_incident”; the nearest is “asb_incidents”",
    ),
    "no version": ("version     = 1", 'version = "1"', "version =", "it is not a whole number"),
    "no period": ('"2024-01"', '"January"', "valid_from", "“January” is no month: write one such as 2024-03"),
    "ends before it begins": ('"2024-01"', '"2024-01"\nvalid_to = "2023-12"', "valid_to", "it lies before valid_from"),
    "no day": ('"%d/%m/%Y"', '"%m/%Y"', "date_format", "does not say day, month and year"),
    "day as text": ("reviewed_on = 2026-11-23", 'reviewed_on = "23/11/2026"', "reviewed_on", "it is not a day"),
    "unknown key": (
        "ignored  ",
        "ignore = 1\nignored  ",
        "ignore =",
        "there is no “ignore” in a mapping; the nearest is “ignored”",
    ),
    "read and ignored": ('"Notes"]', '"Notes", "LSOA"]', "ignored", "“LSOA” is read and ignored"),
    "no TOML": ("[headings]", "[headings", "[headings", "it is no TOML"),
}


@pytest.mark.parametrize(("old", "new", "line", "words"), FLAWS.values(), ids=FLAWS)
def test_a_flaw_is_named_with_its_line_and_the_mapping_is_not_used(
    old: str, new: str, line: str, words: str, partnership: Partnership
) -> None:
    text = HOMES.replace(old, new, 1)
    assert text != HOMES
    stated = partnership.state(text)
    assert stated.mappings == ()
    found = [flaw for flaw in stated.flaws if words in flaw.problem]
    assert found, [flaw.problem for flaw in stated.flaws]
    assert found[0].file == "asb_incidents-example-homes.toml"
    lines = text.splitlines()
    assert lines[found[0].line - 1].startswith(line) if line else found[0].line == 1


def test_two_mappings_of_the_same_files_at_the_same_time_are_both_named(partnership: Partnership) -> None:
    partnership.state(HOMES)
    stated = partnership.state(HOMES.replace("Example Homes", "Other Homes"), "other")
    assert stated.mappings == ()
    assert {flaw.file for flaw in stated.flaws} == {"asb_incidents-example-homes.toml", "other.toml"}
    assert all("valid at the same time" in flaw.problem for flaw in stated.flaws)


def test_a_new_version_follows_the_one_before(partnership: Partnership) -> None:
    partnership.state(HOMES.replace('"2024-01"', '"2024-01"\nvalid_to = "2024-06"'))
    stated = partnership.state(HOMES.replace('"2024-01"', '"2024-07"'), "later")
    assert [mapping.name for mapping in stated.mappings] == ["asb_incidents-example-homes", "later"]


def test_what_is_wrong_in_one_mapping_leaves_the_others(partnership: Partnership) -> None:
    partnership.state("feed = [", "broken")
    stated = partnership.state(HOMES)
    assert [mapping.name for mapping in stated.mappings] == ["asb_incidents-example-homes"]
    assert [(flaw.file, flaw.line) for flaw in stated.flaws] == [("broken.toml", 1)]
