"""Between the gate and the readers: what waits, for whom and until when, and what the pages say about it."""

import json
import os
import shutil
from contextlib import suppress
from datetime import datetime

import defusedxml.ElementTree
import pytest

from ossp_pipeline import atomic_files
from ossp_pipeline.atomic_files import read_json, write_json
from ossp_pipeline.errors import UsageError
from ossp_pipeline.publish.approval import approval_of
from ossp_pipeline.publish.planned_status import PlannedState
from ossp_pipeline.publishing import Publishing
from ossp_pipeline.refresh import Refresh
from tests.installations import settings_in
from tests.kills import Killed, count_operations
from tests.small_builds import calendar_file, figures_build, judge_small

Q4, Q1 = "2025-26Q4", "2026-27Q1"
ROW = f"2026-01-08,{Q4},2026-05-14,confirmed,To the end of March 2026,"
BEFORE, AT = "2026-05-14T09:29:59+01:00", "2026-05-14T08:30:00+00:00"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def publishing_at(tmp_path):
    """Makes `Publishing` over one data folder, seen at a moment, with a calendar of these rows."""

    def make(at, *rows, late=(), **changes):
        calendar = calendar_file(tmp_path, *(rows or (ROW,)))
        settings = settings_in(tmp_path, release_calendar=calendar, **changes)
        made = Publishing(settings, lambda: pytest.fail("no plan is needed"), lambda: datetime.fromisoformat(at))
        made._late_deliveries = lambda planned, plan: list(late)
        return made

    return make


def send_out(publishing, build):
    """Publish as a refresh does, once the gate let the build pass."""
    release = publishing.releases.publish(build, None, approval_of(build))
    publishing.write_pages()
    return release


def folder_of(publishing):
    return publishing.settings.releases


def test_a_quarter_waits_for_its_moment_and_says_until_when(publishing_at):
    before = publishing_at(BEFORE)
    build = figures_build(before.settings, periods=(Q4,))
    assert before.reasons_to_wait(build) == ["“To the end of March 2026” is planned for 14 May 2026, 09:30 in London"]
    assert not before.publishable(build)
    assert publishing_at(AT).publishable(build)
    assert list(folder_of(before).iterdir()) == [], "nothing of it is where readers look"


def test_a_correction_of_figures_that_are_out_does_not_wait(publishing_at):
    at = publishing_at(AT)
    send_out(at, figures_build(at.settings, 1, (Q4,)))
    correction = figures_build(at.settings, 2, (Q4,))
    assert publishing_at(BEFORE).reasons_to_wait(correction) == []


def test_a_month_without_an_entry_does_not_wait(publishing_at):
    before = publishing_at(BEFORE)
    assert before.publishable(figures_build(before.settings, periods=("2026-04",)))


def test_a_release_that_was_taken_back_has_shown_its_figures_all_the_same(publishing_at):
    at = publishing_at(AT)
    first = send_out(at, figures_build(at.settings, 1, ("2025-26Q3",)))
    send_out(at, figures_build(at.settings, 2, (Q4,)))
    at.releases.rollback(first.release_id)
    assert publishing_at(BEFORE).reasons_to_wait(figures_build(at.settings, 3, (Q4,))) == []


def test_only_the_newest_build_waits_and_only_until_it_is_out(publishing_at):
    at = publishing_at(AT)
    assert at.waiting() is None
    first = figures_build(at.settings, 1, (Q4,))
    assert at.waiting() == first
    second = figures_build(at.settings, 2, (Q4,))
    assert at.waiting() == second
    assert not at.publishable(first)
    send_out(at, second)
    assert at.waiting() is None
    assert not at.publishable(second)


def test_a_held_build_and_one_of_a_past_day_do_not_wait(publishing_at):
    at = publishing_at(AT)
    made = figures_build(at.settings, 1, (Q4,))
    figures_build(at.settings, 2, (Q4,), as_known_on="2026-01-01")
    assert at.waiting() == made
    figures_build(at.settings, 3, (Q4,), reasons=["a.b.c"])
    assert at.waiting() is None


