"""Settings: the only module that reads the environment, and the only one that knows where files are.

Values come from `ossp.toml`, then from environment variables of the same name (`OSSP_AREA`, …). Nothing here is a
secret, and nothing has a hidden default: the shipped `ossp.toml` shows every value.
"""

import gc
import json
import os
import tomllib
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path

from ossp_pipeline.contracts.period import Cadence, Period, parse_period
from ossp_pipeline.errors import UsageError

PACKAGE = Path(__file__).resolve().parent
# In a checkout the project's own files lie beside the package; a wheel carries them inside it (setup.py).
_CARRIED = PACKAGE / "project_files"
IS_CHECKOUT = not _CARRIED.is_dir()
PROJECT = PACKAGE.parent if IS_CHECKOUT else _CARRIED
DBT_PROJECT = PROJECT / "dbt_project"
SEEDS = DBT_PROJECT / "seeds"
EXPECTATIONS = PROJECT / "expectations"
# The facts of Stockport's partnership, and those that the sample invents in the place of what it does not state.
SHIPPED_PARTNERSHIP = PROJECT / "partnership"
SAMPLE_PARTNERSHIP = PACKAGE / "sample" / "partnership"
CONFIG = "ossp.toml"
CALENDAR = "release_calendar.csv"
WAIVERS = "waivers.toml"
CONNECTIONS = "connections.toml"
ALERTS = "alerts.toml"
MAPPINGS = "mappings"
SAMPLE_NOTE = "sample.json"
EVERYWHERE = "everywhere"
# How an amount is read of which the source does not say whether each of several years has it.
EACH_YEAR = "each year"
GRANT_AMOUNTS = (EACH_YEAR, "whole term")
# What the partnership's edition does with small counts of people.
WITHHELD, SHOWN = SMALL_COUNTS = ("withheld", "shown")
TELEMETRY_OFF = {
    "DO_NOT_TRACK": "1",
    "DAGSTER_DISABLE_TELEMETRY": "1",
    "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    "GX_ANALYTICS_ENABLED": "false",
}


