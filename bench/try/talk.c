/* Reads the transcript step by step. */
#include "bench/try/talk.h"

#include <math.h>
#include <string.h>
#include <strings.h>

#include "bench/base/bounded_text.h"
#include "bench/try/shown.h"
#include "common/wire/token.h"

static const double ns_per_ms = 1e6;

/* --- a line of the transcript ------------------------------------------------------------- */

static const char *text_of(const json_t *line, const char *key) {
  const char *text = json_string_value(json_object_get(line, key));
  return text ? text : "";
}

static uint64_t at_ns(const json_t *line) {
  return (uint64_t)json_integer_value(json_object_get(line, "at_ns"));
}

static int code_of(const json_t *line) {
  return (int)json_integer_value(json_object_get(line, "code"));
}

/* Of the whole text, of which the line may have only the begin. */
static size_t bytes_of(const json_t *line) {
  json_int_t bytes = json_integer_value(json_object_get(line, "bytes"));
  return bytes > 0 ? (size_t)bytes : strlen(text_of(line, "text"));
}

static void text_keep(char *out, size_t capacity, const char *text) {
  snprintf(out, capacity, "%s", text);
}

/* --- what is written ---------------------------------------------------------------------- */

static void write_line(const struct talk *talk, const struct talk_side *side, uint64_t at,
                       const char *text) {
  if (talk->out)
    fprintf(talk->out, "%8.1f ms  %-9s %s\n", (double)(at - talk->begun_ns) / ns_per_ms, side->name,
            text);
}

static void write_note(const struct talk *talk, const struct talk_side *side, const char *text) {
  if (talk->out)
    fprintf(talk->out, "%11s  %-9s    %s\n", "", side->name, text);
}

static void again_write(const struct talk *talk, struct talk_side *side) {
  char text[TALK_LINE_BYTES];
  if (side->again > 0) {
    snprintf(text, sizeof text,
             side->again == 1 ? "(the same once more)" : "(the same %zu times more)", side->again);
    write_note(talk, side, text);
  }
  side->again = 0;
}

static void stale_write(struct talk *talk) {
  char text[TALK_LINE_BYTES];
  if (talk->stale > 0) {
    snprintf(text, sizeof text, "(%zu %s with messages of an earlier run came)", talk->stale,
             talk->stale == 1 ? "text" : "texts");
    write_note(talk, &talk->user, text);
  }
  talk->stale = 0;
}

/* Writes what is held of a side, or counts it where it says the same as the one before. */
static void side_flush(struct talk *talk, struct talk_side *side) {
  struct exchange *held = &side->held;
  if (!*held->said && !*held->came)
    return;
  if (strcmp(held->said, side->last.said) == 0 && strcmp(held->came, side->last.came) == 0) {
    side->again++;
  } else {
    again_write(talk, side);
    if (side == &talk->user)
      stale_write(talk);
    if (*held->said)
      write_line(talk, side, held->said_ns, held->said);
    if (*held->came)
      write_line(talk, side, held->came_ns, held->came);
    side->last = *held;
  }
  *held = (struct exchange){.said = ""};
}

/* A line that is no exchange. */
static void remark(struct talk *talk, struct talk_side *side, uint64_t at, const char *text) {
  side_flush(talk, side);
  again_write(talk, side);
  write_line(talk, side, at, text);
  side->last = (struct exchange){.said = ""};
}

static void said(struct talk *talk, struct talk_side *side, uint64_t at, const char *text) {
  side_flush(talk, side);
  text_keep(side->held.said, sizeof side->held.said, text);
  side->held.said_ns = at;
}

static void came(struct talk *talk, struct talk_side *side, uint64_t at, const char *text) {
  if (*side->held.came)
    side_flush(talk, side);
  text_keep(side->held.came, sizeof side->held.came, text);
  side->held.came_ns = at;
}

/* --- messages ----------------------------------------------------------------------------- */

/* The number of the message in the text; -1 where there is none. */
static int number_in(const char *text) {
  struct token token;
  size_t end;
  if (token_find(text, strlen(text), &token, &end) != TOKEN_WHOLE || token.number > TALK_MESSAGES)
    return -1;
  return (int)token.number;
}

/* One of the three is written, even if the part of it that is shown says the same again. */
static void sent_note(struct talk *talk, struct talk_side *side, const json_t *line) {
  int number = number_in(text_of(line, "text"));
  if (side != &talk->publisher || number < 0)
    return;
  talk->sent_subscribed = talk->subscribed;
  if (number > 0)
    side->last = (struct exchange){.said = ""};
  if (number > 0 && talk->sent_ns[number - 1] == 0)
    talk->sent_ns[number - 1] = at_ns(line);
}

/* The number of a message that came. */
static int number_came(const struct talk *talk, const json_t *line) {
  if (!talk->itself)
    return number_in(text_of(line, "text"));
  return talk->messages < TALK_MESSAGES ? (int)talk->messages + 1 : -1;
}

