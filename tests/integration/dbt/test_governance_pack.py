"""The governance pack of the sample: every document, and columns of which the real project's answer is known."""

from pathlib import Path

from ossp_pipeline.feeds.registry import FEEDS
from ossp_pipeline.governance.pack.documents import write_pack
from ossp_pipeline.governance.pack.lineage import Lineage
from ossp_pipeline.governance.pack.results import Results
from tests.command_line import CommandLine


def test_the_pack_is_written_whole(sample, manifest, tmp_path: Path) -> None:
    files = write_pack(sample, manifest, tmp_path, Results())
    assert {path.name for path in files} == {path.name for path in tmp_path.iterdir()}
    index = (tmp_path / "README.md").read_text()
    assert all(f"]({path.name})" in index for path in files if path.name != "README.md")
    figures = (tmp_path / "figures.md").read_text()
    assert "| `probation_supervision` | `gender` |" in figures.split("## Serves no figure")[0]


def test_the_command_says_where_it_is(sample, tmp_path: Path) -> None:
    answer = CommandLine(sample)("governance", "--to", str(tmp_path / "pack"))
    assert (answer.code, str(tmp_path / "pack" / "README.md") in answer.out.replace("\n", "")) == (0, True)
    assert len(list((tmp_path / "pack").iterdir())) == 6


def test_columns_are_followed_through_the_real_project(manifest) -> None:
    lineage, supervision = Lineage(manifest), FEEDS["probation_supervision"]
    assert "supervision" in lineage.served_by(supervision, "employment_status").sources
    assert "sna_cohorts" in lineage.served_by(supervision, "gender").tables
    assert not lineage.served_by(supervision, "expected_end_month").is_anything
    assert "treatment" in lineage.served_by(FEEDS["substance_treatment"], "discharge_reason").sources
