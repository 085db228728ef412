# The vocabulary of this project. On a fresh machine with Python 3.11 or newer and make:
#     make optimize     environment, install, the main job on inputs/gaza.yaml
#     make test         environment, install, every test, on each supported Python that is found

SHELL := /bin/bash
.DEFAULT_GOAL := help
CASE ?= inputs/gaza.yaml
TESTED := 3.11 3.13

# A Python of version $(1): on the PATH, or kept by pyenv. A pyenv shim may be there and not run.
python_of = $(shell for p in python$(1) "$$(pyenv root 2>/dev/null)"/versions/$(1).*/bin/python; do \
	"$$p" -c 'import sys; sys.exit("%d.%d" % sys.version_info[:2] != "$(1)")' 2>/dev/null \
	&& { echo "$$p"; break; }; done)
any_python = $(firstword $(foreach v,3.11 3.12 3.13 3.14,$(call python_of,$(v))))
PIP := -m pip --disable-pip-version-check --quiet install

.PHONY: help optimize test check bench certify clean
.PRECIOUS: .venv-%/installed
help:
	@sed -n '1,4p' $(MAKEFILE_LIST)
	@echo '#     make check        lint, format, types'
	@echo '#     make bench        speed and memory, as ratios measured in one run'
	@echo '#     make certify      22,000 futures solved exactly, against what is told of them'

optimize: .venv/installed
	@.venv/bin/crossings optimize $(CASE)

.venv/installed: pyproject.toml
	@python=$(any_python); test -n "$$python" || { echo 'Python 3.11 or newer is needed'; exit 1; }; \
	echo "setting up .venv with $$python" >&2; "$$python" -m venv .venv
	@.venv/bin/python $(PIP) --editable .
	@touch $@

.venv-%/installed: pyproject.toml
	@"$(call python_of,$*)" -m venv .venv-$*
	@.venv-$*/bin/python $(PIP) --editable '.[test]'
	@touch $@

test:
	@tested=; for version in $(TESTED); do \
		if [ -n "$$($(MAKE) --no-print-directory -s python-$$version)" ]; then \
			echo "== tests on Python $$version"; tested="$$tested $$version"; \
			$(MAKE) --no-print-directory test-$$version || exit 1; \
		else echo "== left out: Python $$version is not here"; fi; \
	done; \
	if [ -z "$$tested" ]; then $(MAKE) --no-print-directory test-any; fi

python-%:
	@echo "$(call python_of,$*)"

test-any: .venv/installed
	@.venv/bin/python $(PIP) --editable '.[test]'
	@.venv/bin/python -m pytest -n auto --dist worksteal -q

test-%: .venv-%/installed
	@.venv-$*/bin/python -m pytest -n auto --dist worksteal -q

check: .venv/installed
	@.venv/bin/python $(PIP) --editable '.[test,check]'
	@.venv/bin/ruff check . && .venv/bin/ruff format --check . && .venv/bin/mypy

bench: .venv/installed
	@.venv/bin/python $(PIP) --editable '.[test,bench]'
	@.venv/bin/python -m benchmarks

certify: .venv/installed
	@.venv/bin/python -m benchmarks.certify

clean:
	rm -rf .venv .venv-* build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