@dataclass(frozen=True, kw_only=True)
class Settings:
    """One installation. Build it with `load_settings`; tests build it directly."""

    data: Path
    keys: Path
    partnership: Path
    area: str
    area_name: str
    police_force: str
    feeds: str
    crime_feed: str
    asb_feed: str
    severity_edition: str
    grant_amounts: str
    history_from: str
    small_count: int
    small_counts: str
    approval: str
    approvers: str
    release_calendar: Path
    keep_builds: int
    serious_violence: str
    organisation: str
    accessibility_contact: str
    accessibility_prepared: str
    postgres: str
    postgres_password_file: str
    postgres_reader: str
    postgres_public_reader: str
    postgres_keep: int

    def __post_init__(self) -> None:
        if self.approval not in ("automatic", "named"):
            raise UsageError("E-SETTING", f"approval is “{self.approval}”", "use “automatic” or “named”")
        if self.grant_amounts not in GRANT_AMOUNTS:
            remedy = f"use {' or '.join(f'“{reading}”' for reading in GRANT_AMOUNTS)}"
            raise UsageError("E-SETTING", f"grant_amounts is “{self.grant_amounts}”", remedy)
        if self.small_counts not in SMALL_COUNTS:
            remedy = f"use {' or '.join(f'“{choice}”' for choice in SMALL_COUNTS)}"
            raise UsageError("E-SETTING", f"small_counts is “{self.small_counts}”", remedy)
        if self.small_count < 1:
            raise UsageError("E-SETTING", "small_count is below 1", "use 5, or more; 1 withholds nothing")
        if self.postgres_keep < 1:
            raise UsageError("E-SETTING", "postgres_keep is below 1", "use 3, or more")
        if self.accessibility_prepared and not _is_day(self.accessibility_prepared):
            problem = f"accessibility_prepared is “{self.accessibility_prepared}”"
            raise UsageError("E-SETTING", problem, "write a day such as 2026-11-23, or nothing")
        try:
            parse_period(Cadence.MONTH, self.history_from)
        except ValueError:
            remedy = "write a month such as 2023-04"
            raise UsageError("E-SETTING", f"history_from is “{self.history_from}”", remedy) from None

    @property
    def inbox(self) -> Path:
        """Where partners' files are dropped, one folder per feed."""
        return self.data / "landing" / "inbox"

    @property
    def looks(self) -> Path:
        """When each file in the inbox was first seen as it is."""
        return self.data / "looks.json"

    @property
    def received(self) -> Path:
        """The bytes as received: the only place that holds what landing leaves behind."""
        return self.data / "landing" / "received"

    @property
    def fetched(self) -> Path:
        """What each connection fetched last, so that it fetches only what is new."""
        return self.data / "landing" / "fetched"

    @property
    def raw(self) -> Path:
        """What landing made of them."""
        return self.data / "raw"

    @property
    def builds(self) -> Path:
        """One folder per build."""
        return self.data / "builds"

    @property
    def releases(self) -> Path:
        """What went out."""
        return self.data / "releases"

    @property
    def returns(self) -> Path:
        """The quarterly workbooks: issued, received, answered, and what was signed off."""
        return self.data / "returns"

    @property
    def dagster_home(self) -> Path:
        """The Dagster instance."""
        return self.data / "dagster"

    @property
    def waivers(self) -> Path:
        """Who may waive a rule here, and what was waived; in the partnership folder, and it need not be there."""
        return self.partnership / WAIVERS

    @property
    def connections(self) -> Path:
        """What is fetched from where; in the partnership folder, and it need not be there."""
        return self.partnership / CONNECTIONS

    @property
    def alerts(self) -> Path:
        """Who is told of what; in the partnership folder, and it need not be there."""
        return self.partnership / ALERTS

    @property
    def alerted(self) -> Path:
        """What was said of what, and what waits to be said."""
        return self.data / "alerts"

    @property
    def mappings(self) -> Path:
        """How suppliers' own layouts are read; in the partnership folder, and it need not be there."""
        return self.partnership / MAPPINGS

    @property
    def sample_note(self) -> Path:
        """Written by `ossp sample` or `ossp start`: the day from which invented or old deliveries are seen."""
        return self.data / SAMPLE_NOTE

    @property
    def confirmations(self) -> Path:
        """What people confirmed of months in doubt."""
        return self.data / "confirmations.jsonl"

    @property
    def audit(self) -> Path:
        """Who did what, when, and to which release."""
        return self.data / "audit.jsonl"

    @property
    def set_asides(self) -> Path:
        """Refused files that people set aside."""
        return self.data / "set_asides.jsonl"

    @property
    def erasures(self) -> Path:
        """What was erased, as keyed hashes, and the certificates."""
        return self.data / "erasures"

    @property
    def approver_names(self) -> list[str]:
        """Who may approve a release; empty where anybody may who gives a name."""
        return [name.strip() for name in self.approvers.split(";") if name.strip()]

    @property
    def received_feeds(self) -> frozenset[str]:
        """The feeds that are received here; any other is not collected here."""
        return frozenset(name.strip() for name in self.feeds.split(";") if name.strip())

    @property
    def history_start(self) -> Period:
        """The first month shown."""
        return parse_period(Cadence.MONTH, self.history_from)

    @property
    def fact_folders(self) -> tuple[Path, ...]:
        """Where the facts of the partnership lie; of several files of a name, the first one counts."""
        return (SAMPLE_PARTNERSHIP, self.partnership) if self.is_sample else (self.partnership,)

    @property
    def is_shipped(self) -> bool:
        """Whether the partnership is the one that ships with the project, which the sample is made for."""
        return self.partnership == SHIPPED_PARTNERSHIP

    @cached_property
    def is_sample(self) -> bool:
        """Whether the deliveries are invented."""
        return bool(self._note) and bool(self._note.get("is_invented", True))

    @cached_property
    def seen_on(self) -> date | None:
        """The day from which old or invented deliveries are seen; None where today is today."""
        return date.fromisoformat(str(self._note["as_of"])) if self._note else None

    @property
    def as_of(self) -> date:
        """The day lateness is judged on: today, or the day that the data folder is seen from."""
        return self.seen_on or datetime.now(UTC).date()

    @cached_property
    def _note(self) -> dict[str, object]:
        note: dict[str, object] = json.loads(self.sample_note.read_text()) if self.sample_note.exists() else {}
        return note

    @property
    def chosen_feeds(self) -> dict[str, str]:
        """Which feed each subject is taken from that several feeds could give."""
        return {"crime": self.crime_feed, "asb": self.asb_feed}


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Read `ossp.toml` and the environment. Raises UsageError for an unknown or malformed value."""
    environ = os.environ if environ is None else environ
    partnership = Path(environ.get("OSSP_PARTNERSHIP", SHIPPED_PARTNERSHIP)).expanduser()
    config = Path(environ.get("OSSP_CONFIG", partnership / CONFIG))
    values = _read_config(config)
    places: dict[str, object] = {
        "data": PROJECT / "data" if IS_CHECKOUT else _home(environ, "XDG_DATA_HOME", ".local/share") / "ossp",
        "partnership": partnership,
        "release_calendar": config.parent / CALENDAR,
        "keys": _home(environ, "XDG_CONFIG_HOME", ".config") / "ossp" / "keys",
        # A folder from before these settings shows its readers no more than it did.
        "small_counts": WITHHELD,
        "postgres_public_reader": "",
    }
    for field in fields(Settings):
        given = environ.get(f"OSSP_{field.name.upper()}", values.pop(field.name, None))
        value = places.get(field.name) if given is None else given
        if field.type is Path and given is not None and f"OSSP_{field.name.upper()}" not in environ:
            value = config.parent / str(given)  # a path in the file is seen from the file
        places[field.name] = _convert(field.name, field.type, value)
    if values:
        remedy = f"remove it from {config.name}, or correct its spelling"
        raise UsageError("E-SETTING", f"there is no setting “{next(iter(values))}”", remedy)
    return Settings(**places)  # type: ignore[arg-type]


def environment_value(name: str) -> str:
    """The value of an environment variable that the partnership folder names; empty where it is not set."""
    return os.environ.get(name, "")


def public_settings(settings: Settings) -> Settings:
    """The same installation, with the folder of its public edition as data folder: builds and releases of its own."""
    return replace(settings, data=settings.data / "public")


def _home(environ: Mapping[str, str], variable: str, usual: str) -> Path:
    """A folder of the user's own, by the XDG base directory specification: set, or else the usual one."""
    return Path(environ.get(variable) or Path.home() / usual)


