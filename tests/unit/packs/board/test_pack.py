"""The board's pack from small releases: what it says, to whom, and what it says when there is little or bad to say."""

import hashlib
import io
import re
from datetime import date

import openpyxl
import pikepdf
import pytest

from ossp_pipeline.contracts.status import ValueStatus
from ossp_pipeline.errors import BrokenError, UsageError
from ossp_pipeline.packs.board.content import pack_content
from ossp_pipeline.packs.board.glyphs import printable
from ossp_pipeline.packs.board.quarter_snapshot import read_snapshot
from ossp_pipeline.packs.board.questions import questions
from ossp_pipeline.packs.board.writing import DECK, REPORT, WORKBOOK, write_pack
from tests.packed import charts_in, everything, printed, slide_words, squeezed, strings_of, structure
from tests.unit.site.boards import ACTION, GRANT, card, measure, month, quarter, returned, signals, whole, worse

pytestmark = pytest.mark.slow

WITHHELD = {"status": ValueStatus.WITHHELD, "status_reason": "a count about people is below the threshold"}


def test_the_report_is_tagged_and_every_picture_has_words(pack_of):
    content = (pack_of(worse()) / REPORT).read_bytes()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert pdf.Root.MarkInfo.Marked and str(pdf.Root.Lang) == "en-GB"
        assert str(pdf.docinfo["/Title"]).startswith("Performance report: January to March 2026")
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
        fonts = {
            str(item.get("/FontName"))
            for item in pdf.objects
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/FontDescriptor"
        }
        assert {re.sub(r".*\+", "", name) for name in fonts} <= {"LiberationSans", "LiberationSans-Bold"}
    tags = structure(content)
    figures = [words for tag, words in tags if tag == "Figure"]
    assert len(figures) == 1 and figures[0].startswith("13 periods from March 2025 to March 2026.")
    assert {"Title", "H1", "H2", "H3", "Table", "TH", "TOC"} <= {tag for tag, _ in tags}
    assert {"Summary", "Safety", "Questions to ask"} <= set(strings_of(content)), "bookmarks"


def test_all_three_say_the_same_of_a_measure(pack_of):
    folder = pack_of(worse(performance_grants=[GRANT], performance_actions=[ACTION]))
    report = printed((folder / REPORT).read_bytes())
    for words in (
        "Of 1 measure with a target and a figure, 1 misses it",
        "112 (Mar 2026)",
        "■ Red, target 90",
        "Worse than usual: above the upper limit",
        "Mend the lights",
        "Hate Crime Grant",
        "£1,400",
        "Needs consent",
    ):
        assert squeezed(words) in report, words
    slides = "\n".join(slide_words(folder))
    assert "112 (Mar 2026)" in slides and "Needs consent" in slides and "Late; past its due date" in slides
    scorecard = rows_of(folder, "Scorecard")
    assert [row["Figure"] for row in scorecard] == [112] and scorecard[0]["Against target"] == "red"


def test_a_question_is_asked_only_where_a_row_gives_a_reason(release_of):
    calm = {
        **whole(),
        "performance_actions": [{**ACTION, "is_overdue": False}],
        "performance_grants": [{**GRANT, "alarm": "none"}],
    }
    assert questions(read_snapshot(release_of(calm), "2025-26Q4")) == []
    late = returned(
        "arson", period="2025-26Q4", return_state="late", status=ValueStatus.NOT_SUPPLIED, due_date=date(2026, 4, 30)
    )
    signalled = worse(performance_actions=[ACTION], performance_grants=[GRANT], performance_returns=[late])
    signalled["dim_measures"] = [*signalled["dim_measures"], measure("arson", title="Arson")]
    challenges = questions(read_snapshot(release_of(signalled), "2025-26Q4"))
    assert {(item.table, item.key, item.period, item.signal) for item in challenges} == {
        ("performance_signals", "burglary", "2026-03", "worsening"),
        ("performance_actions", "lights", "2025/26", "overdue"),
        ("performance_grants", "hate", "2025-26Q4", "needs consent"),
        ("performance_returns", "arson", "2025-26Q4", "late"),
    }
    [first] = [item for item in challenges if item.key == "burglary"]
    assert first.evidence == "Burglary, March 2026: 112; worse than usual: above the upper limit; target 90, red"


