"""An installation from before the partnership folder: its facts move over, those of the sample and of others do not."""

import csv
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ossp_pipeline.cli.partnership import partnership
from ossp_pipeline.errors import UsageError
from ossp_pipeline.partnership.adopt import read_old_tree, write_adopted
from ossp_pipeline.partnership.facts import FACTS
from ossp_pipeline.partnership.folder import read_history
from ossp_pipeline.partnership.old_layout import financial_years
from ossp_pipeline.partnership.read import read_folders
from ossp_pipeline.settings import SHIPPED_PARTNERSHIP, load_settings

SETTINGS = """\
area          = "E22000084"   # Colchester
area_name     = "Colchester"
police_force  = "Essex Police"
crime_feed    = "police_uk_street"
asb_feed      = "police_uk_street"
severity_edition = "2024"
history_from  = "2023-04"
small_count   = 7             # ours
approval      = "named"
approvers     = "Head of community safety"
keep_builds   = 5
serious_violence = "narrow 1"
organisation  = ""
accessibility_contact = ""
accessibility_prepared = ""
postgres      = ""
postgres_password_file = ""
postgres_reader = "ossp_reader"
postgres_keep = 3
"""
CALENDAR = "announced,period,date,status,title,reason\n2026-01-08,2025-26Q3,2026-02-12,confirmed,To December,\n"
# A row that was shipped for the sample, one of the installation's own, and one that it made of a sample row.
ACTIONS = (
    "action_id,plan_year,theme,priority,action,owner_role,start_date,due_date,version,status\n"
    "case_review_process,2022/23,Public Safety and Protection,,Make the ASB case review known and quick,"
    "Community safety manager,2022-04-01,2023-03-31,1,proposed\n"
    "our_action,2025/26,Public Safety and Protection,,Ours,Community safety manager,2025-04-01,2026-03-31,1,live\n"
    "case_review_process,2022/23,Public Safety and Protection,,Make the ASB case review known and quick,"
    "Community safety manager,2022-04-01,2022-12-31,1,done\n"
)
GRANTS = (
    "grant_id,title,funder,theme,owner_role,start_date,end_date,allocation_pounds,match_pounds,carry_forward,note,"
    "source\n"
    "serious_violence_2023,Serious Violence Grant 2023/24,not stated,Public Safety and Protection,"
    "Police performance lead,2023-04-01,2024-03-31,150000,0,no,No carry-forward,"
    "Partnership paper: grants of One Stockport Safety Partnership\n"
    "ours,Our grant,Council,Protecting Vulnerable People,Manager,2024-01-01,2025-12-31,0900.50,40,by consent,,Letter\n"
)
FILES = {
    "measure_targets": "measure_id,area_code,first_period,target,basis,set_by,set_on\n"
    "all_crime,E22000105,2023-04,2600,Invented for the sample,Nobody: invented,2023-03-31\n"
    "all_crime,E22000105,2025-04,2400,invented for the sample,Nobody: invented,2025-03-31\n"
    "burglary,E22000084,2025-04,120,Plan,Board,2025-03-31\n",
    "plan_actions": ACTIONS,
    "grants": GRANTS,
    "priority_weights": "weights_version,criterion,weight,reason\n1,trend,20,A rise beyond chance asks for an answer\n",
    "priority_problems": "problem_id,title,subject,level,category,survey_indicator,measure_ids,harm,harm_reason,"
    "concern,concern_reason,capacity,capacity_reason,set_on,source\n"
    "robbery,Robbery,crime,type,Robbery,,robbery,4,Fear,3,Named,3,Patrols,2026-04-20,Workshop of May\n"
    "burglary,Burglary,crime,type,Burglary,,burglary,,,,,,,,\n",
    "measure_catalogue": "measure_id,title\nburglary,Burglary\nour_measure,Ours\n",
    "measure_breaks": "break_id,applies_to,first_period_after,kind,reason,source,is_rebased,forbids_comparison\n"
    "reporting_pause_2020,all,2020-04,reporting paused,Quarterly updates ran until 2020 and were paused for Covid. The "
    "month is not stated: the start of the financial year is our reading,"
    "the partnership's own account of its performance framework,true,true\n",
}


