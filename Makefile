# make dataset · make test · make lint. TEXTS=DIR names the folder with the reference articles.
PYTHON ?= python3
VENV   ?= .venv
OUT    ?= out/dataset
SITE   ?= out/site
TEXTS  ?=
BIN    := $(VENV)/bin

export VIRGOLETTE_TEXTS := $(if $(TEXTS),$(abspath $(TEXTS)),)

.PHONY: dataset site test lint bench docs clean
.DEFAULT_GOAL := help

help:
	@echo "make dataset [TEXTS=DIR]   build the data set into $(OUT)"
	@echo "make test [TEXTS=DIR]      lint, type-check and run every test"
	@echo "make site                  write the data set's site into $(SITE)"
	@echo "make bench                 measure speed and memory into bench/RESULTS.md (more than an hour)"
	@echo "make docs                  generate the figures in README.md and DATASHEET.md anew"

$(VENV)/.ready: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@touch $@

dataset: $(VENV)/.ready
	$(BIN)/virgolette check
	$(BIN)/virgolette build --out $(OUT)

site: $(VENV)/.ready
	$(BIN)/virgolette site --out $(SITE)

test: $(VENV)/.ready lint
	$(BIN)/python -m pytest --numprocesses auto --dist loadgroup

lint: $(VENV)/.ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.ready
	$(BIN)/python bench/run.py

docs: $(VENV)/.ready
	$(BIN)/python -m virgolette docs --write

clean:
	rm -rf $(VENV) out
