# pushbench: build, measure, test. `make help` lists the targets and variables.

SHELL := /bin/bash
.DELETE_ON_ERROR:
.DEFAULT_GOAL := all

# Two jobs unless the caller asks for another number; a make inside a make shares its parent's.
ifeq ($(filter -j% --jobserver%,$(MAKEFLAGS)),)
MAKEFLAGS += -j2
endif
MAKEFLAGS += --no-print-directory

EXPERIMENT ?= experiments/default.json## what to run: a file, or a name in experiments/
SET ?=## parameters to set, as "key=value key=value"
OUT ?=## folder for the results; else a new one in results/
BUILD ?= build## where to build; each set of flags needs a tree of its own
ifeq ($(origin CC),default)
CC := gcc
endif
CFLAGS ?= -O2 -g## optimisation and debugging
TEST_CFLAGS ?=## more of them for tests
SANITIZE ?=## sanitizer flags, as -fsanitize=thread
WERROR ?= $(if $(CI),-Werror)## -Werror where CI is set
PARITY ?=## options of tests/parity/run, as "--engines lws --users 100"
FUZZ_S ?= 30## seconds for each target of `make fuzz`
E2E ?=## `yes`: `make coverage` runs the end-to-end tests too
SOAK_S ?= 3600## seconds of `make soak`
INSTALL ?= yes## `no` never installs packages
PREFIX ?= /usr/local## where `make install` puts the programs and what they need
DESTDIR ?=## folder before PREFIX, for making packages

WARNINGS := -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes \
            -Wformat=2 -Wvla
STANDARD := -std=gnu11 -D_GNU_SOURCE -I. -pthread
V ?=## `1` shows the commands
quiet = $(if $(filter 1,$(V)),,@echo '  $(1)  $@';)
COMPILE := $(CC) $(STANDARD) $(WARNINGS) $(WERROR) $(CFLAGS) $(SANITIZE) -MMD -MP
LINK := $(CC) $(CFLAGS) $(SANITIZE) -pthread

COMMON_LIBS := -lz -lm
DOCUMENT_LIBS := -ljansson -lz -lm
SERVER_LIBS := -lwebsockets -lev -lcivetweb -lnghttp2 -lssl -lcrypto -ljansson -lz -lm
CLIENT_LIBS := -lcurl -lwebsockets -lev -lnghttp2 -lssl -lcrypto -ljansson -lz -lm
BENCH_LIBS := -lnghttp2 -lssl -lcrypto -ljansson -lz -lm

# The sources of a folder and its wings; the shim is a library of its own.
sources = $(filter-out servers/shim/%,$(sort $(shell find $(1) -name '*.c')))
objects = $(patsubst %.c,$(BUILD)/%.o,$(call sources,$(1)))
COMMON_OBJECTS := $(call objects,common)
DOCUMENT_OBJECTS := $(call objects,documents)
SERVER_OBJECTS := $(call objects,servers)
CLIENT_OBJECTS := $(call objects,clients)
BENCH_OBJECTS := $(call objects,bench)
PROGRAMS := $(BUILD)/pushbench-server $(BUILD)/pushbench-client $(BUILD)/pushbench
SHIM := $(BUILD)/libssl.so
METER := $(BUILD)/heap_meter.so
PAGES := $(PROGRAMS:%=%.1)

# Linked into each program.
SHARED_OBJECTS := $(DOCUMENT_OBJECTS) $(COMMON_OBJECTS)

# The parts that a test of a folder links: the folder's objects without main.o, and the shared ones.
without_main = $(filter-out %/main.o,$(1))
parts_common := $(COMMON_OBJECTS) $(COMMON_LIBS)
parts_documents := $(SHARED_OBJECTS) $(DOCUMENT_LIBS)
parts_servers := $(call without_main,$(SERVER_OBJECTS)) $(SHARED_OBJECTS) $(SERVER_LIBS)
parts_clients := $(call without_main,$(CLIENT_OBJECTS)) $(SHARED_OBJECTS) $(CLIENT_LIBS)
parts_bench := $(call without_main,$(BENCH_OBJECTS)) $(SHARED_OBJECTS) $(BENCH_LIBS)

