"""`ossp feeds map`: a draft with headings and codes, and nothing that may be about somebody."""

import re
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from ossp_pipeline.deliveries.draft_mapping import draft_mapping
from ossp_pipeline.errors import UsageError
from ossp_pipeline.extract import delivered
from ossp_pipeline.extract.mapping.stated import read_mappings
from ossp_pipeline.feeds.registry import FEEDS
from tests.command_line import CommandLine
from tests.unit.extract.mapping.conftest import ASB, HEADINGS, Partnership, homes_cells, homes_file, homes_row
from tests.unit.extract.mapping.spreadsheets import Shape, ods, xlsx


@pytest.fixture
def partnership(tmp_path: Path) -> Partnership:
    return Partnership(tmp_path)


def export(tmp_path: Path, headings: list[str] = HEADINGS) -> Path:
    rows = [homes_row(number, **{"Sub-type": "Neighbourly disputes"}) for number in range(1, 7)]
    rows += [homes_row(number, **{"Sub-type": "Qxjohn Qxdoe"}) for number in (7, 8)]
    path = tmp_path / "export.csv"
    path.write_bytes(homes_file(rows, headings, above="Example Homes\r\n\r\n"))
    return path


def test_a_draft_names_headings_and_codes_and_no_typed_value(partnership: Partnership, tmp_path: Path) -> None:
    folder = partnership.settings.mappings
    draft = draft_mapping(export(tmp_path), FEEDS[ASB], "Example Homes", folder)
    text = draft.path.read_text(encoding="utf-8")
    stated = tomllib.loads(text)
    assert draft.path.name == "asb_incidents-example-homes.toml"
    assert stated["headings"]["Date closed"] == "closed_date"
    near = re.findall(r'^# ("[^"]+" = "[a-z_0-9]+")$', text, re.MULTILINE)
    assert '"Case No" = "case_ref"' in near, "what is only near is not stated"
    given = {*stated["headings"], *stated["ignored"], *(line.split('"')[1] for line in near)}
    assert given == set(HEADINGS)
    assert stated["date_format"] == "%Y-%m-%d", "nothing in the file shows which number is the day"
    assert "Qx" not in text
    assert "R1" not in text and "1001" not in text, "references are no codes"
    flaws = read_mappings(folder)
    assert flaws.mappings == () and any("nobody has reviewed it" in flaw.problem for flaw in flaws.flaws)


def test_values_of_code_columns_are_drafted_with_the_nearest_agreed_one(
    partnership: Partnership, tmp_path: Path
) -> None:
    headings = [{"Sub-type": "Category"}.get(heading, heading) for heading in HEADINGS]
    rows = [{**homes_row(number), "Category": "Neighbourly disputes"} for number in range(1, 7)]
    rows += [{**homes_row(number), "Category": "Qxjohn Qxdoe"} for number in (7, 8)]
    path = tmp_path / "export.csv"
    path.write_bytes(homes_file(rows, headings))
    text = draft_mapping(path, FEEDS[ASB], "Example Homes", partnership.settings.mappings).path.read_text("utf-8")
    assert '"Neighbourly disputes" = "Neighbour dispute"    # 6 row(s)' in text
    assert "# 1 value(s) in fewer than 5 rows are not shown" in text and "Qx" not in text