def test_an_approval_says_who_when_and_exactly_what(publishing_at):
    at = publishing_at(AT, approval="named")
    build = figures_build(at.settings, periods=(Q4,))
    assert at.reasons_to_wait(build) == ["it waits for a named person's approval"]
    approval = at.approve(build, "Head of community safety", None)
    assert at.reasons_to_wait(build) == []
    release = send_out(at, build)
    record = release.record()
    assert record["approved_by"] == "Head of community safety"
    assert record["approval"] == approval.as_dict()
    assert approval.certificate_sha256 == atomic_files.sha256_of(release.folder / "certificate.json")
    assert (approval.build_id, approval.at) == (build.build_id, "2026-05-14T09:30:00+01:00")
    assert "approved by Head of community safety" in (folder_of(at) / "index.html").read_text()


@pytest.mark.parametrize("changed", ["certificate", "candidate"])
def test_an_approval_is_void_once_the_build_changed(publishing_at, changed):
    at = publishing_at(AT, approval="named")
    build = figures_build(at.settings, periods=(Q4,))
    at.approve(build, "Head of community safety", None)
    if changed == "certificate":
        write_json(build.certificate, {**read_json(build.certificate), "warnings": ["another"]})
    else:
        (build.candidate / "tables" / "trends.csv").write_text("changed")
    assert at.reasons_to_wait(build) == ["it is not as it was approved: a named person looks at it again"]
    at.approve(build, "Head of community safety", None)
    assert at.reasons_to_wait(build) == []


def test_an_approval_on_file_is_checked_even_where_none_is_required(publishing_at):
    at = publishing_at(AT)
    build = figures_build(at.settings, periods=(Q4,))
    at.approve(build, "Head of community safety", None)
    judge_small(build, [])
    assert at.reasons_to_wait(build) == []
    write_json(build.certificate, {**read_json(build.certificate), "warnings": ["another"]})
    assert at.reasons_to_wait(build) != []


def test_only_the_newest_build_can_be_approved(publishing_at):
    at = publishing_at(AT, approval="named")
    old = figures_build(at.settings, 1, (Q4,))
    figures_build(at.settings, 2, (Q4,))
    with pytest.raises(UsageError, match="is not the newest"):
        at.approve(old, "Head of community safety", None)


@pytest.mark.parametrize(
    ("by", "early", "wrong"),
    [
        ("Somebody else", None, "not among the approvers"),
        ("", None, "is empty"),
        ("Chair\nof the board", None, "do not show"),
        ("Mrs Smith", None, "a title before a name"),
        ("Chair", "ring 0161 496 0000", "a telephone number"),
        ("Chair", "", "is empty"),
        ("Chair", "x" * 201, "longer than 200"),
    ],
)
def test_a_name_or_reason_that_is_not_accepted_is_refused_and_never_repeated(publishing_at, by, early, wrong):
    at = publishing_at(AT, approvers="Chair; Head of community safety")
    build = figures_build(at.settings, periods=(Q4,))
    with pytest.raises(UsageError, match="E-APPROVAL") as refusal:
        at.approve(build, by, early)
    assert wrong in refusal.value.message
    assert "496" not in str(refusal.value)
    assert approval_of(build) is None


def test_approved_before_its_moment_it_still_waits_and_then_goes_out_without_a_second_approval(publishing_at):
    before = publishing_at(BEFORE, approval="named")
    build = figures_build(before.settings, periods=(Q4,))
    before.approve(build, "Chair", None)
    assert len(before.reasons_to_wait(build)) == 1
    assert publishing_at(AT, approval="named").publishable(build)


def test_a_named_person_lets_it_out_early_with_a_reason_that_is_printed(publishing_at):
    before = publishing_at(BEFORE)
    build = figures_build(before.settings, periods=(Q4,))
    before.approve(build, "Chair", "The figure in the press was wrong")
    assert before.reasons_to_wait(build) == []
    send_out(before, build)
    assert (
        "before its planned moment: The figure in the press was wrong" in (folder_of(before) / "index.html").read_text()
    )
    sentence = "It went out before its planned moment: The figure in the press was wrong."
    assert sentence in (folder_of(before) / "calendar.html").read_text()
    (entry,) = read_json(folder_of(before) / "releases.json")["releases"]
    assert entry["early_because"] == "The figure in the press was wrong"
    assert (
        "Out before its planned moment: The figure in the press was wrong."
        in (folder_of(before) / "feed.xml").read_text()
    )


