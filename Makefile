# Two commands for a fresh machine with Python 3.11 or newer:
#   make site   sets up and builds this repository's own blog into output/
#   make test   sets up and passes all tests, those in a real browser included
#   make soak   plays the laws of exact builds for an hour: 2,000 random histories, 100 killed builds, 200 edits

PYTHON ?= python3
SOAK ?= 2000# random histories in all
SEED ?= 0# another number plays others
VENV := .venv
BIN := $(VENV)/bin

.PHONY: site test soak setup setup-dev lint types unit browser format bench bench-preview bench-check soak-preview clean

site: setup
	$(BIN)/ssg build .

setup: $(VENV)/.installed

setup-dev: $(VENV)/.installed-dev

$(VENV)/.installed: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --editable .
	touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	$(BIN)/python tools/install_dev.py
	touch $@

test: setup-dev lint types unit

lint: setup-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: setup-dev
	$(BIN)/mypy

# The browser's tests by themselves: its driver is a child process with an event loop, which others would meet.
unit: setup-dev
	$(BIN)/python -m pytest -n 2 --ignore tests/browser
	$(BIN)/python -m pytest -n 2 tests/browser

soak: setup-dev
	SOAK=$(SOAK) SEED=$(SEED) $(BIN)/python -m pytest -n 2 tests/properties tests/run/test_live_histories.py tests/preview/test_never_stale.py

# An hour of `ssg serve`: edited, read and listened to; then nothing may be left, and every address be exact.
soak-preview: setup-dev
	$(BIN)/python -m tools.soak_preview

format: setup-dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# Against Hugo, Eleventy and Pelican, which it installs into a temporary folder; takes about an hour, wants npm and
# nothing else running, and writes benchmarks/RESULTS.md.
bench: setup
	$(BIN)/python -m benchmarks.run --posts 1000 10000 --digest

# The live preview beside Hugo's, in Chromium: from the saved file to the new text on the page. Takes about an hour and
# a half, wants nothing else running, and writes its section of benchmarks/RESULTS.md.
bench-preview: setup-dev
	$(BIN)/python -m benchmarks.preview --posts 1000 10000

# The gate on 10,000 posts: three minutes, wants nothing else running, and writes its section of the same file.
bench-check: setup
	$(BIN)/python -m benchmarks.check

clean:
	rm -rf $(VENV) .tools .ssg-cache output .mypy_cache .pytest_cache .ruff_cache .hypothesis
