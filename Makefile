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
# Whoever chooses the tests may have left some out.
ifeq ($(origin PYTEST_ARGS),file)
TESTED := mv .testing .tested
else
TESTED := rm -f .testing
endif
# What tools, measurements and the program itself make in this folder: what .gitignore lists.
MADE := -name .git -o -name .venv -o -name __pycache__ -o -name '*.py[cod]' -o -name '*.egg-info' \
	-o -name build -o -name dist -o -name '.*_cache' -o -name .hypothesis \
	-o -name '.coverage*' -o -name coverage.xml -o -name htmlcov -o -name bench.json \
	-o -name .ran -o -name .tested -o -name .testing -o -path ./data -o -name .env -o -name secrets \
	-o -name '*.sqlite3' -o -name '*.log' -o -name .DS_Store -o -name .idea -o -name .vscode
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

# Or some of it: ARGS="commands hub"
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

# `.tested` is as old as the beginning of the last run of all tests, and is there only if that run
# passed. A failed run leaves no measurement either.
tests:
	@rm -f .coverage .coverage.* .ran .tested .testing
	@touch .testing
	$(PY) -m pytest --cov --cov-report= -p tests.plugins.measured -p tests.plugins.ran --ran .ran $(PYTEST_ARGS) \
		|| { code=$$?; rm -f .coverage .coverage.* .ran .testing; exit $$code; }
	@$(TESTED)

# The tests are run again unless all of them passed and no file was touched since they began: any
# file of the repository may be what a test reads. A folder that is newer than the measurement has
# lost or gained a file.
coverage-data:
	@if [ ! -f .tested ] || [ ! -f .coverage ] || [ ! -f .ran ] || [ -n "$$(find . -mindepth 1 \
		\( $(MADE) \) -prune -o -type d -newer .coverage -print \
		-o ! -type d -newer .tested -print)" ]; then $(MAKE) --no-print-directory tests; fi

coverage:
	@$(PY) bin/plan_coverage.py .ran
	@$(PY) bin/coverage_gate.py --min $(COVERAGE_MIN) incident playbooks notify

lock:
	@sh bin/lock

clean:
	rm -rf .venv build dist *.egg-info htmlcov .coverage .coverage.* coverage.xml .ran .tested .testing
	rm -rf .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
