/* How large a URL, a header, a head and a message may be. */
#include <stdlib.h>
#include <string.h>

#include "bench/base/interrupt.h"
#include "bench/probe/limit_search.h"
#include "bench/probe/look.h"
#include "common/base/clock.h"
#include "common/wire/publish.h"

enum {
  HEAD_LEAST = 512,
  HEAD_MOST = 15000,       /* our server's own bound is 16 KiB of a whole head */
  HEADER_BYTES = 500,      /* of each line, where a head is of many */
  HEADER_BYTES_MAX = 1000, /* of the last of them */
  MESSAGE_LEAST = 1024,
  MESSAGE_MOST = 1000000, /* the server takes 1 MiB of data */
};

/* A look ends after so long, with the bracket that it has. */
#define SIZE_LOOK_NS (20 * NS_PER_S)
#define SIZE_PATIENCE_NS (5 * NS_PER_S)

struct size_trial {
  struct looking *look;
  size_t bytes;
  char *words; /* of what came back; OBSERVED_WORDS_BYTES */
};

/* Whether it has passed. */
typedef bool size_try(struct size_trial *trial);

/* A text of as many letters, malloc'd. */
static char *filler(size_t bytes) {
  char *text = malloc(bytes + 1);
  if (!text)
    return NULL;
  memset(text, 'x', bytes);
  text[bytes] = '\0';
  return text;
}

static bool is_poll_answer(const struct probe_line *line) {
  static const char begin[] = "{\"next\":";
  return line->status == 200 && line->body.text &&
         strncmp(line->body.text, begin, sizeof begin - 1) == 0;
}

/* Sends a request, which has passed where our server has answered it. */
static bool request_passes(struct size_trial *trial, const struct probe_request *request) {
  struct probe_line *line = calloc(1, sizeof *line);
  if (!line)
    return false;
  line_exchange(line, trial->look->path, request, SIZE_PATIENCE_NS);
  bool passes = line->complete && (is_poll_answer(line) || look_refused_by_server(line) ||
                                   (request->body && line->status == 200));
  if (!passes)
    line_words(line, trial->words, OBSERVED_WORDS_BYTES);
  line_close(line);
  free(line);
  return passes;
}

/* --- heads -------------------------------------------------------------------------------- */

static bool url_try(struct size_trial *trial) {
  static const char begin[] = "/short_poll?x=";
  size_t known = strlen(trial->look->path->url.prefix) + sizeof begin - 1;
  char *fill = filler(trial->bytes - known);
  struct growing_text target = {.text = NULL};
  growing_text_add_text(&target, begin);
  growing_text_add_text(&target, fill ? fill : "");
  const struct probe_request request = {.method = "GET", .target = target.text};
  bool passes = target.text && request_passes(trial, &request);
  growing_text_release(&target);
  free(fill);
  return passes;
}

static bool headers_pass(struct size_trial *trial, const struct growing_text *headers) {
  const struct probe_request request = {
      .method = "GET", .target = "/short_poll?channel=0", .headers = headers->text};
  return headers->text && request_passes(trial, &request);
}

/* One header of so many bytes, its name and line end included. */
static void header_add(struct growing_text *out, int number, size_t bytes) {
  char name[48];
  int name_bytes = snprintf(name, sizeof name, "X-Pushbench-Fill-%d: ", number);
  char *fill = filler(bytes > (size_t)name_bytes + 3 ? bytes - (size_t)name_bytes - 2 : 1);
  growing_text_add_text(out, name);
  growing_text_add_text(out, fill ? fill : "");
  growing_text_add_text(out, "\r\n");
  free(fill);
}

static bool header_try(struct size_trial *trial) {
  struct growing_text headers = {.text = NULL};
  header_add(&headers, 1, trial->bytes);
  bool passes = headers_pass(trial, &headers);
  growing_text_release(&headers);
  return passes;
}

static bool head_try(struct size_trial *trial) {
  struct growing_text headers = {.text = NULL};
  int number = 1;
  for (size_t left = trial->bytes; left > 0;) {
    size_t bytes = left < HEADER_BYTES_MAX ? left : HEADER_BYTES;
    header_add(&headers, number++, bytes);
    left -= bytes;
  }
  bool passes = headers_pass(trial, &headers);
  growing_text_release(&headers);
  return passes;
}

/* --- messages ----------------------------------------------------------------------------- */

static char *message_make(size_t bytes, size_t *made_bytes) {
  static const char begin[] = "{\"data\":\"", end[] = "\"}";
  size_t around = sizeof begin + sizeof end - 2;
  char *text = filler(bytes);
  if (!text || bytes < around)
    return text;
  memcpy(text, begin, sizeof begin - 1);
  memcpy(text + bytes - (sizeof end - 1), end, sizeof end - 1);
  *made_bytes = bytes;
  return text;
}

