"""The site as one folder: pages, stylesheet, and every measure's figures as CSV. Same candidate, same bytes."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket
from markupsafe import Markup, escape

from ossp_pipeline.atomic_files import write_folder
from ossp_pipeline.contracts.edition import AUDIENCE, WITHHELD, edition_of
from ossp_pipeline.contracts.status import ValueStatus
from ossp_pipeline.protect.screening import neutralise_formula
from ossp_pipeline.site.board import Board, Measure
from ossp_pipeline.site.formatting import (
    RAGS,
    TWO_QUESTIONS,
    VERDICTS,
    count_of,
    day,
    feed_name,
    number,
    period,
    period_ranges,
    point_words,
    short_period,
    spell_periods,
)
from ossp_pipeline.site.views import (
    accessibility,
    assessment,
    downloads,
    grants,
    overview,
    plan,
    quality,
    release,
    wards,
)
from ossp_pipeline.site.views import measure as measures
from ossp_pipeline.site.views.measure_rows import line_of, page_of

SITE = "site"
STYLE = "style.css"
# Nothing may be fetched but the one stylesheet beside the page, and nothing may run.
POLICY = "default-src 'none'; style-src 'self' file:; base-uri 'none'; form-action 'none'"
_TEMPLATES = Path(__file__).parent / "templates"
_COLUMNS = (
    "area_code",
    "area_type",
    "period",
    "numerator",
    "denominator",
    "value",
    "unit",
    "status",
    "status_reason",
    "is_provisional",
    "is_revised",
    "unconfirmed_reason",
    "centre_line",
    "lower_limit",
    "upper_limit",
    "point_kind",
    "rule",
    "verdict",
    "target",
    "rag",
)
Page = tuple[str, str, dict[str, Any]]


def write_site(candidate: Path, board: Board) -> Path:
    """Write the site into a candidate's folder, from the board read there; answers with the site's folder."""

    def fill(folder: Path) -> None:
        for name, html in rendered(board):
            (folder / name).write_text(html, encoding="utf-8")
        (folder / STYLE).write_bytes(stylesheet())
        (folder / "data").mkdir()
        for measure in board.measures:
            (folder / "data" / f"{measure.measure_id}.csv").write_text(_csv(board, measure), encoding="utf-8")

    write_folder(candidate / SITE, fill)
    return candidate / SITE


def stylesheet() -> bytes:
    """The one stylesheet: of a site, and of the pages beside the releases."""
    return (_TEMPLATES / STYLE).read_bytes()


def rendered(board: Board) -> Iterator[tuple[str, str]]:
    """Every page by its file name."""
    environment = _environment(board)
    for name, template, values in pages(board):
        yield name, environment.get_template(template).render(values)


def pages(board: Board) -> Iterator[Page]:
    """File name, template and values of every page, in the order a reader meets them."""
    yield "index.html", "index.html.j2", {"section": "index", **overview.overview(board)}
    for theme in board.themes:
        yield page_of("theme", theme), "theme.html.j2", {"section": "index", **overview.theme_page(board, theme)}
    for theme, priority in board.priorities:
        values = overview.priority_page(board, theme, priority)
        yield page_of("priority", priority), "priority.html.j2", {"section": "index", **values}
    lines = [line_of(measure) for measure in board.measures]
    by_theme = [(theme, [line for line in lines if line.theme == theme]) for theme in board.themes]
    yield "measures.html", "measures.html.j2", {"section": "measures", "by_theme": by_theme}
    for measure in board.measures:
        values = measures.measure_page(board, measure)
        yield page_of("measure", measure.measure_id), "measure.html.j2", {"section": "measures", **values}
    every_ward = wards.ward_pages(board)
    yield "wards.html", "wards.html.j2", {"section": "wards", "wards": every_ward}
    for values in every_ward:
        yield values["page"], "ward.html.j2", {"section": "wards", **values}
    for name, template, values in assessment.assessment_pages(board):
        yield name, template, {"section": "needs", **values}
    yield "plan.html", "plan.html.j2", {"section": "plan", **plan.plan_page(board)}
    yield "grants.html", "grants.html.j2", {"section": "grants", **grants.grants_page(board)}
    yield "quality.html", "quality.html.j2", {"section": "quality", **quality.quality_page(board)}
    yield "downloads.html", "downloads.html.j2", {"section": "downloads", **downloads.downloads_page(board)}
    yield "release.html", "release.html.j2", {"section": "release", **release.release_page(board)}
    for name in ("method", "glossary"):
        yield f"{name}.html", f"{name}.html.j2", {"section": name}
    values = accessibility.accessibility_page(board)
    yield "accessibility.html", "accessibility.html.j2", {"section": "accessibility", **values}


class _CompiledOnce(BytecodeCache):
    """Compiled templates, kept in memory while the process runs: compiling them takes longer than printing a site."""

    def __init__(self) -> None:
        self._compiled: dict[tuple[str, str], Any] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take what was compiled from the same source, if anything was."""
        bucket.code = self._compiled.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was just compiled."""
        self._compiled[bucket.key, bucket.checksum] = bucket.code


_COMPILED = _CompiledOnce()


def environment() -> Environment:
    """Templates that escape everything and stop at a name nobody gave."""
    templates = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        bytecode_cache=_COMPILED,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters |= {
        "period": period,
        "short_period": short_period,
        "day": day,
        "breakable": breakable,
        "feed_name": feed_name,
        "spell_periods": spell_periods,
        "period_ranges": period_ranges,
    }
    templates.globals |= {
        "number": number,
        "count_of": count_of,
        "page_of": page_of,
        "RAGS": RAGS,
        "TWO_QUESTIONS": TWO_QUESTIONS,
        "ValueStatus": ValueStatus,
        "VERDICTS": VERDICTS,
        "csp": POLICY,
    }
    return templates


def breakable(text: str) -> Markup:
    """Long identifiers may wrap after underscores, dots and slashes."""
    return Markup(re.sub(r"([_./])", r"\1<wbr>", str(escape(text))))  # noqa: S704  (escaped first; the sign is ours)


def _environment(board: Board) -> Environment:
    templates = environment()
    edition = edition_of(board.package)
    newest = day(board.newest_end) if board.newest_end else "no day yet"
    templates.globals |= {
        "area": board.area["area_name"],
        "notice": board.package["description"],
        "code_version": board.package["code_version"],
        "data_to": newest,
        "quarter_words": overview.quarter_words(board),
        "edition": edition,
        "audience": AUDIENCE[edition],
        "withheld": WITHHELD[edition],
        "marking": board.package.get("marking"),
        "fingerprint": board.package["fingerprint"],
        "known_to": _day_of(board.package["known_to"]),
    }
    return templates


def _day_of(text: str | None) -> str:
    return day(date.fromisoformat(text)) if text else "no day yet"


def _csv(board: Board, measure: Measure) -> str:
    """The partnership's and the wards' figures, with their lines and words; nothing a spreadsheet would run."""
    names = {ward["area_code"]: ward["area_name"] for ward in [*board.wards, board.area]}
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("measure_id", "area_name", *_COLUMNS, "chart_says"))
    for row in [*measure.points, *(row for rows in measure.wards.values() for row in rows)]:
        cells = [measure.measure_id, names.get(row["area_code"], row["area_code"]), *(row[name] for name in _COLUMNS)]
        cells.append(point_words(row))
        writer.writerow([neutralise_formula(cell) if isinstance(cell, str) else cell for cell in cells])
    return out.getvalue()
