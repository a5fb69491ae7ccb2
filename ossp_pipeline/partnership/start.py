"""A partnership folder for an area: settings of its own, and an empty table for every fact that people state."""

import csv
import io
import re
from datetime import date
from pathlib import Path

from ossp_pipeline.atomic_files import write_folder
from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.errors import UsageError
from ossp_pipeline.feeds.registry import FEEDS
from ossp_pipeline.partnership.areas import Partnership
from ossp_pipeline.partnership.facts import FACTS
from ossp_pipeline.partnership.folder import table_text
from ossp_pipeline.partnership.measure_facts import DISCLOSURE_CLASSES
from ossp_pipeline.partnership.signing import classes_here, rows_up_to_date
from ossp_pipeline.settings import CALENDAR, CONFIG, SHIPPED_PARTNERSHIP, WAIVERS

# What is open to everybody, and enough for a first release.
FIRST_FEEDS = ("area_lookup", "population", "police_uk_street")
# Open too; each adds tables once a file of it comes.
FURTHER_FEEDS = (
    "police_uk_outcomes",
    "deprivation",
    "area_boundaries",
    "recorded_crime_csp",
    "crime_severity_weights",
    "stop_and_search",
    "published_indicators",
    "published_fires",
)
# Of England alone: a file of it has no row of Wales.
ENGLISH_FEEDS = ("deprivation", "published_indicators", "published_fires")
# The force has sent data.police.uk no street-level crime since it changed its records system in July 2019.
UNPUBLISHED_FORCES = ("Greater Manchester Police",)
_NOBODYS_OWN = ("approvers", "organisation", "accessibility_contact", "accessibility_prepared", "postgres")


def write_partnership(folder: Path, partnership: Partnership, history_from: str) -> list[Feed]:
    """Write the folder, and answer with its feeds, those that are needed first on top.

    history_from  first month shown, such as 2023-04

    Raises UsageError where the folder holds something already.
    """
    if folder.exists() and any(folder.iterdir()):
        raise UsageError(
            "E-NOTEMPTY", f"{folder} is not empty", "name a new folder with --folder: nothing in this one is changed"
        )
    is_welsh = partnership.csp_code.startswith("W")
    feeds = (*FIRST_FEEDS, *(name for name in FURTHER_FEEDS if not (is_welsh and name in ENGLISH_FEEDS)))

    def fill(new: Path) -> None:
        (new / CONFIG).write_text(_settings(partnership, feeds, history_from), encoding="utf-8")
        header = (SHIPPED_PARTNERSHIP / CALENDAR).read_text(encoding="utf-8").partition("\n")[0]
        (new / CALENDAR).write_text(header + "\n", encoding="utf-8")
        (new / "README.md").write_text(_readme(partnership), encoding="utf-8")
        (new / WAIVERS).write_text((SHIPPED_PARTNERSHIP / WAIVERS).read_text(encoding="utf-8"), encoding="utf-8")
        for fact in FACTS.values():
            (new / fact.file).write_text(_header(fact.headings), encoding="utf-8")
        classes = rows_up_to_date(classes_here([]), [])
        (new / DISCLOSURE_CLASSES.file).write_text(table_text(DISCLOSURE_CLASSES, classes), encoding="utf-8")

    if folder.exists():
        folder.rmdir()
    write_folder(folder, fill)
    return [FEEDS[name] for name in feeds]


def name_files(feed: Feed, partnership: Partnership, month: str) -> str:
    """Right names of its files, for a message: data.police.uk names them by month and force."""
    start = re.compile(r"^\d{4}-\d{2}-[a-z-]+?-(?=street|outcomes|stop-and-search)")
    return " and ".join(start.sub(f"{month}-{partnership.force_slug}-", name) for name in feed.file_names)


def first_month(today: date) -> str:
    """Three years before this month: as long as data.police.uk keeps its files."""
    return f"{today.year - 3}-{today.month:02}"


def _settings(partnership: Partnership, feeds: tuple[str, ...], history_from: str) -> str:
    """The shipped settings with the area's own values; nothing of Stockport stays."""
    own = {
        "area": partnership.csp_code,
        "area_name": partnership.csp_name,
        "police_force": partnership.police_force,
        "crime_feed": "police_uk_street",
        "asb_feed": "police_uk_street",
        "history_from": history_from,
        **dict.fromkeys(_NOBODYS_OWN, ""),
    }
    text = (SHIPPED_PARTNERSHIP / CONFIG).read_text(encoding="utf-8")
    listed = "".join(f'    "{name}",\n' for name in feeds)
    text = re.sub(r"(?ms)^feeds +=.*?^\]\n", f"feeds = [\n{listed}]\n", text)
    for name, value in own.items():
        line = rf'(?m)^{name} += "[^"\n]*"(?: +#[^\n]*)?$'
        text = re.sub(line, f'{name} = "{value}"', text)
    return f'{text}\ndata = "data"  # beside this file\n'


def _header(headings: tuple[str, ...]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(headings)
    return line.getvalue()


def _readme(partnership: Partnership) -> str:
    facts = "".join(
        f"| `{fact.file}` | {fact.title}. One row: {fact.grain} | {fact.asked_of} |\n" for fact in FACTS.values()
    )
    return (
        f"# Partnership folder of {partnership.csp_name}\n\n"
        f"`{CONFIG}` holds the settings, `{CALENDAR}` when releases are planned for. Each table below may stay empty\n"
        "until somebody can say what belongs in it; every row names its source. `ossp partnership check` lists what\n"
        f"is wrong and what is not stated yet.\n\n| file | what stands in it | ask the |\n|---|---|---|\n{facts}"
    )