@pytest.fixture
def old(tmp_path: Path) -> Path:
    tree = tmp_path / "old"
    seeds = tree / "dbt_project" / "seeds"
    seeds.mkdir(parents=True)
    (tree / "ossp.toml").write_text(SETTINGS, encoding="utf-8")
    (tree / "release_calendar.csv").write_text(CALENDAR, encoding="utf-8")
    for name, text in FILES.items():
        (seeds / f"{name}.csv").write_text(text, encoding="utf-8")
    return tree


def edit(old: Path, name: str, before: str, after: str) -> None:
    path = old / name if "." in name else old / "dbt_project" / "seeds" / f"{name}.csv"
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")


def adopted(old: Path):
    return read_old_tree(old, old / "ossp.toml")


def run(*arguments: object):
    return CliRunner().invoke(partnership, [*map(str, arguments), "--json"])


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def test_facts_move_over_and_the_old_tree_stays_as_it_is(old, tmp_path):
    before = {path: path.read_bytes() for path in old.rglob("*") if path.is_file()}
    answer = run("adopt", old, "--folder", tmp_path / "new")
    assert answer.exit_code == 0, answer.output
    facts = read_folders((tmp_path / "new",), is_sample=False)
    assert facts.findings == ()
    assert {name for name, table in facts.tables.items() if table.num_rows} == {
        "measure_targets",
        "plan_actions",
        "grants",
        "priority_judgements",
    }
    assert {fact.file for fact in FACTS.values()} <= {path.name for path in (tmp_path / "new").iterdir()}
    assert {path: path.read_bytes() for path in old.rglob("*") if path.is_file()} == before
    assert (tmp_path / "new" / "release_calendar.csv").read_text(encoding="utf-8") == CALENDAR


def test_what_was_the_samples_is_left_out_and_named(old):
    found = {report.file: report.left_out for report in adopted(old).reports}
    assert found["measure_targets.csv"] == ["lines 2 to 3: invented for the sample"]
    assert found["plan_actions.csv"] == ["line 2: invented for the sample"]
    assert found["priority_weights.csv"] == ["line 2: invented for the sample"]
    (kept,) = [row for row in adopted(old).tables["plan_actions"] if row["action_id"] == "case_review_process"]
    assert kept["due_date"] == "2022-12-31", "a row that somebody changed is the installation's own"
    assert kept["source"] and not kept["source"].startswith("Invented")


def test_what_is_stockports_is_left_out_elsewhere(old):
    found = {report.file: report.left_out for report in adopted(old).reports}
    words = "about Stockport, as the project shipped it, and not about this area"
    assert (found["grants.csv"], found["measure_breaks.csv"]) == ([f"line 2: {words}"], [f"line 2: {words}"])
    assert {row["grant_id"] for row in adopted(old).tables["grants"]} == {"ours"}


def test_definitions_of_its_own_move_over_and_national_ones_stay_with_the_code(old):
    add_definitions(old)
    result = adopted(old)
    assert result.problems == []
    (kept,) = result.tables["violence_definitions"]
    assert (kept["definition"], kept["offence_code"]) == ("ours", "34B") and kept["source"]
    found = {report.file: report.left_out for report in result.reports}["serious_violence_definitions.csv"]
    words = "about Stockport, as the project shipped it, and not about this area"
    assert sorted(found) == ["line 2: national, which the code holds", f"line 3: {words}"]


def test_in_stockport_a_code_that_was_taken_off_a_definition_does_not_come_back(old):
    add_definitions(old)
    edit(old, "ossp.toml", "E22000084", "E08000007")
    kept = [(row["definition"], row["offence_code"]) for row in adopted(old).tables["violence_definitions"]]
    assert kept == [("ours", "34B"), ("greater_manchester", "2")]


def test_a_changed_national_definition_is_not_understood(old):
    add_definitions(old)
    edit(old, "serious_violence_definitions", "narrow,1,2023-01-31,2,", "narrow,1,2023-01-31,3A,")
    assert adopted(old).problems == [
        "serious_violence_definitions.csv, line 2: a definition of its own must not have the name of a national one"
    ]


def add_definitions(old: Path) -> None:
    """One row of a national definition, one of Greater Manchester's, one of an area's own."""
    (old / "dbt_project" / "seeds" / "serious_violence_definitions.csv").write_text(
        "definition,version,valid_from,offence_code,needs_flag,statutory_factors,reason\n"
        "narrow,1,2023-01-31,2,,maximum penalty; impact on any victim,A life was meant to be taken\n"
        "greater_manchester,2020,2020-01-01,2,,impact on any victim; prevalence in the area,"
        "Violence with injury is on the list\n"
        "ours,1,2024-01-01,34B,,prevalence in the area,Agreed\n",
        encoding="utf-8",
    )


