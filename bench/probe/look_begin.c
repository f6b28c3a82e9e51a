/* The first requests: whether our server answers, what it says of itself, and of the heads. */
#include <stdarg.h>
#include <string.h>

#include "bench/probe/heads.h"
#include "bench/probe/look.h"
#include "common/base/clock.h"
#include "common/base/whole.h"
#include "common/wire/poll_answer.h"
#include "common/wire/refusal.h"
#include "documents/json_read.h"

void look_say(const struct looking *look, const char *format, ...) {
  if (!look->progress)
    return;
  va_list arguments;
  va_start(arguments, format);
  vfprintf(look->progress, format, arguments);
  va_end(arguments);
  fputc('\n', look->progress);
  fflush(look->progress);
}

static bool begins(const struct probe_line *line, const char *text) {
  return line->body.text && strncmp(line->body.text, text, strlen(text)) == 0;
}

bool look_refused_by_server(const struct probe_line *line) {
  static const char *const reasons[] = {REFUSAL_HOST, REFUSAL_TOKEN, REFUSAL_LONG_TARGET,
                                        REFUSAL_NO_HANDSHAKE, REFUSAL_LONG_BODY};
  for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
    if (begins(line, reasons[i]))
      return true;
  return false;
}

bool look_newest(struct looking *look, uint64_t channel, uint64_t *out) {
  char target[64];
  struct probe_line *line = calloc(1, sizeof *line);
  struct poll_answer_reader reader;
  snprintf(target, sizeof target, "/short_poll?channel=%llu", (unsigned long long)channel);
  const struct probe_request request = {.method = "GET", .target = target};
  bool good = line && line_exchange(line, look->path, &request, LOOK_PATIENCE_NS) &&
              line->status == 200 && line->body.text &&
              poll_answer_open(&reader, line->body.text, line->body.bytes);
  if (good)
    *out = reader.next;
  if (line)
    line_close(line);
  free(line);
  return good;
}

/* --- whether it is ours ------------------------------------------------------------------- */

static enum status not_ours(const struct probe_line *line, const struct path_url *url,
                            struct error *error) {
  char words[LINE_WHY_BYTES];
  line_words(line, words, sizeof words);
  if (begins(line, REFUSAL_HOST))
    return error_set(error, STATUS_ENVIRONMENT,
                     "the server does not know the Host that the path gives it: start it with "
                     "--allow-host %s (or with the name that the proxy puts there)",
                     url->host);
  if (line->status >= 500)
    return error_set(error, STATUS_ENVIRONMENT,
                     "%s%s/short_poll: %s: does pushbench-server run behind it, and on the port "
                     "that it passes requests on to?",
                     url->authority, url->prefix, words);
  return error_set(error, STATUS_ENVIRONMENT,
                   "%s%s/short_poll: %s: this is no answer of pushbench-server; is the prefix of "
                   "the URL right, and is the server behind it?",
                   url->authority, url->prefix, words);
}

static void front_read(const struct probe_line *line, struct observed_heads *out) {
  char via[OBSERVED_NAME_BYTES / 2];
  line_header(line, "Server", out->front, sizeof out->front / 2);
  line_header(line, "Via", via, sizeof via);
  if (*via != '\0') {
    size_t used = strlen(out->front);
    snprintf(out->front + used, sizeof out->front - used, "%s%s", used ? ", via " : "via ", via);
  }
}

static enum status first_request(struct looking *look, struct error *error) {
  struct probe_line *line = calloc(1, sizeof *line);
  struct poll_answer_reader reader;
  const struct probe_request request = {.method = "GET", .target = "/short_poll?channel=0"};
  if (!line)
    return error_set(error, STATUS_ENVIRONMENT, "no memory");
  line_exchange(line, look->path, &request, LOOK_PATIENCE_NS);
  bool ours = line->complete && line->status == 200 && line->body.text &&
              poll_answer_open(&reader, line->body.text, line->body.bytes);
  enum status status = ours ? STATUS_OK : not_ours(line, &look->path->url, error);
  front_read(line, &look->seen->heads);
  line_close(line);
  free(line);
  return status;
}

/* --- what it says of itself --------------------------------------------------------------- */

static double number_of(const json_t *settings, const char *name) {
  return json_number_value(json_object_get(settings, name));
}