static void message_take(struct talk *talk, struct talk_side *side, const json_t *line) {
  char text[TALK_LINE_BYTES];
  int number = number_came(talk, line);
  if (number < 0)
    return;
  if (number == 0) {
    if (!talk->proven)
      remark(talk, side, at_ns(line), "   the message that proves the subscription");
    talk->proven = true;
    return;
  }
  bool again = talk->received_ns[number - 1] > 0;
  snprintf(text, sizeof text, "   message %d of %d%s", number, TALK_MESSAGES,
           again ? ", again" : "");
  remark(talk, side, at_ns(line), text);
  talk->messages += !again;
  talk->twice += again;
  if (!again)
    talk->received_ns[number - 1] = at_ns(line);
}

bool talk_is_done(const struct talk *talk) {
  return talk->messages == TALK_MESSAGES;
}

double talk_first_latency_ns(const struct talk *talk) {
  if (talk->sent_ns[0] == 0 || talk->received_ns[0] < talk->sent_ns[0])
    return NAN;
  return (double)(talk->received_ns[0] - talk->sent_ns[0]);
}

/* --- steps -------------------------------------------------------------------------------- */

/* Writes the lines of headers, up to `end`, as " (A: b, C: d)". */
static void headers_append(char shown[TALK_LINE_BYTES], const char *line, const char *end) {
  char part[TALK_TEXT_BYTES];
  const char *before = " (";
  while (line < end) {
    size_t bytes = strcspn(line + 1, "\n");
    snprintf(part, sizeof part, "%.*s", (int)bytes, line + 1);
    bounded_append(shown, TALK_LINE_BYTES, "%s", before);
    shown_append(shown, TALK_LINE_BYTES, part);
    before = ", ";
    line += 1 + bytes;
  }
  if (*before == ',')
    bounded_append(shown, TALK_LINE_BYTES, ")");
}

static void kind_append(char shown[TALK_LINE_BYTES], const struct talk_side *side,
                        const char *does) {
  if (side->handshake)
    bounded_append(shown, TALK_LINE_BYTES, " as a WebSocket%s%s",
                   *side->subprotocols ? ", subprotocol " : "", side->subprotocols);
  else if (strcmp(does, "stream") == 0)
    bounded_append(shown, TALK_LINE_BYTES, " as an event stream");
}

/* "POST /publish/0\nA: b\n\nbody" becomes "-> POST /publish/0: body (A: b)". */
static void request_take(struct talk *talk, struct talk_side *side, const json_t *line) {
  const char *does = text_of(line, "does"), *text = text_of(line, "text");
  const char *headers = text + strcspn(text, "\n"), *body = strstr(text, "\n\n");
  char shown[TALK_LINE_BYTES] = "-> ";
  side->handshake = strcmp(does, "websocket") == 0;
  snprintf(side->asked, sizeof side->asked, "%.*s", (int)(headers - text), text);
  text_keep(side->subprotocols, sizeof side->subprotocols,
            side->handshake ? text_of(line, "name") : "");
  bounded_append(shown, sizeof shown, "%s", side->asked);
  kind_append(shown, side, does);
  if (body && body[2]) {
    bounded_append(shown, sizeof shown, ": ");
    shown_append(shown, sizeof shown, body + 2);
  }
  headers_append(shown, headers, body ? body : headers + strlen(headers));
  said(talk, side, at_ns(line), shown);
  sent_note(talk, side, line);
}

static void send_take(struct talk *talk, struct talk_side *side, const json_t *line) {
  char shown[TALK_LINE_BYTES] = "-> ";
  shown_append(shown, sizeof shown, text_of(line, "text"));
  said(talk, side, at_ns(line), shown);
  sent_note(talk, side, line);
}

/* Writes " (212 B) text" behind what is there. */
static void text_append(char shown[TALK_LINE_BYTES], const json_t *line) {
  bounded_append(shown, TALK_LINE_BYTES, " (%zu B) ", bytes_of(line));
  shown_append(shown, TALK_LINE_BYTES, text_of(line, "text"));
}

static void answer_take(struct talk *talk, struct talk_side *side, const json_t *line) {
  char shown[TALK_LINE_BYTES] = "<- ";
  const char *text = text_of(line, "text");
  side->code = code_of(line);
  text_keep(side->heard, sizeof side->heard, text);
  side->texts += *text && side->code;
  if (!side->code)
    bounded_append(shown, sizeof shown, "no answer: %s", text);
  else
    bounded_append(shown, sizeof shown, "%d", side->code);
  if (side->code && *text)
    text_append(shown, line);
  came(talk, side, at_ns(line), shown);
}

/* The value of a header in the head of an answer; empty where there is none. */
static void header_find(const char *head, const char *name, char *out, size_t capacity) {
  size_t bytes = strlen(name);
  *out = '\0';
  for (const char *line = strchr(head, '\n'); line; line = strchr(line, '\n')) {
    line++;
    if (strncasecmp(line, name, bytes) == 0 && line[bytes] == ':') {
      const char *value = line + bytes + 1 + strspn(line + bytes + 1, " ");
      snprintf(out, capacity, "%.*s", (int)strcspn(value, "\r\n"), value);
      return;
    }
  }
}

