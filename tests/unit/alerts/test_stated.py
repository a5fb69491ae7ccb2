"""What alerts.toml may state, and how what it may not is refused."""

import pytest

from ossp_pipeline.alerts.faults import Kind
from ossp_pipeline.alerts.stated import alert_problems, read_alerts
from ossp_pipeline.errors import UsageError

EMAIL = 'kind = "email"\nserver = "smtp.example.gov.uk"\nsender = "a@example.gov.uk"\nto = "b@example.gov.uk"\n'
HOOK = 'kind = "webhook"\naddress = "https://desk.example.gov.uk/hook"\n'
TEAMS = 'kind = "teams"\naddress = { file = "channel" }\n'


def test_without_a_file_nobody_is_told(installed):
    assert read_alerts(installed).receivers == ()


def test_receivers_their_kinds_and_the_quiet_hours(installed, state):
    state(f'[quiet]\nfrom = "18:00"\nuntil = "08:00"\n[a]\n{EMAIL}[b]\n{HOOK}on = ["held"]\n[c]\n{TEAMS}')
    stated = read_alerts(installed)
    assert [(item.name, item.kinds) for item in stated.receivers] == [
        ("a", tuple(Kind)),
        ("b", (Kind.HELD,)),
        ("c", tuple(Kind)),
    ]
    assert stated.quiet.start.hour == 18


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ('kind = "sms"\n', "of no known kind"),
        ("", "of no known kind"),
        (f'{EMAIL}on = ["everything"]\n', "“on” is no list of kinds"),
        (f"{EMAIL}on = []\n", "“on” is no list of kinds"),
        (f'{EMAIL}subject = "x"\n', "there is no option “subject”"),
        (f'{EMAIL}password = "typed"\n', "is a typed secret"),
        (f'{EMAIL}encryption = "none"\n', "without encryption"),
        (f'{EMAIL}encryption = "ssl"\n', "“encryption” is none that is known"),
        (f'{EMAIL}ca_file = "nowhere.pem"\n', "there is no nowhere.pem"),
        (EMAIL.replace("b@example.gov.uk", "b@example.gov.uk, c@example.gov.uk"), "“to” is no address"),
        (EMAIL.replace("b@example.gov.uk", "b"), "“to” is no address"),
        (HOOK.replace("https", "http"), "does not begin with https"),
        (HOOK.replace("/hook", "/hook?token=abc"), "holds a secret"),
        (f'{HOOK}proxy = "proxy.example.gov.uk"\n', "is no address of a proxy"),
        (f'{HOOK}proxy = "http://me:pass@proxy.example.gov.uk:3128"\n', "is no address of a proxy"),
        ('kind = "teams"\naddress = "https://x.logic.azure.com/workflows/1"\n', "is a typed secret"),
        (EMAIL.replace('server = "smtp.example.gov.uk"\n', ""), "“server” is missing"),
    ],
)
def test_what_is_stated_wrongly_is_refused_by_its_name(table, words, installed, state):
    state(f"[duty]\n{table}")
    with pytest.raises(UsageError, match=words) as refused:
        read_alerts(installed)
    assert "E-ALERTS" in str(refused.value) and "duty" in str(refused.value)
    assert "pass@" not in str(refused.value) and "=abc" not in str(refused.value)


def test_a_file_that_is_no_toml_is_not_quoted(installed, state):
    state('[duty]\npassword = "geheim\n')
    with pytest.raises(UsageError, match="cannot be read") as refused:
        read_alerts(installed)
    assert "geheim" not in str(refused.value)


def test_every_table_that_is_wrong_is_named_by_its_line(installed, state):
    assert alert_problems(installed) == []
    state(f'[quiet]\nfrom = "18"\n[a]\n{EMAIL}[b]\n{EMAIL}port = "25"\n[c]\n{HOOK}proxy = "x"\n')
    found = [(item.line, item.option) for item in alert_problems(installed)]
    assert found == [(2, "from"), (13, "port"), (17, "proxy")]
