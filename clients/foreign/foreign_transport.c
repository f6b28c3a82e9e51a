/* The transport of users whose server is not ours: what the client's phases ask of it becomes calls
 * of the conversation. */
#include "clients/foreign/foreign_transport.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clients/foreign/foreign_carrier.h"
#include "clients/foreign/foreign_user.h"
#include "clients/protocols/conversation_text.h"
#include "clients/users/poll_ring.h"
#include "common/base/clock.h"

/* The streams of random numbers for conversations. Those of the publisher are others: a server
 * takes two who draw the same name for one, and ends the first's session. */
static const uint64_t USER_STREAM = UINT64_C(6) << 32, PUBLISHER_STREAM = UINT64_C(7) << 32;

/* --- making ---------------------------------------------------------------------------- */

/* The description's headers as lines; false with the reason. */
static bool lines_make(struct foreign_user *own, struct error *error) {
  const json_t *headers = own->user->crowd->foreign->description->headers;
  const char *name;
  const json_t *value;
  size_t bytes;
  FILE *out = open_memstream(&own->lines, &bytes);
  bool good = out != NULL;
  json_object_foreach((json_t *)(uintptr_t)headers, name, value) {
    char *text = good ? conversation_text(&own->conversation, json_string_value(value),
                                          TEMPLATE_HEADER, NULL, error)
                      : NULL;
    good = text && fprintf(out, "%s: %s\r\n", name, text) > 0;
    free(text);
  }
  bool asks = own->user->crowd->options->compression && !own->conversation.publishes;
  if (good && asks && !json_object_get(headers, "Accept-Encoding"))
    fputs("Accept-Encoding: gzip\r\n", out);
  return out && fclose(out) == 0 && good;
}

static void wake_fired(void *owner) {
  struct foreign_user *own = owner;
  if (!own->waking || !user_active(own->user))
    return;
  own->waking = false;
  foreign_enter(own);
  own->conversation.protocol->woken(&own->conversation);
  foreign_leave(own);
}

/* The user waits for its poll's connection, or polls for the message that proves its subscription.
 */
static void prover_fired(void *owner) {
  struct foreign_user *own = owner;
  bool connected = foreign_lane_is_connected(&own->lanes[PROTOCOL_RECEIVES]);
  if (own->user->state != USER_CONNECTING || !own->subscribed)
    return;
  if (own->connects && connected) {
    own->connects = false;
    user_ready(own->user);
    return;
  }
  loop_timer_at(own->prover,
                clock_now_ns() + (own->connects ? FOREIGN_CONNECTS_NS : FOREIGN_PROVE_NS));
  if (!own->connects || !own->lanes[PROTOCOL_RECEIVES].under_way)
    foreign_poll(own->user);
}

static enum status foreign_user_init(struct user *user, struct error *error) {
  struct crowd *crowd = user->crowd;
  const struct foreign *foreign = crowd->foreign;
  struct foreign_user *own = calloc(1, sizeof *own);
  void *state = calloc(1, foreign->protocol->state_bytes);
  if (!own || !state) {
    free(own);
    free(state);
    return error_set(error, STATUS_ENVIRONMENT, "no memory for user %u", user->id);
  }
  own->user = user;
  own->failing = LIFE_FAILURE_COUNT;
  own->random = random_seeded((uint64_t)crowd->options->seed,
                              (foreign->publishes ? PUBLISHER_STREAM : USER_STREAM) + user->id);
  snprintf(own->channel, sizeof own->channel, "%llu", (unsigned long long)user->subscriber.channel);
  snprintf(own->id, sizeof own->id, "%s%u", foreign->publishes ? "publisher" : "", user->id);
  snprintf(own->run, sizeof own->run, "%08x", foreign->run);
  own->conversation = (struct conversation){
      .protocol = foreign->protocol,
      .carrier = &foreign_carrier,
      .owner = own,
      .transport = (enum transport_kind)crowd->options->transport,
      .description = foreign->transport,
      .options = foreign->description->options,
      .secrets = foreign->description->secrets,
      .channel = own->channel,
      .user = own->id,
      .run = own->run,
      .publishes = foreign->publishes,
      .random = &own->random,
      .state = state,
  };
  user->transport_state = own;
  for (int i = 0; i < PROTOCOL_LANES; i++)
    foreign_lane_init(&own->lanes[i], &foreign_lane_handler, own, (enum protocol_lane)i);
  if (raw_websocket_init(user, error) != STATUS_OK)
    return STATUS_ENVIRONMENT;
  own->wake = loop_timer_create(crowd->network.loop, wake_fired, own);
  own->prover = loop_timer_create(crowd->network.loop, prover_fired, own);
  if (own->wake && own->prover && lines_make(own, error))
    return STATUS_OK;
  return error->text[0] ? STATUS_USAGE
                        : error_set(error, STATUS_ENVIRONMENT, "no memory for user %u", user->id);
}

