"""Files of an SFTP server, on loopback: whole ones, each once; every fault ends in words, or in a note."""

import asyncio
import hashlib
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import asyncssh
import pytest

from ossp_pipeline.errors import FetchError, KeyFileError, UsageError
from ossp_pipeline.extract.connectors import configured, sftp
from tests.sftp_server import PASSWORD, USER, sftp_server
from tests.unit.extract.mapping.conftest import HOMES, homes_file, homes_row

CSV = b"case_ref,source\nA,Council\n"
NAME = "asb-incidents-2026-09-v1.csv"


@pytest.fixture
def served(tmp_path):
    folder = tmp_path / "served"
    folder.mkdir()
    with sftp_server(folder) as shown:
        yield shown


@pytest.fixture
def keep(installed):
    """Puts a secret into the key folder."""
    installed.keys.mkdir(mode=0o700, exist_ok=True)

    def write(name, secret):
        (installed.keys / name).write_text(secret)
        (installed.keys / name).chmod(0o600)

    return write


@pytest.fixture
def asb(served, state, keep):
    """States one connection to the server."""
    keep("partner", PASSWORD)

    def write(**options):
        stated = {
            "feed": "asb_incidents",
            "kind": "sftp",
            "host": "127.0.0.1",
            "port": served.port,
            "user": USER,
            "host_key": served.host_key,
            "password": {"file": "partner"},
        }
        state(**{name: value for name, value in (stated | options).items() if value is not None})

    return write


def connection_of(settings):
    (connection,) = configured.read_connections(settings)
    return replace(connection, connector=replace(connection.connector, silence=5))


def fetch(settings):
    return connection_of(settings).fetch(settings)


def in_inbox(settings):
    return sorted(path.name for path in settings.inbox.rglob("*") if path.is_file())


def refusal(settings):
    with pytest.raises(FetchError) as refused:
        fetch(settings)
    assert in_inbox(settings) == [], "nothing is kept of what was refused"
    return str(refused.value)


def test_whole_files_arrive_with_their_checksum_once_and_nothing_is_changed_there(served, asb, installed):
    asb(pattern="asb-*.csv")
    (served.folder / NAME).write_bytes(CSV)
    (served.folder / "other.csv").write_bytes(CSV)
    assert connection_of(installed).connector.check() == [f"{NAME}: would be fetched, 0 kB"]
    assert in_inbox(installed) == []
    assert fetch(installed).files == [NAME]
    assert in_inbox(installed) == [NAME, f"{NAME}.sha256"]
    assert (installed.inbox / "asb_incidents" / NAME).read_bytes() == CSV
    read = served.read
    again = fetch(installed)
    assert (again.files, served.read) == ([], read), "what has not changed is not even read"
    assert served.asked == []
    assert sorted(path.name for path in served.folder.iterdir()) == [NAME, "other.csv"]


def test_it_fetches_where_an_event_loop_runs_already(served, asb, installed):
    """As beside a browser, or in a notebook."""
    asb()
    (served.folder / NAME).write_bytes(CSV)

    async def inside():
        return fetch(installed)

    # A thread of its own: a browser test before this one leaves its event loop running in the test's thread.
    with ThreadPoolExecutor(1) as other:
        assert other.submit(asyncio.run, inside()).result().files == [NAME]


def test_a_file_that_changed_is_fetched_again_and_one_with_a_new_date_alone_is_not_put(served, asb, installed):
    asb()
    (served.folder / NAME).write_bytes(CSV)
    fetch(installed)
    os.utime(served.folder / NAME, (1, 1))
    assert fetch(installed).notes == [f"{NAME}: nothing new"]
    (served.folder / NAME).write_bytes(CSV + b"B,Council\n")
    assert fetch(installed).files == [NAME]


def test_a_server_with_another_key_is_not_spoken_to(served, asb, installed):
    other = asyncssh.generate_private_key("ssh-ed25519").export_public_key().decode().strip()
    asb(host_key=other)
    (served.folder / NAME).write_bytes(CSV)
    assert "does not prove itself with the `host_key`" in refusal(installed)


