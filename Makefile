# Two commands do everything on a fresh machine with Python 3.11 and make:  make run  ·  make test
PYTHON ?= python3.11
BIN    := .venv/bin
export DO_NOT_TRACK := 1

.PHONY: help run test pages lint ui bench docs lock clean
help:  ## what can be made
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'

run: .venv/.runtime  ## sample deliveries (if nothing was delivered yet), then refresh: the main job
	@$(BIN)/ossp sample --if-empty
	@$(BIN)/ossp refresh

test: .venv/.dev  ## the whole test suite, from nothing
	$(BIN)/python -m pytest -n logical --maxprocesses 4 --dist loadfile

pages: .venv/.dev  ## every page of the sample's site in the system's Chromium: for nights, minutes
	$(BIN)/python -m pytest tests/browser -m "nightly or not nightly"

lint: .venv/.dev  ## style of Python and SQL, types and the dependency rule
	$(BIN)/ruff check ossp_pipeline tests bench
	$(BIN)/ruff format --check ossp_pipeline tests bench
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/sqlfluff lint dbt_project

ui: .venv/.runtime  ## the Dagster UI and its daemon, on loopback only
	@$(BIN)/ossp ui

bench: .venv/.dev  ## the speed figures, as ratios in one run
	$(BIN)/python -m bench

docs: .venv/.dev  ## write the contracts into docs/feeds, and the data dictionary
	$(BIN)/python -m ossp_pipeline.docs_build.feed_pages

lock: .venv/.dev  ## pin again, after a change of pyproject.toml (needs uv)
	uv pip compile -q --generate-hashes --no-header --no-annotate --no-strip-extras --universal --python-version 3.11 \
		--extra install pyproject.toml -o requirements.lock
	uv pip compile -q --generate-hashes --no-header --no-annotate --no-strip-extras --universal --python-version 3.11 \
		--extra install --extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock

clean:  ## remove the environment; deliveries and releases in data/ stay
	rm -rf .venv

.venv/.runtime: requirements.lock pyproject.toml
	@echo "Setting up .venv (about two minutes, once)"
	@test -d .venv || $(PYTHON) -m venv .venv
	@$(BIN)/pip install -q --require-hashes -r requirements.lock
	@$(BIN)/pip install -q --no-deps --no-build-isolation -e .
	@touch $@

.venv/.dev: .venv/.runtime requirements-dev.lock
	@$(BIN)/pip install -q --require-hashes -r requirements-dev.lock
	@touch $@
