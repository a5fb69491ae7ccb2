"""Landing what is pending: what decides how a file lands, when it lands again, and that no file stops another."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from ossp_pipeline.contracts.area import Area
from ossp_pipeline.contracts.delivery import Accounting, State
from ossp_pipeline.contracts.feed import Subject
from ossp_pipeline.errors import BrokenError, KeyFileError, UsageError
from ossp_pipeline.extract import land as module
from ossp_pipeline.extract import rows as rows_module
from ossp_pipeline.extract.area import read_area, require_one_partnership
from ossp_pipeline.extract.code_lists import read_code_lists
from ossp_pipeline.extract.conform import FileContext, conform
from ossp_pipeline.extract.land import LandingContext, land, landing_context, pending_receipts
from ossp_pipeline.extract.raw_store import RawStore
from ossp_pipeline.extract.receive import ReceivedStore
from ossp_pipeline.extract.rules import CodeLists
from ossp_pipeline.feeds.registry import FEEDS, find_feed, personal_feeds
from ossp_pipeline.protect.known_people import KnownPeople
from ossp_pipeline.protect.noise import SAMPLE_KEY
from ossp_pipeline.protect.pseudonyms import pseudonym
from ossp_pipeline.settings import EVERYWHERE, PROJECT, SEEDS, Settings
from tests.faults.content.conftest import NAMES, conformed, csv_file, good_row, good_rows
from tests.unit.extract.conftest import AREA, FEED, KEY, REFERENCES, Store, context_of, file_context

pytestmark = pytest.mark.usefixtures("reading_here")

LOOKUP = FEEDS["area_lookup"]
ASB = FEEDS["asb_incidents"]
LISTED = replace(FEED, columns=(replace(FEED.columns[0], code_list="things"), *FEED.columns[1:]))
Change = Callable[[LandingContext], LandingContext]
CHANGES: dict[str, Change] = {
    "contract": lambda context: replace(context, feed=replace(context.feed, tolerance=0.5)),
    "area": lambda context: replace(context, area=Area(codes=frozenset({"other"}), force=None)),
    "force": lambda context: replace(context, area=Area(codes=AREA.codes, force="other")),
    "code list": lambda context: replace(context, code_lists={"things": frozenset({"x", "y"})}),
    "key": lambda context: replace(context, key=bytes(32)),
    "people who withdrew consent": lambda context: replace(
        context, withdrawn=KnownPeople("small", KEY, {("a",): frozenset({"token"})})
    ),
}


def _context() -> LandingContext:
    lists: CodeLists = {"things": frozenset({"x"}), "unused": frozenset({"z"})}
    return LandingContext(LISTED, AREA, lists, KEY)


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_fingerprint_changes_with_everything_that_decides_how_a_file_lands(change: Change) -> None:
    assert change(_context()).fingerprint != _context().fingerprint


def test_fingerprint_changes_with_the_code_that_lands(monkeypatch: pytest.MonkeyPatch) -> None:
    before = _context().fingerprint
    monkeypatch.setattr(module, "code_fingerprint", lambda: "another")
    assert _context().fingerprint != before


def _package(folder: Path) -> Path:
    """A package with the rooms that matter here, each with one module."""
    for name in (
        "contracts/feed.py",
        "extract/land.py",
        "extract/receive.py",
        "extract/intake.py",
        "extract/connectors/folder.py",
        "extract/readers/streaming/xlsx.py",
        "extract/readers/returned/xlsx.py",
        "protect/pseudonyms.py",
        "site/pages.py",
    ):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)
    return folder


@pytest.mark.parametrize(
    ("changed", "lands_again"),
    [
        ("contracts/feed.py", True),
        ("extract/land.py", True),
        ("extract/readers/streaming/xlsx.py", True),
        ("protect/pseudonyms.py", True),
        ("extract/connectors/folder.py", False),
        ("extract/receive.py", False),
        ("extract/intake.py", False),
        ("extract/readers/returned/xlsx.py", False),
        ("site/pages.py", False),
    ],
)
def test_files_land_again_when_code_changes_that_decides_how_rows_land(
    changed: str, lands_again: bool, tmp_path: Path
) -> None:
    """How files arrive does not decide that, nor how a returned workbook is read before its rows are delivered."""
    before = module.code_fingerprint(_package(tmp_path / "before"))
    package = _package(tmp_path / "after")
    (package / changed).write_text("changed")
    assert (module.code_fingerprint(package) != before) is lands_again


@pytest.mark.slow
def test_fingerprint_covers_every_module_that_decides_how_rows_land() -> None:
    """The modules that `conform` loads, in a process of its own. Errors and writing whole files decide nothing."""
    script = (
        "import sys, ossp_pipeline.extract.conform\n"
        "for name in sorted(sys.modules):\n"
        "    if name.startswith('ossp_pipeline.'): print(sys.modules[name].__file__)"
    )
    run = subprocess.run([sys.executable, "-c", script], cwd=PROJECT, capture_output=True, text=True, check=True)
    loaded = {Path(line).relative_to(PROJECT / "ossp_pipeline").as_posix() for line in run.stdout.splitlines()}
    hashed = {path.relative_to(PROJECT / "ossp_pipeline").as_posix() for path in module.landing_modules()}
    assert loaded - hashed == {"errors.py", "atomic_files.py"}
    assert "extract/readers/streaming/ods.py" in loaded


def test_fingerprint_stays_when_something_changes_that_concerns_other_feeds() -> None:
    lists: CodeLists = {"things": frozenset({"x"}), "unused": frozenset({"changed"})}
    assert replace(_context(), code_lists=lists).fingerprint == _context().fingerprint
    placeless = replace(_context(), feed=replace(LISTED, area_column=None))
    assert replace(placeless, area=Area(codes=None, force=None)).fingerprint == placeless.fingerprint


def test_receipt_is_pending_until_it_has_a_result_under_this_fingerprint(store: Store) -> None:
    delivery = store.land(b"A,B,C\nx,1,home\n")
    assert pending_receipts(context_of(), store.received, store.raw) == []
    changed = context_of(key=bytes(32))
    assert pending_receipts(changed, store.received, store.raw) == [delivery.receipt]


def test_refused_file_is_a_result_and_does_not_land_again(store: Store) -> None:
    refused = store.land(b"nonsense\n")
    assert refused.state is State.REFUSED
    assert refused.refusal == {
        "code": "E-HEADER",
        "message": "the column “A” is missing",
        "remedy": "ask the supplier to use the agreed header",
        "line": 1,
        "column": "A",
    }
    assert pending_receipts(context_of(), store.received, store.raw) == []


def test_rows_that_do_not_add_up_stop_everything(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def lose_a_row(*arguments):
        result = conform(*arguments)
        return replace(result, accounting=Accounting(received=2, accepted=1))

    monkeypatch.setattr(module, "conform", lose_a_row)
    with pytest.raises(BrokenError, match="E-ACCOUNTING"):
        store.land(b"A,B,C\nx,1,home\n")
    assert store.raw.deliveries("small") == []


def test_damaged_bytes_of_one_file_stop_the_run_and_leave_the_other_results(settings: Settings) -> None:
    """P18: the run is broken and the file is not refused, because its bytes were right when they arrived."""
    received, raw = ReceivedStore(settings.received), RawStore(settings.raw)
    _store(received, "area_lookup")
    receipt = _store(received, "asb_incidents")
    (settings.received / "asb_incidents" / f"{receipt.sha256}.received").write_bytes(b"")
    with pytest.raises(BrokenError, match="E-DAMAGED"):
        _land(settings, received)
    assert [item.state for item in raw.deliveries("area_lookup")] == [State.LANDED]
    assert raw.deliveries("asb_incidents") == []


def _store(received: ReceivedStore, feed_name: str, count: int = 3):
    return received.store(csv_file(feed_name, good_rows(feed_name, count)), NAMES[feed_name], FEEDS[feed_name]).receipt


def _land(settings: Settings, received: ReceivedStore) -> list[str]:
    """Land all feeds; returns what was reported, feed by feed."""
    reports: list[str] = []
    land(settings, received, FEEDS.values(), lambda feed, landed: reports.append(f"{feed.name} {len(landed)}"))
    return reports


def test_area_lookup_lands_first_and_only_what_is_new_is_reported(settings: Settings) -> None:
    received = ReceivedStore(settings.received)
    for feed_name in ("asb_incidents", "population", "area_lookup"):
        _store(received, feed_name)
    assert _land(settings, received) == ["area_lookup 1", "population 1", "asb_incidents 1"]
    assert _land(settings, received) == []


def test_feed_that_needs_no_area_lands_while_no_area_is_known(settings: Settings) -> None:
    raw = RawStore(settings.raw)
    assert landing_context(LOOKUP, settings, raw) is not None
    assert landing_context(ASB, settings, raw) is None


def test_only_feeds_with_pseudonyms_get_a_key_and_all_share_one_for_noise(settings: Settings) -> None:
    received = ReceivedStore(settings.received)
    for feed_name in FEEDS:
        _store(received, feed_name)
    _land(settings, received)
    assert {path.stem for path in settings.keys.iterdir()} == {
        "police_crime",
        "asb_incidents",
        "probation_supervision",
        "substance_treatment",
        "fire_incidents",
        "cas3_bedspaces",
        "cas3_bookings",
        "cas3_referrals",
        "commissioned_services",
        "noise",
    }


def test_area_is_read_from_the_newest_lookup(settings: Settings) -> None:
    received, raw = ReceivedStore(settings.received), RawStore(settings.raw)
    assert read_area(settings, raw) is None
    _store(received, "area_lookup", 1)
    _land(settings, received)
    first = read_area(settings, raw)
    received.store(csv_file("area_lookup", good_rows("area_lookup", 2)), "area-lookup-2025.csv", LOOKUP)
    _land(settings, received)
    second = read_area(settings, raw)
    assert first is not None
    assert second is not None
    assert first.codes == {"X01000001", "E05015018", "E08000007", "Qxsample", "E22000105"}
    assert second.codes == first.codes | {"X01000002"}
    assert second.force == "Greater Manchester Police"


def test_whole_areas_are_the_districts_and_what_the_partnership_sets_beside_them(
    settings: Settings, tmp_path: Path
) -> None:
    """No ward, no small area, no other partnership; the name of its own in every spelling that it states."""
    received, raw = ReceivedStore(settings.received), RawStore(settings.raw)
    _store(received, "area_lookup", 1)
    _land(settings, received)
    own = replace(settings, partnership=tmp_path)
    inside = {"E08000007", "Qxsample", "E22000105"}
    assert read_area(own, raw, whole_areas=True) == Area(frozenset(inside), settings.police_force)
    (tmp_path / "sna_comparators.csv").write_text(
        "published_name,area_code,area_kind,also_spelt\n"
        "Qxsample,E22000105,partnership,Qxsample Borough; Qx-sample\n"
        "Elsewhere,E22000107,partnership,Else\nQxforce,E23000005,force,\n"
        "Qxshire,,county,\nQxregion,E12000099,region,Qxregion region\nQxland,E92000099,country,\n",
        encoding="utf-8",
    )
    beside = {"Qxsample Borough", "Qx-sample", "Qxshire", "Qxregion", "E12000099", "Qxregion region"}
    beside |= {"Qxland", "E92000099"}
    assert read_area(own, raw, whole_areas=True) == Area(frozenset(inside | beside), settings.police_force)
    area = read_area(own, raw)
    assert area is not None and area.codes is not None and not area.codes & beside


@pytest.mark.parametrize("code", ["E08000007", "E22000105", "E23000005"])
def test_area_may_be_a_district_a_partnership_or_a_police_force(code: str, settings: Settings) -> None:
    received, raw = ReceivedStore(settings.received), RawStore(settings.raw)
    elsewhere = good_row("area_lookup", 2) | {"LADCD": "E08000009", "CSPCD": "E22000107", "PFACD": "E23000009"}
    received.store(csv_file("area_lookup", [good_row("area_lookup"), elsewhere]), NAMES["area_lookup"], LOOKUP)
    _land(settings, received)
    area = read_area(replace(settings, area=code), raw)
    assert area is not None
    assert area.codes == {"X01000001", "E05015018", "E08000007", "Qxsample", "E22000105"}


def test_area_of_several_partnerships_is_refused_with_the_list(settings: Settings) -> None:
    received, raw = ReceivedStore(settings.received), RawStore(settings.raw)
    beside = good_row("area_lookup", 2) | {"CSPCD": "E22000107", "CSPNM": "Tameside"}
    received.store(csv_file("area_lookup", [good_row("area_lookup"), beside]), NAMES["area_lookup"], LOOKUP)
    _land(replace(settings, area="E22000105"), received)
    for code in ("E08000007", "E23000005"):
        with pytest.raises(UsageError, match=f"he area {code} holds 2 partnerships") as refused:
            require_one_partnership(replace(settings, area=code), raw)
        assert "E22000105 (Qxsample); E22000107 (Tameside)" in refused.value.remedy
    by_district = {"substance_treatment", "cas3_bedspaces", "cas3_bookings", "cas3_referrals"}
    without_districts = "; ".join(settings.received_feeds - by_district)
    require_one_partnership(replace(settings, area="E22000107", feeds=without_districts), raw)


def test_district_that_is_a_part_of_a_partnership_is_refused_with_the_partnership(settings: Settings) -> None:
    received, raw = ReceivedStore(settings.received), RawStore(settings.raw)
    beside = good_row("area_lookup", 2) | {"LADCD": "E07000109", "LADNM": "Gravesham"}
    received.store(csv_file("area_lookup", [good_row("area_lookup"), beside]), NAMES["area_lookup"], LOOKUP)
    _land(settings, received)
    with pytest.raises(UsageError, match="he area E07000109 is a part of a partnership") as refused:
        require_one_partnership(replace(settings, area="E07000109"), raw)
    assert refused.value.remedy == "set `area` in ossp.toml to E22000105 (Qxsample)"
    require_one_partnership(replace(settings, area="E22000105"), raw)


def test_feed_that_names_districts_is_refused_where_partnerships_share_one(settings: Settings) -> None:
    received, raw = ReceivedStore(settings.received), RawStore(settings.raw)
    beside = good_row("area_lookup", 2) | {"CSPCD": "E22000107", "CSPNM": "Tameside"}
    received.store(csv_file("area_lookup", [good_row("area_lookup"), beside]), NAMES["area_lookup"], LOOKUP)
    shared = replace(settings, area="E22000105", feeds="area_lookup; substance_treatment")
    _land(shared, received)
    with pytest.raises(UsageError, match="substance_treatment names whole districts") as refused:
        require_one_partnership(shared, raw)
    assert "out of `feeds`" in refused.value.remedy
    require_one_partnership(replace(shared, feeds="area_lookup"), raw)


def test_area_that_is_not_in_the_lookup_is_a_usage_error(settings: Settings) -> None:
    received, raw = ReceivedStore(settings.received), RawStore(settings.raw)
    _store(received, "area_lookup")
    _land(settings, received)
    with pytest.raises(UsageError, match="E-AREA"):
        read_area(replace(settings, area="E08000099"), raw)


def test_everywhere_needs_no_lookup_and_keeps_every_row(settings: Settings) -> None:
    area = read_area(replace(settings, area=EVERYWHERE), RawStore(settings.raw))
    assert area == Area(codes=None, force=None)
    result = conform(b"A,B,C\nx1,1,anywhere\nx2,2,\n", FEED, file_context(area))
    assert result.accounting == Accounting(received=2, accepted=2)


def test_tokens_of_two_keys_do_not_join(store: Store) -> None:
    """D11: the same reference in two feeds gives two tokens."""
    tokens = {
        key: conform(b"A,B,C\nQX 1,1,home\n", REFERENCES, file_context(key=key)).accepted["a"].to_pylist()
        for key in (KEY, bytes(32))
    }
    assert tokens == {key: [pseudonym(key, "qx 1")] for key in tokens}
    assert tokens[KEY] != tokens[bytes(32)]


def test_registry_lists_reference_feeds_first_and_finds_feeds_by_name() -> None:
    subjects = [feed.subject for feed in FEEDS.values()]
    assert subjects[:2] == [Subject.REFERENCE, Subject.REFERENCE]
    assert next(iter(FEEDS)) == "area_lookup"
    assert find_feed("population") is FEEDS["population"]
    with pytest.raises(UsageError, match="There is no feed “weather”"):
        find_feed("weather")


def test_bytes_about_people_are_kept_half_a_year_and_no_other_feeds() -> None:
    kept_shortly = [feed for feed in FEEDS.values() if feed.retention_days and feed.retention_days <= 180]
    assert personal_feeds() == kept_shortly


@pytest.mark.parametrize("feed_name", NAMES)
def test_a_large_file_lands_as_a_small_one_does(feed_name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its columns are stored as dictionaries meanwhile. One row is a duplicate, and one breaks its contract."""
    rows = good_rows(feed_name, 5)
    content = csv_file(feed_name, [*rows, rows[1], dict.fromkeys(rows[0], "\u200b")])
    small = conformed(content, feed_name)
    monkeypatch.setattr(rows_module, "_LARGE", 0)
    large = conformed(content, feed_name)
    assert large.accepted.equals(small.accepted) and large.accepted.schema.equals(small.accepted.schema)
    assert large.rejects.equals(small.rejects) and small.rejects.num_rows
    assert (large.accounting, large.broken, large.excluded) == (small.accounting, small.broken, small.excluded)


