"""What a summary looks like in the terminal: nothing that is left out of it is left out in silence."""

import io

import pytest
from rich.console import Console

from ossp_pipeline.cli.console import print_summary


@pytest.mark.parametrize(("count", "said"), [(12, ""), (13, "and 1 more warning(s): in the certificate")])
def test_warnings_that_are_not_printed_are_counted(count: int, said: str) -> None:
    out = io.StringIO()
    warnings = [
        {"rule": f"feed.column.rule_{number}", "detail": "found", "remedy": "do this"} for number in range(count)
    ]
    gate = {"verdict": "publish", "rules": 20, "reasons": [], "warnings": warnings, "waived": []}
    print_summary({"gate": gate}, Console(file=out, width=120))
    assert f"{count} warning(s)" in out.getvalue()
    assert (said in out.getvalue()) and ("more warning" in out.getvalue()) == bool(said)
