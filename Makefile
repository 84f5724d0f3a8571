# Patrolgrid: `make demo` and `make test` do all set-up on a fresh Debian or Ubuntu.
PYTHON = .venv/bin/python
# Processes for the tests, with a database each.
TESTERS = 2

.PHONY: help demo serve test setup lint types database stop clean

help:
	@echo "make demo             set up, load the demo district, plan a week, print the summary"
	@echo "make serve            start the pages and all that they need; prints the address and demo logins"
	@echo "make test             set up, then lint, types and all tests"
	@echo "make setup            set up only"
	@echo "make database NAME=x  a database for another city; then export PATROLGRID_DB=x"
	@echo "make stop             stop the private database"
	@echo "make clean            delete the private database, .venv and out/"

setup:
	@deploy/setup.sh

demo: setup
	@$(PYTHON) manage.py migrate --verbosity 0
	@$(PYTHON) manage.py demo

serve: setup
	@$(PYTHON) manage.py serve $(ARGS)

test:
	@deploy/setup.sh --test
	@$(MAKE) --no-print-directory lint types
	$(PYTHON) manage.py makemigrations --check --dry-run
	$(PYTHON) -m pytest --numprocesses $(TESTERS) --dist loadfile

lint:
	$(PYTHON) -m ruff check .

types:
	$(PYTHON) -m mypy

database: setup
	@deploy/cluster.sh database $(NAME)
	@PATROLGRID_DB=$(NAME) $(PYTHON) manage.py migrate --verbosity 0

stop:
	@deploy/cluster.sh stop

clean:
	@deploy/cluster.sh remove
	rm -rf .venv .local out
