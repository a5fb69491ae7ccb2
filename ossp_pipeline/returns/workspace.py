"""The workspace of the commands `ossp returns`: the store, locked, with what a crash interrupted completed."""

from collections.abc import Iterator
from contextlib import contextmanager

from ossp_pipeline.contracts.period import Cadence, Period, parse_period
from ossp_pipeline.errors import UsageError
from ossp_pipeline.extract.readers.returned.cells import text_cell
from ossp_pipeline.lock import exclusive
from ossp_pipeline.returns.answers import read_text
from ossp_pipeline.returns.layout import LONGEST_ROLE
from ossp_pipeline.returns.request import Issue, slug_of
from ossp_pipeline.returns.store import ReturnStore
from ossp_pipeline.returns.submit import submit_returns
from ossp_pipeline.settings import Settings


@contextmanager
def open_workspace(settings: Settings, purpose: str) -> Iterator[ReturnStore]:
    """The store, with the data folder's lock. Raises BusyError where a refresh or another command holds it."""
    with exclusive(settings.data, f"ossp returns {purpose}"):
        store = ReturnStore(settings.returns)
        store.repair()
        submit_returns(store, settings.inbox)
        yield store


def read_quarter(text: str) -> Period:
    """A quarter from the command line. Raises UsageError."""
    try:
        return parse_period(Cadence.QUARTER, text)
    except ValueError:
        raise UsageError("E-QUARTER", f"“{text}” is not a quarter", "write one such as 2025-26Q3") from None


def find_issue(store: ReturnStore, quarter: Period, lead: str) -> Issue:
    """What was issued to a lead. Raises UsageError naming the leads there are."""
    issue = store.issue(str(quarter), slug_of(lead))
    if issue is None:
        leads = ", ".join(issued.lead for issued in store.issues(str(quarter))) or "nobody"
        message = f"nothing was issued to “{lead}” for {quarter}; issued to: {leads}"
        raise UsageError("E-LEAD", message, f"use one of these, or `ossp returns issue --quarter {quarter}`")
    return issue


def read_role(text: str) -> str:
    """A role from the command line, made safe. Raises UsageError for a blank, a long one, or an e-mail address."""
    role = read_text(text_cell(text), LONGEST_ROLE)
    if role.value is None:
        message = f"the role {role.wrong or 'is blank'}"
        raise UsageError("E-ROLE", message, "give a role, such as “Head of community safety”, not a name")
    return role.value
