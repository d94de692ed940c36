# Everything a newcomer needs: make serve, make test. Needs Python 3.11 or newer, make and the package registries.

PYTHON ?= python3
PORT ?= 8000
STORE ?= build/store
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: serve build editor test lint types reference pictures bench soak interop fuzz lock clean

serve: $(VENV)/.runtime
	@$(BIN)/plangraph build --store $(STORE)
	@$(BIN)/plangraph validate --store $(STORE) --fail-on never -o build/report.txt
	@$(BIN)/plangraph serve --store $(STORE) --port $(PORT)

build: $(VENV)/.runtime
	$(BIN)/plangraph build --store $(STORE)

test: lint types
	$(BIN)/python -m pytest -q

lint: $(VENV)/.dev
	$(BIN)/ruff check src tests tools benchmarks hatch_build.py
	$(BIN)/ruff format --check src tests tools benchmarks hatch_build.py

types: $(VENV)/.dev
	$(BIN)/mypy

# The SPARQL editor and the design tokens of web/, after their sources were changed.
editor: $(VENV)/.runtime
	$(BIN)/python hatch_build.py

# The reference pages, made from the code; a test says when they are stale.
reference: $(VENV)/.dev
	$(BIN)/python tools/make_reference.py

# Every page in both languages, three widths, light and dark, and on paper; to build/pictures/.
pictures: $(VENV)/.dev
	$(BIN)/python tools/take_pictures.py

# Reading, building and asking beside peers; tables go to build/bench/.
bench: $(VENV)/.dev
	$(BIN)/python benchmarks/bench.py

# Longer than a change should wait for: every line of the documents, kills at random moments.
soak: $(VENV)/.dev
	PLANGRAPH_FULL=1 $(BIN)/python -m pytest -q --timeout 1800 tests/documents tests/reading tests/graph tests/soak

# The readers of files under a coverage-guided fuzzer, a minute a kind (PLANGRAPH_FUZZ_SECONDS).
fuzz: $(VENV)/.dev
	$(PIP) atheris==3.0.0
	PLANGRAPH_FULL=1 $(BIN)/python -m pytest -q --timeout 1800 tests/fuzz

# Other engines and clients: Virtuoso (Debian), Comunica (npm), schemathesis.
interop: $(VENV)/.dev
	$(PIP) schemathesis==4.32.5
	PLANGRAPH_INTEROP=1 $(BIN)/python -m pytest -q --timeout 600 tests/interop

# Pins and hashes anew, from pyproject.toml. Needs uv.
lock:
	uv pip compile requirements/build.in --universal --python-version 3.11 --generate-hashes --no-annotate --custom-compile-command 'make lock' -q -o requirements/build.txt
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-annotate --custom-compile-command 'make lock' -q -o requirements/runtime.txt
	uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes --no-annotate --custom-compile-command 'make lock' -q -o requirements/dev.txt

clean:
	rm -rf build $(VENV)

$(VENV)/bin/python:
	$(PYTHON) tools/check_python.py
	$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: $(VENV)/bin/python requirements/runtime.txt requirements/build.txt pyproject.toml hatch_build.py $(wildcard web/*.*) src/plangraph/serving/static/answers.js
	@echo "plangraph: 必要なパッケージを入れています… / installing what is needed…"
	$(PIP) --require-hashes -r requirements/build.txt -r requirements/runtime.txt
	$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.runtime requirements/dev.txt tools/install_browser.py tools/install_axe.py $(wildcard web/testing/*.json)
	$(PIP) --require-hashes -r requirements/dev.txt
	$(BIN)/python tools/install_browser.py
	$(BIN)/python tools/install_axe.py
	@touch $@
