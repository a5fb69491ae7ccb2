"""When `ossp refresh` tells people: after its summary, or after what ended it; never where another run was at work."""

import pytest
import typer

from ossp_pipeline.cli import alerts as module
from ossp_pipeline.errors import BrokenError, BusyError


@pytest.mark.parametrize(
    ("end", "told"),
    [
        (typer.Exit(1), [None]),
        (BrokenError("E-X", "broken", "mend it"), ["BrokenError"]),
        (ZeroDivisionError(), ["ZeroDivisionError"]),
        (BusyError("E-BUSY", "another run", "wait"), []),
        (KeyboardInterrupt(), []),
    ],
)
def test_people_are_told_of_what_ended_a_refresh(end, told, monkeypatch):
    heard = []
    monkeypatch.setattr(module, "_tell", lambda error: heard.append(error and type(error).__name__))
    with pytest.raises(type(end)), module.telling_people():
        raise end
    assert heard == told


def test_where_nobody_is_named_nothing_is_looked_at(settings, monkeypatch):
    monkeypatch.setattr(module, "open_settings", lambda: settings)
    module._tell(None)
    assert not settings.alerted.exists()
