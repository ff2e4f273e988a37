# Everything a contributor or a newcomer needs. Only Python (3.11 or newer) and make have to be there already.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: setup demo test test-crash shots check bench bench-judgement bench-pages bench-start docs clean

setup: .venv/.ready  ## Build .venv with everything, byte-compiled

.venv/.ready: pyproject.toml uv.lock
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check 'uv>=0.9'
	@VIRTUAL_ENV=$(CURDIR)/.venv $(BIN)/uv sync --quiet --frozen --compile-bytecode --active --inexact
	@touch $@

demo: setup  ## Load the four examples with a year of history and serve them; prints address and sign-in (PORT=8001 for another port)
	@TRUENORTH_DATA=$${TRUENORTH_DATA:-$(CURDIR)/.demo} $(BIN)/truenorth demo $(if $(PORT),--port $(PORT))

test: .venv/.crosscheck  ## Run every test (starts a private PostgreSQL by itself)
	@$(BIN)/python -m pytest

test-crash: .venv/.crosscheck  ## Kill refreshes, applies, imports and backups at random moments: KILLS (100) of each on SQLite, a quarter on PostgreSQL
	@TRUENORTH_KILLS=$(or $(KILLS),100) $(BIN)/python -m pytest -s tests/crash

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

bench-start: setup  ## The first request after a start against the second, for four pages
	@$(BIN)/python -m benchmarks.start

shots: setup  ## Pictures of every page at 1440 and 390 px, light and dark, in shots/
	@cd tests && ../$(BIN)/python -m browser.shots ../shots $(PAGES)

docs: setup  ## Write the generated reference pages, and the outputs shown in README and tutorial
	@$(BIN)/python -m truenorth.project.reference docs/reference
	@$(BIN)/python -m truenorth.cli.reference docs/reference
	@$(BIN)/python -c 'from truenorth.definitions import schema_text; print(schema_text(), end="")' > docs/schema/truenorth.schema.json
	@$(BIN)/python tests/journeys/document_runs.py

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache
