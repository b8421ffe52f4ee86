# Everything that is done from here: `make` alone lists it.
# Each target makes its own set-up in .venv and does not repeat it while the pins are the same.

.DEFAULT_GOAL := help
.PHONY: help run test check format bench trials mutants messages clean
SHELL := /bin/bash

PORT ?= 8000
VENV := .venv
PY := $(VENV)/bin/python
MANAGE := $(PY) manage.py
PYTHON = $(shell for p in python3.11 python3.12 python3.13 python3; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && command -v "$$p" && break; done)
PIP := $(PY) -m pip --quiet --disable-pip-version-check install
TESTS ?=
MUTANTS ?= 150
PATHS ?=
WORKERS ?= auto
PYTEST := $(PY) -m pytest -n $(WORKERS) --dist worksteal

help: ## what can be done
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: export DEBUG := $(or $(DEBUG),1)
run: $(VENV)/run.stamp ## set up whatever is missing and serve on http://127.0.0.1:8000 (PORT=…)
	@mkdir -p var
	@$(PY) -m embassy.catalogues compile
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) load_content
	@$(if $(filter 0 false False,$(DEBUG)),:,$(MANAGE) make_demo)
	@printf '\n%s\n%s\n%s\n%s\n\n' \
	  'Look at       http://127.0.0.1:$(PORT)/en/    (the Korea programme: /en/south-korea/2021-2024/)' \
	  'Staff         http://127.0.0.1:$(PORT)/en/work/' \
	  'Admin         http://127.0.0.1:$(PORT)/admin/' \
	  'Stop with     Ctrl-C. What you change is kept in var/.'
	@exec $(MANAGE) runserver 127.0.0.1:$(PORT)

test: $(VENV)/dev.stamp browser ## every test, a browser's too (BROWSER=0 leaves those out, TESTS=… picks some)
	@$(PYTEST) $(TESTS)

check: $(VENV)/dev.stamp ## linters, formats, imports, migrations, deployment settings, translations
	@PY=$(PY) bash .ci/check

format: $(VENV)/dev.stamp ## put code into the format that check asks for
	@$(PY) -m ruff check --fix-only --quiet .
	@$(PY) -m ruff format --quiet .

bench: $(VENV)/dev.stamp ## one line a figure: name, value, target, ok or short (BENCH_JSON=file)
	@$(PY) -m tests.bench

trials: $(VENV)/dev.stamp ## the long trials, whose short samples are in test
	@TRIALS=1 $(PYTEST) -m "trials or once" $(TESTS)

mutants: $(VENV)/dev.stamp ## small faults that no test notices (MUTANTS=n or all, PATHS=…, TESTS=…)
	@MUTANTS="$(MUTANTS)" PATHS="$(PATHS)" TESTS="$(or $(TESTS),tests)" $(PY) -m tests.mutants

messages: $(VENV)/dev.stamp ## take new strings into locale/ for translation (needs gettext)
	@$(PY) -m embassy.catalogues extract

clean: ## remove what was made here, except the data in var/
	@rm -rf $(VENV) staticfiles .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

.PHONY: browser
browser: $(VENV)/dev.stamp
	@$(if $(filter 0,$(BROWSER)),:,$(PY) -m tests.browser.chromium)

$(PY):
	@test -n "$(PYTHON)" || { echo 'Python 3.11 or later is needed (Debian: apt install python3 python3-venv).' >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
	  || { echo 'Python cannot make virtual environments (Debian: apt install python3-venv).' >&2; exit 1; }
	@$(PYTHON) -m venv --clear $(VENV)

$(VENV)/run.stamp: requirements.txt | $(PY)
	@echo 'Installing what the product runs on …'
	@$(PIP) -r requirements.txt
	@touch $@

$(VENV)/dev.stamp: requirements.txt requirements-dev.txt | $(PY)
	@echo 'Installing what the tests need …'
	@$(PIP) -r requirements-dev.txt
	@touch $(VENV)/run.stamp $@
