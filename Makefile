# Two commands do everything: `make run` and `make test`. Both build .venv first if it is missing or stale.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
HOME_DIR ?= data

.DEFAULT_GOAL := help
.PHONY: help run test check format bench docs constraints clean

help:  ## say what there is
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

# Every package is pinned and hashed, so nothing is resolved: --no-deps is safe, and quick.
$(VENV)/ready: constraints.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Newsmill needs Python 3.11 or newer, and $(PYTHON) is " + sys.version.split()[0])'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --no-deps --require-hashes -r constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

# Exit code 3 means "done, and something was rejected": the samples hold one bad record on purpose.
run: $(VENV)/ready  ## set up, ingest seeds/ and print the report
	@$(BIN)/newsmill --home $(HOME_DIR) ingest seeds || [ $$? -eq 3 ]
	@$(BIN)/newsmill --home $(HOME_DIR) report

test: check  ## lint, types and every test
	$(BIN)/python -m pytest

check: $(VENV)/ready  ## format, lint and types, changing nothing
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m flows.dictionary --check

format: $(VENV)/ready  ## format and mend what can be mended
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(VENV)/ready  ## run every scorer beside the checkout and write docs/quality.md
	$(BIN)/python -m tests.bench.run

docs: $(VENV)/ready  ## write docs/warehouse.md from the comments in sql/
	$(BIN)/python -m flows.dictionary

constraints: $(VENV)/ready  ## pin all packages anew, with hashes and without naming an index
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-header --upgrade --extra dev pyproject.toml -o constraints.txt

clean:  ## remove the environment and the sample warehouse
	rm -rf $(VENV) $(HOME_DIR)
