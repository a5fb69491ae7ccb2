"""Great Expectations by SQL over Parquet: the only module that imports it, and only when a suite runs.

Suites are loaded strictly, because Great Expectations drops an expectation it does not know and goes on. Results never
hold values: for feeds about people only pass or fail is asked for, elsewhere counts. An expectation that cannot run
has not failed, it errored, and errored holds.
"""

import logging
import uuid
import warnings
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any

import duckdb

from ossp_pipeline.contracts.outcome import Outcome, Status
from ossp_pipeline.errors import BrokenError
from ossp_pipeline.gate.rules.subjects import Subject
from ossp_pipeline.gate.rules.suites import SuiteRule
from ossp_pipeline.transform.tables import quoted

# Rules over a column's distinct values list them in spite of `exclude_unexpected_values`: so, no list at all.
_COUNTS = {"result_format": "SUMMARY", "exclude_unexpected_values": True, "partial_unexpected_count": 0}
_PASS_OR_FAIL = {"result_format": "BOOLEAN_ONLY"}


def validate(subjects: list[Subject], tell: Callable[[Outcome], None] = lambda outcome: None) -> list[Outcome]:
    """Run every suite. All subjects are views of one in-memory database, so that a rule may look at another table."""
    database = f":memory:evidence-{uuid.uuid4().hex}"
    outcomes: list[Outcome] = []
    with closing(duckdb.connect(database)) as connection:
        source = _open_source(database)
        for subject in subjects:
            _create_view(connection, subject)
        for subject in subjects:
            for outcome in _judge(source, subject):
                tell(outcome)
                outcomes.append(outcome)
    return outcomes


def _open_source(database: str) -> Any:
    warnings.filterwarnings("ignore", module="great_expectations")
    logging.getLogger("great_expectations").setLevel(logging.ERROR)
    import great_expectations as gx  # noqa: PLC0415  (five seconds)
    from great_expectations.data_context.types.base import (  # noqa: PLC0415
        DataContextConfig,
        InMemoryStoreBackendDefaults,
    )

    from ossp_pipeline.gate.rules.sql_dialect import SCHEME  # noqa: PLC0415

    # In memory, and without Data Docs: they would copy values to disk.
    stores = InMemoryStoreBackendDefaults(init_temp_docs_sites=False)
    context = gx.get_context(mode="ephemeral", project_config=DataContextConfig(store_backend_defaults=stores))
    context.variables.progress_bars = {"globally": False, "metric_calculations": False}
    # It would write out all its settings and tables anew with each table, though it keeps them nowhere.
    context.variables.save = lambda: None
    return context.data_sources.add_sql("evidence", connection_string=f"{SCHEME}:///{database}")


def _create_view(connection: duckdb.DuckDBPyConnection, subject: Subject) -> None:
    """A view that cannot be made is no error here: each of the suite's rules will say so."""
    try:
        connection.execute(f"create view {quoted(subject.suite.table)} as {subject.query}")
    except duckdb.Error:
        logging.getLogger(__name__).warning("no table to judge for suite %s", subject.suite.table)


def _judge(source: Any, subject: Subject) -> list[Outcome]:
    rules = subject.suite.rules
    try:
        results = _run(source, subject)
    except BrokenError:
        raise
    except Exception as error:  # anything a library raises here is evidence that could not be had
        return [_outcome(rule, Status.ERRORED, None, type(error).__name__) for rule in rules]
    return [_read(rule, results[rule.rule]) for rule in rules]


def _run(source: Any, subject: Subject) -> dict[str, Any]:
    import great_expectations as gx  # noqa: PLC0415

    table = subject.suite.table
    suite = gx.ExpectationSuite(name=table, expectations=subject.suite.document["expectations"])
    if len(suite.expectations) != len(subject.suite.document["expectations"]):
        raise BrokenError("E-SUITE", f"the suite {table} names an unknown expectation", "correct its `type`")
    asset = source.add_query_asset(table, query=f"select * from {quoted(table)}")
    batch = asset.add_batch_definition_whole_table("all").get_batch()
    with _configurations_kept():
        result = batch.validate(suite, result_format=_PASS_OR_FAIL if subject.personal else _COUNTS)
    return {item.expectation_config.meta["rule"]: item for item in result.results}


@contextmanager
def _configurations_kept() -> Iterator[None]:
    """Great Expectations writes the whole configuration out anew for each of the 65 keys it reads of an expectation.

    That is a quarter of what judging costs. While a suite runs its expectations stay as they are: once will do.
    """
    from great_expectations.expectations.expectation import Expectation  # noqa: PLC0415

    written_out = Expectation.configuration
    # The expectation is kept beside its configuration, or another might get its identity.
    kept: dict[int, tuple[Any, Any]] = {}

    def configuration(expectation: Any) -> Any:
        if id(expectation) not in kept:
            kept[id(expectation)] = expectation, written_out.fget(expectation)
        return kept[id(expectation)][1]

    Expectation.configuration = property(configuration)
    try:
        yield
    finally:
        Expectation.configuration = written_out


def _read(rule: SuiteRule, result: Any) -> Outcome:
    if _raised(result.exception_info):
        return _outcome(rule, Status.ERRORED, None, "the rule could not be evaluated")
    observed = result.result.get("unexpected_count", result.result.get("observed_value"))
    number = float(observed) if isinstance(observed, int | float) else None
    return _outcome(rule, Status.PASSED if result.success else Status.FAILED, number, "")


def _outcome(rule: SuiteRule, status: Status, observed: float | None, why: str) -> Outcome:
    return Outcome(
        rule=rule.rule,
        subject=rule.table,
        tool="expectation",
        status=status,
        severity=rule.severity,
        observed=observed,
        detail=f"{rule.rationale} ({why})" if why else rule.rationale,
        remedy=rule.remedy,
        owner=rule.owner,
    )


def _raised(info: Any) -> bool:
    """Great Expectations reports exceptions flat, or one per metric."""
    if not info:
        return False
    entries = [info] if "raised_exception" in info else list(info.values())
    return any(entry["raised_exception"] for entry in entries)
