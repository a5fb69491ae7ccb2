"""What a partnership lists of the codes in files that are joined, such as which contract is of which service."""

import csv
from dataclasses import replace

from ossp_pipeline.contracts.layout import Join
from ossp_pipeline.settings import Settings


def with_list(join: Join | None, settings: Settings) -> Join | None:
    """How files are joined, with what the partnership lists for it; an unreadable or missing list has no rows.

    What is wrong in the list, the check of the partnership folder says.
    """
    if join is None or not join.listed_in:
        return join
    table, code, meaning = join.listed_in
    path = next((path for folder in settings.fact_folders if (path := folder / f"{table}.csv").is_file()), None)
    if path is None:
        return join
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as handle:
        rows = [((row.get(code) or "").strip(), (row.get(meaning) or "").strip()) for row in csv.DictReader(handle)]
    return replace(join, listed=tuple(sorted(set(rows) - {("", "")})))
