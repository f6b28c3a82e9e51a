/* The tables of `plain`. Objects that others hold stand before them. */
#include "documents/target_plain_shape.h"

#include <string.h>

#include "documents/shape_rows.h"

const char *const target_methods[] = {"GET", "POST", "PUT", "PATCH", "DELETE", NULL};

enum {
  VARIABLES = SCOPE_USER | SCOPE_CAPTURED | SCOPE_SECRET,
  VARIABLES_OF_POLL = VARIABLES | SCOPE_CURSOR,
};

static const struct shape_value text = TEXT;
static const struct shape_value header = WITH(SHAPE_HEADER, VARIABLES);
static const struct shape_value header_of_poll = WITH(SHAPE_HEADER, VARIABLES_OF_POLL);

static const char method_meaning[] = "method; by default GET, and POST with a body";

/* ---- what comes, and what is taken from it ---- */

static const struct shape match_shape = {
    .name = "match",
    .words = "what is expected",
    .at_least_one = "prefix|contains|pointer|event|status",
    .keys = (const struct shape_key[]){
        {"prefix", WITH(SHAPE_TEMPLATE, VARIABLES), "the text begins with this", false, NULL},
        {"contains", WITH(SHAPE_TEMPLATE, VARIABLES), "the text has this somewhere", false, NULL},
        {"pointer", POINTER, "JSON pointer: the text is JSON and has a value there", false, NULL},
        {"is", WITH(SHAPE_SCALAR, VARIABLES), "that value, as text or as it is", false, "pointer"},
        {"event", TEXT, "name of the event, in an event stream", false, NULL},
        {"status", CODE, "status code of the answer to a request", false, NULL},
        {.name = NULL}}};

static const struct shape source_shape = {
    .name = "source",
    .words = "what is captured",
    .exactly_one = "pointer|header|cookie|after",
    .keys = (const struct shape_key[]){
        {"pointer", POINTER, "JSON pointer into the body, the event's data or the message", false,
         NULL},
        {"header", TEXT, "name of a header of the answer", false, NULL},
        {"cookie", TEXT, "name of a cookie that the answer sets", false, NULL},
        {"after", WORDS, "the text behind this", false, NULL},
        {"until", TEXT, "and before this; by default to the end", false, "after"},
        {.name = NULL}}};

