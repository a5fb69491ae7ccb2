# Two commands do everything on a fresh machine with Python 3.11 and make:  make run  ·  make test
# uv installs where it is there, with the settings it has of its own; pip otherwise, or with `make run UV=`.
BIN       := .venv/bin
IS_311    := -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))'
PYTHON    ?= $(firstword $(foreach name,python3.11 python3,$(shell $(name) $(IS_311) 2>/dev/null && echo $(name))))
UV        ?= $(shell uv --version >/dev/null 2>&1 && echo uv)
INSTALL    = $(if $(UV),$(UV) pip install -q --python $(BIN)/python --compile-bytecode,$(BIN)/pip install -q)
CODE      := ossp_pipeline tests bench setup.py
# One more than there are processors, and at most four: some tests wait for what they started.
WORKERS    = $(shell $(PYTHON) -c 'import os; print(min(4, os.cpu_count() + 1))')
PARALLEL   = -n $(WORKERS)
# Unit tests wait for nothing, and each process collects them all.
UNIT       = -n logical --maxprocesses 4
LOCK      := uv pip compile -q --generate-hashes --no-header --no-annotate --no-strip-extras --universal --python-version 3.11
export DO_NOT_TRACK := 1
# Python keeps what it compiled, also where the machine says otherwise: each process would compile all tests anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help run test check test-unit fix lint coverage pages nightly hooks ui bench docs lock release-notes clean
help:  ## what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## */\1\t/' | expand -t 16

run: .venv/.runtime  ## sample deliveries (if nothing was delivered yet), then refresh: the main job
	@$(BIN)/ossp sample --if-empty
	@$(BIN)/ossp refresh

test: .venv/.dev  ## the whole test suite, from nothing
	$(BIN)/python -m pytest $(PARALLEL) --dist worksteal --durations 10

check: .venv/.dev  ## lint beside the fast unit tests: the loop while working, less than a minute from the second time on
	@$(MAKE) --no-print-directory -j2 -Otarget lint test-unit

test-unit: .venv/.dev  ## the unit tests that are not marked slow
	$(BIN)/python -m pytest tests/unit -m "not slow and not nightly" $(UNIT) --dist worksteal

fix: .venv/.dev  ## put right what the linters can put right, and format
	$(BIN)/ruff check --fix $(CODE)
	$(BIN)/ruff format $(CODE)
	$(BIN)/sqlfluff fix dbt_project

lint: .venv/.dev .venv/.sql  ## style of Python and SQL, types and the dependency rule
	$(BIN)/ruff check $(CODE)
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/mypy
	$(BIN)/lint-imports

# Of SQL, the queries that changed since all of it was clean; all of it where a macro, a rule or a tool changed.
.venv/.sql: .venv/.dev .sqlfluff $(shell find dbt_project -name '*.sql')
	$(BIN)/sqlfluff lint $(if $(filter-out dbt_project/models/% dbt_project/tests/%,$?),dbt_project,$?)
	@touch $@

coverage: .venv/.dev  ## branches of the package that unit and integration tests reach; fails below its floor
	$(BIN)/python -m pytest tests/unit tests/integration $(PARALLEL) --dist loadfile --cov --cov-report=term:skip-covered

pages: .venv/.dev  ## every page of the sample's site in the system's Chromium (takes some minutes)
	$(BIN)/python -m pytest tests/browser -m "nightly or not nightly"

nightly: .venv/.dev  ## what a check of every change has no time for: hundreds of cubes, late faults, more areas, all pages
	$(BIN)/python -m pytest -m nightly -s $(PARALLEL) --dist worksteal --timeout 3600

hooks: .venv/.dev  ## run the checks of .pre-commit-config.yaml before every commit
	$(BIN)/pre-commit install

ui: .venv/.runtime  ## the Dagster UI and its daemon, on loopback only
	@$(BIN)/ossp ui

bench: .venv/.dev  ## the speed figures, as ratios in one run
	$(BIN)/python -m bench

docs: .venv/.dev  ## write the contracts into docs/feeds, and the data dictionary
	$(BIN)/python -m ossp_pipeline.docs_build.feed_pages

lock:  ## pin again, after a change of pyproject.toml (needs uv)
	$(LOCK) --extra install pyproject.toml -o requirements.lock
	$(LOCK) --extra install --extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock

release-notes:  ## what CHANGELOG.md says of a version: make release-notes VERSION=0.1.0
	@awk '/^## /{ in_it = ($$2 == "$(VERSION)"); found += in_it } in_it; END { exit !found }' CHANGELOG.md || \
		{ echo "CHANGELOG.md has no section “$(VERSION)”. Name one: make release-notes VERSION=0.1.0" >&2; exit 1; }

clean:  ## remove the environment; deliveries and releases in data/ stay
	rm -rf .venv

.venv/.runtime: requirements.lock pyproject.toml setup.py
	@test -n "$(PYTHON)" || { echo "There is no Python 3.11 here. Install python3.11 with its venv module, or name it: make run PYTHON=PATH" >&2; exit 1; }
	@echo "Setting up .venv (one to three minutes, once)"
	@test -d .venv || $(PYTHON) -m venv .venv
	@$(INSTALL) --require-hashes -r requirements.lock
	@$(INSTALL) --no-deps --no-build-isolation -e .
	@touch $@

.venv/.dev: .venv/.runtime requirements-dev.lock
	@$(INSTALL) --require-hashes -r requirements-dev.lock
	@touch $@
