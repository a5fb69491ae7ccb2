"""Readers of the public edition reach the current release only, and none once it was withdrawn."""

import json
from contextlib import suppress
from datetime import datetime

import defusedxml.ElementTree
import pytest

from ossp_pipeline.cli.serve import find_file
from ossp_pipeline.contracts.edition import Edition
from ossp_pipeline.errors import UsageError
from ossp_pipeline.publish.releases import Releases
from ossp_pipeline.publish.verify import verify_release
from ossp_pipeline.publishing import Publishing
from ossp_pipeline.repair import repair_data_folder
from ossp_pipeline.settings import public_settings
from tests.installations import settings_in
from tests.kills import Killed, count_operations
from tests.small_builds import calendar_file, figures_build

pytestmark = pytest.mark.slow

ATOM = "{http://www.w3.org/2005/Atom}"
REASON = "A count can be worked out from the ward pages"


@pytest.fixture
def editions(tmp_path):
    """`Publishing` of the partnership's edition and of the public one, over one data folder."""
    settings = settings_in(tmp_path, release_calendar=calendar_file(tmp_path))

    def publishing(settings, edition):
        moment = datetime.fromisoformat("2026-05-14T12:00:00+01:00")
        return Publishing(settings, lambda: pytest.fail("no plan is needed"), lambda: moment, edition)

    return publishing(settings, Edition.PARTNERSHIP), publishing(public_settings(settings), Edition.PUBLIC)


@pytest.fixture
def public(editions):
    return editions[1]


def send_out(public, number):
    release = public.releases.publish(figures_build(public.settings, number, ("2025-26Q4",)), None, None)
    public.write_pages()
    return release


def withdraw(public):
    public.releases.withdraw("A. Analyst", REASON)
    public.write_pages()


def repair(editions):
    return repair_data_folder(editions[0].settings, *editions)


def reached(public):
    """Ids of the releases of which something lies where readers look."""
    names = [path.name for path in public.settings.releases.glob("[0-9]*")]
    return sorted({name.removesuffix(".json") for name in names})


def superseded(public):
    return public.settings.releases.with_name("superseded")


def withdrawals(public):
    path = superseded(public) / "withdrawals.jsonl"
    return path.read_text() if path.exists() else ""


def test_a_new_one_takes_the_old_one_away_from_readers(public):
    first, second = send_out(public, 1), send_out(public, 2)
    assert reached(public) == [second.release_id]
    assert find_file(public.releases, f"/{first.release_id}/datapackage.json") is None
    page = (public.settings.releases / "index.html").read_text()
    assert first.release_id not in page and "Those before it are not kept here." in page
    index = json.loads((public.settings.releases / "releases.json").read_text())
    assert [entry["id"] for entry in index["releases"]] == [second.release_id]


def test_the_old_one_is_kept_for_the_attack_and_for_nobody_else(public):
    first, second = send_out(public, 1), send_out(public, 2)
    kept = public.releases.kept()
    assert [release.release_id for release in kept] == [second.release_id, first.release_id]
    assert verify_release(kept[1].folder) > 3
    assert superseded(public).stat().st_mode & 0o777 == 0o700


def test_a_reader_keeps_the_file_that_is_open(public):
    with (send_out(public, 1).folder / "datapackage.json").open() as opened:
        send_out(public, 2)
        assert json.loads(opened.read())["title"]


def test_the_partnerships_releases_all_stay(editions):
    partnership, _ = editions
    for number in (1, 2):
        send_out(partnership, number)
    assert len(reached(partnership)) == len(partnership.releases.kept()) == 2
    assert not superseded(partnership).exists()


def test_news_keep_their_identifier(public):
    def identifier():
        return defusedxml.ElementTree.fromstring((public.settings.releases / "feed.xml").read_bytes()).findtext(
            f"{ATOM}id"
        )

    send_out(public, 1)
    first = identifier()
    send_out(public, 2)
    assert identifier() == first
    withdraw(public)
    assert identifier() == first


