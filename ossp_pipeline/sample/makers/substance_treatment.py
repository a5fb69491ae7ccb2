"""Drug and alcohol treatment, quarter by quarter, in the shape of an NDTMS submission.

A row is one intervention and one outcome profile of an episode; it repeats all that is known of the client.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from ossp_pipeline.contracts.period import Period
from ossp_pipeline.feeds.substance_treatment import FEED
from ossp_pipeline.sample.answers import Draft, Fate
from ossp_pipeline.sample.draws import draw, generator, uk_day
from ossp_pipeline.sample.episodes import SUCCESSES, Episode, treatment_episodes
from ossp_pipeline.sample.places import STOCKPORT
from ossp_pipeline.sample.profiles import Profile, outcome_profiles
from ossp_pipeline.sample.span import quarters

_UNKNOWN = "NA"
_HEADINGS = [column.heading for column in FEED.columns]
# The layout has four blocks: client and episode, intervention, outcome profile, and some more of the client.
_EDGES = (0, _HEADINGS.index("MODAL"), _HEADINGS.index("TOPDATE"), _HEADINGS.index("INJECT"), len(_HEADINGS))
_EPISODE, _INTERVENTION, _PROFILE, _REST = (_HEADINGS[first:last] for first, last in pairwise(_EDGES))
_TRIAGED, _DISCHARGED = _HEADINGS.index("TRIAGED"), _HEADINGS.index("DISD")


@dataclass(frozen=True)
class History:
    """An episode with the blocks that its rows repeat, and its outcome profiles with theirs, past and to come."""

    episode: Episode
    opening: list[str]
    closing: list[str]
    profiles: tuple[tuple[Profile, list[str]], ...]


def drafts() -> Iterator[Draft]:
    """Every quarter."""
    histories = _histories()
    yield from (_quarter(histories, period) for period in quarters())


def next_version() -> Draft:
    """The last quarter, sent again."""
    return _quarter(_histories(), quarters()[-1], 2)


def _histories() -> list[History]:
    """Every episode of the sample, drawn once for all quarters."""
    episodes = treatment_episodes()
    columns = zip(episodes, _background(len(episodes)), outcome_profiles(episodes), strict=True)
    histories = []
    for episode, background, profiles in columns:
        cells = background | _client_cells(episode)
        blocks = tuple((profile, _block(_PROFILE, profile.cells)) for profile in profiles)
        histories.append(History(episode, _block(_EPISODE, cells), _block(_REST, cells), blocks))
    return histories


def _quarter(histories: list[History], period: Period, version: int = 1) -> Draft:
    """Every episode that was open on some day of the quarter, as it stood on the last day."""
    draft = Draft(FEED, period, f"ndtms-{period}-v{version}.csv", [], [])
    first, last = period.start.toordinal(), period.end.toordinal()
    for history in histories:
        if history.episode.is_open_in(first, last):
            _add_rows(draft, history, last)
    return draft


def _add_rows(draft: Draft, history: History, seen: int) -> None:
    client = history.episode.client
    for row in _rows(history, seen):
        draft.rows.append(row if client.has_consented else _withheld_row(history.episode))
        draft.fates.append(Fate.ACCEPTED if client.district == STOCKPORT.code else Fate.OUT_OF_AREA)
        if not client.has_consented:
            draft.reject(len(draft.rows) - 1, "consent.given")


def _withheld_row(episode: Episode) -> list[str]:
    """All that may be sent of a client who did not consent."""
    return _block(_HEADINGS, {"AGNCY": episode.agency, "CLIENTID": episode.client.reference, "CONSENT": "N"})


def _rows(history: History, seen: int) -> Iterator[list[str]]:
    """Interventions times profiles, as far as they had happened; one row where neither had."""
    opening = _opening_as_seen(history, seen)
    profiles = [block for profile, block in history.profiles if profile.day <= seen] or [_block(_PROFILE, {})]
    for intervention in _interventions(history.episode, seen):
        for profile in profiles:
            yield opening + intervention + profile + history.closing


def _block(headings: list[str], cells: Mapping[str, str]) -> list[str]:
    return [cells.get(heading, _UNKNOWN) for heading in headings]


def _client_cells(episode: Episode) -> dict[str, str]:
    client = episode.client
    first, second = episode.substances
    return {
        "FINITIAL": client.initials[0],
        "SINITIAL": client.initials[1],
        "DOB": uk_day(client.birth),
        "SEX": client.sex,
        "REFLD": uk_day(episode.referred),
        "AGNCY": episode.agency,
        "CLIENT": client.reference,
        "CLIENTID": client.reference,
        "EPISODID": episode.reference,
        "CONSENT": "Y",
        "PC": client.postcode,
        "ACCMNEED": episode.housing,
        "LA": client.district,
        "DRUG1": first,
        "DRUG2": second,
        "DRUG3": "9997",
        "RFLS": episode.source,
        "INJSTAT": episode.injecting,
        "EMPSTAT": episode.employment,
    }


def _background(size: int) -> list[dict[str, str]]:
    """Cells that landing leaves behind, filled so that the file looks like one."""
    rng = generator("client background")
    columns = {
        "ETHNIC": draw(rng, {"A": 88, "B": 2, "C": 3, "D": 1, "H": 1, "J": 2, "Z": 3}, size).tolist(),
        "NATION": draw(rng, {"GBR": 96, "POL": 2, "IRL": 2}, size).tolist(),
        "PREVTR": draw(rng, {"Y": 46, "N": 54}, size).tolist(),
        "DRUG1AGE": np.char.mod("%d", rng.integers(14, 18, size)).tolist(),
        "SEXUAL": draw(rng, {"H": 91, "G": 4, "B": 3, "Z": 2}, size).tolist(),
    }
    return [dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True)]


def _opening_as_seen(history: History, seen: int) -> list[str]:
    episode, cells = history.episode, list(history.opening)
    if episode.triaged is not None and episode.triaged <= seen:
        cells[_TRIAGED] = uk_day(episode.triaged)
    if episode.discharged <= seen:
        cells[_DISCHARGED : _DISCHARGED + 2] = [uk_day(episode.discharged), episode.reason]
    return cells


def _interventions(episode: Episode, seen: int) -> list[list[str]]:
    """One block each: the first starts soon after the triage, a second one later; all end with the episode."""
    blocks = []
    for place, modality in enumerate(episode.modalities if episode.triaged is not None else ()):
        start = min((episode.triaged or 0) + 7 + 60 * place, episode.discharged)
        if start > seen:
            continue
        cells = {"MODAL": modality, "MODID": f"{episode.reference}-{place + 1}", "MODST": uk_day(start)}
        if episode.discharged <= seen:
            cells |= {"MODEND": uk_day(episode.discharged), "MODEXIT": "A" if episode.reason in SUCCESSES else "B"}
        blocks.append(_block(_INTERVENTION, cells))
    return blocks or [_block(_INTERVENTION, {})]
