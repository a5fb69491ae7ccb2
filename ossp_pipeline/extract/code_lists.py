"""The code lists that landing checks against. They are dbt seeds, so that landing and the models read the same rows."""

import csv
from collections import defaultdict
from functools import cache
from pathlib import Path

from ossp_pipeline.extract.rules import CodeLists


@cache
def read_code_lists(seeds: Path) -> CodeLists:
    """Every list by name: the offence codes, and all lists of `code_lists.csv`."""
    lists: dict[str, set[str]] = defaultdict(set)
    for row in _rows(seeds / "code_lists.csv"):
        lists[row["list_name"]].add(row["code"])
    lists["offence_codes"] = {row["offence_code"] for row in _rows(seeds / "offence_codes.csv")}
    return {name: frozenset(codes) for name, codes in lists.items()}


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))
