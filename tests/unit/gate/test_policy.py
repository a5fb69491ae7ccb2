"""The release policy as written, and as read."""

import pytest

from ossp_pipeline.errors import UsageError
from ossp_pipeline.gate.policy import read_policy

HEAD = 'required = ["{feed}.rows.accounted", "{table}.rows.present", "fixed.a.b"]\nnever_waived = []\n'
WAIVER = '[[waiver]]\nrule = "a.b.c"\nreason = "why"\nby = "A. Name"\nuntil = 2026-06-30\n'


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


@pytest.mark.parametrize("part", ["rule", "reason", "by", "until"])
def test_a_waiver_that_lacks_a_part_is_refused(tmp_path, part):
    lines = [line for line in WAIVER.splitlines() if not line.startswith(part)]
    with pytest.raises(UsageError, match="waiver"):
        read_policy(write(tmp_path, HEAD + "\n".join(lines)))


def test_a_waiver_without_a_real_date_is_refused(tmp_path):
    with pytest.raises(UsageError):
        read_policy(write(tmp_path, HEAD + WAIVER.replace("2026-06-30", '"soon"')))


def test_the_shipped_policy_waives_nothing_and_protects_people():
    policy = read_policy()
    assert policy.waivers == ()
    assert "*.counts.none_small" in policy.never_waived
    assert "fct_measure_values.counts.none_small" in policy.required
