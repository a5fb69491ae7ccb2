"""data.police.uk, played by a scripted server: its archive by snapshot, and its API by small area."""

import csv
import io
import json
import os
import zipfile
from dataclasses import replace

import pytest

from ossp_pipeline.contracts.delivery import State
from ossp_pipeline.errors import FetchError, UsageError
from ossp_pipeline.extract.connectors import configured
from ossp_pipeline.extract.connectors.police_uk import api, archive
from ossp_pipeline.extract.connectors.police_uk.small_areas import halves
from ossp_pipeline.extract.intake import take_in
from ossp_pipeline.feeds.registry import FEEDS
from tests.conftest import REAL_DATA
from tests.scripted_server import Reply

STREET = FEEDS["police_uk_street"]
HEADER = ",".join(STREET.headings) + "\r\n"
FORCE, FORCE_NAME = "west-yorkshire", "West Yorkshire Police"


def zipped(files, compression=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as packed:
        for name, text in files.items():
            packed.writestr(name, text)
    return out.getvalue()


def street(month, force=FORCE, rows=1):
    return {
        f"{month}/{month}-{force}-street.csv": HEADER + f",{month},x,{FORCE_NAME},,,No Location,,,Drugs,,\r\n" * rows
    }


@pytest.fixture
def archived(server, state, installed):
    """States a connection to an archive of these files, and answers with it."""

    def make(files, **options):
        content = files if isinstance(files, bytes) else zipped(files)
        server.replies["/latest.zip"] = [Reply(content, headers={"ETag": '"1"'}), Reply(status=304)]
        stated = {"feed": STREET.name, "kind": "police_uk_archive", "force": FORCE, "ca_file": "authority.pem"}
        state(address=server.address("/latest.zip"), **stated | options)
        return configured.read_connections(installed)[0]

    return make


def names_in(installed):
    return sorted(path.name for path in installed.inbox.rglob("*.csv"))


def test_the_wanted_months_of_the_force_are_taken_as_published(archived, installed):
    files = {name: text for month in ("2026-03", "2026-04", "2026-05") for name, text in street(month).items()}
    connection = archived({**files, **street("2026-05", "cleveland")}, months=2)
    fetched = connection.fetch(installed)
    assert (
        names_in(installed)
        == fetched.files
        == [
            "2026-04-west-yorkshire-street-v202605.csv",
            "2026-05-west-yorkshire-street-v202605.csv",
        ]
    )
    assert (installed.inbox / STREET.name / fetched.files[0]).read_bytes().decode() == files[
        "2026-04/2026-04-west-yorkshire-street.csv"
    ]
    assert not list(installed.fetched.rglob("*.zip")), "the archive is not kept"


def test_one_archive_gives_several_feeds(archived, installed):
    searches = {"2026-05/2026-05-west-yorkshire-stop-and-search.csv": "Type,Date\r\nPerson search,x\r\n"}
    outcomes = {"2026-05/2026-05-west-yorkshire-outcomes.csv": "Crime ID,Month\r\na,2026-05\r\n"}
    also = ["police_uk_outcomes", "stop_and_search"]
    archived(street("2026-05") | searches | outcomes, months=1, also=also).fetch(installed)
    assert names_in(installed) == [
        "2026-05-west-yorkshire-outcomes-v202605.csv",
        "2026-05-west-yorkshire-stop-and-search-v202605.csv",
        "2026-05-west-yorkshire-street-v202605.csv",
    ]


@pytest.mark.parametrize("theirs", [{}, {"2026-05/2026-05-west-yorkshire-street.csv": HEADER}], ids=["none", "header"])
def test_a_month_that_the_force_did_not_supply_is_recorded_and_no_file_is_made(theirs, archived, installed):
    fetched = archived(street("2026-05", "cleveland") | theirs, months=1).fetch(installed)
    assert names_in(installed) == fetched.files == []
    (note,) = fetched.notes
    assert note.startswith("west-yorkshire supplied no street data for 2026-05")
    assert any(note in line for line in configured.last_fetches(installed)), "the status says so"


def test_the_record_goes_when_a_later_snapshot_has_the_month(archived, server, installed):
    connection = archived(street("2026-05", "cleveland"), months=1)
    connection.fetch(installed)
    server.replies["/latest.zip"] = [Reply(zipped(street("2026-05")))]
    connection.fetch(installed)
    assert len(configured.last_fetches(installed)) == 1
    assert len(names_in(installed)) == 1


def test_an_archive_that_has_not_changed_is_not_fetched_again(archived, server, installed):
    connection = archived(street("2026-05"), months=1)
    connection.fetch(installed)
    assert connection.fetch(installed).notes == ["no new archive since the last fetch"]
    assert server.asked[-1].headers["If-None-Match"] == '"1"'


def test_a_later_snapshot_puts_only_months_that_changed(archived, server, installed):
    connection = archived(street("2026-04") | street("2026-05"), months=3)
    connection.fetch(installed)
    later = street("2026-04", rows=2) | street("2026-05") | street("2026-06")
    server.replies["/latest.zip"] = [Reply(zipped(later))]
    assert connection.fetch(installed).files == [
        "2026-04-west-yorkshire-street-v202606.csv",
        "2026-06-west-yorkshire-street-v202606.csv",
    ]


@pytest.mark.parametrize("share", [0.1, 0.5, 0.99])
def test_a_damaged_archive_is_refused_and_nothing_is_kept(share, archived, installed):
    whole = zipped(street("2026-05", rows=500), zipfile.ZIP_STORED)
    with pytest.raises(FetchError, match="is damaged, cut off or has a password"):
        archived(whole[: int(len(whole) * share)], months=1).fetch(installed)
    assert [path for path in installed.inbox.rglob("*") if path.is_file()] == []


def test_a_file_with_a_wrong_check_sum_is_refused(archived, installed):
    whole = bytearray(zipped(street("2026-05", rows=500), zipfile.ZIP_STORED))
    whole[20_000] ^= 1
    with pytest.raises(FetchError, match="is damaged"):
        archived(bytes(whole), months=1).fetch(installed)
    assert names_in(installed) == []


def test_a_file_that_unpacks_to_far_more_is_refused(archived, installed):
    with pytest.raises(FetchError, match="too large"):
        archived({"2026-05/2026-05-west-yorkshire-street.csv": HEADER + "a\r\n" + "x" * 3_000_000}, months=1).fetch(
            installed
        )
    assert names_in(installed) == []


def test_an_archive_with_too_many_members_is_refused(archived, installed, monkeypatch):
    monkeypatch.setattr(archive, "_MOST_MEMBERS", 1)
    with pytest.raises(FetchError, match="is damaged"):
        archived(street("2026-05") | street("2026-04"), months=1).fetch(installed)


def test_a_feed_that_data_police_uk_does_not_publish_is_refused(archived):
    with pytest.raises(UsageError, match="asb_incidents does not come this way"):
        archived({}, feed="asb_incidents")


# The API: two areas side by side, from -1.6 to -1.5 and from -1.5 to -1.4, and crimes at points.
AREAS = {"X01000001": (-1.6, -1.5), "X01000002": (-1.5, -1.4)}


def feature(code, west, east):
    ring = [[west, 53.8], [east, 53.8], [east, 53.9], [west, 53.9], [west, 53.8]]
    return {
        "type": "Feature",
        "properties": {"LSOA21CD": code, "LSOA21NM": f"Qxsample {code[-1]}"},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def crime(number, longitude, latitude=53.85, month="2026-08", **changes):
    """A record as the API gives it."""
    place = {"street": {"id": 1, "name": "On or near Qxstreet"}, "longitude": str(longitude), "latitude": str(latitude)}
    outcome = {"category": "Under investigation", "date": month}
    record = {"id": number, "month": month, "category": "bicycle-theft", "location": place, "location_type": "Force"}
    return {**record, "persistent_id": "a" * 64, "context": "", "outcome_status": outcome, **changes}


class PoliceApi:
    """Answers as data.police.uk does. `most`: crimes in one answer."""

    def __init__(self):
        self.crimes, self.unplaced, self.newest, self.most = [], [{"id": 1}], ["2026-08-01"], 10_000
        self.names, self.overfull = [("bicycle-theft", "Bicycle theft")], 0

    def __call__(self, asked):
        call = asked.path.rpartition("/")[2]
        if call == "crime-last-updated":
            return self.say({"date": self.newest.pop(0) if len(self.newest) > 1 else self.newest[0]})
        if call == "crimes-no-location":
            assert asked.fields["force"] == FORCE
            return self.say(self.unplaced)
        if call == "crime-categories":
            return self.say([{"url": url, "name": name} for url, name in self.names])
        return self.street(asked.fields)

    def street(self, fields):
        points = [tuple(map(float, point.split(","))) for point in fields["poly"].split(":")]
        south, north = min(lat for lat, _ in points), max(lat for lat, _ in points)
        west, east = min(lng for _, lng in points), max(lng for _, lng in points)
        inside = [
            item
            for item in self.crimes
            if west <= float(item["location"]["longitude"]) <= east
            and south <= float(item["location"]["latitude"]) <= north
        ]
        if len(inside) > self.most:
            self.overfull += 1
            return Reply(status=503)
        return self.say(inside)

    def say(self, document):
        return Reply(json.dumps(document).encode())


@pytest.fixture
def police(server):
    server.answer = PoliceApi()
    return server.answer


@pytest.fixture
def asked_for(server, police, state, installed):
    """The connection to that API."""
    features = [feature(code, *sides) for code, sides in AREAS.items()]
    (installed.partnership / "areas.geojson").write_text(
        json.dumps({"type": "FeatureCollection", "features": features})
    )
    stated = {"feed": STREET.name, "kind": "police_uk_api", "force": FORCE, "force_name": FORCE_NAME}
    state(address=server.address("/api"), areas="areas.geojson", ca_file="authority.pem", **stated)
    (connection,) = configured.read_connections(installed)
    return replace(connection, connector=replace(connection.connector, pace=api.Pace(10_000)))


def rows_in(installed):
    (path,) = installed.inbox.rglob("*.csv")
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode())))


