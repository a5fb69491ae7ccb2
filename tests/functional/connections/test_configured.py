"""What `connections.toml` may say, and the commands that read it."""

import json
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from ossp_pipeline.cli.app import app
from ossp_pipeline.errors import BusyError, KeyFileError, UsageError
from ossp_pipeline.extract.connectors import configured
from ossp_pipeline.lock import exclusive
from tests.command_line import CommandLine
from tests.scripted_server import Reply

ASB = {"feed": "asb_incidents", "kind": "http", "address": "https://data.example/asb.csv"}
NAME = "asb-incidents-{period}-v{version}.csv"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"kind": "ftp"}, "is of no known kind"),
        ({"feed": "nothing"}, "there is no feed “nothing”"),
        ({"adress": "x"}, "there is no option “adress”"),
        ({"periods": "two"}, "is not a whole number"),
        ({"at": "4 am"}, "is no time"),
        ({"at": "01:30"}, "when clocks change"),
        ({"periods": 0}, "is not a whole number"),
        ({"hosts": "one"}, "is not a list"),
        ({"address": 7}, "is not text"),
        ({"password": {"vault": "x"}}, "does not say where the secret is"),
        ({"password": {"file": "../x"}}, "does not say where the secret is"),
        ({"password": {"env": "A", "file": "b"}}, "does not say where the secret is"),
    ],
)
def test_what_is_wrong_is_named_with_its_connection(changes, words, state, installed):
    state(**ASB | changes)
    with pytest.raises(UsageError, match=words) as refused:
        configured.read_connections(installed)
    assert refused.value.code == "E-CONNECTION"
    assert "partner" in str(refused.value)


@pytest.mark.parametrize("option", ["password", "token"])
def test_a_typed_secret_is_refused_and_not_repeated(option, state, installed):
    state(**ASB | {option: "swordfish"})
    with pytest.raises(UsageError, match="is a typed secret") as refused:
        configured.read_connections(installed)
    assert "swordfish" not in str(refused.value)


@pytest.mark.parametrize(
    "address", ["https://ada:swordfish@data.example/x", "https://data.example/x?api_key=swordfish"]
)
def test_a_secret_in_an_address_is_refused_and_not_repeated(address, state, installed):
    state(**ASB | {"address": address, "file_name": NAME})
    (connection,) = configured.read_connections(installed)
    with pytest.raises(UsageError, match="the address holds a secret") as refused:
        connection.connector.check()
    assert "swordfish" not in str(refused.value)


def test_a_file_that_is_not_toml_is_refused_without_its_text(installed):
    installed.connections.write_text('[partner]\npassword = "swordfish\n')
    with pytest.raises(UsageError, match="cannot be read") as refused:
        configured.read_connections(installed)
    assert "swordfish" not in str(refused.value)


def test_a_secret_that_is_not_there_is_named(state, installed):
    state(**ASB | {"token": {"env": "OSSP_TEST_NOT_SET"}, "file_name": NAME})
    (connection,) = configured.read_connections(installed)
    with pytest.raises(UsageError, match="OSSP_TEST_NOT_SET is not set"):
        connection.connector.check()


@pytest.mark.parametrize(("mode", "words"), [(0o644, "can be read by others"), (None, "There is no partner")])
def test_a_file_with_a_secret_must_be_private(mode, words, state, installed):
    state(**ASB | {"token": {"file": "partner"}, "file_name": NAME})
    installed.keys.mkdir(mode=0o700)
    if mode:
        (installed.keys / "partner").write_text("swordfish")
        (installed.keys / "partner").chmod(mode)
    (connection,) = configured.read_connections(installed)
    with pytest.raises(KeyFileError, match=words):
        connection.connector.check()


@pytest.mark.parametrize("name", ["asb.csv", "asb-incidents-{period}-v{other}.csv", "../asb-incidents-{period}-v1.csv"])
def test_a_name_that_no_file_of_the_feed_has_is_refused(name, server, state, installed):
    state(**ASB | {"address": server.address("/asb.csv"), "file_name": name})
    (connection,) = configured.read_connections(installed)
    with pytest.raises(UsageError, match="no file of asb_incidents is called"):
        connection.connector.check()
    assert server.asked == []


@pytest.mark.parametrize("feed", ["fire_incidents", "substance_treatment"])
def test_a_name_that_says_no_period_is_refused_where_no_layout_that_is_taken_says_one(feed, server, state, installed):
    state(**ASB | {"feed": feed, "address": server.address("/"), "file_name": "download.csv"})
    (connection,) = configured.read_connections(installed)
    with pytest.raises(UsageError, match=f"no file of {feed} is called"):
        connection.connector.check()


@pytest.mark.parametrize("name", ["../tables.ods", ".tables.ods", ""])
def test_a_name_outside_the_inbox_is_refused_where_any_name_is_right(name, server, state, installed):
    stated = {"feed": "recorded_crime_csp", "address": server.address("/"), "file_name": name}
    state(**ASB | stated)
    (connection,) = configured.read_connections(installed)
    with pytest.raises(UsageError, match="no file of recorded_crime_csp is called"):
        connection.connector.check()


