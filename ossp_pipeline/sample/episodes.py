"""The clients of drug and alcohol treatment and their episodes over the whole sample: drawn once, so that they persist.

`treatment` says what a quarterly file shows of them.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from ossp_pipeline.sample.draws import chance, draw, generator
from ossp_pipeline.sample.people import births, invented_names, invented_postcodes
from ossp_pipeline.sample.places import STOCKPORT, TRAFFORD
from ossp_pipeline.sample.span import FIRST_MONTH, LAST_MONTH

# Opiate clients stay for years, so episodes start long before the first month.
_RUN_IN_DAYS = 6 * 365
_PRESENTATIONS_A_YEAR = 775
_COMES_BACK = 0.13
_AT_TWO_AGENCIES = 0.012
_NO_CONSENT = 0.04
_FROM_TRAFFORD = 0.012
_NEVER_TRIAGED = 0.03
_OCCASIONAL_USE = 0.14
_AGENCIES = {"X0001": 0.72, "X0002": 0.28}


@dataclass(frozen=True, kw_only=True)
class Group:
    """Clients with the same kind of problem: share of new presentations, days in treatment, how it goes."""

    share: float
    mean_days: int
    longest_days: int
    success: float
    first: dict[str, float]
    second: dict[str, float]
    modalities: dict[str, float]


GROUPS = {
    "opiate": Group(
        share=0.20,
        mean_days=1350,
        longest_days=2150,
        success=0.22,
        first={"1011": 86, "1105": 5, "1000": 9},
        second={"3201": 48, "9996": 27, "7000": 10, "5000": 8, "2200": 7},
        modalities={"2+4": 35, "2": 50, "3": 15},
    ),
    "non-opiate": Group(
        share=0.17,
        mean_days=225,
        longest_days=900,
        success=0.48,
        first={"3200": 42, "5000": 40, "3201": 5, "3100": 5, "2200": 5, "3406": 3},
        second={"9996": 74, "5000": 14, "3200": 8, "8799": 4},
        modalities={"4": 88, "4+7": 12},
    ),
    "non-opiate and alcohol": Group(
        share=0.20,
        mean_days=240,
        longest_days=900,
        success=0.46,
        first={"3200": 62, "5000": 33, "3100": 5},
        second={"7000": 100},
        modalities={"4": 76, "11": 14, "4+7": 10},
    ),
    "alcohol": Group(
        share=0.43,
        mean_days=255,
        longest_days=1000,
        success=0.50,
        first={"7000": 100},
        second={"9996": 100},
        modalities={"11": 46, "4": 34, "4+11": 12, "1+11": 5, "6": 3},
    ),
}
SUCCESSES = ("80", "81", "82")
_OTHER_ENDINGS = {"85": 62, "83": 13, "84": 6, "86": 7, "87": 4, "88": 5, "89": 3}
_SOURCES = {
    "4": 46,
    "3": 10,
    "8": 7,
    "6": 4,
    "5": 4,
    "13": 7,
    "9": 7,
    "19": 3,
    "10": 2,
    "1": 4,
    "21": 2,
    "18": 1,
    "7": 3,
}
_EMPLOYMENT = {"1": 31, "12": 27, "9": 26, "5": 4, "2": 2, "10": 2, "15": 4, "99": 4}


@dataclass(frozen=True)
class Client:
    """A client: what a file repeats on each of their rows."""

    initials: str
    birth: int
    sex: str
    postcode: str
    district: str
    reference: str
    has_consented: bool


@dataclass(frozen=True)
class Episode:
    """One episode at one agency. `discharged` lies far ahead while it goes on; `triaged` is None where it never was."""

    client: Client
    reference: str
    agency: str
    group: str
    substances: tuple[str, str]
    source: str
    housing: str
    employment: str
    injecting: str
    referred: int
    triaged: int | None
    discharged: int
    reason: str
    modalities: tuple[str, ...]

    def is_open_in(self, first: int, last: int) -> bool:
        """Whether it ran on some day from first to last."""
        return self.referred <= last and self.discharged >= first


def treatment_episodes() -> list[Episode]:
    """Every episode that touches the sample, in the order of referral."""
    rng = generator("treatment")
    earliest = FIRST_MONTH.start.toordinal() - _RUN_IN_DAYS
    last = LAST_MONTH.end.toordinal()
    size = round((last - earliest) / 365.25 * _PRESENTATIONS_A_YEAR)
    referred = np.sort(rng.integers(earliest, last + 1, size))
    groups = draw(rng, {name: group.share for name, group in GROUPS.items()}, size).tolist()
    once = _draw_episodes(rng, _draw_clients(rng, referred), groups, referred, 1)
    episodes = once + _returns(rng, once, last) + _second_agencies(rng, once, last)
    touching = [episode for episode in episodes if episode.is_open_in(FIRST_MONTH.start.toordinal(), last)]
    return sorted(touching, key=lambda episode: (episode.referred, episode.reference))


def _draw_clients(rng: np.random.Generator, referred: np.ndarray) -> list[Client]:
    size = len(referred)
    names = zip(invented_names(rng, size), invented_names(rng, size), strict=True)
    columns = (
        [first[0] + last[0] for first, last in names],
        births(rng, referred, 42, 11).tolist(),
        draw(rng, {"M": 67, "F": 33}, size).tolist(),
        invented_postcodes(rng, size),
        np.where(chance(rng, _FROM_TRAFFORD, size), TRAFFORD.code, STOCKPORT.code).tolist(),
        [f"SC{number:06d}" for number in range(1, size + 1)],
        (~chance(rng, _NO_CONSENT, size)).tolist(),
    )
    return [Client(*values) for values in zip(*columns, strict=True)]


def _draw_episodes(
    rng: np.random.Generator, clients: list[Client], groups: list[str], referred: np.ndarray, run: int
) -> list[Episode]:
    """One episode for each client. `run` keeps the references of several rounds apart."""
    size = len(clients)
    triaged = referred + rng.integers(0, 15, size)
    dropped = chance(rng, _NEVER_TRIAGED, size)
    longest = np.array([GROUPS[name].longest_days for name in groups])
    days = 20 + rng.exponential([GROUPS[name].mean_days for name in groups]).astype("int64")
    discharged = np.where(dropped, referred + 30, triaged + np.minimum(days, longest))
    succeeded = chance(rng, np.array([GROUPS[name].success for name in groups]), size) & ~dropped
    columns = (
        clients,
        [f"SE{run}{number:06d}" for number in range(1, size + 1)],
        draw(rng, _AGENCIES, size).tolist(),
        groups,
        _draw_by_group(rng, groups, _draw_substances),
        draw(rng, _SOURCES, size).tolist(),
        draw(rng, {"3": 76, "2": 15, "1": 9}, size).tolist(),
        draw(rng, _EMPLOYMENT, size).tolist(),
        _injecting(rng, groups),
        referred.tolist(),
        [None if never else day for day, never in zip(triaged.tolist(), dropped.tolist(), strict=True)],
        discharged.tolist(),
        np.where(succeeded, _good_endings(rng, groups), draw(rng, _OTHER_ENDINGS, size)).tolist(),
        _draw_by_group(rng, groups, _draw_modalities),
    )
    return [Episode(*values) for values in zip(*columns, strict=True)]


def _draw_by_group(
    rng: np.random.Generator,
    groups: list[str],
    draw_some: Callable[[np.random.Generator, Group, int], list[tuple[str, ...]]],
) -> list[tuple[str, ...]]:
    """One draw per episode, from what its group draws from."""
    pools = {name: iter(draw_some(rng, group, groups.count(name))) for name, group in GROUPS.items()}
    return [next(pools[name]) for name in groups]


def _draw_substances(rng: np.random.Generator, group: Group, size: int) -> list[tuple[str, ...]]:
    pairs = zip(draw(rng, group.first, size).tolist(), draw(rng, group.second, size).tolist(), strict=True)
    return [(first, "9996" if second == first else second) for first, second in pairs]


def _draw_modalities(rng: np.random.Generator, group: Group, size: int) -> list[tuple[str, ...]]:
    return [tuple(names.split("+")) for names in draw(rng, group.modalities, size).tolist()]


def _injecting(rng: np.random.Generator, groups: list[str]) -> list[str]:
    size = len(groups)
    opiate, other = draw(rng, {"N": 48, "P": 32, "C": 17, "Z": 3}, size), draw(rng, {"N": 95, "P": 3, "Z": 2}, size)
    codes: list[str] = np.where(np.array(groups) == "opiate", opiate, other).tolist()
    return codes


def _good_endings(rng: np.random.Generator, groups: list[str]) -> np.ndarray:
    """Free of alcohol or of drugs, whichever it was about; some complete as occasional users."""
    free = np.where(np.array(groups) == "alcohol", "81", "80")
    return np.where(chance(rng, _OCCASIONAL_USE, len(groups)), "82", free)


def _returns(rng: np.random.Generator, episodes: list[Episode], last: int) -> list[Episode]:
    """Some clients come back some months after their discharge."""
    back = chance(rng, _COMES_BACK, len(episodes))
    waits = rng.integers(20, 420, len(episodes)).tolist()
    returning = [
        (episode, episode.discharged + wait)
        for episode, wait, is_back in zip(episodes, waits, back, strict=True)
        if is_back and episode.discharged + wait <= last
    ]
    clients, groups = [one.client for one, _ in returning], [one.group for one, _ in returning]
    return _draw_episodes(rng, clients, groups, np.array([day for _, day in returning]), 2)


def _second_agencies(rng: np.random.Generator, episodes: list[Episode], last: int) -> list[Episode]:
    """A few clients are at two agencies at once, which know them under different references."""
    twice = chance(rng, _AT_TWO_AGENCIES, len(episodes))
    chosen = [one for one, is_twice in zip(episodes, twice, strict=True) if is_twice and one.referred + 20 <= last]
    clients = [replace(one.client, reference=f"{one.client.reference}B") for one in chosen]
    days = np.array([one.referred + 20 for one in chosen])
    seconds = _draw_episodes(rng, clients, [one.group for one in chosen], days, 3)
    other = dict(zip(_AGENCIES, reversed(_AGENCIES), strict=True))
    return [replace(two, agency=other[one.agency]) for two, one in zip(seconds, chosen, strict=True)]
