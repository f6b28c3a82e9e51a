/* The table of protocols, and their options. */
#include <string.h>

#include "clients/protocols/rows.h"
#include "common/base/contract.h"

const struct protocol *const protocols[] = {&protocol_bayeux, &protocol_mercure, &protocol_nchan,
                                            NULL};

const struct protocol *protocol_named(const char *name) {
  for (size_t i = 0; protocols[i]; i++)
    if (strcmp(protocols[i]->name, name) == 0)
      return protocols[i];
  return NULL;
}

const char *conversation_option(const struct conversation *conversation, const char *name) {
  const json_t *given = json_object_get(conversation->options, name);
  if (json_is_string(given))
    return json_string_value(given);
  const struct protocol_option *option = conversation->protocol->options;
  while (option && option->name && strcmp(option->name, name) != 0)
    option++;
  CONTRACT(option && option->name);
  return option->fallback ? option->fallback : "";
}
