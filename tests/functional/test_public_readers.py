"""What readers of the public edition reach, by command: one release, or the word that it was withdrawn."""

import shutil
from dataclasses import replace

import pytest

from ossp_pipeline.contracts.edition import Edition
from ossp_pipeline.publish.releases import Release
from ossp_pipeline.refresh import Refresh
from ossp_pipeline.settings import Settings, public_settings
from tests.command_line import CommandLine
from tests.small_builds import figures_build

BY = ("--by", "A. Analyst")
WITHDRAW = ("public", "--withdraw", *BY, "--because", "A count can be worked out from the ward pages")


@pytest.fixture
def up(settings: Settings) -> Release:
    """A public release of a few rows, as current one, after another."""
    public = Refresh(settings).public
    for number in (1, 2):
        build = figures_build(public.settings, number, ("2025-26Q4",), edition=Edition.PUBLIC)
        release = public.releases.publish(build, None, None)
        public.write_pages()
    return release


def test_it_is_withdrawn_by_command_with_a_line_in_the_log(settings: Settings, up: Release) -> None:
    answer = CommandLine(settings)(*WITHDRAW)
    assert answer.code == 0 and up.release_id in answer.out
    assert Refresh(settings).public.releases.current() is None and not up.folder.exists()
    actions = [(entry.action, entry.subject) for entry in Refresh(settings).audit.all()]
    assert actions == [(f"{word} from the public", up.release_id) for word in ("withdrawing", "withdrawn")]
    again = CommandLine(settings)(*WITHDRAW)
    assert again.code == 2 and "E-NORELEASE" in again.err


@pytest.mark.parametrize("given", [("--withdraw",), ("--because", "A count can be worked out")])
def test_a_withdrawal_needs_both_the_word_and_the_reason(settings: Settings, up: Release, given: list[str]) -> None:
    answer = CommandLine(settings)("public", *BY, *given)
    assert answer.code == 2 and "E-WITHDRAW" in answer.err
    assert Refresh(settings).public.releases.current() == up


def test_a_rollback_never_shows_an_old_one_again(settings: Settings, up: Release) -> None:
    there = CommandLine(public_settings(settings))
    for arguments in (("rollback",), ("rollback", "--to", up.release_id)):
        answer = there(*arguments)
        assert answer.code == 2 and "E-PUBLIC" in answer.err and "--withdraw" in answer.err
    assert Refresh(settings).public.releases.current() == up


def test_no_public_edition_is_made_of_a_public_edition(settings: Settings, up: Release) -> None:
    answer = CommandLine(public_settings(settings))("public", *BY)
    assert answer.code == 2 and "E-PUBLIC" in answer.err


def test_doctor_takes_what_a_crash_left_out_of_reach(settings: Settings, up: Release) -> None:
    kept = Refresh(settings).public.releases.kept()[1]
    for path in (kept.folder, kept.record_path):
        path.rename(up.folder.parent / path.name)
    assert "moved out of reach" in CommandLine(settings)("doctor").out
    assert not (up.folder.parent / kept.release_id).exists()


def test_status_says_which_public_edition_is_up_and_of_which_release(settings: Settings) -> None:
    ossp, steps = CommandLine(settings), Refresh(settings)

    def said() -> str:
        document = ossp("status", "--json").document["public"]
        assert not document or document["message"] in ossp("status").out.replace("\n", " ")
        return str(document and document["message"])

    def refreshed(number: int) -> str:
        return steps.releases.publish(figures_build(settings, number, ("2025-26Q4",)), None, None).release_id

    assert said() == "None"
    first = refreshed(1)
    assert said() == "Public edition: none yet. To make one: ossp public --by NAME"
    build = figures_build(steps.public.settings, 1, ("2025-26Q4",), edition=Edition.PUBLIC)
    public = steps.public.releases.publish(build, None, None).release_id
    assert said() == f"Public edition: {public}, made from release {first}, which the partnership reads now."
    refreshed(2)
    assert said() == (
        f"Public edition: {public}, made from release {first}; the partnership reads a newer one. "
        "To make the next: ossp public --by NAME"
    )
    assert ossp(*WITHDRAW).code == 0
    assert "Public edition: withdrawn on 20" in said()


def test_readers_choose_an_edition_and_reach_no_other(settings: Settings, up: Release) -> None:
    ossp = CommandLine(settings)
    assert ossp("verify").code == 2, "the partnership has no release, and is not shown another edition's"
    assert up.release_id in ossp("verify", "--public").out
    assert ossp("verify", "--public", "--release", Refresh(settings).public.releases.kept()[1].release_id).code == 2


@pytest.mark.parametrize("command", [("sna",), ("pack", "--quarter", "2025-26Q4")])
def test_a_public_edition_that_is_not_there_or_was_withdrawn_has_no_packs(
    settings: Settings, up: Release, command: tuple[str, ...]
) -> None:
    ossp = CommandLine(settings)
    made = public_settings(settings).data / "packs" / up.release_id
    made.mkdir(parents=True)
    assert ossp(*command).code == 2, "the partnership has no release, and is not given another edition's"
    assert str(made) in ossp(*WITHDRAW).out.replace("\n", ""), "what was handed out is named"
    for data in (settings, replace(settings, data=settings.data / "empty")):
        answer = CommandLine(data)(*command, "--public")
        assert answer.code == 2 and "E-NORELEASE" in answer.err


def test_a_build_that_an_erasure_removed_is_to_be_made_anew(settings: Settings) -> None:
    build = figures_build(settings, 1, ("2025-26Q4",))
    Refresh(settings).releases.publish(build, None, None)
    shutil.rmtree(build.folder)
    answer = CommandLine(settings)("public", *BY)
    assert answer.code == 2 and "E-NOBUILD" in answer.err and "ossp refresh" in answer.err
