# The commands of this project. `make help` lists them.
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python

.DEFAULT_GOAL := help
.PHONY: help install install-dev learnt wheel release demo run test test-fast coverage check pictures bahaya bench soak fuzz format lock pustaka clean

help:  ## Daftar perintah ini
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/ –/' | sort

# python3 -m venv needs Debian's python3-venv; without it the message says so instead of a traceback
$(VENV)/.installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Perlu Python 3.11 atau lebih baru."; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "Perlu modul venv: apt install python3-venv"; exit 1; }
	@test -x $(RUN) || $(PYTHON) -m venv $(VENV)
	$(RUN) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(RUN) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.installed-dev: requirements-dev.lock $(VENV)/.installed
	$(RUN) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	$(RUN) -m tests.npm
	@touch $@

# named by a hash of the FAQ and the matcher: one that does not fit is not used, and the bot learns by itself
LEARNT := bot/shipped_model/.learnt
$(LEARNT): $(VENV)/.installed $(wildcard faq/*.yaml) $(shell find bot/matching -name '*.py' -o -name '*.tsv')
	$(RUN) -m bot.app.faq.shipped
	@touch $@

learnt: $(LEARNT)  ## Mempelajari FAQ bawaan untuk rilis (bot/shipped_model)

wheel: $(LEARNT)  ## Membuat rilis (dist/*.whl): program, FAQ bawaan, dan hasil belajarnya
	$(RUN) -m pip wheel --quiet --disable-pip-version-check --no-deps --no-build-isolation --wheel-dir dist .

release: $(LEARNT)  ## Membuat berkas rilis (dist/) sesudah memeriksa versi, CHANGELOG, dan git: docs/release.md
	$(RUN) deploy/release.py

install: $(VENV)/.installed $(LEARNT)  ## Menyiapkan lingkungan (.venv) dari daftar terkunci, dan mempelajari FAQ bawaan

install-dev: $(VENV)/.installed-dev  ## Menyiapkan juga alat pengembang (ruff, mypy, pytest, …)

demo: install  ## Mencoba tanpa token dan jaringan: bot, server tiruan, dan halamannya
	$(RUN) -m bot demo

run: install  ## Menjalankan bot sungguhan (config.yaml, BOT_TELEGRAM__TOKEN)
	$(RUN) -m bot run

# much of the time is waiting: four workers for two cores; files in the order of tests/conftest.py, the slowest first
WORKERS := -n 4 --dist loadfile --no-loadscope-reorder

test: $(VENV)/.installed-dev  ## Seluruh pengujian
	$(RUN) -m pytest $(WORKERS)

test-fast: $(VENV)/.installed-dev  ## Uji bagian demi bagian saja, tanpa program lain (paling lama 40 detik)
	$(RUN) -m pytest -n 2 --dist loadfile -p tests.fast

coverage: $(VENV)/.installed-dev  ## Seluruh pengujian, lalu cabang kode bot/ yang dilaluinya; gagal di bawah batas
	$(VENV)/bin/coverage erase
	$(VENV)/bin/coverage run -m pytest $(WORKERS)
	$(VENV)/bin/coverage combine --quiet
	$(VENV)/bin/coverage report --skip-covered

check: $(VENV)/.installed-dev  ## Pemeriksaan kode: ruff, mypy, import-linter, isi FAQ
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports
	$(RUN) -m bot faq check faq

bench: $(VENV)/.installed-dev  ## Pengukuran: kecepatan, ketepatan, memori
	$(RUN) -m tests.bench

pictures: $(VENV)/.installed-dev  ## Membuat ulang gambar README dan panduan dengan uji peramban
	PICTURES=$(CURDIR)/docs/gambar $(RUN) -m pytest tests/page/test_main_job.py tests/staffpage/test_browser.py

# entries whose phrasings tell of danger, a trap or a child at work: no harmless lessons
TOLD_OF_DANGER := tppo- tppm- pmi-anak- pmi-cek- pmi-visa-turis pmi-negara-terlarang pmi-art- pmi-abk paspor-lintas- pmi-pemutihan-
bahaya: $(VENV)/.installed-dev  ## Melatih ulang pengenal bahaya dari contoh di bot/matching/learn/lessons dan kalimat FAQ
	$(RUN) -m bot faq check
	$(RUN) deploy/ordinary_messages.py faq $(TOLD_OF_DANGER) | $(RUN) -m bot.matching.learn.danger

soak: $(VENV)/.installed-dev  ## Uji ketahanan panjang: ratusan kill -9, puluhan ribu pesan (sekitar setengah jam)
	SOAK=1 $(RUN) -m pytest -s tests/faults
	SOAK=1 $(RUN) -m tests.faults.soak
	$(RUN) -m tests.faults.publishing_kills

fuzz: $(VENV)/.installed-dev  ## Masukan sembarangan, selalu yang baru, selama SECONDS=600 detik
	$(RUN) -m tests.fuzz

format: $(VENV)/.installed-dev  ## Merapikan kode
	$(VENV)/bin/ruff check --fix . ; $(VENV)/bin/ruff format .

# what only learning a changed FAQ needs: a demo of the shipped one does without
LEARNING := scikit-learn scipy joblib narwhals threadpoolctl
lock: $(VENV)/.installed-dev  ## Mengunci ulang versi pustaka
	$(RUN) -m pip install --quiet uv
	rm -f requirements-dev.lock requirements.lock requirements-demo.lock requirements-laporan.lock
	$(VENV)/bin/uv pip compile --group build --universal --python-version 3.11 --generate-hashes --no-annotate --no-header -q --extra dev pyproject.toml -o requirements-dev.lock
	$(VENV)/bin/uv pip compile --group build --universal --python-version 3.11 --generate-hashes --no-annotate --no-header -q -c requirements-dev.lock pyproject.toml -o requirements.lock
	$(VENV)/bin/uv pip compile --group build --universal --python-version 3.11 --generate-hashes --no-annotate --no-header -q -c requirements-dev.lock $(LEARNING:%=--no-emit-package %) pyproject.toml -o requirements-demo.lock
	$(VENV)/bin/uv pip compile --group build --universal --python-version 3.11 --generate-hashes --no-annotate --no-header -q -c requirements-dev.lock --extra laporan pyproject.toml -o requirements-laporan.lock

# --strict: a library that could not be looked up is a failure, not silence; apart from .venv, whose versions are locked
pustaka: $(VENV)/.installed-dev  ## Memeriksa kerentanan pustaka terkunci (perlu jaringan ke pypi.org)
	@test -x .venv-audit/bin/pip-audit || { $(PYTHON) -m venv .venv-audit && .venv-audit/bin/pip install --quiet pip-audit; }
	.venv-audit/bin/pip-audit --strict --disable-pip --require-hashes --progress-spinner off -r requirements-dev.lock

clean:  ## Membuang lingkungan dan hasil sementara
	rm -rf bot/shipped_model dist $(VENV) .venv-audit .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
