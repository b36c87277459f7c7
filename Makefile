# make help

SHELL := /bin/bash
PYTHON := .venv/bin/python
export PYTHONPATH := .:layers/crm/python:cli
# The AWS CDK works on these, too, and would say with a banner each time that they are old.
export JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION := 18,20
# Tests start hundreds of processes. Without this each of them would compile all that it imports.
unexport PYTHONDONTWRITEBYTECODE

SETUP := .tools/bin/uv .venv/.ready node_modules/.ready .tools/browser.ready

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup check test test-thorough resources bench soak up down demo pages seed deploy clean

help: ## このヘルプ / this help
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(SETUP) ## 必要なものを入れる / install what is needed

.tools/bin/uv: scripts/setup
	scripts/setup uv

.venv/.ready: uv.lock pyproject.toml .tools/bin/uv
	scripts/setup python

node_modules/.ready: package.json package-lock.json
	scripts/setup node

.tools/browser.ready: .tools/bin/uv
	scripts/setup browser

check: setup ## 静的検査 / lint, format, types, architecture
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/lint-imports
	.venv/bin/mypy
	for function in functions/*/; do MYPYPATH=layers/crm/python:$$function .venv/bin/mypy $$function || exit 1; done
	node_modules/.bin/tsc -p web

test: setup ## すべてのテスト / every test
	$(PYTHON) -m pytest -n logical --dist worksteal -m "not e2e and not browser"
	$(PYTHON) -m pytest -m "e2e or browser" tests/browser tests/e2e  # one after the other: they share one local stack

test-thorough: setup ## すべての日と、長い探索(約1時間) / on every day of tests/support/days.py, and long searches (an hour)
	for day in $$($(PYTHON) -m tests.support.days); do \
	  echo "$$day"; $(PYTHON) -m pytest -n logical --dist worksteal -m "not (e2e or browser or hypothesis or search)" --day=$$day || exit 1; done
	$(PYTHON) -m pytest -n logical --dist worksteal -m "hypothesis or search" --hypothesis-profile=thorough

resources: setup ## コマンドの表と、LINE内のページのAPIの説明・型を作り直す / the command line's table, the description and types of the pages' API, anew
	$(PYTHON) -m tests.support.resources >/dev/null
	$(PYTHON) -m tests.support.liff_document

bench: setup ## ベンチマーク / measure what it costs (ONLY=name for one)
	$(PYTHON) -m bench $(ONLY)

soak: setup ## 10万人の配信を通しで試す / a campaign to 100,000 on a local stack
	$(PYTHON) -m bench.soak --friends $(or $(FRIENDS),100000)

up: setup ## ローカルスタックを起動 / start the local stack
	$(PYTHON) -m local.stack up

down: setup ## ローカルスタックを停止 / stop it and remove its state
	$(PYTHON) -m local.stack down

demo: setup ## デモ / the main job, shown on a local stack
	$(PYTHON) -m local.demo $(ARGS)

pages: setup ## LINE内のページをブラウザで開く / open a page as a LINE user (PAGE=card)
	$(PYTHON) -m local.pages $(or $(PAGE),card) $(ARGS)

seed: setup ## 動いているスタックにデモデータを入れる / fill the running stack with demo data
	$(PYTHON) -m local.seed --friends $(or $(FRIENDS),10000) $(ARGS)

deploy: setup ## AWS へデプロイ / deploy to your AWS account (ARGS="-c alarmEmail=you@example.com")
	$(PYTHON) scripts/deploy.py $(ARGS)

clean: ## 作ったものを消す / remove what was built (.local, build, caches)
	[ ! -e .local/stack.lock ] || [ ! -x $(PYTHON) ] || $(PYTHON) -m local.stack down
	rm -rf build cdk.out .local .pytest_cache .hypothesis .ruff_cache .mypy_cache .import_linter_cache
	find . -name __pycache__ -type d -not -path './.venv/*' -not -path './.tools/*' -not -path './node_modules/*' -prune -exec rm -rf {} +
