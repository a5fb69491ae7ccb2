"""The docs are true: every path, rule, error code and setting they name exists, and each page is where it should be."""

import re
import tomllib

import pytest

from ossp_pipeline.docs_build.categories import PAGE as MEASURES
from ossp_pipeline.docs_build.categories import replace_categories
from ossp_pipeline.docs_build.dictionary import PAGE, dictionary_page
from ossp_pipeline.docs_build.feed_pages import page_path
from ossp_pipeline.feeds.registry import FEEDS
from ossp_pipeline.gate.rules.contract_rules import contract_rule_ids
from ossp_pipeline.gate.rules.months_complete import month_rule_ids
from ossp_pipeline.gate.rules.places_known import place_rule_ids
from ossp_pipeline.gate.rules.reconcile import row_rule_ids
from ossp_pipeline.gate.rules.rows_alike import alike_rule_ids
from ossp_pipeline.gate.rules.suites import read_suite
from ossp_pipeline.settings import CONFIG, DBT_PROJECT, PROJECT, SHIPPED_PARTNERSHIP

PAGES = sorted([*PROJECT.glob("*.md"), *PROJECT.glob("docs/**/*.md"), *PROJECT.glob("[!.]*/README.md")])
ROOTS = ("ossp_pipeline", "dbt_project", "expectations", "tests", "docs", "Makefile", "partnership", "pyproject.toml")
PLACEHOLDERS = {"<feed>": "police_crime", "<table>": "fct_measure_values", "<shape>": "incidents"}


def quoted_in(page):
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    return re.findall(r"`([^`\n]+)`", text) + re.findall(r"\]\(([^)#]+)\)", text)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(PROJECT).as_posix())
def test_every_path_a_page_names_exists(page):
    missing = []
    for quoted in quoted_in(page):
        name = quoted
        for placeholder, real in PLACEHOLDERS.items():
            name = name.replace(placeholder, real)
        if "<" in name or "*" in name or " " in name or "=" in name or name.startswith(("http", "--")):
            continue
        if name.split("/")[0] in ROOTS and not (PROJECT / name).exists():
            missing.append(name)
        if name.endswith((".md", ".png")) and not any((base / name).exists() for base in (PROJECT, page.parent)):
            missing.append(name)
    assert missing == []


@pytest.mark.parametrize("feed", FEEDS.values(), ids=lambda feed: feed.name)
def test_every_rule_a_feeds_page_names_exists(feed):
    known = {rule.rule for rule in read_suite("raw", feed.name).rules}
    known |= {
        *contract_rule_ids(feed),
        *alike_rule_ids(feed),
        *row_rule_ids(feed),
        *place_rule_ids(feed),
        f"{feed.name}.period.delivered",
    }
    known |= set(month_rule_ids(feed))
    named = {name for name in quoted_in(page_path(feed)) if re.fullmatch(rf"{feed.name}\.\w+\.\w+", name)}
    assert named - known == set()
    assert named, "a page says what its rules mean"


def test_the_dictionary_is_that_of_the_catalogue():
    assert PAGE.read_text(encoding="utf-8") == dictionary_page(), "run `make docs`"


def test_the_categories_in_the_docs_are_those_of_their_list():
    page = MEASURES.read_text(encoding="utf-8")
    assert page == replace_categories(page), "run `make docs`"


def test_every_error_code_is_explained_and_every_explained_code_exists():
    source = "".join(path.read_text(encoding="utf-8") for path in (PROJECT / "ossp_pipeline").rglob("*.py"))
    used = set(re.findall(r"\"(E-[A-Z]+)\"|(E-UNEXPECTED)", source))
    used_codes = {code for pair in used for code in pair if code}
    explained = set(re.findall(r"`(E-[A-Z]+)`", (PROJECT / "docs" / "runbook.md").read_text(encoding="utf-8")))
    assert used_codes - explained == set(), "explain them in docs/runbook.md"
    assert explained - used_codes == set(), "nothing raises them"


def test_every_setting_is_explained():
    runbook = (PROJECT / "docs" / "runbook.md").read_text(encoding="utf-8")
    settings = tomllib.loads((SHIPPED_PARTNERSHIP / CONFIG).read_text(encoding="utf-8"))
    assert [name for name in settings if f"`{name}`" not in runbook or f"OSSP_{name.upper()}" not in runbook] == []


def test_every_make_target_a_page_names_exists():
    targets = set(re.findall(r"^([a-z-]+):", (PROJECT / "Makefile").read_text(), flags=re.MULTILINE))
    named = {target for page in PAGES for target in make_targets_in(page.read_text(encoding="utf-8"))}
    assert "release-notes" in named, "a name with a hyphen is read whole"
    assert named - targets == set()


def make_targets_in(text):
    """In `code` wherever it stands, and at the start of a line of a block of code."""
    blocks = "\n".join(re.findall(r"```.*?```", text, flags=re.DOTALL))
    in_blocks = re.findall(r"^make (?:-s )?([a-z-]+)", blocks, flags=re.MULTILINE)
    return [*in_blocks, *re.findall(r"`make ([a-z-]+)[^`\n]*`", text)]


def test_the_readme_names_every_published_table():
    tree = (PROJECT / "README.md").read_text(encoding="utf-8").split("## What comes out")[1].split("```")[1]
    published = set(re.findall(r"ref\('(\w+)'\)", (DBT_PROJECT / "models/exposures.yml").read_text(encoding="utf-8")))
    named = set(re.findall(r"\w+", tree))
    assert {name for name in published if re.sub("^(performance|sna)_", "", name) not in named} == set()


def test_the_check_calls_the_readmes_test_command():
    command = "make test"
    assert command in (PROJECT / "README.md").read_text(encoding="utf-8")
    assert command in (PROJECT / ".ci" / "run").read_text(encoding="utf-8")


def test_locks_name_no_registry():
    for name in ("requirements.lock", "requirements-dev.lock"):
        assert "://" not in (PROJECT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("page", sorted({*PAGES} - {PAGE}), ids=lambda page: page.relative_to(PROJECT).as_posix())
def test_prose_is_wrapped_at_120(page):
    assert [line for line in prose_of(page.read_text(encoding="utf-8")) if len(line) > 120] == []


def prose_of(text):
    """The lines that people wrap: no table, no block of code, no picture, and nothing that `make docs` writes."""
    text = re.sub(r"<!-- (\w+): written by .*?<!-- end of \1 -->", "", text, flags=re.DOTALL)
    text = re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)
    return [line for line in text.splitlines() if not line.startswith(("|", "!["))]
