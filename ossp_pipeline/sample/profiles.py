"""Outcome profiles (TOP) of treatment episodes: at the start, every half-year, and at a planned discharge."""

from dataclasses import dataclass

from ossp_pipeline.sample.draws import generator, uk_day
from ossp_pipeline.sample.episodes import SUCCESSES, Episode

_REVIEW_DAYS = 182
# Which item asks about which substance.
_DAY_ITEMS = {
    "7000": "ALCUSE",
    "1011": "OPIUSE",
    "1105": "OPIUSE",
    "1000": "OPIUSE",
    "3201": "CRAUSE",
    "3200": "COCAUSE",
    "3100": "AMPHUSE",
    "5000": "CANNUSE",
    "2200": "OTDRGUSE",
    "3406": "OTDRGUSE",
    "8799": "OTDRGUSE",
}
_DAYS = tuple(dict.fromkeys(_DAY_ITEMS.values()))
_SCORES = ("PSYHSTAT", "PHSTAT", "QUALLIFE")
_PROBLEMS = ("ACUTHPBM", "HRISK")
_NOT_ANSWERED = 0.04


@dataclass(frozen=True)
class Profile:
    """One outcome profile: its day, and its cells by heading. What is not known has none."""

    day: int
    cells: dict[str, str]


def outcome_profiles(episodes: list[Episode]) -> list[tuple[Profile, ...]]:
    """The profiles of every episode, past and to come: drawn once, so that none changes between quarters."""
    rng = generator("outcome profiles")
    stages = [_stages(episode) for episode in episodes]
    draws = rng.random((sum(map(len, stages)), len(_DAYS) + len(_SCORES) + len(_PROBLEMS) + 1))
    rows = iter(draws.tolist())
    return [
        tuple(_profile(episode, number, *when, next(rows)) for number, when in enumerate(days, 1))
        for episode, days in zip(episodes, stages, strict=True)
    ]


def _stages(episode: Episode) -> list[tuple[int, str]]:
    """Day and stage of each. People who drop out leave without one."""
    if episode.triaged is None:
        return []
    reviews = range(episode.triaged + _REVIEW_DAYS, episode.discharged, _REVIEW_DAYS)
    last = [(episode.discharged, "E")] if episode.reason in SUCCESSES else []
    return [(episode.triaged, "S"), *((day, "R") for day in reviews), *last]


def _profile(episode: Episode, number: int, day: int, stage: str, draws: list[float]) -> Profile:
    cells = {"TOPDATE": uk_day(day), "TOPID": f"{episode.reference}-T{number}", "TRSTAGE": stage}
    answered, *rest = draws
    if answered < _NOT_ANSWERED:
        return Profile(day, cells)
    answers = iter(rest)
    used = {_DAY_ITEMS[substance] for substance in episode.substances if substance in _DAY_ITEMS}
    # How far the client has come: from 0 at the start, further where the episode will end well.
    progress = min(number - 1, 4) * (0.16 if episode.reason in SUCCESSES else 0.06)
    for heading in _DAYS:
        cells[heading] = str(_days_used(next(answers), heading in used, stage == "E", progress))
    for heading in _SCORES:
        cells[heading] = str(min(20, int(3 + 11 * next(answers) + 12 * progress)))
    problem_share = (0.04 if episode.housing == "3" else 0.45) * (1 - progress)
    for heading in _PROBLEMS:
        cells[heading] = "Y" if next(answers) < problem_share else "N"
    return Profile(day, cells)


def _days_used(drawn: float, is_problem: bool, is_exit: bool, progress: float) -> int:
    """Days of use in the past 28. Other substances than the client's own are rarely used."""
    if not is_problem:
        return int(130 * (drawn - 0.94)) if drawn > 0.94 else 0
    if is_exit:
        return int(4 * drawn) if drawn > 0.85 else 0
    return min(28, round((6 + 24 * drawn) * (1 - progress)))
