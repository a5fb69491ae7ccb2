"""What the data package says of a release: the fingerprint on every printed page, and the rows of each delivery."""

from pathlib import Path

import pyarrow as pa
import pytest

from ossp_pipeline.contracts.edition import Edition
from ossp_pipeline.feeds.registry import FEEDS
from ossp_pipeline.publish.package import PublishedTable, describe
from ossp_pipeline.transform.manifest import Model

RECEIPT = {"feed": "police_crime", "period": "2026-03", "part": None, "version": 1, "sha256": "aa"}
PLAN = {
    "code": "c0de",
    "known_to": "2026-04-20",
    "settings": {"area_name": "Borough", "area_code": "E08000007", "small_count": "5"},
    "deliveries": [
        {
            "receipt": RECEIPT,
            "accounting": {"received": 3, "accepted": 3, "rejected": 0},
            "broken": {},
            "accepted_sha256": "landed here",
        }
    ],
}


def fingerprint(folder, **changes):
    return describe(folder, [], {**PLAN, **changes}, FEEDS, "")["fingerprint"]


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


@pytest.mark.parametrize(
    ("feed", "faults", "unconsented", "is_given"),
    [
        ("probation_supervision", 0, 0, True),
        ("probation_supervision", 1, 0, False),
        ("probation_supervision", 4, 0, False),
        ("probation_supervision", 5, 0, True),
        ("substance_treatment", 2, 240, False),
        ("substance_treatment", 0, 3, False),
        ("substance_treatment", 0, 240, True),
        ("police_crime", 2, 0, True),
    ],
)
def test_a_few_faulty_rows_about_people_are_not_given_nor_what_would_reveal_them(
    tmp_path, feed, faults, unconsented, is_given
):
    rejected = faults + unconsented
    item = {
        "receipt": {**RECEIPT, "feed": feed},
        "accounting": {"received": 900 + rejected, "accepted": 900, "rejected": rejected, "duplicate": 0},
        "broken": {f"{feed}.consent.given": unconsented} if unconsented else {},
    }
    (delivery,) = describe(tmp_path, [], {**PLAN, "deliveries": [item]}, FEEDS, "")["deliveries"]
    hidden = {"received": None, "accepted": 900, "rejected": None, "duplicate": 0}
    assert delivery["rows"] == (item["accounting"] if is_given else hidden)


def test_the_package_carries_what_the_accessibility_statement_names(tmp_path):
    statement = {
        "organisation": "Some Council",
        "accessibility_contact": "a@example.org",
        "accessibility_prepared": "2026-05-04",
    }
    package = describe(tmp_path, [], {**PLAN, "settings": {**PLAN["settings"], **statement}}, FEEDS, "")
    assert package["accessibility"] == dict(
        zip(("organisation", "contact", "prepared"), statement.values(), strict=True)
    )
    assert describe(tmp_path, [], PLAN, FEEDS, "")["accessibility"]["contact"] == ""
    crime = FEEDS["police_crime"]
    assert package["sources"] == [
        {"feed": "police_crime", "title": crime.title, "supplier": crime.supplier, "basis": crime.basis}
    ]


@pytest.mark.parametrize("edition", Edition)
@pytest.mark.parametrize(
    ("classes", "is_closed"), [(["event", "event"], False), (["event", "person"], True), ([None], True), (None, False)]
)
def test_no_table_about_people_is_under_an_open_licence(
    tmp_path: Path, edition: Edition, classes: list[str | None] | None, is_closed: bool
) -> None:
    name = "month" if classes is None else "disclosure_class"
    rows = pa.table({name: pa.array(classes or ["2026-03"], pa.string())})
    model = Model("model.a", "a", "core", "A table.", {name: {"meaning": "A column"}})
    (tmp_path / "tables").mkdir()
    for suffix in ("parquet", "csv"):
        (tmp_path / "tables" / f"a.{suffix}").touch()
    package = describe(tmp_path, [PublishedTable(model, rows)], PLAN, FEEDS, "", edition)
    assert package["licenses"][0]["name"] == "OGL-UK-3.0"
    for resource in package["resources"]:
        own = [item["name"] for item in resource.get("licenses", [])]
        assert own == (["other-closed"] if is_closed else []), resource["name"]
