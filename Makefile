# Every path here is relative, so that the checkout may lie anywhere, also in a folder whose name
# has spaces or Chinese characters in it.
.DEFAULT_GOAL := help
.PHONY: run test check bench faults soak pictures clean help lock setup setup-dev static gates tests \
	coverage coverage-data

export PYTHONUTF8 := 1

PY := .venv/bin/python

# Passed on to the program: make run ARGS="--port 8001"
ARGS ?=
# Passed on to pytest: make test PYTEST_ARGS="-x -k incident"
PYTEST_ARGS ?= -n auto --dist loadfile
# The least branch coverage, in percent, of each of incident, playbooks and notify.
COVERAGE_MIN ?= 95

help:
	@echo "make run      安装所需并启动程序          set up and start the program (ARGS=\"--port 8001\")"
	@echo "make test     全部检查与测试              every check and every test"
	@echo "make check    静态检查、门禁与覆盖率      static checks, gates and branch coverage"
	@echo "make faults   两百次中途断电              kill the program 200 times: is anybody lost"
	@echo "make soak     五千块指挥板连续十分钟      five thousand boards for ten minutes"
	@echo "make bench    性能测量                    measure the speed"
	@echo "make pictures 各页面截图                  pictures of every page, in docs/pictures/"
	@echo "make lock     重新锁定依赖版本            lock the requirements anew"
	@echo "make clean    删除 make 产生的一切        remove all that make made"

setup:
	@sh bin/setup run

setup-dev:
	@sh bin/setup dev

run: setup
	@exec .venv/bin/tailings serve $(ARGS)

test: setup-dev
	@$(PY) -m tests.browser.chromium
	@$(MAKE) --no-print-directory static
	@$(MAKE) --no-print-directory tests
	@$(MAKE) --no-print-directory coverage

check: setup-dev
	@$(MAKE) --no-print-directory static
	@$(MAKE) --no-print-directory gates
	@$(MAKE) --no-print-directory coverage-data
	@$(MAKE) --no-print-directory coverage

bench: setup-dev
	@exec $(PY) -m tests.bench $(ARGS)

# Ends with 1 where a message is lost, or sent twice without a reason. ARGS="KILLS SEED"
faults: setup-dev
	@exec $(PY) -m tests.faults $(ARGS)

pictures: setup-dev
	@exec $(PY) -m tests.pictures

# Five thousand boards for ten minutes, two events a second: none may be lost.
soak: setup-dev
	@$(PY) -m tests.bench.hub hub 5000 1200 2

static:
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy .
	.venv/bin/lint-imports

gates:
	@if [ -d tests/gates ]; then $(PY) -m pytest -q tests/gates; fi

tests:
	@rm -f .coverage .coverage.*
	$(PY) -m pytest --cov --cov-report= -p tests.plugins.ran --ran .ran $(PYTEST_ARGS)

# The tests are run again only if there is no measurement or a file is newer than it.
coverage-data:
	@if [ ! -f .coverage ] || [ -n "$$(find . -name .venv -prune -o -newer .coverage \
		\( -name '*.py' -o -name '*.yaml' -o -name '*.html' \) -print)" ]; then \
		$(MAKE) --no-print-directory tests; fi

coverage:
	@$(PY) bin/plan_coverage.py .ran
	@$(PY) bin/coverage_gate.py --min $(COVERAGE_MIN) incident playbooks notify

lock:
	@sh bin/lock

clean:
	rm -rf .venv build dist *.egg-info htmlcov .coverage .coverage.* coverage.xml .ran
	rm -rf .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