def test_a_month_arrives_in_the_layout_of_the_published_file(police, asked_for, installed):
    police.crimes = [crime(1, -1.55), crime(2, -1.45, location_type="BTP")]
    fetched = asked_for.fetch(installed)
    assert fetched.files == ["2026-08-west-yorkshire-street-v202608.csv"]
    rows = {row["LSOA code"]: row for row in rows_in(installed)}
    assert all(list(row) == list(STREET.headings) for row in rows.values())
    assert {code: row["Falls within"] for code, row in rows.items()} == {
        "X01000001": FORCE_NAME,
        "X01000002": "British Transport Police",
    }
    ours = rows["X01000001"]
    assert (ours["Month"], ours["Longitude"], ours["Latitude"]) == ("2026-08", "-1.55", "53.85")
    assert (ours["Crime type"], ours["Last outcome category"]) == ("Bicycle theft", "Under investigation")


def test_what_was_fetched_is_taken_and_lands_as_a_dropped_file_does(police, asked_for, installed):
    police.crimes = [crime(1, -1.55, latitude=53.81), crime(2, -1.45)]
    asked_for.fetch(installed)
    for path in installed.inbox.rglob("*.csv"):
        os.utime(path, (0, 0))  # it has stood still for long
    everywhere = replace(installed, area="everywhere")
    intake = take_in(everywhere, [STREET], wait=False)
    (landed,) = intake.landed
    assert landed.state is State.LANDED
    assert (landed.accounting.received, landed.accounting.accepted) == (2, 2)
    assert [path for path in installed.inbox.rglob("*") if path.is_file()] == []


