/* Polls by description. */
#include "clients/protocols/plain_poll.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clients/protocols/plain_carrier.h"
#include "clients/protocols/plain_request.h"
#include "documents/json_pointer.h"

static const double hold_s_fallback = 120, answer_s_fallback = 10;

enum { POLL_HEADERS = 2 };

/* ---- the cursor ---- */

/* Takes over `value`, where there is one. */
static void keep(char **member, char *value) {
  if (!value)
    return;
  free(*member);
  *member = value;
}

/* The value at the pointer; with "last" within the last item of that array. */
static char *pointed_at(const json_t *cursor, const json_t *body) {
  const char *last = json_string_value(json_object_get(cursor, "last"));
  const json_t *value =
      json_pointer_get(body, json_string_value(json_object_get(cursor, "pointer")));
  if (!last)
    return json_value_text(value);
  size_t items = json_array_size(value);
  return items > 0 ? json_value_text(json_pointer_get(json_array_get(value, items - 1), last))
                   : NULL;
}

/* A whole number is replaced by the sum. */
static char *added(char *value, json_int_t more) {
  char *end = NULL;
  json_int_t number = value ? strtoll(value, &end, 10) : 0, sum;
  char text[32];
  if (!value || more == 0 || end == value || *end || number == LLONG_MAX || number == LLONG_MIN ||
      __builtin_add_overflow(number, more, &sum))
    return value;
  free(value);
  snprintf(text, sizeof text, "%" JSON_INTEGER_FORMAT, sum);
  return strdup(text);
}

static void cursor_take(struct conversation *conversation, struct plain_input *input) {
  struct plain *plain = plain_of(conversation);
  const json_t *cursor = json_object_get(conversation->description, "cursor");
  const char *header = json_string_value(json_object_get(cursor, "header"));
  json_int_t more = json_integer_value(json_object_get(cursor, "add"));
  if (json_object_get(cursor, "pointer") && input->count > 0)
    keep(&plain->cursor, added(pointed_at(cursor, plain_input_json(input)), more));
  if (header)
    keep(&plain->cursor, added(plain_header(input->answer, header), more));
  if (json_object_get(cursor, "validators")) {
    keep(&plain->etag, plain_header(input->answer, "ETag"));
    keep(&plain->modified, plain_header(input->answer, "Last-Modified"));
  }
}

void plain_poll_forget(struct plain *plain) {
  free(plain->cursor);
  free(plain->etag);
  free(plain->modified);
  plain->cursor = plain->etag = plain->modified = NULL;
}

/* ---- polls ---- */

void plain_poll_begin(struct conversation *conversation) {
  struct plain *plain = plain_of(conversation);
  const json_t *timeout = json_object_get(conversation->description, "timeout_s");
  bool holds = transport_traits[conversation->transport].holds;
  struct error error = {""};
  struct protocol_header more[POLL_HEADERS];
  size_t count = 0;
  if (plain->etag)
    more[count++] = (struct protocol_header){"If-None-Match", plain->etag};
  if (plain->modified)
    more[count++] = (struct protocol_header){"If-Modified-Since", plain->modified};
  const struct plain_sent sent = {.as = PLAIN_REQUEST,
                                  .lane = PROTOCOL_RECEIVES,
                                  .object = conversation->description,
                                  .more = more,
                                  .more_count = count,
                                  .timeout_s = timeout ? json_number_value(timeout)
                                               : holds ? hold_s_fallback
                                                       : answer_s_fallback};
  plain->polling = true;
  if (plain_send_request(conversation, &sent, &error) != STATUS_OK)
    plain_fail(conversation, "poll", error.text);
}

enum meaning { MEANS_NOTHING, MEANS_MESSAGES, MEANS_EMPTY, MEANS_END, MEANS_AGAIN };

