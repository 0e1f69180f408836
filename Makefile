# make demo    the whole story on this machine: no accounts, no configuration, no network but for packages
# make year    a year of three clients in minutes, and its report (ARGS="--cases 300": a shorter one)
# make test    the tests but for the heavy ones: some points at which a process is killed, long tests a second time
#              on real servers, every reader with every text; what needs a server that is not here is named
# make check   what has to pass before a change goes in: format, lint, types, layers, and every test
# make types   of these, types alone
# make run     the daemon, with ./concierge.toml (or CONCIERGE_CONFIG)
# make bench   speed figures            make corpora  figures over mail corpora, beside this folder
#                                                     or CORPORA=/where/they/lie, and over the own mails in the
#                                                     shapes of clients (MAILS=/more of them)
# make clients real mail clients (NeoMutt, s-nail, Gnus, Roundcube) at the service; what is missing is named
# make chaos   the service killed a thousand times, and whether it keeps its promises (see docs/reliability.md)
# make field   mails from the field, played whole, a line each
# make format  put the code in shape    make lock     renew requirements*.lock from pyproject.toml
#                                                     (newer releases too: ARGS=--upgrade)
# make mutants ROOM=cases    which small changes of a room's code its tests do not notice (hours; see bench/mutants.py)

BIN := .venv/bin
# A lock is complete (tests/test_lock.py), so nothing is resolved: what else the index has cannot matter.
# Twice quiet: errors only, not pip's remarks about how it is configured on this machine.
PIP := $(BIN)/python -m pip install -qq --disable-pip-version-check --no-user --no-compile --no-deps --require-hashes
PIP_FAILED := { echo "The packages could not be installed: pip says why above." >&2; exit 1; }
COMPILE := $(BIN)/pip-compile --quiet --generate-hashes --allow-unsafe --no-strip-extras --no-header \
	--no-annotate --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options $(ARGS)
# Tests share servers within a worker. A worker that has nothing left takes tests from the others. There is one
# more than a small machine has processors, because tests of servers wait.
WORKERS ?= -n 3 --dist worksteal
# Compiled tests are kept also where the environment says otherwise: every worker and every process that a test
# starts would compile everything again, which is a minute of a run.
PYTEST := env -u PYTHONDONTWRITEBYTECODE $(BIN)/pytest
CORPORA ?= $(wildcard ../shared/corpora)
PACKAGES := cases concierge db followups intake mailer replies reports templates
SOURCES := $(PACKAGES) tests bench

.PHONY: demo year test check types run bench chaos clients corpora field mutants lock format
.DELETE_ON_ERROR:

demo: .venv/runtime
	@$(BIN)/concierge demo $(ARGS)

year: .venv/runtime
	@$(BIN)/concierge demo --year $(ARGS)

run: .venv/runtime
	@$(BIN)/concierge run $(ARGS)

test: .venv/development
	@$(PYTEST) $(WORKERS) -m "not heavy" $(ARGS)

types: .venv/development
	@$(BIN)/mypy

check: .venv/development
	@$(BIN)/ruff format --check --quiet $(SOURCES)
	@$(BIN)/ruff check --quiet $(SOURCES)
	@$(BIN)/mypy
	@$(PYTEST) $(WORKERS) $(ARGS)

bench: .venv/development
	@PYTHONPATH=. $(BIN)/python bench/parse.py $(CORPORA) $(ARGS)
	@PYTHONPATH=. $(BIN)/python bench/topics.py
	@PYTHONPATH=. $(BIN)/python bench/unseen.py
	@PYTHONPATH=. $(BIN)/python bench/advice_path.py
	@PYTHONPATH=. $(BIN)/python bench/intake.py
	@PYTHONPATH=. $(BIN)/python bench/stages.py

corpora: .venv/development
	@test -d "$(CORPORA)" || { echo "Say where the corpora lie: make corpora CORPORA=/some/folder" >&2; exit 2; }
	@PYTHONPATH=. $(BIN)/python tests/corpora.py "$(CORPORA)" --misses $(ARGS)
	@PYTHONPATH=. $(BIN)/python tests/intake/reading/reply_corpora.py "$(CORPORA)" --misses $(ARGS)
	@PYTHONPATH=. $(BIN)/python tests/client_mails.py tests/data/clients tests/data/clients/held $(wildcard $(CORPORA)/new_text) $(MAILS) --misses

chaos: .venv/development
	@PYTHONPATH=. $(BIN)/python -m tests.chaos $(ARGS)

clients: .venv/development
	@$(BIN)/pytest tests/clients $(ARGS)

field: .venv/development
	@test -d "$(CORPORA)" || { echo "Say where the corpora lie: make field CORPORA=/some/folder" >&2; exit 2; }
	@FIELD="$(abspath $(CORPORA))/field" $(BIN)/pytest tests/field -v --tb=short --show-capture=no $(ARGS)

mutants: .venv/mutants/bin/mutmut
	@$(BIN)/python bench/mutants.py $(ROOM) $(ARGS)

format: .venv/development
	@$(BIN)/ruff check --fix --quiet $(SOURCES)
	@$(BIN)/ruff format $(SOURCES)

lock: .venv/development
	@$(COMPILE) --output-file requirements.lock pyproject.toml
	@$(COMPILE) --extra dev --constraint requirements.lock --output-file requirements-dev.lock pyproject.toml
	@$(COMPILE) --extra semantic --constraint requirements.lock --output-file requirements-semantic.lock pyproject.toml

# The stamps are newer than the lock files they were made from. The console script is written here, without
# building a package: "-P" keeps the folder that the command is called in out of the import path. Everything is
# compiled now, because who runs the service later may not be allowed to write here.
.venv/runtime: requirements.lock .venv/bin/python .venv/bin/activate
	@echo "Installing what the service needs into .venv (once)"
	@$(PIP) -r requirements.lock || $(PIP_FAILED)
	@echo "$(CURDIR)" > "$$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/learning_concierge.pth"
	@printf '%s\n' '#!/bin/sh' 'exec "$(CURDIR)/.venv/bin/python" -P -m concierge "$$@"' > $(BIN)/concierge
	@chmod +x $(BIN)/concierge
	@$(BIN)/python -m compileall -qq -j 0 .venv/lib $(PACKAGES) || true # what cannot be compiled says so when imported
	@touch $@

.venv/development: requirements-dev.lock .venv/runtime
	@echo "Installing what the tests need into .venv (once)"
	@$(PIP) -r requirements-dev.lock || $(PIP_FAILED)
	@touch $@

# mutmut has an environment of its own, with what the tests need: nothing of it belongs to the service.
.venv/mutants/bin/mutmut: requirements-dev.lock | .venv/development
	@echo "Installing mutmut into .venv/mutants (once)"
	@$(BIN)/python -m venv --clear .venv/mutants
	@.venv/mutants/bin/python -m pip install -qq --disable-pip-version-check --no-deps --require-hashes \
		-r requirements-dev.lock || $(PIP_FAILED)
	@.venv/mutants/bin/python -m pip install -qq --disable-pip-version-check mutmut==3.8.1 || $(PIP_FAILED)
	@touch $@

# A Python that is gone leaves a dangling link, a set-up that was cut short no `activate` (it is written last):
# both are made anew.
.venv/bin/python:
	@.ci/venv
.venv/bin/activate: | .venv/bin/python
	@.ci/venv
