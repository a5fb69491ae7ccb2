"""Quality rules as asset checks: they show results in the UI and define no rule."""

from collections.abc import Iterable

import dagster as dg

from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.contracts.outcome import Outcome, Severity
from ossp_pipeline.gate.rules.as_built import built_rule_ids
from ossp_pipeline.gate.rules.continuity import kept_rule_ids
from ossp_pipeline.gate.rules.contract_rules import contract_rule_ids
from ossp_pipeline.gate.rules.months_complete import month_rule_ids
from ossp_pipeline.gate.rules.one_figure import figure_rule_ids
from ossp_pipeline.gate.rules.places_known import place_rule_ids
from ossp_pipeline.gate.rules.reconcile import row_rule_ids
from ossp_pipeline.gate.rules.rows_alike import alike_rule_ids
from ossp_pipeline.gate.rules.suites import SuiteRule, read_suite
from ossp_pipeline.gate.rules.typed_words import words_rule_ids
from ossp_pipeline.partnership.contract import Fact
from ossp_pipeline.partnership.facts import FACTS
from ossp_pipeline.transform.manifest import Manifest, Test

_SEVERITIES = {Severity.HOLD: dg.AssetCheckSeverity.ERROR, Severity.WARN: dg.AssetCheckSeverity.WARN}


def check_name(rule: str) -> str:
    """`police_crime.month.in_period` is shown as `police_crime__month__in_period`."""
    return rule.replace(".", "__")


def raw_check_specs(feed: Feed, asset: dg.AssetKey) -> list[dg.AssetCheckSpec]:
    """Every rule on a feed: its contract, its suite, its lateness."""
    contract = [*contract_rule_ids(feed), f"{feed.name}.period.delivered"]
    specs = [_spec(rule, asset, f"Contract of {feed.title}.") for rule in contract]
    return specs + suite_check_specs(read_suite("raw", feed.name).rules, asset)


def row_check_specs(feed: Feed, asset: dg.AssetKey) -> list[dg.AssetCheckSpec]:
    """Every rule on a feed's rows in the warehouse: none is lost, they have a location, and their months are whole."""
    rows = [_spec(rule, asset, "Rows of one stage agree with the next.") for rule in row_rule_ids(feed)]
    alike = "Rows without a reference are alike no more often than usual."
    located = "Incidents have a location, in codes of one vintage."
    whole = "Every month came whole, or somebody confirmed it: a short month would read as a fall."
    rows += [_spec(rule, asset, alike) for rule in alike_rule_ids(feed)]
    rows += [_spec(rule, asset, located) for rule in place_rule_ids(feed)]
    return rows + [_spec(rule, asset, whole) for rule in month_rule_ids(feed)]


def fact_check_specs(asset: dg.AssetKey) -> list[dg.AssetCheckSpec]:
    """Every rule on the tables of the partnership folder."""
    return [
        _spec(rule, asset, f"{fact.title}: {words}.") for fact in FACTS.values() for rule, words in fact.rules().items()
    ]


def fact_area_check_specs(fact: Fact, asset: dg.AssetKey) -> list[dg.AssetCheckSpec]:
    """The rules on the areas of one of these tables."""
    return [_spec(rule, asset, f"{fact.title}: {words}.") for rule, words in fact.area_rules().items()]


def suite_check_specs(rules: Iterable[SuiteRule], asset: dg.AssetKey) -> list[dg.AssetCheckSpec]:
    """The rules of a suite, each with its reason and what to do when it fails."""
    return [_spec(rule.rule, asset, f"{rule.rationale}. When it fails: {rule.remedy}.") for rule in rules]


def release_check_specs(table: str, manifest: Manifest, asset: dg.AssetKey) -> list[dg.AssetCheckSpec]:
    """Every rule on a published table: its suite, the warehouse, the last release, other tables, and typed text."""
    as_built = "The file is the table that the warehouse holds, with small counts withheld."
    built = [_spec(rule, asset, as_built) for rule in built_rule_ids([table])]
    kept = [_spec(rule, asset, "Everything the last release had is still there.") for rule in kept_rule_ids([table])]
    typed = words_rule_ids([table] if table in manifest.typed else [])
    words = [_spec(rule, asset, "No typed text seems to hold personal details.") for rule in typed]
    figures = [rule for rule in figure_rule_ids(manifest.published) if rule.split(".")[0] == table]
    one = [_spec(rule, asset, "Two tables that show one figure show the same figure.") for rule in figures]
    return suite_check_specs(read_suite("release", table).rules, asset) + built + kept + words + one


def site_check_specs(rules: Iterable[str], asset: dg.AssetKey) -> list[dg.AssetCheckSpec]:
    """Every rule on the site."""
    return [_spec(rule, asset, "Every page and every link of the site, read from its files.") for rule in rules]


def test_check_specs(tests: Iterable[Test], asset: dg.AssetKey) -> list[dg.AssetCheckSpec]:
    """dbt's data tests of one model."""
    return [_spec(test.rule, asset, test.rationale or "The model's grain.") for test in tests]


def as_result(outcome: Outcome, asset: dg.AssetKey) -> dg.AssetCheckResult:
    """An outcome as the result of a check this step declares."""
    return dg.AssetCheckResult(
        asset_key=asset,
        check_name=check_name(outcome.rule),
        passed=outcome.status == "passed",
        severity=_SEVERITIES[outcome.severity],
        metadata=_metadata(outcome),
    )


def as_evaluation(outcome: Outcome, asset: dg.AssetKey) -> dg.AssetCheckEvaluation:
    """An outcome as the result of a check of an asset that another step makes."""
    return dg.AssetCheckEvaluation(
        asset_key=asset,
        check_name=check_name(outcome.rule),
        passed=outcome.status == "passed",
        severity=_SEVERITIES[outcome.severity],
        metadata={name: dg.MetadataValue.text(str(value)) for name, value in _metadata(outcome).items()},
    )


def _spec(rule: str, asset: dg.AssetKey, description: str) -> dg.AssetCheckSpec:
    return dg.AssetCheckSpec(check_name(rule), asset=asset, description=description)


def _metadata(outcome: Outcome) -> dict[str, str]:
    metadata = {"result": str(outcome.status), "found": outcome.detail}
    if outcome.observed is not None:
        metadata["observed"] = f"{outcome.observed:g}"
    if outcome.status != "passed":
        metadata |= {"what to do": outcome.remedy, "who": outcome.owner}
    return metadata
