"""Invented nDelius extracts, written as their layout says: nobody in them exists."""

from collections.abc import Iterable

from ossp_pipeline.contracts.records import RecordType
from ossp_pipeline.layouts.ndelius_records import RECORD_TYPES

TYPES = {kind.name: kind for kind in RECORD_TYPES}
# A record: its type, and its cells; `Deleted` is N unless they say otherwise.
Item = tuple[str, dict[str, str]]
PLACES = b"pcd7,pcds,lsoa21cd\nSK1 1AA,SK1 1AA,E01000001\nM60 1AA,M60 1AA,E01000009\n"


def line(kind: RecordType, cells: dict[str, str]) -> str:
    """A record as its line."""
    text = [*kind.key.ljust(kind.length, "~")]
    for name, start, length in kind.fields:
        text[start : start + length] = cells.get(name, "N" if name == "Deleted" else "").ljust(length, "~")
    return "".join(text)


def head(number: int, people: int, made_at: str = "20240402020000", kind: str = "FULL") -> str:
    return f"HE{kind}{str(number).ljust(10, '~')}{made_at}{str(people).ljust(10, '~')}"


def section(name: str, lines: Iterable[str]) -> list[str]:
    lines = list(lines)
    return [f"DS{name.ljust(30, '~')}{str(len(lines)).ljust(5, '~')}", *lines, "DE".ljust(37, "~")]


def person(owner: str, items: Iterable[Item]) -> list[str]:
    """The lines about one person, a section for each record."""
    records = [entry for name, cells in items for entry in _section_of(TYPES[name], cells)]
    return [f"SS{owner.ljust(38, '~')}", *records, f"SE{owner.ljust(38, '~')}"]


def extract(
    people: dict[str, Iterable[Item]], number: int = 1, made_at: str = "20240402020000", kind: str = "FULL"
) -> bytes:
    """A whole extract."""
    lines = [entry for owner, items in people.items() for entry in person(owner, items)]
    return "\n".join([head(number, len(people), made_at, kind), *lines, "FO", ""]).encode()


def changes(people: dict[str, Iterable[Item]], number: int, made_at: str = "20240403020000") -> bytes:
    """An extract of changes."""
    return extract(people, number, made_at, "DIFF")


def _section_of(kind: RecordType, cells: dict[str, str]) -> list[str]:
    return section(kind.section or kind.name.upper(), [line(kind, cells)])


def supervised_person(number: int, **changed: dict[str, str]) -> list[Item]:
    """Somebody with one community order, a treatment requirement, a home and a registration."""
    items = {
        "Offenders": {"Id": f"{number}", "CRN": f"Q98760{number}", "DateOfBirth": "19871101"},
        "OffenderAddress": {"Id": "1", "StatusDescription": "Main", "Postcode": "SK1 1AA", "StartDate": "20230101"},
        "RegistrationDetails": {"Id": "1", "Date": "20230201", "TypeCode": "RMRH", "DeRegistered": "N"},
        "EventDetails": {"Id": "71", "ConvictionDate": "20240201"},
        "Disposal": {
            "Id": "81",
            "EventId": "71",
            "SentenceDate": "20240205",
            "DisposalDetail": "ORA Community Order",
        },
        "Requirement": {
            "Id": "91",
            "DisposalId": "81",
            "CommencementDate": "20240211",
            "CategoryDescription": "Drug Rehabilitation",
        },
    }
    items["Offenders"]["GenderDescription"] = "Male"
    return [(name, {**cells, **changed.get(name, {})}) for name, cells in items.items()]
