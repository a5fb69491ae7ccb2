"""A file at an address: what each fault of a web server leads to, played by a scripted one on loopback."""

import hashlib
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from ossp_pipeline.errors import FetchError, UsageError
from ossp_pipeline.extract.connectors import configured, web_file
from ossp_pipeline.extract.connectors.web import Limits
from ossp_pipeline.extract.receive import ReceivedStore
from ossp_pipeline.feeds.registry import FEEDS
from tests.scripted_server import Reply, serving
from tests.web_proxy import web_proxy

FEED = FEEDS["asb_incidents"]
CSV = b"case_ref,source\nA,Council\n"
NAME = "asb-incidents-{period}-v{version}.csv"


@pytest.fixture
def asb(server, state):
    """States one connection to `/asb.csv` of the server."""

    def write(address=None, **options):
        stated = {"feed": "asb_incidents", "kind": "http", "file_name": NAME, "ca_file": "authority.pem"}
        state(address=address or server.address("/asb.csv"), **stated | options)

    return write


def fetch(settings, again=False):
    (connection,) = configured.read_connections(settings)
    return connection.fetch(settings, again)


def in_inbox(settings):
    return sorted(path for path in settings.inbox.rglob("*") if path.is_file())


def refusal(settings):
    with pytest.raises(FetchError) as refused:
        fetch(settings)
    assert in_inbox(settings) == [], "nothing is kept of what was refused"
    return str(refused.value)


def test_a_file_arrives_whole_with_its_checksum_under_a_name_of_the_feed(server, asb, installed):
    asb()
    server.replies["/asb.csv"] = [Reply(CSV)]
    fetched = fetch(installed)
    path, checksum = in_inbox(installed)
    assert [path.name] == fetched.files
    assert path.read_bytes() == CSV
    assert checksum.read_text().split() == [hashlib.sha256(CSV).hexdigest(), path.name]
    assert path.parent.name == "asb_incidents"


def test_an_unchanged_file_is_asked_for_conditionally_and_not_put_again(server, asb, installed):
    asb()
    said = {"ETag": '"a"', "Last-Modified": "Mon, 02 Nov 2026 09:00:00 GMT"}
    server.replies["/asb.csv"] = [Reply(CSV, headers=said), Reply(status=304)]
    first = fetch(installed)
    second = fetch(installed)
    assert (len(first.files), second.files) == (1, [])
    assert "nothing new" in second.notes[0]
    assert server.asked[1].headers["If-None-Match"] == '"a"'
    assert server.asked[1].headers["If-Modified-Since"] == said["Last-Modified"]


def test_the_same_bytes_from_a_server_without_validators_are_not_put_again(server, asb, installed):
    asb()
    server.replies["/asb.csv"] = [Reply(CSV), Reply(CSV), Reply(CSV + b"B,Council\n"), Reply(CSV)]
    assert [len(fetch(installed).files) for _ in range(3)] == [1, 0, 1]
    names = [path.name for path in in_inbox(installed) if path.suffix == ".csv"]
    assert len(set(names)) == 2, "a changed file is a higher version"
    assert len(fetch(installed, again=True).files) == 1


def test_a_version_is_above_every_file_of_the_period_that_was_received(server, asb, installed):
    asb()
    server.replies["/asb.csv"] = [Reply(CSV), Reply(CSV + b"B,Council\n")]
    (connection,) = configured.read_connections(installed)
    (period,) = connection.place.ended_periods(FEED, 1)
    first = connection.fetch(installed)
    received = ReceivedStore(installed.received)
    received.store(b"dropped by hand", f"asb-incidents-{period}-v7.csv", FEED)
    received.store(b"of another month", f"asb-incidents-{period.previous}-v9.csv", FEED)
    assert first.files == [f"asb-incidents-{period}-v1.csv"]
    assert connection.fetch(installed).files == [f"asb-incidents-{period}-v8.csv"]


