"""Measures of a partnership's own, and what it makes of the catalogue's: read, checked by line, as people are asked."""

import csv

import pytest

from ossp_pipeline.contracts.status import MeasureState
from ossp_pipeline.gate.rules.one_figure import read_equivalences
from ossp_pipeline.partnership.measure_facts import MEASURE_CHOICES, MEASURES
from ossp_pipeline.partnership.read import Facts, read_folders
from ossp_pipeline.settings import SEEDS, SHIPPED_PARTNERSHIP
from ossp_pipeline.transform.measures.catalogue import catalogue_of, read_measures

THEME = "Public Safety and Protection"
SOUND = {
    "measure_id": "pier_crimes",
    "title": "Crimes at the pier",
    "theme": THEME,
    "definition": "Burglaries and robberies",
    "source": "crime",
    "numerator": "type=Burglary;type=Robbery",
    "unit": "count",
    "polarity": "lower",
    "area_types": "csp;ward",
    "cadence": "month",
    "window_months": "1",
    "disclosure_class": "event",
    "owner_role": "Pier manager",
    "first_period": "2023-04",
    "status": "live",
}
RETURNED = {"source": "returned", "numerator": "boats seen", "cadence": "quarter", "first_period": "2023-24Q1"}


def read(tmp_path, *measures, choices=(), targets=""):
    for fact, rows in ((MEASURES, measures), (MEASURE_CHOICES, choices)):
        with (tmp_path / fact.file).open("w", newline="", encoding="utf-8") as handle:
            writer = csv.DictWriter(handle, fact.headings)
            writer.writeheader()
            writer.writerows(rows)
    header = "measure_id,area_code,first_period,target,basis,set_by,set_on\n"
    (tmp_path / "measure_targets.csv").write_text(header + targets, encoding="utf-8")
    return read_folders((tmp_path,), is_sample=False)


def found(facts: Facts):
    return [(item.rule, item.line, item.column) for item in facts.findings]


def test_a_measure_of_ones_own_may_be_named_like_any_other(tmp_path):
    facts = read(tmp_path, SOUND, targets="pier_crimes,E22000105,2025-04,12,Plan,,\n")
    assert facts.findings == ()
    facts = read(tmp_path, targets="pier_crimes,E22000105,2025-04,12,Plan,,\n")
    assert found(facts) == [("measure_targets.measure_id.known", 2, "measure_id")]


@pytest.mark.parametrize(
    ("changes", "rule", "column"),
    [
        ({"measure_id": "robbery"}, "row.new", "measure_id"),
        ({"source": "rumour"}, "source.allowed", "source"),
        ({"numerator": "type=Burglery"}, "row.countable", "numerator"),
        ({"numerator": "iom=yes"}, "row.countable", "numerator"),
        ({"unit": "percent", "denominator": "type=Everything"}, "row.countable", "numerator"),
        ({"unit": "rate_per_1000", "denominator": "visitors"}, "row.countable", "numerator"),
        ({"first_period": "2023-24Q1"}, "row.in_cadence", "first_period"),
        ({"theme": ""}, "theme.required", "theme"),
        ({"window_months": "many"}, "window_months.readable", "window_months"),
    ],
)
def test_a_wrong_measure_is_named_by_line_and_column_and_is_out(tmp_path, changes, rule, column):
    facts = read(tmp_path, SOUND, SOUND | {"measure_id": "other"} | changes)
    assert found(facts) == [(f"measures.{rule}", 3, column)]
    assert [row["measure_id"] for row in facts.rows("measures")] == ["pier_crimes"]


@pytest.mark.parametrize(
    "changes",
    [
        RETURNED | {"unit": "percent", "denominator": "boats there are"},
        {"unit": "percent", "denominator": "all"},
        {"unit": "rate_per_1000", "denominator": "residents"},
        {"numerator": "list=serious violence, version 1"},
        {"numerator": "subgroup=Homicide;code=9B;flag=knife"},
        {"source": "supervision", "numerator": "started=ATR", "cadence": "quarter", "first_period": "2023-24Q1"},
    ],
)
def test_every_way_of_counting_is_taken(tmp_path, changes):
    assert read(tmp_path, SOUND | changes).findings == ()


def test_a_measure_twice_and_a_choice_without_reason_or_measure_are_wrong(tmp_path):
    choices = [
        {"measure_id": "robbery", "used": "no"},
        {"measure_id": "robery", "used": "yes"},
        {"measure_id": "arson", "used": "perhaps"},
    ]
    assert found(read(tmp_path, SOUND, SOUND, choices=choices)) == [
        ("measures.key.unique", 2, "measure_id"),
        ("measures.key.unique", 3, "measure_id"),
        ("measure_choices.used.readable", 4, "used"),
        ("measure_choices.measure_id.known", 3, "measure_id"),
        ("measure_choices.row.reasoned", 2, "reason"),
    ]


def test_people_are_asked_as_the_folder_says(tmp_path):
    choices = [
        {"measure_id": "marac_cases", "used": "no", "reason": "No MARAC here"},
        {"measure_id": "prevent_referrals", "used": "yes", "priority": "2 Prevent", "owner_role": "Prevent lead"},
        {"measure_id": "arson", "used": "yes", "theme": "The sea front"},
    ]
    facts = read(tmp_path, SOUND | RETURNED, choices=choices)
    asked = {item.measure_id: item for item in catalogue_of(read_measures(SEEDS), facts, "each year").measures}
    own, chosen = asked["pier_crimes"], asked["prevent_referrals"]
    assert (own.is_returned, own.owner_role, own.window_months) == (True, "Pier manager", 1)
    assert (chosen.priority, chosen.owner_role, chosen.status) == ("2 Prevent", "Prevent lead", MeasureState.PROPOSED)
    assert asked["marac_cases"].status == MeasureState.RETIRED
    assert asked["robbery"].priority == ""
    assert (asked["arson"].theme, asked["robbery"].theme) == ("The sea front", THEME)


def test_the_lists_of_the_code_name_no_place_and_pairs_of_figures_name_measures_of_the_catalogue():
    own = {row["measure_id"] for row in read_folders((SHIPPED_PARTNERSHIP,), is_sample=False).rows("measures")}
    for path in SEEDS.glob("*.csv"):
        text = path.read_text(encoding="utf-8")
        found = [word for word in ("Stockport", "Brinnington", "Manchester", *own) if word.lower() in text.lower()]
        assert found == [], path.name
    known = {item.measure_id for item in read_measures(SEEDS)}
    with (SEEDS / "figure_equivalences.csv").open(encoding="utf-8", newline="") as handle:
        named = {row["measure_id"] for row in csv.DictReader(handle)} - {""}
    assert named <= known and read_equivalences()
