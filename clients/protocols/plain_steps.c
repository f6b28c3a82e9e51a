/* A step does something, and may wait for what comes. */
#include "clients/protocols/plain_steps.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clients/protocols/plain_carrier.h"
#include "clients/protocols/plain_posts.h"
#include "clients/protocols/plain_request.h"
#include "common/base/whole.h"

static const double within_s_fallback = 10;

/* ---- one step ---- */

static const json_t *step_now(const struct conversation *conversation) {
  return json_array_get(json_object_get(conversation->description, "steps"),
                        plain_of(conversation)->step);
}

struct step_name {
  char text[64];
};

/* Its "name", or "step 2"; "open" behind the last. */
static struct step_name name_now(const struct conversation *conversation) {
  struct step_name name = {"open"};
  const json_t *step = step_now(conversation);
  const char *own = json_string_value(json_object_get(step, "name"));
  enum plain_wait waits = plain_of(conversation)->waits;
  if (step && own && (waits != PLAIN_WAITS_OPEN || json_object_get(step, "open")))
    snprintf(name.text, sizeof name.text, "%s", own);
  else if (step && waits != PLAIN_WAITS_OPEN)
    snprintf(name.text, sizeof name.text, "step %zu", plain_of(conversation)->step + 1);
  return name;
}

const char *plain_steps_name(const struct conversation *conversation) {
  struct plain *plain = plain_of(conversation);
  if (plain->phase != PLAIN_STEPS)
    return NULL;
  snprintf(plain->step_name, sizeof plain->step_name, "%s", name_now(conversation).text);
  return plain->step_name;
}

static void step_fail(struct conversation *conversation, const char *text) {
  struct step_name name = name_now(conversation);
  plain_fail(conversation, name.text, text);
}

static double seconds_of(const json_t *step, const char *key, double fallback) {
  const json_t *value = json_object_get(step, key);
  return value ? json_number_value(value) : fallback;
}

/* How long what the step waits for may take. An opening before a step that only needs it has a time
 * of its own. */
static double within_s(const struct conversation *conversation) {
  const json_t *step = step_now(conversation);
  bool opens = plain_of(conversation)->waits == PLAIN_WAITS_OPEN && !json_object_get(step, "open");
  return opens ? within_s_fallback : seconds_of(step, "within_s", within_s_fallback);
}

static void arm_within(struct conversation *conversation) {
  plain_arm(conversation, whole_ns_of_s(within_s(conversation)));
}

static bool polls(const struct conversation *conversation) {
  return transport_traits[conversation->transport].polls;
}

/* Opens the WebSocket, or the event stream. */
static void socket_open(struct conversation *conversation) {
  struct plain *plain = plain_of(conversation);
  struct error error = {""};
  const bool framed = transport_traits[conversation->transport].framed;
  const json_t *resume = json_object_get(conversation->description, "resume");
  const struct protocol_header accept[] = {{"Accept", "text/event-stream"},
                                           {"Last-Event-ID", plain->cursor}};
  bool resumes = plain->cursor && *plain->cursor && !json_is_false(resume);
  const struct plain_sent sent = {.as = framed ? PLAIN_WEBSOCKET : PLAIN_STREAM,
                                  .object = conversation->description,
                                  .more = accept,
                                  .more_count = framed    ? 0
                                                : resumes ? 2
                                                          : 1};
  plain->waits = PLAIN_WAITS_OPEN;
  arm_within(conversation);
  if (plain_send_request(conversation, &sent, &error) != STATUS_OK)
    step_fail(conversation, error.text);
}

