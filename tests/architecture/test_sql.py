"""What the SQL of the dbt project keeps to beside sqlfluff's rules: imports first, numbers and statuses by name."""

import re
from pathlib import Path

import pytest

from ossp_pipeline.contracts.status import ValueStatus
from ossp_pipeline.settings import DBT_PROJECT

QUERIES = sorted([*DBT_PROJECT.glob("models/**/*.sql"), *DBT_PROJECT.glob("tests/*.sql")])
IMPORT = re.compile(
    r"(?:with |^)(\w+) as (?:not materialized )?\(\n"
    r"    select \* from \{\{ (?:ref|source)\('[\w', ]+'\) \}\}\n\)",
    re.MULTILINE,
)
CTE = re.compile(r"^(?:with )?(\w+) as (?:not materialized )?\($", re.MULTILINE)
TABLE = re.compile(r"\{\{ (?:ref|source)\(")
NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?![\w.])")
# Hours, months and quarters; per cent and per whole; the years of the two censuses.
PLAIN = {str(number) for number in range(14)} | {"24", "100", "100.0", "1.0", "2011", "2021"}

each_query = pytest.mark.parametrize("path", QUERIES, ids=lambda path: path.stem)


def code_of(path: Path) -> str:
    """The file without comments and without the description that a test carries."""
    text = re.sub(r"\{\{ config\(meta=.*?\) \}\}\n", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    text = re.sub(r"\{#.*?#\}", "", text, flags=re.DOTALL)
    return re.sub(r" *--[^\n]*\n", "", text)


@each_query
def test_tables_are_imported_first_and_nowhere_else(path):
    code = code_of(path)
    imported = [match[1] for match in IMPORT.finditer(code)]
    assert len(imported) == len(TABLE.findall(code)), "a table is read outside an import"
    assert imported == CTE.findall(code)[: len(imported)], "an import comes after a step"


@each_query
def test_no_number_stands_without_a_name(path):
    code = re.sub(r"\{% set \w+ = [^%]*%\}|'[^']*'", "", code_of(path))
    assert set(NUMBER.findall(code)) - PLAIN == set(), "name it: a macro, or {% set %} with its reason"


@each_query
def test_a_status_is_written_by_its_macro(path):
    code = re.sub(r"\{[{%].*?[%}]\}", "", code_of(path), flags=re.DOTALL)
    assert {word for word in ValueStatus if f"'{word}'" in code} == set()


def test_macros_read_no_table():
    readers = [path.name for path in DBT_PROJECT.glob("macros/*.sql") if TABLE.search(path.read_text(encoding="utf-8"))]
    assert readers == []