@pytest.mark.parametrize(
    ("changes", "signal"),
    [
        ({"rag": "red", "target": 90.0}, "red"),
        ({"verdict": "changed", "verdict_reason": "seven points"}, "changed"),
        ({"rag": "amber", "target": 110.0, "assurance": "will not be met"}, "will not be met"),
        ({"break_note": "counted otherwise"}, "break"),
        ({"rag": "amber", "target": 110.0, "assurance": "may or may not be met"}, None),
        ({"verdict": "improving"}, None),
    ],
)
def test_each_signal_has_its_question_and_no_other(release_of, changes, signal):
    rows = whole()
    rows["performance_signals"] = signals()
    rows["performance_signals"][12] |= changes
    rows["performance_scorecards"] = [card(**{name: value for name, value in changes.items() if name != "break_note"})]
    challenges = questions(read_snapshot(release_of(rows), "2025-26Q4"))
    assert [item.signal for item in challenges] == ([signal] if signal else [])


def test_an_earlier_quarter_shows_nothing_later(pack_of):
    rows = whole()
    rows["dim_periods"] = [quarter(), earlier_quarter()]
    folder = pack_of(rows, "2025-26Q3")
    assert [row["Figure"] for row in rows_of(folder, "Scorecard")] == [109], "December’s"
    report = printed((folder / REPORT).read_bytes())
    assert squeezed("109 (Dec 2025)") in report and squeezed("112") not in report
    assert squeezed("This is an earlier quarter") in report


def test_a_quarter_before_the_first_figure_says_so(pack_of):
    rows = {
        **worse(),
        "dim_periods": [
            quarter(),
            {
                **earlier_quarter(),
                "period": "2020-21Q1",
                "period_start_date": date(2020, 4, 1),
                "period_end_date": date(2020, 6, 30),
            },
        ],
    }
    folder = pack_of(rows, "2020-21Q1")
    assert squeezed("no figure yet") in printed((folder / REPORT).read_bytes())
    assert [row["Figure"] for row in rows_of(folder, "Scorecard")] == ["[x]"]


def test_what_is_hidden_is_in_no_byte_of_the_pack(pack_of):
    """Even a row whose figures were left in by mistake: its status decides."""
    rows = worse()
    rows["performance_signals"][5] |= {**WITHHELD, "numerator": 777121, "value": 777122.0, "centre_line": 777123.0}
    rows["performance_signals"] += signals("asb", **WITHHELD, numerator=777124, value=777125.0)
    rows["dim_measures"] = [*rows["dim_measures"], measure("asb", title="Antisocial behaviour")]
    rows["performance_scorecards"] += [card("asb", **WITHHELD, latest_value=777126.0)]
    rows["performance_returns"] = [returned("asb", **WITHHELD, numerator=777127, narrative="Three: 777128")]
    folder = pack_of(rows)
    text = everything(folder)
    assert re.findall(r"777,?12[1-8]", text) == []
    assert squeezed("withheld to protect people") in squeezed(text)
    [hidden] = [row for row in rows_of(folder, "Scorecard") if row["Measure"] == "Antisocial behaviour"]
    assert hidden["Figure"] == "[c]"
    [chart] = charts_in(folder)
    assert list(chart.plots[0].series[0].values)[5] is None, "a gap, and no zero"


def test_the_search_of_all_bytes_finds_what_is_there(pack_of):
    """Or the test before this one would prove nothing."""
    text = everything(pack_of(worse()))
    assert text.count("111") >= 3 and "upperlimit117.0" in text


@pytest.mark.parametrize(
    ("narrative", "kind"),
    [("Ring 0161 496 0000", "a telephone number"), ("Write to a.b@example.org", "an e-mail address")],
)
def test_comments_that_hold_personal_details_are_kept_back(pack_of, narrative, kind):
    rows = worse(performance_returns=[returned(narrative=narrative)])
    rows["performance_actions"] = [{**ACTION, "comment": narrative}]
    rows["performance_grants"] = [{**GRANT, "comment": narrative}]
    text = everything(pack_of(rows))
    assert narrative[-8:] not in text and squeezed(narrative) not in squeezed(text)
    assert squeezed(f"Not shown: it seems to hold {kind}") in squeezed(text)


def test_only_words_about_the_figures_shown_are_told(pack_of):
    old = {**month(5), "narrative": "Of last summer."}
    report = printed((pack_of(worse(performance_returns=[returned()])) / REPORT).read_bytes())
    assert squeezed("As expected. Police lead, signed off by Head of safety, 20 April 2026") in report
    stale = printed((pack_of(worse(performance_returns=[returned(**old)])) / REPORT).read_bytes())
    assert squeezed("Of last summer.") not in stale
    assert squeezed("No words about these figures were returned and accepted.") in stale
    queried = pack_of(worse(performance_returns=[returned(return_state="queried", narrative="Not signed off.")]))
    assert "Not signed off." not in everything(queried)