static void open_take(struct talk *talk, struct talk_side *side, const json_t *line) {
  char shown[TALK_LINE_BYTES] = "<- ", value[TALK_STEP_BYTES];
  side->code = code_of(line);
  header_find(text_of(line, "text"), side->handshake ? "Sec-WebSocket-Protocol" : "Content-Type",
              value, sizeof value);
  bounded_append(shown, sizeof shown, "%d %s", side->code, side->handshake ? "a WebSocket" : "");
  if (*value)
    bounded_append(shown, sizeof shown, "%s%s", side->handshake ? ", subprotocol " : "", value);
  came(talk, side, at_ns(line), shown);
}

static void text_take(struct talk *talk, struct talk_side *side, const json_t *line) {
  char shown[TALK_LINE_BYTES] = "<-";
  side->texts++;
  text_keep(side->heard, sizeof side->heard, text_of(line, "text"));
  if (strcmp(text_of(line, "does"), "event") == 0)
    bounded_append(shown, sizeof shown, " event \"%s\"", text_of(line, "name"));
  text_append(shown, line);
  came(talk, side, at_ns(line), shown);
}

static void ready_take(struct talk *talk, struct talk_side *side, const json_t *line) {
  if (side == &talk->publisher)
    return;
  talk->subscribed = true;
  side->texts = 0;
  remark(talk, side, at_ns(line), "   subscribed");
}

/* Only the user's texts are looked through for messages. */
static void stale_take(struct talk *talk, struct talk_side *side, const json_t *line) {
  (void)line;
  talk->stale += *side->held.came != '\0';
  side->held = (struct exchange){.said = ""};
}

static void fail_at(struct talk *talk, struct talk_side *side, const char *step, const char *words,
                    const json_t *line) {
  char text[TALK_LINE_BYTES] = "   fails at ";
  if (talk_is_done(talk) || talk->failed)
    return;
  talk->by_publisher = side == &talk->publisher;
  shown_append(text, sizeof text, step);
  remark(talk, side, at_ns(line), text);
  talk_fail(talk, step, words);
}

/* A refused message is a failure where a user waits for it: until then a server may not know the
 * channel. */
static void published_take(struct talk *talk, struct talk_side *side, const json_t *line) {
  const char *outcome = text_of(line, "name"), *text = text_of(line, "text");
  talk->published += strcmp(outcome, "published") == 0;
  talk->unanswered += strcmp(outcome, "unanswered") == 0;
  if (strcmp(outcome, "refused") == 0 && talk->sent_subscribed)
    fail_at(talk, side, "publish", *text ? text : "the message could not be sent", line);
}

/* A user who waits for its first message is not the cause where the publisher gets no answer. */
static void failed_take(struct talk *talk, struct talk_side *side, const json_t *line) {
  const struct talk_side *publisher = &talk->publisher;
  bool mute = *publisher->asked && publisher->code == 0 && *publisher->heard;
  if (side == &talk->user && talk->subscribed && !talk->proven && talk->published == 0 && mute)
    fail_at(talk, &talk->publisher, "publish", publisher->heard, line);
  fail_at(talk, side, text_of(line, "step"), text_of(line, "text"), line);
}

static void close_take(struct talk *talk, struct talk_side *side, const json_t *line) {
  remark(talk, side, at_ns(line), "   closes");
}

/* --- all steps ---------------------------------------------------------------------------- */

static const struct {
  const char *does;
  void (*take)(struct talk *talk, struct talk_side *side, const json_t *line);
} steps[] = {{"request", request_take}, {"stream", request_take}, {"websocket", request_take},
             {"send", send_take},       {"answer", answer_take},  {"open", open_take},
             {"event", text_take},      {"text", text_take},      {"ready", ready_take},
             {"message", message_take}, {"stale", stale_take},    {"published", published_take},
             {"failed", failed_take},   {"lost", failed_take},    {"close", close_take}};

void talk_begin(struct talk *talk, FILE *out, bool itself) {
  *talk = (struct talk){
      .out = out, .itself = itself, .user = {.name = "user"}, .publisher = {.name = "publisher"}};
}

void talk_take(struct talk *talk, const json_t *line) {
  bool publishes = strcmp(text_of(line, "who"), "publisher") == 0;
  struct talk_side *side = publishes ? &talk->publisher : &talk->user;
  const char *does = text_of(line, "does");
  if (talk->failed)
    return;
  if (!talk->begun_ns && !(publishes && strcmp(does, "ready") == 0))
    talk->begun_ns = at_ns(line);
  for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
    if (strcmp(steps[i].does, does) != 0)
      continue;
    side_flush(talk, publishes ? &talk->user : &talk->publisher);
    steps[i].take(talk, side, line);
  }
}

void talk_pause(struct talk *talk) {
  side_flush(talk, &talk->user);
  side_flush(talk, &talk->publisher);
}

void talk_fail(struct talk *talk, const char *step, const char *words) {
  if (talk->failed)
    return;
  talk->failed = true;
  text_keep(talk->step, sizeof talk->step, step);
  text_keep(talk->words, sizeof talk->words, words);
}
