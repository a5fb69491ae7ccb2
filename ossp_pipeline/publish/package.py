"""The data package: the description of a candidate. Same tables, same bytes: it holds no time and no machine's name.

`datapackage.json` follows the Frictionless Data Package: a resource per file, with its hash, rows and columns. The
DuckDB file has no hash there, because DuckDB does not write the same bytes twice; its tables are compared instead.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from ossp_pipeline.atomic_files import json_bytes, read_json, sha256_of, write_json
from ossp_pipeline.contracts.edition import Edition
from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.gate.candidate_files import DATABASE
from ossp_pipeline.protect.small_counts import is_small
from ossp_pipeline.transform.manifest import Model
from ossp_pipeline.transform.plan import marking

DESCRIPTOR = "datapackage.json"
_OPEN = {"name": "OGL-UK-3.0", "title": "Open Government Licence v3.0, where facts come from it"}
_CLOSED = {"name": "other-closed", "title": "none: for the partnership, under its sharing agreements"}
_ABOUT_PEOPLE = {
    "name": "other-closed",
    "title": "none, as it counts people: ask the partnership before you use it",
}
_TYPES = {"int64": "integer", "int32": "integer", "double": "number", "bool": "boolean", "date32[day]": "date"}
# Keys of the accessibility statement, and the settings they come from; empty where a setting is empty.
_STATEMENT = {
    "organisation": "organisation",
    "contact": "accessibility_contact",
    "prepared": "accessibility_prepared",
}


@dataclass(frozen=True)
class PublishedTable:
    """A table as it would go out."""

    model: Model
    rows: pa.Table


def describe(  # noqa: PLR0913, PLR0917 (what a package says, a part each)
    folder: Path,
    tables: list[PublishedTable],
    plan: dict[str, Any],
    feeds: dict[str, Feed],
    notice: str,
    edition: Edition = Edition.PARTNERSHIP,
) -> dict[str, Any]:
    """The data package of a candidate whose Parquet and CSV files are in `folder`."""
    used = sorted({item["receipt"]["feed"] for item in plan["deliveries"]})
    small_count = int(plan["settings"]["small_count"])
    official = marking(plan["settings"], edition)
    deliveries = [_delivery(item, feeds[item["receipt"]["feed"]], small_count, edition) for item in plan["deliveries"]]
    return {
        "profile": "tabular-data-package",
        "name": "ossp-release",
        "title": f"{plan['settings']['area_name']}: community safety tables",
        "description": f"{notice} {official}".strip(),
        "edition": str(edition),
        "marking": official,
        "area_code": plan["settings"]["area_code"],
        "code_version": plan["code"],
        "fingerprint": _fingerprint(plan, deliveries),
        "known_to": plan["known_to"],
        "accessibility": {name: plan["settings"].get(key, "") for name, key in _STATEMENT.items()},
        "licenses": [_CLOSED if official else _OPEN],
        "sources": [_source(feeds[name]) for name in used],
        "deliveries": deliveries,
        "resources": [_resource(folder, table, suffix) for table in tables for suffix in ("parquet", "csv")]
        + [_database(tables)],
    }


def read_package(folder: Path) -> dict[str, Any]:
    """The data package of a candidate or release."""
    package: dict[str, Any] = read_json(folder / DESCRIPTOR)
    return package


def changed_tables(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """Names of the tables whose rows or columns differ between two data packages, or that only one of them has."""
    earlier, later = _hashes(before), _hashes(after)
    return sorted(name for name in earlier.keys() | later.keys() if earlier.get(name) != later.get(name))


def write_package(folder: Path, document: dict[str, Any]) -> None:
    """Write `datapackage.json`."""
    write_json(folder / DESCRIPTOR, document)


def _fingerprint(plan: dict[str, Any], deliveries: list[dict[str, Any]]) -> str:
    """Sixteen hex digits that tell printed pages of two releases apart: of code, settings and files as received.

    Not of landed rows, whose pseudonyms depend on the installation's keys.
    """
    document = {"code": plan["code"], "settings": plan["settings"], "deliveries": deliveries}
    return hashlib.sha256(json_bytes(document)).hexdigest()[:16]


def _hashes(package: dict[str, Any]) -> dict[str, str]:
    tables = [item for item in package["resources"] if item["format"] == "parquet"]
    return {item["name"].removesuffix(".parquet"): item["hash"] for item in tables}


def _resource(folder: Path, table: PublishedTable, suffix: str) -> dict[str, Any]:
    path = folder / "tables" / f"{table.model.name}.{suffix}"
    return {
        "name": f"{table.model.name}.{suffix}",
        "path": path.relative_to(folder).as_posix(),
        "format": suffix,
        "description": table.model.description,
        "hash": f"sha256:{sha256_of(path)}",
        "bytes": path.stat().st_size,
        "rows": table.rows.num_rows,
        **_licence(table),
        "schema": {"fields": [_field(field, table.model) for field in table.rows.schema], **_key(table)},
    }


def _database(tables: list[PublishedTable]) -> dict[str, Any]:
    names = [table.model.name for table in tables]
    licence = next((own for table in tables if (own := _licence(table))), {})
    return {"name": "database", "path": DATABASE, "format": "duckdb", "tables": names, **licence}


def _licence(table: PublishedTable) -> dict[str, Any]:
    """Of a table about people, which is under no open licence; other files have the licence of the whole package."""
    if "disclosure_class" not in table.rows.schema.names:
        return {}
    classes = {*table.rows["disclosure_class"].to_pylist()}
    return {"licenses": [_ABOUT_PEOPLE]} if classes - {"event"} else {}


def _key(table: PublishedTable) -> dict[str, Any]:
    """The grain as Table Schema declares it: a primary key has no missing value, a unique key may.

    Nothing where rows repeat it: a waiver may let duplicates out, and what is declared must be true.
    """
    grain = list(table.model.grain)
    keys = table.rows.select(grain)
    if not grain or keys.group_by(grain).aggregate([]).num_rows != table.rows.num_rows:
        return {}
    return {"uniqueKeys": [grain]} if any(column.null_count for column in keys.columns) else {"primaryKey": grain}


def _field(field: pa.Field, model: Model) -> dict[str, Any]:
    return {
        "name": field.name,
        "type": _TYPES.get(str(field.type), "string"),
        "description": model.columns[field.name]["meaning"],
        **field_flags(field.name, model.meta),
    }


def field_flags(column: str, meta: dict[str, Any]) -> dict[str, bool]:
    """What the table's YAML declares of a column: readers of the package need no lists of their own.

    `withheldWithRow`: a withheld row shows nothing of it (the `values` of `protect`, or else `figures`). `typed`: it
    holds text that people typed.
    """
    figures = meta["protect"]["values"] if meta.get("protect") else meta.get("figures", ())
    flags = {"withheldWithRow": column in figures, "typed": column in meta.get("typed", ())}
    return {name: True for name, applies in flags.items() if applies}


def _source(feed: Feed) -> dict[str, str]:
    return {"feed": feed.name, "title": feed.title, "supplier": feed.supplier, "basis": feed.basis}


def _delivery(item: dict[str, Any], feed: Feed, small_count: int, edition: Edition) -> dict[str, Any]:
    """A delivery by its period, version and hash as received. Its file name is not published.

    In a feed about people, a few rejected or unconsented rows are a small count: then neither they nor the number of
    rows received is given.
    """
    receipt, rows = item["receipt"], item["accounting"]
    unconsented = item["broken"].get(feed.consent_rule, 0)
    few = any(is_small(count, small_count) for count in (unconsented, rows["rejected"] - unconsented))
    if feed.personal and few:
        rows = {**rows, "received": None, "rejected": None}
    if feed.counted and edition is Edition.PUBLIC:
        # Numbers of rows are numbers of people, also without the events that are exact; and a hash confirms a guess.
        receipt, rows = {**receipt, "sha256": None, "version": None}, dict.fromkeys(rows)
    return {
        **{name: receipt[name] for name in ("feed", "period", "part", "version", "sha256")},
        "rows": rows,
        **({"mapping": item["mapping"]} if item.get("mapping") else {}),
    }
