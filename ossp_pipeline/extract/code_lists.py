"""The code lists that landing checks against. They are dbt seeds, so that landing and the models read the same rows."""

import csv
from collections import defaultdict
from functools import cache
from pathlib import Path

from ossp_pipeline.extract.rules import CodeLists


@cache
def read_code_lists(seeds: Path) -> CodeLists:
    """Every list by name: the offence codes, and all lists of `code_lists.csv`."""
    return {name: frozenset(labels) for name, labels in read_code_labels(seeds).items()}


@cache
def read_code_labels(seeds: Path) -> dict[str, dict[str, str]]:
    """The same lists with the label of each code: name of the list → code → label."""
    lists: dict[str, dict[str, str]] = defaultdict(dict)
    for row in _rows(seeds / "code_lists.csv"):
        lists[row["list_name"]][row["code"]] = row["label"]
    lists["offence_codes"] = {
        row["offence_code"]: row["offence_description"] for row in _rows(seeds / "offence_codes.csv")
    }
    return lists


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))