def test_an_early_approval_of_another_state_of_the_build_lets_nothing_out(publishing_at):
    before = publishing_at(BEFORE)
    build = figures_build(before.settings, periods=(Q4,))
    before.approve(build, "Chair", "The figure in the press was wrong")
    write_json(build.certificate, {**read_json(build.certificate), "warnings": ["another"]})
    assert len(before.reasons_to_wait(build)) == 2


def statuses(publishing):
    return {str(item.planned.period): item for item in publishing.planned_statuses()}


LATER = f"2026-01-08,{Q1},2026-08-13,provisional,To the end of June 2026,"


def test_every_planned_release_has_its_state(publishing_at):
    before = publishing_at(BEFORE, ROW, LATER)
    build = figures_build(before.settings, periods=(Q4,))
    assert [statuses(before)[name].state for name in (Q4, Q1)] == [PlannedState.WAITING, PlannedState.TO_COME]
    figures_build(before.settings, 2, (Q4,), reasons=["a.b.c"])
    assert statuses(before)[Q4].state is PlannedState.TO_COME, "the newest build is held: nothing waits"
    shutil.rmtree(before.settings.builds / "00002-small")
    release = send_out(publishing_at(AT, ROW, LATER), build)
    out = statuses(before)[Q4]
    assert (out.state, out.release_id) == (PlannedState.OUT, release.release_id)
    send_out(publishing_at(AT, ROW, LATER), figures_build(before.settings, 2, (Q4,)))
    assert statuses(before)[Q4].release_id == release.release_id, "the first that showed it, not the newest"


@pytest.mark.parametrize(
    ("periods", "reasons", "late", "why"),
    [
        ((Q4,), [], (), "it passed the checks and goes out with the next refresh"),
        ((Q4,), ["police_crime.delivery.taken"], (), "the checks hold it: police_crime.delivery.taken"),
        ((Q4,), ["d.d", "c.c", "b.b", "a.a"], (), "the checks hold it: a.a, b.b, c.c and 1 more"),
        (("2025-26Q3",), [], ("ASB incidents for March 2026",), "not delivered yet: ASB incidents for March 2026"),
        (("2025-26Q3",), [], (), "no figures of the period have been built yet"),
    ],
)
def test_what_is_overdue_says_why_and_no_figure(publishing_at, periods, reasons, late, why):
    at = publishing_at(AT, late=late)
    send_out(at, figures_build(at.settings, 1, ("2025-26Q3",)))
    figures_build(at.settings, 2, periods, reasons=reasons)
    status = statuses(at)[Q4]
    assert status.state is PlannedState.OVERDUE
    assert why in status.why
    at.update_pages()
    for name in ("index.html", "calendar.html"):
        page = (folder_of(at) / name).read_text()
        assert why in page.replace("&#39;", "'")
        assert "secret" not in page


def test_one_plan_tells_what_is_late_for_all_that_is_overdue(publishing_at):
    settings, plans = publishing_at(AT, ROW, LATER).settings, []

    def plan():
        plans.append(Refresh(settings).plan())
        return plans[-1]

    september = Publishing(settings, plan, lambda: datetime.fromisoformat("2026-09-01T12:00:00+01:00"))
    assert [item.state for item in statuses(september).values()] == [PlannedState.OVERDUE] * 2
    assert len(plans) == 1, "a plan reads all that the partnership states and all that was received"


def test_what_waits_for_a_named_person_past_its_moment_says_so(publishing_at):
    at = publishing_at(AT, approval="named")
    build = figures_build(at.settings, periods=(Q4,))
    assert statuses(at)[Q4].why == "it waits for a named person's approval"
    at.approve(build, "Chair", None)
    assert statuses(at)[Q4].why == "it passed the checks and goes out with the next refresh"


