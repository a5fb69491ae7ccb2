"""`ossp serve`: for reading, for this machine, and nothing but what a release lists."""

import http.client
import socket
import threading

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as profile
from hypothesis import strategies as st

from ossp_pipeline.cli.serve import HOST, ReleaseServer, find_file
from ossp_pipeline.errors import UsageError
from ossp_pipeline.publish.releases import Releases
from tests.installations import settings_in
from tests.small_builds import figures_build


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Two releases, with the files beside them; the second is current."""
    settings = settings_in(tmp_path_factory.mktemp("served"))
    releases = Releases(settings.releases)
    for number in (1, 2):
        releases.publish(figures_build(settings, number, ("2025-26Q4",)), None, None)
    (settings.releases / "index.html").write_text("<p>front</p>")
    (settings.releases / "style.css").write_text("body { margin: 0 }")
    (settings.releases / "feed.xml").write_text("<feed/>")
    (settings.data / "secret.txt").write_text("secret")
    return settings.releases


@pytest.fixture(scope="module")
def server(folder):
    with ReleaseServer(Releases(folder), 0) as made:
        threading.Thread(target=made.serve_forever, daemon=True).start()
        yield made
        made.shutdown()


def ask(server, path, method="GET", host=None, **headers):
    connection = http.client.HTTPConnection(HOST, server.server_port, timeout=10)
    connection.putrequest(method, path, skip_host=True)
    for name, value in {"Host": host or f"{HOST}:{server.server_port}", **headers}.items():
        connection.putheader(name, value)
    connection.endheaders()
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    return answer, content


def ids(folder):
    return [release.release_id for release in Releases(folder).all()]


def test_it_listens_on_loopback_alone(server):
    assert server.socket.getsockname()[0] == "127.0.0.1"


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/index.html?x=1", "text/html; charset=utf-8"),
        ("/style.css", "text/css; charset=utf-8"),
        ("/feed.xml", "application/atom+xml"),
        ("/current.json", "application/json"),
        ("/{id}/datapackage.json", "application/json"),
        ("/{id}/tables/trends.csv", "text/csv; charset=utf-8"),
        ("/{id}/tables/trends%2Eparquet", "application/vnd.apache.parquet"),
        ("/{id}/SHA256SUMS", "text/plain; charset=utf-8"),
        ("/{id}/ossp.duckdb", "application/octet-stream"),
    ],
)
def test_what_a_release_lists_is_served_whole_with_its_kind(server, folder, path, kind):
    path = path.replace("{id}", ids(folder)[0])
    answer, content = ask(server, path)
    assert (answer.status, answer.getheader("Content-Type")) == (200, kind)
    name = path.split("?")[0].lstrip("/").replace("%2E", ".") or "index.html"
    assert content == (folder / name).read_bytes()
    head, nothing = ask(server, path, "HEAD")
    assert (head.status, nothing, head.getheader("Content-Length")) == (200, b"", str(len(content)))


def test_every_answer_has_the_strict_headers(server, folder):
    for path in ("/", "/nowhere", f"/{ids(folder)[0]}/datapackage.json"):
        answer, _ = ask(server, path)
        assert answer.getheader("X-Content-Type-Options") == "nosniff"
        assert answer.getheader("Content-Security-Policy").startswith("default-src 'none'; style-src 'self';")
        assert answer.getheader("Referrer-Policy") == "no-referrer"
        assert answer.getheader("Server") == "ossp "
    assert "immutable" in ask(server, f"/{ids(folder)[0]}/datapackage.json")[0].getheader("Cache-Control")
    assert ask(server, "/")[0].getheader("Cache-Control") == "no-cache"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "NONSENSE"])
def test_it_only_reads(server, method):
    answer, _ = ask(server, "/", method)
    assert (answer.status, answer.getheader("Allow")) == (405, "GET, HEAD")


@pytest.mark.parametrize("host", ["evil.example", "evil.example:{port}", "127.0.0.1", "127.0.0.1:1", "localhost", ""])
def test_another_sites_name_for_this_machine_is_refused(server, host):
    answer, content = ask(server, "/", host=host.replace("{port}", str(server.server_port)) or " ")
    assert answer.status == 421
    assert b"front" not in content


def test_localhost_with_the_port_is_this_machine(server):
    assert ask(server, "/", host=f"localhost:{server.server_port}")[0].status == 200


def test_a_request_without_a_host_is_refused(server):
    with socket.create_connection((HOST, server.server_port), timeout=10) as raw:
        raw.sendall(b"GET / HTTP/1.0\r\n\r\n")
        assert b" 421 " in raw.recv(100)


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/{id}/../../secret.txt",
        "/{id}/..%2f..%2fsecret.txt",
        "/{id}/%2e%2e/current.json",
        "//{id}/datapackage.json/..",
        "/{id}",
        "/{id}/",
        "/{id}/tables",
        "/{id}/tables/",
        "/{id}.json",
        "/history.jsonl",
        "/refresh.lock",
        "/.tmp-current.json",
        "/{id}/tables/trends.csv%00.html",
        "/{id}\\tables\\trends.csv",
        "/{id}/.//tables/trends.csv",
        "/current/../history.jsonl",
        "/current/tables/",
        "http://evil.example/",
    ],
)
def test_nothing_else_has_an_address(server, folder, path):
    answer, content = ask(server, path.replace("{id}", ids(folder)[0]))
    assert answer.status == 404
    assert content == b"404 Not Found\n"


def test_a_file_that_was_added_and_a_link_are_not_served(folder):
    release = Releases(folder).all()[0]
    (release.folder / "added.html").write_text("added")
    link = release.folder / "certificate.html"
    kept = link.read_bytes()
    link.unlink()
    link.symlink_to(folder.parent / "secret.txt")
    try:
        assert find_file(Releases(folder), f"/{release.release_id}/added.html") is None
        assert find_file(Releases(folder), f"/{release.release_id}/certificate.html") is None
    finally:
        link.unlink()
        link.write_bytes(kept)
        (release.folder / "added.html").unlink()


@profile(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=300)
@given(
    st.lists(st.sampled_from(["..", ".", "/", "%2e", "%2f", "tables", "trends.csv", "\\", "\0", "ID", "é"]), max_size=8)
)
def test_whatever_is_requested_lies_in_the_releases(folder, parts):
    path = find_file(Releases(folder), "/" + "/".join(parts).replace("ID", ids(folder)[0]))
    assert path is None or (path.is_file() and path.is_relative_to(folder.resolve()))


def test_current_leads_to_whatever_the_pointer_names(server, folder):
    releases = Releases(folder)
    first, second = releases.all()
    for chosen in (second, first, second):
        releases.point_to(chosen, "rollback")
        answer, _ = ask(server, "/current/tables/trends.csv")
        assert (answer.status, answer.getheader("Location")) == (302, f"/{chosen.release_id}/tables/trends.csv")
        assert answer.getheader("Cache-Control") == "no-store"


def test_a_port_that_is_taken_is_wrong_use(server, folder):
    for port in (server.server_port, 70000):
        with pytest.raises(UsageError, match="E-PORT"):
            ReleaseServer(Releases(folder), port)


@pytest.mark.parametrize(
    ("error", "is_printed"), [(BrokenPipeError, False), (ConnectionResetError, False), (KeyError, True)]
)
def test_a_reader_who_goes_away_is_no_error(server, capsys, error, is_printed):
    try:
        raise error
    except error:
        server.handle_error(None, (HOST, 1))
    assert bool(capsys.readouterr().err) == is_printed