def test_last_months_file_is_not_put_as_this_months(server, asb, installed):
    asb()
    server.replies["/asb.csv"] = [Reply(CSV)]
    fetch(installed)
    (connection,) = configured.read_connections(installed)
    later = replace(connection.connector.place, today=connection.place.today + timedelta(days=31))
    assert replace(connection, connector=replace(connection.connector, place=later)).fetch(installed).files == []


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_fault_of_the_moment_is_tried_again(status, server, asb, installed):
    asb()
    server.replies["/asb.csv"] = [Reply(status=status), Reply(CSV)]
    assert len(fetch(installed).files) == 1
    assert len(server.asked) == 2


def test_a_server_that_is_asked_too_often_says_how_long_to_wait(server, asb, installed, impatient):
    asb()
    server.replies["/asb.csv"] = [Reply(status=429, headers={"Retry-After": "7"}), Reply(CSV)]
    assert len(fetch(installed).files) == 1
    assert impatient == [7]


def test_pauses_grow_and_trying_ends(server, asb, installed, impatient):
    asb()
    server.replies["/asb.csv"] = [Reply(status=500)]
    assert "answers with status 500" in refusal(installed)
    assert len(server.asked) == 5
    assert impatient == sorted(impatient)
    assert impatient[-1] > impatient[1]


@pytest.mark.parametrize(("status", "words"), [(404, "has no such file"), (403, "does not let us in")])
def test_what_no_waiting_mends_is_refused_at_once(status, words, server, asb, installed):
    asb()
    server.replies["/asb.csv"] = [Reply(status=status)]
    assert words in refusal(installed)
    assert len(server.asked) == 1


def test_a_file_that_is_cut_is_tried_again_from_its_start(server, asb, installed):
    asb()
    server.replies["/asb.csv"] = [Reply(CSV[:9], declared=len(CSV)), Reply(CSV)]
    assert len(fetch(installed).files) == 1
    assert in_inbox(installed)[0].read_bytes() == CSV


def test_a_file_that_is_always_cut_is_refused(server, asb, installed):
    asb()
    server.replies["/asb.csv"] = [Reply(CSV[:9], declared=len(CSV))]
    assert "cut the file off" in refusal(installed)


def test_a_cut_chunked_answer_is_not_a_whole_file(server, asb, installed):
    asb()

    def cut(handler):
        handler.wfile.write(b"9\r\ncase_ref,\r\n")

    server.replies["/asb.csv"] = [Reply(headers={"Transfer-Encoding": "chunked"}, act=cut)]
    assert "cut the file off" in refusal(installed)


def drip(handler):
    for _ in range(200):
        handler.wfile.write(b"a")
        handler.wfile.flush()
        time.sleep(0.01)


@pytest.mark.parametrize(
    ("act", "limits", "words"),
    [
        (drip, Limits(seconds=0.1, silence=5), "took longer"),
        (lambda handler: time.sleep(0.3), Limits(silence=0.05, tries=1, pause=0), "cut the file off"),
    ],
)
def test_a_slow_server_does_not_hold_us(act, limits, words, server, asb, installed, monkeypatch):
    asb()
    server.replies["/asb.csv"] = [Reply(headers={"Content-Length": "1000"}, act=act)]
    (connection,) = configured.read_connections(installed)
    patient = replace(connection, connector=replace(connection.connector, limits=limits))
    with pytest.raises(FetchError, match=words):
        patient.fetch(installed)
    assert in_inbox(installed) == []


def with_limit(connection, largest):
    return replace(connection.connector, feed=replace(connection.connector.feed, largest_file=largest))


def test_a_file_that_says_it_is_too_large_is_not_read(server, asb, installed):
    asb()
    server.replies["/asb.csv"] = [Reply(CSV, declared=10_001)]
    (connection,) = configured.read_connections(installed)
    with pytest.raises(FetchError, match="is larger than"):
        with_limit(connection, 10_000).check()


def test_a_file_that_goes_on_past_the_limit_is_refused(server, asb, installed):
    asb()
    server.replies["/asb.csv"] = [Reply(act=lambda handler: handler.wfile.write(b"x" * 64_000))]
    (connection,) = configured.read_connections(installed)
    with pytest.raises(FetchError, match="is larger than"):
        replace(connection, connector=with_limit(connection, 10_000)).fetch(installed)
    assert in_inbox(installed) == []


@pytest.mark.parametrize("page", [b"<!DOCTYPE html><p>Log in", b"\xef\xbb\xbf \n<html>", b"<?xml version='1.0'?>"])
def test_a_page_with_status_200_is_no_file_of_data(page, server, asb, installed):
    asb()
    server.replies["/asb.csv"] = [Reply(page)]
    assert "login or error page" in refusal(installed)


def test_an_empty_answer_is_no_file_of_data(server, asb, installed):
    asb()
    server.replies["/asb.csv"] = [Reply(b"")]
    assert "an empty file" in refusal(installed)


def test_an_answer_that_is_compressed_unasked_is_refused(server, asb, installed):
    asb()
    server.replies["/asb.csv"] = [Reply(b"\x1f\x8b", headers={"Content-Encoding": "gzip"})]
    assert "compresses its answer" in refusal(installed)
    assert server.asked[0].headers["Accept-Encoding"] == "identity"


def test_a_redirect_is_followed_to_hosts_that_are_named_and_no_further(server, asb, installed):
    asb()
    elsewhere = server.address("/moved.csv", host="127.0.0.1")
    server.replies["/asb.csv"] = [Reply(status=302, headers={"Location": elsewhere})]
    server.replies["/moved.csv"] = [Reply(CSV)]
    assert "leads to 127.0.0.1" in refusal(installed)
    assert [asked.path for asked in server.asked] == ["/asb.csv"], "the other host is not asked"


def test_a_redirect_on_the_same_host_is_followed(server, asb, installed):
    asb()
    server.replies["/asb.csv"] = [Reply(status=307, headers={"Location": "/moved.csv"})]
    server.replies["/moved.csv"] = [Reply(CSV)]
    assert len(fetch(installed).files) == 1


def test_a_redirect_in_a_circle_ends(server, asb, installed):
    asb()
    server.replies["/asb.csv"] = [Reply(status=301, headers={"Location": "/asb.csv"})]
    assert "redirects more than 5 times" in refusal(installed)


def test_a_secret_goes_to_its_own_host_only(trusted, server, asb, installed, monkeypatch):
    monkeypatch.setenv("PARTNER_TOKEN", "swordfish")
    with serving(trusted[0]) as other:
        asb(hosts=["localhost"], token={"env": "PARTNER_TOKEN"})
        server.replies["/asb.csv"] = [Reply(status=302, headers={"Location": other.address("/b.csv")})]
        other.replies["/b.csv"] = [Reply(CSV)]
        assert len(fetch(installed).files) == 1
        assert server.asked[0].headers["Authorization"] == "Bearer swordfish"
        assert "Authorization" not in other.asked[0].headers


def test_a_password_is_read_from_a_private_file_of_the_key_folder(server, asb, installed):
    asb(user="ada", password={"file": "partner"})
    installed.keys.mkdir(mode=0o700)
    (installed.keys / "partner").write_text("swordfish\n")
    (installed.keys / "partner").chmod(0o600)
    server.replies["/asb.csv"] = [Reply(CSV)]
    assert len(fetch(installed).files) == 1
    assert server.asked[0].headers["authorization"].startswith("Basic ")


def test_a_certificate_of_an_unknown_authority_is_refused(server, asb, installed):
    asb(ca_file="")
    server.replies["/asb.csv"] = [Reply(CSV)]
    assert "no certificate that this machine trusts" in refusal(installed)
    assert server.asked == []


def test_a_certificate_for_another_name_is_refused(trusted, asb, installed):
    with serving(trusted[0], host="elsewhere.example") as other:
        asb(address=other.address("/asb.csv"))
        other.replies["/asb.csv"] = [Reply(CSV)]
        assert "no certificate that this machine trusts" in refusal(installed)
        assert other.asked == []


def test_another_machine_is_not_asked_without_encryption(asb, installed):
    asb(address="http://data.example/asb.csv")
    assert "without encryption" in refusal(installed)


def test_there_is_no_way_to_switch_verification_off():
    source = "".join(path.read_text() for path in Path(configured.__file__).parent.glob("*.py"))
    assert "CERT_NONE" not in source
    assert "check_hostname" not in source
    assert web_file.WebFileOptions(address="x").ca_file == ""


def test_a_file_for_each_period_is_asked_for_and_one_that_is_not_there_yet_is_noted(server, asb, installed):
    asb(address=server.address("/{period}.csv"), periods=2)
    last, before = (
        str(period) for period in reversed(configured.read_connections(installed)[0].place.ended_periods(FEED, 2))
    )
    server.replies[f"/{before}.csv"] = [Reply(CSV)]
    fetched = fetch(installed)
    assert [name[14:21] for name in fetched.files] == [before]
    assert fetched.notes == [note for note in fetched.notes if last in note and "not there yet" in note]
    assert len(fetched.notes) == 1


def test_check_says_what_would_be_fetched_and_writes_nothing(server, asb, installed):
    asb()
    server.replies["/asb.csv"] = [Reply(CSV, headers={"Last-Modified": "Mon, 02 Nov 2026 09:00:00 GMT"})]
    (connection,) = configured.read_connections(installed)
    (line,) = connection.connector.check()
    assert "would be fetched" in line
    assert "Mon, 02 Nov 2026" in line
    assert in_inbox(installed) == []
    assert not installed.fetched.exists()


def test_no_message_holds_the_address_or_the_secret(server, asb, installed, monkeypatch):
    monkeypatch.setenv("PARTNER_TOKEN", "swordfish")
    asb(address=server.address("/asb.csv") + "?lat=53.4", token={"env": "PARTNER_TOKEN"})
    server.replies["/asb.csv"] = [Reply(status=500)]
    message = refusal(installed)
    assert "swordfish" not in message
    assert "53.4" not in message


def test_a_proxy_is_used_where_it_is_named_and_the_host_still_proves_itself(server, asb, installed):
    server.replies["/asb.csv"] = [Reply(CSV)]
    with web_proxy() as proxy:
        asb(proxy=f"http://127.0.0.1:{proxy.server_address[1]}")
        assert len(fetch(installed).files) == 1
        assert proxy.asked == [f"localhost:{server.port}"]
        installed.connections.write_text(installed.connections.read_text().replace('ca_file = "authority.pem"', ""))
        (connection,) = configured.read_connections(installed)
        with pytest.raises(FetchError, match="no certificate that this machine trusts"):
            connection.fetch(installed, again=True)


def test_a_proxy_of_the_environment_is_not_used(server, asb, installed, monkeypatch):
    server.replies["/asb.csv"] = [Reply(CSV)]
    asb()
    with web_proxy() as proxy:
        for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.server_address[1]}")
        assert len(fetch(installed).files) == 1
        assert proxy.asked == []


def test_a_proxy_that_is_not_there_is_no_way_around_it(server, asb, installed):
    server.replies["/asb.csv"] = [Reply(CSV)]
    asb(proxy="http://127.0.0.1:9")
    assert "cannot be reached" in refusal(installed)
    assert server.asked == []


@pytest.mark.parametrize("proxy", ["proxy:3128", "https://proxy:3128", "http://me:geheim@proxy:3128", "http://proxy"])
def test_a_proxy_is_an_address_with_a_port_and_without_a_password(proxy, asb, installed):
    asb(proxy=proxy)
    with pytest.raises(UsageError, match="is no address of a proxy") as refused:
        fetch(installed)
    assert "geheim" not in str(refused.value)
