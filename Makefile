# One word each. `make serve` is all a user needs; `make check test` is what CI runs.

PYTHON ?= python3
VENV ?= .venv
TORCH_VERSION := 2.13.0
CYCLONEDX_VERSION := 7.5.0
ATHERIS_VERSION := 3.0.0
PIP_AUDIT_VERSION := 2.10.1
# torch's plain build brings gigabytes of CUDA, so its CPU build is taken, from PyTorch's own index. Where that cannot be
# reached, pip warns and takes the version from wherever it is set up to look.
TORCH_WHEELS ?= https://download.pytorch.org/whl/cpu

BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
INSTALLED := $(VENV)/.installed
ADAPTERS := .venv-adapters
RAY := .venv-ray
# What is killed, and what fails, in a loop of QA_TEST_ROUNDS rounds or at every moment there is.
FAULTS := tests/index/test_index_crashes.py tests/index/test_index_damage.py tests/service/test_documents_faults.py \
	tests/service/test_live_damage.py tests/service/test_feedback.py tests/fuzz
FAST := not model and not browser and not slow
UV ?= $(or $(wildcard $(BIN)/uv),uv)
LOCK := $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-package torch

# Nothing is fetched from a model hub, and nothing reported to one.
export HF_HUB_OFFLINE := 1
export TRANSFORMERS_OFFLINE := 1
export HF_HUB_DISABLE_TELEMETRY := 1

.DEFAULT_GOAL := help
.PHONY: help serve index install test coverage test-slow test-fast test-postgres test-adapters test-ray nightly contract fuzz audit check lint types imports format docs lock licences sbom train-reader image clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

serve: index ## install, index the documents in seeds/ and answer at http://127.0.0.1:8000
	@$(BIN)/qa serve

index: $(INSTALLED) ## bring the index in line with the documents
	@$(BIN)/qa index

install: $(INSTALLED) ## create the environment with exactly the locked versions

$(INSTALLED): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "make: Python 3.11 or newer is needed; '$(PYTHON)' is not. Name one: make serve PYTHON=python3.11" >&2; exit 2; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || \
		{ echo "make: $(PYTHON) cannot make a virtual environment (on Debian: apt-get install python3-venv)" >&2; exit 2; }
	$(PIP) install --no-deps --retries 0 --timeout 20 --extra-index-url $(TORCH_WHEELS) torch==$(TORCH_VERSION)
	$(PIP) install --no-deps --require-hashes -r requirements.lock
	$(PIP) install --no-deps --no-build-isolation --no-index -e .
	@touch $@

test: coverage test-slow ## run every test; says how long they took, and which took longest

coverage: $(INSTALLED) ## run the fast tests, and fail where they leave more of qa/ and index/ unrun than they may
	$(BIN)/python -m pytest -m "$(FAST)" --durations=10 --cov --cov-report=term:skip-covered

test-slow: $(INSTALLED) ## run the tests that need the model, a browser or patience
	$(BIN)/python -m pytest -m "not ($(FAST))" --durations=10

test-fast: $(INSTALLED) ## run the tests that need no model, no browser and no patience
	$(BIN)/python -m pytest -m "$(FAST)"

test-postgres: $(INSTALLED) ## run the tests of the index in a database, against a real server
	$(BIN)/python -m pytest -m postgres --durations=10

test-adapters: $(ADAPTERS)/.installed ## run the tests of qa/integrations/ against the real frameworks
	$(ADAPTERS)/bin/python -c 'import qa.integrations.haystack, qa.integrations.langchain, qa.integrations.llamaindex'
	HAYSTACK_TELEMETRY_ENABLED=False $(ADAPTERS)/bin/python -m pytest tests/integrations

$(ADAPTERS)/.installed: requirements-adapters.lock
	@test -x $(ADAPTERS)/bin/python || $(PYTHON) -m venv $(ADAPTERS)
	$(ADAPTERS)/bin/python -m pip --disable-pip-version-check install --no-deps --require-hashes -r requirements-adapters.lock
	@touch $@

