"""The command line in this process, so that heavy libraries are imported once for all tests."""

import io
import json
import logging
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from typing import Any

import pytest

from ossp_pipeline.cli import app as cli
from ossp_pipeline.settings import Settings, child_environment


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
    """Runs `ossp` over an installation."""

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
