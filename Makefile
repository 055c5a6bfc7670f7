# make study   the environment, then check, run and site; the last line is the path of the first page
# make test    the environment, then every test but the slow ones; make test-all: the slow ones
# make nightly the environment, then the inbox, check and run; if a page has changed, the site and the difference
# make fuzz    the environment, then specimens changed at random: FUZZ_SECONDS (900) each for four targets
# make kill    the environment, then every write refused, and KILLS (50) kills at random, of each command
# make audit   the environment, then whether its packages have known vulnerabilities; it needs the network
# make train   the environment, then the reader's weights anew, from what is keyed
# All need Python 3.11 to 3.13. To choose one: make PYTHON=python3.12 study
# In an environment that is there already, conda's or another: make BIN="$CONDA_PREFIX/bin" study

PYTHON ?= python3
# What `make lock` does with the versions already locked; empty keeps them.
LOCK_FLAGS ?= --upgrade
# What `make study` and `make nightly` run besides runs.yml: RUN_FLAGS=--all-places. Both the same, or each drops
# the pages of the other.
RUN_FLAGS ?=
# How tests are shared among processes: a file's tests stay together. One after the other: make test TEST_FLAGS=
TEST_FLAGS ?= -n auto --maxprocesses 4 --dist loadfile

BIN := .venv/bin
# The starter reruns a study of its own, which takes its time: the slow tests compare it.
PAGES = $(filter-out notebooks/10-your-question.ipynb,$(wildcard notebooks/*.ipynb))
# uv brings its own certificates; where the machine has some, those count.
CERTIFICATES := $(wildcard /etc/ssl/certs/ca-certificates.crt)
CERTIFIED := $(if $(CERTIFICATES),SSL_CERT_FILE=$${SSL_CERT_FILE:-$(CERTIFICATES)})
UV := $(CERTIFIED) $(BIN)/python -m uv

.DEFAULT_GOAL := help
.PHONY: help study nightly test test-all fuzz kill audit evaluate train lab notebooks lock environment

help:
	@sed -n 's/^# \{0,1\}//p;/^$$/q' Makefile

# A doubtful verdict (check ends 3) or a failed page (run ends 1) does not hide the site;
# the recipe's exit status still tells. Each call ends with make: killed, make leaves nobody at work.
study: environment
	@export STUDY_ENDS_WITH=$$PPID; $(BIN)/study check; checked=$$?; \
	case $$checked in 0|3) ;; *) exit $$checked ;; esac; \
	$(BIN)/study run $(RUN_FLAGS); ran=$$?; \
	case $$ran in 0|1) ;; *) exit $$ran ;; esac; \
	$(BIN)/study site || exit $$?; \
	if [ $$ran -ne 0 ]; then exit $$ran; else exit $$checked; fi

nightly: environment
	@export STUDY_ENDS_WITH=$$PPID; exec $(BIN)/study nightly $(RUN_FLAGS)

test: environment
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy --strict src
	@$(BIN)/pytest -m "not slow" $(TEST_FLAGS)
	@JUPYTER_DEFAULT_PROVISIONER_NAME=study-warm $(BIN)/pytest --nbval-lax --nbval-current-env \
	  --nbval-sanitize-with tests/nbval.cfg $(PAGES) $(wildcard build/pages)

test-all: environment
	@$(BIN)/pytest -m slow $(TEST_FLAGS)

fuzz: environment
	@cd tests && PYTHONPATH=. ../$(BIN)/python fuzzing.py $(FUZZ_TARGETS)

audit: environment
	@$(CERTIFIED) $(BIN)/python tests/audit.py $(AUDIT_FLAGS)

kill: environment
	@for command in add inbox run site nightly; do for kind in failing random; do \
	  folder=$$(mktemp -d); trials=1000; [ $$kind = random ] && trials=$${KILLS:-50}; echo "$$kind $$command"; \
	  $(BIN)/python tests/interrupted.py $$kind $$folder $$command $$trials || exit $$?; rm -r $$folder; done; done

# EVALUATE_FLAGS=--write writes the table that the site's page on method shows, of the texts that are at hand.
evaluate: environment
	@$(BIN)/python tests/evaluation.py $(EVALUATE_FLAGS)

# TRAIN_FLAGS=--examples reads the real reports again whose texts are at hand, TRAIN_FLAGS=--check only compares.
train: environment
	@$(BIN)/python tests/train.py $(TRAIN_FLAGS)

# A kernel of the same name in somebody's home would otherwise win. JupyterLab draws the charts of a notebook that
# was not run here only if it is trusted.
lab: environment
	@$(BIN)/jupyter trust notebooks/*.ipynb > /dev/null
	@JUPYTER_PREFER_ENV_PATH=1 $(BIN)/jupyter lab --notebook-dir=. --LabApp.default_url=/lab/tree/notebooks $(LAB_FLAGS)

notebooks: environment
	@$(BIN)/python -m analysis.pages.running.refresh
	@$(BIN)/python -m analysis.pages.rendering.readme

lock: environment
	@UV_CUSTOM_COMPILE_COMMAND="make lock" $(UV) pip compile --quiet --universal --generate-hashes \
	  --no-emit-index-url --python-version 3.11 --extra dev --extra cluster $(LOCK_FLAGS) pyproject.toml -o requirements.lock

# An environment that was chosen is taken as it is: whoever made it keeps it up to date.
ifneq ($(BIN),.venv/bin)
environment:
	@$(BIN)/study --version > /dev/null || { \
	  echo "$(BIN) has no study: install this folder there, as conda env create -f environment.yml does" >&2; exit 1; }
else
# The stamp's first line says which Python in which folder the environment was made for (another one:
# made anew); its second line, from what (changed: brought up to date).
environment:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null || { \
	  echo "Python 3.11 to 3.13 is needed, and $(PYTHON) is $$($(PYTHON) --version 2>/dev/null || echo not there);" \
	    "name another one: make PYTHON=python3.12 ..." >&2; exit 1; }; \
	place="$$($(PYTHON) --version) in $(CURDIR)"; \
	inputs="$$(cat requirements.lock pyproject.toml | sha256sum)"; \
	stamp=.venv/.installed; \
	if [ -f $$stamp ] && [ "$$(cat $$stamp)" = "$$(printf '%s\n%s' "$$place" "$$inputs")" ]; then exit 0; fi; \
	if ! $(PYTHON) -c 'import ensurepip, venv' 2>/dev/null; then \
	  echo "$(PYTHON) cannot make an environment: install its venv package (Debian: apt-get install python3-venv)" >&2; \
	  exit 1; fi; \
	set -e; \
	if ! $(BIN)/python -c '' 2>/dev/null || { [ -f $$stamp ] && [ "$$(head -n 1 $$stamp)" != "$$place" ]; }; then \
	  echo "Making .venv ($$place)"; $(PYTHON) -m venv --clear .venv; fi; \
	rm -f $$stamp; \
	echo "Installing requirements.lock"; \
	sed -n '/^uv==/,/# via/p' requirements.lock > .venv/uv.txt; \
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r .venv/uv.txt; \
	$(UV) pip sync --quiet --compile-bytecode --require-hashes --python $(BIN)/python requirements.lock; \
	$(UV) pip install --quiet --no-deps --no-build-isolation --python $(BIN)/python --editable .; \
	mkdir -p .venv/etc/jupyter/labconfig; \
	echo '{"disabledExtensions": {"@jupyterlab/apputils-extension:announcements": true}}' \
	  > .venv/etc/jupyter/labconfig/page_config.json; \
	printf '%s\n%s\n' "$$place" "$$inputs" > $$stamp
endif
