# CRM Inbox. “make help” lists what can be done here.

SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000

.DEFAULT_GOAL := help
.PHONY: help install run test bench bench-full readme check lock

help: ## What can be done here
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 20

install: ## From a bare checkout: environment, dependencies, database, texts
	@tools/install

run: install ## Try it: everything in one process, with a sample mailbox (PORT=8000)
	@exec $(BIN)/python manage.py serve --sample --port $(PORT)

test: ## All tests, with everything they need
	@tools/test

bench: ## The figures of README, as JSON lines (about fifteen minutes)
	@tools/bench

bench-full: ## The same and the long ones
	@tools/bench --full

readme: ## README's table and docs/figures.md, from bench/results/*.jsonl
	@tools/readme-table

check: ## Format, lint, types, templates and translations
	@tools/install --dev
	@tools/check

lock: ## Pin the dependencies of pyproject.toml anew
	@tools/lock
