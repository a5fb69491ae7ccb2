"""The two files of commissioned services as one delivery: how they come in, what is joined, what is left out."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from ossp_pipeline.contracts.delivery import Delivery, State
from ossp_pipeline.extract.intake import Intake, take_in
from ossp_pipeline.extract.raw_store import RawStore
from ossp_pipeline.extract.readers.archive import read_members, write_archive
from ossp_pipeline.extract.receive import ReceivedStore
from ossp_pipeline.feeds.commissioned_services import FEED
from ossp_pipeline.settings import EVERYWHERE, Settings
from tests.installations import settings_in
from tests.unit.extract.test_gather import drop

# The file of referrals, in its order.
HEADINGS = [
    "referral_ref",
    "referral_id",
    "contract_ref",
    "organisation_id",
    "caseworker_id",
    "service_user_crn",
    "date_referral_received",
    "date_saa_first_arranged",
    "date_saa_first_scheduled_for",
    "date_saa_first_not_attended",
    "date_saa_first_attended",
    "date_saa_first_completed",
    "saa_attended_on_time",
    "date_first_action_plan_submitted",
    "date_of_first_action_plan_approval",
    "date_of_first_attended_session",
    "outcomes_to_be_achieved_count",
    "outcomes_achieved",
    "count_of_sessions_expected",
    "count_of_sessions_attended",
    "end_requested_by_pp_at",
    "end_requested_by_pp_reason",
    "date_eosr_submitted",
    "concluded_at",
    "referral_end_state",
    "date_intervention_to_be_completed_by",
    "end_of_sentence_date",
]
# The same in HMPPS's report for its data warehouse, as far as it is read.
WAREHOUSE = {
    "contract_ref": "crs_contract_reference",
    "date_eosr_submitted": "date_end_of_service_report_submitted",
    "concluded_at": "intervention_concluded_at",
    "referral_end_state": "intervention_end_reason",
}
OBTAIN = "Service Users obtain suitable training, education and employment."
MAINTAIN = "Service Users maintain suitable training, education and employment."
COMMENCE = "Service User commences suitable Education, Training & Employment."
REFERRALS_NAME, OUTCOMES_NAME = (f"commissioned-services-{part}-2025-26Q3-v1.csv" for part in ("referrals", "outcomes"))
ARCHIVE_NAME = "commissioned-services-2025-26Q3-v1.zip"
MARKERS = ("Qxcase@worker.invalid", "QXORGANISATION", "Qxreason typed by somebody", "Q987601", "qx-id-1")
Row = dict[str, str]
Outcome = tuple[int, str, str]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = replace(settings_in(tmp_path, area=EVERYWHERE), partnership=tmp_path / "partnership")
    list_contracts(settings, "PRJ_1,“Education, Training and Employment”,x", "PRJ_2,Women's Specific,x")
    return settings


def list_contracts(settings: Settings, *rows: str) -> None:
    settings.partnership.mkdir(parents=True, exist_ok=True)
    lines = ["contract_ref,service,source", *(row.replace("“", '"').replace("”", '"') for row in rows)]
    (settings.partnership / "commissioned_contracts.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def referral(number: int = 1, **cells: str) -> Row:
    """A referral whose report came in the quarter, with everything that must not land."""
    return {
        "referral_ref": f"QX000{number}ED",
        "referral_id": f"qx-id-{number}",
        "contract_ref": "PRJ_1",
        "organisation_id": "QXORGANISATION",
        "caseworker_id": "Qxcase@worker.invalid",
        "service_user_crn": f"Q98760{number}",
        "date_referral_received": "2025-07-02T09:00:00.123456Z",
        "end_requested_by_pp_reason": "Qxreason typed by somebody",
        "date_eosr_submitted": "2025-11-12T10:15:30.123456Z",
        "concluded_at": "2025-11-12T10:15:31.123456Z",
        "referral_end_state": "completed",
    } | cells


def referrals(*rows: Row, renamed: Row | None = None) -> bytes:
    names = [(renamed or {}).get(heading, heading) for heading in HEADINGS]
    return table(names, ([row.get(heading, "") for heading in HEADINGS] for row in rows))


def outcomes(*rows: Outcome, headings: str = "referral_ref,referral_id,desired_outcome,achievement_level") -> bytes:
    return table(headings.split(","), ([f"QX000{number}ED", f"qx-id-{number}", *rest] for number, *rest in rows))


def table(headings: list[str], rows: Iterable[list[str]]) -> bytes:
    lines = [",".join(headings), *(",".join(f'"{cell}"' if "," in cell else cell for cell in row) for row in rows)]
    return ("\n".join(lines) + "\n").encode()


def take(settings: Settings, **files: bytes) -> Intake:
    """Put files into the inbox, by what they are."""
    names = {"referrals": REFERRALS_NAME, "outcomes": OUTCOMES_NAME, "archive": ARCHIVE_NAME}
    for name, content in files.items():
        drop(settings, content, names[name], FEED.name)
    return take_in(settings, [FEED], wait=False)


def landed(settings: Settings) -> Delivery:
    (delivery,) = RawStore(settings.raw).deliveries(FEED.name)
    return delivery


def accepted(settings: Settings) -> list[dict[str, object]]:
    rows = RawStore(settings.raw).accepted(landed(settings)).to_pylist()
    return [{name: value for name, value in row.items() if not name.startswith("person_")} for row in rows]


def outcomes_of(settings: Settings) -> list[tuple[object, object]]:
    return [(row["desired_outcome"], row["achievement_level"]) for row in accepted(settings)]


def refusal(settings: Settings) -> dict[str, object]:
    found = landed(settings).refusal
    assert found is not None
    return found


def test_two_files_are_one_delivery_of_the_quarter_in_their_names(settings: Settings) -> None:
    files = [referrals(referral(1), referral(2)), outcomes((1, OBTAIN, "ACHIEVED"), (2, MAINTAIN, "NOT_ACHIEVED"))]
    (receipt,) = take(settings, referrals=files[0], outcomes=files[1]).taken
    assert (receipt.period, receipt.version, receipt.file_name) == ("2025-26Q3", 1, ARCHIVE_NAME)
    kept = read_members(ReceivedStore(settings.received).read_bytes(receipt), 10**6)
    assert sorted(kept.values()) == sorted(files), "each as it came"
    assert outcomes_of(settings) == [(OBTAIN, "ACHIEVED"), (MAINTAIN, "NOT_ACHIEVED")]
    assert not any(path.is_file() for path in (settings.inbox / FEED.name).rglob("*"))


def test_an_archive_that_a_sender_packed_lands_like_the_two_files(settings: Settings) -> None:
    files = {
        "crs_performance_report-v2-referrals.csv": referrals(referral(1), renamed=WAREHOUSE),
        "crs_performance_report-v2-outcomes.csv": outcomes((1, COMMENCE, "ACHIEVED")),
    }
    take(settings, archive=write_archive(files))
    assert (landed(settings).receipt.period, outcomes_of(settings)) == ("2025-26Q3", [(COMMENCE, "ACHIEVED")])


def test_what_lands_is_the_service_the_month_and_the_outcome_and_nothing_else(settings: Settings) -> None:
    take(settings, referrals=referrals(referral()), outcomes=outcomes((1, OBTAIN, "ACHIEVED")))
    (row,) = accepted(settings)
    assert {name: str(value) for name, value in row.items()} == {
        "service": "Education, Training and Employment",
        "report_month": "2025-11-01",
        "desired_outcome": OBTAIN,
        "achievement_level": "ACHIEVED",
    }
    others = [path for path in settings.data.rglob("*") if path.is_file() and path.suffix != ".received"]
    written = b"".join(path.read_bytes() for path in others)
    assert others and not [marker for marker in MARKERS if marker.encode() in written]


@pytest.mark.parametrize(
    ("there", "missing"),
    [("referrals", "commissioned-services-outcomes"), ("outcomes", "commissioned-services-referrals")],
)
def test_one_without_the_other_stays_in_the_inbox_and_says_what_is_missing(
    settings: Settings, there: str, missing: str
) -> None:
    files = {"referrals": referrals(referral()), "outcomes": outcomes((1, OBTAIN, "ACHIEVED"))}
    intake = take(settings, **{there: files.pop(there)})
    (waiting,) = intake.waiting
    assert waiting.names == [f"the file of {there} of 2025-26Q3-v1"]
    assert missing in waiting.remedy and f"services-{there}" not in waiting.remedy
    assert (intake.taken, intake.landed) == ([], [])
    assert len(take(settings, **files).taken) == 1


def test_files_of_two_quarters_are_not_joined_nor_with_what_came_before(settings: Settings) -> None:
    take(settings, referrals=referrals(referral()), outcomes=outcomes((1, OBTAIN, "ACHIEVED")))
    drop(settings, referrals(referral(2)), REFERRALS_NAME.replace("Q3", "Q4"), FEED.name)
    drop(settings, outcomes((2, OBTAIN, "ACHIEVED")), OUTCOMES_NAME.replace("-v1", "-v2"), FEED.name)
    intake = take(settings)
    assert intake.taken == []
    assert [item.names for item in intake.waiting] == [
        ["the file of outcomes of 2025-26Q3-v2"],
        ["the file of referrals of 2025-26Q4-v1"],
    ]


def test_files_that_say_no_quarter_wait_and_are_not_named_as_they_came(settings: Settings) -> None:
    drop(settings, referrals(referral()), "Qxforename Qxsurname.csv", FEED.name)
    (waiting,) = take(settings).waiting
    assert waiting.names == ["the file of referrals"]
    assert waiting.remedy.startswith("name each file with its quarter, such as commissioned-services-referrals-")


def test_a_referral_without_a_report_is_not_known_yet_and_its_outcomes_neither(settings: Settings) -> None:
    """A report that was begun and not submitted has outcomes too."""
    running = referral(2, date_eosr_submitted="", concluded_at="", referral_end_state="")
    take(
        settings,
        referrals=referrals(referral(), running),
        outcomes=outcomes((1, OBTAIN, "ACHIEVED"), (2, OBTAIN, "ACHIEVED")),
    )
    assert (landed(settings).accounting.received, len(accepted(settings))) == (1, 1)
    (note,) = [note for note in landed(settings).notes if "report" in note and "left out" in note]
    assert note.endswith("what came of them is not known yet: 1")


def test_a_report_without_outcomes_lands_as_one(settings: Settings) -> None:
    take(settings, referrals=referrals(referral()), outcomes=outcomes())
    assert outcomes_of(settings) == [(None, None)]


def test_an_outcome_without_its_referral_is_rejected_and_counted(settings: Settings) -> None:
    take(settings, referrals=referrals(referral()), outcomes=outcomes((1, OBTAIN, "ACHIEVED"), (7, OBTAIN, "ACHIEVED")))
    assert (landed(settings).accounting.accepted, landed(settings).accounting.rejected) == (1, 1)
    assert landed(settings).broken["commissioned_services.crn.required"] == 1


def test_the_reference_alone_links_nothing(settings: Settings) -> None:
    """Both the reference and the identifier have to agree."""
    other = outcomes((1, OBTAIN, "ACHIEVED")).replace(b"qx-id-1", b"qx-id-9")
    take(settings, referrals=referrals(referral()), outcomes=other)
    assert landed(settings).broken["commissioned_services.crn.required"] == 1
    assert outcomes_of(settings) == [(None, None)]


def test_a_referral_that_stands_twice_counts_once_and_one_of_two_people_not_at_all(settings: Settings) -> None:
    rows = [referral(1), referral(1, caseworker_id="Qxother"), referral(2), referral(2, service_user_crn="Q111111")]
    take(settings, referrals=referrals(*rows), outcomes=outcomes((1, OBTAIN, "ACHIEVED"), (2, OBTAIN, "ACHIEVED")))
    accounting = landed(settings).accounting
    assert (accounting.accepted, accounting.duplicate, accounting.rejected) == (1, 1, 2)
    assert landed(settings).broken == {"commissioned_services.key.unique": 2}


def test_other_services_and_other_quarters_are_left_out_and_counted(settings: Settings) -> None:
    rows = [referral(1), referral(2, contract_ref="PRJ_2"), referral(3, date_eosr_submitted="2025-09-30T09:00:00Z")]
    take(
        settings, referrals=referrals(*rows), outcomes=outcomes(*((number, OBTAIN, "ACHIEVED") for number in (1, 2, 3)))
    )
    assert landed(settings).accounting.received == 1
    assert {"referrals left out, of another service: 1", "referrals left out, reported in another quarter: 1"} <= set(
        landed(settings).notes
    )


def test_a_contract_that_is_not_listed_is_rejected_and_counted(settings: Settings) -> None:
    take(settings, referrals=referrals(referral(contract_ref="PRJ_9")), outcomes=outcomes((1, OBTAIN, "ACHIEVED")))
    assert landed(settings).broken == {"commissioned_services.service.allowed": 1}


def test_without_any_listed_contract_the_files_are_refused_and_land_once_there_is_one(settings: Settings) -> None:
    list_contracts(settings)
    take(settings, referrals=referrals(referral()), outcomes=outcomes((1, OBTAIN, "ACHIEVED")))
    assert refusal(settings)["code"] == "E-LAYOUT"
    assert "commissioned_contracts.csv has no row" in str(refusal(settings)["message"])
    list_contracts(settings, "PRJ_1,“Education, Training and Employment”,x")
    take(settings)
    states = [item.state for item in RawStore(settings.raw).deliveries(FEED.name)]
    assert State.LANDED in states


def test_an_outcome_in_unknown_words_is_rejected_and_never_a_nought(settings: Settings) -> None:
    take(
        settings,
        referrals=referrals(referral()),
        outcomes=outcomes((1, "Starts work.", "ACHIEVED"), (1, OBTAIN, "DONE")),
    )
    assert landed(settings).broken == {
        "commissioned_services.achievement_level.allowed": 1,
        "commissioned_services.desired_outcome.allowed": 1,
    }


@pytest.mark.parametrize(
    ("moment", "counts"),
    [
        ("2025-09-30T23:30:00Z", True),  # half past midnight of 1 October in London
        ("2025-09-30T22:30:00Z", False),
        ("2025-12-31T23:59:59.999999Z", True),
        ("2026-01-01 00:00:00.000000+00", False),
        ("2025-11-12 10:15:30.123456+00", True),
        ("2025-11-12", True),
    ],
)
def test_the_quarter_begins_and_ends_at_midnight_in_london(settings: Settings, moment: str, counts: bool) -> None:
    take(
        settings, referrals=referrals(referral(date_eosr_submitted=moment)), outcomes=outcomes((1, OBTAIN, "ACHIEVED"))
    )
    assert (landed(settings).state is State.LANDED) == counts
    if not counts:
        assert refusal(settings)["code"] == "E-PERIOD"
        assert "none of 1 referrals has an end-of-service report in 2025-26Q3" in str(refusal(settings)["message"])


def test_a_moment_that_is_none_is_rejected(settings: Settings) -> None:
    take(
        settings, referrals=referrals(referral(date_eosr_submitted="soon")), outcomes=outcomes((1, OBTAIN, "ACHIEVED"))
    )
    assert landed(settings).broken == {"commissioned_services.report_month.readable": 1}


def test_an_archive_with_a_renamed_heading_names_the_nearest(settings: Settings) -> None:
    renamed = referrals(referral(), renamed={"date_eosr_submitted": "date_eosr_submited"})
    take(settings, archive=write_archive({"a.csv": renamed, "b.csv": outcomes((1, OBTAIN, "ACHIEVED"))}))
    message = str(refusal(settings)["message"])
    assert "one comes nearest to the file of referrals, but lacks a heading such as “date_eosr_submitted”" in message
    assert "“date_eosr_submited”" in message
    assert "the file of outcomes" not in message


def test_a_single_file_with_a_renamed_heading_names_the_nearest(settings: Settings) -> None:
    take(
        settings,
        outcomes=outcomes((1, OBTAIN, "ACHIEVED"), headings="referral_ref,referral_id,wanted,achievement_level"),
    )
    found = refusal(settings)
    assert found["code"] == "E-HEADER"
    assert "it comes nearest to the file of outcomes, but lacks a heading such as “desired_outcome”" in str(
        found["message"]
    )


def test_the_agreed_file_in_one_needs_no_list(settings: Settings) -> None:
    list_contracts(settings)
    content = table(
        list(FEED.headings),
        [["qx-id-1", "Q987601", "Education, Training and Employment", "2025-11-12", OBTAIN, "ACHIEVED"]],
    )
    drop(settings, content, "commissioned-services-2025-26Q3-v1.csv", FEED.name)
    take(settings)
    assert outcomes_of(settings) == [(OBTAIN, "ACHIEVED")]
