"""The release policy as written, and as read."""

import json
import tomllib

import pytest

from ossp_pipeline.contracts.feed import CONSENT
from ossp_pipeline.errors import UsageError
from ossp_pipeline.feeds.registry import FEEDS
from ossp_pipeline.gate.policy import LONGEST_WAIVER, POLICY, PROTECTS_PEOPLE, has_misplaced_waivers, read_policy
from ossp_pipeline.settings import EXPECTATIONS, SHIPPED_PARTNERSHIP, WAIVERS

HEAD = 'required = ["{feed}.rows.accounted", "{table}.rows.present", "fixed.a.b"]\nnever_waived = []\n'
HEAD += "least_small_count = 5\n"
HEAD += '[owners]\n"supplier liaison" = ["A. Name"]\n'
REASON = "The force's analyst confirmed the figure on 3 May"
WAIVER = f"""[[waiver]]
rule = "a.b.c"
owner = "supplier liaison"
reason = "{REASON}"
by = "A. Name"
from = 2026-05-01
until = 2026-06-30
"""


def write(tmp_path, text):
    path = tmp_path / "policy.toml"
    path.write_text(text)
    return path


def policy_of(path):
    """The policy of a code tree, where the partnership folder has no waivers."""
    return read_policy(path.with_name("none.toml"), path)


def test_waivers_and_names_of_the_partnership_folder_are_read_beside_those_of_the_code_tree(tmp_path):
    own = tmp_path / "waivers.toml"
    own.write_text(
        '[owners]\n"data engineer" = ["B. Name"]\n"supplier liaison" = ["C. Name"]\n'
        + WAIVER.replace("a.b.c", "d.e.f").replace("A. Name", "C. Name")
    )
    policy = read_policy(own, write(tmp_path, HEAD + WAIVER))
    assert [(waiver.rule, waiver.by) for waiver in policy.waivers] == [("a.b.c", "A. Name"), ("d.e.f", "C. Name")]
    (refused,) = read_policy(own, write(tmp_path, HEAD.replace("A. Name", "") + WAIVER)).refused
    assert refused.remedy.startswith("let a person whom [owners] of waivers.toml names as supplier liaison decide")
    own.write_text("[[waiver")
    with pytest.raises(UsageError, match=r"E-WAIVER.*waivers\.toml"):
        read_policy(own, write(tmp_path, HEAD))


@pytest.mark.parametrize(
    ("text", "is_misplaced"),
    [(HEAD, True), (HEAD.replace('"A. Name"', ""), False), (HEAD.replace('"A. Name"', "") + WAIVER, True)],
)
def test_what_still_stands_in_the_code_tree_is_to_be_moved(tmp_path, text, is_misplaced):
    assert has_misplaced_waivers(write(tmp_path, text)) is is_misplaced
    assert not has_misplaced_waivers()


def test_required_rules_are_filled_in_for_every_feed_and_table(tmp_path):
    policy = policy_of(write(tmp_path, HEAD))
    assert policy.required_rules(["crime", "asb"], ["areas"]) == {
        "crime.rows.accounted",
        "asb.rows.accounted",
        "areas.rows.present",
        "fixed.a.b",
    }


def test_a_whole_waiver_is_read(tmp_path):
    (waiver,) = policy_of(write(tmp_path, HEAD + WAIVER)).waivers
    assert (waiver.rule, waiver.by, waiver.until.isoformat()) == ("a.b.c", "A. Name", "2026-06-30")


def refusals(tmp_path, text):
    policy = policy_of(write(tmp_path, HEAD + text))
    assert policy.waivers == ()
    return policy.refused


@pytest.mark.parametrize("part", ["rule", "owner", "reason", "by", "from", "until"])
def test_a_waiver_that_lacks_a_part_is_refused(tmp_path, part):
    lines = [line for line in WAIVER.splitlines() if not line.startswith(part)]
    (refused,) = refusals(tmp_path, "\n".join(lines))
    assert refused.problem == "is incomplete" and "from and until (days)" in refused.remedy


@pytest.mark.parametrize("day", ['"soon"', "2026-06-30T12:00:00"])
def test_a_waiver_without_a_real_day_is_refused(tmp_path, day):
    assert refusals(tmp_path, WAIVER.replace("2026-06-30", day))[0].problem == "is incomplete"


def test_a_waiver_written_as_one_table_is_read_like_any(tmp_path):
    assert len(policy_of(write(tmp_path, HEAD + WAIVER.replace("[[waiver]]", "[waiver]"))).waivers) == 1