.PHONY: all
all: $(PROGRAMS) $(SHIM) $(METER) $(PAGES) ## build the three programs and their manual pages

$(BUILD)/pushbench-server: $(SERVER_OBJECTS) $(SHARED_OBJECTS)
	$(call quiet,LINK)$(LINK) -o $@ $^ $(SERVER_LIBS)
$(BUILD)/pushbench-client: $(CLIENT_OBJECTS) $(SHARED_OBJECTS)
	$(call quiet,LINK)$(LINK) -o $@ $^ $(CLIENT_LIBS)
$(BUILD)/pushbench: $(BENCH_OBJECTS) $(SHARED_OBJECTS)
	$(call quiet,LINK)$(LINK) -o $@ $^ $(BENCH_LIBS)

# For libraries that are loaded into programs without sanitizers and coverage counters.
UNCHECKED := -fno-sanitize=all -fno-profile-arcs -fno-test-coverage

$(PAGES): %.1: %
	$(call quiet,MAN )$< --help=man >$@

# See servers/shim/libssl.c.
$(SHIM): servers/shim/libssl.c $(BUILD)/flags
	$(COMPILE) $(UNCHECKED) -fPIC -shared -Wl,-soname,libssl.so -o $@ $< -lssl

# See tests/meter/heap.c.
$(METER): tests/meter/heap.c $(BUILD)/flags
	$(COMPILE) $(UNCHECKED) -fPIC -shared -o $@ $<

$(BUILD)/%.o: %.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(call quiet,CC  )$(COMPILE) -c -o $@ $<

# Only this file is compiled with the commit, and again when it changes. The variable is private, or
# else `flags`, on which it depends, would have the commit in its command line.
$(BUILD)/common/base/version_build.o: $(BUILD)/commit
$(BUILD)/common/base/version_build.o: private COMPILE += @$(BUILD)/commit
$(BUILD)/commit: FORCE
	@mkdir -p $(@D); cmp -s $@ <(scripts/commit) || scripts/commit >$@

# Holds the compiler's command line: when it changes, the whole tree is rebuilt.
$(BUILD)/flags: FORCE
	@mkdir -p $(@D); cmp -s $@ <(echo '$(COMPILE) $(TEST_CFLAGS)') || echo '$(COMPILE) $(TEST_CFLAGS)' >$@
$(BUILD)/tests/%.o: private COMPILE += $(TEST_CFLAGS)
.PHONY: FORCE
FORCE:

# --- measure -----------------------------------------------------------------------

.PHONY: bench
bench: ## install what is missing, build, run EXPERIMENT, draw; the last line is the report's path
	@[ '$(INSTALL)' = no ] || scripts/install-deps $(if $(filter servers server_faults,$(EXPERIMENT)),--targets)
	@$(MAKE) all
	@$(BUILD)/pushbench run '$(EXPERIMENT)' \
	  $(foreach pair,$(SET),--set '$(pair)') $(if $(OUT),--out '$(OUT)')

.PHONY: reference
reference: ## measure again what README and docs cite; 110 minutes
	@[ '$(INSTALL)' = no ] || scripts/install-deps --targets
	@$(MAKE) all
	@scripts/reference

.PHONY: tuning
tuning: all ## measure again what docs/tuning.md cites; 40 minutes
	@scripts/tuning

.PHONY: aa
aa: all ## the same cells twice: fails if more than 2 of 20 pairs are called different; 7 minutes
	@scripts/aa $(if $(OUT),--out '$(OUT)')

RUNS ?= 10## of `make repeatable`
.PHONY: repeatable
repeatable: all ## the default experiment RUNS times: fails if one report contradicts another; 2 minutes each
	@scripts/repeatable --runs $(RUNS) $(if $(OUT),--out '$(OUT)')

.PHONY: parity
parity: all $(BUILD)/tests/parity/bare ## latency by our client against a bare epoll client; 150 minutes, PARITY for less
	@tests/parity/run --build $(BUILD) $(PARITY)
$(BUILD)/tests/parity/bare: $(BUILD)/tests/parity/bare.o
	$(call quiet,LINK)$(LINK) -o $@ $^

