# Two commands do everything: `make demo` and `make test`. Both make .venv first where it is missing.
# Bare machine: Python 3.11 to 3.13 and make. Another Python: make PYTHON=/path/to/python3.12 demo

BIN := .venv/bin
SECONDS := 60
export PYTHON
# Python compiles what it imports once, also where an image tells it to keep nothing: else every start of the program does.
export PYTHONDONTWRITEBYTECODE :=

# An environment made for another folder is made anew (a copied or moved checkout).
ifneq ($(shell cat .venv/.root 2>/dev/null),$(shell pwd -P))
MOVED := FORCE
endif

.PHONY: demo test tests thorough lint types golden format fuzz chaos browser bench mutate differential creditgate docs lock clean help FORCE

help: ## Show this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 16

demo: .venv/.core ## Run the main job on the shipped sample; the report is demo/report.html
	@$(BIN)/forbear demo --out demo || [ $$? -eq 3 ]

test: .venv/.dev .venv/.spark .venv/.data .venv/.office lint ## Run every check and every test
	@$(MAKE) --no-print-directory -j 2 types tests

tests: .venv/.dev ## Run every test; `make test` checks style and types too
	$(BIN)/python -m pytest -n 2 --dist worksteal -q

thorough: .venv/.dev .venv/.spark .venv/.data .venv/.office ## Run every test on all its examples, where `make test` takes a share
	$(BIN)/python -m pytest -n 2 --dist worksteal -q --hypothesis-profile thorough

lint: .venv/.dev ## Style: ruff, rules and layout
	$(BIN)/ruff check
	$(BIN)/ruff format --check --quiet || $(BIN)/ruff format --check

types: .venv/.dev ## Types: mypy, strict
	$(BIN)/mypy

format: .venv/.dev ## Lay the code out as ruff wants it, and mend what it can
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

golden: .venv/.dev ## Rewrite the golden files; then read `git diff tests/golden`
	$(BIN)/python -m pytest tests/golden -q --update-golden

fuzz: .venv/.fuzz ## Feed the intake parsers broken files, SECONDS=60 each
	$(BIN)/python scripts/fuzz.py --seconds $(SECONDS)

chaos: .venv/.dev ## Kill servers while 64 askers fight over permits, SECONDS=60 for each database
	FORBEAR_CHAOS_SECONDS=$(SECONDS) $(BIN)/python -m pytest tests/chaos -q

browser: .venv/.dev .venv/.chromium ## Walk through all pages in a browser; pictures of them: build/pages
	FORBEAR_ALL_PAGES=yes $(BIN)/python -m pytest tests/browser -q

bench: .venv/.bench ## Speed: decisions and contacts per second, beside other engines
	$(BIN)/python benchmarks/decide.py
	$(BIN)/python benchmarks/audit.py
	$(BIN)/python benchmarks/sweep.py
	$(BIN)/python benchmarks/words.py

mutate: .venv/.dev ## Break the rulebooks on purpose: does a test notice?
	$(BIN)/python scripts/mutate.py

differential: .venv/.dev ## Compare the engines on ten million contacts by chance
	$(BIN)/python scripts/differential.py

creditgate: .venv/.fit .venv/.data ## Fit the scorecard of German credit anew, under several seeds, beside other cards
	$(BIN)/python scripts/scorecards.py german --same --seeds 4

docs: .venv/.dev ## Rewrite docs/reference from the program, docs/rulebooks from the rulebooks
	$(BIN)/python scripts/docs.py
	$(BIN)/python scripts/references.py
	$(BIN)/python scripts/colours.py

lock: .venv/.lock ## Write requirements/*.txt anew from pyproject.toml
	scripts/lock.sh $(BIN)/uv

clean: ## Remove what was made, but not .venv
	rm -rf demo build dist benchmarks/out .fuzz .hypothesis .mypy_cache .pytest_cache .ruff_cache .venv-apt.log
	find src tests scripts -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/.office: scripts/office.sh | .venv/.dev
	@scripts/office.sh

.venv/.chromium: scripts/chromium.sh | .venv/.dev
	@scripts/chromium.sh

.venv/.fuzz .venv/.bench .venv/.spark .venv/.data .venv/.fit: | .venv/.dev
.venv/.%: requirements/%.txt scripts/setup.sh $(MOVED)
	@scripts/setup.sh $*
