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
    if (name && strcmp(transport_traits[i].name, name) == 0)
      return i;
  return -1;
}

int engine_named(const char *name) {
  for (int i = 0; i < ENGINE_COUNT; i++)
    if (name && strcmp(engine_traits[i].name, name) == 0)
      return i;
  return -1;
}

int client_library_named(const char *name) {
  for (int i = 0; i < CLIENT_LIBRARY_COUNT; i++)
    if (name && strcmp(client_library_traits[i].name, name) == 0)
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

static bool trait_of(const void *traits, size_t offset) {
  bool value;
  memcpy(&value, (const char *)traits + offset, sizeof value);
  return value;
}

static struct trait_names names_joined(const char *const *names, size_t count) {
  struct trait_names joined = {""};
  size_t used = 0;
  for (size_t i = 0; i < count; i++) {
    const char *before = i == 0 ? "" : i + 1 == count ? " or " : ", ";
    used +=
        (size_t)snprintf(joined.text + used, sizeof joined.text - used, "%s%s", before, names[i]);
    CONTRACT_OF(names[i], used < sizeof joined.text);
  }
  return joined;
}

struct trait_names transports_where(size_t trait, bool value) {
  const char *names[TRANSPORT_COUNT];
  size_t count = 0;
  for (size_t i = 0; i < TRANSPORT_COUNT; i++)
    if (trait_of(&transport_traits[i], trait) == value)
      names[count++] = transport_traits[i].name;
  return names_joined(names, count);
}

struct trait_names client_libraries_where(size_t trait, bool value) {
  const char *names[CLIENT_LIBRARY_COUNT];
  size_t count = 0;
  for (size_t i = 0; i < CLIENT_LIBRARY_COUNT; i++)
    if (trait_of(&client_library_traits[i], trait) == value)
      names[count++] = client_library_traits[i].name;
  return names_joined(names, count);
}
