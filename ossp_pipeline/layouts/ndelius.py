"""Rows of the contract from nDelius extracts: the people as they were on the quarter's last day.

A full extract comes first and says everything; each extract of changes after it replaces records by their id. A record
marked as deleted is gone, and so is what belongs to it: a person, a sentence, its requirements. What happened after the
quarter is left out, by its date: a sentence that ended since is open, a home since is not yet one. What the extract
does not say (address type, employment, when supervision should end) stays blank.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from ossp_pipeline.contracts.layout import TidyRow
from ossp_pipeline.contracts.records import Head, Records
from ossp_pipeline.errors import DeliveryRefused
from ossp_pipeline.layouts.hmpps import CRN
from ossp_pipeline.layouts.ndelius_records import (
    ADDRESS,
    EVENT,
    OFFENDER,
    REGISTRATION,
    RELEASE,
    REQUIREMENT,
    SENTENCE,
)
from ossp_pipeline.layouts.ndelius_values import (
    CUSTODY,
    HOMES,
    IOM,
    NOT_COUNTED,
    NOT_SUPERVISED,
    OUTCOMES,
    REQUIREMENTS,
    RISKS,
    SENTENCES,
    meaning,
)

Values = Mapping[str, str]
# Where a record stands, kept beside its cells, so that one whose words mean nothing to us can be looked up.
_PLACE = "place"
_MOST_NAMED = 5
# Of one person, by type of record: the records by their ids.
Person = dict[str, dict[str, Values]]

NO_ABODE = "NFA"
# The code that the ONS gives in the place of a small area to what has none in England.
ELSEWHERE = "E99999999"
_CRN = re.compile(CRN)
_NOT_ALPHANUMERIC = re.compile(r"[^A-Z0-9]")
_POSTCODE = re.compile(r"([A-Z]{1,2}\d[A-Z\d]?)(\d[A-Z]{2})")
_GENDERS = {"m": "Male", "f": "Female"}


@dataclass(frozen=True)
class _Sight:
    """From when to when the quarter is, in the extract's way of writing days; small areas by postcode; what was seen.

    unknown  where the descriptions stand that none of our readings fits
    """

    first: str
    last: str
    places: Mapping[str, str]
    noted: Counter[str]
    unknown: list[str]

    def is_past(self, day: str) -> bool:
        """Whether a day is not after the quarter; one that is not given is."""
        return day <= self.last

    def known(self, day: str) -> str:
        """A day on which something began or ended, as far as the quarter knows."""
        return day if day and self.is_past(day) else ""


def supervised(
    extracts: Iterable[tuple[Head, Records]],
    find_places: Callable[[set[str]], Mapping[str, str]],
    quarter: tuple[date, date],
) -> tuple[Iterator[TidyRow], tuple[str, ...]]:
    """Rows of the contract and what was noted. Raises DeliveryRefused where the extract has no registrations at all."""
    people = _merged(extracts)
    if not any(person.get(REGISTRATION) for person in people.values()):
        message = "the extract has no registrations, so it does not say who is in the IOM cohort, or of what risk"
        raise DeliveryRefused("E-LAYOUT", message, "ask for an extract with the section of registrations")
    first, last = (f"{day:%Y%m%d}" for day in quarter)
    homes = {owner: _home(person, last) for owner, person in people.items()}
    places = find_places(set(homes.values()) - {"", NO_ABODE})
    sight = _Sight(first, last, places, Counter(), [])
    rows = [row for owner, person in people.items() for row in _rows_of(person, homes[owner], sight)]
    return iter(rows), (*_unknown(sight), *(f"{words}: {count:,}" for words, count in sorted(sight.noted.items())))


def _unknown(sight: _Sight) -> Iterator[str]:
    """Where to look up what has to be added to the readings."""
    if sight.unknown:
        more = " and others" if len(sight.unknown) > _MOST_NAMED else ""
        named = ", ".join(sight.unknown[:_MOST_NAMED])
        yield f"{len(sight.unknown):,} description(s) that none of our readings fits: {named}{more}"


def clean_crn(written: str) -> str:
    """A case reference number without what is no part of it; as written where that is none."""
    cleaned = _NOT_ALPHANUMERIC.sub("", written.upper())
    return cleaned if _CRN.fullmatch(cleaned) else written


def _merged(extracts: Iterable[tuple[Head, Records]]) -> dict[str, Person]:
    """The people as the last extract leaves them."""
    people: dict[str, Person] = {}
    for head, records in extracts:
        for record in records:
            person = people.setdefault(record.owner, defaultdict(dict))
            place = f"line {record.line:,} of {head.words}"
            person[record.kind][record.values["Id"]] = {**record.values, _PLACE: place}
    return people


def _is_deleted(record: Values) -> bool:
    return record.get("Deleted") == "Y"


def _live(person: Person, kind: str) -> list[Values]:
    """The records of one type that were not deleted."""
    return [record for record in person[kind].values() if not _is_deleted(record)]


def _rows_of(person: Person, home: str, sight: _Sight) -> Iterator[TidyRow]:
    """A row for each requirement of each sentence that was supervised in the quarter."""
    if any(map(_is_deleted, person[OFFENDER].values())):
        return
    about = _about(person, home, sight)
    numbers = _event_numbers(person)
    sentences = [found for item in _live(person, SENTENCE) if (found := _sentence(person, item, sight))]
    for sentence, cells in sentences:
        theirs = [item for item in _live(person, REQUIREMENT) if item["DisposalId"] == sentence["Id"]]
        for requirement in _requirements(theirs, sight) or [{}]:
            yield {**about, **cells, "Event Number": numbers.get(sentence["EventId"], ""), **requirement}
    for orphan in _live(person, REQUIREMENT):
        if orphan["DisposalId"] not in person[SENTENCE]:
            # Without its sentence the contract rejects it: it is counted, and nothing is made of it.
            yield about
    if sentences:
        _note_place(about, home, sight)


def _event_numbers(person: Person) -> dict[str, str]:
    """The person's events by their ids, numbered in the order of conviction."""
    events = sorted(_live(person, EVENT), key=lambda event: (event["ConvictionDate"], event["Id"].zfill(38)))
    return {event["Id"]: str(number) for number, event in enumerate(events, start=1)}


