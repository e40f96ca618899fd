# One verb per command. Every target sets up .venv by itself.
ifeq ($(OS),Windows_NT)
# With GNU make and Git's shell on the path. Unverified on Windows.
PYTHON ?= python
BIN := .venv/Scripts
else
PYTHON ?= python3
BIN := .venv/bin
endif
# Most tests wait for processes of their own: two at a time take little more than half as long.
PYTEST := $(BIN)/python -m pytest -n logical --maxprocesses 4 --dist worksteal

.PHONY: help setup demo tray check format test test-slow bench premiere package translations clean

help:  ## what can be made
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 12

.venv/ready: pyproject.toml constraints.txt
	$(PYTHON) installers/bootstrap.py

setup: .venv/ready  ## the environment in .venv

demo: .venv/ready  ## a film of our own, its Foley, and a picture of both, in demo/
	$(BIN)/python -m footfall_daemon.demo

tray: .venv/ready  ## the tray app
	$(BIN)/footfall-tray

check: .venv/ready  ## ruff, mypy, import-linter
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	cd plugin_bridge/resolve/Utility/.footfall && $(CURDIR)/$(BIN)/mypy --strict --config-file= \
		--cache-dir=$(CURDIR)/.mypy_cache/resolve --python-version 3.10 -p footfall_resolve
	$(BIN)/lint-imports

format: .venv/ready  ## format and sort
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

test: check  ## checks and tests
	$(PYTEST) -m "not slow"

test-slow: .venv/ready  ## kill trials and other tests that take minutes
	$(BIN)/python -m pytest -m slow

bench: .venv/ready  ## figures of this machine
	$(BIN)/python -m tests.benchmarks.queue
	$(BIN)/python -m tests.benchmarks.release
	$(BIN)/python -m tests.benchmarks.policies --seeds 1-1
	$(BIN)/python -m tests.benchmarks.seeing
	$(BIN)/python -m tests.benchmarks.live
	$(BIN)/python -m tests.benchmarks.hunyuan

CCX ?= dist/footfall-premiere.ccx
premiere:  ## the panel for Adobe Premiere, as dist/footfall-premiere.ccx (needs node)
	cd plugin_bridge/premiere && npm ci --no-audit --no-fund && npm run --silent check && npm run --silent build
	mkdir -p $(dir $(CCX)) && rm -f $(CCX)
	cd plugin_bridge/premiere/build/panel && $(PYTHON) -m zipfile -c $(abspath $(CCX)) *

package: .venv/ready  ## the wheel, the Debian package and the installer for any Linux, in dist/
	$(BIN)/python installers/package.py

WORDS := gui/footfall_gui/resources/footfall
GUI := $(shell find gui/footfall_gui -name '*.py' | LC_ALL=C sort)
GATHER := $(BIN)/pyside6-lupdate -silent -no-obsolete -locations none
translations: .venv/ready  ## what the tray app says: gathered for translators, and made ready for Qt
	@$(GATHER) $(GUI) -ts $(WORDS)_zh_CN.ts
	@$(GATHER) -pluralonly $(GUI) -ts $(WORDS)_en.ts
	@$(BIN)/pyside6-lrelease -silent $(WORDS)_zh_CN.ts $(WORDS)_en.ts

clean:  ## remove the environment and what was made
	rm -rf .venv demo build dist
