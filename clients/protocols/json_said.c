/* jansson, with a bound on how deep what comes may nest. */
#include "clients/protocols/json_said.h"

#include <stdlib.h>
#include <string.h>

#include "clients/protocols/conversation_text.h"
#include "common/base/json_depth.h"

json_t *json_said_read(const char *bytes, size_t count) {
  return json_depth_fits(bytes, count) ? json_loadb(bytes, count, JSON_DECODE_ANY, NULL) : NULL;
}

char *json_said_text(json_t *json) {
  char *text = json_dumps(json, JSON_COMPACT | JSON_ENCODE_ANY);
  json_decref(json);
  return text;
}

void json_said_received(struct conversation *conversation, const json_t *json) {
  if (json_is_string(json)) {
    conversation->carrier->received(conversation->owner, json_string_value(json),
                                    json_string_length(json));
    return;
  }
  char *text = json_dumps(json, JSON_COMPACT | JSON_ENCODE_ANY);
  if (text)
    conversation->carrier->received(conversation->owner, text, strlen(text));
  free(text);
}

json_t *json_said_option(const struct conversation *conversation, const char *name,
                         const char *message) {
  char *text = conversation_text(conversation, conversation_option(conversation, name),
                                 TEMPLATE_TEXT, message, NULL);
  json_t *json = text ? json_said_read(text, strlen(text)) : NULL;
  free(text);
  return json;
}

enum status json_said_option_check(const struct conversation *conversation, const char *name,
                                   int kind, struct error *error) {
  enum status status = conversation_option_check(conversation, name, TEMPLATE_TEXT, error);
  if (status != STATUS_OK)
    return status;
  json_t *json = json_said_option(conversation, name, "message");
  if (!json || (kind >= 0 && (int)json_typeof(json) != kind))
    status = error_set(error, STATUS_USAGE, "option \"%s\" is \"%.80s\", and must be %s", name,
                       conversation_option(conversation, name),
                       kind == JSON_OBJECT  ? "a JSON object"
                       : kind == JSON_ARRAY ? "a JSON array"
                                            : "JSON");
  json_decref(json);
  return status;
}

const char *json_said_member(const json_t *object, const char *key) {
  const char *text = json_string_value(json_object_get(object, key));
  return text ? text : "";
}
