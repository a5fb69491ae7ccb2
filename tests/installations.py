"""Installations in folders of their own: empty, copied, with some feeds delivered, refreshed."""

import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from ossp_pipeline.contracts.feed import Subject
from ossp_pipeline.feeds.registry import FEEDS
from ossp_pipeline.refresh import Refresh
from ossp_pipeline.settings import Settings, load_settings, prepare_process

# The latest start from which every measure has a figure: one of them is counted over six quarters.
SHORT_FROM = "2024-10"


def settings_in(folder: Path, **changes: str) -> Settings:
    """The shipped settings over a data folder and key folder below `folder`."""
    environment = {"OSSP_DATA": str(folder / "data"), "OSSP_KEYS": str(folder / "keys")}
    environment |= {f"OSSP_{name.upper()}": str(value) for name, value in changes.items()}
    settings = load_settings(environment)
    prepare_process(settings)
    return settings


def copied(installation: Settings, folder: Path, **changes: Any) -> Settings:
    """The same installation in another folder, by hard links: the pipeline replaces files, it never edits them."""
    for place in (installation.data, installation.keys):
        if place.exists():
            shutil.copytree(place, folder / place.name, copy_function=_link_or_copy)
    settings = replace(installation, data=folder / "data", keys=folder / "keys", **changes)
    prepare_process(settings)
    return settings


def deliver(source: Settings, target: Settings, feeds: Iterable[str]) -> None:
    """Put the files that lie in one installation's inbox into another's, as far as its history reaches."""
    for feed in (FEEDS[name] for name in feeds):
        (target.inbox / feed.name).mkdir(parents=True, exist_ok=True)
        for path in (source.inbox / feed.name).iterdir():
            name = feed.read_file_name(path.name)
            assert name is not None
            if feed.subject is Subject.REFERENCE or name.period.start >= target.history_start.start:
                os.link(path, target.inbox / feed.name / path.name)


def forget(settings: Settings, feed: str, period: object) -> None:
    """As though nothing of a feed's period had come yet."""
    for folder in (settings.raw, settings.received):
        for path in (folder / feed).glob(f"{period}.*"):
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def refresh_all(settings: Settings) -> Refresh:
    """A whole refresh without Dagster; answers with the steps, whose folders now hold what it made."""
    steps = Refresh(settings)
    steps.receive()
    build, _ = steps.freeze(steps.plan())
    steps.make_tables(build)
    steps.make_candidate(build)
    steps.publish(build)
    return steps


def rewrite(path: Path, content: bytes) -> None:
    """In the place of the file, which may be a link to another installation's."""
    path.unlink(missing_ok=True)
    path.write_bytes(content)


@contextmanager
def changed(path: Path, content: bytes) -> Iterator[None]:
    """The file with another content, for a while."""
    before = path.read_bytes()
    rewrite(path, content)
    try:
        yield
    finally:
        rewrite(path, before)


def _link_or_copy(source: str, target: str) -> None:
    """Dagster's databases and logs are written in place: a link would change the original."""
    if source.endswith((".db", ".db-wal", ".db-shm", ".jsonl", ".lock")):
        shutil.copy2(source, target)
    else:
        os.link(source, target)