static void foreign_user_release(struct user *user) {
  struct foreign_user *own = foreign_user_of(user);
  raw_websocket_release(user);
  for (int i = 0; i < PROTOCOL_LANES; i++)
    foreign_lane_release(&own->lanes[i]);
  if (own->conversation.protocol->release)
    own->conversation.protocol->release(&own->conversation);
  loop_timer_destroy(own->wake);
  loop_timer_destroy(own->prover);
  cookies_release(&own->cookies);
  free(own->conversation.state);
  free(own->lines);
  free(own->websocket_path);
  free(own->websocket_lines);
  free(own->subprotocols);
  free(own);
}

/* --- the life of a user ----------------------------------------------------------------- */

/* After a failure the conversation hears first that its connection is gone. */
static void foreign_connect(struct user *user) {
  struct foreign_user *own = foreign_user_of(user);
  const struct protocol *protocol = own->conversation.protocol;
  foreign_enter(own);
  if (own->opened && protocol->lost)
    protocol->lost(&own->conversation);
  own->opened = true;
  protocol->open(&own->conversation);
  foreign_leave(own);
}

static const char first_message[] = "first message";

bool foreign_is_late(const struct foreign *foreign) {
  return strncmp(foreign->failure, first_message, strlen(first_message)) == 0;
}

void foreign_late(struct user *user) {
  const struct foreign_user *own = foreign_user_of(user);
  const char *name = own->subscribed ? first_message : foreign_step(own);
  const char *words = own->subscribed
                          ? "it has subscribed, and no message came in time: are messages "
                            "published to the same channel?"
                          : "nothing that makes it ready came in time";
  const struct transcript_step step = {
      .does = "failed", .step = name, .text = words, .bytes = strlen(words)};
  foreign_say(own, &step);
  foreign_failed(user->crowd->foreign, name, words);
}

static void foreign_abandon(struct user *user) {
  foreign_late(user);
  foreign_quiet(foreign_user_of(user));
  raw_websocket_abandon(user);
}

static void foreign_close(struct user *user) {
  foreign_quiet(foreign_user_of(user));
  raw_websocket_close(user);
}

static void foreign_drop(struct user *user) {
  foreign_quiet(foreign_user_of(user));
  raw_websocket_cut(user, LIFE_DEAD);
  user_failed(user, LIFE_DEAD);
}

static int foreign_descriptor(const struct user *user) {
  const struct foreign_user *own = foreign_user_of(user);
  const struct foreign_lane *lane = &own->lanes[PROTOCOL_RECEIVES];
  int websocket = raw_websocket_descriptor(user);
  if (websocket >= 0 || !lane->connection)
    return websocket;
  return http_descriptor(lane->connection);
}

static void foreign_set_paused(struct user *user, bool paused) {
  struct foreign_user *own = foreign_user_of(user);
  for (int i = 0; i < PROTOCOL_LANES; i++)
    if (own->lanes[i].connection)
      (paused ? http_pause : http_resume)(own->lanes[i].connection);
  (paused ? raw_websocket_pause : raw_websocket_resume)(user);
}

static void foreign_pause(struct user *user) {
  foreign_set_paused(user, true);
}

static void foreign_resume(struct user *user) {
  foreign_set_paused(user, false);
}

static enum status foreign_begin(struct crowd *crowd, uint64_t epoch_ns, struct error *error) {
  crowd->foreign->proving = false;
  if (!transport_traits[crowd->options->transport].scheduled)
    return STATUS_OK;
  static const struct poll_ring_user user = {.due = foreign_poll, .can = foreign_can_poll};
  return poll_ring_begin(crowd, epoch_ns, &user, error);
}

/* --- WebSockets ------------------------------------------------------------------------- */