def test_ward_tiles_move_over_and_stockports_are_left_out_elsewhere(old):
    path = old / "ossp_pipeline" / "site" / "drawings" / "ward_tiles.csv"
    path.parent.mkdir(parents=True)
    path.write_text("area_code,column,row\nE05015033,2,0\nE05004132,1,1\n", encoding="utf-8")
    result = adopted(old)
    assert [(row["area_code"], row["column_number"], row["row_number"]) for row in result.tables["ward_tiles"]] == [
        ("E05004132", "1", "1")
    ]
    (report,) = [report for report in result.reports if report.file == "ward_tiles.csv"]
    assert report.left_out[0].startswith("line 2: about Stockport")


@pytest.mark.parametrize("area", ["E08000007", "E22000105"])
def test_in_stockport_rows_that_nobody_changed_are_those_shipped_today(old, area):
    edit(old, "ossp.toml", "E22000084", area)
    result = adopted(old)
    assert result.problems == []
    today = {row["grant_id"]: row for row in rows(SHIPPED_PARTNERSHIP, "grants")}
    moved = {row["grant_id"]: row for row in result.tables["grants"]}
    assert moved["serious_violence_2023"] == today["serious_violence_2023"]
    assert set(moved) == {"serious_violence_2023", "ours"}, "a row that was taken out does not come back"
    assert [row["break_id"] for row in result.tables["measure_breaks"]] == ["reporting_pause_2020"]
    edit(old, "grants", "150000", "160000")
    changed = [row for row in adopted(old).tables["grants"] if row["grant_id"] == "serious_violence_2023"]
    assert [row["amount_pounds"] for row in changed] == ["160000"]


def test_a_grant_becomes_a_line_for_each_financial_year(old):
    lines = adopted(old).tables["grants"]
    assert [(line["financial_year"], line["match_pounds"]) for line in lines] == [
        ("2023/24", "40"),
        ("2024/25", "0"),
        ("2025/26", "0"),
    ]
    assert {(line["amount_pounds"], line["years_of_amount"], line["carry_forward"]) for line in lines} == {
        ("0900.50", "3", "exceptional")
    }


def test_financial_years_begin_in_april():
    from datetime import date

    assert financial_years(date(2024, 3, 31), date(2024, 4, 1)) == ["2023/24", "2024/25"]
    assert financial_years(date(1999, 4, 1), date(2000, 3, 31)) == ["1999/00"]


def test_only_problems_that_were_judged_become_judgements(old):
    (row,) = adopted(old).tables["priority_judgements"]
    assert (row["problem_id"], row["harm"], row["source"]) == ("robbery", "4", "Workshop of May")


def test_settings_keep_what_they_said_and_get_what_is_new(old, tmp_path):
    run("adopt", old, "--folder", tmp_path / "new")
    text = (tmp_path / "new" / "ossp.toml").read_text(encoding="utf-8")
    assert text.startswith(SETTINGS)
    settings = load_settings({"OSSP_PARTNERSHIP": str(tmp_path / "new"), "HOME": str(tmp_path)})
    assert (settings.area, settings.small_count, settings.approver_names) == (
        "E22000084",
        7,
        ["Head of community safety"],
    )
    # One amount for all years, as it was counted before.
    assert settings.grant_amounts == "whole term" and "area_lookup" in settings.received_feeds


def test_what_a_person_has_to_decide_is_said_file_by_file(old):
    (old / "data").mkdir()
    found = {report.file: " ".join(report.decide) for report in adopted(old).reports}
    assert "look at the new settings: feeds, grant_amounts" in found["ossp.toml"]
    assert "set grant_amounts to “each year”" in found["ossp.toml"] and str(old / "data") in found["ossp.toml"]
    assert "name the source of each row" in found["plan_actions.csv"]
    assert "say which line of each grant" in found["grants.csv"]
    assert found["measure_catalogue.csv"].endswith("does not have: our_measure")
    assert "no such file" in found["treatment_need.csv"] and found["measure_targets.csv"] == ""


