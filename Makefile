# make run    analyse the demo experiments: notebooks, numbers, pictures under artifacts/
# make test   everything: style, types, tests, the notebooks end to end
# make check  the same without the notebook runs and the slowest tests, in about two minutes
# make lab    open the notebooks in JupyterLab
# Each makes the environment in .venv itself, when it is missing or older than its inputs.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/$(if $(filter Windows_NT,$(OS)),Scripts,bin)
READY := .venv/.ready

.PHONY: run test check lab style

run: $(READY)
	$(BIN)/containerloc run experiments/demo/*.yaml

test: style
	$(BIN)/python -m pytest -n 2

check: style
	$(BIN)/python -m pytest -n 2 -m "not notebook and not slow"

lab: $(READY)
	$(BIN)/jupyter lab notebooks

style: $(READY)
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[all]'
	touch $@