def test_a_feed_that_is_not_received_here_is_refused(state, installed):
    config = installed.partnership / "ossp.toml"
    config.write_text(config.read_text().replace('"asb_incidents",', "", 1))
    from tests.installations import settings_in

    settings = settings_in(installed.data.parent, partnership=installed.partnership, config=config)
    state(**ASB)
    with pytest.raises(UsageError, match="is not received here"):
        configured.read_connections(settings)


def test_two_processes_do_not_fetch_the_same_at_once(state, installed):
    state(**ASB | {"file_name": NAME})
    (connection,) = configured.read_connections(installed)
    connection.place.state_folder.mkdir(parents=True)
    with exclusive(connection.place.state_folder, "test"), pytest.raises(BusyError):
        connection.fetch(installed)


@pytest.fixture
def run(installed, monkeypatch):
    """Runs the command in this installation; answers with its document and its exit code."""
    for name in ("data", "keys", "partnership"):
        monkeypatch.setenv(f"OSSP_{name.upper()}", str(getattr(installed, name)))

    def call(*arguments):
        result = CliRunner().invoke(app, ["feeds", *arguments, "--json"])
        return json.loads(result.stdout) if result.stdout else str(result.exception), result.exit_code

    return call


def test_one_connection_that_fails_does_not_stop_the_others(run, server, state, installed):
    stated = {**ASB, "file_name": NAME, "ca_file": "authority.pem"}
    state("first", **stated | {"address": server.address("/gone.csv")})
    state("second", **stated | {"address": server.address("/asb.csv")})
    server.replies["/asb.csv"] = [Reply(b"case_ref\n1\n")]
    document, code = run("fetch")
    first, second = document["connections"]
    assert code == 3
    assert first["error"].startswith("E-FETCH: ")
    assert "What to do:" in first["error"]
    assert len(second["files"]) == 1
    document, code = run("check", "second")
    assert (code, [item["name"] for item in document["connections"]]) == (0, ["second"])
    document, code = run("fetch", "asb_incidents")
    assert [item["name"] for item in document["connections"]] == ["first", "second"]
    assert "There is no connection “third”" in run("check", "third")[0]


def test_without_connections_the_command_says_where_to_state_one(run, installed):
    document, code = run("check")
    assert code == 0
    assert str(installed.connections) in document["message"]


def test_reading_connections_loads_no_library_that_none_of_them_needs(state, installed):
    script = (
        "import sys\nfrom ossp_pipeline.settings import load_settings\n"
        "from ossp_pipeline.extract.connectors.configured import read_connections\n"
        "assert len(read_connections(load_settings())) == 1\n"
        "print(sorted({'sqlalchemy', 'psycopg', 'dagster'} & set(sys.modules)))"
    )
    state(**ASB)
    environment = {"OSSP_DATA": str(installed.data), "OSSP_PARTNERSHIP": str(installed.partnership)}
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, env=environment)
    assert done.stdout.strip() == "[]"


def test_every_table_that_is_wrong_is_named_by_its_line_without_a_secret_and_without_the_network(installed, state):
    state("good", feed="asb_incidents", kind="http", address="https://data.example/asb-incidents-2026-09-v1.csv")
    state("kind", feed="asb_incidents", kind="ftp")
    state("typed", feed="asb_incidents", kind="http", address="https://data.example/x.csv", token="geheim")
    state("proxied", feed="asb_incidents", kind="http", file_name="asb-incidents-{period}-v{version}.csv",
          address="https://data.example/x.csv", proxy="proxy.example")  # fmt: skip
    state("server", feed="asb_incidents", kind="sftp", host="h", user="u", host_key="none", key={"file": "absent"})
    state("plain", feed="asb_incidents", kind="database", address="postgresql+psycopg://me@db.example/x",
          table="t", file_name="asb-incidents-{period}-v{version}.csv", password={"env": "ABSENT"})  # fmt: skip
    lines = installed.connections.read_text().splitlines()
    found = {lines[item.line - 1].split(" =")[0]: item.problem for item in configured.connection_problems(installed)}
    assert list(found) == ["kind", "token", "proxy", "host_key", "address"]
    assert "geheim" not in repr(found)
    assert "sslmode=verify-full" in found["address"]


def test_a_file_that_is_no_toml_is_wrong_from_a_line_on_and_not_quoted(installed, state):
    state("good", feed="asb_incidents", kind="http", address="https://data.example/x.csv")
    with installed.connections.open("a") as file:
        file.write('[next]\npassword = "geheim\n')
    (problem,) = configured.connection_problems(installed)
    assert (problem.line, "geheim" in problem.problem) == (6, False)


def test_without_a_file_nothing_is_wrong(installed):
    assert configured.connection_problems(installed) == []


def test_the_check_of_the_partnership_folder_names_both_files_by_line(installed, state):
    state("good", feed="asb_incidents", kind="http", address="https://data.example/x.csv", minutes="long")
    installed.alerts.write_text('[duty]\nkind = "sms"\n')
    answer = CommandLine(installed)("partnership", "check")
    assert answer.code == 1
    assert "connections.toml, line 2: “good.minutes”" not in answer.out, "the line is that of the option"
    assert "connections.toml, line 5: “good.minutes” in connections.toml is not a whole number above 0" in answer.out
    assert "alerts.toml, line 2: “duty” in alerts.toml is of no known kind. What to do: write `kind`" in answer.out
