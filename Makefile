PYTHON ?= python3
BIN = .venv/bin

help:  ## List what can be made
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12
run:  ## Install, build, migrate, seed a demo, and serve on PORT (8000)
	@$(PYTHON) -m toolfy_portal.launch run
test:  ## Install what the tests need and run all of them; ARGS="-k word" for some
	@$(PYTHON) -m toolfy_portal.launch test $(ARGS)
setup:  ## Install packages and tools into .venv
	@$(PYTHON) -m toolfy_portal.launch setup
build:  ## Build the front end
	@$(PYTHON) -m toolfy_portal.launch build
check: setup  ## Format, lint, types, import contracts
	$(BIN)/ruff format --check . && $(BIN)/ruff check .
	$(BIN)/pyright && $(BIN)/lint-imports
migration: setup  ## Draft a migration from the models: MESSAGE="what changes"
	$(BIN)/python -m alembic revision --autogenerate -m "$(MESSAGE)"
mutants: setup  ## Break the payments in ten ways: each time a test must turn red
	$(BIN)/python tests/mutants.py
pictures: build  ## Photograph every page of the demo into docs/pictures
	$(BIN)/python -m bench.pictures

.PHONY: help run test setup build check migration mutants pictures
.DEFAULT_GOAL := help
