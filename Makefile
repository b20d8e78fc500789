.PHONY: run test lint bench screens

PYTHON := .venv/bin/python

# The packages come uncompiled: where nothing may be kept, each process would compile all that it imports again.
unexport PYTHONDONTWRITEBYTECODE

run: .venv/.run
	@$(PYTHON) -m lib run $(if $(REPLICAS),--replicas $(REPLICAS))

test: lint
	@$(PYTHON) -m lib.local.setup
	@$(PYTHON) -m pytest -n 2 --dist loadfile --no-loadscope-reorder

lint: .venv/.dev
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .

bench: .venv/.dev
	@$(PYTHON) -m lib.local.setup
	@set -e; for file in $$(grep -l __main__ bench/*.py); do $(PYTHON) -m bench.$$(basename $$file .py); done

screens: .venv/.dev
	@$(PYTHON) -m lib.local.setup
	@$(PYTHON) -m tests.screens $(SCREENS)

# A stamp is younger than its list when the list is installed.
.venv/.run: requirements.txt
.venv/.dev: requirements-dev.txt requirements.txt
.venv/.run .venv/.dev: | .venv/bin/pip
	@echo 'Installing Python packages into .venv'
	@.venv/bin/pip install --quiet --disable-pip-version-check --no-compile -r $<
	@touch $@

# The pip that comes with Python needs twice as long.
.venv/bin/pip:
	@python3 -c 'import sys; sys.exit("Touchline needs Python 3.11 or newer." if sys.version_info < (3, 11) else 0)'
	@python3 -c 'import ensurepip' 2>/dev/null || apt-get install -qq -y --no-install-recommends python3-venv \
		|| { echo 'Python cannot make virtual environments here. On Debian: apt-get install python3-venv'; exit 1; }
	@python3 -m venv .venv
	@.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-compile pip==26.3