def _about(person: Person, home: str, sight: _Sight) -> dict[str, str]:
    offender = next(iter(person[OFFENDER].values()), {})
    given = offender.get("GenderDescription", "")
    registered = [item for item in _live(person, REGISTRATION) if _is_registered(item, sight)]
    risks = [item for item in registered if item["TypeCode"] in RISKS]
    return {
        "CRN": clean_crn(offender.get("CRN", "")),
        "Date Of Birth": _day(offender.get("DateOfBirth", "")),
        "Gender": given and _GENDERS.get(given[:1].casefold(), "Other"),
        "Postcode": _postcode(home),
        "Home LSOA 2021": _small_area(home, sight),
        "RoSH": max(risks, key=lambda item: item["Date"])["TypeCode"] if risks else "",
        "IOM": "Y" if any(item["TypeCode"] == IOM for item in registered) else "N",
    }


def _is_registered(registration: Values, sight: _Sight) -> bool:
    return registration["DeRegistered"] != "Y" and sight.is_past(registration["Date"])


def _home(person: Person, last: str) -> str:
    """The postcode, without its blank, of the newest address that is or was the main one on the quarter's last day."""
    homes = [
        (item["StartDate"], meaning(item["StatusDescription"], HOMES) == "main", item)
        for item in _live(person, ADDRESS)
        if meaning(item["StatusDescription"], HOMES) and item["StartDate"] <= last
    ]
    if not homes:
        return ""
    home = max(homes, key=lambda item: item[:2])[2]
    return NO_ABODE if home["NoFixedAbode"] == "Y" else _NOT_ALPHANUMERIC.sub("", home["Postcode"].upper())


def _small_area(postcode: str, sight: _Sight) -> str:
    return "" if postcode in ("", NO_ABODE) else sight.places.get(postcode, ELSEWHERE)


def _note_place(about: Values, home: str, sight: _Sight) -> None:
    if about["Home LSOA 2021"] == "":
        sight.noted["people without a postcode, who count for the area and for no ward"] += 1
    elif home not in sight.places:
        sight.noted["people with a postcode that the table of places lacks, who count as living elsewhere"] += 1


def _postcode(written: str) -> str:
    """A postcode as it is written; unknown where it is none."""
    match = _POSTCODE.fullmatch(written)
    return f"{match[1]} {match[2]}" if match else NO_ABODE if written == NO_ABODE else ""


def _sentence(person: Person, sentence: Values, sight: _Sight) -> tuple[Values, dict[str, str]] | None:
    """A sentence and its cells; None where nobody was supervised for it in the quarter."""
    if _is_deleted(person[EVENT].get(sentence["EventId"], {})):
        return None
    code = meaning(sentence["DisposalDetail"], SENTENCES)
    start = _release(person, sentence, sight) if code == CUSTODY else sentence["SentenceDate"]
    end = sentence["TerminationDate"]
    if code == NOT_SUPERVISED or start is None or not sight.is_past(start) or (end and end < sight.first):
        return None
    if code is None:
        sight.unknown.append(sentence[_PLACE])
    return sentence, {
        "Sentence Type": sentence["DisposalDetail"] if code is None else code,
        "Sentence Date": _day(start),
        "Termination Date": _day(sight.known(end)),
    }


def _release(person: Person, sentence: Values, sight: _Sight) -> str | None:
    """The newest release by the end of the quarter since a sentence of custody; None where there is none yet."""
    days = [item["ReleaseDate"] for item in _live(person, RELEASE)]
    return max((day for day in days if sentence["SentenceDate"] <= day and sight.is_past(day)), default=None)


def _requirements(requirements: Iterable[Values], sight: _Sight) -> list[dict[str, str]]:
    return [cells for item in requirements if (cells := _requirement(item, sight))]


def _requirement(requirement: Values, sight: _Sight) -> dict[str, str] | None:
    """The cells of a requirement; None for a kind that is counted nowhere."""
    code = meaning(requirement["CategoryDescription"], REQUIREMENTS)
    if code == NOT_COUNTED:
        return None
    if code is None:
        sight.unknown.append(requirement[_PLACE])
    ended = sight.known(requirement["Terminationdate"])
    outcome = meaning(requirement["TerminationDescription"], OUTCOMES) if ended else ""
    if outcome is None:
        sight.noted["requirements that ended for another reason, so that their outcome is unknown"] += 1
    return {
        "Requirement": requirement["CategoryDescription"] if code is None else code,
        "Requirement Commenced": _day(sight.known(requirement["CommencementDate"])),
        "Requirement Terminated": _day(ended),
        "Requirement Outcome": outcome or "",
    }


def _day(written: str) -> str:
    """A day as the contract writes it; anything else as it is, for the contract to reject."""
    return f"{written[6:]}/{written[4:6]}/{written[:4]}" if re.fullmatch(r"\d{8}", written, re.ASCII) else written
