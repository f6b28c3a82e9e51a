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

# A unit test links the objects of its own folder but for main.o.
TESTS := $(patsubst tests/%.c,%,$(wildcard tests/test_*.c))
TEST_PROGRAMS := $(addprefix $(BUILD)/tests/,$(TESTS))
TESTABLE := $(filter-out %/main.o,$(SERVER_OBJECTS) $(CLIENT_OBJECTS) $(BENCH_OBJECTS))

.PHONY: check
check: $(TEST_PROGRAMS) ## unit tests
	@for t in $(TEST_PROGRAMS); do echo "== $$t"; $$t || exit 1; done

.PHONY: clean
clean: ## remove what was built
	rm -rf build

.PHONY: help
help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  %-14s %s\n", $$1, $$2}'

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
