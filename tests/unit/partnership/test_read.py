"""The partnership folder: sound rows come out typed; each kind of wrong row is out, and named by line and rule."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ossp_pipeline.partnership.contract import INVENTED
from ossp_pipeline.partnership.facts import FACTS
from ossp_pipeline.partnership.read import Facts, read_folders
from ossp_pipeline.settings import SAMPLE_PARTNERSHIP, SHIPPED_PARTNERSHIP

TARGETS = "measure_id,area_code,first_period,target,basis,set_by,set_on\n"
SOUND_TARGET = "burglary,E22000105,2025-04,120,Plan,Board,2025-03-31\n"
GRANTS = (
    "grant_id,title,scheme,funder,theme,owner_role,start_date,end_date,carry_forward,financial_year,line_title,"
    "amount_pounds,years_of_amount,match_pounds,match_kind,note,source\n"
    "streets,Safer Streets,,Home Office,Protecting Vulnerable People,Manager,2023-04-01,2024-03-31,not permitted,"
    "2023/24,all,1000,1,0,,,Letter\n"
)
STREETS = "scheme_id,title,grant_id,measure_ids,role,area_code,before_from,before_to,after_from,after_to,basis\n"


def read(tmp_path: Path, is_sample: bool = False, **files: str) -> Facts:
    for name, text in files.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    return read_folders((tmp_path,), is_sample=is_sample)


def found(facts: Facts) -> list[tuple[str, int]]:
    return [(item.rule, item.line) for item in facts.findings]


@pytest.mark.parametrize(
    ("folders", "is_sample"), [((SHIPPED_PARTNERSHIP,), False), ((SAMPLE_PARTNERSHIP, SHIPPED_PARTNERSHIP), True)]
)
def test_the_shipped_folders_are_sound(folders, is_sample):
    assert read_folders(folders, is_sample=is_sample).findings == ()


def test_stockports_folder_states_nothing_invented_and_names_what_is_not_stated():
    facts = read_folders((SHIPPED_PARTNERSHIP,), is_sample=False)
    assert {name for name, table in facts.tables.items() if table.num_rows} == {
        "disclosure_classes",
        "grants",
        "measure_breaks",
        "measure_choices",
        "measures",
        "sna_comparators",
        "suppliers",
        "violence_definitions",
        "ward_tiles",
    }
    for fact in FACTS.values():
        text = (SHIPPED_PARTNERSHIP / fact.file).read_text(encoding="utf-8")
        assert INVENTED not in text and text.startswith(",".join(fact.headings))


def test_sound_rows_come_out_typed(tmp_path):
    facts = read(tmp_path, measure_targets=TARGETS + SOUND_TARGET)
    assert facts.rows("measure_targets") == [
        {
            "measure_id": "burglary",
            "area_code": "E22000105",
            "first_period": "2025-04",
            "target": 120.0,
            "basis": "Plan",
            "set_by": "Board",
            "set_on": date(2025, 3, 31),
            "line": 2,
        }
    ]
    assert facts.findings == ()


def test_what_a_spreadsheet_does_to_a_file_is_taken(tmp_path):
    """A byte order mark, columns in another order, days as 31/03/2025, and rows of nothing but commas."""
    text = "\ufeffset_on,measure_id,area_code,first_period,target,basis,set_by\n"
    text += "31/03/2025,burglary,E22000105,2025-04,120,Plan,\n,,,,,,\n"
    facts = read(tmp_path, measure_targets=text)
    (row,) = facts.rows("measure_targets")
    assert (row["set_on"], row["set_by"], facts.findings) == (date(2025, 3, 31), None, ())


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        ("burglry,E22000105,2025-04,120,Plan,,\n", "measure_id.known"),
        ("burglary,Stockport,2025-04,120,Plan,,\n", "area_code.pattern"),
        ("burglary,E22000105,April,120,Plan,,\n", "first_period.pattern"),
        ("burglary,E22000105,2025-26Q1,120,Plan,,\n", "row.in_cadence"),
        ("burglary,E22000105,2025-04,many,Plan,,\n", "target.readable"),
        ("burglary,E22000105,2025-04,120,,,\n", "basis.required"),
        ("burglary,E22000105,2025-04,120,Invented for the sample,,\n", "basis.not_invented"),
        ("burglary,E22000105,2025-04,120,invented by us,,\n", "basis.not_invented"),
        ("burglary,E22000105,2025-04,120,Plan,,31/02/2025\n", "set_on.readable"),
        ("domestic_abuse_crimes,E22000105,2025-04,120,Plan,,\n", "row.directed"),
    ],
)
def test_wrong_row_is_named_by_line_and_rule_and_is_out(tmp_path, row, rule):
    facts = read(tmp_path, measure_targets=TARGETS + SOUND_TARGET.replace("burglary", "robbery") + row)
    assert found(facts) == [(f"measure_targets.{rule}", 3)]
    assert [item["measure_id"] for item in facts.rows("measure_targets")] == ["robbery"]


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (
            "not permitted",
            "perhaps",
            "carry_forward is “perhaps”. Allowed: not permitted, exceptional, permitted, not stated",
        ),
        (",1000,", ",much,", "amount_pounds is “much”. Allowed: a number"),
        (",1000,", ",-1,", "amount_pounds is “-1”. Allowed: at least 0"),
        ("2023-04-01", "April", "start_date is “April”. Allowed: a date such as 2026-03-31"),
        ("Manager", "", "owner_role is empty"),
        (",Letter", ",invented", "source is “invented”. Only the sample may hold what was invented"),
        ("2023/24", "2019/20", "the financial year must have days of the grant"),
    ],
)
def test_what_is_wrong_says_what_stands_there_and_what_may(tmp_path, old, new, problem):
    facts = read(tmp_path, grants=GRANTS.replace(old, new))
    assert problem in [item.problem for item in facts.findings]


ACTIONS = (
    "action_id,plan_year,theme,priority,action,owner_role,start_date,due_date,version,status,source\n"
    "visits,2025/26,{theme},,Visit,Manager,2025-04-01,2026-03-31,1,live,Plan\n"
)
OWN_THEME = "measure_id,used,theme,priority,owner_role,reason\nburglary,{used},Safe Homes,,,{reason}\n"


@pytest.mark.parametrize(("used", "reason"), [("true", ""), ("false", "Nobody asks for it")])
def test_actions_and_grants_are_under_a_theme_that_a_measure_has(tmp_path, used, reason):
    known = OWN_THEME.format(used=used, reason=reason)
    grants = GRANTS.replace("Protecting Vulnerable People", "Safe Homes")
    sound = read(tmp_path, measure_choices=known, plan_actions=ACTIONS.format(theme="Safe Homes"), grants=grants)
    assert sound.findings == ()
    wrong = read(tmp_path, plan_actions=ACTIONS.format(theme="Safe Hmoes"), grants=grants.replace("Homes", "Hmoes"))
    assert found(wrong) == [("plan_actions.theme.known", 2), ("grants.theme.known", 2)]
    assert {item.problem for item in wrong.findings} == {
        "theme is “Safe Hmoes”, which is the theme of no measure of the catalogue, measures.csv or measure_choices.csv"
    }


def test_rows_with_one_key_are_both_out(tmp_path):
    facts = read(tmp_path, measure_targets=TARGETS + SOUND_TARGET + SOUND_TARGET.replace("120", "90"))
    assert found(facts) == [("measure_targets.key.unique", 2), ("measure_targets.key.unique", 3)]


def test_the_sample_may_invent(tmp_path):
    text = TARGETS + SOUND_TARGET.replace("Plan", "Invented for the sample")
    assert read(tmp_path, is_sample=True, measure_targets=text).findings == ()


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (TARGETS.replace("target", "aim").encode(), "lacks the column(s) “target”; it has the unknown column(s) “aim”"),
        (TARGETS.replace("target", "Targets").encode(), "unknown column(s) “Targets”; perhaps “Targets” for “target”"),
        ((TARGETS + "burglary,E22000105\n").encode(), "line 2 has not as many cells"),
        ((TARGETS + SOUND_TARGET.replace("Board", "B\xe9a")).encode("latin-1"), "not text in UTF-8"),
        ((TARGETS + 'burglary,"E22000105').encode(), "no CSV file"),
    ],
)
def test_file_that_cannot_be_read_says_why(tmp_path, raw, words):
    (tmp_path / "measure_targets.csv").write_bytes(raw)
    (finding,) = read_folders((tmp_path,), is_sample=False).findings
    assert (finding.rule, finding.line) == ("measure_targets.file.readable", 1) and words in finding.problem


def test_absent_file_states_nothing_and_is_no_fault(tmp_path):
    facts = read(tmp_path)
    assert facts.findings == () and facts.unstated == list(FACTS.values())


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        ("s,S,nothing,burglary,treated,E05000001,2022-04,2023-03,2023-04,2024-03,B\n", "grant_id.known"),
        ("s,S,streets,burglary;nothing,treated,E05000001,2022-04,2023-03,2023-04,2024-03,B\n", "measure_ids.known"),
        ("s,S,streets,all_crime_rate,treated,E05000001,2022-04,2023-03,2023-04,2024-03,B\n", "row.countable"),
        ("s,S,streets,burglary,treated,E05000001,2022-04,2023-03,2023-05,2024-04,B\n", "row.same_months"),
        ("s,S,streets,burglary,treated,E05000001,2023-04,2024-03,2023-04,2024-03,B\n", "row.same_months"),
    ],
)
def test_scheme_is_checked_against_grants_measures_and_calendar(tmp_path, row, rule):
    assert found(read(tmp_path, grants=GRANTS, safer_streets=STREETS + row)) == [(f"safer_streets.{rule}", 2)]


@pytest.mark.parametrize(
    ("old", "new", "rules"),
    [
        ("2023/24,all", "2023/24,labour", []),
        ("Home Office", "Council", ["key.unique", "key.unique", "row.one_grant"]),
        ("2023/24,all", "2024/25,all", ["row.in_term"]),
        ("2023/24,all", "2022/23,all", ["row.in_term"]),
        (",1000,1,", ",1000,0,", ["years_of_amount.range"]),
    ],
)
def test_lines_of_a_grant_agree_and_lie_in_its_years(tmp_path, old, new, rules):
    line = GRANTS.splitlines()[1].replace(old, new) + "\n"
    first = [] if old != ",1000,1," else [*rules]
    text = GRANTS + line if not first else GRANTS.replace(old, new)
    assert sorted(rule for rule, _ in found(read(tmp_path, grants=text))) == [f"grants.{rule}" for rule in rules]


def test_comparator_of_a_plain_count_is_left_out(tmp_path):
    text = "measure_id,area_code,area_name,area_type,period,value,lower,upper,source,published_on\n"
    text += "burglary,E08000001,Bolton,district,2025-12,50,,,ONS,2026-04-30\n"
    assert found(read(tmp_path, comparators=text)) == [("comparators.row.comparable", 2)]


DEFINITIONS = (
    "definition,version,valid_from,offence_code,needs_flag,statutory_factors,reason,source\n"
    "harbour,1,2024-04-01,8N,knife,maximum penalty; impact on any victim,Injury,Board of May 2024\n"
    "harbour,1,2024-04-01,*,domestic abuse,impact on any victim,Any,Board of May 2024\n"
)


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("8N,knife", "8NN,knife", "row.code_known"),
        ("8N,knife", "8N,gun", "needs_flag.allowed"),
        ("maximum penalty", "fear", "row.factors_known"),
        ("harbour,1", "narrow,1", "row.own_name"),
        ("harbour,1", "harbour,one", "version.pattern"),
    ],
)
def test_definition_of_serious_violence_is_of_known_codes_flags_and_factors(tmp_path, old, new, rule):
    assert found(read(tmp_path, violence_definitions=DEFINITIONS)) == []
    text = DEFINITIONS.replace(old, new, 1)
    assert found(read(tmp_path, violence_definitions=text)) == [(f"violence_definitions.{rule}", 2)]


@pytest.mark.slow
@given(
    st.lists(
        st.sampled_from(["burglary", "robbery", "nothing", "", "=1+1"]).flatmap(
            lambda measure: st.tuples(
                st.just(measure),
                st.sampled_from(["E22000105", "here", ""]),
                st.sampled_from(["2025-04", "2025-26Q1", "x"]),
                st.sampled_from(["1", "-3.5", "1e9", ""]),
                st.sampled_from(["Plan", "Invented", ""]),
            )
        ),
        max_size=6,
    )
)
def test_every_row_is_either_in_the_table_or_among_the_findings(tmp_path_factory, rows):
    folder = tmp_path_factory.mktemp("facts")
    facts = read(folder, measure_targets=TARGETS + "".join(f"{','.join(row)},,\n" for row in rows))
    kept = {row["line"] for row in facts.rows("measure_targets")}
    wrong = {item.line for item in facts.findings}
    assert not kept & wrong and kept | wrong == {number + 2 for number in range(len(rows))}


@pytest.mark.parametrize("name", FACTS)
def test_every_rule_of_a_table_has_words_and_every_column_is_known(name):
    fact = FACTS[name]
    names = {column.name for column in fact.columns}
    assert {*fact.key, *fact.refers_to, *fact.area_columns} <= names
    assert not fact.source_column or fact.source_column in names
    assert all(rule.startswith(f"{name}.") and words for rule, words in (fact.rules() | fact.area_rules()).items())


def test_bytes_of_every_file_are_in_the_digest(tmp_path):
    before = read(tmp_path, measure_targets=TARGETS).digest
    assert read(tmp_path, measure_targets=TARGETS + "\n").digest != before


def test_two_wards_in_one_place_are_both_named(tmp_path):
    rows = "E05015014,0,0,Ours\nE05015015,1,0,Ours\nE05015016,1,0,Ours\nE05015017,99,1,Ours\n"
    facts = read(tmp_path, ward_tiles=f"area_code,column_number,row_number,source\n{rows}")
    assert found(facts) == [
        ("ward_tiles.column_number.range", 5),
        *(("ward_tiles.row.own_place", line) for line in (3, 4)),
    ]
    assert facts.findings[-1].problem == "no two wards may stand in the same place"
    assert [row["area_code"] for row in facts.rows("ward_tiles")] == ["E05015014"]
