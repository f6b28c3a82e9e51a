/* Options, and the values of templates, from a conversation. */
#include "clients/protocols/conversation_text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/contract.h"

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

struct places {
  const struct conversation *conversation;
  const char *message;
  char random[24];
};

static const char *or_empty(const char *text) {
  return text ? text : "";
}

static const char *place_value(void *owner, const char *name) {
  static const char secret[] = "secret.";
  struct places *places = owner;
  const struct conversation *conversation = places->conversation;
  if (strncmp(name, secret, strlen(secret)) == 0)
    return json_string_value(json_object_get(conversation->secrets, name + strlen(secret)));
  if (strcmp(name, "channel") == 0)
    return or_empty(conversation->channel);
  if (strcmp(name, "user") == 0)
    return or_empty(conversation->user);
  if (strcmp(name, "run") == 0)
    return or_empty(conversation->run);
  if (strcmp(name, "message") == 0)
    return places->message;
  if (strcmp(name, "random") != 0)
    return NULL;
  uint64_t number = conversation->random ? random_next(conversation->random) : 0;
  snprintf(places->random, sizeof places->random, "%016" PRIx64, number);
  return places->random;
}

char *conversation_text(const struct conversation *conversation, const char *text,
                        enum template_place place, const char *message, struct error *error) {
  static const char *const names[] = {"channel", "user", "run", "random", "message", NULL};
  struct places places = {.conversation = conversation, .message = message};
  struct template_values values = {place_value, &places, names};
  return template_expand(text, place, &values, error);
}

char *conversation_url(const struct conversation *conversation, const char *fallback,
                       struct error *error) {
  const json_t *url = json_object_get(conversation->description, "url");
  if (url && !json_is_string(url)) {
    error_set(error, STATUS_USAGE, "\"url\" of the transport is no text");
    return NULL;
  }
  struct error reason = {.text = ""};
  char *expanded = conversation_text(conversation, url ? json_string_value(url) : fallback,
                                     TEMPLATE_URL, NULL, &reason);
  if (!expanded)
    error_set(error, STATUS_USAGE, "\"url\" of the transport: %s", reason.text);
  return expanded;
}

enum status conversation_option_check(const struct conversation *conversation, const char *name,
                                      enum template_place place, struct error *error) {
  struct error reason = {.text = ""};
  char *expanded = conversation_text(conversation, conversation_option(conversation, name), place,
                                     "message", &reason);
  free(expanded);
  if (expanded)
    return STATUS_OK;
  return error_set(error, STATUS_USAGE, "option \"%s\": %s", name, reason.text);
}

bool conversation_option_is(const struct conversation *conversation, const char *name,
                            const char *value) {
  return strcmp(conversation_option(conversation, name), value) == 0;
}

enum status conversation_choice_check(const struct conversation *conversation, const char *name,
                                      const char *const *values, struct error *error) {
  char known[128] = "";
  for (size_t i = 0; values[i]; i++) {
    size_t used = strlen(known);
    if (conversation_option_is(conversation, name, values[i]))
      return STATUS_OK;
    snprintf(known + used, sizeof known - used, "%s\"%s\"", i > 0 ? ", " : "", values[i]);
  }
  return error_set(error, STATUS_USAGE, "option \"%s\" is \"%.60s\", and may be %s", name,
                   conversation_option(conversation, name), known);
}