static bool name_is_good(const char *name) {
  static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
  static const char marks[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
  size_t bytes = strlen(name);
  return bytes > 0 && bytes <= TEMPLATE_NAME_BYTES_MAX && strchr(letters, *name) &&
         strspn(name, marks) == bytes;
}

static enum status variable_check(const char *name, struct error *error) {
  static const char *const own[] = {"channel", "user", "random", "run", "message",
                                    "cursor",  "port", "secret", NULL};
  for (size_t i = 0; own[i]; i++)
    if (strcmp(own[i], name) == 0)
      return error_set(error, STATUS_USAGE, "{%s} has a value already: take another name", name);
  if (name_is_good(name))
    return STATUS_OK;
  return error_set(error, STATUS_USAGE,
                   "'%.40s' is no name of a variable: a letter, then letters, digits, '_' and '-'",
                   name);
}

static const struct shape_value source = OBJECT(source_shape);
#define CAPTURE                                                                    \
  {                                                                                \
    .kind = SHAPE_MAP, .item = &source, .key_pattern = "^[A-Za-z][A-Za-z0-9_-]*$", \
    .key_check = variable_check                                                    \
  }
static const char capture_meaning[] = "variables that are taken from it, by name";

/* ---- requests and steps ---- */

static const struct shape request_shape = {
    .name = "request",
    .words = "a request",
    .keys = (const struct shape_key[]){
        {"url", WITH(SHAPE_PATH, VARIABLES), "path and query", true, NULL},
        {"method", CHOICE(target_methods), method_meaning, false, NULL},
        {"headers", HEADERS_OF(header), "headers beside those of the description", false, NULL},
        {"body", WITH(SHAPE_BODY, VARIABLES), "body: a text, or JSON", false, NULL},
        {.name = NULL}}};

static const char send_meaning[] = "message that is sent: a text, or JSON";
static const char request_meaning[] = "HTTP request that is sent";

static const struct shape step_shape = {
    .name = "step",
    .words = "a step",
    .at_most_one = "send|request|open|wait_s",
    .at_least_one = "send|request|open|wait_s|expect",
    .keys = (const struct shape_key[]){
        {"name", TEXT, "names it in errors; by default its number", false, NULL},
        {"send", WITH(SHAPE_BODY, VARIABLES), send_meaning, false, NULL},
        {"request", OBJECT(request_shape), request_meaning, false, NULL},
        {"open", ONLY_TRUE,
         "the WebSocket or the event stream opens here, not only where it is "
         "needed",
         false, NULL},
        {"wait_s", SECONDS, "nothing is done for that long", false, NULL},
        {"expect", OBJECT(match_shape),
         "what must come then; of an answer by default a status of "
         "200 to 299",
         false, NULL},
        {"refused", OBJECT(match_shape), "what says that the server refuses", false,
         "expect|request"},
        {"capture", CAPTURE, capture_meaning, false, "expect|request|open"},
        {"within_s", SECONDS, "how long that may take (10)", false, "expect|request|open"},
        {.name = NULL}}};

static const struct shape say_shape = {
    .name = "say",
    .words = "what is said by itself",
    .exactly_one = "send|request",
    .keys = (const struct shape_key[]){
        {"every_s", SECONDS, "time between two", true, NULL},
        {"send", WITH(SHAPE_BODY, VARIABLES), send_meaning, false, NULL},
        {"request", OBJECT(request_shape), request_meaning, false, NULL},
        {"answer", OBJECT(match_shape), "what the server answers to it", false, "send"},
        {.name = NULL}}};

static const struct shape reply_shape = {
    .name = "reply",
    .words = "a reply",
    .at_most_one = "send|request",
    .keys = (const struct shape_key[]){
        {"to", OBJECT(match_shape), "what comes from the server", true, NULL},
        {"send", WITH(SHAPE_BODY, VARIABLES), send_meaning, false, NULL},
        {"request", OBJECT(request_shape), request_meaning, false, NULL},
        {"capture", CAPTURE, capture_meaning, false, NULL},
        {"message", SWITCH, "it may be a message, no heartbeat (false)", false, NULL},
        {.name = NULL}}};

static const struct shape_value step = OBJECT(step_shape);
static const struct shape_value say = OBJECT(say_shape);
static const struct shape_value reply = OBJECT(reply_shape);

/* ---- the transports of `plain` ---- */

static const char url_meaning[] = "path and query";
static const char headers_meaning[] = "headers beside those of the description";
static const char body_meaning[] = "body: a text, or JSON";
static const char steps_meaning[] = "what is done before messages come, in this order";
static const char say_meaning[] = "what is said by itself every so often";
static const char separator_meaning[] = "stands between messages that come together";
static const char replies_meaning[] = "what is answered when something comes; heartbeats";

static const struct shape cursor_shape = {
    .name = "cursor",
    .words = "a cursor",
    .exactly_one = "pointer|header|validators",
    .keys = (const struct shape_key[]){
        {"pointer", POINTER, "JSON pointer to it in an answer's body", false, NULL},
        {"last", POINTER, "what `pointer` points at is an array: JSON pointer within its last item",
         false, "pointer"},
        {"add",
         {.kind = SHAPE_WHOLE, .minimum = -1e6, .maximum = 1e6},
         "added to it, where it is a whole number",
         false,
         "pointer|header"},
        {"header", TEXT, "name of an answer's header", false, NULL},
        {"validators", ONLY_TRUE,
         "ETag and Last-Modified, which go back as If-None-Match and "
         "If-Modified-Since",
         false, NULL},
        {"start", WITH(SHAPE_TEMPLATE, VARIABLES), "{cursor} before an answer had one (empty)",
         false, NULL},
        {.name = NULL}}};

static enum status code_check(const char *key, struct error *error) {
  bool digits = key[0] >= '1' && key[0] <= '5' && strlen(key) == 3;
  bool exact = digits && strspn(key, "0123456789") == 3;
  if (exact || (digits && strcmp(key + 1, "xx") == 0))
    return STATUS_OK;
  return error_set(error, STATUS_USAGE,
                   "'%.40s' is no status: \"204\" is one, or \"5xx\" for all "
                   "of its kind",
                   key);
}

static const char *const status_meanings[] = {"messages", "empty", "end", "start again", NULL};
static const struct shape_value status_meaning = CHOICE(status_meanings);

static const struct shape poll_shape = {
    .name = "poll",
    .words = "a poll",
    .keys = (const struct shape_key[]){
        {"url", WITH(SHAPE_PATH, VARIABLES_OF_POLL), url_meaning, true, NULL},
        {"method", CHOICE(target_methods), method_meaning, false, NULL},
        {"headers", HEADERS_OF(header_of_poll), headers_meaning, false, NULL},
        {"body", WITH(SHAPE_BODY, VARIABLES_OF_POLL), body_meaning, false, NULL},
        {"timeout_s", SECONDS, "how long an answer may take (120; of a short poll 10)", false,
         NULL},
        {"cursor", OBJECT(cursor_shape), "where the next poll goes on", false, NULL},
        {"status",
         {.kind = SHAPE_MAP,
          .item = &status_meaning,
          .key_check = code_check,
          .key_pattern = "^[1-5](xx|[0-9][0-9])$"},
         "what a status means: messages, empty, end, start again; by default 200 messages, 204 and "
         "304 empty",
         false,
         NULL},
        {"separator", TEXT, separator_meaning, false, NULL},
        {"steps", LIST_OF(step), steps_meaning, false, NULL},
        {"say", LIST_OF(say), say_meaning, false, NULL},
        {.name = NULL}}};

static const struct shape stream_shape = {
    .name = "sse",
    .words = "an event stream",
    .keys = (const struct shape_key[]){
        {"url", WITH(SHAPE_PATH, VARIABLES_OF_POLL), url_meaning, true, NULL},
        {"method", CHOICE(target_methods), method_meaning, false, NULL},
        {"headers", HEADERS_OF(header_of_poll), headers_meaning, false, NULL},
        {"body", WITH(SHAPE_BODY, VARIABLES_OF_POLL), body_meaning, false, NULL},
        {"resume", SWITCH, "Last-Event-ID is sent when the stream is opened again (true)", false,
         NULL},
        {"steps", LIST_OF(step), steps_meaning, false, NULL},
        {"say", LIST_OF(say), say_meaning, false, NULL},
        {"replies", LIST_OF(reply), replies_meaning, false, NULL},
        {.name = NULL}}};

static const struct shape acknowledged_shape = {
    .name = "sent",
    .words = "how a message is published",
    .keys = (const struct shape_key[]){
        {"send", WITH(SHAPE_BODY, VARIABLES | SCOPE_MESSAGE), send_meaning, true, NULL},
        {"published", OBJECT(match_shape),
         "what says that it is published, in the order of the "
         "messages; without it nobody knows",
         false, NULL},
        {"refused", OBJECT(match_shape), "what says that it is refused", false, "published"},
        {.name = NULL}}};

#define WEBSOCKET_KEYS                                                                           \
  {"url", WITH(SHAPE_PATH, VARIABLES), url_meaning, true, NULL},                                 \
      {"headers", HEADERS_OF(header), headers_meaning, false, NULL},                             \
      {"subprotocols", LIST_OF(text), "what is offered in Sec-WebSocket-Protocol", false, NULL}, \
      {"separator", TEXT, separator_meaning, false, NULL},                                       \
      {"steps", LIST_OF(step), steps_meaning, false, NULL},                                      \
      {"say", LIST_OF(say), say_meaning, false, NULL}, {                                         \
    "replies", LIST_OF(reply), replies_meaning, false, NULL                                      \
  }

static const char sent_meaning[] = "how a message is published on it";

static const struct shape websocket_shape = {
    .name = "websocket",
    .words = "a WebSocket",
    .keys = (const struct shape_key[]){
        WEBSOCKET_KEYS,
        {"publish", OBJECT(acknowledged_shape), sent_meaning, false, NULL},
        {.name = NULL}}};

const struct shape target_publisher_shape = {
    .name = "publisher",
    .words = "a publisher's WebSocket",
    .keys = (const struct shape_key[]){
        WEBSOCKET_KEYS,
        {"publish", OBJECT(acknowledged_shape), sent_meaning, true, NULL},
        {.name = NULL}}};

const struct shape *const target_plain_shapes[TRANSPORT_COUNT] = {
    [TRANSPORT_SHORT_POLL] = &poll_shape,
    [TRANSPORT_LONG_POLL] = &poll_shape,
    [TRANSPORT_SSE] = &stream_shape,
    [TRANSPORT_WEBSOCKET] = &websocket_shape,
};
