"""`ossp pack --public` and `ossp sna --public`: from the public release alone, and nothing of people beyond it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from ossp_pipeline.contracts.edition import AUDIENCE, Edition
from ossp_pipeline.errors import BrokenError
from ossp_pipeline.packs.assessment import assessment
from ossp_pipeline.packs.board import writing
from ossp_pipeline.publish.releases import Release, Releases
from ossp_pipeline.settings import Settings, public_settings
from tests.command_line import CommandLine
from tests.made_once import MadeOnce
from tests.packed import everything, printed, squeezed

QUARTER = "2025-26Q4"
# People under supervision in the newest quarter of the sample, as the partnership counts them.
EXACT = "1,497"


@pytest.fixture(scope="session")
def release(public_release: Settings) -> Release:
    return Releases(public_settings(public_release).releases).find(None)


@pytest.fixture(scope="session")
def pack(public_release: Settings, release: Release, made_once: MadeOnce) -> Path:
    """The board's pack by command. Do not change it."""

    def fill(folder: Path) -> None:
        answer = CommandLine(public_release)("pack", "--public", "--quarter", QUARTER, "--to", str(folder))
        assert answer.code == 0 and release.release_id in answer.out

    return made_once("public-pack", fill) / release.release_id / QUARTER


def test_the_boards_pack_says_that_it_is_for_everybody_and_never_official(pack: Path) -> None:
    report, all_of_it = printed((pack / writing.REPORT).read_bytes()), everything(pack)
    for words in ("public edition", *AUDIENCE[Edition.PUBLIC]):
        assert squeezed(words) in report
    for words in ("OFFICIAL", *AUDIENCE[Edition.PARTNERSHIP]):
        assert squeezed(words) not in squeezed(all_of_it)


def test_the_boards_pack_has_no_exact_count_of_people(pack: Path) -> None:
    [table] = (sheet := openpyxl.load_workbook(pack / writing.WORKBOOK)["Signals"]).tables.values()
    heads, *rows = ([cell.value for cell in row] for row in sheet[table.ref])
    shown = [dict(zip(heads, row, strict=True)) for row in rows]
    caseload = [row["Figure"] for row in shown if row["Identifier"] == "supervision_caseload"]
    counted = [figure for figure in caseload if not isinstance(figure, str)]
    assert counted and not any(figure % 5 for figure in counted)
    assert EXACT not in everything(pack)


def test_a_pack_with_an_exact_count_is_refused_though_its_numbers_are_not_read_back(
    release: Release, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make = writing.pack_content

    def planted(snapshot: Any) -> dict[str, Any]:
        content = make(snapshot)
        return {**content, "sentences": f"People under probation supervision: {EXACT}. {content['sentences']}"}

    monkeypatch.setattr(writing, "pack_content", planted)
    monkeypatch.setattr(writing, "require_published", lambda *_: None)
    with pytest.raises(BrokenError, match="E-NUMBERS") as refused:
        writing.write_pack(release, QUARTER, tmp_path)
    for name in (writing.REPORT, writing.DECK):
        assert f"{name} has a number beside people" in str(refused.value)
    assert EXACT not in str(refused.value) and not list(tmp_path.glob(f"*/{QUARTER}"))


def test_the_assessment_is_of_the_public_edition_in_a_folder_of_its_own(
    public_release: Settings, copy_of: Callable[..., Settings], release: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a few rows of each table: that every row is a published one is checked for each pack that is written."""
    settings, read = copy_of(public_release), assessment.read_tables
    monkeypatch.setattr(
        assessment, "read_tables", lambda folder: {name: rows.head(12) for name, rows in read(folder).items()}
    )
    answer = CommandLine(settings)("sna", "--public")
    assert answer.code == 0, answer.err
    folder = settings.data / "public" / "assessments" / release.release_id
    text = (folder / "assessment.md").read_text()
    assert ", public edition\n" in text and " ".join(AUDIENCE[Edition.PUBLIC]) in text
    assert "OFFICIAL" not in text and AUDIENCE[Edition.PARTNERSHIP][0] not in text
    assert not (settings.data / "assessments").exists()
