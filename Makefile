# The commands of this project; `make` alone lists them.

JOB_TRAY_CACHE ?= $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/job-tray
CARGO_TARGET_DIR ?= $(JOB_TRAY_CACHE)/target
PORT ?= 4100

export JOB_TRAY_CACHE CARGO_TARGET_DIR
export PATH := $(JOB_TRAY_CACHE)/tools/bin:$(PATH)
# Per test program in the browser, in seconds; the default of 20 is short for a busy machine.
export WASM_BINDGEN_TEST_TIMEOUT ?= 120

# Property tests draw the same cases in every run, so that a green run stays green; others
# are drawn with another seed, and more of them with PROPTEST_CASES.
export PROPTEST_RNG_SEED ?= 1

# Directories count too, so that a deleted file is noticed.
sources := $(shell find src style public 2> /dev/null) $(wildcard index.html Trunk.toml Cargo.toml Cargo.lock .cargo/config.toml scripts/release scripts/slim scripts/shrink scripts/shrink.mjs)
tiers := pure signals mock browser e2e e2e-firefox e2e-webkit counts pictures access
mock := cargo run --quiet --package job-tray-mock --
web_tests := cargo test --no-fail-fast --target wasm32-unknown-unknown --features element --test 'web_*'
# Two browsers at a time are what two cores bear.
e2e_tests := cargo test --no-fail-fast --package job-tray-e2e -- --test-threads=2
counts := cargo test --package job-tray-e2e --features counts --test guests -- --nocapture
access := cargo test --package job-tray-e2e --features access --test access --
pictures := cargo test --package job-tray-e2e --features pictures --test pictures --

.PHONY: help setup serve mock watch build test $(addprefix test-,$(tiers)) test-browser-firefox pictures bench lint fmt clean

help: ## List these commands
	@sed -nE 's/^([a-z0-9-]+):[^#]*## (.*)/  make \1|\2/p' $(MAKEFILE_LIST) | awk -F '|' '{ printf "%-28s%s\n", $$1, $$2 }'
	@echo
	@echo "PORT=4100 is the mock server's port; each of these can be set, as in 'make serve PORT=5000':"
	@echo "  JOB_TRAY_CACHE     tools and builds, shared by all clones: $(JOB_TRAY_CACHE)"
	@echo "  CARGO_TARGET_DIR   what cargo builds: $(CARGO_TARGET_DIR)"
	@echo "For trunk or cargo by hand: '. scripts/env', then for example 'trunk serve'."

setup: ## Install what building and testing need, if it is missing
	@scripts/setup

serve: dist/.release ## Build the preview and serve it, with its mock API, at one address
	@$(mock) --port $(PORT)

mock: ## Serve only the mock API, for use beside `make watch`
	@$(mock) --port $(PORT)

watch: ## Rebuild the preview at every change, on port 8080 (trunk serve)
	@scripts/setup build
	. scripts/env && trunk serve

build: dist/.release ## Build the release bundle into dist/, print and check its size
	@scripts/size "$$(cat dist/.release)" dist/job-tray_bg.wasm dist/job-tray.js

dist/.release: $(sources)
	@scripts/setup build
	@scripts/release

test: setup ## Run every tier of tests
	@MAKE="$(MAKE)" scripts/test $(tiers)

test-pure: ## Test the rules alone: no signals, no browser
	@scripts/tier pure -- cargo test --no-fail-fast --no-default-features

test-signals: ## Test signals, attributes and the gallery’s stories, without a browser
	@scripts/tier signals -- cargo test --no-fail-fast --features gallery

test-mock: ## Test the mock server
	@scripts/tier mock -- cargo test --no-fail-fast --package job-tray-mock

# The runner takes whichever driver it finds first, unless one is named.
test-browser: ## Test views and element in headless Chromium
	@. scripts/env && CHROMEDRIVER=chromedriver scripts/tier browser -- $(web_tests)

test-browser-firefox: ## The same in headless Firefox; not part of `make test`
	@. scripts/env && GECKODRIVER=geckodriver scripts/tier browser-firefox -- $(web_tests)

test-e2e: build ## Test the built bundle in Chromium against the mock server
	@JOB_TRAY_BROWSER=chromium scripts/tier e2e -- $(e2e_tests)

test-e2e-firefox: dist/.release ## The same in Firefox
	@JOB_TRAY_BROWSER=firefox scripts/tier e2e-firefox -- $(e2e_tests)

test-e2e-webkit: dist/.release ## The same in WebKitGTK
	@JOB_TRAY_BROWSER=webkit scripts/tier e2e-webkit -- $(e2e_tests)

test-counts: dist/.release ## Count requests and streams, by jobs and tabs, in Chromium
	@JOB_TRAY_BROWSER=chromium scripts/tier counts -- $(counts)

test-pictures: dist/.release ## Compare every story of the gallery with its kept picture, in Chromium
	@JOB_TRAY_BROWSER=chromium scripts/tier pictures -- $(pictures)

test-access: dist/.release ## Look at every story of the gallery for barriers, with axe and by size, in Chromium
	@JOB_TRAY_BROWSER=chromium scripts/tier access -- $(access)

pictures: dist/.release ## Take the kept pictures anew where a story looks different on purpose
	@scripts/claim-target
	@JOB_TRAY_BROWSER=chromium $(pictures) --keep

bench: dist/.release ## Measure the main thread at 1,500 events a second, against a page written by hand
	@scripts/claim-target
	@cargo test --package job-tray-e2e --features bench --test bench

lint: ## Check format and lints, for the host and for wasm32
	@scripts/setup lint
	@scripts/lint

fmt: ## Format the code
	cargo fmt --all

clean: ## Remove dist/ and what cargo built; the tools stay
	rm -rf dist "$(CARGO_TARGET_DIR)"