def _is_day(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


def child_environment(settings: Settings) -> dict[str, str]:
    """The environment for a program we start (the Dagster UI): ours, with telemetry off and the same data folder."""
    given = {f"OSSP_{field.name.upper()}": str(getattr(settings, field.name)) for field in fields(Settings)}
    return {
        **os.environ,
        **TELEMETRY_OFF,
        **given,
        "DAGSTER_HOME": str(settings.dagster_home),
        "PYTHONWARNINGS": "ignore",
    }


def prepare_process(settings: Settings) -> None:
    """Make this process private and quiet (files 0600, folders 0700, no core dump, no telemetry), fit for much data."""
    os.umask(0o077)
    os.environ.update(TELEMETRY_OFF)
    os.environ["DAGSTER_HOME"] = str(settings.dagster_home)
    # Dagster marks what we use as beta at every import; the versions are pinned.
    warnings.filterwarnings("ignore", message=".* is currently in beta")
    settings.data.mkdir(parents=True, exist_ok=True)
    _close_to_others(settings.data)
    for name in ("landing", "raw", "builds", "releases", "dagster"):
        (settings.data / name).mkdir(mode=0o700, exist_ok=True)
    _forbid_core_dumps()
    # A refresh makes millions of objects that stay: looking through them at Python's own pace took a tenth of its time.
    gc.set_threshold(5_000, 20, 100)


def _close_to_others(folder: Path) -> None:
    """Mode 0700, as all that is below. Raises UsageError where it cannot be set."""
    if not folder.stat().st_mode & 0o077:
        return
    try:
        folder.chmod(0o700)
    except OSError:
        remedy = f"let its owner run `chmod 700 {folder}`, or set OSSP_DATA to a folder of your own"
        raise UsageError("E-FOLDER", f"{folder} is open to others and belongs to another user", remedy) from None


def _forbid_core_dumps() -> None:
    try:
        import resource  # noqa: PLC0415  (absent on Windows)
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _read_config(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise UsageError("E-SETTING", f"there is no {path}", "set OSSP_CONFIG to a settings file") from None
    except tomllib.TOMLDecodeError as error:
        raise UsageError("E-SETTING", f"{path.name} cannot be read: {error}", "correct the file") from None


def _convert(name: str, kind: object, value: object) -> object:
    if value is None:
        raise UsageError("E-SETTING", f"“{name}” is not set", f"set it in ossp.toml or as OSSP_{name.upper()}")
    if isinstance(value, list):
        value = "; ".join(map(str, value))  # as it is written in the environment
    if kind is int:
        try:
            return int(str(value))
        except ValueError:
            raise UsageError("E-SETTING", f"“{name}” is not a whole number", "write digits only") from None
    return Path(str(value)).expanduser().resolve() if kind is Path else str(value)