@pytest.mark.parametrize(
    "typed",
    [
        "<script>alert(1)</script>",
        '#eval("1 + 1") #panic() $x^2$ *bold* _it_ @ref <label> `raw` // no comment \\ [x]',
        "=cmd|' /C calc'!A0",
        "Emoji 😀, 漢字, عربى and a \x07 bell",
        "[words](https://example.org)",
    ],
)
def test_whatever_people_type_is_printed_as_text(pack_of, typed):
    rows = worse()
    rows["dim_measures"] = [measure(title=typed, theme=typed, definition=typed, owner_role=typed)]
    rows["performance_returns"] = [returned(narrative=typed, owner_role=typed)]
    rows["performance_actions"] = [{**ACTION, "theme": typed, "action": typed, "comment": typed}]
    rows["performance_grants"] = [{**GRANT, "theme": typed, "title": typed}]
    folder = pack_of(rows)
    shown = printable(typed.replace("\x07", ""))
    assert squeezed(shown) in printed((folder / REPORT).read_bytes())
    assert squeezed(typed.replace("\x07", "")) in squeezed("".join(slide_words(folder)))
    book = openpyxl.load_workbook(folder / WORKBOOK)
    assert {cell.data_type for sheet in book for row in sheet for cell in row} <= {"s", "n"}
    assert [
        cell.hyperlink.target
        for sheet in book
        for row in sheet
        for cell in row
        if cell.hyperlink and cell.hyperlink.target
    ] == []


def test_a_name_of_two_hundred_letters_stays_readable(pack_of):
    name = "B" * 200
    rows = worse(dim_measures=[measure(title=name)])
    folder = pack_of(rows)
    assert name in printed((folder / REPORT).read_bytes())


@pytest.mark.parametrize(
    "rows",
    [
        {"dim_periods": [quarter()]},
        {"dim_measures": [measure()], "dim_periods": [quarter()]},
        {"dim_measures": [measure(status="retired", is_computable=False)], "dim_periods": [quarter()]},
        {
            **whole(),
            "performance_signals": signals(
                status=ValueStatus.NOT_SUPPLIED,
                value=None,
                centre_line=None,
                lower_limit=None,
                upper_limit=None,
                point_kind=None,
                target=90.0,
                rag=None,
            ),
        },
        {**whole(), "performance_signals": [*signals(), *signals(code="E05000001", **WITHHELD, value=None)]},
        {**whole(), "performance_scorecards": []},
    ],
    ids=["an empty quarter", "no value at all", "retired", "not supplied", "all wards withheld", "no scorecard"],
)
def test_a_pack_says_in_words_that_there_is_nothing(pack_of, rows):
    folder = pack_of(rows)
    report = printed((folder / REPORT).read_bytes())
    assert squeezed("Nothing in this quarter’s figures gives a reason to ask a question.") in report
    assert "None" not in report and "nan" not in report
    assert all(slide_words(folder)) and {path.name for path in folder.iterdir()} == {
        "SHA256SUMS",
        WORKBOOK,
        DECK,
        REPORT,
    }
    for sheet in ("Scorecard", "Signals", "Actions", "Grants", "Returns", "Questions"):
        assert all(cell not in (None, "", 0) for row in rows_of(folder, sheet) for cell in row.values()), sheet


def test_the_book_follows_the_checklist(pack_of):
    """Analysis Function, making spreadsheets accessible."""
    rows = worse(performance_grants=[GRANT], performance_actions=[ACTION], performance_returns=[returned()])
    book = openpyxl.load_workbook(pack_of(rows) / WORKBOOK)
    assert book.sheetnames[:3] == ["Cover", "Contents", "Notes"] and book.properties.title
    assert book.active.title == "Cover"
    for sheet in book:
        assert sheet.sheet_state == "visible" and sheet.freeze_panes is None and not sheet.merged_cells.ranges
        assert sheet.sheet_view.selection[0].activeCell in (None, "A1")
        assert not any(size.hidden for size in [*sheet.row_dimensions.values(), *sheet.column_dimensions.values()])
    for sheet in book.worksheets[1:]:
        [table] = sheet.tables.values()
        assert table.autoFilter is None
        cells = [cell for row in sheet[table.ref] for cell in row]
        assert [cell.coordinate for cell in cells if cell.value in (None, "")] == []
        assert cells[-1].coordinate == sheet.dimensions.split(":")[1], "nothing below or beside the table"
    scorecard = [cell.value for cell in book["Scorecard"]["A"]]
    assert "[note 1]" in scorecard[0] and any("[z] does not apply" in str(value) for value in scorecard[:5])


def test_a_red_measure_with_one_figure_has_words_instead_of_a_chart(pack_of):
    rows = worse()
    rows["performance_signals"] = rows["performance_signals"][12:13]
    folder = pack_of(rows)
    assert charts_in(folder) == []
    assert [words for tag, words in structure((folder / REPORT).read_bytes()) if tag == "Figure"] == []
    assert squeezed("1 period from March 2026 to March 2026.") in printed((folder / REPORT).read_bytes())


