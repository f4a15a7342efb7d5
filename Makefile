# Farola. `make run` serves a demonstration neighbourhood; `make test` and `make check` prove a change; `make help` lists all.
PORT ?= 8000
PYTHON ?= python3
export FAROLA_DATA ?= data
export FAROLA_ADDRESS ?= http://127.0.0.1:$(PORT)
BIN := .venv/bin
PIP := $(BIN)/pip install --disable-pip-version-check --quiet --require-hashes

.DEFAULT_GOAL := help
.PHONY: help install run test check bench words lock

help: ## This list
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

install: .venv/installed ## Set up what serving needs, in .venv

.venv/python:
	@$(PYTHON) -c 'import sys; sys.exit("Farola needs Python 3.11 or newer; this is " + sys.version) if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv .venv
	@touch $@

.venv/installed: .venv/python requirements.lock pyproject.toml
	$(PIP) -r requirements.lock
	$(BIN)/pip install --disable-pip-version-check --quiet --no-deps --no-build-isolation -e .
	@touch $@

.venv/ready-to-test: .venv/installed requirements-dev.lock tests/package-lock.json
	$(PIP) -r requirements-dev.lock
	@sh .ci/system-parts
	@touch $@

run: .venv/installed ## Load the demonstration neighbourhood and serve it at http://127.0.0.1:$(PORT)
	@$(BIN)/farola demo
	@$(BIN)/farola serve --port $(PORT)

test: .venv/ready-to-test ## Run every test
	sh .ci/in-memory $(BIN)/pytest -n auto --dist loadfile --no-loadscope-reorder

check: .venv/ready-to-test ## Format, lint, types, import law, instruments, translations, migration drift
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/farola instruments check
	$(BIN)/python -m tests.house.words --check
	$(BIN)/pytest -q tests/migrations tests/house

bench: .venv/ready-to-test ## Measure speed and memory; prints JSON
	@$(BIN)/python -m tests.benchmarks

words: .venv/ready-to-test ## Bring the translators' catalogues up to date with the strings in the code
	$(BIN)/python -m tests.house.words

lock: .venv/ready-to-test ## Pin the newest versions that pyproject.toml allows
	$(BIN)/pip-compile -q --upgrade --strip-extras --generate-hashes --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-header --allow-unsafe --extra build -o requirements.lock pyproject.toml
	$(BIN)/pip-compile -q --strip-extras --generate-hashes --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-header --allow-unsafe --extra build --extra dev -c requirements.lock -o requirements-dev.lock pyproject.toml
