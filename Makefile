# make run   install into .venv, index the library, serve the page (prints its address)
# make test  install with the test tools, then every check: ruff, mypy, pytest
#
# Needs make and Python 3.11 or newer with venv; everything else is installed into .venv. Installing again happens only when
# pyproject.toml or constraints.txt changed. ARGS are handed on: make run ARGS="--port 8600", make test ARGS="-k fuse".

PYTHON ?= python3
ARGS ?=
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install -qq -c constraints.txt
MADE := $(VENV)/.made
RUN := $(VENV)/.installed-run
TEST := $(VENV)/.installed-test
export PYTHONUTF8 := 1

.DEFAULT_GOAL := run
.PHONY: run test lint clean

# An input that cannot be read (exit code 1) or another writer (5) is told, and the page is served all the same.
run: $(RUN)
	@$(BIN)/evidence-search ingest || [ $$? -eq 1 ] || [ $$? -eq 5 ]
	@$(BIN)/evidence-search serve $(ARGS)

test: lint
	$(BIN)/pytest $(ARGS)

lint: $(TEST)
	$(BIN)/ruff check .
	$(BIN)/mypy

clean:
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -not -path './.git/*' -prune -exec rm -rf {} +

$(MADE):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo 'Python 3.11 or newer is needed; "$(PYTHON)" is' \
	    "$$($(PYTHON) --version 2>/dev/null || echo missing). Name another: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@rm -rf $(VENV)
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
	  echo 'The virtual environment could not be made. On Debian and Ubuntu: apt-get install python3-venv' >&2; exit 1; }
	@touch $@

$(RUN): $(MADE) pyproject.toml constraints.txt
	@echo 'Installing into $(VENV) (minutes the first time) ...' >&2
	@$(PIP) -e .
	@touch $@

$(TEST): $(MADE) pyproject.toml constraints.txt
	@echo 'Installing into $(VENV) with the test tools (minutes the first time) ...' >&2
	@$(PIP) -e '.[test]'
	@touch $(RUN) $@