PERF ?=## options of tests/perf/run, as "--only fan_out --rounds 3"
.PHONY: perf
perf: all $(BUILD)/tests/parity/bare $(BUILD)/tests/perf/sender ## engines and client against others, for docs/performance.md; 25 minutes, PERF for less
	@tests/perf/run --build $(BUILD) $(PERF)
TABS ?=## options of tests/browser/tabs, as "--tabs 1,6,7 --transports sse"
.PHONY: tabs
tabs: all ## 1 to 12 tabs of a real browser by each transport, over HTTP/1.1 and HTTP/2: how many hear, and how late; 12 minutes, TABS for less
	@tests/browser/tabs --build $(BUILD) $(TABS)
.PHONY: perf-check
perf-check: all $(BUILD)/tests/parity/bare $(BUILD)/tests/perf/sender ## compare with the kept ratios; says what is worse by more than its interval; 22 minutes, PERF for less
	@tests/perf/run --build $(BUILD) --check $(PERF)
$(BUILD)/tests/perf/sender: $(BUILD)/tests/perf/sender.o
	$(call quiet,LINK)$(LINK) -o $@ $^

# --- test --------------------------------------------------------------------------

.PHONY: test
test: ## install what is missing, then all that CI runs; the last line counts the tests
	@[ '$(INSTALL)' = no ] || scripts/install-deps --test
	+@scripts/run-tests lint check smoke sanitize fuzz-replay

# tests/<folder>/<wing>/test_<module>.c links the modules of <folder>, documents and common.
FOLDERS := common documents servers clients bench
TEST_SOURCES := $(foreach folder,$(FOLDERS),$(call sources,tests/$(folder)))
TEST_PROGRAMS := $(TEST_SOURCES:%.c=$(BUILD)/%)

define test_folder
$(filter $(BUILD)/tests/$(1)/%,$(TEST_PROGRAMS)): %: %.o $(filter %.o,$(parts_$(1)))
	$$(call quiet,LINK)$$(LINK) -o $$@ $$^ -lcmocka $(filter -l%,$(parts_$(1)))
.PHONY: check-$(1)
check-$(1): $(filter $(BUILD)/tests/$(1)/%,$(TEST_PROGRAMS))
	@scripts/run-units $$^
endef
$(foreach folder,$(FOLDERS),$(eval $(call test_folder,$(folder))))
.SECONDARY: $(TEST_PROGRAMS:%=%.o)

.PHONY: check
check: $(TEST_PROGRAMS) ## unit tests; check-common, check-documents, check-servers, check-clients, check-bench for one folder
	@scripts/run-units $^

# What has threads, or runs programs that have.
THREADED := common/base servers clients/net clients/foreign clients/run bench/measure bench/probe \
            bench/run
.PHONY: check-threads
check-threads: $(filter $(THREADED:%=$(BUILD)/tests/%/%),$(TEST_PROGRAMS))
	@scripts/run-units $^

.PHONY: docs
docs: $(BUILD)/pushbench ## write docs/figures.md and docs/schema/ from the tables, docs/map.md from the headers
	@$(BUILD)/pushbench figures >docs/figures.md
	@mkdir -p docs/schema; for name in experiment target users cell run compare; do \
	  $(BUILD)/pushbench schema $$name >docs/schema/$$name.json || exit 1; done
	@scripts/write-map

.PHONY: smoke
smoke: all ## end-to-end tests with the real programs over the whole matrix
	@tests/e2e/run --build $(BUILD)

.PHONY: steady
steady: all ## end-to-end tests 20 times, and 5 times beside a program that takes half of each processor; 160 minutes
	@status=0; tests/e2e/run --build $(BUILD) --repeat 20 || status=1; \
	tests/e2e/run --build $(BUILD) --repeat 5 --hog 0.5 || status=1; exit $$status

# --- sanitizers --------------------------------------------------------------------