@pytest.mark.parametrize(
    ("old", "new", "problem", "remedy"),
    [
        ("2026-06-30", "2099-01-01", "until 2099-01-01", "within 90 days"),
        ("2026-06-30", "2026-07-31", "until 2026-07-31", "within 90 days"),
        ("2026-06-30", "2026-04-30", "until 2026-04-30", "within 90 days"),
        (REASON, "ok", "no reason", "what was found out"),
        (REASON, "a.b.c fails", "no reason", "what was found out"),
        (REASON, "a.b.c a.b.c a.b.c a.b.c", "no reason", "what was found out"),
        (REASON, "waived waived waived waived", "no reason", "what was found out"),
        (REASON, "x" * 40, "no reason", "what was found out"),
        (REASON, ". . . . . . . . . . . . . . .", "no reason", "what was found out"),
        ("A. Name", "B. Other", "B. Other, who is not named as supplier liaison", "[owners]"),
        ('"supplier liaison"\nreason', '"data engineer"\nreason', "not named as data engineer", "[owners]"),
        ('"supplier liaison"\nreason', '"information governance lead"\nreason', "not named", "[owners]"),
    ],
)
def test_a_waiver_without_an_early_end_a_reason_or_a_named_owner_is_refused(tmp_path, old, new, problem, remedy):
    assert WAIVER.count(old) == 1
    (refused,) = refusals(tmp_path, WAIVER.replace(old, new))
    assert refused.rule == "a.b.c" and problem in refused.problem and remedy in refused.remedy


def test_a_reason_may_name_the_rule_beside_what_was_found_out(tmp_path):
    text = WAIVER.replace(REASON, f"a.b.c: {REASON}")
    assert len(policy_of(write(tmp_path, HEAD + text)).waivers) == 1


def test_a_file_that_cannot_be_read_is_refused_in_words(tmp_path):
    with pytest.raises(UsageError, match=r"E-WAIVER: policy\.toml cannot be read as TOML"):
        policy_of(write(tmp_path, HEAD + "[[waiver"))


@pytest.mark.parametrize(("reason", "is_read"), [("the force said so ok", True), ("the force said so o", False)])
def test_a_reason_has_twenty_characters_at_least(tmp_path, reason, is_read):
    assert bool(policy_of(write(tmp_path, HEAD + WAIVER.replace(REASON, reason))).waivers) is is_read


def test_a_waiver_may_be_for_one_day(tmp_path):
    assert policy_of(write(tmp_path, HEAD + WAIVER.replace("2026-06-30", "2026-05-01"))).waivers


def test_ninety_days_are_allowed(tmp_path):
    (waiver,) = policy_of(write(tmp_path, HEAD + WAIVER.replace("2026-06-30", "2026-07-30"))).waivers
    assert (waiver.until - waiver.start).days == LONGEST_WAIVER


def test_the_shipped_policy_waives_nothing_and_protects_people():
    policy = read_policy(SHIPPED_PARTNERSHIP / WAIVERS)
    assert policy.waivers == ()
    assert "*.counts.none_small" in policy.never_waived
    assert "fct_measure_values.counts.none_small" in policy.required


def owners_of_rules() -> dict[str, str]:
    """Rule → the role that owns it, of every suite that is written."""
    documents = [json.loads(path.read_text()) for path in EXPECTATIONS.glob("r*/*.json")]
    rules = [item["meta"] for document in documents for item in document["expectations"]]
    return {rule["rule"]: rule["owner"] for rule in rules}


def test_every_role_that_owns_a_rule_can_be_given_to_people():
    named = set(tomllib.loads(POLICY.read_text())["owners"])
    assert named == set(owners_of_rules().values()) - {PROTECTS_PEOPLE}


# What a rule's id ends in that keeps people from being recognised, or their word and wish from being ignored.
ABOUT_PEOPLE = ("none_small", "withheld.hidden", "withheld.together", "give_nothing_back", "words.screened")
ABOUT_PEOPLE += ("people.without_counts", "consent.given")


def test_no_rule_that_protects_people_can_be_waived():
    rules = owners_of_rules() | {f"{name}.{CONSENT}": "supplier liaison" for name in FEEDS}
    protecting = {rule: owner for rule, owner in rules.items() if rule.endswith(ABOUT_PEOPLE)}
    assert len(protecting) > 40
    assert {rule for rule, owner in rules.items() if owner == PROTECTS_PEOPLE} <= set(protecting)
    policy = read_policy(SHIPPED_PARTNERSHIP / WAIVERS)
    assert [rule for rule, owner in protecting.items() if not policy.is_never_waived(rule, owner)] == []
    assert policy.is_never_waived("performance_comments.words.screened", PROTECTS_PEOPLE)
