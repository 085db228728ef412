# The vocabulary of this project. On a fresh machine with Python 3.11 or newer and make:
#     make optimize     environment, install, the main job on inputs/gaza.yaml
#     make test         environment, install, every test on the first supported Python that is found,
#                       and on the second those that could come out otherwise there

SHELL := /bin/bash
.DEFAULT_GOAL := help
CASE ?= inputs/gaza.yaml

# A Python of version $(1): on the PATH, or kept by pyenv. A pyenv shim may be there and not run.
python_of = $(shell for p in python$(1) "$$(pyenv root 2>/dev/null)"/versions/$(1).*/bin/python; do \
	"$$p" -c 'import sys; sys.exit("%d.%d" % sys.version_info[:2] != "$(1)")' 2>/dev/null \
	&& { echo "$$p"; break; }; done)
found = $(foreach v,$(1),$(if $(call python_of,$(v)),$(v)))
tested = $(or $(call found,3.11 3.13),$(firstword $(call found,3.12 3.14)))
any_python = $(call python_of,$(firstword $(call found,3.11 3.12 3.13 3.14)))

# Hundreds of programs are started by the tests: what they import is compiled once, whatever the shell says.
unexport PYTHONDONTWRITEBYTECODE

# What is locked is of one version and one digest everywhere; ours is built with it, out of nothing else.
PIP := -m pip --disable-pip-version-check --quiet
LOCKED := $(PIP) install --no-compile --require-hashes --requirement
OURS := $(PIP) install --no-deps --no-build-isolation

.PHONY: help optimize test check docs bench certify lock clean
.PRECIOUS: .venv-%/installed
help:
	@sed -n '1,5p' $(MAKEFILE_LIST)
	@echo '#     make test-3.13    every test on that Python'
	@echo '#     make check        lint, format, types'
	@echo '#     make docs         the documentation as a site with a search, in build/site'
	@echo '#     make bench        speed and memory, as ratios measured in one run'
	@echo '#     make certify      22,000 futures solved exactly, against what is told of them'
	@echo '#     make lock         locks/ anew for what pyproject.toml asks; UPGRADE=--upgrade: the newest'

optimize: .venv/installed
	@.venv/bin/crossings optimize $(CASE)

.venv/installed: pyproject.toml locks/run.txt
	@python=$(any_python); test -n "$$python" || { echo 'Python 3.11 to 3.14 is needed'; exit 1; }; \
	echo "setting up .venv with $$python" >&2; "$$python" -m venv .venv
	@.venv/bin/python $(LOCKED) locks/run.txt
	@.venv/bin/python $(OURS) --editable .
	@touch $@

.venv-%/installed: locks/test.txt
	@"$(call python_of,$*)" -m venv .venv-$*
	@.venv-$*/bin/python $(LOCKED) locks/test.txt
	@touch $@

test:
	@set -- $(tested); test $$# -gt 0 || { echo 'Python 3.11 to 3.14 is needed'; exit 1; }; \
	$(MAKE) --no-print-directory --jobs=2 $$(printf '.venv-%s/installed ' "$$@") || exit; \
	echo "== every test on Python $$1"; $(MAKE) --no-print-directory test-$$1 || exit; shift; \
	for version; do \
		echo "== on Python $$version, what could come out otherwise there"; \
		$(MAKE) --no-print-directory test-$$version ONLY=--differences || exit; \
	done
	@for version in 3.11 3.13; do case ' $(tested) ' in *" $$version "*) ;; \
		*) echo "== left out: Python $$version is not here" ;; esac; done

# From an empty folder, with what the source distribution has beside the package, against the wheel that is
# built of it and installed: nothing can hide behind the checkout.
test-%: .venv-%/installed
	@folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT && python=$(CURDIR)/.venv-$*/bin/python && \
	$$python -m hatchling build -t sdist -d "$$folder/built" >/dev/null && \
	$$python $(PIP) wheel --no-deps --no-build-isolation --wheel-dir "$$folder/built" "$$folder"/built/*.gz && \
	$$python $(OURS) --force-reinstall "$$folder"/built/*.whl && \
	mkdir "$$folder/elsewhere" && cd "$$folder/elsewhere" && \
	tar -xf "$$folder"/built/*.gz --strip-components=1 && rm -r crossings models && \
	$$python -m pytest -n auto --dist worksteal -q $(ONLY)

check: .venv/installed
	@.venv/bin/python $(LOCKED) locks/test.txt
	@.venv/bin/ruff check . && .venv/bin/ruff format --check . && .venv/bin/mypy

# The program is whichever environment has; the site's own has Sphinx and nothing of ours.
docs: .venv-docs/installed
	@program=$$(ls .venv-3.*/bin/crossings .venv/bin/crossings 2>/dev/null | head -n 1); \
	test -n "$$program" || { $(MAKE) -s --no-print-directory .venv/installed && \
		program=.venv/bin/crossings; }; \
	.venv-docs/bin/python docs/make_site.py "$(CURDIR)/$$program" build/site

.venv-docs/installed: locks/docs.txt
	@"$(any_python)" -m venv .venv-docs
	@.venv-docs/bin/python $(LOCKED) locks/docs.txt
	@touch $@

bench: .venv/installed
	@.venv/bin/python $(PIP) install --editable '.[test,bench]'
	@.venv/bin/python -m benchmarks

certify: .venv/installed
	@.venv/bin/python -m benchmarks.certify

LOCK := .venv/bin/uv pip compile --no-config --quiet $(UPGRADE) --universal --python-version 3.11 \
	--generate-hashes --no-annotate --no-emit-index-url --no-emit-find-links \
	--custom-compile-command 'make lock'
EXTRAS := --extra build --extra parquet --extra dask --extra images
lock:
	@test -x .venv/bin/uv || { $(MAKE) -s --no-print-directory .venv/installed && \
		.venv/bin/python $(PIP) install uv; }
	@$(LOCK) $(EXTRAS) --extra test --extra check --output-file locks/test.txt pyproject.toml
	@$(LOCK) $(EXTRAS) --constraint locks/test.txt --output-file locks/run.txt pyproject.toml
	@$(LOCK) --group docs --constraint locks/test.txt --output-file locks/docs.txt

clean:
	rm -rf .venv .venv-* build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
