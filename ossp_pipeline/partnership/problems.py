"""What is wrong with a row of a fact, in words: what stands in the cell, and what may."""

from ossp_pipeline.contracts.column import Column
from ossp_pipeline.partnership.contract import Fact
from ossp_pipeline.partnership.forms import FORMS, KINDS

_LONGEST = 60
# What a name that is nowhere is not, where the list has no file of its own.
_IN_NO_FILE = {"measure_themes": "is the theme of no measure of the catalogue, measures.csv or measure_choices.csv"}


def problem_of(fact: Fact, rule: str, cells: dict[str, str]) -> str:
    """What breaks a rule.

    rule   `<table>.<column or grain>.<rule>`
    cells  the row's texts
    """
    _, name, kind = rule.split(".")
    column = next((column for column in fact.columns if column.name == name), None)
    if column is None:
        return fact.rules()[rule]
    if kind == "required":
        return f"{name} is empty"
    stands = f"{name} is “{_short(cells[name])}”"
    if kind == "known":
        named = fact.refers_to[name].split(".")[0]
        return f"{stands}, which {_IN_NO_FILE.get(named, f'{named} does not have')}"
    if kind == "not_invented":
        return f"{stands}. Only the sample may hold what was invented"
    return f"{stands}. Allowed: {_allowed(column, kind)}"


def _allowed(column: Column, kind: str) -> str:
    if kind == "readable":
        return KINDS[column.kind]
    if kind == "range":
        return column.rules()["range"].partition("” is ")[2]
    if column.pattern:
        return FORMS[column.pattern]
    return ", ".join(column.allowed)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]} …"