test-ray: $(RAY)/.installed ## run the tests of workers on a Ray cluster, against a real one
	$(RAY)/bin/python -m pytest -m ray tests/integrations/test_ray.py

$(RAY)/.installed: requirements-ray.lock
	@test -x $(RAY)/bin/python || $(PYTHON) -m venv $(RAY)
	$(RAY)/bin/python -m pip --disable-pip-version-check install --no-deps --require-hashes -r requirements-ray.lock
	@touch $@

nightly: $(INSTALLED) ## kill, fail and break things 500 times over; takes hours
	QA_TEST_ROUNDS=500 $(BIN)/python -m pytest $(FAULTS)
	$(BIN)/python -m bench.contract --minutes 30
	$(BIN)/python -m bench.load --minutes 60

contract: $(INSTALLED) ## hold a running server to its OpenAPI document: make contract [MINUTES=15]
	$(BIN)/python -m bench.contract --minutes $(or $(MINUTES),15)

fuzz: $(INSTALLED) ## look for files that break a parser: make fuzz [MINUTES=5] [ONLY=".pdf .docx"]; minutes for each
	@test -d .venv-fuzz/atheris || $(PIP) install --quiet --target .venv-fuzz atheris==$(ATHERIS_VERSION)
	PYTHONPATH=.venv-fuzz $(BIN)/python -m bench.fuzz --minutes $(or $(MINUTES),5) $(ONLY)

audit: ## ask a public list what is known of the locked packages; needs a network
	@test -x .venv-audit/bin/pip-audit || { $(PYTHON) -m venv .venv-audit && \
		.venv-audit/bin/python -m pip --disable-pip-version-check --quiet install pip-audit==$(PIP_AUDIT_VERSION); }
	.venv-audit/bin/pip-audit --disable-pip --require-hashes --requirement requirements-serve.lock

check: lint types imports ## lint, format, types and the direction of imports

lint: $(INSTALLED)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(INSTALLED)
	$(BIN)/mypy

imports: $(INSTALLED)
	$(BIN)/lint-imports

format: $(INSTALLED) ## format the code and mend what ruff can mend
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: $(INSTALLED) ## write what the program knows into README.md and docs/
	$(BIN)/python -m bench.documents

lock: ## solve the dependencies anew; needs uv and a network
	$(LOCK) --extra models --extra postgres --group dev pyproject.toml -o requirements.lock
	$(LOCK) -c requirements.lock --extra postgres pyproject.toml -o requirements-serve.lock
	$(LOCK) -c requirements.lock --group adapters pyproject.toml -o requirements-adapters.lock
	$(LOCK) -c requirements.lock --extra postgres --extra ray --group ray pyproject.toml -o requirements-ray.lock

train-reader: $(INSTALLED) ## train the reader: make train-reader DATA=FOLDER [OUT=FOLDER] [MINUTES=N]; resumes
	@test -n "$(DATA)" || { echo "make: name the data: make train-reader DATA=FOLDER" >&2; exit 2; }
	$(BIN)/python -m training.train --data $(DATA) --out $(or $(OUT),.reader) --minutes $(or $(MINUTES),120) --resume

licences: $(INSTALLED) ## list the licence of everything that is installed
	@$(BIN)/python -m bench.licences

sbom: ## write sbom.json, a CycloneDX list of what a server is made of, from its lock; needs a network
	@test -x .venv-sbom/bin/cyclonedx-py || { $(PYTHON) -m venv .venv-sbom && \
		.venv-sbom/bin/python -m pip --disable-pip-version-check --quiet install cyclonedx-bom==$(CYCLONEDX_VERSION); }
	.venv-sbom/bin/cyclonedx-py requirements requirements-serve.lock --output-file sbom.json

image: ## build the container image
	docker build --tag cited-qa .

clean: ## remove the environment and every cache; .qa-data stays, as uploaded documents lie there
	rm -rf $(VENV) $(ADAPTERS) $(RAY) .venv-sbom .venv-fuzz .venv-audit .fuzz sbom.json .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage
