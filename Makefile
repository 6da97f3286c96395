# make run, make test: on a fresh machine with python3 and make, and nothing else.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: run test check format lock clean bench crash crash-posts kills faults together load
.PHONY: ready soak fuzz golden pictures
.PHONY: settings-table image-steps audit

run: .venv/installed
	@$(BIN)/footnote run

# A process for each core; whichever is done takes tests from the others.
test: .venv/installed-dev
	@$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist worksteal

check: .venv/installed-dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

format: .venv/installed-dev
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

# What takes longer than a test may. Another archive: make bench ARCHIVE=~/digests; with questions
# about it (see bot/evaluation/questions.py): make bench ARCHIVE=… QUESTIONS=… NOW=2026-04-22
ARCHIVE ?= index/sample
QUESTIONS ?=
NOW ?=

bench: .venv/installed-dev
	@$(BIN)/python -m tests.benchmarks.startup
	@$(BIN)/python -m tests.benchmarks.archives $(ARCHIVE)
	@for measure in words embedding memory; do \
		$(BIN)/python -m tests.benchmarks.indexing $$measure $(ARCHIVE); done
ifeq ($(QUESTIONS),)
	@echo "Retrieval isn't measured: that wants QUESTIONS and the ARCHIVE that they ask about."
else
	@$(BIN)/python -m tests.benchmarks.retrieval $(QUESTIONS) $(ARCHIVE) --peers $(if $(NOW),--now $(NOW))
endif

crash: .venv/installed-dev
	@$(BIN)/python -m tests.benchmarks.crashes

crash-posts: .venv/installed-dev
	@$(BIN)/python -m tests.benchmarks.deliveries

kills: .venv/installed-dev
	@$(BIN)/python -m tests.benchmarks.kills
	@$(BIN)/python -m tests.benchmarks.kills --postgres

faults: .venv/installed-dev
	@$(BIN)/python -m tests.benchmarks.faults

together: .venv/installed-dev
	@$(BIN)/python -m tests.benchmarks.together

load: .venv/installed-dev
	@$(BIN)/python -m tests.benchmarks.load

ready: .venv/installed-dev
	@$(BIN)/python -m tests.benchmarks.ready

soak: .venv/installed-dev
	@$(BIN)/python -m tests.benchmarks.soak

fuzz: .venv/installed-dev
	@$(BIN)/python -m tests.benchmarks.mutations

# The prompts as they are sent, against which the tests hold them.
golden: .venv/installed-dev
	@$(BIN)/python -m tests.prompts.golden

# The settings in README.md, as the code describes them.
settings-table: .venv/installed-dev
	@$(BIN)/python -m tests.documented

# What the Dockerfile's first stage does, in a temporary folder; for machines without Docker.
image-steps: .venv/installed-dev
	@$(BIN)/python -m tests.dockerfile

# Known vulnerabilities of what the locks name, by the advisories of the Python package index.
audit: .venv/installed
	@$(BIN)/pip install --quiet --disable-pip-version-check pip-audit
	@for lock in requirements.lock requirements-build.lock; do \
		$(BIN)/pip-audit --strict --progress-spinner off --disable-pip --require-hashes \
			-r $$lock || exit 1; done

# The pictures of the README, drawn by Debian's chromium.
pictures: .venv/installed-dev
	@$(BIN)/pip install --quiet --disable-pip-version-check playwright "simcord[preview]"
	@$(BIN)/python -m tests.pictures

# The lock holds every package for every platform with its hashes, and names no host.
lock: .venv/installed-dev
	@$(BIN)/pip install --quiet uv
	@$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-header --no-annotate --quiet -o requirements.lock
	@$(BIN)/uv pip compile pyproject.toml --extra dev --constraint requirements.lock --universal \
		--python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate \
		--quiet -o requirements-dev.lock
	@$(BIN)/python -c 'import tomllib; \
		print(*tomllib.load(open("pyproject.toml", "rb"))["build-system"]["requires"], sep="\n")' \
		| $(BIN)/uv pip compile - --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-header --no-annotate --quiet -o requirements-build.lock

clean:
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis

.venv/bin/python:
	@$(PYTHON) -m venv .venv

.venv/installed: requirements.lock pyproject.toml | .venv/bin/python
	@echo "Installing Footnote into .venv (once; a minute or two) …" >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

.venv/installed-dev: .venv/installed requirements-dev.lock
	@echo "Installing what the tests need …" >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@
