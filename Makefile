# Everything sets itself up in .venv; a machine needs only Python >= 3.11 (with venv) and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
WORKERS ?= $(shell nproc 2>/dev/null || echo 1)

.PHONY: corpus test lint bench acceptance lock clean

corpus: $(VENV)/.base ## the shipped recipe, built into ./corpus and proved again
	$(BIN)/provender build quickstart --out corpus --workers $(WORKERS)
	$(BIN)/provender verify corpus --workers $(WORKERS)

test: $(VENV)/.dev ## all tests
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal $(PYTEST)

lint: $(VENV)/.dev ## style, types and import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.dev ## figures as JSON, one script after another
	for script in tests/bench/bench_*.py; do $(BIN)/python $$script || exit 1; done

acceptance: $(VENV)/.dev ## the per-family tests at 1,000 draws a level (ten minutes on two cores)
	PROVENDER_DRAWS=1000 $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal tests/generators/test_every_family.py

$(VENV)/.base: requirements.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --editable .
	touch $@

$(VENV)/.dev: $(VENV)/.base requirements-dev.lock
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements-dev.lock
	touch $@

lock: ## pin all dependencies anew (needs uv on PATH)
	uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate pyproject.toml -o requirements.lock
	uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate --extra dev -c requirements.lock \
		pyproject.toml -o requirements-dev.lock

clean:
	rm -rf $(VENV) corpus builds dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