@pytest.mark.skipif(not REAL_DATA.exists(), reason="there are no real files here")
def test_real_answers_are_read_as_they_are(police, asked_for, installed):
    samples = REAL_DATA / "policeuk_api_samples"
    police.crimes = json.loads((samples / "crimes_street_birmingham_2026_06_first5.json").read_text())
    police.newest = ["2026-06-01"]
    police.names += [(item["category"], item["category"]) for item in police.crimes]
    police.street = lambda fields: police.say(police.crimes)
    asked_for.fetch(installed)
    assert len(rows_in(installed)) == len(police.crimes)
    empty = json.loads((samples / "crimes_street_manchester_2026_08_empty.json").read_text())
    police.unplaced = empty
    assert "supplied no street data" in asked_for.fetch(installed).notes[0]


def test_a_crime_on_the_border_of_two_areas_counts_once(police, asked_for, installed):
    police.crimes = [crime(1, -1.5), crime(2, -1.55)]
    asked_for.fetch(installed)
    assert len(rows_in(installed)) == 2


@pytest.mark.parametrize("most", [10, 57])
def test_an_area_that_is_too_full_is_halved_and_every_crime_counts_once(most, police, asked_for, installed):
    police.most = most
    police.crimes = [
        crime(100 * at + step, -1.6 + at / 40, 53.8 + step / 200, persistent_id=f"{100 * at + step:064x}")
        for at in range(9)
        for step in range(21)
    ]
    asked_for.fetch(installed)
    assert police.overfull > 0
    assert sorted(row["Crime ID"] for row in rows_in(installed)) == sorted(
        item["persistent_id"] for item in police.crimes
    ), "the points lie on the lines between halves too"