static void settings_take(struct server_settings *out, const json_t *answer) {
  const json_t *settings = json_object_get(answer, "settings");
  out->known = json_is_object(settings);
  out->rate_per_s = number_of(settings, "rate_per_s");
  out->channels = whole_of(number_of(settings, "channels"));
  out->hold_s = number_of(settings, "hold_ms") / 1e3;
  out->sse_keepalive_s = number_of(settings, "sse_keepalive_ms") / 1e3;
  out->keep_alive_timeout_s = number_of(settings, "keep_alive_timeout_ms") / 1e3;
  out->heartbeat = json_is_true(json_object_get(settings, "heartbeat"));
  out->compression = json_is_true(json_object_get(settings, "compression"));
  out->stream = json_incref(json_object_get(answer, "stream"));
}

static void text_take(char *out, size_t capacity, const json_t *text) {
  const char *value = json_string_value(text);
  snprintf(out, capacity, "%s", value ? value : "");
}

/* "GET /push/probe HTTP/1.1" */
static void line_take(struct observed_heads *heads, const json_t *received) {
  const char *line = json_string_value(json_object_get(received, "line"));
  const char *target = line ? strchr(line, ' ') : NULL;
  const char *version = target ? strstr(target, " HTTP/") : NULL;
  if (!version)
    return;
  snprintf(heads->target, sizeof heads->target, "%.*s", (int)(version - target - 1), target + 1);
  snprintf(heads->version, sizeof heads->version, "%s", version + strlen(" HTTP/"));
}

static void heads_take(struct looking *look, const struct probe_request *request,
                       const struct probe_line *line, const json_t *answer) {
  struct observed_heads *heads = &look->seen->heads;
  const json_t *received = json_object_get(answer, "received");
  struct growing_text text = {.text = NULL};
  probe_request_add(look->path, request, &text);
  json_t *sent = heads_of(text.text ? text.text : "", text.bytes);
  json_t *arrived = heads_of(line->head.text, line->head.bytes);
  heads->look = LOOK_PASSES;
  heads->all = json_is_true(json_object_get(received, "all"));
  text_take(heads->engine, sizeof heads->engine, json_object_get(answer, "engine"));
  line_take(heads, received);
  heads_compare(HEAD_REQUEST, sent, json_object_get(received, "headers"), heads);
  heads_compare(HEAD_ANSWER, json_object_get(answer, "sent"), arrived, heads);
  json_decref(arrived);
  json_decref(sent);
  growing_text_release(&text);
}

static void heads_refused(struct looking *look, const struct probe_line *line) {
  struct observed_heads *heads = &look->seen->heads;
  char words[LINE_WHY_BYTES];
  line_words(line, words, sizeof words);
  heads->look = LOOK_UNKNOWN;
  if (begins(line, REFUSAL_TOKEN) && *look->path->token == '\0')
    snprintf(heads->words, sizeof heads->words,
             "the server tells only who has its control token (--control-token)");
  else if (begins(line, REFUSAL_TOKEN))
    snprintf(heads->words, sizeof heads->words,
             "the control token is another one, or the path takes Authorization away");
  else
    snprintf(heads->words, sizeof heads->words, "/probe: %.150s", words);
}

static void look_heads(struct looking *look) {
  const struct probe_request request = {.method = "GET",
                                        .target = "/probe",
                                        .headers = "Accept: text/event-stream\r\n"
                                                   "Cache-Control: no-cache\r\n"
                                                   "Last-Event-ID: 12345\r\n" PROBE_HEADER
                                                   ": " PROBE_HEADER_VALUE "\r\n",
                                        .with_token = true};
  struct probe_line *line = calloc(1, sizeof *line);
  if (!line)
    return;
  line_exchange(line, look->path, &request, LOOK_PATIENCE_NS);
  json_t *answer = line->complete && line->status == 200 && line->body.text
                       ? json_read_text(line->body.text, line->body.bytes, 0, NULL)
                       : NULL;
  if (json_object_get(answer, "received")) {
    settings_take(&look->settings, answer);
    heads_take(look, &request, line, answer);
  } else {
    heads_refused(look, line);
  }
  json_decref(answer);
  line_close(line);
  free(line);
}

/* --- publishing --------------------------------------------------------------------------- */

static void poster_close(struct probe_line **poster) {
  if (*poster)
    line_close(*poster);
  free(*poster);
  *poster = NULL;
}

static bool is_busy(const struct probe_line *poster) {
  return poster && !poster->complete && line_is_alive(poster);
}

/* A connection that was kept may have been ended meanwhile. */
static bool post_again(const struct looking *look, struct probe_line *poster,
                       const struct probe_request *request) {
  line_read(poster);
  return line_is_alive(poster) && poster->http.keeps && line_ask(poster, look->path, request);
}

