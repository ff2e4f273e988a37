# Everything a contributor or a newcomer needs. Only Python (3.11 or newer) and make have to be there already.
PYTHON ?= python3
BIN := .venv/bin
# Byte code is kept, whatever the environment says: tests and demo start hundreds of processes.
export PYTHONDONTWRITEBYTECODE :=

WORKERS ?= 3
SIDE_BY_SIDE := -n $(WORKERS) --dist worksteal
QUICK := tests/unit tests/answers/test_traps.py tests/answers/test_cases.py tests/refusals tests/house

.PHONY: setup demo test test-quick test-changed test-crash test-thorough test-random coverage shots check bench bench-judgement bench-pages bench-start bench-tests bench-demo docs clean

setup: .venv/.ready  ## Build .venv with everything, byte-compiled

.venv/.ready: pyproject.toml uv.lock
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check 'uv>=0.9'
	@VIRTUAL_ENV=$(CURDIR)/.venv $(BIN)/uv sync --quiet --frozen --compile-bytecode --active --inexact
	@$(BIN)/python -m compileall -q src
	@touch $@

demo: setup  ## Load the four examples with a year of history and serve them; prints address and sign-in (PORT=8001 for another port)
	@TRUENORTH_DATA=$${TRUENORTH_DATA:-$(CURDIR)/.demo} $(BIN)/truenorth demo $(if $(PORT),--port $(PORT))

test: .venv/.crosscheck  ## Run every test, WORKERS (3) side by side, each with its own PostgreSQL, site and Chromium
	@$(BIN)/python -m pytest $(SIDE_BY_SIDE)

test-quick: .venv/.crosscheck  ## The tests without a server or a browser: units, traps, cases, refusals, house
	@$(BIN)/python -m pytest -n logical --dist worksteal -k "not postgres" $(QUICK)

test-changed: .venv/.crosscheck  ## The tests that the change since BASE (where the branch left main) touches
	@$(BIN)/python -m pytest $(SIDE_BY_SIDE) $$($(BIN)/python tests/changed.py $(BASE))

test-random: .venv/.crosscheck  ## Every test in an order of chance; SEED=N for the order of an earlier run
	@$(BIN)/python -m pytest $(SIDE_BY_SIDE) -p randomly $(if $(SEED),--randomly-seed=$(SEED))

test-crash: .venv/.crosscheck  ## Kill refreshes, applies, imports and backups at random moments: KILLS (100) of each on SQLite, a quarter on PostgreSQL
	@TRUENORTH_KILLS=$(or $(KILLS),100) $(BIN)/python -m pytest -s tests/crash

test-thorough: .venv/.crosscheck  ## The tests that try their luck, many times more often: takes hours
	@TRUENORTH_EFFORT=thorough $(BIN)/python -m pytest $(SIDE_BY_SIDE) tests/answers tests/unit tests/app tests/engines

coverage: .venv/.crosscheck  ## Every test, and the branches of src/ that none went through, in .coverage/html
	@rm -rf .coverage && mkdir .coverage
	-@$(BIN)/python -m coverage run -m pytest $(SIDE_BY_SIDE)
	@$(BIN)/python -m coverage combine --quiet
	@$(BIN)/python -m coverage html --quiet
	@$(BIN)/python -m coverage report --skip-covered --sort=cover | tail -30

.venv/.crosscheck: .venv/.ready
	@VIRTUAL_ENV=$(CURDIR)/.venv $(BIN)/uv sync --quiet --frozen --compile-bytecode --active --inexact --group crosscheck
	@touch $@

check: setup  ## Format, lint, types, imports, documentation
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m pytest tests/house
	@$(BIN)/python tests/house/medians.py

bench: setup  ## Benchmarks of the engine at scale 1 and 5 (SCALES="1 5 20" for more)
	@$(BIN)/python -m benchmarks $(or $(SCALES),1 5)

bench-judgement: setup  ## The table of the statistics: demand, stretch, ours
	@VIRTUAL_ENV=$(CURDIR)/.venv $(BIN)/uv sync --quiet --frozen --compile-bytecode --active --inexact --group bench
	@$(BIN)/python -m benchmarks.judgement

bench-pages: setup  ## CPU of the pages a request, with 100 KPIs in the store and with 10,000
	@$(BIN)/python -m benchmarks.pages

bench-tests: .venv/.crosscheck  ## Where the time of the tests goes, by folder and fixture
	@$(BIN)/python -m benchmarks.suite $(SIDE_BY_SIDE)

bench-start: setup  ## The first request after a start against the second, for four pages; reading definitions against parsing their YAML
	@$(BIN)/python -m benchmarks.start
	@$(BIN)/python -m benchmarks.loading

bench-demo: setup  ## CPU of make demo until its address is printed, against computing the examples once
	@$(BIN)/python -m benchmarks.demo

shots: setup  ## Pictures of every page at 1440 and 390 px, light and dark, in shots/
	@cd tests && ../$(BIN)/python -m browser.shots ../shots $(PAGES)

docs: setup  ## Write the generated reference pages, and the outputs shown in README and tutorial
	@$(BIN)/python -m truenorth.project.reference docs/reference
	@$(BIN)/python -m truenorth.cli.reference docs/reference
	@$(BIN)/python -c 'from truenorth.definitions import schema_text; print(schema_text(), end="")' > docs/schema/truenorth.schema.json
	@PYTHONPATH=tests $(BIN)/python tests/journeys/document_runs.py

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache
