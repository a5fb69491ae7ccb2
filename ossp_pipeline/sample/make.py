"""Makes the sample: every delivery into its inbox, the note that marks the data as invented, and the answers.

The answers are what landing must say under the shipped settings: area E08000007, force Greater Manchester Police.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from ossp_pipeline.atomic_files import write_json
from ossp_pipeline.sample.actions import action_drafts
from ossp_pipeline.sample.answers import Draft
from ossp_pipeline.sample.asb import MISSING_MONTH, asb_draft
from ossp_pipeline.sample.boundaries import boundaries_draft
from ossp_pipeline.sample.comments import comment_drafts
from ossp_pipeline.sample.draws import SEED
from ossp_pipeline.sample.files import drop, file_bytes
from ossp_pipeline.sample.grants import grant_drafts
from ossp_pipeline.sample.home_office import EDITIONS, recorded_crime_draft, weights_draft
from ossp_pipeline.sample.home_office import PARTS as TABLES
from ossp_pipeline.sample.police import REVISED_MONTH, crime_draft
from ossp_pipeline.sample.probation import LATE_QUARTER, probation_draft
from ossp_pipeline.sample.published import (
    DEPRIVATION_EDITIONS,
    REOFFENDING_YEARS,
    SEARCH_MONTHS,
    deprivation_draft,
    reoffending_draft,
    search_draft,
    survey_draft,
)
from ossp_pipeline.sample.reference import POPULATION_YEARS, lookup_draft, population_draft
from ossp_pipeline.sample.returns import return_drafts
from ossp_pipeline.sample.small_faults import plant_small_faults
from ossp_pipeline.sample.span import AS_OF, FIRST_MONTH, LAST_MONTH, months, quarters
from ossp_pipeline.sample.statutory import SHARED_QUARTERS, ambulance_draft, fire_draft, hospital_draft
from ossp_pipeline.sample.street import PARTS, street_draft
from ossp_pipeline.sample.supervision import supervised_people
from ossp_pipeline.sample.treatment import treatment_draft, treatment_histories
from ossp_pipeline.settings import Settings


@dataclass(frozen=True)
class SampleReport:
    """What was written: files and rows per feed."""

    files: dict[str, int]
    rows: dict[str, int]


def make_sample(settings: Settings) -> SampleReport:
    """Write every delivery, the answers, and last the note, so that a sample without a note is one cut short."""
    files: Counter[str] = Counter()
    rows: Counter[str] = Counter()
    answers = []
    for draft in sample_drafts():
        drop(settings, draft.feed.name, draft.file_name, file_bytes(draft))
        files[draft.feed.name] += 1
        rows[draft.feed.name] += len(draft.rows)
        answers.append(draft.answer())
    write_json(settings.data / "sample_answers.json", answers)
    note = {"as_of": str(AS_OF), "seed": SEED, "first_period": str(FIRST_MONTH), "last_period": str(LAST_MONTH)}
    write_json(settings.sample_note, note)
    return SampleReport(dict(files), dict(rows))


def sample_drafts() -> Iterator[Draft]:
    """Every file of the sample with its planted faults."""
    for draft in _faultless_drafts():
        yield plant_small_faults(draft)


def _faultless_drafts() -> Iterator[Draft]:
    yield lookup_draft()
    yield from map(population_draft, POPULATION_YEARS)
    yield from map(crime_draft, months())
    yield crime_draft(REVISED_MONTH, version=2)
    yield from (street_draft(part, period) for part in PARTS for period in months())
    yield from (asb_draft(period) for period in months() if period != MISSING_MONTH)
    people = supervised_people()
    yield from (probation_draft(people, period) for period in quarters() if period != LATE_QUARTER)
    histories = treatment_histories()
    yield from (treatment_draft(histories, period) for period in quarters())
    yield from return_drafts()
    yield from action_drafts()
    yield from grant_drafts()
    yield from _optional_drafts()


def _optional_drafts() -> Iterator[Draft]:
    yield from comment_drafts()
    yield from map(recorded_crime_draft, TABLES)
    yield from map(weights_draft, EDITIONS)
    yield from map(deprivation_draft, DEPRIVATION_EDITIONS)
    yield boundaries_draft()
    for period in SHARED_QUARTERS:
        yield fire_draft(period)
        yield hospital_draft(period)
        yield ambulance_draft(period)
    yield from map(survey_draft, quarters())
    yield from map(reoffending_draft, REOFFENDING_YEARS)
    yield from map(search_draft, SEARCH_MONTHS)
