"""The JSON API of data.police.uk: the crimes of a month, asked for one small area at a time.

An answer names neither the small area nor the force. The area is the one that was asked for; every record but those of
the British Transport Police is taken to be the force's own. A record is known by its id, so that one on the border of
two areas, or of two halves of an area that is too full for one answer, counts once.

Whether the force supplied the month is seen from its crimes without a location, which every force that supplies has:
without one, the month is recorded as not supplied, whatever records of others lie in the area.
"""

import csv
import io
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import urlencode, urlsplit

from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.contracts.period import Period
from ossp_pipeline.errors import FetchError
from ossp_pipeline.extract.connectors.connector import Fetched, Place, State
from ossp_pipeline.extract.connectors.delivery_box import DeliveryBox
from ossp_pipeline.extract.connectors.options import checked_address, checked_proxy
from ossp_pipeline.extract.connectors.police_uk.publisher import inbox_name, last_months, read_month, record_supply
from ossp_pipeline.extract.connectors.police_uk.small_areas import (
    Ring,
    SmallArea,
    as_poly,
    halves,
    read_small_areas,
)
from ossp_pipeline.extract.connectors.web import OVERFULL, Limits, Request, Web

# data.police.uk allows 15 a second.
_PER_SECOND = 10
_LARGEST_ANSWER = 50_000_000
# A small area in 256 parts, each with less than 10,000 crimes, is any area.
_DEEPEST = 8
_TRANSPORT_POLICE = "British Transport Police"
_ALL = "all-crime"
_LATER = "fetch again later; if it stays so, tell the data engineer"
Record = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class ApiOptions:
    """What a connection of the kind `police_uk_api` states.

    force       as data.police.uk writes it in names of files, such as west-yorkshire
    force_name  as it writes it in words, such as West Yorkshire Police
    areas       GeoJSON file of the partnership's small areas, in the partnership folder
    code, name  properties of that file with the code and the name of an area
    months      how many months up to the newest are fetched
    address     of the API
    ca_file     certificate of an authority of one's own, a file in the partnership folder
    proxy       the way there; none is used that is not named
    """

    force: str
    force_name: str
    areas: str
    code: str = "LSOA21CD"
    name: str = "LSOA21NM"
    months: int = 1
    address: str = "https://data.police.uk/api"
    ca_file: str = ""
    proxy: str = ""


@dataclass
class Pace:
    """At most so many requests a second."""

    per_second: float = _PER_SECOND
    last: float = field(default=0, init=False)

    def wait(self) -> None:
        """Return when the next request may go out."""
        time.sleep(max(0, self.last + 1 / self.per_second - time.monotonic()))
        self.last = time.monotonic()


