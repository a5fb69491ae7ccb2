"""The command line in this process, and installations after some commands, kept for all who look at them."""

import io
import json
import logging
import sys
from collections.abc import Callable, Iterable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from ossp_pipeline.cli import app as cli
from ossp_pipeline.settings import Settings, child_environment
from tests.installations import copied
from tests.made_once import MadeOnce


@dataclass
class Answer:
    """What a command answered. `document` is its JSON, where there was any."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> dict[str, Any]:
        return json.loads(self.out)


@dataclass(frozen=True)
class CommandLine:
    """Runs `ossp` over an installation in this process, so that heavy libraries are imported once for all tests."""

    settings: Settings

    def __call__(self, *arguments: str) -> Answer:
        out, err = io.StringIO(), io.StringIO()
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
            for name, value in child_environment(self.settings).items():
                patch.setenv(name, value)
            patch.setattr(sys, "argv", ["ossp", *arguments])
            with pytest.raises(SystemExit) as done:
                cli.main()
        logging.getLogger("ossp").handlers = []
        return Answer(int(done.value.code or 0), out.getvalue(), err.getvalue())


@dataclass(frozen=True)
class Stage:
    """An installation after some commands, and what they answered. To change something, copy the installation."""

    settings: Settings
    answers: list[Answer]

    @property
    def answer(self) -> Answer:
        """What the last command answered."""
        return self.answers[-1]


def stage(
    made_once: MadeOnce, name: str, installation: Settings, run: Callable[[CommandLine], Iterable[Answer]]
) -> Stage:
    """A copy of the installation after what `run` did there."""

    def make(folder: Path) -> list[dict[str, Any]]:
        return [asdict(answer) for answer in run(CommandLine(copied(installation, folder)))]

    answers = [Answer(**answer) for answer in made_once.document(name, make)]
    folder = made_once.folder / name
    return Stage(replace(installation, data=folder / "data", keys=folder / "keys"), answers)
