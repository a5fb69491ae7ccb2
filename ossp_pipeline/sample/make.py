"""Makes the sample: every delivery into its inbox, the note that marks the data as invented, and the answers.

The answers are what landing must say under the shipped settings: area E08000007, force Greater Manchester Police.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Protocol

from ossp_pipeline.atomic_files import write_json
from ossp_pipeline.feeds.registry import FEEDS
from ossp_pipeline.sample.answers import Draft
from ossp_pipeline.sample.draws import SEED
from ossp_pipeline.sample.files import drop, file_bytes
from ossp_pipeline.sample.month_cases import MonthCase, plant_case
from ossp_pipeline.sample.small_faults import plant_small_faults
from ossp_pipeline.sample.span import AS_OF, FIRST_MONTH, LAST_MONTH
from ossp_pipeline.settings import Settings


class Maker(Protocol):
    """A module of `sample/makers`, under its feed's name."""

    def drafts(self) -> Iterator[Draft]:
        """Every file of the feed, without a planted fault."""

    def next_version(self) -> Draft:
        """The newest file, sent again under the next version."""


@dataclass(frozen=True)
class SampleReport:
    """What was written: files and rows per feed."""

    files: dict[str, int]
    rows: dict[str, int]


def make_sample(settings: Settings, case: MonthCase | None = None) -> SampleReport:
    """Write every delivery, the answers, and last the note, so that a sample without a note is one cut short.

    `case`: a newest month that did not come whole, to be planted.
    """
    files: Counter[str] = Counter()
    rows: Counter[str] = Counter()
    answers = []
    for draft in sample_drafts():
        if case:
            plant_case(draft, case)
        drop(settings, draft.feed.name, draft.file_name, file_bytes(draft))
        files[draft.feed.name] += 1
        rows[draft.feed.name] += len(draft.rows)
        answers.append(draft.answer())
    write_json(settings.data / "sample_answers.json", answers)
    note = {"as_of": str(AS_OF), "seed": SEED, "first_period": str(FIRST_MONTH), "last_period": str(LAST_MONTH)}
    write_json(settings.sample_note, note)
    return SampleReport(dict(files), dict(rows))


def sample_drafts() -> Iterator[Draft]:
    """Every file of the sample with its planted faults, feed by feed."""
    for feed in FEEDS:
        yield from drafts_of(feed)


def drafts_of(feed: str) -> Iterator[Draft]:
    """The files of one feed."""
    return map(plant_small_faults, maker_of(feed).drafts())


def maker_of(feed: str) -> Maker:
    """The module that makes a feed's files."""
    return import_module(f"ossp_pipeline.sample.makers.{feed}")
