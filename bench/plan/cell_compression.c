/* Turns compression off in cells where it has no effect. */
#include "bench/plan/cell_compression.h"

#include <stdlib.h>
#include <string.h>

#include "bench/base/bounded_text.h"
#include "bench/base/servers.h"
#include "bench/plan/parameters.h"
#include "common/base/traits.h"

enum status cell_compression_settle(struct cell *cell, struct error *error) {
  size_t index = parameter_named("compression");
  if (parameter_applies(index, cell->transport, cell->engine))
    return STATUS_OK;
  char *off = strdup("off");
  if (!off)
    return error_set(error, STATUS_ENVIRONMENT, "no memory for the cells");
  free(cell->values[index]);
  cell->values[index] = off;
  return STATUS_OK;
}

/* "short_poll on lws, websocket on lws": where it has an effect. */
static void effects_list(size_t index, char *out, size_t capacity) {
  *out = '\0';
  for (int transport = 0; transport < TRANSPORT_COUNT; transport++)
    for (int engine = 0; engine < ENGINE_COUNT; engine++)
      if (parameter_applies(index, transport, engine))
        bounded_append(out, capacity, "%s%s on %s", *out ? ", " : "", transport_name(transport),
                       server_name(engine));
}

static bool asks(const struct settings *settings, size_t index) {
  for (size_t i = 0; i < settings->count; i++)
    for (size_t j = 0; settings->items[i].parameter == index && j < settings->items[i].count; j++)
      if (strcmp(settings->items[i].values[j], "on") == 0)
        return true;
  return false;
}

enum status cells_compression_check(const struct cell *cells, size_t count,
                                    const struct experiment *experiment, struct error *error) {
  size_t index = parameter_named("compression");
  bool asked = asks(&experiment->settings, index);
  for (size_t i = 0; i < experiment->variant_count; i++)
    asked = asked || asks(&experiment->variants[i].settings, index);
  for (size_t i = 0; i < count; i++)
    if (!asked || parameter_applies(index, cells[i].transport, cells[i].engine))
      return STATUS_OK;
  char effects[256];
  effects_list(index, effects, sizeof effects);
  return error_set(
      error, STATUS_USAGE, "%s: compression is on, but no cell has it: %s; add one that does: %s",
      experiment->name, compression_lack(cells[0].transport, cells[0].engine), effects);
}

const char *compression_lack(int transport, int engine) {
  if (parameter_applies(parameter_named("compression"), transport, engine))
    return NULL;
  if (transport_traits[transport].streams)
    return "neither library compresses an event stream";
  return server_is_foreign(engine) ? "a server of other people decides itself"
                                   : engine_traits[engine].plain_frames;
}
