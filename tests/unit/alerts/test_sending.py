"""Messages as they arrive at a mail server and a web server on loopback; and what never leaves this machine."""

import json
import time

import pytest

from ossp_pipeline.alerts import child, sending
from ossp_pipeline.alerts.sending import Message, send
from ossp_pipeline.alerts.stated import read_alerts
from tests.mail_server import mail_server
from tests.scripted_server import Reply, serving
from tests.web_proxy import web_proxy

pytestmark = pytest.mark.slow
MESSAGE = Message("Stockport: 1 held", "Held:\n- police_crime.delivery.taken. What to do: send the file.")
EMAIL = """
[duty]
kind = "email"
server = "localhost"
port = {port}
encryption = "tls"
sender = "ossp@example.gov.uk"
to = "duty@example.gov.uk"
ca_file = "authority.pem"
"""
HOOK = """
[desk]
kind = "webhook"
address = "{address}"
token = {{ file = "desk" }}
ca_file = "authority.pem"
"""


def sent(settings, seconds=20.0):
    (receiver,) = read_alerts(settings).receivers
    return send(receiver, MESSAGE, settings, seconds)


def test_an_e_mail_arrives_as_plain_text(mail, state, installed):
    state(EMAIL.format(port=mail.port))
    assert sent(installed) == ""
    (received,) = mail.received
    assert (received["To"], received["Subject"]) == ("duty@example.gov.uk", MESSAGE.title)
    assert "ossp@example.gov.uk" in received["From"]
    assert received.get_content_type() == "text/plain"
    assert received.get_content().splitlines() == MESSAGE.body.splitlines()


def test_a_mail_server_without_a_certificate_that_is_trusted_gets_nothing(mail, state, installed):
    state(EMAIL.format(port=mail.port).replace('ca_file = "authority.pem"', ""))
    assert "localhost cannot be reached, or did not take the message" in sent(installed)
    assert mail.received == []


def test_a_server_without_encryption_gets_nothing_where_it_was_asked_for(state, installed):
    with mail_server() as plain:
        state(EMAIL.format(port=plain.port).replace('"tls"', '"starttls"'))
        assert sent(installed) != ""
    assert plain.received == []


def test_a_server_that_hangs_is_left_after_the_time(mail, state, installed):
    mail.hangs = 30
    state(EMAIL.format(port=mail.port))
    began = time.monotonic()
    assert "did not answer within 2 seconds" in sent(installed, 2)
    assert time.monotonic() - began < 10


def test_a_server_that_refuses_the_address_is_said(mail, state, installed):
    mail.refuses = True
    state(EMAIL.format(port=mail.port))
    assert "did not take the message" in sent(installed)


def test_a_web_hook_gets_json_with_its_token(server, state, keep, installed):
    keep("desk", "a-token")
    state(HOOK.format(address=server.address("/hooks/ossp")))
    server.replies["/hooks/ossp"] = [Reply(b"{}")]
    assert sent(installed) == ""
    (asked,) = server.asked
    document = json.loads(asked.body)
    assert (document["title"], document["message"]) == (MESSAGE.title, MESSAGE.body)
    assert asked.headers["Authorization"] == "Bearer a-token"


def test_no_redirect_is_followed(server, trusted, state, keep, installed):
    keep("desk", "a-token")
    with serving(trusted[0]) as other:
        state(HOOK.format(address=server.address("/hook")))
        server.replies["/hook"] = [Reply(status=307, headers={"Location": other.address("/there")})]
        assert sent(installed) != ""
    assert (len(server.asked), other.asked) == (1, [])


def test_a_proxy_of_the_environment_is_not_used(server, state, keep, installed, monkeypatch):
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    keep("desk", "a-token")
    state(HOOK.format(address=server.address("/hook")))
    server.replies["/hook"] = [Reply(b"{}")]
    assert sent(installed) == ""


def test_a_proxy_that_is_named_is_the_only_way(server, state, keep, installed):
    keep("desk", "a-token")
    state(HOOK.format(address=server.address("/hook")) + 'proxy = "http://127.0.0.1:9"\n')
    assert "127.0.0.1 cannot be reached" in sent(installed)
    assert server.asked == []


def test_a_secret_that_is_not_there_is_said_and_nothing_is_sent(server, state, installed):
    state(HOOK.format(address=server.address("/hook")))
    assert "There is no desk in the key folder" in sent(installed)
    assert server.asked == []


@pytest.mark.parametrize("host", ["example.com", "localhost"])
def test_the_process_that_sends_finds_no_other_host_and_port(host):
    """In a process of its own: what is forbidden cannot be allowed again."""
    import subprocess
    import sys

    program = f"import socket; from {child.__name__} import allow_only; allow_only('localhost', 9)\n"
    program += f"socket.getaddrinfo('localhost', 9); socket.getaddrinfo('{host}', 10)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert "PermissionError" in done.stderr and "line 2" in done.stderr


def test_a_channel_of_teams_is_a_workflow_of_microsofts_and_no_other_address(monkeypatch):
    posted = []
    monkeypatch.setattr("requests.post", lambda url, **more: posted.append((url, more)) or Answer)
    address = "https://prod-1.uksouth.logic.azure.com:443/workflows/abc123/triggers/manual/paths/invoke?sig=S3cret"
    job = {"kind": "teams", "options": {"address": address}, "title": "T", "body": "B"}
    assert child.send(job)
    ((url, more),) = posted
    assert url.startswith("https://prod-1.uksouth.logic.azure.com:443/workflows/abc123/")
    assert (more["verify"], more["allow_redirects"]) == (True, False)
    assert "http" not in more["data"].replace("http://adaptivecards.io", ""), "no picture is fetched from anywhere"
    with pytest.raises(ValueError, match="no address of a workflow"):
        child.send({**job, "options": {"address": "https://elsewhere.example/workflows/abc"}})


class Answer:
    status_code = 202


def test_only_these_three_ways_are_known():
    assert set(child._MAKERS) == {"email", "teams", "webhook"}
    assert sending.ALERTS_FILE.code == "E-ALERTS"


def test_a_web_hook_is_reached_through_the_proxy_that_is_named(server, state, keep, installed):
    keep("desk", "a-token")
    server.replies["/hook"] = [Reply(b"{}")]
    with web_proxy() as proxy:
        state(HOOK.format(address=server.address("/hook")) + f'proxy = "http://127.0.0.1:{proxy.server_address[1]}"\n')
        assert sent(installed) == ""
    assert (proxy.asked, len(server.asked)) == ([f"localhost:{server.port}"], 1)