def test_a_start_writes_the_notice_again_when_a_moment_has_passed(publishing_at):
    before = publishing_at(BEFORE)
    send_out(before, figures_build(before.settings, 1, ("2025-26Q3",)))
    assert "Late:" not in (folder_of(before) / "index.html").read_text()
    publishing_at(AT).update_pages()
    assert "Late: To the end of March 2026." in (folder_of(before) / "index.html").read_text()


def test_a_kill_while_the_notice_changes_is_repaired(publishing_at, monkeypatch):
    before = publishing_at(BEFORE)
    send_out(before, figures_build(before.settings, 1, ("2025-26Q3",)))
    replace = atomic_files.Path.replace

    def only_one(path, target):
        monkeypatch.setattr(atomic_files.Path, "replace", lambda path, target: (_ for _ in ()).throw(Killed))
        return replace(path, target)

    monkeypatch.setattr(atomic_files.Path, "replace", only_one)
    with suppress(Killed):
        publishing_at(AT).update_pages()
    monkeypatch.setattr(atomic_files.Path, "replace", replace)
    publishing_at(AT).update_pages()
    for name in ("index.html", "calendar.html"):
        assert "no figures of the period have been built yet" in (folder_of(before) / name).read_text(), name


def test_a_calendar_that_cannot_be_read_is_named_and_stops_no_rollback(publishing_at):
    at = publishing_at(AT)
    first = send_out(at, figures_build(at.settings, 1, ("2025-26Q3",)))
    send_out(at, figures_build(at.settings, 2, (Q4,)))
    broken = publishing_at(AT, "2026-01-08,nonsense,2026-05-14,confirmed,<b>t</b>,")
    broken.releases.rollback(first.release_id)
    broken.write_pages()
    for name in ("index.html", "calendar.html"):
        page = (folder_of(at) / name).read_text()
        assert "release_calendar.csv, line 2: period is neither a quarter" in page
    with pytest.raises(UsageError, match="line 2"):
        broken.reasons_to_wait(figures_build(at.settings, 3, (Q4,)))


def test_text_of_the_calendar_is_escaped(publishing_at):
    at = publishing_at(AT, ROW.replace("To the end", "<script>alert(1)</script> To the end"))
    send_out(at, figures_build(at.settings, 1, ("2025-26Q3",)))
    for name in ("index.html", "calendar.html"):
        page = (folder_of(at) / name).read_text()
        assert "<script" not in page
        assert "&lt;script&gt;" in page


def test_the_schedule_has_reason_to_run_when_something_may_go_or_fell_due(publishing_at):
    before = publishing_at(BEFORE)
    assert publishing_at(AT).is_due(), "a release fell due and is not out: the notice must say so"
    figures_build(before.settings, 1, (Q4,))
    assert publishing_at(AT).is_due()
    assert not publishing_at("2026-05-13T09:30:00+01:00").is_due()
    assert publishing_at("2026-05-15T09:30:00+01:00").is_due()
    send_out(publishing_at(AT), publishing_at(AT).waiting())
    assert not publishing_at(AT).is_due()


def test_the_index_lists_every_release_with_what_changed(publishing_at):
    at = publishing_at(AT, approval="automatic")
    first = send_out(at, figures_build(at.settings, 1, ("2025-26Q3",)))
    second = send_out(at, figures_build(at.settings, 2, ("2025-26Q3", Q4)))
    index = read_json(folder_of(at) / "releases.json")
    assert [entry["id"] for entry in index["releases"]] == [second.release_id, first.release_id]
    newest, oldest = index["releases"]
    assert index["current"] == second.release_id
    assert (newest["is_current"], oldest["is_current"]) == (True, False)
    assert (newest["period_to"], oldest["period_to"]) == ("2026-03-31", "2025-12-31")
    assert (newest["tables_changed"], oldest["tables_changed"]) == (["trends"], None)
    assert newest["sha256"] == second.record()["release_hash"]
    send_out(at, at.newest())
    assert read_json(folder_of(at) / "releases.json")["releases"][0]["tables_changed"] == []
    assert (folder_of(at) / newest["path"] / "datapackage.json").exists()
    assert (folder_of(at) / newest["page"]).exists()