# Tests are half of the sources, and are compiled once for each time that they run.
QUICKLY := CFLAGS='-O1 -g1' TEST_CFLAGS=-Og
ASAN := BUILD=build/asan SANITIZE='-fsanitize=address,undefined -fno-sanitize-recover=undefined' $(QUICKLY)
TSAN := BUILD=build/tsan SANITIZE=-fsanitize=thread $(QUICKLY)
export ASAN_OPTIONS ?= abort_on_error=0:detect_stack_use_after_return=1
export LSAN_OPTIONS ?= suppressions=$(CURDIR)/tests/lsan.supp:print_suppressions=0
export UBSAN_OPTIONS ?= print_stacktrace=1
export TSAN_OPTIONS ?= suppressions=$(CURDIR)/tests/tsan.supp:print_suppressions=0:second_deadlock_stack=1

.PHONY: sanitize
sanitize: ## unit and smoke tests under ASan and UBSan; those that have threads under TSan, too
	@status=0; $(MAKE) $(ASAN) check matrix || status=1; \
	$(MAKE) $(TSAN) check-threads matrix || status=1; exit $$status

.PHONY: matrix
matrix: all
	@tests/e2e/run --build $(BUILD) --only matrix crew replicas

# --- coverage ----------------------------------------------------------------------

COVERAGE := CC=gcc BUILD=build/coverage CFLAGS='-O0 -g' \
            SANITIZE='--coverage -fprofile-update=prefer-atomic'

.PHONY: coverage coverage-programs
coverage: ## lines that unit tests run, by wing; with E2E=yes also unit and end-to-end tests together
	@mkdir -p build/coverage; find build/coverage -name '*.gcda' -delete
	@$(MAKE) $(COVERAGE) coverage-programs
	@find build/coverage -name '*.gcda' -delete # of programs that ran during the build
	@status=0; $(MAKE) $(COVERAGE) check >build/coverage/check.log || status=1; \
	grep '^not ok' build/coverage/check.log; \
	echo '== lines that unit tests run'; scripts/coverage --build build/coverage || status=1; \
	if [ '$(E2E)' = yes ]; then \
	  $(MAKE) $(COVERAGE) smoke || status=1; \
	  echo '== lines that unit or end-to-end tests run'; \
	  scripts/coverage --build build/coverage || status=1; \
	fi; exit $$status
coverage-programs: all $(TEST_PROGRAMS)

# --- tests that take hours -----------------------------------------------------------

.PHONY: proof-choose
proof-choose: all ## twelve cases: each recommended setting against all others of its case, measured; CASES for some, REPEATS (3); 25 minutes
	@tests/choose/run --build $(BUILD) $(if $(CASES),--cases '$(CASES)') $(if $(REPEATS),--repeats $(REPEATS))

COMPARE ?=## options of tests/proof/compare, as "--runs 5 --tries 3 --pause 0"
.PHONY: proof-compare
proof-compare: all ## pairs of runs of one build: fails if more are called different than chance explains; 3 hours, COMPARE for less
	@tests/proof/compare --build $(BUILD) $(COMPARE)

.PHONY: soak soak-run mutants
soak: ## hostile clients, faults and ordinary users on both engines under ASan, for SOAK_S seconds
	@$(MAKE) $(ASAN) soak-run
soak-run: all
	@tests/soak/run --build $(BUILD) --seconds $(SOAK_S)
mutants: ## 60 mistakes, one at a time: fails if the tests notice fewer than 54; hours
	@[ '$(INSTALL)' = no ] || scripts/install-deps --test
	@$(MAKE) all
	@tests/mutants/run

# --- proofs: promises that take too long for `make test` ---------------------------------

.PHONY: proof-resume
proof-resume: all ## a sweep of 24 cells x 3 repeats, killed twice and resumed: nothing lost, on time, drawn; 5 minutes
	@tests/proof/resume --build $(BUILD)

.PHONY: proof-link
proof-link: all ## a link's delay, loss, rate and jitter against packets of an independent sender; 100 runs killed leave nothing; 12 minutes
	@tests/proof/link --build $(BUILD)

.PHONY: proof-reader
proof-reader: all $(BUILD)/tests/targets/reader ## nchan and ws read by our client and by an independent one: fails if counts differ, or latencies by 5 %; 4 minutes
	@tests/targets/independent --build $(BUILD)
