/* The tables of transports and engines. */
#include "common/base/traits.h"

#include <string.h>

#include "common/base/contract.h"

const struct transport_traits transport_traits[TRANSPORT_COUNT] = {
    [TRANSPORT_SHORT_POLL] = {.name = "short_poll",
                              .label = "short poll",
                              .polls = true,
                              .scheduled = true},
    [TRANSPORT_LONG_POLL] = {.name = "long_poll",
                             .label = "long poll",
                             .polls = true,
                             .holds = true},
    [TRANSPORT_SSE] = {.name = "sse", .label = "SSE", .streams = true},
    [TRANSPORT_WEBSOCKET] = {.name = "websocket", .label = "WebSocket", .framed = true},
};

const struct engine_traits engine_traits[ENGINE_COUNT] = {
    [ENGINE_LWS] = {.name = "lws", .label = "libwebsockets"},
    [ENGINE_CIVETWEB] = {.name = "civetweb",
                         .label = "civetweb",
                         .threads_per_connection = true,
                         .plain_frames = "civetweb is built without permessage-deflate",
                         .threads_option = "civetweb_threads",
                         .frame_write_option = "civetweb_websocket_write"},
    [ENGINE_NULL] = {.name = "null",
                     .label = "no network",
                     .in_process = true,
                     .plain_frames = "the null engine has no network"},
};

/* Whether `name` stands at that position of "a|b|c". */
static bool is_choice(const char *choices, int position, const char *name) {
  for (; position > 0 && choices; position--) {
    choices = strchr(choices, '|');
    choices += choices != NULL;
  }
  size_t bytes = strlen(name);
  return choices && strncmp(choices, name, bytes) == 0 &&
         (choices[bytes] == '|' || choices[bytes] == '\0');
}

void transport_traits_check(const struct transport_traits table[static TRANSPORT_COUNT]) {
  for (int i = 0; i < TRANSPORT_COUNT; i++) {
    const struct transport_traits *traits = &table[i];
    CONTRACT(traits->name);
    CONTRACT_OF(traits->name, is_choice(TRANSPORT_CHOICES, i, traits->name));
    CONTRACT_OF(traits->name, traits->label);
    CONTRACT_OF(traits->name, traits->polls + traits->streams + traits->framed == 1);
    CONTRACT_OF(traits->name, traits->polls || !(traits->scheduled || traits->holds));
  }
}

void engine_traits_check(const struct engine_traits table[static ENGINE_COUNT]) {
  for (int i = 0; i < ENGINE_COUNT; i++) {
    const struct engine_traits *traits = &table[i];
    CONTRACT(traits->name);
    CONTRACT_OF(traits->name, is_choice(ENGINE_CHOICES, i, traits->name));
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
