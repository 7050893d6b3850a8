# Two commands are all a fresh clone needs: `make map` and `make test`. The rest is for those who build Dateline.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: map test check gazetteer train assets docs test-nominatim lock clean

map: $(VENV)/.installed  ## set up, draw the bundled example, say where the map is
	$(BIN)/dateline map data/articles/*.txt -o out/map.html

test: $(VENV)/.installed chromium check  ## set up, then everything that CI runs
	$(BIN)/pytest

check: $(VENV)/.installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

$(VENV)/.installed: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed: make PYTHON=python3.11")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	touch $@

.PHONY: chromium
chromium:  # the page's tests drive Debian's Chromium; those of the web make certificates with openssl
	@{ command -v chromium && command -v openssl; } >/dev/null \
	  || { [ "$$(id -u)" = 0 ] && apt-get update -qq && apt-get install -y -qq chromium openssl >/dev/null; } \
	  || { echo "the tests need Chromium and openssl; install them with: sudo apt-get install chromium openssl" >&2; exit 1; }

gazetteer: $(VENV)/.installed  ## compile data/gazetteer.sqlite anew from its sources (needs the network)
	$(BIN)/python data/build.py

TEXTS ?= ../shared/bench
train: $(VENV)/.installed  ## train name tagger, place recogniser, resolver, places of events and event classifier anew
	$(BIN)/python data/train_names.py $(TEXTS)
	$(BIN)/python data/train.py $(TEXTS)/eupeg
	$(BIN)/python data/train_links.py $(TEXTS)
	$(BIN)/python data/train_events.py $(TEXTS)

assets: $(VENV)/.installed  ## vendor the page's libraries and base map anew (needs the network)
	$(BIN)/python -m maps.assets.make

docs: $(VENV)/.installed  ## build the documentation to out/site
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict

test-nominatim: $(VENV)/.installed  ## ask a real Nominatim on 127.0.0.1: some minutes; needs root and the network once
	tests/nominatim/install.sh out/nominatim
	DATELINE_NOMINATIM=out/nominatim $(BIN)/pytest tests/nominatim

.PHONY: bench-map
bench-map: $(VENV)/.bench chromium  ## measure the map beside other libraries' maps: half an hour, needs the network once
	$(BIN)/python tests/bench/map.py --peers --json out/bench/map.json

$(VENV)/.bench: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --upgrade 'pip>=25.1'  # knows groups
	$(BIN)/python -m pip install --quiet --group bench
	touch $@

lock:  ## choose the newest versions that pyproject.toml allows
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --group dev --custom-compile-command "make lock" -o requirements.lock pyproject.toml

clean:
	rm -rf $(VENV) out dist build .pytest_cache .mypy_cache .ruff_cache
