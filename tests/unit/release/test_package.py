"""What the data package says of itself: the build on every printed page."""

import pytest

from ossp_pipeline.release.package import describe

RECEIPT = {"feed": "police_crime", "period": "2026-03", "part": None, "version": 1, "sha256": "aa"}
PLAN = {
    "code": "c0de",
    "known_to": "2026-04-20",
    "settings": {"area_name": "Borough", "area_code": "E08000007", "small_count": "5"},
    "deliveries": [{"receipt": RECEIPT, "accounting": {"accepted": 3}, "accepted_sha256": "landed here"}],
}


def fingerprint(folder, **changes):
    feed = {"title": "", "supplier": "", "basis": ""}
    feeds = {"police_crime": type("Feed", (), feed)}
    return describe(folder, [], {**PLAN, **changes}, feeds, "")["fingerprint"]


@pytest.mark.parametrize(
    "changes",
    [
        {"code": "0ther"},
        {"settings": {**PLAN["settings"], "small_count": "10"}},
        {"deliveries": [{**PLAN["deliveries"][0], "receipt": {**RECEIPT, "sha256": "bb"}}]},
    ],
)
def test_prints_of_two_releases_differ_by_code_settings_and_bytes_received(tmp_path, changes):
    assert fingerprint(tmp_path, **changes) != fingerprint(tmp_path)


def test_prints_of_two_installations_with_the_same_deliveries_are_the_same(tmp_path):
    landed = [{**PLAN["deliveries"][0], "accepted_sha256": "landed with other keys"}]
    assert fingerprint(tmp_path, deliveries=landed) == fingerprint(tmp_path)


def test_the_package_carries_what_the_accessibility_statement_names(tmp_path):
    told = {"organisation": "Some Council", "accessibility_contact": "a@example.org",
            "accessibility_prepared": "2026-05-04"}  # fmt: skip
    feeds = {"police_crime": type("Feed", (), {"title": "Crime", "supplier": "Some Police", "basis": "by law"})}
    package = describe(tmp_path, [], {**PLAN, "settings": {**PLAN["settings"], **told}}, feeds, "")
    assert package["accessibility"] == dict(zip(("organisation", "contact", "prepared"), told.values(), strict=True))
    assert describe(tmp_path, [], PLAN, feeds, "")["accessibility"]["contact"] == ""
    assert package["sources"] == [
        {"feed": "police_crime", "title": "Crime", "supplier": "Some Police", "basis": "by law"}
    ]
