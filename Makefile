# Two commands: `make demo` to try Crossconnect, `make test` to trust it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --disable-pip-version-check

.PHONY: demo run test check format lock clean
