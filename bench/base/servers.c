/* A list behind the table of engines. */
#include "bench/base/servers.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/contract.h"

_Static_assert((int)ENGINE_COUNT < (int)SERVERS_MAX, "there is room for servers of other people");

static struct {
  struct engine_traits items[SERVERS_MAX - ENGINE_COUNT]; /* their texts are malloc'd */
  int count;
} foreign;

int server_named(const char *name) {
  for (int i = 0; name && i < foreign.count; i++)
    if (strcmp(foreign.items[i].name, name) == 0)
      return ENGINE_COUNT + i;
  return engine_named(name);
}

static bool label_put(struct engine_traits *server, const char *title) {
  char *label = strdup(title);
  if (!label)
    return false;
  free((char *)(uintptr_t)server->label);
  server->label = label;
  return true;
}

int server_add(const char *name, const char *title) {
  int known = server_named(name);
  if (!name || engine_named(name) >= 0)
    return -1;
  if (known >= 0)
    return title && !label_put(&foreign.items[known - ENGINE_COUNT], title) ? -1 : known;
  if (ENGINE_COUNT + foreign.count == SERVERS_MAX)
    return -1;
  struct engine_traits *server = &foreign.items[foreign.count];
  *server = (struct engine_traits){.name = strdup(name)};
  if (!server->name || !label_put(server, title ? title : name)) {
    free((char *)(uintptr_t)server->name);
    return -1;
  }
  return ENGINE_COUNT + foreign.count++;
}

int server_known(const char *name) {
  int known = server_named(name);
  return known >= 0 ? known : server_add(name, NULL);
}

int servers_count(void) {
  return ENGINE_COUNT + foreign.count;
}

bool server_is_foreign(int server) {
  return server >= ENGINE_COUNT;
}

const struct engine_traits *server_traits(int server) {
  CONTRACT(server >= 0 && server < servers_count());
  return server < ENGINE_COUNT ? &engine_traits[server] : &foreign.items[server - ENGINE_COUNT];
}

static bool is_there(int server) {
  return server >= 0 && server < servers_count();
}

const char *server_name(int server) {
  return is_there(server) ? server_traits(server)->name : engine_name(-1);
}

const char *server_label(int server) {
  return is_there(server) ? server_traits(server)->label : engine_label(-1);
}

void servers_forget(void) {
  while (foreign.count > 0) {
    struct engine_traits *server = &foreign.items[--foreign.count];
    free((char *)(uintptr_t)server->name);
    free((char *)(uintptr_t)server->label);
  }
}