def test_a_rollback_shows_in_the_index_and_the_news_and_can_be_undone(publishing_at):
    at = publishing_at(AT)
    first = send_out(at, figures_build(at.settings, 1, ("2025-26Q3",)))
    second = send_out(at, figures_build(at.settings, 2, (Q4,)))
    at.releases.rollback(first.release_id)
    at.write_pages()
    newest, _ = read_json(folder_of(at) / "releases.json")["releases"]
    assert newest["rolled_back_at"] == newest["changed_at"] == at.releases.history()[-1]["switched_at"]
    assert "Taken back on" in (folder_of(at) / "feed.xml").read_text()
    at.releases.rollback(second.release_id)
    at.write_pages()
    newest, oldest = read_json(folder_of(at) / "releases.json")["releases"]
    assert (newest["rolled_back_at"], newest["is_current"]) == (None, True)
    assert oldest["rolled_back_at"], "readers were led away from it by a rollback"


def test_the_news_holds_what_atom_requires_with_identifiers_that_never_change(publishing_at):
    """RFC 4287, 4.1.1 and 4.1.2: one id, title and updated each; an author; a link for people."""
    at = publishing_at(AT)
    send_out(at, figures_build(at.settings, 1, ("2025-26Q3",)))
    earlier = defusedxml.ElementTree.fromstring((folder_of(at) / "feed.xml").read_bytes())
    release = send_out(at, figures_build(at.settings, 2, (Q4,)))
    root = defusedxml.ElementTree.fromstring((folder_of(at) / "feed.xml").read_bytes())
    assert root.tag == f"{ATOM}feed"
    entries = root.findall(f"{ATOM}entry")
    assert len(entries) == 2
    for element in (root, *entries):
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{ATOM}{name}")) == 1, name
        assert element.find(f"{ATOM}id").text.startswith("urn:uuid:")
        assert datetime.fromisoformat(element.find(f"{ATOM}updated").text).tzinfo
        assert not any("base" in key for item in element.iter() for key in item.attrib)
    assert root.find(f"{ATOM}author/{ATOM}name").text == "Somewhere"
    assert entries[0].find(f"{ATOM}link").get("href") == f"{release.release_id}/certificate.html"
    ids = [entry.find(f"{ATOM}id").text for entry in entries]
    assert len({root.find(f"{ATOM}id").text, *ids}) == 3
    assert earlier.find(f"{ATOM}id").text == root.find(f"{ATOM}id").text
    assert earlier.find(f"{ATOM}entry/{ATOM}id").text == ids[1]


def test_the_same_state_gives_the_same_bytes(publishing_at):
    at = publishing_at(AT)
    send_out(at, figures_build(at.settings, 1, (Q4,)))
    names = ("index.html", "calendar.html", "releases.json", "feed.xml")
    before = {name: (folder_of(at) / name).read_bytes() for name in names}
    for missing in (names, *((name,) for name in names)):
        for name in missing:
            (folder_of(at) / name).unlink()
        at.update_pages()
        assert {name: (folder_of(at) / name).read_bytes() for name in names} == before


def test_a_start_that_finds_all_as_it_should_be_writes_nothing(publishing_at, monkeypatch):
    at = publishing_at(AT)
    send_out(at, figures_build(at.settings, 1, (Q4,)))
    monkeypatch.setattr(os, "fsync", lambda handle: pytest.fail("something was written"))
    at.update_pages()


@pytest.mark.slow
def test_a_kill_at_any_operation_is_repaired_by_the_next_start(publishing_at, monkeypatch):
    at = publishing_at(AT)
    send_out(at, figures_build(at.settings, 1, ("2025-26Q3",)))
    build = figures_build(at.settings, 2, (Q4,))
    for number in range(1, 1000):
        with monkeypatch.context() as patch, suppress(Killed):
            seen = count_operations(patch, at=number)
            send_out(at, build)
        at.releases.repair()
        at.update_pages()
        current = at.releases.current().release_id
        index = json.loads((folder_of(at) / "releases.json").read_text())
        assert index["current"] == current
        assert [entry["id"] for entry in index["releases"]] == [item.release_id for item in at.releases.all()][::-1]
        assert f"{current} (current)" in (folder_of(at) / "index.html").read_text()
        is_out = build.build_id in {item.record()["build_id"] for item in at.releases.all()}
        assert ("Out since" in (folder_of(at) / "calendar.html").read_text()) == is_out
        assert at.releases.current() == at.releases.all()[-1], "what was whole is what readers see"
        news = defusedxml.ElementTree.fromstring((folder_of(at) / "feed.xml").read_bytes())
        assert len(news.findall(f"{ATOM}entry")) == min(30, len(index["releases"]))
        if seen[0] < number:
            break
    assert number > 30


