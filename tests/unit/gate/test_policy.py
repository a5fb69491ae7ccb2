"""The release policy as written, and as read."""

import pytest

from ossp_pipeline.errors import UsageError
from ossp_pipeline.gate.policy import LONGEST_WAIVER, read_policy

HEAD = 'required = ["{feed}.rows.accounted", "{table}.rows.present", "fixed.a.b"]\nnever_waived = []\n'
WAIVER = """[[waiver]]
rule = "a.b.c"
owner = "supplier liaison"
reason = "The force's analyst confirmed the figure on 3 May"
by = "A. Name"
from = 2026-05-01
until = 2026-06-30
"""


def write(tmp_path, text):
    path = tmp_path / "policy.toml"
    path.write_text(text)
    return path


def test_required_rules_are_filled_in_for_every_feed_and_table(tmp_path):
    policy = read_policy(write(tmp_path, HEAD))
    assert policy.required_rules(["crime", "asb"], ["areas"]) == {
        "crime.rows.accounted",
        "asb.rows.accounted",
        "areas.rows.present",
        "fixed.a.b",
    }


def test_a_whole_waiver_is_read(tmp_path):
    (waiver,) = read_policy(write(tmp_path, HEAD + WAIVER)).waivers
    assert (waiver.rule, waiver.by, waiver.until.isoformat()) == ("a.b.c", "A. Name", "2026-06-30")


@pytest.mark.parametrize("part", ["rule", "owner", "reason", "by", "from", "until"])
def test_a_waiver_that_lacks_a_part_is_refused(tmp_path, part):
    lines = [line for line in WAIVER.splitlines() if not line.startswith(part)]
    with pytest.raises(UsageError, match="waiver"):
        read_policy(write(tmp_path, HEAD + "\n".join(lines)))


def test_a_waiver_without_a_real_date_is_refused(tmp_path):
    with pytest.raises(UsageError):
        read_policy(write(tmp_path, HEAD + WAIVER.replace("2026-06-30", '"soon"')))


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("2026-06-30", "2099-01-01", "within 90 days"),
        ("2026-06-30", "2026-07-31", "within 90 days"),
        ("2026-06-30", "2026-04-30", "within 90 days"),
        ("The force's analyst confirmed the figure on 3 May", "ok", "could be checked"),
        ("The force's analyst confirmed the figure on 3 May", "a.b.c fails as it always does", "could be checked"),
        ("supplier liaison", "information governance lead", "protects people"),
    ],
)
def test_a_waiver_without_an_early_end_a_reason_or_the_right_owner_is_refused(tmp_path, old, new, words):
    with pytest.raises(UsageError) as refused:
        read_policy(write(tmp_path, HEAD + WAIVER.replace(old, new)))
    assert refused.value.code == "E-WAIVER" and words in str(refused.value)


def test_ninety_days_are_allowed(tmp_path):
    (waiver,) = read_policy(write(tmp_path, HEAD + WAIVER.replace("2026-06-30", "2026-07-30"))).waivers
    assert (waiver.until - waiver.start).days == LONGEST_WAIVER


def test_the_shipped_policy_waives_nothing_and_protects_people():
    policy = read_policy()
    assert policy.waivers == ()
    assert "*.counts.none_small" in policy.never_waived
    assert "fct_measure_values.counts.none_small" in policy.required
