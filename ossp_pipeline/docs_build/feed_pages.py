"""The contract of a feed as Markdown, for its page in docs/feeds: written from the code, so the two cannot disagree.

`make docs` rewrites the part between the two markers of each page, the dictionary and the categories of measures.
"""

from functools import cache
from pathlib import Path

from ossp_pipeline.contracts.column import Column
from ossp_pipeline.contracts.example import Example
from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.docs_build.categories import write_categories
from ossp_pipeline.docs_build.classes import write_classes
from ossp_pipeline.docs_build.dictionary import write_dictionary
from ossp_pipeline.docs_build.markers import Part
from ossp_pipeline.docs_build.row_types import write_rows
from ossp_pipeline.feeds.registry import FEEDS
from ossp_pipeline.partnership.read import read_folders
from ossp_pipeline.settings import PROJECT, SHIPPED_PARTNERSHIP

PART = Part("contract")


def page_path(feed: Feed) -> Path:
    """Where a feed's page is."""
    return PROJECT / "docs" / "feeds" / f"{feed.name}.md"


def contract_part(feed: Feed) -> str:
    """The contract as Markdown: what is promised, and every column with its sensitivity and treatment."""
    kept, cells = feed.landed_columns(), _example(feed).cells(feed.headings)
    left = [column.heading for column in feed.columns if not column.landed]
    lines = [
        f"- **From** {feed.supplier}{_here(feed)}",
        f"- **Needed to** {feed.purpose}",
        f"- **Basis** {feed.basis}",
        f"- **One row** {feed.grain}",
        f"- **Every** {feed.cadence}, {_due(feed)}",
        f"- **File name** such as `{_example(feed).file_name}` (`{feed.file_pattern}`)",
        *_published(feed),
        f"- **Encoding** {' or '.join(feed.encodings)}, comma separated, header on line 1; dates `{feed.date_format}`",
        f"- **Key** {', '.join(feed.key) or _without_key(feed)}",
        f"- **Rows that may be rejected before the gate holds** {feed.tolerance:.1%}",
        f"- **Bytes as received are kept** {feed.retention_days} days at most",
        "",
        "| heading | such as | lands as | sensitivity | treatment | rules | meaning |",
        "|---|---|---|---|---|---|---|",
        *(_row(column, cells[column.heading]) for column in kept),
        "",
        *_changes(feed),
        f"Dropped on landing: {', '.join(f'`{heading}`' for heading in left) or 'nothing'}.",
    ]
    return "\n".join(lines)


def _due(feed: Feed) -> str:
    if feed.lag_days is None:
        return "never late"
    return f"due {feed.lag_days} days after it ends, or on the first working day from then"


def replace_contract(page: str, feed: Feed) -> str:
    """The page with its contract part written anew. Raises ValueError where the markers are missing."""
    return PART.replace(page, contract_part(feed))


def write_pages() -> None:
    """Rewrite the contract part of every page."""
    for feed in FEEDS.values():
        path = page_path(feed)
        path.write_text(replace_contract(path.read_text(encoding="utf-8"), feed), encoding="utf-8")


def _example(feed: Feed) -> Example:
    if feed.example is None:
        raise ValueError(f"{feed.name} has no example: a page shows one")
    return feed.example


def _here(feed: Feed) -> str:
    """Who that is in the partnership folder that ships with the project."""
    supplier = _shipped()[feed.name].supplier
    return "" if supplier == feed.supplier else f": in the shipped folder, {supplier}"


@cache
def _shipped() -> dict[str, Feed]:
    return read_folders((SHIPPED_PARTNERSHIP,), is_sample=False).feeds


def _without_key(feed: Feed) -> str:
    if feed.reference is None:
        return "none: the supplier gives none, so nothing is de-duplicated"
    return f"none; rows alike to the letter that carry {feed.reference} count once, all others each"


def _published(feed: Feed) -> list[str]:
    """The layouts and extracts that are taken, and those that are not, each with an example of a name."""
    taken = [f"{layout.name} (`{layout.file_name}`)" for layout in feed.taken_layouts]
    are_dated = feed.join is not None and not feed.join.dated
    how = "well, joined from files whose names say the period" if are_dated else "published, under any name"
    lines = [f"- **Taken as {how}** {'; '.join(taken)}"] if taken else []
    if feed.extract:
        places = "{} (`{}`)".format(*feed.extract.place_name)
        lines.append(f"- **Taken as well** {feed.extract.name} (`{feed.extract.file_name}`), with {places}")
    for layout in feed.layouts:
        if layout.refused:
            lines.append(f"- **Not taken** {layout.name}: {layout.refused[0]}; {layout.refused[1]}")
    return lines + [f"- **Not taken** {kind.name} (`{kind.file_name}`): {kind.reason}" for kind in feed.not_taken]


def _changes(feed: Feed) -> list[str]:
    """What holds for files of some periods only."""
    lines = [f"- `{column.heading}`: {words}" for column in feed.columns for words in column.changes]
    return ["Changed over time, and judged by the period of the file:", "", *lines, ""] if lines else []


def _row(column: Column, example: str) -> str:
    cells = (
        f"`{column.heading}`",
        example,
        f"`{column.name}`",
        column.sensitivity,
        column.treatment,
        ", ".join(column.rules()) or "none",
        column.meaning,
    )
    return "| " + " | ".join(str(cell).replace("|", "\\|") for cell in cells) + " |"


if __name__ == "__main__":
    write_pages()
    write_dictionary()
    write_categories()
    write_rows()
    write_classes()
