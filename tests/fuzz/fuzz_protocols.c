/* Conversations of other servers' protocols: whatever a server says, a protocol keeps to what its
 * carrier asks for. The input's first bytes choose the protocol, the transport and the options; the
 * rest are steps, each with a NUL behind it, whose first letter says what happens:
 *
 *   R, S  the answer on the lane that receives or sends: the status in three digits, and the body,
 *         or headers, an empty line and the body
 *   O     the WebSocket or the stream has opened, with that status; else as an answer
 *   T, B  a text or binary message; E  an event; W  it is time; L  the connection is lost
 *   P     a message is published */
#include <stdio.h>

#include "clients/protocols/protocol.h"
#include "tests/fuzz/target.h"

struct carrier_state {
  struct conversation conversation;
  bool asked[PROTOCOL_LANES]; /* an answer is due */
  bool opening, open;         /* the WebSocket or the stream */
  bool websocket, over;       /* `open` has to be called again */
  uint64_t published, outcomes;
};

static const char options_text[] =
    "{\"join\":\"[\\\"in\\\",\\\"{channel}\\\"]\",\"join_ack\":\"yes\","
    "\"publish\":\"[\\\"out\\\",\\\"{message}\\\"]\",\"publish_ack\":\"yes\"}";

/* --- the carrier ----------------------------------------------------------------------- */

static void target_expect(const struct protocol_request *request) {
  expect(request->target && request->header_count <= PROTOCOL_HEADERS_MAX);
}

static void on_request(void *owner, enum protocol_lane lane,
                       const struct protocol_request *request) {
  struct carrier_state *state = owner;
  target_expect(request);
  expect(!state->over && !state->asked[lane]);
  expect(lane != PROTOCOL_RECEIVES || !state->opening);
  state->asked[lane] = true;
}

static void stream_begin(struct carrier_state *state, const struct protocol_request *request,
                         bool websocket) {
  target_expect(request);
  expect(!state->over && !state->asked[PROTOCOL_RECEIVES] && !state->opening && !state->open);
  state->opening = true;
  state->websocket = websocket;
}

static void on_stream(void *owner, const struct protocol_request *request) {
  stream_begin(owner, request, false);
}

static void on_websocket(void *owner, const struct protocol_request *request,
                         const char *subprotocols) {
  (void)subprotocols;
  stream_begin(owner, request, true);
}

static void on_send(void *owner, const char *bytes, size_t count, bool binary) {
  const struct carrier_state *state = owner;
  (void)binary;
  expect(!state->over && state->open && state->websocket && (bytes || count == 0));
}

static void on_close(void *owner) {
  struct carrier_state *state = owner;
  state->over = true;
}

static void on_wake(void *owner, uint64_t delay_ns) {
  (void)owner;
  expect(delay_ns > 0);
}

static void on_ready(void *owner) {
  expect(!((struct carrier_state *)owner)->over);
}

static void on_received(void *owner, const char *bytes, size_t count) {
  expect(!((struct carrier_state *)owner)->over && (bytes || count == 0));
}

static void on_flag(void *owner, bool flag) {
  (void)flag;
  expect(!((struct carrier_state *)owner)->over);
}

static void on_published(void *owner, enum protocol_published outcome) {
  struct carrier_state *state = owner;
  expect(outcome <= PROTOCOL_UNANSWERED && ++state->outcomes <= state->published);
}