def test_the_same_release_gives_the_same_bytes(release_of, tmp_path):
    from ossp_pipeline.packs.board.writing import write_pack

    release = release_of(worse(performance_grants=[GRANT]))
    first, second = (
        {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in write_pack(release, "2025-26Q4", folder)}
        for folder in (tmp_path / "a", tmp_path / "b")
    )
    assert first == second and len(first) == 4


def test_checksums_are_those_of_the_files(pack_of):
    folder = pack_of(whole())
    listed = dict(line.split("  ")[::-1] for line in (folder / "SHA256SUMS").read_text().splitlines())
    assert listed == {
        name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in (WORKBOOK, DECK, REPORT)
    }


def test_a_quarter_the_release_does_not_have_is_refused_by_name(pack_of):
    with pytest.raises(UsageError, match=r"E-NOQUARTER: .*2031-32Q1.*2025-26Q4"):
        pack_of(whole(), "2031-32Q1")


def test_a_pack_is_never_written_over(release_of, tmp_path):
    from ossp_pipeline.packs.board.writing import write_pack

    release = release_of(whole())
    write_pack(release, "2025-26Q4", tmp_path)
    with pytest.raises(UsageError, match="E-PACK"):
        write_pack(release, "2025-26Q4", tmp_path)


def test_the_font_has_every_sign_that_is_let_through(pack_of):
    """PDF/UA stops at a sign without a glyph, so the report would not compile."""
    every = "".join(chr(code) for code in range(0x20, 0x2FFF) if printable(chr(code)) == chr(code) or code == 0x25A1)
    assert len(every) > 500
    rows = worse()
    rows["dim_measures"] = [
        measure(definition="x", title=f"Signs {index}", measure_id=f"m{index}", owner_role=every[at : at + 60])
        for index, at in enumerate(range(0, len(every), 60))
    ]
    report = printed((pack_of(rows) / REPORT).read_bytes())
    assert squeezed(every[60:120]) in report


def earlier_quarter():
    return {
        **quarter(),
        "period": "2025-26Q3",
        "period_start_date": date(2025, 10, 1),
        "period_end_date": month(9)["period_end_date"],
    }


def rows_of(folder, sheet):
    """The rows of a sheet below its header row, by heading."""
    cells = openpyxl.load_workbook(folder / WORKBOOK)[sheet]
    [table] = cells.tables.values()
    header, *rows = ([cell.value for cell in row] for row in cells[table.ref])
    return [dict(zip(header, row, strict=True)) for row in rows]


def test_a_pack_with_a_number_that_its_release_does_not_hold_is_refused(release_of, tmp_path, monkeypatch):
    def planted(snapshot):
        content = pack_content(snapshot)
        return {**content, "sentences": f"{content['sentences']} 8,675 were solved."}

    monkeypatch.setattr("ossp_pipeline.packs.board.writing.pack_content", planted)
    with pytest.raises(BrokenError, match="E-NUMBERS") as refused:
        write_pack(release_of(worse()), "2025-26Q4", tmp_path / "packs")
    assert "report: sentences: 8,675 in “" in str(refused.value) and "deck: slide 1: 8,675 in “" in str(refused.value)
    assert not list((tmp_path / "packs").glob("*/2025-26Q4"))


def test_the_rows_of_the_deliveries_add_up_in_the_report_and_a_withheld_one_makes_them_partial(pack_of):
    supplied = {
        "feed": "substance_treatment",
        "cadence": "quarter",
        "period": "2025-26Q3",
        "period_start_date": date(2025, 10, 1),
        "coverage_status": "supplied",
        "status": ValueStatus.OBSERVED,
        "received_count": 4_000,
        "accepted_count": 3_690,
        "rejected_count": 3,
        "unconsented_count": 300,
        "duplicate_count": 2,
        "out_of_area_count": 5,
    }
    hidden = {**supplied, "period": "2025-26Q2", "status": ValueStatus.WITHHELD, "accepted_count": 4_100}
    hidden |= {"received_count": None, "rejected_count": None}
    whole_one = printed((pack_of(worse(sna_data_coverage=[supplied])) / REPORT).read_bytes())
    ways = "3,690 used, 3 rejected, 300 left out without consent, 2 exact repeats, 5 outside the area"
    assert squeezed(f"4,000 rows received: {ways}.") in whole_one
    partial = printed((pack_of(worse(sna_data_coverage=[supplied, hidden])) / REPORT).read_bytes())
    assert squeezed("At least 4,000 rows received: at least 3,690 used") in partial
    assert squeezed("1 part withheld.") in partial
