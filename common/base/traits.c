/* The tables of transports, engines and client libraries. */
#include "common/base/traits.h"

#include <stdio.h>
#include <string.h>

#include "common/base/contract.h"

#define TRANSPORT_TRAITS(KIND, own_name, ...) [TRANSPORT_##KIND] = {.name = #own_name, __VA_ARGS__},
const struct transport_traits transport_traits[TRANSPORT_COUNT] = {TRANSPORTS(TRANSPORT_TRAITS)};

#define ENGINE_TRAITS(KIND, own_name, ...) [ENGINE_##KIND] = {.name = #own_name, __VA_ARGS__},
const struct engine_traits engine_traits[ENGINE_COUNT] = {ENGINES(ENGINE_TRAITS)};

#define LIBRARY_TRAITS(KIND, own_name, ...) \
  [CLIENT_LIBRARY_##KIND] = {.name = #own_name, __VA_ARGS__},
const struct client_library_traits client_library_traits[CLIENT_LIBRARY_COUNT] = {
    CLIENT_LIBRARIES(LIBRARY_TRAITS)};

void transport_traits_check(const struct transport_traits table[static TRANSPORT_COUNT]) {
  for (int i = 0; i < TRANSPORT_COUNT; i++) {
    const struct transport_traits *traits = &table[i];
    CONTRACT_OF(traits->name, traits->label);
    CONTRACT_OF(traits->name, traits->polls + traits->streams + traits->framed == 1);
    CONTRACT_OF(traits->name, traits->polls == traits->scheduled + traits->holds);
  }
}

void engine_traits_check(const struct engine_traits table[static ENGINE_COUNT]) {
  for (int i = 0; i < ENGINE_COUNT; i++) {
    const struct engine_traits *traits = &table[i];
    CONTRACT_OF(traits->name, traits->label);
    CONTRACT_OF(traits->name, !(traits->in_process && traits->threads_per_connection));
    CONTRACT_OF(traits->name, traits->threads_per_connection == (traits->threads_option != NULL));
  }
}

void traits_check(void) {
  transport_traits_check(transport_traits);
  engine_traits_check(engine_traits);
}

int transport_named(const char *name) {
  for (int i = 0; i < TRANSPORT_COUNT; i++)
    if (strcmp(transport_traits[i].name, name) == 0)
      return i;
  return -1;
}

int engine_named(const char *name) {
  for (int i = 0; i < ENGINE_COUNT; i++)
    if (strcmp(engine_traits[i].name, name) == 0)
      return i;
  return -1;
}

int client_library_named(const char *name) {
  for (int i = 0; i < CLIENT_LIBRARY_COUNT; i++)
    if (strcmp(client_library_traits[i].name, name) == 0)
      return i;
  return -1;
}

static const char unknown[] = "unknown";

const char *transport_name(int transport) {
  return transport >= 0 && transport < TRANSPORT_COUNT ? transport_traits[transport].name : unknown;
}

const char *transport_label(int transport) {
  return transport >= 0 && transport < TRANSPORT_COUNT ? transport_traits[transport].label
                                                       : unknown;
}

const char *engine_name(int engine) {
  return engine >= 0 && engine < ENGINE_COUNT ? engine_traits[engine].name : unknown;
}

const char *engine_label(int engine) {
  return engine >= 0 && engine < ENGINE_COUNT ? engine_traits[engine].label : unknown;
}

/* Of `count` structs of `bytes` each, which begin with their name. */
static struct trait_names names_where(const void *table, size_t count, size_t bytes, size_t trait,
                                      bool value) {
  struct trait_names names = {""};
  const char *lines = table, *last = NULL;
  size_t used = 0;
  for (size_t i = 0; i < count; i++)
    if (*(const bool *)(lines + i * bytes + trait) == value)
      last = lines + i * bytes;
  for (const char *line = lines; last && line <= last; line += bytes) {
    if (*(const bool *)(line + trait) != value)
      continue;
    const char *name = *(const char *const *)line;
    const char *before = used == 0 ? "" : line == last ? " or " : ", ";
    used += (size_t)snprintf(names.text + used, sizeof names.text - used, "%s%s", before, name);
    CONTRACT_OF(name, used < sizeof names.text);
  }
  return names;
}

struct trait_names transports_where(size_t trait, bool value) {
  return names_where(transport_traits, TRANSPORT_COUNT, sizeof *transport_traits, trait, value);
}

struct trait_names client_libraries_where(size_t trait, bool value) {
  return names_where(client_library_traits, CLIENT_LIBRARY_COUNT, sizeof *client_library_traits,
                     trait, value);
}