static void on_failed(void *owner, const char *step, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
static void on_failed(void *owner, const char *step, const char *format, ...) {
  struct carrier_state *state = owner;
  expect(!state->over && *step && *format);
  state->over = true;
}

static const struct protocol_carrier carrier = {
    .request = on_request,
    .stream = on_stream,
    .websocket = on_websocket,
    .send = on_send,
    .close = on_close,
    .wake = on_wake,
    .ready = on_ready,
    .received = on_received,
    .polled = on_flag,
    .published = on_published,
    .heartbeat = on_flag,
    .failed = on_failed,
};

/* --- the steps ------------------------------------------------------------------------- */

/* The answer that a step describes; its head and body are to be freed. */
static struct protocol_answer answer_of(const char *step, size_t count, char **head, char **body) {
  static const char blank[] = "\r\n\r\n";
  struct protocol_answer answer = {.failure = "timed out"};
  char digits[4] = "";
  size_t code_bytes = count < 3 ? count : 3;
  memcpy(digits, step, code_bytes);
  answer.code = (int)strtol(digits, NULL, 10);
  if (answer.code < 100)
    answer.code = 0;
  const char *rest = step + code_bytes;
  size_t rest_bytes = count - code_bytes;
  const char *end = memmem(rest, rest_bytes, blank, sizeof blank - 1);
  size_t fields = end ? (size_t)(end - rest) + sizeof blank - 1 : 0;
  *head = malloc(fields + 32);
  *body = input_text((const uint8_t *)rest + fields, rest_bytes - fields);
  expect(*head);
  int line = snprintf(*head, fields + 32, "HTTP/1.1 %d x\r\n", answer.code);
  memcpy(*head + line, rest, fields);
  answer.head = *head;
  answer.head_bytes = (size_t)line + fields;
  answer.body = *body;
  answer.body_bytes = rest_bytes - fields;
  return answer;
}

static void step_answer(struct carrier_state *state, enum protocol_lane lane, const char *step,
                        size_t count) {
  char *head, *body;
  bool streams =
      lane == PROTOCOL_RECEIVES && (state->opening || (state->open && !state->websocket));
  if (!state->asked[lane] && !streams)
    return;
  struct protocol_answer answer = answer_of(step, count, &head, &body);
  state->asked[lane] = false;
  if (streams)
    state->opening = state->open = false;
  if (state->conversation.protocol->answered)
    state->conversation.protocol->answered(&state->conversation, lane, &answer);
  free(head);
  free(body);
}

static void step_opened(struct carrier_state *state, const char *step, size_t count) {
  char *head, *body;
  if (!state->opening)
    return;
  struct protocol_answer answer = answer_of(step, count, &head, &body);
  state->opening = false;
  state->open = true;
  if (state->conversation.protocol->opened)
    state->conversation.protocol->opened(&state->conversation, &answer);
  free(head);
  free(body);
}

static void step_event(struct carrier_state *state, const char *step, size_t count) {
  const struct protocol_event event = {
      .name = "message", .id = "", .data = step, .data_bytes = count};
  if (state->open && !state->websocket && state->conversation.protocol->event)
    state->conversation.protocol->event(&state->conversation, &event);
}

static void step_message(struct carrier_state *state, const char *step, size_t count, bool binary) {
  if (state->open && state->websocket && state->conversation.protocol->text)
    state->conversation.protocol->text(&state->conversation, step, count, binary);
}

static void step_publish(struct carrier_state *state) {
  if (!state->conversation.protocol->publish)
    return;
  state->published++;
  state->conversation.protocol->publish(&state->conversation, "pb-1-c-1-x", 10);
}

static void step_take(struct carrier_state *state, char kind, const char *step, size_t count) {
  switch (kind) {
  case 'R':
    step_answer(state, PROTOCOL_RECEIVES, step, count);
    break;
  case 'S':
    step_answer(state, PROTOCOL_SENDS, step, count);
    break;
  case 'O':
    step_opened(state, step, count);
    break;
  case 'T':
  case 'B':
    step_message(state, step, count, kind == 'B');
    break;
  case 'E':
    step_event(state, step, count);
    break;
  case 'W':
    if (state->conversation.protocol->woken)
      state->conversation.protocol->woken(&state->conversation);
    break;
  case 'P':
    step_publish(state);
    break;
  case 'L':
    state->conversation.protocol->lost(&state->conversation);
    state->over = true;
    break;
  default:
    break;
  }
}

/* After a failure or a loss, nothing is left of the connections, and the conversation begins
 * again. */
static void open_again(struct carrier_state *state) {
  state->asked[PROTOCOL_RECEIVES] = state->asked[PROTOCOL_SENDS] = false;
  state->opening = state->open = state->over = false;
  state->conversation.protocol->open(&state->conversation);
}

static void steps_take(struct carrier_state *state, const uint8_t *data, size_t size) {
  open_again(state);
  while (size > 0) {
    const uint8_t *end = memchr(data, '\0', size);
    size_t count = end ? (size_t)(end - data) : size;
    char *step = input_text(data, count); /* of its size, so that a read behind it is seen */
    if (count > 0)
      step_take(state, *step, step + 1, count - 1);
    free(step);
    if (state->over)
      open_again(state);
    size -= count + (end ? 1 : 0);
    data += count + (end ? 1 : 0);
  }
  state->conversation.protocol->lost(&state->conversation);
  expect(state->outcomes == state->published);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  size_t count = 0;
  while (protocols[count])
    count++;
  if (size < 3 || !protocols[data[0] % count]->offers[data[1] % TRANSPORT_COUNT])
    return 0;
  struct random random = random_seeded(1, 1);
  struct carrier_state state = {
      .conversation = {.protocol = protocols[data[0] % count],
                       .carrier = &carrier,
                       .transport = (enum transport_kind)(data[1] % TRANSPORT_COUNT),
                       .options = data[2] & 1 ? json_loads(options_text, 0, NULL) : NULL,
                       .channel = "c",
                       .user = "u",
                       .run = "r",
                       .publishes = data[2] & 2,
                       .random = &random}};
  struct conversation *conversation = &state.conversation;
  struct error error;
  conversation->owner = &state;
  conversation->state = calloc(1, conversation->protocol->state_bytes);
  expect(conversation->state);
  if (!conversation->protocol->check ||
      conversation->protocol->check(conversation, &error) == STATUS_OK)
    steps_take(&state, data + 3, size - 3);
  if (conversation->protocol->release)
    conversation->protocol->release(conversation);
  free(conversation->state);
  json_decref((json_t *)conversation->options);
  return 0;
}
