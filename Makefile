# make demo        each scenario once, with Stripe, PayPal and Square, against the model integration: green
# make demo-whole  the same with every stimulus
# make demo-naive  the same suite against the usual tutorial: its failures, found
# make example-NAME  the suite against an example, such as flask_sync: what is expected of it, and nothing else
# make test        the project's own tests
# make detect      every planted flaw, judged: docs/detection.md
# make stability   ten whole runs of two correct targets: no verdict may change
# make fidelity    what of each provider is simulated, and how that is known: docs/fidelity.md
# make lint        ruff, mypy --strict, import rules
# make bench       what the simulator costs: docs/performance.md

VENV ?= .venv
PYTHON ?= python3
BIN := $(VENV)/bin
UV := $(shell command -v uv 2>/dev/null)

# A run starts many processes. Where Python is told to keep no bytecode, each of them compiles every module again.
export PYTHONDONTWRITEBYTECODE :=

# Judging waits more than it works: three times as many tests side by side as there are cores.
SIDE_BY_SIDE ?= $(shell expr 3 '*' $$(getconf _NPROCESSORS_ONLN))

.PHONY: demo demo-whole demo-naive test detect stability fidelity lint bench install clean

demo: $(VENV)/.installed
	@$(BIN)/assay run --target reference_app/three_providers.toml --quick $(ARGS)

demo-whole: $(VENV)/.installed
	@$(BIN)/assay run --target reference_app/three_providers.toml $(ARGS)

demo-naive: $(VENV)/.installed-dev
	@$(BIN)/python examples/expect.py naive $(ARGS)

example-%: $(VENV)/.installed-dev
	@$(BIN)/python examples/expect.py $* $(ARGS)

test: $(VENV)/.installed-dev
	$(BIN)/python -m pytest -n $(SIDE_BY_SIDE) --dist worksteal $(ARGS)

detect: $(VENV)/.installed-dev
	$(BIN)/python -m tests.matrix $(ARGS)

stability: $(VENV)/.installed-dev
	$(BIN)/python -m tests.stability $(ARGS)

fidelity: $(VENV)/.installed-dev
	$(BIN)/python -m tests.fidelity.make_page $(ARGS)

bench: $(VENV)/.installed-dev
	$(BIN)/python -m benchmarks $(ARGS)

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

install: $(VENV)/.installed

$(VENV)/bin/python:
ifdef UV
	@uv venv --quiet --python $(PYTHON) $(VENV)
else
	@$(PYTHON) -m venv $(VENV) || { echo "python3 needs its venv module: on Debian, apt install python3-venv; or install uv"; exit 2; }
	@$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"
endif

$(VENV)/.installed: pyproject.toml | $(VENV)/bin/python
	@echo "installing Assay into $(VENV) (once)"
ifdef UV
	@uv pip install --quiet --compile-bytecode --python $(BIN)/python -e .
else
	@$(BIN)/python -m pip install --quiet -e .
endif
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	@echo "installing the tools for development into $(VENV) (once)"
ifdef UV
	@uv pip install --quiet --compile-bytecode --python $(BIN)/python --group dev
else
	@$(BIN)/python -m pip install --quiet --group dev
endif
	@touch $@

clean:
	rm -rf $(VENV) .assay
