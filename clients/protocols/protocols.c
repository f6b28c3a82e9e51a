/* The table of protocols. */
#include <string.h>

#include "clients/protocols/rows.h"

const struct protocol *const protocols[] = {&protocol_centrifugo, &protocol_mqtt, &protocol_phoenix,
                                            NULL};

const struct protocol *protocol_named(const char *name) {
  for (size_t i = 0; protocols[i]; i++)
    if (strcmp(protocols[i]->name, name) == 0)
      return protocols[i];
  return NULL;
}

const char *conversation_option(const struct conversation *conversation, const char *name) {
  const json_t *given = json_object_get(conversation->options, name);
  if (given)
    return json_string_value(given);
  for (const struct protocol_option *option = conversation->protocol->options; option->name;
       option++)
    if (strcmp(option->name, name) == 0)
      return option->fallback;
  return NULL;
}
