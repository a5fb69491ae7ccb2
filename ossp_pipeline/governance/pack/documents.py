"""The documents of the governance pack, in Markdown: from the contracts, the partnership folder and the dbt project."""

import csv
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from ossp_pipeline.atomic_files import write_bytes
from ossp_pipeline.contracts.column import Column
from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.feeds.registry import received_feeds
from ossp_pipeline.governance.pack.lineage import Lineage, landed_names, personal_columns
from ossp_pipeline.governance.pack.results import NOT_GIVEN, Results
from ossp_pipeline.partnership.read import read_facts
from ossp_pipeline.partnership.suppliers import feeds_here
from ossp_pipeline.settings import Settings
from ossp_pipeline.transform.manifest import Manifest
from ossp_pipeline.transform.measures.catalogue import read_catalogue

_HERE = Path(__file__).parent
# As docs/safety.md has them: level, where, what it holds, who should reach it.
LEVELS = (
    ("L0 as received", "`data/landing/received/`", "everything that a supplier sent", "the service account only"),
    ("L1 landed", "`data/raw/`, `data/builds/`", "pseudonyms, age bands, months, small areas", "data engineers"),
    ("L2 marts", "`warehouse.duckdb`", "counts", "data engineers, analysts"),
    (
        "L3 release",
        "`data/releases/`, Postgres",
        "counts, small ones about people withheld or marked",
        "the partnership",
    ),
    ("L4 public", "`data/public/releases/`", "counts of people rounded before anything is made of them", "everybody"),
)


def write_pack(settings: Settings, manifest: Manifest, folder: Path, results: Results) -> list[Path]:
    """Write every document into this folder, over those that are there."""
    here = feeds_here(read_facts(settings).rows("suppliers"))
    feeds = [here[feed.name] for feed in received_feeds(settings)]
    documents = {
        "data-flows.md": data_flows(feeds),
        "fields.md": fields_of(feeds),
        "figures.md": f"{figures_of(feeds, Lineage(manifest))}\n\n{measures_by_source(settings)}",
        "risks.md": risks(results),
        "small-numbers.md": small_numbers(settings.small_count),
    }
    documents["README.md"] = _index(settings, documents)
    for name, text in documents.items():
        write_bytes(folder / name, f"{text.rstrip()}\n".encode())
    return [folder / name for name in documents]


def data_flows(feeds: list[Feed]) -> str:
    """Who sends what, why, on which basis; and which step removes what."""
    headings = ("feed", "from", "how often", "needed to", "basis or licence", "about people")
    rows = [
        (f"`{feed.name}`", feed.supplier, feed.cadence, feed.purpose, feed.basis, "yes" if landed_names(feed) else "no")
        for feed in feeds
    ]
    steps = _table(("level", "where", "holds", "who should reach it"), LEVELS)
    return f"# Data flows\n\n{_table(headings, rows)}\n\n## Every step removes something\n\n{steps}"


def fields_of(feeds: list[Feed]) -> str:
    """Every column of the feeds that hold anything about people."""
    parts = [_fields_of(feed) for feed in feeds if landed_names(feed)]
    return "\n\n".join(["# Fields, purpose, basis, level, retention, recipients", *parts])


def figures_of(feeds: list[Feed], lineage: Lineage) -> str:
    """Which figures each landed column about people serves; and those that serve none."""
    served = [(feed, name, lineage.served_by(feed, name)) for feed in feeds for name in landed_names(feed)]
    rows = [
        (f"`{feed.name}`", f"`{name}`", _listed(item.models), _listed(item.tables), ", ".join(sorted(item.sources)))
        for feed, name, item in served
        if item.is_anything
    ]
    without = [
        (f"`{feed.name}`", f"`{name}`", _otherwise(feed, name)) for feed, name, item in served if not item.is_anything
    ]
    return "\n\n".join(
        [
            "# Figures that each landed column about people serves",
            "Found in the dbt project: the models that count, compare or filter by the column, the published tables "
            "made from these, and the sources of measures. Models are followed and not rows, so a column may serve "
            "fewer.",
            _table(("feed", "column", "worked with in", "published tables", "measures from"), rows),
            "## Serves no figure",
            f"{len(without)} column(s). The information governance lead decides of each: name the figure it will "
            "serve, or drop it in the contract (`treatment=Treatment.DROP`), so that it no longer lands.",
            _table(("feed", "column", "otherwise"), without),
        ]
    )


