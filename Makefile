# make demo    the whole story on this machine: no accounts, no configuration, no network but for packages
# make test    every test; what needs servers that are not installed is skipped and named
# make check   what has to pass before a change goes in: format, lint, types, layers, tests
# make run     the daemon, with ./concierge.toml (or CONCIERGE_CONFIG)
# make bench   speed figures            make corpora  figures over mail corpora, beside this folder
#                                                     or CORPORA=/where/they/lie
# make format  put the code in shape    make lock     renew requirements*.lock from pyproject.toml

BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes
COMPILE := $(BIN)/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-header \
	--no-annotate --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options
# Tests share servers within a worker; one worker more than two gains little.
WORKERS ?= -n 2
CORPORA ?= $(wildcard ../shared/corpora)
SOURCES := cases concierge db followups intake mailer replies reports templates tests bench

.PHONY: demo test check run bench corpora lock format
.DELETE_ON_ERROR:

demo: .venv/runtime
	@$(BIN)/concierge demo $(ARGS)

run: .venv/runtime
	@$(BIN)/concierge run $(ARGS)

test: .venv/development
	@$(BIN)/pytest $(WORKERS) $(ARGS)

check: .venv/development
	@$(BIN)/ruff format --check --quiet $(SOURCES)
	@$(BIN)/ruff check --quiet $(SOURCES)
	@$(BIN)/mypy
	@$(BIN)/pytest $(WORKERS) $(ARGS)

bench: .venv/development
	@PYTHONPATH=. $(BIN)/python bench/parse.py $(CORPORA) $(ARGS)
	@PYTHONPATH=. $(BIN)/python bench/topics.py
	@PYTHONPATH=. $(BIN)/python bench/intake.py

corpora: .venv/development
	@test -d "$(CORPORA)" || { echo "Say where the corpora lie: make corpora CORPORA=/some/folder" >&2; exit 2; }
	@PYTHONPATH=. $(BIN)/python tests/corpora.py "$(CORPORA)" --misses $(ARGS)
	@PYTHONPATH=. $(BIN)/python tests/intake/reading/reply_corpora.py "$(CORPORA)" --misses $(ARGS)

format: .venv/development
	@$(BIN)/ruff check --fix --quiet $(SOURCES)
	@$(BIN)/ruff format $(SOURCES)

lock: .venv/development
	@$(BIN)/python -m pip install --quiet pip-tools
	@$(COMPILE) --output-file requirements.lock pyproject.toml
	@$(COMPILE) --extra dev --constraint requirements.lock --output-file requirements-dev.lock pyproject.toml

# The stamps are newer than the lock files they were made from. The console script is written here, without
# building a package: "-P" keeps the folder that the command is called in out of the import path.
.venv/runtime: requirements.lock | .venv/bin/python
	@echo "Installing what the service needs into .venv (once)"
	@$(PIP) -r requirements.lock
	@echo "$(CURDIR)" > "$$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/learning_concierge.pth"
	@printf '%s\n' '#!/bin/sh' 'exec "$(CURDIR)/.venv/bin/python" -P -m concierge "$$@"' > $(BIN)/concierge
	@chmod +x $(BIN)/concierge
	@touch $@

.venv/development: requirements-dev.lock .venv/runtime
	@echo "Installing what the tests need into .venv (once)"
	@$(PIP) -r requirements-dev.lock
	@touch $@

.venv/bin/python:
	@.ci/venv
