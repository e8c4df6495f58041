# One door for every chore; CI calls the same recipes. Needs Python 3.11 or newer, make and network.
#   make run                                        the pipeline on samples/ into data/
#   make run SOURCE=reports AT=out REGION=22 YEAR=2020 ARGS="--lang en"
#   make run AT=s3://bucket/prefix                  ROOT, and SOURCE, may lie on S3
#   make test ARGS="tests/unit -k forms"

PYTHON  ?= python3
SOURCE  ?= samples
AT      ?= data
REGION  ?=
YEAR    ?=
WORKERS ?= 2
ARGS    ?=

VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed
LOCKS  := requirements/bootstrap.txt requirements/lock.txt
# Whatever has s3 in its name there runs.
S3_TESTS := tests/unit/test_s3_storage.py tests/unit/test_storage.py tests/s3 tests/crash tests/readers/test_readers.py
# tests/conftest.py says in what order files are handed out, and which go together.
PYTEST := $(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup --no-loadscope-reorder
LOCKED := --universal --python-version 3.11 --generate-hashes --no-header

.DEFAULT_GOAL := help
.PHONY: help install run test test-s3 test-crash check accuracy bench docs lock clean

help:  ## list the chores
	@sed -nE 's/^([a-z0-9-]+):.*## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 18

install: $(STAMP)  ## build .venv from the hashed lock, with gouji itself

run: $(STAMP)  ## run the pipeline on SOURCE (samples) into AT (data); REGION=, YEAR=
	@$(BIN)/python -m flows run $(SOURCE) --at $(AT) $(if $(REGION),--region $(REGION)) $(if $(YEAR),--year $(YEAR)) $(ARGS)

test: $(STAMP)  ## pass the tests
	$(PYTEST) $(ARGS)

test-s3: $(STAMP)  ## pass the tests of S3 against a real server, Ceph's radosgw; installs it by apt-get
	@infra/s3/install.sh
	GOUJI_S3=radosgw $(BIN)/python infra/s3/radosgw.py -- $(PYTEST) -k s3 $(or $(ARGS),$(S3_TESTS))

test-crash: $(STAMP)  ## kill 500 schedules of runs at every step (20 minutes); ARGS="--seed N" one again
	$(BIN)/python -m tests.crash --workers $(WORKERS) $(ARGS)
	GOUJI_EVERY_STEP=1 $(BIN)/python -m pytest tests/crash -k 'killed or writers'

check: $(STAMP)  ## lint, types, and generated docs up to date
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python docs/generate.py --check

accuracy: $(STAMP)  ## forge reports of every kind and say what was read right; exits 1 if an error was silent
	$(BIN)/python -m tests.forge $(ARGS)

bench: $(STAMP)  ## measure every stage on generated reports
	$(BIN)/python -m tests.bench $(ARGS)

docs: $(STAMP)  ## write the generated pages of docs/ again
	$(BIN)/python docs/generate.py

lock: $(STAMP)  ## resolve the dependencies of pyproject.toml again
	$(BIN)/uv pip compile $(LOCKED) --extra pipeline --group dev pyproject.toml -o requirements/lock.txt --quiet
	echo uv | $(BIN)/uv pip compile $(LOCKED) --no-annotate - -o requirements/bootstrap.txt --quiet

clean:  ## remove .venv and what the tools left behind
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis

# uv installs the lock in seconds; where it cannot (a mirror known only to pip's own configuration), pip does, with the
# same hashes. Bytecode is compiled now: cold, the orchestrator's first start comes close to its own time limit.
$(STAMP): $(LOCKS) pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "gouji needs Python 3.11 or newer: make install PYTHON=python3.11")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bootstrap.txt
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes --compile-bytecode -r requirements/lock.txt \
	  || $(BIN)/python -m pip install --disable-pip-version-check --no-deps --require-hashes -r requirements/lock.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --no-index --editable .
	@touch $@