def measures_by_source(settings: Settings) -> str:
    """The measures that each source gives."""
    named: dict[str, list[str]] = defaultdict(list)
    for measure in read_catalogue(settings).measures:
        named[measure.source].append(measure.measure_id)
    rows = [(source, _listed(names)) for source, names in sorted(named.items())]
    return f"## Measures of each source\n\n{_table(('source', 'measures'), rows)}"


def risks(results: Results) -> str:
    """Risks, what is done about each, the test that shows it, and its last result."""
    with (_HERE / "risks.csv").open(encoding="utf-8", newline="") as handle:
        listed = list(csv.DictReader(handle))
    rows = [(row["risk"], row["control"], f"`{row['test']}`", results.of(row["test"])) for row in listed]
    said = results.said or f"{NOT_GIVEN}: run the tests with `--junit-xml FILE`, then `ossp governance --results FILE`"
    return f"# Risks and controls\n\nLast results: {said}.\n\n{_table(('risk', 'control', 'test', 'result'), rows)}"


def small_numbers(small_count: int) -> str:
    """The page for a councillor: at most 150 words."""
    text = (_HERE / "small_numbers.md").read_text(encoding="utf-8")
    return text.format(small_count=small_count, largest_withheld=small_count - 1)


def _otherwise(feed: Feed, name: str) -> str:
    """What landing itself needs a column for."""
    if name in feed.key:
        return "tells rows apart, so that each counts once"
    return "recognises the person, together with others" if name in feed.person_from else ""


def _fields_of(feed: Feed) -> str:
    headings = (
        "heading",
        "lands as",
        "sensitivity",
        "treatment",
        "purpose",
        "basis",
        "level",
        "retention",
        "recipients",
    )
    rows = [_field(feed, column) for column in feed.columns]
    return f"## `{feed.name}`\n\n{_table(headings, rows)}"


def _field(feed: Feed, column: Column) -> tuple[str, ...]:
    level = LEVELS[1] if column.landed else LEVELS[0]
    kept = f"{feed.retention_days} days as received"
    return (
        column.heading,
        f"`{column.name}`" if column.landed else "nothing",
        column.sensitivity,
        column.treatment,
        feed.purpose if column.landed or column.name in feed.person_from else "none: it is dropped on landing",
        feed.basis,
        level[0],
        f"{kept}; landed while figures rest on it" if column.landed else kept,
        level[3],
    )


def _index(settings: Settings, documents: dict[str, str]) -> str:
    lines = [f"- [{text.splitlines()[0].removeprefix('# ')}]({name})" for name, text in documents.items()]
    intro = (
        f"Written by `ossp governance` for {settings.area_name}, from the contracts of the feeds, the partnership "
        "folder and the dbt project. It says what the contracts say, and is no legal advice."
    )
    return "\n\n".join(["# Governance pack", intro, "\n".join(lines)])


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in sorted(names))


def _table(headings: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    headings = list(headings)
    lines = [headings, ["---"] * len(headings), *([str(cell).replace("|", "\\|") for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def missing_words(feeds: Iterable[Feed]) -> list[str]:
    """Columns about people that the pack could not describe: without purpose, basis, retention or meaning."""
    return [
        f"{feed.name}.{column.name}"
        for feed in feeds
        for column in personal_columns(feed)
        if not (feed.purpose and feed.basis and feed.retention_days > 0 and column.meaning)
    ]
