# make test    the tests                     make doc     the documentation (doc/_build/html)
# make demo    a comparison on real data     make lint    ruff: rules and format
# make coverage     the tests, with the shares of lines and branches that they reach
# make test-robust  20,000 cases of hostile input; counts in benchmarks/results/robustness.md
# make test-device  the tests of devices on DEVICE (cuda); the other tests run on the CPU
# make test-oldest  the tests with the minimum versions of setup.cfg, in $(VENV)-oldest
# make test-package builds archive and wheel, and installs the wheel in an empty environment
# make check-doc    the width of its pages in a browser (chromium), at 1280 and 420 pixels
# make clean   remove what these made (not the environment)
#
# Each sets itself up in $(VENV) the first time; nothing has to be installed before
# but Python 3.11 or later:  make test PYTHON=python3.12  where python3 is older.

VENV ?= .venv
PYTHON ?= python3
PYTHON_IN_VENV = $(VENV)/bin/python
PIP_INSTALL = $(PYTHON_IN_VENV) -m pip install --quiet --disable-pip-version-check \
	-c constraints.txt
TORCH = $(shell grep '^torch==' constraints.txt)
SETTINGS = setup.cfg pyproject.toml constraints.txt
DEMO_ARGS ?=
PYTEST_ARGS ?=

# Two test workers with a thread each: networks this small are not faster with more.
test doc coverage test-robust test-oldest: export OMP_NUM_THREADS = 1

.DEFAULT_GOAL := help
.PHONY: help test coverage test-robust test-device test-oldest test-package demo doc check-doc lint clean

help:
	@sed -n '1,/^$$/s/^# \{0,1\}//p' Makefile

test: $(VENV)/.installed-tests
	$(PYTHON_IN_VENV) -m pytest -n 2 -q --durations=15 $(PYTEST_ARGS)

SHARES = import json; found = json.load(open("coverage.json"))["totals"]; \
	lines, branches = (found[f"percent_{kind}_covered"] for kind in ("statements", "branches")); \
	print(f"{lines:.1f} % of lines (at least 95), {branches:.1f} % of branches (at least 90)"); \
	raise SystemExit(lines < 95 or branches < 90)

coverage: $(VENV)/.installed-tests
	$(PYTHON_IN_VENV) -m pytest -n 2 -q --cov=imbgan --cov-branch --cov-report=json $(PYTEST_ARGS)
	@$(PYTHON_IN_VENV) -c '$(SHARES)'

ROBUST_CASES ?= 20000
ROBUST_REPORT = benchmarks/results/robustness.md

test-robust: export IMBGAN_ROBUSTNESS_CASES = $(ROBUST_CASES)
test-robust: export IMBGAN_ROBUSTNESS_REPORT = $(ROBUST_REPORT)
test-robust: $(VENV)/.installed-tests
	@printf '| Tried | Cases | Refused in words | Worked | Seconds |\n' > $(ROBUST_REPORT)
	@printf '| --- | --- | --- | --- | --- |\n' >> $(ROBUST_REPORT)
	$(PYTHON_IN_VENV) -m pytest -n 2 -q tests/robustness $(PYTEST_ARGS)

DEVICE ?= cuda

test-device: export IMBGAN_TEST_DEVICE = $(DEVICE)
test-device: $(VENV)/.installed-tests
	$(PYTHON_IN_VENV) -m pytest -q tests/test_devices.py $(PYTEST_ARGS)

test-oldest: $(VENV)-oldest/.installed
	$(VENV)-oldest/bin/python -m pytest -n 2 -q $(PYTEST_ARGS)

test-package: export IMBGAN_PACKAGING = 1
test-package: $(VENV)/.installed-tests
	$(PYTHON_IN_VENV) -m pytest -q tests/test_packaging.py $(PYTEST_ARGS)

demo: $(VENV)/.installed-comparison
	$(PYTHON_IN_VENV) examples/demo.py $(DEMO_ARGS)

doc: $(VENV)/.installed-docs
	$(PYTHON_IN_VENV) -m sphinx -W --keep-going -b html doc doc/_build/html

check-doc: doc
	$(PYTHON_IN_VENV) doc/check_width.py doc/_build/html

lint: $(VENV)/.installed-dev
	$(PYTHON_IN_VENV) -m ruff check .
	$(PYTHON_IN_VENV) -m ruff format --check .

clean:
	rm -rf build dist *.egg-info .pytest_cache .ruff_cache .hypothesis demo-report
	rm -rf doc/_build doc/auto_examples doc/api/generated doc/sg_execution_times.rst
	find imbgan tests examples benchmarks -name __pycache__ -prune -exec rm -rf {} +

# The pinned torch first: otherwise pip may take the newest and replace it afterwards.
$(VENV)/.installed-torch: constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else \
	"imbgan needs Python 3.11 or later, this is %d.%d: try make PYTHON=python3.12" \
	% sys.version_info[:2])'
	@echo "Setting up $(VENV): $(TORCH) first (once; this can take some minutes)"
	@$(PYTHON) -m venv $(VENV)
	@$(PIP_INSTALL) $(TORCH)
	@touch $@

$(VENV)-oldest/.installed: setup.cfg pyproject.toml .ci/floors.py
	@echo "Setting up $(VENV)-oldest: imbgan with the minimum versions"
	@$(PYTHON) -m venv $(VENV)-oldest
	@$(PYTHON) .ci/floors.py > $(VENV)-oldest/floors.txt
	@$(VENV)-oldest/bin/python -m pip install --quiet --disable-pip-version-check \
	-c $(VENV)-oldest/floors.txt -e ".[tests]"
	@touch $@

# One stamp per extra of setup.cfg.
$(VENV)/.installed-%: $(VENV)/.installed-torch $(SETTINGS)
	@echo "Setting up $(VENV): imbgan with the extra '$*'"
	@$(PIP_INSTALL) -e ".[$*]"
	@touch $@