def test_people_keep_their_noise_key_when_the_key_of_pseudonyms_changes() -> None:
    """A second draw for the same people would let readers of two releases average the rounding away."""
    feed = FEEDS["probation_supervision"]
    content = csv_file(feed.name, good_rows(feed.name, 3))
    name = feed.read_file_name(NAMES[feed.name])
    assert name is not None
    anywhere, lists = Area(codes=None, force=None), read_code_lists(SEEDS)
    first, second = (
        conform(content, feed, FileContext(name.period, anywhere, lists, key, SAMPLE_KEY)).accepted
        for key in (KEY, bytes(range(1, 33)))
    )
    assert first["person_token"] != second["person_token"]
    assert first["person_noise"] == second["person_noise"]


def test_the_noise_key_for_invented_people_is_refused_for_real_ones(settings: Settings) -> None:
    received = ReceivedStore(settings.received)
    for feed_name in ("area_lookup", "probation_supervision"):
        _store(received, feed_name)
    settings.keys.mkdir(mode=0o700)
    (settings.keys / "noise.key").write_text(SAMPLE_KEY.hex())
    (settings.keys / "noise.key").chmod(0o600)
    with pytest.raises(KeyFileError, match="for invented people"):
        _land(settings, received)


def test_a_noise_key_that_is_lost_after_a_public_edition_is_not_made_anew(settings: Settings) -> None:
    received = ReceivedStore(settings.received)
    for feed_name in ("area_lookup", "probation_supervision"):
        _store(received, feed_name)
    _land(settings, received)
    (settings.keys / "noise.key").unlink()
    (settings.data / "public" / "releases").mkdir(parents=True)
    with pytest.raises(KeyFileError, match="a public edition was made with it"):
        landing_context(FEEDS["probation_supervision"], settings, RawStore(settings.raw))


def test_a_new_noise_key_lands_only_files_that_count_people_again(settings: Settings) -> None:
    received, raw = ReceivedStore(settings.received), RawStore(settings.raw)
    for feed_name in ("area_lookup", "asb_incidents"):
        _store(received, feed_name)
    _land(settings, received)
    (settings.keys / "noise.key").unlink()
    contexts = [landing_context(FEEDS[name], settings, raw) for name in ("area_lookup", "asb_incidents")]
    assert [len(pending_receipts(item, received, raw)) for item in contexts if item] == [0, 1]