static bool post_try(struct size_trial *trial) {
  size_t bytes = 0;
  char *body = message_make(trial->bytes, &bytes);
  const struct probe_request request = {.method = "POST",
                                        .target = "/publish?channel=0",
                                        .body = body,
                                        .body_bytes = bytes,
                                        .with_token = true};
  bool passes = body && request_passes(trial, &request);
  free(body);
  return passes;
}

/* The message comes back on the same WebSocket: it has to pass both ways. */
static bool frame_passes(struct probe_line *line, const char *text, size_t bytes) {
  if (!line_wait(line, line_has_answer, clock_now_ns() + SIZE_PATIENCE_NS) || !line->upgraded)
    return false;
  if (!line_frame(line, WEBSOCKET_TEXT, text, bytes))
    line_read(line);
  uint64_t deadline_ns = clock_now_ns() + LOOK_PATIENCE_NS; /* it comes back as slowly */
  while (line->arrival_count == 0 && line_is_alive(line))
    if (!lines_wait(&line, 1, deadline_ns))
      break;
  return line->arrival_count > 0;
}

static void frame_words(const struct probe_line *line, char *out) {
  if (line->closing)
    snprintf(out, OBSERVED_WORDS_BYTES, "close frame %u", (unsigned)line->close_code);
  else if (line->socket.end != SOCKET_OPEN)
    snprintf(out, OBSERVED_WORDS_BYTES, "%s", socket_end_words(line->socket.end));
  else if (*line->why != '\0')
    snprintf(out, OBSERVED_WORDS_BYTES, "%s", line->why);
  else
    snprintf(out, OBSERVED_WORDS_BYTES, line->published ? "it did not come back" : "nothing came");
}

static bool frame_try(struct size_trial *trial) {
  const struct probe_request request = {
      .method = "GET", .target = "/websocket?channel=0", .with_token = true};
  struct probe_line *line = calloc(1, sizeof *line);
  size_t bytes = 0;
  char *text = message_make(trial->bytes, &bytes);
  bool passes = line && text && line_open(line, trial->look->path, LINE_SOCKET) &&
                line_ask(line, trial->look->path, &request) && frame_passes(line, text, bytes);
  if (line && !passes)
    frame_words(line, trial->words);
  if (line)
    line_close(line);
  free(line);
  free(text);
  return passes;
}

/* --- the search --------------------------------------------------------------------------- */

struct size_kind_row {
  const char *name;
  size_try *attempt;
  size_t least, most;
};

static const struct size_kind_row rows[SIZE_COUNT] = {
    [SIZE_URL] = {"URL", url_try, HEAD_LEAST, HEAD_MOST},
    [SIZE_HEADER] = {"one header", header_try, HEAD_LEAST, HEAD_MOST},
    [SIZE_HEAD] = {"all headers", head_try, HEAD_LEAST, HEAD_MOST},
    [SIZE_POST] = {"message by POST", post_try, MESSAGE_LEAST, MESSAGE_MOST},
    [SIZE_FRAME] = {"message by WebSocket", frame_try, MESSAGE_LEAST, MESSAGE_MOST},
};

/* Whether it passes; one failure may be an accident. */
static bool attempt(const struct size_kind_row *row, struct size_trial *trial) {
  for (int i = 0; i < 2; i++)
    if (row->attempt(trial))
      return true;
  return false;
}

static void size_look(struct looking *look, enum size_kind kind) {
  const struct size_kind_row *row = &rows[kind];
  struct observed_size *out = &look->seen->sizes[kind];
  struct limit_search search = {.least = row->least, .most = row->most};
  struct size_trial trial = {.look = look, .words = out->words};
  uint64_t deadline_ns = clock_now_ns() + SIZE_LOOK_NS;
  look_say(look, "size: %s", row->name);
  while (interrupt_count() == 0 && clock_now_ns() < deadline_ns &&
         (trial.bytes = limit_next(&search)) > 0)
    limit_take(&search, trial.bytes, attempt(row, &trial));
  out->look = search.fails_bytes > 0 ? LOOK_FAILS : LOOK_PASSES;
  out->passes_bytes = search.passes_bytes;
  out->fails_bytes = search.fails_bytes;
}

static void size_unknown(struct looking *look, enum size_kind kind, const char *why) {
  look->seen->sizes[kind].look = LOOK_UNKNOWN;
  snprintf(look->seen->sizes[kind].words, OBSERVED_WORDS_BYTES, "%s", why);
}

void look_sizes(struct looking *look) {
  for (int kind = SIZE_URL; kind < SIZE_POST; kind++)
    size_look(look, (enum size_kind)kind);
  if (!look->may_publish) {
    size_unknown(look, SIZE_POST, "nobody may publish");
    size_unknown(look, SIZE_FRAME, "nobody may publish");
    return;
  }
  size_look(look, SIZE_POST);
  if (look->seen->transports[TRANSPORT_WEBSOCKET].look == LOOK_PASSES)
    size_look(look, SIZE_FRAME);
  else
    size_unknown(look, SIZE_FRAME, "no WebSocket passes");
}
