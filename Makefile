# Two commands do everything, with nothing but Python >= 3.11 and make:
#   make serve    runs the simulator; ARGS="--port 0" passes options on
#   make test     checks all that a change has to pass
# PYTHON=python3.12 names another interpreter for the first run, which makes .venv.

PYTHON ?= python3
ARGS   ?=
ENGINE ?= docker
SBOM   ?= build/mobipace-mock.cdx.json
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check --quiet
VERSION = $(shell sed -n 's/^__version__ = "\(.*\)"/\1/p' mock_server/__init__.py)
FOLDERS := contract_tests fixtures mock_server schemas

.PHONY: help serve test lint types format docs site bench image sbom lowest clean

help:
	@sed -n 's/^#  *make/  make/p' Makefile
	@echo '  make lint     style alone     make types    mypy alone     make format   rewrites the style'
	@echo '  make bench    runs the benchmarks     make docs     rewrites what docs generate from code'
	@echo '  make site     builds the pages of docs/ into build/site     make clean    removes all that make made'
	@echo '  make image    builds the image, with ENGINE=podman if not docker     make sbom     writes the bill of materials'
	@echo '  make lowest   tests with the lowest versions that our bounds allow'

serve: $(VENV)/runtime.stamp
	@exec $(BIN)/mobipace-mock serve $(ARGS)

# The image has its turn when the browser is done: a container that starts makes a network bridge, and a browser that is told of
# a changed network drops what it is loading. Much of what the image and the wheel take is waiting, which they do together.
test: lint types
	$(BIN)/python -m pytest -n 2 --dist loadgroup -rs --ignore=tests/packaging --ignore=tests/image
	$(BIN)/python -m pytest -n 2 --dist loadgroup -rs tests/image tests/packaging

lint: $(VENV)/test.stamp
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: $(VENV)/test.stamp
	$(BIN)/mypy

format: $(VENV)/test.stamp
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

docs: $(VENV)/test.stamp
	$(BIN)/python -m docs.generate

site: $(VENV)/test.stamp
	NO_MKDOCS_2_WARNING=true $(BIN)/mkdocs build --strict
	@echo 'build/site/index.html'

bench: $(VENV)/test.stamp
	$(BIN)/python -m benchmarks $(ARGS)

# The package says the version; the labels of the image repeat it.
image: $(VENV)/runtime.stamp
	$(ENGINE) build --tag mobipace-mock --build-arg VERSION=$(VERSION) \
	  --build-arg REVISION=$$(git rev-parse HEAD) .

# What comes along with the wheel, from an environment that has it and nothing else, as CycloneDX. The tool has one of its own:
# it brings grammars for jsonschema, which then takes a second more to import.
sbom: $(VENV)/test.stamp
	$(BIN)/uv venv --quiet --clear $(SBOM).venv
	$(BIN)/uv pip install --quiet --python $(SBOM).venv .
	sed 's/^dynamic = .*/version = "$(VERSION)"/' pyproject.toml > $(SBOM).toml # the tool reads no dynamic version
	$(BIN)/uv tool run --quiet --python $(BIN)/python --from 'cyclonedx-bom>=5' cyclonedx-py environment \
	  --pyproject $(SBOM).toml --output-reproducible --output-file $(SBOM) $(SBOM).venv
	rm -rf $(SBOM).venv $(SBOM).toml

lowest: $(VENV)/test.stamp
	$(BIN)/python -m tests.packaging.lowest

clean:
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis

# An editable install reads the folders where they lie, new files too. It is repeated only when what it copied has changed:
# dependencies, the command's entry point, the version.
$(VENV)/runtime.stamp: $(VENV)/made.stamp pyproject.toml mock_server/__init__.py
	$(PIP) install --editable .
	@touch $@

$(VENV)/test.stamp: $(VENV)/made.stamp pyproject.toml mock_server/__init__.py
	$(PIP) install --editable '.[test,docs]'
	-@$(PIP) install --editable '.[fuzz]'
	@touch $@ $(VENV)/runtime.stamp

# The links are for mypy, which cannot follow an editable install's import hook.
$(VENV)/made.stamp:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo 'mobipace-mock needs Python 3.11 or newer. $(PYTHON) is:' \
	    "$$($(PYTHON) --version 2>&1). Name another one: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	@echo 'installing into $(VENV); the first time this takes some 20 seconds'
	$(PYTHON) -m venv $(VENV)
	@mkdir -p $(VENV)/namespace/mobipace
	@for folder in $(FOLDERS); do ln -sfn ../../../$$folder $(VENV)/namespace/mobipace/$$folder; done
	@touch $@