static enum meaning meaning_named(const char *name) {
  static const struct {
    const char *name;
    enum meaning meaning;
  } meanings[] = {{"messages", MEANS_MESSAGES},
                  {"empty", MEANS_EMPTY},
                  {"end", MEANS_END},
                  {"start again", MEANS_AGAIN}};
  for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++)
    if (strcmp(meanings[i].name, name) == 0)
      return meanings[i].meaning;
  return MEANS_NOTHING;
}

/* By "status": that code, or all of its kind; else by default. */
static enum meaning meaning_of(const struct conversation *conversation, int code) {
  const json_t *status = json_object_get(conversation->description, "status");
  char exact[16], kind[16];
  snprintf(exact, sizeof exact, "%d", code);
  snprintf(kind, sizeof kind, "%dxx", code / 100);
  const char *name = json_string_value(json_object_get(status, exact));
  if (!name)
    name = json_string_value(json_object_get(status, kind));
  if (name)
    return meaning_named(name);
  return code == 200 ? MEANS_MESSAGES : code == 204 || code == 304 ? MEANS_EMPTY : MEANS_NOTHING;
}

static void part_hand(struct conversation *conversation, const char *bytes, size_t count) {
  conversation->carrier->received(conversation->owner, bytes, count);
}

/* An answer that the conversation goes on after. */
static void poll_done(struct conversation *conversation, bool empty) {
  struct plain *plain = plain_of(conversation);
  plain->begun_again = false;
  conversation->carrier->polled(conversation->owner, empty);
  if (!plain->readied) {
    plain->readied = true;
    conversation->carrier->ready(conversation->owner);
  }
  if (transport_traits[conversation->transport].holds)
    plain_poll_begin(conversation);
}

/* Whether it may begin again: a server that says it at once again would be asked for ever. */
static bool start_again(struct conversation *conversation, const struct protocol_answer *answer) {
  struct plain *plain = plain_of(conversation);
  char text[ERROR_TEXT_BYTES];
  if (plain->begun_again) {
    snprintf(text, sizeof text, "the server says a second time to start again: %s",
             excerpt_of_answer(answer).text);
    plain_fail(conversation, "poll", text);
    return false;
  }
  plain->begun_again = true;
  conversation->carrier->polled(conversation->owner, true);
  plain_disarm(conversation);
  plain_poll_forget(plain);
  return true;
}

static void answer_take(struct conversation *conversation, struct plain_input *input,
                        enum meaning meaning) {
  cursor_take(conversation, input);
  size_t parts = meaning == MEANS_MESSAGES
                     ? plain_split(conversation, input->bytes, input->count, part_hand)
                     : 0;
  poll_done(conversation, parts == 0);
}

bool plain_poll_answered(struct conversation *conversation, const struct protocol_answer *answer) {
  struct plain *plain = plain_of(conversation);
  struct plain_input input = plain_input_of_answer(answer);
  enum meaning meaning = meaning_of(conversation, answer->code);
  bool timed_out =
      answer->code == 0 && answer->failure && strcmp(answer->failure, "timed out") == 0;
  char text[ERROR_TEXT_BYTES];
  bool again = false;
  plain->polling = false;
  if (timed_out && transport_traits[conversation->transport].holds &&
      json_object_get(conversation->description, "timeout_s")) {
    poll_done(conversation, true);
  } else if (answer->code != 0 && meaning == MEANS_AGAIN) {
    again = start_again(conversation, answer);
  } else if (answer->code != 0 && (meaning == MEANS_MESSAGES || meaning == MEANS_EMPTY)) {
    answer_take(conversation, &input, meaning);
  } else {
    snprintf(text, sizeof text, "%s%s%s", meaning == MEANS_END ? "the server has ended it: " : "",
             excerpt_of_answer(answer).text,
             answer->code != 0 && meaning == MEANS_NOTHING
                 ? ": \"status\" does not say what that means"
                 : "");
    plain_fail(conversation, "poll", text);
  }
  plain_input_release(&input);
  return again;
}