def test_the_form_of_days_is_drafted_where_the_file_shows_it(partnership: Partnership, tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_bytes(homes_file([homes_row(number) for number in range(1, 20)]))
    text = draft_mapping(path, FEEDS[ASB], "Example Homes", partnership.settings.mappings).path.read_text("utf-8")
    assert tomllib.loads(text)["date_format"] == "%d/%m/%Y"


def test_the_nearest_pair_of_headings_comes_first(partnership: Partnership, tmp_path: Path) -> None:
    """“Date opened” comes near “hate_related” too, which another heading may have taken first."""
    path = tmp_path / "export.csv"
    path.write_text("Date opened,Hate related\n2024-03-01,N\n", encoding="utf-8")
    text = draft_mapping(path, FEEDS[ASB], "Example Homes", partnership.settings.mappings).path.read_text("utf-8")
    assert tomllib.loads(text)["headings"] == {"Date opened": "opened_date", "Hate related": "hate_related"}


def test_of_a_feed_about_people_no_value_is_drafted(partnership: Partnership, tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text("Case,Gender,RoSH level\n" + "Q1,Male,VHIGH\n" * 9, encoding="utf-8")
    feed = FEEDS["probation_supervision"]
    text = draft_mapping(path, feed, "Qxsupplier", partnership.settings.mappings).path.read_text("utf-8")
    assert '"Gender" = "Gender"' in text
    assert "Male" not in text and "VHIGH" not in text
    path.write_bytes(xlsx({"Mr Qxname": [["Case", "Gender", "RoSH level"], ["Q1", "Male", "VHIGH"]], "Other": [["x"]]}))
    text = draft_mapping(path, feed, "Other", partnership.settings.mappings).path.read_text("utf-8")
    assert '"Gender" = "Gender"' in text and "Male" not in text and "Qx" not in text, "nor the name of a sheet"


@pytest.mark.parametrize("write", [xlsx, ods])
def test_a_draft_is_made_of_the_sheet_with_most_headings_and_names_it(
    write: Callable[..., bytes], partnership: Partnership, tmp_path: Path
) -> None:
    headings = [{"Sub-type": "Category"}.get(heading, heading) for heading in HEADINGS]
    rows = [{**homes_row(number), "Category": "Neighbourly disputes"} for number in range(1, 7)]
    rows += [{**homes_row(number), "Category": "Qxjohn Qxdoe"} for number in (7, 8)]
    cases = [["Example Homes"], *homes_cells(rows, headings)]
    lists = [[f"List {number}" for number in range(12)]]
    path = tmp_path / f"export.{write.__name__}"
    path.write_bytes(write({"Read me": [["x"]], "Cases": cases, "Lists": lists}, Shape(hidden=("Lists",))))
    draft = draft_mapping(path, FEEDS[ASB], "Example Homes", partnership.settings.mappings)
    text = draft.path.read_text("utf-8")
    stated = tomllib.loads(text)
    assert (stated["sheet"], stated["headings"]["Date closed"]) == ("Cases", "closed_date")
    assert '"Neighbourly disputes" = "Neighbour dispute"    # 6 row(s)' in text
    assert "# 1 value(s) in fewer than 5 rows are not shown" in text and "Qx" not in text
    path.write_bytes(write({"Cases": cases}))
    other = draft_mapping(path, FEEDS[ASB], "Other Homes", partnership.settings.mappings)
    assert "sheet" not in tomllib.loads(other.path.read_text("utf-8"))


def test_a_file_is_drafted_from_in_a_process_with_little_memory(
    partnership: Partnership, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivered, "_MEMORY_MB", 1)
    path = tmp_path / "export.csv"
    path.write_bytes(homes_file([homes_row()]) + b"1;1;1;1;1;1;1;1;1;1\r\n" * 150_000)
    with pytest.raises(UsageError, match="takes more memory than any delivery of its size"):
        draft_mapping(path, FEEDS[ASB], "Example Homes", partnership.settings.mappings)


@pytest.mark.parametrize("first", ["1001;Qxtenant;01/03/2024", "Case;Case;Qxnote", ""])
def test_nothing_is_drafted_from_a_file_without_headings(first: str, partnership: Partnership, tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text(f"{first}\n1002;Qxother;02/03/2024\n", encoding="utf-8")
    with pytest.raises(UsageError) as refused:
        draft_mapping(path, FEEDS[ASB], "Example Homes", partnership.settings.mappings)
    assert "Qx" not in str(refused.value)


def test_a_draft_replaces_no_mapping(partnership: Partnership, tmp_path: Path) -> None:
    draft_mapping(export(tmp_path), FEEDS[ASB], "Example Homes", partnership.settings.mappings)
    with pytest.raises(UsageError, match="exists already"):
        draft_mapping(export(tmp_path), FEEDS[ASB], "example homes", partnership.settings.mappings)


def test_the_commands_say_what_to_do_next(partnership: Partnership, tmp_path: Path) -> None:
    ossp = CommandLine(partnership.settings)
    mapped = ossp("feeds", "map", str(export(tmp_path)), "--feed", ASB, "--supplier", "Example Homes")
    assert mapped.code == 0, mapped.err
    assert "ossp partnership check" in mapped.out
    checked = ossp("partnership", "check", "--json")
    assert checked.code == 1
    files = {item["file"] for item in checked.document["wrong"]}
    assert files == {"mappings/asb_incidents-example-homes.toml"}
    assert "; 0 mapping(s) used, 1 not." in checked.document["message"]
