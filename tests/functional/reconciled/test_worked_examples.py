"""docs/worked-examples.md holds against the release: each row says what the page says, and the sums come out."""

import ast
import math
import operator
import re
from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd
import pytest

from ossp_pipeline.settings import PROJECT

PAGE = PROJECT / "docs" / "worked-examples.md"
NEEDS = PROJECT / "docs" / "sna.md"
DOES: dict[type, Callable[..., float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.USub: operator.neg,
}


@dataclass(frozen=True)
class Example:
    """A line of the page."""

    table: str
    row: dict[str, str]
    says: dict[str, str]
    sums: tuple[str, ...]


def pairs(cell: str) -> dict[str, str]:
    """`column=value; column=value`."""
    return dict(part.split("=", 1) for part in cell.strip("`").split("; "))


def examples() -> list[Example]:
    lines = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    found = []
    for line in lines:
        table, row, says, story = [cell.strip() for cell in line.strip("|").split(" | ")]
        sums = tuple(quoted for quoted in re.findall(r"`([^`]+)`", story) if " = " in quoted)
        found.append(Example(table.strip("`"), pairs(row), pairs(says), sums))
    return found


def worked(node: ast.expr) -> float:
    """The value of a sum: numbers, the four operations, brackets and roots."""
    match node:
        case ast.Constant(value=int() | float() as value):
            return value
        case ast.BinOp(left=left, op=sign, right=right):
            return DOES[type(sign)](worked(left), worked(right))
        case ast.UnaryOp(op=sign, operand=operand):
            return DOES[type(sign)](worked(operand))
        case ast.Call(func=ast.Name(id="sqrt"), args=[argument]):
            return math.sqrt(worked(argument))
    raise ValueError(ast.unparse(node))


def shown(value: object, told: str) -> str:
    """A figure as the page writes it: with as many decimals, in groups of three, and a dash for none."""
    if pd.isna(value):
        return "–"
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, bool | str) or not re.fullmatch(r"-?[\d,.]+", told):
        return str(value)
    return f"{float(value):,.{len(told.partition('.')[2])}f}"


each_example = pytest.mark.parametrize("example", examples(), ids=lambda one: f"{one.table}-{[*one.row.values()][-1]}")


@each_example
def test_the_release_says_what_the_page_says(example, published):
    rows = published(example.table)
    for column, value in example.row.items():
        rows = rows[rows[column].astype(str) == value]
    assert len(rows) == 1, "the page names one row"
    row = rows.iloc[0].to_dict()
    assert {column: shown(row[column], told) for column, told in example.says.items()} == example.says


@each_example
def test_the_sums_come_out(example):
    for text in example.sums:
        sum_, _, result = text.replace("×", "*").rpartition(" = ")
        decimals = len(result.partition(".")[2])
        value = worked(ast.parse(sum_, mode="eval").body)
        assert f"{value:.{decimals}f}" == result, text


def test_every_published_table_has_a_worked_example(released):
    release = next(released.releases.glob("*/tables"))
    names = {path.stem for path in release.glob("*.parquet") if path.stem.startswith(("sna_", "performance_"))}
    assert names == {example.table for example in examples()}


def test_figures_in_the_examples_of_the_needs_assessment_are_those_worked_here():
    """Every number in a paragraph that starts with Example is one of this page, so that none can go stale."""
    paragraphs = re.findall(r"\*Example\.\*.*?(?:\n\n|\Z)", NEEDS.read_text(encoding="utf-8"), re.DOTALL)
    assert len(paragraphs) >= 7
    number = r"(?<![\w.,])\d[\d,]*(?:\.\d+)?(?![\w])"
    here = set(re.findall(number, PAGE.read_text(encoding="utf-8").replace("-", " ")))
    told = {one for paragraph in paragraphs for one in re.findall(number, paragraph.replace("-", " "))}
    assert told - here == set()
