# pushbench: build, measure, test. `make help` lists the targets.

SHELL := /bin/bash
.DELETE_ON_ERROR:
.DEFAULT_GOAL := all

BUILD ?= build
CC ?= gcc
CFLAGS ?= -O2 -g
WARNINGS := -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes \
            -Wformat=2 -Wvla
WERROR ?= $(if $(CI),-Werror)
SANITIZE ?=
STANDARD := -std=gnu11 -D_GNU_SOURCE -I. -pthread
COMPILE := $(CC) $(STANDARD) $(WARNINGS) $(WERROR) $(CFLAGS) $(SANITIZE) -MMD -MP

SERVER_LIBS := -lwebsockets -lev -lcivetweb -ljansson -lm
CLIENT_LIBS := -lcurl -lwebsockets -lev -ljansson -lm
BENCH_LIBS := -ljansson -lz -lm

objects = $(patsubst %.c,$(BUILD)/%.o,$(wildcard $(1)/*.c))
COMMON_OBJECTS := $(call objects,common)
SERVER_OBJECTS := $(call objects,servers)
CLIENT_OBJECTS := $(call objects,clients)
BENCH_OBJECTS := $(call objects,bench)
PROGRAMS := $(BUILD)/pushbench-server $(BUILD)/pushbench-client $(BUILD)/pushbench

.PHONY: all
all: $(PROGRAMS) ## build the three programs

$(BUILD)/pushbench-server: $(SERVER_OBJECTS) $(COMMON_OBJECTS)
	$(CC) $(CFLAGS) $(SANITIZE) -pthread -o $@ $^ $(SERVER_LIBS)
$(BUILD)/pushbench-client: $(CLIENT_OBJECTS) $(COMMON_OBJECTS)
	$(CC) $(CFLAGS) $(SANITIZE) -pthread -o $@ $^ $(CLIENT_LIBS)
$(BUILD)/pushbench: $(BENCH_OBJECTS) $(COMMON_OBJECTS)
	$(CC) $(CFLAGS) $(SANITIZE) -pthread -o $@ $^ $(BENCH_LIBS)

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(COMPILE) -c -o $@ $<

# tests/<folder>/test_<module>.c links the objects of <folder> and common, without main.o.
TEST_SOURCES := $(wildcard tests/common/test_*.c tests/servers/test_*.c tests/clients/test_*.c tests/bench/test_*.c)
TEST_PROGRAMS := $(TEST_SOURCES:%.c=$(BUILD)/%)

$(BUILD)/tests/common/%: $(BUILD)/tests/common/%.o $(COMMON_OBJECTS)
	$(CC) $(CFLAGS) $(SANITIZE) -pthread -o $@ $^ -lcmocka -lm
$(BUILD)/tests/servers/%: $(BUILD)/tests/servers/%.o $(filter-out %/main.o,$(SERVER_OBJECTS)) $(COMMON_OBJECTS)
	$(CC) $(CFLAGS) $(SANITIZE) -pthread -o $@ $^ -lcmocka $(SERVER_LIBS)
$(BUILD)/tests/clients/%: $(BUILD)/tests/clients/%.o $(filter-out %/main.o,$(CLIENT_OBJECTS)) $(COMMON_OBJECTS)
	$(CC) $(CFLAGS) $(SANITIZE) -pthread -o $@ $^ -lcmocka $(CLIENT_LIBS)
$(BUILD)/tests/bench/%: $(BUILD)/tests/bench/%.o $(filter-out %/main.o,$(BENCH_OBJECTS)) $(COMMON_OBJECTS)
	$(CC) $(CFLAGS) $(SANITIZE) -pthread -o $@ $^ -lcmocka $(BENCH_LIBS)

.PHONY: check check-common check-servers check-clients check-bench
check: check-common check-servers check-clients check-bench ## unit tests
.SECONDEXPANSION:
check-common check-servers check-clients check-bench: check-%: $$(filter $(BUILD)/tests/$$*/%,$(TEST_PROGRAMS))
	@for t in $(filter $(BUILD)/tests/$*/%,$(TEST_PROGRAMS)); do echo "== $$t"; $$t || exit 1; done

.PHONY: clean
clean: ## remove what was built
	rm -rf build

.PHONY: help
help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  %-14s %s\n", $$1, $$2}'

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
