"""Agreed values however they are typed: in other capitals, with other dashes and apostrophes; and no others."""

from dataclasses import replace

import pytest

from ossp_pipeline.contracts.area import Area
from ossp_pipeline.contracts.column import Column, Sensitivity
from ossp_pipeline.contracts.period import Cadence, parse_period
from ossp_pipeline.contracts.validity import DatedValue, Span
from ossp_pipeline.extract.code_lists import read_code_lists
from ossp_pipeline.extract.conform import ConformResult, FileContext, conform
from ossp_pipeline.feeds.registry import FEEDS
from ossp_pipeline.settings import SEEDS
from tests.unit.extract.conftest import FEED as SMALL

AGREED = "Withdrawn – they’re away"
OLD = "Gone (owner - freehold)"
KIND = Column(
    heading="Kind",
    name="kind",
    sensitivity=Sensitivity.OPEN,
    allowed=(AGREED, OLD),
    any_spelling=True,
    dated=(DatedValue(OLD, Span(until="2026-03")),),
    meaning="a word that people type",
)


def land(cell: str, *, kind: Column = KIND, month: str = "2026-04") -> ConformResult:
    terms = FileContext(parse_period(Cadence.MONTH, month), Area(codes=None, force=None), {}, b"k" * 32)
    return conform(f"A,B,C,Kind\n1,,,{cell}\n".encode(), replace(SMALL, columns=(*SMALL.columns, kind)), terms)


@pytest.mark.parametrize("dash", "-–—‑‒−")
@pytest.mark.parametrize("apostrophe", "'’‘")
def test_a_value_with_another_dash_or_apostrophe_lands_as_it_is_agreed(dash: str, apostrophe: str) -> None:
    result = land(f"withdrawn {dash} They{apostrophe}re away")
    assert (result.accepted["kind"].to_pylist(), result.broken) == ([AGREED], {})
    assert result.notes == ("1 value(s) of “Kind” read in the spelling of the agreed list",)


@pytest.mark.parametrize("cell", ["Withdrawn they’re away", "Withdrawn – theyre away", "Withdrawn — they´re away"])
def test_another_value_is_no_spelling_of_it(cell: str) -> None:
    assert land(cell).broken == {"small.kind.allowed": 1}


def test_without_it_a_value_is_as_it_is_agreed_or_wrong() -> None:
    strict = replace(KIND, any_spelling=False)
    assert land(AGREED, kind=strict).broken == {}
    assert land(AGREED.replace("–", "-"), kind=strict).broken == {"small.kind.allowed": 1}


@pytest.mark.parametrize(("month", "broken"), [("2026-03", {}), ("2026-04", {"small.kind.allowed": 1})])
def test_a_value_that_was_given_up_is_so_in_any_spelling(month: str, broken: dict[str, int]) -> None:
    assert land("GONE (owner – freehold)", month=month).broken == broken


def test_no_feed_agrees_on_two_values_that_are_spellings_of_one() -> None:
    columns = [column for feed in FEEDS.values() for column in feed.columns if column.any_spelling]
    assert columns
    for column in columns:
        agreed = column.allowed or read_code_lists(SEEDS)[column.code_list or ""]
        plain = [value.lower().translate(str.maketrans("‐‑‒–—―−‘’ʼ", "-------'''")) for value in agreed]
        assert len(set(plain)) == len(plain)