def test_a_release_with_a_record_that_was_never_shown_is_finished_or_removed(publishing_at):
    at = publishing_at(AT)
    first = send_out(at, figures_build(at.settings, 1, ("2025-26Q3",)))
    second = send_out(at, figures_build(at.settings, 2, (Q4,)))
    history, pointer = folder_of(at) / "history.jsonl", folder_of(at) / "current.json"

    def forget_the_switch():
        entries = at.releases.history()[:1]
        history.write_text("".join(json.dumps(entry, sort_keys=True) + "\n" for entry in entries))
        write_json(pointer, entries[0])

    forget_the_switch()
    assert "was whole" in at.releases.repair()[0]
    assert at.releases.current() == second
    forget_the_switch()
    (second.folder / "certificate.html").write_text("changed")
    assert "never published" in at.releases.repair()[0]
    assert (at.releases.current(), at.releases.all()) == (first, [first])


@pytest.mark.parametrize("damage", ["gone", "empty", "half"])
def test_a_lost_pointer_is_found_again_from_the_history(damage, publishing_at):
    at = publishing_at(AT)
    first = send_out(at, figures_build(at.settings, 1, ("2025-26Q3",)))
    send_out(at, figures_build(at.settings, 2, (Q4,)))
    at.releases.rollback(first.release_id)
    pointer = folder_of(at) / "current.json"
    before = pointer.read_bytes()
    pointer.write_bytes({"gone": b"", "empty": b"", "half": before[:20]}[damage])
    if damage == "gone":
        pointer.unlink()
    assert at.releases.current() is None
    (sentence,) = at.releases.repair()
    assert (
        sentence
        == f"current.json was lost, and is found again from the history: readers see release {first.folder.name}"
    )
    assert pointer.read_bytes() == before and at.releases.current() == first
    assert at.releases.repair() == []


def test_a_pointer_to_a_release_that_is_gone_is_not_made_up(publishing_at):
    at = publishing_at(AT)
    release = send_out(at, figures_build(at.settings, 1, (Q4,)))
    shutil.rmtree(release.folder)
    (folder_of(at) / "current.json").unlink()
    assert at.releases.repair() == []
    assert at.releases.current() is None


def test_a_line_of_the_history_that_a_power_cut_left_half_written_is_dropped(publishing_at):
    at = publishing_at(AT)
    send_out(at, figures_build(at.settings, 1, (Q4,)))
    history = folder_of(at) / "history.jsonl"
    history.write_bytes(history.read_bytes()[:-9])
    assert at.releases.repair() == ["the last switch of the release pointer was added to the history"]
    assert [entry["release_id"] for entry in at.releases.history()] == [at.releases.current().release_id]


def test_an_older_record_is_completed_once_and_its_release_counts_as_out(publishing_at):
    at = publishing_at(AT)
    release = send_out(at, figures_build(at.settings, 1, (Q4,)))
    record = release.record()
    write_json(
        release.record_path, {name: value for name, value in record.items() if name not in ("content", "approval")}
    )
    assert publishing_at(BEFORE).reasons_to_wait(figures_build(at.settings, 2, (Q4,))) == []
    at.releases.repair()
    assert release.record()["content"] == record["content"]
    (release.folder / "tables" / "trends.parquet").write_bytes(b"PAR1 no")
    write_json(release.record_path, {name: value for name, value in record.items() if name != "content"})
    at.releases.repair()
    at.update_pages()
    assert release.content()["shows"] == [], "what cannot be read has shown nothing: what waits goes on waiting"
