"""The best-fit lookups of the Open Geography portal, as rows of the area lookup's contract.

Three files give it together: pairs of small areas of 2011 and 2021, the ward and district of each small area of 2021,
and the partnership and police force area of each district. All of England and Wales is joined, so a district that one
file does not have at all is left out and noted. A district, or a partnership of several districts, that a file has in
part only was cut off: it would make a partnership with parts missing, so the files are refused.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ossp_pipeline.contracts.layout import Table, TidyRow
from ossp_pipeline.errors import DeliveryRefused

PAIRS, WARDS, PARTNERSHIPS = "pairs", "wards", "partnerships"
# Of a small area's name: the district that it lay in when it was named.
_NAME_END = re.compile(r" \d{3}[A-Z]+$")
_WHOLE = "download the whole table as CSV: an answer to a query of the portal is cut at 1,000 or 2,000 rows"
_PAIR_COLUMNS = ("LSOA21CD", "LSOA21NM", "LSOA11CD", "LSOA11NM", "CHGIND")
_WARD_COLUMNS = {"WDCD": "WD##CD", "WDNM": "WD##NM", "LADCD": "LAD##CD|LTLA##CD", "LADNM": "LAD##NM|LTLA##NM"}
_PARTNERSHIP_COLUMNS = {"CSPCD": "CSP##CD", "CSPNM": "CSP##NM", "PFACD": "PFA##CD", "PFANM": "PFA##NM"}
JOINED_COLUMNS = dict(zip(_PAIR_COLUMNS, _PAIR_COLUMNS, strict=True)) | _WARD_COLUMNS | _PARTNERSHIP_COLUMNS

Row = dict[str, str]


@dataclass(frozen=True)
class _Parts:
    """The three files: pairs in their order, wards by small area of 2021, partnerships by district."""

    pairs: list[Row]
    wards: Mapping[str, Row]
    partnerships: Mapping[str, list[Row]]


def rename_joined(tables: Iterable[Table], _: str) -> Iterator[TidyRow]:
    """Rows of a lookup that was joined already, and has the year of its codes in its headings."""
    for table in tables:
        yield from _picked(table, JOINED_COLUMNS)


def join_lookups(tables: Mapping[str, Table], *_: object) -> tuple[Iterator[TidyRow], tuple[str, ...]]:
    """Rows of the contract, and what was left out. Raises DeliveryRefused where a file has a part of a district."""
    parts = _read(tables)
    _refuse_cut_wards(parts)
    _refuse_cut_partnerships(parts)
    names = _old_districts(parts)
    chosen = {district: _choose(names[district], parts.partnerships[district]) for district in names}
    unclear = {district for district, by_name in chosen.items() if not by_name}
    return _joined(parts, chosen), tuple(_left_out(parts, unclear))


def _joined(parts: _Parts, chosen: Mapping[str, Mapping[str, Row]]) -> Iterator[TidyRow]:
    for pair in parts.pairs:
        ward = parts.wards.get(pair["LSOA21CD"])
        if ward and (partnership := chosen[ward["LADCD"]].get(_district_name(pair))):
            yield {name: {**pair, **ward, **partnership}[name] for name in JOINED_COLUMNS}


def _read(tables: Mapping[str, Table]) -> _Parts:
    pairs = list(_picked(tables[PAIRS], dict(zip(_PAIR_COLUMNS, _PAIR_COLUMNS, strict=True)) | {"LADCD": "LAD##CD"}))
    wards: dict[str, Row] = {}
    for row in _picked(tables[WARDS], {"LSOA21CD": "LSOA21CD"} | _WARD_COLUMNS):
        if wards.setdefault(row["LSOA21CD"], row) != row:
            raise _refused("the lookup of wards has two wards for one small area", "fetch the best-fit lookup")
    partnerships: dict[str, list[Row]] = {}
    for row in _picked(tables[PARTNERSHIPS], {"LADCD": "LAD##CD|LTLA##CD"} | _PARTNERSHIP_COLUMNS):
        partnerships.setdefault(row["LADCD"], []).append(row)
    return _Parts(pairs, wards, partnerships)


def _picked(table: Table, columns: Mapping[str, str]) -> Iterator[Row]:
    """The cells of some columns, under our names for them; blank where the table lacks the column."""
    positions = {name: table.position(heading) for name, heading in columns.items()}
    for cells in table.rows:
        yield {name: "" if place is None else cells[place] for name, place in positions.items()}


def _refuse_cut_wards(parts: _Parts) -> None:
    """Each district of either lookup of small areas is wholly in the other, or not at all."""
    paired = {pair["LSOA21CD"] for pair in parts.pairs}
    cut = _in_part((pair["LADCD"], pair["LSOA21CD"] in parts.wards) for pair in parts.pairs)
    if cut:
        raise _refused(f"the lookup of wards lacks small areas of {_districts(cut)}", _WHOLE)
    cut = _in_part((ward["LADCD"], code in paired) for code, ward in parts.wards.items())
    if cut:
        raise _refused(f"the lookup of 2011 and 2021 small areas lacks some of {_districts(cut)}", _WHOLE)


def _refuse_cut_partnerships(parts: _Parts) -> None:
    districts = {ward["LADCD"] for ward in parts.wards.values()}
    if missing := districts - set(parts.partnerships):
        message = f"the lookup of partnerships lacks {_districts(missing)} of the lookup of wards"
        raise _refused(message, "fetch both for the same year")
    rows = [row for district in parts.partnerships.values() for row in district]
    if cut := _in_part((row["CSPCD"], row["LADCD"] in districts) for row in rows):
        message = f"the lookup of wards lacks a district of {len(cut):,} partnership(s) of several districts"
        raise _refused(message, "fetch both for the same year and for all of England and Wales")


def _in_part(members: Iterable[tuple[str, bool]]) -> set[str]:
    """Groups of which some members are there and others are not."""
    there: dict[bool, set[str]] = {True: set(), False: set()}
    for group, is_there in members:
        there[is_there].add(group)
    return there[True] & there[False]


def _choose(names: set[str], offered: list[Row]) -> Mapping[str, Row]:
    """The partnership of each old district in a district, by the old district's name; empty where names do not say.

    Only a district made from several in the last years still holds several partnerships, which kept the old names. The
    names of small areas of 2011 have the old district too. One partnership left over is that of what is left over:
    Dorset's, of Christchurch.
    """
    if len(offered) == 1:
        return dict.fromkeys(names, offered[0])
    chosen = {name: row for name in names for row in offered if name in (row["CSPNM"], *row["CSPNM"].split(" and "))}
    left = [row for row in offered if row not in chosen.values()]
    unnamed = names - set(chosen)
    if not unnamed:
        return chosen
    return chosen | dict.fromkeys(unnamed, left[0]) if len(left) == 1 else {}


def _old_districts(parts: _Parts) -> Mapping[str, set[str]]:
    found: dict[str, set[str]] = {}
    for pair in parts.pairs:
        if ward := parts.wards.get(pair["LSOA21CD"]):
            found.setdefault(ward["LADCD"], set()).add(_district_name(pair))
    return found


def _district_name(pair: Mapping[str, str]) -> str:
    return _NAME_END.sub("", pair["LSOA11NM"])


def _left_out(parts: _Parts, unclear: set[str]) -> Iterator[str]:
    paired = {pair["LSOA21CD"] for pair in parts.pairs}
    without_ward = len(paired - set(parts.wards))
    without_pair = len(set(parts.wards) - paired)
    if without_ward or without_pair:
        count = without_ward + without_pair
        yield f"{count:,} small areas left out: their districts are in one of the lookups only"
    if unclear:
        yield f"{_districts(unclear)} left out: their names do not say which of several partnerships is theirs"


def _districts(codes: set[str]) -> str:
    return f"{len(codes):,} district(s)"


def _refused(message: str, remedy: str) -> DeliveryRefused:
    return DeliveryRefused("E-LAYOUT", message, remedy)