@pytest.mark.parametrize(
    ("name", "before", "after", "words"),
    [
        ("grants", "by consent", "perhaps", "grants.csv, line 3: carry_forward is none of no, yes and by consent"),
        ("grants", "2024-01-01", "January", "grants.csv, line 3: start_date or end_date is not a day"),
        ("grants", "allocation_pounds", "pounds", "grants.csv: it lacks the column(s) “allocation_pounds”"),
        ("measure_targets", "120,", "many,", "measure_targets.csv, line 4: target is “many”. Allowed: a number"),
        ("measure_targets", "burglary,", "burglry,", "measure_targets.csv, line 4: measure_id is “burglry”, which"),
        ("plan_actions", "our_action,2025/26", "our_action,2025", "plan_actions.csv, line 3: plan_year is “2025”. All"),
        ("ossp.toml", "keep_builds ", "kept_builds ", "there is no setting “kept_builds”"),
        ("ossp.toml", "area_name ", "# ", "“area_name” is not set"),
        ("ossp.toml", "keep_builds", 'data = "elsewhere"\nkeep_builds', "“data” is seen from the file, which moves"),
        ("ossp.toml", "area   ", "[area", "ossp.toml cannot be read"),
    ],
)
def test_nothing_is_written_where_something_cannot_be_understood(old, tmp_path, name, before, after, words):
    edit(old, name, before, after)
    answer = run("adopt", old, "--folder", tmp_path / "new")
    assert answer.exit_code == 1
    assert any(words in problem for problem in json.loads(answer.stdout)["not_understood"])
    assert not (tmp_path / "new").exists()


def test_a_wrong_calendar_writes_nothing(old, tmp_path):
    edit(old, "release_calendar.csv", "2026-02-12", "2026-02-14")
    answer = run("adopt", old, "--folder", tmp_path / "new")
    assert "E-CALENDAR" in str(answer.exception) and not (tmp_path / "new").exists()


def test_a_folder_with_facts_is_replaced_only_if_asked_for_and_the_history_keeps_what_was_there(old, tmp_path):
    folder = tmp_path / "new"
    folder.mkdir()
    (folder / "measure_targets.csv").write_text(
        "measure_id,area_code,first_period,target,basis,set_by,set_on\nrobbery,E22000084,2025-04,15,Plan,,\n"
    )
    before = (folder / "measure_targets.csv").read_bytes()
    with pytest.raises(UsageError, match=r"E-NOTEMPTY.*measure_targets\.csv"):
        write_adopted(folder, adopted(old), may_replace=False)
    assert [path.name for path in folder.iterdir()] == ["measure_targets.csv"]
    assert (folder / "measure_targets.csv").read_bytes() == before
    write_adopted(folder, adopted(old), may_replace=True)
    gone = {row["column"]: row["before"] for row in read_history(folder) if row["key"].startswith("robbery")}
    assert gone["target"] == "15"
    assert [row["measure_id"] for row in rows(folder, "measure_targets")] == ["burglary"]


def test_a_tree_of_today_is_no_old_one(old, tmp_path):
    with pytest.raises(UsageError, match="E-ADOPT"):
        adopted(tmp_path)
    (old / "partnership").mkdir()
    with pytest.raises(UsageError, match="E-ADOPT"):
        adopted(old)


def test_waivers_of_the_old_tree_are_to_be_moved_by_a_person(old, tmp_path):
    (old / "expectations").mkdir()
    policy = old / "expectations" / "release_policy.toml"
    policy.write_text('[owners]\n"supplier liaison" = ["A. Name"]\n')
    steps = json.loads(run("adopt", old, "--folder", tmp_path / "new").stdout)["next"]
    assert steps[0] == f"move the names and waivers in {policy} to {tmp_path / 'new' / 'waivers.toml'}"
    policy.write_text("[owners]\n")
    assert len(json.loads(run("adopt", old, "--folder", tmp_path / "new", "--replace").stdout)["next"]) == 1


def test_settings_may_lie_elsewhere(old, tmp_path):
    own = tmp_path / "own"
    own.mkdir()
    for name in ("ossp.toml", "release_calendar.csv"):
        (old / name).rename(own / name)
    assert adopted(old).problems == [f"there is no {old / 'ossp.toml'}"]
    answer = run("adopt", old, "--folder", tmp_path / "new", "--settings", own / "ossp.toml")
    assert answer.exit_code == 0