@dataclass(frozen=True)
class Api:
    """The connector. `pace`: how often the API is asked."""

    feed: Feed
    options: ApiOptions
    place: Place
    pace: Pace = field(default_factory=Pace)

    def verify(self) -> object:
        """Look at the address and the proxy."""
        checked_proxy(self.options.proxy, self.place.name)
        return checked_address(self.options.address, self.place.name)

    def check(self) -> list[str]:
        """Which months the API has, whether the force supplied them, and of how many areas they would be fetched."""
        web, areas = self._web(), self._areas()
        months = last_months(self._newest(web), self.options.months)
        return [self._describe(month, self._is_supplied(web, month), len(areas)) for month in months]

    def fetch(self, inbox: Path) -> Fetched:
        """Fetch each wanted month as one file, in the layout of the published CSV."""
        web, areas = self._web(), self._areas()
        state, fetched = self.place.read_state(), Fetched()
        box = DeliveryBox(inbox, self.feed, self.place.name, state)
        newest = self._newest(web)
        try:
            for month in last_months(newest, self.options.months):
                self._fetch_month(web, areas, (month, newest), box, fetched)
        finally:  # what came before a failure is in the inbox
            self.place.write_state(state)
        return fetched

    def _fetch_month(
        self, web: Web, areas: list[SmallArea], wanted: tuple[Period, Period], box: DeliveryBox, fetched: Fetched
    ) -> None:
        month, snapshot = wanted
        is_supplied = self._is_supplied(web, month)
        if note := record_supply(box.state, self.feed, self.options.force, month, is_supplied):
            fetched.notes.append(note)
            return
        names = self._categories(web, month)
        records = self._records(web, areas, month)
        if self._newest(web) != snapshot:
            raise FetchError("E-FETCH", "data.police.uk published a new month while this one was read", _LATER)
        others = {record["month"] for _, record in records} - {str(month)}
        if others or not records:
            told = f"the answer is about {', '.join(sorted(others))}" if others else "there is no record in the area"
            fetched.notes.append(f"{month}: {told}, so no file was made")
            return
        rows = sorted(self._row(area, record, names) for area, record in records)
        name = inbox_name(self.feed, month, self.options.force, snapshot)
        is_new = box.put(month, name, lambda handle: _write(self.feed, rows, handle))
        (fetched.files if is_new else fetched.notes).append(name if is_new else f"{month}: nothing new")

    def _records(self, web: Web, areas: list[SmallArea], month: Period) -> list[tuple[SmallArea, Record]]:
        """Each record once, with the area that it was found in first."""
        found: dict[int, tuple[SmallArea, Record]] = {}
        for area in areas:
            for ring in area.rings:
                for record in self._within(web, list(ring), month):
                    found.setdefault(record["id"], (area, record))
        return list(found.values())

    def _within(self, web: Web, ring: Ring, month: Period, depth: int = 0) -> Iterator[Record]:
        """The records within an outline; where they are too many for one answer, those of its halves."""
        form = {"poly": as_poly(ring), "date": str(month)}
        records = self._ask(web, f"crimes-street/{_ALL}", form, (OVERFULL,))
        if records is not None:
            yield from (_checked(record) for record in records)
            return
        if depth == _DEEPEST:
            raise FetchError("E-FETCH", "data.police.uk gives no answer even for a very small area", _LATER)
        for half in halves(ring):
            yield from self._within(web, half, month, depth + 1)

    def _is_supplied(self, web: Web, month: Period) -> bool:
        query = urlencode({"category": _ALL, "force": self.options.force, "date": str(month)})
        return bool(self._ask(web, f"crimes-no-location?{query}"))

    def _categories(self, web: Web, month: Period) -> dict[str, str]:
        """The name of each type of crime in words, by the name that records carry."""
        listed = self._ask(web, f"crime-categories?{urlencode({'date': str(month)})}") or []
        try:
            return {item["url"]: item["name"] for item in listed}
        except (KeyError, TypeError):
            raise _unknown_shape() from None

    def _newest(self, web: Web) -> Period:
        answer = self._json(web, Request(self._address("crime-last-updated")))
        text = answer.get("date") if isinstance(answer, dict) else None
        month = read_month(text) if isinstance(text, str) else None
        if month is None:
            raise _unknown_shape()
        return month

    def _ask(
        self, web: Web, call: str, form: dict[str, str] | None = None, own_statuses: tuple[int, ...] = ()
    ) -> list[Any] | None:
        """The list that a call answers with; None for a status that the caller deals with."""
        answer = self._json(web, Request(self._address(call), form=form, own_statuses=own_statuses))
        if answer is not None and not isinstance(answer, list):
            raise _unknown_shape()
        return answer

    def _json(self, web: Web, request: Request) -> Any:
        self.pace.wait()
        answer, content = web.read(request, _LARGEST_ANSWER)
        if answer.status in request.own_statuses:
            return None
        try:
            return json.loads(content, parse_constant=_refuse_constant)
        except (ValueError, RecursionError):
            raise _unknown_shape() from None

    def _row(self, area: SmallArea, record: Record, names: dict[str, str]) -> list[str]:
        """A record as a row of the published CSV."""
        location, outcome = record.get("location") or {}, record.get("outcome_status") or {}
        force = _TRANSPORT_POLICE if record.get("location_type") == "BTP" else self.options.force_name
        if record["category"] not in names:
            raise _unknown_shape()
        values = {
            "Crime ID": record.get("persistent_id") or "",
            "Month": record["month"],
            "Reported by": force,
            "Falls within": force,
            "Longitude": location.get("longitude") or "",
            "Latitude": location.get("latitude") or "",
            "Location": (location.get("street") or {}).get("name") or "",
            "LSOA code": area.code,
            "LSOA name": area.name,
            "Crime type": names[record["category"]],
            "Last outcome category": outcome.get("category") or "",
            "Context": record.get("context") or "",
        }
        return [str(values[heading]) for heading in self.feed.headings]

    def _describe(self, month: Period, is_supplied: bool, areas: int) -> str:
        if is_supplied:
            return f"{month}: would be fetched for {areas:,} small area(s)"
        return record_supply(State(), self.feed, self.options.force, month, is_supplied=False)

    def _areas(self) -> list[SmallArea]:
        options = self.options
        return read_small_areas(self.place.partnership / options.areas, options.code, options.name)

    def _address(self, call: str) -> str:
        return f"{self.options.address.rstrip('/')}/{call}"

    def _web(self) -> Web:
        options = self.options
        host = urlsplit(checked_address(options.address, self.place.name)).hostname or ""
        ca_file = str(self.place.partnership / options.ca_file) if options.ca_file else None
        proxy = checked_proxy(options.proxy, self.place.name)
        return Web((host,), None, ca_file, Limits(seconds=120), proxy)


def _write(feed: Feed, rows: list[list[str]], handle: BinaryIO) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows([feed.headings, *rows])
    try:
        handle.write(text.getvalue().encode())
    except UnicodeEncodeError:  # half of a pair of characters, which JSON can hold and a file cannot
        raise _unknown_shape() from None


def _checked(record: Any) -> Record:
    """A record with what every record has. Raises FetchError."""
    needed = (("id", int), ("month", str), ("category", str))
    if not isinstance(record, dict) or not all(isinstance(record.get(key), kind) for key, kind in needed):
        raise _unknown_shape()
    parts = [record.get("location") or {}, record.get("outcome_status") or {}]
    if not all(isinstance(part, dict) for part in parts) or not isinstance(parts[0].get("street") or {}, dict):
        raise _unknown_shape()
    return record


def _refuse_constant(name: str) -> float:
    raise ValueError(name)


def _unknown_shape() -> FetchError:
    return FetchError("E-FETCH", "data.police.uk answers in a shape that is not known here", _LATER)