def test_withdrawn_it_is_gone_and_says_since_when(public):
    release = send_out(public, 1)
    withdraw(public)
    folder = public.settings.releases
    assert public.releases.current() is None and reached(public) == []
    pointer = json.loads((folder / "current.json").read_text())
    assert (pointer["release_id"], pointer["why"], pointer["withdrawn"]) == (None, "withdrawal", release.release_id)
    assert pointer["switched_at"] == public.releases.withdrawn_at()
    assert "It was taken down on" in (page := (folder / "index.html").read_text())
    assert 'href="style.css"' in page and (folder / "style.css").exists()
    index = json.loads((folder / "releases.json").read_text())
    assert (index["current"], index["releases"], index["withdrawn_at"]) == (None, [], pointer["switched_at"])
    news = defusedxml.ElementTree.fromstring((folder / "feed.xml").read_bytes())
    assert news.findtext(f"{ATOM}entry/{ATOM}title") == "Release 1 was withdrawn"
    assert release.release_id not in (folder / "calendar.html").read_text()


def test_the_reason_is_kept_and_no_reader_sees_it(public):
    send_out(public, 1)
    withdraw(public)
    assert REASON in withdrawals(public)
    assert not [path for path in public.settings.releases.rglob("*") if path.is_file() and REASON in path.read_text()]


def test_the_next_one_after_a_withdrawal_has_the_next_number(public):
    send_out(public, 1)
    withdraw(public)
    assert send_out(public, 2).release_id.startswith("00002-")
    assert public.releases.withdrawn_at() is None
    assert "taken down" not in (public.settings.releases / "index.html").read_text()


@pytest.mark.parametrize("reason", ["leak", "Call me on 07700 900123 about it"])
def test_a_reason_that_cannot_be_kept_withdraws_nothing(public, reason):
    send_out(public, 1)
    with pytest.raises(UsageError, match="E-WITHDRAW"):
        public.releases.withdraw("A. Analyst", reason)
    assert public.releases.current()


def test_there_is_nothing_to_withdraw_twice(public):
    send_out(public, 1)
    withdraw(public)
    with pytest.raises(UsageError, match="E-NORELEASE"):
        withdraw(public)


def test_no_rollback_shows_a_withdrawn_one_again(public):
    """Also where somebody points OSSP_DATA at the public folder, so that nothing knows which edition it is."""
    send_out(public, 1)
    withdraw(public)
    with pytest.raises(UsageError, match="E-PUBLIC"):
        Releases(public.settings.releases).rollback(None)


def test_a_kill_while_a_new_one_goes_out_leaves_one_within_reach(editions, monkeypatch):
    public = editions[1]
    send_out(public, 1)
    for number in range(1, 1000):
        with monkeypatch.context() as patch, suppress(Killed):
            seen = count_operations(patch, at=number)
            send_out(public, number + 1)
        repair(editions)
        current = public.releases.current()
        assert reached(public) == [current.release_id]
        assert verify_release(current.folder) > 3
        kept = public.releases.kept()
        assert kept[0] == current
        assert [int(item.release_id[:5]) for item in kept] == list(range(len(kept), 0, -1)), "none is lost"
        assert f"{current.release_id} (current)" in (public.settings.releases / "index.html").read_text()
        assert repair(editions) == []
        if seen[0] < number:
            break
    assert number > 30


def test_a_kill_while_one_is_withdrawn_leaves_it_or_nothing(editions, monkeypatch):
    public = editions[1]
    send_out(public, 1)
    for number in range(1, 1000):
        with monkeypatch.context() as patch, suppress(Killed):
            seen = count_operations(patch, at=number)
            withdraw(public)
        repair(editions)
        current = public.releases.current()
        assert reached(public) == ([current.release_id] if current else [])
        assert not current or f'"{current.release_id}"' not in withdrawals(public), "what was begun is completed"
        page = (public.settings.releases / "index.html").read_text()
        assert ("taken down" in page) == (current is None)
        assert repair(editions) == []
        if seen[0] < number:
            break
        if current is None:
            send_out(public, number + 1)
    assert number > 10


def test_an_installation_from_before_is_put_right_at_the_next_start(editions):
    """Its public folder still had every release, and pages that compare them."""
    public = editions[1]
    everywhere = Publishing(public.settings, public._plan, public.now)
    for number in (1, 2):
        send_out(everywhere, number)
    assert len(reached(public)) == 2
    (sentence,) = repair(editions)
    assert sentence.startswith("public release 00001-") and len(reached(public)) == 1
    for name in ("index.html", "releases.json", "feed.xml", "calendar.html"):
        assert reached(public)[0] in (text := (public.settings.releases / name).read_text()) or name == "calendar.html"
        assert "00001-" not in text, name