def test_a_key_that_this_user_trusts_elsewhere_is_not_trusted_here(served, asb, installed, tmp_path, monkeypatch):
    known = tmp_path / ".ssh" / "known_hosts"
    known.parent.mkdir()
    known.write_text(f"[127.0.0.1]:{served.port} {served.host_key}\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    asb(host_key=asyncssh.generate_private_key("ssh-ed25519").export_public_key().decode().strip())
    assert "does not prove itself" in refusal(installed)


def test_a_wrong_password_is_refused_and_not_shown(served, asb, keep, installed):
    asb()
    keep("partner", "geheim")
    said = refusal(installed)
    assert "does not let us in" in said and "geheim" not in said


def test_we_log_in_with_a_key_from_the_key_folder(tmp_path, asb, keep, installed):
    key = asyncssh.generate_private_key("ssh-ed25519")
    keep("private", key.export_private_key().decode())
    (tmp_path / "mine").mkdir()
    with sftp_server(tmp_path / "mine", key) as served:
        (served.folder / NAME).write_bytes(CSV)
        asb(port=served.port, host_key=served.host_key, password=None, key={"file": "private"})
        assert fetch(installed).files == [NAME]
        keep("private", "no key")
        with pytest.raises(UsageError, match="is no private key"):
            fetch(installed)


@pytest.mark.parametrize(("cuts", "arrives"), [(1, True), (9, False)])
def test_a_cut_connection_is_tried_again_from_the_start_of_the_file(cuts, arrives, served, asb, installed):
    asb()
    (served.folder / NAME).write_bytes(CSV * 100_000)
    served.cut_after, served.cuts = 1_000_000, cuts
    if not arrives:
        assert "the connection was cut each time" in refusal(installed)
        return
    assert fetch(installed).files == [NAME]
    assert (installed.inbox / "asb_incidents" / NAME).read_bytes() == CSV * 100_000


def test_an_endless_file_is_left_after_the_size_that_was_seen(served, asb, installed):
    asb()
    (served.folder / NAME).write_bytes(CSV)
    served.endless = True
    assert "changed while it was read" in fetch(installed).notes[0]
    assert (in_inbox(installed), served.read < 1 << 21) == ([], True)


def test_a_file_larger_than_the_feed_allows_is_not_read(served, asb, installed):
    asb()
    (served.folder / NAME).write_bytes(CSV)
    (served.folder / NAME.replace("09", "08")).write_bytes(CSV[:16])
    connection = connection_of(installed)
    feed = replace(connection.connector.feed, largest_file=20)
    small = replace(connection, connector=replace(connection.connector, feed=feed))
    with pytest.raises(FetchError, match=f"{NAME} is larger than"):
        small.fetch(installed)
    assert in_inbox(installed)[0] == NAME.replace("09", "08"), "the others came"


@pytest.mark.parametrize(
    "change",
    [lambda path: path.write_bytes(path.read_bytes() + b"more\n"), lambda path: os.utime(path, (1, 1))],
    ids=["longer", "another date"],
)
def test_a_file_that_changes_while_it_is_read_is_not_kept(change, served, asb, installed):
    asb()
    (served.folder / NAME).write_bytes(CSV)
    served.on_read = lambda: change(served.folder / NAME)
    assert "changed while it was read" in fetch(installed).notes[0]
    assert in_inbox(installed) == []
    served.on_read = lambda: None
    assert fetch(installed).files == [NAME]


def test_a_file_that_grows_between_two_looks_waits_unless_it_is_marked_as_whole(served, asb, installed, monkeypatch):
    asb()
    path = served.folder / NAME
    path.write_bytes(CSV)
    monkeypatch.setattr(sftp.time, "sleep", lambda seconds: path.write_bytes(path.read_bytes() + b"B,Council\n"))
    assert "is still being written" in fetch(installed).notes[0]
    assert in_inbox(installed) == []
    (served.folder / f"{NAME}.done").touch()
    assert fetch(installed).files == [NAME], "an end marker saves the pause"


@pytest.mark.parametrize("content", ["{digest}  {name}\n", "{name}: {digest}\n"])
def test_a_checksum_beside_it_is_kept_to(content, served, asb, installed):
    asb()
    (served.folder / NAME).write_bytes(CSV)
    beside = served.folder / f"{NAME}.sha256"
    beside.write_text(content.format(digest="0" * 64, name=NAME))
    assert f"{NAME} differs from its checksum" in refusal(installed)
    beside.write_text("no checksum\n")
    assert "or this cannot be read" in refusal(installed)
    beside.write_text(content.format(digest=hashlib.sha256(CSV).hexdigest(), name=NAME))
    assert fetch(installed).files == [NAME]


def test_links_folders_and_names_that_lead_elsewhere_stay_there_and_are_not_shown(served, asb, installed, tmp_path):
    asb()
    (tmp_path / "secret.csv").write_text("x")
    (served.folder / NAME).symlink_to(tmp_path / "secret.csv")
    (served.folder / NAME.replace("09", "08")).mkdir()
    served.names = [
        b"..",
        b"../../asb-incidents-2026-07-v1.csv",
        b"/etc/passwd",
        b".hidden.csv",
        b"a\nb.csv",
        b"\xff.csv",
    ]
    fetched = fetch(installed)
    assert (fetched.files, in_inbox(installed)) == ([], [])
    (note,) = fetched.notes
    assert note.startswith("7 other name(s), links or folders stay there") and "passwd" not in note


@pytest.mark.parametrize("feed", ["fire_incidents", "substance_treatment", "probation_supervision"])
def test_of_a_feed_whose_published_layouts_are_refused_no_other_name_is_fetched_or_shown(feed, served, asb, installed):
    """Such a feed knows layouts, and none in which a file may have any name."""
    asb(feed=feed)
    (served.folder / "A Person.csv").write_bytes(CSV)
    fetched = fetch(installed)
    assert (fetched.files, in_inbox(installed)) == ([], [])
    assert "Person" not in " ".join(fetched.notes + connection_of(installed).connector.check())


@pytest.mark.parametrize(
    ("pattern", "file_names"), [("homes *", ""), ("*", "homes *.csv"), ("*", "")], ids=["connection", "mapping", "none"]
)
def test_a_suppliers_own_names_are_fetched_where_a_mapping_is_stated_and_the_names_are(
    pattern, file_names, served, asb, installed
):
    """Without a form of names nobody has said that these files are the feed's."""
    installed.mappings.mkdir()
    stated = f'file_names = "{file_names}"\n{HOMES}' if file_names else HOMES
    (installed.mappings / "asb_incidents-example-homes.toml").write_text(stated)
    asb(pattern=pattern)
    (served.folder / "homes 07700 900123.csv").write_bytes(homes_file([homes_row()]))
    (served.folder / "homes notes.docx").write_bytes(CSV)
    fetched = fetch(installed)
    said = " ".join(fetched.files + fetched.notes + connection_of(installed).connector.check())
    assert len(in_inbox(installed)) == (2 if pattern != "*" or file_names else 0)
    assert "900123" not in said and "docx" not in said, "personal details in a name are not shown"
    assert fetch(installed).files == []


def test_extracts_that_may_have_any_name_are_fetched_where_their_names_are_stated(served, asb, installed):
    asb(feed="probation_supervision", pattern="cfoextract_*.txt")
    (served.folder / "cfoextract_0123_full_20240101153000.txt").write_bytes(b"HE")
    (served.folder / "other.txt").write_bytes(b"HE")
    assert len(fetch(installed).files) == 1
    assert in_inbox(installed)[0] == "cfoextract_0123_full_20240101153000.txt"


def test_a_folder_that_is_not_there_is_said(served, asb, installed):
    asb(folder="nowhere")
    assert "compare the `folder`" in refusal(installed)


def test_a_server_that_is_not_there_is_said(asb, installed):
    asb(port=9)
    assert "cannot be reached" in refusal(installed)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"host_key": "trust me"}, "is no public key"),
        ({"password": None}, "one of `password` and `key`"),
        ({"key": {"file": "x"}}, "one of `password` and `key`"),
        ({"password": "typed"}, "is a typed secret"),
        ({"host_key": None}, "“host_key” is missing"),
    ],
)
def test_what_is_stated_wrongly_is_refused(changes, words, asb, installed):
    asb(**changes)
    with pytest.raises(UsageError, match=words):
        fetch(installed)


def test_a_secret_that_others_can_read_is_not_used(asb, installed):
    asb()
    (installed.keys / "partner").chmod(0o644)
    with pytest.raises(KeyFileError):
        fetch(installed)