def test_an_api_that_is_always_too_full_ends(police, asked_for, installed):
    police.most = 0
    police.crimes = [crime(1, -1.55)]
    with pytest.raises(FetchError, match="even for a very small area"):
        asked_for.fetch(installed)
    assert names_in(installed) == []


def test_an_empty_list_of_a_force_is_not_supplied_whatever_others_recorded_there(police, asked_for, installed):
    police.unplaced = []
    police.crimes = [crime(1, -1.55, location_type="BTP"), crime(2, -1.55)]
    (line,) = asked_for.connector.check()
    fetched = asked_for.fetch(installed)
    assert fetched.files == []
    assert fetched.notes == [line]
    assert "supplied no street data for 2026-08: no file was made, and no count of zero" in line


def test_an_answer_about_another_month_makes_no_file(police, asked_for, installed):
    police.crimes = [crime(1, -1.55, month="2026-06")]
    fetched = asked_for.fetch(installed)
    assert fetched.files == []
    assert "the answer is about 2026-06" in fetched.notes[0]


def test_a_month_published_while_we_read_is_not_mixed_with_the_one_before(police, asked_for, installed):
    police.newest = ["2026-08-01", "2026-09-01"]
    police.crimes = [crime(1, -1.55)]
    with pytest.raises(FetchError, match="published a new month"):
        asked_for.fetch(installed)
    assert names_in(installed) == []


@pytest.mark.parametrize(
    "body",
    [b'{"error": "x"}', b"[1]", b'[{"id": "1"}]', b"[NaN]", b"[" * 100_000, b'[{"id": 1'],
    ids=["object", "number", "text id", "nan", "deep", "cut"],
)
def test_an_answer_in_another_shape_is_refused(body, server, police, asked_for, installed):
    server.replies["/api/crimes-street/all-crime"] = [Reply(body)]
    with pytest.raises(FetchError, match="in a shape that is not known here"):
        asked_for.fetch(installed)
    assert names_in(installed) == []


@pytest.mark.parametrize(
    "part",
    [
        {"location": "x"},
        {"location": {"street": "x", "longitude": "1", "latitude": "1"}},
        {"outcome_status": [1]},
        {"context": "\ud800"},
    ],
    ids=["location", "street", "outcome", "half a character"],
)
def test_a_part_of_a_record_in_another_shape_is_refused(part, server, police, asked_for, installed):
    server.replies["/api/crimes-street/all-crime"] = [Reply(json.dumps([crime(1, -1.55) | part]).encode())]
    with pytest.raises(FetchError, match="in a shape that is not known here"):
        asked_for.fetch(installed)
    assert names_in(installed) == []


def test_a_type_of_crime_without_words_is_refused(police, asked_for, installed):
    police.crimes = [crime(1, -1.55, category="new-crime")]
    with pytest.raises(FetchError, match="not known here"):
        asked_for.fetch(installed)


def test_the_same_month_again_makes_no_file(police, asked_for, installed):
    police.crimes = [crime(2, -1.55), crime(1, -1.56)]
    asked_for.fetch(installed)
    police.crimes = [crime(7, -1.56), crime(9, -1.55)]
    assert asked_for.fetch(installed).files == [], "ids are not stable from month to month, and not in the file"


def test_the_api_is_asked_at_most_ten_times_a_second(monkeypatch):
    now, slept = [100.0], []

    def sleep(seconds):
        slept.append(round(seconds, 3))
        now[0] += seconds

    monkeypatch.setattr(api.time, "sleep", sleep)
    monkeypatch.setattr(api.time, "monotonic", lambda: now[0])
    pace = api.Pace()
    for _ in range(3):
        pace.wait()
    assert slept == [0, 0.1, 0.1]


def test_halves_of_a_shape_with_a_bay_cover_it():
    """A shape like a U: its halves hold every point of it."""
    shape = [(0, 0), (0, 3), (2, 3), (2, 2), (1, 2), (1, 1), (2, 1), (2, 0)]
    left, right = halves([(float(lat), float(lng)) for lat, lng in shape])
    assert round(area(left) + area(right), 4) == area(shape) == 5


def area(ring):
    pairs = zip(ring, [*ring[1:], ring[0]], strict=True)
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairs)) / 2


def test_areas_that_cannot_be_read_are_refused(installed, asked_for):
    (installed.partnership / "areas.geojson").write_text('{"features": [{"geometry": null}]}')
    with pytest.raises(UsageError, match="cannot be read"):
        asked_for.connector.check()
