# `make` alone lists the targets. Each one sets up what it needs.

SHELL := /bin/bash
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# One file per set of packages that is installed: newer than its lock, nothing to do.
DEMO := $(VENV)/.installed-demo
DEV := $(VENV)/.installed-dev
BENCH := $(VENV)/.installed-bench
ARGS ?=

PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input -qq
PACKAGE := $(PIP) install --no-deps --no-build-isolation --editable .
COMPILE := $(BIN)/uv --quiet pip compile --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-header

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# --- To use it -------------------------------------------------------------------------------

.PHONY: demo
demo: $(DEMO) ## assess the Gaza agreement of 2023 and write the report
	@mkdir -p build && rm -f build/gaza-2023.html
	@# 0: no breach, 1: a breach was found. Both are a finished assessment, if the report is there.
	@$(BIN)/servanda assess examples/gaza-2023 --html build/gaza-2023.html; code=$$?; \
	if [ $$code -gt 1 ] || [ ! -s build/gaza-2023.html ]; then exit $$(( code > 1 ? code : 3 )); fi; \
	printf '\nOpen the report in a browser: %s\n' '$(CURDIR)/build/gaza-2023.html'

# --- To work on it ---------------------------------------------------------------------------

.PHONY: venv
venv: $(DEV) ## make .venv with everything that is locked, and this package

.PHONY: test
test: $(DEV) check ## all checks, then all tests; starts PostgreSQL, needs Chromium and Java
	@# Where Python is told to write no bytecode, each process that a test starts would compile anew.
	@$(BIN)/python -m compileall -q src tests benchmarks scripts
	@scripts/services.sh run $(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadgroup $(ARGS)

.PHONY: check
check: $(DEV) ## style, types, layers, spelling
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo --cache-dir build/import-linter
	$(BIN)/codespell

.PHONY: format
format: $(DEV) ## put the code into its form
	$(BIN)/ruff check --fix-only
	$(BIN)/ruff format

.PHONY: coverage
coverage: $(DEV) ## all tests, with the lines and branches that none of them reaches
	@mkdir -p build/coverage
	@scripts/services.sh run $(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadgroup \
		--cov --cov-report=term --cov-report=html $(ARGS)

.PHONY: services
services: ## start PostgreSQL and leave it on, for tests by hand
	@scripts/services.sh start

.PHONY: bench
bench: $(BENCH) ## measure how fast it is; ARGS=--help tells what else can be measured
	@$(BIN)/python -m benchmarks $(ARGS)

.PHONY: fuzz
fuzz: $(DEV) ## look for counterexamples for a long time
	@HYPOTHESIS_STORAGE_DIRECTORY=build/hypothesis $(BIN)/python -m tests.property.long_run $(ARGS)

.PHONY: reference
reference: $(DEV) ## write the reference pages and transcripts anew
	@$(BIN)/python scripts/reference.py
	@$(BIN)/python scripts/language_reference.py
	@$(BIN)/python scripts/editor_syntax.py
	@$(BIN)/python scripts/library.py
	@$(BIN)/python scripts/transcripts.py

.PHONY: docs
docs: $(DEV) ## build the documentation into build/site
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict

.PHONY: lock
lock: $(BIN)/uv ## choose the newest allowed packages and write requirements/ anew
	$(COMPILE) pyproject.toml --upgrade --all-extras --group dev --output-file requirements/dev.txt
	$(COMPILE) pyproject.toml --constraints requirements/dev.txt --output-file requirements/core.txt
	$(COMPILE) pyproject.toml --constraints requirements/dev.txt --extra geo --extra charts --group build \
		--output-file requirements/demo.txt
	$(COMPILE) --constraints requirements/dev.txt --group bench \
		--output-file requirements/bench.txt

.PHONY: clean
clean: ## stop what runs, delete everything that was made
	@if [ -d build ]; then scripts/services.sh stop; fi
	rm -rf build $(VENV)

# --- The environment -------------------------------------------------------------------------

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo 'Servanda needs Python 3.11 or newer. Name it: make PYTHON=/path/to/python3.11' >&2; exit 1; }
	@# Debian packs the part of Python that makes environments separately.
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		package=$$($(PYTHON) -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])'); \
		if [ "$$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then \
			apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq -y install $$package >/dev/null; \
		else \
			echo "This Python cannot make environments. Install: sudo apt-get install $$package" >&2; exit 1; \
		fi; }
	@$(PYTHON) -m venv --clear $(VENV)

# Only until there is a lock.
$(BIN)/uv: | $(BIN)/python
	@$(PIP) install uv

$(DEMO): requirements/demo.txt pyproject.toml | $(BIN)/python
	@echo 'Installing the packages of the demo (about half a minute) ...' >&2
	@$(PIP) install --no-deps --require-hashes --requirement requirements/demo.txt
	@$(PACKAGE)
	@touch $@

$(DEV): requirements/dev.txt pyproject.toml | $(BIN)/python
	@echo 'Installing all packages (one to three minutes) ...' >&2
	@$(PIP) install --no-deps --require-hashes --requirement requirements/dev.txt
	@$(PACKAGE)
	@touch $(DEMO) $@

$(BENCH): requirements/bench.txt $(DEV)
	@echo 'Installing what it is measured against ...' >&2
	@$(PIP) install --no-deps --require-hashes --upgrade --target $(VENV)/others \
		--requirement requirements/bench.txt
	@touch $@
