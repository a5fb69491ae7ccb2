"""The names by which a line names a published row: a measure, an area, a kind, a period, as pages write them."""

import re
from collections.abc import Iterable
from functools import cache

from ossp_pipeline.site.formatting import feed_name, period, quarter_name, short_period
from ossp_pipeline.site.printed_figures import PERIOD, TIME_COLUMNS, YEAR
from ossp_pipeline.site.tables import Row

# Columns by whose values a line names a row.
KEYS = (
    "action",
    "age_group",
    "answer",
    "area_name",
    "category",
    "characteristic",
    "cohort",
    "criterion",
    "definition",
    "domain",
    "earlier_period",
    "feed",
    "financial_year",
    "force_slug",
    "geography",
    "grant_id",
    "incident_type",
    "indicator_name",
    "information_period",
    "item",
    "item_id",
    "kind_name",
    "latest_period",
    "meaning",
    "name",
    "object_of_search",
    "offence_group",
    "outcome",
    "period",
    "period_to",
    "plan_year",
    "slot",
    "theme",
    "time_period",
    "title",
    "wave",
    "wording",
)
_BREAK = re.compile(r"[\W_]+")


def names_of_row(row: Row, keys: Iterable[str]) -> list[str]:
    """The names by the values of these columns; a month of a season by its short name."""
    names = [name for key in keys if row.get(key) for name in _names_of(key, str(row[key]))]
    if row.get("pattern") == "season" and str(row["slot"]).isdigit():
        names.append(plain(short_period(f"2000-{row['slot']}").split()[0]))
    return names


@cache
def plain(words: str) -> str:
    """Words to look for a name in: small letters, one space between."""
    return f" {_BREAK.sub(' ', words.lower()).strip()} "


@cache
def _names_of(key: str, value: str) -> tuple[str, ...]:
    if PERIOD.fullmatch(value):
        short = short_period(value)
        words = {period(value), period(value).split(" to ")[-1], short, short.split()[0], quarter_name(value)}
        year = int(value[:4]) - (value[5:7] < "04")
        return tuple(
            plain(name) for name in (*sorted(words), *([f"{year}/{(year + 1) % 100:02d}"] if "Q" not in value else []))
        )
    if key in ("feed", "item_id"):
        return (plain(feed_name(value)),)
    if key in TIME_COLUMNS and YEAR.fullmatch(value):
        return (plain(value),)
    if value.isdigit():
        return (f" {value} 00 ",) if key == "slot" else ()
    return (plain(value),)