/* Sends it on the first that has nothing to wait for; opens that where there is none. */
static struct probe_line *poster_ask(struct looking *look, const struct probe_request *request) {
  struct probe_line **free_one = NULL;
  for (size_t i = 0; i < LOOK_POSTERS && !free_one; i++)
    free_one = is_busy(look->posters[i]) ? NULL : &look->posters[i];
  if (!free_one)
    return NULL;
  if (*free_one && post_again(look, *free_one, request))
    return *free_one;
  poster_close(free_one);
  *free_one = calloc(1, sizeof **free_one);
  if (*free_one && line_open(*free_one, look->path, LINE_REQUEST))
    line_ask(*free_one, look->path, request); /* where it is cut off, there may be an answer */
  return *free_one;
}

struct probe_line *look_post(struct looking *look, uint64_t channel, const char *data,
                             size_t data_bytes) {
  char target[64];
  struct growing_text body = {.text = NULL};
  snprintf(target, sizeof target, "/publish?channel=%llu", (unsigned long long)channel);
  growing_text_add_text(&body, "{\"data\":\"");
  growing_text_add(&body, data, data_bytes);
  growing_text_add_text(&body, "\"}");
  const struct probe_request request = {.method = "POST",
                                        .target = target,
                                        .body = body.text,
                                        .body_bytes = body.bytes,
                                        .with_token = true};
  struct probe_line *poster = body.text ? poster_ask(look, &request) : NULL;
  growing_text_release(&body);
  return poster;
}

bool look_wait(struct looking *look, struct probe_line *const *lines, size_t count,
               uint64_t deadline_ns) {
  struct probe_line *all[LOOK_LINES_MAX + LOOK_POSTERS];
  size_t used = 0;
  for (size_t i = 0; i < LOOK_POSTERS; i++)
    if (is_busy(look->posters[i]))
      all[used++] = look->posters[i];
  for (size_t i = 0; i < count && used < LOOK_LINES_MAX + LOOK_POSTERS; i++)
    all[used++] = lines[i];
  return lines_wait(all, used, deadline_ns);
}

bool look_publish(struct looking *look, uint64_t channel, const char *data, size_t data_bytes,
                  struct probe_line *const *others, size_t other_count) {
  uint64_t deadline_ns = clock_now_ns() + LOOK_PATIENCE_NS;
  struct probe_line *poster = look_post(look, channel, data, data_bytes);
  if (!poster)
    return false;
  while (is_busy(poster) && look_wait(look, others, other_count, deadline_ns))
    ;
  return poster->complete && poster->status == 200;
}

/* Whether the server publishes by itself: its settings say so, or else the numbers do. */
static bool publishes_itself(struct looking *look) {
  enum { WATCH_MS = 1500 };
  uint64_t before = 0, after = 0;
  if (look->settings.known)
    return look->settings.rate_per_s > 0;
  if (!look_newest(look, LOOK_CHANNEL_EVENTS, &before))
    return false;
  lines_wait(NULL, 0, clock_now_ns() + WATCH_MS * NS_PER_MS);
  return look_newest(look, LOOK_CHANNEL_EVENTS, &after) && after > before;
}

static void look_publishing(struct looking *look) {
  struct observed_passage *publish = &look->seen->publish;
  look->may_publish = look_publish(look, LOOK_CHANNEL_EVENTS, "first", strlen("first"), NULL, 0);
  const struct probe_line *poster = look->posters[0];
  publish->look = look->may_publish ? LOOK_PASSES : LOOK_FAILS;
  publish->status = poster ? poster->status : 0;
  publish->by_server = poster && look_refused_by_server(poster);
  if (look->may_publish || !poster)
    return;
  line_words(poster, publish->words, sizeof publish->words);
  if (publish->by_server)
    publish->look = LOOK_UNKNOWN;
}

/* --- begin and end ------------------------------------------------------------------------ */

enum status look_begin(struct looking *look, struct error *error) {
  enum status status = first_request(look, error);
  if (status != STATUS_OK)
    return status;
  look_heads(look);
  look->seen->publishes_itself = publishes_itself(look);
  look_publishing(look);
  return STATUS_OK;
}

void look_end(struct looking *look) {
  for (size_t i = 0; i < LOOK_POSTERS; i++)
    poster_close(&look->posters[i]);
  json_decref(look->settings.stream);
  look->settings.stream = NULL;
}
