# Kedang: what can be done here. `make` alone prints this list.
.DEFAULT_GOAL := help
.PHONY: help run install serve backup restore demo test test-all check format migration translate shots bench bundle constraints clean
SHELL := /bin/bash
export FLASK_APP := run.py
PY := .venv/bin/python
FLASK := $(PY) -m flask
# Tests run in so many processes, one a core; ARGS go to pytest: make test ARGS="-k visit".
JOBS ?= $(shell cores=$$(nproc 2>/dev/null || echo 2); echo $$((cores < 2 ? 2 : cores > 6 ? 6 : cores)))
PYTEST := $(PY) -m pytest -n $(JOBS) --dist worksteal

help: ## print this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sort -t: -k1,1 -s | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

run: export DEMO := 1
run: ## set everything up and start Kedang with a demo company
	@scripts/setup run
	@$(FLASK) setup
	@$(FLASK) demo load --if-empty --papers
	@exec $(PY) scripts/start.py --demo

install: ## set everything up without demo data, and make the first administrator
	@scripts/setup run
	@$(FLASK) setup
	@$(FLASK) admin create

serve: ## start Kedang as `make install` left it: the server and one worker
	@scripts/setup run
	@$(FLASK) setup
	@exec $(PY) scripts/start.py

backup: ## copy database, files and keys while the server runs: make backup TO=/safe/folder
	@[[ -n "$(TO)" ]] || { echo 'Say where to: make backup TO=/safe/folder'; exit 2; }
	@$(FLASK) backup "$(TO)"

restore: ## bring a backup back, with the server stopped: make restore FROM=/safe/folder/kedang-….zip
	@[[ -n "$(FROM)" ]] || { echo 'Say which: make restore FROM=/safe/folder/kedang-….zip'; exit 2; }
	@$(FLASK) restore "$(FROM)" $(ARGS)
	@$(FLASK) setup

demo: export DEMO := 1
demo: ## load the demo company into an empty database
	@scripts/setup run
	@$(FLASK) setup
	@$(FLASK) demo load --papers

test: ## run the whole suite on SQLite, with a real browser
	@scripts/setup test
	$(PYTEST) $(ARGS)

test-all: ## the same, and once more on a real PostgreSQL
	@scripts/setup postgres
	$(PYTEST) $(ARGS)
	@echo '· on PostgreSQL without the tests marked no_database or page: they ask none or look the same, and ran above'
	scripts/with_postgres $(PYTEST) -m 'not no_database and not page' $(ARGS)

check: ## format, lint, import contracts, types, translations
	@scripts/setup check
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	.venv/bin/lint-imports --no-cache
	$(PY) -m mypy
	$(PY) scripts/check_translations.py

format: ## put the code into the one format, mend what lint can mend
	@scripts/setup check
	$(PY) -m ruff check --fix --quiet . || true
	$(PY) -m ruff format .

migration: ## write a revision of the schema from the models: make migration M="Add licences"
	@[[ -n "$(M)" ]] || { echo 'Say what it does: make migration M="Add licences"'; exit 2; }
	@scripts/setup check
	@$(FLASK) setup
	@$(FLASK) db migrate --rev-id "$$(printf %04d $$(($$(ls migrations/versions/*.py | wc -l) + 1)))" -m "$(M)"
	@$(PY) -m ruff check --fix --quiet migrations
	@$(PY) -m ruff format --quiet migrations

translate: ## bring the catalogues up to date with the code, and compile them
	@scripts/setup check
	.venv/bin/pybabel -q extract -F pyproject.toml -k _ -k _l -k N_ -k lazy_gettext --sort-output --add-location=file --project Kedang --copyright-holder Kedang -o var/messages.pot app templates
	@for language in zh en; do \
		[[ -f app/translations/$$language/LC_MESSAGES/messages.po ]] || .venv/bin/pybabel -q init -i var/messages.pot -d app/translations -l $$language; done
	.venv/bin/pybabel -q update -i var/messages.pot -d app/translations --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --no-wrap
	.venv/bin/pybabel -q compile -d app/translations
	@$(PY) scripts/check_translations.py

shots: ## draw every kind of page into var/shots (ARGS="--readme": those of the README)
	@scripts/setup test
	PYTHONPATH=. $(PY) scripts/shots.py $(ARGS)

bench: ## measure pages, files and requests a second at 200, 5,000 and 1,000,000 rows
	@scripts/setup test
	$(PY) -m bench

bundle: ## pack everything for machines without internet into dist/
	@scripts/setup run
	@scripts/bundle

constraints: ## write down the versions that the Python packages bring along
	@scripts/setup test
	$(PY) scripts/constraints.py

clean: ## remove what set-up made, but never data (var/)
	rm -rf .venv node_modules app/static/vendor tests/vendor .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
