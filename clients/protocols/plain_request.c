/* Expands templates, and hands requests to the carrier. */
#include "clients/protocols/plain_request.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/base/whole.h"

static const char type_of_json[] = "application/json";

/* ---- variables ---- */

static const char *or_empty(const char *text) {
  return text ? text : "";
}

/* The cursor, or where it starts. */
static const char *cursor_of(struct plain_values *values) {
  const struct conversation *conversation = values->conversation;
  const char *cursor = plain_of(conversation)->cursor;
  const json_t *start =
      json_object_get(json_object_get(conversation->description, "cursor"), "start");
  if (cursor || values->start || !json_is_string(start))
    return cursor ? cursor : or_empty(values->start);
  struct plain_values others = plain_values_of(conversation);
  struct template_values known = plain_values(&others);
  others.start = strdup(""); /* a start that names the cursor finds this */
  values->start = template_expand(json_string_value(start), TEMPLATE_TEXT, &known, NULL);
  plain_values_release(&others);
  return or_empty(values->start);
}

static const char *value_of(void *owner, const char *name) {
  static const char secret[] = "secret.";
  struct plain_values *values = owner;
  const struct conversation *conversation = values->conversation;
  if (strcmp(name, "channel") == 0)
    return or_empty(conversation->channel);
  if (strcmp(name, "user") == 0)
    return or_empty(conversation->user);
  if (strcmp(name, "run") == 0)
    return or_empty(conversation->run);
  if (strcmp(name, "message") == 0)
    return values->message;
  if (strcmp(name, "cursor") == 0)
    return cursor_of(values);
  if (strncmp(name, secret, sizeof secret - 1) == 0)
    return json_string_value(json_object_get(conversation->secrets, name + sizeof secret - 1));
  if (strcmp(name, "random") != 0)
    return json_string_value(json_object_get(values->captured, name));
  snprintf(values->random, sizeof values->random, "%016" PRIx64, random_next(conversation->random));
  return values->random;
}

struct plain_values plain_values_of(const struct conversation *conversation) {
  return (struct plain_values){.conversation = conversation,
                               .captured = plain_of(conversation)->captured};
}

struct template_values plain_values(struct plain_values *values) {
  return (struct template_values){.value = value_of, .owner = values};
}

void plain_values_release(struct plain_values *values) {
  free(values->start);
  values->start = NULL;
}

/* Names that a description may not have are refused when it is read: one that is unknown now was
 * not captured. */
static void reason_complete(struct error *error) {
  struct error reason = *error;
  if (strncmp(reason.text, "unknown variable", strlen("unknown variable")) == 0)
    error_set(error, STATUS_CHECK, "%.400s: no step has captured it yet", reason.text);
}

/* ---- texts ---- */

char *plain_body(const struct conversation *conversation, const json_t *body, const char *message,
                 struct error *error) {
  struct plain_values values = plain_values_of(conversation);
  values.message = message;
  struct template_values known = plain_values(&values);
  char *text = template_expand_json(body, &known, error);
  if (!text)
    reason_complete(error);
  plain_values_release(&values);
  return text;
}

bool plain_input_fits(const struct conversation *conversation, struct plain_input *input,
                      const json_t *match) {
  if (!match)
    return false;
  struct plain_values values = plain_values_of(conversation);
  struct template_values known = plain_values(&values);
  bool fits = plain_matches(input, match, &known);
  plain_values_release(&values);
  return fits;
}

bool plain_good(const struct protocol_answer *answer) {
  return answer->code >= 200 && answer->code <= 299;
}

/* ---- requests ---- */

/* A request that is being made, and what it owns. */
struct making {
  struct template_values known;
  struct protocol_header headers[PROTOCOL_HEADERS_MAX];
  char *values[PROTOCOL_HEADERS_MAX]; /* of the headers that are expanded */
  size_t count, value_count;
  char *target, *body;
  bool typed; /* it has a Content-Type */
};