$(BUILD)/tests/targets/reader: $(BUILD)/tests/targets/reader.o
	$(call quiet,LINK)$(LINK) -o $@ $^

# The builds of proof-versus: $(PROOF)/busy and $(PROOF)/late hold the programs of this build, but for
# one object of the server, which is compiled to call functions of tests/proof/NAME.c in the place of
# some of ours.

PROOF := $(BUILD)/proof
BURN_NS ?= 250## processor time that the busy build of `make proof-versus` takes more for each message
VERSUS ?=## options of tests/proof/versus, as "--tries 3"
CHANGED := busy late
changed_busy := servers/engines/lws/lws_connection
changed_late := servers/channels/publisher
calls_busy := chunk_drop
calls_late := clock_now_ns condition_wait_until
flags_busy = -DBURN_NS=$(BURN_NS)

define changed_build
$(PROOF)/$(1)/changed.o: $(changed_$(1)).c $(BUILD)/flags
	@mkdir -p $$(@D)
	$$(call quiet,CC  )$$(COMPILE) $(foreach call,$(calls_$(1)),-D$(call)=changed_$(call)) -c -o $$@ $$<
$(PROOF)/$(1)/change.o: tests/proof/$(1).c $(PROOF)/$(1)/flags
	$$(call quiet,CC  )$$(COMPILE) $$(flags_$(1)) -c -o $$@ $$<
$(PROOF)/$(1)/flags: FORCE
	@mkdir -p $$(@D); cmp -s $$@ <(echo '$$(COMPILE) $$(flags_$(1))') || echo '$$(COMPILE) $$(flags_$(1))' >$$@
$(PROOF)/$(1)/pushbench-server: $(filter-out $(BUILD)/$(changed_$(1)).o,$(SERVER_OBJECTS)) \
    $(SHARED_OBJECTS) $(PROOF)/$(1)/changed.o $(PROOF)/$(1)/change.o
	$$(call quiet,LINK)$$(LINK) -o $$@ $$^ $(SERVER_LIBS)
$(PROOF)/$(1)/pushbench $(PROOF)/$(1)/pushbench-client $(PROOF)/$(1)/libssl.so: $(PROOF)/$(1)/%: $(BUILD)/%
	@mkdir -p $$(@D); ln -f $$< $$@
endef
$(foreach name,$(CHANGED),$(eval $(call changed_build,$(name))))

.PHONY: proof-builds proof-versus
proof-builds: $(foreach name,$(CHANGED),$(addprefix $(PROOF)/$(name)/,$(notdir $(PROGRAMS) $(SHIM))))
proof-versus: all ## runs of two builds that differ in nothing, in 3 % of the processor time, in 20 ms; 2 to 5 hours, VERSUS for less
	@tests/proof/versus --build $(BUILD) $(VERSUS)

# --- lint --------------------------------------------------------------------------

