# Two commands: `make demo` to try Crossconnect, `make test` to trust it.
# They need Python 3.11 or newer and make; everything else is installed into .venv, by hash.
# ARGS goes to the program: make demo ARGS="--no-browser --port 8080", make test ARGS="tests/unit -x"

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --disable-pip-version-check --require-hashes
LOCK := uv pip compile --quiet --universal --generate-hashes --no-header --no-emit-index-url --no-annotate pyproject.toml

.PHONY: demo run test check bench format lock clean

demo: $(VENV)/.demo
	@$(BIN)/python -m bot demo $(ARGS)

run: $(VENV)/.run
	@$(BIN)/python -m bot run $(ARGS)

# Bytecode is kept in any case: each test loads the cogs anew.
test: $(VENV)/.dev
	@mkdir -p build
	@PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest --junitxml=build/tests.xml --numprocesses auto --dist loadfile --no-loadscope-reorder $(ARGS)

# Ratios to a bare discord.py bot, some ten minutes; ARGS="--quick" or ARGS="--only clicks".
bench: $(VENV)/.dev
	@$(BIN)/python -m benchmarks $(ARGS)

# All four, also when the first one finds something.
check: $(VENV)/.dev
	@failed=0; \
	for step in "ruff format --check ." "ruff check ." "mypy" "lint-imports"; do \
		echo "== $$step"; $(BIN)/$$step || failed=1; \
	done; \
	exit $$failed

format: $(VENV)/.dev
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format .

# The largest first: the others take their versions from it. `make lock UPGRADE=--upgrade` moves them.
lock:
	$(LOCK) $(UPGRADE) --extra dev --output-file requirements/dev.txt
	$(LOCK) $(UPGRADE) --extra demo --constraint requirements/dev.txt --output-file requirements/demo.txt
	$(LOCK) $(UPGRADE) --constraint requirements/dev.txt --output-file requirements/run.txt

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

# What is installed already is stamped, so that a second call installs nothing.
$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Crossconnect needs Python 3.11 or newer. If you have one: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "This Python cannot make virtual environments. On Debian and Ubuntu: apt install python3-venv"; exit 1; }
	@echo "Making $(VENV)"
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.run: requirements/run.txt | $(VENV)/.made
	$(INSTALL) -r requirements/run.txt
	@touch $@

$(VENV)/.demo: requirements/demo.txt | $(VENV)/.made
	$(INSTALL) -r requirements/demo.txt
	@touch $@

# The development set holds the other two.
$(VENV)/.dev: requirements/dev.txt pyproject.toml | $(VENV)/.made
	$(INSTALL) -r requirements/dev.txt
	$(BIN)/python -m pip install --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $(VENV)/.run $(VENV)/.demo $@