static enum status header_add(struct making *making, const char *name, const char *value,
                              struct error *error) {
  if (making->count == PROTOCOL_HEADERS_MAX)
    return error_set(error, STATUS_USAGE, "a request has at most %d headers",
                     (int)PROTOCOL_HEADERS_MAX);
  making->headers[making->count++] = (struct protocol_header){name, value};
  return STATUS_OK;
}

static enum status headers_make(struct making *making, const json_t *headers, struct error *error) {
  const char *name;
  json_t *template;
  json_object_foreach((json_t *)headers, name, template) {
    char *value =
        making->value_count < PROTOCOL_HEADERS_MAX
            ? template_expand(json_string_value(template), TEMPLATE_HEADER, &making->known, error)
            : NULL;
    if (!value)
      return STATUS_USAGE;
    making->values[making->value_count++] = value;
    making->typed = making->typed || strcasecmp(name, "Content-Type") == 0;
    if (header_add(making, name, value, error) != STATUS_OK)
      return STATUS_USAGE;
  }
  return STATUS_OK;
}

static enum status body_make(struct making *making, const json_t *body, struct error *error) {
  if (!body)
    return STATUS_OK;
  making->body = template_expand_json(body, &making->known, error);
  if (!making->body)
    return STATUS_USAGE;
  return making->typed || json_is_string(body)
             ? STATUS_OK
             : header_add(making, "Content-Type", type_of_json, error);
}

static void request_hand(const struct conversation *conversation, const struct plain_sent *sent,
                         const struct protocol_request *request) {
  const struct protocol_carrier *carrier = conversation->carrier;
  const json_t *list = json_object_get(sent->object, "subprotocols");
  char subprotocols[256] = "";
  size_t used = 0;
  if (sent->as == PLAIN_REQUEST) {
    carrier->request(conversation->owner, sent->lane, request);
    return;
  }
  if (sent->as == PLAIN_STREAM) {
    carrier->stream(conversation->owner, request);
    return;
  }
  for (size_t i = 0; i < json_array_size(list) && used < sizeof subprotocols; i++)
    used += (size_t)snprintf(subprotocols + used, sizeof subprotocols - used, "%s%s",
                             i > 0 ? ", " : "", json_string_value(json_array_get(list, i)));
  carrier->websocket(conversation->owner, request, list ? subprotocols : NULL);
}

static enum status request_make(struct making *making, const struct plain_sent *sent,
                                struct error *error) {
  const char *url = json_string_value(json_object_get(sent->object, "url"));
  making->target = template_expand(url ? url : "/", TEMPLATE_URL, &making->known, error);
  enum status status = making->target ? STATUS_OK : STATUS_USAGE;
  if (status == STATUS_OK)
    status = headers_make(making, json_object_get(sent->object, "headers"), error);
  if (status == STATUS_OK)
    status = body_make(making, json_object_get(sent->object, "body"), error);
  for (size_t i = 0; status == STATUS_OK && i < sent->more_count; i++)
    status = header_add(making, sent->more[i].name, sent->more[i].value, error);
  return status;
}

enum status plain_send_request(const struct conversation *conversation,
                               const struct plain_sent *sent, struct error *error) {
  struct plain_values values = plain_values_of(conversation);
  if (sent->captured)
    values.captured = sent->captured;
  values.message = sent->message;
  struct making making = {.known = plain_values(&values)};
  const char *method = json_string_value(json_object_get(sent->object, "method"));
  enum status status = request_make(&making, sent, error);
  if (status == STATUS_OK)
    request_hand(conversation, sent,
                 &(struct protocol_request){.method = method         ? method
                                                      : sent->method ? sent->method
                                                      : making.body  ? "POST"
                                                                     : NULL,
                                            .target = making.target,
                                            .headers = making.headers,
                                            .header_count = making.count,
                                            .body = making.body,
                                            .body_bytes = making.body ? strlen(making.body) : 0,
                                            .timeout_ns = whole_ns_of_s(sent->timeout_s)});
  else
    reason_complete(error);
  for (size_t i = 0; i < making.value_count; i++)
    free(making.values[i]);
  free(making.target);
  free(making.body);
  plain_values_release(&values);
  return status;
}