SOURCES := $(sort $(shell find $(FOLDERS) tests -name '*.c'))
HEADERS := $(sort $(shell find $(FOLDERS) tests -name '*.h'))
SCRIPTS := $(shell grep -lE '^\#!.*(ba)?sh$$' scripts/* .ci/* proxies/*/* targets/*/* 2>/dev/null) \
           scripts/completion/pushbench.bash
LINT := build/lint
# Where the build itself fails at a warning of gcc, as in CI, its objects are the proof.
GCC_TREE := $(if $(and $(WERROR),$(filter gcc,$(CC)),$(filter -O2,$(CFLAGS))),$(BUILD),$(LINT)/gcc)

.PHONY: lint
lint: ## format, compilers' warnings, clang-tidy, cppcheck, shellcheck, our own rules
	@status=0; step() { scripts/step "$$@" || status=1; }; \
	step 'the sources are as clang-format writes them' $(MAKE) format-check; \
	step 'gcc warns of nothing' $(MAKE) -k lint-gcc; \
	step 'clang warns of nothing, clang-tidy finds nothing' $(MAKE) -k lint-tidy; \
	step 'cppcheck finds nothing' $(MAKE) lint-cppcheck; \
	step 'shellcheck finds nothing' shellcheck $(SCRIPTS); \
	step 'wings include only what they may' scripts/check-includes; \
	step 'no modules use one another in a circle' scripts/check-circles $(GCC_TREE); \
	step 'numbers are converted to whole ones in one place' scripts/check-conversions; \
	step 'no banned function is called' scripts/check-calls; \
	step 'null tests and sizeof have one style' scripts/check-style; \
	step 'the map has each module' scripts/write-map --check; \
	step 'the tables that cite reference runs are theirs' scripts/reference-tables --check; \
	exit $$status

.PHONY: format format-check
format: ## write the sources as .clang-format says
	@clang-format -i $(SOURCES) $(HEADERS)
format-check:
	@clang-format --dry-run -Werror $(SOURCES) $(HEADERS)

# A file that passed is not checked again until it, or a header that it includes, changes.
.PHONY: lint-gcc lint-tidy lint-cppcheck
lint-gcc: $(SOURCES:%.c=$(GCC_TREE)/%.o)
lint-tidy: $(SOURCES:%.c=$(LINT)/tidy/%.ok)

# gcc finds some of its warnings while it optimizes, clang finds all while it reads, for clang-tidy.
LINT_FLAGS = $(STANDARD) $(WARNINGS) -Werror -MMD -MP
$(LINT)/gcc/%.o: %.c Makefile
	@mkdir -p $(@D); gcc $(LINT_FLAGS) -O2 -c -o $@ $<
# The analyzer's bound for a function, by default 225,000 nodes, decides on the time of lint. gcc's
# object knows which headers the file includes.
ANALYZED := -Xclang -analyzer-config -Xclang max-nodes=60000
$(LINT)/tidy/%.ok: $(GCC_TREE)/%.o .clang-tidy tests/.clang-tidy
	@mkdir -p $(@D); clang-tidy --quiet $(ANALYZED:%=--extra-arg=%) $*.c -- $(STANDARD) $(WARNINGS) \
	  2> >(grep -v 'warnings generated' >&2) && touch $@
lint-cppcheck:
	@mkdir -p $(LINT)/cppcheck; cppcheck --quiet --error-exitcode=1 --inline-suppr -j2 \
	  --cppcheck-build-dir=$(LINT)/cppcheck --enable=warning,performance,portability \
	  --std=c11 -D_GNU_SOURCE -I. --suppress=missingIncludeSystem $(SOURCES)

# --- fuzz --------------------------------------------------------------------------
# tests/fuzz/fuzz_<name>.c reads the inputs in tests/fuzz/corpus/<name>/. It links the modules of
# common/, documents/ and the program's folder whose headers it includes.

FUZZ_NAMES := $(patsubst tests/fuzz/fuzz_%.c,%,$(wildcard tests/fuzz/fuzz_*.c))
fuzz_folder = $(or $(firstword $(filter servers clients bench,$(shell \
  sed -n 's|^.include "\([a-z]*\)/.*|\1|p' tests/fuzz/fuzz_$(1).c))),common)

define fuzz_target
$(BUILD)/tests/fuzz/fuzz_$(1): $(BUILD)/tests/fuzz/fuzz_$(1).o \
    $(filter %.o,$(parts_$(call fuzz_folder,$(1))))
	$$(call quiet,LINK)$$(LINK) -fsanitize=fuzzer -o $$@ $$^ $(filter -l%,$(parts_$(call fuzz_folder,$(1))))
$(BUILD)/tests/fuzz/replay_$(1): $(BUILD)/tests/fuzz/replay.o $(BUILD)/tests/fuzz/fuzz_$(1).o \
    $(filter %.o,$(parts_$(call fuzz_folder,$(1))))
	$$(call quiet,LINK)$$(LINK) -o $$@ $$^ $(filter -l%,$(parts_$(call fuzz_folder,$(1))))
endef
$(foreach name,$(FUZZ_NAMES),$(eval $(call fuzz_target,$(name))))

.PHONY: fuzz fuzz-targets fuzz-replay replay
fuzz: ## libFuzzer, FUZZ_S seconds for each target; findings go to build/fuzz/
	@$(MAKE) CC=clang BUILD=build/fuzz SANITIZE='-fsanitize=address,undefined,fuzzer-no-link' CFLAGS='-O1 -g' fuzz-targets
	@for name in $(FUZZ_NAMES); do \
	  mkdir -p build/fuzz/corpus/$$name && \
	  build/fuzz/tests/fuzz/fuzz_$$name -max_total_time=$(FUZZ_S) -artifact_prefix=build/fuzz/$$name- \
	    build/fuzz/corpus/$$name tests/fuzz/corpus/$$name || exit 1; done
fuzz-targets: $(FUZZ_NAMES:%=$(BUILD)/tests/fuzz/fuzz_%)
fuzz-replay: ## every input of the fuzz corpus again, under ASan and UBSan
	@$(MAKE) $(ASAN) replay
replay: $(FUZZ_NAMES:%=$(BUILD)/tests/fuzz/replay_%)
	@status=0; for name in $(FUZZ_NAMES); do \
	  scripts/step "fuzz_$$name withstands its corpus" \
	    $(BUILD)/tests/fuzz/replay_$$name tests/fuzz/corpus/$$name || status=1; done; exit $$status

# --- install -----------------------------------------------------------------------
# Programs find their files relative to themselves, so PREFIX is not built into them:
# bench/base/folder.h, servers/engines/civetweb/civetweb_libssl.c.

INSTALLED := $(DESTDIR)$(PREFIX)
SHARE := $(INSTALLED)/share
OWN_FOLDERS := $(SHARE)/pushbench $(INSTALLED)/libexec/pushbench
COMPLETIONS := $(SHARE)/bash-completion/completions
ZSH_FUNCTIONS := $(SHARE)/zsh/site-functions
put = install -d $(3) && install -m $(1) $(2) $(3)

define put_files
@$(call put,755,$(PROGRAMS),$(INSTALLED)/bin)
@$(call put,644,$(SHIM),$(INSTALLED)/libexec/pushbench)
@$(call put,644,experiments/*,$(SHARE)/pushbench/experiments)
@$(call put,644,prices/*,$(SHARE)/pushbench/prices)
@$(call put,644,scripts/plots/*.gp,$(SHARE)/pushbench/scripts/plots)
@find proxies targets -name node_modules -prune -o -type f -print | while read -r file; do \
  install -D -m "$$(stat -c %a "$$file")" "$$file" "$(SHARE)/pushbench/$$file"; done
@$(call put,644,$(PAGES),$(SHARE)/man/man1)
@$(call put,644,scripts/completion/_pushbench,$(ZSH_FUNCTIONS))
@install -d $(COMPLETIONS)
@install -m 644 scripts/completion/pushbench.bash $(COMPLETIONS)/pushbench
@ln -sf pushbench $(COMPLETIONS)/pushbench-server
@ln -sf pushbench $(COMPLETIONS)/pushbench-client
endef

.PHONY: install install-built uninstall
install: all ## the programs, experiments, target files, plots, manual pages and completions into PREFIX
	$(put_files)
install-built: # installs the last build, even if it is out of date
	$(put_files)
uninstall: ## remove from PREFIX what `make install` put there
	rm -rf $(OWN_FOLDERS)
	rm -f $(foreach name,$(notdir $(PROGRAMS)),$(INSTALLED)/bin/$(name) \
	  $(SHARE)/man/man1/$(name).1 $(COMPLETIONS)/$(name)) $(ZSH_FUNCTIONS)/_pushbench

# --- the rest ----------------------------------------------------------------------

.PHONY: clean
clean: ## remove what was built
	rm -rf build

.PHONY: help
help: ## this list
	@echo 'Targets:'
	@sed -nE 's/^([a-z-]+):.*## (.*)/\1\t\2/p' Makefile | awk -F'\t' '{printf "  %-12s %s\n", $$1, $$2}'
	@echo 'Variables (make NAME=value):'
	@sed -nE 's/^([A-Z_]+) \?= ?(.*)## (.*)/\1\t\3\t\2/p' Makefile \
	  | awk -F'\t' '{printf "  %-12s %s%s\n", $$1, $$2, $$3 == "" ? "" : " [" $$3 "]"}'

-include $(shell find $(BUILD) $(LINT) -name '*.d' 2>/dev/null)