static void step_request(struct conversation *conversation, const json_t *step) {
  struct plain *plain = plain_of(conversation);
  struct error error = {""};
  /* a poll's own connection; the other one where a stream or a WebSocket is held */
  bool held = plain->opened || transport_traits[conversation->transport].framed;
  double timeout_s = seconds_of(step, "within_s", within_s_fallback);
  const struct plain_sent sent = {.as = PLAIN_REQUEST,
                                  .lane = PROTOCOL_RECEIVES,
                                  .object = json_object_get(step, "request"),
                                  .timeout_s = timeout_s};
  plain->waits = PLAIN_WAITS_ANSWER;
  if (held)
    plain_post_add(conversation, sent.object, PLAIN_POST_STEP, name_now(conversation).text,
                   timeout_s);
  else if (plain_send_request(conversation, &sent, &error) != STATUS_OK)
    step_fail(conversation, error.text);
}

/* False where it failed. */
static bool step_send(struct conversation *conversation, const json_t *body) {
  struct error error = {""};
  char *text = body ? plain_body(conversation, body, NULL, &error) : NULL;
  if (text)
    conversation->carrier->send(conversation->owner, text, strlen(text), false);
  else if (body)
    step_fail(conversation, error.text);
  free(text);
  return text || !body;
}

/* Does what the step does. True where the next one may follow at once. */
static bool step_do(struct conversation *conversation, const json_t *step) {
  struct plain *plain = plain_of(conversation);
  if (json_object_get(step, "request")) {
    step_request(conversation, step);
    return false;
  }
  if (json_object_get(step, "wait_s") && plain->waits != PLAIN_WAITS_TIME) {
    plain->waits = PLAIN_WAITS_TIME;
    plain_arm(conversation, whole_ns_of_s(seconds_of(step, "wait_s", 0)));
    return false;
  }
  if (!step_send(conversation, json_object_get(step, "send")))
    return false;
  if (!json_object_get(step, "expect"))
    return true;
  plain->waits = PLAIN_WAITS_INPUT;
  plain->seen = false;
  arm_within(conversation);
  return false;
}

/* Whether the WebSocket or the stream must be open for it: all but requests and waits. */
static bool needs_socket(const json_t *step) {
  return !json_object_get(step, "request") &&
         (!json_object_get(step, "wait_s") || json_object_get(step, "expect"));
}

/* Goes on until something must be waited for. */
static void steps_go(struct conversation *conversation) {
  struct plain *plain = plain_of(conversation);
  while (plain->phase == PLAIN_STEPS) {
    const json_t *step = step_now(conversation);
    if (!polls(conversation) && !plain->opened && (!step || needs_socket(step))) {
      socket_open(conversation);
      return;
    }
    if (!step) {
      plain_disarm(conversation);
      plain->phase = PLAIN_STEPS_DONE;
      return;
    }
    if (!step_do(conversation, step))
      return;
    plain->waits = PLAIN_WAITS_NOT;
    plain->step++;
  }
}

static void step_next(struct conversation *conversation) {
  struct plain *plain = plain_of(conversation);
  plain->waits = PLAIN_WAITS_NOT;
  plain->step++;
  steps_go(conversation);
}

void plain_steps_begin(struct conversation *conversation) {
  struct plain *plain = plain_of(conversation);
  plain->phase = PLAIN_STEPS;
  plain->waits = PLAIN_WAITS_NOT;
  plain->step = 0;
  json_decref(plain->captured);
  plain->captured = json_object();
  steps_go(conversation);
}

/* ---- what comes ---- */

/* Takes the step's values, and goes on. */
static void step_done(struct conversation *conversation, struct plain_input *input) {
  struct plain *plain = plain_of(conversation);
  struct error error = {""};
  const json_t *capture = json_object_get(step_now(conversation), "capture");
  if (plain_capture(input, capture, plain->captured, &error) != STATUS_OK) {
    step_fail(conversation, error.text);
    return;
  }
  plain_disarm(conversation);
  step_next(conversation);
}

static void refused_say(struct conversation *conversation, const struct plain_input *input) {
  char text[ERROR_TEXT_BYTES];
  struct excerpt came =
      input->answer ? excerpt_of_answer(input->answer) : excerpt_of(input->bytes, input->count);
  snprintf(text, sizeof text, "the server refuses: %s", came.text);
  step_fail(conversation, text);
}