static size_t foreign_request_write(struct user *user, const char *key_text, const char *offer,
                                    char *out) {
  const struct foreign_user *own = foreign_user_of(user);
  return (size_t)snprintf(out, WEBSOCKET_HANDSHAKE_BYTES_MAX,
                          "GET %s HTTP/1.1\r\nHost: %s\r\nUpgrade: websocket\r\n"
                          "Connection: Upgrade\r\nSec-WebSocket-Key: %s\r\n%s%s%s%s"
                          "Sec-WebSocket-Version: 13\r\n\r\n",
                          own->websocket_path, user->crowd->network.target->authority, key_text,
                          *offer ? "Sec-WebSocket-Extensions: " : "", offer, *offer ? "\r\n" : "",
                          own->websocket_lines);
}

static const char *foreign_subprotocols(const struct user *user) {
  return foreign_user_of(user)->subprotocols;
}

static void foreign_upgraded(struct user *user, const char *head, size_t head_bytes) {
  struct foreign_user *own = foreign_user_of(user);
  const struct protocol_answer answer = {.code = HTTP_SWITCHING_PROTOCOLS,
                                         .failure = "",
                                         .head = head,
                                         .head_bytes = head_bytes,
                                         .body = ""};
  if (user->crowd->foreign->description->cookies)
    cookies_take(&own->cookies, head, head_bytes);
  const struct transcript_step step = {
      .does = "open", .code = answer.code, .text = head, .bytes = head_bytes};
  foreign_say(own, &step);
  foreign_enter(own);
  own->conversation.protocol->opened(&own->conversation, &answer);
  foreign_leave(own);
}

static void foreign_refused(struct user *user, int code, enum life_failure failure,
                            const char *words) {
  struct foreign_refusal refusal = {.code = code, .kind = failure};
  snprintf(refusal.words, sizeof refusal.words, "%s", words);
  foreign_refuse(foreign_user_of(user), &refusal);
}

/* "the server closes the WebSocket: 1008 no such room" */
static void foreign_over(struct user *user, const struct raw_websocket_end *end) {
  struct foreign_user *own = foreign_user_of(user);
  struct excerpt reason = excerpt_of(end->reason ? end->reason : "", end->reason_bytes);
  char words[FOREIGN_FAILURE_BYTES];
  if (end->ours)
    return;
  if (end->failure == LIFE_PROTOCOL)
    snprintf(words, sizeof words, "what comes on the WebSocket breaks RFC 6455 (%u)", end->code);
  else if (end->code)
    snprintf(words, sizeof words, "the server closes the WebSocket: %u%s%s", end->code,
             *reason.text ? " " : "", reason.text);
  else
    snprintf(words, sizeof words, "the WebSocket has ended: %s", life_failure_names[end->failure]);
  const struct transcript_step step = {
      .does = "lost", .step = foreign_step(own), .text = words, .bytes = strlen(words)};
  foreign_say(own, &step);
  if (!user->crowd->record->faults)
    foreign_failed(user->crowd->foreign, foreign_step(own), words);
}

static uint16_t foreign_message(struct user *user, const char *bytes, size_t count, bool text,
                                uint64_t receipt_ns) {
  struct foreign_user *own = foreign_user_of(user);
  const struct transcript_step step = {.does = "text", .text = bytes, .bytes = count};
  if (!user_active(user)) /* it comes between our close frame and the server's */
    return 0;
  own->receipt_ns = receipt_ns;
  if (foreign_is_said(own))
    foreign_say(own, &step);
  if (own->conversation.publishes)
    own->heard = excerpt_of(bytes, count);
  foreign_enter(own);
  own->conversation.protocol->text(&own->conversation, bytes, count, !text);
  foreign_leave(own);
  return 0;
}

static const struct raw_websocket_kind foreign_kind = {
    .request_write = foreign_request_write,
    .subprotocols = foreign_subprotocols,
    .upgraded = foreign_upgraded,
    .refused = foreign_refused,
    .over = foreign_over,
    .message = foreign_message,
};

enum status foreign_websockets_create(struct crowd *crowd, struct error *error) {
  return raw_websockets_create(&foreign_kind, crowd, &crowd->websockets, error);
}

const struct transport foreign_transport = {
    .name = "foreign",
    .user_init = foreign_user_init,
    .user_release = foreign_user_release,
    .connect = foreign_connect,
    .descriptor = foreign_descriptor,
    .abandon = foreign_abandon,
    .drop = foreign_drop,
    .pause = foreign_pause,
    .resume = foreign_resume,
    .begin = foreign_begin,
    .end = poll_ring_end,
    .close = foreign_close,
};
