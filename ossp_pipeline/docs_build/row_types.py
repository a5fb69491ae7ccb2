"""The types of the rows that pages read: `make docs` writes ossp_pipeline/site/rows.py from the tables' contracts.

A contract is the YAML of a model: its columns with their types, the grain that a test holds, and the columns that are
not null. Every other column may be without a value. The list of exposures says which tables are published.
"""

import re
from typing import Any

import yaml

from ossp_pipeline.settings import DBT_PROJECT, PROJECT

MODULE = PROJECT / "ossp_pipeline" / "site" / "rows.py"
_MODELS = DBT_PROJECT / "models"
_TYPES = {"varchar": "str", "integer": "int", "bigint": "int", "double": "float", "boolean": "bool", "date": "date"}
_HEAD = '''"""Rows of the published tables, a type for each, and the tables by name: written by `make docs`.

Made from the contracts in dbt_project/models/marts: change those, then run `make docs`. What a column means is there.
"""

from datetime import date
from typing import TypedDict

from ossp_pipeline.site.tables import TableRef
'''


def rows_module() -> str:
    """The module as text: a TypedDict for every published table, then a reference to each table."""
    names = published_tables()
    models = [_model(name) for name in names]
    references = [f'{name.upper()} = TableRef("{name}", {_class_name(name)})' for name in names]
    return "\n\n".join([_HEAD, *(f"{_row_class(model)}\n" for model in models), "\n".join(references)]) + "\n"


def write_rows() -> None:
    """Write the module."""
    MODULE.write_text(rows_module(), encoding="utf-8")


def published_tables() -> list[str]:
    """The tables under an exposure, in order of name."""
    document = yaml.safe_load((_MODELS / "exposures.yml").read_text(encoding="utf-8"))
    references = [text for exposure in document["exposures"] for text in exposure["depends_on"]]
    return sorted({match[1] for text in references if (match := re.fullmatch(r"ref\('(\w+)'\)", text))})


def filled_columns(model: dict[str, Any]) -> list[str]:
    """The columns that have a value in every row: those of the grain, and those that the YAML says are not null."""
    grain = _grain(model)
    return [column["name"] for column in model["columns"] if column["name"] in grain or _is_not_null(column)]


def _model(name: str) -> dict[str, Any]:
    """The YAML of a published model; each has a file of its own."""
    (path,) = _MODELS.glob(f"marts/*/{name}.yml")
    (model,) = yaml.safe_load(path.read_text(encoding="utf-8"))["models"]
    return dict(model)


def _grain(model: dict[str, Any]) -> list[str]:
    tests = [test["unique_grain"] for test in model["data_tests"] if "unique_grain" in test]
    return [column for test in tests for column in test["arguments"]["columns"]]


def _is_not_null(column: dict[str, Any]) -> bool:
    constraints = [constraint["type"] for constraint in column.get("constraints", [])]
    return "not_null" in [*constraints, *column.get("data_tests", [])]


def _row_class(model: dict[str, Any]) -> str:
    name = model["name"]
    grain = model["description"].strip().rstrip(".").split(". ")[-1]
    filled = filled_columns(model)
    lines = [f"class {_class_name(name)}(TypedDict):", f'    """`{name}`: {grain[0].lower()}{grain[1:]}."""', ""]
    for column in model["columns"]:
        kind = _TYPES[column["data_type"]]
        lines.append(f"    {column['name']}: {kind if column['name'] in filled else f'{kind} | None'}")
    return "\n".join(lines)


def _class_name(table: str) -> str:
    return "".join(part.capitalize() for part in table.split("_")) + "Row"