void plain_steps_opened(struct conversation *conversation, const struct protocol_answer *answer) {
  struct plain *plain = plain_of(conversation);
  const json_t *step = step_now(conversation);
  plain->opened = true;
  if (plain->waits != PLAIN_WAITS_OPEN)
    return;
  plain_disarm(conversation);
  plain->waits = PLAIN_WAITS_NOT;
  if (json_object_get(step, "open") && !json_object_get(step, "expect")) {
    struct plain_input input = plain_input_of_answer(answer);
    step_done(conversation, &input);
    plain_input_release(&input);
    return;
  }
  steps_go(conversation);
}

static void answer_judge(struct conversation *conversation, struct plain_input *input) {
  const json_t *step = step_now(conversation);
  const json_t *expect = json_object_get(step, "expect");
  char text[ERROR_TEXT_BYTES];
  bool expected = expect ? plain_input_fits(conversation, input, expect) : true;
  bool good = plain_good(input->answer) || json_object_get(expect, "status");
  if (input->answer->code != 0 &&
      plain_input_fits(conversation, input, json_object_get(step, "refused"))) {
    refused_say(conversation, input);
  } else if (input->answer->code == 0 || !good || !expected) {
    snprintf(text, sizeof text, "%s%s", excerpt_of_answer(input->answer).text,
             input->answer->code != 0 && good ? ": that is not what \"expect\" says" : "");
    step_fail(conversation, text);
  } else {
    step_done(conversation, input);
  }
}

void plain_steps_answered(struct conversation *conversation, const struct protocol_answer *answer) {
  struct plain *plain = plain_of(conversation);
  if (plain->waits == PLAIN_WAITS_OPEN || plain->waits == PLAIN_WAITS_ANSWER) {
    struct plain_input input = plain_input_of_answer(answer);
    if (plain->waits == PLAIN_WAITS_ANSWER)
      answer_judge(conversation, &input);
    else
      step_fail(conversation, excerpt_of_answer(answer).text);
    plain_input_release(&input);
  }
}

void plain_steps_input(struct conversation *conversation, struct plain_input *input) {
  struct plain *plain = plain_of(conversation);
  const json_t *step = step_now(conversation);
  if (plain->waits != PLAIN_WAITS_INPUT)
    return;
  if (plain_input_fits(conversation, input, json_object_get(step, "refused"))) {
    refused_say(conversation, input);
  } else if (plain_input_fits(conversation, input, json_object_get(step, "expect"))) {
    step_done(conversation, input);
  } else {
    plain->seen = true;
    plain->last = excerpt_of(input->bytes, input->count);
  }
}

void plain_steps_woken(struct conversation *conversation) {
  struct plain *plain = plain_of(conversation);
  char text[ERROR_TEXT_BYTES];
  plain->armed = false;
  if (plain->waits == PLAIN_WAITS_TIME) {
    const json_t *step = step_now(conversation);
    if (json_object_get(step, "expect"))
      steps_go(conversation); /* the wait is over: now what is expected */
    else
      step_next(conversation);
    return;
  }
  if (plain->waits != PLAIN_WAITS_OPEN && plain->waits != PLAIN_WAITS_INPUT)
    return;
  snprintf(text, sizeof text, "nothing %s within %g s%s%s%s",
           plain->waits == PLAIN_WAITS_OPEN ? "was answered" : "that is expected came",
           within_s(conversation),
           plain->waits == PLAIN_WAITS_INPUT && plain->seen ? "; the last that came was '" : "",
           plain->waits == PLAIN_WAITS_INPUT && plain->seen ? plain->last.text : "",
           plain->waits == PLAIN_WAITS_INPUT && plain->seen ? "'" : "");
  step_fail(conversation, text);
}
